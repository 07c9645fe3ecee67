"""fixalloc: records of one size (mspan, mcache, treapNode, specials) with a free list.

Chunks of 16 KB come from persistentalloc and are never given back; freed records are linked through their first word.
A record from a new chunk is zero; a reused one is zeroed unless `zero` is false, for records of which some fields must
survive (mspan.sweepgen is read by sweepers that came late). The caller holds whatever lock protects the fixalloc.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.persistent import persistentalloc

_FixAllocChunk = 16 << 10


@notinheap
@struct
class mlink:
    """The first word of a free record."""

    next: ptr["mlink"]


@notinheap
@struct
class fixalloc:
    """Allocator of records of `size` bytes; zero value plus `init`. Protected by its owner's lock."""

    size: uintptr
    first: fn[[ptr[void], ptr[void]], void]  # called with arg and each record when it is handed out for the first time
    arg: ptr[void]
    list: ptr[mlink]  # freed records
    chunk: uintptr  # the rest of the current chunk starts here
    nchunk: u32  # and is this long, bytes
    inuse: uintptr  # bytes of records handed out
    stat: ptr[u64]
    zero: bool

    def init(self, size: uintptr, first: fn[[ptr[void], ptr[void]], void], arg: ptr[void], stat: ptr[u64]) -> void:
        """Start afresh with records of `size` bytes (at least a pointer), counting chunks in `stat`."""
        self.size = (size + 7) & ~uintptr(7)
        self.first = first
        self.arg = arg
        self.list = None
        self.chunk = 0
        self.nchunk = 0
        self.inuse = 0
        self.stat = stat
        self.zero = True

    def alloc(self) -> ptr[void]:
        """Return a record. Its owner's lock is held."""
        if self.size == 0:
            throw("runtime: internal error: use of FixAlloc_Alloc before FixAlloc_Init")
        self.inuse += self.size
        if self.list is not None:
            v = self.list
            self.list = v.next
            if self.zero:
                memclr(v, self.size)
            return cast(ptr[void], v)
        if uintptr(self.nchunk) < self.size:
            self.chunk = uintptr(persistentalloc(_FixAllocChunk, 64, self.stat))
            self.nchunk = _FixAllocChunk
        r = cast(ptr[void], self.chunk)
        self.chunk += self.size
        self.nchunk -= u32(self.size)
        if self.first is not None:
            self.first(self.arg, r)
        return r

    def free(self, p: ptr[void]) -> void:
        """Take a record back. Its owner's lock is held."""
        self.inuse -= self.size
        v = cast(ptr[mlink], p)
        v.next = self.list
        self.list = v
