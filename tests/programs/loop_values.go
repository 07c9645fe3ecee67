// What one iteration makes and hands on to the next in the variables of the loop.
package main

import "fmt"

type T struct{ x int }

func main() {
	i := 0
	for p, q := (&T{100}), (*T)(nil); i < 4; p, q = (&T{i}), p {
		if q != nil {
			fmt.Println(q.x, p.x)
		}
		i++
	}
	i = 0
	for p := (*T)(nil); i < 4; i++ {
		q := p
		p = &T{i}
		if q != nil {
			fmt.Println(q.x, p.x)
		}
	}
	for i, s := 0, []int(nil); i < 4; i++ {
		before := s
		s = []int{i, i + 1}
		fmt.Println(before, s)
	}
	for f, i := (func() int)(nil), 0; i < 3; i++ {
		g, k := f, i
		f = func() int { return k }
		if g != nil {
			fmt.Println(g(), f())
		}
	}
	b := []byte("abcdef")
	for s, t, i := "", "", 0; i < 4; i++ {
		s, t = string(b[i:i+3]), s
		fmt.Println(s, t, s+t == t+s)
	}
	for s, t, i := "", "", 0; i < 4; s, t, i = s+string(b[i]), s, i+1 {
		if len(s) > 0 && s[:i-1] != t {
			panic(s + " " + t)
		}
	}
}
