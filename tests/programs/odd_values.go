// Method values and expressions of nil, blank fields, unsafe, constants, generics and small statements in odd forms.
package main

import (
	"fmt"
	"unsafe"
	"strconv"
)

type F func(int) int
type G func(int) int

func (f F) Twice(x int) int { return f(f(x)) }

type I interface{ M() string }
type V struct{ s string }

func (v V) M() string   { return v.s }
func (v *V) P() string  { if v == nil { return "nil P" }; return v.s }

type Emb struct {
	I
	*V
}

type Rec struct {
	a [2]*Rec
	m map[string]Rec
	f func(Rec) Rec
	c chan Rec
	s []Rec
}
type Ch chan Ch
type Sl []Sl
type Fn func() Fn
type Mp map[string]Mp

type W struct {
	a bool
	b int64
	c uint16
	d [3]byte
	e string
	f struct{}
}

const (
	A = iota * 10
	B
	_
	C = iota + 0.5
	D
	E, F2 = iota, iota << 2
	G2, H
)
const (
	KB = 1 << (10 * (iota + 1))
	MB
	GB
)

type Weekday uint8

const (
	Sun Weekday = iota
	Mon
)

func (d Weekday) String() string { return "day" + strconv.Itoa(int(d)) }

type Num interface{ ~int | ~float64 }

func Sum[T Num](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}
func Map[T, U any](xs []T, f func(T) U) []U {
	var r []U
	for _, x := range xs {
		r = append(r, f(x))
	}
	return r
}

type List[T any] struct {
	head *node[T]
	n    int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.n++ }
func (l *List[T]) All(y func(int, T) bool) {
	i := 0
	for n := l.head; n != nil; n = n.next {
		if !y(i, n.v) {
			return
		}
		i++
	}
}

func zero[T any]() (z T) { return }
func kind[T any](x T) string {
	switch any(x).(type) {
	case int, int8:
		return "int-ish"
	case []T:
		return "slice?"
	case string:
		return "string"
	case interface{ M() string }:
		return "M"
	case nil:
		return "nil"
	}
	return fmt.Sprintf("%T", x)
}
func conv[T, U ~int | ~uint8 | ~float64](x T) U { return U(x) }
func ptr[T any, P interface {
	*T
	Set(string)
}](s string) T {
	var t T
	P(&t).Set(s)
	return t
}

type set struct{ v string }

func (s *set) Set(x string) { s.v = x + "!" }

func variadic(pre string, xs ...any) string { return fmt.Sprint(pre, len(xs), xs == nil, xs) }

func fact() func(int) int {
	var f func(int) int
	f = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * f(n-1)
	}
	return f
}

