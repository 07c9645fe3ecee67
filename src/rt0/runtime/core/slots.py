"""Calls that go up: declared here in the lowest layer, filled by the layer that has the code.

Each slot is a direct call after compilation (`@fills(slots.NAME)` on the function above). A slot's comment says who
fills it.
"""
from __future__ import annotations

from rt0.rtlang import fn, i64, ptr, slot, string, u8, u32, u64, uintptr, void
from rt0.runtime.core.runtime2 import g, mutex, p, timers
from rt0.runtime.core.type import eface

# sched, called by core, mem, gc, stack, events
gopark_slot = slot(fn[[fn[[ptr[g], ptr[void]], bool], ptr[void], u8, u8, i64], void])
"""gopark(unlockf, lock, reason, traceEv, traceskip)."""
goparkunlock_slot = slot(fn[[ptr[mutex], u8, u8, i64], void])
goready_slot = slot(fn[[ptr[g], i64], void])
"""goready(gp, traceskip)."""
gosched_slot = slot(fn[[], void])
"""Gosched()."""
newproc_system_slot = slot(fn[[fn[[ptr[void]], void], ptr[void]], ptr[g]])
"""newprocsys(f, arg): starts a system goroutine that runs f(arg)."""
stopTheWorldWithSema_slot = slot(fn[[], void])
"""On the system stack, world semaphore held."""
startTheWorldWithSema_slot = slot(fn[[bool], i64])
freezetheworld_slot = slot(fn[[], void])
"""Stop the other goroutines as well as can be, without waiting, because the process dies."""
semacquire_slot = slot(fn[[ptr[u32]], void])
semrelease_slot = slot(fn[[ptr[u32]], void])
gopreempt_m_slot = slot(fn[[ptr[g]], void])
"""newstack calls it on g0 when the guard was poisoned: puts gp on the global queue and schedules; does not return."""
timeSleep_slot = slot(fn[[i64], void])
entersyscallblock_slot = slot(fn[[], void])
exitsyscall_slot = slot(fn[[], void])
newextram_slot = slot(fn[[], void])

libwait_slot = slot(fn[[], void])
"""Library host: the thread's call goes on elsewhere; sleeps, and returns to C."""
libpanic_slot = slot(fn[[ptr[g]], void])
"""Library host: a goroutine has panicked and nobody recovered; does not return."""
libfatal_slot = slot(fn[[string, uintptr, uintptr], void])
"""Library host: libfatal(text, pc, fp) on a goroutine, in place of a fatal error; returns if it cannot be kept from
being one.
"""
liboverflow_slot = slot(fn[[ptr[g]], void])
"""Library host: gp's stack has reached the limit. On g0; returns as libfatal."""
libgoexit_slot = slot(fn[[ptr[g]], void])
"""Library host: a call's goroutine has called Goexit; does not return."""
schedule_slot = slot(fn[[], void])
"""schedule(), for mstart1."""
checkTimers_slot = slot(fn[[ptr[p], i64], tuple[i64, i64, bool]])
"""checkTimers(pp, now), for schedule and findrunnable: timers ready goroutines, so they stand above."""

# gc, called by sched
gcworkavailable_slot = slot(fn[[], bool])
"""Whether the collector has work for an idle P."""
findgcwork_slot = slot(fn[[ptr[p]], ptr[g]])
"""A mark worker for an idle P, or nil."""

sysmongc_slot = slot(fn[[i64], void])
"""sysmongc(now), called by sysmon on each turn without a P: starts a forced collection, wakes the scavenger."""

# sched, called by gc
compacttimers_slot = slot(fn[[ptr[timers]], void])
"""compacttimers(ts): makes a heap again of timers, some of which have become nil; the world is stopped."""
newsysm_slot = slot(fn[[fn[[], void]], void])
"""newsysm(f): a thread without a P that runs f, which never returns."""
injectg_slot = slot(fn[[ptr[g]], void])
"""injectg(gp): makes a waiting goroutine runnable from a thread without a P."""

# lang, called by schedinit
alginit_slot = slot(fn[[], void])
itabsinit_slot = slot(fn[[], void])

# events, called by core
traceflush_slot = slot(fn[[], void])
"""traceflush(): trace builds call it on every way out of the process; filled by events/ring.py."""

# mem, called by core (through persistentalloc) and events
persistentalloc_slot = slot(fn[[uintptr, uintptr, ptr[u64]], ptr[void]])
"""persistentalloc(size, align, sysStat)."""

# gc and stack, called by mem
mspan_sweep_slot = slot(fn[[ptr["mem.mspan.mspan"], bool], bool])
"""mspan.sweep(preserve): True if the span went back to the heap."""
deductSweepCredit_slot = slot(fn[[uintptr, uintptr], void])
"""deductSweepCredit(spanBytes, callerSweepPages): sweeps in proportion to what is about to be allocated."""
reclaim_slot = slot(fn[[uintptr], void])
"""mheap.reclaim(npage) on the system stack: sweeps until npage pages came free, if there are any to sweep."""
mallocHook_slot = slot(fn[[uintptr, uintptr], void])
"""mallocHook(x, size) after an allocation while mallocslow is set: marks the new object, or collects (gcstress)."""
gcHeapTrigger_slot = slot(fn[[], void])
"""heap_live has reached gc_trigger: start a cycle if that is possible here."""
profileCheck_slot = slot(fn[[], void])
"""mallocgc took a span: does the program want a memory profile?"""
stackcache_clear_slot = slot(fn[[ptr[void]], void])
"""stackcache_clear(c): gives an mcache's free stacks back to the pool."""

# lang, called by gc (gcenable's channel)
makechan_int_slot = slot(fn[[i64], ptr[void]])
"""make(chan int, n)."""
chansend_int_slot = slot(fn[[ptr[void], i64], void])
"""c <- v on such a channel."""
chanrecv_int_slot = slot(fn[[ptr[void]], i64])
"""<-c on such a channel."""

# lang, called by core
gopanic_slot = slot(fn[[eface], void])
printpanics_slot = slot(fn[[ptr[g]], void])
"""Prints gp's panics, oldest first, as Go's fatalpanic does."""
panicmem_slot = slot(fn[[uintptr], void])
"""Nil dereference or bad address in Go code: panics with Go's runtime error (address for a non-nil one)."""
panicfault_slot = slot(fn[[uintptr], void])
"""A bad address in Go code under debug.SetPanicOnFault: panics with an error that tells it."""
panicdivide_slot = slot(fn[[], void])
panicfloat_slot = slot(fn[[], void])
panicoverflow_slot = slot(fn[[], void])
