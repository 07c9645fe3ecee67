"""Calls: functions, methods, templates, function pointers, slots, conversions, constructors, compile-time calls.

`call` looks at what is called and hands on. Intrinsics are in intrinsics.py.

Invariant: each direct call is recorded on the calling instance (`calls`), for the checks over the call graph.
"""

from __future__ import annotations

import ast
import builtins
from typing import Any

from rt0.rtlang import vocab_types
from rt0.rtlang.compile.body import (
    Body,
    coerce,
    describe,
    fields_of,
    spell,
    wrap,
)
from rt0.rtlang.compile.expressions import address, member, operand, type_of, value
from rt0.rtlang.compile.intrinsics import INTRINSICS, intrinsic_minmax
from rt0.rtlang.compile.program import func_of, instance_of, is_runtime_function, slot_filler
from rt0.rtlang.compile.rows import asm_event, row_of_call, switch_of
from rt0.rtlang.compile.tree import (
    PLACES,
    Call,
    CallPtr,
    CallSite,
    Comp,
    Const,
    Convert,
    Expr,
    Func,
    GetG,
    Make,
    OnSystemStack,
    Operand,
    Zero,
)
from rt0.rtlang.vocab_intrinsics import Intrinsic
from rt0.rtlang.vocab_marks import GRegister, Slot, SystemStack
from rt0.rtlang.vocab_types import (
    Array,
    Bool,
    ConstParameter,
    Float,
    Fn,
    Int,
    Ptr,
    Struct,
    Type,
    pointer_to,
)

_PLACE_SET = frozenset(PLACES)


def call(b: Body, node: ast.Call, want: Type | None) -> Operand:
    """A call, of whatever kind."""
    target = node.func
    if isinstance(target, ast.Attribute):
        base = operand(b, target.value, None)
        if type(base) is not Comp:
            return _method_or_field(b, node, target, base)
        try:
            found = wrap(b, getattr(base.value, target.attr), target)
        except AttributeError as error:
            b.refuse(node, "RT010", f"{spell(target)}: {error}")
    else:
        found = operand(b, target, None)
    if type(found) is not Comp:
        return call_pointer(b, node, coerce(b, found, None, target))
    return _call_value(b, node, found.value, want)


def _call_value(b: Body, node: ast.Call, callee: Any, want: Type | None) -> Operand:
    """A call of a Python object known at compile time."""
    if isinstance(callee, Intrinsic):
        return INTRINSICS[callee.name](b, node, callee.name, want)
    if isinstance(callee, Type):
        return construct(b, node, callee) if isinstance(callee, Struct) else convert(b, node, callee)
    if is_runtime_function(callee):
        return call_function(b, node, func_of(b.program, callee), [])
    if isinstance(callee, Slot):
        filler = slot_filler(b.program, callee)
        if filler is None:
            b.refuse(node, "RT016", f"{spell(node.func)}: found a slot that no function fills, expected @fills(...)")
        return call_function(b, node, filler, [])
    if isinstance(callee, GRegister):
        if not b.has_g:
            b.refuse(node, "RT023", f"{spell(node)}: found @cabi function {b.func.name}, expected one with a g")
        return GetG(pointer_to(callee.type))
    if isinstance(callee, SystemStack):
        return _systemstack(b, node)
    if callee is builtins.len:
        return _len(b, node)
    if callee is builtins.min or callee is builtins.max:
        return intrinsic_minmax(b, node, callee.__name__, want)
    if callee is vocab_types.sizeof or callee is vocab_types.alignof:
        return _size(b, node, callee)
    if callee is vocab_types.offsetof:
        return _offset(b, node)
    return _comptime(b, node, callee)


def _plain(b: Body, node: ast.Call, count: int, what: str) -> list[ast.expr]:
    """The arguments of a call that takes exactly `count` positional ones."""
    if node.keywords or len(node.args) != count:
        b.refuse(node, "RT009", f"{what}: found {len(node.args) + len(node.keywords)} arguments, expected {count}")
    return node.args


