"""The go statement.

`go f(x)` in compiled code lays the evaluated arguments into a block and calls newproc with a funcval whose code is
void(ptr block, ptr funcval, g). The block is copied to the top of the new goroutine's stack, where the conservative
scan sees it:

    stack.hi ->  the block (16-byte aligned)
    g.sched.sp-> r15 r14 r12=funcval rbx=block rbp=0 gostart

as mcall would have left it, so that gogo starts a new goroutine like any other. gostart lies in goexit: the outermost
return address.

Where to read next: gfree.py, proc.py (goexit0), core/asm_amd64.py (gostart).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import gostart
from rt0.runtime.core.config import _FixedStack, _MainStack, _StackGuard, _StackMin, stackPreempt
from rt0.runtime.core.runtime2 import _Gdead, _Gidle, _Grunnable, allglen, funcval, g, getg, mainStarted, sched
from rt0.runtime.core.throw import throw
from rt0.runtime.core.traceback import readgstatus
from rt0.runtime.sched.bubble import joinbubble
from rt0.runtime.sched.gfree import gfget
from rt0.runtime.sched.m import malg, wakep
from rt0.runtime.sched.queues import allgadd
from rt0.runtime.sched.runq import runqput
from rt0.runtime.sched.status import casgstatus
from rt0.runtime.stack.stackalloc import round2, stackalloc, stackfree

_GOID_BATCH = 16
_MAX_ARGS = 1 << 24
_BACKLOG = 224
"""Runnable goroutines on the P's queue (of 256) at which newproc makes its caller yield."""


@row("g", enter=("siz", "f.fn"), section=12)
@export("runtime.newproc")
def newproc(siz: i32, f: ptr[funcval], argp: ptr[u8]) -> void:
    """The go statement: a goroutine that runs f with the siz bytes at argp. Section 12."""
    gp = getg()
    pc = uintptr(getcallerpc())
    if unlikely(f is None):
        throw("go of nil func value")
    systemstack(_newproc, f, argp, siz, gp, pc)


@systemstack
def _newproc(f: ptr[funcval], argp: ptr[u8], narg: i32, callergp: ptr[g], callerpc: uintptr) -> void:
    """newproc on g0: make the g, put it first on this P's queue, wake somebody for it."""
    newg = newproc1(f, argp, narg, callergp, callerpc)
    if unlikely(callergp.bubble is not None):
        joinbubble(newg, callergp.bubble, False)
    pp = getg().m.p
    runqput(pp, newg, True)
    if mainStarted:
        wakep()
    if unlikely(pp.runqtail - pp.runqhead >= _BACKLOG) and callergp == getg().m.curg:
        # Faster at starting goroutines than the Ps are at running them: let some run while they are in the cache. The
        # caller yields at its next stack check, to the global queue, which is looked at every 61st tick.
        callergp.preempt = True
        callergp.stackguard0 = stackPreempt


@systemstack
@row("g", enter=("f.fn", "narg", "callergp: callergp.goid"), leave=("g: result.goid", "sp: result.sched.sp"), section=43)
def newproc1(f: ptr[funcval], argp: ptr[u8], narg: i32, callergp: ptr[g], callerpc: uintptr) -> ptr[g]:
    """A runnable g, on no queue yet, that runs f over a copy of the narg bytes at argp. On g0, with a P. Section 43."""
    mp = getg().m
    mp.locks += 1
    pp = mp.p
    newg = gfget(pp)
    if newg is None:
        # The first of all is the main goroutine.
        newg = malg(_MainStack if allglen == 0 else _StackMin)
        casgstatus(newg, _Gidle, _Gdead)
        allgadd(newg)
    if newg.stack.hi == 0 or readgstatus(newg) != _Gdead:
        throw("newproc1: new g is not Gdead, or lacks a stack")
    args = (uintptr(narg) + 15) & ~uintptr(15)
    if unlikely(args > _FixedStack - _StackGuard - 256):
        _bigstack(newg, args)
    top = newg.stack.hi - args
    if narg > 0:
        memmove(cast(ptr[void], top), cast(ptr[void], argp), i64(narg))
    frame = cast(ptr[uintptr], top - 48)
    frame[0] = 0
    frame[1] = 0
    frame[2] = uintptr(f)
    frame[3] = top
    frame[4] = 0
    start: fn[[], void] = gostart
    frame[5] = cast(uintptr, start)
    newg.sched.sp = top - 48
    newg.sched.pc = cast(uintptr, start)
    newg.sched.bp = 0
    newg.seg = None
    newg.segnext = None
    newg.stacksize = newg.stack.hi - newg.stack.lo
    newg.gopc = callerpc
    newg.startpc = f.fn
    newg.parentGoid = callergp.goid
    newg.selectDone = 0
    casgstatus(newg, _Gdead, _Grunnable)
    if pp.goidcache == pp.goidcacheend:
        pp.goidcache = i64(atomic.Xadd(addr(sched.goidgen), _GOID_BATCH)) - (_GOID_BATCH - 1)
        pp.goidcacheend = pp.goidcache + _GOID_BATCH
    newg.goid = pp.goidcache
    pp.goidcache += 1
    mp.locks -= 1
    return newg


@systemstack
@cold
@noinline
def _bigstack(newg: ptr[g], args: uintptr) -> void:
    """Give a new g a first segment that holds `args` bytes of arguments besides the usual room. gfput frees it."""
    if args > _MAX_ARGS:
        throw("newproc: function arguments too large for new goroutine")
    if newg.stack.lo != 0:
        stackfree(newg.stack)
    newg.stack = stackalloc(round2(u32(args + _FixedStack)))
    newg.stackguard0 = newg.stack.lo + _StackGuard


@struct
class sysargs:
    """Argument block of a goroutine of the runtime's own."""

    f: fn[[ptr[void]], void]
    arg: ptr[void]


sysfuncval: funcval = static()
"""The funcval of all of them: its code is sysgoroutine."""


def sysgoroutine(argp: ptr[void], ctx: ptr[void]) -> void:
    """Code of the goroutines that newprocsys starts."""
    a = cast(ptr[sysargs], argp)
    a.f(a.arg)


@fills(slots.newproc_system_slot)
def newprocsys(f: fn[[ptr[void]], void], arg: ptr[void]) -> ptr[g]:
    """Start a goroutine of the runtime's own that runs f(arg); it is not counted, shown or waited for."""
    a: sysargs = zero()
    a.f = f
    a.arg = arg
    return systemstack(_newprocsys, addr(a), getg())


@systemstack
def _newprocsys(a: ptr[sysargs], callergp: ptr[g]) -> ptr[g]:
    """newprocsys on g0."""
    code: fn[[ptr[void], ptr[void]], void] = sysgoroutine
    sysfuncval.fn = cast(uintptr, code)
    newg = newproc1(addr(sysfuncval), cast(ptr[u8], a), i32(sizeof(sysargs)), callergp, 0)
    newg.isSystem = True
    newg.startpc = cast(uintptr, a.f)
    atomic.Xadd(addr(sched.ngsys), 1)
    runqput(getg().m.p, newg, True)
    if mainStarted:
        wakep()
    return newg
