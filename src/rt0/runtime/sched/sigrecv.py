"""What os/signal asks of the runtime: which signals it wants, and the next one (docs/abi.md, linknames).

os/signal calls these one at a time, under its own lock; signal_recv by one goroutine. In a Python process signals belong to Python:
nothing is installed there, and no signal ever comes.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import entersyscallblock
from rt0.runtime.core.config import LIBRARY
from rt0.runtime.core.lock_futex import noteclear, notetsleep
from rt0.runtime.core.signals import NSIG, sigdisable, sigenable, sigignore, sigignored
from rt0.runtime.core.sigqueue import sigIdle, sigq, sigReceiving, sigSending
from rt0.runtime.sched.proc import Gosched
from rt0.runtime.sched.syscall import exitsyscall

_KILL = 9
_STOP = 19


@nosplit
def _valid(sig: u32) -> bool:
    """Whether a process may have a say about sig. nosplit: small."""
    return sig != 0 and sig < NSIG and sig != _KILL and sig != _STOP


def signal_enable(sig: u32) -> void:
    """From now on sig comes out of signal_recv."""
    if LIBRARY or not _valid(sig):
        return
    atomic.Or(addr(sigq.wanted[sig >> 6]), u64(1) << u64(sig & 63))
    sigenable(i64(sig))


def signal_disable(sig: u32) -> void:
    """From now on sig does what it did before it was enabled or ignored."""
    if LIBRARY or not _valid(sig):
        return
    sigdisable(i64(sig))
    atomic.And(addr(sigq.wanted[sig >> 6]), ~(u64(1) << u64(sig & 63)))


def signal_ignore(sig: u32) -> void:
    """From now on sig does nothing."""
    if LIBRARY or not _valid(sig):
        return
    sigignore(i64(sig))
    atomic.And(addr(sigq.wanted[sig >> 6]), ~(u64(1) << u64(sig & 63)))


def signal_ignored(sig: u32) -> bool:
    """Whether sig does nothing."""
    if sig == 0 or sig >= NSIG:
        return False
    return sigignored(i64(sig))


def signal_recv() -> u32:
    """The next signal; sleeps until there is one, on a thread of its own."""
    while True:
        for word in range(2):
            mask = atomic.Load(addr(sigq.mask[word]))
            if mask != 0:
                bit = u64(ctz(mask))
                atomic.And(addr(sigq.mask[word]), ~(u64(1) << bit))
                return u32(word) * 64 + u32(bit)
        if atomic.Cas(addr(sigq.state), sigSending, sigIdle):
            continue
        if atomic.Cas(addr(sigq.state), sigIdle, sigReceiving):
            _sleep()


@noinline
def _sleep() -> void:
    """Until a handler says that there is something."""
    entersyscallblock()
    notetsleep(addr(sigq.note), -1)
    exitsyscall()
    noteclear(addr(sigq.note))


def signalWaitUntilIdle() -> void:
    """Return when every signal that has come so far has been given to signal_recv's caller, and that is back."""
    while atomic.Load(addr(sigq.delivering)) != 0:
        Gosched()
    while atomic.Load(addr(sigq.state)) != sigReceiving and not LIBRARY:
        Gosched()
