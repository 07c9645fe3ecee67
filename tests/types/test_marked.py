"""The programs in data/, whose expected errors stand in them. Each message, line and column is gc's (mark_with_go.py)."""

from __future__ import annotations

from pathlib import Path

import marks
import pytest

DATA = sorted((Path(__file__).parent / "data").glob("*.go"))


@pytest.mark.parametrize("path", DATA, ids=lambda p: p.stem)
def test_marked_program(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "ERROR" in source
    assert marks.compare(source) == []
