"""semaRoot's treap: waiters of each address in order, whatever the shape of the tree."""

from __future__ import annotations

from collections import defaultdict, deque

from hypothesis import given, settings
from hypothesis import strategies as st
from sched_support import booted, struct

operations = st.lists(
    st.one_of(
        st.tuples(st.just("queue"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("dequeue"), st.integers(0, 9), st.just(False)),
    ),
    max_size=150,
)


@settings(max_examples=40, deadline=None)
@given(operations)
def test_first_come_first_served_for_each_address(ops: list[tuple[str, int, bool]]) -> None:
    rt = booted()
    root = struct(rt, "sched.sema", "semaRoot")
    model: dict[int, deque[int]] = defaultdict(deque)
    for op, k, lifo in ops:
        address = 4096 + 64 * k
        if op == "queue":
            s = rt.call("acquireSudog")
            rt.call("rootqueue", root, address, s, lifo)
            (model[address].appendleft if lifo else model[address].append)(s)
        else:
            got = rt.call("rootdequeue", root, address)
            assert got == (model[address].popleft() if model[address] else 0)
            if got:
                rt.call("releaseSudog", got)
    for address, waiting in model.items():
        while waiting:
            got = rt.call("rootdequeue", root, address)
            assert got == waiting.popleft()
            rt.call("releaseSudog", got)
    assert not root.treap


def test_a_free_semaphore_is_taken_at_once() -> None:
    rt = booted()
    word = struct(rt, "core.runtime2", "note")
    word.key = 2
    rt.call("semacquire", word.address, False, 0)
    assert word.key == 1
    assert rt.call("cansemacquire", word.address) and not rt.call("cansemacquire", word.address)
    rt.call("semrelease", word.address, False)
    assert word.key == 1


def test_tickets_of_a_notify_list() -> None:
    rt = booted()
    l = struct(rt, "sched.sema", "notifyList")
    assert [rt.call("notifyListAdd", l) for _ in range(3)] == [0, 1, 2]
    rt.call("notifyListNotifyOne", l)
    assert (l.wait, l.notify) == (3, 1)
    # Ticket 0 was notified before it slept: it does not sleep.
    rt.call("notifyListWait", l, 0)
    rt.call("notifyListNotifyAll", l)
    assert (l.wait, l.notify) == (3, 3)
    rt.call("notifyListWait", l, 2)
