package runtime

import "unsafe"

// Profiles and traces: those of processor time, goroutines, blocking and mutexes
// are there, besides that of memory (memprofile.go). Traces are refused where
// they are switched on.

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

// cpu is the profile of processor time that is being taken, or was last. hz is 0
// when it has been switched off.
var cpu struct {
	hz, rate int
	begun    bool // its head has been read
	buf      []uint64
}

//go:linkname setcpuprofilerate runtime.setcpuprofilerate
func setcpuprofilerate(hz int)

//go:linkname takesamples runtime.takesamples
func takesamples(to *uint64, n int) (used, lost int)

//go:linkname expandsample runtime.expandsample
func expandsample(pc uintptr, to *uintptr, n int) int

//go:linkname timeSleep runtime.timeSleep
func timeSleep(ns int64)

//go:linkname write runtime.write
func write(fd int, p unsafe.Pointer, n int) int

// SetCPUProfileRate has it sampled hz times a second of each thread's processor
// time what the program does, until it is called with 0. runtime/pprof does that
// for whoever wants a profile, and reads it. In a Python process there are no
// samples, as signals are Python's there.
func SetCPUProfileRate(hz int) {
	hz = min(max(hz, 0), 1000000)
	if hz > 0 && cpu.hz > 0 {
		const text = "runtime: cannot set CPU profile rate until previous profile has finished.\n"
		write(2, unsafe.Pointer(unsafe.StringData(text)), len(text))
		return
	}
	if hz > 0 {
		cpu.rate, cpu.begun = hz, false
	}
	cpu.hz = hz
	setcpuprofilerate(hz)
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

// pprofRead waits for samples and returns them as runtime/pprof has them: first
// a head with the rate, then for each sample its length in words, a time that
// nobody looks at, how often, and the stack. A sample that counts 0 and has a
// stack of one word tells how many were lost. eof: the profile is at its end.
//
//go:linkname pprofRead runtime/pprof.readProfile
func pprofRead() (data []uint64, tags []unsafe.Pointer, eof bool) {
	if !cpu.begun {
		cpu.begun = true
		return []uint64{3, 0, uint64(cpu.rate)}, []unsafe.Pointer{nil}, false
	}
	if cpu.buf == nil {
		cpu.buf = make([]uint64, 1<<15)
	}
	for {
		over := cpu.hz == 0
		used, lost := takesamples(&cpu.buf[0], len(cpu.buf))
		for rest := cpu.buf[:used]; len(rest) > 0; {
			n := 1 + int(rest[0])
			data = appendSample(data, rest[1:n])
			tags = append(tags, nil)
			rest = rest[n:]
		}
		if lost > 0 {
			data = append(data, 4, 0, 0, uint64(lost))
			tags = append(tags, nil)
		}
		if over || len(data) > 0 {
			return data, tags, over
		}
		timeSleep(100e6)
	}
}

// appendSample appends one sample with this stack.
func appendSample(data, stack []uint64) []uint64 {
	begin := len(data)
	data = append(data, 0, 0, 1)
	for _, pc := range stack {
		var frames [32]uintptr
		for _, f := range frames[:expandsample(uintptr(pc), &frames[0], len(frames))] {
			data = append(data, uint64(f))
		}
	}
	data[begin] = uint64(len(data) - begin)
	return data
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
