package runtime

import "unsafe"

// The system and processor that programs are compiled for.
const (
	GOOS     = "linux"
	GOARCH   = "amd64"
	Compiler = "rt0"
)

// Version returns the version of Go whose language and library this is.
func Version() string { return "go1.27" }

// GOROOT returns the Go source tree: what the environment variable GOROOT says,
// else the one that rt0 took packages from when it compiled the program, "" if
// there was none.
//
//go:linkname GOROOT runtime.goroot
func GOROOT() string

// GOMAXPROCS sets how many threads run Go code at once, if n > 0, and returns
// the number before. Callers wait while the world stops.
//
//go:linkname GOMAXPROCS runtime.GOMAXPROCS
func GOMAXPROCS(n int) int

// SetDefaultGOMAXPROCS sets it to what it is at the start without the variable
// GOMAXPROCS: as many as there are processors.
func SetDefaultGOMAXPROCS() { GOMAXPROCS(NumCPU()) }

// NumCPU returns how many processors the process may use, by its affinity mask
// at the start.
//
//go:linkname NumCPU runtime.NumCPU
func NumCPU() int

// NumGoroutine returns how many goroutines there are.
//
//go:linkname NumGoroutine runtime.NumGoroutine
func NumGoroutine() int

// NumCgoCall returns 0: there is no cgo.
func NumCgoCall() int64 { return 0 }

// Gosched lets others run; the goroutine goes to the end of the global queue.
//
//go:linkname Gosched runtime.Gosched
func Gosched()

// Breakpoint stops the program in a debugger. Without one it ends, with the
// report of a SIGTRAP.
//
//go:linkname Breakpoint runtime.Breakpoint
func Breakpoint()

// Goexit runs the deferred calls and ends the goroutine. Recover does not stop
// it.
//
//go:linkname Goexit runtime.Goexit
func Goexit()

// GC runs a whole collection and waits for its end.
//
//go:linkname GC runtime.GC
func GC()

// LockOSThread ties the goroutine to its thread until as many calls of
// UnlockOSThread.
//
//go:linkname LockOSThread runtime.LockOSThread
func LockOSThread()

// UnlockOSThread undoes one LockOSThread.
//
//go:linkname UnlockOSThread runtime.UnlockOSThread
func UnlockOSThread()

// kept is written to by KeepAlive, so that no optimiser can drop the use.
var kept unsafe.Pointer

// never is false, which no optimiser knows.
var never bool

// KeepAlive uses x: until here it cannot be collected.
func KeepAlive(x any) {
	if never {
		kept = (*struct{ typ, data unsafe.Pointer })(unsafe.Pointer(&x)).data
	}
}

// A StackRecord is a stack of program counters, ended by 0.
type StackRecord struct {
	Stack0 [32]uintptr
}

// Stack returns the part of Stack0 in use.
func (r *StackRecord) Stack() []uintptr { return stack(&r.Stack0) }
