"""Functions that become instructions: sync/atomic, and of math and math/bits what the machine has.

An intrinsic means exactly what the Go body beside it in std means (sync/atomic has none). Atomics are sequentially
consistent. A call through a func value, go and defer go to the body, or for sync/atomic to a function that holds the
instruction (funcs.external_ref).
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.lower.eval import scalar, value
from rt0.lower.fn import Fn, V, nil_check
from rt0.lower.methods import Method
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.objects import Func

Maker = Callable[[Fn, list[str]], V]


def lower(fn: Fn, e: ast.Call, f: Func, targs: tuple[T.Type, ...]) -> list[V] | None:
    """The results of a call of an intrinsic, None when f is none."""
    if f.pkg is None:
        return None
    if is_keep_alive(f):
        keep(fn, fn.typ(e.args[0]), value(fn, e.args[0]))
        return []
    maker = TABLE.get(f"{f.pkg.path}.{f.name}")
    if maker is None or any(len(fn.lay(fn.typ(a)).leaves) != 1 for a in e.args):
        return None
    operands = [scalar(fn, a) for a in e.args]
    fn.at(e.pos)
    return unpack(f.name, maker(fn, operands))


def is_keep_alive(f: Func) -> bool:
    """Whether f is runtime.KeepAlive."""
    return f.name == "KeepAlive" and f.pkg is not None and f.pkg.path == "runtime"


def keep(fn: Fn, t: T.Type, v: V) -> None:
    """The pointers of a value are in use until here. A register that holds one and that nobody needs any more is zero afterwards, so
    that the collector, which cannot tell, does not find it there."""
    if fn.lay(t).mem:
        fn.emit(f'call void asm sideeffect "", "r,~{{memory}}"(ptr {v[0]})')
        return
    for (ll, _), op in zip(fn.lay(t).leaves, v):
        if ll == "ptr" and op[0] == "%":
            fn.val(f'call ptr asm sideeffect "xorl ${{0:k}}, ${{0:k}}", "=r,0,~{{flags}}"(ptr {op})')


def unpack(name: str, got: V) -> list[V]:
    """The results of an intrinsic: each leaf is a result of its own."""
    return [(leaf,) for leaf in got]


def lower_method(fn: Fn, m: Method, args: list[tuple[T.Type, V]]) -> list[V] | None:
    """Methods have no intrinsics of their own: atomic types' methods are Go over the functions."""
    return None


def _load(ll: str) -> Maker:
    def make(fn: Fn, a: list[str]) -> V:
        nil_check(fn, a[0])
        return (fn.val(f"load atomic {ll}, ptr {a[0]} seq_cst, align {_align(ll)}"),)

    return make


def _store(ll: str) -> Maker:
    def make(fn: Fn, a: list[str]) -> V:
        nil_check(fn, a[0])
        fn.emit(f"store atomic {ll} {a[1]}, ptr {a[0]} seq_cst, align {_align(ll)}")
        return ()

    return make


def _rmw(op: str, ll: str, after: str = "") -> Maker:
    def make(fn: Fn, a: list[str]) -> V:
        nil_check(fn, a[0])
        old = fn.val(f"atomicrmw {op} ptr {a[0]}, {ll} {a[1]} seq_cst")
        return (fn.val(f"{after} {ll} {old}, {a[1]}"),) if after else (old,)

    return make


def _cas(ll: str) -> Maker:
    def make(fn: Fn, a: list[str]) -> V:
        nil_check(fn, a[0])
        got = fn.val(f"cmpxchg ptr {a[0]}, {ll} {a[1]}, {ll} {a[2]} seq_cst seq_cst")
        return (fn.val(f"extractvalue {{ {ll}, i1 }} {got}, 1"),)

    return make


def _align(ll: str) -> int:
    return 4 if ll == "i32" else 8


def _unary(name: str, ll: str) -> Maker:
    def make(fn: Fn, a: list[str]) -> V:
        full = f"llvm.{name}.{'f64' if ll == 'double' else ll}"
        fn.prog.module.declare(full, ll, ll)
        return (fn.val(f"call {ll} @{full}({ll} {a[0]})"),)

    return make


def _copysign(fn: Fn, a: list[str]) -> V:
    fn.prog.module.declare("llvm.copysign.f64", "double", "double, double")
    return (fn.val(f"call double @llvm.copysign.f64(double {a[0]}, double {a[1]})"),)


def _bitcast(source: str, target: str) -> Maker:
    def make(fn: Fn, a: list[str]) -> V:
        return (fn.val(f"bitcast {source} {a[0]} to {target}"),)

    return make


def _count(name: str, ll: str, from_width: bool = False) -> Maker:
    """ctlz, cttz or ctpop as an int; Len is the width less the leading zeros."""
    bits = int(ll[1:])

    def make(fn: Fn, a: list[str]) -> V:
        extra = ", i1 false" if name != "ctpop" else ""
        fn.prog.module.declare(f"llvm.{name}.{ll}", ll, ll + (", i1" if extra else ""))
        got = fn.val(f"call {ll} @llvm.{name}.{ll}({ll} {a[0]}{extra})")
        if bits < 64:
            got = fn.val(f"zext {ll} {got} to i64")
        return (fn.val(f"sub i64 {bits}, {got}"),) if from_width else (got,)

    return make


