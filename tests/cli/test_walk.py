"""`rt0 walk`: events are written on every way out of a program, none is lost unsaid, and the ordinary build has none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HELLO = Path(__file__).resolve().parents[2] / "examples" / "hello.go"


def rt0(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rt0", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
        check=False,
    )


def walk(tmp_path: Path, body: str, *flags: str) -> tuple[subprocess.CompletedProcess[str], list[dict]]:
    """The walk of a main package with this text, as JSON; the program itself prints to stderr only."""
    path = tmp_path / "prog.go"
    path.write_text("package main\n" + body)
    done = rt0("walk", "-json", *flags, path)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


WAYS_OUT = {
    "return": ("func main() { println(1) }", 0, {"code": "0"}),
    "os.Exit": ('import "os"\nfunc main() { os.Exit(3) }', 3, {"code": "3"}),
    "panic": ('func main() { panic("x") }', 2, {"code": "2"}),
    "deadlock": ("func main() { <-make(chan int) }", 2, {"code": "2"}),
    "fault": ("func main() { var p *int; *p = 1 }", 2, {"code": "2"}),
    "goroutine": ("func main() { go func() { var m map[int]int; m[1] = 1 }(); select {} }", 2, {"code": "2"}),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_every_way_out_writes_the_events(tmp_path: Path, way: str) -> None:
    body, status, code = WAYS_OUT[way]
    done, calls = walk(tmp_path, body)
    assert done.returncode == 0
    assert calls[0]["name"] == "rt0_go"
    assert [call["enter"] for call in calls if call["name"] == "exit"] == [code]
    assert (f"the program's exit status was {status}" in done.stderr) == (status != 0)
    assert "lost" not in done.stderr


def test_a_signal_that_ends_the_program(tmp_path: Path) -> None:
    done, calls = walk(
        tmp_path, 'import "syscall"\nfunc main() { syscall.Kill(syscall.Getpid(), syscall.SIGTERM); select {} }'
    )
    assert (calls and calls[0]["name"] == "rt0_go") or "before it wrote its events" in done.stderr


def test_rings_that_fill_are_written_and_nothing_is_lost(tmp_path: Path) -> None:
    done, calls = walk(
        tmp_path, "func main() { c := make(chan int); for i := 0; i < 3000; i++ { go func() { c <- i }(); <-c } }"
    )
    assert "lost" not in done.stderr
    made = {call["leave"]["g"] for call in calls if call["name"] == "newproc1"}
    began = [call for call in calls if call["name"] == "newproc1"]
    assert len(began) >= 3001 and len(made) == len(began)
    assert len(calls) > 4096


def test_events_beyond_the_bound_are_counted(tmp_path: Path) -> None:
    body = "func main() { c := make(chan int); for i := 0; i < 5000; i++ { go func() { c <- i }(); <-c } }"
    done, calls = walk(tmp_path, body, "-events", "10000")
    assert "events did not fit and were lost" in done.stderr
    # The first 10,000 events of all threads, so the whole boot is among them.
    assert 0 < len(calls) <= 10000
    assert [call["name"] for call in calls[:4]] == ["rt0_go", "check", "args", "osinit"]
    assert rt0("walk", "-events", "none", HELLO).returncode == 2


def test_deep_stacks_are_walked(tmp_path: Path) -> None:
    done, calls = walk(
        tmp_path, "func f(n int) int { if n == 0 { return 0 }; var a [64]int; a[n%64] = n; return f(n-1) + a[n%64] - n }\n"
        "func main() { println(f(20000)) }", "-group", "stack"
    )
    assert done.stderr == "0\n"
    names = [call["name"] for call in calls]
    assert names.count("newstack") > 3 and names.count("newstack") == names.count("__morestack")


def test_text_and_json_agree(tmp_path: Path) -> None:
    text = rt0("walk", "-group=boot", HELLO).stdout.splitlines()
    assert text[0] == "hello" and " of " in text[1]
    assert [line.split()[3] for line in text[2:]][:5] == ["rt0_go", "check", "args", "osinit", "schedinit"]


def test_wrong_usage() -> None:
    done = rt0("walk", "--group", "nonsense", HELLO)
    assert done.returncode == 2 and "no group 'nonsense'" in done.stderr
    assert rt0("walk").returncode == 2
    assert "usage: rt0 walk" in rt0("walk", "-h").stdout


def test_a_wrong_program_has_no_walk(tmp_path: Path) -> None:
    done, calls = walk(tmp_path, "func main() { x }")
    assert done.returncode == 1 and calls == [] and "undefined: x" in done.stderr


def test_the_ordinary_build_has_no_trace(tmp_path: Path) -> None:
    out = tmp_path / "hello"
    assert rt0("build", "-o", out, HELLO).returncode == 0
    image = out.read_bytes()
    assert b"runtime.newproc1\0" in image
    for word in (b"runtime.traceenter", b"runtime.traceleave", b"runtime.rings", b"RT0_TRACE_FD"):
        assert word not in image
    done = subprocess.run([out], capture_output=True, text=True, timeout=60, env={**os.environ, "RT0_TRACE_FD": "2"}, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("hello\n", "", 0)


@pytest.mark.parametrize("environment, coloured", [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_for_terminals(environment: dict[str, str], coloured: bool) -> None:
    leader, follower = os.openpty()
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    child = subprocess.Popen(
        [sys.executable, "-m", "rt0", "walk", "-group", "p", str(HELLO)], stdout=follower, stderr=subprocess.DEVNULL,
        env={**plain, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(follower)
    told = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the terminal's other side is closed
            break
        told += part
        if not part:
            break
    os.close(leader)
    assert child.wait(timeout=60) == 0
    assert b"procresize" in told
    assert (b"\x1b[1mprocresize\x1b[0m" in told) == coloured
