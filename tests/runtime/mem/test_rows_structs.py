"""Rows that are types: every field that the document names of mspan, mheap, heapArena, mcache, mcentral and mTreap is there, in
the document's order where speed asks for no other, and means on the live heap what the document says. What code relies on without
naming a field is pinned too.
"""

from __future__ import annotations

import ctypes
import random
from typing import Any

import pytest
from heap_support import Memory, collect, runtime, word
from runtime_support import modules

from rt0.rtlang.vocab_types import Struct, struct_named
from rt0.runtime.mem import sizeclasses

PAGE, ARENA = 8192, 64 << 20
DEAD, INUSE, MANUAL, FREE = 0, 1, 2, 3

FIELDS = {
    # Section 29.
    "mspan.mspan": """next prev list startAddr npages manualFreeList freeindex nelems allocCache allocBits gcmarkBits sweepgen divMul
        baseMask allocCount spanclass state needzero divShift divShift2 scavenged elemsize limit speciallock specials""",
    # Section 37. `unused` is left out: it only makes Go's linker keep a type.
    "mheap.mheap": """lock free sweepgen sweepdone sweepers allspans sweepSpans pagesInUse pagesSwept pagesSweptBasis sweepHeapLiveBasis
        sweepPagesPerByte scavengeTimeBasis scavengeRetainedBasis scavengeBytesPerNS scavengeRetainedGoal scavengeGen reclaimIndex
        reclaimCredit largealloc nlargealloc largefree nlargefree nsmallfree arenas heapArenaAlloc arenaHints arena allArenas
        sweepArenas curArena central spanalloc cachealloc treapalloc specialfinalizeralloc specialprofilealloc speciallock
        arenaHintAlloc""",
    # Section 42.
    "mheap.heapArena": "bitmap spans pageInUse pageMarks",
    # Sections 26, 27, 30, 41.
    "mcache.mcache": "alloc stackcache flushGen",
    "mcache.stackfreelist": "list size",
    # Section 28.
    "mcentral.mcentral": "lock nonempty empty nmalloc",
    # Sections 33, 37, 38, 50: a tree, of nodes that name their span.
    "mtreap.mTreap": "treap",
    "mtreap.treapNode": "right left parent npagesKey spanKey priority",
    # Sections 52, 53.
    "mheap.arenaHint": "addr down next",
    "mheap.linearAlloc": "next mapped end",
}


def struct(where: str) -> Struct:
    """A struct by the module below rt0.runtime.mem that declares it."""
    modules()
    module, name = where.split(".")
    return struct_named(f"rt0.runtime.mem.{module}", name)


@pytest.mark.parametrize("where", FIELDS)
def test_every_field_of_the_document_is_there(where: str) -> None:
    have = [f.name for f in struct(where).fields]
    want = FIELDS[where].split()
    found = [name for name in have if name in want]
    # mspan's first cache line is what marking and allocating look at.
    assert sorted(found) == sorted(want) if where == "mspan.mspan" else found == want


def test_sizes_and_offsets_that_code_relies_on() -> None:
    """What is reached by address and not by name, or lies so for a reason."""
    padded = struct("mheap.paddedMcentral")
    assert padded.size % 64 == 0 and padded.align == 64, "neighbouring centrals share a cache line"
    assert struct("mspan.gclink").size == 8, "free blocks are linked through their first word alone"
    assert struct("mheap.heapArena").size == ARENA // 64 + ARENA // PAGE * 8 + 2 * (ARENA // PAGE // 8), "no small fields"
    assert {f.name: f.offset for f in struct("mcache.stackfreelist").fields} == {"list": 0, "size": 8}
    fields = {f.name: f for f in struct("mheap.mheap").fields}
    assert fields["lock"].offset == 0 and fields["central"].offset % 64 == 0
    for name in ("pagesInUse", "pagesSwept", "pagesSweptBasis", "reclaimIndex", "reclaimCredit"):
        assert fields[name].offset % 8 == 0, "changed by atomic instructions"


def test_mcentrals_lie_on_cache_lines_of_their_own() -> None:
    rt = runtime()
    central = rt.var("mheap_").central
    at = [c.mcentral.address for c in central]
    assert len(at) == 134 and all(a % 64 == 0 for a in at)
    assert {b - a for a, b in zip(at, at[1:])} == {struct("mheap.paddedMcentral").size}
    assert [c.mcentral.spanclass for c in central] == list(range(134))


