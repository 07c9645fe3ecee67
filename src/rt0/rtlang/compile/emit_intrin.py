"""Intrinsics as LLVM instructions, LLVM intrinsics and inline assembly (x86-64).

Memory orders: `Load Store Xadd Xchg Cas Or And` are sequentially consistent, `LoadAcq` acquires, `StoreRel` and
`CasRel` release. `publicationBarrier` is a release fence (no instruction on x86-64, where stores keep their order).
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.rtlang.compile.emit_expr import FunctionState, expr, handle_intrinsics
from rt0.rtlang.compile.tree import Const, Intrin
from rt0.rtlang.vocab_types import Bool, Int, Type

_CLOBBERS = "~{memory},~{dirflag},~{fpsr},~{flags}"
_SYSCALL_REGISTERS = ["{ax}", "{di}", "{si}", "{dx}", "{r10}", "{r8}", "{r9}"]


def intrin(s: FunctionState, node: Intrin) -> str:
    """The operand of an intrinsic's value; empty for those without one."""
    return _TABLE[node.name](s, node)


# Atomics.


def _atomic_type(s: FunctionState, t: Type) -> str:
    return s.e.types.memory(t)


def _from_memory(s: FunctionState, t: Type, v: str) -> str:
    return s.f.value(f"trunc i8 {v} to i1") if isinstance(t, Bool) else v


def _to_memory(s: FunctionState, t: Type, v: str) -> str:
    return s.f.value(f"zext i1 {v} to i8") if isinstance(t, Bool) else v


def _atomic_load(s: FunctionState, node: Intrin) -> str:
    p = expr(s, node.args[0])
    order = "acquire" if node.name.endswith("Acq") else "seq_cst"
    t = node.type
    v = s.f.value(f"load atomic {_atomic_type(s, t)}, ptr {p} {order}, align {t.size}")
    return _from_memory(s, t, v)


def _atomic_store(s: FunctionState, node: Intrin) -> str:
    p = expr(s, node.args[0])
    t = node.args[1].type
    v = _to_memory(s, t, expr(s, node.args[1]))
    order = "release" if node.name.endswith("Rel") else "seq_cst"
    s.f.emit(f"store atomic {_atomic_type(s, t)} {v}, ptr {p} {order}, align {t.size}")
    return ""


_RMW = {"atomic.Xadd": "add", "atomic.Xchg": "xchg", "atomic.Or": "or", "atomic.And": "and"}


def _atomic_rmw(s: FunctionState, node: Intrin) -> str:
    p = expr(s, node.args[0])
    t = node.type
    ty = _atomic_type(s, t)
    v = _to_memory(s, t, expr(s, node.args[1]))
    old = s.f.value(f"atomicrmw {_RMW[node.name]} ptr {p}, {ty} {v} seq_cst, align {t.size}")
    if node.name == "atomic.Xadd":
        return s.f.value(f"add {ty} {old}, {v}")
    return _from_memory(s, t, old)


def _atomic_cas(s: FunctionState, node: Intrin) -> str:
    p = expr(s, node.args[0])
    t = node.args[1].type
    ty = _atomic_type(s, t)
    old = _to_memory(s, t, expr(s, node.args[1]))
    new = _to_memory(s, t, expr(s, node.args[2]))
    order = "release monotonic" if node.name.endswith("Rel") else "seq_cst seq_cst"
    pair = s.f.value(f"cmpxchg ptr {p}, {ty} {old}, {ty} {new} {order}, align {t.size}")
    return s.f.value(f"extractvalue {{ {ty}, i1 }} {pair}, 1")


def _fence(s: FunctionState, node: Intrin) -> str:
    s.f.emit("fence seq_cst")
    return ""


def _publication(s: FunctionState, node: Intrin) -> str:
    s.f.emit("fence release")
    return ""


# Memory.


def _memmove(s: FunctionState, node: Intrin) -> str:
    dst, src, n = (expr(s, a) for a in node.args)
    s.e.module.declare("llvm.memmove.p0.p0.i64", "void", "ptr, ptr, i64, i1")
    s.f.emit(f"call void @llvm.memmove.p0.p0.i64(ptr {dst}, ptr {src}, i64 {n}, i1 false)")
    return ""


def _memclr(s: FunctionState, node: Intrin) -> str:
    p, n = (expr(s, a) for a in node.args)
    clear(s, p, n)
    return ""


