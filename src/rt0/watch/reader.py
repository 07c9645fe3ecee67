"""Reads a stream of runtime events (format: rt0.abi.events) into values, ordered by their sequence number.

A record that was not whole when another thread wrote it out has kind 0 and is passed over; one written twice counts once.
A stream that a killed program left may end inside a record: what is whole is read, and `truncated` says so.
"""

from __future__ import annotations

import struct

from rt0.abi import events as wire
from rt0.base.records import dataclass


class BadStream(Exception):
    """The bytes are not an event stream of this version."""


@dataclass(frozen=True, slots=True)
class Event:
    """One record. `goid` 0 is an M's g0, -1 its gsignal; `values` are the row's values at entry or return, as unsigned 64-bit."""

    seq: int
    time: int
    sp: int
    goid: int
    m: int
    row: int
    kind: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """All events of a run in order; `lost` were not recorded for want of room."""

    events: tuple[Event, ...]
    lost: int
    truncated: bool


def read(data: bytes) -> Stream:
    """Parse a whole stream. Raises BadStream for a wrong header."""
    if data[: len(wire.MAGIC)] != wire.MAGIC:
        raise BadStream("not an rt0 event stream of this version")
    body = memoryview(data)[len(wire.MAGIC) :]
    whole = len(body) // wire.RECORD_SIZE * wire.RECORD_SIZE
    events: dict[int, Event] = {}
    lost = 0
    for seq, time, sp, goid, m, row, kind, n, *v in struct.iter_unpack(wire.RECORD, body[:whole]):
        if kind == wire.LOST:
            lost += v[0]
        elif kind in (wire.ENTER, wire.LEAVE):
            events[seq] = Event(seq, time, sp, goid, m, row, kind, tuple(v[:n]))
    return Stream(tuple(events[seq] for seq in sorted(events)), lost, whole != len(body))
