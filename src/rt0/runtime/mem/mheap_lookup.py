"""From an address to its span.

Any word may be asked about: the collector's conservative scan passes what it finds on stacks. So every step is
bounded, and the answer for an address outside of the heap is None. No lock: arenas and spans only ever go from None to
a value while they can be read, and a caller that needs more than "some span" checks state and bounds (spanOfHeap).

Sources: document sections 34-36.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import PageShift
from rt0.runtime.mem.mheap import arenaL2Bits, logHeapArenaBytes, mheap_, pagesPerArena
from rt0.runtime.mem.mspan import mspan, mSpanInUse


@nosplit
@inline
@row("heap", enter=("p",), leave=("result",), section=34)
def arenaIndex(p: uintptr) -> uintptr:
    """Return the index of the arena that holds p; may be beyond the map for an address that no arena can hold.

    nosplit: its callers spanOf and spanOfUnchecked are.
    """
    return p >> logHeapArenaBytes


@nosplit
@row("heap", enter=("p",), leave=("base: result.startAddr if result is not None else 0",), section=36)
def spanOf(p: uintptr) -> ptr[mspan]:
    """Return the span of p's page, or None if p is not in an arena or its page was never in a span.

    For a page inside a free span the answer is any span: callers check. nosplit: callers are.
    """
    ri = arenaIndex(p)
    if ri >= 1 << arenaL2Bits:
        return None
    ha = mheap_.arenas[0][ri]
    if ha is None:
        return None
    return ha.spans[(p >> PageShift) % pagesPerArena]


@nosplit
@row("heap", enter=("p",), leave=("base: result.startAddr if result is not None else 0",), section=35)
def spanOfUnchecked(p: uintptr) -> ptr[mspan]:
    """Return the span of p, which the caller knows to be in an allocated span.

    nosplit: _freeLargeStack and stackpoolfree, on the system stack, may have it inlined.
    """
    return mheap_.arenas[0][arenaIndex(p)].spans[(p >> PageShift) % pagesPerArena]


@nosplit
@row("heap", enter=("p",), leave=("base: result.startAddr if result is not None else 0",))
def spanOfHeap(p: uintptr) -> ptr[mspan]:
    """Return the in-use span that p points into one of whose slots, or None. nosplit: its caller inheap is."""
    s = spanOf(p)
    if s is None or s.state != mSpanInUse or p < s.startAddr or p >= s.limit:
        return None
    return s


@nosplit
def inheap(p: uintptr) -> bool:
    """Report whether p points into an object slot of the heap."""
    return spanOfHeap(p) is not None
