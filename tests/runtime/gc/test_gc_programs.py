"""Whole programs under the collector: with a collection at every n-th allocation, on one and two Ps, against known output."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "programs"
SRC = Path(__file__).parents[3] / "src"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The programs, compiled."""
    folder = tmp_path_factory.mktemp("gc")
    out = {}
    for source in sorted(HERE.glob("*.go")):
        out[source.stem] = folder / source.stem
        command = [sys.executable, "-m", "rt0.cli", "build", "-o", str(out[source.stem]), str(source)]
        subprocess.run(command, env=os.environ | {"PYTHONPATH": str(SRC)}, check=True, timeout=300)
    return out


def run(
    program: Path, *arguments: str, timeout: float = 60, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(program), *arguments], env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )


@pytest.mark.parametrize("procs", ["1", "2", "4"])
@pytest.mark.parametrize("debug", ["", "gcstress=97", "gcstress=1009"])
def test_churn(built: dict[str, Path], procs: str, debug: str) -> None:
    done = run(built["churn"], GOMAXPROCS=procs, GODEBUG=debug)
    assert (done.returncode, done.stdout) == (0, "churn 56260 2001000\n"), done.stderr[-2000:]


@pytest.mark.parametrize("gogc", ["100", "10", "400"])
def test_memory(built: dict[str, Path], gogc: str) -> None:
    done = run(built["memory"], GOGC=gogc)
    assert done.returncode == 0, done.stderr[-2000:]
    for line in done.stdout.splitlines():
        if not (line.startswith("bounded") and gogc == "400"):
            assert "false" not in line, done.stdout


def test_memory_limit_collects_although_gogc_is_off(built: dict[str, Path]) -> None:
    done = run(built["memory"], GOGC="off", GOMEMLIMIT="40MiB")
    assert done.returncode == 0
    assert "bounded true true" in done.stdout


def test_gctrace_has_the_form_of_go(built: dict[str, Path]) -> None:
    done = run(built["memory"], GODEBUG="gctrace=1")
    lines = [line for line in done.stderr.splitlines() if line.startswith("gc ")]
    number = r"[0-9.]+"
    form = (
        rf"gc \d+ @{number}s \d+%: {number}\+{number}\+{number} ms clock, "
        rf"{number}\+{number}/{number}/{number}\+{number} ms cpu, \d+->\d+->\d+ MB, \d+ MB goal, \d+ P"
    )
    assert len(lines) > 50
    assert all(re.fullmatch(form, line) for line in lines)


@pytest.mark.parametrize("procs", ["1", "2"])
def test_soak(built: dict[str, Path], procs: str) -> None:
    """Twenty thousand goroutines at a time: nothing lost, no goroutine left, heap and stacks back to where they were."""
    done = run(built["soak"], GOMAXPROCS=procs)
    assert (done.returncode, done.stdout) == (0, "soak 0 0 true true true\n"), done.stderr[-2000:]


@pytest.mark.slow
def test_soak_for_a_minute(built: dict[str, Path]) -> None:
    done = run(built["soak"], "60", timeout=150, GODEBUG="gcstress=5003")
    assert (done.returncode, done.stdout) == (0, "soak 0 0 true true true\n"), done.stderr[-2000:]


def test_stack_overflow(built: dict[str, Path]) -> None:
    done = run(built["overflow"])
    assert done.returncode == 2
    assert "runtime: goroutine stack exceeds 1000000000-byte limit\n" in done.stderr
    assert "fatal error: stack overflow" in done.stderr
    assert "main.f(" in done.stderr
