// Defer, panic, recover, in their usual nestings.
package main

import (
	"errors"
	"fmt"
)

func order() {
	for i := 0; i < 3; i++ {
		defer fmt.Println("deferred", i)
	}
	fmt.Println("body")
}

func named() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
			n *= 2
		}
	}()
	n = 21
	panic("boom")
}

func deep(n int) {
	if n == 0 {
		panic(errors.New("deep error"))
	}
	defer func() { fmt.Print("d", n, " ") }()
	deep(n - 1)
}

func rethrow() (s string) {
	defer func() {
		s = fmt.Sprint("outer ", recover())
	}()
	defer func() {
		r := recover()
		panic(fmt.Sprint("again ", r))
	}()
	panic("first")
}

func noRecover() {
	defer func() {
		helper := func() any { return recover() }
		fmt.Println("nested recover:", helper())
	}()
	defer func() { fmt.Println("direct recover:", recover()) }()
	panic("x")
}

func runtimeErrors() {
	try := func(name string, f func()) {
		defer func() {
			r := recover()
			if e, ok := r.(error); ok {
				fmt.Println(name, "->", e.Error())
			} else {
				fmt.Println(name, "->", r)
			}
		}()
		f()
	}
	var m map[string]int
	var p *struct{ x int }
	var s []int
	var i any = "str"
	var e fmt.Stringer
	zero := 0
	n := -1
	var ch chan int
	try("index", func() { s[5] = 1 })
	try("slice", func() { _ = s[1:3] })
	try("nilmap", func() { m["a"] = 1 })
	try("nil", func() { p.x = 1 })
	try("divide", func() { fmt.Println(1 / zero) })
	try("assert", func() { _ = i.(int) })
	try("assert2", func() { _ = i.(fmt.Stringer) })
	try("assert3", func() { _ = e.(fmt.Stringer) })
	try("makeslice", func() { s = make([]int, n) })
	try("closenil", func() { close(ch) })
	try("closeclosed", func() { c := make(chan int); close(c); close(c) })
	try("sendclosed", func() { c := make(chan int, 1); close(c); c <- 1 })
	try("compare", func() { var a, b any = []int{1}, []int{1}; fmt.Println(a == b) })
	try("hash", func() { mm := map[any]int{}; mm[[]int{1}] = 2 })
	try("custom", func() { panic(struct{ a, b int }{1, 2}) })
	try("array", func() { a := [3]int{}; k := 3; a[k%4]++ })
	try("str", func() { t := "abc"; k := 7; _ = t[k] })
	try("convert", func() { _ = [4]int(s[:0]) })
}

func loopDefers() (n int) {
	for i := 0; i < 5; i++ {
		defer func(k int) { n = n*10 + k }(i)
	}
	return 0
}

func main() {
	order()
	fmt.Println(named())
	func() {
		defer func() { fmt.Println("caught:", recover()) }()
		deep(4)
	}()
	fmt.Println(rethrow())
	noRecover()
	runtimeErrors()
	fmt.Println(loopDefers())
}
