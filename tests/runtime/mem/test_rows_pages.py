"""Rows about pages, called by name on the live heap: merge, realign and coalesce on neighbours made for it, spans to and from a
central, the calls to the system with what they do to the process's memory, and arenas where the system says no.

What leaves the heap unlike itself, or ends the process, runs in a forked child.
"""

from __future__ import annotations

import ctypes
import resource
import signal
from pathlib import Path
from typing import Any

import pytest
from heap_support import Memory, collect, runtime, word
from runtime_support import child

PAGE, ARENA = 8192, 64 << 20
DEAD, INUSE, MANUAL, FREE = 0, 1, 2, 3


NAMES = """lock unlock spanOf sysMap sysReserve addArenaHint (*mTreap).insert (*mTreap).removeSpan (*mTreap).start (*treapIter).next
    (*mheap).allocSpanLocked (*mheap)._trim (*mheap).merge (*mheap).realign (*mheap).coalesce (*mheap).sysAlloc (*mheap).grow
    (*mheap).alloc (*mcentral).uncacheSpan sysFault sysFree sysAlloc"""


@pytest.fixture(autouse=True, scope="module")
def _thunks() -> None:
    """Make the calls' thunks at once: a child would make its own, each time."""
    runtime().prepare(NAMES.split())


class Heap:
    """mheap_ with its lock held, and methods of it by name."""

    def __init__(self) -> None:
        self.rt: Any = runtime()
        self.view = self.rt.var("mheap_")

    def __enter__(self) -> Heap:
        self.rt.call("lock", self.view.field_address("lock"))
        return self

    def __exit__(self, *_: object) -> None:
        self.rt.call("unlock", self.view.field_address("lock"))

    def call(self, name: str, *args: Any) -> Any:
        """A method of mheap, by its full name."""
        return self.rt.call(name, self.view, *args)

    def span(self, npages: int) -> Any:
        """A span out of the treaps, in no list, its state still free."""
        s = self.rt.view("mspan", self.call("(*mheap).allocSpanLocked", npages, self.rt.var("memstats").field_address("stacks_inuse")))
        assert s.npages == npages and s.state == FREE
        return s

    def cut(self, s: Any, npages: int) -> Any:
        """Cut s down to npages pages, the rest a free span in its treap: two neighbours."""
        at = s.startAddr + npages * PAGE
        self.call("(*mheap)._trim", s, npages, False)
        return self.rt.view("mspan", self.rt.call("spanOf", at))

    def in_tree(self, tree: str, s: Any) -> bool:
        """Whether a free span has its node in mheap_.free or mheap_.scav."""
        i = self.rt.call("(*mTreap).start", getattr(self.view, tree))
        while i.t:
            if i.deref("t").spanKey == s.address:
                return True
            i = self.rt.call("(*treapIter).next", i)
        return False


@pytest.mark.parametrize("survivor", ["left", "right"])
def test_merge_by_name(survivor: str) -> None:
    """s swallows its neighbour: bounds, page map, needzero, and the neighbour's record given back."""

    def work() -> None:
        with Heap() as heap:
            rt = heap.rt
            a = heap.span(20)
            base = a.startAddr
            b = heap.cut(a, 8)
            assert (b.startAddr, b.npages, b.state) == (base + 8 * PAGE, 12, FREE)
            s, other = (a, b) if survivor == "left" else (b, a)
            if survivor == "right":
                rt.call("(*mTreap).removeSpan", heap.view.free, b)
                rt.call("(*mTreap).insert", heap.view.free, a)
            s.needzero, other.needzero = 0, 1
            pages, spans = heap.view.free.npages, heap.view.spanalloc.inuse
            heap.call("(*mheap).merge", a, b, other, s)
            assert (s.startAddr, s.npages, s.needzero, s.state) == (base, 20, 1, FREE)
            assert rt.call("spanOf", base) == rt.call("spanOf", base + 20 * PAGE - 1) == s.address
            assert other.state == DEAD
            assert heap.view.free.npages == pages - (12 if survivor == "left" else 8)
            assert heap.view.spanalloc.inuse < spans, "the record went back to spanalloc"

    assert child(work) == (0, "", "")


