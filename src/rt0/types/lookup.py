"""Finding fields and methods through embedded fields (Go spec, "Selectors"), and what is missing of an interface.

`lookup_field_or_method` is the rule of the shallowest depth with detection of ambiguity. `missing_method` and
`method_set` follow from it. Nothing here reports: the callers put causes into words.

Read next: check/selectors.py, check/implements.py.
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.base.records import dataclass
from rt0.types.generic.subst import instance_method
from rt0.types.generic.typeset import method_key, type_set
from rt0.types.objects import Func, Package, Var, exported
from rt0.types.predicates import identical
from rt0.types.types import Interface, Named, Pointer, Struct, Type, TypeParam, unalias, under


@dataclass(slots=True)
class Found:
    """The outcome of a lookup.

    `obj` None: nothing usable. Then a non-empty `index` means that the name is ambiguous, and `indirect` that there
    is such a method but it needs a pointer receiver. Else `index` is the path (see info.Selection) and `indirect`
    whether a pointer was followed on it.
    """

    obj: Var | Func | None
    index: tuple[int, ...]
    indirect: bool


NOT_FOUND = Found(None, (), False)


def deref(t: Type) -> tuple[Type, bool]:
    """The base of an unnamed pointer type and True, or t and False."""
    p = unalias(t)
    if type(p) is Pointer:
        return p.base, True
    return t, False


def deref_struct(t: Type) -> Type:
    """The struct type that t is or points to; t itself if neither."""
    u = under(t)
    if type(u) is Pointer and type(under(u.base)) is Struct:
        return u.base
    return t


def num_methods(n: Named) -> int:
    """How many methods are declared on a named type."""
    return len((n.orig or n).methods)


def method_at(n: Named, i: int) -> Func:
    """Declared method i of a named type, instantiated if the type is an instance."""
    return instance_method(n, i) if n.orig is not None else n.methods[i]


def find_method(n: Named, pkg: Package | None, name: str, fold: bool = False) -> tuple[int, Func] | None:
    """The method of that name declared on n (as seen from pkg; `fold`: letter case and package do not matter)."""
    g = n.orig or n
    if not fold:
        idx = g.method_index
        if idx is None or len(idx) != len(g.methods):
            idx = g.method_index = {m.name: i for i, m in enumerate(g.methods)}
        at = idx.get(name)
        if at is None or not _same(g.methods[at], pkg, name):
            return None
        return at, method_at(n, at)
    for i, m in enumerate(g.methods):
        if m.name.lower() == name.lower():
            return i, method_at(n, i)
    return None


def _same(obj: Var | Func, pkg: Package | None, name: str) -> bool:
    if exported(name):
        return True
    p = obj.pkg
    return p is pkg or p is not None and pkg is not None and p.path == pkg.path


def lookup_field_or_method(t: Type, addressable: bool, pkg: Package | None, name: str, fold: bool = False) -> Found:
    """The field or method t.name as seen from pkg. `addressable` says whether t's value is (for &t methods)."""
    if name == "_":
        return NOT_FOUND
    n = unalias(t)
    if type(n) is Named:
        p = under(n)
        if type(p) is Pointer:
            # A defined pointer type has no methods, but its base's fields can be selected.
            r = _lookup(p, False, pkg, name, fold)
            return NOT_FOUND if type(r.obj) is Func else r
    return _lookup(t, addressable, pkg, name, fold)


# One embedded type at the current depth: (type, path, pointer followed, occurs several times).
_Entry = tuple[Type, tuple[int, ...], bool, bool]


def _lookup(t: Type, addressable: bool, pkg: Package | None, name: str, fold: bool) -> Found:
    typ, is_ptr = deref(t)
    if is_ptr and type(under(typ)) is Interface:
        return NOT_FOUND
    current: list[_Entry] = [(typ, (), is_ptr, False)]
    seen: set[Named] = set()
    instances: list[Named] = []
    while current:
        hits: list[tuple[Var | Func, tuple[int, ...], bool, bool]] = []
        following: list[_Entry] = []
        for typ, index, indirect, multiple in current:
            n = unalias(typ)
            if type(n) is Named:
                if n in seen:
                    continue
                if n.targs is not None:
                    if any(identical(n, s) for s in instances):
                        continue
                    instances.append(n)
                seen.add(n)
                m = find_method(n, pkg, name, fold)
                if m is not None:
                    hits.append((m[1], index + (m[0],), indirect, multiple))
                    continue
            u = under(n)
            if type(u) is Struct:
                found = _fields(u, pkg, name, fold)
                for i in found:
                    hits.append((u.fields[i], index + (i,), indirect, multiple))
                if not hits:
                    for i in u.embedded_numbers():
                        base, ptr = deref(u.fields[i].type)
                        following.append((base, index + (i,), indirect or ptr, multiple))
            elif type(u) is Interface:
                im = _interface_method(u, pkg, name, fold)
                if im is not None:
                    hits.append((im[1], index + (im[0],), indirect, multiple))
        if hits:
            obj, index, indirect, multiple = hits[0]
            if len(hits) > 1:
                return Found(None, hits[1][1], False)
            if multiple:
                return Found(None, index, False)
            if type(obj) is Func and obj.ptr_recv and not indirect and not addressable:
                return Found(None, (), True)
            return Found(obj, index, indirect)
        current = _merge(following)
    return NOT_FOUND


