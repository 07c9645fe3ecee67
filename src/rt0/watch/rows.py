"""The table of rows that a trace build was made with: what the numbers in its events mean.

The table is JSON beside the build's object: a list, indexed by row number, of
`{"name", "group", "enter": [[text, type], …], "leave": [[text, type], …], "doc", "file", "line"}`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

GROUPS = ("boot", "m", "p", "g", "heap", "stack", "gc", "sched", "lang")

G_STATUS = {0: "_Gidle", 1: "_Grunnable", 2: "_Grunning", 3: "_Gsyscall", 4: "_Gwaiting", 6: "_Gdead", 8: "_Gcopystack"}
G_STATUS.update({status | 0x1000: f"_Gscan+{name}" for status, name in tuple(G_STATUS.items())})
P_STATUS = {0: "_Pidle", 1: "_Prunning", 2: "_Psyscall", 3: "_Pgcstop", 4: "_Pdead"}


@dataclass(frozen=True, slots=True)
class Value:
    """An expression shown at entry or return, and its rtlang type."""

    text: str
    type: str


@dataclass(frozen=True, slots=True)
class Row:
    """A function of the walk."""

    name: str
    group: str
    enter: tuple[Value, ...]
    leave: tuple[Value, ...]
    doc: str
    file: str
    line: int


def load(text: str) -> tuple[Row, ...]:
    """Parse the table. Raises ValueError or KeyError for anything else."""
    return tuple(
        Row(
            item["name"],
            item["group"],
            tuple(Value(*pair) for pair in item["enter"]),
            tuple(Value(*pair) for pair in item["leave"]),
            item.get("doc", ""),
            item.get("file", ""),
            item.get("line", 0),
        )
        for item in json.loads(text)
    )


def show(value: Value, raw: int) -> str:
    """The text of a recorded value: by its type, statuses and booleans by name, addresses in hexadecimal."""
    kind = value.type
    name = value.text.rpartition(".")[2]
    if name in ("oldval", "newval", "atomicstatus"):
        return G_STATUS.get(raw, str(raw))
    if name == "status" and kind == "u32":
        return P_STATUS.get(raw, str(raw))
    if kind == "bool":
        return "true" if raw & 1 else "false"
    if kind.startswith("ptr") or kind.startswith("fn") or name in ("lo", "hi", "base", "addr", "v", "startAddr"):
        return "nil" if raw == 0 else f"{raw:#x}"
    if kind.startswith("i"):
        bits = int(kind[1:]) if kind[1:].isdigit() else 64
        raw &= (1 << bits) - 1
        return str(raw - (1 << bits) if raw >> (bits - 1) else raw)
    return str(raw)
