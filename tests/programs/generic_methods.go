// Methods with type parameters of their own: calls, values, expressions, promotion, generic receivers.
package main

import "fmt"

type S struct{ n int }

func (s S) Map[T any](f func(int) T) T { return f(s.n) }
func (s *S) Set[T ~int](v T)        { s.n = int(v) }

type L[E any] struct{ xs []E }

func (l L[E]) Conv[T any](f func(E) T) L[T] {
	var r L[T]
	for _, x := range l.xs {
		r.xs = append(r.xs, f(x))
	}
	return r
}
func (l *L[E]) Fold[A any](a A, f func(A, E) A) A {
	for _, x := range l.xs {
		a = f(a, x)
	}
	return a
}

type Emb struct {
	*S
	L[string]
}

type MyInt int

func main() {
	s := S{4}
	fmt.Println(s.Map(func(i int) string { return fmt.Sprint("x", i) }))
	s.Set(MyInt(7))
	fmt.Println(s.n)
	f := s.Map[float64]
	fmt.Println(f(func(i int) float64 { return float64(i) / 2 }))
	g := S.Map[int]
	fmt.Println(g(s, func(i int) int { return i * 2 }))
	h := (*S).Set[int]
	h(&s, 99)
	fmt.Println(s.n)
	k := (*S).Map[int]
	fmt.Println(k(&s, func(i int) int { return i + 1 }))
	l := L[int]{[]int{1, 2, 3}}
	m := l.Conv(func(i int) string { return fmt.Sprint(i, "!") })
	fmt.Printf("%T %v\n", m, m)
	fmt.Println(m.Fold(0, func(a int, s string) int { return a + len(s) }))
	e := Emb{&s, m}
	fmt.Println(e.Map(func(i int) bool { return i > 3 }))
	e.Set(5)
	fmt.Println(s.n)
	fmt.Println(e.Conv(func(s string) int { return len(s) }))
	fe := e.Fold[string]
	fmt.Println(fe("", func(a string, s string) string { return a + s }))
	fx := Emb.Conv[int]
	fmt.Println(fx(e, func(s string) int { return len(s) }))
	fy := (*Emb).Fold[int]
	fmt.Println(fy(&e, 3, func(a int, s string) int { return a + len(s) }))
	defer e.Set[MyInt](3)
	go e.Set(1)
	var i interface{} = s
	_, ok := i.(interface{ Map(func(int) int) int })
	fmt.Println(ok)
}
