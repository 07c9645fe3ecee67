"""Type sets of interfaces (Go spec, "Interface types"), and the questions asked of type parameters.

A `TypeSet` is the methods that all its types have, the terms its types belong to (None: no restriction) and
whether they must be comparable. Invariant: `comparable` is only set where `terms` is None, because terms
restrict to their comparable ones at once. An empty `terms` list is the empty set.

`type_set` computes and keeps it on the interface. Faults found on the way (duplicate methods) go to the callback
that the checker passes; later readers need none. Read next: check/interfaces.py.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator

from rt0.base.records import dataclass
from rt0.types.objects import Func, Package, exported
from rt0.types.predicates import comparable_type, identical
from rt0.types.types import INVALID_TYPE, Interface, Term, Type, TypeParam, Union, constraint_interface, unalias, under
from rt0.types.universe import COMPARABLE_INTERFACE

MAX_TERMS = 100


@dataclass(slots=True, eq=False)
class TypeSet:
    """See the module's docstring. `methods` are sorted by `method_key`; `index` finds them by name."""

    methods: list[Func]
    terms: list[Term] | None
    comparable: bool
    index: dict[str, list[int]]

    @property
    def is_empty(self) -> bool:
        """Whether no type is in the set."""
        return self.terms is not None and not self.terms

    @property
    def is_method_set(self) -> bool:
        """Whether the interface may be used as an ordinary type: methods only."""
        return not self.comparable and self.terms is None

    @property
    def is_all(self) -> bool:
        """Whether every type is in the set."""
        return self.is_method_set and not self.methods

    def lookup(self, pkg: Package | None, name: str) -> tuple[int, Func] | None:
        """The method of that name as seen from pkg, with its number."""
        for i in self.index.get(name, ()):
            m = self.methods[i]
            if exported(name) or m.pkg is pkg or (m.pkg and pkg and m.pkg.path == pkg.path):
                return i, m
        return None


def method_key(f: Func) -> tuple[bool, str, str]:
    """Sort key of methods: exported first, then by name, then by package; the order of method tables."""
    e = exported(f.name)
    return (not e, f.name, "" if e or f.pkg is None else f.pkg.path)


def make_set(methods: list[Func], terms: list[Term] | None, comparable: bool) -> TypeSet:
    """A TypeSet with its methods sorted and indexed."""
    methods = sorted(methods, key=method_key)
    index: dict[str, list[int]] = {}
    for i, m in enumerate(methods):
        index.setdefault(m.name, []).append(i)
    return TypeSet(methods, terms, comparable, index)


TOP = make_set([], None, False)
COMPARABLE_INTERFACE.tset = make_set([], None, True)

@dataclass(slots=True, eq=False)
class Judge:
    """The checker, as whoever computes a type set knows it.

    report    gets a fault: (position, message, position of the other declaration or 0)
    requires  (position, minor, what, type): whether the language in force is at least go1.minor; if not, it reports
              `what` of the type
    overlaps  whether embedded interfaces may have methods in common (since Go 1.14)
    foreign   whether a type is another package's constraint
    """

    report: Callable[[int, str, int], None]
    requires: Callable[[int, int, str, Type], bool]
    overlaps: bool
    foreign: Callable[[Type], bool]


def type_set(t: Interface, judge: Judge | None = None) -> TypeSet:
    """The type set of an interface. `judge`, from the checker, gets faults; it is asked once an interface."""
    ts = t.tset
    if ts is not None:
        return ts  # type: ignore[return-value]
    if not t.complete:
        return TOP
    if not t.methods and not t.embeddeds:
        t.tset = TOP
        return TOP
    t.tset = TOP  # guards against infinite recursion in invalid programs
    t.tset = _compute(t, judge)
    return t.tset


def _compute(t: Interface, judge: Judge | None) -> TypeSet:
    seen: dict[tuple[str, str], tuple[Func, int]] = {}

    def add(pos: int, m: Func, explicit: bool) -> None:
        key = (m.name, "" if exported(m.name) or m.pkg is None else m.pkg.path)
        entry = (m, pos)
        other = seen.setdefault(key, entry)
        if other is entry or judge is None:
            return
        if explicit or not judge.overlaps and pos or not identical(m.signature, other[0].signature):
            judge.report(pos, f"duplicate method {m.name}", other[1])

    for m in t.methods:
        add(m.pos, m, True)
    terms: list[Term] | None = None
    comparable = False
    for i, e in enumerate(t.embeddeds):
        pos = t.embed_pos[i] if i < len(t.embed_pos) else 0
        part = _element(e, pos, judge)
        if part is not None:
            for m in part.methods:
                add(pos, m, False)
            terms, comparable = _intersect_sets(terms, comparable, part.terms, part.comparable)
    return make_set([m for m, _ in seen.values()], terms, comparable)


