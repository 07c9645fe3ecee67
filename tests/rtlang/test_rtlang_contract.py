"""docs/rtlang.md is the contract: every accepted example compiles and verifies, every rejected one has its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rtlang_support import SWITCH, load, module, problems

from rt0.rtlang.compile import CODES, CompileOptions, compile_modules

DOCUMENT = Path(__file__).parents[2] / "docs" / "rtlang.md"
_BLOCK = re.compile(r"^```python (accept|reject) ?(RT\d+)?\n(.*?)^```$", re.M | re.S)


def _blocks() -> list[tuple[int, str, str, str]]:
    text = DOCUMENT.read_text()
    return [(text.count("\n", 0, m.start()) + 1, m[1], m[2] or "", m[3]) for m in _BLOCK.finditer(text)]


BLOCKS = _blocks()
ACCEPTED = [pytest.param(source, id=f"line{line}") for line, kind, _, source in BLOCKS if kind == "accept"]
REJECTED = [pytest.param(c, s, id=f"line{line}-{c}") for line, kind, c, s in BLOCKS if kind == "reject"]


@pytest.mark.parametrize("source", ACCEPTED)
@pytest.mark.parametrize("debug", [False, True])
def test_accepted(source: str, debug: bool, tmp_path: Path) -> None:
    made = module(source + SWITCH, tmp_path)
    load(compile_modules([made], options=CompileOptions(debug=debug)))


@pytest.mark.parametrize(("code", "source"), REJECTED)
def test_rejected(code: str, source: str, tmp_path: Path) -> None:
    found = problems(source, tmp_path)
    assert {p.split()[0] for p in found} == {code}
    for p in found:
        assert int(p.split()[1]) > 0
        assert "found" in p
        assert "expected" in p


def test_every_code_has_an_example() -> None:
    assert {code for _, kind, code, _ in BLOCKS if kind == "reject"} == set(CODES)


def test_document_lists_the_codes() -> None:
    text = DOCUMENT.read_text()
    for code, meaning in CODES.items():
        assert f"| {code} | {meaning} |" in text
