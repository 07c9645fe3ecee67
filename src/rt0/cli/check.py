"""`rt0 check FILE...`: the errors of a program, all bodies checked, nothing compiled.

With -json each error is a line `{"file", "line", "column", "code", "message", "related"}`; the codes are explained by
`rt0 check -explain CODE` (rt0.types.codes).
"""

from __future__ import annotations

import json
import sys

from rt0.base.diagnostics import Diagnostic, Sink

USAGE = """usage: rt0 check [-json] [-e] [-tags LIST] FILE.go... | PACKAGE...
       rt0 check -explain CODE | all

A package is a folder, an import path, or a pattern: ./... means all below.
Reports errors as FILE:LINE:COL: message (ten, or all with -e) and exits with 1 if there are any.
-json: all of them, one JSON object a line, with the code of each; -explain tells what a code means."""


def main(arguments: list[str]) -> int:
    """Check; 0 or 1."""
    if arguments[:1] in (["-h"], ["--help"], ["-help"]):
        print(USAGE)
        return 0
    from rt0.build import pipeline
    from rt0.cli import arguments as shared

    try:
        if arguments and arguments[0].lstrip("-").partition("=")[0] == "explain":
            return explain(arguments)
        parsed = shared.parse(arguments, flags={"json": False, "e": False}, packages=True)
    except shared.Wrong as problem:
        print(f"rt0 check: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    sink = pipeline.check(pipeline.Request(parsed.paths, parsed.options))
    if parsed.flags.get("json"):
        for fault in sink.sorted():
            print(as_json(fault, sink))
    elif sink:
        print(sink.format(0 if parsed.flags.get("e") else 10), file=sys.stderr)
    return 1 if sink else 0


def as_json(fault: Diagnostic, sink: Sink) -> str:
    """A diagnostic as one line; `related` are further places that it names. Line and column are 0 where there is none."""
    where = sink.files.position(fault.pos)
    related = [(sink.files.position(other.pos), other.message) for other in fault.related]
    return json.dumps(
        {
            "file": where.path,
            "line": where.line,
            "column": where.col,
            "code": fault.code,
            "message": fault.message,
            "related": [{"file": at.path, "line": at.line, "column": at.col, "message": text} for at, text in related],
        }
    )


def explain(arguments: list[str]) -> int:
    """Print what a code means and a program that has it, with what is said about the program; 2 for no such code."""
    from rt0.types.codes import CODES

    name = arguments[0].partition("=")[2] or " ".join(arguments[1:])
    if name == "all":
        for each in CODES.values():
            print(f"{each.name}: {each.meaning}")
        return 0
    code = {key.lower(): value for key, value in CODES.items()}.get(name.lower())
    if code is None:
        print(f"rt0 check: no such code: {name} (-explain all lists them)", file=sys.stderr)
        return 2
    print(f"{code.name}: {code.meaning}")
    if code.example:
        print(f"\nFor instance p.go:\n\n{code.example}")
        print(messages(code.example))
    return 0


def messages(example: str) -> str:
    """What is reported for a source file, which is called p.go."""
    import os
    import tempfile

    from rt0.base.options import Options
    from rt0.base.source import FileSet
    from rt0.load import load

    sink = Sink(FileSet())
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "p.go")
        with open(path, "w", encoding="utf-8") as out:
            out.write(example)
        load([path], Options(), sink, lazy=False)
    return sink.format().replace(path, "p.go")
