"""Whole programs for the scheduler: preemption, locked threads, signals, deadlocks, dying, growing stacks."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "programs"
SRC = Path(__file__).parents[3] / "src"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The programs, compiled."""
    folder = tmp_path_factory.mktemp("sched")
    out = {}
    for source in sorted(HERE.glob("*.go")):
        out[source.stem] = folder / source.stem
        command = [sys.executable, "-m", "rt0", "build", "-o", str(out[source.stem]), str(source)]
        subprocess.run(command, env=os.environ | {"PYTHONPATH": str(SRC)}, check=True, timeout=300)
    return out


def run(program: Path, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(program)], env=environment, capture_output=True, text=True, timeout=timeout, check=False, stdin=-3
    )


@pytest.mark.parametrize("debug", ["", "gcstress=31"])
@pytest.mark.parametrize("procs", ["1", "2", "7"])
def test_everything_at_once(built: dict[str, Path], procs: str, debug: str) -> None:
    done = run(built["mixed"], GOMAXPROCS=procs, GODEBUG=debug)
    assert (done.returncode, done.stdout, done.stderr) == (0, "2397575 289000 300\n", "")


@pytest.mark.parametrize("procs", ["1", "2"])
def test_loops_without_calls_are_preempted(built: dict[str, Path], procs: str) -> None:
    done = run(built["preempt"], GOMAXPROCS=procs)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"true\npreempt.go \d+ true\n", done.stdout)


def test_a_loop_that_reads_the_clock_is_preempted(built: dict[str, Path]) -> None:
    done = run(built["clock"])
    assert done.stdout.startswith("true "), done.stdout


def test_locked_threads_and_changing_gomaxprocs(built: dict[str, Path]) -> None:
    done = run(built["threads"])
    want = "24500\n" + "".join(f"4950 {1 + i % 4}\n" for i in range(6)) + "0 EOF\n"
    assert (done.returncode, done.stdout, done.stderr) == (7, want, "")


def test_sleeps_tickers_timeouts(built: dict[str, Path]) -> None:
    done = run(built["timers"])
    assert done.returncode == 0 and done.stdout.startswith("1000 true ") and done.stdout.endswith("\ntimeout\n")


def test_stacks_grow_and_end(built: dict[str, Path]) -> None:
    done = run(built["stacks"])
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    assert len(lines) == 3 and len(set(lines)) == 1
    assert "runtime: goroutine stack exceeds 1000000000-byte limit" in done.stderr
    assert "fatal error: stack overflow" in done.stderr and "main.inf(...)" in done.stderr


def test_deadlock_shows_every_goroutine(built: dict[str, Path]) -> None:
    done = run(built["asleep"])
    assert done.returncode == 2
    text = re.sub(r"goroutine (?!1\b)\d+", "goroutine N", re.sub(r"\t\S+/", "\t", done.stderr))
    text = re.sub(r" \+0x[0-9a-f]+", " +0x", text)
    assert text == (
        "fatal error: all goroutines are asleep - deadlock!\n"
        "\ngoroutine 1 [chan receive (nil chan)]:\nmain.main()\n\tasleep.go:15 +0x\n"
        "\ngoroutine N [select (no cases)]:\nmain.main.func1()\n\tasleep.go:7 +0x\n"
        "created by main.main in goroutine 1\n\tasleep.go:6 +0x\n"
        "\ngoroutine N [chan send]:\nmain.main.func2()\n\tasleep.go:11 +0x\n"
        "created by main.main in goroutine 1\n\tasleep.go:9 +0x\n"
    )


def test_goexit_of_the_main_goroutine(built: dict[str, Path]) -> None:
    done = run(built["goexit"])
    assert done.returncode == 2 and sorted(done.stdout.split("\n")) == ["", "deferred in main", "other"]
    assert done.stderr.startswith("fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n")


def test_a_panic_while_others_run(built: dict[str, Path]) -> None:
    for _ in range(10):
        done = run(built["dying"])
        assert done.returncode == 2
        assert done.stderr.startswith("panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n")


def test_a_closed_standard_output(built: dict[str, Path]) -> None:
    with subprocess.Popen([str(built["pipe"])], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"line 0\n"
        process.stdout.close()
        assert process.wait(timeout=20) == -signal.SIGPIPE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_signals_from_outside(built: dict[str, Path], number: signal.Signals) -> None:
    command = [str(built["sleeper"])]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(0.3)
        process.send_signal(number)
        try:
            _, text = process.communicate(timeout=20)
        finally:
            process.kill()
    if number is signal.SIGQUIT:
        assert process.returncode == 2 and text.startswith("SIGQUIT: quit\n") and "goroutine 1 [sleep]:" in text
    else:
        assert (process.returncode, text) == (-number, "")


@pytest.mark.parametrize("procs", ["1", "2", "7"])
def test_pulls_over_tied_goroutines(built: dict[str, Path], procs: str) -> None:
    done = run(built["tied_pulls"], GOMAXPROCS=procs)
    assert (done.stdout, done.stderr, done.returncode) == ("113520 0\n", "", 0)
