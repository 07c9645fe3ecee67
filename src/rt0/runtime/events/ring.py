"""The event ring of each M, in trace builds: what `rt0 walk` shows.

The compiler calls traceenter and traceleave in functions marked @row when the runtime is built with the trace flag; without it none
of this is compiled in. Each M writes to its own ring (m.ring) and nobody else adds to it, so recording takes no lock: one
atomic add orders the events of all Ms. A full ring, and every ring at the program's end, is written to the file descriptor named by
RT0_TRACE_FD; what cannot be recorded is counted, and the count written as an event of its own.

Invariants. An event's `kind` is stored last and is 0 in a place that holds no whole event: whoever ends the process may write
out the ring of an M that still runs, or one whose thread a signal stopped in the middle of recording. A signal's handler that records
while its own M records takes the next place; while its M writes the ring out (`busy`), its event is lost and counted.

Recording must work from the first instruction of the runtime on, before there is memory or an environment: rings are static,
and the descriptor is looked up as soon as the arguments are known. All of it is nosplit, since it runs inside nosplit functions.

Format: rt0.abi.events. Read next: rt0/watch.
"""

from __future__ import annotations

from rt0.abi.events import ENTER, LEAVE, LOST, MAGIC, RECORD_SIZE, TRACE_FD
from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.env import argc, argv
from rt0.runtime.core.os_linux import SYS_write, nanotime
from rt0.runtime.core.runtime2 import getg, m, m0

SYS_fcntl = 72
F_SETFD = 2
FD_CLOEXEC = 1

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
    """One M's events not written out yet. n and busy are written by that M; at exit the M that ends the process reads them."""

    n: u64
    lost: u64
    busy: u32
    m: ptr[m]
    events: array[event, RING_EVENTS]


rings: array[eventring, RINGS] = static(align=64)
ringsused: u32 = static()
eventseq: u64 = static()
tracefd: i32 = static()  # 0: not looked up yet; -1: none
headerwritten: u32 = static()
tracelost: u64 = static()
"""Events of Ms that came when all rings were taken."""
traceended: u32 = static()
"""Set by the M that ends the process, before it writes the rings out: nobody else writes one from then on."""
tracelimit: u64 = static(1 << 62)
"""How many events to keep: the first of all, in the order of eventseq; what comes later is lost and counted."""
magic = const_array(u8, list(MAGIC))


@nosplit
def traceenter(id: u64, n: u64, v0: u64, v1: u64, v2: u64, v3: u64) -> void:
    """Record that row id was entered with n values. Called by compiled rows; see the module's docstring for nosplit."""
    _record(ENTER, id, n, v0, v1, v2, v3, getcallersp())


@nosplit
def traceleave(id: u64, n: u64, v0: u64, v1: u64, v2: u64, v3: u64) -> void:
    """Record that row id returns. nosplit: its callers arenaIndex and asyncPreempt2 are."""
    _record(LEAVE, id, n, v0, v1, v2, v3, getcallersp())


@nosplit
@noinline
def _record(kind: u8, id: u64, n: u64, v0: u64, v1: u64, v2: u64, v3: u64, sp: uintptr) -> void:
    gp = getg()
    mp = gp.m
    if mp is None:
        # rt0_go's own entry: g0 is not bound to its m yet.
        mp = addr(m0)
    if tracefd == 0 and argv is not None:
        _findfd()
    r = cast(ptr[eventring], mp.ring)
    if r is None:
        i = atomic.Xadd(addr(ringsused), 1) - 1
        if i >= RINGS:
            atomic.Xadd(addr(tracelost), 1)
            return
        r = addr(rings[i])
        r.m = mp
        mp.ring = r
    seq = atomic.Xadd(addr(eventseq), 1)
    if seq > tracelimit:
        atomic.Xadd(addr(r.lost), 1)
        return
    if r.n >= RING_EVENTS:
        if r.busy == 0 and atomic.Load(addr(traceended)) == 0:
            _writeout(r)
        if r.n >= RING_EVENTS:
            atomic.Xadd(addr(r.lost), 1)
            return
    e = addr(r.events[r.n])
    r.n += 1
    e.seq = seq
    e.time = u64(nanotime())
    e.sp = sp
    e.goid = gp.goid
    if gp == mp.gsignal:
        e.goid = -1
    e.m = u32(mp.id)
    e.row = u16(id)
    e.n = u8(n)
    e.v[0] = v0
    e.v[1] = v1
    e.v[2] = v2
    e.v[3] = v3
    atomic.StoreRel(addr(e.kind), kind)


