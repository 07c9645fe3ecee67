"""mcache and mcentral: spans go out, come back, are swept on the way, and every slot is accounted for."""

from __future__ import annotations

import random

from heap_support import Memory, collect, runtime, set_word, word
from hypothesis import given, settings
from hypothesis import strategies as st

from rt0.runtime.mem import sizeclasses as sc


def _new_cache(rt: object) -> object:
    return rt.view("mcache", rt.call("allocmcache"))  # type: ignore[attr-defined]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 66), st.booleans(), st.integers(0, 1 << 30))
def test_slots_go_out_once_and_come_back(c: int, noscan: bool, seed: int) -> None:
    """Everything that a fresh cache hands out is distinct; after a collection without roots all of it is free again."""
    rt = runtime()
    chance = random.Random(seed)
    spc = c * 2 + noscan
    cache = _new_cache(rt)
    size, per_span = sc.class_to_size[c], sc.class_to_nelems[c]
    seen: set[int] = set()
    n = chance.randint(1, 3 * per_span + 1)
    m0 = rt.var("m0")
    m0.mallocing = 1
    try:
        for _ in range(n):
            at = rt.call("(*mcache).nextFree", cache, spc)
            s = rt.view("mspan", cache.alloc[spc])
            assert s.spanclass == spc and s.elemsize == size and (at - s.startAddr) % size == 0
            assert s.sweepgen == rt.var("mheap_").sweepgen + 3
            assert at not in seen
            seen.add(at)
        central = rt.var("mheap_").central[spc].mcentral
        used = s.allocCount
        rt.call("(*mcache).releaseAll", cache)
        assert cache.alloc[spc] == rt.variable_address("emptymspan")
        assert s.sweepgen == rt.var("mheap_").sweepgen and s.allocCount == used
        listed = central.nonempty if used < per_span else central.empty
        assert s.list == listed.address
    finally:
        m0.mallocing = 0
        rt.call("freemcache", cache)
    rt.call("checkheap")
    collect(rt)
    rt.call("finishsweep_m")
    rt.call("checkheap")
    s_now = rt.call("spanOfHeap", next(iter(seen)))
    if s_now:
        s = rt.view("mspan", s_now)
        assert not [at for at in seen if rt.call("spanOfHeap", at) == s_now and s.spanclass == spc and _live(rt, s, at)]


def _live(rt: object, s: object, at: int) -> bool:
    index = rt.call("(*mspan).objIndex", s, at)  # type: ignore[attr-defined]
    return not rt.call("(*mspan).isFree", s, index)  # type: ignore[attr-defined]


def test_a_cache_that_lags_is_flushed() -> None:
    """prepareForSweep gives a cached span back and sweeps it, once a cycle; an up-to-date cache is left alone."""
    rt = runtime()
    heap = rt.var("mheap_")
    cache = _new_cache(rt)
    m0 = rt.var("m0")
    m0.mallocing = 1
    rt.call("(*mcache).nextFree", cache, 9)
    m0.mallocing = 0
    s = rt.view("mspan", cache.alloc[9])
    rt.call("(*mcache).prepareForSweep", cache)
    assert cache.alloc[9] == s.address
    before = heap.sweepgen
    collect(rt)
    assert heap.sweepgen == before + 2 and s.sweepgen == heap.sweepgen + 1
    rt.call("(*mcache).prepareForSweep", cache)
    assert cache.flushGen == heap.sweepgen
    assert cache.alloc[9] == rt.variable_address("emptymspan")
    assert s.state != 1 or s.sweepgen == heap.sweepgen
    rt.call("freemcache", cache)
    rt.call("finishsweep_m")
    rt.call("checkheap")


def test_cacheSpan_sweeps_before_it_asks_for_pages() -> None:
    """After a collection, allocation in a class reuses swept spans; the heap does not grow."""
    rt = runtime()
    heap = rt.var("mheap_")
    for _ in range(4 * sc.class_to_nelems[20]):
        rt.call("mallocgc", sc.class_to_size[20], None, True)
    collect(rt)
    pages = heap.pagesInUse
    for _ in range(3 * sc.class_to_nelems[20]):
        rt.call("mallocgc", sc.class_to_size[20], None, True)
    assert heap.pagesInUse <= pages + 1


def test_nextFreeIndex_over_all_bits() -> None:
    """Against the bits themselves: every clear bit is found, in order, over several words."""
    rt = runtime()
    chance = random.Random(5)
    memory = Memory(rt)
    for nelems in (1, 63, 64, 65, 128, 1024, 1000):
        s = memory.new("mem.mspan", "mspan")
        bits = memory.raw(nelems // 8 + 16)
        taken = [chance.random() < 0.5 for _ in range(nelems)]
        for i, t in enumerate(taken):
            if t:
                at = bits + i // 64 * 8
                set_word(at, word(at) | 1 << (i % 64))
        s.nelems = nelems
        s.allocBits = bits
        rt.call("(*mspan).refillAllocCache", s, 0)
        got = []
        while (i := rt.call("(*mspan).nextFreeIndex", s)) != nelems:
            got.append(i)
        assert got == [i for i, t in enumerate(taken) if not t]
