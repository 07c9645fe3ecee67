package runtime

import _ "unsafe"

// A MemStats tells of the allocator and the collector. Sizes are in bytes,
// times in nanoseconds.
type MemStats struct {
	// All memory.
	Alloc      uint64 // in objects that are not swept yet
	TotalAlloc uint64 // ever allocated in objects
	Sys        uint64 // taken from the system
	Lookups    uint64 // always 0
	Mallocs    uint64 // objects ever allocated
	Frees      uint64 // objects ever freed

	// The heap.
	HeapAlloc    uint64 // as Alloc
	HeapSys      uint64 // address space of the heap
	HeapIdle     uint64 // in free spans
	HeapInuse    uint64 // in spans in use
	HeapReleased uint64 // of HeapIdle, given back to the system
	HeapObjects  uint64 // objects that are not swept yet

	// What else there is.
	StackInuse  uint64
	StackSys    uint64
	MSpanInuse  uint64
	MSpanSys    uint64
	MCacheInuse uint64
	MCacheSys   uint64
	BuckHashSys uint64
	GCSys       uint64
	OtherSys    uint64

	// The collector.
	NextGC        uint64 // the heap size that the next cycle is to end at
	LastGC        uint64 // when the last cycle ended, since 1970
	PauseTotalNs  uint64
	PauseNs       [256]uint64 // of the last cycles, the last one at (NumGC+255)%256
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32 // by runtime.GC
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool

	// Objects by size class.
	BySize [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

//go:linkname readmemstats runtime.readmemstats
func readmemstats(m *MemStats)

// ReadMemStats fills m with the state of now; the world stops for it.
func ReadMemStats(m *MemStats) { readmemstats(m) }
