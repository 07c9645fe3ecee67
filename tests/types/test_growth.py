"""Nothing makes the front end's time grow worse than linearly: the shapes of bench/growth.py at small sizes.

The bound is loose, for the machine may be busy: eight times the size may take at most twenty-four times as long (linear 8,
quadratic 64). Deep nesting and long chains work, whatever Python's recursion limit is, or are refused in one line.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import growth

SHAPES = list(growth.SHAPES)


def seconds(name: str, n: int) -> float:
    source = growth.SHAPES[name][1](n)
    best = float("inf")
    for _ in range(2):
        _, parsing, checking = growth.run_deep(lambda: growth.sink_of(source))
        best = min(best, parsing + checking)
    return best


@pytest.mark.parametrize("name", SHAPES)
def test_time_is_linear(name: str) -> None:
    n = max(growth.SHAPES[name][0] // 40, 20)
    few, many = seconds(name, n), seconds(name, 8 * n)
    assert many < 24 * few + 0.05


CHAIN = "package p\n\nvar a int\n\nvar x = {}\n"


TAKEN = ["(" * 10_000 + "a" + ")" * 10_000, "+".join("a" * 50_000), "- " * 10_000 + "a"]
REFUSED = ["(" * 100_000, "+".join("a" * 200_000), "[]int{" * 50_000, "func() {" * 20_000]


@pytest.mark.parametrize("text", TAKEN, ids=lambda text: text[:2])
def test_depth_and_length_that_go_takes_too(text: str, tmp_path: Path) -> None:
    path = tmp_path / "p.go"
    path.write_text(CHAIN.format(text))
    done = subprocess.run([sys.executable, "-m", "rt0", "check", str(path)], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:4])
def test_too_much_is_refused_in_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "p.go"
    path.write_text(CHAIN.format(text))
    done = subprocess.run([sys.executable, "-m", "rt0", "check", str(path)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr and "internal" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1
