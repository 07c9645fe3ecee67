"""From a program counter to function, file and line, by the table that the linker makes (docs/abi.md, "pclntab").

The table is read-only; every function here is pure and may run anywhere, also while the process dies.

Where to read next: traceback.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.linksyms import SYM_pclntab, linksym

pclnMagic = 0x326E6C70
noPlace = 0xFFFFFFFF


@notinheap
@struct
class pclnheader:
    """The start of the table; offsets in bytes from it."""

    magic: u32
    nfunc: u32
    funcs: u32
    rows: u32
    places: u32
    strings: u32
    rowsize: u32
    nplace: u32
    text: u64
    etext: u64


@notinheap
@struct
class _func:
    """A function; sorted by entry. Its rows are `rowsize` bytes from offset `row` of the table's rows on."""

    entry: u32
    size: u32
    name: u32
    line: u32
    place: u32
    row: u32
    rowsize: u32
    nplace: u32


@notinheap
@struct
class pclnplace:
    """A file and function; `caller` is where it was inlined, at line `callline`."""

    file: u32
    name: u32
    callline: u32
    caller: u32


@struct
class srcframe:
    """One frame of source code: `place` and `line` lead to the next frame out when `inlined`."""

    fn: ptr[_func]
    place: u32
    line: u32
    inlined: bool


MaxModules = 4096

moduledata: array[ptr[pclnheader], MaxModules] = static()
"""The tables: the program's own, and in a library one for each module loaded since.

Set by moduledataverify and addmodule.
"""
modulecount: i64 = static()
"""How many tables there are. Atomic: stored after the table."""


@row("boot", leave=("modulecount",), section=5)
def moduledataverify() -> void:
    """Find the function table and check that it is one: its magic and that entries are sorted."""
    addmodule(cast(ptr[pclnheader], linksym(SYM_pclntab)))


def addmodule(t: ptr[pclnheader]) -> void:
    """Add a table, if it is one. One caller at a time."""
    if t is None or modulecount == MaxModules or t.magic != pclnMagic:
        return
    f = cast(ptr[_func], add(t, i64(t.funcs)))
    for i in range(1, i64(t.nfunc)):
        if f[i].entry < f[i - 1].entry:
            return
    moduledata[modulecount] = t
    atomic.StoreRel(addr(modulecount), modulecount + 1)


def _tableof(p: uintptr) -> ptr[pclnheader]:
    """The table that p points into: the last one that begins before p."""
    best: ptr[pclnheader] = None
    for i in range(atomic.LoadAcq(addr(modulecount))):
        t = moduledata[i]
        if uintptr(t) <= p and uintptr(t) > uintptr(best):
            best = t
    return best


def findfunc(pc: uintptr) -> ptr[_func]:
    """The function that pc lies in, nil for none."""
    for i in range(atomic.LoadAcq(addr(modulecount))):
        t = moduledata[i]
        if pc >= t.text and pc < t.etext and t.nfunc != 0:
            return _findin(t, pc)
    return None


def hasfunction(name: string) -> bool:
    """Whether the program has a function of this name. Looks at all of them."""
    for i in range(atomic.LoadAcq(addr(modulecount))):
        t = moduledata[i]
        f = cast(ptr[_func], add(t, i64(t.funcs)))
        for k in range(i64(t.nfunc)):
            if equalnames(funcname(addr(f[k])), name):
                return True
    return False


def _findin(t: ptr[pclnheader], pc: uintptr) -> ptr[_func]:
    """The function of t that pc lies in."""
    off = pc - t.text
    f = cast(ptr[_func], add(t, i64(t.funcs)))
    lo: i64 = 0
    hi = i64(t.nfunc)
    while hi - lo > 1:
        mid = (lo + hi) // 2
        if u64(f[mid].entry) <= off:
            lo = mid
        else:
            hi = mid
    if u64(f[lo].entry) > off or off - u64(f[lo].entry) >= u64(f[lo].size):
        return None
    return addr(f[lo])


