"""Dead gs: kept by each p, and globally in two lists, those with a stack and those without.

A p that has 64 sends half to the global lists; one that has none brings up to 32. A dead g keeps its first stack
segment if it is of the usual size; other segments are given back when it dies.

Where to read next: newproc.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import _FixedStack, _StackGuard
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import _Gdead, g, gList, p, sched
from rt0.runtime.core.throw import throw
from rt0.runtime.core.traceback import readgstatus
from rt0.runtime.stack.stackalloc import stackalloc, stackfree


def glpush(l: ptr[gList], gp: ptr[g]) -> void:
    """Push gp on l."""
    gp.schedlink = l.head
    l.head = gp


def glpop(l: ptr[gList]) -> ptr[g]:
    """Pop l, nil when empty."""
    gp = l.head
    if gp is not None:
        l.head = gp.schedlink
    return gp


@systemstack
@row("g", enter=("p: pp.id", "g: gp.goid"))
def gfput(pp: ptr[p], gp: ptr[g]) -> void:
    """Keep the dead gp for reuse; a stack of unusual size is freed first. On g0."""
    if readgstatus(gp) != _Gdead:
        throw("gfput: bad status (not Gdead)")
    if gp.stack.hi - gp.stack.lo != _FixedStack:
        stackfree(gp.stack)
        gp.stack.lo = 0
        gp.stack.hi = 0
        gp.stackguard0 = 0
    gp.schedlink = pp.gFree.head
    pp.gFree.head = gp
    pp.gFree.n += 1
    if pp.gFree.n >= 64:
        lock(addr(sched.gFree.lock))
        while pp.gFree.n >= 32:
            _tosched(pp)
        unlock(addr(sched.gFree.lock))


def _tosched(pp: ptr[p]) -> void:
    """Move one dead g of pp to the global lists, whose lock is held."""
    gp = pp.gFree.head
    pp.gFree.head = gp.schedlink
    pp.gFree.n -= 1
    if gp.stack.lo == 0:
        glpush(addr(sched.gFree.noStack), gp)
    else:
        glpush(addr(sched.gFree.stack), gp)
    sched.gFree.n += 1


@systemstack
@row("g", enter=("p: pp.id",), leave=("g: result.goid if result is not None else 0",), section=44)
def gfget(pp: ptr[p]) -> ptr[g]:
    """A dead g with a stack of the usual size, nil when there is none. On g0. Section 44."""
    if pp.gFree.head is None and sched.gFree.n > 0:
        lock(addr(sched.gFree.lock))
        while pp.gFree.n < 32:
            gp = glpop(addr(sched.gFree.stack))
            if gp is None:
                gp = glpop(addr(sched.gFree.noStack))
                if gp is None:
                    break
            sched.gFree.n -= 1
            gp.schedlink = pp.gFree.head
            pp.gFree.head = gp
            pp.gFree.n += 1
        unlock(addr(sched.gFree.lock))
    gp2 = pp.gFree.head
    if gp2 is None:
        return None
    pp.gFree.head = gp2.schedlink
    pp.gFree.n -= 1
    if gp2.stack.lo == 0:
        gp2.stack = stackalloc(_FixedStack)
        gp2.stackguard0 = gp2.stack.lo + _StackGuard
    return gp2


def gfpurge(pp: ptr[p]) -> void:
    """Send all dead gs of pp to the global lists."""
    lock(addr(sched.gFree.lock))
    while pp.gFree.head is not None:
        _tosched(pp)
    unlock(addr(sched.gFree.lock))
