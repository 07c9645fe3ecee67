"""`rt0 build -m`: what escapes, in gc's words. The expected lines are those of go1.27 -gcflags=-m for these programs, without those
about inlining, and without those about values that gc met only by inlining. Where rt0 decides otherwise, the test says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """package main

import "fmt"

type T struct{ p *int }

func leak(p *int) *int { return p }

func keep(t *T, p *int) { t.p = p }

func no(p *int) int { return *p }

var g *int

func glob(p *int) { g = p }

func box() any {
	x := 5
	return &x
}

func lit() *T { return &T{} }

func sl(n int) []int {
	a := make([]int, n)
	b := make([]int, 4)
	_ = b
	return a
}

func clo() func() int {
	i := 0
	return func() int { i++; return i }
}

func (t *T) m(s []string) (out string) { return s[0] }

func main() {
	x := 1
	fmt.Println(x)
	_ = no(&x)
	_ = box()
	go func(v int) { g = &v }(3)
	new(T).m([]string{"a"})
	keep(&T{}, new(int))
	m := map[string]*T{"a": {}}
	_ = m
}
"""

EXPECTED = """\
7:11: leaking param: p to result ~r0 level=0
9:11: t does not escape
9:17: leaking param: p
11:9: p does not escape
15:11: leaking param: p
18:2: moved to heap: x
22:24: &T{} escapes to heap
25:11: make([]int, n) escapes to heap
26:11: make([]int, 4) does not escape
32:2: moved to heap: i
33:9: func literal escapes to heap
36:7: t does not escape
36:15: leaking param: s to result out level=1
40:13: ... argument does not escape
40:14: x escapes to heap
43:5: func literal escapes to heap
43:10: moved to heap: v
44:5: new(T) does not escape
44:19: []string{...} does not escape
45:7: &T{} does not escape
45:16: new(int) escapes to heap
46:20: map[string]*T{...} escapes to heap
46:26: &T{} escapes to heap
"""
"""gc keeps the map of line 46 in the frame."""


@pytest.mark.parametrize("flag", [["-m"], ["-gcflags", "-m"]])
def test_notes(tmp_path: Path, flag: list[str]) -> None:
    source = tmp_path / "m.go"
    source.write_text(PROGRAM)
    for command in (["run", *flag], ["build", "-O1", *flag, "-o", str(tmp_path / "m")]):
        done = subprocess.run(
            [sys.executable, "-m", "rt0", *command, "m.go"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300
        )
        assert done.stderr == "".join(f"m.go:{line}\n" for line in EXPECTED.splitlines())
