// Loops over functions: leaving them in every nesting, defers and panics in them, functions that misuse the body.
package main

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"maps"
)

func seq(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("seq end", n)
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}
func seq2(n int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range n {
			if !yield(i, fmt.Sprint("s", i)) {
				return
			}
		}
	}
}
func seq0(n int) func(func() bool) {
	return func(yield func() bool) {
		for range n {
			if !yield() {
				return
			}
		}
	}
}

// ignores false
func bad(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			yield(i)
		}
	}
}

// calls after return
var saved func(int) bool

func leak(yield func(int) bool) { saved = yield; yield(1) }

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func ret(n int) (r int, s string) {
	defer func() { r++; s += "d" }()
	for i := range seq(5) {
		defer func() { fmt.Println("deferred in body", i, r) }()
		for j := range seq(5) {
			for k := range 3 {
				if i*j*k == n {
					return i*100 + j*10 + k, "found"
				}
			}
		}
	}
	return -1, "none"
}

func labels() {
outer:
	for i := range seq(4) {
	mid:
		for j := range seq2(4) {
			switch {
			case j == 1 && i == 0:
				continue outer
			case j == 1 && i == 1:
				break mid
			case i == 2:
				select {
				default:
					break outer
				}
			}
			for range seq0(2) {

			}
			fmt.Println("b", i, j)
		}
		fmt.Println("after mid", i)
	}
}

func gotos() {
	n := 0
again:
	for i := range seq(3) {
		n++
		if n < 4 && i == 1 {
			goto again
		}
		if i == 2 {
			goto done
		}
		goto inner
	inner:
		fmt.Println("inner", i, n)
	}
done:
	fmt.Println("done", n)
}

func deferLoop() {
	for i := range seq(3) {
		defer fmt.Println("outer defer", i)
		func() {
			for j := range seq(2) {
				defer fmt.Println("inner defer", i, j)
			}
		}()
	}
	fmt.Println("body end")
}

func named() (x int, err error) {
	for i := range seq(3) {
		x += i
		if i == 1 {
			err = fmt.Errorf("e%d", i)
			return
		}
	}
	return
}

func closures() {
	var fs []func() int
	for i, s := range seq2(3) {
		fs = append(fs, func() int { i += 10; return i + len(s) })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
}

func panics() {
	defer func() { fmt.Println("rec", recover()) }()
	for i := range seq(3) {
		if i == 1 {
			panic(fmt.Sprint("at ", i))
		}
	}
}

func recoverInBody() {
	defer func() { fmt.Println("outer rec", recover()) }()
	for i := range seq(3) {
		func() {
			defer func() { fmt.Println("inner rec", recover()) }()
			panic(i)
		}()
		fmt.Println(recover())
	}
}

func exitIn() {
	done := make(chan bool)
	go func() {
		defer close(done)
		for i := range seq(3) {
			defer fmt.Println("goexit defer", i)
			if i == 1 {
				runtime.Goexit()
			}
		}
	}()
	<-done
}

type tree struct {
	l, r *tree
	v    int
}

func (t *tree) all(yield func(int) bool) bool {
	return t == nil || t.l.all(yield) && yield(t.v) && t.r.all(yield)
}
func (t *tree) All() iter.Seq[int] { return func(y func(int) bool) { t.all(y) } }

func pull() {
	next, stop := iter.Pull(seq(3))
	fmt.Println(next())
	fmt.Println(next())
	stop()
	fmt.Println(next())
	stop()
	n2, s2 := iter.Pull2(seq2(2))
	fmt.Println(n2())
	fmt.Println(n2())
	fmt.Println(n2())
	s2()
	try("pull panic", func() {
		n, s := iter.Pull(func(y func(int) bool) { y(1); panic("in seq") })
		defer s()
		fmt.Println(n())
		fmt.Println(n())
	})
}

type Named func(func(int, int) bool)

func gen[S ~func(func(T) bool), T any](s S) (out []T) {
	for v := range s {
		out = append(out, v)
	}
	return
}

func multi() (a, b, c int) {
	for a = range seq(3) {
		for b, _ = range seq2(3) {
			for c = range 4 {
				if a+b+c == 5 {
					return a, b, c
				}
			}
		}
	}
	return
}

func main() {
	fmt.Println(ret(4))
	fmt.Println(ret(99))
	labels()
	gotos()
	deferLoop()
	fmt.Println(named())
	closures()
	panics()
	recoverInBody()
	exitIn()
	try("bad", func() {
		for i := range bad(3) {
			if i == 1 {
				break
			}
		}
	})
	try("bad return", func() {
		func() int {
			for i := range bad(3) {
				if i == 1 {
					return 1
				}
			}
			return 0
		}()
	})
	try("leak", func() {
		for range leak {
		}
		saved(2)
	})
	try("swallowed panic", func() {
		for range func(y func() bool) {
			func() {
				defer func() { recover() }()
				y()
			}()
		} {
			panic("x")
		}
		fmt.Println("not reached")
	})
	try("swallowed then again", func() {
		for range func(y func() bool) {
			func() {
				defer func() { fmt.Println(recover()) }()
				y()
			}()
			y()
		} {
			panic("x")
		}
	})
	try("nil", func() {
		var f func(func() bool)
		for range f {
		}
	})
	t := &tree{&tree{nil, nil, 1}, &tree{&tree{nil, nil, 3}, nil, 4}, 2}
	for v := range t.All() {
		if v == 4 {
			break
		}
		fmt.Println(v)
	}
	pull()
	fmt.Println(gen(seq(3)), gen(slices.Values([]string{"x"})), slices.Sorted(maps.Keys(map[int]bool{3: true, 1: true})))
	for a, b := range Named(func(y func(int, int) bool) { _ = y(1, 2) && y(3, 4) }) {
		fmt.Println(a, b)
	}
	fmt.Println(multi())
	var arr [3]int
	for i, arr[i] = range func(y func(int, int) bool) { _ = y(0, 5) && y(1, 6) && y(2, 7) } {
	}
	fmt.Println(arr, i)
	for range seq(1) {
		for range seq(1) {
			defer func() {
				fmt.Println("deep defer")
			}()
		}
	}
	func() {
		for x := range seq(2) {
			defer func() {
				for y := range seq(2) {
					defer fmt.Println("x y", x, y)
					if y == 1 {
						return
					}
				}
			}()
		}
	}()
	// concurrent misuse: yield in another goroutine after loop exit is caught
	try("par", func() {
		for range func(y func() bool) {
			d := make(chan any)
			y()
			go func() {
				defer func() { d <- recover() }()
				y()
			}()
			fmt.Println("other:", <-d)
		} {
			break
		}
	})
}

var i int
