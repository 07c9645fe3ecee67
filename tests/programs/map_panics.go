// Map keys that cannot be hashed, NaN keys, maps that change while they are walked, order of assignments to elements.
package main

import (
	"fmt"
	"math"
	"sort"
)

type K struct {
	a any
	s string
	f float64
}
type I interface{ M() }
type T1 struct{ x []int }

func (T1) M() {}

type T2 int

func (T2) M() {}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			_, re := r.(interface{ RuntimeError() })
			fmt.Println(name, r, re)
		}
	}()
	f()
}

func main() {
	nan := math.NaN()
	m := map[float64]int{}
	for i := range 20 {
		m[nan] = i
	}
	fmt.Println(len(m))
	delete(m, nan)
	_, ok := m[nan]
	fmt.Println(len(m), ok)
	n := 0
	for k, v := range m {
		if k == k {
			n += 1000
		}
		n += v
		delete(m, k)
	}
	fmt.Println(n, len(m))
	clear(m)
	fmt.Println(len(m))
	m[0.0] = 1
	m[math.Copysign(0, -1)] += 2
	fmt.Println(m)
	// insertion while ranging: every old key exactly once
	g := map[int]int{}
	for i := range 50 {
		g[i] = i
	}
	seen := map[int]int{}
	extra := 1000
	for k := range g {
		seen[k]++
		if extra < 3000 {
			for range 40 {
				g[extra] = 1
				extra++
			}
		}
	}
	for i := range 50 {
		if seen[i] != 1 {
			fmt.Println("seen", i, seen[i])
		}
	}
	for k, c := range seen {
		if c != 1 {
			fmt.Println("twice", k)
		}
	}
	fmt.Println(len(g))
	// deletion while ranging: deleted keys not seen
	gone := map[int]bool{}
	for k := range g {
		if gone[k] {
			fmt.Println("saw deleted", k)
		}
		for j := range 100 {
			if j != k && (k+j)%3 == 0 {
				delete(g, j)
				gone[j] = true
			}
		}
	}
	// delete and reinsert
	d := map[string]int{"a": 1, "b": 2, "c": 3}
	c := 0
	for k := range d {
		delete(d, k)
		c++
		if c < 10 {
			d[k+"x"] = 1
		}
		if c > 100 {
			break
		}
	}
	fmt.Println(c >= 3)
	try("func key", func() { mm := map[any]int{}; mm[func() {}] = 1 })
	try("slice key", func() { mm := map[any]int{}; _ = mm[[]int{1}] })
	try("map key", func() { mm := map[any]int{}; delete(mm, map[int]int{}) })
	try("struct key", func() { mm := map[K]int{}; mm[K{a: []string{}}] = 1 })
	try("struct key2", func() { mm := map[K]int{}; fmt.Println(mm[K{a: T1{}}]) })
	try("iface key", func() { mm := map[I]int{}; mm[T2(1)] = 2; fmt.Println(mm[T2(1)], mm[nil]); mm[T1{}] = 1 })
	try("array key", func() { mm := map[[2]any]int{}; mm[[2]any{1, "a"}] = 2; fmt.Println(mm[[2]any{1, "a"}]); mm[[2]any{1, []int{}}] = 1 })
	try("nil map", func() { var mm map[string]int; fmt.Println(mm["a"], len(mm)); delete(mm, "a"); clear(mm); for range mm { }; mm["a"] = 1 })
	try("nil map any", func() { var mm map[any]int; _ = mm[[]int{}]; fmt.Println("no panic") })
	try("nil map del", func() { var mm map[any]int; delete(mm, []int{}); fmt.Println("no panic") })
	try("order", func() {
		var mm map[string]int
		f := func() int { fmt.Println("rhs"); return 1 }
		mm[func() string { fmt.Println("key"); return "k" }()] = f()
	})
	try("div in map assign", func() {
		mm := map[string]int{}
		defer func() { fmt.Println(len(mm)); recover() }()
		z := 0
		mm["a"] = 1 / z
	})
	try("op assign", func() {
		mm := map[string][]int{}
		mm["a"] = append(mm["a"], 1)
		mm["a"] = append(mm["a"], len(mm["a"]))
		mm["b"], mm["c"] = mm["a"], nil
		fmt.Println(mm)
		mp := map[string]*int{}
		*mp["x"] = 3
	})
	// same-value keys
	k := map[any]string{1: "int", int8(1): "int8", 1.0: "float", "1": "string", [1]int{1}: "array", struct{ a int }{1}: "struct", nil: "nil", true: "bool", 'a': "rune"}
	var keys []string
	for a, b := range k {
		keys = append(keys, fmt.Sprintf("%T%v=%s", a, a, b))
	}
	sort.Strings(keys)
	fmt.Println(keys, k[int32('a')], k[byte('a')], k[nil])
	// growing with big elems
	type Big struct{ a [40]int }
	bm := map[[33]int]Big{}
	for i := range 100 {
		var key [33]int
		key[i%33] = i
		b := bm[key]
		b.a[i%40] += i
		bm[key] = b
	}
	sum := 0
	for k, v := range bm {
		for _, x := range k {
			sum += x
		}
		for _, x := range v.a {
			sum += x * 3
		}
	}
	fmt.Println(len(bm), sum)
	type E struct{}
	em := map[E]E{}
	em[E{}] = E{}
	_, ok = em[E{}]
	fmt.Println(len(em), ok)
	mf := map[float32]int{float32(nan): 1}
	for k, v := range mf {
		mf[k] = v + 1
		if len(mf) > 10 {
			break
		}
	}
	fmt.Println(len(mf) > 1)
	i := 0
	arr := []int{10, 20}
	mi := map[int]int{}
	i, mi[i], arr[i] = 1, 5, 6
	fmt.Println(i, mi, arr)
	v, ok := mi[0]
	var ok2 any
	mi[7], ok2 = mi[0]
	fmt.Println(v, ok, mi, ok2)
}
