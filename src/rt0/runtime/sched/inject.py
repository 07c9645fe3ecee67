"""Goroutines made runnable from a thread that may have no P (the collector's, the poller), and threads for the collector.

Where to read next: gc/forcegc.py (who asks), park.py (ready, for everybody who has a P).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import _Grunnable, _Gwaiting, g, sched
from rt0.runtime.sched.m import newm, startm
from rt0.runtime.sched.queues import globrunqput
from rt0.runtime.sched.status import casgstatus


@fills(slots.injectg_slot)
def injectg(gp: ptr[g]) -> void:
    """Put the waiting gp on the global queue and get an idle P to look there. No lock held; needs no P."""
    casgstatus(gp, _Gwaiting, _Grunnable)
    lock(addr(sched.lock))
    globrunqput(gp)
    unlock(addr(sched.lock))
    if atomic.Load(addr(sched.npidle)) != 0:
        startm(None, False)


def injectglist(list: ptr[g]) -> void:
    """Put waiting gs, linked by schedlink, on the global queue, and get idle Ps to look there. No lock held; needs no P."""
    n = 0
    lock(addr(sched.lock))
    while list is not None:
        gp = list
        list = gp.schedlink
        casgstatus(gp, _Gwaiting, _Grunnable)
        globrunqput(gp)
        n += 1
    unlock(addr(sched.lock))
    while n > 0 and atomic.Load(addr(sched.npidle)) != 0:
        startm(None, False)
        n -= 1


@fills(slots.newsysm_slot)
def newsysm(f: fn[[], void]) -> void:
    """Make a thread that runs f on its g0, without a P. f counts itself in sched.nmsys and never returns."""
    systemstack(newm, f, None)
