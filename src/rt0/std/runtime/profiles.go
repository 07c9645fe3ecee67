package runtime

import "unsafe"

// Profiles and traces: those of goroutines, of blocking and of mutexes are there,
// besides that of memory (memprofile.go). What else Go has is refused where it is
// switched on.

//go:linkname goroutineprofile runtime.goroutineprofile
func goroutineprofile(records *StackRecord, n int) int

// GoroutineProfile fills p with the goroutines' stacks and returns their number
// and true, or their number and false if p is too short. The world stops
// meanwhile. What the runtime has of its own does not count.
//
//go:noinline
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	n = goroutineprofile(unsafe.SliceData(p), len(p))
	return n, n <= len(p)
}

// ThreadCreateProfile would tell what has made threads: rt0 keeps no record of
// that, and there are none.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) { return 0, true }

// A BlockProfileRecord tells of waits at one place: how many, and how long they
// took together. A cycle is a nanosecond.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

//go:linkname blockprofile runtime.blockprofile
func blockprofile(records *BlockProfileRecord, n int, mutexes bool) int

//go:linkname setblockprofilerate runtime.setblockprofilerate
func setblockprofilerate(rate int)

//go:linkname setmutexprofilefraction runtime.setmutexprofilefraction
func setmutexprofilefraction(rate int) int

// BlockProfile fills p with where goroutines have waited, for channels, mutexes,
// wait groups and conditions, and returns how many places there are and true, or
// their number and false if p is too short.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return blockRecords(p, false) }

// MutexProfile does so with where mutexes were unlocked that others waited for.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return blockRecords(p, true) }

func blockRecords(p []BlockProfileRecord, mutexes bool) (n int, ok bool) {
	n = blockprofile(unsafe.SliceData(p), len(p), mutexes)
	return n, n <= len(p)
}

// SetBlockProfileRate has one wait sampled for every rate nanoseconds of waiting:
// 1 samples all, 0 none, as it is at first.
func SetBlockProfileRate(rate int) { setblockprofilerate(rate) }

// SetMutexProfileFraction has one in rate unlocks sampled of those that others
// waited for: 1 samples all, 0 none, as it is at first. It returns the rate
// before; a negative one only asks for it.
func SetMutexProfileFraction(rate int) int { return setmutexprofilefraction(rate) }

// cpuRate is what SetCPUProfileRate was last given; cpuTold that the program's
// user has been told that it does nothing.
var (
	cpuRate int64
	cpuTold uint32
)

//go:linkname write runtime.write
func write(fd int, p unsafe.Pointer, n int) int

// SetCPUProfileRate would sample what the program does hz times a second of
// processor time. rt0 cannot yet: it says so on the standard error, once, and
// the profile that runtime/pprof writes has no samples.
func SetCPUProfileRate(hz int) {
	cpuRate = int64(max(hz, 0))
	if hz > 0 && cpuTold == 0 {
		cpuTold = 1
		const text = "runtime: rt0 has no profiles of processor time yet: this one will be empty\n"
		write(2, unsafe.Pointer(unsafe.StringData(text)), len(text))
	}
}

// CPUProfile panics, as it does in Go.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// StartTrace fails: rt0 has no traces in Go's format (rt0 walk shows its own).
func StartTrace() error { return plainError("rt0 does not have runtime traces yet") }

// StopTrace does nothing, and ReadTrace returns nothing: there is no trace.
func StopTrace()        {}
func ReadTrace() []byte { return nil }

// ---- what runtime/pprof and runtime/trace of Go's source tree expect

type (
	pprofStack struct{ stack []uintptr }
	pprofMem   struct {
		size, allocs, frees int64
		stack               []uintptr
	}
	pprofBlock struct {
		count, cycles int64
		stack         []uintptr
	}
)

func pprof_goroutineProfileWithLabels(p []pprofStack, labels []unsafe.Pointer) (n int, ok bool) {
	records := make([]StackRecord, len(p))
	if n, ok = GoroutineProfile(records); ok {
		for i := range records[:n] {
			p[i].stack = records[i].Stack()
		}
		clear(labels)
	}
	return n, ok
}

