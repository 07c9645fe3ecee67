"""The typed tree: what the checker makes of a function body, and what both back ends (emit, interp) read.

It is small on purpose: every expression has a type, every conversion is written, every name is resolved. Expressions
give values; places are memory (a local, a module variable, what a pointer points to, and fields and elements of
places). `Comp` exists only inside the checker.

Invariants: nodes are trees, made once, not shared between functions (a `Local` is shared by the nodes of its
function). A `Load` of a place has the place's type. `line` stands on what can be stepped on or can trap.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from rt0.base.records import dataclass, field
from rt0.rtlang.vocab_marks import ConstArray, Marks, Static
from rt0.rtlang.vocab_types import Field, Fn, Struct, Type

# Functions.


@dataclass(slots=True, eq=False)
class Func:
    """A function of a runtime module as collected: not yet checked, perhaps a template."""

    py: Callable[..., Any]
    name: str
    symbol: str
    module: str
    file: str
    node: ast.FunctionDef
    marks: Marks
    owner: Struct | None
    """The struct of a method."""
    scope: dict[str, Any]
    """Module globals, with the closure's cells on top when there are any."""
    template: tuple[int, ...]
    """Positions of the compile-time parameters; empty for an ordinary function."""
    params: tuple[tuple[str, Type], ...] = ()
    """Names and types; for a template empty, its instances have them."""
    result: Type | None = None
    failed: bool = False


@dataclass(slots=True, eq=False)
class Local:
    """A parameter or local variable."""

    name: str
    type: Type
    param: bool = False
    nested: bool = False
    """First assigned inside a loop or branch: zeroed at entry."""
    line: int = 0
    slot: str = ""
    """Where the emitter keeps it."""


@dataclass(slots=True, eq=False)
class CallSite:
    """An edge of the call graph. `kind` is `call` or `systemstack`."""

    callee: Instance
    line: int
    kind: str = "call"


@dataclass(slots=True, eq=False)
class Instance:
    """A function that is compiled: a Func, with its templates' arguments bound."""

    func: Func
    symbol: str
    bindings: dict[str, Any]
    params: list[Local]
    result: Type
    locals: list[Local] = field(default_factory=list)
    body: list[Stmt] = field(default_factory=list)
    calls: list[CallSite] = field(default_factory=list)
    checked: bool = False
    enter: Call | None = None
    """The call of traceenter with the values of @row(enter=...), in the trace build."""
    leave: Call | None = None
    """The call of traceleave, before each return."""
    before: list[Stmt] = field(default_factory=list)
    """Events that come before `enter`: of the assembly that led here (@row(came=...))."""
    own_frame: bool = False
    """Asks for its caller's pc or sp: never inlined."""
    has_g: bool = True
    sets_g: bool = False
    """A @cabi function that uses setg."""
    result_local: Local | None = None
    """Holds the result while the leave values are computed."""


# Expressions.


@dataclass(slots=True, eq=False)
class Comp:
    """A compile-time value without a type yet: any Python object. Checker only."""

    value: Any


@dataclass(slots=True, eq=False)
class Const:
    """A number, a bool, or nil (value None)."""

    type: Type
    value: Any


@dataclass(slots=True, eq=False)
class Zero:
    """The zero of a type."""

    type: Type


@dataclass(slots=True, eq=False)
class Text:
    """A string constant; with type ptr[u8] (cstr) the address of NUL-terminated bytes."""

    type: Type
    data: bytes


@dataclass(slots=True, eq=False)
class FuncAddr:
    """The address of a function."""

    type: Type
    instance: Instance


@dataclass(slots=True, eq=False)
class GetG:
    """The hidden g."""

    type: Type


@dataclass(slots=True, eq=False)
class Load:
    """The value of a place."""

    type: Type
    place: Place


@dataclass(slots=True, eq=False)
class AddrOf:
    """The address of a place."""

    type: Type
    place: Place


@dataclass(slots=True, eq=False)
class Binary:
    """`op` is add sub mul floordiv mod div shl shr and or xor. A shift's count may have another integer type."""

    type: Type
    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Compare:
    """`op` is eq ne lt le gt ge; the operands have one type (pointers: any two)."""

    type: Type
    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Not:
    """Negation of a bool."""

    type: Type
    value: Expr


@dataclass(slots=True, eq=False)
class Logic:
    """Short-circuit `and` / `or`."""

    type: Type
    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Choose:
    """`a if c else b`; only one side is evaluated."""

    type: Type
    cond: Expr
    then: Expr
    other: Expr


@dataclass(slots=True, eq=False)
class Convert:
    """A conversion by value between integers, floats, bool and pointers (pointers keep their bits)."""

    type: Type
    value: Expr


@dataclass(slots=True, eq=False)
class Bitcast:
    """The same bits as another type of the same size."""

    type: Type
    value: Expr


