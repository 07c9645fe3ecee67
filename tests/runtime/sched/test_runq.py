"""The local run queue against a deque, with thieves; the global queue; overflow of one into the other."""

from __future__ import annotations

from collections import deque
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sched_support import booted, struct


def drain(rt: Any, pp: int) -> list[int]:
    """Everything on pp, in the order it would run."""
    out = []
    while True:
        gp, _ = rt.call("runqget", pp)
        if not gp:
            return out
        out.append(gp)


operations = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.booleans()),
        st.tuples(st.just("get"), st.just(False)),
        st.tuples(st.just("steal"), st.booleans()),
        st.tuples(st.just("empty"), st.just(False)),
    ),
    max_size=150,
)


@settings(max_examples=40, deadline=None)
@given(operations)
def test_local_queue_is_a_deque_with_a_slot_in_front(ops: list[tuple[str, bool]]) -> None:
    rt = booted()
    a, b = rt.var("allp")[1], rt.var("allp")[2]
    drain(rt, a)
    drain(rt, b)
    queue: deque[int] = deque()
    front = 0
    for op, flag in ops:
        if op == "put":
            gp = struct(rt, "core.runtime2", "g").address
            rt.call("runqput", a, gp, flag)
            if flag:
                gp, front = front, gp
            if gp:
                queue.append(gp)
        elif op == "get":
            got, inherit = rt.call("runqget", a)
            if front:
                assert (got, inherit) == (front, True)
                front = 0
            else:
                assert (got, inherit) == (queue.popleft() if queue else 0, False)
        elif op == "empty":
            assert rt.call("runqempty", a) == (not queue and not front)
        else:
            got = rt.call("runqsteal", b, a, flag)
            if queue:
                n = len(queue) - len(queue) // 2
                taken = [queue.popleft() for _ in range(n)]
                # The last of the batch runs at once, the others wait on the thief's queue.
                assert got == taken[-1] and drain(rt, b) == taken[:-1]
            elif flag and front:
                assert got == front
                front = 0
            else:
                assert not got
    assert drain(rt, a) == ([front] if front else []) + list(queue)


def test_a_full_queue_sends_half_to_the_global_one() -> None:
    rt = booted()
    a = rt.var("allp")[1]
    drain(rt, a)
    sched = rt.var("sched")
    before = sched.runqsize
    gs = [struct(rt, "core.runtime2", "g").address for _ in range(257)]
    for gp in gs:
        rt.call("runqput", a, gp, False)
    assert sched.runqsize == before + 129
    assert drain(rt, a) == gs[128:256]
    got = []
    while True:
        gp = rt.call("globrunqget", a, 0)
        if not gp:
            break
        got.append(gp)
        got += drain(rt, a)
    assert got == gs[:128] + gs[256:]
    assert sched.runqsize == before


def test_the_global_queue_is_shared_fairly() -> None:
    rt = booted()
    a = rt.var("allp")[1]
    drain(rt, a)
    gs = [struct(rt, "core.runtime2", "g").address for _ in range(30)]
    for gp in gs:
        rt.call("globrunqput", gp)
    # A third (GOMAXPROCS is 3) and one.
    assert rt.call("globrunqget", a, 0) == gs[0]
    assert drain(rt, a) == gs[1:11]
    assert rt.call("globrunqget", a, 1) == gs[11] and drain(rt, a) == []
    head = struct(rt, "core.runtime2", "g").address
    rt.call("globrunqputhead", head)
    assert rt.call("globrunqget", a, 1) == head
    rest = []
    while gp := rt.call("globrunqget", a, 1):
        rest.append(gp)
    assert rest == gs[12:]


def test_ready_is_next_and_kicks_out_who_was() -> None:
    rt = booted()
    a = rt.var("allp")[1]
    drain(rt, a)
    x, y = (struct(rt, "core.runtime2", "g").address for _ in range(2))
    rt.call("runqput", a, x, True)
    rt.call("runqput", a, y, True)
    assert drain(rt, a) == [y, x]
