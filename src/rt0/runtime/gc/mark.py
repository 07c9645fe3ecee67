"""Marking: from the roots to everything that a program can reach.

Precise in the heap: an object's pointer bits say which words to follow; noscan spans are marked and not looked into.
Conservative elsewhere: stacks, saved registers and the data of packages are taken word by word, and a word that points
into an allocated slot, at whatever offset, keeps that object. So a pointer to the inside of an object keeps the whole
of it, everywhere.

What a word must pass to count: its span is in use, it lies before the span's limit, and its slot is allocated (a free
slot's old contents must not come back to life). Objects never move, so a mistaken word costs memory and nothing else.

Marks are bits in span.gcmarkBits; a span with a marked object has its bit in pageMarks (gc/reclaim.py). The world is
stopped; one thread marks, or several (markwork.py): the same functions, with PAR true and atomic marks. Two threads may
then both find an object white and scan it twice, which costs time only. All on the system stack.
Read next: gc/roots.py, gc/markwork.py, gc/gc.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import PageShift
from rt0.runtime.gc.markwork import getfull, handoff, markwork
from rt0.runtime.gc.workbuf import gcWork
from rt0.runtime.mem.mheap import arenaL2Bits, heapArenaBitmapWords, logHeapArenaBytes, mheap_, pagesPerArena
from rt0.runtime.mem.mspan import mspan, mSpanInUse

prefetchRing = 16

gcw: gcWork = static(align=64)
"""The marker's work; valid during a cycle."""


@inline
@nosplit
def greyobject(PAR: const[bool], obj: uintptr, s: ptr[mspan], index: uintptr, w: ptr[gcWork]) -> void:
    """Mark slot `index` of s, which begins at obj, and have it scanned if it may hold pointers.

    nosplit: its caller markPointer is.
    """
    byte = addr(s.gcmarkBits[index >> 3])
    mask = u8(1) << u8(index & 7)
    if byte[0] & mask != 0:
        return
    page = s.startAddr >> PageShift
    ha = mheap_.arenas[0][s.startAddr >> logHeapArenaBytes]
    inuse = addr(ha.pageMarks[(page >> 3) % (pagesPerArena // 8)])
    pageMask = u8(1) << u8(page & 7)
    if PAR:
        atomic.Or(byte, mask)
        if inuse[0] & pageMask == 0:
            atomic.Or(inuse, pageMask)
    else:
        byte[0] |= mask
        inuse[0] |= pageMask
    w.bytesMarked += s.elemsize
    if s.spanclass & 1 == 0:
        w.put(obj)


@inline
@nosplit
def markPointer(PAR: const[bool], p: uintptr, w: ptr[gcWork]) -> void:
    """Mark the object that p, read from a word that holds pointers, points to or into; any other value is passed over.

    nosplit: scanobject, on the system stack, may have it inlined.
    """
    ri = p >> logHeapArenaBytes
    if ri == 0 or ri >= 1 << arenaL2Bits:
        return
    ha = mheap_.arenas[0][ri]
    if ha is None:
        return
    s = ha.spans[(p >> PageShift) % pagesPerArena]
    if s is None or s.state != mSpanInUse or p < s.startAddr or p >= s.limit:
        return
    index = s.objIndex(p)
    greyobject(PAR, s.startAddr + index * s.elemsize, s, index, w)


@nosplit
def markConservative(p: uintptr, w: ptr[gcWork]) -> void:
    """As markPointer for a word that may hold anything: only allocated slots count.

    nosplit: gcMarkFinq and markG, on the system stack, may have it inlined.
    """
    ri = p >> logHeapArenaBytes
    if ri == 0 or ri >= 1 << arenaL2Bits:
        return
    ha = mheap_.arenas[0][ri]
    if ha is None:
        return
    s = ha.spans[(p >> PageShift) % pagesPerArena]
    if s is None or s.state != mSpanInUse or p < s.startAddr or p >= s.limit:
        return
    index = s.objIndex(p)
    if s.isFree(index):
        return
    greyobject(False, s.startAddr + index * s.elemsize, s, index, w)


def isMarked(p: uintptr) -> bool:
    """Whether the object that p points to or into is marked; what is not in the heap lives anyway."""
    ri = p >> logHeapArenaBytes
    if ri == 0 or ri >= 1 << arenaL2Bits:
        return True
    ha = mheap_.arenas[0][ri]
    if ha is None:
        return True
    s = ha.spans[(p >> PageShift) % pagesPerArena]
    if s is None or s.state != mSpanInUse or p < s.startAddr or p >= s.limit:
        return True
    index = s.objIndex(p)
    return s.gcmarkBits[index >> 3] & (u8(1) << u8(index & 7)) != 0


@systemstack
def scanconservative(lo: uintptr, hi: uintptr, w: ptr[gcWork]) -> void:
    """Take every aligned word of [lo, hi) for a pointer that may be one."""
    p = (lo + 7) & ~uintptr(7)
    while p + 8 <= hi:
        markConservative(cast(ptr[uintptr], p)[0], w)
        p += 8


@systemstack
def scanobject(PAR: const[bool], b: uintptr, w: ptr[gcWork]) -> void:
    """Follow the pointers of the marked object at b."""
    s = mheap_.arenas[0][b >> logHeapArenaBytes].spans[(b >> PageShift) % pagesPerArena]
    end = s.limit if s.spanclass >> 1 == 0 else b + s.elemsize
    w.scanWork += end - b
    p = b
    while p < end:
        # The bits of up to 64 words at a time: those of p's u64 that belong to this object.
        sh = (p >> 3) & 63
        bits = mheap_.arenas[0][p >> logHeapArenaBytes].bitmap[(p >> 9) % heapArenaBitmapWords] >> sh
        n = 64 - sh
        left = (end - p) >> 3
        if left < n:
            n = left
            bits = bits & ~(~u64(0) << n)
        while bits != 0:
            i = ctz(bits)
            bits = bits & (bits - 1)
            markPointer(PAR, cast(ptr[uintptr], p + (i << 3))[0], w)
        p += n << 3


@systemstack
@row("gc", leave=("w.bytesMarked", "w.scanWork"))
def gcDrain(w: ptr[gcWork]) -> void:
    """Scan until nothing marked is left unscanned; this thread marks alone."""
    _drain(False, w)


@systemstack
@row("gc", leave=("w.bytesMarked", "w.scanWork"))
def gcDrainParallel(w: ptr[gcWork]) -> void:
    """As gcDrain, one of several: returns when none of them has anything left."""
    while True:
        _drain(True, w)
        if not getfull(w):
            return


@systemstack
def _drain(PAR: const[bool], w: ptr[gcWork]) -> void:
    """Empty w.

    Marking is bound by the first load from each object. So an object waits in a ring of 16 between leaving the stack,
    when it is prefetched, and being scanned: measured on binarytrees, that takes two thirds off a mark.
    """
    ring: array[uintptr, prefetchRing] = zero()
    pos: uintptr = 0
    empty = 0
    while empty <= prefetchRing:
        b = w.tryGet()
        if b != 0:
            prefetch(cast(ptr[void], b))
        prev = ring[pos]
        ring[pos] = b
        pos = (pos + 1) & (prefetchRing - 1)
        if prev != 0:
            scanobject(PAR, prev, w)
            empty = 0
            if PAR:
                if unlikely(markwork.nwait != 0) and markwork.full is None:
                    handoff(w)
        else:
            empty += 1
