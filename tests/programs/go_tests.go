package main

// What Go's own test programs (tests/conformance/go_tests.py) found wrong, in small.

import (
	"fmt"
	"runtime"
	"strings"
	"unsafe"
)

// Several results as the operands of a predeclared function.

func two() (int, string)            { return 1, "a" }
func parts() (float64, float64)     { return 1, 2 }
func elems() ([]int, int, int)      { return []int{1}, 2, 3 }
func bytesOf() ([]byte, string)     { return buf, "hello" }
func entry() (map[string]int, string) { return m, "x" }

var buf = make([]byte, 4)
var m = map[string]int{"x": 1, "y": 2}

// Sizes that depend on type parameters, constants converted to them, assertions that cannot hold.

type pair[A, B any] struct {
	a A
	b B
}

func sizes[A, B any]() (uintptr, uintptr, uintptr) {
	var p pair[A, B]
	return unsafe.Sizeof(p), unsafe.Alignof(p.b), unsafe.Offsetof(p.b)
}

func number[T ~complex64 | ~complex128 | ~float32]() T { return T(3) }

type empty struct{}

func (empty) M() byte { return 0 }

type has[T any] interface{ M() T }

func holds[A any](x has[byte]) bool {
	_, ok := x.(A)
	switch x.(type) {
	case A:
		return ok
	}
	return ok
}

// Arguments that are conversions of variables are copies.

type big struct{ a [40]int }
type other big

func change(b other)        { b.a[0] = 99 }
func change2(b [20]int)     { b[0] = 99 }
func change3(b ...big)      { b[0].a[1] = 77 }

// Types of one name, and where a call stands.

func typeA() any {
	type T int
	return T(0)
}

func typeB(x any) (err any) {
	type T int
	defer func() { err = recover() }()
	_ = x.(T)
	return nil
}

func deferredAt() (line int) {
	func() {
		defer func() {
			_, _, line, _ = runtime.Caller(1)
		}()
		m["z"] = 1
	}() // 77
	return line
}

func panickedIn() (name string, line int) {
	defer func() {
		recover()
		for i := 0; ; i++ {
			pc, _, l, ok := runtime.Caller(i)
			if !ok {
				return
			}
			if f := runtime.FuncForPC(pc).Name(); strings.HasSuffix(f, "nilField") {
				name, line = f, l
				return
			}
		}
	}()
	nilField(nil)
	return
}

//go:noinline
func nilField(p *big) int {
	return p.a[3] // 100
}

func names() string {
	pcs := make([]uintptr, 20)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	out := ""
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			out += f.Function + " "
		}
		if !more {
			return out
		}
	}
}

type method struct{ n int }

func (m method) names() string { return names() }

type namer interface{ names() string }

func makes(n int) (err any) {
	defer func() { err = recover() }()
	i := -1
	if n > 0 {
		i = 2
		s := make([]int, i, 1)
		s[0] = 1
		return nil
	}
	s := make([]int, i, 3)
	s[0] = 1
	return nil
}

func main() {
	fmt.Println(complex(parts()))
	x := append(elems())
	fmt.Println(len(x), x[2])
	fmt.Println(copy(bytesOf()), string(buf))
	delete(entry())
	fmt.Println(len(m))
	println(two())
	fmt.Println(sizes[int8, int64]())
	fmt.Println(sizes[string, bool]())
	fmt.Println(number[complex64](), number[complex128](), number[float32]())
	fmt.Println(holds[empty](empty{}), holds[string](empty{}), holds[has[byte]](empty{}))
	var a big
	change(other(a))
	s := make([]int, 20)
	change2([20]int(s))
	change3(big(other(a)))
	fmt.Println(a.a[0], s[0], a.a[1])
	fmt.Println(typeB(typeA()))
	fmt.Println(deferredAt())
	fmt.Println(panickedIn())
	fmt.Println(names())
	fmt.Println(method{1}.names())
	fmt.Println(namer(&method{1}).names())
	func() {
		defer func() { fmt.Println(names()) }()
	}()
	fmt.Println(makes(0), makes(1))
	var ov [16]byte
	for i := range ov {
		ov[i] = byte(i)
	}
	*(*[8]byte)(ov[4:12]) = *(*[8]byte)(ov[2:10])
	fmt.Println(ov)
	var ov2 [64]byte
	for i := range ov2 {
		ov2[i] = byte(i)
	}
	*(*[32]byte)(ov2[4:36]) = *(*[32]byte)(ov2[2:34])
	fmt.Println(ov2)
}
