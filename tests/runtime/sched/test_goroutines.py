"""Group g of the rows on goroutines that run: the go statement, waiting and waking, the switches, the scheduler's round, the end.

One P, so that nothing else runs: what Python sees after a crossing is what the runtime did in it. crossing_support has the way.
"""

from __future__ import annotations

import ctypes

from crossing_support import GDEAD, GRUNNABLE, GRUNNING, GWAITING, World, in_child

CHANRECEIVE, SEMACQUIRE = 14, 18


@in_child
def test_newproc_puts_a_goroutine_next() -> None:
    w = World()
    agent = w.agent()
    fn = w.memory(w.code("crossonce"))
    w.go("newproc", 24, fn, w.memory(7, 8, 9))
    first = w.p(0).runnext
    gp = w.g(first)
    assert gp.atomicstatus == GRUNNABLE and gp.parentGoid == agent.goid and gp.goid == agent.goid + 1
    assert gp.startpc == w.code("crossonce")
    block = gp.stack.hi - 32
    assert [ctypes.c_uint64.from_address(block + 8 * i).value for i in range(3)] == [7, 8, 9]
    # The next one kicks it out to the tail.
    w.go("newproc", 0, fn, None)
    assert w.p(0).runnext != first and w.queue(0) == [first]


@in_child
def test_gopark_waits_with_its_reason() -> None:
    """gopark, park_m, dropg, schedule, execute, gogo; goready and ready bring it back."""
    w = World()
    sleeper = w.agent()
    other = w.put(0, "crossagent")
    answer = w.memory(1)
    tick = w.p(0).schedtick
    order = w.go("gopark", w.code("crossunlock"), answer, CHANRECEIVE, 0, 1)
    assert order.came == other.address and w.m0.curg == other.address and not order.done
    assert (sleeper.atomicstatus, sleeper.waitreason, sleeper.m) == (GWAITING, CHANRECEIVE, 0)
    assert other.atomicstatus == GRUNNING and w.p(0).schedtick == tick + 1
    # unlockf was called once, for it, when it waited already; then forgotten.
    assert list(w.marks)[:4] == [sleeper.address, answer, GWAITING, 1]
    assert not w.m0.waitunlockf and not w.m0.waitlock
    woken = w.go("goready", sleeper, 1)
    assert woken.done and sleeper.atomicstatus == GRUNNABLE and w.p(0).runnext == sleeper.address
    # It inherits the time slice: no new tick.
    assert w.go("gopark", None, None, SEMACQUIRE, 0, 1).came == sleeper.address
    assert order.done and sleeper.atomicstatus == GRUNNING and other.waitreason == SEMACQUIRE
    assert w.p(0).schedtick == tick + 1


@in_child
def test_unlockf_may_call_the_wait_off() -> None:
    w = World()
    gp = w.agent()
    w.put(0, "crossagent")
    order = w.go("gopark", w.code("crossunlock"), w.memory(0), CHANRECEIVE, 0, 1)
    assert order.came == gp.address and order.done and gp.atomicstatus == GRUNNING
    assert list(w.marks)[2:4] == [GWAITING, 1]


@in_child
def test_park_m_on_g0() -> None:
    """Called as mcall calls it: the g is saved, g0 runs."""
    w = World()
    sleeper, other = w.agent(), w.put(0, "crossagent")
    w.m0.waitunlockf = w.code("crossunlock")
    w.m0.waitlock = w.memory(1)
    w.g0("park_m", sleeper)
    assert sleeper.atomicstatus == GWAITING and w.m0.curg == other.address and w.marks[0] == sleeper.address


@in_child
def test_mcall_saves_g_and_runs_on_g0() -> None:
    w = World()
    gp = w.agent()
    before = gp.sched.sp
    order = w.go("mcall", w.code("crosstopython"))
    # Back in Python by the mcall itself, deeper in the goroutine's stack than the agent's own.
    assert order.came == gp.address and not order.done
    assert gp.stack.lo < gp.sched.sp < before and gp.atomicstatus == GRUNNING
    words = [ctypes.c_uint64.from_address(gp.sched.sp + 8 * i).value for i in range(6)]
    assert words[4] == gp.sched.bp and words[5] == gp.sched.pc
    assert w.resume() == gp.address and order.done


@in_child
def test_gogo_goes_on_where_the_g_stopped() -> None:
    """A new goroutine as newproc1 lays it out: gostart, with the guard of the g in its thread's slot."""
    w = World()
    gp = w.make("crossagent")
    w.rt.call("casgstatus", gp, GRUNNABLE, GRUNNING)
    w.m0.curg, gp.m = gp.address, w.m0.address
    w.g0("gogo", gp.field_address("sched"))
    assert w.rt.var("crossback") == gp.address
    # And from there to where it waits in its mcall, with its registers.
    order = w.go("crossdeep", 3, False)
    assert order.came == gp.address and order.result == 4


@in_child
def test_systemstack_runs_on_g0_and_comes_back() -> None:
    w = World()
    gp = w.agent()
    order = w.go("systemstack_switch", w.code("crosson0"), 77)
    assert order.done and order.came == gp.address
    assert list(w.marks)[:2] == [w.rt.var("g0").address, 77]
    assert w.m0.curg == gp.address and gp.atomicstatus == GRUNNING


@in_child
def test_gosave_notes_the_caller() -> None:
    w = World()
    buf = w.rt.new("gobuf")
    w.g0("gosave", buf)
    assert buf.sp % 16 == 0 and 0 < w.rt.var("crosssp") - buf.sp < 1024
    # Into the thunk that called it.
    assert buf.pc and buf.pc != w.code("gosave")


