"""syscall's table of numbers is what tools/gen_std_syscall.py makes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rt0.load.goroot import find_tree

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import gen_std_syscall

TREE = find_tree()


@pytest.mark.skipif(TREE is None, reason="needs Go's sources: pip install 'rt0[std]'")
def test_the_table_is_the_generators() -> None:
    assert TREE is not None
    assert gen_std_syscall.TARGET.read_text() == gen_std_syscall.table_source(Path(TREE.src))
