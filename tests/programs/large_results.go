// Large results and receivers through function values, method values and interfaces: the wrappers' frames are gone when the callee runs.
package main

import "fmt"

type Big struct{ a [300]int }

//go:noinline
func mk(n int) (b [300]int) {
	for i := range b {
		b[i] = n + i
	}
	return
}

func (b Big) Sum(k int) (out [300]int) {
	for i := range out {
		out[i] = b.a[i] + k
	}
	return
}

type Summer interface{ Sum(int) [300]int }
type Outer struct {
	x int
	Big
}
type POuter struct {
	x int
	*Big
}

//go:noinline
func use(f func(int) [300]int) int {
	a := f(3)
	b := f(4)
	return a[7]*1000 + b[299]
}

//go:noinline
func useI(s Summer) int { a := s.Sum(1); b := s.Sum(2); return a[0] + b[299]*1000 }

func main() {
	fmt.Println(use(mk))
	b := Big{mk(5)}
	fmt.Println(useI(b), useI(&b), useI(Outer{1, b}), useI(&Outer{1, b}), useI(POuter{1, &b}))
	fmt.Println(use(b.Sum), use(Outer{1, b}.Sum), use(Summer(b).Sum))
	g := Big.Sum
	h := (*Big).Sum
	i := Summer.Sum
	fmt.Println(g(b, 1)[2], h(&b, 1)[3], i(b, 2)[4])
	var fs []func(int) [300]int
	for k := 0; k < 3; k++ {
		fs = append(fs, mk, b.Sum)
	}
	t := 0
	for k, f := range fs {
		t += f(k)[k]
	}
	fmt.Println(t)
	c := make(chan [300]int)
	go func(f func(int) [300]int) { c <- f(9) }(mk)
	x := <-c
	fmt.Println(x[5])
}
