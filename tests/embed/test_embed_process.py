"""What happens to a whole process: deadlock, crashes, Ctrl-C, signals, fork, the caches. Each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

GO = Path(__file__).parent / "go"
START = f"""
import os, signal, sys, threading, time
import rt0
def raised(f, *a):
    try:
        return f(*a)
    except BaseException as e:
        return f"{{type(e).__name__}}: {{e}}"
life = rt0.load({str(GO / "life.go")!r})
"""


def run(code: str, timeout: float = 120, **environment: str) -> str:
    """What a Python process prints that has loaded life.go; it must end with status 0."""
    done = subprocess.run(
        [sys.executable, "-c", START + code],
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_deadlock_is_raised() -> None:
    out = run("print(raised(life.Stuck)); print(raised(life.Five))")
    assert out == "GoPanic: fatal error: all goroutines are asleep - deadlock!\n5\n"


def test_no_deadlock_while_another_thread_may_call() -> None:
    out = run(
        "def later():\n    time.sleep(1.2)\n    life.Send(3)\n"
        "threading.Thread(target=later).start()\nprint(raised(life.Stuck))"
    )
    assert out == "3\n"


def test_a_crash_elsewhere_fails_the_calls_under_way_and_the_next() -> None:
    out = run(
        "print(raised(life.CrashNow)); print(raised(life.Five))\n"
        "life.CrashLater(50); print(raised(life.Sleep, 3000)); print(raised(life.Five))\n"
        "life.CrashLater(20); time.sleep(0.3); print(raised(life.Five)); print(raised(life.Five))"
    )
    assert out.split("\n")[:-1] == [
        "GoPanic: assignment to entry in nil map", "5", "GoPanic: late 50", "5", "GoPanic: late 20", "5",
    ]  # fmt: skip


def test_fatal_errors_are_raised() -> None:
    out = run("print(raised(life.Unlock)); print(raised(life.Five))")
    assert out == "GoPanic: fatal error: sync: unlock of unlocked mutex\n5\n"


@pytest.mark.parametrize("call", ["life.Sleep, 5000", "life.Spin, 5000", "life.Loop, 10**11"])
def test_ctrl_c(call: str) -> None:
    out = run(
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        f"t = time.monotonic(); print(raised({call})); print(time.monotonic() - t < 3)\nprint(raised(life.Five))\n"
        "sys.stdout.flush(); os._exit(0)"
    )
    assert out == "KeyboardInterrupt: \nTrue\n5\n"


def test_buffers_of_an_interrupted_call_stay() -> None:
    out = run(
        "import array\nx = array.array('d', [0.0] * 1000)\n"
        "threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()\nprint(raised(life.Fill, x, 500))\n"
        "print(raised(x.append, 1.0)); time.sleep(0.6); print(sum(x))"
    )
    assert out.startswith("KeyboardInterrupt: \nBufferError")
    assert out.endswith("7000.0\n")


def test_handlers_run_on_goroutines_without_harm() -> None:
    out = run(
        "n = []\nsignal.signal(signal.SIGALRM, lambda *a: n.append(1))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)\n"
        "for i in range(5):\n    life.Spin(100)\nsignal.setitimer(signal.ITIMER_REAL, 0)\nprint(len(n) > 3)"
    )
    assert out == "True\n"


def test_fork() -> None:
    out = run(
        "life.Five(); sys.stdout.flush()\npid = os.fork()\n"
        "if pid == 0:\n    print(raised(life.Five)); print(raised(rt0.load, 'x.go'))\n    sys.stdout.flush(); os._exit(7)\n"
        "print(os.waitpid(pid, 0)[1] >> 8); print(life.Five())"
    )
    lines = out.split("\n")
    assert lines[0].startswith("RuntimeError: Go code cannot be called after fork()")
    assert lines[2:] == ["7", "5", ""]


@pytest.mark.parametrize("processors", ["1", "2", "7"])
def test_gomaxprocs(processors: str) -> None:
    out = run("ts = [threading.Thread(target=life.Spin, args=(50,)) for _ in range(5)]\n"
              "[t.start() for t in ts]; [t.join() for t in ts]; print(life.Five())", GOMAXPROCS=processors)  # fmt: skip
    assert out == "5\n"


def test_gcstress() -> None:
    out = run(
        f"work = rt0.load({str(GO / 'work.go')!r})\n"
        "print(work.Tree(7), work.Repeat('xy', 100) == 'xy' * 100, work.Workers(2, 10))\n"
        "print(all(raised(work.Panic, str(i)) == f'GoPanic: {i}' for i in range(200)))",
        GODEBUG="gcstress=3",
    )
    assert out == "255 True 90\nTrue\n"


def test_a_second_process_loads_without_the_compiler() -> None:
    out = run("print('llvmlite' in sys.modules, 'rt0.types' in sys.modules, life.Five())")
    again = run("print('llvmlite' in sys.modules, 'rt0.lower' in sys.modules, life.Five())")
    assert out.endswith(" 5\n")
    assert again == "False False 5\n"


def test_import_of_rt0_is_cheap() -> None:
    code = "import sys; import rt0; print(any(m.startswith('rt0.') for m in sys.modules), 'ctypes' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "False False\n"
