"""Typed trees as Python text, with the line that each line of it came from.

The generated function has the original's name, parameters and scalar locals, so that pdb shows them; what has an
address (structs, arrays, locals whose address is taken) lies in memory and its local is the address. Names that the
generator adds begin with `_rt_`.

`function_source` gives lines and their origin; the interpreter parses the text, moves every node to its original line
and compiles it under the original file name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

from rt0.base.records import dataclass, field
from rt0.rtlang.compile.tree import (
    AddrOf,
    Assert,
    Assign,
    AugAssign,
    Binary,
    Bind,
    Bitcast,
    Break,
    Call,
    CallPtr,
    Choose,
    Compare,
    Const,
    Continue,
    Convert,
    Deref,
    Do,
    ElemPlace,
    Expr,
    Extract,
    FieldPlace,
    For,
    FuncAddr,
    GetG,
    If,
    Instance,
    Intrin,
    Load,
    Local,
    LocalPlace,
    Logic,
    Make,
    Not,
    OnSystemStack,
    Place,
    PtrAdd,
    PtrIndex,
    Return,
    StaticPlace,
    Stmt,
    Text,
    Unpack,
    While,
    Zero,
)
from rt0.rtlang.vocab_marks import ConstArray, Static
from rt0.rtlang.vocab_types import Array, Bool, Float, Fn, Int, Ptr, Struct, Tuple, Type


class Environment(Protocol):
    """What the generator asks of the interpreter: names in the generated functions' globals."""

    def constant(self, value: Any) -> str:
        """A global name that holds `value`."""

    def function(self, instance: Instance) -> str:
        """A global name that calls an instance."""

    def function_address(self, instance: Instance) -> int:
        """The address that stands for a function."""

    def static_address(self, var: Static | ConstArray) -> int:
        """The address of a module variable."""

    def text(self, data: bytes) -> int:
        """The address of constant bytes."""

    def operation(self, kind: str, t: Type) -> str:
        """The global name of load, store, extract or pack of a scalar type."""


@dataclass(slots=True)
class Generated:
    """Python lines of one function, and the original line of each."""

    lines: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class State:
    """One function being generated."""

    env: Environment
    instance: Instance
    out: Generated
    memory: set[Local]
    """Locals that lie in memory."""
    line: int = 0
    indent: int = 1
    temps: int = 0

    def emit(self, text: str) -> None:
        """A line at the current indentation, from the current original line."""
        self.out.lines.append("    " * self.indent + text)
        self.out.origin.append(self.line)


def aggregate(t: Type) -> bool:
    """Whether values of the type are bytes."""
    return isinstance(t, (Struct, Array))


def local_name(v: Local) -> str:
    """The Python name of a local; hidden ones begin with a dot in the tree."""
    return "_rt_t" + v.name[1:] if v.name.startswith(".") else v.name


def function_source(env: Environment, instance: Instance) -> Generated:
    """The generated function of an instance."""
    func = instance.func
    memory = {v for v in (*instance.params, *instance.locals) if aggregate(v.type)}
    _find_addressed(instance, memory)
    s = State(env, instance, Generated(), memory, func.node.lineno)
    params = [local_name(p) for p in instance.params]
    if "cabi" not in func.marks.flags:
        params.append("_rt_g")
    s.indent = 0
    s.emit(f"def {func.name}({', '.join(params)}):")
    s.indent = 1
    _prologue(s)
    block(s, instance.before)
    s.line = func.node.lineno
    if instance.enter is not None:
        s.emit(expr(s, instance.enter))
    block(s, instance.body)
    if instance.leave is not None:
        s.line = func.node.lineno
        s.emit(expr(s, instance.leave))
    return s.out


def _prologue(s: State) -> None:
    instance = s.instance
    if "cabi" in instance.func.marks.flags:
        s.emit("_rt_g = 0")
    if s.memory or _has(instance.body, "stackalloc_local"):
        s.emit("_rt_keep = []")
    for v in (*instance.params, *instance.locals):
        name = local_name(v)
        if v in s.memory:
            if v.param:
                s.emit(f"_rt_v = {name}")
            s.emit(f"{name} = _rt_alloc(_rt_keep, {v.type.size}, {v.type.align})")
            if v.param:
                _store(s, v.type, "_rt_v", name)
        elif not v.param:
            s.emit(f"{name} = {zero(s, v.type)}")
    s.emit("pass")


