"""Groups m, p and g of the rows where the library host has a way of its own: threads of C's, calls from outside, their ends.

On the base image that rt0.load maps, in child processes; library_support has the way.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable

from crossing_support import GDEAD, GRUNNABLE, GRUNNING, GSYSCALL, GWAITING, PIDLE, PSYSCALL, Finished, child, until
from library_support import GOEXIT, OK, Host, parts

from rt0.rtlang.live import View

CHANRECEIVE = 14
ALLOWED = (4, 5, 6, 7, 8, 11, 23, 32, 33)
"""Signals that threads of the runtime's own take: faults, SIGURG, glibc's two."""


def hosted(test: Callable[[], None]) -> Callable[[], None]:
    """A test in a child process, with the image ready before the fork."""

    def run() -> None:
        parts()
        done: Finished = child(test)
        assert done.status == 0, f"the child ended with {done.status}\n{done.out}{done.err}"

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def tasks() -> set[int]:
    """The threads of this process."""
    return {int(t) for t in os.listdir("/proc/self/task")}


def mask(tid: int) -> int:
    """The blocked signals of a thread."""
    with open(f"/proc/self/task/{tid}/status") as f:
        return next(int(line.split()[1], 16) for line in f if line.startswith("SigBlk"))


@hosted
def test_the_runtime_starts_on_a_thread_of_its_own() -> None:
    """libmain0 is rt0_go's part, libmain runtime.main's: m0 is no thread of the host, sysmon is there, gcenable was called."""
    w = Host(2)
    m0 = w.rt.var("m0")
    assert m0.procid in tasks() - {threading.get_native_id()} and m0.address == w.rt.variable_address("m0")
    assert w.rt.var("memstats").enablegc and w.rt.var("mainStarted") and w.rt.var("gomaxprocs") == 2
    g0 = m0.deref("g0")
    assert g0.stack.hi - g0.stack.lo == 64 * 1024 and g0.stack.lo < g0.sched.sp < g0.stack.hi
    # An m waits for the first thread of the host that calls.
    extra = w.rt.view("m", w.rt.var("extram"))
    assert extra.isextra and extra.deref("libg").atomicstatus == GSYSCALL and extra.curg == extra.libg


@hosted
def test_newosproc_makes_a_thread_of_cs() -> None:
    """allocm without a stack for g0, newosproc by pthread_create, then mstart, mstart1 and minit on it."""
    w = Host(3)
    w.call("nanotime")
    until("one P at least is idle", lambda: w.sched.npidle >= 1)
    before = tasks()
    lock = w.sched.field_address("lock")
    _, pp, _ = w.together(("lock", lock), ("pidleget",), ("unlock", lock))
    assert pp
    mp = w.rt.view("m", w.call("allocm", pp, None))
    g0 = mp.deref("g0")
    assert not g0.stack.hi and not mp.pthread and not mp.procid
    mp.nextp = pp
    w.call("newosproc", mp)
    until("it has found nothing to do", lambda: not mp.nextp and not mp.p and mp.procid)
    assert mp.procid in tasks() - before and mp.pthread and mp.tlsbase
    # g0 is C's stack, as far down as a thread of the runtime's own has.
    assert g0.stack.hi - g0.stack.lo == 64 * 1024 and g0.stack.lo < mp.libsp <= g0.stack.hi
    # minit: the host's signals are not for it (9 and 19 nobody can block).
    assert mask(mp.procid) == (1 << 64) - 1 - sum(1 << n - 1 for n in (*ALLOWED, 9, 19))


@hosted
def test_minit_on_a_thread_of_the_host() -> None:
    """What each thread does for itself, here asked for again: its number, an alternate stack large enough."""
    w = Host(1)
    seen: list[int] = []

    def life() -> None:
        mp = w.bind()
        mp.procid = 0
        for _ in range(50):  # on a busy machine the goroutine may be preempted on its way, and go on on another thread
            w.call("minit")
            if mp.procid:
                break
        stack = (ctypes.c_uint64 * 3)()
        ctypes.CDLL(None).sigaltstack(None, ctypes.byref(stack))
        signal = mp.deref("gsignal")
        seen.extend([mp.procid, threading.get_native_id(), stack[0], signal.stack.lo, stack[2], 32 * 1024])

    run(life)
    assert seen and all(a == b for a, b in zip(seen[::2], seen[1::2], strict=True)), seen


def run(life: Callable[[], None]) -> None:
    """A thread of the host, to its end."""
    t = threading.Thread(target=life)
    t.start()
    t.join()


@hosted
def test_a_call_takes_a_p_and_remembers_it() -> None:
    w = Host(1)
    mp = w.bind()
    gp = mp.deref("libg")
    for _ in range(50):  # a call that is preempted on its way ends on another thread, and leaves this one no P
        assert w.call("nanotime") > 0
        if mp.oldp:
            break
    assert gp.atomicstatus == GSYSCALL and mp.curg == gp.address and gp.libm == mp.address and mp.isextra
    pp = w.rt.view("p", mp.oldp)
    assert pp.status in (PSYSCALL, PIDLE) and not mp.libincall and w.rt.var("libwaiting") == 0
    # The next one has it again, and counts as a new time slice.
    tick = pp.schedtick
    w.call("nanotime")
    assert pp.schedtick > tick


@hosted
def test_schedule_on_a_thread_of_the_host_only_waits() -> None:
    """gopark, park_m and schedule on an extra m: it gives its P away and sleeps in libwait; others run its goroutine."""
    w = Host(2)
    c = w.call("makechan_int", 0)
    found: list[View] = []
    results: list[int] = []

    def life() -> None:
        found.append(w.bind())
        results.append(w.status(w.order("chanrecv_int", c)))
        results.append(found[0].libincall)

    t = threading.Thread(target=life)
    t.start()
    until("it has an m", lambda: bool(found))
    (mp,) = found
    gp = mp.deref("libg")
    # Preempted on its way it is runnable for a while, and its thread waits already.
    until(
        "the call waits",
        lambda: w.rt.var("libwaiting") == 1 and (gp.atomicstatus, gp.waitreason, gp.m) == (GWAITING, CHANRECEIVE, 0),
    )
    assert mp.libincall and not mp.p and not mp.curg and mp.libstate == 0
    w.call("chansend_int", c, 41)
    t.join()
    assert results == [OK, False]
    # Whoever ran it to its end left it as its thread's, in a call of the system.
    assert gp.atomicstatus == GSYSCALL and gp.m == mp.address and mp.curg == gp.address and mp.libstate == 1
    assert w.rt.var("libwaiting") == 0 and mp.libdone.key == 0


@hosted
def test_what_a_call_starts_runs_though_the_thread_calls_no_more() -> None:
    """newproc, and handoffp at the call's end (entersyscallblock), since the P has work."""
    w = Host(1)
    order = w.spawn("nanotime")
    until("it ran", lambda: order.done)
    assert order.result > 0