def _len(b: Body, node: ast.Call) -> Operand:
    (arg,) = _plain(b, node, 1, "len")
    found = operand(b, arg, None)
    if type(found) is Comp:
        return _comptime(b, node, builtins.len)
    t: Type = found.type  # type: ignore[union-attr]
    if isinstance(t, Array):
        return Comp(t.length)
    if isinstance(t, Struct) and t.kind != "struct":
        return member(b, node, found, "len")
    return b.refuse(node, "RT005", f"len: found {t}, expected an array, slice or string")


def _size(b: Body, node: ast.Call, callee: Any) -> Operand:
    (arg,) = _plain(b, node, 1, callee.__name__)
    t = type_of(b, arg)
    try:
        return Comp(t.size if callee is vocab_types.sizeof else t.align)
    except (vocab_types.RtlangTypeError, NameError) as error:
        b.refuse(node, "RT021", str(error))


def _offset(b: Body, node: ast.Call) -> Operand:
    first, second = _plain(b, node, 2, "offsetof")
    t = type_of(b, first)
    path = operand(b, second, None)
    if type(path) is not Comp or not isinstance(path.value, str):
        b.refuse(second, "RT005", f'offsetof: found {spell(second)}, expected a field name as text')
    try:
        return Comp(vocab_types.offsetof(t, path.value))
    except (vocab_types.RtlangTypeError, NameError) as error:
        b.refuse(node, "RT010", str(error))


def _comptime(b: Body, node: ast.Call, callee: Any) -> Operand:
    """A Python function called with constants while compiling."""
    if not callable(callee):
        b.refuse(node, "RT019", f"{spell(node.func)}: found {describe(callee)}, expected something to call")
    args = [_constant_argument(b, a) for a in node.args]
    named = {k.arg: _constant_argument(b, k.value) for k in node.keywords if k.arg}
    try:
        result = callee(*args, **named)
    except Exception as error:  # what the author's compile-time function raises is a problem of this line
        b.refuse(node, "RT020", f"{spell(node)}: found {type(error).__name__}: {error}, expected a constant")
    return wrap(b, result, node)


def _constant_argument(b: Body, node: ast.expr) -> Any:
    found = operand(b, node, None)
    if type(found) is Comp:
        return found.value
    if type(found) is Const:
        return found.value
    return b.refuse(node, "RT020", f"{spell(node)}: found a value known at run time only, expected a constant "
             "(the function called is ordinary Python)")


# Conversions and constructors.


def convert(b: Body, node: ast.Call, t: Type) -> Operand:
    """`u32(x)`, `f64(x)`, `uintptr(p)`."""
    (arg,) = _plain(b, node, 1, str(t))
    found = operand(b, arg, t)
    if not isinstance(t, (Int, Float)):
        b.refuse(node, "RT012", f"{spell(node)}: found conversion to {t}, expected a number type (write cast)")
    if type(found) is Comp:
        v = found.value
        if isinstance(t, Int) and isinstance(v, (bool, int)):
            return Const(t, t.wrap(int(v)))
        if isinstance(t, Float) and isinstance(v, (int, float)):
            return Const(t, float(v))
        if isinstance(t, Int) and isinstance(v, float):
            if v != int(v):
                b.refuse(node, "RT006", f"{spell(node)}: found constant {v}, expected a whole number")
            return Const(t, t.wrap(int(v)))
        if v is None and t is vocab_types.uintptr:
            return Const(t, 0)
    e = coerce(b, found, None, arg)
    return conversion(b, node, e, t)


def conversion(b: Body, node: ast.AST, e: Expr, t: Type) -> Expr:
    """The value of `e` converted to number type `t`, when the conversion exists."""
    source = e.type
    if source is t:
        return e
    ok = isinstance(source, (Int, Float)) or (isinstance(source, Bool) and isinstance(t, Int))
    if isinstance(source, (Ptr, Fn)) and t is vocab_types.uintptr:
        ok = True
    if not ok:
        b.refuse(node, "RT012", f"{spell(node)}: found {source}, expected a type that converts to {t}")
    return Convert(t, e)


