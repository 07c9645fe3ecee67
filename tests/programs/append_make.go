package main

import "fmt"

// append(s, make([]T, n)...) makes no slice in between; lengths are checked as make checks them.

type node struct {
	next *node
	name string
}

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, r)
		}
	}()
	f()
}

func main() {
	a := []int{1, 2, 3}
	b := append(a[:1], make([]int, 1)...)
	fmt.Println(a, b, len(b), cap(b))
	n := 5
	c := append(a, make([]int, n)...)
	fmt.Println(a, c, len(c))
	var nothing []node
	fmt.Println(append(nothing, make([]node, 0)...) == nil)
	d := append(nothing, make([]node, uint8(n))...)
	d[4].name = "x"
	d[0].next = &d[4]
	d = append(d, make([]node, 100)...)
	fmt.Println(len(d), d[0].next.name, d[5:8], d[104] == node{})
	e := make([]string, 2, 10)
	e[1] = "kept"
	full := e[:10]
	full[5] = "gone"
	e = append(e, make([]string, 4)...)
	fmt.Printf("%q %q\n", e, full)
	fmt.Println(len(append([]struct{}(nil), make([]struct{}, n)...)))
	fmt.Println(append([]byte("ab"), make([]byte, 2)...))
	try("negative", func() { n = -1; _ = append(a, make([]int, n)...) })
	try("large", func() { n = 1 << 62; _ = append(a, make([]int, n)...) })
	make := func(t []int, n int) []int { return t[:n] }
	fmt.Println(append(a, make(a, 2)...))
}
