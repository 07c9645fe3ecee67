"""Where a thread without work waits for the next timer and for descriptors that become ready.

At most one m waits here: it has swapped sched.lastpoll from a time to 0, and sets it back when it leaves. `pollUntil`
says until when it will sleep. Whoever adds an earlier timer breaks the sleep (netpollBreak). Others look in without
waiting: findrunnable before it steals, and sysmon when nobody has looked for 10 ms.

Until a program opens its first pollable descriptor there is no epoll instance, and the sleep is a futex on `pollSig`:
0 asleep or about to sleep, 1 break. From then on it is epoll_wait, which an eventfd breaks; `pollSig` keeps the writes
to that at one a sleep. The change from one to the other is made by netpollinit, which breaks the sleep of before.

A descriptor has a pollDesc, edge-triggered: `rg` and `wg` say for either direction pdNil (nothing known), pdReady (it has
become ready since the last reset), pdWait (a goroutine is about to park), or hold the goroutine that waits. All changes
are compare-and-swaps, so readiness that comes between a goroutine's look and its sleep is not lost. pollDescs are never
freed, so that a late event finds one; a count (fdseq) that travels with the event tells that it is another descriptor's.

Where to read next: polldesc.py (what os and net call), proc.py (findrunnable), timer.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import EINTR, futexsleep, futexwakeup
from rt0.runtime.core.print import printint, printnl, printstring
from rt0.runtime.core.runtime2 import g, getg, mutex, sched, timer
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc

SYS_epoll_create1 = 291
SYS_epoll_ctl = 233
SYS_epoll_pwait = 281
SYS_epoll_pwait2 = 441
SYS_eventfd2 = 290
EPOLL_CTL_ADD = 1
EPOLL_CTL_DEL = 2
EPOLLIN = 0x1
EPOLLOUT = 0x4
EPOLLERR = 0x8
EPOLLHUP = 0x10
EPOLLRDHUP = 0x2000
EPOLLET = 0x80000000
_CLOEXEC = 0x80000
_NONBLOCK = 0x800
_ENOSYS = 38

pdNil = 0
pdReady = 1
pdWait = 2

MODE_READ = 114
"""'r', as Go's internal/poll has it."""
MODE_WRITE = 119
"""'w'."""

EVENTS = 128
"""Events taken by one epoll_wait."""


@notinheap
@struct(align=64)
class pollDesc:
    """A pollable descriptor. `lock` protects closing, the deadlines, their timers and counts; rg, wg, everr and fdseq are atomic.
    """

    link: ptr["pollDesc"]
    """Link of the free list; pollcache.lock."""
    fd: i64
    fdseq: u64
    """Goes up when the descriptor is closed."""
    rg: uintptr
    wg: uintptr
    lock: mutex
    closing: bool
    everr: bool
    """The system has reported an error for the descriptor as a whole."""
    rseq: uintptr
    """Goes up with each change of the read deadline, so that a timer that fires late knows."""
    wseq: uintptr
    rd: i64
    """Read deadline (nanotime); 0 none, negative passed."""
    wd: i64
    rt: timer
    wt: timer


@notinheap
@struct
class _pollcacheType:
    lock: mutex
    first: ptr[pollDesc]


pollcache: _pollcacheType = static()
"""Free pollDescs."""
pollUntil: i64 = static()
"""When the sleeping poller wakes by itself; 0 not sleeping or without end. Atomic."""
pollSig: u32 = static()
epfd: i64 = static(-1)
"""The epoll instance, -1 before netpollinit."""
netpollEventFd: i64 = static(-1)
netpollInited: u32 = static()
"""Atomic; set once epfd is."""
netpollInitLock: mutex = static()
netpollWaiters: u32 = static()
"""Goroutines that wait for descriptors. Atomic."""
noPwait2: bool = static()
"""The kernel has no epoll_pwait2 (before Linux 5.11): times are rounded up to milliseconds."""


