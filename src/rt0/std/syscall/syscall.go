// Package syscall is the door to the operating system: its calls, error
// numbers and the environment.
//
// The calls that every program makes (read, write, open, close) are functions
// of the runtime; all others go by their number through syscall6. Either way
// the runtime gives the P away while a call blocks.
package syscall

import (
	"errors"
	"internal/oserror"
	"unsafe"
)

//go:linkname runtimeWrite runtime.write
func runtimeWrite(fd int, p unsafe.Pointer, n int) int

//go:linkname runtimeRead runtime.read
func runtimeRead(fd int, p unsafe.Pointer, n int) int

//go:linkname runtimeOpen runtime.open
func runtimeOpen(path *byte, flags, perm int) int

//go:linkname runtimeClose runtime.closefd
func runtimeClose(fd int) int

//go:linkname runtimeExit runtime.exit
func runtimeExit(code int)

// syscall6 makes the system call of that number; a negative result is an error
// number negated.
//
//go:linkname syscall6 runtime.syscall6
func syscall6(num, a, b, c, d, e, f uintptr) int

// Flags of Open.
const (
	O_RDONLY    = 0x0
	O_WRONLY    = 0x1
	O_RDWR      = 0x2
	O_CREAT     = 0x40
	O_EXCL      = 0x80
	O_NOCTTY    = 0x100
	O_TRUNC     = 0x200
	O_APPEND    = 0x400
	O_NONBLOCK  = 0x800
	O_DSYNC     = 0x1000
	O_DIRECTORY = 0x10000
	O_NOFOLLOW  = 0x20000
	O_CLOEXEC   = 0x80000
	O_SYNC      = 0x101000
)

// The first three file descriptors.
const (
	Stdin  = 0
	Stdout = 1
	Stderr = 2
)

// An Errno is an error number of the system; 0 is none.
type Errno uintptr

// Error returns the system's text for the number.
func (e Errno) Error() string {
	rest := errnoTexts
	for n := Errno(1); rest != ""; n++ {
		end := 0
		for end < len(rest) && rest[end] != '\n' {
			end++
		}
		if n == e && end > 0 {
			return rest[:end]
		}
		if end == len(rest) {
			break
		}
		rest = rest[end+1:]
	}
	return "errno " + decimal(int(e))
}

// Is tells errors.Is which of the portable errors e is.
func (e Errno) Is(target error) bool {
	switch target {
	case oserror.ErrPermission:
		return e == EACCES || e == EPERM
	case oserror.ErrExist:
		return e == EEXIST || e == ENOTEMPTY
	case oserror.ErrNotExist:
		return e == ENOENT
	case errors.ErrUnsupported:
		return e == ENOSYS || e == EOPNOTSUPP
	}
	return false
}

// Temporary reports whether trying again may help.
func (e Errno) Temporary() bool {
	return e == EINTR || e == EMFILE || e == ENFILE || e.Timeout()
}

// Timeout reports whether e is a time that ran out.
func (e Errno) Timeout() bool { return e == EAGAIN || e == ETIMEDOUT }

// decimal is strconv.Itoa, which this package must not import for its size.
func decimal(n int) string {
	var buf [20]byte
	i := len(buf)
	u := uint(n)
	if n < 0 {
		u = -u
	}
	for {
		i--
		buf[i] = byte('0' + u%10)
		if u /= 10; u == 0 {
			break
		}
	}
	if n < 0 {
		i--
		buf[i] = '-'
	}
	return string(buf[i:])
}

// result turns what the kernel returns into a number and an error.
func result(r int) (int, error) {
	if r < 0 {
		return -1, Errno(-r)
	}
	return r, nil
}

// BytePtrFromString returns s with a NUL at its end; it is EINVAL if s holds
// one.
func BytePtrFromString(s string) (*byte, error) {
	b, err := ByteSliceFromString(s)
	if err != nil {
		return nil, err
	}
	return &b[0], nil
}

// ByteSliceFromString is BytePtrFromString with a slice for result.
func ByteSliceFromString(s string) ([]byte, error) {
	b := make([]byte, len(s)+1)
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			return nil, EINVAL
		}
		b[i] = s[i]
	}
	return b, nil
}

// Read reads into p once.
func Read(fd int, p []byte) (n int, err error) {
	return result(runtimeRead(fd, unsafe.Pointer(unsafe.SliceData(p)), len(p)))
}

// Write writes p once; fewer bytes than asked may be taken.
func Write(fd int, p []byte) (n int, err error) {
	return result(runtimeWrite(fd, unsafe.Pointer(unsafe.SliceData(p)), len(p)))
}

// Open opens a file and returns its descriptor.
func Open(path string, mode int, perm uint32) (fd int, err error) {
	p, err := BytePtrFromString(path)
	if err != nil {
		return -1, err
	}
	return result(runtimeOpen(p, mode, int(perm)))
}

// Close closes a descriptor.
func Close(fd int) error {
	_, err := result(runtimeClose(fd))
	return err
}

// Exit ends the process.
func Exit(code int) { runtimeExit(code) }

// Syscall makes a system call of three arguments.
func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno) {
	return Syscall6(trap, a1, a2, a3, 0, 0, 0)
}

// Syscall6 makes a system call of six arguments.
func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {
	r := syscall6(trap, a1, a2, a3, a4, a5, a6)
	if r < 0 && r > -4096 {
		return ^uintptr(0), 0, Errno(-r)
	}
	return uintptr(r), 0, 0
}
