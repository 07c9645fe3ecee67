package main

import "os"

type node struct {
	next *node
	pad  [6]int
}

func deep(n int) int {
	var a [64]int
	a[n&63] = n
	return deep(n+1) + a[(n+7)&63]
}

func main() {
	switch os.Args[1] {
	case "big":
		var keep [][]byte
		for {
			keep = append(keep, make([]byte, 64<<20))
		}
	case "small":
		var head *node
		for {
			head = &node{next: head}
		}
	case "noscan":
		var keep [][]byte
		for {
			keep = append(keep, make([]byte, 1000))
		}
	case "huge":
		b := make([]byte, 1<<40)
		println(len(b))
	case "stack":
		println(deep(0))
	case "goroutines":
		c := make(chan int)
		for i := 0; ; i++ {
			go func() { <-c }()
		}
	case "map":
		m := map[int]int{}
		for i := 0; ; i++ {
			m[i] = i
		}
	case "string":
		s := "abcdefgh"
		for {
			s += s
		}
	}
}
