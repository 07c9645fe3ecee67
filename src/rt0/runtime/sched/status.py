"""Changes of a goroutine's status.

The status word says who owns the goroutine's stack (runtime2.py). Outside a scan it changes by casgstatus only; the
scan bit is set by castogscanstatus and cleared by casfrom_Gscanstatus, and whoever set it is the only one who may
clear it. casgstatus waits while the bit is set: short spinning first, then yielding to the other threads.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.os_linux import nanotime, osyield
from rt0.runtime.core.print import printhex, printnl, printstring
from rt0.runtime.core.runtime2 import _Grunnable, _Grunning, _Gscan, _Gsyscall, _Gwaiting, g
from rt0.runtime.core.throw import throw

_YIELD_DELAY = 5000
"""Nanoseconds of spinning before the processor is given away."""


@row("g", enter=("g: gp.goid", "oldval", "newval"), section=14)
@nosplit
def casgstatus(gp: ptr[g], oldval: u32, newval: u32) -> void:
    """Change gp's status from oldval to newval, waiting out a scan. Section 14 of the document.

    nosplit: entersyscall calls it when the stack must not move on, and it is on the path of every switch.
    """
    if unlikely((oldval & _Gscan) != 0 or (newval & _Gscan) != 0 or oldval == newval):
        _badstatus("runtime: casgstatus", gp, oldval, newval)
    if likely(atomic.Cas(addr(gp.atomicstatus), oldval, newval)):
        return
    _casgstatuswait(gp, oldval, newval)


@noinline
@nosplit
def _casgstatuswait(gp: ptr[g], oldval: u32, newval: u32) -> void:
    """casgstatus while somebody scans. nosplit as casgstatus."""
    next = nanotime() + _YIELD_DELAY
    while not atomic.Cas(addr(gp.atomicstatus), oldval, newval):
        if oldval == _Gwaiting and gp.atomicstatus == _Grunnable:
            throw("casgstatus: waiting for Gwaiting but is Grunnable")
        if (gp.atomicstatus & ~u32(_Gscan)) != oldval and gp.atomicstatus != oldval:
            _badstatus("runtime: casgstatus: unexpected status", gp, oldval, newval)
        if nanotime() < next:
            for i in range(10):
                if gp.atomicstatus == oldval:
                    break
                procyield(1)
        else:
            osyield()
            next = nanotime() + _YIELD_DELAY // 2


@cold
@noinline
@nosplit
def _badstatus(what: string, gp: ptr[g], oldval: u32, newval: u32) -> void:
    """Report an illegal change. nosplit as casgstatus."""
    systemstack(_printbadstatus, what, gp, oldval, newval)
    throw("casgstatus: bad incoming values")


def _printbadstatus(what: string, gp: ptr[g], oldval: u32, newval: u32) -> void:
    printstring(what)
    printstring(": oldval=")
    printhex(u64(oldval))
    printstring(" newval=")
    printhex(u64(newval))
    printstring(" status=")
    printhex(u64(gp.atomicstatus))
    printnl()


@row("g", enter=("g: gp.goid", "oldval", "newval"), leave=("result",), section=14)
def castogscanstatus(gp: ptr[g], oldval: u32, newval: u32) -> bool:
    """Try to set the scan bit on a goroutine in status oldval; newval must be oldval with the bit."""
    if newval != (oldval | _Gscan):
        throw("castogscanstatus")
    if oldval != _Grunnable and oldval != _Grunning and oldval != _Gwaiting and oldval != _Gsyscall:
        throw("castogscanstatus: bad status")
    return atomic.Cas(addr(gp.atomicstatus), oldval, newval)


@row("g", enter=("g: gp.goid", "oldval", "newval"), section=14)
def casfrom_Gscanstatus(gp: ptr[g], oldval: u32, newval: u32) -> void:
    """Clear the scan bit. Only whoever set it calls this, so it cannot fail."""
    if newval != (oldval & ~u32(_Gscan)) or (oldval & _Gscan) == 0:
        throw("casfrom_Gscanstatus: bad oldval, newval")
    if not atomic.Cas(addr(gp.atomicstatus), oldval, newval):
        throw("casfrom_Gscanstatus: gp->status is not in scan state")