def _element(e: Type, pos: int, judge: Judge | None) -> TypeSet | None:
    """What an embedded element adds; None for nothing, after an error."""

    def allowed(what: str) -> bool:
        return judge is None or not pos or judge.requires(pos, 18, what, e)

    u = under(e)
    if type(u) is Interface:
        es = type_set(u, judge)
        return None if judge is not None and judge.foreign(e) and not allowed("embedding constraint interface") else es
    if u is INVALID_TYPE:
        return None
    if type(u) is not Union:
        return TypeSet([], [Term(False, e)], False, {}) if allowed("embedding non-interface type") else None
    if not allowed("embedding interface element"):
        return None
    terms = union_terms(u)
    if terms is not None and len(terms) > MAX_TERMS and judge is not None:
        judge.report(pos, f"cannot handle more than {MAX_TERMS} union terms (implementation limitation)", 0)
        return None
    return TypeSet([], terms, False, {})


def _intersect_sets(xt: list[Term] | None, xc: bool, yt: list[Term] | None,
                    yc: bool) -> tuple[list[Term] | None, bool]:
    terms = intersect_terms(xt, yt)
    comp = xc or yc
    if comp and terms is not None:
        return [t for t in terms if comparable_type(t.type, False) is None], False
    return terms, comp


def union_terms(u: Union) -> list[Term] | None:
    """The terms of a union in normal form (no term within another); None if they cover every type."""
    out: list[Term] = []
    for term in u.terms:
        ut = under(term.type)
        if type(ut) is Interface:
            sub = type_set(ut).terms
            if sub is None:
                return None
            out.extend(sub)
        elif ut is not INVALID_TYPE and not (term.tilde and not identical(term.type, ut)):
            out.append(term)
    return _normalise(out)


def _normalise(terms: list[Term]) -> list[Term]:
    out: list[Term] = []
    for t in terms:
        if any(_term_subset(t, o) for o in out):
            continue
        out = [o for o in out if not _term_subset(o, t)]
        out.append(t)
    return out


def _term_subset(x: Term, y: Term) -> bool:
    """x within y."""
    if not disjoint(x, y):
        return y.tilde or not x.tilde
    return False


def disjoint(x: Term, y: Term) -> bool:
    """Whether no type belongs to both terms."""
    ux = under(x.type) if y.tilde else x.type
    uy = under(y.type) if x.tilde else y.type
    return not identical(ux, uy)


def intersect_terms(x: list[Term] | None, y: list[Term] | None) -> list[Term] | None:
    """The terms of the types in both lists."""
    if x is None:
        return y
    if y is None:
        return x
    out = []
    for a in x:
        for b in y:
            if not disjoint(a, b):
                out.append(b if a.tilde and not b.tilde else a)
    return _normalise(out)


def includes(term: Term, t: Type) -> bool:
    """Whether type t belongs to the term."""
    return identical(term.type, under(t) if term.tilde else t)


def subset_of(x: list[Term] | None, y: list[Term] | None) -> bool:
    """Whether every type of x belongs to y."""
    if y is None:
        return True
    if x is None:
        return False
    return all(any(_term_subset(a, b) for b in y) for a in x)


def type_set_of_param(p: TypeParam) -> TypeSet:
    """The type set of a type parameter's constraint."""
    return type_set(constraint_interface(p))


def type_pairs(t: Type) -> Iterator[tuple[Type | None, Type | None]]:
    """(type, underlying type) of each specific type of t's type set; (None, None) if a parameter has none.

    For a type that is no type parameter: itself, once.
    """
    p = unalias(t)
    if type(p) is not TypeParam:
        yield t, under(t)
        return
    terms = type_set_of_param(p).terms
    if not terms:
        yield None, None
        return
    for term in terms:
        yield term.type, under(term.type)


def under_is(t: Type, f: Callable[[Type | None], bool]) -> bool:
    """Whether f holds of the underlying type of every specific type of t (f(None) if there is none)."""
    p = unalias(t)
    if type(p) is not TypeParam:
        return f(under(t))
    return all(f(u) for _, u in type_pairs(p))


def param_terms(p: TypeParam) -> list[Term] | None:
    """The specific terms of a type parameter; None or empty when it has none."""
    return type_set_of_param(p).terms


def has_empty_type_set(t: Type) -> bool:
    """Whether t is a type parameter that no type satisfies."""
    p = unalias(t)
    return type(p) is TypeParam and type_set_of_param(p).is_empty
