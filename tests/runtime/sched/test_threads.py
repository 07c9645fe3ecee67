"""Groups m and p of the rows with threads that run: made, woken, put to sleep, locked to a goroutine, and ended.

Threads are clone's, in a child process whose Python thread is m0. crossing_support has the way.
"""

from __future__ import annotations

import ctypes
import os
import threading

from crossing_support import GDEAD, GRUNNABLE, GRUNNING, GWAITING, PIDLE, PRUNNING, World, in_child, until

from rt0.rtlang.live import View

SEMACQUIRE = 18


def threads() -> int:
    """How many there are in this process."""
    return len(os.listdir("/proc/self/task"))


def idle_p(w: World, i: int) -> View:
    """The i-th P, off the idle list and nobody's."""
    kept = []
    while (at := w.rt.call("pidleget")) and w.rt.view("p", at).id != i:
        kept.append(at)
    for other in kept:
        w.rt.call("pidleput", other)
    assert at
    return w.p(i)


def stay(w: World, i: int) -> tuple[View, View]:
    """A goroutine on the i-th P's queue that stays on its thread until told; with its record."""
    r = w.record()
    return w.put(i, "crossstay", r.address), r


@in_child
def test_init_of_a_p_stops_it_and_gives_it_a_cache() -> None:
    w = World()
    pp = w.rt.new("p")
    w.rt.call("(*p).init", pp, 7)
    assert (pp.id, pp.status) == (7, 3) and pp.mcache not in (0, w.m0.mcache)
    assert not pp.m and w.rt.call("runqempty", pp)
    # What it has it keeps, when it comes back into use.
    cache, pp.status = pp.mcache, 4
    w.rt.call("(*p).init", pp, 7)
    assert pp.mcache == cache and pp.status == 3
    # The first of all takes the cache that mallocinit made for this m.
    first = w.rt.new("p")
    w.rt.call("(*p).init", first, 0)
    assert first.mcache == w.m0.mcache


@in_child
def test_newm_starts_a_thread_that_runs_the_p() -> None:
    """newm, allocm, newosproc, mstart, mstart1: and when there is no more work, findrunnable, stopm."""
    w = World(procs=2)
    pp = idle_p(w, 1)
    gp, r = stay(w, 1)
    number = w.sched.mnext
    w.rt.call("newm", w.code("crossmstart"), pp)
    until("the goroutine runs", lambda: r.state == 1)
    mp = w.rt.view("m", w.rt.var("allm"))
    # mstartfn ran first, on the new m, before it had a P.
    assert list(w.marks)[4:7] == [1, number, 1]
    assert mp.id == number == r.mid and r.pid == 1 and mp.p == pp.address and not mp.nextp
    assert r.procid == mp.procid != threading.get_native_id() and threads() == 2
    assert mp.curg == gp.address and gp.atomicstatus == GRUNNING and pp.status == PRUNNING
    assert mp.tlsbase == mp.field_address("tls") and mp.asyncbuf and mp.freewait == 1
    # Its g0 runs on the stack it was given: the scheduler begins there.
    g0 = mp.deref("g0")
    assert g0.stack.lo < g0.sched.sp < g0.stack.hi and g0.stack.hi - g0.stack.lo == 64 * 1024
    r.go = 1
    until("it sleeps", lambda: w.sched.nmidle == 1)
    assert gp.atomicstatus == GDEAD and not mp.p and not mp.curg and pp.status == PIDLE
    assert w.sched.midle == mp.address and w.sched.npidle == 1 and w.sched.nmspinning == 0 and not mp.spinning


@in_child
def test_newosproc_clones_a_thread_for_an_m() -> None:
    w = World(procs=2)
    pp = idle_p(w, 1)
    mp = w.rt.view("m", w.rt.call("allocm", pp, None))
    assert not mp.procid and not mp.freewait
    mp.nextp = pp.address
    _, r = stay(w, 1)
    w.rt.call("newosproc", mp)
    until("the goroutine runs", lambda: r.state == 1)
    assert r.mid == mp.id and mp.freewait == 1 and threads() == 2
    # Not one signal reached the thread while it had no gsignal: all were blocked when it was made; now none is.
    assert blocked(r.procid) == 0


def blocked(tid: int) -> int:
    """The mask of a thread."""
    with open(f"/proc/self/task/{tid}/status") as f:
        return next(int(line.split()[1], 16) for line in f if line.startswith("SigBlk"))


