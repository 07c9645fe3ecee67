"""A checked package's declarations as bytes, and back: what an importer needs of a package that was checked before.

`dump` writes the package-level types and the exported functions, variables and constants with all that they are made of.
`load` makes a Package of them in another process. What belongs to another package is written as that package's path and
the object's name, so that each package's types exist once: `load` asks its caller for those packages.

What is left out: bodies, positions (0 everywhere), scopes inside of functions, type sets (made again on demand). So an importer
that needs a generic function's body, or has a message that shows a position in the package, must read its source.
A declaration says no more than whether it has a body (`WITH_BODY`, `WITHOUT_BODY`).

Python's pickle does the work, over these classes only: the bytes come out of rt0's own cache, which checks owner and content.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from copyreg import __newobj__ as new_object  # type: ignore[attr-defined]
from typing import Any

from rt0.base.errors import InternalError
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.generic.subst import expand_instance
from rt0.types.objects import Const, Func, Object, Package, TypeName, Var, exported
from rt0.types.universe import COMPARABLE_INTERFACE, UNIVERSE, UNSAFE

_NAME = ast.Name(0, "_")
_SIGNATURE = ast.FuncType(0, [], [])
WITH_BODY = ast.FuncDecl(0, None, _NAME, [], _SIGNATURE, ast.BlockStmt(0, [], 0))
"""The declaration of every function with a body."""
WITHOUT_BODY = ast.FuncDecl(0, None, _NAME, [], _SIGNATURE, None)
"""The declaration of every function that is implemented elsewhere."""

_FIXED: list[object] = [
    WITH_BODY, WITHOUT_BODY, T.EMPTY_INTERFACE, T.INVALID_TYPE, COMPARABLE_INTERFACE,
    *(obj.type for obj in UNIVERSE.names.values() if type(obj.type) is T.Basic),
    *(obj.type for obj in UNSAFE.scope.names.values() if type(obj.type) is T.Basic),
]  # fmt: skip
"""Objects that exist once in a process; known by their place here, which only another version of rt0 changes."""

_DROPPED: dict[type, dict[str, object]] = {
    Var: {"pos": 0, "owner": None, "parent": None, "scope_pos": 0, "origin": None},
    Const: {"pos": 0, "parent": None, "scope_pos": 0},
    TypeName: {"pos": 0, "parent": None, "scope_pos": 0},
    Func: {"pos": 0, "parent": None, "scope_pos": 0, "complete": None},
    T.Signature: {"scope": None},
    T.Struct: {"index": None},
    T.Interface: {"tset": None},
    T.Named: {"expand": None, "rhs": None, "pos": 0, "method_index": None},
    T.Alias: {},
}
"""Fields that are written as these values."""


_PLAIN = (int, bool, bytes)
"""Values of constants that are written as rows, each for a type: names and values. Package syscall has two thousand."""


class _Writer(pickle.Pickler):
    def __init__(self, out: io.BytesIO, package: Package) -> None:
        super().__init__(out, protocol=5)
        self.package = package
        self.fixed = {id(obj): i for i, obj in enumerate(_FIXED)}

    def persistent_id(self, obj: object) -> object:
        kind = type(obj)
        if kind is Package:
            return ("package", obj.path, "")  # type: ignore[attr-defined]
        if kind in (TypeName, Func, Var, Const):
            return self._declared(obj, "object")  # type: ignore[arg-type]
        if kind in (T.Named, T.Alias) and obj.orig is None:  # type: ignore[attr-defined]
            return self._declared(obj.obj, "type")  # type: ignore[attr-defined]
        return self.fixed.get(id(obj))

    def _declared(self, obj: Object, what: str) -> object:
        """The reference of another package's (or the universe's) object or its type; None for what is written out."""
        if obj.pkg is None:
            return (what, "", obj.name) if UNIVERSE.names.get(obj.name) is obj else None
        if obj.pkg is self.package or obj.pkg.scope.names.get(obj.name) is not obj:
            return None
        return (what, obj.pkg.path, obj.name)

    def reducer_override(self, obj: object) -> Any:
        kind = type(obj)
        if kind is T.Alias and obj.orig is not None:  # type: ignore[attr-defined]
            return (_meaning, (T.unalias(obj),))  # type: ignore[arg-type]
        if kind is T.Named and obj.orig is not None:  # type: ignore[attr-defined]
            # Not instantiate_named: the generic type may be half read, when it mentions this instance.
            made = T.Named(obj.obj, orig=obj.orig, targs=obj.targs, expand=expand_instance)  # type: ignore[attr-defined]
            return (new_object, (kind,), (None, {name: getattr(made, name) for name in T.Named.__slots__}))
        if kind is T.TypeParam:
            return (_new_parameter, (), (None, {"obj": obj.obj, "bound": obj.bound, "index": obj.index}))  # type: ignore[attr-defined]
        dropped = _DROPPED.get(kind)
        if dropped is None:
            return NotImplemented
        state = {name: dropped[name] if name in dropped else getattr(obj, name) for name in kind.__slots__}  # type: ignore[attr-defined]
        if kind is Func:
            state["type"] = obj.signature  # type: ignore[attr-defined]
            decl = obj.decl  # type: ignore[attr-defined]
            state["decl"] = None if decl is None else WITH_BODY if decl.body is not None else WITHOUT_BODY
        elif kind is TypeName and state["owner"] is not None:
            state["owner"] = WITH_BODY
        elif kind in (T.Named, T.Alias):
            state["instances"] = {}
            if kind is T.Named:
                state["underlying"] = T.under(obj)  # type: ignore[arg-type]
        return (new_object, (kind,), (None, state))


def _meaning(t: T.Type) -> T.Type:
    """What stands in place of an instance of a generic alias."""
    return t


def _new_parameter() -> T.TypeParam:
    """A type parameter with an id of this process."""
    return T.TypeParam(None, None)  # type: ignore[arg-type]


def dump(package: Package) -> bytes:
    """The bytes of a checked package's declarations."""
    names = {
        name: obj
        for name, obj in package.scope.names.items()
        if type(obj) is TypeName or type(obj) in (Func, Var, Const) and exported(name)
    }
    rows: dict[T.Type, tuple[list[str], list[object]]] = {}
    for name, obj in list(names.items()):
        if type(obj) is Const and type(obj.value) in _PLAIN:
            row = rows.setdefault(obj.type, ([], []))
            row[0].append(name)
            row[1].append(obj.value)
            del names[name]
    out = io.BytesIO()
    _Writer(out, package).dump((names, [(t, *row) for t, row in rows.items()]))
    return out.getvalue()


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes, package: Package, find: Callable[[str], Package]) -> None:
        super().__init__(io.BytesIO(data))
        self.package = package
        self.find = find

    def persistent_load(self, pid: object) -> object:
        if type(pid) is int:
            return _FIXED[pid]
        assert isinstance(pid, tuple)
        what, path, name = pid
        if what == "package":
            return self.package if path == self.package.path else self._find(path)
        scope = self._find(path).scope if path else UNIVERSE
        obj = scope.names.get(name)
        if obj is None:
            raise InternalError(f"package {path} has no {name}, which {self.package.path} refers to")
        return obj if what == "object" else obj.type

    def _find(self, path: str) -> Package:
        return UNSAFE if path == "unsafe" else self.find(path)


def load(data: bytes, package: Package, find: Callable[[str], Package]) -> None:
    """Fill the scope of a new Package. `find` gives other packages by path. Raises InternalError for bytes of another version."""
    names, rows = _Reader(data, package, find).load()
    for obj in names.values():
        obj.parent = package.scope
    for t, words, values in rows:
        for name, value in zip(words, values, strict=True):
            names[name] = Const(name, t, value, package, parent=package.scope)
    package.scope.parent = UNIVERSE
    package.scope.names = names
    package.complete = True
