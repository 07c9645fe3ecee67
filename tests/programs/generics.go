// Generics: functions, types, constraints, inference.
package main

import (
	"cmp"
	"fmt"
	"slices"
)

type number interface {
	~int | ~int64 | ~float64
}

func sum[T number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}

func mapf[T, U any](s []T, f func(T) U) []U {
	out := make([]U, 0, len(s))
	for _, x := range s {
		out = append(out, f(x))
	}
	return out
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }
func (s *stack[T]) pop() (T, bool) {
	var zero T
	if len(s.items) == 0 {
		return zero, false
	}
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

type pair[K comparable, V any] struct {
	key K
	val V
}

type list[T any] struct {
	head *elem[T]
	size int
}
type elem[T any] struct {
	val  T
	next *elem[T]
}

func (l *list[T]) add(v T) {
	l.head = &elem[T]{v, l.head}
	l.size++
}

func (l *list[T]) all(yield func(T) bool) {
	for e := l.head; e != nil; e = e.next {
		if !yield(e.val) {
			return
		}
	}
}

func keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func largest[T cmp.Ordered](a, b T) T {
	if a > b {
		return a
	}
	return b
}

type myInt int

func (m myInt) String() string { return fmt.Sprintf("my%d", int(m)) }

func show[T fmt.Stringer](xs []T) (s string) {
	for _, x := range xs {
		s += x.String() + " "
	}
	return
}

func main() {
	fmt.Println(sum(1, 2, 3), sum(1.5, 2.5), sum[myInt](1, 2))
	fmt.Println(mapf([]int{1, 2, 3}, func(i int) string { return fmt.Sprint("n", i) }))
	var s stack[string]
	s.push("a")
	s.push("b")
	fmt.Println(s.pop())
	fmt.Println(s.pop())
	fmt.Println(s.pop())
	p := pair[string, int]{"x", 1}
	fmt.Printf("%v %T\n", p, p)
	var l list[float64]
	l.add(1.5)
	l.add(2.5)
	for v := range l.all {
		fmt.Print(v, " ")
	}
	fmt.Println(l.size)
	fmt.Println(keys(map[string]int{"b": 1, "a": 2}), largest("a", "b"), largest(3, 2))
	fmt.Println(show([]myInt{1, 2}))
	x := []int{3, 1, 2}
	slices.Sort(x)
	i, ok := slices.BinarySearch(x, 2)
	fmt.Println(x, i, ok, slices.Contains(x, 3), slices.Max(x), slices.Index(x, 9))
}