def construct(b: Body, node: ast.Call, s: Struct) -> Operand:
    """`stack(lo, hi)`, `string(p, n)`: a struct value; fields not given are zero."""
    fields = fields_of(b, s, node)
    parts: list[Expr | None] = [None] * len(fields)
    if len(node.args) > len(fields):
        b.refuse(node, "RT009", f"{s}: found {len(node.args)} values, expected at most {len(fields)}")
    for i, arg in enumerate(node.args):
        parts[i] = value(b, arg, fields[i].type)
    for k in node.keywords:
        f = s.field(k.arg) if k.arg else None
        if f is None or parts[f.index] is not None:
            b.refuse(node, "RT009", f"{s}: found field {k.arg}, expected a field of the struct, once")
        parts[f.index] = value(b, k.value, f.type)
    return Make(s, [p if p is not None else Zero(f.type) for p, f in zip(parts, fields, strict=True)])


# Calls at run time.


def call_function(b: Body, node: ast.Call, func: Func, first: list[Expr]) -> Expr:
    """A direct call; `first` are arguments that come before the written ones (a method's self)."""
    made = prepare(b, node, func, node.args, first)
    b.instance.calls.append(CallSite(made.instance, node.lineno))
    row_of_call(b, made)
    return made


def prepare(b: Body, node: ast.Call, func: Func, written: list[ast.expr], first: list[Expr]) -> Call:
    """The Call node of a direct call, its arguments checked; not yet in the call graph."""
    names = [a.arg for a in func.node.args.args]
    given: list[ast.expr | Expr | None] = [*first, *written, *([None] * (len(names) - len(first) - len(written)))]
    for k in node.keywords:
        if k.arg not in names or given[names.index(k.arg)] is not None:
            b.refuse(node, "RT009", f"{func.name}: found argument {k.arg}, expected one of its parameters, once")
        given[names.index(k.arg)] = k.value
    if len(given) != len(names) or None in given:
        found = len(first) + len(written) + len(node.keywords)
        b.refuse(node, "RT009", f"{func.name}: found {found} arguments, expected {len(names)} ({', '.join(names)})")
    bindings: dict[str, Any] = {}
    for i in func.template:
        bindings[names[i]] = _template_argument(b, func, names[i], given[i])  # type: ignore[arg-type]
    instance = instance_of(b.program, func, bindings, node, b.file)
    runtime = [g for i, g in enumerate(given) if i not in func.template]
    args: list[Expr] = []
    for p, g in zip(instance.params, runtime, strict=True):
        if isinstance(g, ast.expr):
            args.append(value(b, g, p.type))
        else:
            args.append(coerce(b, g, p.type, node))  # type: ignore[arg-type]
    if "writebarrier" in func.marks.flags or func.name == "newobject":
        _check_heap(b, node, func, bindings, args)
    return Call(instance.result, instance, args, node.lineno)


def _check_heap(b: Body, node: ast.Call, func: Func, bindings: dict[str, Any], args: list[Expr]) -> None:
    """@notinheap types are neither allocated in the heap nor stored through a write barrier."""
    candidates = [v for v in bindings.values() if isinstance(v, Struct)]
    if "writebarrier" in func.marks.flags:
        candidates += [a.type.elem for a in args if isinstance(a.type, Ptr) and isinstance(a.type.elem, Struct)]
    for s in candidates:
        if s.notinheap:
            b.refuse(node, "RT034", f"{func.name}: found @notinheap type {s}, expected a type of the collected heap")


def _template_argument(b: Body, func: Func, name: str, node: ast.expr | Expr) -> Any:
    annotation = func.py.__annotations__[name]
    if isinstance(annotation, str) and annotation != "type":
        annotation = eval(annotation, dict(func.scope))
    if not isinstance(node, ast.expr):
        raise AssertionError("self is never a compile-time parameter")
    if not isinstance(annotation, ConstParameter):
        found = operand(b, node, None) if isinstance(node, (ast.Name, ast.Attribute)) else None
        if found is not None and not (type(found) is Comp and vocab_types.resolvable(found.value)):
            b.refuse(node, "RT018", f"{func.name}: found {spell(node)} for {name}, expected a type")
        return type_of(b, node)
    given = operand(b, node, None)
    if type(given) is not Comp or not isinstance(given.value, annotation.kind):
        kind = annotation.kind.__name__
        b.refuse(node, "RT018", f"{func.name}: found {spell(node)} for {name}, expected a constant {kind}")
    return given.value


