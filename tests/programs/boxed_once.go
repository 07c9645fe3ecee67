// What becomes an interface by way of its address is evaluated once.
package main

import "fmt"

func tr[T any](n int, x T) T {
	fmt.Print("<", n, ">")
	return x
}

type pair struct{ a, b int }

func main() {
	fmt.Println(tr(1, true) && tr(2, true) || tr(3, false))
	fmt.Println(tr(4, 1), !tr(5, true), tr(6, false) || tr(7, true), tr(8, 2) < tr(9, 3))
	c := make(chan bool, 3)
	c <- true
	c <- false
	c <- true
	fmt.Println(<-c, len(c), <-c)
	fmt.Println(len(c), [3]int{tr(1, 2), 3, tr(4, 5)}, pair{tr(6, 7), tr(8, 9)}, map[int]int{tr(1, 1): tr(2, 2)})
	p := make(chan pair, 2)
	p <- pair{1, 2}
	p <- pair{3, 4}
	fmt.Println(<-p, len(p))
}
