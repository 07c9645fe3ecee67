"""What profiles count, by stack: tables of buckets, one a stack (for the memory profile one a stack and size).

A table's lock protects its buckets and their counts, but for `second` in the memory profile's, which sweeping counts up atomically. Buckets
stay for good, outside of the heap. Filled by memprofile.py and sched/contention.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import getg, mutex
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc

DEPTH = 32
"""Frames of a record: len(Stack0) in package runtime's records."""
_NHASH = 16384


@notinheap
@struct
class profbucket:
    """One stack; its nstack return addresses (callersof's values) follow. `count` is of allocations or waits; `second` is how many of the
    objects are freed, or how many nanoseconds the waits took together. `size` is the objects', 0 for waits."""

    next: ptr["profbucket"]
    hashnext: ptr["profbucket"]
    size: uintptr
    nstack: i64
    count: u64
    second: u64


@notinheap
@struct
class profbuckets:
    """A table: the buckets in the order in which they were made, and by hash of what they are of."""

    lock: mutex
    first: ptr[profbucket]
    last: ptr[profbucket]
    hash: ptr[ptr[profbucket]]


def countstack(t: ptr[profbuckets], stack: ptr[uintptr], n: i64, size: uintptr, count: u64, second: u64) -> ptr[profbucket]:
    """The bucket of a stack and size, made when there is none, with `count` and `second` added. t is not locked."""
    h = u64(size)
    for i in range(n):
        h = (h ^ u64(stack[i])) * 0x9E3779B97F4A7C15
    h ^= h >> 32
    gp = getg()
    gp.m.locks += 1
    lock(addr(t.lock))
    if t.hash is None:
        t.hash = cast(ptr[ptr[profbucket]], persistentalloc(_NHASH * 8, 8, addr(memstats.buckhash_sys)))
    link = addr(t.hash[h % _NHASH])
    b = link[0]
    while b is not None and not _same(b, stack, n, size):
        b = b.hashnext
    if b is None:
        b = cast(ptr[profbucket], persistentalloc(sizeof(profbucket) + uintptr(n) * 8, 8, addr(memstats.buckhash_sys)))
        b.size = size
        b.nstack = n
        memmove(_stackof(b), stack, uintptr(n) * 8)
        b.hashnext = link[0]
        link[0] = b
        if t.last is None:
            t.first = b
        else:
            t.last.next = b
        t.last = b
    b.count += count
    if second != 0:
        b.second += second
    unlock(addr(t.lock))
    gp.m.locks -= 1
    return b


def _stackof(b: ptr[profbucket]) -> ptr[uintptr]:
    """The return addresses behind a bucket."""
    return cast(ptr[uintptr], add(b, sizeof(profbucket)))


def _same(b: ptr[profbucket], stack: ptr[uintptr], n: i64, size: uintptr) -> bool:
    return b.size == size and b.nstack == n and memequal(cast(ptr[void], _stackof(b)), cast(ptr[void], stack), uintptr(n) * 8)


def storestack(b: ptr[profbucket], to: ptr[uintptr]) -> void:
    """Copy a bucket's stack to DEPTH words, zeros behind it."""
    for i in range(DEPTH):
        to[i] = _stackof(b)[i] if i < b.nstack else 0
