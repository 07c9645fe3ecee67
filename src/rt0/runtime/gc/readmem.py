"""runtime.ReadMemStats: counts gathered from where they are kept, with the world stopped.

Objects are counted by what is cheap to keep: spans handed to caches (mcentral.nmalloc), slots freed by sweeps
(local_nsmallfree), large objects one by one. Flushing the caches first makes the sums exact.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.runtime2 import allp, allplen, getg, worldsema
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.refill import purgecachedstats
from rt0.runtime.mem.sizeclasses import _NumSizeClasses, class_to_size

_nBySize = 61


@notinheap
@struct
class memStatsSize:
    """An entry of MemStats.BySize."""

    size: u32
    nmalloc: u64
    nfree: u64


@notinheap
@struct
class MemStats:
    """Go's runtime.MemStats, field by field (std/runtime/memstats.go)."""

    alloc: u64
    totalAlloc: u64
    sys: u64
    lookups: u64
    mallocs: u64
    frees: u64
    heapAlloc: u64
    heapSys: u64
    heapIdle: u64
    heapInuse: u64
    heapReleased: u64
    heapObjects: u64
    stackInuse: u64
    stackSys: u64
    mspanInuse: u64
    mspanSys: u64
    mcacheInuse: u64
    mcacheSys: u64
    buckHashSys: u64
    gcSys: u64
    otherSys: u64
    nextGC: u64
    lastGC: u64
    pauseTotalNs: u64
    pauseNs: array[u64, 256]
    pauseEnd: array[u64, 256]
    numGC: u32
    numForcedGC: u32
    gcCPUFraction: f64
    enableGC: bool
    debugGC: bool
    bySize: array[memStatsSize, _nBySize]


def readmemstats(m: ptr[MemStats]) -> void:
    """Fill *m with the state of now (runtime.ReadMemStats). Stops the world; from a user goroutine."""
    slots.semacquire_slot(addr(worldsema))
    getg().m.locks += 1
    systemstack(readmemstats_m, m)
    getg().m.locks -= 1
    slots.semrelease_slot(addr(worldsema))


@systemstack
def readmemstats_m(m: ptr[MemStats]) -> void:
    """Stop the world, count, start the world."""
    slots.stopTheWorldWithSema_slot()
    updatememstats()
    _copy(m)
    slots.startTheWorldWithSema_slot(False)


@systemstack
@row("gc", leave=("memstats.heap_alloc", "memstats.heap_objects"))
def updatememstats() -> void:
    """Bring memstats up to date from caches, centrals and the heap. The world is stopped."""
    for i in range(allplen):
        pp = allp[i]
        if pp is not None and pp.mcache is not None:
            pp.mcache.prepareForSweep()
            pp.mcache.releaseAll()
            purgecachedstats(pp.mcache)
    nmalloc = mheap_.nlargealloc
    nfree = mheap_.nlargefree
    totalAlloc = mheap_.largealloc
    totalFree = mheap_.largefree
    for c in range(_NumSizeClasses):
        size = u64(class_to_size[c])
        n = mheap_.central[c * 2].mcentral.nmalloc + mheap_.central[c * 2 + 1].mcentral.nmalloc
        f = mheap_.nsmallfree[c]
        memstats.by_size_nmalloc[c] = n
        memstats.by_size_nfree[c] = f
        nmalloc += n
        nfree += f
        totalAlloc += n * size
        totalFree += f * size
    # Tiny objects are counted as allocated and freed; their blocks are in the sums above.
    memstats.nmalloc = nmalloc + memstats.tinyallocs
    memstats.nfree = nfree + memstats.tinyallocs
    memstats.total_alloc = totalAlloc
    memstats.alloc = totalAlloc - totalFree
    memstats.heap_alloc = memstats.alloc
    memstats.heap_objects = memstats.nmalloc - memstats.nfree
    memstats.mspan_inuse = mheap_.spanalloc.inuse
    memstats.mcache_inuse = mheap_.cachealloc.inuse
    memstats.sys = (
        memstats.heap_sys
        - mheap_.untouched()
        + memstats.stacks_inuse
        + memstats.stacks_sys
        + memstats.mspan_sys
        + memstats.mcache_sys
        + memstats.buckhash_sys
        + memstats.gc_sys
        + memstats.other_sys
    )


@systemstack
def _copy(m: ptr[MemStats]) -> void:
    """Copy memstats into Go's layout."""
    m.alloc = memstats.alloc
    m.totalAlloc = memstats.total_alloc
    m.sys = memstats.sys
    m.lookups = memstats.nlookup
    m.mallocs = memstats.nmalloc
    m.frees = memstats.nfree
    m.heapAlloc = memstats.heap_alloc
    m.heapSys = memstats.heap_sys - mheap_.untouched()
    m.heapIdle = memstats.heap_idle
    m.heapInuse = memstats.heap_inuse
    m.heapReleased = memstats.heap_released
    m.heapObjects = memstats.heap_objects
    m.stackInuse = memstats.stacks_inuse
    m.stackSys = memstats.stacks_inuse + memstats.stacks_sys
    m.mspanInuse = memstats.mspan_inuse
    m.mspanSys = memstats.mspan_sys
    m.mcacheInuse = memstats.mcache_inuse
    m.mcacheSys = memstats.mcache_sys
    m.buckHashSys = memstats.buckhash_sys
    m.gcSys = memstats.gc_sys
    m.otherSys = memstats.other_sys
    m.nextGC = memstats.next_gc
    m.lastGC = memstats.last_gc_unix
    m.pauseTotalNs = memstats.pause_total_ns
    memmove(cast(ptr[void], addr(m.pauseNs)), cast(ptr[void], addr(memstats.pause_ns)), 2048)
    memmove(cast(ptr[void], addr(m.pauseEnd)), cast(ptr[void], addr(memstats.pause_end)), 2048)
    m.numGC = memstats.numgc
    m.numForcedGC = memstats.numforcedgc
    m.gcCPUFraction = memstats.gc_cpu_fraction
    m.enableGC = True
    m.debugGC = False
    for i in range(_nBySize):
        m.bySize[i].size = u32(class_to_size[i])
        m.bySize[i].nmalloc = memstats.by_size_nmalloc[i]
        m.bySize[i].nfree = memstats.by_size_nfree[i]
