// Control flow: labels, goto, switch of every shape, range over everything.
package main

import "fmt"

func classify(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0:
		return "zero"
	case n < 10:
		return "small"
	}
	return "large"
}

func fall(n int) (s string) {
	switch n {
	case 1:
		s += "one "
		fallthrough
	case 2:
		s += "two "
	case 3, 4, 5:
		s += "few "
	default:
		s += "many "
	}
	return
}

func main() {
	for _, n := range []int{-5, 0, 5, 50} {
		fmt.Print(classify(n), " ")
	}
	fmt.Println()
	for n := 1; n <= 6; n++ {
		fmt.Print(fall(n))
	}
	fmt.Println()
outer:
	for i := 0; i < 4; i++ {
		for j := 0; j < 4; j++ {
			if j == 2 {
				continue outer
			}
			if i == 3 {
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
	i := 0
loop:
	if i < 3 {
		fmt.Print("g", i, " ")
		i++
		goto loop
	}
	fmt.Println()
	for i, r := range "héllo, 世界\xff!" {
		fmt.Print(i, ":", string(r), "(", r, ") ")
	}
	fmt.Println()
	for i := range 3 {
		fmt.Print(i, " ")
	}
	for range 2 {
		fmt.Print("x ")
	}
	fmt.Println()
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	close(ch)
	for v := range ch {
		fmt.Print(v, " ")
	}
	fmt.Println()
	switch x := any(3.5).(type) {
	case int, string:
		fmt.Println("int or string", x)
	case float64:
		fmt.Println("float", x*2)
	case nil:
		fmt.Println("nil")
	}
	switch s := "b"; s {
	case "a", "b":
		fmt.Println("ab")
	}
	seq := func(yield func(int, string) bool) {
		for i, s := range []string{"x", "y", "z"} {
			if !yield(i, s) {
				return
			}
		}
	}
	for i, s := range seq {
		if i == 2 {
			break
		}
		fmt.Print(i, s, " ")
	}
	fmt.Println()
	var arr [5]int
	for i := range arr {
		arr[i] = i * i
	}
	for _, v := range arr {
		if v == 4 {
			continue
		}
		fmt.Print(v, " ")
	}
	fmt.Println()
	x := 10
	for x > 0 {
		x -= 3
	}
	fmt.Println(x)
	if y := x * 2; y < 0 {
		fmt.Println("neg", y)
	} else if y == 0 {
		fmt.Println("zero")
	}
	select {
	case v, ok := <-ch:
		fmt.Println("closed", v, ok)
	default:
		fmt.Println("default")
	}
}
