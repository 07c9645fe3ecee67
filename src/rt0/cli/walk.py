"""`rt0 walk FILE`: run a program on a runtime built with events, and show the walk through it.

The program runs as a child with its own stdout, stderr and stdin; the walk follows on stdout when it has ended, with its real values.
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING

from rt0.base.records import dataclass

if TYPE_CHECKING:
    from rt0.build.pipeline import Built

USAGE = """usage: rt0 walk [-group NAME[,NAME…]] [-brief] [-explain] [-json] [-events N] [-O0|-O1|-O2] FILE.go... | FOLDER [ARGUMENTS]

Runs the program and prints the runtime functions it entered, in order, with the values that matter.
  -group    only these groups: boot, m, p, g, heap, stack, gc, sched, lang
  -brief    fold what is repeated
  -explain  each function's description where it first appears
  -json     one call a line, as JSON
  -events   keep the first N events (1000000)"""

EVENTS = 1_000_000
"""Events kept unless -events says otherwise: some 70 MB of file."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show of a walk."""

    groups: frozenset[str]
    brief: bool
    explain: bool
    as_json: bool
    events: int = EVENTS


def main(arguments: list[str]) -> int:
    """Build with events, run, print. The exit status is 0 also when the program's was not (it is told in a note)."""
    if arguments[:1] in (["-h"], ["--help"], ["-help"]):
        print(USAGE)
        return 0
    from rt0.base.records import replace
    from rt0.build import pipeline
    from rt0.cli import arguments as shared
    from rt0.cli.progress import Progress
    from rt0.watch import rows as table

    flags = {"group": True, "brief": False, "explain": False, "json": False, "events": True}
    try:
        parsed = shared.parse(arguments, flags=flags, default_level=0, program_arguments=True)
        groups = frozenset(name for name in str(parsed.flags.get("group", "")).split(",") if name)
        unknown = sorted(groups - set(table.GROUPS))
        if unknown:
            raise shared.Wrong(f"no group {unknown[0]!r}; there are {', '.join(table.GROUPS)}")
        limit = str(parsed.flags.get("events", EVENTS))
        if not limit.isdecimal() or not int(limit):
            raise shared.Wrong(f"-events wants a number above 0, not {limit}")
    except shared.Wrong as problem:
        print(f"rt0 walk: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    wanted = Wanted(groups, "brief" in parsed.flags, "explain" in parsed.flags, "json" in parsed.flags, int(limit))
    progress = Progress()
    try:
        request = pipeline.Request(parsed.paths, replace(parsed.options, trace=True))
        built = pipeline.executable(request, progress)
    finally:
        progress.done()
    return show(built, parsed.rest, wanted)


def show(built: Built, rest: tuple[str, ...], wanted: Wanted) -> int:
    """Run the traced executable and print its events."""
    from rt0.cli.run import program_name
    from rt0.watch import reader

    name = program_name(built.paths)
    with tempfile.TemporaryFile() as events:
        status = run_traced(built, [name, *rest], events.fileno(), wanted.events)
        events.seek(0)
        data = events.read()
    if data:
        stream = reader.read(data)
        for line in lines_of(built, name, stream, wanted):
            print(line)
        sys.stdout.flush()
        if stream.lost:
            print(f"rt0 walk: {stream.lost} events did not fit and were lost (-events N keeps more)", file=sys.stderr)
        if stream.truncated:
            print("rt0 walk: the program ended in the middle of writing its events", file=sys.stderr)
    else:
        print("rt0 walk: the program was ended from outside before it wrote its events", file=sys.stderr)
    if status:
        print(f"rt0 walk: the program's exit status was {status}", file=sys.stderr)
    return 0 if data else 1


def lines_of(built: Built, name: str, stream: object, wanted: Wanted) -> list[str]:
    """The walk's lines, with its heading."""
    from rt0.watch import reader, symbols, tree, walk
    from rt0.watch import rows as table

    assert isinstance(stream, reader.Stream)
    known = table.load(built.rows)
    called = symbols.read(built.image)
    calls = tree.calls(stream.events, known.rows)
    chosen = walk.select(calls, known.rows, wanted.groups)
    if wanted.as_json:
        return list(walk.json_lines(chosen, known, called))
    style = walk.Style(wanted.explain, wanted.brief)
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        style = walk.Style(wanted.explain, wanted.brief, walk.BOLD, walk.FAINT, walk.END)
    first = walk.heading(name, calls, chosen, len(stream.events), stream.lost)
    return [first, *walk.text(chosen, known, style, called)]


def run_traced(built: Built, argv: list[str], fd: int, limit: int) -> int:
    """Run the executable with at most `limit` events going to fd; its exit status (128 + the signal when one killed it).

    An interrupt from the keyboard is the program's.
    """
    import signal
    import subprocess

    from rt0.abi.events import TRACE_FD
    from rt0.native import cache

    image = None if built.path is not None else cache.anonymous(built.image, argv[0])
    path = built.path if image is None else f"/proc/self/fd/{image}"
    assert path is not None
    keep = (fd,) if image is None else (fd, image)
    sys.stdout.flush()
    child = subprocess.Popen(argv, executable=path, pass_fds=keep, env={**os.environ, TRACE_FD: f"{fd}:{limit}"})
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode
