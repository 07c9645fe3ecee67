"""Where marking begins: package data, stacks, and what the runtime itself holds.

The runtime's own structures lie outside of the heap and are not scanned as such; the pointers into the heap that they
hold are visited here one by one: deferred calls and panics of each g, what waits in sudogs and timers, specials, and
ranges that an embedding program registered (gcAddRoots).

The world is stopped: every g but the one that collects is at a safe point, its stack pointer saved in g.sched (or
syscallsp, with the callee-saved registers in syscallregs), and the collecting one is switched to g0, which saves it in
the same way.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.linksyms import SYM_bss, SYM_data, SYM_ebss, SYM_edata, linksym
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import (
    _Gdead,
    _Gidle,
    _Gscan,
    _Gsyscall,
    allgs,
    allp,
    allplen,
    bubbles,
    g,
    mutex,
    timer,
    timers,
)
from rt0.runtime.core.signals import xsavesize
from rt0.runtime.core.throw import throw
from rt0.runtime.gc.finq import gcMarkFinq
from rt0.runtime.gc.mark import isMarked, markConservative, scanconservative
from rt0.runtime.gc.specials import gcMarkSpecials
from rt0.runtime.gc.workbuf import gcWork
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc

_KIND_CHAN = 2
"""sched/timer.py's KIND_CHAN."""


@notinheap
@struct
class rootRange:
    """Words [lo, hi) that may hold pointers into the heap."""

    lo: uintptr
    hi: uintptr
    next: ptr["rootRange"]


extraRoots: ptr[rootRange] = static()
"""Ranges registered by gcAddRoots, newest first; rootsLock."""
rootsLock: mutex = static()


def gcAddRoots(lo: uintptr, n: uintptr) -> void:
    """Have the n bytes at lo scanned as roots from now on: data of a loaded program, handles that Python holds."""
    r = cast(ptr[rootRange], persistentalloc(sizeof(rootRange), 8, addr(memstats.other_sys)))
    r.lo = lo
    r.hi = lo + n
    lock(addr(rootsLock))
    r.next = extraRoots
    atomic.Store(addr(extraRoots), r)
    unlock(addr(rootsLock))


def gcRemoveRoots(lo: uintptr) -> void:
    """Take back gcAddRoots of the range that begins at lo."""
    lock(addr(rootsLock))
    link = addr(extraRoots)
    while link[0] is not None:
        if link[0].lo == lo:
            link[0] = link[0].next
            break
        link = addr(link[0].next)
    unlock(addr(rootsLock))


@systemstack
@row("gc")
def gcMarkRoots(w: ptr[gcWork]) -> void:
    """Mark what the roots point to."""
    scanconservative(linksym(SYM_data), linksym(SYM_edata), w)
    scanconservative(linksym(SYM_bss), linksym(SYM_ebss), w)
    r = extraRoots
    while r is not None:
        scanconservative(r.lo, r.hi, w)
        r = r.next
    gp = atomic.Load(addr(allgs))
    while gp is not None:
        markG(gp, w)
        gp = gp.alllink
    for i in range(allplen):
        pp = allp[i]
        if pp is not None:
            markTimers(addr(pp.timers), False, w)
    b = bubbles.all
    while b is not None:
        markTimers(addr(b.timers), True, w)
        b = b.alllink
    gcMarkSpecials(w)
    gcMarkFinq(w)


@systemstack
def markG(gp: ptr[g], w: ptr[gcWork]) -> void:
    """Mark what a goroutine holds: its stack and the fields of its g."""
    status = atomic.Load(addr(gp.atomicstatus)) & ~u32(_Gscan)
    if status == _Gidle or status == _Gdead:
        return
    scanstack(gp, w)
    markConservative(uintptr(gp._defer), w)
    markConservative(uintptr(gp._panic), w)
    markConservative(uintptr(gp.param), w)
    markConservative(uintptr(gp.labels), w)
    sg = gp.waiting
    while sg is not None:
        markConservative(uintptr(sg.elem), w)
        markConservative(uintptr(sg.c), w)
        sg = sg.waitlink
    if gp.timer is not None:
        _markTimer(gp.timer, w)


@systemstack
@row("gc", enter=("g: gp.goid", "gp.atomicstatus"))
def scanstack(gp: ptr[g], w: ptr[gcWork]) -> void:
    """Scan the live part of every segment of a stopped goroutine's stack, and its saved registers."""
    status = atomic.Load(addr(gp.atomicstatus)) & ~u32(_Gscan)
    sp = gp.sched.sp
    if status == _Gsyscall or gp.syscallsp != 0:
        sp = gp.syscallsp
        regs = uintptr(addr(gp.syscallregs))
        scanconservative(regs, regs + 40, w)
    if gp.asyncbuf is not None:
        # Stopped by a signal, perhaps now: vector code keeps pointers in vector registers too (a copied slice header, say).
        regs = uintptr(gp.asyncbuf)
        scanconservative(regs, regs + (xsavesize & ~uintptr(7)), w)
    if sp < gp.stack.lo or sp > gp.stack.hi:
        throw("scanstack: stack pointer is not within the goroutine's stack")
    scanconservative(sp, gp.stack.hi, w)
    seg = gp.seg
    while seg is not None:
        scanconservative(seg.oldsp, seg.oldstk.hi, w)
        seg = seg.prev


@systemstack
def markTimers(ts: ptr[timers], all: bool, w: ptr[gcWork]) -> void:
    """Mark what timers will call and with what; the timers themselves may be objects of the heap.

    Those that only send on a channel are left to dropTimers, unless all are to be marked: a bubble's clock stops at them.
    """
    for i in range(ts.n):
        t = ts.heap[i]
        if t is not None and (all or t.kind != _KIND_CHAN):
            _markTimer(t, w)


@systemstack
def dropTimers(w: ptr[gcWork]) -> void:
    """After marking: of the timers that send on a channel, mark those whose timer or channel somebody has, stop the others.

    Nobody can tell that a channel nobody has was never sent on; so time.After in a loop is no leak.
    """
    for i in range(allplen):
        pp = allp[i]
        if pp is None:
            continue
        ts = addr(pp.timers)
        dropped = False
        for k in range(ts.n):
            t = ts.heap[k]
            if t.kind != _KIND_CHAN:
                continue
            if isMarked(uintptr(t)) or isMarked(uintptr(t.arg.data)):
                _markTimer(t, w)
            else:
                t.status = 0
                t.ts = None
                ts.heap[k] = None
                dropped = True
        if dropped:
            slots.compacttimers_slot(ts)


@systemstack
def _markTimer(t: ptr[timer], w: ptr[gcWork]) -> void:
    markConservative(uintptr(t), w)
    lo = uintptr(t)
    scanconservative(lo, lo + sizeof(timer), w)
