package main

import "fmt"

// Operations that come down to a constant word though they are no constants: a
// shift by all bits is 0, its complement all ones.

var (
	a uint16 = 81
	b uint64 = 9
	x uint64 = 1 << 40
	c uint8  = 20
	i int16  = -7
	s        = []int{1, 2, 3}
)

func try(name string, f func() any) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, e)
		}
	}()
	fmt.Println(name, f())
}

func main() {
	fmt.Println(a>>64, ^(a >> 64), x<<(^(a>>64)), x>>(^(b>>64)), i>>(^(a>>16)), int8(c)>>(^(b>>64)))
	fmt.Println(((x>>7)<<(c+63))<<(^(a>>64)), ^(b>>64)/2, x%^(b>>64), x/^(b>>64), ^(b>>64) == 1<<64-1)
	fmt.Println(float64(^(a>>64)), int64(^(a>>64)), int8(^(a>>64)), uint32(^(a>>64)), x&^(^(b>>64)), x&^(b>>64))
	try("count", func() any { n := int8(c>>8) - 1; return x << n })
	try("index", func() any { return s[^(b >> 64)] })
	try("array", func() any { y := [2]int{int(c), 2}; return y[^(b >> 64)] })
	try("pointer", func() any { return (&[2]int{1, 2})[^(b >> 64)] })
	try("string", func() any { return "abc"[^(b>>64)] })
	try("slice", func() any { return s[:^(b >> 64)] })
	try("low", func() any { return s[^(a >> 64):] })
	try("both", func() any { return s[^(b >> 64) : b>>64] })
	try("text", func() any { return "abc"[^(b>>64):] })
	try("length", func() any { return len(make([]int, ^(b >> 64))) })
	try("capacity", func() any { n := len(s); return cap(make([]int, n, ^(b>>64))) })
	try("small capacity", func() any { n := len(s); return cap(make([]int, n, b>>64)) })
	try("division", func() any { return x / (b >> 64) })
}
