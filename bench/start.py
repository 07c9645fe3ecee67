"""How long it takes to get going: rt0 against the real Go, whole commands, run in turn.

    unchanged   `rt0 run hello.go` and `go run hello.go`, nothing changed since the last run
    edited      the same after a change of the printed text
    empty       `rt0 run hello.go` with an empty cache but for the runtime's own object (which is made once for each version)
    built       the built hello itself, start to end

    python bench/start.py [--runs N] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from table import find_go

HELLO = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello %d") }\n'


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Wall seconds of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def in_turn(
    ours: list[str], theirs: list[str], environment: dict[str, str], runs: int, before: object = None
) -> tuple[float, float, float]:
    """(median of ours, of theirs, of the ratios) over runs in turn; `before(n)` is called ahead of each pair."""
    pairs = []
    for n in range(runs):
        if callable(before):
            before(n)
        pairs.append((timed(ours, environment), timed(theirs, environment)))
    middle = statistics.median
    return middle(a for a, _ in pairs), middle(b for _, b in pairs), middle(a / b for a, b in pairs)


def runtime_only(cache: Path) -> None:
    """Empty the cache but for the runtime's objects: the ones with a table of rows of the same key beside them."""
    keep = {path.stem for path in cache.glob("*.r")}
    for path in cache.iterdir():
        if path.stem not in keep:
            path.unlink()


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="start-up of rt0 against Go")
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    go = find_go()
    rt0 = Path(sys.executable).parent / "rt0"
    command = [str(rt0)] if rt0.exists() else [sys.executable, "-m", "rt0"]
    folder = Path(tempfile.mkdtemp(prefix="rt0-start-"))
    try:
        rows = measure(folder, command, go, options.runs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        print(json.dumps(rows))
        return 0
    print("| what | Go | rt0 | ratio |\n| --- | --- | --- | --- |")
    for name, (ours, theirs, ratio) in rows.items():
        if theirs:
            print(f"| {name} | {theirs * 1000:.1f} ms | {ours * 1000:.1f} ms | **{ratio:.2f}** |")
        else:
            print(f"| {name} | | {ours:.2f} s | |")
    return 0


def measure(folder: Path, command: list[str], go: str, runs: int) -> dict[str, tuple[float, float, float]]:
    """All figures: name -> (ours, Go's, ratio); Go's is 0 where there is nothing to compare."""
    source = folder / "hello.go"
    source.write_text(HELLO % 0)
    cache = folder / "cache"
    environment = {**os.environ, "RT0_CACHE": str(cache), "GOCACHE": str(folder / "gocache"), "GO111MODULE": "off"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an edited rt0 would be compiled to bytecode at each start
    ours, theirs = [*command, "run", str(source)], [go, "run", str(source)]
    timed(ours, environment)
    timed(theirs, environment)
    rows = {"run, unchanged": in_turn(ours, theirs, environment, runs)}

    def edit(n: int) -> None:
        source.write_text(HELLO % (n + 1))

    rows["run, edited"] = in_turn(ours, theirs, environment, max(3, runs // 3), edit)
    empty = []
    for _ in range(3):
        runtime_only(cache)
        empty.append(timed(ours, environment))
    rows["run, empty cache but for the runtime"] = statistics.median(empty), 0.0, 0.0
    built = [str(folder / "hello.rt0"), str(folder / "hello.go.exe")]
    subprocess.run([*command, "build", "-o", built[0], str(source)], env=environment, check=True)
    subprocess.run([go, "build", "-o", built[1], str(source)], env=environment, check=True)
    rows["built hello"] = in_turn(built[:1], built[1:], environment, runs * 3)
    return rows


if __name__ == "__main__":
    sys.exit(main())
