// Functions, methods and closures as values: many parameters, large results, instances, deferred, started and given to std.
package main

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
)

type pt struct{ a, b, c, d, e int }

func big(x, y, z, w, u, v, t int, s string, f float64) (int, string, pt, error) {
	return x + y + z + w + u + v + t, s, pt{x, y, z, w, u}, nil
}
func gen[T any](x T) []T { return []T{x, x} }

func apply(f func(int, int, int, int, int, int, int, string, float64) (int, string, pt, error)) {
	fmt.Println(f(1, 2, 3, 4, 5, 6, 7, "s", 1.5))
}

type M struct{ n int }

func (m M) V(i int) int  { return m.n + i }
func (m *M) P(i int) int { m.n += i; return m.n }

func main() {
	apply(big)
	g := gen[string]
	fmt.Println(g("a"), gen[int](3))
	fmt.Println(strings.Map(unicode.ToUpper, "abc"), strings.FieldsFunc("a b", unicode.IsSpace))
	m := &M{3}
	v, p, x := m.V, m.P, M.V
	y := (*M).P
	fmt.Println(v(1), p(2), x(*m, 4), y(m, 5))
	s := []string{"b", "a"}
	slices.SortFunc(s, strings.Compare)
	t := []int{3, 1, 2}
	slices.SortFunc(t, cmp.Compare[int])
	sort.Slice(t, func(i, j int) bool { return t[i] > t[j] })
	fmt.Println(s, t)
	func() {
		defer func() { fmt.Println(recover()) }()
		defer done(1)
		f := done
		defer f(2)
		var nilf func()
		nilf()
	}()
	for i := range seq {
		fmt.Println(i)
		if i == 2 {
			break
		}
	}
	c := make(chan int)
	h := send
	go h(c, 7)
	fmt.Println(<-c)
	fmt.Println(fib(func(n int) int { return n }, 10))
}
func fib(f func(int) int, n int) int {
	if n < 2 {
		return f(n)
	}
	return fib(f, n-1) + fib(f, n-2)
}
func send(c chan int, x int) { c <- x }
func done(i int)             { fmt.Println("done", i) }
func seq(yield func(int) bool) {
	for i := 0; yield(i); i++ {
	}
}
