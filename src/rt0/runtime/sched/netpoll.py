"""Where a thread without work waits for the next timer (and, once there are pollable descriptors, for those).

At most one m is here: it has swapped sched.lastpoll from a time to 0, and sets it back when it leaves. `pollUntil`
says until when it will sleep. Whoever adds an earlier timer breaks the sleep. The sleep is a futex on `pollSig`: 0
asleep or about to sleep, 1 break.

Where to read next: proc.py (findrunnable), timer.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.os_linux import futexsleep, futexwakeup
from rt0.runtime.core.runtime2 import getg, sched

pollUntil: i64 = static()
"""When the sleeping poller wakes by itself; 0 not sleeping or without end. Atomic."""
pollSig: u32 = static()


def netpoll(delay: i64) -> void:
    """Sleep for delay nanoseconds (without end when negative) or until netpollBreak. Without a P."""
    if delay == 0:
        return
    if atomic.Load(addr(pollSig)) == 0:
        mp = getg().m
        mp.blocked = True
        futexsleep(addr(pollSig), 0, delay)
        mp.blocked = False
    atomic.Store(addr(pollSig), 0)


@nosplit
def netpollBreak() -> void:
    """End the poller's sleep, now or when it begins. nosplit: signal handlers may call it."""
    if atomic.Xchg(addr(pollSig), 1) == 0:
        futexwakeup(addr(pollSig), 1)


def wakeNetPoller(when: i64) -> bool:
    """There is a timer for `when`: break a poller that would sleep longer.

    False when nobody polls (wake an m instead).
    """
    if atomic.Load(addr(sched.lastpoll)) == 0:
        until = atomic.Load(addr(pollUntil))
        if until == 0 or until > when:
            netpollBreak()
        return True
    return False
