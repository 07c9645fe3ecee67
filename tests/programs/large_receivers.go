package main

import "fmt"

// Methods with large receivers and results, called through interfaces: wrappers copy the receiver into their frame.

type large struct {
	a, b, c, d, e int
	m             map[string]int
}

func (l large) String() string { return fmt.Sprint("large ", l.a, l.b, l.c, l.d, l.e, l.m["x"]) }

func (l large) Twice() large {
	l.a, l.b, l.c, l.d, l.e = 2*l.a, 2*l.b, 2*l.c, 2*l.d, 2*l.e
	return l
}

func (l *large) Same() large { return *l }

type outer struct {
	name string
	large
}

type twicer interface{ Twice() large }

type samer interface{ Same() large }

//go:noinline
func twice(t twicer) large { return t.Twice() }

//go:noinline
func text(s fmt.Stringer) string { return s.String() }

//go:noinline
func apply(f func(large) large, l large) large { return f(l) }

func main() {
	l := large{1, 2, 3, 4, 5, map[string]int{"x": 6}}
	fmt.Println(text(l), text(&l), l)
	fmt.Println(twice(l), twice(&l), twice(outer{"o", l}), twice(&outer{"o", l}))
	fmt.Println(text(outer{"o", l}))
	fmt.Println(samer(&outer{"o", l}).Same(), samer(&l).Same())
	fmt.Println(apply(large.Twice, l), apply((&outer{}).Twice2, l))
	f := l.Twice
	l.a = 100
	fmt.Println(f(), l)
}

// Twice2 makes a method expression of a pointer's method take a large argument.
func (o *outer) Twice2(l large) large { return l.Twice() }
