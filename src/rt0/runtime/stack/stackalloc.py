"""Memory for stacks, in powers of two.

Three levels, as the document tells. Small orders (2, 4, 8 and 16 KB) come from the P's mcache (stackcache, no lock);
it is filled and emptied in batches of 16 KB from and to `stackpool`, whose spans of 32 KB are cut into stacks of one
order; larger stacks have a span of their own, kept in `stackLarge` while a mark is under way and given back to the
heap otherwise.

stackpoolmu protects stackpool and the manualFreeList and allocCount of its spans; stackLarge.lock protects the lists
of free large spans. Both come before mheap_.lock. Everything here runs on the system stack: a stack must not grow
while it is being made, and the mcache must not change under us.

A span whose stacks are all free goes back at once while gcphase is _GCoff; during a mark it waits for its end
(freeStackSpans), because the mark may still look up a pointer into it. Sources: document sections 30, 31, 40, 41, 46,
48. Read next: stack/newstack.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.config import PageShift, _FixedStack
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import getg, mutex, stack
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.gcphase import _GCoff, gcphase
from rt0.runtime.mem.mcache import _NumStackOrders, mcache
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mheap_lookup import spanOfUnchecked
from rt0.runtime.mem.mspan import badspan, gclink, mspan, mSpanList, mSpanManual
from rt0.runtime.mem.mstats import memstats

_StackCacheSize = 32 << 10
"""Bytes of free stacks of one order that a P keeps at most, and the size of stackpool's spans."""

_largeOrders = 48 - PageShift


@notinheap
@struct
class _stackLarge:
    lock: mutex
    free: array[mSpanList, _largeOrders]  # by log2 of pages


stackpool: array[mSpanList, _NumStackOrders] = static()
"""Spans with a free stack, by order; stackpoolmu."""
stackpoolmu: mutex = static()
stackLarge: _stackLarge = static()


@row("boot", section=5)
def stackinit() -> void:
    """Make the pools empty. From schedinit, before the first stack."""
    if _StackCacheSize & ((1 << PageShift) - 1) != 0:
        throw("cache size must be a multiple of page size")
    for i in range(_NumStackOrders):
        stackpool[i].init()
    for j in range(_largeOrders):
        stackLarge.free[j].init()


@nosplit
def round2(x: u32) -> u32:
    """Return x rounded up to a power of two. x is at most 1 << 31.

    nosplit: _bigstack, on the system stack, may have it inlined.
    """
    s: u32 = 1
    while s < x:
        s <<= 1
    return s


@nosplit
def stacklog2(n: uintptr) -> uintptr:
    """Return the base-2 logarithm of n, rounded down. nosplit: its caller _orderOf is."""
    return 63 - clz(n)


@systemstack
@row("stack", enter=("order",), leave=("result",), section=48)
def stackpoolalloc(order: u8) -> uintptr:
    """Take a stack of an order from the pool. stackpoolmu is held. Out of memory is fatal."""
    list = addr(stackpool[order])
    s = list.first
    if s is None:
        # No free stack: another span, cut up.
        s = mheap_.allocManual(_StackCacheSize >> PageShift, addr(memstats.stacks_inuse))
        if s is None:
            throw("out of memory")
        if s.allocCount != 0:
            badspan(s, "bad allocCount")
        if s.manualFreeList != 0:
            badspan(s, "bad manualFreeList")
        s.elemsize = uintptr(_FixedStack) << uintptr(order)
        x = s.startAddr + _StackCacheSize
        # From the top down, so that the list starts with the lowest.
        while x != s.startAddr:
            x -= s.elemsize
            cast(ptr[gclink], x).next = s.manualFreeList
            s.manualFreeList = x
        list.insert(s)
    x = s.manualFreeList
    if x == 0:
        badspan(s, "span has no free stacks")
    s.manualFreeList = cast(ptr[gclink], x).next
    s.allocCount += 1
    if s.manualFreeList == 0:
        # All of its stacks are out.
        list.remove(s)
    return x


@systemstack
@row("stack", enter=("x", "order"), section=31)
def stackpoolfree(x: uintptr, order: u8) -> void:
    """Give a stack back to the pool. stackpoolmu is held."""
    s = spanOfUnchecked(x)
    if s.state != mSpanManual:
        badspan(s, "freeing stack not in a stack span")
    if s.manualFreeList == 0:
        # It has a free stack again.
        stackpool[order].insert(s)
    cast(ptr[gclink], x).next = s.manualFreeList
    s.manualFreeList = x
    s.allocCount -= 1
    if gcphase == _GCoff and s.allocCount == 0:
        stackpool[order].remove(s)
        s.manualFreeList = 0
        mheap_.freeManual(s, addr(memstats.stacks_inuse))


@systemstack
@row("stack", enter=("order",))
def stackcacherefill(c: ptr[mcache], order: u8) -> void:
    """Fill a P's cache of an order half from the pool, so that freeing soon does not overflow it."""
    list: uintptr = 0
    size: uintptr = 0
    lock(addr(stackpoolmu))
    while size < _StackCacheSize // 2:
        x = stackpoolalloc(order)
        cast(ptr[gclink], x).next = list
        list = x
        size += uintptr(_FixedStack) << uintptr(order)
    unlock(addr(stackpoolmu))
    c.stackcache[order].list = list
    c.stackcache[order].size = size


@systemstack
@row("stack", enter=("order",), section=41)
def stackcacherelease(c: ptr[mcache], order: u8) -> void:
    """Empty a P's cache of an order half, into the pool."""
    x = c.stackcache[order].list
    size = c.stackcache[order].size
    lock(addr(stackpoolmu))
    while size > _StackCacheSize // 2:
        y = cast(ptr[gclink], x).next
        stackpoolfree(x, order)
        x = y
        size -= uintptr(_FixedStack) << uintptr(order)
    unlock(addr(stackpoolmu))
    c.stackcache[order].list = x
    c.stackcache[order].size = size


