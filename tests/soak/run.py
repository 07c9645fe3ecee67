"""Runs the soak program under several settings, as a person does before calling a change of the runtime done.

    python tests/soak/run.py [--seconds 60] [--goroutines 20000]

Each setting prints one line; the exit status is 0 when all of them ended well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SETTINGS: tuple[dict[str, str], ...] = (
    {},
    {"GOMAXPROCS": "1"},
    {"GOMAXPROCS": "8"},
    {"GOGC": "10"},
    {"GODEBUG": "gcstress=5000"},
)


def main() -> int:
    """Build once, run each setting."""
    parser = argparse.ArgumentParser(description="soak the runtime")
    parser.add_argument("--seconds", default="60")
    parser.add_argument("--goroutines", default="20000")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "soak"
        source = Path(__file__).parent / "soak.go"
        subprocess.run([sys.executable, "-m", "rt0", "build", "-O2", "-o", str(program), str(source)], check=True)
        for setting in SETTINGS:
            done = subprocess.run(
                [str(program), options.seconds, options.goroutines],
                env={**os.environ, **setting},
                capture_output=True,
                text=True,
                timeout=int(options.seconds) * 10 + 300,
                check=False,
            )
            well = done.returncode == 0 and done.stdout == "ok: true true 1 true\n"
            failed += not well
            name = " ".join(f"{k}={v}" for k, v in setting.items()) or "(plain)"
            print(f"{'ok    ' if well else 'FAILED'} {name}: {done.stdout.strip()} {done.stderr.strip()[-600:]}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
