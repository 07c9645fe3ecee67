"""Options, internal errors and deep recursion."""

from __future__ import annotations

import sys

import pytest

from rt0.base import records
from rt0.base.deep import run_deep
from rt0.base.errors import InternalError
from rt0.base.options import Options, parse_gcflags
from rt0.base.source import FileSet


def test_key_tells_options_apart() -> None:
    keys = {Options().key(), Options(opt_level=2).key(), Options(trace=True).key(), Options(build_tags=("a",)).key()}
    assert len(keys) == 4
    assert Options().key() == Options().key()


def test_options_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Options().opt_level = 2  # type: ignore[misc]


def test_gcflags() -> None:
    assert parse_gcflags("-N -l") == {"no_optimize": True, "no_inline": True}
    assert records.replace(Options(), **parse_gcflags("-N")).no_optimize
    with pytest.raises(ValueError, match="unknown compiler flag -X"):
        parse_gcflags("-X")


def test_internal_error_names_the_place() -> None:
    files = FileSet()
    source = files.add("x.go", "a\nb")
    text = InternalError("no rule for Foo", source.pos(2)).describe(files)
    assert text.startswith("x.go:2:1: internal compiler error: no rule for Foo (a bug in rt0: please report it")
    assert InternalError("oops").describe(files).startswith("internal compiler error: oops")


def _depth(n: int) -> int:
    return 0 if n == 0 else 1 + _depth(n - 1)


def test_run_deep() -> None:
    before = sys.getrecursionlimit()
    assert run_deep(lambda: _depth(50_000)) == 50_000
    assert sys.getrecursionlimit() == before
    with pytest.raises(ValueError, match="mine"):
        run_deep(lambda: (_ for _ in ()).throw(ValueError("mine")))