def test_merge_of_scavenged_spans_inside_a_physical_page_is_a_bug() -> None:
    """Two scavenged neighbours share no physical page; merge throws where they do."""

    def work() -> None:
        with Heap() as heap:
            a = heap.span(64)
            b = heap.cut(a, 3 if a.startAddr % (8 * PAGE) == 0 else 1)
            a.scavenged = True
            heap.rt.call("(*mTreap).removeSpan", heap.view.free, b)
            b.scavenged = True
            heap.rt.call("(*mTreap).insert", heap.view.scav, b)
            ctypes.c_uint64.from_address(heap.rt.variable_address("physPageSize")).value = 8 * PAGE
            heap.call("(*mheap).merge", a, b, b, a)

    status, _, said = child(work)
    assert status == 2
    assert "fatal error: neighboring scavenged spans boundary is not a physical page boundary" in said


@pytest.mark.parametrize("scavenged", ["left", "right"])
@pytest.mark.parametrize("in_tree", ["left", "right"])
def test_realign_by_name(scavenged: str, in_tree: str) -> None:
    """Where pages of the system are larger, the border of a resident and a scavenged span moves into the scavenged one."""

    def work() -> None:
        physical = 8 * PAGE
        with Heap() as heap:
            rt = heap.rt
            a = heap.span(80)
            first = -a.startAddr % physical // PAGE or 8
            cut = first + 16 + 3  # three pages into a physical page
            b = heap.cut(a, cut)
            border, end = b.startAddr, b.startAddr + b.npages * PAGE
            rt.call("(*mTreap).removeSpan", heap.view.free, b)
            (a if scavenged == "left" else b).scavenged = True
            other = a if in_tree == "left" else b
            tree = "scav" if in_tree == scavenged else "free"
            rt.call("(*mTreap).insert", getattr(heap.view, tree), other)
            # Nothing to do while a page of ours is as large as one of the system.
            heap.call("(*mheap).realign", a, b, other)
            assert b.startAddr == border
            ctypes.c_uint64.from_address(rt.variable_address("physPageSize")).value = physical
            heap.call("(*mheap).realign", a, b, other)
            moved = border - 3 * PAGE if scavenged == "left" else border + 5 * PAGE
            assert b.startAddr == moved == a.startAddr + a.npages * PAGE and moved % physical == 0
            assert b.startAddr + b.npages * PAGE == end
            assert rt.call("spanOf", moved - 1) == a.address and rt.call("spanOf", moved) == b.address
            assert heap.in_tree(tree, other)
            assert rt.view("treapNode", other.treapnode).npagesKey == other.npages

    assert child(work) == (0, "", "")


