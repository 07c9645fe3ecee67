package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

// What the arguments uintptr(p) of a function with go:uintptrescapes point to
// stays alive until it returns, however it is called.

//go:noinline
func setup(n int) unsafe.Pointer {
	p := &[4]int{n, n, n, n}
	runtime.SetFinalizer(p, func(p *[4]int) { p[1] = -1 })
	return unsafe.Pointer(p)
}

//go:noinline
//go:uintptrescapes
func look(how string, p uintptr, rest ...uintptr) int {
	for range 3 {
		runtime.GC()
		runtime.Gosched()
	}
	fmt.Print(how, " ", *(*int)(unsafe.Pointer(p + 8)))
	for _, q := range rest {
		fmt.Print(" ", *(*int)(unsafe.Pointer(q + 8)))
	}
	fmt.Println()
	return len(rest)
}

type t struct{ n int }

//go:noinline
//go:uintptrescapes
func (t) look(how string, p uintptr, rest ...uintptr) { look(how, p, rest...) }

// kept makes the slice of variadic arguments escape.
var kept []uintptr

//go:noinline
//go:uintptrescapes
func keeps(how string, rest ...uintptr) {
	kept = rest
	look(how, rest[0], rest...)
}

func main() {
	look("call", uintptr(setup(1)), uintptr(setup(2)), uintptr(setup(3)))
	t{}.look("method", uintptr(setup(4)), uintptr(setup(5)))
	keeps("escapes", uintptr(setup(6)), uintptr(setup(7)))
	done := make(chan bool)
	go func() {
		defer close(done)
		look("inside", uintptr(setup(8)))
	}()
	<-done
	func() {
		defer look("defer", uintptr(setup(9)), uintptr(setup(10)))
		defer t{}.look("defer method", uintptr(setup(11)), uintptr(setup(12)))
	}()
	func() {
		for i := range 2 {
			defer look("defer in a loop", uintptr(setup(20+i)), uintptr(setup(30+i)))
			defer t{}.look("defer method in a loop", uintptr(setup(40+i)), uintptr(setup(50+i)))
		}
	}()
}
