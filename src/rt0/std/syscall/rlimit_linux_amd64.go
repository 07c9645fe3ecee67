package syscall

import "unsafe"

// Numbers of the calls about limits, and the limit of open descriptors.
const (
	SYS_GETRLIMIT = 97
	SYS_SETRLIMIT = 160

	RLIMIT_CPU    = 0
	RLIMIT_DATA   = 2
	RLIMIT_STACK  = 3
	RLIMIT_CORE   = 4
	RLIMIT_NOFILE = 7
	RLIMIT_AS     = 9
)

// Rlimit is a limit: what counts now, and how far the process may raise it.
type Rlimit struct {
	Cur uint64
	Max uint64
}

// Getrlimit asks for a limit.
func Getrlimit(resource int, r *Rlimit) error {
	return call(SYS_GETRLIMIT, uintptr(resource), uintptr(unsafe.Pointer(r)), 0)
}

// Setrlimit sets one.
func Setrlimit(resource int, r *Rlimit) error {
	return call(SYS_SETRLIMIT, uintptr(resource), uintptr(unsafe.Pointer(r)), 0)
}
