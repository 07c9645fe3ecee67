"""The state of checking one function body, and how names and compile-time values become operands.

Invariants: `names` only grows; a local keeps its type. A name whose first assignment was refused is `poisoned`: later
uses leave their statement silently, so that one mistake gives one problem.
"""

from __future__ import annotations

import ast
import builtins
import sys
from typing import Any, NoReturn

from rt0.base.records import dataclass, field
from rt0.rtlang.compile.problems import Refused
from rt0.rtlang.compile.program import Program, fn_type, func_of, instance_of, is_runtime_function, load_module
from rt0.rtlang.compile.tree import (
    PLACES,
    Comp,
    Const,
    Convert,
    Expr,
    Func,
    FuncAddr,
    Instance,
    Load,
    Local,
    LocalPlace,
    Make,
    Operand,
    StaticPlace,
    Text,
    Zero,
)
from rt0.rtlang.vocab_marks import BuildFlag, ConstArray, GRegister, Slot, Static
from rt0.rtlang.vocab_types import (
    BOOL,
    Bool,
    Float,
    Fn,
    Int,
    Ptr,
    RtlangTypeError,
    Struct,
    StructValue,
    Type,
    Void,
    f64,
    i64,
    pointer_to,
    string,
)

_PLACE_SET = frozenset(PLACES)
_MISSING = object()


@dataclass(slots=True, eq=False)
class Body:
    """One body being checked."""

    program: Program
    instance: Instance
    func: Func
    file: str
    scope: dict[str, Any]
    bindings: dict[str, Any]
    names: dict[str, Local]
    has_g: bool
    poisoned: set[str] = field(default_factory=set)
    depth: int = 0
    """Nesting of branches and loops: locals first assigned below the top are zeroed at entry."""
    temps: int = 0

    def refuse(self, node: ast.AST, code: str, message: str) -> NoReturn:
        """Record a problem at `node` and leave the statement."""
        self.program.refuse(self.file, node, code, message)

    def local(self, name: str, t: Type, line: int) -> Local:
        """A new local variable."""
        made = Local(name, t, nested=self.depth > 0, line=line)
        self.names[name] = made
        self.instance.locals.append(made)
        return made

    def temp(self, t: Type) -> Local:
        """A hidden local."""
        self.temps += 1
        made = Local(f".{self.temps}", t)
        self.instance.locals.append(made)
        return made


def spell(node: ast.AST) -> str:
    """The source of an expression, for messages."""
    text = ast.unparse(node)
    return text if len(text) <= 60 else text[:57] + "..."


def name_operand(b: Body, node: ast.Name, want: Type | None) -> Operand:
    """A name, looked up as Python would."""
    name = node.id
    found = b.names.get(name)
    if found is not None:
        return LocalPlace(found.type, found)
    if name in b.bindings:
        return Comp(b.bindings[name])
    if name in b.poisoned:
        raise Refused
    value = b.scope.get(name, _MISSING)
    if value is _MISSING:
        value = getattr(builtins, name, _MISSING)
        if value is _MISSING:
            b.refuse(node, "RT003", f"found name {name}, expected a local, a module's name or the vocabulary's")
    return wrap(b, value, node)


def wrap(b: Body, value: Any, node: ast.AST) -> Operand:
    """A Python object met at compile time as an operand: a variable's place, or a compile-time value."""
    if isinstance(value, (Static, ConstArray)):
        return StaticPlace(static_type(b, value, node), value)
    if isinstance(value, BuildFlag):
        return Comp(b.program.flags.get(value.name, value.default))
    return Comp(value)


def static_type(b: Body, value: Static | ConstArray, node: ast.AST) -> Type:
    """The type of a module variable or table; meets its module when needed."""
    program = b.program
    t = program.static_types.get(value)
    if t is None:
        if value.module in sys.modules:
            load_module(program, sys.modules[value.module])
        t = program.static_types.get(value)
    if t is None:
        if value in program.static_broken:
            raise Refused
        if not isinstance(value, ConstArray):
            b.refuse(node, "RT003", "found static(...) that is no module variable, expected one at module level")
        symbol = f"runtime..table.{len(program.static_symbols)}"
        program.static_types[value] = t = value.type
        program.static_symbols[value] = symbol
        program.statics[symbol] = value
    return t


def coerce(b: Body, e: Operand, want: Type | None, node: ast.AST) -> Expr:
    """The value of an operand, of type `want` when there is one (constants adapt; ptr[T] goes to ptr[void])."""
    kind = type(e)
    if kind is Comp:
        return materialise(b, e.value, want, node)  # type: ignore[union-attr]
    result: Expr = Load(e.type, e) if kind in _PLACE_SET else e  # type: ignore[union-attr, arg-type, assignment]
    t = result.type
    if want is None or t is want:
        return result
    if isinstance(t, Ptr) and isinstance(want, Ptr) and isinstance(want.elem, Void):
        return Convert(want, result)
    return b.refuse(node, "RT005", f"{spell(node)}: found {t}, expected {want}")


