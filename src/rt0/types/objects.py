"""Objects: what the names of a Go program denote, the scopes that hold them, and packages.

One class a kind of declared thing. The checker makes them and fills them in; later stages only read.
`Var` also carries what lowering and escape analysis ask of a variable (who owns it, whether a closure
captures it, whether its address is taken), since the checker sees every use anyway.

Scopes know the position from which a local name is visible, so that `x := x` finds the outer x.

Read next: universe.py (the predeclared objects), info.py (which name denotes which object).
"""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rt0.base.records import dataclass, field
from rt0.types.types import INVALID_TYPE, Type

if TYPE_CHECKING:
    from rt0.syntax import ast
    from rt0.types.constant import Value
    from rt0.types.types import Signature

# Kinds of variables (Var.kind).
PACKAGE_VAR, LOCAL_VAR, PARAM_VAR, RECV_VAR, RESULT_VAR, FIELD_VAR = range(6)

NO_POS = 0


class Package:
    """A Go package: its path (unique in a program), its name, its scope and what it imports directly."""

    __slots__ = ("path", "name", "scope", "imports", "complete", "fake", "go_version")

    def __init__(self, path: str, name: str) -> None:
        self.path = path
        self.name = name
        self.scope = Scope(None, NO_POS, NO_POS)
        self.imports: list[Package] = []
        self.complete = False
        self.fake = False  # made after a failed import, so that uses of it are not errors again
        self.go_version = ""

    def __repr__(self) -> str:
        return f"package {self.name} ({self.path!r})"


@dataclass(slots=True, eq=False, repr=False)
class Var:
    """A variable, parameter, result or struct field.

    `owner` is the function (a FuncDecl or FuncLit node) in which a local is declared, None for others.
    `captured` is set when a function literal inside the owner uses it, `addr_taken` when `&v`, `v[:]` of an
    array or a method call with an implicit `&` occurs, `assigned` counts assignments after its declaration
    (so a captured variable with assigned == 0 and no address taken may be captured by value).
    `origin` of an instantiated struct's field is the field of the generic type.
    """

    name: str
    type: Type
    pkg: Package | None = None
    pos: int = NO_POS
    kind: int = LOCAL_VAR
    embedded: bool = False
    used: bool = False
    captured: bool = False
    addr_taken: bool = False
    assigned: int = 0
    owner: ast.FuncDecl | ast.FuncLit | None = None
    parent: Scope | None = None
    scope_pos: int = NO_POS
    origin: Var | None = None

    @property
    def is_field(self) -> bool:
        """Whether this is a struct field."""
        return self.kind == FIELD_VAR

    def __repr__(self) -> str:
        return f"var {self.name}"


@dataclass(slots=True, eq=False, repr=False)
class Const:
    """A declared constant and its exact value (None when it could not be computed)."""

    name: str
    type: Type
    value: Value | None = None
    pkg: Package | None = None
    pos: int = NO_POS
    used: bool = False
    parent: Scope | None = None
    scope_pos: int = NO_POS


@dataclass(slots=True, eq=False, repr=False)
class TypeName:
    """A declared type, alias or type parameter. `owner` is the function in which it is declared, if any."""

    name: str
    type: Type
    pkg: Package | None = None
    pos: int = NO_POS
    used: bool = False
    parent: Scope | None = None
    scope_pos: int = NO_POS
    owner: ast.FuncDecl | ast.FuncLit | None = None
    local_index: int = 0  # numbers equal names of local types of one function: T, T·1, ...
    mark: str = ""  # of a local type: where in its package it is declared, the same in every compilation


