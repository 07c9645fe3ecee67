"""`rt0 cache info|clean`: what the cache holds, and emptying it."""

from __future__ import annotations

import json
import sys

USAGE = "usage: rt0 cache info [--json] | rt0 cache clean"


def main(arguments: list[str]) -> int:
    """Print the cache's folder, entries and bytes, or remove all entries."""
    from rt0.native import cache

    if arguments in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    opened = cache.open_cache()
    if arguments[:1] == ["info"] and arguments[1:] in ([], ["--json"]):
        found = cache.info(opened)
        if arguments[1:]:
            print(json.dumps({"folder": opened.folder, **found}))
            return 0
        print(f"folder      {opened.folder or '(none)'}")
        for name, count in found.items():
            print(f"{name:<12}{count / 2**20:.1f} MB" if name == "bytes" else f"{name:<12}{count}")
        return 0
    if arguments == ["clean"]:
        removed = cache.clean(opened)
        print(f"removed {removed} entries")
        return 0
    print(USAGE, file=sys.stderr)
    return 2
