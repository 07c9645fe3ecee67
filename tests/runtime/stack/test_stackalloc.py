"""Stacks against a model: no overlap, every level gives back what it got, spans return to the heap."""

from __future__ import annotations

import ctypes

import pytest
from heap_support import MODES, Memory, both, runtime, word
from hypothesis import given, settings
from hypothesis import strategies as st

operations = st.lists(
    st.one_of(
        st.tuples(st.just("alloc"), st.integers(11, 17)),
        st.tuples(st.just("free"), st.integers(0, 1000)),
        st.tuples(st.just("clear"), st.just(0)),
    ),
    max_size=120,
)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=15, deadline=None)
@given(ops=operations)
def test_against_a_model(mode: str, ops: list[tuple[str, int]]) -> None:
    rt = both(mode)
    cache = rt.var("m0").mcache
    rt.call("stackcache_clear", cache)
    rt.call("freeStackSpans")
    before = rt.var("memstats").stacks_inuse
    live: list[tuple[int, int]] = []
    for op, n in ops:
        if op == "alloc":
            s = rt.call("stackalloc", 1 << n)
            assert s.hi - s.lo == 1 << n and s.lo % min(1 << n, 8192) == 0
            for lo, hi in live:
                assert s.hi <= lo or hi <= s.lo
            ctypes.memset(s.lo, 0x5A, 1 << n)
            live.append((s.lo, s.hi))
        elif op == "free" and live:
            rt.call("stackfree", live.pop(n % len(live)))
        elif op == "clear":
            rt.call("stackcache_clear", cache)
    assert rt.var("memstats").stacks_inuse - before >= sum(hi - lo for lo, hi in live)
    rt.call("checkheap")
    for s in live:
        rt.call("stackfree", s)
    rt.call("stackcache_clear", cache)
    rt.call("freeStackSpans")
    rt.call("checkheap")
    assert rt.var("memstats").stacks_inuse == before


def test_cache_is_filled_and_emptied_by_halves() -> None:
    rt = runtime()
    cache = rt.view("mcache", rt.var("m0").mcache)
    rt.call("stackcache_clear", cache)
    first = rt.call("stackalloc", 2048)
    assert cache.stackcache[0].size == 16384 - 2048
    more = [rt.call("stackalloc", 2048) for _ in range(30)]
    for s in [first, *more]:
        rt.call("stackfree", (s.lo, s.hi))
    assert cache.stackcache[0].size <= 32768
    rt.call("stackcacherelease", cache, 0)
    assert cache.stackcache[0].size <= 16384


def test_large_stack_waits_for_the_end_of_a_mark() -> None:
    """While gcphase is not _GCoff, a freed large stack keeps its span, and the next of that size takes it."""
    rt = runtime()
    s = rt.call("stackalloc", 65536)
    inuse = rt.var("memstats").stacks_inuse
    ctypes.c_uint32.from_address(rt.variable_address("gcphase")).value = 1
    try:
        rt.call("stackfree", (s.lo, s.hi))
        assert rt.var("memstats").stacks_inuse == inuse
        again = rt.call("stackalloc", 65536)
        assert again.lo == s.lo
        rt.call("stackfree", (s.lo, s.hi))
    finally:
        ctypes.c_uint32.from_address(rt.variable_address("gcphase")).value = 0
    rt.call("freeStackSpans")
    assert rt.var("memstats").stacks_inuse == inuse - 65536


@pytest.mark.parametrize("n, log", [(1, 0), (2, 1), (3, 1), (4, 2), (1 << 20, 20), ((1 << 21) - 1, 20)])
def test_stacklog2(n: int, log: int) -> None:
    assert runtime().call("stacklog2", n) == log


def _goroutine(memory: Memory) -> object:
    rt = memory.rt
    gp = memory.new("core.runtime2", "g")
    s = rt.call("stackalloc", 2048)
    gp.stack.lo, gp.stack.hi = s.lo, s.hi
    return gp


