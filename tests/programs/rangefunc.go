package main

import (
	"fmt"
	"iter"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("count cleanup")
		for i := 0; i < n; i++ {
			if !yield(i) {
				fmt.Println("stopped at", i)
				return
			}
		}
	}
}

func pairs(m []string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, s := range m {
			if !yield(i, s) {
				return
			}
		}
	}
}

func find(n, want int) (idx int, name string) {
	name = "none"
	for i := range count(n) {
		for j, s := range pairs([]string{"a", "b", "c"}) {
			if i*10+j == want {
				return i, s
			}
			if j == 1 && i == 0 {
				break
			}
		}
	}
	return -1, name
}

func labels() {
	total := 0
outer:
	for i := range count(5) {
		for j := range count(5) {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			total += i*10 + j
		}
	}
	fmt.Println("total", total)
}

func defers() (s string) {
	for i := range count(3) {
		defer func() { s += fmt.Sprint("d", i) }()
	}
	return "x"
}

func bad(yield func(int) bool) {
	yield(1)
	yield(2)
}

func big() (r [10]int, err error) {
	for i := range count(3) {
		r[i] = i + 1
		if i == 1 {
			return r, fmt.Errorf("at %d", i)
		}
	}
	return
}

func noargs() {
	n := 0
	for range func(yield func() bool) {
		for yield() {
		}
	} {
		n++
		if n == 4 {
			break
		}
	}
	fmt.Println("n", n)
}

func gen[T any](xs ...T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, x := range xs {
			if !yield(x) {
				return
			}
		}
	}
}

func closure() []func() int {
	var fs []func() int
	for x := range gen(1, 2, 3) {
		fs = append(fs, func() int { x *= 2; return x })
	}
	return fs
}

func main() {
	fmt.Println(find(3, 12))
	fmt.Println(find(3, 99))
	labels()
	fmt.Println(defers())
	fmt.Println(big())
	noargs()
	for _, f := range closure() {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		for x := range bad {
			fmt.Println("bad", x)
			break
		}
	}()
	var i int
	var s string
	for i, s = range pairs([]string{"q", "r"}) {
	}
	fmt.Println(i, s)
	done := make(chan bool)
	go func() {
		for x := range count(1) {
			_ = x
		}
		done <- true
	}()
	<-done
	func() {
		defer func() { fmt.Println("outer", recover()) }()
		for x := range count(2) {
			panic(fmt.Sprint("in body ", x))
		}
	}()
}
