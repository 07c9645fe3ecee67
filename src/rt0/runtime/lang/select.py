"""The select statement.

selectgo visits the cases in a random order (pollorder, so that no ready case is starved) and locks the channels in the order of
their addresses (lockorder, so that two selects over the same channels cannot deadlock). Three passes: look for a case that can go
on at once; else queue a sudog on every channel and park; on waking take the sudogs off the other channels.

What races with what: while the goroutine is queued on several channels, several others may try to wake it. They compete for
g.selectDone by compare-and-swap (waitq.dequeue in chan.py); the winner passes its sudog in g.param.

Source: Go specification, "Select statements"; Go's runtime design (selectgo).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.chance import fastrandn
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import (
    g,
    getg,
    sudog,
    waitReasonSelect,
    waitReasonSelectNoCases,
    waitReasonSynctestSelect,
)
from rt0.runtime.core.throw import fatal, throw
from rt0.runtime.gc.barrier import typedmemclr
from rt0.runtime.lang.chan import _copyelem, _takebuf, chanbuf, hchan, recv, send
from rt0.runtime.lang.errors import plainError
from rt0.runtime.sched.bubble import outside
from rt0.runtime.sched.contention import blockevent, blockstart
from rt0.runtime.sched.park import gopark
from rt0.runtime.sched.sudog import acquireSudog, releaseSudog


@struct
class scase:
    """One case as the compiler lays it out: the channel (None never proceeds) and the value's place (None drops it)."""

    c: ptr[hchan]
    elem: ptr[u8]


def block() -> void:
    """select {}: parks for ever."""
    gopark(None, None, waitReasonSelectNoCases, 0, 1)


def _sellock(cases: ptr[scase], lockorder: ptr[u16], n: i64) -> void:
    """Lock each channel of the select once, in the order of addresses."""
    last: ptr[hchan] = None
    for i in range(n):
        c = cases[lockorder[i]].c
        if c != last:
            last = c
            lock(addr(c.lock))


def _selunlock(cases: ptr[scase], lockorder: ptr[u16], n: i64) -> void:
    """Unlock what _sellock locked, backwards.

    The last unlock may let another goroutine wake this one, which may return and drop cases and lockorder: nothing is read from
    them after it.
    """
    i = n - 1
    while i >= 0:
        c = cases[lockorder[i]].c
        i -= 1
        if i >= 0 and cases[lockorder[i]].c == c:
            continue
        unlock(addr(c.lock))


def selparkcommit(gp: ptr[g], _: ptr[void]) -> bool:
    """gopark's unlock function for select: unlocks the channels of the sudogs in gp.waiting, which is in lock order.

    Runs on g0. As soon as the last channel is unlocked gp may run elsewhere and change gp.waiting, so the next sudog is read
    before the lock of the present one is given up.
    """
    lastc: ptr[hchan] = None
    sg = gp.waiting
    while sg is not None:
        c = cast(ptr[hchan], sg.c)
        nxt = sg.waitlink
        if c != lastc and lastc is not None:
            unlock(addr(lastc.lock))
        lastc = c
        sg = nxt
    if lastc is not None:
        unlock(addr(lastc.lock))
    return True


def _pollorder(cases: ptr[scase], pollorder: ptr[u16], ncases: i64) -> i64:
    """Fill pollorder with a random permutation of the cases whose channel is not nil; their number."""
    n: i64 = 0
    for i in range(ncases):
        if cases[i].c is None:
            continue
        if outside(cases[i].c.bubble):
            fatal("select on synctest channel from outside bubble")
        j = i64(fastrandn(u32(n + 1)))
        pollorder[n] = pollorder[j]
        pollorder[j] = u16(i)
        n += 1
    return n


def _lockorder(cases: ptr[scase], pollorder: ptr[u16], lockorder: ptr[u16], n: i64) -> void:
    """Sort the n cases of pollorder by their channels' addresses into lockorder.

    Insertion for the few cases that selects have, heap sort beyond: constant extra memory, and never quadratic for a large select.
    """
    if n <= 8:
        for i in range(n):
            c = uintptr(cases[pollorder[i]].c)
            j = i
            while j > 0 and uintptr(cases[lockorder[j - 1]].c) > c:
                lockorder[j] = lockorder[j - 1]
                j -= 1
            lockorder[j] = pollorder[i]
        return
    for i in range(n):
        # Sift up.
        j = i
        c = uintptr(cases[pollorder[i]].c)
        while j > 0 and uintptr(cases[lockorder[(j - 1) >> 1]].c) < c:
            k = (j - 1) >> 1
            lockorder[j] = lockorder[k]
            j = k
        lockorder[j] = pollorder[i]
    i = n - 1
    while i >= 0:
        # Move the largest behind the heap, sift its replacement down.
        o = lockorder[i]
        c = uintptr(cases[o].c)
        lockorder[i] = lockorder[0]
        j: i64 = 0
        while True:
            k = j * 2 + 1
            if k >= i:
                break
            if k + 1 < i and uintptr(cases[lockorder[k]].c) < uintptr(cases[lockorder[k + 1]].c):
                k += 1
            if c < uintptr(cases[lockorder[k]].c):
                lockorder[j] = lockorder[k]
                j = k
                continue
            break
        lockorder[j] = o
        i -= 1


