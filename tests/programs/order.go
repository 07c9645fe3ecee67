package main

// When variables are read between the calls of a statement: the specification leaves it open, gc reads them last.

import "fmt"

var x int
var s []int
var str string
var p *int
var m map[string]int
var ar [3]int
var f func(int) int

type pt struct{ a, b int }

var st pt

func (q pt) get(int) int   { return q.a }
func (q *pt) pget(int) int { return q.a }

type getter interface{ get(int) int }

func g() int {
	x++
	s = []int{x, x, x}
	str += "!"
	n := x * 10
	p = &n
	m["k"] = x
	ar[0] = x
	st.a = x
	f = func(i int) int { return x*1000 + i }
	return x
}

func two(a, b int) string               { return fmt.Sprint(a, " ", b) }
func three(a, b, c int) string          { return fmt.Sprint(a, " ", b, " ", c) }
func any2(a, b any) string              { return fmt.Sprint(a, " ", b) }
func vari(a ...int) string              { return fmt.Sprint(a) }
func ss(a string, b int) string         { return fmt.Sprint(a, b) }
func ret() (int, int)                   { return x, g() }
func ret3() (int, int, int)             { return x, g(), x }
func named() (a, b int)                 { a = 5; return b, func() int { b = 7; return a }() }
func ok(b bool) bool                    { g(); return b }
func ch(v int) chan int                 { c := make(chan int, 1); c <- v; return c }
func bools(a, b bool, c int) string     { return fmt.Sprint(a, b, c) }
func slices(a []int, b int) string      { return fmt.Sprint(a, b) }
func structs(a pt, b int) string        { return fmt.Sprint(a, b) }
func arrays(a [3]int, b int) string     { return fmt.Sprint(a, b) }
func chain(a int, b string) string      { return fmt.Sprint(a, "(", b, ")") }
func reset()                            { x = 1; s = []int{1, 1, 1}; str = "s"; n := 10; p = &n; m = map[string]int{"k": 1}; ar = [3]int{1}; st = pt{1, 1}; f = func(i int) int { return i } }

func show(name string, v ...any) {
	fmt.Println(name, v)
	reset()
}

func main() {
	reset()
	show("call", two(x, g()))
	show("call3", three(x, g(), x))
	show("nested", two(x, x+g()))
	show("deep", chain(x, two(x, g())))
	show("variadic", vari(x, g(), x))
	show("sum", x+g())
	show("sum2", x+g()*x)
	show("product", (x+1)*g()+x)
	show("index", s[0]+g())
	show("array", ar[0]+g())
	show("deref", *p+g())
	show("field", st.a+g())
	show("map", m["k"]+g())
	show("string", ss(str, g()))
	show("concat", ss(str+"x", g()))
	show("bytes", fmt.Sprint(string([]byte(str))+"-", g()))
	show("length", len(str)+g())
	show("compare", x == g(), x < g())
	show("logic", bools(x == 2 && true, x > 1 || false, g()))
	show("logic2", x == 2 && ok(true) && x == 2)
	show("slice", slices(s[:2], g()))
	show("wholeslice", slices(s, g()))
	show("structs", structs(st, g()))
	show("arrays", arrays(ar, g()))
	show("literal", []int{x, g(), x})
	show("structlit", pt{x, g()})
	show("arraylit", [3]int{x, g(), x})
	show("maplit", map[int]int{x: g(), x + 10: x})
	show("receive", two(x, <-ch(g())))
	show("receive2", x+<-ch(g()))
	show("funcvar", f(g()))
	show("method", st.get(g()))
	show("pmethod", st.pget(g()))
	var i getter = st
	show("imethod", i.get(g()), x)
	show("return", fmt.Sprint(ret()))
	show("return3", fmt.Sprint(ret3()))
	show("named", fmt.Sprint(named()))
	show("assert", two(any(x).(int), g()))
	show("convert", fmt.Sprint(float64(x), g()))
	show("min", two(min(x, 100), g()))
	show("append", slices(append(s, x), g()))
	show("any", any2(x, g()))
	show("anystr", any2(str, g()))

	a, b := x, g()
	show("define", a, b)
	a, b = x, g()
	show("assign", a, b)
	s[0], b = x, g()
	show("assign index", s, b)
	x += g()
	show("op", x)
	s[0] += g()
	show("op index", s)
	m["k"] += g()
	show("op map", m)
	ar[x-1] = g()
	show("array elem", ar)
	s[x%3] = g()
	show("index lhs", s)
	local := 1
	inc := func() int { local += 5; return local }
	fmt.Println(local, inc(), local)
	fmt.Println(two(local, inc()), local+inc())
	y := local + inc()
	fmt.Println(y)
	c := make(chan int, 1)
	c <- x + g()
	show("send", <-c)
	switch x + g() {
	case x + 2:
		show("switch a")
	case x + x:
		show("switch b")
	default:
		show("switch c")
	}
	if x+g() == 4 {
		show("if")
	}
	defer fmt.Println("deferred", two(x, g()))
	arr := [3]int{7, 8, 9}
	k := 0
	for k, arr[k] = range []int{4, 5, 6} {
	}
	fmt.Println(k, arr)
	func() {
		defer func() { fmt.Println(recover(), len(m)) }()
		m["new"] /= k - 2
	}()
	func() {
		defer func() { fmt.Println(recover(), x) }()
		fmt.Println(s[x+5] + g())
	}()
}