@in_child
def test_startm_takes_an_idle_m_before_it_makes_one() -> None:
    w = World(procs=2)
    pp = idle_p(w, 1)
    _, first = stay(w, 1)
    w.rt.call("startm", pp, False)
    until("a new m runs it", lambda: first.state == 1)
    number = w.sched.mnext
    first.go = 1
    until("it sleeps", lambda: w.sched.nmidle == 1)
    idle_p(w, 1)
    _, second = stay(w, 1)
    w.rt.call("startm", pp, False)
    until("the same m runs the next", lambda: second.state == 1)
    assert second.mid == first.mid and second.procid == first.procid and w.sched.mnext == number
    assert w.sched.nmidle == 0 and w.m0.locks == 0


@in_child
def test_startm_without_a_p_gives_the_count_of_spinning_back() -> None:
    w = World(procs=1)
    w.sched.nmspinning = 1
    w.rt.call("startm", None, True)
    assert w.sched.nmspinning == 0 and threads() == 1


@in_child
def test_startm_spinning_looks_for_work_elsewhere() -> None:
    w = World(procs=2)
    pp = idle_p(w, 1)
    # On this thread's queue, for the other to steal.
    _, r = stay(w, 0)
    w.sched.nmspinning = 1
    w.rt.call("startm", pp, True)
    until("it was stolen", lambda: r.state == 1)
    until("it stopped spinning", lambda: w.sched.nmspinning == 0)
    assert r.pid == 1 and w.queue(0) == []


@in_child
def test_stopm_sleeps_until_there_is_a_p() -> None:
    w = World(procs=2)
    pp = idle_p(w, 1)
    r = w.record()
    own = w.p(0)
    r.pp = own.address
    w.put(1, "crosswakem", r.address)
    w.rt.call("startm", pp, False)
    until("the other runs", lambda: r.state == 1)
    assert w.rt.call("releasep") == own.address
    # crosswakem sees this m on the idle list and gives it P 0 again.
    w.g0("stopm")
    assert w.m0.p == own.address and own.m == w.m0.address and own.status == PRUNNING and not w.m0.nextp
    assert w.sched.nmidle == 0 and w.m0.park.key == 0
    r.go = 1


@in_child
def test_handoffp_starts_an_m_for_work() -> None:
    w = World(procs=2)
    pp = idle_p(w, 1)
    _, r = stay(w, 1)
    w.rt.call("handoffp", pp)
    until("its work runs", lambda: r.state == 1)
    assert r.pid == 1 and threads() == 2
    r.go = 1


@in_child
def test_handoffp_has_somebody_look_for_work_when_nobody_does() -> None:
    w = World(procs=2)
    pp = idle_p(w, 1)
    assert w.sched.npidle == 0
    w.rt.call("handoffp", pp)
    # An m was made, found nothing, and sleeps; the P is idle.
    until("it looked", lambda: w.sched.nmidle == 1)
    assert threads() == 2 and w.sched.npidle == 1 and w.sched.nmspinning == 0 and pp.status == PIDLE


@in_child
def test_handoffp_makes_a_p_idle_when_others_are() -> None:
    w = World(procs=3)
    pp = idle_p(w, 1)
    assert w.sched.npidle == 1
    w.sched.lastpoll = 0
    w.rt.call("handoffp", pp)
    assert w.sched.npidle == 2 and w.sched.pidle == pp.address and threads() == 1


@in_child
def test_handoffp_gives_a_p_to_whoever_stops_the_world() -> None:
    w = World(procs=3)
    pp = idle_p(w, 1)
    w.sched.gcwaiting, w.sched.stopwait = 1, 1
    w.rt.call("handoffp", pp)
    assert pp.status == 3 and w.sched.stopwait == 0 and w.sched.stopnote.key == 1


@in_child
def test_stoplockedm_sleeps_until_its_goroutine_is_brought() -> None:
    """m0 is locked to a waiting g: stoplockedm sleeps until another m brings the g."""
    w = World(procs=2)
    pp = idle_p(w, 1)
    gp = w.agent()
    w.go("LockOSThread")
    w.rt.call("casgstatus", gp, GRUNNING, GWAITING)
    w.rt.call("dropg")
    r = w.record()
    r.wake = gp.address
    w.put(1, "crosswakelocked", r.address)
    w.rt.call("startm", pp, False)
    w.g0("stoplockedm")
    # P 0 went idle or to somebody who looks for work; a P came with the g, by startlockedm.
    assert w.m0.p and w.rt.view("p", w.m0.p).m == w.m0.address
    assert gp.atomicstatus == GRUNNABLE and not w.m0.nextp and w.sched.nmidlelocked == 0
    assert w.m0.lockedg == gp.address and gp.lockedm == w.m0.address
    # What schedule does then.
    w.g0("execute", gp, False)
    assert w.m0.curg == gp.address
    w.go("UnlockOSThread")
    assert not gp.lockedm and not w.m0.lockedg


