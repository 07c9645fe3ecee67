"""memstats: what the memory manager counts, and where each count is kept while nobody reads it.

Fields that every allocation would touch are kept per P in the mcache (local_*) or in spans (allocCount) and are summed
by `updatememstats`, which runs with the world stopped. heap_live is the exception: the collector's pacing compares it
with the trigger, so mcache.refill moves it in steps of a whole span (it counts a cached span as full).

Who writes: the *_sys and *_inuse fields are changed with mheap_.lock held, or by atomic add through mSysStatInc/Dec;
heap_live by atomic add. Read next: mem/malloc.py, gc/pacer.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.mem.sizeclasses import _NumSizeClasses


@notinheap
@struct
class mstats:
    """The counters of runtime.MemStats and those of the pacer; bytes unless the name says otherwise."""

    alloc: u64  # allocated and not yet freed
    total_alloc: u64  # allocated, ever
    sys: u64  # sum of the *_sys
    nlookup: u64
    nmalloc: u64  # objects
    nfree: u64  # objects
    heap_alloc: u64
    heap_sys: u64  # virtual address space obtained for the heap (less what stacks use)
    heap_idle: u64  # in free spans
    heap_inuse: u64  # in spans of objects
    heap_released: u64  # of the idle ones, given back to the system
    heap_objects: u64  # count
    stacks_inuse: u64
    stacks_sys: u64  # beyond stacks_inuse, straight from the system
    mspan_inuse: u64
    mspan_sys: u64
    mcache_inuse: u64
    mcache_sys: u64
    buckhash_sys: u64
    gc_sys: u64
    other_sys: u64
    next_gc: u64  # goal of the current cycle
    last_gc_unix: u64
    last_gc_nanotime: u64
    pause_total_ns: u64
    pause_ns: array[u64, 256]  # ring of the last pauses
    pause_end: array[u64, 256]
    pauses: array[u64, 64]  # how many were below 2, 4, 8, … ns
    numgc: u32
    numforcedgc: u32
    gc_cpu_fraction: f64
    enablegc: bool
    debuggc: bool
    tinyallocs: u64  # tiny objects handed out, blocks not counted
    by_size_nmalloc: array[u64, _NumSizeClasses]
    by_size_nfree: array[u64, _NumSizeClasses]
    # The pacer's: see gc/pacer.py.
    gc_trigger: u64  # heap_live at which a cycle starts
    heap_live: u64
    heap_scan: u64
    heap_marked: u64  # live after the last mark
    last_next_gc: u64
    last_heap_inuse: u64
    triggerRatio: f64


memstats: mstats = static()


@nosplit
def mSysStatInc(sysStat: ptr[u64], n: uintptr) -> void:
    """Add n bytes to a *_sys counter. No lock is needed. nosplit: called while locks are held."""
    if sysStat is not None:
        atomic.Xadd(sysStat, n)


@nosplit
def mSysStatDec(sysStat: ptr[u64], n: uintptr) -> void:
    """Take n bytes off a *_sys counter. nosplit: as mSysStatInc."""
    if sysStat is not None:
        atomic.Xadd(sysStat, uintptr(0) - n)
