"""Goroutines, memory, panics and several modules, from several threads of Python, in one process."""

from __future__ import annotations

import random
import threading
import time
from types import ModuleType

import pytest

import rt0


def test_one_runtime_for_two_modules(work: ModuleType, values: ModuleType) -> None:
    before = work.Goroutines()
    assert values.PingPong(100) == 5050
    assert work.Goroutines() <= before + 1
    assert values.Fib(20) == 6765
    assert work.Upper("häß") == "HÄSS" or work.Upper("häß") == "HÄß"


def test_state_stays_between_calls(work: ModuleType) -> None:
    for i in range(50):
        work.Keep(f"state{i}")
    work.GC()
    assert all(work.Has(f"state{i}") == 1 for i in range(50))


def test_main_does_not_run_but_initialisation_does(work: ModuleType) -> None:
    assert work.Keep("main") > 0


def test_goroutines_go_on_after_the_call(work: ModuleType) -> None:
    work.Start()
    time.sleep(0.1)
    assert work.Ticks() > 5
    work.Stop()
    seen = work.Ticks()
    time.sleep(0.03)
    assert work.Ticks() == seen


def test_panics(work: ModuleType, values: ModuleType) -> None:
    with pytest.raises(rt0.GoPanic, match="^boom$") as caught:
        work.Panic("boom")
    assert caught.value.text == "panic: boom"
    assert caught.value.trace.startswith("goroutine ")
    assert "main.Panic(...)\n\t" in caught.value.trace
    assert "gowrap" not in caught.value.trace
    assert "work.go:" in caught.value.trace
    with pytest.raises(rt0.GoPanic, match="^code -1$"):
        work.PanicErr(-1)
    with pytest.raises(rt0.GoError, match="^code 7$"):
        work.PanicErr(7)
    with pytest.raises(rt0.GoPanic, match="nil pointer dereference"):
        work.Nil()
    with pytest.raises(rt0.GoPanic, match=r"^runtime error: index out of range \[5\] with length 3$"):
        values.Index(5)
    assert work.Recovered() == "got 42"
    with pytest.raises(rt0.GoPanic, match="Goexit"):
        work.Exit()
    assert work.PanicErr(0) == 0


def test_deep_stacks_and_panics_out_of_them(work: ModuleType) -> None:
    assert work.Deep(100000) == 100000
    for depth in (10, 1000, 100000):
        with pytest.raises(rt0.GoPanic, match="deep"):
            work.DeepPanic(depth)
    assert work.Deep(1000) == 1000


def test_ten_thousand_panics(work: ModuleType) -> None:
    for _ in range(10000):
        with pytest.raises(rt0.GoPanic):
            work.Panic("x")


def test_the_gil_is_free_while_go_runs(work: ModuleType) -> None:
    done: list[float] = []
    thread = threading.Thread(target=lambda: (work.Sleep(300), done.append(time.monotonic())))
    start = time.monotonic()
    thread.start()
    count = 0
    while thread.is_alive():
        count += 1
        time.sleep(0.001)
    assert count > 50
    assert 0.25 < done[0] - start < 5


def test_threads(work: ModuleType, values: ModuleType) -> None:
    """Everything at once from eight threads, with collections forced."""
    wrong: list[BaseException] = []

    def one(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for i in range(300):
                _step(chance.randrange(8), chance, i, work, values)
                if i % 50 == 0:
                    work.GC()
        except BaseException as problem:
            wrong.append(problem)
            raise

    threads = [threading.Thread(target=one, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def _step(kind: int, chance: random.Random, i: int, work: ModuleType, values: ModuleType) -> None:
    if kind == 0:
        assert work.Tree(8) == 511
    elif kind == 1:
        key = f"k{chance.randrange(1000)}"
        work.Keep(key)
        assert work.Has(key) > 0
    elif kind == 2:
        with pytest.raises(rt0.GoPanic, match=f"^p{i}$"):
            work.Panic(f"p{i}")
    elif kind == 3:
        assert work.Workers(3, 20) == 3 * 190
    elif kind == 4:
        assert values.Squares(1000).sum() == 332833500.0
    elif kind == 5:
        assert work.Repeat("ab", 1000) == "ab" * 1000
    elif kind == 6:
        with pytest.raises(rt0.GoPanic):
            values.Index(100)
    else:
        assert values.PingPong(100) == 5050


def test_threads_come_and_go(values: ModuleType) -> None:
    """An m is used again when its thread has ended."""
    for _ in range(300):
        got: list[int] = []
        thread = threading.Thread(target=lambda out=got: out.append(values.Fib(5)))
        thread.start()
        thread.join()
        assert got == [5]


def test_a_thread_takes_the_place_of_one_of_the_runtimes(work: ModuleType) -> None:
    """C gives the block of a thread that ended to the next one; the m that stood in it is not the new thread's."""
    for _ in range(50):
        work.EndThread()
        time.sleep(0.002)
        got: list[str] = []
        thread = threading.Thread(target=lambda out=got: out.append(work.Upper("a")))
        thread.start()
        thread.join()
        assert got == ["A"]
