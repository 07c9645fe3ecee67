"""Rows of the walk, one by one, called through Python on the live heap: spans, their merging, the caches above them, stacks."""

from __future__ import annotations

from typing import Any

from heap_support import Memory, collect, runtime

PAGE = 8192
INUSE, MANUAL, FREE = 1, 2, 3


def locked(rt: Any, name: str, *args: Any) -> Any:
    """Call a function that wants mheap_.lock held."""
    heap = rt.var("mheap_")
    rt.call("lock", heap.field_address("lock"))
    try:
        return rt.call(name, heap, *args)
    finally:
        rt.call("unlock", heap.field_address("lock"))


def span_by_hand(rt: Any, npages: int) -> Any:
    """A span out of allocSpanLocked, made a manual one as allocManual does."""
    stat = rt.var("memstats").field_address("stacks_inuse")
    s = rt.view("mspan", locked(rt, "(*mheap).allocSpanLocked", npages, stat))
    assert s.npages == npages and s.startAddr % PAGE == 0
    s.state = MANUAL
    s.allocCount = 0
    s.manualFreeList = 0
    return s


def test_allocSpanLocked_and_freeSpanLocked_merge_neighbours() -> None:
    """allocSpanLocked, freeSpanLocked, coalesce, merge."""
    rt = runtime()
    heap = rt.var("mheap_")
    # One stretch, cut in three: freed in the order left, right, middle they become one again.
    whole = span_by_hand(rt, 12)
    base = whole.startAddr
    locked(rt, "(*mheap).freeSpanLocked", whole, False, True)
    parts = [span_by_hand(rt, 4) for _ in range(3)]
    parts.sort(key=lambda s: s.startAddr)
    adjacent = all(a.startAddr + 4 * PAGE == b.startAddr for a, b in zip(parts, parts[1:]))
    before = heap.free.npages + heap.scav.npages
    for s in (parts[0], parts[2], parts[1]):
        locked(rt, "(*mheap).freeSpanLocked", s, False, True)
    assert heap.free.npages + heap.scav.npages == before + 12
    if adjacent:
        first = rt.view("mspan", rt.call("spanOf", parts[0].startAddr))
        assert first.npages >= 12 and first.state == FREE
        assert rt.call("spanOf", first.startAddr + first.npages * PAGE - 1) == first.address
    assert rt.call("spanOf", base)
    rt.call("checkheap")


def test_grow_adds_free_pages() -> None:
    rt = runtime()
    heap = rt.var("mheap_")
    before = heap.free.npages + heap.scav.npages
    assert locked(rt, "(*mheap).grow", 2000)
    assert heap.free.npages + heap.scav.npages >= before + 2000
    rt.call("checkheap")


def test_arenaIndex_finds_the_arena_of_a_span() -> None:
    rt = runtime()
    s = span_by_hand(rt, 1)
    index = rt.call("arenaIndex", s.startAddr)
    assert index == s.startAddr >> 26
    assert rt.call("spanOfUnchecked", s.startAddr) == s.address == rt.call("spanOf", s.startAddr + PAGE - 1)
    assert rt.call("spanOf", 1 << 50) in (0, None)
    locked(rt, "(*mheap).freeSpanLocked", s, False, True)


def test_refill_gives_a_span_with_room() -> None:
    """(*mcache).refill, (*mcentral).cacheSpan, uncacheSpan by releaseAll."""
    rt = runtime()
    cache = rt.var("m0").deref("mcache")
    spc = 2 * 20 + 1  # class 20, noscan
    rt.call("(*mcache).releaseAll", cache)
    rt.call("(*mcache).refill", cache, spc)
    s = rt.view("mspan", cache.alloc[spc])
    assert s.spanclass == spc and s.state == INUSE and s.freeindex < s.nelems
    assert s.sweepgen == rt.var("mheap_").sweepgen + 3
    rt.call("mallocgc", s.elemsize, None, True)
    assert s.allocCount >= 1
    rt.call("(*mcache).releaseAll", cache)
    assert s.sweepgen == rt.var("mheap_").sweepgen
    rt.call("checkheap")


def test_stackpoolalloc_and_stackpoolfree() -> None:
    rt = runtime()
    mutex = rt.variable_address("stackpoolmu")
    rt.call("lock", mutex)
    stacks = [rt.call("stackpoolalloc", 1) for _ in range(20)]
    assert len(set(stacks)) == 20 and all(x % 4096 == 0 for x in stacks)
    assert all(rt.view("mspan", rt.call("spanOf", x)).state == MANUAL for x in stacks)
    for x in stacks:
        rt.call("stackpoolfree", x, 1)
    rt.call("unlock", mutex)
    rt.call("checkheap")


def test_stackcacherefill_brings_half_a_cache() -> None:
    rt = runtime()
    cache = rt.var("m0").deref("mcache")
    rt.call("stackcache_clear", cache)
    rt.call("stackcacherefill", cache, 0)
    assert cache.stackcache[0].size == 16 * 1024
    rt.call("stackcache_clear", cache)
    assert cache.stackcache[0].size == 0


def test_sweepone_ends_a_cycle() -> None:
    """sweepone, (*mspan).sweep, deductSweepCredit, gcPaceScavenger."""
    rt = runtime()
    memory = Memory(rt)
    node = memory.type(64, [0])
    for _ in range(500):
        rt.call("mallocgc", 64, node, True)
    collect(rt)
    rt.call("deductSweepCredit", PAGE, 1)
    pages = 0
    while (n := rt.call("sweepone")) != 2**64 - 1:
        pages += n
    assert rt.call("sweepone") == 2**64 - 1
    rt.call("gcPaceScavenger")
    rt.call("checkheap")
