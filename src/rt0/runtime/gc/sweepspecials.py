"""Sweeping of specials, and their records; see specials.py, which tells what specials are.

A module of its own, because mspan.sweep stands below the rest of sweeping.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.gc.finq import queuefinalizer
from rt0.runtime.gc.profbuckets import profbucket
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mspan import mspan, special

_KindSpecialFinalizer = 1
_KindSpecialCleanup = 2
_KindSpecialProfile = 3
"""The object was sampled for the memory profile: `word` is its bucket."""
_KindSpecialWeak = 4
"""`fn` is the handle of weak pointers: a word in the heap, without pointers for the collector, that holds the address."""


@notinheap
@struct
class specialfinalizer:
    """A finalizer or cleanup: the func value, and for a finalizer how it is called (finq.py). `id` tells cleanups of one
    object apart."""

    special: special
    fn: ptr[void]
    word: ptr[void]
    how: u64
    id: u64


@notinheap
@struct
class _specialsType:
    """`live` counts specials, so that cycles of programs without any look at no span; atomic. `lastid` numbers cleanups."""

    live: u64
    lastid: u64


specials: _specialsType = static()


def freespecial(sp: ptr[specialfinalizer], counted: bool) -> void:
    """Give a record back. The m is locked."""
    lock(addr(mheap_.speciallock))
    mheap_.specialfinalizeralloc.free(cast(ptr[void], sp))
    unlock(addr(mheap_.speciallock))
    if counted:
        atomic.Xadd(addr(specials.live), u64(0xFFFFFFFFFFFFFFFF))


def sweepSpecials(s: ptr[mspan]) -> void:
    """Before s is swept: queue what dead objects leave behind, keep those alive that have finalizers."""
    link = addr(s.specials)
    while link[0] is not None:
        index = uintptr(link[0].offset) // s.elemsize
        end = (index + 1) * s.elemsize
        byte = addr(s.gcmarkBits[index >> 3])
        mask = u8(1) << u8(index & 7)
        if byte[0] & mask != 0:
            link = _nextobject(link, end)
            continue
        final = _hasfinalizer(link[0], end)
        if final:
            byte[0] |= mask
        while link[0] is not None and uintptr(link[0].offset) < end:
            sp = cast(ptr[specialfinalizer], link[0])
            if sp.special.kind == _KindSpecialWeak:
                # Also before a finalizer runs: whoever it gives the object to makes new weak pointers.
                cast(ptr[uintptr], sp.fn)[0] = 0
                link[0] = sp.special.next
                freespecial(sp, True)
                continue
            if final and sp.special.kind != _KindSpecialFinalizer:
                link = addr(link[0].next)
                continue
            link[0] = sp.special.next
            if sp.special.kind == _KindSpecialProfile:
                atomic.Xadd(addr(cast(ptr[profbucket], sp.word).second), u64(1))
                freespecial(sp, True)
                continue
            queuefinalizer(sp.fn, s.startAddr + uintptr(sp.special.offset), sp.word, sp.how)
            freespecial(sp, True)


def _nextobject(link: ptr[ptr[special]], end: uintptr) -> ptr[ptr[special]]:
    """The link to the first special at or after offset `end`."""
    while link[0] is not None and uintptr(link[0].offset) < end:
        link = addr(link[0].next)
    return link


def _hasfinalizer(sp: ptr[special], end: uintptr) -> bool:
    """Whether one of the specials from sp on, up to offset `end`, is a finalizer."""
    while sp is not None and uintptr(sp.offset) < end:
        if sp.kind == _KindSpecialFinalizer:
            return True
        sp = sp.next
    return False
