// Array, struct and slice literals of constants, which are copied from read-only data: nested, with gaps, strings and all kinds of elements.
package main

import (
	"fmt"
	"math"
)

type rangeOf struct {
	value  uint16
	lo, hi byte
}

type mixed struct {
	_    int32
	name string
	ok   bool
	f    float32
	c    complex128
	p    *int
	list []int
	sub  [2]rangeOf
	any  any
}

type small int8

var bytes = [...]byte{0, 1, 2, 255, 7: 9, 300 - 45, 'a', '\n'}
var signed = [...]small{-128, -1, 0, 1, 127, 3, 4, 5, 6}
var wide = [9]uint64{math.MaxUint64, 1 << 63, 8: 1}
var ranges = [...]rangeOf{{1, 2, 3}, {value: 0xffff}, {hi: 9}, {}, {4, 5, 6}, 7: {7, 8, 9}}
var names = [...]string{"", "one", "two", "three", "four", 9: "nine"}
var floats = [...]float64{1, -2.5, math.Pi, 1e300, 0.1, 1 << 40, 7, 8}
var halves = [8]float32{0.1, 0.5, 3: 1.5, 7: -0.25}
var flags = [...]bool{true, false, true, true, false, true, true, true}
var twoDim = [3][4]int16{{1, 2, 3, 4}, {5, 6}, {3: 7}}
var structs = []mixed{
	{name: "a", ok: true, f: 1.5, c: 1 + 2i, sub: [2]rangeOf{{1, 1, 1}, {2, 2, 2}}},
	{name: "b", p: nil, list: nil, any: nil},
	{},
	{sub: [2]rangeOf{1: {hi: 4}}},
}
var nested = [...]struct {
	a [2]struct{ x, y int32 }
	s string
}{{s: "first"}, {a: [2]struct{ x, y int32 }{{1, 2}, {3, 4}}, s: "second"}, {}, {s: "last"}}

func generic[T int8 | uint32 | float64]() [10]T { return [10]T{1, 2, 3, 4, 5, 6, 7, 8, 100} }

func local(i int) int {
	table := [...]int{10, 20, 30, 40, 50, 60, 70, 80}
	table[i]++ // a copy of its own at each call
	return table[i] + table[7-i]
}

func main() {
	fmt.Println(bytes, len(bytes), signed, wide)
	fmt.Println(ranges, len(ranges))
	fmt.Printf("%q %d\n", names, len(names))
	fmt.Println(floats, halves, flags, twoDim)
	fmt.Printf("%+v\n", structs)
	fmt.Println(nested)
	fmt.Println(generic[int8](), generic[uint32](), generic[float64]())
	fmt.Println(local(2), local(2), local(3), local(2))
	names[0] = fmt.Sprint("made", len(names)) // variables are to be changed
	structs[2].name = names[0]
	structs[1].list = append(structs[1].list, 1)
	bytes[0] = 77
	fmt.Println(names[0], structs[2].name, structs[1].list, bytes[0])
	m := map[[8]byte]string{{1, 2, 3, 4, 5, 6, 7, 8}: "key"}
	fmt.Println(m[[8]byte{1, 2, 3, 4, 5, 6, 7, 8}], m)
	p := &[8]rangeOf{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	q := &[8]rangeOf{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	p[0].lo = 100
	fmt.Println(*p, *q, p == q)
}
