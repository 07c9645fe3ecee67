"""Library host: calls that do not return: panics, fatal errors and Goexit of a call's goroutine, and crashes of others.

A call's goroutine has a panicbuf in libbody (library.py): what would end a program lands there, with what it would
have printed kept in its thread's libtext, and the host raises it. A goroutine that runs no call, or one whose thread
has given it up, has nobody to raise for it: the crash is printed as Go does, the goroutine ends, and every call that
is under way (or else the next one) fails with it, for a program one of whose goroutines has died must not go on as if
nothing was.

Read next: library.py, lang/panic.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import asm_text, jumppanic, mcall
from rt0.runtime.core.config import LIB_TEXT
from rt0.runtime.core.os_linux import futexwakeup, usleep
from rt0.runtime.core.print import printlock, printnl, printstring, printunlock
from rt0.runtime.core.runtime2 import allm, g, getg, m, panicbuf, runningPanicDefers
from rt0.runtime.core.traceback import goroutineheader, traceback
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc
from rt0.runtime.sched.proc import goexit0

LIB_OK = 0
LIB_PANIC = 1
LIB_ERROR = 2
LIB_GOEXIT = 3
LIB_CRASH = 4
"""Another goroutine has panicked meanwhile."""
LIB_DEAD = 5
"""No goroutine can go on, nor any thread of the host."""

libcrashes: u64 = static()
"""Goroutines, not of calls, that panicked. Atomic."""
libreported: u64 = static()
"""How many of them some call has raised."""
libcrashm: m = static()
"""Its libtext is what the last of them printed. crashlock protects it."""
crashlock: u32 = static()


@comptime
def LIBTEXT(symbol: str, body: str) -> str:
    """As TEXT, in a section of its own, which the linker leaves out of executables."""
    name = f'"{symbol}"'
    return (
        f'.section .text.{symbol},"ax",@progbits\n.p2align 4\n.globl {name}\n.type {name},@function\n{name}:\n'
        f"{asm_text(body)}\n.size {name}, .-{name}\n.text\n"
    )


@asm_func
@nosplit
@noreturn
def libjump(gp: ptr[g], buf: ptr[panicbuf]) -> void:
    """On g0: leave it, and go on as gp at buf (jumppanic)."""
    ...


asm_module(
    LIBTEXT(
        "runtime.libjump",
        """
    movq %rdi, %r13
    movq %rsi, %rdi
    jmp "runtime.jumppanic"
""",
    )
)


@nosplit
def lockcrash() -> void:
    """Spin for crashlock. nosplit: threads of the host take it too, on C's stack without a g."""
    while atomic.Xchg(addr(crashlock), 1) != 0:
        usleep(20)


@nosplit
def unlockcrash() -> void:
    """Give crashlock back. nosplit as lockcrash."""
    atomic.Store(addr(crashlock), 0)


def libroom(mp: ptr[m]) -> void:
    """An empty libtext for mp."""
    if mp.libtext is None:
        mp.libtext = cast(ptr[u8], persistentalloc(LIB_TEXT, 8, addr(memstats.other_sys)))
    mp.libtextlen = 0
    mp.libtracelen = 0


def capturestack(mp: ptr[m]) -> void:
    """Print the stack of mp's call, which is parked, into its libtext."""
    libroom(mp)
    mp.capture = mp
    goroutineheader(mp.libg)
    traceback(mp.libg.sched.pc, mp.libg.sched.bp, mp.libg)
    mp.capture = None
    mp.libtracelen = mp.libtextlen


@fills(slots.libpanic_slot)
@noreturn
@noinline
def libpanic(gp: ptr[g]) -> void:
    """Nobody has recovered gp's panic: keep what would be printed. If gp runs a call, land in libbody; else gp ends."""
    none: string = zero()
    systemstack(_capture, gp, none, uintptr(getcallerpc()), cast(ptr[uintptr], uintptr(getfp()))[0])
    p = gp._panic
    while p is not None:
        if not p.goexit and not p.recovered:
            atomic.Xadd(addr(runningPanicDefers), 0xFFFFFFFF)
        p = p.link
    gp.sig = 0
    _land(gp, LIB_PANIC)


@fills(slots.libgoexit_slot)
@noreturn
def libgoexit(gp: ptr[g]) -> void:
    """A call has called runtime.Goexit, and its deferred calls have run: the call ends without results."""
    _land(gp, LIB_GOEXIT)


@noreturn
def _land(gp: ptr[g], status: i64) -> void:
    """Leave all frames above libbody's; a goroutine that runs no call ends."""
    gp._panic = None
    gp._defer = None
    if gp.libm is None:
        mcall(goexit0)
    gp.libm.libstatus = status
    jumppanic(gp.libbuf)
    unreachable()


@fills(slots.libfatal_slot)
def libfatal(s: string, pc: uintptr, fp: uintptr) -> void:
    """A fatal error of the program on a goroutine: as a panic that nobody can recover and that runs no deferred
    calls.
    """
    gp = getg()
    if gp != gp.m.curg or gp.m.locks != 0 or gp.isSystem:
        return
    systemstack(_capture, gp, s, pc, cast(ptr[uintptr], fp)[0])
    _land(gp, LIB_PANIC)


@fills(slots.liboverflow_slot)
def liboverflow(gp: ptr[g]) -> void:
    """gp's stack has reached its limit: as libfatal. On g0."""
    if gp.isSystem or getg().m.curg != gp:
        return
    getg().m.locks += 1
    _capture(gp, "stack overflow", gp.sched.pc, gp.sched.bp)
    getg().m.locks -= 1
    gp._panic = None
    gp._defer = None
    if gp.libm is None:
        # newstack's part of g0 is not marked as such: called by address.
        bury: fn[[ptr[g]], void] = goexit0
        bury(gp)
    gp.libm.libstatus = LIB_PANIC
    libjump(gp, gp.libbuf)


def _capture(gp: ptr[g], fatal: string, pc: uintptr, bp: uintptr) -> void:
    """Print gp's panics (or the fatal error) and its stack into its thread's libtext. On g0.

    When no thread waits for gp, that is a crash in Go; here it is printed, and raised by the calls that are under
    way, or else by the next one: a program one of whose goroutines has died must not go on as if nothing was.
    """
    mp = getg().m
    home = gp.libm
    crash = home is None or home.libstate == 2
    if crash:
        home = addr(libcrashm)
        lockcrash()
    libroom(home)
    mp.capture = home
    if fatal.len > 0:
        printstring("fatal error: ")
        printstring(fatal)
        printnl()
    else:
        slots.printpanics_slot(gp)
    n = home.libtextlen
    goroutineheader(gp)
    traceback(pc, bp, gp)
    home.libtracelen = home.libtextlen - n
    mp.capture = None
    if crash:
        _reportcrash(home, n)
        unlockcrash()


def _reportcrash(home: ptr[m], n: i64) -> void:
    """Print the crash as Go does, count it, and wake the threads that wait for calls."""
    printlock()
    printstring(string(home.libtext, n))
    printnl()
    printstring(string(add(home.libtext, n), home.libtracelen))
    printunlock()
    atomic.Xadd(addr(libcrashes), 1)
    mp = atomic.Load(addr(allm))
    while mp is not None:
        if mp.isextra:
            futexwakeup(addr(mp.libdone.key), 1)
        mp = mp.alllink
