"""Collections that sysmon asks for: one at least every two minutes, and the scavenger woken while it has work.

sysmon has no P, so it cannot collect; it makes the goroutine forcegchelper runnable, which gcenable started.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import g, getg, mutex, waitReasonForceGCIdle
from rt0.runtime.mem.gcphase import _GCoff, gcphase
from rt0.runtime.mem.mstats import memstats

forcegcperiod = 2 * 60 * 1000 * 1000 * 1000


@notinheap
@struct
class forcegcstate:
    """lock protects the rest; idle: the helper is parked."""

    lock: mutex
    g: ptr[g]
    idle: bool


forcegc: forcegcstate = static()


@nosplit
def forceGCDue(now: i64) -> bool:
    """Report whether no cycle ran for forcegcperiod although collection is on. nosplit: its caller gcTriggerTest is."""
    last = i64(atomic.Load(addr(memstats.last_gc_nanotime)))
    return (
        memstats.enablegc
        and gcphase == _GCoff
        and memstats.next_gc != 0xFFFFFFFFFFFFFFFF
        and last != 0
        and now - last > forcegcperiod
    )


@fills(slots.sysmongc_slot)
def sysmongc(now: i64) -> void:
    """sysmon's turn: wake the helper when a collection is due."""
    if not forceGCDue(now):
        return
    gp: ptr[g] = None
    lock(addr(forcegc.lock))
    if forcegc.idle:
        forcegc.idle = False
        gp = forcegc.g
    unlock(addr(forcegc.lock))
    if gp is not None:
        slots.injectg_slot(gp)


def forcegchelper(start: ptr[void]) -> void:
    """The goroutine that collects when sysmon says so; `start` is gcStart's code for the reason gcTriggerTime."""
    forcegc.g = getg()
    while True:
        lock(addr(forcegc.lock))
        forcegc.idle = True
        slots.goparkunlock_slot(addr(forcegc.lock), u8(waitReasonForceGCIdle), 0, 1)
        cast(fn[[], void], start)()
