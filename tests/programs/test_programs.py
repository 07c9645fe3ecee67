"""Whole programs: each .go file here is compiled at -O0 and -O2, run, and held against what the real Go printed.

A program's expected stdout is the .out file of its name (recorded from Go 1.27; no file: empty). Comment lines at its head say the
rest: `// exit: N` the exit status (0 without), `// stderr: TEXT` texts that stand on stderr in this order, `// GODEBUG: SETTING` that
the program is run under that as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PROGRAMS = sorted(HERE.glob("*.go"))


def expectations(source: str) -> tuple[int, list[str], list[str]]:
    """(exit status, texts on stderr, settings of GODEBUG besides none) that the head of a program names."""
    status, texts, settings = 0, [], [""]
    for line in source.splitlines():
        if line.startswith("// exit: "):
            status = int(line.removeprefix("// exit: "))
        elif line.startswith("// stderr: "):
            texts.append(line.removeprefix("// stderr: "))
        elif line.startswith("// GODEBUG: "):
            settings.append(line.removeprefix("// GODEBUG: "))
        elif not line.startswith("//"):
            break
    return status, [text for text in texts if text], settings


def run(program: Path, level: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rt0", "run", level, str(program)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program(program: Path, level: str) -> None:
    status, texts, settings = expectations(program.read_text())
    for setting in settings:
        judge(program, status, texts, run(program, level, **({"GODEBUG": setting} if setting else {})))


def judge(program: Path, status: int, texts: list[str], done: subprocess.CompletedProcess[str]) -> None:
    golden = program.with_suffix(".out")
    assert done.returncode == status, f"exit status {done.returncode}, expected {status}; stderr:\n{done.stderr[-2000:]}"
    assert done.stdout == (golden.read_text() if golden.exists() else "")
    at = 0
    for text in texts:
        found = done.stderr.find(text, at)
        assert found >= 0, f"{text!r} is not on stderr (after what came before):\n{done.stderr[-2000:]}"
        at = found + len(text)
