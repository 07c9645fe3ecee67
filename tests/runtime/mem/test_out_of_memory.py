"""Running out of memory ends a program with Go's fatal error and status 2, wherever it happens, never with a crash.

The limit is on the address space (RLIMIT_AS). The levels stop the program at different calls: the first arena's sysReserve, the
arena map's sysAlloc, a later arena's, persistentalloc's chunks, the records of spans and treaps.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "programs" / "oom.go"
SRC = Path(__file__).parents[3] / "src"
MEGABYTES = (2, 40, 80, 100, 104, 130, 233)
WORDS = (
    "out of memory",
    "out of memory allocating heap arena map",
    "runtime: out of memory",
    "runtime: cannot allocate memory",
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """oom.go, compiled."""
    out = tmp_path_factory.mktemp("oom") / "oom"
    command = [sys.executable, "-m", "rt0.cli", "build", "-o", str(out), str(SOURCE)]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(SRC)}, check=True, timeout=300)
    return out


@pytest.mark.parametrize("way", ["big", "small", "noscan", "huge", "stack", "goroutines", "map", "string"])
def test_every_way_to_run_out(program: Path, way: str) -> None:
    for megabytes in MEGABYTES:
        limit = megabytes << 20

        def confine(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        done = subprocess.run(
            [str(program), way], env={"GOTRACEBACK": "none"}, preexec_fn=confine, capture_output=True, timeout=60, check=False
        )
        said = done.stderr.decode(errors="replace")
        assert done.returncode == 2, (megabytes, said[-2000:])
        fatal = [line.removeprefix("fatal error: ") for line in said.splitlines() if line.startswith("fatal error: ")]
        assert fatal and all(word in WORDS for word in fatal), (megabytes, said[-2000:])  # threads may die at once


def test_the_first_line_says_how_much_was_wanted(program: Path) -> None:
    def confine() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (160 << 20, 160 << 20))

    done = subprocess.run([str(program), "huge"], preexec_fn=confine, capture_output=True, text=True, timeout=60, check=False)
    lines = done.stderr.splitlines()
    assert lines[0].startswith("runtime: out of memory: cannot allocate 1099511627776-byte block (")
    assert lines[1] == "fatal error: out of memory" and "goroutine 1 [running]:" in lines
