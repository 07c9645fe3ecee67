"""What os, and packages like Go's internal/poll, ask of the poller: open, wait, deadlines, close (docs/abi.md, "The poller").

All of it runs on goroutines, with a P. Results of reset and wait: 0 ready, 1 the descriptor is being closed, 2 the deadline
has passed, 3 it cannot be polled. At most one goroutine waits in each direction: the caller's locks see to that.

Where to read next: netpoll.py (pollDesc, and who protects what).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import nanotime
from rt0.runtime.core.runtime2 import funcval, g, timer, waitReasonIOWait
from rt0.runtime.core.throw import throw
from rt0.runtime.core.type import eface
from rt0.runtime.sched.netpoll import (
    MODE_READ,
    MODE_WRITE,
    allocPollDesc,
    freePollDesc,
    netpollclose,
    netpollGenericInit,
    netpollIsPollDescriptor,
    netpollopen,
    netpollunblock,
    netpollWaiters,
    pdNil,
    pdReady,
    pdWait,
    pollDesc,
)
from rt0.runtime.sched.park import gopark, goready
from rt0.runtime.sched.timer import KIND_FUNC, addtimer, deltimer, maxWhen

pollNoError = 0
pollErrClosing = 1
pollErrTimeout = 2
pollErrNotPollable = 3

readDeadlineFn: funcval = static()
"""The func value that read timers call; made by the first poll_runtime_pollOpen."""
writeDeadlineFn: funcval = static()


def poll_runtime_pollServerInit() -> void:
    """Make the poller; pollOpen does too."""
    netpollGenericInit()


def poll_runtime_isPollServerDescriptor(fd: uintptr) -> bool:
    """Whether fd is one of the poller's own."""
    return netpollIsPollDescriptor(i64(fd))


def poll_runtime_pollOpen(fd: uintptr) -> tuple[ptr[pollDesc], i64]:
    """Watch a non-blocking descriptor: its pollDesc and 0, or nil and an errno."""
    netpollGenericInit()
    if readDeadlineFn.fn == 0:
        r: fn[[eface, uintptr, ptr[funcval]], void] = netpollReadDeadline
        w: fn[[eface, uintptr, ptr[funcval]], void] = netpollWriteDeadline
        writeDeadlineFn.fn = cast(uintptr, w)
        readDeadlineFn.fn = cast(uintptr, r)
    pd = allocPollDesc()
    lock(addr(pd.lock))
    if pd.wg > pdReady or pd.rg > pdReady:
        throw("runtime: blocked read or write on free polldesc")
    pd.fd = i64(fd)
    pd.closing = False
    pd.everr = False
    pd.rseq += 1
    pd.wseq += 1
    pd.rd = 0
    pd.wd = 0
    atomic.Store(addr(pd.rg), pdNil)
    atomic.Store(addr(pd.wg), pdNil)
    unlock(addr(pd.lock))
    r2 = netpollopen(i64(fd), pd)
    if r2 != 0:
        freePollDesc(pd)
        return None, -r2
    return pd, 0


def poll_runtime_pollClose(pd: ptr[pollDesc]) -> void:
    """The descriptor is about to be closed: forget it. After pollUnblock, with nobody waiting."""
    if not pd.closing:
        throw("runtime: close polldesc w/o unblock")
    if pd.wg > pdReady or pd.rg > pdReady:
        throw("runtime: blocked read or write on closing polldesc")
    netpollclose(pd.fd)
    freePollDesc(pd)


def _checkerr(pd: ptr[pollDesc], mode: i64) -> i64:
    """Why waiting makes no sense, or 0."""
    if pd.closing:
        return pollErrClosing
    if (mode == MODE_READ and pd.rd < 0) or (mode == MODE_WRITE and pd.wd < 0):
        return pollErrTimeout
    if mode == MODE_READ and pd.everr:
        return pollErrNotPollable
    return pollNoError


def poll_runtime_pollReset(pd: ptr[pollDesc], mode: i64) -> i64:
    """Before a system call: forget readiness seen before."""
    err = _checkerr(pd, mode)
    if err != pollNoError:
        return err
    if mode == MODE_READ:
        atomic.Store(addr(pd.rg), pdNil)
    elif mode == MODE_WRITE:
        atomic.Store(addr(pd.wg), pdNil)
    return pollNoError


def poll_runtime_pollWait(pd: ptr[pollDesc], mode: i64) -> i64:
    """Sleep until the descriptor is ready in a direction, its deadline passes or it is closed."""
    err = _checkerr(pd, mode)
    if err != pollNoError:
        return err
    while not netpollblock(pd, mode, False):
        err = _checkerr(pd, mode)
        if err != pollNoError:
            return err
        # Woken by a deadline that has been moved meanwhile: wait again.
    return pollNoError


def poll_runtime_pollWaitCanceled(pd: ptr[pollDesc], mode: i64) -> void:
    """Wait for an operation that was called off: whatever the deadline says."""
    while not netpollblock(pd, mode, True):
        pass


