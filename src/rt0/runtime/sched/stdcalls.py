"""What the standard library reaches by linkname and no other module of the runtime is about (docs/abi.md, linknames).

File calls tell the scheduler that they may block. A write to a closed pipe on descriptor 1 or 2 ends the process by
SIGPIPE, as in Go.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import env
from rt0.runtime.core.asm_amd64 import entersyscall
from rt0.runtime.core.os_linux import SYS_close, SYS_openat, SYS_read, SYS_write
from rt0.runtime.core.runtime2 import getg, ncpu
from rt0.runtime.core.signals import raisepipe
from rt0.runtime.core.traceback import callersof, srcof
from rt0.runtime.sched.queues import gcount
from rt0.runtime.sched.syscall import exitsyscall

_EPIPE = 32


def write(fd: i64, p: ptr[void], n: i64) -> i64:
    """write(2): bytes written or -errno."""
    entersyscall()
    r = syscall(SYS_write, fd, i64(uintptr(p)), n)
    exitsyscall()
    if r == -_EPIPE and (fd == 1 or fd == 2):
        raisepipe()
    return r


def read(fd: i64, p: ptr[void], n: i64) -> i64:
    """read(2): bytes read, 0 at the end, or -errno."""
    entersyscall()
    r = syscall(SYS_read, fd, i64(uintptr(p)), n)
    exitsyscall()
    return r


def open(path: ptr[u8], flags: i64, perm: i64) -> i64:
    """open(2): a descriptor or -errno."""
    entersyscall()
    r = syscall(SYS_openat, -100, i64(uintptr(path)), flags, perm)
    exitsyscall()
    return r


def closefd(fd: i64) -> i64:
    """close(2): 0 or -errno."""
    entersyscall()
    r = syscall(SYS_close, fd)
    exitsyscall()
    return r


def syscall6(nr: i64, a1: i64, a2: i64, a3: i64, a4: i64, a5: i64, a6: i64) -> i64:
    """Any system call that may block: its result or -errno."""
    entersyscall()
    r = syscall(nr, a1, a2, a3, a4, a5, a6)
    exitsyscall()
    return r


def os_args() -> slice[string]:
    """os.Args."""
    return env.argslice


def envs() -> slice[string]:
    """The environment, KEY=value each."""
    return env.envslice


def NumGoroutine() -> i64:
    """runtime.NumGoroutine."""
    return gcount()


def NumCPU() -> i64:
    """runtime.NumCPU."""
    return i64(ncpu)


def procPin() -> i64:
    """Keep this goroutine on its P, unpreempted; the P's id."""
    mp = getg().m
    mp.locks += 1
    return i64(mp.p.id)


def procUnpin() -> void:
    """Undo procPin."""
    getg().m.locks -= 1


@noinline
def callers(skip: i64, pcs: ptr[uintptr], n: i64) -> i64:
    """Return addresses of this goroutine's frames, from the caller (skip 0) of runtime.callers' caller outwards; how
    many.
    """
    gp = getg()
    return callersof(gp, uintptr(getcallerpc()), cast(ptr[uintptr], getfp())[0], skip, pcs, n)


def pcline(pc: uintptr) -> tuple[string, string, i64, uintptr]:
    """Function, file, line and entry of the innermost source frame at the return address pc."""
    return srcof(pc)
