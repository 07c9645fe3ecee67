"""From a test's output with -test.v=test2json to events, one JSON object a line: `rt0 test -json`.

Package testing puts marks before the lines that are its own and around errors (std/testing/output.go), so that what a test prints
cannot be taken for a result. Events and their fields are those of cmd/test2json; `go doc test2json` describes them.

Read next: testrun.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress

from rt0.base.records import dataclass, field

FRAME, BEGIN, END, ESCAPE = b"\x16", b"\x0f", b"\x0e", b"\x1b"
"""Before a line of package testing's own; around an error; before a character that is none of these."""

_UPDATES = (b"=== RUN   ", b"=== PAUSE ", b"=== CONT  ", b"=== NAME  ", b"=== PASS  ", b"=== FAIL  ", b"=== SKIP  ",
            b"=== ATTR  ", b"=== ARTIFACTS ")  # fmt: skip
_REPORTS = (b"--- PASS: ", b"--- FAIL: ", b"--- SKIP: ", b"--- BENCH: ")

Event = dict[str, object]


@dataclass(slots=True)
class Converter:
    """The state of one package's output. `write` takes the output as it comes, `close` ends it; `emit` gets each line of JSON."""

    emit: Callable[[bytes], None]
    package: str
    start: float = field(default_factory=time.monotonic)
    test: str = ""  # that the output belongs to
    reports: list[Event] = field(default_factory=list)  # results that wait for the end of their output, outer first
    result: str = ""
    failed_build: str = ""
    buffer: bytearray = field(default_factory=bytearray)
    strict: bool = False  # only marked lines are package testing's
    in_error: bool = False
    in_line: bool = False  # the rest of the line is output whatever it is

    def __post_init__(self) -> None:
        _event(self, {"Action": "start"})

    def write(self, data: bytes) -> None:
        """Take a piece of output."""
        self.buffer += data
        while True:
            end = _line_end(self.buffer)
            if end < 0:
                _begin_benchmark(self)
                return
            line = bytes(self.buffer[:end])
            del self.buffer[:end]
            if self.in_line:
                _output(self, line)
                self.in_line = False
            else:
                _line(self, line)

    def close(self, passed: bool) -> None:
        """The end: `passed` is whether the package's tests succeeded."""
        if self.buffer:
            _output(self, bytes(self.buffer))
        _flush(self, 0)
        result = ("skip" if self.result == "skip" else "pass") if passed else "fail"
        event: Event = {"Action": result, "Elapsed": round(time.monotonic() - self.start, 3)}
        if result == "fail" and self.failed_build:
            event["FailedBuild"] = self.failed_build
        _event(self, event)


def _line_end(data: bytearray) -> int:
    """Where the first line ends: behind a newline, or before a mark that begins another; -1 if it has no end yet."""
    newline = data.find(b"\n")
    at = data.find(FRAME, 1)
    while 0 <= at < newline or at >= 0 > newline:
        if _escapes(data, at) % 2 == 0:
            return at
        at = data.find(FRAME, at + 1)
    return newline + 1 if newline >= 0 else -1


def _escapes(data: bytearray, at: int) -> int:
    """How many escapes stand before a place."""
    count = 0
    while count < at and data[at - count - 1] == ESCAPE[0]:
        count += 1
    return count


def _begin_benchmark(c: Converter) -> None:
    """Show the name of a benchmark that is running: the rest of the line comes much later."""
    tab = c.buffer.find(b"\t")
    name = bytes(c.buffer[:tab]).rstrip(b" ")
    if not c.in_line and tab >= 0 and name.startswith(b"Benchmark") and not name[9:10].islower():
        _output(c, bytes(c.buffer[: tab + 1]))
        del c.buffer[: tab + 1]
        c.in_line = True


def _line(c: Converter, line: bytes) -> None:
    """A whole line, with its newline."""
    marked = line[:1] == FRAME
    if c.strict and not marked:
        _output(c, line)
        return
    if marked:
        line = line[1:]
    text = line.removesuffix(b"\n").removesuffix(b"\r")
    if text == b"=== NAME":
        line, text = b"=== NAME  \n", b"=== NAME  "
    if text in (b"PASS", b"FAIL") or text.startswith(b"FAIL\t"):
        _flush(c, 0)
        c.test = ""
        c.strict = marked
        _output(c, line, "frame")
        c.result = "pass" if text == b"PASS" else "fail"
    elif line.startswith(_UPDATES):
        c.strict = marked
        _update(c, line)
    else:
        if line.startswith(b"?   \t") and text.endswith(b"\t[no test files]") and not c.reports:
            c.result = "skip"
        _report(c, line, marked)