def pclnstring(t: ptr[pclnheader], off: u32) -> string:
    """The string at `off` of t's strings."""
    p = add(cast(ptr[u8], t), i64(t.strings) + i64(off))
    return string(add(p, 4), i64(cast(ptr[u32], p)[0]))


def funcname(f: ptr[_func]) -> string:
    """The function's symbol, "" for nil."""
    if f is None:
        return ""
    return pclnstring(_tableof(uintptr(f)), f.name)


def equalnames(a: string, b: string) -> bool:
    """Whether two names are the same."""
    return a.len == b.len and memequal(cast(ptr[void], a.ptr), cast(ptr[void], b.ptr), a.len)


def hasprefix(s: string, prefix: string) -> bool:
    """Whether a name begins with a prefix."""
    return s.len >= prefix.len and memequal(cast(ptr[void], s.ptr), cast(ptr[void], prefix.ptr), prefix.len)


def madebycompiler(name: string) -> bool:
    """Whether only this compiler has such a function: those that lower makes around another have a middle dot in the name (local types
    among type arguments have one too), those of types begin with "type:"."""
    if hasprefix(name, "type:"):
        return True
    depth: i64 = 0
    for j in range(name.len - 1):
        if name.ptr[j] == 91:  # [
            depth += 1
        elif name.ptr[j] == 93:
            depth -= 1
        elif depth == 0 and name.ptr[j] == 0xC2 and name.ptr[j + 1] == 0xB7:
            return True
    return False


def ismethodvalue(name: string) -> bool:
    """Whether a function is that of a method value, `x.M` kept as a func."""
    return name.len > 3 and equalnames(string(add(name.ptr, name.len - 3), 3), "-fm")


def funcentry(f: ptr[_func]) -> uintptr:
    """The address of the function's first instruction."""
    return _tableof(uintptr(f)).text + uintptr(f.entry)


def pcframe(f: ptr[_func], pc: uintptr) -> srcframe:
    """The innermost source frame of pc, which lies in f. Give a return address less 1."""
    t = _tableof(uintptr(f))
    out: srcframe = zero()
    out.fn = f
    out.line = f.line
    rel = u32(pc - funcentry(f))
    p = add(cast(ptr[u8], t), i64(t.rows) + i64(f.row))
    end = add(p, i64(f.rowsize))
    at: u32 = 0
    line: u32 = 0
    while p != end:
        p, step = _readvarint(p)
        p, change = _readvarint(p)
        p, place = _readvarint(p)
        at += step
        if at > rel:
            break
        line += (change >> 1) ^ (u32(0) - (change & 1))
        out.line = line
        out.place = place
    out.inlined = _place(f, out.place).caller != noPlace
    return out


def _readvarint(p: ptr[u8]) -> tuple[ptr[u8], u32]:
    """The LEB128 number at p, and what follows it."""
    out: u32 = 0
    shift: u32 = 0
    while p[0] > 0x7F:
        out |= u32(p[0] & 0x7F) << shift
        shift += 7
        p = add(p, 1)
    return add(p, 1), out | u32(p[0]) << shift


def _place(f: ptr[_func], i: u32) -> ptr[pclnplace]:
    """The i-th place of f."""
    t = _tableof(uintptr(f))
    return addr(cast(ptr[pclnplace], add(t, i64(t.places)))[i64(f.place) + i64(i)])


def framename(s: ptr[srcframe]) -> string:
    """Name of the source frame's function."""
    if not s.inlined:
        return funcname(s.fn)
    return pclnstring(_tableof(uintptr(s.fn)), _place(s.fn, s.place).name)


def framefile(s: ptr[srcframe]) -> string:
    """Path of the source frame's file."""
    return pclnstring(_tableof(uintptr(s.fn)), _place(s.fn, s.place).file)


def outerframe(s: ptr[srcframe]) -> void:
    """Move an inlined frame to the frame that it was inlined into."""
    p = _place(s.fn, s.place)
    s.line = p.callline
    s.place = p.caller
    s.inlined = _place(s.fn, s.place).caller != noPlace
