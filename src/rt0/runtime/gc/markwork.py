"""Sharing of mark work between threads: who has too much hands blocks over, who has nothing waits for one.

A mark runs on the thread that collects and on helpers (markhelpers.py), each with a gcWork of its own. `full` is a list of blocks of
grey objects that anybody may take. A worker that runs dry counts itself in nwait and watches the list; one that sees
somebody waiting hands half of what it has over. The mark is over when all wait and the list is empty: only a worker that does not
wait can add to it.

lock protects full, free and every change of nwait together with them; nwait is read without it.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import osyield
from rt0.runtime.core.runtime2 import mutex, note
from rt0.runtime.core.throw import throw
from rt0.runtime.gc.workbuf import gcWork, workbuf, workbufBytes
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sysmem_linux import sysAlloc

maxMarkers = 8
"""Threads that mark at once, at most."""
handoffMin = 32
"""Less than this is not worth handing over."""


@notinheap
@struct(align=64)
class markState:
    """One mark's shared state."""

    lock: mutex
    full: ptr[workbuf]
    free: ptr[workbuf]  # empty blocks for the next hand-over
    nwait: u32  # workers that have nothing; atomic
    nproc: u32  # workers of this mark; written before they start
    ndone: u32  # helpers that are through; atomic
    nhelpers: u32  # helpers that are there; atomic, only grows
    wanted: u32  # helpers that were asked for; by whoever holds worldsema
    alldone: note
    wake: array[note, maxMarkers]
    works: array[gcWork, maxMarkers]  # [0] is unused: the collecting thread has gcw


markwork: markState = static(align=64)


@systemstack
def handoff(w: ptr[gcWork]) -> void:
    """Give the lower half of w's newest block (or of the one below it) to whoever waits. A worker calls that is not waiting."""
    src = w.wbuf
    if src is not None and src.n < handoffMin:
        src = src.next
    if src is None or src.n < handoffMin:
        return
    lock(addr(markwork.lock))
    b = markwork.free
    if b is not None:
        markwork.free = b.next
    unlock(addr(markwork.lock))
    if b is None:
        b = cast(ptr[workbuf], sysAlloc(workbufBytes, addr(memstats.gc_sys)))
        if b is None:
            throw("runtime: out of memory: cannot allocate mark stack")
    # The oldest entries: they lead to the most.
    n = src.n // 2
    memmove(cast(ptr[void], addr(b.obj)), cast(ptr[void], addr(src.obj)), n * 8)
    memmove(cast(ptr[void], addr(src.obj)), cast(ptr[void], addr(src.obj[n])), (src.n - n) * 8)
    b.n = n
    src.n -= n
    lock(addr(markwork.lock))
    b.next = markwork.full
    markwork.full = b
    unlock(addr(markwork.lock))


@systemstack
def getfull(w: ptr[gcWork]) -> bool:
    """Wait until there is a block to take over into w, which is empty; False when the mark is over."""
    atomic.Xadd(addr(markwork.nwait), 1)
    spins = 0
    while True:
        if markwork.full is not None or atomic.Load(addr(markwork.nwait)) == markwork.nproc:
            lock(addr(markwork.lock))
            b = markwork.full
            if b is not None:
                markwork.full = b.next
                # Under the lock: nobody may see all waiting while we have this.
                atomic.Xadd(addr(markwork.nwait), u32(0xFFFFFFFF))
                unlock(addr(markwork.lock))
                for i in range(b.n):
                    w.put(b.obj[i])
                lock(addr(markwork.lock))
                b.next = markwork.free
                markwork.free = b
                unlock(addr(markwork.lock))
                return True
            over = atomic.Load(addr(markwork.nwait)) == markwork.nproc
            unlock(addr(markwork.lock))
            if over:
                return False
        spins += 1
        if spins < 40:
            procyield(20)
        else:
            osyield()
