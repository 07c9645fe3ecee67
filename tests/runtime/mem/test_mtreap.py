"""mTreap against a sorted list: find is best fit, order holds, the invariants hold after every operation."""

from __future__ import annotations

from bisect import bisect_left, insort

import pytest
from heap_support import MODES, Memory, both
from hypothesis import given, settings
from hypothesis import strategies as st

from rt0.rtlang.vocab_types import struct_named

operations = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(1, 40)),
        st.tuples(st.just("find"), st.integers(1, 45)),
        st.tuples(st.just("remove"), st.integers(0, 1000)),
        st.tuples(st.just("take"), st.integers(1, 45)),
    ),
    max_size=60,
)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=25, deadline=None)
@given(ops=operations)
def test_against_a_sorted_list(mode: str, ops: list[tuple[str, int]]) -> None:
    rt = both(mode)
    memory = Memory(rt)
    nodes = memory.new("mem.fixalloc", "fixalloc")
    rt.call("(*fixalloc).init", nodes, struct_named("rt0.runtime.mem.mtreap", "treapNode").size, None, None, None)
    tree = memory.new("mem.mtreap", "mTreap")
    tree.nodes = nodes
    model: list[tuple[int, int]] = []
    spans = {}
    base = 0x1000000
    for op, n in ops:
        if op == "insert":
            s = memory.new("mem.mspan", "mspan")
            rt.call("(*mspan).init", s, base, n)
            spans[n, base] = s
            rt.call("(*mTreap).insert", tree, s)
            insort(model, (n, base))
            base += 64 << 13
        elif op == "remove" and model:
            key = model.pop(n % len(model))
            rt.call("(*mTreap).removeSpan", tree, spans.pop(key))
        elif op in ("find", "take"):
            found = rt.call("(*mTreap).find", tree, n)
            i = bisect_left(model, (n, 0))
            assert (found.t != 0) == (i < len(model))
            if found.t:
                assert found.deref("t").spanKey == spans[model[i]].address
                if op == "take":
                    rt.call("(*mTreap).erase", tree, found)
                    del spans[model.pop(i)]
        assert rt.call("(*mTreap).validate", tree) == len(model)
        assert tree.npages == sum(k for k, _ in model)
    order = []
    at = rt.call("(*mTreap).start", tree)
    while at.t:
        order.append((at.deref("t").npagesKey, at.deref("t").base))
        at = rt.call("(*treapIter).next", at)
    assert order == model
    at = rt.call("(*mTreap).end", tree)
    for key in reversed(model):
        assert (at.deref("t").npagesKey, at.deref("t").base) == key
        at = rt.call("(*treapIter).prev", at)
    assert at.t == 0