@struct
class _waittime:
    sec: i64
    nsec: i64


# ---- the instance ----------------------------------------------------------------------------------------------------


def netpollGenericInit() -> void:
    """Make the epoll instance, once. On a goroutine."""
    if atomic.Load(addr(netpollInited)) != 0:
        return
    lock(addr(netpollInitLock))
    if netpollInited == 0:
        netpollinit()
        atomic.Store(addr(netpollInited), 1)
        # A thread may be asleep in the old way.
        atomic.Store(addr(pollSig), 1)
        futexwakeup(addr(pollSig), 1)
        _wakeEventFd()
    unlock(addr(netpollInitLock))


def netpollinit() -> void:
    """Make the epoll instance and the eventfd that breaks a wait."""
    epfd = syscall(SYS_epoll_create1, _CLOEXEC)
    if epfd < 0:
        _failed("runtime: epollcreate failed with ", epfd)
    netpollEventFd = syscall(SYS_eventfd2, 0, _CLOEXEC | _NONBLOCK)
    if netpollEventFd < 0:
        _failed("runtime: eventfd failed with ", netpollEventFd)
    if _ctl(EPOLL_CTL_ADD, netpollEventFd, EPOLLIN, 0) != 0:
        _failed("runtime: epollctl failed with ", -1)


@noreturn
@cold
def _failed(what: string, r: i64) -> void:
    printstring(what)
    printint(-r)
    printnl()
    throw("runtime: netpollinit failed")


def netpollIsPollDescriptor(fd: i64) -> bool:
    """Whether fd is the poller's own."""
    return fd >= 0 and (fd == epfd or fd == netpollEventFd)


@nosplit
def _ctl(op: i64, fd: i64, events: u32, data: u64) -> i64:
    """epoll_ctl. nosplit: small."""
    # struct epoll_event is packed: 4 bytes of events, 8 of data.
    event: array[u32, 3] = zero()
    event[0] = events
    event[1] = u32(data)
    event[2] = u32(data >> 32)
    return syscall(SYS_epoll_ctl, epfd, op, fd, i64(uintptr(addr(event[0]))))


@nosplit
def _wakeEventFd() -> void:
    """nosplit: netpollBreak is."""
    one: u64 = 1
    syscall(1, netpollEventFd, i64(uintptr(addr(one))), 8)


# ---- descriptors -----------------------------------------------------------------------------------------------------


def allocPollDesc() -> ptr[pollDesc]:
    """A pollDesc that nobody uses."""
    lock(addr(pollcache.lock))
    pd = pollcache.first
    if pd is not None:
        pollcache.first = pd.link
    unlock(addr(pollcache.lock))
    if pd is None:
        pd = cast(ptr[pollDesc], persistentalloc(sizeof(pollDesc), 64, addr(memstats.other_sys)))
    return pd


def freePollDesc(pd: ptr[pollDesc]) -> void:
    """Give a pollDesc back; events under way for it become void."""
    atomic.Xadd(addr(pd.fdseq), 1)
    lock(addr(pollcache.lock))
    pd.link = pollcache.first
    pollcache.first = pd
    unlock(addr(pollcache.lock))


def netpollopen(fd: i64, pd: ptr[pollDesc]) -> i64:
    """Watch fd: 0 or -errno (EPERM for what is always ready, such as regular files)."""
    data = u64(uintptr(pd)) | (atomic.Load(addr(pd.fdseq)) & 0xFFFF) << 48
    return _ctl(EPOLL_CTL_ADD, fd, u32(EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET), data)


def netpollclose(fd: i64) -> i64:
    """Watch fd no more."""
    return _ctl(EPOLL_CTL_DEL, fd, 0, 0)