@in_child
def test_startlockedm_brings_a_goroutine_to_its_m() -> None:
    """Another m sleeps for its g: startlockedm gives it our P, and we sleep until somebody has one for us."""
    w = World(procs=2)
    pp = idle_p(w, 1)
    r = w.record()
    gp = w.put(1, "crosslock", r.address)
    w.rt.call("startm", pp, False)
    until("its m sleeps", lambda: w.sched.nmidlelocked == 1)
    other = w.rt.view("m", gp.lockedm)
    assert gp.atomicstatus == GWAITING and other.lockedg == gp.address and other.id == r.mid
    until("its p is idle", lambda: w.sched.npidle == 1 and w.sched.nmspinning == 0)
    w.rt.call("casgstatus", gp, GWAITING, GRUNNABLE)
    r.pp = idle_p(w, 1).address
    own = w.p(0)
    w.g0("startlockedm", gp)
    # It ran, on its own thread, with our P, and gave us the other.
    assert r.state == 2 and r.mid == other.id and r.pid == 0 and own.m == other.address
    assert w.m0.p == pp.address and w.sched.nmidlelocked == 0
    # It ends locked: so does its thread, and the kernel tells when its stack is free.
    tasks = threads()
    r.go = 1
    until("the thread has ended", lambda: threads() == tasks - 1)
    until("its stack is free", lambda: other.freewait == 0)
    assert gp.atomicstatus == GDEAD and w.sched.freem == other.address


@in_child
def test_schedule_waits_for_the_goroutine_locked_to_this_m() -> None:
    """LockOSThread, then Gosched: the g comes back by another m, which meets it on the global queue."""
    w = World(procs=2)
    gp = w.agent()
    w.go("LockOSThread")
    other, r = stay(w, 0)
    r.go = 1
    order = w.go("Gosched")
    assert order.came == gp.address and order.done and w.m0.curg == gp.address
    # The other one was first on the P that was handed off, and no other thread runs what is locked to this one.
    assert other.atomicstatus == GDEAD and r.mid != w.m0.id and r.procid != threading.get_native_id()


@in_child
def test_locks_of_the_thread_count() -> None:
    """lockOSThread and unlockOSThread are the runtime's own, counted apart from the program's."""
    w = World()
    gp = w.agent()
    w.go("lockOSThread")
    w.go("LockOSThread")
    assert w.m0.lockedInt == 1 and w.m0.lockedExt == 1
    assert w.m0.lockedg == gp.address and gp.lockedm == w.m0.address
    w.go("unlockOSThread")
    assert w.m0.lockedInt == 0 and w.m0.lockedg == gp.address
    w.go("UnlockOSThread")
    assert not w.m0.lockedg and not gp.lockedm
    w.go("lockOSThread")
    w.go("unlockOSThread")
    assert not w.m0.lockedg and not gp.lockedm


@in_child
def test_mstart_makes_this_thread_one_of_the_schedulers() -> None:
    """As the last step of rt0_go, on m0: gosave, minit, signal handlers, schedule."""
    for name in ("mstart", "mstart1"):
        w = World()
        gp = w.put(0, "crossagent")
        w.m0.procid = 0
        w.m0.mstartfn = w.code("crossmstart")
        w.g0(name)
        assert w.m0.curg == gp.address and w.m0.procid == threading.get_native_id()
        g0 = w.rt.var("g0")
        # gosave has noted the frame of mstart1: g0's stack begins below it from now on.
        assert g0.sched.sp % 16 == 0 and 0 < w.rt.var("crosssp") - g0.sched.sp < 4096 and g0.sched.pc
        # m0 has a P already, so mstartfn found one.
        assert list(w.marks)[4:7] == [1, 0, 0]
        stack = (ctypes.c_uint64 * 3)()
        ctypes.CDLL(None).sigaltstack(None, ctypes.byref(stack))
        signal = w.m0.deref("gsignal")
        assert stack[0] == signal.stack.lo and stack[2] == signal.stack.hi - signal.stack.lo