def test_coalesce_by_name() -> None:
    """Free neighbours of s's kind disappear into it, one of the other kind stays."""

    def work() -> None:
        with Heap() as heap:
            rt = heap.rt
            left = heap.span(30)
            base = left.startAddr
            middle = heap.cut(left, 10)
            rt.call("(*mTreap).removeSpan", heap.view.free, middle)
            right = heap.cut(middle, 10)
            left.state = FREE
            rt.call("(*mTreap).insert", heap.view.free, left)
            heap.call("(*mheap).coalesce", middle)
            assert middle.startAddr <= base and middle.npages >= 30 and (left.state, right.state) == (DEAD, DEAD)
            assert middle.treapnode == 0, "s itself is in no treap"
            # Now with a neighbour that was given back to the system.
            apart = heap.cut(middle, 12 + (base - middle.startAddr) // PAGE)
            rt.call("(*mTreap).removeSpan", heap.view.free, apart)
            apart.scavenged = True
            rt.call("(*mTreap).insert", heap.view.scav, apart)
            heap.call("(*mheap).coalesce", middle)
            # What was free before it on the heap may have come to it, `apart` has not.
            assert middle.startAddr + middle.npages * PAGE == apart.startAddr == base + 12 * PAGE
            assert apart.state == FREE and heap.in_tree("scav", apart)

    assert child(work) == (0, "", "")


def test_allocSpanLocked_and_freeSpanLocked_by_name() -> None:
    """What one takes off the idle bytes the other gives back; a span is found by all its pages, then by its ends."""
    with Heap() as heap:
        rt, stats = heap.rt, heap.rt.var("memstats")
        before = (stats.heap_idle, stats.stacks_inuse)
        spans = []
        for n in (5, 1, 300, 17):
            s = rt.view("mspan", heap.call("(*mheap).allocSpanLocked", n, stats.field_address("stacks_inuse")))
            assert (s.npages, s.state, s.treapnode, s.list) == (n, FREE, 0, 0)
            assert all(rt.call("spanOf", s.startAddr + i * PAGE) == s.address for i in range(n))
            # As allocManual does it: a neighbour that looks free is taken to be in a treap.
            s.state, s.allocCount = MANUAL, 0
            spans.append(s)
        assert stats.stacks_inuse == before[1] + 323 * PAGE
        for s in spans:
            stats.stacks_inuse -= s.npages * PAGE
            heap.call("(*mheap).freeSpanLocked", s, False, True)
            assert s.state == FREE and s.treapnode
        assert stats.stacks_inuse == before[1] and stats.heap_idle >= before[0]
    rt.call("checkheap")


def test_alloc_by_name() -> None:
    """mheap.alloc: an in-use span, found by its pages, counted, its memory zero if asked."""
    rt = runtime()
    heap, stats = rt.var("mheap_"), rt.var("memstats")
    # A span that was used before.
    dirty = rt.view("mspan", rt.call("(*mheap).allocManual", heap, 40, stats.field_address("stacks_inuse")))
    ctypes.memset(dirty.startAddr, 0xEE, 40 * PAGE)
    rt.call("(*mheap).freeManual", heap, dirty, stats.field_address("stacks_inuse"))
    before = (heap.pagesInUse, stats.heap_inuse, heap.nlargealloc, stats.heap_live)
    s = rt.view("mspan", rt.call("(*mheap).alloc", heap, 40, 1, True, True))
    assert (s.npages, s.state, s.spanclass, s.nelems, s.elemsize) == (40, INUSE, 1, 1, 40 * PAGE)
    assert s.sweepgen == heap.sweepgen and s.needzero == 0 and not any(ctypes.string_at(s.startAddr, 40 * PAGE))
    assert all(rt.call("spanOf", s.startAddr + i * PAGE) == s.address for i in range(40))
    arena, i, mask = rt.call("pageIndexOf", s.startAddr)
    assert rt.view("heapArena", arena).pageInUse[i] & mask
    grew = (heap.pagesInUse, stats.heap_inuse, heap.nlargealloc, stats.heap_live)
    assert [now - then for now, then in zip(grew, before)] == [40, 40 * PAGE, 1, 40 * PAGE]
    s.freeindex, s.allocCount, s.allocCache = 1, 1, 0
    collect(rt)
    rt.call("finishsweep_m")
    rt.call("checkheap")


SPC = 2 * 33 + 1


def test_cacheSpan_and_uncacheSpan_by_name() -> None:
    """cacheSpan counts all free slots as allocated, uncacheSpan takes that back and lists the span by what is free."""
    rt = runtime()
    heap, stats = rt.var("mheap_"), rt.var("memstats")
    central = rt.view("mcentral", heap.central[SPC].mcentral.address)
    nmalloc, live = central.nmalloc, stats.heap_live
    s = rt.view("mspan", rt.call("(*mcentral).cacheSpan", central))
    free = s.nelems - s.allocCount
    assert s.list == central.empty.address and free > 0
    assert (central.nmalloc - nmalloc, stats.heap_live - live) == (free, s.npages * PAGE - s.allocCount * s.elemsize)
    s.sweepgen = heap.sweepgen + 3
    nmalloc, live = central.nmalloc, stats.heap_live
    assert rt.call("nextFreeFast", s)
    rt.call("(*mcentral).uncacheSpan", central, s)
    assert s.sweepgen == heap.sweepgen and s.list == central.nonempty.address == rt.view("mspan", central.nonempty.first).list
    assert central.nmalloc == nmalloc - (free - 1)
    assert live - stats.heap_live == (free - 1) * s.elemsize
    # Used up: back again, it belongs into `empty`, and nothing is taken back.
    again = rt.view("mspan", rt.call("(*mcentral).cacheSpan", central))
    assert again.address == s.address
    again.sweepgen = heap.sweepgen + 3
    while (i := rt.call("(*mspan).nextFreeIndex", again)) != again.nelems:
        assert i < again.nelems
        again.allocCount += 1
    nmalloc, live = central.nmalloc, stats.heap_live
    rt.call("(*mcentral).uncacheSpan", central, again)
    assert (central.nmalloc, stats.heap_live, again.list) == (nmalloc, live, central.empty.address)
    collect(rt)
    rt.call("finishsweep_m")
    rt.call("checkheap")


def test_uncacheSpan_sweeps_a_span_that_was_cached_before_the_cycle() -> None:
    rt = runtime()
    heap, stats = rt.var("mheap_"), rt.var("memstats")
    central = heap.central[SPC].mcentral
    s = rt.view("mspan", rt.call("(*mcentral).cacheSpan", central))
    s.sweepgen = heap.sweepgen + 3
    at = rt.call("nextFreeFast", s)
    collect(rt)
    assert s.sweepgen == heap.sweepgen + 1
    live, pages = stats.heap_live, heap.pagesSwept + s.npages
    rt.call("(*mcentral).uncacheSpan", central, s)
    assert heap.pagesSwept == pages and stats.heap_live == live, "heap_live was counted anew by the mark"
    assert rt.call("spanOfHeap", at) == 0, "its one object was garbage, so the span went home"
    rt.call("finishsweep_m")
    rt.call("checkheap")


def test_uncacheSpan_of_an_untouched_span_is_a_bug() -> None:
    def work() -> None:
        rt = runtime()
        heap = rt.var("mheap_")
        s = rt.view("mspan", rt.call("(*mheap).alloc", heap, 1, SPC, False, True))
        rt.call("(*mcentral).uncacheSpan", heap.central[SPC].mcentral, s)

    status, _, said = child(work)
    assert status == 2 and "fatal error: uncaching span but s.allocCount == 0" in said


def maps(address: int) -> str:
    """The line of /proc/self/maps that holds an address, or nothing."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        low, high = (int(x, 16) for x in line.split()[0].split("-"))
        if low <= address < high:
            return line
    return ""


def test_states_of_address_space() -> None:
    """Reserved has no access, Prepared has, Fault has none again, and what is freed is nobody's."""
    rt = runtime()
    memory = Memory(rt)
    stat = memory.raw(8)
    size = 1 << 20
    v = rt.call("sysReserve", 0, size)
    assert maps(v).split()[1] == "---p"
    rt.call("sysMap", v, size, stat)
    assert maps(v).split()[1] == "rw-p" and word(stat) == size
    ctypes.memset(v, 7, size)
    rt.call("sysUnused", v, size)
    rt.call("sysUsed", v, size)
    assert not any(ctypes.string_at(v, size))
    rt.call("sysFault", v, size)
    assert maps(v).split()[1] == "---p"
    rt.call("sysFree", v, size, stat)
    assert maps(v) == "" and word(stat) == 0


@pytest.mark.parametrize("name", ["sysFault", "sysFree"])
def test_an_access_after_it_is_a_fault(name: str) -> None:
    rt = runtime()
    memory = Memory(rt)
    stat = memory.raw(8)

    def work() -> None:
        v = rt.call("sysAlloc", 1 << 16, stat)
        ctypes.memset(v, 1, 1 << 16)
        rt.call(name, v, 1 << 16, *([stat] if name == "sysFree" else []))
        ctypes.string_at(v, 8)

    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    assert child(work)[0] == -signal.SIGSEGV


def marked_huge(v: int, size: int) -> list[tuple[int, int]]:
    """The mappings inside of [v, v+size) with the kernel's flag "hg". Skips the test where the kernel does not tell."""
    text = Path("/proc/self/smaps").read_text()
    if "VmFlags" not in text:
        pytest.skip("this kernel does not tell flags of mappings")
    marked = []
    low = high = 0
    for line in text.splitlines():
        head = line.split()[0]
        if "-" in head and not head.endswith(":"):
            low, high = (int(x, 16) for x in head.split("-"))
        elif head == "VmFlags:" and "hg" in line.split() and v <= low < v + size:
            marked.append((low, high))
    return marked


def huge_page_size() -> int:
    """The size of a huge page; skips the test where there are none."""
    size = int(runtime().var("physHugePageSize"))
    if not size or not Path("/sys/kernel/mm/transparent_hugepage/enabled").exists():
        pytest.skip("no transparent huge pages here")
    return size


def test_sysHugePage_marks_whole_huge_pages_only() -> None:
    """The kernel's flag "hg" on the aligned huge pages inside the stretch, not on its ragged ends."""
    rt = runtime()
    huge = huge_page_size()
    memory = Memory(rt)
    stat = memory.raw(8)
    size = 6 * huge
    v = rt.call("sysReserve", 0, size)
    rt.call("sysMap", v, size, stat)
    first = -(-v // huge) * huge
    rt.call("sysHugePage", first + 4096, 3 * huge - 8192)
    marked = marked_huge(v, size)
    rt.call("sysFree", v, size, stat)
    assert marked in ([(first + huge, first + 2 * huge)], []), "only the middle one is whole"


def test_tryHugePages_takes_small_pages_after_a_dear_touch() -> None:
    """Whether a touch is dear the machine says; both outcomes are told by the marks and by how many steps are skipped."""
    huge = huge_page_size()
    with Heap() as heap:
        rt, trial = heap.rt, heap.rt.var("trial")
        memory = Memory(rt)
        stat = memory.raw(8)
        size = 6 * huge
        v = rt.call("sysReserve", 0, size)
        rt.call("sysMap", v, size, stat)
        first = -(-v // huge) * huge
        trial.skip, trial.backoff = 1, 4
        rt.call("tryHugePages", first, 4 * huge)
        assert (trial.skip, trial.backoff) == (0, 4) and marked_huge(v, size) == [], "a step that is skipped"
        rt.call("tryHugePages", first, 4 * huge)
        marked = marked_huge(v, size)
        after = trial.skip, trial.backoff
        trial.skip, trial.backoff = 0, 0
        rt.call("sysFree", v, size, stat)
    if not rt.call("haveHugePages"):
        assert marked == []
    elif after == (0, 0):
        assert marked == [(first, first + 4 * huge)]
    else:
        assert after == (10, 10) and marked == [(first, first + huge)], "what is touched is huge, the rest is not"


def test_sysReserve_takes_a_hint_and_says_when_it_is_refused() -> None:
    rt = runtime()
    size = 1 << 20
    v = rt.call("sysReserve", 0, size)
    elsewhere = rt.call("sysReserve", v, size)
    assert elsewhere not in (0, v), "the place is taken: the system chooses another"
    rt.call("sysFree", v, size, 0)
    rt.call("sysFree", elsewhere, size, 0)
    assert rt.call("sysReserve", v, size) == v
    rt.call("sysFree", v, size, 0)
    assert rt.call("sysReserve", 0, 1 << 62) == 0, "no room at all"
    assert rt.call("sysAlloc", 1 << 62, 0) == 0


def test_linearAlloc_over_its_pages() -> None:
    """linearAlloc.alloc: aligned, in order, mapped no further than needed, None when the rest is too small."""
    rt = runtime()
    memory = Memory(rt)
    area = memory.new("mem.mheap", "linearAlloc")
    assert rt.call("(*linearAlloc).alloc", area, 1, 1, 0) == 0, "empty, as on 64-bit systems"
    size = 1 << 16
    base = rt.call("sysReserve", 0, size)
    stat = memory.raw(8)
    rt.call("(*linearAlloc).init", area, base, size)
    end = base
    for want, align in ((1, 1), (10, 8), (4096, 4096), (4095, 1), (3, 2)):
        p = rt.call("(*linearAlloc).alloc", area, want, align, stat)
        assert p % align == 0 and end <= p < end + align
        end = p + want
        ctypes.memset(p, 0x5A, want)
        assert area.next == end and area.mapped == -(-end // 4096) * 4096 and word(stat) == area.mapped - base
    assert maps(area.mapped).split()[1] == "---p"
    rest = base + size - area.next
    assert rt.call("(*linearAlloc).alloc", area, rest + 1, 1, stat) == 0
    assert rt.call("(*linearAlloc).alloc", area, rest, 1, stat) == end
    rt.call("sysFree", base, size, 0)


def hints(heap: Any) -> list[tuple[int, bool]]:
    """The arena hints in order."""
    out, at = [], heap.view.arenaHints
    while at:
        hint = heap.rt.view("arenaHint", at)
        out.append((hint.addr, hint.down))
        at = hint.next
    return out


def test_sysAlloc_passes_hints_that_are_refused() -> None:
    """A hint beyond the address space, one that overflows, one that is taken: each is dropped; one that leads down is used."""

    def work() -> None:
        with Heap() as heap:
            rt = heap.rt
            taken = rt.call("sysReserve", 0x00D0 << 32, ARENA)
            assert taken == 0x00D0 << 32
            good = hints(heap)[0]
            down = 0x00E0 << 32
            for addr in (down, taken, 1 << 48, (1 << 64) - 8192):
                rt.call("addArenaHint", heap.view, addr)
            at = heap.view.arenaHints
            while at:
                hint = rt.view("arenaHint", at)
                if hint.addr == down:
                    hint.down = True
                at = hint.next
            arenas = heap.view.allArenas.len
            v, size = heap.call("(*mheap).sysAlloc", 1)
            assert (v, size) == (down - ARENA, ARENA)
            assert hints(heap)[:2] == [(down - ARENA, True), good], "the three before it are gone"
            assert heap.view.allArenas.len == arenas + 1
            assert maps(taken).split()[1] == "---p", "what was somebody's stays his"

    assert child(work) == (0, "", "")


def test_sysAlloc_without_hints_takes_any_aligned_place() -> None:
    """When every hint is used up, arenas go where the system likes, and two hints remember the place."""

    def work() -> None:
        with Heap() as heap:
            heap.view.arenaHints = 0
            v, size = heap.call("(*mheap).sysAlloc", ARENA + 1)
            assert v % ARENA == 0 and size == 2 * ARENA
            assert hints(heap) == [(v + size, False), (v, True)]
            assert maps(v).split()[1] == "rw-p"
            ctypes.memset(v + size - 8, 1, 8)

    assert child(work) == (0, "", "")


def test_sysAlloc_says_when_there_is_nothing() -> None:
    with Heap() as heap:
        stats = heap.rt.var("memstats")
        before = (stats.heap_sys, heap.view.allArenas.len)
        done = child(lambda: _nothing(heap))
        assert done == (0, "", "")
        assert (stats.heap_sys, heap.view.allArenas.len) == before


def _nothing(heap: Heap) -> None:
    assert heap.call("(*mheap).sysAlloc", 1 << 47) == (0, 0)
    assert hints(heap) == []


def test_sysMap_without_memory_is_the_fatal_error_of_go() -> None:
    """sysMap under a limit on the address space: "fatal error: runtime: out of memory", never a crash."""

    def work() -> None:
        rt = runtime()
        # Address space that is no mapping: it must be made anew, beyond the limit.
        used = int(Path("/proc/self/statm").read_text().split()[0]) * 4096
        resource.setrlimit(resource.RLIMIT_AS, (used, used))
        rt.call("sysMap", 0x00DF << 32, 1 << 30, 0)

    status, _, said = child(work)
    assert status == 2 and "fatal error: runtime: out of memory" in said


def test_grow_without_memory_says_how_much_it_wanted() -> None:
    def work() -> None:
        with Heap() as heap:
            assert not heap.call("(*mheap).grow", 1 << 34)

    status, _, said = child(work)
    assert status == 0
    assert f"runtime: out of memory: cannot allocate {1 << 47}-byte block (" in said
