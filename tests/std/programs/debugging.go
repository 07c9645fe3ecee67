package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

func deep(n int) []byte {
	if n > 0 {
		return deep(n - 1)
	}
	return debug.Stack()
}

func main() {
	fmt.Println(debug.SetGCPercent(50), debug.SetGCPercent(-1), debug.SetGCPercent(100))
	fmt.Println(debug.SetMemoryLimit(-1) > 1<<40, debug.SetMaxStack(1<<20) > 1<<20, debug.SetMaxThreads(5000))
	text := string(deep(50))
	fmt.Println(strings.HasPrefix(text, "goroutine 1 [running]:"), strings.Contains(text, "main.deep("), strings.Contains(text, "main.main()"))
	runtime.GC()
	runtime.GC()
	stats := debug.GCStats{PauseQuantiles: make([]time.Duration, 5)}
	debug.ReadGCStats(&stats)
	q := stats.PauseQuantiles
	fmt.Println(stats.NumGC >= 2, len(stats.Pause) >= 2, len(stats.PauseEnd) == len(stats.Pause), q[0] <= q[4], stats.PauseTotal > 0)
	debug.FreeOSMemory()
}