def _children(node: Any) -> list[Any]:
    return [getattr(node, n, None) for n in getattr(type(node), "__slots__", ())]


def _walk(node: Any) -> Any:
    """All nodes of a tree, functions and types not entered."""
    stack = [node]
    while stack:
        n = stack.pop()
        if isinstance(n, (list, tuple)):
            stack.extend(n)
        elif type(n).__module__ == "rt0.rtlang.compile.tree" and not isinstance(n, (Instance, Local)):
            yield n
            stack.extend(_children(n))


def _find_addressed(instance: Instance, memory: set[Local]) -> None:
    for n in _walk([instance.body, instance.before, instance.enter, instance.leave]):
        if isinstance(n, AddrOf) and isinstance(n.place, LocalPlace):
            memory.add(n.place.local)


def _has(body: list[Stmt], name: str) -> bool:
    return any(isinstance(n, Intrin) and n.name == name for n in _walk(body))


# Values.


def zero(s: State, t: Type) -> str:
    """The zero of a type."""
    if aggregate(t):
        return f"_rt_bytes({t.size})"
    if isinstance(t, Bool):
        return "False"
    if isinstance(t, Tuple):
        return "(" + "".join(zero(s, e) + ", " for e in t.elems) + ")"
    return "0.0" if isinstance(t, Float) else "0"


def wrap(t: Type, text: str) -> str:
    """A Python integer brought into the type's range."""
    assert isinstance(t, Int)
    if not t.signed:
        return f"(({text}) & {t.mask})"
    half = 1 << (t.bits - 1)
    return f"((({text}) + {half} & {t.mask}) - {half})"


def expr(s: State, node: Expr) -> str:
    """A value as a Python expression that may stand as an operand."""
    return _EXPR[type(node)](s, node)


def _const(s: State, node: Const) -> str:
    v = node.value
    if v is None:
        return "0"
    if isinstance(v, float) and (math.isinf(v) or math.isnan(v)):
        return s.env.constant(v)
    if isinstance(node.type, Float) and node.type.bits == 32:
        return f"_rt_f32({v!r})"
    return f"({v!r})" if v is not True and v is not False and v < 0 else repr(v)


def _zero(s: State, node: Zero) -> str:
    return zero(s, node.type)


def _text(s: State, node: Text) -> str:
    if isinstance(node.type, Ptr):
        return str(s.env.text(node.data))
    at = s.env.text(node.data) if node.data else 0
    return s.env.constant(at.to_bytes(8, "little") + len(node.data).to_bytes(8, "little"))


def _func_addr(s: State, node: FuncAddr) -> str:
    return str(s.env.function_address(node.instance))


def _get_g(s: State, node: GetG) -> str:
    return "_rt_g"


def address(s: State, p: Place) -> str:
    """A place's address."""
    if isinstance(p, LocalPlace):
        return local_name(p.local)
    if isinstance(p, Deref):
        return expr(s, p.pointer)
    if isinstance(p, FieldPlace):
        base = address(s, p.base)
        return f"({base} + {p.field.offset})" if p.field.offset else base
    if isinstance(p, ElemPlace):
        return f"({address(s, p.base)} + {expr(s, p.index)} * {p.type.size})"
    assert isinstance(p, StaticPlace)
    return str(s.env.static_address(p.var))


def _load_at(s: State, t: Type, at: str) -> str:
    if aggregate(t):
        return f"_rt_load_bytes({at}, {t.size})"
    return f"{s.env.operation('load', t)}({at})"


def _load(s: State, node: Load) -> str:
    p = node.place
    if isinstance(p, LocalPlace) and p.local not in s.memory:
        return local_name(p.local)
    return _load_at(s, node.type, address(s, p))


def _addr_of(s: State, node: AddrOf) -> str:
    return address(s, node.place)


