// A program that asks for the memory profile and sets no rate has one, of a sample every 512 KB on average.
package main

import (
	"fmt"
	"math"
	"runtime"
	"strings"
)

var kept [][]byte

//go:noinline
func large(n int) {
	for range n {
		kept = append(kept, make([]byte, 1000))
	}
}

//go:noinline
func odd(n int) {
	for i := range n {
		kept[i%1000] = make([]byte, 33) // takes 48
	}
}

//go:noinline
func tiny(n int) {
	for i := range n {
		kept[i%1000] = append([]byte(nil), byte(i), 1, 2)
	}
}

// sum is how many bytes the profile says that a function has allocated, scaled up as readers of profiles do.
func sum(name string) (bytes float64) {
	n, _ := runtime.MemProfile(nil, true)
	records := make([]runtime.MemProfileRecord, n+50)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("more records than before")
	}
	for _, r := range records[:n] {
		frames := runtime.CallersFrames(r.Stack())
		for more := r.AllocObjects > 0; more; {
			var f runtime.Frame
			if f, more = frames.Next(); strings.HasSuffix(f.Function, name) {
				size := float64(r.AllocBytes) / float64(r.AllocObjects)
				bytes += float64(r.AllocBytes) / (1 - math.Exp(-size/float64(runtime.MemProfileRate)))
				break
			}
		}
	}
	return bytes
}

func within(x, low, high float64) string {
	if low < x && x < high {
		return "as much as it was"
	}
	return fmt.Sprint(x)
}

func main() {
	fmt.Println(runtime.MemProfileRate)
	large(200_000)
	tiny(10_000_000)
	odd(6_000_000)
	runtime.GC()
	fmt.Println(within(sum("main.odd")/288e6, 0.85, 1.18))
	l, t := sum("main.large")/200e6, sum("main.tiny")/30e6
	fmt.Println(within(l, 0.85, 1.4), within(t, 1.5, 5)) // slices grow, and tiny objects count as their blocks
}