def _rotate(ll: str) -> Maker:
    def make(fn: Fn, a: list[str]) -> V:
        fn.prog.module.declare(f"llvm.fshl.{ll}", ll, f"{ll}, {ll}, {ll}")
        k = a[1] if ll == "i64" else fn.val(f"trunc i64 {a[1]} to {ll}")
        return (fn.val(f"call {ll} @llvm.fshl.{ll}({ll} {a[0]}, {ll} {a[0]}, {ll} {k})"),)

    return make


def _mul64(fn: Fn, a: list[str]) -> V:
    x, y = fn.val(f"zext i64 {a[0]} to i128"), fn.val(f"zext i64 {a[1]} to i128")
    product = fn.val(f"mul i128 {x}, {y}")
    high = fn.val(f"lshr i128 {product}, 64")
    return fn.val(f"trunc i128 {high} to i64"), fn.val(f"trunc i128 {product} to i64")


def _add64(fn: Fn, a: list[str]) -> V:
    wide = [fn.val(f"zext i64 {x} to i128") for x in a]
    total = fn.val(f"add i128 {fn.val(f'add i128 {wide[0]}, {wide[1]}')}, {wide[2]}")
    carry = fn.val(f"trunc i128 {fn.val(f'lshr i128 {total}, 64')} to i64")
    return fn.val(f"trunc i128 {total} to i64"), carry


def _sub64(fn: Fn, a: list[str]) -> V:
    wide = [fn.val(f"zext i64 {x} to i128") for x in a]
    total = fn.val(f"sub i128 {fn.val(f'sub i128 {wide[0]}, {wide[1]}')}, {wide[2]}")
    top = fn.val(f"trunc i128 {fn.val(f'lshr i128 {total}, 64')} to i64")
    return fn.val(f"trunc i128 {total} to i64"), fn.val(f"and i64 {top}, 1")


def _same16(fn: Fn, a: list[str]) -> V:
    """A bit for each of 16 bytes that equals a[1]: a compare and a move of the sign bits on x86."""
    ones = fn.val(f"insertelement <16 x i8> poison, i8 {a[1]}, i32 0")
    ones = fn.val(f"shufflevector <16 x i8> {ones}, <16 x i8> poison, <16 x i32> zeroinitializer")
    same = fn.val(f"icmp eq <16 x i8> {fn.val(f'load <16 x i8>, ptr {a[0]}, align 1')}, {ones}")
    return (fn.val(f"zext i16 {fn.val(f'bitcast <16 x i1> {same} to i16')} to i32"),)


TABLE: dict[str, Maker] = {
    "internal/bytealg.same16": _same16,
    "math.Sqrt": _unary("sqrt", "double"), "math.Abs": _unary("fabs", "double"),
    "math.Copysign": _copysign,
    "math.Float64bits": _bitcast("double", "i64"), "math.Float64frombits": _bitcast("i64", "double"),
    "math.Float32bits": _bitcast("float", "i32"), "math.Float32frombits": _bitcast("i32", "float"),
    "math/bits.Mul64": _mul64, "math/bits.Add64": _add64, "math/bits.Sub64": _sub64,
}  # fmt: skip

for _suffix, _ll in (("64", "i64"), ("32", "i32"), ("16", "i16"), ("8", "i8"), ("", "i64")):
    TABLE[f"math/bits.LeadingZeros{_suffix}"] = _count("ctlz", _ll)
    TABLE[f"math/bits.TrailingZeros{_suffix}"] = _count("cttz", _ll)
    TABLE[f"math/bits.OnesCount{_suffix}"] = _count("ctpop", _ll)
    TABLE[f"math/bits.Len{_suffix}"] = _count("ctlz", _ll, True)
    TABLE[f"math/bits.RotateLeft{_suffix}"] = _rotate(_ll)
    if _ll != "i8":
        TABLE[f"math/bits.ReverseBytes{_suffix}"] = _unary("bswap", _ll)
    TABLE[f"math/bits.Reverse{_suffix}"] = _unary("bitreverse", _ll)

for _suffix, _ll in (("Int32", "i32"), ("Uint32", "i32"), ("Int64", "i64"), ("Uint64", "i64"), ("Uintptr", "i64"),
                     ("Pointer", "ptr")):  # fmt: skip
    TABLE[f"sync/atomic.Load{_suffix}"] = _load(_ll)
    TABLE[f"sync/atomic.Store{_suffix}"] = _store(_ll)
    TABLE[f"sync/atomic.Swap{_suffix}"] = _rmw("xchg", _ll)
    TABLE[f"sync/atomic.CompareAndSwap{_suffix}"] = _cas(_ll)
    if _ll != "ptr":
        TABLE[f"sync/atomic.Add{_suffix}"] = _rmw("add", _ll, "add")
        TABLE[f"sync/atomic.And{_suffix}"] = _rmw("and", _ll)
        TABLE[f"sync/atomic.Or{_suffix}"] = _rmw("or", _ll)
