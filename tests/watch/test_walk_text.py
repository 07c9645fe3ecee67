"""Events become calls nested as they ran, and calls become text."""

from __future__ import annotations

import json
import struct

import pytest

from rt0.abi import events as wire
from rt0.watch import reader, rows, tree, walk

ROWS = [
    {"name": "gopark", "group": "g", "enter": [["gp.goid", "i64"]], "leave": [], "doc": "Park.\n\nMore."},
    {"name": "park_m", "group": "g", "enter": [], "leave": []},
    {"name": "casgstatus", "group": "g", "enter": [["oldval", "u32"], ["newval", "u32"]], "leave": []},
    {"name": "schedule", "group": "sched", "enter": [], "leave": []},
    {"name": "osinit", "group": "boot", "enter": [], "leave": [["ncpu", "i32"]]},
    {"name": "mcall", "group": "g", "enter": [["getg().m.curg.goid", "i64"]], "leave": []},
    {"name": "gogo", "group": "g", "enter": [], "leave": []},
    {"name": "gosave", "group": "g", "enter": [], "leave": []},
]
NAMES = {"g": {1: "_Grunnable", 2: "_Grunning", 4: "_Gwaiting"}, "reason": {14: "'chan receive'"}}
TABLE = rows.load(json.dumps({"rows": ROWS, "names": NAMES}))
GOPARK, PARK_M, CAS, SCHEDULE, OSINIT, MCALL, GOGO, GOSAVE = range(8)


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


def test_a_record_that_was_not_whole_is_passed_over_and_one_written_twice_counts_once() -> None:
    got = stream(record(1, 1, 0), record(2, 0, 0), record(1, 1, 0))
    assert [event.seq for event in got.events] == [1]


def nested(got: reader.Stream) -> list[tuple[int, int]]:
    return [(call.enter.row, call.depth) for call in tree.calls(got.events, TABLE.rows)]


def test_calls_on_g0_stand_below_the_switch_of_the_goroutine() -> None:
    got = stream(
        record(1, wire.ENTER, SCHEDULE, sp=990),  # as mstart: stays open below what follows
        record(2, wire.ENTER, GOSAVE, sp=980),
        record(3, wire.LEAVE, GOSAVE, sp=980),
        record(4, wire.ENTER, GOGO, sp=950),
        record(5, wire.ENTER, GOPARK, goid=1, sp=5000, v=(1,)),
        record(6, wire.ENTER, MCALL, goid=1, sp=4900, v=(1,)),
        record(7, wire.ENTER, PARK_M, sp=900),
        record(8, wire.ENTER, CAS, sp=800, v=(2, 4)),
        record(9, wire.LEAVE, CAS, sp=800),
        record(10, wire.ENTER, SCHEDULE, sp=900),  # inlined into park_m; never returns
        record(11, wire.ENTER, GOGO, sp=900),
        record(12, wire.LEAVE, MCALL, goid=1, sp=4900),
        record(13, wire.LEAVE, GOPARK, goid=1, sp=5000),
        record(14, wire.ENTER, CAS, goid=1, sp=5000),
    )
    assert nested(got) == [
        (SCHEDULE, 0), (GOSAVE, 1), (GOGO, 1), (GOPARK, 0), (MCALL, 1), (PARK_M, 2), (CAS, 3), (SCHEDULE, 3), (GOGO, 4),
        (CAS, 0),
    ]  # fmt: skip


def test_an_entry_higher_on_g0_ends_calls_that_never_returned() -> None:
    got = stream(record(1, wire.ENTER, SCHEDULE, sp=800), record(2, wire.ENTER, CAS, sp=700), record(3, wire.ENTER, PARK_M, sp=900))
    assert nested(got) == [(SCHEDULE, 0), (CAS, 1), (PARK_M, 0)]


def test_assembly_that_its_successor_records_stands_on_its_goroutine() -> None:
    got = stream(record(1, wire.ENTER, MCALL, sp=900, v=(7,)), record(2, wire.ENTER, PARK_M, sp=900))
    calls = tree.calls(got.events, TABLE.rows)
    assert [(call.enter.goid, call.depth) for call in calls] == [(7, 0), (0, 1)]


def test_text_shows_values_by_their_meaning() -> None:
    got = stream(
        record(1, wire.ENTER, OSINIT, sp=10),
        record(2, wire.LEAVE, OSINIT, sp=10, v=(2,)),
        record(3, wire.ENTER, CAS, sp=9, v=(1, 0x1002)),
        record(4, wire.ENTER, GOPARK, goid=6, v=(6,)),
    )
    lines = list(walk.text(tree.calls(got.events, TABLE.rows), TABLE, walk.Style(explain=True)))
    assert lines[0].split() == ["1", "m0", "g0", "osinit", "->", "ncpu=2"]
    assert "oldval=_Grunnable newval=_Gscan+_Grunning" in lines[1]
    assert lines[2].split() == ["3", "m0", "g6", "gopark", "gp.goid=6"]
    assert lines[3].strip() == "| Park."
    calls = tree.calls(got.events, TABLE.rows)
    assert walk.heading("hello", calls, calls[:1], 4, 0) == "walk of hello: 1 thread, 1 goroutine, 4 events; 1 of 3 calls"


def test_brief_folds_repeated_blocks() -> None:
    pair = [(PARK_M, 900), (CAS, 800), (SCHEDULE, 900)]
    records = []
    seq = 1
    for row, sp in [*pair * 3, (OSINIT, 900)]:
        records += [record(seq, wire.ENTER, row, sp=sp), record(seq + 1, wire.LEAVE, row, sp=sp)]
        seq += 2
    calls = tree.calls(stream(*records).events, TABLE.rows)
    lines = list(walk.text(calls, TABLE, walk.Style(brief=True)))
    assert [line.split()[3] for line in lines if "…" not in line] == ["park_m", "casgstatus", "schedule", "osinit"]
    assert lines[3].strip() == "… 2 more: park_m casgstatus schedule"
    assert lines[4].split()[0] == "10"
    assert len(list(walk.text(calls, TABLE))) == 10


def test_groups_select_and_json_has_one_object_a_call() -> None:
    got = stream(record(1, wire.ENTER, OSINIT), record(2, wire.LEAVE, OSINIT, v=(2,)), record(3, wire.ENTER, SCHEDULE))
    chosen = walk.select(tree.calls(got.events, TABLE.rows), TABLE.rows, {"boot"})
    items = [json.loads(line) for line in walk.json_lines(chosen, TABLE)]
    assert [item["name"] for item in items] == ["osinit"]
    assert items[0]["leave"] == {"ncpu": "2"} and items[0]["took_ns"] == 10


@pytest.mark.parametrize(
    "text, kind, raw, label, shown",
    [
        ("n", "i32", 0xFFFFFFFF, "n", "-1"),
        ("p", "ptr[g]", 0, "p", "nil"),
        ("ok", "bool", 1, "ok", "true"),
        ("u64(reason)", "u8", 14, "reason", "'chan receive'"),
        ("getg().m.curg.goid", "i64", 3, "goid", "3"),
        ("getg().m.id", "i64", 3, "m.id", "3"),
        ("self.startAddr", "u64", 0xC000000000, "startAddr", "0xc000000000"),
        ("p: pp.id if pp is not None else -1", "i32", 1, "p", "1"),
        ("f.fn", "u64", 0x401000, "f.fn", "main.main"),
    ],
)
def test_labels_and_values(text: str, kind: str, raw: int, label: str, shown: str) -> None:
    value = rows.Value(text, kind)
    assert value.label == label
    assert rows.show(value, raw, TABLE.names, lambda pc: "main.main") == shown
