// The same in more forms: inference, instances in instances, local types, interfaces that they do not satisfy.
package main

import (
	"errors"
	"fmt"
)

type S struct{ n int }

func (s S) Map[T any](f func(int) T) T   { return f(s.n) }
func (s *S) Id[T any](v T) T             { s.n++; return v }
func (S) Two[A, B any](a A, b B) string  { return fmt.Sprintf("%T %T", a, b) }
func (S) Var[A any](a ...A) int          { return len(a) }
func (s S) Big[A any](x [9]A) [9]A       { x[0] = x[1]; return x }
func (s S) Err[E error](err error) (E, bool) { return errors.AsType[E](err) }

type my struct{}

func (my) Error() string { return "my" }

type G[K comparable] struct{ m map[K]int }

func (g G[K]) Each[V any](f func(K, int) V) (r []V) {
	for k, v := range g.m {
		r = append(r, f(k, v))
	}
	return
}

// recursion in the type arguments that ends
func (g *G[K]) Nest[V any](n int, v V) string {
	if n == 0 {
		return fmt.Sprintf("%T", v)
	}
	var h G[string]
	return h.Nest(n-1, v)
}

func (g G[K]) Local[V any](v V) any {
	type loc struct {
		k K
		v V
	}
	var k K
	f := func() any { return loc{k, v} }
	return f()
}

type E1 struct{ G[int] }
type E2 struct{ *E1 }
type I interface{ Map() int }
type Hide struct {
	I
	S
}
type Hide2 struct{ X S2 }
type S2 struct{ S }

func call[T any](f func(func(int) T) T, g func(int) T) T { return f(g) }

func use[T any, P interface{ *S }](p P) {}

func Gen[Q any](s S, q Q) string {
	f := S.Two[Q, []Q]
	return f(s, q, nil) + s.Two(q, &q) + fmt.Sprint(s.Map(func(i int) Q { return q }))
}

func main() {
	s := S{4}
	var f func(func(int) string) string = s.Map
	fmt.Println(f(func(i int) string { return fmt.Sprint(i) }))
	var g func(S, func(int) bool) bool
	g = S.Map
	fmt.Println(g(s, func(i int) bool { return i == 4 }))
	fmt.Println(call(s.Map, func(i int) uint8 { return uint8(i) }))
	fmt.Println(call(s.Map[int], func(i int) int { return i }))
	fmt.Println(s.Two[int](1, "x"), s.Two[int, float32](1, 2), s.Two(true, 'a'))
	fmt.Println(s.Var[int](), s.Var(1, 2, 3), s.Var([]string{"a"}...))
	fmt.Println(s.Big([9]int{1, 2, 3}))
	fmt.Println((&s).Id(3), s.Id("x"), s.n)
	h := s.Id[float64]
	fmt.Println(h(2.5), s.n)
	_, ok := s.Err[my](fmt.Errorf("w: %w", my{}))
	fmt.Println(ok)
	gg := G[string]{map[string]int{"a": 1}}
	fmt.Println(gg.Each(func(k string, v int) string { return fmt.Sprint(k, v) }))
	fmt.Println(gg.Nest(3, 1), gg.Nest(0, gg))
	fmt.Printf("%+v %T\n", gg.Local(3), gg.Local("a"))
	fmt.Println(gg.Local(3) == gg.Local(3), gg.Local(3) == gg.Local("3"), gg.Local(3) == G[int]{}.Local(3))
	e := E2{&E1{G[int]{map[int]int{7: 8}}}}
	fmt.Println(e.Each(func(a, b int) int { return a * b }), e.Nest(1, e))
	each := e.Each[string]
	e.E1.m[7] = 9
	fmt.Println(each(func(a, b int) string { return fmt.Sprint(a, b) }))
	fmt.Println(E2.Each[int](e, func(a, b int) int { return a + b }))
	fmt.Println((*E2).Each[int](&e, func(a, b int) int { return a - b }))
	fmt.Println(E2.Nest[int](e, 0, 1))
	fmt.Println(Gen(s, 1.5))
	fmt.Println(Gen(s, struct{}{}))
	var x Hide2
	x.X.n = 3
	fmt.Println(x.X.Map(func(i int) int { return i + 1 }))
	var i any = s
	_, ok = i.(interface{ Var(...int) int })
	fmt.Println(ok)
	_, ok = i.(interface{ Two(int, int) string })
	fmt.Println(ok)
	defer func() {
		fmt.Println(recover())
	}()
	var np *S
	np.Map(func(int) int { return 1 })
}