def _update(c: Converter, line: bytes) -> None:
    """A line that begins with ===."""
    word, _, rest = line[4:].decode("utf-8", "replace").partition(" ")
    action, name = word.lower(), rest.strip()
    event: Event = {"Action": action}
    if action == "artifacts":
        name, _, event["Path"] = name.partition(" ")
    elif action == "attr":
        name, _, rest = name.partition(" ")
        event["Key"], _, event["Value"] = rest.partition(" ")
    _flush(c, 0)
    c.test = name
    if action == "name":
        return
    if action == "pause":
        _output(c, line, "frame")
    _event(c, event)
    if action != "pause":
        _output(c, line, "frame")


def _report(c: Converter, line: bytes, marked: bool) -> None:
    """A line with a result (---), or of output; four spaces before it for each test around."""
    depth, rest = 0, line
    while rest.startswith(b"    "):
        rest = rest[4:]
        depth += 1
    if not rest.startswith(_REPORTS):
        if 0 < depth <= len(c.reports):
            c.test = str(c.reports[depth - 1]["Test"])
        _output(c, line)
        return
    if len(c.reports) < depth:
        _output(c, line)  # not one of ours after all
        return
    word, _, name = rest[4:].decode("utf-8", "replace").strip().partition(" ")
    event: Event = {"Action": word.removesuffix(":").lower()}
    name, paren, took = name.partition(" (")
    if paren and took.endswith("s)"):
        with suppress(ValueError):  # no time: a name with a parenthesis
            event["Elapsed"] = float(took[:-2])
    c.strict = marked
    _flush(c, depth)
    event["Test"] = name
    c.test = name
    c.reports.append(event)
    _output(c, line, "frame")


def _flush(c: Converter, depth: int) -> None:
    """Write the results that are nested deeper."""
    c.test = ""
    while len(c.reports) > depth:
        _event(c, c.reports.pop())


def _output(c: Converter, data: bytes, kind: str = "") -> None:
    """Write events for a piece of output: what is an error apart."""
    piece = bytearray()
    now = kind or ("error-continue" if c.in_error else "")
    at = 0
    while at < len(data):
        one = data[at : at + 1]
        at += 1
        if one == ESCAPE and at < len(data):
            piece += data[at : at + 1]
            at += 1
        elif one == BEGIN:
            _piece(c, piece, now)
            c.in_error, now = True, "error"
        elif one == END:
            if data[at : at + 1] == b"\n":
                piece += b"\n"
                at += 1
            _piece(c, piece, now)
            c.in_error, now = False, ""
        else:
            piece += one
    _piece(c, piece, now)


def _piece(c: Converter, piece: bytearray, kind: str) -> None:
    if piece:
        event: Event = {"Action": "output", "Output": piece.decode("utf-8", "replace")}
        if kind:
            event["OutputType"] = kind
        _event(c, event)
        piece.clear()


_ORDER = ("Time", "Action", "Package", "Test", "Elapsed", "Output", "OutputType", "FailedBuild", "Key", "Value", "Path")
_HTML = {ord(x): f"\\u{ord(x):04x}" for x in "<>&\u2028\u2029"}


def _event(c: Converter, event: Event) -> None:
    event["Time"] = now()
    event["Package"] = c.package
    event.setdefault("Test", c.test)
    elapsed = event.get("Elapsed")
    if isinstance(elapsed, float) and elapsed.is_integer():
        event["Elapsed"] = int(elapsed)
    c.emit(encode({name: event[name] for name in _ORDER if event.get(name, "") != ""}))


def encode(event: Event) -> bytes:
    """An event as a line, spelt as Go's encoding/json does."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).translate(_HTML).encode("utf-8", "replace") + b"\n"


def now() -> str:
    """The time as Go prints it: RFC 3339 with as many digits as there are."""
    ns = time.time_ns()
    local = time.localtime(ns // 1_000_000_000)
    fraction = f"{ns % 1_000_000_000:09}".rstrip("0")
    zone = time.strftime("%z", local)
    zone = "Z" if zone == "+0000" else f"{zone[:3]}:{zone[3:]}"
    return time.strftime("%Y-%m-%dT%H:%M:%S", local) + (f".{fraction}" if fraction else "") + zone
