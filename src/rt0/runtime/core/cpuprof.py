"""The profile of processor time: SIGPROF at intervals of each thread's own time, and where the thread was then.

Every m has a timer of the kernel over its thread's processor time (setitimer's one would mostly hit the first thread). The handler
walks the frame pointers and puts the return addresses into a buffer; package runtime takes them out ten times a second (takesamples) and
hands them to runtime/pprof. Samples that find no room, or the buffer taken, are counted as lost.

A function that calls nothing has no frame of its own, so its caller's would be missing: it is looked for between the stack pointer and the
frame pointer, as the return address behind a direct call of the function at hand.

`lock` protects the buffer. A handler tries a while and gives up, since whoever holds it may be what it has interrupted. `hz` is atomic.
An m's timer is made by the new thread or by setcpuprofilerate, whoever's number gets into m.proftimer, and deleted by whoever takes
it out.

In a Python process signals are Python's: no samples there.

Sources: timer_create(2); Go's documentation of runtime.SetCPUProfileRate. Read next: signals.py, traceback.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import LIBRARY
from rt0.runtime.core.runtime2 import allm, g, getg, m
from rt0.runtime.core.symtab import (
    _func,
    equalnames,
    findfunc,
    framename,
    funcentry,
    funcname,
    madebycompiler,
    outerframe,
    pcframe,
)
from rt0.runtime.core.traceback import INLINE_SHIFT, _iswrapper, _onstack

SIGPROF = 27
_SYS_timer_create = 222
_SYS_timer_settime = 223
_SYS_timer_delete = 226
_SIGEV_THREAD_ID = 4
_DEPTH = 64
"""Frames of a sample, inlined ones not counted."""
_WORDS = 1 << 15
_LOOK = 64
"""Words above the stack pointer in which a missing return address is looked for."""


@struct
class sigevent:
    """The kernel's."""

    value: u64
    signo: i32
    notify: i32
    tid: i32
    pad: array[u32, 11]


@struct
class itimerspec:
    """The kernel's: seconds and nanoseconds, twice."""

    interval: array[i64, 2]
    value: array[i64, 2]


@struct
class _profType:
    """See the module's docstring. The buffer holds samples: how many addresses, and those."""

    hz: u32
    lock: u32
    lost: u64
    used: i64
    words: array[u64, _WORDS]


cpuprof: _profType = static()


def setcpuprofilerate(hz: i64) -> void:
    """Take hz samples a second of each thread's processor time; 0 takes none. Called by package runtime, one at a time."""
    if LIBRARY:
        return
    atomic.Store(addr(cpuprof.hz), u32(hz))
    mp = atomic.LoadAcq(addr(allm))
    while mp is not None:
        if hz == 0:
            stoptimer(mp)
        elif mp.procid != 0:
            starttimer(mp)
        mp = mp.alllink


def starttimer(mp: ptr[m]) -> void:
    """Give mp's thread its timer, if samples are taken and it has none."""
    hz = atomic.Load(addr(cpuprof.hz))
    if hz == 0 or atomic.Load(addr(mp.proftimer)) != 0:
        return
    event: sigevent = zero()
    event.signo = SIGPROF
    event.notify = _SIGEV_THREAD_ID
    event.tid = i32(mp.procid)
    id: i32 = 0
    clock = i64(i32((~u32(mp.procid) << 3) | 6))  # that thread's processor time
    if syscall(_SYS_timer_create, clock, i64(uintptr(addr(event))), i64(uintptr(addr(id)))) < 0:
        return
    if not atomic.Cas(addr(mp.proftimer), 0, u32(id) + 1):
        syscall(_SYS_timer_delete, i64(id))
        return
    every: itimerspec = zero()
    every.interval[0] = 1 // i64(hz)
    every.interval[1] = 1000000000 // i64(hz) % 1000000000
    every.value = every.interval
    syscall(_SYS_timer_settime, i64(id), 0, i64(uintptr(addr(every))), 0)
    if atomic.Load(addr(cpuprof.hz)) == 0:
        stoptimer(mp)


def stoptimer(mp: ptr[m]) -> void:
    """Take mp's timer away, if there is one."""
    id = atomic.Xchg(addr(mp.proftimer), u32(0))
    if id != 0:
        syscall(_SYS_timer_delete, i64(id) - 1)


