"""gdb opens an executable built with -gcflags "-N -l" and stops in the program and in the runtime by name, as the document did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")

ROOT = Path(__file__).resolve().parents[2]
HELLO = ROOT / "examples" / "hello.go"
sys.path.insert(0, str(ROOT / "tests" / "watch"))  # where the list of rows is
from hello_walk import CHANCE, EXPECTED  # noqa: E402

ASSEMBLY = {"rt0_go", "gogo", "mcall", "gosave", "systemstack", "goexit"}
"""Rows written in assembly: gdb knows their addresses, not lines."""


@pytest.fixture(scope="module")
def executable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("gdb") / "hello"
    subprocess.run(
        [sys.executable, "-m", "rt0", "build", "-gcflags", "-N -l", "-o", str(out), str(HELLO)],
        check=True, timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    return out


def gdb(executable: Path, tmp_path: Path, *commands: str) -> str:
    """What gdb prints while it runs the commands."""
    script = tmp_path / "commands"
    settings = ["set pagination off", "set confirm off", "set width 0", "set debuginfod enabled off", "set startup-with-shell off"]
    script.write_text("\n".join([*settings, *commands]) + "\n")
    done = subprocess.run(
        ["gdb", "-nx", "-batch", "-x", str(script), str(executable)],
        capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if "ptrace: Operation not permitted" in done.stderr + done.stdout:
        pytest.skip("this machine does not let gdb trace")
    return done.stdout + done.stderr


def test_it_stops_in_the_runtime_and_in_the_program(executable: Path, tmp_path: Path) -> None:
    told = gdb(
        executable, tmp_path, "break runtime.newproc1", "run", "bt 4", "delete", "break runtime.gopark", "continue", "bt 2",
        "delete", "break main.main", "continue", "delete", "next", "next", "break main.main.func1", "continue", "bt 2", "kill",
    )  # fmt: skip
    assert "Breakpoint 1, runtime.newproc1 () at rt0/runtime/sched/newproc.py:" in told
    assert "in runtime.rt0_go () at rt0/runtime/sched/boot.py:" in told
    assert 'hit Breakpoint 2, runtime.gopark () at rt0/runtime/sched/park.py:' in told
    assert f"Breakpoint 3, main.main () at {HELLO}:5" in told
    assert "5\tfunc main() {" in told
    assert "6\t\tch1 := make(chan int)" in told
    assert f"Breakpoint 4, main.main.func1 () at {HELLO}:7" in told


def test_every_row_of_the_walk_is_a_place_to_stop(executable: Path, tmp_path: Path) -> None:
    names = [name for group in EXPECTED.values() for name in group.split()] + CHANCE
    symbols = {name: "runtime.main" if name == "runtime.main" else f"runtime.{name}" for name in names}
    symbols["systemstack"] = "runtime.systemstack_switch"
    told = gdb(executable, tmp_path, *(f"echo {name}:\\n\nbreak '{symbol}'" for name, symbol in symbols.items()))
    lines = told.splitlines()
    wrong = []
    for name in names:
        answer = lines[lines.index(f"{name}:") + 1]
        # What is always inlined has a place at each of its callers.
        known = "file rt0/runtime/" in answer or "locations)" in answer or name in ASSEMBLY
        if not answer.startswith("Breakpoint ") or not known:
            wrong.append((name, answer))
    assert not wrong
