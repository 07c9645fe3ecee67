// Run-time panics that are alike, on different lines of one function: each trace has its own line, optimised too.
package main

import (
	"fmt"
	"runtime/debug"
	"strings"
)

//go:noinline
func f(p, q, r *int) int {
	x := *p

	y := *q

	z := *r
	return x + y + z
}

//go:noinline
func g(s []int, i, j int) int {
	x := s[i]

	y := s[j]
	return x + y
}

func h(i int, s []int) int {
	t := 0
	t += s[i]
	t += s[i+1] *
		s[i+2]
	return t
}

func try(f func()) {
	defer func() {
		fmt.Println(recover())
		for _, l := range strings.Split(string(debug.Stack()), "\n") {
			if strings.Contains(l, "panic_lines.go") {
				fmt.Println(l[strings.LastIndex(l, "/"):strings.Index(l+" +", " +")])
			}
		}
	}()
	f()
}
func main() {
	a := 1
	try(func() { f(nil, &a, &a) })
	try(func() { f(&a, nil, &a) })
	try(func() { f(&a, &a, nil) })
	try(func() { g([]int{1}, 5, 0) })
	try(func() { g([]int{1}, 0, 5) })
	try(func() { h(1, []int{1}) })
	try(func() { h(0, []int{1}) })
	try(func() { h(0, []int{1, 2}) })
}
