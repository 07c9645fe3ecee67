"""runtime.Stack: tracebacks as text for the program; and what runtime/debug asks of the scheduler's layer.

The text is printed, as for a fatal error, into a buffer of the caller's (print.printinto); debuglock is held meanwhile, so
nothing else that prints comes between. For all goroutines the world stands still.

Read next: core/traceback.py, core/print.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.print import printinto, printlock, printunlock
from rt0.runtime.core.runtime2 import _Gdead, _Gidle, _Gscan, _Gsyscall, allgs, g, getg, sched
from rt0.runtime.core.traceback import callersof, goroutineheader, readgstatus, traceback, tracebackrest
from rt0.runtime.sched.stw import startTheWorld, stopTheWorld
from rt0.runtime.stack.newstack import maxstacksize


@struct
class stackArgs:
    """What _stack is to do: whose stack, from where, and into what."""

    gp: ptr[g]
    pc: uintptr
    bp: uintptr
    buf: slice[u8]
    all: bool
    n: i64


@noinline
def Stack(buf: slice[u8], all: bool) -> i64:
    """runtime.Stack: the calling goroutine's traceback, and all others' after it if wanted; how many bytes of buf it took."""
    a: stackArgs = zero()
    a.gp = getg()
    a.pc = uintptr(getcallerpc())
    a.bp = cast(ptr[uintptr], getfp())[0]
    a.buf = buf
    a.all = all
    if all:
        stopTheWorld()
    if buf.len > 0:
        systemstack(_stack, addr(a))
    if all:
        startTheWorld()
    return a.n


@systemstack
def _stack(a: ptr[stackArgs]) -> void:
    printlock()
    printinto(a.buf)
    goroutineheader(a.gp)
    traceback(a.pc, a.bp, a.gp)
    if a.all:
        tracebackrest(a.gp)
    a.n = printinto(slice[u8](None, 0, 0))
    printunlock()


PROFILE_DEPTH = 32
"""Frames of a record: len(StackRecord.Stack0)."""


@struct
class stackrecord:
    """runtime.StackRecord: return addresses as callersof gives them, ended by 0."""

    stack: array[uintptr, PROFILE_DEPTH]


@struct
class profileArgs:
    """What _goroutineprofile is to do: for whom, from where, and into what; n is the room, and then how many there are."""

    gp: ptr[g]
    pc: uintptr
    bp: uintptr
    records: ptr[stackrecord]
    n: i64


@noinline
def goroutineprofile(records: ptr[stackrecord], n: i64) -> i64:
    """How many goroutines the program has; their stacks are stored, the caller's first, if n are room enough. The world stops."""
    a: profileArgs = zero()
    a.gp = getg()
    a.pc = uintptr(getcallerpc())
    a.bp = cast(ptr[uintptr], getfp())[0]
    a.records = records
    a.n = n
    stopTheWorld()
    systemstack(_goroutineprofile, addr(a))
    startTheWorld()
    return a.n


@systemstack
def _goroutineprofile(a: ptr[profileArgs]) -> void:
    count: i64 = 1
    gp = atomic.LoadAcq(addr(allgs))
    while gp is not None:
        if _profiled(gp) and gp != a.gp:
            count += 1
        gp = gp.alllink
    if count <= a.n:
        _record(a.gp, a.pc, a.bp, a.records)
        k: i64 = 1
        gp = atomic.LoadAcq(addr(allgs))
        while gp is not None:
            if _profiled(gp) and gp != a.gp:
                if readgstatus(gp) & ~u32(_Gscan) == _Gsyscall:
                    _record(gp, gp.syscallpc, gp.syscallbp, addr(a.records[k]))
                else:
                    _record(gp, gp.sched.pc, gp.sched.bp, addr(a.records[k]))
                k += 1
            gp = gp.alllink
    a.n = count


def _profiled(gp: ptr[g]) -> bool:
    """Whether gp is one of the program's goroutines, and alive."""
    status = readgstatus(gp) & ~u32(_Gscan)
    return status != _Gdead and status != _Gidle and not gp.isSystem


def _record(gp: ptr[g], pc: uintptr, bp: uintptr, r: ptr[stackrecord]) -> void:
    """Store gp's return addresses, from pc (frame pointer bp) outwards."""
    n = callersof(gp, pc, bp, 0, addr(r.stack[0]), PROFILE_DEPTH)
    for i in range(n, PROFILE_DEPTH):
        r.stack[i] = 0


def setMaxStack(n: i64) -> i64:
    """debug.SetMaxStack: the bytes that a goroutine's stack may have; the number before."""
    old = i64(maxstacksize)
    maxstacksize = u64(n)
    return old


def setPanicOnFault(on: bool) -> bool:
    """debug.SetPanicOnFault: whether a bad address panics on the calling goroutine, instead of ending the program; what it was."""
    gp = getg()
    old = gp.paniconfault
    gp.paniconfault = on
    return old


def setMaxThreads(n: i64) -> i64:
    """debug.SetMaxThreads: the threads that the program may have; the number before."""
    lock(addr(sched.lock))
    old = i64(sched.maxmcount)
    sched.maxmcount = i32(min(n, 0x7FFFFFFF))
    unlock(addr(sched.lock))
    return old
