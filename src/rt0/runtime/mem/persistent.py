"""persistentalloc: memory for the runtime's own records that is never given back.

A bump allocator over chunks from sysAlloc. A thread with a P uses the chunk of its P (fields palloc_base and
palloc_off) and takes no lock; a thread without one uses `globalAlloc` under its lock. Every chunk is linked through
its first word, so that `inPersistentAlloc` can tell whether an address is one of these (the collector and debug checks
ask).

Read next: mem/fixalloc.py, which adds free lists for records of one size.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.config import PtrSize
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import getg, mutex
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats, mSysStatDec, mSysStatInc
from rt0.runtime.mem.sysmem_linux import sysAlloc

persistentChunkSize = 256 << 10
_maxBlock = 64 << 10


@notinheap
@struct
class persistentAlloc:
    """A chunk being handed out: bytes [base+off, base+persistentChunkSize) are free."""

    base: uintptr
    off: uintptr


@notinheap
@struct
class _globalAlloc:
    lock: mutex  # protects a
    a: persistentAlloc


globalAlloc: _globalAlloc = static()
persistentChunks: uintptr = static()  # newest chunk, linked through first words; pushed by compare-and-swap


@fills(slots.persistentalloc_slot)
@nosplit
def persistentalloc(size: uintptr, align: uintptr, sysStat: ptr[u64]) -> ptr[void]:
    """Return `size` zeroed bytes that are never freed, aligned to `align` (0: 8; else a power of two up to a page),
    counted in sysStat.

    nosplit: it is called with locks held and on the way to make the first stacks. Out of memory is fatal, never a None.
    """
    if size == 0:
        throw("persistentalloc: size == 0")
    if align == 0:
        align = 8
    if align & (align - 1) != 0 or align > 8192:
        throw("persistentalloc: align is not a power of 2 or too large")
    if size >= _maxBlock:
        p = sysAlloc(size, sysStat)
        if p is None:
            throw("runtime: cannot allocate memory")
        return p
    mp = getg().m
    r: ptr[void] = None
    if mp is not None and mp.p is not None:
        # The P is ours as long as we do not give way, and nosplit code never does.
        pp = mp.p
        r = _bump(addr(pp.palloc_base), addr(pp.palloc_off), size, align)
    else:
        lock(addr(globalAlloc.lock))
        r = _bump(addr(globalAlloc.a.base), addr(globalAlloc.a.off), size, align)
        unlock(addr(globalAlloc.lock))
    if sysStat is not None and sysStat != addr(memstats.other_sys):
        mSysStatInc(sysStat, size)
        mSysStatDec(addr(memstats.other_sys), size)
    return r


@nosplit
def _bump(base: ptr[uintptr], off: ptr[uintptr], size: uintptr, align: uintptr) -> ptr[void]:
    """Take `size` bytes from the chunk that *base and *off describe, starting a new chunk when it is used up.

    nosplit: its caller persistentalloc is.
    """
    at = (off[0] + (align - 1)) & ~(align - 1)
    if base[0] == 0 or at + size > persistentChunkSize:
        chunk = uintptr(sysAlloc(persistentChunkSize, addr(memstats.other_sys)))
        if chunk == 0:
            throw("runtime: cannot allocate memory")
        while True:
            head = atomic.Load(addr(persistentChunks))
            cast(ptr[uintptr], chunk)[0] = head
            if atomic.Cas(addr(persistentChunks), head, chunk):
                break
        base[0] = chunk
        at = (PtrSize + (align - 1)) & ~(align - 1)
    off[0] = at + size
    return cast(ptr[void], base[0] + at)


def inPersistentAlloc(p: uintptr) -> bool:
    """Report whether p points into a chunk of persistentalloc (blocks of 64 KB and more are not in chunks)."""
    chunk = atomic.Load(addr(persistentChunks))
    while chunk != 0:
        if p >= chunk and p < chunk + persistentChunkSize:
            return True
        chunk = cast(ptr[uintptr], chunk)[0]
    return False
