"""Specials: what is extra about an object of the heap, here its finalizer, its cleanups and the handles of weak pointers to it.

A span's specials are a list sorted by offset, then kind (mspan.specials). Whoever adds or removes one has the span swept first
and holds speciallock; whoever sweeps the span owns the list, because nobody else gets past ensureSwept then.

What a cycle does with them:
- marking: the func value of every special is a root, and so is everything that an object with a finalizer points to, but not
  the object (gcMarkSpecials). So of two objects with finalizers of which one points to the other, the other's runs later;
- sweeping (sweepspecials.py): an object that is not marked and has a finalizer is marked after all, its finalizer is queued and
  taken off; the next cycle frees the object unless the finalizer has kept it. One without has its cleanups queued and is freed.
  In both cases handles of weak pointers become nil.

The queue and the goroutine that empties it are in finq.py. Sources: document section 29 (specials); Go's documentation of
runtime.SetFinalizer and AddCleanup.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.gc.mark import markConservative, scanobject
from rt0.runtime.gc.sweep import acquirem, ensureSwept, releasem
from rt0.runtime.gc.sweepspecials import (
    _KindSpecialFinalizer,
    _KindSpecialWeak,
    freespecial,
    specialfinalizer,
    specials,
)
from rt0.runtime.gc.workbuf import gcWork
from rt0.runtime.mem.gcsweepbuf import gcSweepBlockEntries
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mheap_lookup import spanOfHeap
from rt0.runtime.mem.mspan import mspan, mSpanInUse, special


def addspecial(p: uintptr, kind: u8, fn: ptr[void], word: ptr[void], how: u64) -> u64:
    """Give the object that p points to or into a special: its id, or 0 if there is a finalizer and this is another.

    p must point into an allocated object of the heap.
    """
    id, _ = _putspecial(p, kind, fn, word, how)
    return id


def weakhandle(p: uintptr, fresh: ptr[uintptr]) -> ptr[uintptr]:
    """The handle of weak pointers to p, which points into an allocated object of the heap: the one there is, or `fresh`, a
    word without pointers that becomes it."""
    fresh[0] = p
    _, handle = _putspecial(p, _KindSpecialWeak, cast(ptr[void], fresh), None, 0)
    return cast(ptr[uintptr], handle)


def _putspecial(p: uintptr, kind: u8, fn: ptr[void], word: ptr[void], how: u64) -> tuple[u64, ptr[void]]:
    """Give the object that p points to or into a special: its id and its fn. A finalizer and a weak pointer's handle there can be only
    one of at an offset: if there is one, 0 and the fn of that.
    """
    s = spanOfHeap(p)
    mp = acquirem()
    ensureSwept(s)
    lock(addr(mheap_.speciallock))
    sp = cast(ptr[specialfinalizer], mheap_.specialfinalizeralloc.alloc())
    unlock(addr(mheap_.speciallock))
    offset = p - s.startAddr
    single = kind == _KindSpecialFinalizer or kind == _KindSpecialWeak
    lock(addr(s.speciallock))
    link = addr(s.specials)
    taken = False
    while link[0] is not None:
        x = link[0]
        if u64(x.offset) == offset and x.kind == kind and single:
            taken = True
            fn = cast(ptr[specialfinalizer], x).fn
            break
        if u64(x.offset) > offset or (u64(x.offset) == offset and x.kind > kind):
            break
        link = addr(x.next)
    id: u64 = 0
    if not taken:
        id = atomic.Xadd(addr(specials.lastid), 1)
        sp.special.offset = u16(offset)
        sp.special.kind = kind
        sp.fn = fn
        sp.word = word
        sp.how = how
        sp.id = id
        sp.special.next = link[0]
        link[0] = addr(sp.special)
        atomic.Xadd(addr(specials.live), 1)
    unlock(addr(s.speciallock))
    if taken:
        freespecial(sp, False)
    releasem(mp)
    return id, fn


def weakstrong(handle: ptr[uintptr]) -> ptr[void]:
    """What a handle points to, if that still lives: nil once nothing but weak pointers referred to it at a collection."""
    mp = acquirem()
    p = atomic.Load(handle)
    if p != 0:
        s = spanOfHeap(p)
        if s is not None:
            # Until its span is swept, a dead object's handle is not nil. No collection can begin in between.
            ensureSwept(s)
            p = atomic.Load(handle)
    result = cast(ptr[void], p)
    releasem(mp)
    return result


def removespecial(p: uintptr, kind: u8, id: u64) -> void:
    """Take the special of a kind from the object at p, if it is there; with an id other than 0 only that one."""
    s = spanOfHeap(p)
    if s is None:
        return
    mp = acquirem()
    ensureSwept(s)
    offset = p - s.startAddr
    lock(addr(s.speciallock))
    link = addr(s.specials)
    found: ptr[specialfinalizer] = None
    while link[0] is not None:
        sp = cast(ptr[specialfinalizer], link[0])
        if u64(sp.special.offset) == offset and sp.special.kind == kind and (id == 0 or sp.id == id):
            found = sp
            link[0] = sp.special.next
            break
        link = addr(link[0].next)
    unlock(addr(s.speciallock))
    if found is not None:
        freespecial(found, True)
    releasem(mp)


@systemstack
def gcMarkSpecials(w: ptr[gcWork]) -> void:
    """Mark what specials hold. The world is stopped and every span is swept, so the list of swept spans has them all."""
    if specials.live == 0:
        return
    buf = addr(mheap_.sweepSpans[uintptr(mheap_.sweepgen) // 2 % 2])
    for i in range(buf.numSpans()):
        s = buf.spine[i // gcSweepBlockEntries].spans[i % gcSweepBlockEntries]
        if s is not None and s.state == mSpanInUse and s.specials is not None:
            _markSpecialsOf(s, w)


@systemstack
def _markSpecialsOf(s: ptr[mspan], w: ptr[gcWork]) -> void:
    sp = s.specials
    while sp is not None:
        x = cast(ptr[specialfinalizer], sp)
        markConservative(uintptr(x.fn), w)
        if sp.kind == _KindSpecialFinalizer and s.spanclass & 1 == 0:
            scanobject(False, s.startAddr + uintptr(sp.offset) // s.elemsize * s.elemsize, w)
        sp = sp.next
