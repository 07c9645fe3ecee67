// What a function makes for its caller may stand in the caller's frame (lower/lending.py). Each function here would print something
// else if an object that is kept stood there, if two objects shared their memory, or if memory were used again without being cleared.
// GODEBUG: gcstress=1
package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

type T struct {
	a, b int
	s    *string
	n    *T
}

func made(a int) *T             { return &T{a: a} }
func empty() *T                 { return new(T) }
func wrapped(a int) *T          { return made(a + 1) }
func twice(a int) (*T, *T)      { t := &T{a: a}; return t, t }
func held(a int) (*T, *T)       { t := &T{a: a}; return t, &T{a: a + 1, n: t} }
func ring(a int) *T             { t := &T{a: a}; t.n = t; return t }
func variable(a int) *int       { x := a; return &x }
func parameter(a int) *int      { return &a }
func holder(t *T) *T            { return &T{n: t} }
func slice(n int) []int         { return make([]int, n) }
func room(n, c int) []int       { return make([]int, n, c) }
func fixed() []int              { return make([]int, 4) }
func literal(a int) []int       { return []int{a, a + 1, a + 2} }
func pair[A any](a A) *[2]A     { return &[2]A{a, a} }
func (t *T) next() *T           { return &T{a: t.a + 1} }
func (t T) copied() *T          { return &t }
func registered(a int) *T { lent := &T{a: a}; global = lent; return lent }
func ends(n int) (first, last *T) {
	for i := range n {
		t := &T{a: i}
		if first == nil {
			first = t
		}
		last = t
	}
	return
}
func many(n int) *T {
	var t *T
	for i := range n {
		t = &T{a: i, n: t}
	}
	return t
}
func either(a int, old *T) *T {
	if a > 2 {
		return old
	}
	return &T{a: a}
}
func named(a int) (t *T, err error) {
	if a < 0 {
		err = errors.New("negative")
		return
	}
	t = &T{a: a}
	return
}
func broken(a int) *T {
	t := &T{a: a}
	if a == 3 {
		panic("three")
	}
	return t
}

func text(b []byte) string      { return string(b) }
func rest(b []byte) string      { return string(b)[1:] }
func joined(a, b string) string { return a + b }
func bytes(s string) []byte     { return []byte(s) }
func constant() []byte          { return []byte("a constant that is longer than thirty-two bytes") }
func runes(s string) []rune     { return []rune(s) }
func boxed(f float64) any       { return f }
func boxedSlice(n int) any      { return []int{n, n + 1} }
func filled(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(i)
	}
	return string(b)
}

type shower interface{ show() string }

func (t *T) show() string      { return fmt.Sprint(t.a) }
func asInterface(a int) shower { return &T{a: a} }

var global *T
var waste [][]byte

// churn collects, and fills what was free.
func churn() {
	for i := range 50 {
		waste = append(waste, make([]byte, 40+i))
	}
	waste = waste[:0]
	runtime.GC()
}

// deep makes the stack grow, below objects in the frames of its callers.
//
//go:noinline
func deep(n int, t *T) int {
	var pad [64]int
	pad[n%64] = n
	if n == 0 {
		return t.a
	}
	own := made(n)
	own.n = t
	got := deep(n-1, t) + own.n.a - t.a
	return got + pad[(n+1)%64] + own.a - n
}

// What is kept: in a variable, a slice, a map, a channel, a closure, another object, by a goroutine.
func kept() {
	global = made(1)
	var list []*T
	m := map[int]*T{}
	c := make(chan *T, 10)
	var fs []func() int
	done := make(chan int)
	for i := range 5 {
		list = append(list, made(i))
		m[i] = wrapped(i)
		c <- empty()
		t := made(10 * i)
		fs = append(fs, func() int { t.b++; return t.a + t.b })
		g := holder(made(i))
		go func() { done <- g.n.a }()
	}
	churn()
	sum := 0
	for i, t := range list {
		sum += 100*t.a + m[i].a + (<-c).a + fs[i]() + fs[i]() + <-done
	}
	fmt.Println("kept", global.a, sum)
}

// Objects of one iteration that the next one still sees.
func iterations() {
	var last, first *T
	for i := range 6 {
		t := made(i)
		if last != nil {
			t.n = last
		} else {
			first = t
		}
		last = t
	}
	sum := first.a
	for t := last; t != nil; t = t.n {
		sum = 10*sum + t.a
	}
	fmt.Println("iterations", sum)
	i := 0
	var a, b *T
again:
	t := made(i)
	a, b = t, a
	i++
	if i < 5 {
		goto again
	}
	fmt.Println("goto", a.a, b.a)
	var x, y *T
	for i := 0; i < 4; i++ {
		x = made(i)
		x, y = y, x
	}
	fmt.Println("swapped", x.a, y.a)
}

// The same memory in each iteration, cleared in between.
func cleared() {
	sum := 0
	for i := range 4 {
		t := empty()
		sum += t.a + t.b
		if t.n != nil || t.s != nil {
			sum += 1000
		}
		s := fmt.Sprint("x", i)
		t.a, t.b, t.s = i, i, &s
		v := slice(3 + i%2)
		for _, x := range v {
			sum += 10000 * x
		}
		for j := range v {
			v[j] = j + 1
		}
		f := fixed()
		sum += 100000 * (f[0] + f[3])
		f[0], f[3] = 7, 8
		sum += len(*t.s)
	}
	fmt.Println("cleared", sum)
}

