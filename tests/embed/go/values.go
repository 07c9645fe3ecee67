// Package values has a function for each kind of value that crosses between Python and Go.
package values

import "errors"

// Fib returns the n-th Fibonacci number.
// It is slow.
func Fib(n int) int {
	if n < 2 {
		return n
	}
	return Fib(n-1) + Fib(n-2)
}

func Add(a int8, b uint16, f float32, g float64, ok bool) (int8, uint16, float32, float64, bool) {
	return a, b, f * 2, g * 2, !ok
}

func Hello(s string) string { return "hello, " + s }

func Sum(x []float64) float64 {
	t := 0.0
	for i, v := range x {
		t += v
		x[i] = 0
	}
	return t
}

func Squares(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(i) * float64(i)
	}
	return out
}

func Index(i int) int {
	a := []int{1, 2, 3}
	return a[i]
}

func Fail(s string) (int, error) {
	if s != "" {
		return 0, errors.New(s)
	}
	return 42, nil
}

func PingPong(n int) int {
	c, d := make(chan int), make(chan int)
	go func() {
		for v := range c {
			d <- v + 1
		}
		close(d)
	}()
	t := 0
	for i := 0; i < n; i++ {
		c <- i
		t += <-d
	}
	close(c)
	return t
}

// Chan cannot be called from Python.
func Chan(c chan int) {}

// Map cannot either.
func Map() map[string]int { return nil }

// First is generic.
func First[T any](x []T) T { return x[0] }

// Many is variadic.
func Many(x ...int) int { return len(x) }

type Celsius float64
type Name string

func Warm(c Celsius, n Name) (Name, Celsius) { return n + "!", c + 1 }

func Ints(a int, b int8, c int16, d int32, e int64) (int, int8, int16, int32, int64) { return a, b, c, d, e }

func Uints(a uint, b uint8, c uint16, d uint32, e uint64, f uintptr) (uint, uint8, uint16, uint32, uint64, uintptr) {
	return a, b, c, d, e, f
}

func Float32(x float32) float32 { return x }

func Bytes(s string) (n int, first byte) {
	if len(s) > 0 {
		first = s[0]
	}
	return len(s), first
}

func Broken() string { return "a\xff\xfeb" }

func Two(n int) ([]float64, string, []float64) { return Squares(n), "mid", Squares(1) }

func Scale(x []float64, by float64, y []float64) {
	for i := range x {
		y[i] = x[i] * by
	}
}

func Check(ok bool) error {
	if ok {
		return nil
	}
	return errors.New("not ok")
}

func Big(s, t string, x []float64) (string, int) { return t + s, len(x) }