def _fields(u: Struct, pkg: Package | None, name: str, fold: bool) -> list[int]:
    """The numbers of the fields that a name means, seen from pkg."""
    if fold:
        return [i for i, f in enumerate(u.fields) if f.name.lower() == name.lower()]
    return [i for i in u.field_numbers(name) if _same(u.fields[i], pkg, name)]


def _interface_method(u: Interface, pkg: Package | None, name: str, fold: bool) -> tuple[int, Func] | None:
    ts = type_set(u)
    m = ts.lookup(pkg, name)
    if m is None and fold:
        for i, f in enumerate(ts.methods):
            if f.name.lower() == name.lower():
                return i, f
    return m


def _merge(entries: list[_Entry]) -> list[_Entry]:
    """Entries of identical types become one, marked as occurring several times."""
    if len(entries) <= 1:
        return entries
    out: list[_Entry] = []
    for e in entries:
        for i, o in enumerate(out):
            if identical(o[0], e[0]):
                out[i] = (o[0], o[1], o[2], True)
                break
        else:
            out.append(e)
    return out


@dataclass(slots=True)
class Missing:
    """Why a type lacks method `want`: `state` is "notFound", "wrongName", "unexported", "wrongSig", "ambiguous",
    "ptrRecv" or "field"; `have` the method that comes close, if any."""

    want: Func
    state: str
    have: Func | None


def missing_method(v: Type, t: Interface, static: bool,
                   equivalent: Callable[[Type, Type], bool] = identical) -> Missing | None:
    """The first method of interface t that v lacks, None if it has all.

    `static`: v's own methods must do; else, when v is an interface, absent ones may be there at run time.
    """
    methods = type_set(t).methods
    if not methods:
        return None
    u = under(v)
    if type(u) is Interface:
        ts = type_set(u)
        for m in methods:
            im = ts.lookup(m.pkg, m.name)
            if im is None:
                if static:
                    return Missing(m, "notFound", None)
            elif not equivalent(im[1].signature, m.signature):
                return Missing(m, "wrongSig", im[1])
        return None
    for m in methods:
        bad = _missing_one(v, m, equivalent)
        if bad is not None:
            return bad
    return None


def _missing_one(v: Type, m: Func, equivalent: Callable[[Type, Type], bool]) -> Missing | None:
    r = _lookup(v, False, m.pkg, m.name, False)
    if r.obj is None:
        if r.index:
            return Missing(m, "ambiguous", None)
        if r.indirect:
            return Missing(m, "ptrRecv", None)
        alt = _lookup(v, False, m.pkg, m.name, True).obj
        if type(alt) is Func:
            return Missing(m, "unexported" if alt.name == m.name else "wrongName", alt)
        return Missing(m, "notFound", None)
    if type(r.obj) is not Func:
        return Missing(m, "field", None)
    if not equivalent(r.obj.signature, m.signature):
        return Missing(m, "wrongSig", r.obj)
    return None


@dataclass(slots=True)
class Method:
    """A method of a type's method set: the function, the path of embedded fields to it and whether a pointer is
    followed on that path."""

    func: Func
    index: tuple[int, ...]
    indirect: bool


def method_set(t: Type) -> list[Method]:
    """All methods that values of t have (Go spec, "Method sets"), promoted ones included, sorted by `method_key`.

    Of a type T that is not a pointer, methods with a pointer receiver are left out unless promoted through one.
    """
    names: dict[tuple[str, str], Func] = {}
    base, is_ptr = deref(t)
    if type(under(t)) is Interface:
        u = under(t)
        assert type(u) is Interface
        return [Method(f, (i,), False) for i, f in enumerate(type_set(u).methods)]
    if is_ptr and type(under(base)) is Interface or type(unalias(base)) is TypeParam:
        return []
    _collect_names(base, names, [])
    out = []
    for f in sorted(names.values(), key=method_key):
        r = lookup_field_or_method(t, False, f.pkg, f.name)
        if type(r.obj) is Func:
            out.append(Method(r.obj, r.index, r.indirect))
    return out


def _collect_names(t: Type, names: dict[tuple[str, str], Func], seen: list[Type]) -> None:
    n = unalias(t)
    if type(n) is Named:
        if any(n is s for s in seen) or len(seen) > 1000:
            return
        seen.append(n)
        for i in range(num_methods(n)):
            f = (n.orig or n).methods[i]
            _add_name(names, f)
    u = under(n)
    if type(u) is Struct:
        for fl in u.fields:
            if fl.embedded:
                _collect_names(deref(fl.type)[0], names, seen)
    elif type(u) is Interface:
        for f in type_set(u).methods:
            _add_name(names, f)


def _add_name(names: dict[tuple[str, str], Func], f: Func) -> None:
    names.setdefault((f.name, "" if exported(f.name) or f.pkg is None else f.pkg.path), f)
