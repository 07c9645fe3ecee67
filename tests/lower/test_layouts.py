"""Layouts and entry points as data agree with docs/abi.md and with what the runtime declares."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest

from rt0.abi import layouts, symbols


def test_offsets_of_type_descriptors() -> None:
    assert layouts.offsets("_type") == {
        "size": 0, "ptrdata": 8, "hash": 16, "tflag": 20, "align": 21, "fieldAlign": 22, "kind": 23, "equal": 24,
        "hasher": 32, "gcdata": 40, "str": 48, "ptrToThis": 64, "uncommon": 72,
    }  # fmt: skip
    assert layouts.sizeof("_type") == 80
    sizes = {"structfield": 56, "imethod": 40, "method": 56, "scase": 16, "hiter": 128, "_defer": 48, "panicbuf": 128}
    assert {name: layouts.sizeof(name) for name in sizes} == sizes
    assert layouts.offsets("itab")["fun"] == 24
    assert layouts.offsets("maptype")["keysize"] == 104


def _runtime_functions() -> dict[str, Any]:
    found: dict[str, Any] = {}
    root = importlib.import_module("rt0.runtime")
    for module in pkgutil.walk_packages(root.__path__, "rt0.runtime."):
        if not module.ispkg:
            loaded = importlib.import_module(module.name)
            for name, value in vars(loaded).items():
                if callable(value) and getattr(value, "__module__", "") == module.name:
                    found.setdefault(name, value)
    return found


WAITING = {"wbmove", "gcWriteBarrier"}
"""Entry points of the write barrier, which comes with concurrent marking; nothing calls them yet."""


def test_every_entry_point_is_in_the_runtime() -> None:
    functions = _runtime_functions()
    assert [name for name in symbols.ENTRY if name not in functions and name not in WAITING] == []


@pytest.mark.parametrize("name", sorted(set(symbols.ENTRY) - WAITING))
def test_parameters_agree_with_the_runtime(name: str) -> None:
    function = _runtime_functions()[name]
    hints = [k for k in function.__annotations__ if k != "return"]
    assert len(hints) == len(symbols.ENTRY[name][1]), f"{name} takes {hints}"