@hosted
def test_goexit1_ends_a_call_and_not_its_goroutine() -> None:
    w = Host(1)
    mp = w.bind()
    gp = mp.deref("libg")
    for name in ("goexit1", "Goexit"):
        order = w.order(name)
        assert w.status(order) == GOEXIT and not order.done
        assert gp.atomicstatus == GSYSCALL and mp.curg == gp.address and not gp._panic and not gp.libbuf
    assert w.call("nanotime") > 0


@hosted
def test_goexit1_buries_a_goroutine_that_runs_no_call() -> None:
    w = Host(1)
    orders = [w.spawn("goexit1") for _ in range(6)]
    until("they are dead", lambda: count(w, GRUNNABLE) == count(w, GRUNNING) == 0 and count(w, GDEAD) > 0)
    assert not any(o.done for o in orders) and w.rt.call("gcount") == 1


def count(w: Host, status: int) -> int:
    """How many goroutines are in a status."""
    n, at = 0, w.rt.var("allgs")
    while at:
        n += w.g(at).atomicstatus == status
        at = w.g(at).alllink
    return n


@hosted
def test_mexit_returns_to_c_when_a_locked_goroutine_ends() -> None:
    """Its thread ends by returning from libthread; but m0, which C's stack of the first thread is, only sleeps for ever."""
    w = Host(2)
    ended: list[View] = []
    for _ in range(8):
        freed, before = w.sched.nmfreed, {m.address: m for m in w.ms()}
        assert w.spawn("LockOSThread")
        until("its m has ended", lambda freed=freed: w.sched.nmfreed == freed + 1)  # type: ignore[misc]
        left = {m.address for m in w.ms()}
        ended += [m for at, m in before.items() if at not in left]
        if ended:
            break
    (mp,) = ended
    assert not mp.isextra and mp.freewait == 0 and not mp.deref("g0").stack.lo
    until("the thread has ended", lambda: mp.procid not in tasks())
    # The others go on.
    order = w.spawn("nanotime")
    until("a goroutine runs", lambda: order.done)
    assert w.call("GOMAXPROCS", 0) == 2


@hosted
def test_a_locked_call_waits_and_runs_on_its_own_thread() -> None:
    """schedule, stoplockedm and startlockedm on an extra m: its goroutine goes on there, brought by another."""
    w = Host(2)
    c = w.call("makechan_int", 0)
    found: list[View] = []
    results: list[int] = []

    def life() -> None:
        mp = w.bind()
        gp = mp.deref("libg")
        # As runtime.LockOSThread does it; the end of the call undoes it.
        mp.lockedg, gp.lockedm, mp.lockedExt = gp.address, mp.address, 1
        found.append(mp)
        results.append(w.call("chanrecv_int", c))

    t = threading.Thread(target=life)
    t.start()
    until("it has an m", lambda: bool(found))
    (mp,) = found
    gp = mp.deref("libg")
    until("the call waits", lambda: (gp.atomicstatus, gp.waitreason) == (GWAITING, CHANRECEIVE))
    until("its m sleeps", lambda: w.sched.nmidlelocked == 1 and not mp.p)
    assert w.rt.var("libwaiting") == 0
    w.call("chansend_int", c, 41)
    t.join()
    assert results == [41] and w.sched.nmidlelocked == 0
    assert gp.atomicstatus == GSYSCALL and not gp.lockedm and not mp.lockedg and mp.lockedExt == 0
    # It came back the short way: nobody had to wake the thread for the call's end.
    assert mp.libstate == 0


@hosted
def test_startm_wakes_an_idle_thread_of_cs() -> None:
    w = Host(2)
    w.call("nanotime")
    until("an m is idle", lambda: w.sched.nmidle >= 1 and w.sched.npidle >= 1 and w.sched.nmspinning == 0)
    number = w.sched.mnext
    w.call("startm", None, False)
    until("it looked for work and sleeps again", lambda: w.sched.nmidle >= 1)
    assert w.sched.mnext <= number + 1
