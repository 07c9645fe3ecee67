// Slices: make, append's growth, copy, aliasing, three-index slices, nil.
package main

import "fmt"

type pair struct{ a, b int }

func grow(s []int, n int) []int {
	for i := 0; i < n; i++ {
		s = append(s, i*i)
	}
	return s
}

func main() {
	var nilSlice []int
	fmt.Println(nilSlice == nil, len(nilSlice), cap(nilSlice), nilSlice)
	s := grow(nil, 10)
	fmt.Println(s, len(s))
	t := s[2:5]
	t = append(t, -1)
	fmt.Println(s[5], t, len(t), cap(t))
	u := s[2:5:5]
	u = append(u, -2)
	fmt.Println(s[5], u)
	fmt.Println(copy(s, s[3:]), s)
	fmt.Println(copy(s, []int{100, 200}), s[:3])
	b := []byte("hello")
	n := copy(b[1:], "EY!")
	fmt.Println(n, string(b))
	b = append(b, " world"...)
	fmt.Println(string(b), len(b))
	grid := make([][]pair, 3)
	for i := range grid {
		grid[i] = make([]pair, 2)
		for j := range grid[i] {
			grid[i][j] = pair{i, j}
		}
	}
	grid[1][1].a = 42
	fmt.Println(grid)
	arr := [...]int{5: 1, 2, 1: 7}
	fmt.Println(arr, len(arr))
	sl := arr[:]
	sl[0] = 9
	p := &arr
	p[2] = 8
	for i, v := range p {
		fmt.Print(i, ":", v, " ")
	}
	fmt.Println()
	var big []int
	grown, last := 0, 0
	for i := 0; i < 2000; i++ {
		big = append(big, i)
		if cap(big) != last {
			grown, last = grown+1, cap(big)
		}
	}
	fmt.Println(len(big), big[1999], grown < 20, cap(big) < 3000)
	fmt.Println(append([]int(nil), 1, 2, 3), append([]string{"x"}, []string{"y", "z"}...))
	clear(arr[:2])
	fmt.Println(arr, min(3, 1, 2), max(2.5, 1))
	a2 := [4]int(sl[:4])
	a2[0] = 1
	fmt.Println(a2, sl[0])
}
