"""gcSweepBuf: a set of spans with push and pop by an atomic index.

mheap_ has two: one collects the spans that are swept or newly allocated in this cycle, the other is drained by
sweepers. A buffer is a growing array (the spine) of blocks of 512 spans. Any number of pushes may run at once, or any
number of pops, never both. Blocks are never freed: the buffer is about as long again in the next cycle. `spineLock`
protects growth only; a spine that was outgrown is not freed either, since a push may still read it.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import CacheLineSize, PtrSize
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import mutex
from rt0.runtime.mem.mspan import mspan
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc

gcSweepBlockEntries = 512
gcSweepBufInitSpineCap = 256


@notinheap
@struct
class gcSweepBlock:
    """Spans index*512 … of the buffer."""

    spans: array[ptr[mspan], gcSweepBlockEntries]


@notinheap
@struct
class gcSweepBuf:
    """A set of spans; see the module's docstring for what may run at once."""

    spineLock: mutex
    spine: ptr[ptr[gcSweepBlock]]  # atomic
    spineLen: uintptr  # blocks in the spine; atomic
    spineCap: uintptr  # under spineLock
    index: u32  # spans in the buffer; atomic

    def push(self, s: ptr[mspan]) -> void:
        """Add s. Safe against other pushes, not against pops."""
        cursor = uintptr(atomic.Xadd(addr(self.index), 1) - 1)
        top = cursor // gcSweepBlockEntries
        if top >= atomic.Load(addr(self.spineLen)):
            self.addBlock(top)
        spine = atomic.Load(addr(self.spine))
        spine[top].spans[cursor % gcSweepBlockEntries] = s

    def addBlock(self, top: uintptr) -> void:
        """Make blocks until there is one at index `top`. More than one push may ask."""
        lock(addr(self.spineLock))
        while self.spineLen <= top:
            n = self.spineLen
            if n == self.spineCap:
                cap = self.spineCap * 2
                if cap == 0:
                    cap = gcSweepBufInitSpineCap
                block = persistentalloc(cap * PtrSize, CacheLineSize, addr(memstats.gc_sys))
                fresh = cast(ptr[ptr[gcSweepBlock]], block)
                if n != 0:
                    memmove(fresh, self.spine, n * PtrSize)
                atomic.Store(addr(self.spine), fresh)
                self.spineCap = cap
            spine = self.spine
            one = persistentalloc(sizeof(gcSweepBlock), CacheLineSize, addr(memstats.gc_sys))
            spine[n] = cast(ptr[gcSweepBlock], one)
            atomic.Store(addr(self.spineLen), n + 1)
        unlock(addr(self.spineLock))

    def pop(self) -> ptr[mspan]:
        """Take a span out, or return None. Safe against other pops, not against pushes."""
        n = atomic.Xadd(addr(self.index), u32(0xFFFFFFFF))
        if i32(n) < 0:
            atomic.Xadd(addr(self.index), 1)
            return None
        cursor = uintptr(n)
        block = self.spine[cursor // gcSweepBlockEntries]
        s = block.spans[cursor % gcSweepBlockEntries]
        block.spans[cursor % gcSweepBlockEntries] = None
        return s

    def numSpans(self) -> uintptr:
        """Return how many spans are in the buffer; exact only while nobody pushes or pops."""
        return uintptr(atomic.Load(addr(self.index)))
