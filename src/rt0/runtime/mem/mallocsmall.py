"""Small objects of a known size class: what compiled code calls for new(T) and escaping variables.

newobject's fast path as leaf functions, one for each class and kind: the class, the slot's size and the pointer bits are constants of
the call, so what is left is taking the next bit of the span's allocCache, zeroing by a known size, and one or two stores of
pointer bits. Everything else (no free slot in the cache's word, a collection marking, gcstress) is newobject's.

A leaf without stack check is not preempted: newstack is not called, and a signal does not stop functions of the runtime. So
m.mallocing, which mallocgc sets against that, stays 0 here.

`newscanN(typ, bits)`: N-byte slots for types with pointers, `bits` being those of the type's gcdata; `newplainN(typ)`: for types
without. Callers pass types of a size that belongs to the class N (abi/symbols.py, SMALL_SCAN and SMALL_PLAIN). Read next: mem/malloc.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.runtime2 import getg
from rt0.runtime.core.type import _type
from rt0.runtime.mem.gcphase import mallocslow
from rt0.runtime.mem.malloc import newobject
from rt0.runtime.mem.mbitmap import heapBitsWord
from rt0.runtime.mem.sizeclasses import class_to_size


@comptime
def _classof(size: int) -> int:
    """The class whose slots have exactly this size."""
    return list(class_to_size.values).index(size)


SCAN8, SCAN16, SCAN32, SCAN48, SCAN64, SCAN80, SCAN96, SCAN112, SCAN128 = (
    _classof(size) << 1 for size in (8, 16, 32, 48, 64, 80, 96, 112, 128)
)
PLAIN16, PLAIN32, PLAIN48, PLAIN64 = (_classof(size) << 1 | 1 for size in (16, 32, 48, 64))


@inline
def _slot(SPC: const[int], SIZE: const[int]) -> uintptr:
    """Take the next free slot of SIZE bytes, zeroed; 0 when the slow path has to."""
    s = getg().m.mcache.alloc[SPC]
    bit = ctz(s.allocCache)
    index = s.freeindex + bit
    after = index + 1
    if mallocslow != 0 or bit >= 64 or index >= s.nelems or (after & 63 == 0 and after != s.nelems):
        return 0
    # bit < 63 here, or the span ends: two shifts keep 64 away from the shifter.
    s.allocCache = (s.allocCache >> bit) >> 1
    s.freeindex = after
    s.allocCount += 1
    x = s.startAddr + index * SIZE
    if SIZE <= 32:
        memclr(cast(ptr[void], x), SIZE)
    else:
        if s.needzero != 0:
            memclr(cast(ptr[void], x), SIZE)
    return x


@inline
def _scan(SPC: const[int], SIZE: const[int], typ: ptr[_type], bits: u64) -> ptr[void]:
    x = _slot(SPC, SIZE)
    if unlikely(x == 0):
        return newobject(typ)
    mask = ~u64(0) >> (64 - SIZE // 8)
    sh = (x >> 3) & 63
    w = heapBitsWord(x)
    w[0] = (w[0] & ~(mask << sh)) | (bits << sh)
    # Slots of a power of two never cross a word of the bitmap.
    if SIZE & (SIZE - 1) != 0:
        if sh + SIZE // 8 > 64:
            low = 64 - sh
            w = heapBitsWord(x + (low << 3))
            w[0] = (w[0] & ~(mask >> low)) | (bits >> low)
    getg().m.mcache.local_scan += typ.size
    publicationBarrier()
    return cast(ptr[void], x)


@inline
def _plain(SPC: const[int], SIZE: const[int], typ: ptr[_type]) -> ptr[void]:
    x = _slot(SPC, SIZE)
    if unlikely(x == 0):
        return newobject(typ)
    publicationBarrier()
    return cast(ptr[void], x)


@nosplit
def newscan8(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 8 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN8, 8, typ, bits)


@nosplit
def newscan16(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 16 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN16, 16, typ, bits)


@nosplit
def newscan32(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 32 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN32, 32, typ, bits)


@nosplit
def newscan48(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 48 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN48, 48, typ, bits)


@nosplit
def newscan64(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 64 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN64, 64, typ, bits)


@nosplit
def newscan80(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 80 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN80, 80, typ, bits)


@nosplit
def newscan96(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 96 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN96, 96, typ, bits)


@nosplit
def newscan112(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 112 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN112, 112, typ, bits)


@nosplit
def newscan128(typ: ptr[_type], bits: u64) -> ptr[void]:
    """A zeroed value of typ in a slot of 128 bytes. nosplit: a leaf but for the tail call, see the module's docstring."""
    return _scan(SCAN128, 128, typ, bits)


@nosplit
def newplain16(typ: ptr[_type]) -> ptr[void]:
    """A zeroed value of typ, which has no pointers, in a slot of 16 bytes. nosplit: as newscan16."""
    return _plain(PLAIN16, 16, typ)


@nosplit
def newplain32(typ: ptr[_type]) -> ptr[void]:
    """A zeroed value of typ, which has no pointers, in a slot of 32 bytes. nosplit: as newscan32."""
    return _plain(PLAIN32, 32, typ)


@nosplit
def newplain48(typ: ptr[_type]) -> ptr[void]:
    """A zeroed value of typ, which has no pointers, in a slot of 48 bytes. nosplit: as newscan48."""
    return _plain(PLAIN48, 48, typ)


@nosplit
def newplain64(typ: ptr[_type]) -> ptr[void]:
    """A zeroed value of typ, which has no pointers, in a slot of 64 bytes. nosplit: as newscan64."""
    return _plain(PLAIN64, 64, typ)
