"""The mark stack: objects that are marked and not yet scanned.

A list of blocks of 64 KB from the system, the newest in front. Blocks stay for the next cycle (they are as many as the
deepest structure needed); freeWorkbufs gives all but one back between cycles. Used by one marker at a time, on the
system stack with the world stopped, so there is no lock.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sysmem_linux import sysAlloc, sysFree

workbufBytes = 64 << 10
workbufEntries = (workbufBytes - 24) // 8


@notinheap
@struct
class workbuf:
    """A block of the mark stack: obj[0:n]."""

    next: ptr["workbuf"]  # the block below this one
    above: ptr["workbuf"]  # an empty block kept above, or None
    n: uintptr
    obj: array[uintptr, workbufEntries]


@notinheap
@struct
class gcWork:
    """The mark stack and what marking counted."""

    wbuf: ptr[workbuf]
    bytesMarked: u64  # sizes of marked objects
    scanWork: u64  # bytes of them that may hold pointers
    objects: u64

    @noinline
    def putSlow(self) -> void:
        """Make room for one more object."""
        b = self.wbuf
        if b is not None and b.above is not None:
            self.wbuf = b.above
            self.wbuf.n = 0
            return
        fresh = cast(ptr[workbuf], sysAlloc(workbufBytes, addr(memstats.gc_sys)))
        if fresh is None:
            throw("runtime: out of memory: cannot allocate mark stack")
        fresh.next = b
        if b is not None:
            b.above = fresh
        self.wbuf = fresh

    @inline
    def put(self, obj: uintptr) -> void:
        """Add the marked object that begins at obj."""
        b = self.wbuf
        if b is None or b.n == workbufEntries:
            self.putSlow()
            b = self.wbuf
        b.obj[b.n] = obj
        b.n += 1

    @inline
    def tryGet(self) -> uintptr:
        """Take an object off, or return 0."""
        b = self.wbuf
        if b is None:
            return 0
        if b.n == 0:
            if b.next is None:
                return 0
            b = b.next
            self.wbuf = b
        b.n -= 1
        return b.obj[b.n]


def freeWorkbufs(w: ptr[gcWork]) -> void:
    """Give all blocks but the lowest back to the system; the stack is empty."""
    b = w.wbuf
    if b is None:
        return
    while b.above is not None:
        b = b.above
    while b.next is not None:
        below = b.next
        sysFree(cast(ptr[void], b), workbufBytes, addr(memstats.gc_sys))
        b = below
    b.above = None
    b.n = 0
    w.wbuf = b
