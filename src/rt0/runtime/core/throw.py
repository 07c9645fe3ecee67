"""The ways to die: throw (our bug), fatal (the program's fault, beyond recovery), fatalpanic (a panic nobody
recovered).

All print their text, then tracebacks as GOTRACEBACK wants, and end with status 2. Details are printed before the
throw with "runtime: " in front. Several threads may die at once: `panicking` counts them and paniclk lets one print;
a thread that dies while it dies gives up in steps (m.dying). The crash path allocates nothing and runs on the system
stack.

Where to read next: traceback.py, lang/panic.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.config import LIBRARY
from rt0.runtime.core.env import debug
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import SYS_getpid, SYS_gettid, SYS_tgkill, exit, usleep
from rt0.runtime.core.print import (
    printflush,
    printhex,
    printlock,
    printnl,
    printstring,
    printunlock,
)
from rt0.runtime.core.runtime2 import bubbles, g, getg, mutex, panicking
from rt0.runtime.core.traceback import goroutineheader, traceback, tracebackbubble, tracebackothers

throwTypeUser = 1
throwTypeRuntime = 2

paniclk: mutex = static()
"""Held by the thread that prints its death, until it has; the last one ends the process."""
_deadlock: mutex = static()
_didothers: bool = static()


@noreturn
@cold
@noinline
@nosplit
def throw(s: string) -> void:
    """Our bug: print s and every stack, exit 2. nosplit: called from code that must not grow the stack."""
    gp = getg()
    if gp.m.throwing == 0:
        gp.m.throwing = throwTypeRuntime
    systemstack(_throw, gp, s, uintptr(getcallerpc()), uintptr(getfp()))
    unreachable()


@noreturn
@cold
@noinline
@nosplit
def fatal(s: string) -> void:
    """The program's fault and beyond recovery (deadlock, concurrent map writes): print s, exit 2. nosplit as throw."""
    gp = getg()
    if LIBRARY:
        slots.libfatal_slot(s, uintptr(getcallerpc()), uintptr(getfp()))
    if gp.m.throwing == 0:
        gp.m.throwing = throwTypeUser
    systemstack(_throw, gp, s, uintptr(getcallerpc()), uintptr(getfp()))
    unreachable()


@noreturn
def _throw(gp: ptr[g], s: string, pc: uintptr, fp: uintptr) -> void:
    """throw and fatal on the system stack; gp called them, at pc, in the frame fp."""
    printlock()
    printstring("fatal error: ")
    printstring(s)
    printnl()
    printunlock()
    if startpanic_m():
        dopanic_m(gp, pc, fp)
    exit(2)


@noreturn
@cold
@noinline
def fatalpanic(gp: ptr[g]) -> void:
    """gp's panics were not recovered: print them and the stacks, exit 2."""
    systemstack(_fatalpanic, gp, uintptr(getcallerpc()), uintptr(getfp()))
    unreachable()


@noreturn
def _fatalpanic(gp: ptr[g], pc: uintptr, fp: uintptr) -> void:
    """fatalpanic on the system stack."""
    if startpanic_m():
        if gp._panic is not None:
            printlock()
            slots.printpanics_slot(gp)
            printunlock()
        dopanic_m(gp, pc, fp)
    exit(2)


def startpanic_m() -> bool:
    """Become the thread that dies. False when this thread died already while it printed: print no more."""
    mp = getg().m
    mp.mallocing += 1
    if mp.locks < 0:
        mp.locks = 1
    if mp.dying == 0:
        mp.dying = 1
        atomic.Xadd(addr(panicking), 1)
        lock(addr(paniclk))
        if filled(slots.freezetheworld_slot):
            slots.freezetheworld_slot()
        return True
    if mp.dying == 1:
        mp.dying = 2
        printstring("panic during panic\n")
        return True
    if mp.dying == 2:
        mp.dying = 3
        printstring("stack trace unavailable\n")
        printflush()
        exit(4)
    exit(5)
    return False


def _printsignal(gp: ptr[g]) -> void:
    """Print the signal that made gp panic: [signal SIGSEGV: segmentation violation code=... addr=... pc=...]."""
    name = "unknown"
    if gp.sig == 11:
        name = "SIGSEGV: segmentation violation"
    elif gp.sig == 7:
        name = "SIGBUS: bus error"
    elif gp.sig == 8:
        name = "SIGFPE: floating-point exception"
    elif gp.sig == 4:
        name = "SIGILL: illegal instruction"
    printstring("[signal ")
    printstring(name)
    printstring(" code=")
    printhex(gp.sigcode0)
    printstring(" addr=")
    printhex(gp.sigcode1)
    printstring(" pc=")
    printhex(gp.sigpc)
    printstring("]\n")


@noreturn
def dopanic_m(gp: ptr[g], pc: uintptr, fp: uintptr) -> void:
    """Print gp's stack from the caller of the frame fp (called from pc), other stacks if wanted, and end the process.
    """
    printlock()
    mp = getg().m
    if gp.sig != 0:
        _printsignal(gp)
    level = debug.traceback
    every = debug.tracebackAll
    if mp.throwing >= throwTypeRuntime:
        level = 2 if level < 2 else level
        every = True
    if level > 0:
        if gp != mp.curg:
            every = True
        if gp != mp.g0:
            printnl()
            goroutineheader(gp)
            traceback(pc, cast(ptr[uintptr], fp)[0], gp)
        elif level >= 2 or mp.throwing >= throwTypeRuntime:
            printstring("\nruntime stack:\n")
            traceback(pc, cast(ptr[uintptr], fp)[0], gp)
        if not _didothers and every:
            _didothers = True
            tracebackothers(gp)
        elif bubbles.died != 0:
            tracebackbubble(gp, bubbles.died)
    printflush()
    printunlock()
    unlock(addr(paniclk))
    if atomic.Xadd(addr(panicking), 0xFFFFFFFF) != 0:
        # Another thread dies too, and has waited for paniclk: let it print; it ends the process.
        lock(addr(_deadlock))
        lock(addr(_deadlock))
    if debug.crash:
        syscall(SYS_tgkill, syscall(SYS_getpid), syscall(SYS_gettid), 6)
        usleep(1000000)
    exit(2)


@noreturn
@cold
@noinline
@nosplit
def badsystemstack() -> void:
    """Something that must run on the system stack does not. nosplit as throw."""
    throw("systemstack called from unexpected goroutine")