def _trylock(times: i64) -> bool:
    """Take the buffer's lock, unless it is held for long."""
    for i in range(times):
        if atomic.Load(addr(cpuprof.lock)) == 0 and atomic.Cas(addr(cpuprof.lock), 0, 1):
            return True
        procyield(10)
    return False


def sigprof(pc: uintptr, sp: uintptr, bp: uintptr) -> void:
    """A sample of the thread that the signal has interrupted. In the handler."""
    mp = getg().m
    if atomic.Load(addr(cpuprof.hz)) == 0:
        return
    gp = mp.curg if mp.curg is not None else mp.g0
    if not _trylock(100):
        atomic.Xadd(addr(cpuprof.lost), 1)
        return
    if cpuprof.used + _DEPTH + 1 > _WORDS:
        atomic.Xadd(addr(cpuprof.lost), 1)
    else:
        n = _walk(gp, pc, sp, bp, addr(cpuprof.words[cpuprof.used + 1]))
        cpuprof.words[cpuprof.used] = u64(n)
        cpuprof.used += n + 1
    atomic.Store(addr(cpuprof.lock), 0)


def _walk(gp: ptr[g], pc: uintptr, sp: uintptr, bp: uintptr, to: ptr[u64]) -> i64:
    """Store where the thread is and what it returns to, innermost first, each one byte further than the instruction; how many."""
    n: i64 = 0
    f = findfunc(pc)
    if f is not None:
        to[0] = u64(pc + 1)
        n = 1
        if _onstack(gp, bp) and not _called(f, cast(ptr[uintptr], bp)[1]):
            missing = _behind(f, gp, sp, bp)
            if missing != 0:
                to[n] = u64(missing)
                n += 1
    while n < _DEPTH and _onstack(gp, bp):
        frame = cast(ptr[uintptr], bp)
        if frame[1] == 0 or findfunc(frame[1] - 1) is None:
            break
        to[n] = u64(frame[1])
        n += 1
        if frame[0] == bp:
            break
        bp = frame[0]
    return n


def _called(f: ptr[_func], pc: uintptr) -> bool:
    """Whether a direct call of f stands before pc."""
    if findfunc(pc - 1) is None or cast(ptr[u8], pc - 5)[0] != 0xE8:
        return False
    return pc + uintptr(i64(cast(ptr[i32], pc - 4)[0])) == funcentry(f)


def _behind(f: ptr[_func], gp: ptr[g], sp: uintptr, bp: uintptr) -> uintptr:
    """The first return address behind a call of f between sp and bp, 0 for none."""
    at = sp & ~uintptr(7)
    for i in range(_LOOK):
        if at >= bp or not _onstack(gp, at):
            break
        pc = cast(ptr[uintptr], at)[0]
        if pc > 5 and _called(f, pc):
            return pc
        at += 8
    return 0


def takesamples(to: ptr[u64], n: i64) -> tuple[i64, i64]:
    """Move the samples into n words, at least as many as the buffer has; how many words, and how many samples were lost meanwhile."""
    while not _trylock(1000):
        pass
    used = cpuprof.used if cpuprof.used <= n else 0
    memmove(cast(ptr[void], to), cast(ptr[void], addr(cpuprof.words[0])), used * 8)
    cpuprof.used = 0
    lost = atomic.Xchg(addr(cpuprof.lost), u64(0))
    atomic.Store(addr(cpuprof.lock), 0)
    return used, i64(lost)


def expandsample(pc: uintptr, to: ptr[uintptr], n: i64) -> i64:
    """Store a sample's address once for each function that is inlined there, as callersof does; how many, at most n. The runtime's
    functions are among them, what the compiler has put between the program's is not."""
    f = findfunc(pc - 1)
    if f is None:
        return 0
    name = funcname(f)
    if equalnames(name, "__morestack") or equalnames(name, "runtime.goexit") or equalnames(name, "runtime.gostart"):
        return 0
    s = pcframe(f, pc - 1)
    k: i64 = 0
    depth: uintptr = 0
    while k < n:
        name = framename(addr(s))
        if name.len != 0 and not _iswrapper(name) and not madebycompiler(name):
            to[k] = pc | (depth << INLINE_SHIFT)
            k += 1
        if not s.inlined:
            break
        outerframe(addr(s))
        depth += 1
    return k
