"""The timers' heap against a sorted list, the four children of each node, the earliest time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from sched_support import booted, p_of, struct

operations = st.lists(
    st.one_of(st.tuples(st.sampled_from(["add", "mix"]), st.integers(1, 50)), st.tuples(st.just("del"), st.integers(0, 1000))),
    max_size=120,
)


@settings(max_examples=40, deadline=None)
@given(operations)
def test_against_a_sorted_list(ops: list[tuple[str, int]]) -> None:
    rt = booted()
    ts = p_of(rt, 1).timers
    assert ts.n == 0
    live = []
    for op, n in ops:
        if op != "del":
            t = struct(rt, "core.runtime2", "timer")
            t.when = n
            first = rt.call("doaddtimer", ts, t)
            assert first == all(n < x.when for x in live)
            live.append(t)
            if op == "mix":  # as in a bubble: before others of the same time, by chance
                rt.call("mixtimer", ts, t.status - 1)
        elif live:
            t = live.pop(n % len(live))
            rt.call("dodeltimer", ts, t.status - 1)
            assert t.status == 0 and not t.ts
        assert ts.n == len(live)
        assert ts.minWhen == min((t.when for t in live), default=0)
        for t in live:
            i = t.status - 1
            parent = next((x for x in live if i and x.status - 1 == (i - 1) // 4), None)
            assert parent is None or parent.when <= t.when
    while live:
        t = min(live, key=lambda x: x.status)
        assert t.when == min(x.when for x in live)
        rt.call("dodeltimer", ts, 0)
        live.remove(t)
    assert ts.n == 0
