"""The wire format of runtime events: what a trace build writes and `rt0.watch` reads.

A stream is MAGIC (16 bytes, with the version) and then records of RECORD_SIZE bytes, little endian, in any order between threads:
`seq` (one counter for the whole process) gives the order. The writer is runtime/events/ring.py.

    seq u64, time u64 (nanotime), sp u64 (stack pointer of the function's caller), goid i64 (0: a g0, -1: a gsignal),
    m u32, row u16 (index into the build's table of rows), kind u8 (0: not whole), n u8 (values in use), v u64*4

`sp` tells which functions have been left without a leave event (schedule never returns: it switches away): on one stack, an entry at
sp s ends every function whose sp is not above s.
"""

from __future__ import annotations

MAGIC = b"rt0 events v1\n\0\0"
RECORD = "<QQQqIHBB4Q"
"""`struct` format of one record."""
RECORD_SIZE = 72

ENTER = 1
LEAVE = 2
LOST = 3
"""v[0] events of this thread did not fit and could not be written out."""

TRACE_FD = "RT0_TRACE_FD"
"""Environment variable: the number of the open file descriptor to write to, and behind a colon how many events at most.

The first that many are kept, in the order of `seq`; later ones are counted as lost. Without a number there is no bound."""
