"""`rt0 run [-O0|-O1|-O2] FILE... [ARGS]`: compile if anything changed, then become the program.

The process is replaced (exec), so signals, exit status and terminal are the program's own. An unchanged program takes the fast way:
build.fast finds its executable in the cache without parsing Go and without LLVM.
"""

from __future__ import annotations

import os
import sys

USAGE = """usage: rt0 run [-O0|-O1|-O2] [-gcflags FLAGS] [-tags LIST] [-m] FILE.go... [ARGUMENTS]
       rt0 run [FLAGS] FOLDER [ARGUMENTS]

Compiles the program if it or anything it needs has changed, and runs it. The exit status is the program's own.
-m first prints what escapes to the heap, as go build -gcflags=-m does."""


def main(arguments: list[str]) -> int:
    """Run a program; returns only when it could not be started."""
    from rt0.build import fast

    found = fast.look_up("run", arguments)
    if found is not None:
        executable, rest = found
        os.execv(executable, rest)
    if arguments[:1] in (["-h"], ["--help"], ["-help"]):
        print(USAGE)
        return 0
    return compile_and_run(arguments)


def compile_and_run(arguments: list[str]) -> int:
    """The slow way: compile, store, exec."""
    from rt0.build import pipeline
    from rt0.cli import arguments as shared
    from rt0.cli.progress import Progress

    try:
        parsed = shared.parse(arguments, flags={"m": False}, program_arguments=True)
    except shared.Wrong as problem:
        print(f"rt0 run: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    progress = Progress()
    try:
        # As go run does, without DWARF, which takes a third of linking; but for what is compiled for a debugger.
        request = pipeline.Request(parsed.paths, parsed.options, dwarf=parsed.options.no_optimize)
        if "m" in parsed.flags:
            print("\n".join(pipeline.escape_notes(request)), file=sys.stderr)
        command = () if "m" in parsed.flags else ("run", tuple(arguments), len(parsed.rest))
        built = pipeline.executable(request, progress, command=command)
    finally:
        progress.done()
    name = program_name(parsed.paths)
    sys.stdout.flush()
    from rt0.native import cache

    where = built.path if built.path is not None else cache.anonymous(built.image, name)
    return os.execve(where, [name, *parsed.rest], os.environ)


def program_name(paths: tuple[str, ...]) -> str:
    """What os.Args[0] is: the first file without .go, as `go run` names its executable."""
    base = os.path.basename(os.path.abspath(paths[0]))
    return base[:-3] if base.endswith(".go") else base
