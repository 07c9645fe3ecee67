"""The rows of the document that rt0 has: data for test_walk_doc.py, which makes the table in docs/walk.md from it.

Group -> names. A function stands here as Go writes it, `mheap.grow` for a method; `struct mspan` is a type. Where a row is told in
go-program-execution.txt, the section stands in the function's @row(section=...); TYPES has those of types.
"""

from __future__ import annotations

ROWS = {
    "boot": """rt0_go check args goargs goenvs osinit schedinit tracebackinit moduledataverify stackinit cpuinit alginit
        modulesinit typelinksinit itabsinit msigsave parsedebugvars runtime.main doInit exit gcenable""",
    "m": """mcommoninit checkmcount mpreinit malg allocm newm newosproc startm stopm stoplockedm startlockedm mstart mstart1
        lockOSThread unlockOSThread""",
    "p": """procresize p.init acquirep wirep releasep handoffp runqempty runqput runqget runqsteal runqgrab globrunqget""",
    "g": """newproc newproc1 gfget gfput gopark park_m goready ready mcall gogo gosave systemstack casgstatus castogscanstatus
        casfrom_Gscanstatus dropg execute schedule findrunnable goexit goexit1 goexit0 Goexit""",
    "heap": """mallocinit mheap.init struct_mheap struct_heapArena struct_mspan struct_mcache struct_mcentral struct_mTreap
        allocmcache mcache.refill mcentral.cacheSpan mcentral.uncacheSpan mcache.releaseAll mcache.prepareForSweep mTreap.find
        mTreap.insert mTreap.removeSpan mheap.alloc mheap.allocManual mheap.allocSpanLocked mheap.freeManual mheap.freeSpanLocked
        mheap.coalesce mheap.merge mheap.realign mspan.hugePages sysHugePage mheap.grow mheap.sysAlloc linearAlloc.alloc sysAlloc
        sysReserve sysMap sysUsed sysUnused sysFault sysFree spanOf spanOfUnchecked spanOfHeap arenaIndex pageIndexOf""",
    "stack": """stackalloc stackfree stackpoolalloc stackpoolfree stackcacherefill stackcacherelease stackcache_clear newstack
        __morestack lessstack shrinkstack""",
    "gc": """gcinit gcStart gcMark gcSweep sweepone mspan.sweep bgsweep deductSweepCredit reclaim bgscavenge gcPaceScavenger""",
}

TYPES = {"mheap": (37,), "heapArena": (42,), "mspan": (29,), "mcache": (26,), "mcentral": (28,), "mTreap": (37,)}
"""Type -> sections."""

SECTIONS = 54
"""The document's sections are numbered 1 to 54."""
