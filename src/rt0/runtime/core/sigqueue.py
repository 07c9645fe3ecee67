"""Signals on their way to os/signal: handlers put them in (sigsend), one goroutine takes them out (sched/sigrecv.py).

Handlers may take no lock, so what waits is a bit for each signal (a second one of a kind meanwhile is the same, as with the system
itself) and the receiver's state: sigIdle it is at work, sigReceiving it sleeps on the note, sigSending it is at work and something has
come. A handler that moves it from sigReceiving to sigIdle wakes it. `delivering` counts handlers under way, so that Stop can
wait until what came before it has been handed on.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import notewakeup
from rt0.runtime.core.runtime2 import note

sigIdle = 0
sigReceiving = 1
sigSending = 2


@struct
class _sigType:
    """See above. `wanted` and `ignored` are written by os/signal, under its lock; all is atomic."""

    wanted: array[u64, 2]
    mask: array[u64, 2]
    state: u32
    delivering: u32
    note: note


sigq: _sigType = static()


@nosplit
def sigsend(s: i64) -> bool:
    """Hand s to os/signal; false when it has not asked for s. nosplit: in signal handlers."""
    word = s >> 6
    bit = u64(1) << u64(s & 63)
    atomic.Xadd(addr(sigq.delivering), 1)
    # Looked at after `delivering` went up: who clears `wanted` then waits for it to go down.
    if atomic.Load(addr(sigq.wanted[word])) & bit == 0:
        atomic.Xadd(addr(sigq.delivering), 0xFFFFFFFF)
        return False
    if atomic.Or(addr(sigq.mask[word]), bit) & bit == 0:
        _tell()
    atomic.Xadd(addr(sigq.delivering), 0xFFFFFFFF)
    return True


@nosplit
def _tell() -> void:
    """Let the receiver know that there is something. nosplit as sigsend."""
    while True:
        state = atomic.Load(addr(sigq.state))
        if state == sigSending:
            return
        if state == sigIdle and atomic.Cas(addr(sigq.state), sigIdle, sigSending):
            return
        if state == sigReceiving and atomic.Cas(addr(sigq.state), sigReceiving, sigIdle):
            notewakeup(addr(sigq.note))
            return