def clear(s: FunctionState, p: str, n: str) -> None:
    """Zero n bytes."""
    s.e.module.declare("llvm.memset.p0.i64", "void", "ptr, i8, i64, i1")
    s.f.emit(f"call void @llvm.memset.p0.i64(ptr {p}, i8 0, i64 {n}, i1 false)")


def copy(s: FunctionState, dst: str, src: str, n: int) -> None:
    """Copy n bytes between places that are the same or apart."""
    s.e.module.declare("llvm.memcpy.p0.p0.i64", "void", "ptr, ptr, i64, i1")
    s.f.emit(f"call void @llvm.memcpy.p0.p0.i64(ptr {dst}, ptr {src}, i64 {n}, i1 false)")


def _memequal(s: FunctionState, node: Intrin) -> str:
    p, q, n = (expr(s, a) for a in node.args)
    s.e.module.declare("bcmp", "i32", "ptr, ptr, i64", attributes="nounwind")
    return s.f.value(f"icmp eq i32 {s.f.value(f'call i32 @bcmp(ptr {p}, ptr {q}, i64 {n})')}, 0")


# Bits and numbers.


def _bits(s: FunctionState, node: Intrin) -> str:
    assert isinstance(node.type, Int)
    ty = f"i{node.type.bits}"
    v = expr(s, node.args[0])
    if node.name == "bswap" and ty == "i8":
        return v
    word = {"ctz": "cttz", "clz": "ctlz", "popcount": "ctpop", "bswap": "bswap"}[node.name]
    extra = ", i1" if word in ("cttz", "ctlz") else ""
    s.e.module.declare(f"llvm.{word}.{ty}", ty, ty + extra)
    return s.f.value(f"call {ty} @llvm.{word}.{ty}({ty} {v}{extra + ' false' if extra else ''})")


def _mulhi(s: FunctionState, node: Intrin) -> str:
    wide = [s.f.value(f"zext i64 {expr(s, a)} to i128") for a in node.args]
    product = s.f.value(f"mul i128 {wide[0]}, {wide[1]}")
    return s.f.value(f"trunc i128 {s.f.value(f'lshr i128 {product}, 64')} to i64")


def _minmax(s: FunctionState, node: Intrin) -> str:
    assert isinstance(node.type, Int)
    ty = f"i{node.type.bits}"
    name = f"llvm.{'s' if node.type.signed else 'u'}{node.name}.{ty}"
    a, b = (expr(s, x) for x in node.args)
    s.e.module.declare(name, ty, f"{ty}, {ty}")
    return s.f.value(f"call {ty} @{name}({ty} {a}, {ty} {b})")


def _sqrt(s: FunctionState, node: Intrin) -> str:
    ty = s.e.types.memory(node.type)
    name = "llvm.sqrt." + ("f64" if ty == "double" else "f32")
    s.e.module.declare(name, ty, ty)
    return s.f.value(f"call {ty} @{name}({ty} {expr(s, node.args[0])})")


def _hint(s: FunctionState, node: Intrin) -> str:
    s.e.module.declare("llvm.expect.i1", "i1", "i1, i1")
    expected = "true" if node.name == "likely" else "false"
    return s.f.value(f"call i1 @llvm.expect.i1(i1 {expr(s, node.args[0])}, i1 {expected})")


# The machine.


def _syscall(s: FunctionState, node: Intrin) -> str:
    args = [expr(s, a) for a in node.args]
    constraints = ",".join(["={ax}", *_SYSCALL_REGISTERS[: len(args)], "~{rcx},~{r11}", _CLOBBERS])
    given = ", ".join(f"i64 {a}" for a in args)
    return s.f.value(f'call i64 asm sideeffect "syscall", "{constraints}"({given})')


def _procyield(s: FunctionState, node: Intrin) -> str:
    f = s.f
    n = expr(s, node.args[0])
    loop, done = f.block("pause"), f.block("paused")
    if type(node.args[0]) is not Const or node.args[0].value == 0:
        start = f.block("yield")
        f.cond_br(f.value(f"icmp eq i64 {n}, 0"), done, start)
        f.place(start)
    before = f.current
    f.place(loop)
    following = f.temp()
    i = f.phi("i64", [(n, before), (following, loop)])
    f.emit('call void asm sideeffect "pause", "~{memory}"()')
    f.emit(f"{following} = sub i64 {i}, 1")
    f.cond_br(f.value(f"icmp ne i64 {following}, 0"), loop, done)
    f.place(done)
    return ""