@dataclass(slots=True, eq=False)
class PtrAdd:
    """A pointer plus bytes."""

    type: Type
    pointer: Expr
    count: Expr


@dataclass(slots=True, eq=False)
class PtrIndex:
    """The address of the index-th element after a pointer; `type` is the pointer's."""

    type: Type
    pointer: Expr
    index: Expr


@dataclass(slots=True, eq=False)
class Extract:
    """A field of a struct value, or an element of a tuple."""

    type: Type
    value: Expr
    index: int


@dataclass(slots=True, eq=False)
class Make:
    """A struct or tuple value of its parts in order."""

    type: Type
    parts: list[Expr]


@dataclass(slots=True, eq=False)
class Bind:
    """Stores the value in a hidden local and gives it."""

    type: Type
    local: Local
    value: Expr


@dataclass(slots=True, eq=False)
class Call:
    """A direct call."""

    type: Type
    instance: Instance
    args: list[Expr]
    line: int
    enter: Call | None = None
    """Recorded before and after, in the trace build, when an assembly function with @row is called."""
    leave: Call | None = None


@dataclass(slots=True, eq=False)
class CallPtr:
    """A call through an fn or cfn value."""

    type: Type
    target: Expr
    fn: Fn
    args: list[Expr]
    line: int


@dataclass(slots=True, eq=False)
class OnSystemStack:
    """systemstack(f, a...): the call runs on g0."""

    type: Type
    call: Call
    line: int
    enter: Call | None = None
    """Recorded around the switch, in the trace build; not when already on g0."""
    leave: Call | None = None


@dataclass(slots=True, eq=False)
class Intrin:
    """An operation of compile/intrinsics.py; `args` are values of checked types, `extra` a constant it needs."""

    type: Type
    name: str
    args: list[Expr]
    line: int
    extra: Any = None


# Places.


@dataclass(slots=True, eq=False)
class LocalPlace:
    """A local variable."""

    type: Type
    local: Local


@dataclass(slots=True, eq=False)
class StaticPlace:
    """A module variable or a constant table."""

    type: Type
    var: Static | ConstArray


@dataclass(slots=True, eq=False)
class Deref:
    """What a pointer points to."""

    type: Type
    pointer: Expr


@dataclass(slots=True, eq=False)
class FieldPlace:
    """A field of a struct place."""

    type: Type
    base: Place
    struct: Struct
    field: Field


@dataclass(slots=True, eq=False)
class ElemPlace:
    """An element of an array place."""

    type: Type
    base: Place
    index: Expr


Place = LocalPlace | StaticPlace | Deref | FieldPlace | ElemPlace
PLACES = (LocalPlace, StaticPlace, Deref, FieldPlace, ElemPlace)
Expr = (
    Const
    | Zero
    | Text
    | FuncAddr
    | GetG
    | Load
    | AddrOf
    | Binary
    | Compare
    | Not
    | Logic
    | Choose
    | Convert
    | Bitcast
    | PtrAdd
    | PtrIndex
    | Extract
    | Make
    | Bind
    | Call
    | CallPtr
    | OnSystemStack
    | Intrin
)
Operand = Comp | Expr | Place

# Statements.


@dataclass(slots=True, eq=False)
class Assign:
    """Store a value. `place` None drops it."""

    line: int
    place: Place
    value: Expr


@dataclass(slots=True, eq=False)
class AugAssign:
    """`place op= value`; the place is computed once."""

    line: int
    place: Place
    op: str
    value: Expr


@dataclass(slots=True, eq=False)
class Unpack:
    """Several places from one tuple value; None drops an element."""

    line: int
    places: list[Place | None]
    value: Expr


@dataclass(slots=True, eq=False)
class Do:
    """An expression for its effect."""

    line: int
    value: Expr


@dataclass(slots=True, eq=False)
class If:
    """A branch decided at run time."""

    line: int
    cond: Expr
    then: list[Stmt]
    other: list[Stmt]


@dataclass(slots=True, eq=False)
class While:
    """A loop; `cond` None is endless."""

    line: int
    cond: Expr | None
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class For:
    """`for var in range(start, stop, step)`, step a constant other than 0."""

    line: int
    var: Local
    start: Expr
    stop: Expr
    step: int
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class Break:
    """Leave the innermost loop."""

    line: int


@dataclass(slots=True, eq=False)
class Continue:
    """Begin the innermost loop's next round."""

    line: int


@dataclass(slots=True, eq=False)
class Return:
    """Leave the function."""

    line: int
    value: Expr | None


@dataclass(slots=True, eq=False)
class Assert:
    """Throw `text` unless the condition holds; exists in debug builds only."""

    line: int
    cond: Expr
    throw: Call | None
    """The call of runtime.throw with the text; None traps."""


Stmt = Assign | AugAssign | Unpack | Do | If | While | For | Break | Continue | Return | Assert
