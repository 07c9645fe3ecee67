"""What the allocator and compiled code must know about the collector: its phase and the switches that follow from it.

Written with the world stopped only (gc/gc.py), so that everybody sees a change at a safe point; read everywhere
without order.
"""

from __future__ import annotations

from rt0.rtlang import *

_GCoff = 0
"""No cycle marks; sweeping may go on in the background. Write barriers are off, new objects white."""
_GCmark = 1
"""Marking: write barriers on, new objects black."""
_GCmarktermination = 2
"""The end of marking, world stopped: new objects black, Ps assist."""


@struct
class _writeBarrier:
    """`runtime.writeBarrier`: compiled code tests the first word before it stores a pointer to the heap."""

    enabled: u32
    needed: u32  # gcphase asks for it


gcphase: u32 = static()
writeBarrier: _writeBarrier = static()
gcBlackenEnabled: u32 = static()
"""1 while mutators assist and background workers mark."""
mallocslow: u32 = static()
"""Non-zero: mallocgc must call mallocHook after each allocation.

Bit 0: gcphase is not _GCoff; bit 1: gcstress is on; bit 2: a memory profile is taken (gc/memprofile.py).
"""
