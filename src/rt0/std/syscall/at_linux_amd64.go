package syscall

import "unsafe"

// Numbers of further system calls that packages of Go's source tree make.
const (
	SYS_IOCTL      = 16
	SYS_WRITEV     = 20
	SYS_OPENAT     = 257
	SYS_MKDIRAT    = 258
	SYS_FCHOWNAT   = 260
	SYS_UNLINKAT   = 263
	SYS_RENAMEAT   = 264
	SYS_LINKAT     = 265
	SYS_SYMLINKAT  = 266
	SYS_READLINKAT = 267
	SYS_FCHMODAT   = 268
	SYS_FACCESSAT  = 269
	sysFchmodat2   = 452
)

// Faccessat reports whether a file may be used in a way; only the system's own
// flags, none, are there.
func Faccessat(dirfd int, path string, mode uint32, flags int) error {
	if flags != 0 {
		return EINVAL
	}
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	return call(SYS_FACCESSAT, uintptr(dirfd), uintptr(unsafe.Pointer(p)), uintptr(mode))
}

// Fchmodat sets a file's permissions, those of a link itself where the system
// can.
func Fchmodat(dirfd int, path string, mode uint32, flags int) error {
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	if flags != 0 {
		_, err := result(syscall6(sysFchmodat2, uintptr(dirfd), uintptr(unsafe.Pointer(p)), uintptr(mode), uintptr(flags), 0, 0))
		if err == ENOSYS {
			return EOPNOTSUPP
		}
		return err
	}
	return call(SYS_FCHMODAT, uintptr(dirfd), uintptr(unsafe.Pointer(p)), uintptr(mode))
}

func utimensat(dirfd int, path string, times *[2]Timespec, flag int) error {
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	_, err = result(syscall6(SYS_UTIMENSAT, uintptr(dirfd), uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(times)), uintptr(flag), 0, 0))
	return err
}
