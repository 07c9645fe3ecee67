"""What package runtime/metrics asks for beyond runtime.MemStats (std/runtime/metrics.go has the names).

Nothing is stopped: the counts of goroutines are of moments that lie close together, as with Go. The counts by size class are those of the
last readmemstats.

Source: Go's package runtime/metrics (documentation of its names). Read next: readmem.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.runtime2 import (
    _Grunnable,
    _Grunning,
    _Gscan,
    _Gsyscall,
    _Gwaiting,
    allgs,
    allp,
    allplen,
    runtimeInitTime,
    sched,
)
from rt0.runtime.gc.pacer import gcController
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sizeclasses import _NumSizeClasses, class_to_size


@notinheap
@struct
class metricsdata:
    """std/runtime's metricsData, field by field."""

    pauses: array[u64, 64]
    """Of the collector: how many took below 2, 4, 8, … nanoseconds."""
    sizes: array[u64, _NumSizeClasses]
    """Of the size classes, bytes; 0 first."""
    mallocs: array[u64, _NumSizeClasses]
    frees: array[u64, _NumSizeClasses]
    live: u64
    """Bytes that the last collection has found."""
    tiny: u64
    gogc: i64
    """Negative: off."""
    created: u64
    """Goroutines, ever."""
    runnable: u64
    running: u64
    waiting: u64
    insyscall: u64
    threads: u64
    started: i64
    """When the runtime began, by nanotime."""


def readmetrics(m: ptr[metricsdata]) -> void:
    """Fill *m, which is zero."""
    memmove(cast(ptr[void], addr(m.pauses)), cast(ptr[void], addr(memstats.pauses)), 64 * 8)
    for c in range(_NumSizeClasses):
        m.sizes[c] = u64(class_to_size[c])
        m.mallocs[c] = memstats.by_size_nmalloc[c]
        m.frees[c] = memstats.by_size_nfree[c]
    m.live = memstats.heap_marked
    m.tiny = memstats.tinyallocs
    m.gogc = gcController.gcpercent
    m.created = atomic.Load(addr(sched.goidgen))
    for i in range(allplen):
        if allp[i] is not None:  # numbers that a p has taken and not given yet
            m.created -= u64(allp[i].goidcacheend - allp[i].goidcache)
    m.started = runtimeInitTime
    m.threads = u64(sched.mnext - sched.nmfreed)
    gp = atomic.LoadAcq(addr(allgs))
    while gp is not None:
        status = atomic.Load(addr(gp.atomicstatus)) & ~u32(_Gscan)
        if gp.isSystem:
            pass
        elif status == _Grunnable:
            m.runnable += 1
        elif status == _Grunning:
            m.running += 1
        elif status == _Gwaiting:
            m.waiting += 1
        elif status == _Gsyscall:
            m.insyscall += 1
        gp = gp.alllink
