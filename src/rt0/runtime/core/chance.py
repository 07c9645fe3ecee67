"""The one seam for chance: every choice that the program does not determine asks here.

Steal order, select's order, map iteration, hash seeds, ticks of the treap. Another implementation of this module (a
seeded or a recorded one) makes another run without a second scheduler. Time's seam is os_linux.nanotime/walltime,
which everything asks through `now`.

The generator is xorshift64+ with two 32-bit halves in each m, as Go 1.13's; seeded by mcommoninit.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.os_linux import SYS_getrandom, nanotime, startupRandom
from rt0.runtime.core.runtime2 import getg


@nosplit
def fastrand() -> u32:
    """The next pseudo-random number of this m. nosplit: called in the scheduler's and allocator's hot paths."""
    mp = getg().m
    s1 = mp.fastrand[0]
    s0 = mp.fastrand[1]
    s1 = s1 ^ (s1 << 17)
    s1 = s1 ^ s0 ^ (s1 >> 7) ^ (s0 >> 16)
    mp.fastrand[0] = s0
    mp.fastrand[1] = s1
    return s0 + s1


@nosplit
def fastrandn(n: u32) -> u32:
    """A number in [0, n), by multiplication instead of division."""
    return u32((u64(fastrand()) * u64(n)) >> 32)


@nosplit
def fastrand64() -> u64:
    """64 random bits."""
    return (u64(fastrand()) << 32) | u64(fastrand())


@nosplit
def seed64() -> u64:
    """A seed that differs from process to process: the kernel's random bytes and the clock."""
    v: u64 = 0
    if syscall(SYS_getrandom, i64(uintptr(addr(v))), 8, 1) != 8:
        v = startupRandom[0] ^ (startupRandom[1] << 1)
    return v ^ u64(nanotime()) * 0x9E3779B97F4A7C15


@nosplit
def now() -> i64:
    """The monotonic clock, as the scheduler and timers see it. nosplit: its caller gcTriggerTest is."""
    return nanotime()
