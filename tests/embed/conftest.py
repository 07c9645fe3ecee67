"""The Go packages that the tests load, each once in this process: nothing is ever unloaded."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import rt0

GO = Path(__file__).parent / "go"


@cache
def loaded(name: str) -> ModuleType:
    """A package of the folder go/, loaded."""
    return rt0.load(GO / f"{name}.go")


@pytest.fixture
def values() -> ModuleType:
    """Package values: a function for each kind of value."""
    return loaded("values")


@pytest.fixture
def work() -> ModuleType:
    """Package main of work.go: goroutines, memory, panics."""
    return loaded("work")
