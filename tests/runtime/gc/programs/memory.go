// memory: what ReadMemStats says after known allocations, and that garbage does not pile up.
package main

import (
	"fmt"
	"runtime"
)

var sink []byte
var keep [][]byte

func main() {
	var a, b, c runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&a)
	for i := 0; i < 1000; i++ {
		keep = append(keep, make([]byte, 10000))
	}
	runtime.ReadMemStats(&b)
	fmt.Println("mallocs", b.Mallocs-a.Mallocs >= 1000, b.Mallocs-a.Mallocs < 1200)
	fmt.Println("bytes", b.TotalAlloc-a.TotalAlloc >= 10_000_000, b.TotalAlloc-a.TotalAlloc < 12_000_000)
	fmt.Println("live", b.HeapAlloc-a.HeapAlloc >= 10_000_000, b.HeapInuse >= b.HeapAlloc, b.Sys >= b.HeapSys)
	keep = nil
	runtime.GC()
	runtime.ReadMemStats(&c)
	fmt.Println("freed", c.HeapAlloc < b.HeapAlloc-9_000_000, c.Frees > b.Frees, c.NumGC > b.NumGC)
	for i := 0; i < 20000; i++ {
		sink = make([]byte, 100_000)
	}
	runtime.ReadMemStats(&c)
	fmt.Println("bounded", c.Sys < 120<<20, c.NumGC > 50, c.HeapSys >= c.HeapInuse+c.HeapIdle)
}
