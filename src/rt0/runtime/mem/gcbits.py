"""gcBits: the allocation and mark bits of spans, in four generations of arenas.

The bits that a mark sets become the allocation bits after the sweep, so bits live for two cycles and all bits of a
cycle die together: they are taken by bumping an index in a 64 KB arena and never freed one by one. Arenas pass through
four lists:
*next* (mark bits of the coming cycle and allocation bits of new spans), *current*, *previous* (may still be read by
spans that were not swept), *free* (needs clearing). `nextMarkBitArenaEpoch` moves every list one step; it runs when
all spans are swept and the world is stopped, so nobody holds bits that move to free.

The lock protects the four lists; an arena's `free` index is moved by atomic add, so the common case takes no lock.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import mutex
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sysmem_linux import sysAlloc

gcBitsChunkBytes = 64 << 10
gcBitsHeaderBytes = 16


@notinheap
@struct
class gcBitsArena:
    """A block of bits. `free` is the index of the first byte not taken; atomic."""

    free: uintptr
    next: ptr["gcBitsArena"]
    bits: array[u8, gcBitsChunkBytes - gcBitsHeaderBytes]

    def tryAlloc(self, nbytes: uintptr) -> ptr[u8]:
        """Take nbytes (a multiple of 8) or return None. Safe against other takers without a lock."""
        if atomic.Load(addr(self.free)) + nbytes > gcBitsChunkBytes - gcBitsHeaderBytes:
            return None
        end = atomic.Xadd(addr(self.free), nbytes)
        if end > gcBitsChunkBytes - gcBitsHeaderBytes:
            return None
        return addr(self.bits[end - nbytes])


@notinheap
@struct
class _gcBitsArenas:
    lock: mutex
    free: ptr[gcBitsArena]
    next: ptr[gcBitsArena]  # read without the lock
    current: ptr[gcBitsArena]
    previous: ptr[gcBitsArena]


gcBitsArenas: _gcBitsArenas = static()


def newMarkBits(nelems: uintptr) -> ptr[u8]:
    """Return zeroed bits for nelems objects, 8-byte aligned; they die two cycles from now."""
    nbytes = (nelems + 63) // 64 * 8
    head = atomic.Load(addr(gcBitsArenas.next))
    if head is not None:
        p = head.tryAlloc(nbytes)
        if p is not None:
            return p
    return _newMarkBitsSlow(nbytes)


@noinline
def _newMarkBitsSlow(nbytes: uintptr) -> ptr[u8]:
    lock(addr(gcBitsArenas.lock))
    # Somebody may have put a new arena there while we waited.
    head = gcBitsArenas.next
    if head is not None:
        p = head.tryAlloc(nbytes)
        if p is not None:
            unlock(addr(gcBitsArenas.lock))
            return p
    fresh = _newArenaMayUnlock()
    # The lock may have been let go meanwhile, and others may have allocated.
    head = gcBitsArenas.next
    if head is not None:
        p = head.tryAlloc(nbytes)
        if p is not None:
            fresh.next = gcBitsArenas.free
            gcBitsArenas.free = fresh
            unlock(addr(gcBitsArenas.lock))
            return p
    p = fresh.tryAlloc(nbytes)
    if p is None:
        throw("markBits overflow")
    fresh.next = gcBitsArenas.next
    atomic.Store(addr(gcBitsArenas.next), fresh)
    unlock(addr(gcBitsArenas.lock))
    return p


def newAllocBits(nelems: uintptr) -> ptr[u8]:
    """Return zeroed allocation bits for a new span; they live as mark bits do."""
    return newMarkBits(nelems)


def _newArenaMayUnlock() -> ptr[gcBitsArena]:
    """Return an empty arena. Called with the lock held; lets it go around the system call and takes it again."""
    a: ptr[gcBitsArena] = gcBitsArenas.free
    if a is None:
        unlock(addr(gcBitsArenas.lock))
        a = cast(ptr[gcBitsArena], sysAlloc(gcBitsChunkBytes, addr(memstats.gc_sys)))
        if a is None:
            throw("runtime: cannot allocate memory")
        lock(addr(gcBitsArenas.lock))
    else:
        gcBitsArenas.free = a.next
        memclr(addr(a.bits), gcBitsChunkBytes - gcBitsHeaderBytes)
    a.next = None
    a.free = 0
    return a


def nextMarkBitArenaEpoch() -> void:
    """Move all bits one generation on. The world is stopped and no span waits for its sweep."""
    lock(addr(gcBitsArenas.lock))
    if gcBitsArenas.previous is not None:
        if gcBitsArenas.free is None:
            gcBitsArenas.free = gcBitsArenas.previous
        else:
            last = gcBitsArenas.previous
            while last.next is not None:
                last = last.next
            last.next = gcBitsArenas.free
            gcBitsArenas.free = gcBitsArenas.previous
    gcBitsArenas.previous = gcBitsArenas.current
    gcBitsArenas.current = gcBitsArenas.next
    # newMarkBits makes a new arena when it is needed.
    atomic.Store(addr(gcBitsArenas.next), cast(ptr[gcBitsArena], None))
    unlock(addr(gcBitsArenas.lock))
