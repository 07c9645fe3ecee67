"""Zones: what is known of numbers at one point of a program, as differences between them.

A zone holds facts of the form  a - b <= c  for numbers a and b of a program and a constant c, and lower and upper bounds of each number
(which are the same with zero for b or a). They are kept closed: what follows by adding two facts is there as well, but for what
follows from the bounds alone, which `bound` computes when it is asked. Known as difference bound matrices (Dill 1989; Miné 2001);
here sparse, for most pairs of variables have nothing to do with each other.

Keys are whatever the caller takes for a number; None stands for zero.

Read next: prove.py, the only user.
"""

from __future__ import annotations

from collections.abc import Hashable

from rt0.base.records import dataclass, field

Key = Hashable
MIN, MAX = -(1 << 63), (1 << 63) - 1


@dataclass(slots=True)
class Zone:
    """`natural`: the range that a key has whatever happens (shared by all zones of a proof; MIN and MAX where it says nothing);
    `lo`, `hi`: better bounds; `less`: c by (a, b)."""

    natural: dict[Key, tuple[int, int]]
    lo: dict[Key, int] = field(default_factory=dict)
    hi: dict[Key, int] = field(default_factory=dict)
    less: dict[tuple[Key, Key], int] = field(default_factory=dict)


def copied(z: Zone) -> Zone:
    """A zone of its own with the same facts."""
    return Zone(z.natural, dict(z.lo), dict(z.hi), dict(z.less))


def lowest(z: Zone, a: Key) -> int:
    """The greatest known lower bound of a."""
    if a is None:
        return 0
    found = z.lo.get(a)
    return found if found is not None else z.natural.get(a, (MIN, MAX))[0]


def highest(z: Zone, a: Key) -> int:
    """The least known upper bound of a."""
    if a is None:
        return 0
    found = z.hi.get(a)
    return found if found is not None else z.natural.get(a, (MIN, MAX))[1]


def bound(z: Zone, a: Key, b: Key) -> int:
    """The least c for which a - b <= c is known."""
    if a is b:
        return 0
    c = highest(z, a) - lowest(z, b)
    found = z.less.get((a, b))
    return c if found is None or c < found else found


def add(z: Zone, a: Key, b: Key, c: int) -> bool:
    """Learn that a - b <= c. False if that contradicts what is known: then the point is never reached, and z is of no use."""
    if a is b:
        return c >= 0
    if b is None:
        return _upper(z, a, c)
    if a is None:
        return _lower(z, b, -c)
    less = z.less
    old = less.get((a, b))
    if old is not None and old <= c:
        return True
    if bound(z, b, a) + c < 0:
        return False
    before = [(a, 0)] + [(x, k) for (x, y), k in less.items() if y is a]
    after = [(b, 0)] + [(y, k) for (x, y), k in less.items() if x is b]
    for x, k in before:
        for y, m in after:
            if x is not y:
                total = k + c + m
                known = less.get((x, y))
                if known is None or total < known:
                    less[x, y] = total
    return _upper(z, a, highest(z, b) + c) and _lower(z, b, lowest(z, a) - c)


def _upper(z: Zone, a: Key, c: int) -> bool:
    """a <= c, and what follows for those that are known to be below a."""
    if c >= highest(z, a):
        return True
    z.hi[a] = c
    for (x, y), k in z.less.items():
        if y is a and c + k < highest(z, x):
            z.hi[x] = c + k
            if lowest(z, x) > c + k:
                return False
    return lowest(z, a) <= c


def _lower(z: Zone, b: Key, c: int) -> bool:
    """b >= c, and what follows for those that are known to be above b."""
    if c <= lowest(z, b):
        return True
    z.lo[b] = c
    for (x, y), k in z.less.items():
        if x is b and c - k > lowest(z, y):
            z.lo[y] = c - k
            if highest(z, y) < c - k:
                return False
    return highest(z, b) >= c


def forget(z: Zone, a: Key) -> None:
    """Drop all that is known of a; what followed from it for others stays."""
    z.lo.pop(a, None)
    z.hi.pop(a, None)
    for pair in [p for p in z.less if p[0] is a or p[1] is a]:
        del z.less[pair]


def rename(z: Zone, old: Key, new: Key) -> None:
    """What is known of `old` is from now on known of `new`, of which nothing is known."""
    if old in z.lo:
        z.lo[new] = z.lo.pop(old)
    if old in z.hi:
        z.hi[new] = z.hi.pop(old)
    for x, y in [p for p in z.less if p[0] is old or p[1] is old]:
        z.less[new if x is old else x, new if y is old else y] = z.less.pop((x, y))


def join(z: Zone, w: Zone) -> Zone:
    """What holds in both."""
    out = Zone(z.natural)
    for a in z.lo.keys() & w.lo.keys():
        out.lo[a] = min(z.lo[a], w.lo[a])
    for a in z.hi.keys() & w.hi.keys():
        out.hi[a] = max(z.hi[a], w.hi[a])
    for a, b in z.less.keys() | w.less.keys():
        c = max(bound(z, a, b), bound(w, a, b))
        # Also what follows from the bounds: those may be lost at the head of a loop, where this holds on.
        if c <= highest(out, a) - lowest(out, b):
            out.less[a, b] = c
    return out


def widen(z: Zone, w: Zone) -> Zone:
    """Those facts of z that hold in w too, a lower bound of 0 or more perhaps as -1: what counts down to 0 ends there.

    Also what followed in z from bounds that are lost: two variables that grow together. A chain of zones, each widened from the one
    before, comes to an end.
    """
    out = Zone(z.natural)
    pairs = z.less.keys() | w.less.keys()
    known = z.lo.keys() | z.hi.keys() | z.natural.keys()
    for a, c in z.lo.items():
        if lowest(w, a) >= c:
            out.lo[a] = c
            continue
        if c >= 0 and lowest(w, a) >= -1:
            out.lo[a] = min(lowest(w, a), 0)
        pairs |= {(b, a) for b in known if b is not a}
    for a, c in z.hi.items():
        if highest(w, a) <= c:
            out.hi[a] = c
        else:
            pairs |= {(a, b) for b in known if b is not a}
    for a, b in pairs:
        c = bound(z, a, b)
        if bound(w, a, b) <= c <= highest(out, a) - lowest(out, b) and c < MAX:
            out.less[a, b] = c
    return out
