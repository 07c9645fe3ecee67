"""sudogs: taken from and given back to the p's free list, refilled from and spilled to a global list in halves.

A p keeps up to 128. The global list is protected by sched.sudoglock. They are never freed to the system.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import getg, p, sched, sudog
from rt0.runtime.core.throw import throw

_MAX = 128


def acquireSudog() -> ptr[sudog]:
    """A zeroed sudog. The caller is not preempted in between because m.locks is held up."""
    mp = getg().m
    mp.locks += 1
    pp = mp.p
    s = pp.sudogcache
    if unlikely(s is None):
        _refill(pp)
        s = pp.sudogcache
    pp.sudogcache = s.next
    pp.sudogn -= 1
    s.next = None
    mp.locks -= 1
    return s


@noinline
@cold
def _refill(pp: ptr[p]) -> void:
    """Bring up to half a cache from the global list, or make one. m.locks is held up."""
    lock(addr(sched.sudoglock))
    while pp.sudogn < _MAX // 2 and sched.sudogcache is not None:
        s = sched.sudogcache
        sched.sudogcache = s.next
        s.next = pp.sudogcache
        pp.sudogcache = s
        pp.sudogn += 1
    unlock(addr(sched.sudoglock))
    if pp.sudogcache is None:
        s2 = cast(ptr[sudog], slots.persistentalloc_slot(sizeof(sudog), 8, None))
        s2.next = None
        pp.sudogcache = s2
        pp.sudogn = 1


def releaseSudog(s: ptr[sudog]) -> void:
    """Give s back. Nothing may point to it."""
    if s.elem is not None or s.isSelect or s.next is not None or s.prev is not None or s.waitlink is not None:
        throw("runtime: sudog with non-zero fields")
    if s.c is not None:
        throw("runtime: sudog with non-nil c")
    mp = getg().m
    mp.locks += 1
    pp = mp.p
    if unlikely(pp.sudogn >= _MAX):
        _spill(pp)
    s.g = None
    s.next = pp.sudogcache
    pp.sudogcache = s
    pp.sudogn += 1
    mp.locks -= 1


@noinline
@cold
def _spill(pp: ptr[p]) -> void:
    """Send half of a full cache to the global list."""
    lock(addr(sched.sudoglock))
    while pp.sudogn > _MAX // 2:
        s = pp.sudogcache
        pp.sudogcache = s.next
        pp.sudogn -= 1
        s.next = sched.sudogcache
        sched.sudogcache = s
    unlock(addr(sched.sudoglock))
