"""Events -> calls, nested as they ran.

Each goroutine has a stack of open calls, and so has each M's g0. A g0's calls stand below what the M's goroutine was doing when it
switched (gopark -> mcall -> park_m), which is how a reader follows them. A function that switches away never returns: on g0 the
stack pointer tells (an entry at sp s ends every open call whose sp is not above s); on a goroutine's own stack, which grows by
segments and so has no order of addresses, calls end by their leave events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rt0.abi.events import ENTER, LEAVE
from rt0.watch.reader import Event


@dataclass(slots=True)
class Call:
    """One entry of a row, with its return when it had one. `depth` counts the open calls that it stands under."""

    enter: Event
    depth: int
    leave: Event | None = None


@dataclass(slots=True)
class _State:
    """Open calls: by goroutine, by M (its g0), and the goroutine last seen on each M."""

    goroutines: dict[int, list[Call]] = field(default_factory=dict)
    g0s: dict[int, list[Call]] = field(default_factory=dict)
    running: dict[int, int] = field(default_factory=dict)


def calls(events: Iterable[Event]) -> list[Call]:
    """The calls of a run, in order of entry."""
    state = _State()
    found: list[Call] = []
    for event in events:
        stack = _stack(state, event)
        if event.kind == ENTER:
            if event.goid == 0:
                while stack and stack[-1].enter.sp <= event.sp:
                    stack.pop()
            call = Call(event, _depth(state, event, stack))
            stack.append(call)
            found.append(call)
        elif event.kind == LEAVE:
            _close(stack, event)
    return found


def _stack(state: _State, event: Event) -> list[Call]:
    if event.goid == 0:
        return state.g0s.setdefault(event.m, [])
    state.running[event.m] = event.goid
    return state.goroutines.setdefault(event.goid, [])


def _depth(state: _State, event: Event, stack: list[Call]) -> int:
    if stack:
        return stack[-1].depth + 1
    if event.goid == 0 and event.m in state.running:
        below = state.goroutines.get(state.running[event.m])
        if below:
            return below[-1].depth + 1
    return 0


def _close(stack: list[Call], event: Event) -> None:
    """End the innermost open call of the event's row, and what is still open inside it."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index].enter.row == event.row:
            stack[index].leave = event
            del stack[index:]
            return
