"""Sleeping on a uint32 in the program's memory: what sync's mutexes, wait groups and conditions are made of.

251 roots, chosen by address; each a lock, a count of waiters that can be read without it, and a treap by address of
sudogs, each with a list of those that wait on the same address. semrelease adds one and wakes the first waiter of
that address; with handoff the woken one runs at once and need not compete for the count (sync.Mutex's starving mode).

The order that makes it right: a waiter raises nwait, then looks at the count once more before it sleeps; a releaser
raises the count, then looks at nwait. One of them sees the other.

For the profile of mutexes the node of an address has the number n of its waiters and the sum of the times since when they wait: at time t
they have waited n*t - sum together. A release is charged with that, and from then on they wait since t (contention.py).

notifyList is sync.Cond's: waiters take tickets; a notification wakes the lowest ticket not yet notified.

Source: Go's sync package and its runtime's design (semaRoot, sudog, tickets). Where to read next: park.py, sudog.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import mcall
from rt0.runtime.core.chance import fastrand
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import nanotime
from rt0.runtime.core.runtime2 import (
    g,
    getg,
    gomaxprocs,
    mutex,
    ncpu,
    sched,
    sudog,
    waitReasonSemacquire,
    waitReasonSyncCondWait,
    waitReasonSyncMutexLock,
    waitReasonSyncRWMutexLock,
    waitReasonSyncRWMutexRLock,
    waitReasonSynctestWaitGroupWait,
    waitReasonSyncWaitGroupWait,
)
from rt0.runtime.core.throw import fatal
from rt0.runtime.sched.contention import blockevent, blockstart, mutexevent, mutexprofilerate
from rt0.runtime.sched.park import goparkunlock, ready
from rt0.runtime.sched.proc import goyield_m
from rt0.runtime.sched.sudog import acquireSudog, releaseSudog

SEMTABSIZE = 251


@notinheap
@struct(align=64)
class semaRoot:
    """The waiters of all addresses of one class; lock protects the treap."""

    lock: mutex
    nwait: u32
    """Number of waiters. Atomic; read without the lock."""
    treap: ptr[sudog]
    """Root of the treap of distinct addresses."""


semtable: array[semaRoot, SEMTABSIZE] = static(align=64)

_reasons = const_array(
    u8,
    [
        waitReasonSemacquire,
        waitReasonSyncMutexLock,
        waitReasonSyncRWMutexRLock,
        waitReasonSyncRWMutexLock,
        waitReasonSyncWaitGroupWait,
        waitReasonSemacquire,
        waitReasonSynctestWaitGroupWait,
    ],
)
_MUTEX = 1
_RWMUTEX = 3
"""The reasons in between are those of the profile of mutexes."""
_WORLD = 5
"""The runtime's own: in no profile."""


def semroot(a: ptr[u32]) -> ptr[semaRoot]:
    """The root of address a."""
    return addr(semtable[(uintptr(a) >> 3) % SEMTABSIZE])


def cansemacquire(a: ptr[u32]) -> bool:
    """Take one off *a unless it is 0."""
    while True:
        v = atomic.Load(a)
        if v == 0:
            return False
        if atomic.Cas(a, v, v - 1):
            return True


@row("sched", enter=("u64(uintptr(a))",))
@export("runtime.semacquire")
def semacquire(a: ptr[u32], lifo: bool, reason: u8) -> void:
    """Wait until *a > 0 and take one off. lifo: in front of the others that wait there. reason: index of _reasons."""
    if cansemacquire(a):
        return
    began = blockstart() if reason != _WORLD else i64(0)
    if _semwait(a, lifo, reason) and unlikely(began != 0):
        blockevent(began)


def _semwait(a: ptr[u32], lifo: bool, reason: u8) -> bool:
    """semacquire's wait; whether it was one."""
    s = acquireSudog()
    root = semroot(a)
    s.acquiretime = 0
    if unlikely(atomic.Load(addr(mutexprofilerate)) != 0) and reason >= _MUTEX and reason <= _RWMUTEX:
        s.acquiretime = nanotime()
    s.ticket = 0
    why = _reasons[reason]
    waited = False
    while True:
        lock(addr(root.lock))
        atomic.Xadd(addr(root.nwait), 1)
        if cansemacquire(a):
            atomic.Xadd(addr(root.nwait), 0xFFFFFFFF)
            unlock(addr(root.lock))
            break
        rootqueue(root, a, s, lifo)
        goparkunlock(addr(root.lock), why, 0, 4)
        waited = True
        if s.ticket != 0 or cansemacquire(a):
            break
    releaseSudog(s)
    return waited


