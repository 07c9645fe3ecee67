// Integers and floats: wrapping, shifts, division, conversion, constants, complex numbers.
package main

import (
	"fmt"
	"math"
)

const (
	KB = 1 << (10 * (iota + 1))
	MB
	GB
)

type weekday int

const (
	sunday weekday = iota
	monday
	_
	wednesday
)

const big = 1 << 100

func main() {
	var a int8 = 127
	a++
	var b uint8 = 0
	b--
	var c int32 = math.MinInt32
	fmt.Println(a, b, c/-1, -c, c-1)
	minusOne := int64(-1)
	fmt.Println(int64(math.MinInt64)/minusOne, int64(math.MinInt64)%minusOne)
	fmt.Println(-7/2, -7%2, 7/-2, 7%-2, -8>>1, uint32(1)<<31)
	var s uint = 70
	fmt.Println(1<<s == 0, int64(-1)>>s, uint8(200)>>s, int32(1)<<(s-40))
	fmt.Println(KB, MB, GB, wednesday, big>>98)
	fmt.Println(0x_ff, 0b1010, 0o17, 1_000_000, 'a', '\n', "\u00e9", `raw\n`)
	f := 1.5
	fmt.Println(int(f), int(-f), uint8(int(f)), float32(0.1), float64(float32(0.1)))
	fmt.Println(math.Inf(1), math.Inf(-1), math.NaN(), -0.0, 1/math.Inf(-1))
	fmt.Println(math.Sqrt(2), math.Floor(-1.5), math.Ceil(1.2), math.Trunc(-1.7), math.Mod(7, 3), math.Pow(2, 10))
	fmt.Println(math.MaxInt64, math.MaxUint32, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Pi)
	x, y := 6, 4
	fmt.Println(x&y, x|y, x^y, x&^y, ^x, -x, +x, !true)
	x += 2
	x <<= 3
	x ^= 5
	x %= 7
	fmt.Println(x)
	z := complex(1, 2)
	w := z * (3 - 1i)
	fmt.Println(z, w, real(w), imag(w), z == 1+2i, w/z)
	var u64 uint64 = math.MaxUint64
	fmt.Println(u64, u64+1, float64(u64), uint32(u64), int8(u64))
	fmt.Println(5.0/2, 5/2, 5/2.0, 1e3, 1e21, 1e-7, 123456789.0, 100000000000000000000000.0)
	h := 0.1
	fmt.Println(h+0.2, float32(h)+float32(0.2), h*3 == 0.3)
	r := rune('世')
	fmt.Println(r, string(r), byte('x'), len("世界"), []byte("é"), []rune("é世"))
	fmt.Printf("%d %5d|%-5d|%05d %x %X %o %b %c %q %U\n", 42, 42, 42, 42, 255, 255, 8, 5, 'A', 'B', '世')
	fmt.Printf("%f %.2f %8.3f|%-8.2f| %e %g %v\n", 3.14159, 3.14159, 3.14159, 2.5, 12345.678, 1e-10, 1e6)
	fmt.Printf("%s %q %v %10s|%-10s| %x %t %v %p\n", "str", "q\"s", "v", "right", "left", "hex", true, nil, nil)
	fmt.Printf("%T %T %T %T %T\n", 1, "s", 1.5, []int{}, map[string]bool{})
	fmt.Printf("%v %+v %#v\n", struct {
		A int
		B string
	}{1, "x"}, struct{ A int }{2}, []string{"a"})
	fmt.Printf("%6.2f%% %+d %08b %*d\n", 12.345, 5, 5, 4, 7)
	fmt.Printf("%!|%d|%s\n", "notint", 5)
	var i8 int8 = -128
	fmt.Println(-i8, i8/-1, i8*i8)
}
