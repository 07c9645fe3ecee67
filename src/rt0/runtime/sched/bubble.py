"""Bubbles: groups of goroutines with a clock of their own, which testing/synctest makes.

A bubble's clock stands still while any of its goroutines can go on. It knows that by counting: `running` are those that do not wait
*durably*, that is, for what only another goroutine of the bubble, or its clock, can bring (DURABLE_REASONS); a goroutine that waits for
a mutex, the network or a system call counts as running. When nobody runs, one goroutine is woken: the one in synctest.Wait if there is
one, else the root, which is in synctest.Run and sets the clock to the next timer (synctest.py).

`active` keeps a bubble from looking idle while somebody is between two counts: a goroutine that parks, from before its status changes
until what it waits on is unlocked; and a goroutine that was chosen to be woken, until it runs. So at most one is woken at a time.

Goroutines join by the go statement of one that is in a bubble, never by the runtime's own; they leave by ending.

Among locks a bubble's is the innermost: nothing is locked under it. The functions here are called by the scheduler's, where a status
changes, with gp.bubble not nil.

Source: Go's testing/synctest package (documentation). Where to read next: park.py, newproc.py, proc.py (bury), synctest.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import DURABLE_REASONS, WAIT_REASONS, bubble, g, getg
from rt0.runtime.core.throw import throw

_durable = const_array(u8, [int(reason in DURABLE_REASONS) for reason in range(len(WAIT_REASONS))])


@inline
def bubbleid() -> u32:
    """The number of this goroutine's bubble, 0 outside. On g0 while a timer of a bubble runs: that bubble's."""
    b = getg().bubble
    if likely(b is None):
        return 0
    return b.id


@inline
def outside(id: u32) -> bool:
    """Whether something of bubble `id` (0: of none) is touched by a goroutine that is not in it."""
    return unlikely(id != 0) and bubbleid() != id


def joinbubble(newg: ptr[g], b: ptr[bubble], waits: bool) -> void:
    """The new goroutine newg is b's; waits: it starts out waiting durably (a coroutine). The first one of all is the bubble's main."""
    newg.bubble = b
    newg.durable = waits
    lock(addr(b.lock))
    b.total += 1
    if not waits:
        b.running += 1
    if b.main is None:
        b.main = newg
    unlock(addr(b.lock))


@noinline
def leavebubble(gp: ptr[g]) -> void:
    """gp has ended. On g0, with a P."""
    b = gp.bubble
    gp.bubble = None
    lock(addr(b.lock))
    b.total -= 1
    b.running -= 1
    if gp == b.main:
        b.done = True
    next = _idle(b)
    unlock(addr(b.lock))
    _awake(next)


@noinline
def parking(gp: ptr[g]) -> ptr[bubble]:
    """gp is about to wait, for gp.waitreason. If that is durable: the bubble, held until release or calledoff."""
    if _durable[gp.waitreason] == 0:
        return None
    b = gp.bubble
    lock(addr(b.lock))
    b.active += 1
    b.running -= 1
    gp.durable = True
    unlock(addr(b.lock))
    return b


@noinline
def calledoff(gp: ptr[g], b: ptr[bubble]) -> void:
    """gp does not wait after all."""
    lock(addr(b.lock))
    b.active -= 1
    b.running += 1
    gp.durable = False
    unlock(addr(b.lock))


@noinline
def unparked(gp: ptr[g]) -> void:
    """gp, which waits, will be made runnable by the caller, who alone may do so."""
    if not gp.durable:
        return
    b = gp.bubble
    lock(addr(b.lock))
    gp.durable = False
    b.running += 1
    unlock(addr(b.lock))


def hold(b: ptr[bubble]) -> void:
    """Keep b from being idle until release."""
    lock(addr(b.lock))
    b.active += 1
    unlock(addr(b.lock))


@noinline
def release(b: ptr[bubble]) -> void:
    """Undo a hold, or parking's once the goroutine waits (it may have been woken since). With a P."""
    lock(addr(b.lock))
    b.active -= 1
    next = _idle(b)
    unlock(addr(b.lock))
    _awake(next)


def _idle(b: ptr[bubble]) -> ptr[g]:
    """Whom to wake, if nobody runs: then b is held until that one runs. b.lock is held."""
    if b.running < 0 or b.active < 0 or b.total < b.running:
        throw("bubble: bad counts")
    if b.running > 0 or b.active > 0:
        return None
    b.active = 1
    when = atomic.Load(addr(b.timers.minWhen))
    if b.waiter is not None and (when == 0 or when > b.now):
        return b.waiter
    return b.root


def _awake(gp: ptr[g]) -> void:
    if gp is not None:
        slots.goready_slot(gp, 0)
