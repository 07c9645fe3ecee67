"""Locks and notes on futexes.

A mutex is 0 free, 1 held, 2 held and somebody may sleep. `lock` spins a little when there are several processors,
yields once, then sleeps. Holding a lock counts in m.locks, so the holder is not preempted; the last unlock gives a
preemption asked for meanwhile back to the guard. A note is a one-time event between one sleeper and one waker.

Lock order (outermost first): worldsema < sched.lock < allocation locks (heap, central, pools) ; timers of a p <
sched.lock; a channel's lock < sched.lock; a semaRoot's lock < sched.lock; debuglock is innermost.

Where to read next: os_linux.py (futexsleep), sched/m.py (m.park).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import setguard
from rt0.runtime.core.config import stackPreempt
from rt0.runtime.core.os_linux import futexsleep, futexwakeup, nanotime, osyield
from rt0.runtime.core.runtime2 import getg, mutex, ncpu, note

mutex_unlocked = 0
mutex_locked = 1
mutex_sleeping = 2
active_spin = 4
active_spin_cnt = 30
passive_spin = 1


@nosplit
def lock(l: ptr[mutex]) -> void:
    """Take l. nosplit: used below the stack check everywhere, also in newstack."""
    getg().m.locks += 1
    if not atomic.Cas(addr(l.key), 0, 1):
        lock2(l)


@noinline
@nosplit
def lock2(l: ptr[mutex]) -> void:
    """lock's slow way: spin, yield, sleep. nosplit as lock."""
    v: u32 = atomic.Xchg(addr(l.key), 1)
    if v == 0:
        return
    # What we put back when we get the lock: 2 if somebody (perhaps we) slept on it, so that unlock wakes the next.
    wait = v
    spin = active_spin if ncpu > 1 else 0
    while True:
        for i in range(spin):
            while l.key == mutex_unlocked:
                if atomic.Cas(addr(l.key), 0, wait):
                    return
            procyield(active_spin_cnt)
        for i in range(passive_spin):
            while l.key == mutex_unlocked:
                if atomic.Cas(addr(l.key), 0, wait):
                    return
            osyield()
        v = atomic.Xchg(addr(l.key), 2)
        if v == 0:
            return
        wait = 2
        futexsleep(addr(l.key), 2, -1)


@nosplit
def unlock(l: ptr[mutex]) -> void:
    """Release l and wake a sleeper if there may be one. nosplit as lock."""
    v: u32 = atomic.Xchg(addr(l.key), 0)
    if unlikely(v == 2):
        futexwakeup(addr(l.key), 1)
    gp = getg()
    mp = gp.m
    mp.locks -= 1
    if unlikely(gp.preempt) and mp.locks == 0:
        gp.stackguard0 = stackPreempt
        setguard(stackPreempt)


@nosplit
def noteclear(n: ptr[note]) -> void:
    """Make n ready for use. Nobody may sleep on it.

    nosplit: drainAll, on the system stack, may have it inlined.
    """
    n.key = 0


@nosplit
def notewakeup(n: ptr[note]) -> void:
    """Signal n; its sleeper, now or later, goes on. Once between two noteclears.

    nosplit: drainAll, on the system stack, may have it inlined.
    """
    atomic.Store(addr(n.key), 1)
    futexwakeup(addr(n.key), 1)


@nosplit
def notesleep(n: ptr[note]) -> void:
    """Sleep until n is signalled. On g0, without a P (m.blocked tells dumps). nosplit: its caller notetsleep is."""
    mp = getg().m
    while atomic.Load(addr(n.key)) == 0:
        mp.blocked = True
        futexsleep(addr(n.key), 0, -1)
        mp.blocked = False


@nosplit
def notetsleep(n: ptr[note], ns: i64) -> bool:
    """As notesleep for at most ns nanoseconds; whether n was signalled."""
    if ns < 0:
        notesleep(n)
        return True
    if atomic.Load(addr(n.key)) != 0:
        return True
    deadline = nanotime() + ns
    mp = getg().m
    while True:
        mp.blocked = True
        futexsleep(addr(n.key), 0, ns)
        mp.blocked = False
        if atomic.Load(addr(n.key)) != 0:
            return True
        now = nanotime()
        if now >= deadline:
            return False
        ns = deadline - now
