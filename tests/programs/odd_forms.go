// Forms that are rare and have been wrong once.
package main

import (
	"fmt"
	"unsafe"
)

type named interface{ Name() string }
type both interface {
	named
	Age() int
}
type person struct{ n string }

func (p person) Name() string { return p.n }
func (p person) Age() int     { return len(p.n) }

var calls int

func array() [3]int { calls++; return [3]int{1, 2, 3} }

func pointer() *[4]int { calls++; return nil }

func main() {
	for i := range array() {
		fmt.Print(i)
	}
	for range array() {
		fmt.Print("x")
	}
	for i := range pointer() {
		fmt.Print(i)
	}
	var none *[2]int
	for i := range none {
		fmt.Print(i)
	}
	fmt.Println(calls)
	var a named = person{"ann"}
	var b both = person{"ann"}
	var c any = person{"bob"}
	fmt.Println(a == b, b == a, c == a, b != c)
	for _, v := range []any{true, false, 1, nil} {
		switch {
		case v:
			fmt.Print("true ")
		default:
			fmt.Print("other ")
		}
	}
	fmt.Println()
	try := func(f func()) {
		defer func() { fmt.Println(recover()) }()
		f()
	}
	n, big := 1, uint64(1)<<63
	try(func() { _ = unsafe.Slice((*int)(nil), n) })
	try(func() { _ = unsafe.Slice((*int)(nil), 1) })
	try(func() { _ = unsafe.Slice(new(byte), big) })
	try(func() { _ = unsafe.Slice(new(uint64), big/8) })
	try(func() { fmt.Println(unsafe.Slice((*int)(nil), 0) == nil) })
}
