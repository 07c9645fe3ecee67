"""Maps against a dictionary: random assignments, look-ups, deletions, clears and whole or interleaved iterations.

The map lives in the runtime's own heap; its descriptor is made here as the compiler makes it. The same operations run through the
generic entry points and through the fast ones, on the same map, since programs may mix them.
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

import pytest
from heap_support import Memory, runtime, set_word, word
from hypothesis import given, settings
from hypothesis import strategies as st

HITER = 128


@functools.cache
def int_map() -> tuple[Memory, Any]:
    """The descriptor of map[uint64]uint64."""
    rt = runtime()
    memory = Memory(rt)
    key = memory.type(8, [])
    key.equal = rt.address("runtime.memequal64")
    key.hasher = rt.address("runtime.memhash64")
    t = memory.new("core.type", "maptype")
    t.key = key
    t.elem = memory.type(8, [])
    t.bucket = memory.type(8 + 64 + 64 + 8, [(8 + 128) // 8])
    t.keysize = 8
    t.valuesize = 8
    t.bucketsize = 8 + 128 + 8
    t.flags = 4  # reflexive keys
    return memory, t


def entries(t: Any, h: int) -> list[tuple[int, int]]:
    """One whole iteration."""
    rt = runtime()
    memory = Memory(rt)
    it = memory.raw(HITER)
    rt.call("mapiterinit", t, h, it)
    found = []
    while word(it):
        found.append((word(word(it)), word(word(it + 8))))
        rt.call("mapiternext", it)
    return found


class Map:
    """A map under test; `generic` chooses the entry points."""

    def __init__(self) -> None:
        self.rt = runtime()
        self.memory, self.t = int_map()
        self.cell = self.memory.raw(8)
        self.h = self.rt.call("makemap", self.t, 0, None)

    def key(self, k: int, generic: bool) -> int:
        if not generic:
            return k
        set_word(self.cell, k)
        return self.cell

    def call(self, name: str, k: int, generic: bool) -> Any:
        return self.rt.call(name if generic else f"{name}_fast64", self.t, self.h, self.key(k, generic))

    def set(self, k: int, v: int, generic: bool) -> None:
        set_word(self.call("mapassign", k, generic), v)

    def get(self, k: int, generic: bool) -> int | None:
        at, ok = self.call("mapaccess2", k, generic)
        assert word(self.call("mapaccess1", k, generic)) == (word(at) if ok else 0)
        return word(at) if ok else None


keys = st.integers(0, 60).map(lambda k: k * 0x9E3779B97F4A7C15 % 2**64)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("set"), keys, st.booleans()),
        st.tuples(st.just("del"), keys, st.booleans()),
        st.tuples(st.just("get"), keys, st.booleans()),
        st.tuples(st.just("all"), st.just(0), st.just(False)),
        st.tuples(st.just("clear"), st.just(0), st.just(False)),
    ),
    max_size=150,
)


@settings(max_examples=60, deadline=None)
@given(operations)
def test_against_a_dictionary(ops: list[tuple[str, int, bool]]) -> None:
    m, model = Map(), {}
    for n, (op, k, generic) in enumerate(ops):
        if op == "set":
            m.set(k, n, generic)
            model[k] = n
        elif op == "del":
            m.call("mapdelete", k, generic)
            model.pop(k, None)
        elif op == "get":
            assert m.get(k, generic) == model.get(k)
        elif op == "clear":
            m.rt.call("mapclear", m.t, m.h)
            model.clear()
        else:
            assert sorted(entries(m.t, m.h)) == sorted(model.items())
        assert word(m.h) == len(model)
    assert sorted(entries(m.t, m.h)) == sorted(model.items())


@pytest.mark.parametrize("count", [9, 100, 3000])
def test_growing_keeps_every_entry(count: int) -> None:
    m = Map()
    for k in range(count):
        m.set(k, k * 3, k % 2 == 0)
        if k % 97 == 0:
            assert all(m.get(j, False) == j * 3 for j in range(0, k, 13))
    assert sorted(entries(m.t, m.h)) == [(k, k * 3) for k in range(count)]
    for k in range(0, count, 2):
        m.call("mapdelete", k, True)
    assert sorted(entries(m.t, m.h)) == [(k, k * 3) for k in range(1, count, 2)]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 200), st.data())
def test_iteration_while_the_map_changes(count: int, data: st.DataObject) -> None:
    """Entries that exist throughout come exactly once, deleted ones not after their deletion, new ones at most once."""
    m = Map()
    for k in range(count):
        m.set(k, k, False)
    doomed = data.draw(st.sets(st.integers(0, count - 1)))
    new = data.draw(st.integers(0, 300))
    it = m.memory.raw(HITER)
    m.rt.call("mapiterinit", m.t, m.h, it)
    seen: list[int] = []
    deleted_at: dict[int, int] = {}
    step = 0
    while word(it):
        k = word(word(it))
        assert k not in deleted_at, "an entry came after its deletion"
        seen.append(k)
        if doomed:
            victim = doomed.pop()
            m.call("mapdelete", victim, False)
            deleted_at[victim] = step
        for _ in range(3):
            if new:
                m.set(10_000 + new, new, False)
                new -= 1
        step += 1
        m.rt.call("mapiternext", it)
    assert len(seen) == len(set(seen)), "an entry came twice"
    stayed = set(range(count)) - set(deleted_at)
    assert stayed <= set(seen)


def test_reading_a_nil_map() -> None:
    m = Map()
    m.h = None
    assert m.get(5, True) is None and m.get(5, False) is None
    assert m.rt.call("maplen", None) == 0
    m.call("mapdelete", 5, True)
    assert entries(m.t, None) == []


def test_iteration_order_differs_between_iterations() -> None:
    m = Map()
    for k in range(64):
        m.set(k, k, False)
    orders = {tuple(k for k, _ in entries(m.t, m.h)) for _ in range(20)}
    assert len(orders) > 5


def test_string_keys() -> None:
    rt = runtime()
    memory = Memory(rt)
    key = memory.type(16, [0])
    key.equal = rt.address("runtime.strequal")
    key.hasher = rt.address("runtime.strhash")
    t = memory.new("core.type", "maptype")
    t.key = key
    t.elem = memory.type(8, [])
    pointers = [1 + 2 * i for i in range(8)] + [1 + 16 + 8]
    t.bucket = memory.type(8 + 128 + 64 + 8, pointers)
    t.keysize, t.valuesize, t.bucketsize, t.flags = 16, 8, 208, 4
    h = rt.call("makemap", t, 100, None)
    words = [f"word{i}" * (i % 5) for i in range(300)]
    kept = [ctypes.create_string_buffer(w.encode()) for w in words]
    cell = memory.raw(16)
    for i, w in enumerate(words):
        set_word(cell, ctypes.addressof(kept[i]))
        set_word(cell + 8, len(w))
        set_word(rt.call("mapassign", t, h, cell), i)
    model = {w: i for i, w in enumerate(words)}
    assert word(h) == len(model)
    for w in [*words, "absent", "word"]:
        at, ok = rt.call("mapaccess2_faststr", t, h, w)
        assert ok == (w in model) and (not ok or word(at) == model[w])