func main() {
	f := F(func(x int) int { return x * 3 })
	g := G(f)
	var h func(int) int = g
	f = h
	fmt.Println(f.Twice(2), F(g).Twice(1), F.Twice(F(h), 3), g != nil, h == nil)
	var np *V
	fmt.Println(np.P(), (*V).P(nil), (*V).P(&V{"q"}), V.M(V{"w"}), (*V).M(&V{"e"}), I.M(V{"r"}))
	mp := np.P
	fmt.Println(mp())
	e := Emb{V{"i"}, &V{"p"}}
	fmt.Println(e.I.M(), e.P(), e.s)
	try := func(f func()) {
		defer func() { fmt.Println(recover()) }()
		f()
	}
	try(func() { e.I = nil; e.I.M() })
	try(func() { _ = np.M })
	try(func() { (*V).M(nil) })
	
	try(func() { I.M(nil) })
	try(func() { x := Emb{}; fmt.Println(x.P()); _ = x.s })
	try(func() { var i any = V{"x"}; _ = i.(I).M(); _ = i.(fmt.Stringer) })
	try(func() { var i any = "x"; _ = i.(I) })
	try(func() { var i any; _ = i.(I) })
	try(func() { var i any; _ = i.(int) })
	try(func() { var i I = V{}; _ = i.(*V) })
	try(func() { var i any = Weekday(1); _ = i.(uint8) })
	try(func() { var i any = map[string][]struct{ a int }{}; _ = i.(map[string][]struct{ b int }) })
	try(func() { type V struct{ s string }; var i any = V{}; _ = i.(interface{ M() string }) })
	v, ok := any(3).(string)
	fmt.Printf("%q %v\n", v, ok)
	fmt.Println(unsafe.Sizeof(W{}), unsafe.Alignof(W{}), unsafe.Offsetof(W{}.c), unsafe.Offsetof(W{}.d), unsafe.Offsetof(W{}.e), unsafe.Offsetof(W{}.f), unsafe.Sizeof(uintptr(0)), unsafe.Sizeof(struct {
		a int32
		b [0]int64
	}{}))
	arr := [4]int32{1, 2, 3, 4}
	p := unsafe.Pointer(&arr)
	fmt.Println(*(*int32)(unsafe.Add(p, 8)), *(*int64)(p), unsafe.Slice(&arr[1], 2), unsafe.String(unsafe.StringData("hello"), 3), len(unsafe.Slice((*int)(nil), 0)), unsafe.SliceData(arr[2:]) == &arr[2])
	try(func() { n := -1; _ = unsafe.Slice(&arr[0], n) })
	try(func() { n := 3; _ = unsafe.Slice((*int)(nil), n) })
	try(func() { n := uint64(1) << 61; _ = unsafe.Slice(&arr[0], n) })
	try(func() { n := -1; _ = unsafe.String((*byte)(p), n) })
	try(func() { n := 1; _ = unsafe.String(nil, n) })
	fl := 1.5
	fmt.Println(*(*uint64)(unsafe.Pointer(&fl)), uintptr(p)%8)
	fmt.Println(A, B, C, D, E, F2, G2, H, KB, MB, GB, Sun, Mon, Weekday(7), []Weekday{1})
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[Weekday2](1, 2), Map([]int{1, 2}, strconv.Itoa), Map([]string{"a"}, func(s string) []byte { return []byte(s) }))
	var l List[string]
	l.Push("a")
	l.Push("b")
	for i, s := range l.All {
		fmt.Print(i, s, " ")
	}
	fmt.Println(l.n, zero[int](), zero[*int]() == nil, zero[[2]string](), zero[func()]() == nil, zero[any]() == nil)
	fmt.Println(kind(1), kind(int8(2)), kind("x"), kind(V{}), kind[any](nil), kind([]int{}), kind[error](nil), kind(2.5), kind(List[int]{}), kind[any]([]any{}))
	fmt.Println(conv[int, uint8](300), conv[float64, int](2.9), conv[uint8, float64](7), ptr[set]("z"))
	fmt.Println(variadic("a"), variadic("b", nil), variadic("c", nil...), variadic("d", []any{1, 2}...), variadic("e", []int{1, 2}), variadic("f", []any{}...))
	fmt.Println(fact()(10))
	var s Sl = Sl{Sl{}, nil, Sl{Sl{}}}
	fmt.Println(len(s), len(s[2]), s)
	var m Mp = Mp{"a": {"b": nil}}
	fmt.Println(m, m["a"]["b"]["c"]["d"] == nil)
	var fn Fn
	n := 0
	fn = func() Fn { n++; return fn }
	fn()()()
	fmt.Println(n)
	r := Rec{m: map[string]Rec{"x": {}}}
	r.a[0] = &r
	r.f = func(q Rec) Rec { q.s = append(q.s, q); return q }
	fmt.Println(len(r.f(r).s), len(r.a[0].a[0].m), r.a[1] == nil)
	type pt struct{ x, y int }
	ps := map[pt]*pt{{1, 2}: {3, 4}}
	pp := []*pt{{5, 6}, nil}
	aa := [...][]pt{{{1, 1}}, 2: {}}
	fmt.Println(*ps[pt{1, 2}], *pp[0], len(aa), aa)
	var x struct {
		pt
		*V
		n int
	}
	x.x, x.n = 4, 5
	x.V = &V{"emb"}
	fmt.Println(x.x, x.pt.y, x.M(), x.s)
	a, b := 1, 2
	a, b = b, a+b
	{
		a := a + 10
		b, c := a, b
		_, _, _ = a, b, c
	}
	fmt.Println(a, b)
	if a := 5; a > 3 {
		fmt.Println(a)
	} else if b := a; b > 1 {
		fmt.Println(b)
	}
	sw := 0
	switch {
	default:
		sw += 100
		fallthrough
	case sw == 1:
		sw++
	case sw == 0:
		sw = 50
	}
	fmt.Println(sw)
	i := 0
loop:
	if i < 3 {
		i++
		goto loop
	}
	fmt.Println(i)
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		if i == 1 {
			continue
		}
		fmt.Print(i, j, " ")
	}
	var z [0]int
	for range z {
		fmt.Print("never")
	}
	for i := range 3 {
		i *= 2
		fmt.Print(i)
	}
	for i := range uint8(3) {
		fmt.Printf("%T%d", i, i)
	}
	const big = 5
	for i := range big {
		fmt.Print(i)
	}
	for i := range id(int64(-3)) {
		fmt.Print("never", i)
	}
	fmt.Println()
	type T0 struct{ a, _, c int }
	t0 := T0{1, 2, 3}
	fmt.Println(t0, *(*[3]int)(unsafe.Pointer(&t0)))
	t1 := struct{ a, _, c int }{1, 2, 3}
	fmt.Println(*(*[3]int)(unsafe.Pointer(&t1)))
	t2 := &struct {
		_ int
		b string
		_ string
	}{1, "x", "y"}
	fmt.Println(*(*[5]uintptr)(unsafe.Pointer(t2)) == [5]uintptr{0, uintptr(unsafe.Pointer(unsafe.StringData(t2.b))), 1, 0, 0})
	gt0 = T1{4, 5, 6}
	fmt.Println(*(*[3]int)(unsafe.Pointer(&gt0)), *(*[3]int)(unsafe.Pointer(&gt1)), *(*[3]int)(unsafe.Pointer(&gt2[0])))
	gt0 = gt3()
	q := gt0
	fmt.Println(*(*[3]int)(unsafe.Pointer(&q)))
	var np2 *T1
	try(func() { *np2 = T1{id(1), id(2), id(3)} })
	arr9 := [2]T1{{1, id(2), 3}, {4, 5, 6}}
	fmt.Println(*(*[6]int)(unsafe.Pointer(&arr9)))
	println(min(3, 1), max(2.5, 1))
}

//go:noinline
func id[T any](x T) T { return x }

type T1 struct{ a, _, c int }

var gt0 T1
var gt1 = T1{1, 2, 3}
var gt2 = []T1{{7, 8, 9}}

func gt3() T1 { return T1{7, 8, 9} }

type Weekday2 int
