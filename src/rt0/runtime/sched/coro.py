"""Coroutines: two goroutines of which one runs while the other waits, and that switch without the scheduler. For iter.Pull.

A coro holds the goroutine that waits. coroswitch puts the caller there and runs the other one at once, on the same thread and in what
remains of the same time slice; coroexit ends the caller and runs the other. A caller is _Gwaiting before the coro names it, so whoever
takes it out (by an exchange: two may try, if the program lets them) finds it ready to go on.

Through the scheduler goes what it has to see: a goroutine that is tied to a thread, or was asked to yield; a thread of Python's, which runs
its own call and nothing else; a world that is to stop.

The coro lies in the program's heap; it is reached from the first goroutine's closures, and from the argument of the second one, which lies
at the top of its stack. A goroutine that nobody switches to any more stays, as in Go.

Source: Go's iter package, and the design of coroutines by Russ Cox (research.swtch.com/coro). Where to read next: park.py, newproc.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import mcall
from rt0.runtime.core.runtime2 import (
    _Grunnable,
    _Grunning,
    _Gwaiting,
    bubble,
    funcval,
    g,
    getg,
    sched,
    waitReasonCoroutine,
)
from rt0.runtime.core.throw import throw
from rt0.runtime.sched.bubble import joinbubble, parking, release, unparked
from rt0.runtime.sched.m import mexit
from rt0.runtime.sched.newproc import newproc1
from rt0.runtime.sched.proc import bury, dropg, execute, schedule
from rt0.runtime.sched.runq import runqput
from rt0.runtime.sched.status import casgstatus


@struct
class coro:
    """iter's coro. `gp` is the goroutine that waits, atomic; `run` what the second one does, a func() that ends with coroexit."""

    gp: ptr[g]
    run: ptr[funcval]


corofuncval: funcval = static()
"""The funcval of all second goroutines: its code is _corostart."""


def _corostart(argp: ptr[void], ctx: ptr[void]) -> void:
    """The second goroutine's function."""
    c = cast(ptr[ptr[coro]], argp)[0]
    cast(fn[[ptr[funcval]], void], c.run.fn)(c.run)
    throw("coroutine without an end")


@export("runtime.newcoro")
def newcoro(c: ptr[coro]) -> void:
    """Give c its second goroutine: it waits, and runs c.run when it is first switched to."""
    systemstack(_newcoro, c, getg(), uintptr(getcallerpc()))


@systemstack
def _newcoro(c: ptr[coro], callergp: ptr[g], callerpc: uintptr) -> void:
    """newcoro on g0."""
    code: fn[[ptr[void], ptr[void]], void] = _corostart
    corofuncval.fn = cast(uintptr, code)
    arg = c
    gp = newproc1(addr(corofuncval), cast(ptr[u8], addr(arg)), i32(sizeof(ptr[coro])), callergp, callerpc)
    gp.waitreason = waitReasonCoroutine
    if callergp.bubble is not None:
        joinbubble(gp, callergp.bubble, True)
    casgstatus(gp, _Grunnable, _Gwaiting)
    atomic.StoreRel(addr(c.gp), gp)


def coroswitch(c: ptr[coro]) -> void:
    """Run the goroutine that waits at c, and wait there instead of it."""
    gp = getg()
    gp.m.waitlock = cast(ptr[void], c)
    gp.waitreason = waitReasonCoroutine
    mcall(_coroswitch_m)


def coroexit(c: ptr[coro]) -> void:
    """End this goroutine and run the one that waits at c. Never returns."""
    getg().m.waitlock = cast(ptr[void], c)
    mcall(_coroexit_m)


@noreturn
def _coroswitch_m(gp: ptr[g]) -> void:
    """coroswitch on g0."""
    mp = getg().m
    c = cast(ptr[coro], mp.waitlock)
    mp.waitlock = None
    b: ptr[bubble] = None
    if unlikely(gp.bubble is not None):
        b = parking(gp)
    casgstatus(gp, _Grunning, _Gwaiting)
    dropg()
    yielding = gp.preempt
    # From here on somebody else may switch to gp.
    next = _wake(atomic.Xchg(addr(c.gp), gp))
    if unlikely(b is not None):
        release(b)
    _resume(next, yielding)


@systemstack
@noreturn
def _coroexit_m(gp: ptr[g]) -> void:
    """coroexit on g0."""
    mp = getg().m
    c = cast(ptr[coro], mp.waitlock)
    mp.waitlock = None
    yielding = gp.preempt
    next = _wake(atomic.Xchg(addr(c.gp), cast(ptr[g], None)))
    if bury(gp):
        # It was tied to this thread, which ends with it.
        runqput(mp.p, next, True)
        mexit()
    _resume(next, yielding)


def _wake(gp: ptr[g]) -> ptr[g]:
    """gp, which has waited at a coro, is runnable: for the caller to run."""
    if gp is None:
        throw("coroswitch: the coroutine has ended")
    if unlikely(gp.bubble is not None):
        unparked(gp)
    casgstatus(gp, _Gwaiting, _Grunnable)
    return gp


@noreturn
def _resume(gp: ptr[g], yielding: bool) -> void:
    """Run gp, which is runnable, on this m: at once unless the scheduler has to see it. `yielding`: others are to come first."""
    mp = getg().m
    if yielding or mp.lockedg is not None or gp.lockedm is not None or mp.isextra or sched.gcwaiting != 0:
        runqput(mp.p, gp, not yielding)
        schedule()
    execute(gp, True)
