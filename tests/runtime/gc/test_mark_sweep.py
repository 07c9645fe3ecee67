"""Mark and sweep against a model: random graphs and roots; what is reachable lives unchanged, the rest is freed."""

from __future__ import annotations

import ctypes
import random

from heap_support import Memory, collect, runtime, set_word, word
from hypothesis import given, settings
from hypothesis import strategies as st


def _marked(rt: object, at: int) -> bool:
    """Whether the slot of an object survived the last sweep (or was allocated since)."""
    s = rt.view("mspan", rt.call("spanOf", at))  # type: ignore[attr-defined]
    if s.state != 1:
        return False
    return not rt.call("(*mspan).isFree", s, rt.call("(*mspan).objIndex", s, at))  # type: ignore[attr-defined]


class Graph:
    """Objects with `words` words, of which some are pointers, linked at random; roots in memory outside the heap."""

    def __init__(self, seed: int, n: int) -> None:
        self.rt = runtime()
        self.memory = Memory(self.rt)
        chance = random.Random(seed)
        self.objects: list[tuple[int, list[int], int]] = []
        self.edges: dict[int, list[int]] = {}
        for _ in range(n):
            words = chance.choice([1, 2, 3, 6, 13, 40, 64, 65, 200, 1000, 4200])
            pointers = sorted(chance.sample(range(words), min(words, chance.randint(0, 5))))
            t = self.memory.type(words * 8, pointers) if pointers else None
            at = self.rt.call("mallocgc", words * 8, t, True)
            for w in range(words):
                if w not in pointers:
                    set_word(at + 8 * w, 0x1122334455667788)
            self.objects.append((at, pointers, words))
        for i, (at, pointers, _) in enumerate(self.objects):
            self.edges[i] = []
            for w in pointers:
                if chance.random() < 0.7:
                    j = chance.randrange(n)
                    # Interior pointers count too.
                    set_word(at + 8 * w, self.objects[j][0] + chance.randrange(self.objects[j][2] * 8))
                    self.edges[i].append(j)
        self.roots = [chance.randrange(n) for _ in range(chance.randint(0, 4))]
        self.root = self.memory.raw(8 * 8)
        for k, j in enumerate(self.roots):
            set_word(self.root + 8 * k, self.objects[j][0] + chance.randrange(self.objects[j][2] * 8))

    def reachable(self) -> set[int]:
        seen: set[int] = set()
        todo = list(self.roots)
        while todo:
            i = todo.pop()
            if i not in seen:
                seen.add(i)
                todo += self.edges[i]
        return seen


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(1, 40))
def test_random_graphs(seed: int, n: int) -> None:
    rt = runtime()
    graph = Graph(seed, n)
    rt.call("gcAddRoots", graph.root, 64)
    try:
        for _ in range(2):
            collect(rt)
            rt.call("finishsweep_m")
            rt.call("checkheap")
            alive = graph.reachable()
            for i, (at, pointers, words) in enumerate(graph.objects):
                if i in alive:
                    assert _marked(rt, at)
                    assert all(word(at + 8 * w) == 0x1122334455667788 for w in range(words) if w not in pointers)
            if not alive:
                break
    finally:
        rt.call("gcRemoveRoots", graph.root)
    collect(rt)
    rt.call("finishsweep_m")
    dead = [at for at, _, words in graph.objects if words * 8 >= 16]
    assert not any(_marked(rt, at) for at in dead if rt.call("spanOfHeap", at))
    rt.call("checkheap")


def test_everything_unreachable_is_freed() -> None:
    rt = runtime()
    collect(rt)
    rt.call("finishsweep_m")
    base = rt.var("memstats").heap_live
    for size in (16, 48, 1024, 40000, 3 << 20):
        for _ in range(200 if size < 5000 else 5):
            ctypes.memset(rt.call("mallocgc", size, None, True), 0xEE, size)
    assert rt.var("memstats").heap_live > base + 15_000_000
    collect(rt)
    rt.call("finishsweep_m")
    assert rt.var("memstats").heap_marked <= base
    rt.call("checkheap")


def test_freed_memory_is_reused_and_zero() -> None:
    rt = runtime()
    sys_before = None
    for _ in range(30):
        for _ in range(400):
            at = rt.call("mallocgc", 4096, None, True)
            assert not any(ctypes.string_at(at, 4096))
            ctypes.memset(at, 0x77, 4096)
        collect(rt)
        heap_sys = rt.var("memstats").heap_inuse
        if sys_before is None:
            sys_before = heap_sys
    rt.call("finishsweep_m")
    assert rt.var("memstats").heap_inuse <= sys_before + (4 << 20)


def test_proportional_sweep_is_done_before_the_next_trigger() -> None:
    rt = runtime()
    heap, stats = rt.var("mheap_"), rt.var("memstats")
    for _ in range(3000):
        rt.call("mallocgc", 512, None, True)
    collect(rt)
    assert heap.sweepdone == 0
    swept, todo = heap.pagesSwept, heap.pagesInUse - heap.pagesSwept
    while stats.heap_live < stats.gc_trigger:
        rt.call("mallocgc", 8192, None, True)
    # What is left in the list of spans to sweep was swept by those who allocated from it.
    assert heap.sweepdone == 1 or heap.pagesSwept - swept >= todo - 4


