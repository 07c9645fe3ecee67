"""Index and slice expressions without a check: those that prove.py should find, those that it must not, and random loops."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from random_loops import program
from support import lower

from rt0.lower import prove
from rt0.lower.linear import decide

SRC = Path(__file__).parents[2] / "src"

PROVEN = {
    "search by halves": """func f(a []int, x int) int {
	i, j := 0, len(a)
	for i < j {
		if h := int(uint(i+j) >> 1); a[h] < x { i = h + 1 } else { j = h }
	}
	return i
}""",
    "search with both ends inside": """func f(a []int, x int) int {
	lo, hi := 0, len(a)-1
	for lo <= hi {
		m := lo + (hi-lo)/2
		if a[m] == x { return m }
		if a[m] < x { lo = m + 1 } else { hi = m - 1 }
	}
	return -1
}""",
    "exchange from both ends": """func f(a []int) {
	for i, j := 0, len(a)-1; i < j; i, j = i+1, j-1 { a[i], a[j] = a[j], a[i] }
}""",
    "insertion by exchange": """func f(a []int) {
	for i := 1; i < len(a); i++ {
		for j := i; j > 0 && a[j-1] > a[j]; j-- { a[j-1], a[j] = a[j], a[j-1] }
	}
}""",
    "insertion by moving": """func f(a []int) {
	n := len(a)
	for i := 1; i < n; i++ {
		x, j := a[i], i-1
		for j >= 0 && a[j] > x { a[j+1] = a[j]; j-- }
		a[j+1] = x
	}
}""",
    "a stack": """func f(n int) (s int) {
	st := []int{n}
	for len(st) != 0 {
		x := st[len(st)-1]
		st = st[:len(st)-1]
		if s += x; x > 1 { st = append(st, x/2, x-x/2-1) }
	}
	return s
}""",
    "steps of two": "func f(a []int) (s int) { for i := 0; i+1 < len(a); i += 2 { s += a[i] * a[i+1] }; return }",
    "the fields of a string": """func f(s string) (out []string) {
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' { out = append(out, s[start:i]); start = i + 1 }
	}
	return append(out, s[start:])
}""",
    "eating a string": """func f(s string) (n int) {
	for s != "" && s[0] != ' ' { n += int(s[0]); s = s[1:] }
	return n
}""",
    "partition": """func f(a []int) int {
	if len(a) == 0 { return 0 }
	lo := 0
	for i := 1; i < len(a); i++ {
		if a[i] < a[0] { lo++; a[lo], a[i] = a[i], a[lo] }
	}
	a[0], a[lo] = a[lo], a[0]
	return lo
}""",
    "a table of made length": """func f(n int) []int {
	t := make([]int, n+1)
	for i := 0; i <= n; i++ { t[i] = i; for j := i; j > 0; j-- { t[j] += t[j-1] } }
	return t
}""",
    "two of one length": """func f(a, b []int) (s int) {
	if len(a) != len(b) { panic("lengths") }
	for i := len(a) - 1; i >= 0; i-- { s += a[i] * b[i] }
	return
}""",
    "a remainder": "func f(t []int, n int) (s int) { if len(t) > 0 && n > 0 { for ; n > 0; n-- { s += t[n%len(t)] } }; return }",
    "a digit's place": 'func f(b [256]int, s string) (n int) { for i := range s { n += b[int(s[i])] }; return }',
    "cases": """func f(a []int) (s int) {
	for i := 0; ; i++ {
		switch {
		case i >= len(a): return
		case a[i] < 0: continue
		}
		s += a[i]
	}
}""",
    "the least of two": """func f(a, b []int) (n int) {
	m := min(len(a), len(b))
	for i := 0; i < m; i++ { if a[i] == b[i] { n++ } }
	return
}""",
}  # fmt: skip
"""Nothing is checked in these. gc leaves a check in the search with both ends inside."""

KEPT = {
    "one too far": ("func f(a []int) (s int) { for i := 0; i <= len(a); i++ { s += a[i] }; return }", 1),
    "from below zero": ("func f(a []int, i int) (s int) { for ; i < len(a); i++ { s += a[i] }; return }", 1),
    "the sum may wrap around": ("func f(a []int, i int) (s int) { for i >= 0 && i+1 < len(a) { s += a[i]; i += 2 }; return }", 1),
    "shortened within": ("func f(a []int) { for i := 0; i < len(a); i++ { a = a[1:]; a[i]++ } }", 1),
    "another's length": ("func f(a, b []int) (s int) { for i := range a { s += b[i] }; return }", 1),
    "changed by a closure": ("func f(a []int) { i := 0; g := func() { i = 9 }; for ; i < len(a); i++ { g(); a[i]++ } }", 1),
    "changed through a pointer": ("func f(a []int) { i := 0; p := &i; for ; i < len(a); i++ { *p = 9; a[i]++ } }", 1),
    "behind the loop": ("func f(a []int) int { i := 0; for i < len(a) && a[i] > 0 { i++ }; return a[i] }", 1),
    "a condition that may not have been met": (
        "func f(a []int, n int) (s int) { for i := 0; i < n; i++ { if i < len(a) || s > 3 { s += a[i] } }; return }", 1,
    ),
    "left before the test": (
        "func f(a []int, n int) int { i := 0; for { if n == i { break }; if i >= len(a) { return 0 }; i++ }; return a[i] }", 1,
    ),
    "the middle of what may be negative": (
        "func f(a []int, i, j int) (s int) { for i < j && j < len(a) { s += a[(i+j)/2]; i++ }; return }", 1,
    ),
    "the next of an outer loop": (
        """func f(a []int) (s int) {
	i := 0
L:
	for ; i < len(a); i++ { for range 3 { if s > 5 { i++; continue L }; s += a[i] }; i++; s += a[i] }
	return
}""", 1,
    ),
    "the body of a loop over a function": (
        "func f(a []int, g func(func(int) bool)) { for i := 0; i < len(a); i++ { for k := range g { i += k }; a[i]++ } }", 1,
    ),
    "a goto": (
        "func f(a []int) { i := 0\nL: for i < len(a) { a[i]++; i++; if i == 3 { i = 9; goto M } }; return\nM: a[0] = 1; goto L }", 2,
    ),
    "nothing left": ("func f(s string) (n int) { for i := 0; i < 3; i++ { n += int(s[0]); s = s[1:] }; return }", 1),
    "falling through": (
        """func f(a []int) (s int) {
	for i := 0; i < 9; i++ { switch { case i > 4: fallthrough; case i < len(a): s += a[i] } }
	return
}""", 1,
    ),
    "runes are fewer than bytes": (
        "func f(s string) (n int) { r := []rune(s); for i := 0; i < len(s); i++ { n += int(r[i]) }; return }", 1,
    ),
}  # fmt: skip
"""The numbers of checks that have to stay."""


def checks(tmp_path: Any, body: str) -> int:
    """How many calls of the panics for indexes and slices the function f has, with its closures."""
    text = lower(tmp_path, f"package main\n\n{body}\n\nfunc main() {{}}\n").text
    return len(re.findall(r"call [^\n]*@runtime\.panic(?:Index|Slice)\w*\(", text))


@pytest.mark.parametrize("name", PROVEN)
def test_proven(tmp_path: Any, name: str) -> None:
    assert checks(tmp_path, PROVEN[name]) == 0


@pytest.mark.parametrize("name", KEPT)
def test_kept(tmp_path: Any, name: str) -> None:
    body, count = KEPT[name]
    assert checks(tmp_path, body) == count


def test_conditions_are_decided_once_a_visit(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work for a long condition grows with its length, not with the square of it."""
    decided = []
    monkeypatch.setattr(prove, "decide", lambda p, z, e: decided.append(e) or decide(p, z, e))
    chain = " && ".join(f"a[i] > {n} && i < len(a) || a[0] == {n}" for n in range(100))
    assert checks(tmp_path, f"func f(a []int) (s int) {{ for i := 0; i < len(a); i++ {{ if {chain} {{ s++ }} }}; return }}") == 0
    assert 300 < len(decided) <= 302 * 3


def test_random_loops(tmp_path: Path) -> None:
    """Functions of random loops do at -O2, where checks are left out, what they do at -O0. A longer run: RT0_LOOPS=5000."""
    count = int(os.environ.get("RT0_LOOPS", "80"))
    seed = random.randrange(1 << 30)
    print("seed", seed)
    source = tmp_path / "loops.go"
    source.write_text(program(seed, count))
    said = []
    for level in ("-O0", "-O2"):
        done = subprocess.run(
            [sys.executable, "-m", "rt0", "run", level, str(source)], env=os.environ | {"PYTHONPATH": str(SRC)},
            capture_output=True, text=True, timeout=1200, check=True,
        )  # fmt: skip
        said.append(done.stdout.splitlines())
    assert len(said[0]) > count
    for one, two in zip(*said, strict=True):
        assert one == two
