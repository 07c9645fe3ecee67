"""The profiles of blocking and of mutexes: where goroutines wait, and who makes them wait.

Blocking: a goroutine that parks on a channel, in a select, on a mutex, wait group or condition takes the time before and after, and has
the wait counted with its own stack. The time goes until it runs again, so a wait for a processor is in it (Go's ends when it is made
ready). A wait of at least `blockprofilerate` nanoseconds is always counted, a shorter one with the chance of its share of them, and then
as if it had been so many that together they took the rate.

Mutexes: an unlock that wakes a waiter is counted with the stack of who unlocks, once in `mutexprofilerate` times. It is charged with what
all waiters of that mutex have waited since the last unlock (sema.py keeps the sum), so that the sum over all unlocks is what
was waited, and who held the lock longest is charged most.

Both rates are 0 at first: then a wait costs one look at them. They are atomic; the tables have their locks. The runtime's own locks and
its waits for the world are in neither profile, nor are frames of package runtime in the stacks.

Source: Go's documentation of runtime.SetBlockProfileRate and SetMutexProfileFraction. Read next: gc/profbuckets.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.chance import fastrand64
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import nanotime
from rt0.runtime.core.runtime2 import getg
from rt0.runtime.core.symtab import equalnames
from rt0.runtime.core.traceback import callersof, srcof
from rt0.runtime.gc.profbuckets import DEPTH, countstack, profbuckets, storestack

blockprofilerate: u64 = static()
"""Nanoseconds of waiting between two samples, 0 for no profile. Atomic."""
mutexprofilerate: u64 = static()
"""Unlocks with waiters between two samples, 0 for no profile. Atomic."""

blockbuckets: profbuckets = static()
mutexbuckets: profbuckets = static()


@struct
class blockprofrecord:
    """runtime.BlockProfileRecord; a cycle is a nanosecond."""

    count: i64
    cycles: i64
    stack: array[uintptr, DEPTH]


@inline
def blockstart() -> i64:
    """The time when a wait begins, for blockevent; 0 if nobody wants to know."""
    if unlikely(atomic.Load(addr(blockprofilerate)) != 0):
        return nanotime()
    return 0


@noinline
@cold
def blockevent(start: i64) -> void:
    """A wait that began at `start` (blockstart's, not 0) is over. Called by the function of the runtime that waited, on the goroutine
    that did."""
    rate = atomic.Load(addr(blockprofilerate))
    waited = u64(nanotime() - start)
    if rate == 0 or waited == 0:
        return
    count: u64 = 1
    if waited < rate:
        if fastrand64() % rate >= waited:
            return
        # As many waits as make up the rate; the rest of the division by chance, so that the mean is right.
        count = rate // waited
        if fastrand64() % waited < rate % waited:
            count += 1
        waited = rate
    _count(addr(blockbuckets), uintptr(getcallerpc()), cast(ptr[uintptr], getfp())[0], count, waited)


@noinline
@cold
def mutexevent(waited: i64) -> void:
    """An unlock is about to wake a waiter, and is charged with `waited` nanoseconds. Called by semrelease, on the goroutine that
    unlocks."""
    rate = atomic.Load(addr(mutexprofilerate))
    if rate == 0 or fastrand64() % rate != 0:
        return
    _count(addr(mutexbuckets), uintptr(getcallerpc()), cast(ptr[uintptr], getfp())[0], rate, u64(waited) * rate)


def _count(t: ptr[profbuckets], pc: uintptr, bp: uintptr, count: u64, waited: u64) -> void:
    """Add to the bucket of the stack from pc and bp outwards; it begins with the function that the program called."""
    stack: array[uintptr, DEPTH] = zero()
    n = callersof(getg(), pc, bp, 0, addr(stack[0]), DEPTH)
    first = addr(stack[0])
    if n > 1:
        name, _, _, _ = srcof(first[0] - 1)
        if equalnames(name, "sync.(*Mutex).lockSlow") or equalnames(name, "sync.(*Mutex).unlockSlow"):
            first = addr(stack[1])
            n -= 1
    countstack(t, first, n, 0, count, waited)


def setblockprofilerate(rate: i64) -> void:
    """runtime.SetBlockProfileRate."""
    atomic.Store(addr(blockprofilerate), u64(rate) if rate > 0 else 0)


def setmutexprofilefraction(rate: i64) -> i64:
    """runtime.SetMutexProfileFraction: the rate before; a negative one only asks."""
    old = atomic.Load(addr(mutexprofilerate))
    if rate >= 0:
        atomic.Store(addr(mutexprofilerate), u64(rate))
    return i64(old)


def blockprofile(records: ptr[blockprofrecord], n: i64, mutexes: bool) -> i64:
    """How many records the profile of blocking has, or that of mutexes; they are stored if n are room enough."""
    t = addr(mutexbuckets) if mutexes else addr(blockbuckets)
    gp = getg()
    gp.m.locks += 1
    lock(addr(t.lock))
    count: i64 = 0
    b = t.first
    while b is not None:
        count += 1
        b = b.next
    if count <= n:
        b = t.first
        while b is not None:
            records.count = i64(b.count)
            records.cycles = i64(b.second)
            storestack(b, addr(records.stack[0]))
            records = addr(records[1])
            b = b.next
    unlock(addr(t.lock))
    gp.m.locks -= 1
    return count
