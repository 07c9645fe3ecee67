"""GODEBUG=gctrace=1: one line a cycle on stderr, in Go's format.

    gc # @#s #%: #+#+# ms clock, #+#/#/#+# ms cpu, #->#-># MB, # MB goal, # P

The three clocks are: stopping the world, marking, starting the world again. With the world stopped all of it is one
processor's time.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.env import debug
from rt0.runtime.core.print import printint, printlock, printnl, printstring, printuint, printunlock
from rt0.runtime.core.runtime2 import gomaxprocs, runtimeInitTime
from rt0.runtime.mem.mstats import memstats


def _ms(ns: i64) -> void:
    """Print nanoseconds as milliseconds with two significant digits below ten, whole ones above."""
    us = u64(ns if ns > 0 else 0) // 1000
    if us >= 10000:
        printuint(us // 1000)
        return
    printuint(us // 1000)
    us %= 1000
    if us == 0:
        return
    printstring(".")
    if us < 100:
        printstring("0")
    if us < 10:
        printstring("0")
    while us % 10 == 0:
        us //= 10
    printuint(us)


@noinline
def gctraceEnd(
    cycle: u32, tstart: i64, tstw: i64, tend: i64, tnow: i64, heap0: u64, heap2: u64, goal: u64
) -> void:
    """Print the line of a cycle that is over, if asked for."""
    if debug.gctrace <= 0:
        return
    printlock()
    printstring("gc ")
    printuint(u64(cycle))
    printstring(" @")
    since = u64(tstart - runtimeInitTime) // 1000000
    printuint(since // 1000)
    printstring(".")
    frac = since % 1000
    if frac < 100:
        printstring("0")
    if frac < 10:
        printstring("0")
    printuint(frac)
    printstring("s ")
    printint(i64(memstats.gc_cpu_fraction * 100.0))
    printstring("%: ")
    _ms(tstw - tstart)
    printstring("+")
    _ms(tend - tstw)
    printstring("+")
    _ms(tnow - tend)
    printstring(" ms clock, ")
    _ms(tstw - tstart)
    printstring("+0/")
    _ms(tend - tstw)
    printstring("/0+")
    _ms(tnow - tend)
    printstring(" ms cpu, ")
    printuint(heap0 >> 20)
    printstring("->")
    printuint(heap0 >> 20)
    printstring("->")
    printuint(heap2 >> 20)
    printstring(" MB, ")
    printuint(goal >> 20)
    printstring(" MB goal, ")
    printint(i64(gomaxprocs))
    printstring(" P")
    printnl()
    printunlock()
