"""Programs of 100 lines and more, those of examples/ among them, print what the real Go printed (large/record.py).

Imported packages come out of the cache, so a program costs the compilation of its own package; all are built at -O1.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "large"))
from record import HERE, programs


@pytest.mark.parametrize("name", sorted(programs()))
def test_same_output_as_go(name: str) -> None:
    command = [sys.executable, "-m", "rt0", "run", "-O1", str(programs()[name])]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert done.stdout == (HERE / f"{name}.out").read_bytes(), done.stderr.decode()[-2000:]
    assert done.returncode == 0, done.stderr.decode()[-2000:]