_SIGNS = {"add": "+", "sub": "-", "mul": "*", "floordiv": "//", "mod": "%", "and": "&", "or": "|", "xor": "^"}


def _binary(s: State, node: Binary) -> str:
    return apply(s, node.type, node.op, expr(s, node.left), expr(s, node.right))


def apply(s: State, t: Type, op: str, left: str, right: str) -> str:
    """`left op right` with the type's meaning."""
    if isinstance(t, Float):
        text = f"_rt_fdiv({left}, {right})" if op == "div" else f"({left} {_SIGNS[op]} {right})"
        return f"_rt_f32({text})" if t.bits == 32 else text
    if op in ("shl", "shr"):
        return f"_rt_{op}({left}, {right}, {s.env.constant(t)})"
    text = f"{left} {_SIGNS[op]} {right}"
    if op in ("and", "or", "xor"):
        return f"({text})"
    return wrap(t, text)


_COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def _compare(s: State, node: Compare) -> str:
    return f"({expr(s, node.left)} {_COMPARE[node.op]} {expr(s, node.right)})"


def _not(s: State, node: Not) -> str:
    return f"(not {expr(s, node.value)})"


def _logic(s: State, node: Logic) -> str:
    return f"({expr(s, node.left)} {node.op} {expr(s, node.right)})"


def _choose(s: State, node: Choose) -> str:
    return f"({expr(s, node.then)} if {expr(s, node.cond)} else {expr(s, node.other)})"


def _convert(s: State, node: Convert) -> str:
    v = expr(s, node.value)
    source, t = node.value.type, node.type
    if isinstance(source, (Ptr, Fn)) or isinstance(t, (Ptr, Fn)):
        return v
    if isinstance(source, Bool):
        return f"_rt_int({v})"
    if isinstance(source, Int):
        if isinstance(t, Int):
            if t.min <= source.min and source.max <= t.max:
                return v
            return wrap(t, v)
        return f"_rt_float({v})" if isinstance(t, Float) and t.bits == 64 else f"_rt_int_to_f32({v})"
    if isinstance(t, Float):
        return f"_rt_f32({v})" if t.bits == 32 else v
    return f"_rt_truncate({v}, {s.env.constant(t)})"


def _bitcast(s: State, node: Bitcast) -> str:
    source = s.env.constant(node.value.type)
    return f"_rt_bitcast({expr(s, node.value)}, {source}, {s.env.constant(node.type)})"


def _ptr_add(s: State, node: PtrAdd) -> str:
    return f"(({expr(s, node.pointer)} + {expr(s, node.count)}) & {(1 << 64) - 1})"


def _ptr_index(s: State, node: PtrIndex) -> str:
    assert isinstance(node.type, Ptr)
    scaled = f"{expr(s, node.index)} * {node.type.elem.size}"
    return f"(({expr(s, node.pointer)} + {scaled}) & {(1 << 64) - 1})"


def _extract(s: State, node: Extract) -> str:
    v = expr(s, node.value)
    t = node.value.type
    if isinstance(t, Tuple):
        return f"{v}[{node.index}]"
    assert isinstance(t, Struct)
    f = t.fields[node.index]
    if aggregate(f.type):
        return f"{v}[{f.offset}:{f.offset + f.type.size}]"
    return f"{s.env.operation('extract', f.type)}({v}, {f.offset})"


def _make(s: State, node: Make) -> str:
    t = node.type
    parts = [expr(s, p) for p in node.parts]
    if isinstance(t, Tuple):
        return "(" + "".join(p + ", " for p in parts) + ")"
    assert isinstance(t, Struct)
    given = [
        f"({f.offset}, {'None' if aggregate(f.type) else s.env.operation('pack', f.type)}, {p})"
        for f, p in zip(t.fields, parts, strict=True)
    ]
    return f"_rt_make({', '.join([str(t.size), *given])})"


def _bind(s: State, node: Bind) -> str:
    name = local_name(node.local)
    if node.local in s.memory:
        return f"_rt_store_bytes({expr(s, node.value)}, {name})"
    return f"({name} := {expr(s, node.value)})"


