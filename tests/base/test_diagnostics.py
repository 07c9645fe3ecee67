"""The sink: what it keeps, drops and shows."""

from __future__ import annotations

from rt0.base.diagnostics import Diagnostic, Related, Sink
from rt0.base.source import NO_POS, FileSet, SourceFile


def _sink(text: str = "a\nb\nc\n" * 10) -> tuple[Sink, SourceFile]:
    files = FileSet()
    return Sink(files), files.add("x.go", text)


def test_sorted_by_position() -> None:
    sink, source = _sink()
    sink.error("B", source.pos(2), "second")
    sink.error("A", source.pos(0), "first")
    assert sink.format() == "x.go:1:1: first\nx.go:2:1: second"
    assert sink.count == 2
    assert sink


def test_one_syntax_error_a_line() -> None:
    sink, source = _sink("abc\ndef")
    sink.error("syntax", source.pos(0), "syntax error: one")
    sink.error("syntax", source.pos(2), "syntax error: two")
    sink.error("syntax", source.pos(5), "syntax error: three")
    assert sink.format() == "x.go:1:1: syntax error: one\nx.go:2:2: syntax error: three"
    assert sink.syntax_errors == 3


def test_equal_messages_of_a_line_are_one() -> None:
    sink, source = _sink("abc\ndef")
    sink.error("X", source.pos(0), "undefined: a")
    sink.error("X", source.pos(1), "undefined: a")
    sink.error("X", source.pos(2), "undefined: b")
    sink.error("X", source.pos(0), "undefined: a")
    assert [d.pos - source.base for d in sink.sorted()] == [0, 2]


def test_too_many_errors() -> None:
    sink, source = _sink()
    for line in range(12):
        sink.error("X", source.pos(2 * line), f"e{line}")
    lines = sink.format().split("\n")
    assert len(lines) == 11
    assert lines[-1] == "x.go:10:1: too many errors"
    assert len(sink.format(limit=0).split("\n")) == 12


def test_related_places_and_no_position() -> None:
    sink, source = _sink()
    sink.error("X", source.pos(2), "x redeclared in this block", Related(source.pos(0), "other declaration of x"))
    sink.report(Diagnostic("NoFile", NO_POS, "open y.go: no such file or directory"))
    assert sink.format() == (
        "open y.go: no such file or directory\nx.go:2:1: x redeclared in this block\n\tx.go:1:1: other declaration of x"
    )