def test_reclaim_frees_pages_for_a_large_object() -> None:
    rt = runtime()
    heap = rt.var("mheap_")
    rt.call("finishsweep_m")
    for _ in range(40):
        rt.call("mallocgc", 64 << 10, None, True)
    collect(rt)
    swept = heap.pagesSwept
    rt.call("reclaim", 64)
    assert heap.pagesSwept >= swept + 64 or heap.sweepdone == 1 or heap.reclaimIndex >= 1 << 63
    rt.call("finishsweep_m")
    rt.call("checkheap")


def test_goal_follows_gogc() -> None:
    rt = runtime()
    stats = rt.var("memstats")
    old = rt.call("setGCPercent", 100)
    try:
        collect(rt)
        assert stats.next_gc == max(4 << 20, 2 * stats.heap_marked)
        rt.call("setGCPercent", 400)
        assert stats.next_gc == max(16 << 20, 5 * stats.heap_marked)
        rt.call("setGCPercent", -1)
        assert stats.gc_trigger == (1 << 64) - 1
        limit = rt.call("setMemoryLimit", 1 << 30)
        assert stats.gc_trigger < 1 << 30
        rt.call("setMemoryLimit", limit)
        assert stats.gc_trigger == (1 << 64) - 1
    finally:
        rt.call("setGCPercent", old)


def test_workbufs_grow_and_are_given_back() -> None:
    rt = runtime()
    memory = Memory(rt)
    w = memory.new("gc.workbuf", "gcWork")
    for i in range(1, 20001):
        rt.call("(*gcWork).put", w, i * 8)
    for i in range(20000, 0, -1):
        assert rt.call("(*gcWork).tryGet", w) == i * 8
    assert rt.call("(*gcWork).tryGet", w) == 0
    rt.call("freeWorkbufs", w)
    rt.call("(*gcWork).put", w, 8)
    assert rt.call("(*gcWork).tryGet", w) == 8


def test_scavenger_keeps_what_the_next_cycle_needs() -> None:
    rt = runtime()
    heap = rt.var("mheap_")
    for _ in range(600):
        rt.call("mallocgc", 64 << 10, None, True)
    collect(rt)
    rt.call("finishsweep_m")
    collect(rt)
    rt.call("finishsweep_m")
    # The peak of a moment ago is remembered: nothing is to be given back yet.
    assert heap.scavengeRetainedGoal >= 600 * (64 << 10)
    for _ in range(5):
        collect(rt)
        rt.call("finishsweep_m")
    retained = rt.call("(*mheap).heapRetained", heap)
    if retained > heap.scavengeRetainedGoal:
        assert heap.scavengeBytesPerNS > 0
        heap.scavengeTimeBasis = heap.scavengeTimeBasis - 120 * 10**9
        while rt.call("scavengeStep") > 0 and rt.call("(*mheap).heapRetained", heap) > heap.scavengeRetainedGoal:
            pass
        assert rt.call("(*mheap).heapRetained", heap) <= heap.scavengeRetainedGoal + 8192
    rt.call("checkheap")


def test_work_is_handed_over_by_halves() -> None:
    """What one worker hands over another takes; when all wait and nothing is left, both are told so."""
    rt = runtime()
    memory = Memory(rt)
    state = rt.var("markwork")
    state.full, state.nwait, state.nproc = 0, 0, 2
    one, two = memory.new("gc.workbuf", "gcWork"), memory.new("gc.workbuf", "gcWork")
    for i in range(1, 101):
        rt.call("(*gcWork).put", one, i * 8)
    rt.call("handoff", one)
    assert state.full
    assert rt.call("getfull", two) and state.nwait == 0 and not state.full
    got = []
    for w in (one, two):
        while at := rt.call("(*gcWork).tryGet", w):
            got.append(at)
    assert sorted(got) == [i * 8 for i in range(1, 101)]
    for i in range(1, 20):
        rt.call("(*gcWork).put", one, i * 8)
    rt.call("handoff", one)
    assert not state.full, "too little to hand over"
    state.nwait = 1
    while rt.call("(*gcWork).tryGet", one):
        pass
    assert not rt.call("getfull", one) and state.nwait == 2
    state.nwait = 0


def test_parallel_marking_marks_the_same() -> None:
    """A graph marked by gcDrainParallel with one worker: the same objects as gcDrain's, by the model."""
    rt = runtime()
    state = rt.var("markwork")
    for seed in range(5):
        graph = Graph(seed, 30)
        rt.call("gcAddRoots", graph.root, 64)
        rt.call("finishsweep_m")
        rt.call("gcResetMarkState")
        state.full, state.nwait, state.nproc = 0, 0, 1
        w = rt.variable_address("gcw")
        rt.call("gcMarkRoots", w)
        rt.call("gcDrainParallel", w)
        rt.call("gcRemoveRoots", graph.root)
        alive = graph.reachable()
        for i, (at, _, words) in enumerate(graph.objects):
            s = rt.view("mspan", rt.call("spanOf", at))
            n = rt.call("(*mspan).objIndex", s, at)
            marked = bool(word(s.gcmarkBits + n // 64 * 8) >> (n % 64) & 1)
            # Tiny objects share a block.
            assert marked or i not in alive
            assert i in alive or not marked or words == 1
        collect(rt)
