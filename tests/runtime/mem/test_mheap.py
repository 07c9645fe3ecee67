"""mheap, mcentral, mcache and mallocgc on the live heap: random sequences, the whole heap checked after each."""

from __future__ import annotations

import ctypes
import os
from typing import Any

import pytest
from heap_support import MODES, Memory, both, collect, runtime, set_word, word
from hypothesis import given, settings
from hypothesis import strategies as st

PAGE = 8192

page_ops = st.lists(
    st.one_of(
        st.tuples(st.just("alloc"), st.integers(1, 300)),
        st.tuples(st.just("free"), st.integers(0, 1000)),
        st.tuples(st.just("scavenge"), st.integers(1, 200)),
    ),
    max_size=40,
)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=15, deadline=None)
@given(ops=page_ops)
def test_spans_by_hand(mode: str, ops: list[tuple[str, int]]) -> None:
    """allocManual and freeManual: no overlap, statistics add up, free neighbours merge, all pages come back."""
    rt = both(mode)
    heap = rt.var("mheap_")
    stats = rt.var("memstats")
    before = stats.stacks_inuse
    free_before = heap.free.npages + heap.scav.npages
    live: dict[int, tuple[int, int]] = {}
    stat = stats.field_address("stacks_inuse")
    for op, n in ops:
        if op == "alloc":
            at = rt.call("(*mheap).allocManual", heap, n, stat)
            s = rt.view("mspan", at)
            assert s.npages == n and s.state == 2 and s.startAddr % PAGE == 0
            for base, pages in live.values():
                assert s.startAddr + n * PAGE <= base or base + pages * PAGE <= s.startAddr
            ctypes.memset(s.startAddr, 0xAB, n * PAGE)
            live[at] = (s.startAddr, n)
        elif op == "free" and live:
            at = list(live)[n % len(live)]
            del live[at]
            rt.call("(*mheap).freeManual", heap, at, stat)
        elif op == "scavenge":
            rt.call("(*mheap).scavengeLocked", heap, n * PAGE)
        rt.call("checkheap")
        assert stats.stacks_inuse - before == PAGE * sum(n for _, n in live.values())
    for at in list(live):
        rt.call("(*mheap).freeManual", heap, at, stat)
    rt.call("checkheap")
    assert stats.stacks_inuse == before
    assert heap.free.npages + heap.scav.npages >= free_before


def test_scavenged_pages_read_as_zeros() -> None:
    rt = runtime()
    heap = rt.var("mheap_")
    stat = rt.var("memstats").field_address("stacks_inuse")
    s = rt.view("mspan", rt.call("(*mheap).allocManual", heap, 64, stat))
    base = s.startAddr
    ctypes.memset(base, 0xFF, 64 * PAGE)
    rt.call("(*mheap).freeManual", heap, s, stat)
    rt.call("(*mheap).scavengeAll", heap)
    rt.call("checkheap")
    assert heap.free.npages == 0
    s = rt.view("mspan", rt.call("(*mheap).allocManual", heap, 64, stat))
    assert not any(ctypes.string_at(s.startAddr, 64 * PAGE))
    rt.call("(*mheap).freeManual", heap, s, stat)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=15, deadline=None)
@given(sizes=st.lists(st.tuples(st.integers(1, 70000), st.booleans()), min_size=1, max_size=40))
def test_objects_do_not_overlap_and_are_zero(mode: str, sizes: list[tuple[int, bool]]) -> None:
    rt = both(mode)
    memory = Memory(rt)
    pointers = memory.type(8, [0])
    taken: list[tuple[int, int]] = []
    for size, scan in sizes:
        n = (size + 7) // 8 * 8 if scan else size
        at = rt.call("mallocgc", n, pointers if scan else None, True)
        assert not any(ctypes.string_at(at, n))
        ctypes.memset(at, 0, n) if scan else ctypes.memset(at, 0x55, n)
        for base, length in taken:
            assert at + n <= base or base + length <= at
        taken.append((at, n))
    collect(rt)
    rt.call("checkheap")


def _bits(rt: object, at: int, words: int) -> list[int]:
    out = []
    for i in range(words):
        p = at + 8 * i
        w = word(rt.call("heapBitsWord", p))  # type: ignore[attr-defined]
        out.append(w >> ((p >> 3) & 63) & 1)
    return out


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=25, deadline=None)
@given(words=st.integers(1, 90), where=st.sets(st.integers(0, 89), min_size=1), n=st.integers(1, 40))
def test_pointer_bits_of_an_array(mode: str, words: int, where: set[int], n: int) -> None:
    """The bitmap of an object is its type's, repeated, and zero to the end of the slot."""
    rt = both(mode)
    pointers = sorted(w for w in where if w < words) or [words - 1]
    t = Memory(rt)
    typ = t.type(words * 8, pointers)
    at = rt.call("mallocgc", words * 8 * n, typ, True)
    span = rt.view("mspan", rt.call("spanOf", at))
    element = [1 if w in pointers else 0 for w in range(words)]
    slot = span.elemsize // 8
    want = (element * n + [0] * slot)[:slot]
    assert _bits(rt, at, slot) == want


