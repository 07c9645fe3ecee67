"""Command lines are split as `go run`'s are."""

from __future__ import annotations

import pytest

from rt0.build import fast
from rt0.cli.arguments import Wrong, parse


def test_files_end_where_the_programs_arguments_begin() -> None:
    got = parse(["-O2", "a.go", "b.go", "x", "-y", "c.go"], flags={}, program_arguments=True)
    assert got.options.opt_level == 2
    assert got.paths == ("a.go", "b.go")
    assert got.rest == ("x", "-y", "c.go")


def test_a_folder_is_one_path() -> None:
    assert parse(["./cmd", "x"], flags={}, program_arguments=True).paths == ("./cmd",)


def test_gcflags_reach_the_options() -> None:
    got = parse(["-gcflags", "-N -l", "a.go"], flags={})
    assert got.options.no_optimize and got.options.no_inline
    assert parse(["-gcflags=-l", "a.go"], flags={}).options.no_inline


@pytest.mark.parametrize(
    "words", [[], ["-frob", "a.go"], ["-o"], ["-gcflags", "-zap", "a.go"], ["a.go", "b"], ["-tags"]]
)
def test_what_cannot_be_used_is_refused(words: list[str]) -> None:
    with pytest.raises(Wrong):
        parse(words, flags={"o": True})


@pytest.mark.parametrize(
    "words",
    [["a.go"], ["-O2", "a.go", "b.go", "x"], ["-tags", "x,y", "dir", "1"], ["-gcflags", "-N -l", "a.go", "-v"]],
)
def test_the_fast_way_splits_as_the_parser_does(words: list[str]) -> None:
    got = parse(words, flags={}, program_arguments=True)
    split = fast.split(words)
    assert split is not None
    assert tuple(split[1]) == got.paths and tuple(split[2]) == got.rest
