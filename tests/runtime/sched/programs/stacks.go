// stacks: deep calls with large frames and stack arguments, then a recursion without end.
package main

import "fmt"

type T struct{ a [20]int }

//go:noinline
func f(n int, t T) (int, T) {
	if n == 0 {
		return 1, t
	}
	t.a[n%20] += n
	a, b := f(n-1, t)
	b.a[n%20] -= n
	return a + b.a[3], b
}

//go:noinline
func inf(n int, p *int) int {
	var x int
	*p += n
	return inf(n+1, &x) + x
}

//go:noinline
func many(a, b, c, d, e, f, g, h, i, j int, x, y, z, w, v, u, s, r, q float64, n int) (int, float64) {
	if n == 0 {
		return a + b + c + d + e + f + g + h + i + j, x + y + z + w + v + u + s + r + q
	}
	return many(j, a, b, c, d, e, f, g, h, i, q, x, y, z, w, v, u, s, r, n-1)
}

func main() {
	for i := 0; i < 3; i++ {
		c := make(chan string)
		go func() {
			a, t := f(100000, T{})
			k, x := many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 5000)
			c <- fmt.Sprint(a, t.a[5], k, x)
		}()
		fmt.Println(<-c)
	}
	x := 0
	inf(0, &x)
}
