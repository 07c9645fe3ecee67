"""The linter and the strict type checker find nothing: ruff over everything, mypy over what is ordinary Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


def test_ruff() -> None:
    run("ruff", "check", "src", "tests", "bench")


def test_mypy() -> None:
    run("mypy")


def test_no_two_test_files_share_a_name() -> None:
    """pytest imports them by their bare names, and a whole run refuses the second of a pair (one folder's run does not)."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
