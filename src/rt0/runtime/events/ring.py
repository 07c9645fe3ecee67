"""The event ring of each M, in trace builds: what `rt0 walk` shows.

The compiler calls traceenter and traceleave in functions marked @row when the runtime is built with the trace flag; without it none
of this is compiled in. Each M writes to its own ring (m.ring) and nobody else touches it, so recording takes no lock: one
atomic add orders the events of all Ms. A full ring, and every ring at the program's end, is written to the file descriptor named by
RT0_TRACE_FD; without one, the oldest events are kept and later ones counted as lost.

Recording must work from the first instruction of the runtime on, before there is memory or an environment: rings are static,
and the descriptor is looked up when one is first written out. All of it is nosplit, since it runs inside nosplit functions.

Format: rt0.abi.events. Read next: rt0/watch.
"""

from __future__ import annotations

from rt0.abi.events import ENTER, LEAVE, LOST, MAGIC, RECORD_SIZE, TRACE_FD
from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.env import argc, argv
from rt0.runtime.core.os_linux import nanotime, write1
from rt0.runtime.core.runtime2 import getg, m, m0

RINGS = 64
RING_EVENTS = 4096


@notinheap
@struct
class event:
    """One record; RECORD in rt0.abi.events."""

    seq: u64
    time: u64
    sp: u64
    goid: i64
    m: u32
    row: u16
    kind: u8
    n: u8
    v: array[u64, 4]


@notinheap
@struct
class eventring:
    """One M's events not written out yet. Owned by that M; at exit by the one M that runs."""

    n: u64
    lost: u64
    m: ptr[m]
    events: array[event, RING_EVENTS]


rings: array[eventring, RINGS] = static(align=64)
ringsused: u32 = static()
eventseq: u64 = static()
tracefd: i32 = static()  # 0: not looked up yet; -1: none
headerwritten: u32 = static()
magic = const_array(u8, list(MAGIC))


@nosplit
def traceenter(id: u64, n: u64, v0: u64, v1: u64, v2: u64, v3: u64) -> void:
    """Record that row id was entered with n values. Called by compiled rows; see the module's docstring for nosplit."""
    _record(ENTER, id, n, v0, v1, v2, v3, getcallersp())


@nosplit
def traceleave(id: u64, n: u64, v0: u64, v1: u64, v2: u64, v3: u64) -> void:
    """Record that row id returns."""
    _record(LEAVE, id, n, v0, v1, v2, v3, getcallersp())


@nosplit
@noinline
def _record(kind: u8, id: u64, n: u64, v0: u64, v1: u64, v2: u64, v3: u64, sp: uintptr) -> void:
    gp = getg()
    mp = gp.m
    if mp is None:
        # rt0_go's own entry: g0 is not bound to its m yet.
        mp = addr(m0)
    r = cast(ptr[eventring], mp.ring)
    if r is None:
        i = atomic.Xadd(addr(ringsused), 1) - 1
        if i >= RINGS:
            return
        r = addr(rings[i])
        r.m = mp
        mp.ring = r
    if r.n == RING_EVENTS:
        _writeout(r)
        if r.n == RING_EVENTS:
            r.lost += 1
            return
    e = addr(r.events[r.n])
    r.n += 1
    e.seq = atomic.Xadd(addr(eventseq), 1)
    e.time = u64(nanotime())
    e.sp = sp
    e.goid = gp.goid
    e.m = u32(mp.id)
    e.row = u16(id)
    e.kind = kind
    e.n = u8(n)
    e.v[0] = v0
    e.v[1] = v1
    e.v[2] = v2
    e.v[3] = v3


@nosplit
def _writeout(r: ptr[eventring]) -> void:
    """Write r's events to the trace descriptor, if there is one, and empty it."""
    fd = tracefd
    if fd == 0:
        fd = _findfd()
        tracefd = fd
    if fd <= 0:
        return
    if atomic.Cas(addr(headerwritten), 0, 1):
        _writeall(fd, addr(magic[0]), 16)
    if r.lost != 0:
        last = addr(r.events[RING_EVENTS - 1])
        last.kind = LOST
        last.v[0] = r.lost + 1
        r.lost = 0
    _writeall(fd, cast(ptr[u8], addr(r.events[0])), i64(r.n) * RECORD_SIZE)
    r.n = 0


@nosplit
def _writeall(fd: i32, p: ptr[u8], n: i64) -> void:
    while n > 0:
        k = write1(i64(fd), cast(ptr[void], p), n)
        if k <= 0:
            return
        p = add(p, k)
        n -= k


traceEnvLen = len(TRACE_FD) + 1
traceEnv = const_array(u8, list(TRACE_FD.encode() + b"="))


@nosplit
def _findfd() -> i32:
    """The number in RT0_TRACE_FD, or -1; 0 while the environment is not known yet. Reads the system's own environment block."""
    if argv is None:
        return 0
    v = addr(argv[argc + 1])
    while v[0] is not None:
        n: i64 = 0
        while n < traceEnvLen and v[0][n] == traceEnv[n]:
            n += 1
        if n == traceEnvLen:
            fd: i32 = 0
            while v[0][n] >= 48 and v[0][n] <= 57:
                fd = fd * 10 + i32(v[0][n] - 48)
                n += 1
            return fd
        v = addr(v[1])
    return -1


@fills(slots.traceflush_slot)
@nosplit
def traceflush() -> void:
    """Write every ring out. Called on the way out of the process, when no other M records any more that matters."""
    used = ringsused
    if used > RINGS:
        used = RINGS
    for i in range(used):
        _writeout(addr(rings[i]))
