// The memory profile: what is allocated, freed and in use, by stack. Every object is sampled.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

type node struct {
	next *node
	v    [5]int
}

var (
	keep  []*node
	lost  *node
	blank *[100]byte
)

//go:noinline
func kept() *node { return new(node) }

//go:noinline
func dropped() { lost = new(node) }

//go:noinline
func plain() { blank = new([100]byte) }

func records() []runtime.MemProfileRecord {
	n, _ := runtime.MemProfile(nil, true)
	for {
		p := make([]runtime.MemProfileRecord, n+50)
		var ok bool
		if n, ok = runtime.MemProfile(p, true); ok {
			return p[:n]
		}
	}
}

func main() {
	runtime.MemProfileRate = 1
	// A span of each class is used up first: that is when the new rate is noticed.
	for i := 0; i < 1000; i++ {
		lost = new(node)
		blank = new([100]byte)
	}
	for i := 0; i < 1000; i++ {
		keep = append(keep, kept())
		dropped()
		plain()
	}
	lost, blank = nil, nil
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	var all runtime.MemProfileRecord
	_, ok := runtime.MemProfile([]runtime.MemProfileRecord{}, true)
	fmt.Println("too short:", ok)
	for _, name := range []string{"main.kept", "main.dropped", "main.plain"} {
		var allocs, bytes, inUse int64
		for _, r := range records() {
			frame, _ := runtime.CallersFrames(r.Stack()).Next()
			if strings.HasPrefix(frame.Function, "runtime.") { // Go has its mallocgc in the stack
				frames := runtime.CallersFrames(r.Stack())
				for strings.HasPrefix(frame.Function, "runtime.") {
					frame, _ = frames.Next()
				}
			}
			if frame.Function == name {
				allocs += r.AllocObjects
				bytes += r.AllocBytes
				inUse += r.InUseObjects()
				all.AllocObjects += r.AllocObjects
			}
		}
		size := int64(0)
		if allocs > 0 {
			size = bytes / allocs
		}
		fmt.Println(name, allocs, size, inUse > 990, inUse < 10)
	}
	fmt.Println(all.AllocObjects, len(keep))
}
