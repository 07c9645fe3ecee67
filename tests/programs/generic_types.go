package main

import (

	"fmt"
	"sort"
)

type number interface {
	~int | ~int64 | ~float64
}

func sum[T number](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return
}

func mapf[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func maxOf[T ordered](a, b T) T {
	if a > b {
		return a
	}
	return b
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }
func (s *stack[T]) pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

type list[K comparable, V any] struct {
	head *node[K, V]
	n    int
}

type node[K comparable, V any] struct {
	k    K
	v    V
	next *node[K, V]
}

func (l *list[K, V]) put(k K, v V) {
	for n := l.head; n != nil; n = n.next {
		if n.k == k {
			n.v = v
			return
		}
	}
	l.head = &node[K, V]{k, v, l.head}
	l.n++
}

func (l list[K, V]) each(f func(K, V)) {
	for n := l.head; n != nil; n = n.next {
		f(n.k, n.v)
	}
}

type stringer interface{ String() string }

type id int

func (i id) String() string { return fmt.Sprintf("id-%d", int(i)) }

func join[T stringer](xs []T) (s string) {
	for _, x := range xs {
		s += x.String() + ","
	}
	return
}

type set[T comparable] map[T]struct{}

func (s set[T]) add(x T)           { s[x] = struct{}{} }
func (s set[T]) has(x T) bool      { _, ok := s[x]; return ok }
func keys[M ~map[K]V, K ordered, V any](m M) []K {
	out := make([]K, 0)
	for k := range m {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

type pair[A, B any] struct {
	a A
	b B
}

func mk[A, B any](a A, b B) pair[A, B] { return pair[A, B]{a, b} }

func zero[T any]() T { var z T; return z }

func ptr[T any](x T) *T { return &x }

type tree[T ordered] struct {
	l, r *tree[T]
	v    T
}

func (t *tree[T]) insert(v T) *tree[T] {
	if t == nil {
		return &tree[T]{v: v}
	}
	switch {
	case v < t.v:
		t.l = t.l.insert(v)
	case v > t.v:
		t.r = t.r.insert(v)
	}
	return t
}

func (t *tree[T]) walk(f func(T)) {
	if t != nil {
		t.l.walk(f)
		f(t.v)
		t.r.walk(f)
	}
}

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice"
	}
	return fmt.Sprintf("%T", x)
}

func main() {
	fmt.Println(sum(1, 2, 3), sum(1.5, 2), sum[int64]())
	fmt.Println(mapf([]int{1, 2, 3}, func(x int) string { return fmt.Sprint(x * x) }))
	fmt.Println(maxOf("a", "b"), maxOf(3, 2), maxOf(1.5, 2.5))
	var s stack[string]
	s.push("a")
	s.push("b")
	fmt.Println(s.pop())
	fmt.Println(s.pop())
	fmt.Println(s.pop())
	var l list[string, int]
	l.put("x", 1)
	l.put("y", 2)
	l.put("x", 3)
	l.each(func(k string, v int) { fmt.Print(k, v, " ") })
	fmt.Println(l.n)
	fmt.Println(join([]id{1, 2}))
	st := set[int]{}
	st.add(4)
	st.add(2)
	fmt.Println(st.has(4), st.has(5), keys(st))
	p := mk("a", mk(1, 2.5))
	fmt.Printf("%v %T\n", p, p)
	fmt.Println(zero[int](), zero[string]() == "", zero[*int]() == nil, *ptr(5), zero[[3]int]())
	var t *tree[string]
	for _, w := range []string{"m", "c", "x", "a"} {
		t = t.insert(w)
	}
	t.walk(func(s string) { fmt.Print(s) })
	fmt.Println()
	fmt.Println(kind(1), kind("s"), kind(2.5), kind([]int{}))
	f := maxOf[int]
	fmt.Println(f(4, 9))
	g := (*stack[string]).push
	g(&s, "zz")
	fmt.Println(s.items)
}

type ordered interface {
	~int | ~int64 | ~float64 | ~string
}
