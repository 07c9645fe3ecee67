// Values of every kind by fmt, whose reflection goes through the compiler's type descriptors.
package main

import (
	"errors"
	"fmt"
	"math"
	"unsafe"
)

type point struct {
	X, Y int
	name string
}
type named int
type namedString string
type strung struct{ a int }

func (s strung) String() string { return fmt.Sprint("strung:", s.a) }

type ptrStrung struct{ a int }

func (s *ptrStrung) String() string { return fmt.Sprint("ptr:", s.a) }

type goStrung struct{ a int }

func (goStrung) GoString() string { return "goStrung!" }

type failing struct{}

func (failing) Error() string { panic("ouch") }

type nested struct {
	S     []any
	M     map[string]int
	E     error
	f     func()
	c     chan int
	I     any
	st    strung
	St    strung
	B     []byte
	A     [3]byte
	U     unsafe.Pointer
	Empty struct{}
}
type tree struct {
	l, r *tree
	v    any
}
type bytesNamed []byte
type byteNamed byte

func main() {
	var nilPtr *ptrStrung
	var nilMap map[string]int
	var nilSlice []int
	var nilErr error
	var nilStringer *strung
	e := errors.New("boom")
	values := []any{nil, true, false, 0, 1, -1, 42, -987654321, math.MinInt64, int8(-5), int16(300), int32('x'), int32(0x1F600), int64(7), uint(3), uint8(200),
		uint16(9), uint32(10), uint64(math.MaxUint64), uintptr(0xdead), 0.0, math.Copysign(0, -1), 1.0, -1.5, 1e6, 1e20, 1e21, 123456789.0, 1e-7, math.Inf(1),
		math.Inf(-1), math.NaN(), float32(3.4), float32(1e10), math.Pi, 100.0, complex(1, -2), complex64(complex(0.5, 3)), complex(math.NaN(), math.Inf(1)), "", "hello", "a\tb\"`", "héllo\xff", "日本",
		[]byte("abc"), []byte(nil), []byte{}, [3]byte{1, 2, 3}, bytesNamed("xyz"), []byteNamed{1, 2}, []string{"a", "b c"}, []int{1, -2, 3}, nilSlice, []any{1, "a", nil, 2.5},
		map[string]int{"z": 1, "a": 2, "m": 3}, nilMap, map[int]string{3: "c", -1: "a"}, map[float64]bool{2: true, math.Inf(-1): false}, map[point]int{{2, 1, "b"}: 1, {1, 9, "a"}: 2},
		map[bool]int{true: 1, false: 0}, map[any]int{"k": 1}, map[[2]int]string{{1, 2}: "x", {0, 5}: "y"}, map[named]namedString{2: "b", 1: "a"},
		point{1, 2, "n"}, &point{3, 4, "m"}, (*point)(nil), named(7), namedString("ns"), strung{1}, &strung{2}, []strung{{1}, {2}}, map[string]strung{"k": {3}},
		ptrStrung{1}, &ptrStrung{2}, nilPtr, nilStringer, goStrung{1}, []goStrung{{1}}, e, nilErr, failing{},
		nested{}, nested{S: []any{1, "two", nil}, M: map[string]int{"one": 1}, I: 4, B: []byte("by")},
		&[]int{1, 2}, &map[string]int{"a": 1}, &[2]string{"p", "q"}, (chan int)(nil), (func())(nil), unsafe.Pointer(nil), struct{}{}, struct{ A any }{nil}, struct{ a any }{1},
		[0]int{}, [2][]int{{1}, nil}, [][]byte{[]byte("a")}, []*int{nil}, &strung{9}, struct{ s []strung }{[]strung{{1}}}, []bool{true},
		[1]*point{nil}, struct{ P *point }{nil}, &struct{ a, b any }{1, "x"}, []float32{1.5, 2}, []namedString{"a"}, rune('é'), -255, 255, 'a', []rune("hé")}

	for i, v := range values {
		for _, f := range []string{"%v", "%+v", "%#v", "%T", "%d", "%s", "%q", "%x", "%8.3f", "%t", "%+q", "%U", "%c", "%e", "%-10v|", "%010v|"} {
			fmt.Println(i, f, fmt.Sprintf(f, v))
		}
		fmt.Println(v, i)
	}
}
