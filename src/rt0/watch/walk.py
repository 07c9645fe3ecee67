"""The walk: a run's calls of runtime functions as numbered, indented text, or as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence

from rt0.base.records import dataclass
from rt0.watch.rows import Row, Symbols, Table, Value, no_symbols, show
from rt0.watch.tree import Call

DEEPEST = 24
"""Levels of indentation; deeper calls stand below each other."""
WORTH = 3
"""Fewest calls that folding must hide."""
PERIOD = 8
"""Most calls at one depth that are looked at together for repetitions."""


@dataclass(frozen=True, slots=True)
class Style:
    """How text is shown. `bold`, `faint`, `end` are a terminal's codes, or empty."""

    explain: bool = False
    brief: bool = False
    bold: str = ""
    faint: str = ""
    end: str = ""


PLAIN = Style()
BOLD, FAINT, END = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def select(calls: Iterable[Call], rows: Sequence[Row], groups: Collection[str]) -> list[Call]:
    """The calls whose row is in one of the groups; all of them when no group is named."""
    return [call for call in calls if not groups or rows[call.enter.row].group in groups]


def values(shown: tuple[Value, ...], raw: tuple[int, ...], table: Table, symbols: Symbols) -> dict[str, str]:
    """What is shown of an entry or return: label -> text of the value."""
    return {value.label: show(value, number, table.names, symbols) for value, number in zip(shown, raw)}


def heading(program: str, calls: Sequence[Call], chosen: Sequence[Call], events: int, lost: int) -> str:
    """One line about the run: the program, its threads, goroutines and events, how many calls are shown."""
    threads = len({call.enter.m for call in calls})
    goroutines = len({call.enter.goid for call in calls if call.enter.goid > 0})
    shown = f"{len(calls)} calls" if len(chosen) == len(calls) else f"{len(chosen)} of {len(calls)} calls"
    missing = f", {lost} lost" if lost else ""
    return (
        f"walk of {program}: {_count(threads, 'thread')}, {_count(goroutines, 'goroutine')}, "
        f"{_count(events, 'event')}{missing}; {shown}"
    )


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def where(call: Call) -> str:
    """The thread and the stack that a call ran on: `m0 g1`, `m2 g0`, `m0 sig`."""
    goid = call.enter.goid
    return f"m{call.enter.m} {'sig' if goid < 0 else f'g{goid}'}"


def text(calls: Sequence[Call], table: Table, style: Style = PLAIN, symbols: Symbols = no_symbols) -> Iterator[str]:
    """The lines of the walk: number, thread and goroutine, name indented by depth, values at entry -> values at return.

    With `explain`, the first time a function appears its docstring's first paragraph follows, under it, and the
    document's section in brackets. With `brief`, a
    call (and what it called) that is repeated at once, values aside, is shown once with the number of repetitions.
    """
    explained: set[int] = set()
    at = 0
    while at < len(calls):
        size, more = repeated(calls, at) if style.brief else (1, 0)
        for index in range(at, at + size):
            yield _line(index + 1, calls[index], table, style, symbols)
            row = calls[index].enter.row
            if style.explain and row not in explained:
                explained.add(row)
                yield from _explanation(table.rows[row], calls[index].depth, style)
        if more:
            indent = "  " * min(calls[at].depth, DEEPEST)
            names = " ".join(dict.fromkeys(table.rows[c.enter.row].name for c in calls[at : at + size] if c.depth == calls[at].depth))
            yield f"{'':15}{indent}{style.faint}… {more} more: {names}{style.end}"
        at += size * (more + 1)


def _line(number: int, call: Call, table: Table, style: Style, symbols: Symbols) -> str:
    row = table.rows[call.enter.row]
    indent = "  " * min(call.depth, DEEPEST)
    line = f"{style.faint}{number:5}  {where(call):<8}{style.end}{indent}{style.bold}{row.name}{style.end}"
    given = values(row.enter, call.enter.values, table, symbols)
    if given:
        line += "  " + " ".join(f"{name}={value}" for name, value in given.items())
    got = values(row.leave, call.leave.values, table, symbols) if call.leave else {}
    if got:
        line += "  -> " + " ".join(f"{name}={value}" for name, value in got.items())
    return line


def _explanation(row: Row, depth: int, style: Style) -> Iterator[str]:
    indent = "  " * min(depth, DEEPEST)
    told = row.doc.strip().split("\n\n")[0].splitlines()
    if row.section and "ection " not in row.doc:
        told[-1:] = [f"{told[-1] if told else ''} [{', '.join(map(str, row.section))}]"]
    for sentence in told:
        yield f"{'':15}{indent}{style.faint}| {sentence.strip()}{style.end}"


def repeated(calls: Sequence[Call], at: int) -> tuple[int, int]:
    """(calls in the block that begins at `at`, how often the same block follows at once); (1, 0) when it does not.

    A block is up to PERIOD calls at one depth, one after the other, with what they called.
    """
    size = 0
    for _ in range(PERIOD):
        if at + size >= len(calls) or not _beside(calls[at + size], calls[at]):
            break
        size += _extent(calls, at + size)
        shape = _shape(calls, at, size)
        following = at + size
        while _shape(calls, following, size) == shape and not _deeper(calls, following + size, calls[at]):
            following += size
        if following - at - size >= WORTH:
            return size, (following - at) // size - 1
    return 1, 0


def _beside(call: Call, first: Call) -> bool:
    return (call.depth, call.enter.m, call.enter.goid) == (first.depth, first.enter.m, first.enter.goid)


def _deeper(calls: Sequence[Call], at: int, first: Call) -> bool:
    """Whether the call at `at` still belongs to the block before it."""
    return at < len(calls) and calls[at].enter.m == first.enter.m and calls[at].depth > first.depth


def _extent(calls: Sequence[Call], at: int) -> int:
    """The call at `at` and those below it that follow without another thread's in between."""
    first = calls[at]
    end = at + 1
    while end < len(calls) and calls[end].enter.m == first.enter.m and calls[end].depth > first.depth:
        end += 1
    return end - at


def _shape(calls: Sequence[Call], at: int, size: int) -> list[tuple[int, int, int, int]]:
    return [(c.enter.row, c.depth, c.enter.m, c.enter.goid) for c in calls[at : at + size]]


def json_lines(calls: Iterable[Call], table: Table, symbols: Symbols = no_symbols) -> Iterator[str]:
    """One object a call: number, name, group, m, g (0: g0), depth, enter, leave, time in ns, ns until return (absent if never)."""
    for number, call in enumerate(calls, 1):
        row = table.rows[call.enter.row]
        item: dict[str, object] = {
            "n": number,
            "name": row.name,
            "group": row.group,
            "m": call.enter.m,
            "g": call.enter.goid,
            "depth": call.depth,
            "time_ns": call.enter.time,
            "enter": values(row.enter, call.enter.values, table, symbols),
        }
        if call.leave is not None:
            item["leave"] = values(row.leave, call.leave.values, table, symbols)
            item["took_ns"] = call.leave.time - call.enter.time
        yield json.dumps(item)
