// What gdb shows of variables (tests/gdb/test_variables.py): it stops at the lines marked with a word behind "at".
package main

import "fmt"

type Point struct {
	X, Y int
	Name string
	next *Point
}

type Celsius float64

type Shape interface{ Area() int }

func (p *Point) Area() int { // at method
	return p.X * p.Y
}

func area(p *Point, scale float64, tags []string) (sum int, err error) { // at entry
	sum = p.X * p.Y
	for i, tag := range tags {
		n := len(tag) + i
		sum += n // at loop
	}
	if n := sum * 2; n > 3 {
		s := "shadow"
		n := s + "!"
		fmt.Println(n) // at shadow
	}
	return sum, nil // at end
}

func pair[T any](a, b T) (T, T) {
	both := [2]T{b, a}
	return both[0], both[1] // at generic
}

func kind(v any) int {
	switch x := v.(type) {
	case int:
		return x // at number
	case string:
		return len(x) // at text
	}
	return 0
}

func each(yield func(int) bool) {
	for i := 7; i < 9; i++ {
		if !yield(i) {
			return
		}
	}
}

var kept []func() int

func main() {
	p := Point{3, 4, "corner", nil}
	p.next = &p
	ages := map[string]int{"ann": 5, "bob": 7}
	var big [6]int32
	big[2] = -9
	t, ok, r, z, u := Celsius(21.5), true, 'x', complex(1, 2), uint8(200)
	c := make(chan int, 4)
	c <- 1
	var shape Shape = &p
	var none error
	got, err := area(&p, 2.5, []string{"a", "bc"})
	count := 0
	add := func(k int) {
		count += k
		fmt.Println(count, got, err) // at literal
	}
	add(5)
	for i := 0; i < 2; i++ {
		kept = append(kept, func() int { i += 10; return i })
		fmt.Println(i) // at iteration
	}
	for v := range each {
		count += v // at body
	}
	a, b := pair("one", "two")
	fmt.Println(kind(3), kind("four"), shape.Area())
	fmt.Println(ages, big, t, ok, r, z, u, len(c), none, a, b, kept[0]()) // at all
}
