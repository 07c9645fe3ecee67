"""Slices: make and append's growth.

Source: Go specification, "Making slices, maps and channels", "Appending to and copying slices"; Go's runtime design (growslice's rule
of growth since Go 1.18: double below 256 elements, then towards a quarter more).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.type import _type
from rt0.runtime.gc.barrier import bulkBarrierPreWrite
from rt0.runtime.lang.errors import panicgrowslice, panicmakeslicecap, panicmakeslicelen
from rt0.runtime.mem.malloc import mallocgc, roundupsize, zerobase

maxAlloc = 1 << 47
growThreshold = 256


def makeslice(et: ptr[_type], len: i64, cap: i64) -> ptr[u8]:
    """The zeroed array of make([]T, len, cap). Panics with Go's texts for sizes that cannot be."""
    size = et.size
    if len < 0 or len > cap or (size != 0 and u64(cap) > maxAlloc // size):
        if len < 0 or (size != 0 and u64(len) > maxAlloc // size):
            panicmakeslicelen()
        panicmakeslicecap()
    return cast(ptr[u8], mallocgc(size * u64(cap), et, True))


@inline
def nextslicecap(newLen: i64, oldCap: i64) -> i64:
    """The capacity to grow to, before rounding to a size class."""
    double = oldCap + oldCap
    if newLen > double:
        return newLen
    if oldCap < growThreshold:
        return double
    cap = oldCap
    while True:
        # From doubling to a quarter more, without a step.
        cap += (cap + 3 * growThreshold) >> 2
        if u64(cap) >= u64(newLen):
            break
    if cap <= 0:
        return newLen
    return cap


def growslice(oldPtr: ptr[u8], newLen: i64, oldCap: i64, num: i64, et: ptr[_type]) -> slice[u8]:
    """Room for append: a larger array with the old newLen-num elements copied; the result's len is newLen.

    The elements from newLen-num to newLen are for the caller to store; everything behind is zero. newLen > oldCap. Panics when
    newLen is negative or too large for memory."""
    oldLen = newLen - num
    if newLen < 0:
        panicgrowslice()
    size = et.size
    if size == 0:
        return slice[u8](cast(ptr[u8], addr(zerobase)), newLen, newLen)
    newcap = nextslicecap(newLen, oldCap)
    if u64(newcap) > maxAlloc // size:
        panicgrowslice()
    capmem = roundupsize(u64(newcap) * size)
    if size == 1:
        newcap = i64(capmem)
    elif size == 8:
        newcap = i64(capmem >> 3)
    elif size == 16:
        newcap = i64(capmem >> 4)
    else:
        newcap = i64(capmem // size)
        capmem = u64(newcap) * size
    lenmem = u64(oldLen) * size
    p: ptr[u8] = None
    if et.ptrdata == 0:
        # Only what the old elements will not overwrite needs clearing.
        p = cast(ptr[u8], mallocgc(capmem, None, False))
        start = u64(newLen) * size
        memclr(cast(ptr[void], add(p, start)), capmem - start)
    else:
        p = cast(ptr[u8], mallocgc(capmem, et, True))
        if lenmem > 0:
            bulkBarrierPreWrite(uintptr(p), uintptr(oldPtr), lenmem)
    memmove(cast(ptr[void], p), cast(ptr[void], oldPtr), lenmem)
    return slice[u8](p, newLen, newcap)
