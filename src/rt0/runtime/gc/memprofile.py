"""The memory profile: samples of allocations, by the stack that made them, for runtime.MemProfile.

On average one sample is taken every MemProfileRate bytes: the bytes until the next one (mcache.next_sample) are drawn from an exponential
distribution, so that every byte has the same chance and readers can scale what they see. A sample adds to its bucket (stack and size), and
a special on the object takes it off again when the object is freed (sweepspecials.py).

While a profile is taken every allocation comes through mallocHook (bit 2 of mallocslow), which costs. So it is taken only when the program
has set the rate, or has runtime.MemProfile in it (Go's linker decides likewise); both are looked at when mallocgc takes a span, the
latter once half a megabyte is allocated. Tiny objects count as the block of 16 bytes that they begin.

Rejected: Go's three generations of counts, which make a profile that of the last collection;
this one is that of now.

Source: Go's documentation of runtime.MemProfile and MemProfileRecord. Read next: profbuckets.py, specials.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.chance import fastrand64
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import getg
from rt0.runtime.core.symtab import hasfunction
from rt0.runtime.core.traceback import callersof
from rt0.runtime.gc.profbuckets import DEPTH, countstack, profbucket, profbuckets, storestack
from rt0.runtime.gc.specials import addspecial
from rt0.runtime.gc.sweepspecials import _KindSpecialProfile
from rt0.runtime.mem.gcphase import mallocslow
from rt0.runtime.mem.malloc import maxTinySize, roundupsize
from rt0.runtime.mem.mheap_lookup import spanOfHeap
from rt0.runtime.mem.mstats import memstats

DEFAULT_RATE = 512 * 1024
PROFILING = 4
"""The bit of mallocslow."""


@struct
class memprofrecord:
    """runtime.MemProfileRecord."""

    allocbytes: i64
    freebytes: i64
    allocs: i64
    frees: i64
    stack: array[uintptr, DEPTH]


@notinheap
@struct
class profilerType:
    """See the module's docstring. `rate` points to the program's variable; `seen` is what it held when it was last looked at."""

    rate: ptr[i64]
    seen: i64
    buckets: profbuckets


profiler: profilerType = static()


def memprofilerate(rate: ptr[i64]) -> void:
    """Learn where runtime.MemProfileRate stands. From package runtime's init, once."""
    profiler.seen = -1
    profiler.rate = rate


@fills(slots.profileCheck_slot)
def profilecheck() -> void:
    """mallocgc took a span: look whether the program wants a profile."""
    if profiler.rate is None:
        return
    rate = profiler.rate[0]
    if rate == profiler.seen:
        return
    if rate == DEFAULT_RATE and memstats.heap_live < DEFAULT_RATE and profiler.seen < 0:
        return
    profiler.seen = rate
    getg().m.mcache.next_sample = 0
    if rate > 0 and (rate != DEFAULT_RATE or hasfunction("runtime.MemProfile")):
        atomic.Or(addr(mallocslow), PROFILING)
    else:
        atomic.And(addr(mallocslow), ~u32(PROFILING))


def _ln(u: f64) -> f64:
    """The natural logarithm of u, 0 < u <= 1, to some eight digits."""
    bits = bitcast(u64, u)
    exponent = i64(bits >> 52) - 1023
    m = bitcast(f64, bits & 0xFFFFFFFFFFFFF | 0x3FF0000000000000)
    s = (m - 1.0) / (m + 1.0)
    q = s * s
    series = 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0)))))
    return f64(exponent) * 0.6931471805599453 + 2.0 * s * series


def _nextsample(rate: i64) -> uintptr:
    """How many bytes until the next sample: exponentially distributed with mean `rate`."""
    if rate <= 1:
        return 0
    u = (f64(fastrand64() >> 12) + 1.0) * (1.0 / 4503599627370496.0)
    return uintptr(-_ln(u) * f64(rate))


def profilealloc(x: uintptr, size: uintptr) -> void:
    """After the allocation of `size` bytes at x while a profile is taken: sample it if its turn has come. On a user goroutine; elsewhere
    nothing is sampled. What counts are the bytes of its slot, which is what a sample says; objects that share a block of 16 bytes count
    as what they are themselves, and the one whose turn it is stands for its block, if it begins it."""
    gp = getg()
    mp = gp.m
    c = mp.mcache
    rate = profiler.seen
    slotted = size if size < maxTinySize else roundupsize(size)
    if rate > 1 and slotted < c.next_sample:
        c.next_sample -= slotted
        return
    if gp == mp.curg and mp.locks == 0:
        _sample(x, rate)


@noinline
def _sample(x: uintptr, rate: i64) -> void:
    """Add the object at x to the profile, and draw when the next one is to be."""
    s = spanOfHeap(x)
    if s is None or (x - s.startAddr) % s.elemsize != 0:
        return  # within a tiny block
    gp = getg()
    gp.m.mcache.next_sample = _nextsample(rate)
    stack: array[uintptr, DEPTH] = zero()
    n = callersof(gp, uintptr(getcallerpc()), cast(ptr[uintptr], getfp())[0], 0, addr(stack[0]), DEPTH)
    b = countstack(addr(profiler.buckets), addr(stack[0]), n, s.elemsize, 1, 0)
    addspecial(x, _KindSpecialProfile, None, cast(ptr[void], b), 0)


def memprofile(records: ptr[memprofrecord], n: i64, inuseZero: bool) -> i64:
    """How many records the profile has (without those of nothing in use, unless inuseZero); they are stored if n are room enough."""
    profilecheck()
    gp = getg()
    gp.m.locks += 1
    lock(addr(profiler.buckets.lock))
    count: i64 = 0
    b = profiler.buckets.first
    while b is not None:
        if inuseZero or b.count != atomic.Load(addr(b.second)):
            count += 1
        b = b.next
    if count <= n:
        b = profiler.buckets.first
        while b is not None:
            frees = atomic.Load(addr(b.second))
            if inuseZero or b.count != frees:
                _store(records, b, i64(frees))
                records = addr(records[1])
            b = b.next
    unlock(addr(profiler.buckets.lock))
    gp.m.locks -= 1
    return count


def _store(r: ptr[memprofrecord], b: ptr[profbucket], frees: i64) -> void:
    """Fill a record from a bucket."""
    r.allocs = i64(b.count)
    r.frees = frees
    r.allocbytes = r.allocs * i64(b.size)
    r.freebytes = frees * i64(b.size)
    storestack(b, addr(r.stack[0]))
