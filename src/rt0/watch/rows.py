"""The table of rows that a trace build was made with: what the numbers in its events mean.

The table is JSON beside the build's object (made by build/runtime.py):

    {"rows": [{"name", "group", "enter": [[text, type], …], "leave": [[text, type], …], "doc", "file", "line", "section"}, …],
     "names": {"g": {"4": "_Gwaiting", …}, "p": …, "span": …, "reason": …, "spanclass": …}}

Rows are indexed by the number that events carry. `names` are the runtime's own constants, so that no second list of them exists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from rt0.base.records import dataclass

GROUPS = ("boot", "m", "p", "g", "heap", "stack", "gc", "sched", "lang")

_NAMED = {
    "oldval": "g",
    "newval": "g",
    "atomicstatus": "g",
    "status": "p",
    "state": "span",
    "reason": "reason",
    "spanclass": "spanclass",
    "spc": "spanclass",
}
"""The last word of a label -> the set of names that its values have."""

_ADDRESSES = frozenset(["lo", "hi", "base", "addr", "v", "startAddr", "x", "p", "text", "etext", "a", "t"])
"""Last words of labels of type uintptr that are addresses."""

_CONVERSION = re.compile(r"^(?:u?int\w*|[iu]\d+)\((.*)\)$")

_PLAIN = re.compile(r"^[\w.()]*\.")
"""What stands before the last word of an expression that is a path of names."""

Symbols = Callable[[int], str]
"""An address in the program's code -> the function's name, or ""."""


@dataclass(frozen=True, slots=True)
class Value:
    """An expression shown at entry or return, and its rtlang type."""

    text: str
    type: str

    @property
    def label(self) -> str:
        """The expression as the walk shows it: without conversions, `self` and the way to the current g."""
        label, _, text = self.text.rpartition(": ")
        if label:
            return label
        inner = _CONVERSION.match(text)
        if inner and inner[1].count("(") == inner[1].count(")"):
            text = inner[1]
        for long, short in (("getg().m.curg.goid", "goid"), ("getg().m.", "m."), ("getg().", ""), ("self.", "")):
            text = text.replace(long, short)
        return text


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
    section: tuple[int, ...]
    """Sections of go-program-execution.txt that tell of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a build, and the names of its constants: set -> number -> name."""

    rows: tuple[Row, ...]
    names: Mapping[str, Mapping[int, str]]


def load(text: str) -> Table:
    """Parse the table. Raises ValueError or KeyError for anything else."""
    data = json.loads(text)
    rows = tuple(
        Row(
            item["name"],
            item["group"],
            tuple(Value(*pair) for pair in item["enter"]),
            tuple(Value(*pair) for pair in item["leave"]),
            item.get("doc", ""),
            item.get("file", ""),
            item.get("line", 0),
            tuple(item.get("section", ())),
        )
        for item in data["rows"]
    )
    return Table(rows, {kind: {int(n): name for n, name in names.items()} for kind, names in data["names"].items()})


def no_symbols(pc: int) -> str:
    """Symbols of a program that has none."""
    return ""


def show(value: Value, raw: int, names: Mapping[str, Mapping[int, str]], symbols: Symbols = no_symbols) -> str:
    """The text of a recorded value: by its type, constants and code by name, addresses in hexadecimal."""
    kind = value.type
    word = _PLAIN.sub("", value.label)
    known = names.get(_NAMED.get(word, ""))
    if known is not None:
        return _named(raw, known)
    if kind == "bool":
        return "true" if raw & 1 else "false"
    if word == "fn" or kind.startswith("fn"):
        return symbols(raw) or ("nil" if raw == 0 else f"{raw:#x}")
    if kind.startswith("ptr") or (kind == "u64" and (word in _ADDRESSES or raw >> 36)):
        return "nil" if raw == 0 else f"{raw:#x}"
    if kind.startswith("i"):
        bits = int(kind[1:]) if kind[1:].isdigit() else 64
        raw &= (1 << bits) - 1
        return str(raw - (1 << bits) if raw >> (bits - 1) else raw)
    return str(raw)


def _named(raw: int, known: Mapping[int, str]) -> str:
    """A constant's name; a status with the scan bit has the bit's name before it."""
    if raw in known:
        return known[raw]
    scan = raw & 0x1000
    if scan and raw ^ scan in known:
        return f"_Gscan+{known[raw ^ scan]}"
    return str(raw)
