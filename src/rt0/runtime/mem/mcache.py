"""mcache: what one P allocates from without any lock.

One span of each span class, the block that tiny objects share, and free stacks of each order. It belongs to the M that
holds the P (m.mcache is the same pointer), or to whoever stopped the world. It lies outside of the heap; the one
pointer into the heap, `tiny`, is no root: it is forgotten when a cycle begins, so the block lives only through the
objects in it.

The operations are in mem/refill.py; stackcache is stack/stackalloc.py's.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.mem.mspan import mspan
from rt0.runtime.mem.sizeclasses import _NumSizeClasses, numSpanClasses

_NumStackOrders = 4
"""Orders of stacks that are cached: 2 KB, 4 KB, 8 KB, 16 KB."""


@notinheap
@struct
class stackfreelist:
    """Free stacks of one order, linked through their first words."""

    list: uintptr  # gclinkptr
    size: uintptr  # bytes in the list


@notinheap
@struct
class mcache:
    """Cache of one P; see the module's docstring."""

    next_sample: uintptr
    local_scan: uintptr  # bytes of allocated objects that hold pointers, not yet in memstats.heap_scan

    tiny: uintptr  # block that tiny objects are cut from, or 0
    tinyoffset: uintptr  # its first free byte
    local_tinyallocs: uintptr  # tiny objects, not yet in memstats.tinyallocs

    alloc: array[ptr[mspan], numSpanClasses]  # never None: emptymspan stands for no span
    stackcache: array[stackfreelist, _NumStackOrders]

    # Frees that this P's sweeping did, not yet in mheap_.
    local_nlookup: uintptr
    local_largefree: uintptr
    local_nlargefree: uintptr
    local_nsmallfree: array[uintptr, _NumSizeClasses]

    flushGen: u32
    """mheap_.sweepgen when the spans were last flushed; a cache that lags must be flushed before its next allocation.
    Atomic.
    """
