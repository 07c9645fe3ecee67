"""Where huge pages pay.

A first touch of a huge page (2 MB) costs some 0.2 to 0.4 ms, most of it for clearing, and saves 512 first touches of small
pages, 1 ms together, and later misses of the TLB. But in a virtual machine it can cost 5 ms: when its host has not brought
that piece of memory yet, and does so 4 KB by 4 KB while the guest clears it. Small pages seldom meet that, since the
guest's kernel hands out those first that were in use a moment ago. No setting tells which of the two a machine is, and it
changes with time, so it is measured: of each step by which the heap grows the first huge page is touched under the clock,
and after a dear one the next steps take small pages, twice as many each time.

Asked for are the steps of heapGrowBytes, which small objects fill and fill again. Objects larger than a step do with small
pages: many of them are touched once, or not at all. What of them is used again after a collection is asked for when its
free span grows (mheap.coalesce); then Linux joins its pages in the background.

Rejected: huge pages everywhere (maps_string lost a quarter of its time to the system, scanner_lines a fifth) and nowhere
(gc_latency lost a sixth).

mheap_.lock protects the state.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.chance import now
from rt0.runtime.core.runtime2 import physHugePageSize
from rt0.runtime.mem.sysmem_linux import haveHugePages, sysHugePage, sysNoHugePage

dearPerPage = 2000
"""Nanoseconds that a first touch may cost for each 4 KB of the huge page: what it costs with small pages."""
_mostSkips = 64


@notinheap
@struct
class hugetrial:
    """What the last trials said; mheap_.lock is held."""

    skip: u32  # steps that still take small pages
    backoff: u32  # how many that were after the last dear touch, 0 after a cheap one


trial: hugetrial = static()


def tryHugePages(v: uintptr, n: uintptr) -> void:
    """Ask for huge pages behind [v, v+n), fresh memory of the heap, if they pay at present. mheap_.lock is held."""
    if not haveHugePages():
        return
    if trial.skip != 0:
        trial.skip -= 1
        return
    sysHugePage(cast(ptr[void], v), n)
    first = (v + (physHugePageSize - 1)) & ~(physHugePageSize - 1)
    if first + physHugePageSize > v + n:
        return
    start = now()
    # Zero it is already; what costs is that it comes to be.
    atomic.Store(cast(ptr[u32], first), 0)
    if u64(now() - start) <= (physHugePageSize >> 12) * dearPerPage:
        trial.backoff = 0
        return
    sysNoHugePage(cast(ptr[void], first + physHugePageSize), v + n - (first + physHugePageSize))
    trial.backoff = trial.backoff * 2 + 2
    if trial.backoff > _mostSkips:
        trial.backoff = _mostSkips
    trial.skip = trial.backoff
