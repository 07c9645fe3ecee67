"""`rt0 build [-o FILE] FILE...`: an executable that needs neither Python nor rt0."""

from __future__ import annotations

import os
import sys

USAGE = """usage: rt0 build [-o FILE] [-O0|-O1|-O2] [-gcflags FLAGS] [-ldflags "-s -w"] [-tags LIST] [-m] [-x] FILE.go... | FOLDER

Compiles a program to an executable (default: named after the first file or the folder; -O2). -m prints what escapes to the heap, as
go build -gcflags=-m does, -x how long each stage took.
GOAMD64=v1 ... v4 in the environment says which processors it is for (default: this one)."""


def main(arguments: list[str]) -> int:
    """Build and write the executable; 0, or 1 with errors on stderr."""
    if arguments[:1] in (["-h"], ["--help"], ["-help"]):
        print(USAGE)
        return 0
    from rt0.build import pipeline
    from rt0.cli import arguments as shared
    from rt0.cli.progress import Progress, Stages
    from rt0.cli.run import program_name

    try:
        parsed = shared.parse(arguments, flags={"o": True, "ldflags": True, "m": False, "x": False}, default_level=2)
        linker = str(parsed.flags.get("ldflags", "")).split()
        unknown = [flag for flag in linker if flag not in ("-s", "-w")]
        if unknown:
            raise shared.Wrong(f"unknown linker flag {unknown[0]} in -ldflags (rt0 knows -s, -w)")
    except shared.Wrong as problem:
        print(f"rt0 build: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    progress: Progress | Stages = Stages() if "x" in parsed.flags else Progress()
    try:
        request = pipeline.Request(parsed.paths, parsed.options, symbols="-s" not in linker, dwarf=not linker)
        if "m" in parsed.flags:
            print("\n".join(pipeline.escape_notes(request)), file=sys.stderr)
        built = pipeline.executable(request, progress)
        progress("writing the executable")
        write(str(parsed.flags.get("o", program_name(parsed.paths))), built.image)
    finally:
        progress.done()
    return 0


def write(path: str, image: bytes) -> None:
    """Write an executable whole or not at all: beside the target under another name, then renamed.

    A device or pipe (`-o /dev/null`) is written into; renaming would put a file in its place.
    """
    if os.path.isdir(path):
        raise IsADirectoryError(21, "is a directory", path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as device:
            device.write(image)
        return
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o777)
        with os.fdopen(fd, "wb") as file:
            file.write(image)
        os.replace(temporary, path)
    except OSError as problem:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise OSError(problem.errno, problem.strerror, path) from None