def _enter(gp: object) -> None:
    """What __morestack does on the way into the next segment."""
    rt = runtime()
    seg = rt.view("stkseg", gp.segnext)  # type: ignore[attr-defined]
    seg.prev = gp.seg  # type: ignore[attr-defined]
    seg.oldstk.lo, seg.oldstk.hi = gp.stack.lo, gp.stack.hi  # type: ignore[attr-defined]
    gp.seg, gp.segnext = seg.address, seg.next  # type: ignore[attr-defined]
    gp.stack.lo, gp.stack.hi = seg.stk.lo, seg.stk.hi  # type: ignore[attr-defined]


def _leave(gp: object) -> None:
    """What __morestack does on the way back."""
    rt = runtime()
    seg = rt.view("stkseg", gp.seg)  # type: ignore[attr-defined]
    gp.segnext, gp.seg = seg.address, seg.prev  # type: ignore[attr-defined]
    gp.stack.lo, gp.stack.hi = seg.oldstk.lo, seg.oldstk.hi  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=15, deadline=None)
@given(moves=st.lists(st.one_of(st.integers(100, 20000), st.none(), st.just(0)), max_size=30))
def test_segments(mode: str, moves: list[int | None]) -> None:
    """Growing (a need), leaving (None) and shrinking (0): the chain stays whole, sizes double, nothing leaks."""
    rt = both(mode)
    cache = rt.var("m0").mcache
    rt.call("stackcache_clear", cache)
    rt.call("freeStackSpans")
    before = rt.var("memstats").stacks_inuse
    memory = Memory(rt)
    gp = _goroutine(memory)
    sizes = [2048]
    for move in moves:
        if move is None:
            if gp.seg:
                _leave(gp)
                sizes.pop()
        elif move == 0:
            rt.call("shrinkstack", gp)
            assert gp.segnext == 0
        else:
            rt.call("addsegment", gp, move)
            seg = rt.view("stkseg", gp.segnext)
            assert seg.stk.hi - seg.stk.lo >= move and seg.size >= move + 64
            assert seg.stk.hi == seg.address and seg.size & (seg.size - 1) == 0
            _enter(gp)
            sizes.append(seg.size)
            ctypes.memset(seg.stk.lo, 0x33, seg.stk.hi - seg.stk.lo)
        assert rt.call("stackInUse", gp) == sum(sizes)
        assert rt.call("segsize", gp) == sizes[-1]
    while gp.seg:
        _leave(gp)
    rt.call("lessstack", gp)
    rt.call("stackfree", (gp.stack.lo, gp.stack.hi))
    rt.call("stackcache_clear", cache)
    rt.call("freeStackSpans")
    assert rt.var("memstats").stacks_inuse == before


def test_scanstack_sees_every_segment() -> None:
    """A pointer that lies in an older segment, or in saved registers of a system call, keeps its object."""
    rt = runtime()
    memory = Memory(rt)
    gp = _goroutine(memory)
    rt.call("addsegment", gp, 1000)
    old = gp.stack.hi
    rt.view("stkseg", gp.segnext).oldsp = old - 64
    _enter(gp)
    a, b, c = (rt.call("mallocgc", 64, None, True) for _ in range(3))
    ctypes.c_uint64.from_address(old - 32).value = a + 8
    ctypes.c_uint64.from_address(gp.stack.hi - 16).value = b
    gp.syscallregs[2] = c
    gp.syscallsp = gp.stack.hi - 32
    gp.sched.sp = gp.stack.hi - 32
    rt.call("finishsweep_m")
    rt.call("gcResetMarkState")
    rt.call("scanstack", gp, rt.variable_address("gcw"))
    for at in (a, b, c):
        s = rt.view("mspan", rt.call("spanOf", at))
        i = rt.call("(*mspan).objIndex", s, at)
        assert word(s.gcmarkBits + i // 64 * 8) >> (i % 64) & 1
