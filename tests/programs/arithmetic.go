package main

import "fmt"

//go:noinline
func id[T any](x T) T { return x }

type celsius float64

func ints() {
	var a int8 = 127
	a++
	fmt.Println(a, a-1, -a)
	var u uint8 = 3
	u -= 5
	fmt.Println(u, ^u, u<<3, u>>1)
	min := -9223372036854775808
	fmt.Println(id(min)/id(-1), id(min)%id(-1), -id(min))
	fmt.Println(id(7)/id(-2), id(7)%id(-2), id(-7)/id(2), id(-7)%id(2))
	var m32 int32 = -2147483648
	fmt.Println(id(m32)/id(int32(-1)), id(m32)*id(int32(-1)))
	fmt.Println(id(uint64(1)<<63)/id(uint64(3)), id(uint32(1<<31))%id(uint32(1000)))
	fmt.Println(id(0xF0)&^id(0x30), id(5)^id(1), id(5)|id(8), id(12)&id(10))
	x := 10
	x <<= 2
	x |= 1
	x ^= 0xFF
	x &^= 4
	x %= 100
	fmt.Println(x)
}

func shifts() {
	for _, n := range []uint{0, 1, 7, 8, 31, 32, 63, 64, 65, 200} {
		var a int64 = -12345
		var b uint64 = 0xdeadbeefcafebabe
		var c int8 = -100
		var d uint16 = 0xabcd
		fmt.Println(n, a>>n, a<<n, b>>n, b<<n, c>>n, c<<n, d>>n, d<<n)
	}
	var s int8 = 5
	fmt.Println(1<<s, uint8(200)>>s, int32(-1)>>uint8(255))
}

func conversions() {
	fs := []float64{0, 1.5, -1.5, 1e10, -1e10, 3e9, 1e19, -5, 255.9, 256, 1e18, 9.3e18, 1.8e19}
	for _, f := range fs {
		if f > -1 && f < 1e18 {
			fmt.Println(int64(f), uint64(f), int(f), float32(f))
		}
		if f > -2e9 && f < 2e9 {
			fmt.Println(int32(f), int16(int32(f)), int8(int64(f)))
		}
	}
	fmt.Println(uint64(id(1.8e19)), uint64(id(9223372036854775808.0)), uint32(id(4e9)))
	var u64 uint64 = 1<<63 + 12345
	fmt.Println(float64(u64), float32(u64), float64(int64(u64)))
	fmt.Println(uint8(id(300)), int8(id(200)), uint16(id(-1)), uint32(id(int64(-2))))
	var c celsius = 36.6
	fmt.Println(float64(c)*2, int(c), c+0.4)
	fmt.Println(string(rune(id(0x4e16))), string(rune(id(-1))), string(rune(id(65))))
}

func floats() {
	z := id(0.0)
	inf := 1 / z
	nan := z / z
	fmt.Println(inf, -inf, nan, nan == nan, nan != nan, nan < 1, nan > 1, inf > 1)
	fmt.Println(id(1.0)/3, float32(id(1.0))/3, id(0.1)+id(0.2))
	negz := -z
	fmt.Println(1/negz, negz == z)
	fmt.Println(min(3, 1, 2), max(2.5, id(1.5)), min("b", "a"), max(id(nan), 1))
}

func complexes() {
	a := complex(id(1.0), 2)
	b := 3 - 4i
	fmt.Println(a+b, a-b, a*b, a/b, -a, real(a), imag(b), a == b, a != b)
	var c complex64 = complex64(a)
	c *= 2i
	fmt.Println(c, c/complex64(b))
}

func constants() {
	const big = 1 << 100
	const (
		A = iota * 10
		B
		_
		D
	)
	fmt.Println(big>>98, A, B, D)
	type weekday int
	const (
		Sunday weekday = iota
		Monday
	)
	fmt.Println(Sunday, Monday)
	const f = 1.0 / 3
	fmt.Println(f, float32(f), 'a'+1, "s"+"t", len("héllo"))
	var r rune = 'é'
	fmt.Println(r, string(r))
	fmt.Printf("%T %T %T %T\n", 'a', 1, 1.0, 1i)
}

func main() {
	ints()
	shifts()
	conversions()
	floats()
	complexes()
	constants()
}