def _arguments(s: State, args: list[Expr], g: bool) -> str:
    parts = [expr(s, a) for a in args]
    if g:
        parts.append("_rt_g")
    return ", ".join(parts)


def _call(s: State, node: Call) -> str:
    c = "cabi" in node.instance.func.marks.flags
    return _recorded(s, node, f"{s.env.function(node.instance)}({_arguments(s, node.args, not c)})")


def _recorded(s: State, node: Call | OnSystemStack, text: str) -> str:
    """A call between its events, in the trace build."""
    if node.enter is None:
        return text
    leave = expr(s, node.leave) if node.leave is not None else "None"
    return f"({expr(s, node.enter)}, {text}, {leave})[1]"


def _call_ptr(s: State, node: CallPtr) -> str:
    args = ", ".join([s.env.constant(node.fn), expr(s, node.target), "_rt_g", *[expr(s, a) for a in node.args]])
    return f"_rt_callptr({args})"


def _on_systemstack(s: State, node: OnSystemStack) -> str:
    args = ", ".join([s.env.function(node.call.instance), "_rt_g", *[expr(s, a) for a in node.call.args]])
    return _recorded(s, node, f"_rt_systemstack({args})")


_DIRECT = {
    "memmove": "memmove",
    "memclr": "memclr",
    "memequal": "memequal",
    "syscall": "syscall",
    "cputicks": "cputicks",
    "sqrt": "sqrt",
    "boundscheck": "boundscheck",
    "unreachable": "unreachable",
    "getcallerpc": "getcallerpc",
    "getcallersp": "getcallersp",
    "getfp": "getfp",
}


def _intrin(s: State, node: Intrin) -> str:
    name = node.name
    if name.startswith("atomic."):
        return _atomic(s, node)
    args = [expr(s, a) for a in node.args]
    if name in _DIRECT:
        text = f"_rt_{_DIRECT[name]}({', '.join(args)})"
        return f"_rt_f32({text})" if name == "sqrt" and node.type.size == 4 else text
    if name in ("ctz", "clz", "popcount", "bswap"):
        return f"_rt_bits({name!r}, {args[0]}, {s.env.constant(node.type)})"
    if name in ("min", "max"):
        return f"_rt_{name}({args[0]}, {args[1]})"
    if name in ("likely", "unlikely"):
        return args[0]
    if name == "mulhi":
        return f"({args[0]} * {args[1]} >> 64)"
    if name == "procyield":
        return "_rt_yield_now()"
    if name == "stackalloc_local":
        return f"_rt_alloc(_rt_keep, {node.extra}, 16)"
    if name == "setg":
        return f"(_rt_g := {args[0]})"
    if name == "breakpoint":
        return "_rt_breakpoint()"
    assert name in ("prefetch", "publicationBarrier"), name
    return "None"


def _atomic(s: State, node: Intrin) -> str:
    name = node.name.partition(".")[2]
    if name == "fence":
        return "None"
    args = [expr(s, a) for a in node.args]
    pointer = node.args[0].type
    assert isinstance(pointer, Ptr)
    t = pointer.elem
    if name in ("Load", "LoadAcq"):
        return f"{s.env.operation('load', t)}({args[0]})"
    if name in ("Store", "StoreRel"):
        return f"{s.env.operation('store', t)}({args[1]}, {args[0]})"
    return f"_rt_atomic_{name}({s.env.constant(t)}, {', '.join(args)})"


# Statements.


def _store(s: State, t: Type, v: str, at: str) -> None:
    if aggregate(t):
        s.emit(f"_rt_store_bytes({v}, {at})")
    else:
        s.emit(f"{s.env.operation('store', t)}({v}, {at})")


def block(s: State, body: list[Stmt]) -> None:
    """The statements of a block."""
    for node in body:
        s.line = node.line
        _STMT[type(node)](s, node)


def _suite(s: State, body: list[Stmt]) -> None:
    line = s.line
    s.indent += 1
    before = len(s.out.lines)
    block(s, body)
    if len(s.out.lines) == before:
        s.line = line
        s.emit("pass")
    s.indent -= 1


