"""From the words of a command to the executable that they led to last time, when nothing has changed since.

A warm `rt0 run` is: start Python, this look-up, exec. It must not import LLVM, argparse or the front end (tests/cli holds what it
may), and it checks by content, not by date, every Go file that went into the program; rt0's own files, which only an
installation changes, are checked by name, size and time (cache.toolchain_stamp).
"""

from __future__ import annotations

import os

from rt0.native import cache

VALUED = ("-gcflags", "--gcflags", "-tags", "--tags", "-ldflags", "--ldflags")
"""Flags of `rt0 run` whose value is the next word."""

PLACES = ("GOROOT", "GOPATH", "GOMODCACHE", "GOWORK", "GOFLAGS")
"""Variables that say where packages are (load/goroot.py, load/modules.py)."""


def split(arguments: list[str]) -> tuple[list[str], list[str], list[str]] | None:
    """(flags, paths, program's arguments) of a run command, or None when only the full parser can tell."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        if arguments[at] in ("-h", "-help", "--help"):
            return None
        at += 2 if arguments[at] in VALUED else 1
    end = at
    while end < len(arguments) and arguments[end].endswith(".go"):
        end += 1
    if end == at:
        end += 1
    if end > len(arguments):
        return None
    return arguments[:at], arguments[at:end], arguments[end:]


def request_key(command: str, flags: list[str], paths: list[str]) -> str:
    """The key of a request: the command's words, the folder they mean, and what would compile (the processor counts: a cache
    folder may be shared by several machines).
    """
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    environment = [os.environ.get(name, "") for name in ("GOAMD64", *PLACES)]
    parts = [command, os.getcwd(), cache.toolchain_stamp(root), *environment, str(len(flags)), *flags, *paths]
    return cache.key(parts)


def look_up(command: str, arguments: list[str]) -> tuple[str, list[str]] | None:
    """(executable, argv) for a run command none of whose inputs changed, or None."""
    words = split(arguments)
    if words is None:
        return None
    flags, paths, rest = words
    try:
        key = request_key(command, flags, paths)
    except OSError:
        return None
    found = cache.look_up(cache.open_cache(note=_quiet), key)
    if found is None:
        return None
    base = os.path.basename(os.path.abspath(paths[0]))
    return found, [base[:-3] if base.endswith(".go") else base, *rest]


def _quiet(text: str) -> None:
    """The slow way opens the cache again and tells what is wrong with it."""