func pprof_memProfileInternal(p []pprofMem, inuseZero bool) (n int, ok bool) {
	records := make([]MemProfileRecord, len(p))
	if n, ok = MemProfile(records, inuseZero); ok {
		for i := range records[:n] {
			r := &records[i]
			p[i] = pprofMem{r.AllocBytes / max(r.AllocObjects, 1), r.AllocObjects, r.FreeObjects, r.Stack()}
		}
	}
	return n, ok
}

// Goroutines that can never go on are not looked for.
func pprof_goroutineLeakProfileWithLabels(p []pprofStack, labels []unsafe.Pointer) (n int, ok bool) {
	return 0, true
}
func pprof_threadCreateInternal(p []pprofStack) (n int, ok bool) { return 0, true }
func pprof_blockProfileInternal(p []pprofBlock) (n int, ok bool) { return pprofBlocks(p, false) }
func pprof_mutexProfileInternal(p []pprofBlock) (n int, ok bool) { return pprofBlocks(p, true) }

func pprofBlocks(p []pprofBlock, mutexes bool) (n int, ok bool) {
	records := make([]BlockProfileRecord, len(p))
	if n, ok = blockRecords(records, mutexes); ok {
		for i := range records[:n] {
			p[i] = pprofBlock{records[i].Count, records[i].Cycles, records[i].Stack()}
		}
	}
	return n, ok
}

// pprof_fpunwindExpand copies: return addresses are whole here.
func pprof_fpunwindExpand(dst, src []uintptr) int { return copy(dst, src) }
func pprof_makeProfStack() []uintptr              { return make([]uintptr, 32) }

//go:linkname pprofCycles runtime/pprof.runtime_cyclesPerSecond
func pprofCycles() int64 { return 1e9 }

// pprofRead returns a profile without samples: only its head, with the rate.
//
//go:linkname pprofRead runtime/pprof.readProfile
func pprofRead() (data []uint64, tags []unsafe.Pointer, eof bool) {
	return []uint64{3, 0, uint64(max(cpuRate, 1))}, []unsafe.Pointer{nil}, true
}

//go:linkname pprofStartLine runtime/pprof.runtime_FrameStartLine
func pprofStartLine(f *Frame) int {
	_, _, line, _ := pcline(f.Entry)
	return line
}

//go:linkname pprofSymbol runtime/pprof.runtime_FrameSymbolName
func pprofSymbol(f *Frame) string { return f.Function }

//go:linkname pprofExpand runtime/pprof.runtime_expandFinalInlineFrame
func pprofExpand(stack []uintptr) []uintptr { return stack }

// Labels of goroutines are for profiles of processor time: none is kept.

//go:linkname pprofSetLabel runtime/pprof.runtime_setProfLabel
func pprofSetLabel(labels unsafe.Pointer) {}

//go:linkname pprofGetLabel runtime/pprof.runtime_getProfLabel
func pprofGetLabel() unsafe.Pointer { return nil }

//go:linkname pprofLeaks runtime/pprof.runtime_goroutineleakcount
func pprofLeaks() int { return 0 }

//go:linkname pprofLeakGC runtime/pprof.runtime_goroutineLeakGC
func pprofLeakGC() {}

func traceAdvance(stop bool) {}
func traceClockNow() uint64  { return uint64(nanotime()) }

//go:linkname traceUnits runtime/trace.runtime_traceClockUnitsPerSecond
func traceUnits() uint64 { return 1e9 }

//go:linkname traceTask runtime/trace.userTaskCreate
func traceTask(id, parent uint64, kind string) {}

//go:linkname traceTaskEnd runtime/trace.userTaskEnd
func traceTaskEnd(id uint64) {}

//go:linkname traceRegion runtime/trace.userRegion
func traceRegion(id, mode uint64, kind string) {}

//go:linkname traceLog runtime/trace.userLog
func traceLog(id uint64, category, message string) {}
