package main

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

type setter[T any] interface {
	*T
	Set(string)
}

type conf struct{ v string }

func (c *conf) Set(s string) { c.v = s }

func build[T any, PT setter[T]](xs ...string) []T {
	out := make([]T, len(xs))
	for i, x := range xs {
		PT(&out[i]).Set(x)
	}
	return out
}

type num interface{ ~int | ~float64 }

type vec[T num] struct{ x, y T }

func (v vec[T]) add(o vec[T]) vec[T] { return vec[T]{v.x + o.x, v.y + o.y} }
func (v *vec[T]) scale(k T)          { v.x *= k; v.y *= k }
func (v vec[T]) String() string      { return fmt.Sprintf("<%v %v>", v.x, v.y) }

type named[T any] struct {
	vec[int]
	val T
}

type pairs[K comparable, V any] = map[K]V

type opt[T any] struct {
	v  T
	ok bool
}

func some[T any](v T) opt[T] { return opt[T]{v, true} }
func (o opt[T]) or(d T) T {
	if o.ok {
		return o.v
	}
	return d
}

func local[T any](x T) any {
	type box struct {
		inner T
		n     int
	}
	return box{x, 1}
}

func counter[T comparable]() (func(T), func() map[T]int) {
	m := map[T]int{}
	return func(x T) { m[x]++ }, func() map[T]int { return m }
}

func reduce[T, A any](xs []T, init A, f func(A, T) A) A {
	for _, x := range xs {
		init = f(init, x)
	}
	return init
}

type ring[T any] struct {
	next *ring[T]
	val  T
}

func mkring[T any](xs []T) *ring[T] {
	var head, tail *ring[T]
	for _, x := range xs {
		n := &ring[T]{val: x}
		if head == nil {
			head = n
		} else {
			tail.next = n
		}
		tail = n
	}
	tail.next = head
	return head
}

type shape interface{ area() float64 }
type sq float64
type ci float64

func (s sq) area() float64 { return float64(s * s) }
func (c ci) area() float64 { return 3 * float64(c*c) }

func total[S shape](xs []S) (t float64) {
	for _, x := range xs {
		t += x.area()
	}
	return
}

func conv[To, From num](x From) To { return To(x) }

func typeName[T any]() string {
	var z T
	switch any(z).(type) {
	case int:
		return "int"
	case string:
		return "string"
	}
	return fmt.Sprintf("%T", z)
}

type cache[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

func (c *cache[K, V]) get(k K, mk func(K) V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.m[k]; ok {
		return v
	}
	if c.m == nil {
		c.m = make(map[K]V)
	}
	v := mk(k)
	c.m[k] = v
	return v
}

type tuple[A, B any] struct {
	a A
	b B
}

func zip[A, B any](as []A, bs []B) []tuple[A, B] {
	var out []tuple[A, B]
	for i := range min(len(as), len(bs)) {
		out = append(out, tuple[A, B]{as[i], bs[i]})
	}
	return out
}

func chans[T any](xs ...T) <-chan T {
	c := make(chan T)
	go func() {
		defer close(c)
		for _, x := range xs {
			c <- x
		}
	}()
	return c
}

func main() {
	fmt.Println(build[conf]("a", "b"))
	v := vec[int]{1, 2}
	v.scale(3)
	fmt.Println(v.add(vec[int]{1, 1}), vec[float64]{1.5, 2}.add(vec[float64]{1, 1}))
	n := named[string]{v, "q"}
	n.scale(2)
	fmt.Println(n, n.x, n.String())
	var p pairs[string, int] = map[string]int{"a": 1}
	fmt.Println(p, some(3).or(4), opt[string]{}.or("d"))
	fmt.Printf("%v %T %v\n", local(5), local("s"), local(1) == local(1))
	inc, get := counter[string]()
	inc("x")
	inc("y")
	inc("x")
	fmt.Println(get())
	fmt.Println(reduce([]int{1, 2, 3}, "", func(s string, x int) string { return s + fmt.Sprint(x) }))
	r := mkring([]string{"a", "b", "c"})
	fmt.Println(r.next.next.next.val, r.next.val)
	fmt.Println(total([]sq{1, 2}), total([]shape{sq(1), ci(2)}), conv[float64](3), conv[int](3.9))
	fmt.Println(typeName[int](), typeName[string](), typeName[vec[int]](), typeName[[]map[string]*conf]())
	var c cache[string, int]
	fmt.Println(c.get("abc", func(s string) int { return len(s) }), c.get("abc", nil))
	fmt.Println(zip([]int{1, 2}, []string{"x", "y", "z"}))
	for x := range chans(1.5, 2.5) {
		fmt.Print(x, " ")
	}
	fmt.Println()
	xs := []int{3, 1, 2}
	slices.Sort(xs)
	idx, found := slices.BinarySearch(xs, 2)
	fmt.Println(xs, idx, found, slices.Contains(xs, 9), slices.Index(xs, 3), slices.Max(xs))
	m := map[string]int{"b": 2, "a": 1, "c": 3}
	keys := slices.Sorted(maps.Keys(m))
	fmt.Println(keys, slices.Collect(maps.Values(map[int]int{1: 2})))
	slices.SortFunc(keys, func(a, b string) int { return strings.Compare(b, a) })
	fmt.Println(keys, slices.Equal(keys, []string{"c", "b", "a"}))
	sort.Slice(xs, func(i, j int) bool { return xs[i] > xs[j] })
	fmt.Println(xs)
	var ap atomic.Pointer[conf]
	ap.Store(&conf{"zz"})
	fmt.Println(ap.Load().v, ap.CompareAndSwap(nil, nil))
	f := vec[int].add
	g := (*vec[int]).scale
	g(&v, 10)
	fmt.Println(f(v, v))
	var st fmt.Stringer = vec[int]{7, 8}
	fmt.Println(st)
	if _, ok := st.(vec[float64]); !ok {
		fmt.Println("not float")
	}
	var once = sync.OnceValue(func() int { fmt.Println("computed"); return 42 })
	fmt.Println(once(), once())
}