def _put(s: State, p: Place, v: str) -> None:
    if isinstance(p, LocalPlace) and p.local not in s.memory:
        s.emit(f"{local_name(p.local)} = {v}")
    else:
        _store(s, p.type, v, address(s, p))


def _assign(s: State, node: Assign) -> None:
    _put(s, node.place, expr(s, node.value))


def _augassign(s: State, node: AugAssign) -> None:
    p, t = node.place, node.place.type
    if isinstance(p, LocalPlace) and p.local not in s.memory:
        name = local_name(p.local)
        s.emit(f"{name} = {apply(s, t, node.op, name, expr(s, node.value))}")
        return
    s.temps += 1
    at = f"_rt_p{s.temps}"
    s.emit(f"{at} = {address(s, p)}")
    _store(s, t, apply(s, t, node.op, _load_at(s, t, at), expr(s, node.value)), at)


def _unpack(s: State, node: Unpack) -> None:
    s.temps += 1
    name = f"_rt_u{s.temps}"
    s.emit(f"{name} = {expr(s, node.value)}")
    for i, p in enumerate(node.places):
        if p is not None:
            _put(s, p, f"{name}[{i}]")


def _do(s: State, node: Do) -> None:
    s.emit(expr(s, node.value))


def _if(s: State, node: If) -> None:
    s.emit(f"if {expr(s, node.cond)}:")
    _suite(s, node.then)
    if node.other:
        s.emit("else:")
        _suite(s, node.other)


def _while(s: State, node: While) -> None:
    s.emit(f"while {'True' if node.cond is None else expr(s, node.cond)}:")
    _suite(s, node.body)


def _for(s: State, node: For) -> None:
    bounds = f"_rt_range({expr(s, node.start)}, {expr(s, node.stop)}, {node.step})"
    if node.var not in s.memory:
        s.emit(f"for {local_name(node.var)} in {bounds}:")
        _suite(s, node.body)
        return
    s.temps += 1
    counter = f"_rt_i{s.temps}"
    s.emit(f"for {counter} in {bounds}:")
    s.indent += 1
    _store(s, node.var.type, counter, local_name(node.var))
    s.indent -= 1
    _suite(s, node.body)


def _break(s: State, node: Break) -> None:
    s.emit("break")


def _continue(s: State, node: Continue) -> None:
    s.emit("continue")


def _return(s: State, node: Return) -> None:
    instance = s.instance
    v = expr(s, node.value) if node.value is not None else ""
    if instance.leave is not None:
        if node.value is not None and instance.result_local is not None:
            s.emit(f"_rt_result = {v}")
            _put(s, LocalPlace(instance.result, instance.result_local), "_rt_result")
            v = "_rt_result"
        elif node.value is not None:
            s.emit(f"_rt_result = {v}")
            v = "_rt_result"
        s.emit(expr(s, instance.leave))
    s.emit(f"return {v}")


def _assert(s: State, node: Assert) -> None:
    s.emit(f"if not {expr(s, node.cond)}:")
    s.indent += 1
    s.emit(expr(s, node.throw) if node.throw is not None else "_rt_unreachable()")
    s.indent -= 1


_EXPR: dict[type, Callable[[State, Any], str]] = {
    Const: _const,
    Zero: _zero,
    Text: _text,
    FuncAddr: _func_addr,
    GetG: _get_g,
    Load: _load,
    AddrOf: _addr_of,
    Binary: _binary,
    Compare: _compare,
    Not: _not,
    Logic: _logic,
    Choose: _choose,
    Convert: _convert,
    Bitcast: _bitcast,
    PtrAdd: _ptr_add,
    PtrIndex: _ptr_index,
    Extract: _extract,
    Make: _make,
    Bind: _bind,
    Call: _call,
    CallPtr: _call_ptr,
    OnSystemStack: _on_systemstack,
    Intrin: _intrin,
}
_STMT: dict[type, Callable[[State, Any], None]] = {
    Assign: _assign,
    AugAssign: _augassign,
    Unpack: _unpack,
    Do: _do,
    If: _if,
    While: _while,
    For: _for,
    Break: _break,
    Continue: _continue,
    Return: _return,
    Assert: _assert,
}