@row("sched", enter=("u64(uintptr(a))", "u64(handoff)"))
@export("runtime.semrelease")
def semrelease(a: ptr[u32], handoff: bool) -> void:
    """Add one to *a and wake a waiter if there is one; with handoff it gets the count and the processor at once."""
    root = semroot(a)
    atomic.Xadd(a, 1)
    if atomic.Load(addr(root.nwait)) == 0:
        return
    lock(addr(root.lock))
    if atomic.Load(addr(root.nwait)) == 0:
        unlock(addr(root.lock))
        return
    s = rootdequeue(root, a)
    if s is not None:
        atomic.Xadd(addr(root.nwait), 0xFFFFFFFF)
    unlock(addr(root.lock))
    if s is not None:
        if unlikely(s.acquiretime != 0):
            mutexevent(s.acquiretime)
        if handoff and cansemacquire(a):
            s.ticket = 1
        else:
            s.ticket = 0
        ready(s.g, 5, True)
        if s.ticket == 1 and getg().m.locks == 0:
            # Direct handoff: the waiter is this P's next; give way to it in what remains of our time slice.
            mcall(goyield_m)


@fills(slots.semacquire_slot)
def _semacquire1(a: ptr[u32]) -> void:
    semacquire(a, False, _WORLD)


@fills(slots.semrelease_slot)
def _semrelease1(a: ptr[u32]) -> void:
    semrelease(a, False)


# ---- the treap -------------------------------------------------------------------------------------------------------

# A node is the first waiter of an address: prev and next are its children, parent its parent, `ticket` its heap
# priority (odd, so never 0), waitlink the list of further waiters on the same address and waittail that list's end.
# `elem` is the address.


def rootqueue(root: ptr[semaRoot], a: ptr[u32], s: ptr[sudog], lifo: bool) -> void:
    """Add the calling goroutine's s to the waiters on a. root.lock held."""
    s.g = getg()
    s.elem = cast(ptr[void], a)
    s.next = None
    s.prev = None
    s.waitlink = None
    s.waittail = None
    s.waiters = 1 if s.acquiretime != 0 else 0
    s.waitsum = s.acquiretime
    last: ptr[sudog] = None
    pt = addr(root.treap)
    t = pt[0]
    while t is not None:
        if t.elem == cast(ptr[void], a):
            if lifo:
                # s takes t's place in the tree, t goes behind it.
                pt[0] = s
                s.ticket = t.ticket
                s.parent = t.parent
                s.prev = t.prev
                s.next = t.next
                if s.prev is not None:
                    s.prev.parent = s
                if s.next is not None:
                    s.next.parent = s
                s.waiters += t.waiters
                s.waitsum += t.waitsum
                s.waitlink = t
                s.waittail = t.waittail
                if s.waittail is None:
                    s.waittail = t
                t.parent = None
                t.prev = None
                t.next = None
                t.waittail = None
            else:
                if t.waittail is None:
                    t.waitlink = s
                else:
                    t.waittail.waitlink = s
                t.waittail = s
                s.waitlink = None
                t.waiters += s.waiters
                t.waitsum += s.waitsum
            return
        last = t
        if uintptr(a) < uintptr(t.elem):
            pt = addr(t.prev)
        else:
            pt = addr(t.next)
        t = pt[0]
    s.ticket = fastrand() | 1
    s.parent = last
    pt[0] = s
    while s.parent is not None and s.parent.ticket > s.ticket:
        if s.parent.prev == s:
            rotateRight(root, s.parent)
        else:
            rotateLeft(root, s.parent)


def rootdequeue(root: ptr[semaRoot], a: ptr[u32]) -> ptr[sudog]:
    """Take the first waiter on a out, nil for none. root.lock held."""
    ps = addr(root.treap)
    s = ps[0]
    while s is not None and s.elem != cast(ptr[void], a):
        if uintptr(a) < uintptr(s.elem):
            ps = addr(s.prev)
        else:
            ps = addr(s.next)
        s = ps[0]
    if s is None:
        return None
    if unlikely(s.waiters != 0):
        _charge(s)
    t = s.waitlink
    if t is not None:
        # The next waiter takes s's place in the tree.
        ps[0] = t
        t.ticket = s.ticket
        t.waiters = s.waiters
        t.waitsum = s.waitsum
        t.parent = s.parent
        t.prev = s.prev
        if t.prev is not None:
            t.prev.parent = t
        t.next = s.next
        if t.next is not None:
            t.next.parent = t
        if t.waitlink is not None:
            t.waittail = s.waittail
        else:
            t.waittail = None
    else:
        # Rotate s down to a leaf, then cut it off.
        while s.next is not None or s.prev is not None:
            if s.next is None or (s.prev is not None and s.prev.ticket < s.next.ticket):
                rotateRight(root, s)
            else:
                rotateLeft(root, s)
        if s.parent is not None:
            if s.parent.prev == s:
                s.parent.prev = None
            else:
                s.parent.next = None
        else:
            root.treap = None
    s.parent = None
    s.elem = None
    s.next = None
    s.prev = None
    s.waitlink = None
    s.waittail = None
    s.ticket = 0
    return s


