"""Group gc of the rows where they need goroutines: a cycle started by one, the background sweeper and scavenger.

One P, in a child process; crossing_support has the way.
"""

from __future__ import annotations

from crossing_support import GRUNNABLE, GWAITING, World, in_child

ALWAYS = 2
SWEEPWAIT, SCAVENGEWAIT, SLEEP = 12, 13, 19
MB = 1 << 20


def litter(w: World, n: int, size: int) -> None:
    """Allocate n objects that nobody keeps."""
    for _ in range(n):
        w.go("mallocgc", size, None, True)


@in_child
def test_gcStart_runs_a_whole_cycle() -> None:
    w = World()
    gp = w.agent()
    stats, heap = w.rt.var("memstats"), w.rt.var("mheap_")
    # Not before gcenable has said so.
    w.go("gcStart", ALWAYS)
    assert stats.numgc == 0
    litter(w, 8, MB)
    kept = w.go("mallocgc", 100 << 10, None, True).result
    # What a goroutine holds is a root.
    gp.param = kept
    generation = heap.sweepgen
    assert stats.heap_live >= 8 * MB
    stats.enablegc = True
    order = w.go("gcStart", ALWAYS)
    assert order.done and order.came == gp.address and w.m0.curg == gp.address
    assert stats.numgc == 1 and stats.numforcedgc == 1 and heap.sweepgen == generation + 2
    # Stacks are scanned conservatively: one of the eight may seem to be held.
    assert 100 << 10 <= stats.heap_marked == stats.heap_live < 2 * MB
    # The world runs again, with our P ours, and nothing is held.
    assert w.sched.gcwaiting == 0 and w.sched.stopwait == 0 and w.m0.locks == 0 and w.rt.var("worldsema") == 1
    assert w.p(0).status == 1 and w.p(0).m == w.m0.address
    # What is to be swept goes back when somebody sweeps it; what is kept stays.
    assert not heap.sweepdone
    while w.go("sweepone").result != (1 << 64) - 1:
        pass
    assert heap.sweepdone and w.rt.call("spanOfHeap", kept) == w.rt.call("spanOf", kept)
    assert stats.heap_inuse < 4 * MB


@in_child
def test_gcStart_below_the_trigger_does_nothing() -> None:
    w = World()
    w.agent()
    w.rt.var("memstats").enablegc = True
    w.go("gcStart", 0)
    assert w.rt.var("memstats").numgc == 0
    # Nor on g0, nor with a lock held.
    w.g0("gcStart", ALWAYS)
    w.m0.locks += 1
    w.go("gcStart", ALWAYS)
    w.m0.locks -= 1
    assert w.rt.var("memstats").numgc == 0 and w.rt.var("worldsema") == 1


@in_child
def test_bgsweep_says_that_it_is_there_and_sweeps_after_a_cycle() -> None:
    w = World()
    sweeper = w.agent()
    other = w.put(0, "crossagent")
    c = w.rt.call("makechan_int", 2)
    order = w.go("bgsweep", c)
    state, heap, stats = w.rt.var("sweep"), w.rt.var("mheap_"), w.rt.var("memstats")
    assert order.came == other.address and state.g == sweeper.address and state.parked and state.started
    assert (sweeper.atomicstatus, sweeper.waitreason) == (GWAITING, SWEEPWAIT) and state.lock.key == 0
    assert w.rt.view("hchan", c).qcount == 1
    litter(w, 8, MB)
    stats.enablegc = True
    w.go("gcStart", ALWAYS)
    # The end of the cycle has woken it: it is next.
    assert not state.parked and sweeper.atomicstatus == GRUNNABLE and w.p(0).runnext == sweeper.address
    assert not heap.sweepdone
    # A span, then it lets others run.
    swept = state.nbgsweep
    while not state.parked:
        assert w.go("Gosched").came == other.address
    assert heap.sweepdone and state.nbgsweep > swept and sweeper.atomicstatus == GWAITING
    assert stats.heap_inuse < 4 * MB


@in_child
def test_bgscavenge_gives_pages_back_at_its_pace() -> None:
    w = World()
    scavenger = w.agent()
    other = w.put(0, "crossagent")
    c = w.rt.call("makechan_int", 2)
    order = w.go("bgscavenge", c)
    state, heap, stats = w.rt.var("scavenge"), w.rt.var("mheap_"), w.rt.var("memstats")
    assert order.came == other.address and state.g == scavenger.address and state.parked
    assert (scavenger.atomicstatus, scavenger.waitreason) == (GWAITING, SCAVENGEWAIT) and state.lock.key == 0
    assert w.rt.view("hchan", c).qcount == 1
    # 16 MB that the heap has and does not need, and a pace at which the first part is overdue.
    litter(w, 16, MB)
    stats.enablegc = True
    w.go("gcStart", ALWAYS)
    while w.go("sweepone").result != (1 << 64) - 1:
        pass
    retained = w.rt.call("(*mheap).heapRetained", heap)
    heap.scavengeRetainedGoal = retained - 8 * MB
    heap.scavengeRetainedBasis = retained
    heap.scavengeTimeBasis = w.rt.call("nanotime") - 10**9
    heap.scavengeBytesPerNS = 4 * MB / 10**9
    heap.scavengeGen += 1
    released = stats.heap_released
    if state.parked:
        w.go("wakeScavenger")
    assert w.p(0).runnext == scavenger.address
    assert w.go("Gosched").came == other.address
    # It has given some back, and sleeps on a timer until more is due.
    assert stats.heap_released > released and w.rt.call("(*mheap).heapRetained", heap) < retained
    assert (scavenger.atomicstatus, scavenger.waitreason) == (GWAITING, SLEEP)
    assert w.p(0).timers.n == 1
