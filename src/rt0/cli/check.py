"""`rt0 check FILE...`: the errors of a program, all bodies checked, nothing compiled."""

from __future__ import annotations

import json
import sys

USAGE = """usage: rt0 check [-json] [-e] [-tags LIST] FILE.go... | FOLDER

Reports errors as FILE:LINE:COL: message (ten, or all with -e) and exits with 1 if there are any."""


def main(arguments: list[str]) -> int:
    """Check; 0 or 1."""
    if arguments[:1] in (["-h"], ["--help"], ["-help"]):
        print(USAGE)
        return 0
    from rt0.build import pipeline
    from rt0.cli import arguments as shared

    try:
        parsed = shared.parse(arguments, flags={"json": False, "e": False})
    except shared.Wrong as problem:
        print(f"rt0 check: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    sink = pipeline.check(pipeline.Request(parsed.paths, parsed.options))
    if parsed.flags.get("json"):
        for fault in sink.sorted():
            where = sink.files.position(fault.pos)
            print(
                json.dumps(
                    {
                        "file": where.path,
                        "line": where.line,
                        "column": where.col,
                        "code": fault.code,
                        "message": fault.message,
                    }
                )
            )
    elif sink:
        print(sink.format(0 if parsed.flags.get("e") else 10), file=sys.stderr)
    return 1 if sink else 0
