"""Zones against sets of points: what a zone says holds for every point, and an impossible zone has none."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rt0.lower.zone import Zone, add, bound, copied, forget, highest, join, lowest, rename, widen

KEYS = ("a", "b", "c")
SPAN = range(-3, 4)
ALL = frozenset(product(SPAN, repeat=3))
key = st.sampled_from((*KEYS, None))
step = st.one_of(
    st.tuples(st.just("add"), key, key, st.integers(-4, 5)),
    st.tuples(st.just("forget"), st.sampled_from(KEYS)),
    st.tuples(st.just("move"), st.sampled_from(KEYS), st.sampled_from(KEYS)),
    st.tuples(st.just("meet"), st.lists(st.tuples(key, key, st.integers(-4, 5)), max_size=4), st.booleans()),
)  # fmt: skip


def number(point: tuple[int, ...], k: Any) -> int:
    return 0 if k is None else point[KEYS.index(k)]


def holds(z: Zone, points: frozenset[tuple[int, ...]]) -> bool:
    return all(
        number(p, a) - number(p, b) <= bound(z, a, b) and lowest(z, a) <= number(p, a) <= highest(z, a)
        for p in points for a in (*KEYS, None) for b in (*KEYS, None)
    )  # fmt: skip


def limited(z: Zone, points: frozenset[tuple[int, ...]], facts: Any) -> tuple[Zone | None, frozenset[tuple[int, ...]]]:
    """z and the points after some facts are learned; None if the zone says that there are no points."""
    for a, b, c in facts:
        possible = add(z, a, b, c)
        points = frozenset(p for p in points if number(p, a) - number(p, b) <= c)
        if not possible:
            return None, points
    return z, points


@settings(deadline=None)
@given(st.lists(step, max_size=12))
def test_what_a_zone_says_holds(steps: list[Any]) -> None:
    z, points = Zone(dict.fromkeys(KEYS, (SPAN[0], SPAN[-1]))), ALL
    for op, *args in steps:
        if op == "add":
            found, points = limited(z, points, [args])
            if found is None:
                assert not points
                return
        elif op == "forget":
            forget(z, args[0])
            i = KEYS.index(args[0])
            points = frozenset(p[:i] + (n,) + p[i + 1 :] for p in points for n in SPAN)
        elif op == "move" and args[0] != args[1]:
            old, new = (KEYS.index(k) for k in args)
            forget(z, args[1])
            rename(z, args[0], args[1])
            moved = {(p[:new] + (p[old],) + p[new + 1 :]) for p in points}
            points = frozenset(p[:old] + (n,) + p[old + 1 :] for p in moved for n in SPAN)
        elif op == "meet":
            other, others = limited(Zone(z.natural), ALL, args[0])
            if other is not None:
                z = (widen if args[1] else join)(z, other)
                points |= others
        assert holds(z, points), (op, args)


@settings(deadline=None)
@given(st.lists(st.tuples(key, key, st.integers(-4, 5)), max_size=8))
def test_differences_are_exact(facts: list[Any]) -> None:
    """Without natural bounds every difference is the least that follows from the facts."""
    z = Zone({})
    least = {(a, b): 0 if a == b else 10**9 for a in (*KEYS, None) for b in (*KEYS, None)}
    for a, b, c in facts:
        least[a, b] = min(least[a, b], c)
    for m, a, b in product((*KEYS, None), repeat=3):
        least[a, b] = min(least[a, b], least[a, m] + least[m, b])
    known, _ = limited(z, ALL, facts)
    impossible = any(least[a, a] < 0 for a in (*KEYS, None))
    assert (known is None) is impossible
    if known is not None:
        for (a, b), c in least.items():
            assert bound(known, a, b) == c or c > 10**8, (a, b, bound(known, a, b), c)


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(key, key, st.integers(-4, 5)), max_size=4), min_size=1, max_size=30))
def test_widening_ends(others: list[Any]) -> None:
    z, _ = limited(Zone({}), ALL, [("a", "b", 0), (None, "a", 0), ("b", None, 3)])
    assert z is not None
    changes = 0
    for facts in others * 3:
        w, _ = limited(Zone({}), ALL, facts)
        if w is not None:
            before = copied(z)
            z = widen(z, w)
            changes += (before.lo, before.hi, before.less) != (z.lo, z.hi, z.less)
    assert changes <= 12
