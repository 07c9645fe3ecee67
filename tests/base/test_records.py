"""Records against `dataclasses`, which they stand in for: the same class made by both behaves alike."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.base import records


def point(module: Any, **options: Any) -> Any:
    """A class with every kind of field, made by records or by dataclasses."""

    class Point:
        limit: ClassVar[int] = 7
        x: int
        y: int = 3
        tags: list[int] = module.field(default_factory=list)
        total: int = module.field(default=0, init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "total", self.x + self.y)

    return module.dataclass(slots=True, **options)(Point)


def both(**options: Any) -> tuple[Any, Any]:
    return point(records, **options), point(dataclasses, **options)


@given(st.lists(st.integers(0, 2), min_size=1, max_size=2), st.lists(st.integers(0, 2), min_size=1, max_size=2))
def test_like_dataclasses(a: list[int], b: list[int]) -> None:
    ours, theirs = both(order=True)
    mine, other = ours(*a), ours(*b)
    want, more = theirs(*a), theirs(*b)
    assert (mine == other, mine < other, mine <= other, mine > other) == (want == more, want < more, want <= more, want > more)
    assert repr(mine) == repr(want)
    assert (mine.x, mine.y, mine.tags, mine.total, ours.limit) == (want.x, want.y, want.tags, want.total, 7)
    assert ours.__match_args__ == theirs.__match_args__ and ours.__slots__ == theirs.__slots__
    assert [f.name for f in records.fields(mine)] == [f.name for f in dataclasses.fields(want)]
    changed = records.replace(mine, y=9)
    assert (changed.x, changed.y, changed.total) == (mine.x, 9, mine.x + 9)
    with pytest.raises(TypeError):
        hash(mine)


def test_each_instance_has_a_list_of_its_own() -> None:
    ours, _ = both()
    a, b = ours(1), ours(1)
    a.tags.append(1)
    assert b.tags == [] and ours(1, tags=[2]).tags == [2] and a != b
    assert a != (1, 3, [1], 4), "equal to records of its class only"
    for wrong in ({}, {"x": 1, "z": 2}, {"x": 1, "total": 2}):
        with pytest.raises(TypeError):
            ours(**wrong)
    with pytest.raises(AttributeError):
        a.other = 1


@records.dataclass(slots=True, frozen=True)
class Key:
    """At the top of a module, so that pickle finds it."""

    name: str
    size: int = 1


def test_frozen_ones_are_keys_and_survive_pickle() -> None:
    key = Key("a")
    assert {key: 1}[Key("a", 1)] == 1 and hash(key) == hash(Key("a")) and key != Key("b")
    with pytest.raises(AttributeError):
        key.size = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del key.size
    assert pickle.loads(pickle.dumps(key)) == key


def test_inheritance_and_identity() -> None:
    @records.dataclass(slots=True, eq=False)
    class Base:
        pos: int

    @records.dataclass(slots=True, eq=False)
    class Child(Base):
        name: str = ""

        def __repr__(self) -> str:
            return "mine"

    child = Child(1, "n")
    assert (child.pos, child.name, repr(child), repr(Base(2)).split(".")[-1]) == (1, "n", "mine", "Base(pos=2)")
    assert child == child and child != Child(1, "n") and len({child, Child(1, "n")}) == 2
    assert Child.__slots__ == ("name",), "the base's slots are not made twice"


def test_a_field_without_a_default_after_one_with() -> None:
    class Wrong:
        x: int = 1
        y: int

    with pytest.raises(TypeError, match="field y without a default after x"):
        records.make(Wrong)