def fresh_span(rt: Any, spc: int) -> Any:
    """A span of a class with room, cached, none of its slots taken by us yet."""
    cache = rt.var("m0").deref("mcache")
    rt.call("(*mcache).releaseAll", cache)
    rt.call("(*mcache).refill", cache, spc)
    return rt.view("mspan", cache.alloc[spc])


def bit(bits: int, i: int) -> int:
    """Bit i of a bitmap at an address."""
    return word(bits + i // 64 * 8) >> i % 64 & 1


def test_mspan_in_use() -> None:
    rt = runtime()
    heap = rt.var("mheap_")
    spc = 2 * 20 + 1
    s = fresh_span(rt, spc)
    size = sizeclasses.class_to_size[20]
    assert (s.state, s.spanclass, s.elemsize, s.scavenged, s.treapnode) == (INUSE, spc, size, False, 0)
    assert s.npages == sizeclasses.class_to_allocnpages[20] and s.startAddr % PAGE == 0
    assert s.nelems == s.npages * PAGE // size and s.limit == s.startAddr + s.nelems * size
    assert s.sweepgen == heap.sweepgen + 3, "swept, then cached"
    assert (s.speciallock.key, s.specials) == (0, 0)
    # In the list that it says it is in, and linked both ways.
    central = heap.central[spc].mcentral
    assert s.list == central.empty.address
    neighbours = [rt.view("mspan", n) for n in (s.next, s.prev) if n]
    assert all(s.address in (n.next, n.prev) and n.list == s.list for n in neighbours)
    assert s.allocBits % 8 == 0 and s.gcmarkBits % 8 == 0 and s.allocBits != s.gcmarkBits
    # allocCache is the complement of allocBits from freeindex on: its trailing zeros lead to the next free slot.
    while s.freeindex < s.nelems and s.freeindex % 64 != 63:
        first = s.freeindex
        cached = s.allocCache
        zeros = (cached & -cached).bit_length() - 1
        assert all(bit(s.allocBits, first + i) for i in range(zeros)) and not bit(s.allocBits, first + zeros)
        count = s.allocCount
        at = rt.call("mallocgc", size, None, True)
        assert at == s.startAddr + (first + zeros) * size and s.freeindex == first + zeros + 1
        assert s.allocCount == count + 1
    assert s.needzero == 0 or not any(ctypes.string_at(at, size))
    rt.call("(*mcache).releaseAll", rt.var("m0").deref("mcache"))


@pytest.mark.parametrize("size_class", range(1, 67))
def test_divMagic_divides_by_the_slot_size(size_class: int) -> None:
    """divShift, divMul, divShift2, baseMask: an offset of the span to its slot, without a division."""
    rt = runtime()
    memory = Memory(rt)
    s = memory.new("mem.mspan", "mspan")
    rt.call("(*mspan).init", s, 0x10000000, sizeclasses.class_to_allocnpages[size_class])
    s.spanclass = 2 * size_class
    rt.call("initSlots", s)
    size = s.elemsize
    assert size == sizeclasses.class_to_size[size_class]
    if s.baseMask:
        assert size & (size - 1) == 0
    chance = random.Random(size)
    span = s.npages * PAGE
    edges = [e for i in range(span // size + 1) for e in (i * size - 1, i * size) if 0 <= e < span]
    for off in [0, span - 1, *chance.sample(edges, min(40, len(edges))), *(chance.randrange(span) for _ in range(20))]:
        assert rt.call("(*mspan).objIndex", s, s.startAddr + off) == off // size


def test_mspan_by_hand_and_free() -> None:
    """manualFreeList and list while manual; treapnode, scavenged and the page map while free."""
    rt = runtime()
    heap = rt.var("mheap_")
    mutex = rt.variable_address("stackpoolmu")
    rt.call("lock", mutex)
    x = rt.call("stackpoolalloc", 2)
    s = rt.view("mspan", rt.call("spanOf", x))
    assert s.state == MANUAL and s.npages == 4 and s.elemsize == 8192
    free, at = [], s.manualFreeList
    while at:
        free.append(at)
        at = word(at)
    assert s.allocCount + len(free) == 4 and x not in free
    assert all(s.startAddr <= f < s.startAddr + 4 * PAGE for f in free)
    pool = rt.var("stackpool")[2]
    assert s.list == (pool.address if free else 0)
    rt.call("stackpoolfree", x, 2)
    rt.call("unlock", mutex)
    for tree, scavenged in ((heap.free, False), (heap.scav, True)):
        i = rt.call("(*mTreap).start", tree)
        while i.t:
            node = i.deref("t")
            s = node.deref("spanKey")
            assert (s.state, s.scavenged, s.treapnode) == (FREE, scavenged, node.address)
            assert (s.list, s.next, s.prev) == (0, 0, 0)
            last = s.startAddr + s.npages * PAGE - 1
            assert rt.call("spanOf", s.startAddr) == rt.call("spanOf", last) == s.address
            i = rt.call("(*treapIter).next", i)


def test_mark_bits_become_allocation_bits() -> None:
    """allocBits and gcmarkBits through a cycle: next's mark bits are this cycle's allocation bits, fresh ones are zero."""
    rt = runtime()
    memory = Memory(rt)
    objects = [rt.call("mallocgc", 640, None, True) for _ in range(8)]
    root = memory.raw(8)
    ctypes.c_uint64.from_address(root).value = objects[3]
    s = rt.view("mspan", rt.call("spanOf", objects[3]))
    index = rt.call("(*mspan).objIndex", s, objects[3])
    rt.call("finishsweep_m")
    marks = s.gcmarkBits
    rt.call("gcAddRoots", root, 8)
    try:
        collect(rt)
        rt.call("finishsweep_m")
    finally:
        rt.call("gcRemoveRoots", root)
    assert s.allocBits == marks and bit(s.allocBits, index)
    assert s.gcmarkBits != marks and not any(word(s.gcmarkBits + 8 * i) for i in range(-(-s.nelems // 64)))
    assert s.allocCount == sum(bit(s.allocBits, i) for i in range(s.nelems))


def test_sweepgen_through_a_cycle() -> None:
    """h-2 before the sweep, h after it, h+3 cached, h+1 cached when the cycle began."""
    rt = runtime()
    heap = rt.var("mheap_")
    large = rt.view("mspan", rt.call("spanOf", rt.call("mallocgc", 100 << 10, None, True)))
    cached = fresh_span(rt, 2 * 30 + 1)
    cache = rt.var("m0").deref("mcache")
    rt.call("mallocgc", cached.elemsize, None, True)
    h = heap.sweepgen
    assert (large.sweepgen, cached.sweepgen) == (h, h + 3)
    rt.call("finishsweep_m")
    rt.call("gcResetMarkState")
    rt.call("gcMark")
    rt.call("gcSweep")
    h += 2
    assert heap.sweepgen == h and heap.sweepdone == 0
    assert (large.sweepgen, cached.sweepgen) == (h - 2, h + 1)
    rt.call("(*mcache).prepareForSweep", cache)
    assert cached.state != INUSE or cached.sweepgen == h
    rt.call("finishsweep_m")
    assert large.state != INUSE or large.sweepgen == h
    assert heap.sweepdone == 1 and heap.sweepers == 0
    rt.call("gcEndCycle")


def test_mspan_sweep_by_itself() -> None:
    """mspan.sweep: unmarked slots come free, the span becomes swept and joins the swept spans; an empty large one goes home."""
    rt = runtime()
    heap = rt.var("mheap_")
    spc = 2 * 25 + 1
    s = fresh_span(rt, spc)
    size = s.elemsize
    kept = rt.call("mallocgc", size, None, True)
    for _ in range(3):
        rt.call("mallocgc", size, None, True)
    large = rt.view("mspan", rt.call("spanOf", rt.call("mallocgc", 200 << 10, None, True)))
    rt.call("(*mcache).releaseAll", rt.var("m0").deref("mcache"))
    rt.call("finishsweep_m")
    rt.call("gcResetMarkState")
    rt.call("gcMark")
    index = rt.call("(*mspan).objIndex", s, kept)
    marks = s.gcmarkBits + index // 8
    ctypes.c_uint8.from_address(marks).value |= 1 << index % 8
    rt.call("gcSweep")
    rt.call("(*mcache).prepareForSweep", rt.var("m0").deref("mcache"))
    pages, swept = heap.pagesSwept, heap.sweepSpans[heap.sweepgen // 2 % 2].index
    s.sweepgen = large.sweepgen = heap.sweepgen - 1
    large_npages = large.npages
    assert not rt.call("(*mspan).sweep", s, False)
    assert heap.pagesSwept == pages + s.npages and heap.sweepSpans[heap.sweepgen // 2 % 2].index == swept + 1
    assert s.sweepgen == heap.sweepgen and not rt.call("(*mspan).isFree", s, index)
    central = heap.central[spc].mcentral
    assert s.list == (central.nonempty if s.allocCount < s.nelems else central.empty).address
    in_use = heap.pagesInUse
    assert rt.call("(*mspan).sweep", large, False)
    assert heap.pagesInUse == in_use - large_npages
    rt.call("finishsweep_m")
    rt.call("gcEndCycle")
    rt.call("checkheap")


def test_mheap_allspans_and_sweepSpans() -> None:
    """allspans has every span once; sweepSpans[sweepgen/2%2] the swept in-use ones, the other those to be swept."""
    rt = runtime()
    heap = rt.var("mheap_")
    collect(rt)
    rt.call("finishsweep_m")
    spans = [word(heap.allspans.ptr + 8 * i) for i in range(heap.allspans.len)]
    assert len(set(spans)) == len(spans) <= heap.allspans.cap
    in_use = {at for at in spans if rt.view("mspan", at).state == INUSE}
    assert heap.pagesInUse == sum(rt.view("mspan", at).npages for at in in_use)
    swept, other = heap.sweepSpans[heap.sweepgen // 2 % 2], heap.sweepSpans[1 - heap.sweepgen // 2 % 2]
    assert other.index == 0
    listed = {swept_span(swept, i) for i in range(swept.index)}
    assert in_use <= listed
    new = rt.call("spanOf", rt.call("mallocgc", 300 << 10, None, True))
    assert swept_span(swept, swept.index - 1) == new


def swept_span(buffer: Any, i: int) -> int:
    """The i-th span of a gcSweepBuf."""
    return word(word(buffer.spine + i // 512 * 8) + i % 512 * 8)


def test_mheap_counts() -> None:
    """largealloc, nlargealloc, largefree, nlargefree, nsmallfree: objects and bytes, the frees once their cache was purged."""
    rt = runtime()
    heap = rt.var("mheap_")
    collect(rt)
    rt.call("finishsweep_m")
    cache = rt.var("m0").deref("mcache")
    rt.call("purgecachedstats", cache)
    before = heap.as_dict()
    small = heap.nsmallfree[10]
    for _ in range(5):
        rt.call("mallocgc", 1 << 20, None, True)
    spc = 2 * 10 + 1
    n = 3 * sizeclasses.class_to_nelems[10]
    for _ in range(n):
        rt.call("mallocgc", sizeclasses.class_to_size[10], None, True)
    assert heap.nlargealloc == before["nlargealloc"] + 5 and heap.largealloc == before["largealloc"] + (5 << 20)
    rt.call("(*mcache).releaseAll", cache)
    assert heap.central[spc].mcentral.nmalloc >= n
    collect(rt)
    rt.call("finishsweep_m")
    rt.call("purgecachedstats", cache)
    assert heap.nlargefree >= before["nlargefree"] + 5 and heap.largefree >= before["largefree"] + (5 << 20)
    assert heap.nsmallfree[10] >= small + n


def test_mheap_arenas() -> None:
    """arenas, allArenas, sweepArenas, curArena, arenaHints; the pre-reserved areas are empty on 64 bits."""
    rt = runtime()
    heap = rt.var("mheap_")
    mapped = [ctypes.c_uint32.from_address(heap.allArenas.ptr + 4 * i).value for i in range(heap.allArenas.len)]
    level2 = heap.arenas[0]
    assert len(heap.arenas) == 1 and mapped and len(set(mapped)) == len(mapped)
    assert all(word(level2 + 8 * ai) for ai in mapped)
    assert word(level2 + 8 * (max(mapped) + 1)) == 0
    collect(rt)
    assert (heap.sweepArenas.ptr, heap.sweepArenas.len) == (heap.allArenas.ptr, heap.allArenas.len)
    rt.call("finishsweep_m")
    now = heap.curArena
    assert now.base <= now.end and now.base % 4096 == 0 and now.end % ARENA == 0
    assert now.base == now.end or now.base // ARENA in mapped
    for area in (heap.arena, heap.heapArenaAlloc):
        assert (area.next, area.mapped, area.end) == (0, 0, 0)
    at, hints = heap.arenaHints, 0
    while at:
        hint = rt.view("arenaHint", at)
        assert hint.addr % ARENA == 0 and hint.down in (False, True)
        at, hints = hint.next, hints + 1
    assert hints > 100


def test_mheap_init_of_a_heap_beside_the_real_one() -> None:
    """mheap.init: each record has its allocator and its size, every central its class and two empty lists."""
    rt = runtime()
    memory = Memory(rt)
    h = memory.new("mem.mheap", "mheap")
    rt.call("(*mheap).init", h)
    sizes = {
        "spanalloc": struct("mspan.mspan").size,
        "cachealloc": struct("mcache.mcache").size,
        "treapalloc": struct("mtreap.treapNode").size,
        "arenaHintAlloc": struct("mheap.arenaHint").size,
        "specialprofilealloc": struct("mspan.special").size + 8,
    }
    assert {name: getattr(h, name).size for name in sizes} == sizes
    assert h.specialfinalizeralloc.size >= struct("mspan.special").size
    assert not h.spanalloc.zero and h.cachealloc.zero, "a span's sweepgen survives its reuse"
    assert h.free.nodes == h.scav.nodes == h.treapalloc.address
    for i, c in enumerate(h.central):
        assert (c.mcentral.spanclass, c.mcentral.nonempty.first, c.mcentral.empty.first) == (i, 0, 0)
    first = rt.view("mspan", rt.call("(*fixalloc).alloc", h.spanalloc))
    assert h.allspans.len == 1 and word(h.allspans.ptr) == first.address, "recordspan"


def test_heapArena() -> None:
    """bitmap by word, spans by page, pageInUse and pageMarks by the first page of a span."""
    rt = runtime()
    memory = Memory(rt)
    at = rt.call("mallocgc", 96 << 10, memory.type(24, [1]), True)
    s = rt.view("mspan", rt.call("spanOf", at))
    ha = rt.view("heapArena", word(rt.var("mheap_").arenas[0] + 8 * (at // ARENA)))
    page, npages = at % ARENA // PAGE, s.npages
    assert [ha.spans[page + i] for i in range(npages)] == [s.address] * npages
    words = [ha.bitmap[w // 64] >> w % 64 & 1 for w in range(at % ARENA // 8, at % ARENA // 8 + 9)]
    assert words == [0, 1, 0] * 3

    def bits(of: Any) -> list[int]:
        return [of[(page + i) // 8] >> (page + i) % 8 & 1 for i in range(npages)]

    assert bits(ha.pageInUse) == [1] + [0] * (npages - 1)
    root = memory.raw(8)
    ctypes.c_uint64.from_address(root).value = at + 50
    rt.call("gcAddRoots", root, 8)
    collect(rt)
    rt.call("gcRemoveRoots", root)
    assert bits(ha.pageMarks) == [1] + [0] * (npages - 1) == bits(ha.pageInUse)
    rt.call("finishsweep_m")
    collect(rt)
    rt.call("finishsweep_m")
    assert bits(ha.pageInUse) == [0] * npages
    rt.call("checkheap")


def test_mcache_new_and_its_parts() -> None:
    rt = runtime()
    c = rt.view("mcache", rt.call("allocmcache"))
    nothing = rt.variable_address("emptymspan")
    assert len(c.alloc) == 134 and set(c.alloc) == {nothing}
    assert len(c.stackcache) == 4 and all((x.list, x.size) == (0, 0) for x in c.stackcache)
    assert c.flushGen == rt.var("mheap_").sweepgen and (c.tiny, c.tinyoffset) == (0, 0)
    empty = rt.view("mspan", nothing)
    assert (empty.nelems, empty.allocCount, empty.allocCache) == (0, 0, 0), "no test for None on the fast path"
    rt.call("freemcache", c)


def test_mTreap_counts_pages_and_huge_pages() -> None:
    rt = runtime()
    memory = Memory(rt)
    tree = memory.new("mem.mtreap", "mTreap")
    tree.nodes = rt.var("mheap_").treapalloc.address
    huge = rt.var("physHugePageSize") // PAGE
    spans = []
    for i, pages in enumerate((3, 3 * huge + 1, 3)):
        s = memory.new("mem.mspan", "mspan")
        rt.call("(*mspan).init", s, (1 << 40) + (i << 30), pages)
        rt.call("(*mTreap).insert", tree, s)
        spans.append(s)
    assert tree.npages == 7 + 3 * huge and tree.unscavHugePages == (3 if huge else 0)
    # Best fit, and of equals the lowest.
    assert rt.call("(*mTreap).find", tree, 2).deref("t").spanKey == spans[0].address
    root = rt.view("treapNode", tree.treap)
    assert root.parent == 0 and root.spanKey in [s.address for s in spans]
    for s in spans:
        rt.call("(*mTreap).removeSpan", tree, s)
    assert (tree.treap, tree.npages, tree.unscavHugePages) == (0, 0, 0)
