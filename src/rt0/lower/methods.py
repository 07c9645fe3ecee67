"""Methods of canonical types: lookup through embedded fields, method sets, and the wrappers that itabs and values need.

`find` is Go's rule of the shallowest depth: a method is hidden by a field of its name above it, and by another field or method of its
name at the same depth. The checker refuses what a program says of these, but what a value has is asked at run time too. A `Method` names
the declared function (or interface method), the canonical type that declares it, and the path of embedded fields to it.

Read next: ifaces.py (itabs), funcs.py (how a wrapper becomes a function).
"""

from __future__ import annotations

from rt0.base.records import dataclass
from rt0.lower.program import Prog
from rt0.types import types as T
from rt0.types.objects import Func, Var, exported


@dataclass(slots=True, frozen=True)
class Method:
    """A method found on a type: `path` of embedded field numbers, then `func` declared on `owner`.

    `owner` is a canonical Named (concrete method) or an interface type. `func` is the generic origin's for instances.
    `indirect`: a pointer was followed on the path or the type itself was a pointer.
    """

    path: tuple[int, ...]
    func: Func
    owner: T.Type
    indirect: bool

    @property
    def concrete(self) -> bool:
        """Whether a declared function implements it (not an interface's method)."""
        return type(self.owner) is T.Named and self.func.decl is not None


def find(prog: Prog, t: T.Type, name: str, pkg_path: str) -> Method | None:
    """The method `name` of canonical type t (or of *t when t is addressable: pointer receivers are found as well)."""
    key = (t, name, "" if exported(name) else pkg_path)
    cache = prog.method_cache
    if key not in cache:
        cache[key] = _find(prog, t, name, key[2])
    return cache[key]  # type: ignore[no-any-return]


_Embedded = tuple[T.Type, tuple[int, ...], bool, bool]
"""A type at the depth that is looked at: (type, path to it, a pointer was followed, it is there more than once)."""


def _find(prog: Prog, t: T.Type, name: str, path: str) -> Method | None:
    indirect = False
    if type(t) is T.Pointer:
        t, indirect = t.base, True
    level: list[_Embedded] = [(t, (), indirect, False)]
    seen: set[T.Type] = set()
    while level:
        hits: list[Method | None] = []  # None: a field of that name, or a method that is there more than once
        following: dict[T.Type, _Embedded] = {}
        for typ, index, ind, multiple in level:
            if typ in seen:
                continue
            seen.add(typ)
            m = _declared(prog, typ, name, path)
            if m is not None:
                hits.append(None if multiple else Method(index, m, typ, ind))
                continue
            u = prog.tab.under(typ)
            if type(u) is not T.Struct:
                continue
            for i, f in enumerate(u.fields):
                if _is(f, name, path):
                    hits.append(None)
                if f.embedded:
                    pointer = type(f.type) is T.Pointer
                    base = f.type.base if type(f.type) is T.Pointer else f.type
                    following[base] = (base, (*index, i), ind or pointer, multiple or base in following)
        if hits:
            return hits[0] if len(hits) == 1 else None
        level = list(following.values())
    return None


def _declared(prog: Prog, t: T.Type, name: str, path: str) -> Func | None:
    """The method of that name that is declared on t, or that the interface t has."""
    if type(t) is T.Named:
        for m in (t.orig or t).methods:
            if _is(m, name, path):
                return m
    u = prog.tab.under(t)
    if type(u) is T.Interface:
        for m in u.methods:
            if _is(m, name, path):
                return m
    return None


def _is(x: Func | Var, name: str, path: str) -> bool:
    """Whether a method or field has that name, of that package unless path is ""."""
    return x.name == name and (not path or x.pkg is not None and x.pkg.path == path)


def method_names(prog: Prog, t: T.Type) -> dict[tuple[str, str], None]:
    """The names (and package paths of unexported ones) of all methods that t or *t may have, promoted ones included."""
    key = ("names", t)
    found: dict[tuple[str, str], None] | None = prog.method_cache.get(key)
    if found is None:
        found = {}
        _collect(prog, t, found, set())
        prog.method_cache[key] = found
    return found


def _collect(prog: Prog, t: T.Type, out: dict[tuple[str, str], None], seen: set[T.Type]) -> None:
    if type(t) is T.Pointer:
        t = t.base
    if t in seen:
        return
    seen.add(t)
    if type(t) is T.Named:
        for m in (t.orig or t).methods:
            if not is_generic(m):
                out[(m.name, "" if exported(m.name) or m.pkg is None else m.pkg.path)] = None
    u = prog.tab.under(t)
    if type(u) is T.Interface:
        for m in u.methods:
            out[(m.name, "" if exported(m.name) or m.pkg is None else m.pkg.path)] = None
    elif type(u) is T.Struct:
        for f in u.fields:
            if f.embedded:
                _collect(prog, f.type, out, seen)


def in_method_set(t: T.Type, m: Method) -> bool:
    """Whether m, found on t, can be called through an interface or by reflection: a pointer receiver needs a pointer, and methods with
    type parameters of their own are never among them."""
    return not (m.concrete and m.func.ptr_recv and not m.indirect or is_generic(m.func))


def is_generic(f: Func) -> bool:
    """Whether a function or method has type parameters of its own."""
    return type(f.type) is T.Signature and bool(f.type.tparams)
