"""The local run queue against a deque, with thieves; the global queue against another; overflow of one into the other.

Each runs compiled and interpreted.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sched_support import MODES, both, struct

modes = pytest.mark.parametrize("mode", MODES)


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


@modes
@settings(max_examples=40, deadline=None)
@given(ops=operations)
def test_local_queue_is_a_deque_with_a_slot_in_front(mode: str, ops: list[tuple[str, bool]]) -> None:
    rt = both(mode)
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


global_operations = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.just(0)),
        st.tuples(st.just("head"), st.just(0)),
        st.tuples(st.just("batch"), st.integers(0, 20)),
        st.tuples(st.just("get"), st.integers(0, 9)),
    ),
    max_size=60,
)


@modes
@settings(max_examples=20, deadline=None)
@given(ops=global_operations)
def test_global_queue_is_a_deque_shared_by_three(mode: str, ops: list[tuple[str, int]]) -> None:
    rt = both(mode)
    a = rt.var("allp")[1]
    drain(rt, a)
    sched = rt.var("sched")
    while rt.call("globrunqget", a, 1):
        pass
    queue: deque[int] = deque()
    for op, n in ops:
        gs = [struct(rt, "core.runtime2", "g") for _ in range(n if op == "batch" else 1)]
        if op == "put":
            rt.call("globrunqput", gs[0])
            queue.append(gs[0].address)
        elif op == "head":
            rt.call("globrunqputhead", gs[0])
            queue.appendleft(gs[0].address)
        elif op == "batch":
            q = struct(rt, "core.runtime2", "gQueue")
            for gp in gs:
                rt.call("qpushback", q, gp)
            rt.call("globrunqputbatch", q, n)
            assert not n or not (q.head or q.tail)
            queue.extend(gp.address for gp in gs)
        else:
            # A third of it and one, at most as many as asked for, lands here; the first of them runs.
            share = min(len(queue) // 3 + 1, len(queue), n or 128)
            taken = [queue.popleft() for _ in range(share)]
            got = rt.call("globrunqget", a, n)
            assert [got, *drain(rt, a)] == (taken or [0])
        assert sched.runqsize == len(queue)
        assert sched.runq.head == (queue[0] if queue else 0)
        assert sched.runq.tail == (queue[-1] if queue else 0)
    while rt.call("globrunqget", a, 1):
        pass


@modes
def test_a_full_queue_sends_half_to_the_global_one(mode: str) -> None:
    rt = both(mode)
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


@modes
def test_the_global_queue_is_shared_fairly(mode: str) -> None:
    rt = both(mode)
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


@modes
def test_ready_is_next_and_kicks_out_who_was(mode: str) -> None:
    rt = both(mode)
    a = rt.var("allp")[1]
    drain(rt, a)
    x, y = (struct(rt, "core.runtime2", "g").address for _ in range(2))
    rt.call("runqput", a, x, True)
    rt.call("runqput", a, y, True)
    assert drain(rt, a) == [y, x]