def materialise(b: Body, value: Any, want: Type | None, node: ast.AST) -> Expr:
    """A compile-time value as a typed expression."""
    if want is None:
        want = default_type(b, value, node)
    if value is True or value is False:
        if isinstance(want, Bool):
            return Const(want, value)
    elif isinstance(value, int):
        if isinstance(want, Int):
            if not want.min <= value <= want.max:
                b.refuse(node, "RT006", f"{spell(node)}: found constant {value}, expected one that fits {want}")
            return Const(want, int(value))
        if isinstance(want, Float):
            return Const(want, float(value))
    elif isinstance(value, float):
        if isinstance(want, Float):
            return Const(want, value)
    elif value is None:
        if isinstance(want, (Ptr, Fn)):
            return Const(want, None)
    elif isinstance(value, (str, bytes)):
        if want is string:
            return Text(want, value.encode() if isinstance(value, str) else value)
    elif is_runtime_function(value) or (isinstance(value, Slot) and value.filler is not None):
        if isinstance(want, (Fn, Ptr)):
            return function_address(b, value.filler if isinstance(value, Slot) else value, want, node)
    elif isinstance(value, StructValue):
        if want is value.type:
            return struct_constant(b, value, node)
    elif isinstance(value, Type):
        b.refuse(node, "RT005", f"{spell(node)}: found the type {value}, expected a value of type {want}")
    return b.refuse(node, "RT005", f"{spell(node)}: found {describe(value)}, expected {want}")


def describe(value: Any) -> str:
    """A compile-time value in messages."""
    if isinstance(value, (bool, int, float, str)):
        return f"constant {value!r}"
    if value is None:
        return "None"
    if is_runtime_function(value):
        return f"function {value.__name__}"
    return f"Python object {value!r}"


def default_type(b: Body, value: Any, node: ast.AST) -> Type:
    """The type that an untyped constant takes where none is expected."""
    if value is True or value is False:
        return BOOL
    if isinstance(value, int):
        return i64
    if isinstance(value, float):
        return f64
    if isinstance(value, (str, bytes)):
        return string
    if isinstance(value, StructValue):
        return value.type
    if is_runtime_function(value):
        return fn_type(func_of(b.program, value))
    if value is None:
        b.refuse(node, "RT005", "found None where no type is expected: write an annotation or cast(ptr[T], None)")
    if isinstance(value, GRegister):
        b.refuse(node, "RT005", f"{spell(node)}: found the register of g, expected a call of it")
    return b.refuse(node, "RT005", f"{spell(node)}: found {describe(value)}, expected a value")


def function_address(b: Body, py: Any, want: Type, node: ast.AST) -> Expr:
    """A function's name where its address is expected."""
    func = func_of(b.program, py)
    if func.template:
        b.refuse(node, "RT018", f"{spell(node)}: found the template {func.name}, expected an ordinary function")
    t = fn_type(func)
    if isinstance(want, Ptr):
        if not isinstance(want.elem, Void):
            b.refuse(node, "RT005", f"{spell(node)}: found function {func.name}, expected {want}")
    elif t is not want:
        b.refuse(node, "RT005", f"{spell(node)}: found function of type {t}, expected {want}")
    return FuncAddr(want, instance_of(b.program, func, {}, node, b.file))


def struct_constant(b: Body, value: StructValue, node: ast.AST) -> Expr:
    """A struct value that was made at import."""
    parts: list[Expr] = []
    fields = fields_of(b, value.type, node)
    named = dict(value.fields)
    for i, f in enumerate(fields):
        if i < len(value.args):
            parts.append(materialise(b, value.args[i], f.type, node))
        elif f.name in named:
            parts.append(materialise(b, named.pop(f.name), f.type, node))
        else:
            parts.append(Zero(f.type))
    if named or len(value.args) > len(fields):
        b.refuse(node, "RT009", f"{value.type}: found fields {', '.join(named)}, expected those of the struct")
    return Make(value.type, parts)


def fields_of(b: Body, s: Struct, node: ast.AST) -> Any:
    """The fields of a struct; one that cannot be laid out is a problem here."""
    try:
        return s.fields
    except (RtlangTypeError, NameError) as error:
        b.refuse(node, "RT021", str(error))


def evaluate(b: Body, node: ast.expr) -> Any:
    """The Python value of a compile-time expression (types with subscripts, tables)."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Name):
        maker = b.scope.get(node.value.id)
        elem = b.bindings.get(node.slice.id, b.scope.get(node.slice.id))
        if isinstance(elem, Type) and type(maker).__name__ == "_PtrMaker":
            return pointer_to(elem)
    code = compile(ast.fix_missing_locations(ast.Expression(node)), b.file, "eval")
    try:
        return eval(code, {**b.scope, **b.bindings})
    except Refused:
        raise
    except Exception as error:  # our own source went wrong at compile time, whatever it was: a problem of that line
        b.refuse(node, "RT020", f"{spell(node)}: found {type(error).__name__}: {error}, expected a constant")
