package main

// runtime.Stack, and calls of copy and clear that are put off.

import (
	"fmt"
	"runtime"
	"strings"
)

//go:noinline
func outer() []byte { return inner() }

//go:noinline
func inner() []byte {
	buf := make([]byte, 1000)
	return buf[:runtime.Stack(buf, false)]
}

// functions are the names in a traceback, without arguments.
func functions(text string) (out []string) {
	for _, line := range strings.Split(text, "\n") {
		if line != "" && line[0] != '\t' {
			name, _, _ := strings.Cut(line, "(")
			out = append(out, name)
		}
	}
	return out
}

func main() {
	fmt.Println(functions(string(outer())))
	small := make([]byte, 10)
	fmt.Println(runtime.Stack(small, false), string(small), runtime.Stack(nil, false))
	wait := make(chan bool)
	for range 3 {
		go func() { <-wait }()
	}
	runtime.Gosched()
	for runtime.NumGoroutine() != 4 {
	}
	buf := make([]byte, 1<<16)
	n := runtime.Stack(buf, true)
	fmt.Println(strings.Count(string(buf[:n]), "goroutine "), strings.Count(string(buf[:n]), "main.main.func1"))
	close(wait)
	func() {
		a := make([]int, 3)
		m := map[int]int{1: 2}
		defer func() { fmt.Println(a, m) }()
		defer clear(m)
		defer clear(a[:2])
		defer copy(a, []int{7, 8, 9})
	}()
	b := make([]byte, 3)
	func() { defer copy(b, "xyz") }()
	fmt.Println(string(b))
}