@dataclass(slots=True, eq=False, repr=False)
class Func:
    """A declared function or method, concrete or of an interface.

    `type` is its Signature. `origin` of a method of an instantiated type is the generic type's method;
    `ptr_recv` says that a concrete method has a pointer receiver. `decl` is the declaration's node
    (None for interface methods and for methods of instances: ask the origin). Before the checker has come to
    the declaration `type` is None: read `signature`.
    """

    name: str
    type: Type
    pkg: Package | None = None
    pos: int = NO_POS
    ptr_recv: bool = False
    used: bool = False
    decl: ast.FuncDecl | None = None
    origin: Func | None = None
    complete: Callable[[Func], None] | None = None
    parent: Scope | None = None
    scope_pos: int = NO_POS

    @property
    def signature(self) -> Signature:
        """The function's type, computed now if it was not yet (`complete` is then called, once)."""
        if self.type is None:
            assert self.complete is not None
            self.complete(self)
        return self.type  # type: ignore[return-value]

    def __repr__(self) -> str:
        return f"func {self.name}"


@dataclass(slots=True, eq=False, repr=False)
class PkgName:
    """An import's name in a file scope."""

    name: str
    imported: Package
    pkg: Package | None = None
    pos: int = NO_POS
    used: bool = False
    type: Type = INVALID_TYPE
    parent: Scope | None = None
    scope_pos: int = NO_POS


@dataclass(slots=True, eq=False, repr=False)
class Builtin:
    """A predeclared function, or one of package unsafe; `id` is its name with "unsafe." before it for those."""

    name: str
    id: str
    pkg: Package | None = None
    pos: int = NO_POS
    used: bool = True
    type: Type = INVALID_TYPE
    parent: Scope | None = None
    scope_pos: int = NO_POS


@dataclass(slots=True, eq=False, repr=False)
class Nil:
    """The predeclared nil."""

    name: str
    type: Type
    pkg: Package | None = None
    pos: int = NO_POS
    used: bool = True
    parent: Scope | None = None
    scope_pos: int = NO_POS


@dataclass(slots=True, eq=False, repr=False)
class Label:
    """A label of a function body; `stmt` is the labelled statement's node."""

    name: str
    pkg: Package | None = None
    pos: int = NO_POS
    used: bool = False
    stmt: ast.LabeledStmt | None = None
    type: Type = INVALID_TYPE
    parent: Scope | None = None
    scope_pos: int = NO_POS


Object = Var | Const | TypeName | Func | PkgName | Builtin | Nil | Label


@dataclass(slots=True, eq=False, repr=False)
class Scope:
    """A block's names. `pos`..`end` is the source range; `is_func` marks a function's outermost scope.

    `outer` is where a search goes on, if not in `parent`: the nearest scope around that had names when this one was opened,
    so that a search through deeply nested blocks passes those that declare something only.
    """

    parent: Scope | None
    pos: int
    end: int
    names: dict[str, Object] = field(default_factory=dict)
    is_func: bool = False
    children: list[Scope] = field(default_factory=list)
    outer: Scope | None = None

    def lookup(self, name: str) -> Object | None:
        """The object of that name in this scope itself, not in its parents."""
        return self.names.get(name)

    def lookup_parent(self, name: str, pos: int) -> Object | None:
        """The object that `name` denotes at `pos`, searching outwards (pos 0: wherever declared)."""
        s: Scope | None = self
        while s is not None:
            obj = s.names.get(name)
            if obj is not None and (pos == 0 or obj.scope_pos <= pos):
                return obj
            s = s.parent
        return None

    def insert(self, obj: Object) -> Object | None:
        """Adds obj unless the name is taken; then returns the object that has it. Blank names are not added here."""
        other = self.names.setdefault(obj.name, obj)
        if other is not obj:
            return other
        if obj.parent is None:
            obj.parent = self
        return None


def exported(name: str) -> bool:
    """Whether a name starts with an upper-case letter (Go spec, "Exported identifiers")."""
    c = name[:1]
    return "A" <= c <= "Z" if c < "\x80" else c.isupper()


def same_name(obj_name: str, obj_pkg: Package | None, name: str, pkg: Package | None) -> bool:
    """Whether two field or method names are the same: equal, and of one package unless exported."""
    if obj_name != name:
        return False
    if exported(name):
        return True
    if obj_pkg is None or pkg is None:
        return obj_pkg is pkg
    return obj_pkg.path == pkg.path
