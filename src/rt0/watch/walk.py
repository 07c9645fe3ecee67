"""The walk: a run's calls of runtime functions as numbered, indented text, or as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence

from rt0.watch.rows import Row, Value, show
from rt0.watch.tree import Call


def select(calls: Iterable[Call], rows: Sequence[Row], groups: Collection[str]) -> Iterator[Call]:
    """The calls whose row is in one of the groups; all of them when no group is named."""
    for call in calls:
        if not groups or rows[call.enter.row].group in groups:
            yield call


def values(shown: tuple[Value, ...], raw: tuple[int, ...]) -> dict[str, str]:
    """Expression -> text of its value."""
    return {value.text: show(value, number) for value, number in zip(shown, raw)}


def text(calls: Iterable[Call], rows: Sequence[Row], *, explain: bool = False) -> Iterator[str]:
    """The lines of the walk: number, thread and goroutine, name indented by depth, values at entry -> values at return.

    With `explain`, the first time a function appears its docstring's first paragraph follows, under it.
    """
    explained: set[int] = set()
    for number, call in enumerate(calls, 1):
        row = rows[call.enter.row]
        where = f"m{call.enter.m} {'g0' if call.enter.goid == 0 else f'g{call.enter.goid}'}"
        indent = "  " * min(call.depth, 24)
        line = f"{number:5}  {where:<8} {indent}{row.name}"
        given = values(row.enter, call.enter.values)
        if given:
            line += "  " + " ".join(f"{name}={value}" for name, value in given.items())
        got = values(row.leave, call.leave.values) if call.leave else {}
        if got:
            line += "  -> " + " ".join(f"{name}={value}" for name, value in got.items())
        yield line
        if explain and call.enter.row not in explained:
            explained.add(call.enter.row)
            for sentence in row.doc.strip().split("\n\n")[0].splitlines():
                yield f"{'':16}{indent}| {sentence.strip()}"


def json_lines(calls: Iterable[Call], rows: Sequence[Row]) -> Iterator[str]:
    """One object a call: number, name, group, m, goid, depth, enter, leave, time in ns, ns until return (absent when it never did)."""
    for number, call in enumerate(calls, 1):
        row = rows[call.enter.row]
        item: dict[str, object] = {
            "n": number,
            "name": row.name,
            "group": row.group,
            "m": call.enter.m,
            "g": call.enter.goid,
            "depth": call.depth,
            "time_ns": call.enter.time,
            "enter": values(row.enter, call.enter.values),
        }
        if call.leave is not None:
            item["leave"] = values(row.leave, call.leave.values)
            item["took_ns"] = call.leave.time - call.enter.time
        yield json.dumps(item)
