// Closures: captured by reference, per-iteration loop variables, recursion, functions as values.
package main

import (
	"fmt"
	"strings"
)

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

type op func(float64, float64) float64

func (o op) apply(a, b float64) float64 { return o(a, b) }

func multi() (int, string, error) { return 1, "two", nil }

func take(n int, s string, err error) string { return fmt.Sprint(n, s, err) }

func variadic(prefix string, rest ...int) string {
	return fmt.Sprint(prefix, len(rest), rest)
}

func main() {
	next, reset := counter()
	fmt.Println(next(), next())
	reset()
	fmt.Println(next())
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
	double := func(x int) int { return 2 * x }
	fmt.Println(compose(double, double, func(x int) int { return x + 1 })(5))
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(20))
	ops := map[string]op{
		"add": func(a, b float64) float64 { return a + b },
		"mul": func(a, b float64) float64 { return a * b },
	}
	fmt.Println(ops["add"].apply(2, 3), ops["mul"](2, 3))
	fmt.Println(take(multi()))
	fmt.Println(variadic("a"), variadic("b", 1, 2), variadic("c", []int{4, 5, 6}...))
	fmt.Println(strings.Map(func(r rune) rune {
		if r == 'l' {
			return 'L'
		}
		return r
	}, "hello"))
	x := 1
	func() {
		x := 2
		x++
		_ = x
	}()
	fmt.Println(x)
	var nilFunc func()
	fmt.Println(nilFunc == nil)
	for i := range 3 {
		defer func() { fmt.Print("d", i, " ") }()
	}
	acc := make([]int, 0)
	each := func(s []int, f func(i, v int)) {
		for i, v := range s {
			f(i, v)
		}
	}
	each([]int{4, 5, 6}, func(i, v int) { acc = append(acc, i*v) })
	fmt.Println(acc)
}