@in_child
def test_execute_runs_a_g_in_a_new_slice_or_the_old_one() -> None:
    w = World()
    pp = w.p(0)
    for inherit in (False, True):
        gp = w.make("crossagent")
        gp.preempt, gp.waitsince = True, 5
        tick = pp.schedtick
        w.g0("execute", gp, inherit)
        assert w.m0.curg == gp.address and gp.m == w.m0.address and gp.atomicstatus == GRUNNING
        assert not gp.preempt and not gp.waitsince and gp.stackguard0 > gp.stack.lo
        assert pp.schedtick == tick + (not inherit)


def run_order(w: World, n: int) -> list[int]:
    """The ids of the next n goroutines of crossonce as schedule runs them, each to its end."""
    out = []
    w.g0("schedule")
    for i in range(n):
        out.append(w.curg.goid)
        if i < n - 1:
            w.resume()
    return out


@in_child
def test_schedule_takes_runnext_then_the_queue_then_the_global_one() -> None:
    w = World()
    local = [w.put(0, "crossonce").goid for _ in range(2)]
    far = w.make("crossonce")
    w.rt.call("globrunqput", far)
    front = w.make("crossonce")
    w.rt.call("runqput", w.p(0), front, True)
    w.p(0).schedtick = 1
    assert run_order(w, 4) == [front.goid, *local, far.goid]
    assert w.sched.runqsize == 0


@in_child
def test_every_61st_tick_the_global_queue_comes_first() -> None:
    w = World()
    local = [w.put(0, "crossonce").goid for _ in range(3)]
    far = [w.make("crossonce") for _ in range(2)]
    for gp in far:
        w.rt.call("globrunqput", gp)
    w.p(0).schedtick = 60
    # Tick 60 is an ordinary one, 61 is the global queue's, and takes no more than one.
    assert run_order(w, 5) == [local[0], far[0].goid, *local[1:], far[1].goid]


@in_child
def test_findrunnable_looks_here_then_globally_then_at_others() -> None:
    w = World(procs=3)
    victim = [w.put(2, "crossonce") for _ in range(4)]
    far = [w.make("crossonce") for _ in range(2)]
    for gp in far:
        w.rt.call("globrunqput", gp)
    own = w.put(0, "crossonce")
    front = w.make("crossonce")
    w.rt.call("runqput", w.p(0), front, True)
    assert w.g0("findrunnable") == (front.address, True)
    assert w.g0("findrunnable") == (own.address, False)
    assert w.g0("findrunnable") == (far[0].address, False) and not w.m0.spinning
    assert w.g0("findrunnable") == (far[1].address, False)
    # Half of another P's, the last of them to run; counted as spinning from here on.
    assert w.g0("findrunnable") == (victim[1].address, False)
    assert w.m0.spinning and w.sched.nmspinning == 1
    assert w.queue(0) == [victim[0].address] and w.queue(2) == [gp.address for gp in victim[2:]]


@in_child
def test_goexit0_buries_a_g_for_reuse() -> None:
    w = World()
    gp, other = w.agent(), w.put(0, "crossagent")
    gp.waitreason, gp.param, gp.isSystem = 3, 4, True
    before = w.sched.ngsys
    w.g0("goexit0", gp)
    assert gp.atomicstatus == GDEAD and w.m0.curg == other.address
    assert not (gp.m or gp.waitreason or gp.param or gp.isSystem or gp.lockedm) and w.sched.ngsys == before - 1 & 0xFFFFFFFF
    assert gp.address in w.linked(w.p(0).gFree.head) and w.p(0).gFree.n == 1
    # The next go statement has it, with a new id and status.
    again = w.go("newproc", 0, w.memory(w.code("crossonce")), None)
    assert again.done and w.p(0).runnext == gp.address and w.p(0).gFree.n == 0
    assert gp.goid == other.goid + 1 and gp.atomicstatus == GRUNNABLE


@in_child
def test_a_goroutine_ends_by_returning() -> None:
    """goexit is what its function returns to: goexit1, goexit0, and the next one."""
    w = World()
    gp, other = w.put(0, "crossonce"), w.put(0, "crossagent")
    w.g0("schedule")
    assert w.curg.address == gp.address
    assert w.resume() == other.address and gp.atomicstatus == GDEAD


@in_child
def test_goexit_and_goexit1_end_a_goroutine() -> None:
    w = World()
    gp = w.agent()
    for name in ("goexit", "goexit1"):
        other = w.put(0, "crossagent")
        order = w.go(name)
        assert order.came == other.address and not order.done and gp.atomicstatus == GDEAD
        assert w.p(0).gFree.head == gp.address
        gp = other


@in_child
def test_Goexit_ends_a_goroutine_with_nothing_deferred() -> None:
    w = World()
    gp, other = w.agent(), w.put(0, "crossagent")
    assert w.go("Goexit").came == other.address
    assert gp.atomicstatus == GDEAD and not gp._panic and not gp._defer


@in_child
def test_gosched_gives_way_through_the_global_queue() -> None:
    w = World()
    gp, other = w.agent(), w.put(0, "crossagent")
    order = w.go("Gosched")
    assert order.came == other.address and gp.atomicstatus == GRUNNABLE and not order.done
    assert w.linked(w.sched.runq.head) == [gp.address] and w.sched.runqsize == 1
    assert w.go("Gosched").came == gp.address and order.done