def call_pointer(b: Body, node: ast.Call, target: Expr) -> Expr:
    """A call through an fn or cfn value."""
    t = target.type
    if not isinstance(t, Fn):
        b.refuse(node, "RT019", f"{spell(node.func)}: found {t}, expected a function")
    if node.keywords or len(node.args) != len(t.params):
        count = len(node.args) + len(node.keywords)
        b.refuse(node, "RT009", f"{spell(node.func)}: found {count} arguments, expected {len(t.params)} for {t}")
    args = [value(b, a, p) for a, p in zip(node.args, t.params, strict=True)]
    return CallPtr(t.result, target, t, args, node.lineno)


def _method_or_field(b: Body, node: ast.Call, target: ast.Attribute, base: Operand) -> Expr:
    """`x.name(...)` where x is no compile-time value: a method, or a field that holds a function."""
    t: Type = base.type  # type: ignore[union-attr]
    through = isinstance(t, Ptr)
    s = t.elem if isinstance(t, Ptr) else t
    if isinstance(s, Struct) and target.attr in s.methods and target.attr not in s.declared:
        func = func_of(b.program, s.methods[target.attr])
        if through:
            receiver = coerce(b, base, None, target)
        elif type(base) in _PLACE_SET:
            receiver = address(b, base)  # type: ignore[arg-type]
        else:
            b.refuse(node, "RT011", f"{spell(target)}: found a struct value, expected one in a place (its address)")
        return call_function(b, node, func, [receiver])
    return call_pointer(b, node, coerce(b, member(b, target, base, target.attr), None, target))


def _systemstack(b: Body, node: ast.Call) -> Expr:
    """`systemstack(f, a...)`."""
    if not node.args:
        b.refuse(node, "RT009", "systemstack: found no arguments, expected a function and its arguments")
    if not b.has_g:
        b.refuse(node, "RT023", f"systemstack: found @cabi function {b.func.name}, expected one with a g")
    if b.program.g is None:
        b.refuse(node, "RT023", "systemstack: found no registered g, expected getg = g_register(g) in some module")
    target = node.args[0]
    first: list[Expr] = []
    if isinstance(target, ast.Attribute):
        base = operand(b, target.value, None)
        if type(base) is not Comp:
            t: Type = base.type  # type: ignore[union-attr]
            s = t.elem if isinstance(t, Ptr) else t
            if isinstance(s, Struct) and target.attr in s.methods:
                receiver = coerce(b, base, None, target) if isinstance(t, Ptr) else address(b, base)  # type: ignore[arg-type]
                first = [receiver]
                func = func_of(b.program, s.methods[target.attr])
                return _on_systemstack(b, node, func, first)
            b.refuse(node, "RT019", f"systemstack: found {spell(target)}, expected a function's name")
        callee = getattr(base.value, target.attr, None)
    else:
        found = operand(b, target, None)
        callee = found.value if type(found) is Comp else None
    if isinstance(callee, Slot):
        callee = callee.filler
    if not is_runtime_function(callee):
        b.refuse(node, "RT019", f"systemstack: found {spell(target)}, expected a function's name")
    return _on_systemstack(b, node, func_of(b.program, callee), first)


def _on_systemstack(b: Body, node: ast.Call, func: Func, first: list[Expr]) -> Expr:
    made = prepare(b, node, func, node.args[1:], first)
    b.instance.calls.append(CallSite(made.instance, node.lineno, "systemstack"))
    switched = OnSystemStack(made.type, made, node.lineno)
    switch = switch_of(b.program)
    if switch is not None and "noreturn" not in b.func.marks.flags:  # throw: its nosplit chain is long enough
        switched.enter = asm_event(b, switch, "traceenter", node.lineno)
        switched.leave = asm_event(b, switch, "traceleave", node.lineno)
    return switched
