"""Positions: ints that resolve to path, line and byte column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.base.source import NO_POS, FileSet, LineBase, Position


def test_positions_of_two_files_are_apart() -> None:
    files = FileSet()
    one = files.add("a.go", "ab\nc")
    two = files.add("b.go", "x\n")
    assert str(files.position(one.pos(0))) == "a.go:1:1"
    assert str(files.position(one.pos(3))) == "a.go:2:1"
    assert str(files.position(one.pos(4))) == "a.go:2:2"  # the end of the file is a position of it
    assert str(files.position(two.pos(0))) == "b.go:1:1"
    assert two.pos(0) > one.pos(4)
    assert files.file(two.pos(2)) is two


def test_no_position() -> None:
    files = FileSet()
    assert files.position(NO_POS) == Position("", 0, 0)
    assert files.file(7) is None
    source = files.add("a.go", "x")
    assert files.file(source.pos(3)) is None
    assert str(files.position(NO_POS)) == "-"


def test_columns_are_bytes() -> None:
    files = FileSet()
    source = files.add("a.go", "é=1")
    assert files.position(source.pos(2)).col == 3
    assert source.line_text(1) == "é=1"


def test_line_text_without_its_end() -> None:
    source = FileSet().add("a.go", "one\r\ntwo\n")
    assert [source.line_text(n) for n in (1, 2, 3)] == ["one", "two", ""]


@pytest.mark.parametrize(
    ("base", "offset", "shown"),
    [
        (LineBase(4, "x.go", 10, 0), 4, "x.go:10"),
        (LineBase(4, "x.go", 10, 5), 5, "x.go:10:6"),
        (LineBase(4, "x.go", 10, 5), 8, "x.go:11:1"),
        (LineBase(4, "x.go", 10, 5), 3, "a.go:1:4"),
    ],
)
def test_line_directives_change_what_is_shown(base: LineBase, offset: int, shown: str) -> None:
    files = FileSet()
    source = files.add("a.go", "abc\ndef\nghi\n")
    source.line_bases.append(base)
    assert str(files.position(source.pos(offset))) == shown


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5), st.data())
def test_line_and_column_lead_back_to_the_byte(contents: list[bytes], data: st.DataObject) -> None:
    files = FileSet()
    sources = [files.add(f"{n}.go", content) for n, content in enumerate(contents)]
    source = data.draw(st.sampled_from(sources))
    offset = data.draw(st.integers(0, len(source.data)))
    position = files.position(source.pos(offset))
    lines = source.data.split(b"\n")
    assert position.path == source.path
    assert sum(len(line) + 1 for line in lines[: position.line - 1]) + position.col - 1 == offset