def _cputicks(s: FunctionState, node: Intrin) -> str:
    s.e.module.declare("llvm.readcyclecounter", "i64", "")
    return s.f.value("call i64 @llvm.readcyclecounter()")


def _callerpc(s: FunctionState, node: Intrin) -> str:
    s.e.module.declare("llvm.returnaddress", "ptr", "i32")
    return s.f.value(f"ptrtoint ptr {s.f.value('call ptr @llvm.returnaddress(i32 0)')} to i64")


def _callersp(s: FunctionState, node: Intrin) -> str:
    s.e.module.declare("llvm.addressofreturnaddress.p0", "ptr", "")
    at = s.f.value("call ptr @llvm.addressofreturnaddress.p0()")
    return s.f.value(f"add i64 {s.f.value(f'ptrtoint ptr {at} to i64')}, 8")


def _fp(s: FunctionState, node: Intrin) -> str:
    s.e.module.declare("llvm.frameaddress.p0", "ptr", "i32")
    return s.f.value(f"ptrtoint ptr {s.f.value('call ptr @llvm.frameaddress.p0(i32 0)')} to i64")


def _unreachable(s: FunctionState, node: Intrin) -> str:
    s.f.unreachable()
    return ""


def _breakpoint(s: FunctionState, node: Intrin) -> str:
    s.f.emit('call void asm sideeffect "int3", ""()')
    return ""


def _prefetch(s: FunctionState, node: Intrin) -> str:
    s.e.module.declare("llvm.prefetch.p0", "void", "ptr, i32, i32, i32")
    s.f.emit(f"call void @llvm.prefetch.p0(ptr {expr(s, node.args[0])}, i32 0, i32 3, i32 1)")
    return ""


def _stackalloc_local(s: FunctionState, node: Intrin) -> str:
    return s.f.alloca(f"[{node.extra} x i8]", 16)


def _setg(s: FunctionState, node: Intrin) -> str:
    s.f.emit(f"store ptr {expr(s, node.args[0])}, ptr {s.g}")
    return ""


def _boundscheck(s: FunctionState, node: Intrin) -> str:
    """Debug builds: an index that must be below a slice's length; traps otherwise."""
    f = s.f
    t = node.type
    assert isinstance(t, Int)
    v = expr(s, node.args[0])
    wide = v if t.bits == 64 else f.value(f"{'sext' if t.signed else 'zext'} i{t.bits} {v} to i64")
    inside, outside = f.block("inside"), f.block("outside")
    f.cond_br(f.value(f"icmp ult i64 {wide}, {expr(s, node.args[1])}"), inside, outside, (2000, 1))
    f.place(outside)
    trap(s)
    f.place(inside)
    return v


def trap(s: FunctionState) -> None:
    """Stop the program here."""
    s.e.module.declare("llvm.trap", "void", "")
    s.f.emit("call void @llvm.trap()")
    s.f.unreachable()


_TABLE: dict[str, Callable[[FunctionState, Intrin], str]] = {
    "atomic.Load": _atomic_load,
    "atomic.LoadAcq": _atomic_load,
    "atomic.Store": _atomic_store,
    "atomic.StoreRel": _atomic_store,
    "atomic.Xadd": _atomic_rmw,
    "atomic.Xchg": _atomic_rmw,
    "atomic.Or": _atomic_rmw,
    "atomic.And": _atomic_rmw,
    "atomic.Cas": _atomic_cas,
    "atomic.CasRel": _atomic_cas,
    "atomic.fence": _fence,
    "publicationBarrier": _publication,
    "memmove": _memmove,
    "memclr": _memclr,
    "memequal": _memequal,
    "ctz": _bits,
    "clz": _bits,
    "popcount": _bits,
    "bswap": _bits,
    "mulhi": _mulhi,
    "min": _minmax,
    "max": _minmax,
    "sqrt": _sqrt,
    "likely": _hint,
    "unlikely": _hint,
    "syscall": _syscall,
    "procyield": _procyield,
    "cputicks": _cputicks,
    "getcallerpc": _callerpc,
    "getcallersp": _callersp,
    "getfp": _fp,
    "unreachable": _unreachable,
    "breakpoint": _breakpoint,
    "prefetch": _prefetch,
    "stackalloc_local": _stackalloc_local,
    "setg": _setg,
    "boundscheck": _boundscheck,
}

handle_intrinsics(intrin)
