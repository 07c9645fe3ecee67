"""What is refused only once type arguments are known."""

from __future__ import annotations

from pathlib import Path

from support import lower

CHANS = """package main

type big [1 << 16]byte
type fits [1<<16 - 1]byte

func mk[T any]() chan T { return make(chan T, 1) }

type C[T any] struct{ c chan T }

func main() {
	_ = mk[fits]()
	_ = C[fits]{}
	%s
}
"""


def messages(path: Path, line: str) -> list[str]:
    sink = lower(path, CHANS % line).sink
    return [line.split(":", 1)[1] for line in sink.format().splitlines()]


def test_channel_of_a_type_argument(tmp_path: Path) -> None:
    assert messages(tmp_path, "") == []
    assert "6:6: channel element type too large (>64kB)" in messages(tmp_path, "_ = mk[big]()")
    assert messages(tmp_path, "_ = C[big]{}") == ["8:6: channel element type too large (>64kB)"]