def netpollunblock(pd: ptr[pollDesc], mode: i64, ioready: bool) -> ptr[g]:
    """The goroutine that waits in a direction, which the caller makes ready, or nil. ioready leaves a note for one that is
    yet to come."""
    gpp = addr(pd.rg) if mode == MODE_READ else addr(pd.wg)
    while True:
        old = atomic.Load(gpp)
        if old == pdReady:
            return None
        if old == pdNil and not ioready:
            return None
        new: uintptr = pdReady if ioready else pdNil
        if atomic.Cas(gpp, old, new):
            if old <= pdWait:
                return None
            atomic.Xadd(addr(netpollWaiters), 0xFFFFFFFF)
            return cast(ptr[g], old)


@nosplit
def netpollAnyWaiters() -> bool:
    """Whether a goroutine waits for a descriptor. nosplit: small."""
    return atomic.Load(addr(netpollWaiters)) != 0


# ---- waiting ---------------------------------------------------------------------------------------------------------


def netpoll(delay: i64) -> ptr[g]:
    """Goroutines (linked by schedlink, still waiting) whose descriptors have become ready.

    Sleeps for delay nanoseconds (without end when negative), at most until a descriptor is ready or netpollBreak; 0 only
    looks. A sleeping caller has no P.
    """
    if atomic.Load(addr(netpollInited)) == 0:
        if delay != 0:
            _sleep(delay)
        return None
    events: array[u32, EVENTS * 3] = zero()
    n: i64 = 0
    while True:
        n = _epollwait(addr(events[0]), delay)
        if n >= 0:
            break
        if n != -EINTR:
            printstring("runtime: epollwait failed with ")
            printint(-n)
            printnl()
            throw("runtime: netpoll failed")
        if delay > 0:
            return None
    ready: ptr[g] = None
    for i in range(n):
        ev = events[3 * i]
        data = u64(events[3 * i + 1]) | u64(events[3 * i + 2]) << 32
        if data == 0:
            # The break. A look without waiting leaves it to whoever waits.
            if delay != 0:
                count: u64 = 0
                syscall(0, netpollEventFd, i64(uintptr(addr(count))), 8)
                atomic.Store(addr(pollSig), 0)
            continue
        pd = cast(ptr[pollDesc], uintptr(data & 0xFFFFFFFFFFFF))
        if atomic.Load(addr(pd.fdseq)) & 0xFFFF == data >> 48:
            pd.everr = ev == EPOLLERR
            if ev & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR) != 0:
                ready = _push(netpollunblock(pd, MODE_READ, True), ready)
            if ev & (EPOLLOUT | EPOLLHUP | EPOLLERR) != 0:
                ready = _push(netpollunblock(pd, MODE_WRITE, True), ready)
    return ready


def _push(gp: ptr[g], list: ptr[g]) -> ptr[g]:
    if gp is None:
        return list
    gp.schedlink = list
    return gp


def _epollwait(events: ptr[u32], delay: i64) -> i64:
    at = i64(uintptr(events))
    if delay == 0:
        return syscall(SYS_epoll_pwait, epfd, at, EVENTS, 0, 0, 8)
    mp = getg().m
    mp.blocked = True
    n: i64 = -_ENOSYS
    if not noPwait2:
        ts: _waittime = zero()
        when: i64 = 0
        if delay > 0:
            ts.sec = delay // 1000000000
            ts.nsec = delay - ts.sec * 1000000000
            when = i64(uintptr(addr(ts)))
        n = syscall(SYS_epoll_pwait2, epfd, at, EVENTS, when, 0, 8)
        if n == -_ENOSYS:
            noPwait2 = True
    if n == -_ENOSYS:
        ms: i64 = -1
        if delay > 0:
            ms = (delay + 999999) // 1000000
            if ms > 1000000000:
                ms = 1000000000
        n = syscall(SYS_epoll_pwait, epfd, at, EVENTS, ms, 0, 8)
    mp.blocked = False
    return n


def _sleep(delay: i64) -> void:
    """netpoll while there are no descriptors."""
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
        if atomic.Load(addr(netpollInited)) != 0:
            _wakeEventFd()
        else:
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
