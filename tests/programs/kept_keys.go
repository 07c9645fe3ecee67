// Keys that ++ and op= enter into a map are kept by it, whatever they point to.
package main

import "fmt"

type T struct{ a, b int }

func count(boxes map[any]int, pointers map[[2]*int]int, names map[string]float64, i int) {
	t := T{i, i + 1}
	boxes[t]++
	boxes[&t]--
	x := i
	pointers[[2]*int{&x}]++
	pointers[[2]*int{nil, &x}] += 2
	b := []byte{'a' + byte(i%3)}
	names[string(b)+"!"]++
	names["<"+string(b)] += 0.5
	b[0] = '#'
}

func main() {
	boxes, pointers, names := map[any]int{}, map[[2]*int]int{}, map[string]float64{}
	for i := range 100 {
		count(boxes, pointers, names, i)
	}
	sum := 0
	for k, v := range pointers {
		for _, p := range k {
			if p != nil {
				sum += *p * v
			}
		}
	}
	fmt.Println(len(boxes), boxes[T{7, 8}], len(pointers), sum, names)
}
