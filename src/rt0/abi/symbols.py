"""Entry points of the runtime that compiled Go code calls, as data: name, result, parameters.

What it is: `ENTRY[name] = (result, parameters)` in LLVM's types, without the trailing `ptr swiftself %g` that every
one of them has. The symbol is `runtime.` + name and the convention swiftcc. `lower` declares from this table and a test
compares it with the annotations of the runtime's functions, so that a changed signature is found at once.

`i1` is Go's bool in a register. NORETURN lists those that never return; lower ends a block after a call of one.

Read next: docs/abi.md (what each does), layouts.py (what the pointers point to).
"""

from __future__ import annotations

STRING = "{ ptr, i64 }"
SLICE = "{ ptr, i64, i64 }"
EFACE = "{ ptr, ptr }"

G_REGISTER = "swiftself"
CALL_CONV = "swiftcc"


def _entries(text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The table below as a dictionary: `name(params) result`, S string, L slice, E eface, p ptr, bits as iN."""
    words = {"S": STRING, "L": SLICE, "E": EFACE, "p": "ptr", "f64": "double", "f32": "float", "": "void"}
    words["pb"] = "{ ptr, i1 }"
    words["bb"] = "{ i1, i1 }"
    words["ib"] = "{ i64, i1 }"
    words["dd"] = "{ double, double }"
    words["ri"] = "{ i32, i64 }"
    out: dict[str, tuple[str, tuple[str, ...]]] = {}
    for line in text.split("\n"):
        line = line.strip()
        if not line:
            continue
        name, rest = line.split("(")
        params, result = rest.split(")")
        parts = [p.strip() for p in params.split(",") if p.strip()]
        out[name] = (words.get(result.strip(), result.strip()), tuple(words.get(p, p) for p in parts))
    return out


SMALL_SCAN = (8, 16, 32, 48, 64, 80, 96, 112, 128)
"""Slot sizes of the entries newscanN, ascending: a type with pointers takes the first that it fits into."""
SMALL_PLAIN = (16, 32, 48, 64)
"""Slot sizes of newplainN, for types without pointers of at least 16 bytes (smaller ones share blocks: newobject)."""

ENTRY: dict[str, tuple[str, tuple[str, ...]]] = _entries(
    """
    newobject(p) p
    newscan8(p, i64) p
    newscan16(p, i64) p
    newscan32(p, i64) p
    newscan48(p, i64) p
    newscan64(p, i64) p
    newscan80(p, i64) p
    newscan96(p, i64) p
    newscan112(p, i64) p
    newscan128(p, i64) p
    newplain16(p) p
    newplain32(p) p
    newplain48(p) p
    newplain64(p) p
    mallocgc(i64, p, i1) p
    makeslice(p, i64, i64) p
    growslice(p, i64, i64, i64, p) L
    makechan(p, i64) p
    chansend1(p, p)
    chanrecv1(p, p)
    chanrecv2(p, p) i1
    closechan(p)
    chanlen(p) i64
    chancap(p) i64
    selectgo(p, p, i64, i64, i1) ib
    selectnbsend(p, p) i1
    selectnbrecv(p, p) bb
    block()
    makemap(p, i64, p) p
    mapaccess1(p, p, p) p
    mapaccess2(p, p, p) pb
    mapassign(p, p, p) p
    mapdelete(p, p, p)
    mapclear(p, p)
    mapiterinit(p, p, p)
    mapiternext(p)
    mapaccess1_fast32(p, p, i32) p
    mapaccess2_fast32(p, p, i32) pb
    mapassign_fast32(p, p, i32) p
    mapdelete_fast32(p, p, i32)
    mapaccess1_fast64(p, p, i64) p
    mapaccess2_fast64(p, p, i64) pb
    mapassign_fast64(p, p, i64) p
    mapdelete_fast64(p, p, i64)
    mapaccess1_faststr(p, p, S) p
    mapaccess2_faststr(p, p, S) pb
    mapassign_faststr(p, p, S) p
    mapdelete_faststr(p, p, S)
    convT(p, p) p
    convT64(i64) p
    convT16(i16) p
    convT32(i32) p
    convTstring(S) p
    convTslice(L) p
    getitab(p, p, i1) p
    assertE2I(p, p) p
    assertE2I2(p, p) p
    panicdottypeE(p, p, p)
    panicnildottype(p)
    efaceeq(p, p, p) i1
    ifaceeq(p, p, p) i1
    typehash(p, p, i64) i64
    strhash(p, i64) i64
    memhash(p, i64, i64) i64
    memhash32(p, i64) i64
    memhash64(p, i64) i64
    nilinterhash(p, i64) i64
    interhash(p, i64) i64
    f32hash(p, i64) i64
    f64hash(p, i64) i64
    c64hash(p, i64) i64
    c128hash(p, i64) i64
    concatstrings(p, p, i64) S
    concatborrowed(p, p, i64) S
    cmpstring(S, S) i64
    complex128div(f64, f64, f64, f64) dd
    intstring(p, i64) S
    slicebytetostring(p, p, i64) S
    slicebytetostringgiven(p, i64) S
    stringtoslicebyte(p, S) L
    stringtoslicerune(p, S) L
    countrunes(S) i64
    slicerunetostring(p, L) S
    decoderune(S, i64) ri
    panicIndex(i64, i64)
    panicIndexU(i64, i64)
    panicSliceAlen(i64, i64)
    panicSliceAlenU(i64, i64)
    panicSliceAcap(i64, i64)
    panicSliceAcapU(i64, i64)
    panicSliceB(i64, i64)
    panicSliceBU(i64, i64)
    panicSlice3Alen(i64, i64)
    panicSlice3AlenU(i64, i64)
    panicSlice3Acap(i64, i64)
    panicSlice3AcapU(i64, i64)
    panicSlice3B(i64, i64)
    panicSlice3BU(i64, i64)
    panicSlice3C(i64, i64)
    panicSlice3CU(i64, i64)
    panicSliceConvert(i64, i64)
    panicdivide()
    panicshift()
    panicnil(i64)
    panicwrap(S, S, S)
    panicmakeslicelen()
    panicmakeslicecap()
    panicunsafeslicelen()
    panicunsafeslicenilptr()
    panicunsafestringlen()
    panicunsafestringnilptr()
    panicrangestate(i64)
    gopanic(E)
    gorecover(p) E
    recoverdeferred(p, p)
    Goexit()
    newproc(i32, p, p)
    newdefer() p
    deferproc(p, p, p)
    deferreturn(p)
    savepanic(p) i32
    deferwrap(p)
    deferhead() p
    deferprocat(p, p, p, p)
    printlock()
    printunlock()
    printbool(i1)
    printint(i64)
    printuint(i64)
    printhex(i64)
    printfloat(f64)
    printfloat32(f32)
    printcomplex(f64, f64)
    printstring(S)
    printpointer(p)
    printslice(L)
    printeface(E)
    printiface(E)
    printsp()
    printnl()
    typedmemmove(p, p, p)
    typedmemclr(p, p)
    wbmove(p, p, p)
    gcWriteBarrier(p, p)
    """
)

NORETURN: frozenset[str] = frozenset(
    [name for name in ENTRY if name.startswith("panic")] + ["gopanic", "Goexit", "block"]
)

VARIABLES: dict[str, str] = {
    "writeBarrier": "i32",
    "zeroVal": "[1024 x i8]",
    "staticuint64s": "[256 x i64]",
}
"""Variables of the runtime that compiled code reads, `runtime.` + name, with their LLVM type."""

INITIALISER = "·init"
"""The end of the name of a function that only gives the package variable of the name before it its first value. The linker keeps
such a function when the variable is reached; the calls of one that it does not keep go to `runtime.unreadVariable`."""
