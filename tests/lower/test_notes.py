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
46:20: map[string]*T{...} does not escape
46:26: &T{} escapes to heap
"""

TEXTS = """package main

type N[T any] struct {
	v T
	n *N[T]
}

func (l *N[T]) push(v T) *N[T] { return &N[T]{v, l} }
func (l *N[T]) get() T         { return l.v }

func id[T any](p *T) *T { return p }
func mk[T any](n int) []T {
	f := func(x *T) { *x = *new(T) }
	f(new(T))
	return make([]T, n)
}

var g any
var gs string

func lits(p *int) {
	f := func(a *int, b *int) *int { g = b; return a }
	f(p, p)
	func(c []int, d **int) { _ = c[0]; g = *d }(nil, nil)
	h := func(e string, i int) string { return e }
	_ = h("a", 1)
}

func conv(b []byte, s string, r rune, rs []rune) int {
	x := string(b)
	gs = string(rs)
	y := []byte(s)
	y[0] = 1
	z := []rune(s)
	w := string(r)
	gs = s + x + w
	q := s + "x"
	m := map[string]int{}
	for _, c := range []byte(s) {
		_ = c
	}
	println(string(b) == s, m[string(b)])
	type MyS string
	ms := MyS(b)
	return len(x) + len(z) + len(q) + len(ms)
}

func main() {
	n := (&N[int]{}).push(3)
	_ = n.get()
	i := 0
	id(&i)
	_ = mk[string](3)
	lits(&i)
	conv(nil, "", 'a', nil)
}
"""

TEXTS_EXPECTED = """\
8:41: &N[go.shape.int]{...} escapes to heap
13:29: new(T) does not escape
14:7: new(T) escapes to heap
15:13: make([]go.shape.string, n) escapes to heap
21:11: leaking param: p
22:12: leaking param: a to result ~r0 level=0
22:20: leaking param: b
24:7: c does not escape
24:16: leaking param content: d
25:12: leaking param: e to result ~r0 level=0
29:11: b does not escape
29:21: s does not escape
29:39: rs does not escape
30:14: string(b) does not escape
31:14: string(rs) escapes to heap
32:14: ([]byte)(s) does not escape
34:14: ([]rune)(s) does not escape
35:14: string(r) does not escape
36:13: s + x + w escapes to heap
37:9: s + "x" does not escape
38:21: map[string]int{} does not escape
39:27: ([]byte)(s) does not escape
42:17: string(b) does not escape
42:35: string(b) does not escape
44:12: MyS(b) does not escape
49:8: &N[int]{} escapes to heap
51:2: moved to heap: i
"""
"""gc says that the new(T) of line 14 does not escape, words `new(T)` in another way, and says that line 39 copies nothing."""

INLINED = """package main

import (
	"bufio"
	"math"
	"os"
	"time"
)

type T struct {
	a, b *int
	n    *T
}

func made() *T           { return &T{} }
func wrapped() *T        { return made() }
func number(n int) int   { return n }
func matrix(n int) [][]int {
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, n)
	}
	return m
}
func box(f float64) any { return f }

func (t *T) swap() { t.a, t.b = t.b, t.a }

var global *T

func main() {
	made().a = nil
	global = wrapped()
	t := wrapped()
	t.swap()
	m := matrix(len(os.Args))
	m[0][0] = 1
	_ = box(math.Sqrt(float64(number(2))) * time.Second.Seconds())
	println("a"+string(rune(number(65))) == "b")
	s := bufio.NewScanner(os.Stdin)
	println(s.Text() == "", s.Err() == nil)
}
"""

INLINED_EXPECTED = """\
15:35: &T{} escapes to heap
16:39: &T{} escapes to heap
19:11: make([][]int, n) escapes to heap
21:14: make([]int, n) escapes to heap
25:34: f escapes to heap
27:7: t does not escape
27:31: (*T).swap ignoring self-assignment in t.a, t.b = t.b, t.a
32:6: &T{} does not escape
33:18: &T{} escapes to heap
34:14: &T{} does not escape
35:8: main ignoring self-assignment in t.a, t.b = t.b, t.a
36:13: make([][]int, n) does not escape
36:13: make([]int, n) escapes to heap
38:9: f does not escape
39:13: "a" + string(rune(~r0)) does not escape
39:25: string(rune(~r0)) does not escape
40:23: &bufio.Scanner{...} does not escape
41:16: string(bufio.s.token) does not escape
"""

KNOWN = """package main

import "bytes"

type writer interface{ Write([]byte) (int, error) }

type adder interface{ add(int) adder }

type sum struct{ n int }

func (s *sum) add(n int) adder { s.n += n; return s }

func main() {
	var b bytes.Buffer
	var w writer = &b
	w.Write(nil)
	var s adder
	s = &sum{}
	s.add(1).add(2)
	adder(&sum{1}).add(3)
	var t adder = &sum{2}
	t = t.add(4)
	t.add(5)
	n := 3
	m := make(map[int][]int, n)
	for i := range n {
		m[i] = append(m[i], i)
		c := append(make([]int, 0, i), i)
		_ = c
	}
}
"""

KNOWN_EXPECTED = """\
11:7: leaking param: s to result ~r0 level=0
16:9: devirtualizing w.Write to *bytes.Buffer
18:6: &sum{} escapes to heap
19:7: devirtualizing s.add to *sum
20:8: &sum{...} does not escape
20:20: devirtualizing adder(&sum{...}).add to *sum
21:16: &sum{...} escapes to heap
25:11: make(map[int][]int, n) does not escape
27:16: append escapes to heap
28:14: append does not escape
28:19: make([]int, 0, i) does not escape
"""


@pytest.mark.parametrize("flag", [["-m"], ["-gcflags", "-m"]])
def test_notes(tmp_path: Path, flag: list[str]) -> None:
    source = tmp_path / "m.go"
    source.write_text(PROGRAM)
    for command in (["run", *flag], ["build", "-O1", *flag, "-o", str(tmp_path / "m")]):
        done = subprocess.run(
            [sys.executable, "-m", "rt0", *command, "m.go"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300
        )
        assert done.stderr == "".join(f"m.go:{line}\n" for line in EXPECTED.splitlines())


def test_texts_and_generics(tmp_path: Path) -> None:
    """Conversions, concatenations, parameters of function literals, instances of generic functions."""
    said(tmp_path, TEXTS, TEXTS_EXPECTED)


def test_known_types_maps_and_append(tmp_path: Path) -> None:
    said(tmp_path, KNOWN, KNOWN_EXPECTED)


def test_inlined_calls(tmp_path: Path) -> None:
    """What functions make for their callers, at calls that gc inlines, and results in the place of such calls."""
    said(tmp_path, INLINED, INLINED_EXPECTED)


def said(folder: Path, source: str, expected: str) -> None:
    """Hold what -m says of a program against what it should."""
    (folder / "m.go").write_text(source)
    command = [sys.executable, "-m", "rt0", "build", "-m", "-o", str(folder / "m"), "m.go"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=300)
    assert done.stderr == "".join(f"m.go:{line}\n" for line in expected.splitlines())
