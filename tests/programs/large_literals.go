package main

import (
	"fmt"
	"runtime/debug"
)

// Assignments of large literals of constants take no copy in the frame: each of
// these functions would pass the limit of the stack with one.

type large struct {
	a [1 << 20]byte
	s string
	t [2]struct {
		x int
		y any
	}
	_ int
}

var global large

func through(p *large) { *p = large{s: "through"} }

func nested(p *large) {
	*p = large{a: [1 << 20]byte{5, 1000: 7}, t: [2]struct {
		x int
		y any
	}{{1, "one"}, {x: 2}}}
}

func element(s []large, f func() int) { s[f()] = large{s: "element"} }

func variable() { global = large{s: "variable"} }

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, e)
		}
	}()
	f()
}

func main() {
	p := new(large)
	s := make([]large, 2)
	p.a[3], s[1].t[1].y, global.a[9] = 1, "old", 3
	done := make(chan bool)
	debug.SetMaxStack(1 << 16)
	go func() {
		defer close(done)
		through(p)
		element(s, func() int { return 1 })
		variable()
	}()
	<-done
	fmt.Println(p.s, p.a[3], s[1].s, s[1].t[1].y, global.s, global.a[9])
	nested(p)
	fmt.Println(p.s == "", p.a[0], p.a[1], p.a[1000], p.t)
	debug.SetMaxStack(1 << 26)
	try("nil", func() { through(nil) })
	try("index", func() { element(s, func() int { return 2 }) })
	x := large{s: "x"}
	x = large{s: x.s + "y"}
	fmt.Println(x.s)
}