def test_bits_of_neighbours_are_left_alone() -> None:
    rt = runtime()
    memory = Memory(rt)
    a, b = memory.type(48, [0, 5]), memory.type(48, [1, 2])
    slots = [(rt.call("newobject", t), t) for _ in range(60) for t in (a, b)]
    for at, t in slots:
        assert _bits(rt, at, 6) == ([1, 0, 0, 0, 0, 1] if t is a else [0, 1, 1, 0, 0, 0])


def test_tiny_objects_share_a_block() -> None:
    rt = runtime()
    got = [rt.call("mallocgc", 1, None, True) for _ in range(64)]
    assert len(set(got)) == 64
    assert len({at >> 4 for at in got}) <= 5
    wide = [rt.call("mallocgc", 8, None, True) for _ in range(20)]
    assert all(at % 8 == 0 for at in wide)


def test_size_zero_is_zerobase() -> None:
    rt = runtime()
    assert rt.call("mallocgc", 0, None, True) == rt.variable_address("zerobase")


@pytest.mark.parametrize("p", [0, 1, 8191, 1 << 40, (1 << 47) - 1, 1 << 47, (1 << 64) - 1])
def test_no_span_for_addresses_outside_of_the_heap(p: int) -> None:
    rt = runtime()
    rt.call("mallocgc", 16, None, True)  # the first growth makes the map of arenas, which spanOf takes for granted
    assert rt.call("spanOf", p) == 0
    assert rt.call("spanOfHeap", p) == 0


def test_lookup_inside_an_object() -> None:
    rt = runtime()
    at = rt.call("mallocgc", 100, None, True)
    s = rt.view("mspan", rt.call("spanOfHeap", at + 99))
    assert s.elemsize == 112
    assert rt.call("(*mspan).objIndex", s, at + 99) == (at - s.startAddr) // 112
    assert rt.call("spanOfUnchecked", at) == s.address
    set_word(at, 1)
    arena, index, mask = rt.call("pageIndexOf", s.startAddr)
    assert rt.view("heapArena", arena).pageInUse[index] & mask


