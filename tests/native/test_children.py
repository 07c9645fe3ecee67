"""Work in forked children: results in order, failures, and that none is left behind."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from rt0.native import children

LARGE = bytes(range(256)) * 4096  # more than a pipe holds


def gone(child: children.Child) -> bool:
    """Whether a child has ended and was waited for."""
    with pytest.raises(ChildProcessError):
        os.waitpid(child.pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)
    return True


def long_work() -> Iterator[bytes]:
    yield b"begun"
    time.sleep(600)
    yield b"never"


def test_results_come_in_order() -> None:
    at_work = [children.start(lambda n=n: [bytes([n]), b"", LARGE]) for n in range(3)]
    assert [children.results(child) for child in at_work] == [[bytes([n]), b"", LARGE] for n in range(3)]
    assert all(gone(child) for child in at_work)


def test_a_child_that_fails_keeps_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> Iterator[bytes]:
        yield b"one"
        raise ValueError("not shown")

    assert children.results(child := children.start(work)) == [b"one"]
    assert gone(child) and capfd.readouterr() == ("", "")


def test_a_child_whose_work_nobody_wants_ends() -> None:
    began = time.monotonic()
    children.abandon(child := children.start(long_work))
    assert gone(child)
    with pytest.raises(KeyError), children.kept([child := children.start(long_work)]):
        raise KeyError
    assert gone(child) and time.monotonic() - began < 60


def test_a_wait_that_is_interrupted_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> object:
        os.close(child.pipe)
        raise KeyboardInterrupt

    child = children.start(long_work)
    monkeypatch.setattr(os, "fdopen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        children.results(child)
    assert gone(child)