def _charge(s: ptr[sudog]) -> void:
    """s, which stands for its address in the treap, is to be woken: leave in acquiretime what it and the others have waited since the last
    release, and in the node that the others wait since now. root.lock held."""
    t = nanotime()
    charge = s.waiters * t - s.waitsum
    if s.acquiretime != 0:
        s.waiters -= 1
    s.waitsum = s.waiters * t
    s.acquiretime = charge


def _replacechild(root: ptr[semaRoot], parent: ptr[sudog], x: ptr[sudog], y: ptr[sudog]) -> void:
    """y takes x's place below parent."""
    y.parent = parent
    if parent is None:
        root.treap = y
    elif parent.prev == x:
        parent.prev = y
    else:
        parent.next = y


def rotateLeft(root: ptr[semaRoot], x: ptr[sudog]) -> void:
    """(x a (y b c)) becomes (y (x a b) c)."""
    parent = x.parent
    y = x.next
    b = y.prev
    y.prev = x
    x.parent = y
    x.next = b
    if b is not None:
        b.parent = x
    _replacechild(root, parent, x, y)


def rotateRight(root: ptr[semaRoot], y: ptr[sudog]) -> void:
    """(y (x a b) c) becomes (x a (y b c))."""
    parent = y.parent
    x = y.prev
    b = x.next
    x.next = y
    y.parent = x
    y.prev = b
    if b is not None:
        b.parent = y
    _replacechild(root, parent, y, x)


# ---- sync.Cond -------------------------------------------------------------------------------------------------------


@struct
class notifyList:
    """sync's notifyList: lies in the program's memory, its fields are ours."""

    wait: u32
    """The next ticket. Atomic: taken without the lock."""
    notify: u32
    """The next ticket to be notified. Atomic; written under lock."""
    lock: mutex
    pad: u32
    head: ptr[sudog]
    tail: ptr[sudog]


def _less(a: u32, b: u32) -> bool:
    """a < b for tickets, which may wrap around."""
    return i32(a - b) < 0


def notifyListAdd(l: ptr[notifyList]) -> u32:
    """Take a ticket."""
    return atomic.Xadd(addr(l.wait), 1) - 1


@row("sched", enter=("u64(t)",))
def notifyListWait(l: ptr[notifyList], t: u32) -> void:
    """Sleep until ticket t is notified; at once if it was already."""
    lock(addr(l.lock))
    if _less(t, l.notify):
        unlock(addr(l.lock))
        return
    s = acquireSudog()
    s.g = getg()
    s.ticket = t
    if l.tail is None:
        l.head = s
    else:
        l.tail.next = s
    l.tail = s
    began = blockstart()
    goparkunlock(addr(l.lock), waitReasonSyncCondWait, 0, 3)
    if unlikely(began != 0):
        blockevent(began)
    releaseSudog(s)


def _wakes(gp: ptr[g]) -> void:
    """Whoever wakes a waiter that is in a bubble must be in it too: it waits durably."""
    if unlikely(gp.bubble is not None) and getg().bubble != gp.bubble:
        fatal("semaphore wake of synctest goroutine from outside bubble")


def notifyListNotifyAll(l: ptr[notifyList]) -> void:
    """Wake all that wait."""
    if atomic.Load(addr(l.wait)) == atomic.Load(addr(l.notify)):
        return
    lock(addr(l.lock))
    s = l.head
    l.head = None
    l.tail = None
    atomic.Store(addr(l.notify), atomic.Load(addr(l.wait)))
    unlock(addr(l.lock))
    while s is not None:
        next = s.next
        s.next = None
        _wakes(s.g)
        ready(s.g, 4, True)
        s = next


def notifyListNotifyOne(l: ptr[notifyList]) -> void:
    """Wake the waiter with the lowest ticket."""
    if atomic.Load(addr(l.wait)) == atomic.Load(addr(l.notify)):
        return
    lock(addr(l.lock))
    t = l.notify
    if t == atomic.Load(addr(l.wait)):
        unlock(addr(l.lock))
        return
    atomic.Store(addr(l.notify), t + 1)
    # The holder of ticket t may not have got to the list yet: then it will see notify past t and not sleep.
    p: ptr[sudog] = None
    s = l.head
    while s is not None:
        if s.ticket == t:
            n = s.next
            if p is not None:
                p.next = n
            else:
                l.head = n
            if n is None:
                l.tail = p
            unlock(addr(l.lock))
            s.next = None
            _wakes(s.g)
            ready(s.g, 4, True)
            return
        p = s
        s = s.next
    unlock(addr(l.lock))


# ---- sync.Mutex's spinning -------------------------------------------------------------------------------------------


def sync_canSpin(i: i64) -> bool:
    """Whether looking at a lock for the i-th time makes sense: several Ps run, nothing else to do here, not for long.
    """
    if i >= 4 or ncpu <= 1 or gomaxprocs <= i32(sched.npidle + sched.nmspinning) + 1:
        return False
    pp = getg().m.p
    return pp.runqhead == pp.runqtail and pp.runnext is None


def sync_doSpin() -> void:
    """Pass some hundred cycles."""
    procyield(30)
