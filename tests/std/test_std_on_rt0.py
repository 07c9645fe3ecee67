"""std as rt0 compiles it, over the real runtime: programs whose output was recorded from Go 1.27.

The other tests of this folder run std's pure parts under the real Go; here is what needs our own descriptors, locks,
timers and system calls.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"
STATUS = {"files": 3, "flags": 1}


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("name", sorted(path.stem for path in PROGRAMS.glob("*.go")))
def test_program(name: str, level: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rt0", "run", level, str(PROGRAMS / f"{name}.go"), str(tmp_path)]
    done = subprocess.run(command, input=b"in put\n", capture_output=True, timeout=300, check=False)
    assert done.stdout == (PROGRAMS / f"{name}.out").read_bytes(), done.stderr
    assert done.returncode == STATUS.get(name, 0), done.stderr
