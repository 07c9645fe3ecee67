"""`rt0 walk FILE`: run a program on a runtime built with events, and show the walk through it.

The program runs as a child with its own stdout, stderr and stdin; the walk follows on stdout when it has ended, with its real values.
"""

from __future__ import annotations

import os
import sys
import tempfile

USAGE = """usage: rt0 walk [-group NAME[,NAME…]] [-explain] [-json] FILE.go... [ARGUMENTS]

Runs the program and prints the runtime functions it entered, in order, with the values that matter.
Groups: boot, m, p, g, heap, stack, gc, sched, lang."""


def main(arguments: list[str]) -> int:
    """Build with events, run, print. The exit status is 0 also when the program's was not (it is told in a note)."""
    if arguments[:1] in (["-h"], ["--help"], ["-help"]):
        print(USAGE)
        return 0
    from dataclasses import replace

    from rt0.build import pipeline
    from rt0.cli import arguments as shared
    from rt0.cli.progress import Progress
    from rt0.watch import rows as table

    try:
        parsed = shared.parse(
            arguments, flags={"group": True, "explain": False, "json": False}, default_level=0, program_arguments=True
        )
        groups = {name for name in str(parsed.flags.get("group", "")).split(",") if name}
        unknown = groups - set(table.GROUPS)
        if unknown:
            raise shared.Wrong(f"no group {sorted(unknown)[0]!r}; there are {', '.join(table.GROUPS)}")
    except shared.Wrong as problem:
        print(f"rt0 walk: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    progress = Progress()
    try:
        request = pipeline.Request(parsed.paths, replace(parsed.options, trace=True))
        built = pipeline.executable(request, progress)
    finally:
        progress.done()
    return show(built, parsed.rest, groups, explain=bool(parsed.flags.get("explain")), as_json=bool(parsed.flags.get("json")))


def show(built: object, rest: tuple[str, ...], groups: set[str], *, explain: bool, as_json: bool) -> int:
    """Run the traced executable and print its events."""
    from rt0.build.pipeline import Built
    from rt0.cli.run import program_name
    from rt0.watch import reader, tree, walk
    from rt0.watch import rows as table

    assert isinstance(built, Built)
    rows = table.load(built.rows)
    with tempfile.TemporaryFile() as events:
        status = run_traced(built, [program_name(built.paths), *rest], events.fileno())
        events.seek(0)
        data = events.read()
    if not data:
        print("rt0 walk: the program left no events", file=sys.stderr)
        return 1
    stream = reader.read(data)
    chosen = walk.select(tree.calls(stream.events), rows, groups)
    lines = walk.json_lines(chosen, rows) if as_json else walk.text(chosen, rows, explain=explain)
    for line in lines:
        print(line)
    if stream.lost:
        print(f"rt0 walk: {stream.lost} events did not fit and were lost", file=sys.stderr)
    if stream.truncated:
        print("rt0 walk: the program ended in the middle of writing its events", file=sys.stderr)
    if status:
        print(f"rt0 walk: the program's exit status was {status}", file=sys.stderr)
    return 0


def run_traced(built: object, argv: list[str], fd: int) -> int:
    """Run the executable with its events going to fd; its exit status (128 + the signal when one killed it)."""
    import subprocess

    from rt0.abi.events import TRACE_FD
    from rt0.build.pipeline import Built
    from rt0.native import cache

    assert isinstance(built, Built)
    image = None if built.path is not None else cache.anonymous(built.image, argv[0])
    path = built.path if image is None else f"/proc/self/fd/{image}"
    assert path is not None
    keep = (fd,) if image is None else (fd, image)
    sys.stdout.flush()
    child = subprocess.run(argv, executable=path, pass_fds=keep, env={**os.environ, TRACE_FD: str(fd)}, check=False)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode
