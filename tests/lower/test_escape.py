"""Escape analysis: what must be on the heap, and what may stay in the frame.

Each line of a snippet that ends in `// heap` or `// frame` says where what it declares or allocates lives. Wrong `frame`s are memory
errors of the user's program, so the snippets are chosen for the ways out: results, stores, closures, loops, channels, interfaces.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from support import lower

SNIPPETS = {
    "results": """
func ret() *int {
	x := 1 // heap
	return &x
}
func local() int {
	x := 1 // frame
	p := &x
	return *p
}
func id(p *int) *int { return p }
func through() int {
	x := 1 // frame
	return *id(&x)
}
func out() *int {
	x := 1 // heap
	return id(&x)
}
""",
    "stores": """
type node struct{ next *node }
var global *node
func store() {
	n := &node{} // heap
	global = n
}
func field(to *node) {
	n := &node{} // heap
	to.next = n
}
func chain() *node {
	a := &node{} // frame
	b := &node{a} // frame
	if b.next == nil {
		return b.next.next
	}
	return nil
}
func channel(c chan *int) {
	x := 5 // heap
	c <- &x
}
func inMap(m map[string]*int) {
	x := 5 // heap
	m["a"] = &x
}
""",
    "closures": """
func call(f func()) { f() }
var kept func()
func inFrame() (n int) {
	x := 0 // frame
	call(func() { x++ }) // frame
	return x
}
func keptOne() {
	x := 0 // heap
	kept = func() { x++ } // heap
}
func returned() func() int {
	x := 0 // heap
	return func() int { x++; return x } // heap
}
func started() {
	x := 0 // heap
	go func() { x++ }() // heap
}
func deferred() {
	x := 0 // frame
	defer func() { x++ }() // frame
}
""",
    "loops": """
func loop(n int) int {
	var last *int
	for i := 0; i < n; i++ {
		x := i // heap
		last = &x
	}
	return *last
}
func inside(n int) (s int) {
	for i := 0; i < n; i++ {
		x := i // frame
		p := &x
		s += *p
	}
	return
}
func perIteration(n int) (fs []func() int) {
	for i := 0; i < n; i++ { // heap
		fs = append(fs, func() int { i++; return i }) // heap
	}
	return
}
""",
    "interfaces": """
type T struct{ a, b, c int }
func (t *T) M() int { return t.a }
type I interface{ M() int }
func dynamic(i I) int { return i.M() }
func unknown() int {
	t := &T{} // heap
	return dynamic(t)
}
func known() int {
	t := &T{} // frame
	return t.M()
}
func boxed(t T) bool {
	var e any = t // frame
	_, ok := e.(T)
	return ok
}
""",
    "slices": """
func size() int {
	s := make([]int, 10) // frame
	s[3] = 4
	return len(s)
}
func unknownSize(n int) int {
	s := make([]int, n) // frame
	return len(s)
}
func unknownSizeKept(n int) []int {
	s := make([]int, n) // heap
	return s
}
func literal() int {
	s := []int{1, 2, 3} // frame
	return s[1]
}
func appended() []*int {
	x := 1 // heap
	var s []*int
	return append(s, &x)
}
func array() int {
	var a [4]int // frame
	s := a[:]
	return len(s)
}
func arrayOut() []int {
	var a [4]int // heap
	return a[:]
}
""",
    "lent": """
type T struct{ a int; n *T }
var global *T
func made(a int) *T { return &T{a: a} }
func wrapped() *T {
	return made(1) // (made) heap
}
func loop(n int) (t *T) {
	for range n {
		t = &T{}
	}
	return
}
func both() (*T, *T) { t := &T{}; return t, &T{n: t} }
func kept() *T { t := &T{}; global = t; return t }
func deferring() *T { defer print(); return &T{} }
func literal() *T { f := func() *T { return &T{} }; return f() }
//go:noinline
func apart() *T { return &T{} }
func uses() int {
	a := made(1) // (made) frame
	b := wrapped() // (made) frame
	c := loop(1) // (made) heap
	d, e := both() // (made) frame
	f := kept() // (made) heap
	g := deferring() // (made) heap
	h := literal() // (made) heap
	i := apart() // (made) heap
	global = made(2) // (made) heap
	go made(3) // (made) heap
	defer made(4) // (made) heap
	func() { made(5) }() // (made) frame
	var last *T
	for range 3 {
		last = made(6) // (made) heap
	}
	made(7).n = made(8) // (made) frame
	return a.a + b.a + c.a + d.a + e.a + f.a + g.a + h.a + i.a + last.a
}
""",
}


@pytest.mark.parametrize("name", SNIPPETS)
def test_places(name: str, tmp_path: Any) -> None:
    source = "package main\n\nfunc main() {}\n" + SNIPPETS[name]
    lowered = lower(tmp_path, source)
    file = next(f for f in lowered.sink.files.files if f.path.endswith("snippet.go"))
    heap: set[int] = set()
    frame: set[int] = set()
    for escapes in lowered.prog.summaries.values():
        for v in escapes.heap_vars:
            if file.base <= v.pos <= file.base + len(file.data):
                heap.add(file.line(v.pos))
        for made in escapes.stack_nodes:
            n = made[0] if isinstance(made, tuple) else made
            if file.base <= n.pos <= file.base + len(file.data):
                frame.add(file.line(n.pos))
    for number, line in enumerate(source.splitlines(), 1):
        mark = re.search(r"// (heap|frame)$", line)
        if mark is None:
            continue
        allocates = any(word in line for word in ("&", "func(", "make", "[]int{", "any =", "(made)"))
        in_heap = number in heap or allocates and number not in frame
        assert in_heap == (mark.group(1) == "heap"), f"line {number}: {line.strip()}"
