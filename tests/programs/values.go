package main

import "fmt"

type point struct{ x, y int }

type big struct {
	a    [10]int
	name string
	p    point
	next *big
}

type inner struct{ v int }

func (i inner) get() int   { return i.v }
func (i *inner) set(v int) { i.v = v }

type mid struct {
	inner
	s string
}

type outer struct {
	*mid
	n int
}

type shape interface {
	area() float64
	name() string
}

type rect struct{ w, h float64 }
type circle struct{ r float64 }

func (r rect) area() float64    { return r.w * r.h }
func (r rect) name() string     { return "rect" }
func (c *circle) area() float64 { return 3 * c.r * c.r }
func (c *circle) name() string  { return "circle" }

type fn func(int) int

func (f fn) apply(x int) int { return f(x) }

type applier interface{ apply(int) int }

func mk(n int) big {
	var b big
	for i := range b.a {
		b.a[i] = i * n
	}
	b.name = fmt.Sprint("big", n)
	b.p = point{n, n + 1}
	return b
}

func modify(b big) int {
	b.a[0] = 100
	b.p.x = 55
	return b.a[0] + b.p.x
}

func (b big) sum() (s int) {
	for _, v := range b.a {
		s += v
	}
	b.a[3] = 0
	return
}

func (b *big) inc() { b.a[1]++ }

type empty struct{}

func (empty) hi() string { return "hi" }

type hier interface{ hi() string }

type pair struct {
	k string
	v any
}

func swap(a, b big) (big, big) { return b, a }

type matrix [3][3]int

func main() {
	b := mk(3)
	c := b
	c.a[5] = -1
	fmt.Println(b.a, c.a, b.name, modify(b), b.a[0], b.p)
	b.inc()
	fmt.Println(b.a[1], b.sum(), b.a[3])
	p := &b
	p.p.y = 77
	p.next = &c
	fmt.Println(p.next.a[5], b.p, p.next.next == nil)
	b, c = c, b
	fmt.Println(b.a[5], c.a[5], b.p, c.p)
	d, e := swap(b, c)
	fmt.Println(d.a[5], e.a[5])

	o := outer{&mid{inner{4}, "s"}, 5}
	o.set(9)
	fmt.Println(o.get(), o.v, o.mid.inner.v, o.s, o.n)
	g := o.get
	o.set(10)
	fmt.Println(g(), o.get())
	h := (*inner).set
	h(&o.inner, 12)
	k := inner.get
	fmt.Println(k(o.inner))

	shapes := []shape{rect{2, 3}, &circle{2}, &rect{4, 5}}
	total := 0.0
	for _, s := range shapes {
		total += s.area()
		switch v := s.(type) {
		case rect:
			fmt.Println("rect", v.w)
		case *circle:
			fmt.Println("circle", v.r)
		case *rect:
			fmt.Println("*rect", v.h)
		}
		fmt.Print(s.name(), " ")
	}
	fmt.Println(total)
	var ap applier = fn(func(x int) int { return x * 2 })
	fmt.Println(ap.apply(21))
	var hh hier = empty{}
	fmt.Println(hh.hi(), hh == empty{})

	fmt.Println(point{1, 2} == point{1, 2}, point{1, 2} != point{2, 1}, mk(2).a == mk(2).a, mk(2).a == mk(3).a)
	ps := []pair{{"a", 1}, {"b", "x"}, {"c", point{1, 2}}}
	fmt.Println(ps, ps[2] == pair{"c", point{1, 2}}, ps[0] == ps[1])
	fmt.Printf("%v %+v %#v %T\n", point{1, 2}, point{1, 2}, point{1, 2}, ps)

	var m matrix
	for i := range m {
		for j := range m[i] {
			m[i][j] = i*3 + j
		}
	}
	n := m
	n[1][1] = 100
	fmt.Println(m, n, m == n, len(m), len(m[0]))
	for i, row := range m {
		m[2][0] = 99
		if i == 2 {
			fmt.Println(row)
		}
	}
	arr := [...]string{2: "c", 0: "a", 4: "e"}
	fmt.Println(len(arr), arr)
	pa := &arr
	for i := range pa {
		pa[i] += "!"
	}
	fmt.Println(*pa, arr[1:3], len(pa))
	anon := struct {
		a int
		b string
	}{1, "z"}
	fmt.Println(anon, anon.b)
	mp := map[point]string{{1, 2}: "a", {3, 4}: "b"}
	fmt.Println(mp[point{1, 2}], mp[point{3, 4}], len(mp[point{}]))
	ma := map[[2]string]int{{"a", "b"}: 1}
	ma[[2]string{"a", "b"}] += 4
	fmt.Println(ma)
	mi := map[any]int{1: 1, "a": 2, point{1, 2}: 3, 1.5: 4}
	fmt.Println(mi[1], mi["a"], mi[point{1, 2}], mi[1.5], mi[2])
	pp := new(point)
	pp.x, pp.y = 3, 4
	*pp = point{pp.y, pp.x}
	fmt.Println(*pp)
	x := []*point{{1, 2}, {3, 4}}
	fmt.Println(*x[1], x[0].y)
}
