"""The walk of the document's program, for real: every row that Go would reach, in the document's order, with true values."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rt0.watch import rows

sys.path.insert(0, str(Path(__file__).parent))
from hello_walk import CHANCE, ENDS, EXPECTED, INSIDE, ORDER

ROOT = Path(__file__).resolve().parents[2]
HELLO = ROOT / "examples" / "hello.go"


def rt0(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rt0", *words], capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **env},
    )  # fmt: skip


def walked() -> list[dict]:
    """The calls of one run."""
    done = rt0("walk", "--json", str(HELLO), GOMAXPROCS="2")
    assert done.returncode == 0 and done.stderr == ""
    first, *lines = done.stdout.splitlines()
    assert first == "hello"
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def hello() -> list[dict]:
    """One run in which the goroutine came to its end before main ended the process (most do)."""
    for _ in range(12):
        calls = walked()
        if set(CHANCE) <= {call["name"] for call in calls}:
            return calls
    raise AssertionError(f"none of 12 runs has all of {CHANCE}")


def first(calls: list[dict], name: str) -> dict:
    found = next((call for call in calls if call["name"] == name), None)
    assert found is not None, f"{name} is not in the walk"
    return found


@pytest.mark.parametrize("group", EXPECTED)
def test_every_row_is_there_in_its_group(hello: list[dict], group: str) -> None:
    shown = {(call["name"], call["group"]) for call in hello}
    missing = [name for name in EXPECTED[group].split() if (name, group) not in shown]
    assert not missing


def test_rows_of_the_collector_and_of_system_calls(hello: list[dict]) -> None:
    names = {call["name"] for call in hello}
    assert {"bgsweep", "bgscavenge", "gcinit", "entersyscall", "exitsyscall"} <= names


def test_the_order_is_the_documents(hello: list[dict]) -> None:
    wrong = [(a, b) for a, b in ORDER if not first(hello, a)["n"] < first(hello, b)["n"]]
    assert not wrong


def test_calls_stand_under_their_callers(hello: list[dict]) -> None:
    found = set()
    above: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for call in hello:
        # A g0's calls stand under the goroutine's that switched to it, so one stack for each M tells the callers.
        stack = above.setdefault(call["m"], [])
        while stack and stack[-1][0] >= call["depth"]:
            stack.pop()
        found |= {(name, call["name"]) for _, name in stack}
        stack.append((call["depth"], call["name"]))
    assert [pair for pair in INSIDE + ENDS if pair not in found] == []


def test_values_are_true(hello: list[dict]) -> None:
    osinit = first(hello, "osinit")["leave"]
    assert osinit["ncpu"] == str(len(os.sched_getaffinity(0)))
    assert osinit["physPageSize"] == str(os.sysconf("SC_PAGESIZE"))
    assert first(hello, "checkmcount")["enter"] == {"sched.maxmcount": "10000"}
    assert first(hello, "args")["enter"] == {"c": "1"}
    assert first(hello, "newproc")["enter"]["f.fn"] == "runtime.main"
    assert first(hello, "newproc1")["leave"]["g"] == "1"
    assert first(hello, "mpreinit")["leave"]["gsignal"] in ("32768", "0x8000")
    assert first(hello, "procresize")["enter"] == {"nprocs": "2"}
    statuses = [call["enter"] for call in hello if call["name"] == "casgstatus"]
    assert {"g": "1", "oldval": "_Grunnable", "newval": "_Grunning"} in statuses
    assert {"g": "1", "oldval": "_Grunning", "newval": "_Gwaiting"} in statuses
    parks = [call["enter"] for call in hello if call["name"] == "gopark"]
    assert {"g": "1", "reason": "'chan receive'"} in parks
    assert first(hello, "exit")["enter"] == {"code": "0"}


def test_a_goroutine_ends_where_it_began(hello: list[dict]) -> None:
    made = {call["leave"]["g"] for call in hello if call["name"] == "newproc1"}
    ended = [call["enter"]["g"] for call in hello if call["name"] == "goexit0"]
    assert len(ended) == 1 and ended[0] in made


def test_numbers_count_and_threads_keep_their_time(hello: list[dict]) -> None:
    assert [call["n"] for call in hello] == list(range(1, len(hello) + 1))
    for m in {call["m"] for call in hello}:
        times = [call["time_ns"] for call in hello if call["m"] == m]
        assert times == sorted(times)


@pytest.mark.parametrize("group", EXPECTED)
def test_a_group_can_be_chosen(group: str) -> None:
    done = rt0("walk", "-group", group, "-json", str(HELLO))
    calls = [json.loads(line) for line in done.stdout.splitlines()[1:]]
    assert {call["group"] for call in calls} == {group}
    names = {call["name"] for call in calls}
    # startlockedm and its like depend on which thread is first; what every run has is asked for here.
    assert len(names & set(EXPECTED[group].split())) >= len(EXPECTED[group].split()) // 2


def test_text_for_a_reader() -> None:
    done = rt0("walk", "--brief", "--explain", str(HELLO))
    lines = done.stdout.splitlines()
    assert lines[0] == "hello"
    assert lines[1].startswith("walk of hello: ") and "goroutines" in lines[1] and "events" in lines[1]
    assert lines[2].split()[:4] == ["1", "m0", "g0", "rt0_go"]
    assert any(line.strip().startswith("| The first function of every Go program") for line in lines)
    assert any(" more: " in line for line in lines)
    assert "\x1b" not in done.stdout


def test_groups_are_the_compilers() -> None:
    from rt0.rtlang import vocab_marks

    assert rows.GROUPS == vocab_marks.GROUPS
