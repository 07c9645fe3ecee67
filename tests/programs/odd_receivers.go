package main

import "fmt"

// Method expressions and values of receivers that take no place.

type none struct{}

func (none) m() string   { return "m" }
func (*none) mp() string { return "mp" }

type empty [0]int

func (e empty) n() int { return len(e) }

type outer struct{ none }

func main() {
	f, g, h := none.m, (*none).mp, (*none).m
	fmt.Println(f(none{}), g(nil), h(&none{}), none{}.m())
	fmt.Println(empty.n(empty{}), (*empty).n(&empty{}))
	i, j := outer.m, outer{}.m
	fmt.Println(i(outer{}), j())
	defer func() { fmt.Println(recover()) }()
	h(nil)
}