def test_huge_pages_inside_a_span() -> None:
    rt = runtime()
    huge = rt.var("physHugePageSize")
    if huge == 0:
        pytest.skip("no huge pages here")
    memory = Memory(rt)
    s = memory.new("mem.mspan", "mspan")
    one = huge // PAGE
    for base, pages in [(0, one), (PAGE, one), (PAGE, 2 * one), (0, 1), (0, 5 * one)]:
        rt.call("(*mspan).init", s, base, pages)
        first = -(-base // huge)
        assert rt.call("(*mspan).hugePages", s) == max(0, (base + pages * PAGE) // huge - first)


def test_large_allocation_beyond_an_arena() -> None:
    """An object of 80 MB lies in two arenas; its page map and its bits cross the border."""
    rt = runtime()
    memory = Memory(rt)
    t = memory.type(8, [0])
    size = 80 << 20
    at = rt.call("mallocgc", size, t, True)
    s = rt.call("spanOf", at)
    for off in range(0, size, 4 << 20):
        assert rt.call("spanOf", at + off) == s
        assert _bits(rt, at + off, 2) == [1, 1]
    rt.call("checkheap")
    collect(rt)
    collect(rt)
    rt.call("checkheap")


def test_linear_alloc() -> None:
    rt = runtime()
    memory = Memory(rt)
    area = memory.new("mem.mheap", "linearAlloc")
    base = rt.call("sysReserve", 0, 1 << 20)
    stat = memory.raw(8)
    rt.call("(*linearAlloc).init", area, base, 1 << 20)
    a = rt.call("(*linearAlloc).alloc", area, 100, 64, stat)
    b = rt.call("(*linearAlloc).alloc", area, 5000, 4096, stat)
    assert a == base and b == base + 4096
    ctypes.memset(b, 1, 5000)
    assert word(stat) == area.mapped - base >= 9096
    assert rt.call("(*linearAlloc).alloc", area, 1 << 20, 8, stat) == 0
    rt.call("sysFree", base, 1 << 20, 0)


def test_fixalloc_reuses_and_zeroes() -> None:
    rt = runtime()
    memory = Memory(rt)
    f = memory.new("mem.fixalloc", "fixalloc")
    rt.call("(*fixalloc).init", f, 40, None, None, None)
    a, b = rt.call("(*fixalloc).alloc", f), rt.call("(*fixalloc).alloc", f)
    assert a != b and f.inuse == 80
    set_word(a + 8, 7)
    rt.call("(*fixalloc).free", f, a)
    assert f.inuse == 40
    assert rt.call("(*fixalloc).alloc", f) == a and word(a + 8) == 0
    many = {rt.call("(*fixalloc).alloc", f) for _ in range(1000)}
    assert len(many) == 1000


def test_persistentalloc_aligns() -> None:
    rt = runtime()
    memory = Memory(rt)
    stat = memory.raw(8)
    for align in (0, 8, 64, 4096):
        p = rt.call("persistentalloc", 24, align, stat)
        assert p % (align or 8) == 0 and word(p) == 0
        assert rt.call("inPersistentAlloc", p)
    assert word(stat) == 4 * 24
    assert not rt.call("inPersistentAlloc", rt.call("mallocgc", 64, None, True))


@pytest.mark.parametrize("page", [16384, 65536])
@settings(max_examples=15, deadline=None)
@given(ops=page_ops)
def test_realign_where_pages_of_the_system_are_larger(page: int, ops: list[tuple[str, int]]) -> None:
    """With larger physical pages, borders between resident and scavenged spans move to them, and nothing is lost.

    In a child process, since what is scavenged now would be counted by pages of another size afterwards.
    """
    rt = runtime()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _realign(rt, page, ops)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0


def _realign(rt: Any, page: int, ops: list[tuple[str, int]]) -> None:
    heap = rt.var("mheap_")
    stat = rt.var("memstats").field_address("stacks_inuse")
    # Until now everything was counted by small pages: use it all up first.
    rt.call("(*mheap).allocManual", heap, heap.free.npages + heap.scav.npages, stat)
    while heap.free.treap or heap.scav.treap:
        tree = heap.free if heap.free.treap else heap.scav
        n = rt.view("treapNode", rt.call("(*mTreap).end", tree.address).t).npagesKey
        rt.call("(*mheap).allocManual", heap, n, stat)
    ctypes.c_uint64.from_address(rt.variable_address("physPageSize")).value = page
    live: list[int] = []
    for op, n in ops:
        if op == "alloc":
            live.append(rt.call("(*mheap).allocManual", heap, n, stat))
        elif op == "free" and live:
            rt.call("(*mheap).freeManual", heap, live.pop(n % len(live)), stat)
        elif op == "scavenge" and heap.free.treap:
            # One span at a time: the walk over the tree expects borders to stay.
            s = rt.view("treapNode", rt.call("(*mTreap).end", heap.free.address).t).spanKey
            rt.call("(*mheap).scavengeSpan", heap, s)
        rt.call("checkheap")
    for s in live:
        rt.call("(*mheap).freeManual", heap, s, stat)
    rt.call("checkheap")


def test_a_hint_that_fails_is_dropped() -> None:
    """An arena hint whose addresses are taken is passed over, and the heap grows at the next."""
    rt = runtime()
    heap = rt.var("mheap_")
    hint = rt.view("arenaHint", heap.arenaHints)
    taken = hint.addr
    second = rt.view("arenaHint", hint.next).addr
    got = rt.call("sysReserve", taken, 1 << 26)
    assert got == taken
    v, size = rt.call("(*mheap).sysAlloc", heap, 1 << 20)
    assert v == second and size == 64 << 20
    assert rt.view("arenaHint", heap.arenaHints).addr == second + size
    rt.call("(*mheap).growAddSpan", heap, v, size)
    rt.call("checkheap")
    rt.call("sysFree", taken, 1 << 26, 0)


def test_reserve_map_fault_free() -> None:
    rt = runtime()
    memory = Memory(rt)
    stat = memory.raw(8)
    v = rt.call("sysReserve", 0, 1 << 16)
    rt.call("sysMap", v, 1 << 16, stat)
    assert word(stat) == 1 << 16
    ctypes.memset(v, 1, 1 << 16)
    rt.call("sysUnused", v, 1 << 16)
    assert not any(ctypes.string_at(v, 1 << 16))
    rt.call("sysUsed", v, 1 << 16)
    rt.call("sysHugePage", v, 1 << 16)
    rt.call("sysFault", v, 1 << 16)
    rt.call("sysFree", v, 1 << 16, stat)
    assert word(stat) == 0
    p = rt.call("sysAlloc", 1 << 16, stat)
    assert p and word(stat) == 1 << 16 and not any(ctypes.string_at(p, 1 << 16))
    rt.call("sysFree", p, 1 << 16, stat)