// Results of which one is kept and the other not.
//
//go:noinline
func several() {
	var x, y *T
	x, global = twice(4)
	churn()
	x.b = 3
	_, g := held(6)
	global.n = g
	churn()
	fmt.Println("several", global.a+global.b, g.a, g.n.a)
	x, y = held(8)
	churn()
	r := ring(2)
	l := many(3)
	churn()
	fmt.Println("rings", x.a, y.a, y.n.a, r.n.n.a, l.a, l.n.a, l.n.n.a)
	global = r.n
	_, h := held(3)
	old := global
	global = h.n
	first, last := ends(3)
	churn()
	lent := registered(5)
	lent.b = 1
	own := empty()
	own.a, own.b = 1, 2
	churn()
	fmt.Println("more", h.n.a, old.a, first.a, last.a, global.a, global.b, own.a)
	global = h.n
}

// What an object in the frame holds is alive.
func holds() int {
	t := empty()
	s := strings.Repeat("abc", 9)
	t.s = &s
	t.n = holder(made(5))
	churn()
	u := holder(t)
	churn()
	return len(*u.n.s) + u.n.n.n.a
}

func forms() {
	p, q := variable(1), parameter(2)
	*p += 10
	fmt.Println("variables", *p, *q, *pair(3), (*pair("a"))[1])
	t := made(4).next().next()
	c := t.copied()
	c.a = 9
	fmt.Println("methods", t.a, c.a, asInterface(7).show(), either(1, t).a, either(3, t).a)
	v := append(literal(1), literal(2)...)
	w := slice(4)
	w = append(w, 5)
	w[0] = 1
	fmt.Println("slices", v, w, len(room(2, 3)), cap(room(1, 4)), len(slice(100)))
	f := made
	fmt.Println("values", f(3).a, (*T).next(t).a)
	d, err := named(5)
	_, bad := named(-1)
	fmt.Println("named", d.a, err, bad)
	for i := range 5 {
		func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Println("recovered", r)
				}
			}()
			t := broken(i)
			t.b = i
			if t.a != t.b {
				fmt.Println("wrong")
			}
		}()
	}
	for _, n := range []int{-1, 2, 5} {
		func() {
			defer func() { fmt.Println("make", recover()) }()
			x := slice(n)
			y := room(n, 3)
			fmt.Print(len(x), cap(y), " ")
		}()
	}
	all := func(yield func(*T) bool) {
		for i := range 3 {
			if !yield(made(i)) {
				return
			}
		}
	}
	var seen []*T
	var one *T
	for t := range all {
		u := holder(t)
		seen = append(seen, u.n)
		one = made(t.a)
	}
	defer made(1).show()
	churn()
	fmt.Println("loops", seen[0].a, seen[1].a, seen[2].a, one.a)
}

//go:noinline
func registers(n int) int {
	t := registered(n)
	t.b = n
	return t.a
}

//go:noinline
func over(n int) int {
	t := made(n)
	u := empty()
	u.b = t.a
	return u.b
}

// Strings, slices of them, and boxes.
//
//go:noinline
func texts() (string, any, []byte, map[string]int) {
	b := []byte("abcdef")
	last, all := "", []string{}
	m := map[string]int{}
	sum := 0.0
	var kept any
	for i := range 4 {
		b[0]++
		s := text(b)
		t := rest(b)
		all = append(all, rest(b[i:]))
		m[text(b)]++
		if joined(s, last) == "x" {
			last = "?"
		}
		v := bytes(s)
		v[1] = 'X'
		r := runes(t)
		r[0] = 'Y'
		x := boxed(float64(i) + 0.5)
		sum += x.(float64)
		if i == 1 {
			kept = boxed(float64(i) + 0.25)
		}
		y := boxedSlice(i).([]int)
		sum += float64(y[0] * y[1])
		b = append(b, string(v)+string(r)...)
		last = s
		if len(filled(i+2)) != i+2 || filled(40)[3] != 'd' || len(constant()) != 47 {
			fmt.Println("wrong")
		}
	}
	churn()
	fmt.Println("texts", last, all, len(m), sum, string(b))
	return joined(last, "!"), kept, bytes(last), m
}

func main() {
	kept()
	iterations()
	cleared()
	s, k, bs, m := texts()
	fmt.Println("texts", over(1)+deep(50, made(1)), s, k, string(bs), m["bbcdef"], filled(3))
	several()
	fmt.Println("over", over(1)+over(2)+deep(50, made(1)), global.a)
	fmt.Println("registered", registers(5), over(1)+deep(50, made(1)), global.a, global.b)
	fmt.Println("holds", holds())
	forms()
	fmt.Println("deep", deep(3000, made(1)))
	c := make(chan int)
	for range 4 {
		go func() {
			t := made(2)
			c <- deep(500, t) + t.a
		}()
	}
	fmt.Println("deep", <-c+<-c+<-c+<-c)
}
