"""Events -> calls, nested as they ran.

Each goroutine has a stack of open calls, and so has each M's g0 (and its gsignal). Calls on g0 stand below the switch that the
M's goroutine made to get there (gopark > mcall > park_m, newproc > systemstack > newproc1), which is how a reader follows them.

A function that switches away never returns. What tells that it has ended:
- gogo leaves g0 for a goroutine: everything on that M's g0 since gosave, where mcall and systemstack start again, is over;
- on g0, an entry at stack pointer s ends every open call whose own is below s (a frame that was inlined has its caller's);
- a return ends what is still open inside of the call that returns.
A goroutine's own stack grows by segments, so its addresses have no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rt0.abi.events import ENTER, LEAVE
from rt0.base.records import dataclass, field, replace
from rt0.watch.reader import Event
from rt0.watch.rows import Row

SWITCHES = ("mcall", "systemstack")
"""Rows by which a goroutine's M goes on on its g0."""

ON_GOROUTINES = ("__morestack", "mcall")
"""Assembly of goroutines that is recorded by what it leads to on g0 (@row's `came`); its first value is the goroutine."""


@dataclass(slots=True)
class Call:
    """One entry of a row, with its return when it had one. `depth` counts the open calls that it stands under."""

    enter: Event
    depth: int
    leave: Event | None = None
    led: bool = False
    """Assembly recorded by what it led to: its end is not recorded, the next gogo to the goroutine is it."""


@dataclass(slots=True)
class _State:
    """Open calls: by goroutine; by (M, g0 or gsignal); and of each M's g0 what gosave noted and which switch led there."""

    rows: Sequence[Row]
    goroutines: dict[int, list[Call]] = field(default_factory=dict)
    systems: dict[tuple[int, int], list[Call]] = field(default_factory=dict)
    bases: dict[int, int] = field(default_factory=dict)
    switches: dict[int, tuple[Call, int]] = field(default_factory=dict)
    """M -> the open switch of its goroutine, and how many calls were open on its g0 then."""


def calls(events: Iterable[Event], rows: Sequence[Row]) -> list[Call]:
    """The calls of a run, in order of entry."""
    state = _State(rows)
    found: list[Call] = []
    for event in events:
        if event.kind == ENTER:
            found.append(_enter(state, event))
        elif event.kind == LEAVE:
            _leave(state, event)
    return found


def _stack(state: _State, event: Event) -> list[Call]:
    if event.goid <= 0:
        return state.systems.setdefault((event.m, event.goid), [])
    return state.goroutines.setdefault(event.goid, [])


def _enter(state: _State, event: Event) -> Call:
    name = state.rows[event.row].name
    led = event.goid == 0 and name in ON_GOROUTINES and bool(event.values) and event.values[0] != 0
    if led:
        event = replace(event, goid=event.values[0])
    stack = _stack(state, event)
    if event.goid == 0:
        while stack and stack[-1].enter.sp < event.sp:
            stack.pop()
    call = Call(event, _depth(state, event, stack), led=led)
    if event.goid == 0 and name == "gosave":
        state.bases[event.m] = len(stack)
    stack.append(call)
    if event.goid == 0 and name == "gogo":
        del stack[state.bases.get(event.m, 0) :]
        state.switches.pop(event.m, None)
        resumed = state.goroutines.get(event.values[0], []) if event.values else []
        while resumed and resumed[-1].led:
            resumed.pop()
    elif event.goid > 0 and name in SWITCHES:
        state.switches[event.m] = (call, len(state.systems.get((event.m, 0), ())))
    return call


def _depth(state: _State, event: Event, stack: list[Call]) -> int:
    switch = state.switches.get(event.m) if event.goid == 0 else None
    if switch is not None and len(stack) <= switch[1]:
        return switch[0].depth + 1
    return stack[-1].depth + 1 if stack else 0


def _leave(state: _State, event: Event) -> None:
    """End the innermost open call of the event's row, and what is still open inside it."""
    stack = _stack(state, event)
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].enter.row == event.row:
            stack[index].leave = event
            del stack[index:]
            break
    if event.goid > 0 and state.rows[event.row].name in SWITCHES:
        state.switches.pop(event.m, None)
