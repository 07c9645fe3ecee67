"""Laws of type identity, and of the texts that stand for types."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rt0.types import universe as u
from rt0.types.format import type_key, type_string
from rt0.types.objects import FIELD_VAR, Package, TypeName, Var
from rt0.types.predicates import comparable, identical, identical_ignore_tags
from rt0.types.types import Alias, Array, Chan, Map, Named, Pointer, Signature, Slice, Struct, Tuple, Type

PKG = Package("example.com/p", "p")
NAMED = [Named(TypeName(n, u.INVALID, PKG), u.INT) for n in "AB"]
BASIC = [u.INT, u.STRING, u.BYTE, u.UINT8, u.RUNE, u.INT32, u.BOOL, u.FLOAT64]


def _struct(parts: list[tuple[str, Type, str]]) -> Type:
    names = dict.fromkeys(n for n, _, _ in parts)
    picked = [next(p for p in parts if p[0] == n) for n in names]
    return Struct([Var(n, t, PKG, kind=FIELD_VAR) for n, t, _ in picked], [tag for _, _, tag in picked])


def _func(params: list[Type], results: list[Type], variadic: bool) -> Type:
    if variadic:
        params = [*params, Slice(u.INT)]
    return Signature(Tuple([Var("a", t) for t in params]), Tuple([Var("", t) for t in results]), variadic)


def types() -> st.SearchStrategy[Type]:
    leaves = st.sampled_from([*BASIC, *NAMED])
    return st.recursive(
        leaves,
        lambda t: st.one_of(
            t.map(Slice), t.map(Pointer), st.builds(Array, st.integers(0, 3), t), st.builds(Map, leaves, t),
            st.builds(Chan, st.integers(0, 2), t),
            t.map(lambda x: Alias(TypeName("X", u.INVALID, PKG), x, x)),
            st.builds(_struct, st.lists(st.tuples(st.sampled_from("fgH"), t, st.sampled_from(["", "k"])), max_size=3)),
            st.builds(_func, st.lists(t, max_size=2), st.lists(t, max_size=2), st.booleans()),
        ),
        max_leaves=6,
    )  # fmt: skip


@given(types())
def test_reflexive(t: Type) -> None:
    assert identical(t, t)
    assert identical(Pointer(t), Pointer(t))


@given(types(), types())
def test_symmetric(a: Type, b: Type) -> None:
    assert identical(a, b) == identical(b, a)
    if identical(a, b):
        assert identical_ignore_tags(a, b)
        assert comparable(a) == comparable(b)


@given(types(), types(), types())
def test_transitive(a: Type, b: Type, c: Type) -> None:
    if identical(a, b) and identical(b, c):
        assert identical(a, c)


@given(types(), types())
def test_keys_tell_types_apart(a: Type, b: Type) -> None:
    assert (type_key(a) == type_key(b)) == identical(a, b)


def test_byte_and_rune() -> None:
    assert identical(u.BYTE, u.UINT8) and identical(u.RUNE, u.INT32)
    assert not identical(u.INT, u.INT64)


def test_named_types_differ() -> None:
    assert not identical(NAMED[0], NAMED[1])
    assert not identical(NAMED[0], u.INT)


def test_text() -> None:
    t = Map(u.STRING, Slice(Pointer(NAMED[0])))
    assert type_string(t, PKG) == "map[string][]*A"
    assert type_string(t, Package("q", "q")) == "map[string][]*p.A"
    assert type_string(t) == "map[string][]*example.com/p.A"
    assert type_string(Chan(0, Chan(2, u.INT))) == "chan (<-chan int)"