@nosplit
def _writeout(r: ptr[eventring]) -> void:
    """Write r's events to the trace descriptor, if there is one, and empty it. One function, to need little stack.

    nosplit: its callers _record and traceflush are.
    """
    fd = tracefd
    if fd <= 0:
        return
    r.busy = 1
    if atomic.Cas(addr(headerwritten), 0, 1):
        syscall(SYS_write, i64(fd), i64(uintptr(addr(magic[0]))), 16)
    size = r.n * RECORD_SIZE
    p = uintptr(addr(r.events[0]))
    end = p + size
    while p < end:
        k = syscall(SYS_write, i64(fd), i64(p), i64(end - p))
        if k <= 0:
            break
        p += uintptr(k)
    for i in range(r.n):
        r.events[i].kind = 0
    lost = atomic.Xchg(addr(r.lost), 0)
    r.n = 0
    if lost != 0:
        e = addr(r.events[0])
        e.v[0] = lost
        e.kind = LOST
        r.n = 1
    r.busy = 0


traceEnvLen = len(TRACE_FD) + 1
traceEnv = const_array(u8, list(TRACE_FD.encode() + b"="))


@nosplit
def _findfd() -> void:
    """Set tracefd and tracelimit to the numbers in RT0_TRACE_FD, tracefd to -1 without one. Reads the system's own environment block.

    nosplit: its caller _record is.
    """
    fd: i32 = -1
    limit: u64 = 0
    v = addr(argv[argc + 1])
    while v[0] is not None:
        n: i64 = 0
        while n < traceEnvLen and v[0][n] == traceEnv[n]:
            n += 1
        if n == traceEnvLen:
            fd = 0
            while v[0][n] >= 48 and v[0][n] <= 57:
                fd = fd * 10 + i32(v[0][n] - 48)
                n += 1
            if v[0][n] == 58:  # a colon
                n += 1
                while v[0][n] >= 48 and v[0][n] <= 57:
                    limit = limit * 10 + u64(v[0][n] - 48)
                    n += 1
        v = addr(v[1])
    if fd > 0:
        # Ours alone: what the program starts must not write into it.
        syscall(SYS_fcntl, i64(fd), F_SETFD, FD_CLOEXEC)
    if limit != 0:
        tracelimit = limit
    tracefd = fd if fd > 0 else -1


@fills(slots.traceflush_slot)
@nosplit
def traceflush() -> void:
    """Write every ring out. Called on each way out of the process, while other Ms may still record; does nothing the second time.

    nosplit: its caller exit is.
    """
    if not atomic.Cas(addr(traceended), 0, 1):
        return
    fd = tracefd
    if fd <= 0:
        return
    used = ringsused
    if used > RINGS:
        used = RINGS
    for i in range(used):
        r = addr(rings[i])
        while atomic.Load(addr(r.busy)) != 0 and r.m != getg().m:
            procyield(10)
        _writeout(r)
        _writelost(fd, addr(r.events[0]), r.n)
    if tracelost != 0:
        last: event = zero()
        last.kind = LOST
        last.v[0] = tracelost
        _writelost(fd, addr(last), 1)


@nosplit
def _writelost(fd: i32, e: ptr[event], n: u64) -> void:
    """Write the count of lost events that _writeout left in a ring. nosplit: its caller traceflush is."""
    if n != 0 and e.kind == LOST:
        syscall(SYS_write, i64(fd), i64(uintptr(e)), RECORD_SIZE)
