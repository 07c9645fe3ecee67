"""What a call of Go from Python costs, beside the cheapest call by ctypes, and what loading costs.

    python bench/embed.py [--number 500000]

The best of five repeats is shown, for the machine's other work only slows down. Target: well under a microsecond more than ctypes.
"""

from __future__ import annotations

import argparse
import array
import ctypes
import subprocess
import sys
import tempfile
import threading
import time
import timeit
from collections.abc import Callable
from pathlib import Path

import rt0

SOURCE = """package calls

func Nothing() {}
func Int(n int) int { return n + 1 }
func Floats(x []float64) float64 { return x[0] }
func Text(s string) string { return s }
func Five(a, b int, c, d float64, e bool) (int, float64) { return a + b, c + d }
func Panic() { panic("x") }
func PingPong(n int) int {
	c, d := make(chan int), make(chan int)
	go func() {
		for v := range c {
			d <- v
		}
	}()
	for i := 0; i < n; i++ {
		c <- i
		<-d
	}
	close(c)
	return n
}
"""
REPEATS = 5


def nanoseconds(call: Callable[[], object], number: int) -> float:
    """The least time of one call, without the loop's own."""
    empty = min(timeit.repeat("pass", repeat=REPEATS, number=number))
    spent = min(timeit.repeat("call()", globals={"call": call}, repeat=REPEATS, number=number))
    return (spent - empty) / number * 1e9


def cases(m: object, number: int) -> list[tuple[str, float]]:
    """(what, nanoseconds a call)."""
    absolute = ctypes.CDLL(None).abs
    absolute.argtypes, absolute.restype = [ctypes.c_int], ctypes.c_int
    x = array.array("d", [1.0] * 10)
    ms = m.__dict__

    def panics() -> None:
        try:
            ms["Panic"]()
        except rt0.GoPanic:
            return

    wrapped: list[tuple[str, Callable[[], object], int]] = [
        ("a Python function that does nothing", lambda: None, number),
        ("ctypes: abs(1)", lambda: absolute(1), number),
        ("Nothing()", lambda: ms["Nothing"](), number),
        ("Int(1)", lambda: ms["Int"](1), number),
        ("Text('abc')", lambda: ms["Text"]("abc"), number),
        ("Floats(x)", lambda: ms["Floats"](x), number),
        ("Five(1, 2, 3.0, 4.0, True)", lambda: ms["Five"](1, 2, 3.0, 4.0, True), number),
        ("Panic(), caught", panics, max(number // 20, 1)),
    ]
    found = [(what, nanoseconds(call, n)) for what, call, n in wrapped]
    rounds = 200_000
    start = time.perf_counter()
    ms["PingPong"](rounds)
    found.append(("a round trip over channels inside of a call", (time.perf_counter() - start) / rounds * 1e9))
    return found


def parallel(m: object, number: int) -> float:
    """Nanoseconds a call when two threads call at once (both together)."""
    function = m.__dict__["Int"]

    def many() -> None:
        for _ in range(number):
            function(1)

    threads = [threading.Thread(target=many) for _ in range(2)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (time.perf_counter() - start) / number / 2 * 1e9


def load_time(path: Path) -> float:
    """Seconds of rt0.load in a new process, everything cached."""
    code = f"import time; t = time.perf_counter(); import rt0; rt0.load({str(path)!r}); print(time.perf_counter() - t)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    return min(float(run.stdout) for run in runs)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=200_000)
    number = parser.parse_args().number
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.go"
        path.write_text(SOURCE)
        m = rt0.load(path)
        for what, ns in cases(m, number):
            print(f"{what:45} {ns:8.0f} ns")
        print(f"{'Int(1) from two threads at once':45} {parallel(m, number):8.0f} ns")
        print(f"{'rt0.load of a cached package, new process':45} {load_time(path) * 1e3:8.0f} ms")


if __name__ == "__main__":
    main()
