// Loop variables before Go 1.22: one for all iterations.

//go:build go1.21

package main

import "fmt"

type pair struct {
	a, b int
	name string
}

func clauses() {
	var funcs []func() int
	var addresses []*int
	for i := 0; i < 3; i++ {
		funcs = append(funcs, func() int { i += 10; return i })
		addresses = append(addresses, &i)
	}
	for _, f := range funcs {
		fmt.Print(f(), " ")
	}
	fmt.Println(*addresses[0], addresses[0] == addresses[2])

	for i, j := 0, 10; i < j; i, j = i+3, j-2 {
		defer func() { fmt.Println("deferred", i, j) }()
		if i == 3 {
			continue
		}
		j--
	}
}

func elements() {
	var funcs []func() string
	var addresses []*string
	for i, s := range []string{"a", "b", "c"} {
		funcs = append(funcs, func() string { return fmt.Sprint(i, s) })
		addresses = append(addresses, &s)
	}
	for _, f := range funcs {
		fmt.Print(f(), " ")
	}
	fmt.Println(*addresses[0], addresses[0] == addresses[1])

	var big []*pair
	for _, p := range [2]pair{{1, 2, "x"}, {3, 4, "y"}} {
		p.a += 100
		big = append(big, &p)
	}
	fmt.Println(*big[0], *big[1], big[0] == big[1])
}

func kept() (read []func() int) {
	for _, n := range []int{1, 2, 3} {
		n := n * n
		read = append(read, func() int { return n })
	}
	for k := range map[int]bool{7: true} {
		read = append(read, func() int { return k })
	}
	for i, r := range "né" {
		read = append(read, func() int { return i*1000 + int(r) })
	}
	c := make(chan int, 3)
	for i := 0; i < 3; i++ {
		c <- i * i
	}
	close(c)
	for v := range c {
		read = append(read, func() int { return v })
	}
	return read
}

func again() {
	n := 0
	var all []*int
loop:
	for i := range []int{0, 0} {
		all = append(all, &i)
	}
	n++
	if n < 2 {
		goto loop
	}
	fmt.Println(*all[0], *all[3], all[0] == all[1], all[1] == all[2])
}

func goroutines() {
	start, done := make(chan bool), make(chan int)
	for i := 0; i < 4; i++ {
		go func() {
			<-start
			done <- i
		}()
	}
	close(start)
	sum := 0
	for i := 0; i < 4; i++ {
		sum += <-done
	}
	fmt.Println(sum)
}

func generic[T any](xs ...T) []*T {
	var out []*T
	for _, x := range xs {
		out = append(out, &x)
	}
	return out
}

func main() {
	clauses()
	elements()
	for _, f := range kept() {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	again()
	goroutines()
	p := generic("one", "two")
	fmt.Println(*p[0], *p[1], p[0] == p[1])
	q := generic(1.5, 2.5)
	fmt.Println(*q[0], *q[1])
}
