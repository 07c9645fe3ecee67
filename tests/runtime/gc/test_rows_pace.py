"""Rows about keeping pace, each called by name with figures of ours: the sweep's credit, the reclaimer's, the scavenger's rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from heap_support import collect, runtime

PAGE = 8192


@pytest.fixture
def to_sweep() -> Iterator[Any]:
    """The runtime with some hundred large spans that wait for their sweep, and no pace set yet."""
    rt = runtime()
    rt.call("finishsweep_m")
    for _ in range(100):
        rt.call("mallocgc", 64 << 10, None, True)
    collect(rt)
    heap = rt.var("mheap_")
    assert heap.sweepdone == 0
    heap.sweepPagesPerByte = 0.0
    yield rt
    rt.call("finishsweep_m")
    rt.call("checkheap")


def test_deductSweepCredit_sweeps_up_to_the_line(to_sweep: Any) -> None:
    """Pages swept reach slope * (bytes since the basis + bytes asked for) - what the caller sweeps itself, and stop there."""
    rt = to_sweep
    heap, stats = rt.var("mheap_"), rt.var("memstats")
    start = heap.pagesSwept
    rt.call("deductSweepCredit", 1 << 30, 0)
    assert heap.pagesSwept == start, "no pace, no work"
    heap.sweepHeapLiveBasis = stats.heap_live
    heap.pagesSweptBasis = heap.pagesSwept
    heap.sweepPagesPerByte = 1.0 / PAGE
    rt.call("deductSweepCredit", 40 * PAGE, 40)
    assert heap.pagesSwept == start, "the caller pays in pages of its own"
    rt.call("deductSweepCredit", 40 * PAGE, 10)
    assert heap.pagesSwept >= start + 30
    swept = heap.pagesSwept
    rt.call("deductSweepCredit", 20 * PAGE, 0)
    assert heap.pagesSwept == swept, "ahead of the line already"
    heap.pagesSweptBasis = swept
    rt.call("deductSweepCredit", 20 * PAGE, 0)
    assert heap.pagesSwept >= swept + 20 or heap.sweepPagesPerByte == 0.0


def test_deductSweepCredit_ends_the_pace_with_the_last_span(to_sweep: Any) -> None:
    rt = to_sweep
    heap = rt.var("mheap_")
    heap.sweepHeapLiveBasis, heap.pagesSweptBasis, heap.sweepPagesPerByte = 0, 0, 1.0
    rt.call("deductSweepCredit", 1 << 40, 0)
    assert heap.sweepPagesPerByte == 0.0 and heap.sweepdone == 1


def test_reclaim_spends_credit_first(to_sweep: Any) -> None:
    """Credit that covers the need is spent without a sweep; what a chunk gave beyond the need becomes credit."""
    rt = to_sweep
    heap = rt.var("mheap_")
    heap.reclaimCredit = 10
    index, swept = heap.reclaimIndex, heap.pagesSwept
    rt.call("reclaim", 4)
    assert (heap.reclaimCredit, heap.reclaimIndex, heap.pagesSwept) == (6, index, swept)
    in_use = heap.pagesInUse
    rt.call("reclaim", 7)
    freed = in_use - heap.pagesInUse
    assert heap.reclaimIndex > index and freed >= 1, "six from the credit, the rest swept for"
    assert heap.reclaimCredit == freed - 1
    assert rt.var("m0").locks == 0


def test_reclaim_gives_up_when_all_arenas_were_seen(to_sweep: Any) -> None:
    rt = to_sweep
    heap = rt.var("mheap_")
    heap.reclaimCredit = 3
    rt.call("reclaim", 1 << 40)
    assert heap.reclaimIndex >= 1 << 63 and heap.reclaimCredit == 0
    swept = heap.pagesSwept
    heap.reclaimCredit = 5
    rt.call("reclaim", 2)
    assert (heap.reclaimCredit, heap.pagesSwept) == (5, swept), "not even credit is looked at any more"
    heap.reclaimCredit = 0


def test_sweepone_gives_credit_for_a_span_that_went_home(to_sweep: Any) -> None:
    rt = to_sweep
    heap = rt.var("mheap_")
    heap.reclaimCredit = 0
    home = 0
    for _ in range(50):
        pages = rt.call("sweepone")
        if pages == 2**64 - 1:
            break
        home += pages
        assert heap.reclaimCredit == home
    assert home > 0
    heap.reclaimCredit = 0


def test_gcPaceScavenger_goal_and_rate() -> None:
    """Goal: the peak of the last cycles, as the next goal is to the last, and a tenth; what is beyond it goes in a minute."""
    rt = runtime()
    heap, stats, own = rt.var("mheap_"), rt.var("memstats"), rt.var("scavenge")
    rt.call("finishsweep_m")
    kept = [stats.next_gc, stats.last_next_gc, own.npeak, *own.peak]
    try:
        peak = stats.heap_inuse + (10 << 20)
        for i in range(4):
            own.peak[i] = peak - i
        own.npeak = 4
        stats.next_gc, stats.last_next_gc = 30 << 20, 20 << 20
        rt.call("gcPaceScavenger")
        goal = heap.scavengeRetainedGoal
        assert goal % 4096 == 0 and abs(goal - peak * 1.5 * 1.1) <= 4096
        stats.next_gc = 10 << 20  # A goal that shrinks does not lower what is kept.
        rt.call("gcPaceScavenger")
        assert abs(heap.scavengeRetainedGoal - peak * 1.1) <= 4096
        retained = rt.call("(*mheap).heapRetained", heap)
        if retained <= heap.scavengeRetainedGoal:
            assert heap.scavengeBytesPerNS == 0.0
        # Grow the part that is free and resident until something is beyond the goal.
        stat = stats.field_address("stacks_inuse")
        s = rt.call("(*mheap).allocManual", heap, (64 << 20) // PAGE, stat)
        rt.call("(*mheap).freeManual", heap, s, stat)
        generation = heap.scavengeGen
        rt.call("gcPaceScavenger")
        retained = rt.call("(*mheap).heapRetained", heap)
        beyond = retained - heap.scavengeRetainedGoal
        assert beyond > 0 and heap.scavengeGen == generation + 1 and heap.scavengeRetainedBasis == retained
        assert heap.scavengeBytesPerNS == pytest.approx(beyond / 60e9) and heap.scavengeTimeBasis > 0
    finally:
        stats.next_gc, stats.last_next_gc, own.npeak = kept[:3]
        for i in range(4):
            own.peak[i] = kept[3 + i]
        rt.call("gcPaceScavenger")
    rt.call("checkheap")


def test_gcPaceScavenger_before_the_first_cycle() -> None:
    rt = runtime()
    heap, own = rt.var("mheap_"), rt.var("scavenge")
    kept = own.npeak
    own.npeak = 0
    heap.scavengeBytesPerNS = 1.0
    rt.call("gcPaceScavenger")
    assert heap.scavengeBytesPerNS == 0.0, "nothing is known to be too much"
    own.npeak = kept
