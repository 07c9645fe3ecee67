"""LockOSThread: a goroutine tied to its thread.

lockedExt counts the program's calls, lockedInt the runtime's; the tie (m.lockedg, g.lockedm) holds while either is
not 0. Only the goroutine itself changes them.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.runtime2 import getg
from rt0.runtime.core.throw import throw


def _tie() -> void:
    gp = getg()
    gp.m.lockedg = gp
    gp.lockedm = gp.m


def _untie() -> void:
    gp = getg()
    if gp.m.lockedInt != 0 or gp.m.lockedExt != 0:
        return
    gp.m.lockedg = None
    gp.lockedm = None


@export("runtime.LockOSThread")
def LockOSThread() -> void:
    """runtime.LockOSThread."""
    getg().m.lockedExt += 1
    _tie()


@export("runtime.UnlockOSThread")
def UnlockOSThread() -> void:
    """runtime.UnlockOSThread: undoes one LockOSThread; nothing without one."""
    mp = getg().m
    if mp.lockedExt == 0:
        return
    mp.lockedExt -= 1
    _untie()


@row("m", enter=("g: getg().goid", "m: getg().m.id"), section=9)
def lockOSThread() -> void:
    """The runtime's own lock."""
    getg().m.lockedInt += 1
    _tie()


@row("m", enter=("g: getg().goid", "m: getg().m.id"), section=9)
def unlockOSThread() -> void:
    """Undo lockOSThread."""
    mp = getg().m
    if mp.lockedInt == 0:
        throw("runtime: internal error: misuse of lockOSThread/unlockOSThread")
    mp.lockedInt -= 1
    _untie()