def poll_runtime_pollSetDeadline(pd: ptr[pollDesc], d: i64, mode: i64) -> void:
    """Set the deadline to d nanoseconds from now: 0 for none, negative for passed. mode is 'r', 'w', or their sum for both."""
    lock(addr(pd.lock))
    if pd.closing:
        unlock(addr(pd.lock))
        return
    if d > 0:
        d += nanotime()
        if d < 0:
            d = maxWhen
    rg: ptr[g] = None
    wg: ptr[g] = None
    if mode == MODE_READ or mode == MODE_READ + MODE_WRITE:
        pd.rd = d
        pd.rseq += 1
        _settimer(addr(pd.rt), addr(readDeadlineFn), pd, d, pd.rseq)
        if d < 0:
            rg = netpollunblock(pd, MODE_READ, False)
    if mode == MODE_WRITE or mode == MODE_READ + MODE_WRITE:
        pd.wd = d
        pd.wseq += 1
        _settimer(addr(pd.wt), addr(writeDeadlineFn), pd, d, pd.wseq)
        if d < 0:
            wg = netpollunblock(pd, MODE_WRITE, False)
    unlock(addr(pd.lock))
    _readyboth(rg, wg)


def _settimer(t: ptr[timer], f: ptr[funcval], pd: ptr[pollDesc], when: i64, seq: uintptr) -> void:
    """Have f called at `when`, if that is a time. pd.lock is held."""
    deltimer(t)
    if when <= 0:
        return
    t.kind = KIND_FUNC
    t.f = f
    t.arg.typ = None
    t.arg.data = cast(ptr[void], pd)
    t.seq = seq
    t.period = 0
    t.when = when
    addtimer(t)


def _readyboth(rg: ptr[g], wg: ptr[g]) -> void:
    if rg is not None:
        goready(rg, 0)
    if wg is not None:
        goready(wg, 0)


def netpollReadDeadline(arg: eface, seq: uintptr, f: ptr[funcval]) -> void:
    """A read deadline has passed. On a P's scheduler stack."""
    pd = cast(ptr[pollDesc], arg.data)
    rg: ptr[g] = None
    lock(addr(pd.lock))
    if seq == pd.rseq:
        pd.rd = -1
        rg = netpollunblock(pd, MODE_READ, False)
    unlock(addr(pd.lock))
    _readyboth(rg, None)


def netpollWriteDeadline(arg: eface, seq: uintptr, f: ptr[funcval]) -> void:
    """A write deadline has passed."""
    pd = cast(ptr[pollDesc], arg.data)
    wg: ptr[g] = None
    lock(addr(pd.lock))
    if seq == pd.wseq:
        pd.wd = -1
        wg = netpollunblock(pd, MODE_WRITE, False)
    unlock(addr(pd.lock))
    _readyboth(None, wg)


def poll_runtime_pollUnblock(pd: ptr[pollDesc]) -> void:
    """The descriptor is to be closed: whoever waits goes on with pollErrClosing."""
    lock(addr(pd.lock))
    if pd.closing:
        unlock(addr(pd.lock))
        throw("runtime: unblock on closing polldesc")
    pd.closing = True
    pd.rseq += 1
    pd.wseq += 1
    rg = netpollunblock(pd, MODE_READ, False)
    wg = netpollunblock(pd, MODE_WRITE, False)
    deltimer(addr(pd.rt))
    deltimer(addr(pd.wt))
    unlock(addr(pd.lock))
    _readyboth(rg, wg)


def _blockcommit(gp: ptr[g], gpp: ptr[void]) -> bool:
    """gopark's unlock function: gp is asleep, unless it became ready meanwhile."""
    if not atomic.Cas(cast(ptr[uintptr], gpp), pdWait, uintptr(gp)):
        return False
    atomic.Xadd(addr(netpollWaiters), 1)
    return True


def netpollblock(pd: ptr[pollDesc], mode: i64, waitio: bool) -> bool:
    """Sleep until the direction is ready (true), or somebody ends the wait (false). waitio: whatever the deadline says."""
    gpp = addr(pd.rg) if mode == MODE_READ else addr(pd.wg)
    while True:
        if atomic.Cas(gpp, pdReady, pdNil):
            return True
        if atomic.Cas(gpp, pdNil, pdWait):
            break
        v = atomic.Load(gpp)
        if v != pdReady and v != pdNil:
            throw("runtime: double wait")
    # A deadline or close after this look finds pdWait or the goroutine.
    if waitio or _checkerr(pd, mode) == pollNoError:
        gopark(_blockcommit, cast(ptr[void], gpp), waitReasonIOWait, 0, 5)
    old = atomic.Xchg(gpp, pdNil)
    if old > pdWait:
        throw("runtime: corrupted polldesc")
    return old == pdReady
