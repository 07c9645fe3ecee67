"""mspan: a run of pages, and the lists that hold spans.

A span is free (in a treap of mheap_), in use (slots of one size class, or one large object) or manual (stacks and
other memory that the runtime manages itself). Allowed moves: free -> in use or manual at any time; in use or manual ->
free only while gcphase is _GCoff, because a concurrent mark may look up the span of a pointer that it read earlier.

Slots of an in-use span: slot i is free when i >= freeindex and bit i of allocBits is 0. allocCache holds the
complement of 64 of those bits from freeindex on, so that counting its trailing zeros finds the next free slot; the
allocator (the P in whose mcache the span is) owns freeindex, allocCache and allocCount. Sweeping replaces allocBits
with gcmarkBits, and whoever moved sweepgen to h.sweepgen-1 by compare-and-swap owns the span during that.

sweepgen, compared with mheap_.sweepgen (which grows by 2 in each cycle):
    h-2  needs sweeping            h    swept, ready
    h-1  is being swept            h+1  cached before the cycle began: the cache's owner must sweep it
                                   h+3  swept, then cached

A spanClass is a size class * 2, plus 1 when its slots hold no pointers (noscan).
Sources: document section 29. Read next: mem/mheap.py, mem/mcentral.py, gc/sweep.py (mspan.sweep).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import PageShift, PageSize
from rt0.runtime.core.print import printhex, printlock, printnl, printstring, printunlock
from rt0.runtime.core.runtime2 import mutex, physHugePageShift, physHugePageSize, physPageSize
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.sizeclasses import class_to_size

# States of a span; changed with mheap_.lock held.
mSpanDead = 0
mSpanInUse = 1
mSpanManual = 2
mSpanFree = 3

spanClass = u8
gclinkptr = uintptr

tinySpanClass = 5  # class 2 (16 bytes), noscan


@nosplit
def makeSpanClass(sizeclass: u8, noscan: bool) -> u8:
    """Return the span class of a size class."""
    return (sizeclass << 1) | (1 if noscan else 0)


@notinheap
@struct
class gclink:
    """A free stack or other manually managed block, linked through its first word (as plain integers: no write
    barriers).
    """

    next: uintptr


@notinheap
@struct
class special:
    """Something extra about an object of a span: a finalizer or a profile record. Sorted by offset, then kind."""

    next: ptr["special"]
    offset: u16
    kind: u8


@notinheap
@struct
class mSpanList:
    """A doubly linked list of spans. Its owner's lock protects it."""

    first: ptr["mspan"]
    last: ptr["mspan"]

    def init(self) -> void:
        """Make the list empty."""
        self.first = None
        self.last = None

    def isEmpty(self) -> bool:
        """Report whether the list has no span."""
        return self.first is None

    def remove(self, s: ptr["mspan"]) -> void:
        """Take s out of this list, in which it must be."""
        if s.list != self:
            throw("mSpanList.remove")
        if self.first == s:
            self.first = s.next
        else:
            s.prev.next = s.next
        if self.last == s:
            self.last = s.prev
        else:
            s.next.prev = s.prev
        s.next = None
        s.prev = None
        s.list = None

    def insert(self, s: ptr["mspan"]) -> void:
        """Put s, which is in no list, at the front."""
        if s.next is not None or s.prev is not None or s.list is not None:
            throw("mSpanList.insert")
        s.next = self.first
        if self.first is not None:
            self.first.prev = s
        else:
            self.last = s
        self.first = s
        s.list = self

    def insertBack(self, s: ptr["mspan"]) -> void:
        """Put s, which is in no list, at the end."""
        if s.next is not None or s.prev is not None or s.list is not None:
            throw("mSpanList.insertBack")
        s.prev = self.last
        if self.last is not None:
            self.last.next = s
        else:
            self.first = s
        self.last = s
        s.list = self

    def takeAll(self, other: ptr["mSpanList"]) -> void:
        """Move all spans of `other` to the front of this list, in linear time for their back links."""
        if other.first is None:
            return
        s = other.first
        while s is not None:
            s.list = self
            s = s.next
        if self.first is None:
            self.first = other.first
            self.last = other.last
        else:
            other.last.next = self.first
            self.first.prev = other.last
            self.first = other.first
        other.first = None
        other.last = None


