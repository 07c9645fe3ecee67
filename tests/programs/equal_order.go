package main

import (
	"fmt"
	"syscall"
	"unsafe"
)

// Struct equality asks for what costs little first: the lengths of all strings
// before the bytes of any. Interfaces, whose comparison may panic, keep their
// place.

type numbered struct {
	s string
	i int
}

type two struct{ s, t string }

type large struct {
	a [4]string
	s string
	t string
	f float64
	u two
	_ string
	i int
}

type mixed struct {
	s string
	x any
	i int
}

func bad() string {
	b, err := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	if err := syscall.Mprotect(b, syscall.PROT_NONE); err != nil {
		panic(err)
	}
	return unsafe.String(&b[0], 3)
}

func try(name string, f func() bool) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, e)
		}
	}()
	fmt.Println(name, f())
}

func main() {
	x, y := bad(), bad()
	same := func(a, b any) bool { return a == b }
	fmt.Println(numbered{x, 1} == numbered{y, 2}, two{x, "a"} == two{y, "aa"}, two{"a", x} == two{"b", y[:2]})
	fmt.Println(same(numbered{x, 1}, numbered{y, 2}), same(two{x, "a"}, two{y, "aa"}), same(two{"a", x}, two{"b", y}))
	p, q := large{s: x, i: 1}, large{s: y, i: 2}
	fmt.Println(p == q, same(p, q))
	p, q = large{s: x, t: "a", i: 1}, large{s: y, i: 1}
	fmt.Println(p == q, same(p, q))
	p, q = large{s: "same", t: "a", f: 1, u: two{"p", "q"}}, large{s: "same", t: "a", f: 1, u: two{"p", "q"}}
	fmt.Println(p == q, same(p, q))
	q.u.t = "r"
	fmt.Println(p == q, same(p, q))
	q.u.t, q.f = "q", 2
	fmt.Println(p == q, same(p, q))

	f := []int{1}
	try("string first", func() bool { return mixed{"a", f, 1} == mixed{"b", f, 1} })
	try("then the interface", func() bool { return mixed{"a", f, 1} == mixed{"a", f, 2} })
	try("numbers behind it", func() bool { return mixed{"a", 1, 1} == mixed{"a", 1, 2} })
	try("equal", func() bool { return mixed{"a", 1, 1} == mixed{"a", 1, 1} })
	try("in an interface", func() bool { return same(mixed{"a", f, 1}, mixed{"a", f, 2}) })
}
