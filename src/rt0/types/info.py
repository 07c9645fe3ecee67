"""What the checker hands on: types, constant values and denotations of every node of a package.

Results sit here and not on the syntax tree's nodes. All dictionaries are keyed by node objects (nodes
compare by identity). In a correct program, every expression that is not a mere type's part has an entry
in `types`; untyped constants have their final type there.

Read next: check/checker.py, which fills this in; lower/, which reads it.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from rt0.base.records import dataclass, field

if TYPE_CHECKING:
    from rt0.syntax import ast
    from rt0.types.constant import Value
    from rt0.types.objects import Func, Object, Scope, Var
    from rt0.types.types import Type

# Operand modes: what kind of thing an expression is (TypeAndValue.mode).
(MODE_INVALID, MODE_NOVALUE, MODE_BUILTIN, MODE_TYPE, MODE_CONST, MODE_VARIABLE, MODE_MAPINDEX,
 MODE_VALUE, MODE_NIL, MODE_COMMAOK) = range(10)

# Kinds of selections (Selection.kind).
FIELD_VAL, METHOD_VAL, METHOD_EXPR = range(3)


@dataclass(slots=True, eq=False)
class TypeAndValue:
    """What is known of one expression.

    `mode`: MODE_NOVALUE (a call without results), MODE_BUILTIN (the name of a predeclared function), MODE_TYPE (a
    type), MODE_CONST (a constant; `value` is exact), MODE_VARIABLE (addressable), MODE_MAPINDEX (m[k]),
    MODE_VALUE, MODE_NIL (untyped nil; `type` is the type it got), MODE_COMMAOK (a value with an optional ok).
    `type` of a call with several results, and of a comma-ok expression used for two values, is a Tuple.
    """

    mode: int
    type: Type
    value: Value | None = None

    @property
    def is_type(self) -> bool:
        """Whether the expression denotes a type."""
        return self.mode == MODE_TYPE

    @property
    def is_const(self) -> bool:
        """Whether the expression is a constant with a known value."""
        return self.value is not None


@dataclass(slots=True, eq=False)
class Selection:
    """x.f where f is a field or method (not a qualified identifier).

    `kind` is FIELD_VAL, METHOD_VAL (x.m, called or as a value) or METHOD_EXPR (T.m). `recv` is the type of x.
    `index` is the path: all but the last are embedded fields' numbers to walk through (dereferencing
    pointers on the way), the last is the field's number, or the method's number for methods.
    `indirect` says that a pointer was followed on the way from x to the field or the method's receiver.
    `type` is the type of x.f: for METHOD_VAL a signature without receiver, for METHOD_EXPR one with the
    receiver as the first parameter.
    """

    kind: int
    recv: Type
    obj: Var | Func
    index: tuple[int, ...]
    indirect: bool
    type: Type


@dataclass(slots=True, eq=False)
class Instance:
    """The instantiation of a generic function or type that a name denotes."""

    targs: tuple[Type, ...]
    type: Type


@dataclass(slots=True, eq=False)
class Initializer:
    """One step of package initialisation: `lhs[0], lhs[1], ... = rhs` (Go spec, "Package initialization")."""

    lhs: list[Var]
    rhs: ast.Expr


@dataclass(slots=True, eq=False)
class Embed:
    """What go:embed puts into a variable of kind "string", "bytes" (one content) or "FS" (paths with contents, folders with a
    slash at the end, in embed.FS's order)."""

    kind: str
    content: list[bytes]
    tree: list[tuple[str, bytes]]


@dataclass(slots=True, eq=False)
class Info:
    """Everything the checker found out about one package.

    `defs` maps a declaring Name to its object (None for the symbolic variable of a type switch and `_` packages),
    `uses` a using Name to the object it denotes. `implicits` maps nodes without a name to their objects: a
    CaseClause of a type switch to its variable, an ImportDecl without a name to its PkgName, a Field without
    a name to its parameter. `instances` maps the Name of a generic function or type to its instance.
    `field_paths` gives the path to a promoted field that a struct literal's key names (Go 1.27).
    `scopes` maps a node to the scope it opens. `captures` maps each FuncLit to the outer local variables
    that it or a literal inside it uses, in order of first use. `init_order` is the order of package
    variables' initialisation; `init_funcs` the `func init` declarations and `funcs` all declared functions and
    methods (init and blank ones included), both in source order. Where a branch goes is `BranchStmt.target`.
    `versions` gives each file's language version ("1.27"). `shared_loops` are the for statements whose variables all
    iterations share, as they did before Go 1.22. `embeds` are the variables that go:embed fills (load/embed.py's).
    """

    types: dict[ast.Node, TypeAndValue] = field(default_factory=dict)
    defs: dict[ast.Name, Object | None] = field(default_factory=dict)
    uses: dict[ast.Name, Object] = field(default_factory=dict)
    implicits: dict[ast.Node, Object] = field(default_factory=dict)
    selections: dict[ast.Selector, Selection] = field(default_factory=dict)
    instances: dict[ast.Name, Instance] = field(default_factory=dict)
    field_paths: dict[ast.KeyValue, tuple[int, ...]] = field(default_factory=dict)
    scopes: dict[ast.Node, Scope] = field(default_factory=dict)
    captures: dict[ast.FuncLit, list[Var]] = field(default_factory=dict)
    versions: dict[ast.File, str] = field(default_factory=dict)
    shared_loops: set[ast.Node] = field(default_factory=set)
    init_order: list[Initializer] = field(default_factory=list)
    init_funcs: list[Func] = field(default_factory=list)
    funcs: list[Func] = field(default_factory=list)
    embeds: dict[Var, Embed] = field(default_factory=dict)

    def type_of(self, e: ast.Expr) -> Type:
        """The type of a checked expression; KeyError for a node that the checker has not seen."""
        tv = self.types.get(e)
        if tv is not None:
            return tv.type
        obj = self.uses.get(e) or self.defs.get(e)  # type: ignore[arg-type]
        if obj is None:
            raise KeyError(e)
        return obj.type

    def value_of(self, e: ast.Expr) -> Value | None:
        """The exact value of a constant expression; None for any other."""
        tv = self.types.get(e)
        return tv.value if tv is not None else None

    def object_of(self, name: ast.Name) -> Object | None:
        """The object that a name declares or denotes."""
        return self.defs.get(name) or self.uses.get(name)
