"""Stores of pointers into heap memory by the runtime, and bulk copies.

The collector marks with the world stopped, so a store needs nothing more than itself; the tests of `writeBarrier` and
the functions behind it are where concurrent marking puts its barrier (both the old and the new pointer are shaded).
Until then a raised writeBarrier is a bug and is thrown at, never passed over.

Callers: lang (channels, maps, slices, interfaces) and compiled code. dst of the bulk forms may be a stack, a global or
the heap.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.throw import throw
from rt0.runtime.core.type import _type
from rt0.runtime.mem.gcphase import writeBarrier


@cold
@noinline
@nosplit
def _barrierIsOn() -> void:
    """Throw: nothing raises writeBarrier while marking stops the world.

    nosplit: its callers bulkBarrierPreWrite and writebarrierptr are.
    """
    throw("write barrier is on in a stop-the-world collector")


@nosplit
@writebarrier
def writebarrierptr(dst: ptr[ptr[void]], src: ptr[void]) -> void:
    """Store the pointer src to *dst, which is in the heap or a global. nosplit: short, called everywhere."""
    if unlikely(writeBarrier.enabled != 0):
        _barrierIsOn()
    dst[0] = src


@nosplit
@writebarrier
def bulkBarrierPreWrite(dst: uintptr, src: uintptr, size: uintptr) -> void:
    """Before `size` bytes at dst are overwritten by those at src (0: by zeros): shade what the words hold."""
    if unlikely(writeBarrier.enabled != 0):
        _barrierIsOn()


@writebarrier
def typedmemmove(typ: ptr[_type], dst: ptr[u8], src: ptr[u8]) -> void:
    """Copy a value of typ from src to dst, which may overlap."""
    if dst == src:
        return
    if typ.ptrdata != 0:
        bulkBarrierPreWrite(uintptr(dst), uintptr(src), typ.size)
    memmove(cast(ptr[void], dst), cast(ptr[void], src), typ.size)


@writebarrier
def typedmemclr(typ: ptr[_type], p: ptr[u8]) -> void:
    """Set the value of typ at p to zero."""
    if typ.ptrdata != 0:
        bulkBarrierPreWrite(uintptr(p), 0, typ.size)
    memclr(cast(ptr[void], p), typ.size)


@writebarrier
def typedslicecopy(typ: ptr[_type], dst: ptr[u8], dstLen: i64, src: ptr[u8], srcLen: i64) -> i64:
    """Copy min(dstLen, srcLen) values of typ, which may overlap, and return how many."""
    n = dstLen if dstLen < srcLen else srcLen
    if n == 0 or dst == src:
        return n
    size = uintptr(n) * typ.size
    if typ.ptrdata != 0:
        bulkBarrierPreWrite(uintptr(dst), uintptr(src), size)
    memmove(cast(ptr[void], dst), cast(ptr[void], src), size)
    return n


@writebarrier
def memclrHasPointers(p: ptr[void], n: uintptr) -> void:
    """Zero n bytes that may hold pointers, in the heap or not."""
    bulkBarrierPreWrite(uintptr(p), 0, n)
    memclr(p, n)