def selectgo(cases: ptr[scase], order: ptr[u16], nsends: i64, nrecvs: i64, block: bool) -> tuple[i64, bool]:
    """Choose and carry out one case: (its index, whether a receive got a value); index -1 is default (block False).

    cases: sends first, then receives, in the caller's frame; order: scratch of 2*(nsends+nrecvs) u16, likewise. Panics when the
    chosen case sends on a closed channel. Called on a user goroutine holding no runtime lock.
    """
    ncases = nsends + nrecvs
    pollorder = order
    lockorder = addr(order[ncases])
    n = _pollorder(cases, pollorder, ncases)
    _lockorder(cases, pollorder, lockorder, n)
    _sellock(cases, lockorder, n)

    # Pass 1: is there something that can go on?
    for i in range(n):
        casi = i64(pollorder[i])
        cas = addr(cases[casi])
        c = cas.c
        if casi >= nsends:
            sg = c.sendq.dequeue()
            if sg is not None:
                # recv unlocks c; the others are unlocked first. With c locked nobody can touch sg meanwhile.
                _unlockothers(cases, lockorder, n, c)
                recv(c, sg, cas.elem)
                return casi, True
            if c.qcount > 0:
                _takebuf(c, cas.elem)
                _selunlock(cases, lockorder, n)
                return casi, True
            if c.closed != 0:
                _selunlock(cases, lockorder, n)
                if cas.elem is not None:
                    typedmemclr(c.elemtype, cas.elem)
                return casi, False
        else:
            if c.closed != 0:
                _selunlock(cases, lockorder, n)
                plainError("send on closed channel")
            sg = c.recvq.dequeue()
            if sg is not None:
                _unlockothers(cases, lockorder, n, c)
                send(c, sg, cas.elem)
                return casi, False
            if c.qcount < c.dataqsiz:
                _copyelem(c.elemtype, chanbuf(c, c.sendx), cas.elem)
                c.sendx += 1
                if c.sendx == c.dataqsiz:
                    c.sendx = 0
                c.qcount += 1
                _selunlock(cases, lockorder, n)
                return casi, False
    if not block:
        _selunlock(cases, lockorder, n)
        return -1, False

    _enqueueall(cases, lockorder, n, nsends)
    gp = getg()
    gp.param = None
    reason: u8 = waitReasonSelect
    if unlikely(gp.bubble is not None) and _bubbled(cases, lockorder, n):
        reason = waitReasonSynctestSelect
    began = blockstart()
    gopark(selparkcommit, None, reason, 0, 1)
    if unlikely(began != 0):
        blockevent(began)
    return _selectwoken(cases, lockorder, n, nsends)


def _bubbled(cases: ptr[scase], lockorder: ptr[u16], n: i64) -> bool:
    """Whether all channels of the select are this goroutine's bubble's (or there is none): then only the bubble can wake it."""
    for i in range(n):
        if cases[lockorder[i]].c.bubble == 0:
            return False
    return True


@inline
def _unlockothers(cases: ptr[scase], lockorder: ptr[u16], n: i64, keep: ptr[hchan]) -> void:
    """Unlock all channels of the select but keep, whose lock goes on to send or recv."""
    last: ptr[hchan] = None
    for i in range(n):
        c = cases[lockorder[i]].c
        if c != last:
            last = c
            if c != keep:
                unlock(addr(c.lock))


def _enqueueall(cases: ptr[scase], lockorder: ptr[u16], n: i64, nsends: i64) -> void:
    """Pass 2: a sudog on every channel, linked in lock order from gp.waiting. All channels are locked."""
    gp = getg()
    gp.selectDone = 0
    tail: ptr[sudog] = None
    gp.waiting = None
    for i in range(n):
        casi = i64(lockorder[i])
        cas = addr(cases[casi])
        c = cas.c
        sg = acquireSudog()
        sg.g = gp
        sg.isSelect = True
        sg.success = False
        sg.elem = cast(ptr[void], cas.elem)
        sg.c = cast(ptr[void], c)
        sg.waitlink = None
        if tail is None:
            gp.waiting = sg
        else:
            tail.waitlink = sg
        tail = sg
        if casi < nsends:
            c.sendq.enqueue(sg)
        else:
            c.recvq.enqueue(sg)


def _selectwoken(cases: ptr[scase], lockorder: ptr[u16], n: i64, nsends: i64) -> tuple[i64, bool]:
    """Pass 3: take this goroutine off the channels that did not wake it, and say which one did."""
    _sellock(cases, lockorder, n)
    gp = getg()
    gp.selectDone = 0
    fired = cast(ptr[sudog], gp.param)
    gp.param = None
    chosen: i64 = -1
    success = False
    sg = gp.waiting
    gp.waiting = None
    for i in range(n):
        casi = i64(lockorder[i])
        nxt = sg.waitlink
        if sg == fired:
            chosen = casi
            success = sg.success
        elif casi < nsends:
            cases[casi].c.sendq.dequeueSudoG(sg)
        else:
            cases[casi].c.recvq.dequeueSudoG(sg)
        sg.isSelect = False
        sg.elem = None
        sg.c = None
        sg.waitlink = None
        releaseSudog(sg)
        sg = nxt
    if chosen < 0:
        throw("selectgo: bad wakeup")
    _selunlock(cases, lockorder, n)
    if chosen < nsends:
        if not success:
            plainError("send on closed channel")
        return chosen, False
    return chosen, success