@fills(slots.stackcache_clear_slot)
@row("stack", enter=("c",), section=30)
def stackcache_clear(c: ptr[void]) -> void:
    """Give all free stacks of an mcache back to the pool. Whoever holds its P, or has stopped the world."""
    systemstack(_stackcache_clear, cast(ptr[mcache], c))


@systemstack
def _stackcache_clear(c: ptr[mcache]) -> void:
    lock(addr(stackpoolmu))
    for order in range(_NumStackOrders):
        x = c.stackcache[order].list
        while x != 0:
            y = cast(ptr[gclink], x).next
            stackpoolfree(x, u8(order))
            x = y
        c.stackcache[order].list = 0
        c.stackcache[order].size = 0
    unlock(addr(stackpoolmu))


@nosplit
def _orderOf(n: uintptr) -> u8:
    """Return the order of a small stack of n bytes.

    nosplit: stackalloc and stackfree, on the system stack, may have it inlined.
    """
    return u8(stacklog2(n) - stacklog2(_FixedStack))


@systemstack
@row("stack", enter=("n",), leave=("lo: result.lo", "hi: result.hi"), section=(45, 46))
def stackalloc(n: u32) -> stack:
    """Return a stack of n bytes, a power of two of at least 2 KB.

    On g0 only. Out of memory is fatal; the memory is not zeroed.
    """
    thisg = getg()
    if thisg != thisg.m.g0:
        throw("stackalloc not on scheduler stack")
    if n & (n - 1) != 0:
        throw("stack size not a power of 2")
    size = uintptr(n)
    v: uintptr = 0
    if size < _FixedStack << _NumStackOrders and size < _StackCacheSize:
        order = _orderOf(size)
        c = thisg.m.mcache
        if c is None or thisg.m.preemptoff is not None:
            # No P (exitsyscall, procresize), or the collector flushes caches: only the pool is safe.
            lock(addr(stackpoolmu))
            v = stackpoolalloc(order)
            unlock(addr(stackpoolmu))
        else:
            v = c.stackcache[order].list
            if v == 0:
                stackcacherefill(c, order)
                v = c.stackcache[order].list
            c.stackcache[order].list = cast(ptr[gclink], v).next
            c.stackcache[order].size -= size
    else:
        v = _largeStack(size)
    return stack(v, v + size)


@systemstack
def _largeStack(size: uintptr) -> uintptr:
    """Return a stack with a span of its own."""
    npage = size >> PageShift
    log2npage = stacklog2(npage)
    s: ptr[mspan] = None
    lock(addr(stackLarge.lock))
    if not stackLarge.free[log2npage].isEmpty():
        s = stackLarge.free[log2npage].first
        stackLarge.free[log2npage].remove(s)
    unlock(addr(stackLarge.lock))
    if s is None:
        s = mheap_.allocManual(npage, addr(memstats.stacks_inuse))
        if s is None:
            throw("out of memory")
        s.elemsize = size
    return s.startAddr


@systemstack
@row("stack", enter=("lo: stk.lo", "hi: stk.hi"), section=40)
def stackfree(stk: stack) -> void:
    """Take a stack of stackalloc back; nothing may run on it any more. On the system stack."""
    gp = getg()
    v = stk.lo
    n = stk.hi - stk.lo
    if n & (n - 1) != 0:
        throw("stack not a power of 2")
    if n < _FixedStack << _NumStackOrders and n < _StackCacheSize:
        order = _orderOf(n)
        c = gp.m.mcache
        if c is None or gp.m.preemptoff is not None:
            lock(addr(stackpoolmu))
            stackpoolfree(v, order)
            unlock(addr(stackpoolmu))
        else:
            if c.stackcache[order].size >= _StackCacheSize:
                stackcacherelease(c, order)
            cast(ptr[gclink], v).next = c.stackcache[order].list
            c.stackcache[order].list = v
            c.stackcache[order].size += n
    else:
        _freeLargeStack(v)


@systemstack
def _freeLargeStack(v: uintptr) -> void:
    """Give back the span of a large stack, or keep it until the mark ends: as an in-use span it could be mistaken for
    objects.
    """
    s = spanOfUnchecked(v)
    if s.state != mSpanManual:
        badspan(s, "bad span state")
    if gcphase == _GCoff:
        mheap_.freeManual(s, addr(memstats.stacks_inuse))
    else:
        lock(addr(stackLarge.lock))
        stackLarge.free[stacklog2(s.npages)].insert(s)
        unlock(addr(stackLarge.lock))


@systemstack
@row("stack")
def freeStackSpans() -> void:
    """Give all wholly free stack spans back to the heap. At the end of a collection, gcphase _GCoff."""
    lock(addr(stackpoolmu))
    for order in range(_NumStackOrders):
        s = stackpool[order].first
        while s is not None:
            next = s.next
            if s.allocCount == 0:
                stackpool[order].remove(s)
                s.manualFreeList = 0
                mheap_.freeManual(s, addr(memstats.stacks_inuse))
            s = next
    unlock(addr(stackpoolmu))
    lock(addr(stackLarge.lock))
    for i in range(_largeOrders):
        s = stackLarge.free[i].first
        while s is not None:
            next = s.next
            stackLarge.free[i].remove(s)
            mheap_.freeManual(s, addr(memstats.stacks_inuse))
            s = next
    unlock(addr(stackLarge.lock))
