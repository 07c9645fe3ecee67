"""`rt0 version`."""

from __future__ import annotations

from rt0 import __version__


def main(arguments: list[str]) -> int:
    """Print `rt0 version X linux/amd64`, in the shape of `go version`."""
    if arguments in (["-h"], ["--help"]):
        print("usage: rt0 version")
        return 0
    print(f"rt0 version {__version__} linux/amd64")
    return 0
