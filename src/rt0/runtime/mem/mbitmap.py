"""The pointer bitmap: which words of an object may hold a pointer.

One bit for each 8-byte word of an arena, in heapArena.bitmap; a u64 of it covers 512 bytes. The bits of an object are
written when it is allocated, for its whole slot: those of its type's gcdata, repeated for each element of an array,
and zeros to the end of the slot. Bits of noscan spans are never written nor read.

Only the P that allocates from a span writes its bits, and a span's bits fill whole u64s (a page is 16 of them), so
plain stores suffice. The collector reads with the world stopped.

A slot of up to 512 bytes takes one or two read-modify-writes of u64s: the fast path.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.type import _type
from rt0.runtime.mem.mheap import heapArenaBitmapWords, logHeapArenaBytes, mheap_


@nosplit
@inline
def heapBitsWord(p: uintptr) -> ptr[u64]:
    """Return the u64 that holds the bit of p's word; the bit's number in it is (p >> 3) & 63. p is in the heap.

    nosplit: its callers clearBits and heapBitsSetType are.
    """
    return addr(mheap_.arenas[0][p >> logHeapArenaBytes].bitmap[(p >> 9) % heapArenaBitmapWords])


@nosplit
@inline
def lowBits(n: uintptr) -> u64:
    """Return n one bits, 1 <= n <= 64. nosplit: its callers clearBits and heapBitsSetType are."""
    return ~u64(0) >> (64 - n)


@nosplit
def heapBitsSetType(x: uintptr, size: uintptr, dataSize: uintptr, typ: ptr[_type]) -> void:
    """Write the bits of a new object: a slot of `size` bytes at x that holds dataSize bytes of values of typ (which
    has pointers).
    """
    if size > 512:
        _setLarge(x, size, dataSize, typ)
        return
    bits = cast(ptr[u64], typ.gcdata)[0] & lowBits(typ.ptrdata >> 3)
    if dataSize > typ.size:
        bits = _repeat(bits, typ.size >> 3, dataSize >> 3)
    nw = size >> 3
    sh = (x >> 3) & 63
    mask = lowBits(nw)
    w = heapBitsWord(x)
    w[0] = (w[0] & ~(mask << sh)) | (bits << sh)
    if sh + nw > 64:
        low = 64 - sh
        w = heapBitsWord(x + (low << 3))
        w[0] = (w[0] & ~(mask >> low)) | (bits >> low)


@nosplit
@inline
def _repeat(bits: u64, stride: uintptr, total: uintptr) -> u64:
    """Return a pattern of `stride` bits repeated until it fills `total` <= 64 bits.

    nosplit: its callers heapBitsSetType and _setLarge are.
    """
    n = stride
    while n < total:
        bits |= bits << n
        n += n
    return bits & lowBits(total)


@nosplit
@noinline
def _setLarge(x: uintptr, size: uintptr, dataSize: uintptr, typ: ptr[_type]) -> void:
    """heapBitsSetType for slots over 512 bytes: clear, then or in one chunk of up to 64 bits after the other.

    nosplit: its caller heapBitsSetType is.
    """
    clearBits(x, size)
    gcdata = cast(ptr[u64], typ.gcdata)
    stride = typ.size >> 3
    ptrwords = typ.ptrdata >> 3
    end = x + dataSize
    p = x
    if stride <= 64:
        # As many whole elements as a u64 holds, at a time.
        words = 64 // stride * stride
        bits = _repeat(gcdata[0] & lowBits(ptrwords), stride, words)
        while p + (words << 3) <= end:
            _orBits(p, bits, words)
            p += words << 3
        if p < end:
            rest = (end - p) >> 3
            _orBits(p, bits & lowBits(rest), rest)
        return
    while p < end:
        j: uintptr = 0
        while j < ptrwords:
            n = ptrwords - j
            if n > 64:
                n = 64
            _orBits(p + (j << 3), gcdata[j >> 6] & lowBits(n), n)
            j += 64
        p += typ.size


@nosplit
@inline
def _orBits(p: uintptr, bits: u64, n: uintptr) -> void:
    """Set `bits` (n of them) for the words from p on. nosplit: its caller _setLarge is."""
    sh = (p >> 3) & 63
    w = heapBitsWord(p)
    w[0] |= bits << sh
    if sh + n > 64:
        low = 64 - sh
        w = heapBitsWord(p + (low << 3))
        w[0] |= bits >> low


@nosplit
def clearBits(x: uintptr, size: uintptr) -> void:
    """Clear the bits of [x, x+size), which may cross arenas; both are multiples of 8. nosplit: its caller _setLarge is."""
    p = x
    end = x + size
    while p < end:
        sh = (p >> 3) & 63
        n = (end - p) >> 3
        if n > 64 - sh:
            n = 64 - sh
        w = heapBitsWord(p)
        w[0] = w[0] & ~(lowBits(n) << sh)
        p += n << 3
        # Whole u64s up to the end of this arena, or of the object, at once.
        if p & 511 == 0 and end - p >= 1024:
            whole = (end - p) >> 9
            room = heapArenaBitmapWords - (p >> 9) % heapArenaBitmapWords
            if whole > room:
                whole = room
            memclr(heapBitsWord(p), whole << 3)
            p += whole << 9
