// Package debug sets limits of the runtime and looks at stacks and
// collections.
package debug

import (
	"os"
	"runtime"
	"slices"
	"time"
	_ "unsafe"
)

//go:linkname setGCPercent runtime.setGCPercent
func setGCPercent(percent int32) int32

//go:linkname setMemoryLimit runtime.setMemoryLimit
func setMemoryLimit(limit int64) int64

//go:linkname setMaxStack runtime.setMaxStack
func setMaxStack(n int) int

//go:linkname setMaxThreads runtime.setMaxThreads
func setMaxThreads(n int) int

//go:linkname setPanicOnFault runtime.setPanicOnFault
func setPanicOnFault(enabled bool) bool

//go:linkname freeOSMemory runtime.freeOSMemory
func freeOSMemory()

//go:linkname setTraceback runtime.setTraceback
func setTraceback(level string)

// SetTraceback sets how much the program prints of goroutines when it panics
// or fails, as the variable GOTRACEBACK does: none, single, all, system, crash.
func SetTraceback(level string) { setTraceback(level) }

// SetGCPercent sets by how much the heap may grow before the next collection,
// in percent of what the last one left, and returns the number before. A
// negative number turns collections off.
func SetGCPercent(percent int) int { return int(setGCPercent(int32(percent))) }

// SetMemoryLimit sets how much memory the runtime should take at most, and
// returns the limit before; a negative number only asks.
func SetMemoryLimit(limit int64) int64 { return setMemoryLimit(limit) }

// SetMaxStack sets how large a goroutine's stack may become, in bytes, and
// returns the number before.
func SetMaxStack(bytes int) int { return setMaxStack(bytes) }

// SetMaxThreads sets how many threads the program may have, and returns the
// number before.
func SetMaxThreads(threads int) int { return setMaxThreads(threads) }

// SetPanicOnFault says whether an access to a bad address, not nil, is a panic
// for the calling goroutine (its error has a method Addr) and not the program's
// end, and returns what was set before.
func SetPanicOnFault(enabled bool) bool { return setPanicOnFault(enabled) }

// FreeOSMemory collects, and gives free memory back to the system.
func FreeOSMemory() {
	runtime.GC()
	freeOSMemory()
}

// Stack returns the calling goroutine's stack as text.
func Stack() []byte {
	for n := 1024; ; n *= 2 {
		buf := make([]byte, n)
		if k := runtime.Stack(buf, false); k < n {
			return buf[:k]
		}
	}
}

// PrintStack writes the calling goroutine's stack to the standard error.
func PrintStack() { os.Stderr.Write(Stack()) }

// GCStats tells of collections.
type GCStats struct {
	LastGC         time.Time
	NumGC          int64
	PauseTotal     time.Duration
	Pause          []time.Duration // of the last collections, the last one first
	PauseEnd       []time.Time
	PauseQuantiles []time.Duration // as many as it has room for: minimum, quantiles, maximum
}

// ReadGCStats fills stats.
func ReadGCStats(stats *GCStats) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	stats.LastGC = time.Unix(0, int64(m.LastGC))
	stats.NumGC = int64(m.NumGC)
	stats.PauseTotal = time.Duration(m.PauseTotalNs)
	stats.Pause, stats.PauseEnd = stats.Pause[:0], stats.PauseEnd[:0]
	kept := min(int(m.NumGC), len(m.PauseNs))
	for i := 0; i < kept; i++ {
		at := (int(m.NumGC) - 1 - i) % len(m.PauseNs)
		stats.Pause = append(stats.Pause, time.Duration(m.PauseNs[at]))
		stats.PauseEnd = append(stats.PauseEnd, time.Unix(0, int64(m.PauseEnd[at])))
	}
	q := stats.PauseQuantiles
	if len(q) == 0 {
		return
	}
	clear(q)
	if kept == 0 {
		return
	}
	sorted := slices.Sorted(slices.Values(stats.Pause))
	last := len(q) - 1
	for i := range q[:last] {
		q[i] = sorted[len(sorted)*i/last]
	}
	q[last] = sorted[len(sorted)-1]
}
