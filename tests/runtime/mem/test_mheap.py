"""mheap, mcentral, mcache and mallocgc on the live heap: random sequences, the whole heap checked after each."""

from __future__ import annotations

import ctypes

import pytest
from heap_support import Memory, collect, runtime, set_word, word
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


@settings(max_examples=40, deadline=None)
@given(page_ops)
def test_spans_by_hand(ops: list[tuple[str, int]]) -> None:
    """allocManual and freeManual: no overlap, statistics add up, free neighbours merge, all pages come back."""
    rt = runtime()
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


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 70000), st.booleans()), min_size=1, max_size=60))
def test_objects_do_not_overlap_and_are_zero(sizes: list[tuple[int, bool]]) -> None:
    rt = runtime()
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


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 90), st.sets(st.integers(0, 89), min_size=1), st.integers(1, 40), st.integers(0, 300))
def test_pointer_bits_of_an_array(words: int, where: set[int], n: int, spare: int) -> None:
    """The bitmap of an object is its type's, repeated, and zero to the end of the slot."""
    rt = runtime()
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
    assert runtime().call("spanOf", p) == 0
    assert runtime().call("spanOfHeap", p) == 0


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
