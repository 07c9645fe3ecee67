"""A new process that runs another program: syscall.ForkExec's part in the runtime.

The child shares our memory until it runs the program (vfork), has a stack of its own, and is told what to do as data: a list of
system calls that syscall has made ready (forksteps), so nothing is allocated or looked up between clone and execve. The first step that
fails leaves its error in the list, which the parent reads, as its memory is the same; no pipe is needed for that. The calling
thread sleeps meanwhile, the others run on.

Signals are blocked in both from before the clone. The child takes our handlers off before it unblocks them, by the last step but
one, so none of them ever runs there; handlers are not shared with it (no CLONE_SIGHAND).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import clonechild, entersyscall
from rt0.runtime.core.config import LIBRARY
from rt0.runtime.core.os_linux import EINTR
from rt0.runtime.core.runtime2 import m0
from rt0.runtime.core.signals import clearhandlers, sigblock, sigrestore
from rt0.runtime.sched.syscall import exitsyscall
from rt0.runtime.stack.stackalloc import stackalloc, stackfree

_CHILD_STACK = 16384


@struct
class forkstep:
    """A system call for the child. Its result is stored (as 4 bytes) where `store` points, if anywhere; `lenient`: it may fail."""

    nr: i64
    args: array[i64, 5]
    store: ptr[i32]
    lenient: i64


@struct
class forksteps:
    """The list, of n steps, the last of which is execve; shared with std's syscall (docs/abi.md). `errno` is 0 before."""

    steps: ptr[forkstep]
    n: i64
    flags: i64
    errno: i64


def forkexec(f: ptr[forksteps]) -> i64:
    """Start the child: its id, or -errno of the clone. f.errno tells whether it got as far as the program; if not it is dead, and to be
    waited for."""
    stk = systemstack(stackalloc, _CHILD_STACK)
    entersyscall()
    r = systemstack(_forkexec, f, stk.hi)
    exitsyscall()
    systemstack(stackfree, stk)
    return r


def _forkexec(f: ptr[forksteps], top: uintptr) -> i64:
    mask = sigblock()
    code: fn[[ptr[void]], void] = _child
    r = clonechild(f.flags, top, cast(uintptr, code), cast(ptr[void], f))
    sigrestore(mask)
    return r


@nosplit
def _child(arg: ptr[void]) -> void:
    """The child's life. nosplit: on its own stack, of which the guard knows nothing."""
    f = cast(ptr[forksteps], arg)
    for i in range(f.n):
        if i == f.n - 1:
            clearhandlers()
            if LIBRARY:
                sigrestore(0)
            else:
                sigrestore(m0.sigmask[0])
        s = addr(f.steps[i])
        r = _step(s)
        if r < 0 and s.lenient == 0:
            f.errno = -r
            break
        if s.store is not None:
            s.store[0] = i32(r)
    while True:
        syscall(60, 253)


@nosplit
def _step(s: ptr[forkstep]) -> i64:
    """One call, again when a signal ends it. nosplit as _child."""
    while True:
        r = syscall(s.nr, s.args[0], s.args[1], s.args[2], s.args[3], s.args[4])
        if r != -EINTR:
            return r
