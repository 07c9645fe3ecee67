// Assignments of a part of an object to a part of the same object keep nothing alive that was not kept before
// (lower/selfassign.py); those that look alike do. Frames are written over between making and looking.
// GODEBUG: gcstress=1
package main

import (
	"fmt"
	"runtime"
)

type node struct {
	x, y *int
	n    *node
	any  any
	buf  []int
	arr  [4]int
	list [2]*int
}

var kept *node

//go:noinline
func swap(p *node) { p.x, p.y = p.y, p.x }

//go:noinline
func swapAt(l []*int, i, j int) { l[i], l[j] = l[j], l[i] }

//go:noinline
func other(p, q *node) { p.x = q.y }

//go:noinline
func boxed(p *node) { p.any = p.x }

//go:noinline
func boxedArray(p *node) { p.any = p.arr }

//go:noinline
func received(c chan *node) { (<-c).x = (<-c).y }

//go:noinline
func deeper(p *node) { p.x = p.n.x }

//go:noinline
func shorter(p *node) { p.buf = p.buf[1:] }

//go:noinline
func ownArray(p *node) { p.buf = p.arr[:] }

var calls int

func pick(l []*node) []*node {
	calls++
	return l[calls%2:]
}

//go:noinline
func called(l []*node) { pick(l)[0].x = pick(l)[0].y }

//go:noinline
func dirty(n int) int {
	var pad [200]int
	for i := range pad {
		pad[i] = n + i
	}
	if n > 0 {
		return dirty(n-1) + pad[n]
	}
	return pad[0]
}

//go:noinline
func inFrame() int {
	a, b := 1, 2
	p := node{x: &a, y: &b}
	swap(&p)
	l := []*int{&a, &b}
	swapAt(l, 0, 1)
	p.list[0], p.list[1] = p.x, p.y
	p.list[0], p.list[1] = p.list[1], p.list[0]
	dirty(3)
	runtime.GC()
	return 1000**p.x + 100**p.y + 10**l[0] + *p.list[0]
}

//go:noinline
func toHeap() {
	a, b, c := 3, 4, 5
	kept = &node{x: &a}
	q := &node{y: &b, n: &node{x: &c}}
	other(kept, q)
}

//go:noinline
func throughBox() any {
	a := 6
	p := &node{x: &a}
	boxed(p)
	return p.any
}

//go:noinline
func through() *int {
	a := 7
	p := &node{n: &node{x: &a}}
	deeper(p)
	return p.x
}

//go:noinline
func array() []int {
	var p node
	p.arr = [4]int{8, 9, 10, 11}
	ownArray(&p)
	return p.buf
}

//go:noinline
func sent() *node {
	a := 14
	c := make(chan *node, 2)
	p := &node{}
	c <- p
	c <- &node{y: &a}
	received(c)
	return p
}

//go:noinline
func picks() *node {
	a, b := 12, 13
	l := []*node{{y: &a}, {y: &b}}
	kept = l[1]
	called(l)
	return l[1]
}

func main() {
	fmt.Println(inFrame())
	toHeap()
	fmt.Println(dirty(9), *kept.x)
	x := throughBox()
	fmt.Println(dirty(9), *x.(*int))
	y := through()
	fmt.Println(dirty(9), *y)
	z := array()
	fmt.Println(dirty(9), z)
	p := picks()
	fmt.Println(dirty(9), *p.x, *kept.x)
	p = sent()
	fmt.Println(dirty(9), *p.x)
	boxedArray(p)
	fmt.Println(dirty(9), p.any)
	q := &node{buf: []int{1, 2, 3}}
	shorter(q)
	shorter(q)
	fmt.Println(q.buf)
}
