// overflow: a stack that grows without end.
package main

type big struct{ a [100]int }

func f(n int, b *big) int {
	var c big
	c.a[n%100] = b.a[(n+1)%100] + n
	r := f(n+1, &c)
	return r + c.a[n%100]
}

func main() {
	var b big
	println(f(0, &b))
}