@notinheap
@struct(align=64)
class mspan:
    """A run of pages; see the module's docstring for who owns which field when."""

    # The first 64 bytes, a cache line, are what marking and allocating look at, but for `next`: in a freed record it is fixalloc's link,
    # and an old entry of heapArena.spans may still lead to that record, whose other fields must then make sense.
    next: ptr["mspan"]
    startAddr: uintptr
    limit: uintptr  # end of the last slot
    elemsize: uintptr
    gcmarkBits: ptr[u8]
    divMul: u16
    baseMask: u16  # non-zero: elemsize is a power of two and this masks an offset to its slot
    allocCount: u16
    spanclass: u8
    state: u8
    needzero: u8
    divShift: u8
    divShift2: u8
    scavenged: bool
    sweepgen: u32  # atomic
    freeindex: uintptr
    allocCache: u64
    nelems: uintptr
    allocBits: ptr[u8]
    prev: ptr["mspan"]
    list: ptr[mSpanList]  # the list it is in, for checks
    npages: uintptr
    manualFreeList: uintptr  # gclinkptr: free blocks of a manual span
    speciallock: mutex  # guards specials
    specials: ptr[special]
    allocgen: u32  # how many frees had been counted; reserved for profiles
    treapnode: ptr["mem.mtreap.treapNode"]  # while free: its node, so that removal needs no search

    def init(self, base: uintptr, npages: uintptr) -> void:
        """Describe npages pages at base; everything but sweepgen is reset. mheap_.lock is held."""
        self.next = None
        self.prev = None
        self.list = None
        self.startAddr = base
        self.npages = npages
        self.allocCount = 0
        self.spanclass = 0
        self.elemsize = 0
        self.state = mSpanDead
        self.scavenged = False
        self.needzero = 0
        self.speciallock.key = 0
        self.specials = None
        self.freeindex = 0
        self.allocBits = None
        self.gcmarkBits = None
        self.treapnode = None

    @nosplit
    def base(self) -> uintptr:
        """Return the address of the first byte."""
        return self.startAddr

    @row("heap", enter=("base: self.startAddr", "self.npages"), leave=("result",), section=39)
    def hugePages(self) -> uintptr:
        """Return how many whole aligned huge pages lie in the span; 0 where the system has none."""
        if physHugePageSize == 0 or self.npages < physHugePageSize >> PageShift:
            return 0
        start = self.startAddr
        end = start + (self.npages << PageShift)
        if physHugePageSize > PageSize:
            start = (start + (physHugePageSize - 1)) & ~(physHugePageSize - 1)
            end = end & ~(physHugePageSize - 1)
        if start < end:
            return (end - start) >> uintptr(physHugePageShift)
        return 0

    def physPageBounds(self) -> tuple[uintptr, uintptr]:
        """Return the bounds of the whole physical pages inside the span: what can be given back to the system."""
        start = self.startAddr
        end = start + (self.npages << PageShift)
        if physPageSize > PageSize:
            start = (start + (physPageSize - 1)) & ~(physPageSize - 1)
            end = end & ~(physPageSize - 1)
        return start, end

    @nosplit
    def objIndex(self, p: uintptr) -> uintptr:
        """Return the index of the slot that p, an address in the span, points into.

        nosplit: its callers markConservative and markPointer are.
        """
        off = p - self.startAddr
        if self.baseMask != 0:
            return off >> uintptr(self.divShift)
        return ((off >> uintptr(self.divShift)) * uintptr(self.divMul)) >> uintptr(self.divShift2)

    @nosplit
    def isFree(self, index: uintptr) -> bool:
        """Report whether slot `index` is free, as far as the last sweep and the allocations since say.

        nosplit: its caller markConservative is.
        """
        if index < self.freeindex:
            return False
        return self.allocBits[index >> 3] & (u8(1) << u8(index & 7)) == 0

    @nosplit
    def refillAllocCache(self, whichByte: uintptr) -> void:
        """Load allocCache with the complement of the 64 bits from allocBits[whichByte] (a multiple of 8) on.

        nosplit: its caller nextFreeIndex is.
        """
        self.allocCache = ~cast(ptr[u64], add(self.allocBits, whichByte))[0]

    @nosplit
    def nextFreeIndex(self) -> uintptr:
        """Return the index of the next free slot at or after freeindex, or nelems; freeindex moves past it. The
        cache's owner calls.
        """
        sfreeindex = self.freeindex
        snelems = self.nelems
        if sfreeindex == snelems:
            return sfreeindex
        if sfreeindex > snelems:
            throw("s.freeindex > s.nelems")
        bits = self.allocCache
        while bits == 0:
            # No free slot in this word: on to the next.
            sfreeindex = (sfreeindex + 64) & ~uintptr(63)
            if sfreeindex >= snelems:
                self.freeindex = snelems
                return snelems
            self.refillAllocCache(sfreeindex >> 3)
            bits = self.allocCache
        n = ctz(bits)
        result = sfreeindex + n
        if result >= snelems:
            self.freeindex = snelems
            return snelems
        # Two shifts: n + 1 may be 64.
        self.allocCache = (bits >> n) >> 1
        sfreeindex = result + 1
        if sfreeindex & 63 == 0 and sfreeindex != snelems:
            # The word is used up: its rest came from the word before.
            self.refillAllocCache(sfreeindex >> 3)
        self.freeindex = sfreeindex
        return result

    @nosplit
    def countAlloc(self) -> u64:
        """Return the number of marked slots. The sweeper calls."""
        count: u64 = 0
        words = cast(ptr[u64], self.gcmarkBits)
        for i in range((self.nelems + 63) >> 6):
            count += popcount(words[i])
        return count

    def layout(self) -> tuple[uintptr, uintptr, uintptr]:
        """Return slot size, number of slots and bytes of the span."""
        total = self.npages << PageShift
        size = self.elemsize
        n: uintptr = 0
        if size > 0:
            n = total // size
        return size, n, total


emptymspan: mspan = static()
"""Stands in an mcache for "no span": it has no free slot, so the fast path needs no test for None."""


@cold
@noinline
def badspan(s: ptr[mspan], text: string) -> void:
    """Print a span's bounds and state, then throw `text`."""
    printlock()
    if s is not None:
        printstring("runtime: span base=")
        printhex(s.startAddr)
        printstring(" npages=")
        printhex(s.npages)
        printstring(" state=")
        printhex(u64(s.state))
        printstring(" sweepgen=")
        printhex(u64(s.sweepgen))
        printnl()
    printunlock()
    throw(text)


@nosplit
def class_size(spc: u8) -> uintptr:
    """Return the slot size of a span class, 0 for large objects."""
    return uintptr(class_to_size[spc >> 1])
