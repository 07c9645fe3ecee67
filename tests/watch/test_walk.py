"""Events become calls nested as they ran, and calls become text."""

from __future__ import annotations

import json
import struct

import pytest

from rt0.abi import events as wire
from rt0.watch import reader, rows, tree, walk

TABLE = json.dumps(
    [
        {"name": "gopark", "group": "g", "enter": [["gp.goid", "i64"]], "leave": [], "doc": "Park.\n\nMore."},
        {"name": "park_m", "group": "g", "enter": [], "leave": []},
        {"name": "casgstatus", "group": "g", "enter": [["oldval", "u32"], ["newval", "u32"]], "leave": []},
        {"name": "schedule", "group": "sched", "enter": [], "leave": []},
        {"name": "osinit", "group": "boot", "enter": [], "leave": [["ncpu", "i32"]]},
    ]
)


def record(seq: int, kind: int, row: int, *, sp: int = 0, goid: int = 0, m: int = 0, v: tuple[int, ...] = ()) -> bytes:
    padded = (*v, 0, 0, 0, 0)[:4]
    return struct.pack(wire.RECORD, seq, seq * 10, sp, goid, m, row, kind, len(v), *padded)


def stream(*records: bytes) -> reader.Stream:
    return reader.read(wire.MAGIC + b"".join(records))


def test_events_are_ordered_across_threads_and_lost_ones_counted() -> None:
    got = stream(record(5, 1, 0, m=1), record(2, 1, 1), record(0, wire.LOST, 0, v=(7,)))
    assert [event.seq for event in got.events] == [2, 5]
    assert got.lost == 7 and not got.truncated


def test_a_cut_stream_keeps_what_is_whole() -> None:
    got = reader.read(wire.MAGIC + record(1, 1, 0) + b"half")
    assert len(got.events) == 1 and got.truncated


def test_a_foreign_file_is_refused() -> None:
    with pytest.raises(reader.BadStream):
        reader.read(b"something else entirely")


def test_calls_on_g0_stand_below_the_goroutine_that_switched() -> None:
    got = stream(
        record(1, wire.ENTER, 0, goid=1, sp=5000, v=(1,)),  # gopark on g1
        record(2, wire.ENTER, 1, sp=900),  # park_m on g0
        record(3, wire.ENTER, 2, sp=800, v=(2, 4)),
        record(4, wire.LEAVE, 2, sp=800),
        record(5, wire.ENTER, 3, sp=800),  # schedule: never returns
        record(6, wire.ENTER, 1, sp=900),  # the next park_m, from the top of g0 again
    )
    nested = [(call.enter.row, call.depth) for call in tree.calls(got.events)]
    assert nested == [(0, 0), (1, 1), (2, 2), (3, 2), (1, 1)]


def test_text_shows_values_by_their_meaning() -> None:
    table = rows.load(TABLE)
    got = stream(
        record(1, wire.ENTER, 4, sp=10),
        record(2, wire.LEAVE, 4, sp=10, v=(2,)),
        record(3, wire.ENTER, 2, sp=9, v=(1, 2)),
        record(4, wire.ENTER, 0, goid=6, v=(6,)),
    )
    lines = list(walk.text(tree.calls(got.events), table, explain=True))
    assert lines[0].split() == ["1", "m0", "g0", "osinit", "->", "ncpu=2"]
    assert "oldval=_Grunnable newval=_Grunning" in lines[1]
    assert lines[2].split() == ["3", "m0", "g6", "gopark", "gp.goid=6"]
    assert lines[3].strip() == "| Park."


def test_groups_select_and_json_has_one_object_a_call() -> None:
    table = rows.load(TABLE)
    got = stream(record(1, wire.ENTER, 4), record(2, wire.LEAVE, 4, v=(2,)), record(3, wire.ENTER, 3))
    chosen = list(walk.select(tree.calls(got.events), table, {"boot"}))
    items = [json.loads(line) for line in walk.json_lines(chosen, table)]
    assert [item["name"] for item in items] == ["osinit"]
    assert items[0]["leave"] == {"ncpu": "2"} and items[0]["took_ns"] == 10


def test_signed_values_are_shown_signed() -> None:
    assert rows.show(rows.Value("n", "i32"), 0xFFFFFFFF) == "-1"
    assert rows.show(rows.Value("p", "ptr[g]"), 0) == "nil"
    assert rows.show(rows.Value("ok", "bool"), 1) == "true"
