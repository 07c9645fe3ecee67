"""`rt0 env`: settings and machine, as NAME='value' lines or JSON."""

from __future__ import annotations

import json
import os
import platform
import sys

USAGE = "usage: rt0 env [-json] [NAME...]"

PASSED_ON = ("GOMAXPROCS", "GOGC", "GOMEMLIMIT", "GODEBUG", "GOTRACEBACK")


def settings() -> dict[str, str]:
    """Everything that `rt0 env` shows."""
    from rt0 import __version__
    from rt0.base.options import GO_VERSION
    from rt0.native import cache, passes

    cpu, _ = passes.resolve(passes.Target())
    shown = {
        "RT0_VERSION": __version__,
        "RT0_ROOT": os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
        "RT0_CACHE": cache.open_cache().folder or "off",
        "GOVERSION": f"go{GO_VERSION}",
        "GOOS": "linux",
        "GOARCH": "amd64",
        "CPU": cpu,
        "NCPU": str(len(os.sched_getaffinity(0))),
        "PYTHON": f"{platform.python_implementation()} {platform.python_version()}",
        "LLVM": passes.compiler_version(),
    }
    shown.update({name: os.environ.get(name, "") for name in PASSED_ON})
    return shown


def main(arguments: list[str]) -> int:
    """Print all settings, or the values of those named."""
    as_json = False
    names = []
    for argument in arguments:
        if argument in ("-json", "--json"):
            as_json = True
        elif argument.startswith("-"):
            print(USAGE, file=sys.stderr if argument not in ("-h", "--help") else sys.stdout)
            return 0 if argument in ("-h", "--help") else 2
        else:
            names.append(argument)
    shown = settings()
    if names:
        shown = {name: shown.get(name, "") for name in names}
    if as_json:
        print(json.dumps(shown, indent=2))
    elif names:
        print("\n".join(shown.values()))
    else:
        print("\n".join(f"{name}='{value}'" for name, value in shown.items()))
    return 0
