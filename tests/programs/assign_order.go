package main

// Assignments of several values: operands first, then one assignment after the other, each with its own panic.

import "fmt"

type inner struct{ y int }
type outer struct{ x inner }

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	m := map[int]int{}
	var np *int
	var no *outer
	short := []int{}
	var nm map[int]int
	arr := [3]int{1, 2, 3}
	i := 5
	try("nil pointer", func() { m[1], *np = 1, 2 })
	try("nil field", func() { m[2], no.x.y = 1, 2 })
	try("index", func() { m[3], short[1] = 1, 2 })
	try("array index", func() { m[4], arr[i] = 1, 2 })
	try("array pointer", func() { p := (*[3]int)(nil); m[5], p[1] = 1, 2 })
	try("nil map", func() { m[6], nm[1], m[7] = 1, 2, 3 })
	try("first fails", func() { *np, m[8] = 1, 2 })
	fmt.Println(m)
	o := &outer{}
	old := o
	o, o.x.y = new(outer), 7
	fmt.Println(old.x.y, o.x.y)
	s := []int{1, 2, 3}
	keep := s
	s, s[1] = nil, 20
	fmt.Println(s, keep)
	i = 0
	i, arr[i] = 2, 9
	fmt.Println(i, arr)
	pa := &arr
	pa, pa[1] = nil, 8
	fmt.Println(pa == nil, arr)
	grid := [2][2]int{{1, 2}, {3, 4}}
	i = 1
	i, grid[i][i], grid[0][i] = 0, 40, 20
	fmt.Println(i, grid)
	grid[0], grid[1] = grid[1], grid[0]
	arr[0], arr[1], arr[2] = arr[2], arr[0], arr[1]
	fmt.Println(grid, arr)
}
