"""The tree of each file in golden/, as text. `pytest --update` writes it anew; read `git diff` afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.source import FileSet
from rt0.syntax import parse_file
from rt0.syntax.printer import dump, print_file

FILES = sorted(Path(__file__).with_name("golden").glob("*.go"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_tree(path: Path, golden: Callable[[Path, str], None]) -> None:
    files = FileSet()
    sink = Sink(files)
    source = files.add(path.name, path.read_bytes())
    file = parse_file(source, sink)
    assert sink.format() == ""
    golden(path.with_suffix(".dump"), dump(file, source))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_printed(path: Path, golden: Callable[[Path, str], None]) -> None:
    files = FileSet()
    file = parse_file(files.add(path.name, path.read_bytes()), Sink(files))
    golden(path.with_suffix(".printed"), print_file(file))
