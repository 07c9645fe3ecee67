"""Growing a stack: newstack, and giving segments back: lessstack, shrinkstack.

A function that finds less room than it needs calls __morestack (core/asm_amd64.py). When the segment kept beyond the
current one is large enough, that enters it without leaving assembly. Otherwise it switches to g0 and calls newstack
here, which yields if the guard was poisoned (preemption), or puts a large enough segment at g.segnext; then the
function's check is made again.

A new segment is at least twice the current one, so a goroutine has few of them however deep it goes, and their sum is
bounded by twice the need. A segment that was left stays in g.segnext: a call in a loop at the border (a hot split)
costs some twenty instructions each time and no allocation, and where it goes on __morestack moves the border. The
collector takes kept segments back (shrinkstack), so does the end of the goroutine.

A segment: [stk.lo, stk.hi) is the stack, and at stk.hi lies its descriptor (stkseg, 64 bytes), the last of the
allocation. All of a g's segments belong to whoever owns its stack (core/runtime2.py, statuses). Sources:
docs/design.md (segments); ROWS.md, group stack.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import gogo, mcall, morestack
from rt0.runtime.core.config import LIBRARY, MaxStackSize, _StackGuard, stackPreempt
from rt0.runtime.core.print import printhex, printlock, printnl, printstring, printuint, printunlock
from rt0.runtime.core.runtime2 import _Prunning, g, getg, m, stack, stkseg
from rt0.runtime.core.throw import throw
from rt0.runtime.stack.stackalloc import stackalloc, stackfree

maxstacksize: uintptr = static(MaxStackSize)
"""Limit of one goroutine's segments together; debug.SetMaxStack changes it."""


@nosplit
def canPreemptM(mp: ptr[m]) -> bool:
    """Report whether the goroutine on mp may yield here: no lock, no allocation under way, and it has a P.

    nosplit: newstack, on the system stack, may have it inlined.
    """
    return (
        mp.locks == 0
        and mp.mallocing == 0
        and mp.preemptoff is None
        and mp.p is not None
        and mp.p.status == _Prunning
    )


@systemstack
@row("stack", enter=("g: gp.goid", "lo: gp.stack.lo", "hi: gp.stack.hi", "need: getg().m.moreneed"), came=(morestack, mcall))
def newstack(gp: ptr[g]) -> void:
    """Let gp yield, or make room for m.moreneed bytes beyond its current segment.

    By mcall from __morestack; ends in gogo.
    """
    mp = getg().m
    if mp.curg != gp:
        throw("runtime: newstack called from wrong goroutine")
    if atomic.Load(addr(gp.stackguard0)) == stackPreempt:
        gp.stackguard0 = gp.stack.lo + _StackGuard
        if canPreemptM(mp):
            slots.gopreempt_m_slot(gp)  # does not return
        # Not now. gp.preempt stays set: the guard is poisoned again when the last lock is released.
        gogo(addr(gp.sched))
    if gp.throwsplit:
        throw("runtime: stack split at bad time")
    addsegment(gp, mp.moreneed)
    gogo(addr(gp.sched))


@systemstack
def addsegment(gp: ptr[g], need: uintptr) -> void:
    """Make gp.segnext a segment with at least `need` usable bytes. On g0, by whoever owns gp's stack."""
    have = segsize(gp)
    newsize = have * 2
    while newsize - sizeof(stkseg) < need:
        newsize *= 2
    kept = gp.segnext
    if kept is not None:
        if kept.stk.hi - kept.stk.lo >= need:
            return
        lessstack(gp)
    if stackInUse(gp) + newsize > maxstacksize or newsize > 1 << 31:
        _overflow(gp)
    stk = stackalloc(u32(newsize))
    seg = cast(ptr[stkseg], stk.hi - sizeof(stkseg))
    seg.prev = None
    seg.next = None
    seg.stk.lo = stk.lo
    seg.stk.hi = stk.hi - sizeof(stkseg)
    seg.size = u32(newsize)
    seg.raised = 0
    gp.segnext = seg
    if gp.seg is not None:
        # The chain of kept segments: what segnext becomes when the current segment is left.
        gp.seg.next = seg


@nosplit
def segsize(gp: ptr[g]) -> uintptr:
    """Return the size of gp's current segment, descriptor included. nosplit: its caller stackInUse is."""
    if gp.seg is not None:
        return uintptr(gp.seg.size)
    return gp.stack.hi - gp.stack.lo


@nosplit
def stackInUse(gp: ptr[g]) -> uintptr:
    """Return the bytes of the segments that gp's frames lie in, kept ones not counted.

    nosplit: addsegment, on the system stack, may have it inlined.
    """
    total = segsize(gp)
    s = gp.seg
    while s is not None:
        if s.prev is not None:
            total += uintptr(s.prev.size)
        else:
            total += s.oldstk.hi - s.oldstk.lo
        s = s.prev
    return total


@noinline
@cold
def _overflow(gp: ptr[g]) -> void:
    """End the program as Go does when a goroutine's stack passes the limit."""
    if LIBRARY:
        slots.liboverflow_slot(gp)
    printlock()
    printstring("runtime: goroutine stack exceeds ")
    printuint(maxstacksize)
    printstring("-byte limit")
    printnl()
    printstring("runtime: sp=")
    printhex(gp.sched.sp)
    printstring(" stack=[")
    printhex(gp.stack.lo)
    printstring(", ")
    printhex(gp.stack.hi)
    printstring("]")
    printnl()
    printunlock()
    throw("stack overflow")


@systemstack
@row("stack", enter=("g: gp.goid",))
def lessstack(gp: ptr[g]) -> void:
    """Give back every kept segment of gp. On g0, by whoever owns gp's stack: its end, and shrinkstack."""
    seg = gp.segnext
    gp.segnext = None
    if gp.seg is not None:
        gp.seg.next = None
    while seg is not None:
        next = seg.next
        stackfree(stack(seg.stk.lo, seg.stk.lo + uintptr(seg.size)))
        seg = next


@systemstack
def freesegments(gp: ptr[g]) -> void:
    """Give back all of gp's stack but its first segment, also segments that its frames never returned from (Goexit in a
    deep call). gp is dead: goexit0 calls it before gfput."""
    while gp.seg is not None:
        seg = gp.seg
        gp.segnext = seg
        gp.seg = seg.prev
        gp.stack = seg.oldstk
    gp.stackguard0 = gp.stack.lo + _StackGuard
    lessstack(gp)


@systemstack
@row("stack", enter=("g: gp.goid",))
def shrinkstack(gp: ptr[g]) -> void:
    """Give back the kept segments of a stopped goroutine; the collector calls it for each, with the world stopped."""
    if gp.segnext is not None:
        lessstack(gp)


@systemstack
def leavesegments(gp: ptr[g], seg: ptr[stkseg]) -> void:
    """Before a panic lands in a frame on segment `seg` of gp: check that gp has it. jumppanic leaves the segments
    beyond.
    """
    s = gp.seg
    while s != seg:
        if s is None:
            throw("recovery: frame is on no segment of the goroutine")
        s = s.prev
