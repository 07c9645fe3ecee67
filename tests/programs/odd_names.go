// Variables with the names that the compiler itself might think of.
package main

import "fmt"

func params(p0 map[bool]int8, p1 bool, g, ctx, r0 int) (t1 string, entry int) {
	p1 = len(p0) == 1
	g, ctx = ctx, g
	r0++
	f := func() { g += r0 }
	f()
	t1 = fmt.Sprint(p1, g, ctx, r0)
	ok := g
	entry = ok + ctx
	return
}

func big(r0 [40]int, p1 int) (r1 [40]int, p0 int) {
	p1 += r0[3]
	r1 = r0
	r1[0] = p1
	p0 = p1
	return
}

func main() {
	fmt.Println(params(map[bool]int8{true: 1}, false, 2, 3, 4))
	a, b := big([40]int{3: 7}, 5)
	fmt.Println(a[0], a[3], b)
}
