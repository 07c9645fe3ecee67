"""The queue of finalizers and cleanups that are to run, and the one goroutine that runs them, in the order of their deaths.

Sweepers append to finq, whatever stack they are on; the scheduler wakes the goroutine (wakefing, from findrunnable) when it sleeps and
something is there. Records lie outside of the heap; what they hold is marked from here (gcMarkFinq) until the call begins.

finlock protects finq, `parked` and the free records. Source: Go's documentation of runtime.SetFinalizer.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import funcval, g, getg, mutex, waitReasonFinalizerWait
from rt0.runtime.core.type import _type
from rt0.runtime.gc.mark import markConservative
from rt0.runtime.gc.workbuf import gcWork
from rt0.runtime.mem.fixalloc import fixalloc
from rt0.runtime.mem.malloc import mallocgc
from rt0.runtime.mem.mstats import memstats

HOW_CLEANUP = 0
"""fn()."""
HOW_POINTER = 1
"""fn(p)."""
HOW_INTERFACE = 2
"""fn of an interface of which `word` is the first word and p the second."""
HOW_BUFFER = 3
"""fn(p), whose result is written through a pointer; `word` is its type."""


@notinheap
@struct
class finalizer:
    """A call to make."""

    next: ptr["finalizer"]
    fn: ptr[funcval]
    arg: uintptr
    word: ptr[void]
    how: u64


@notinheap
@struct
class finqType:
    """See the module's docstring; `started` is set once, by compare-and-swap."""

    lock: mutex
    first: ptr[finalizer]
    last: ptr[finalizer]
    alloc: fixalloc
    g: ptr[g]
    parked: bool
    started: u32


finq: finqType = static()


def createfing() -> void:
    """Start the goroutine with the first finalizer. On a user goroutine."""
    if atomic.Load(addr(finq.started)) == 0 and atomic.Cas(addr(finq.started), 0, 1):
        slots.newproc_system_slot(runfinq, None)


def queuefinalizer(fn: ptr[void], arg: uintptr, word: ptr[void], how: u64) -> void:
    """Have a call made later. The m is locked."""
    lock(addr(finq.lock))
    if finq.alloc.size == 0:
        finq.alloc.init(sizeof(finalizer), None, None, addr(memstats.other_sys))
    f = cast(ptr[finalizer], finq.alloc.alloc())
    f.next = None
    f.fn = cast(ptr[funcval], fn)
    f.arg = arg
    f.word = word
    f.how = how
    if finq.last is None:
        finq.first = f
    else:
        finq.last.next = f
    finq.last = f
    unlock(addr(finq.lock))


@systemstack
def gcMarkFinq(w: ptr[gcWork]) -> void:
    """Mark what waits in the queue. The world is stopped."""
    f = finq.first
    while f is not None:
        markConservative(uintptr(f.fn), w)
        markConservative(f.arg, w)
        f = f.next


def wakefing() -> ptr[g]:
    """The goroutine, if it sleeps and there is something to do: the caller makes it ready. On g0, with a P."""
    if not finq.parked or finq.first is None:
        return None
    gp: ptr[g] = None
    lock(addr(finq.lock))
    if finq.parked and finq.first is not None:
        finq.parked = False
        gp = finq.g
    unlock(addr(finq.lock))
    return gp


def runfinq(unused: ptr[void]) -> void:
    """The goroutine: make the calls, sleep when there are none."""
    finq.g = getg()
    while True:
        lock(addr(finq.lock))
        f = finq.first
        if f is None:
            finq.parked = True
            slots.goparkunlock_slot(addr(finq.lock), u8(waitReasonFinalizerWait), 0, 1)
            continue
        finq.first = f.next
        if finq.first is None:
            finq.last = None
        funcv = f.fn
        arg = f.arg
        word = f.word
        how = f.how
        finq.alloc.free(cast(ptr[void], f))
        unlock(addr(finq.lock))
        _call(funcv, arg, word, how)


@noinline
def _call(f: ptr[funcval], arg: uintptr, word: ptr[void], how: u64) -> void:
    """Make one call. Its own frame, so that the queue's does not keep the object."""
    ctx = cast(ptr[void], f)
    p = cast(ptr[void], arg)
    if how == HOW_CLEANUP:
        cast(fn[[ptr[void]], void], f.fn)(ctx)
    elif how == HOW_POINTER:
        cast(fn[[ptr[void], ptr[void]], void], f.fn)(p, ctx)
    elif how == HOW_INTERFACE:
        cast(fn[[ptr[void], ptr[void], ptr[void]], void], f.fn)(word, p, ctx)
    else:
        t = cast(ptr[_type], word)
        result = mallocgc(t.size, t, True)
        cast(fn[[ptr[void], ptr[void], ptr[void]], void], f.fn)(result, p, ctx)
