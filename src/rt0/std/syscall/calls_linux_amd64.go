package syscall

import "unsafe"

// Numbers of the system calls used here.
const (
	SYS_LSEEK     = 8
	SYS_PREAD64   = 17
	SYS_PWRITE64  = 18
	SYS_GETPID    = 39
	SYS_FSYNC     = 74
	SYS_FTRUNCATE = 77
	SYS_GETCWD    = 79
	SYS_CHDIR     = 80
	SYS_RENAME    = 82
	SYS_MKDIR     = 83
	SYS_RMDIR     = 84
	SYS_UNLINK    = 87
	SYS_CHMOD     = 90
	SYS_UMASK     = 95
	SYS_GETUID    = 102
	SYS_GETGID    = 104
	SYS_GETPPID   = 110
	SYS_MKNOD     = 133
)

// call makes a system call whose only result is an error.
func call(num, a, b, c uintptr) error {
	_, err := result(syscall6(num, a, b, c, 0, 0, 0))
	return err
}

// pathCall makes a system call on a path.
func pathCall(num uintptr, path string, arg uintptr) error {
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	return call(num, uintptr(unsafe.Pointer(p)), arg, 0)
}

// Seek moves a file's offset.
func Seek(fd int, offset int64, whence int) (int64, error) {
	r, err := result(syscall6(SYS_LSEEK, uintptr(fd), uintptr(offset), uintptr(whence), 0, 0, 0))
	return int64(r), err
}

// Pread reads at an offset.
func Pread(fd int, p []byte, offset int64) (n int, err error) {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(p)))
	return result(syscall6(SYS_PREAD64, uintptr(fd), at, uintptr(len(p)), uintptr(offset), 0, 0))
}

// Pwrite writes at an offset.
func Pwrite(fd int, p []byte, offset int64) (n int, err error) {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(p)))
	return result(syscall6(SYS_PWRITE64, uintptr(fd), at, uintptr(len(p)), uintptr(offset), 0, 0))
}

// Fsync writes a file through to its device.
func Fsync(fd int) error { return call(SYS_FSYNC, uintptr(fd), 0, 0) }

// Ftruncate sets a file's size.
func Ftruncate(fd int, size int64) error {
	return call(SYS_FTRUNCATE, uintptr(fd), uintptr(size), 0)
}

// ImplementsGetwd says that Getwd works.
const ImplementsGetwd = true

// Getwd returns the working directory.
func Getwd() (string, error) {
	var buf [4096]byte
	n, err := result(syscall6(SYS_GETCWD, uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), 0, 0, 0, 0))
	if err != nil {
		return "", err
	}
	return string(buf[:n-1]), nil // n counts the NUL
}

// Chdir changes the working directory.
func Chdir(path string) error { return pathCall(SYS_CHDIR, path, 0) }

// Umask sets the permissions that new files do not get, and returns the old
// ones.
func Umask(mask int) (oldmask int) {
	old, _ := result(syscall6(SYS_UMASK, uintptr(mask), 0, 0, 0, 0, 0))
	return old
}

// Mkdir makes a directory.
func Mkdir(path string, mode uint32) error { return pathCall(SYS_MKDIR, path, uintptr(mode)) }

// Rmdir removes an empty directory.
func Rmdir(path string) error { return pathCall(SYS_RMDIR, path, 0) }

// Unlink removes a file.
func Unlink(path string) error { return pathCall(SYS_UNLINK, path, 0) }

// Chmod sets a file's permissions.
func Chmod(path string, mode uint32) error { return pathCall(SYS_CHMOD, path, uintptr(mode)) }

// Rename gives a file another name.
func Rename(from, to string) error {
	p, err := BytePtrFromString(from)
	if err != nil {
		return err
	}
	q, err := BytePtrFromString(to)
	if err != nil {
		return err
	}
	return call(SYS_RENAME, uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(q)), 0)
}

// Getpid returns the process's id; Getppid its parent's, Getuid and Getgid its
// user's and group's.
func Getpid() int  { return syscall6(SYS_GETPID, 0, 0, 0, 0, 0, 0) }
func Getppid() int { return syscall6(SYS_GETPPID, 0, 0, 0, 0, 0, 0) }
func Getuid() int  { return syscall6(SYS_GETUID, 0, 0, 0, 0, 0, 0) }
func Getgid() int  { return syscall6(SYS_GETGID, 0, 0, 0, 0, 0, 0) }

// Mkfifo makes a named pipe.
func Mkfifo(path string, mode uint32) error { return Mknod(path, mode|S_IFIFO, 0) }

// Mknod makes a file of any kind.
func Mknod(path string, mode uint32, dev int) error {
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	return call(SYS_MKNOD, uintptr(unsafe.Pointer(p)), uintptr(mode), uintptr(dev))
}
