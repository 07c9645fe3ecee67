package syscall

import "unsafe"

// Numbers of the system calls used here.
const (
	SYS_FSTAT      = 5
	SYS_KILL       = 62
	SYS_UNAME      = 63
	SYS_FCNTL      = 72
	SYS_FCHDIR     = 81
	SYS_LINK       = 86
	SYS_SYMLINK    = 88
	SYS_READLINK   = 89
	SYS_FCHMOD     = 91
	SYS_CHOWN      = 92
	SYS_FCHOWN     = 93
	SYS_LCHOWN     = 94
	SYS_GETEUID    = 107
	SYS_GETEGID    = 108
	SYS_GETGROUPS  = 115
	SYS_GETDENTS64 = 217
	SYS_NEWFSTATAT = 262
	SYS_UTIMENSAT  = 280
	SYS_PIPE2      = 293
)

const (
	at_FDCWD            = -100
	at_SYMLINK_NOFOLLOW = 0x100
)

// Kinds of files, in Stat_t.Mode.
const (
	S_IFMT   = 0xf000
	S_IFSOCK = 0xc000
	S_IFLNK  = 0xa000
	S_IFREG  = 0x8000
	S_IFBLK  = 0x6000
	S_IFDIR  = 0x4000
	S_IFCHR  = 0x2000
	S_IFIFO  = 0x1000
	S_ISUID  = 0x800
	S_ISGID  = 0x400
	S_ISVTX  = 0x200
)

// A Timespec is a time in seconds and nanoseconds.
type Timespec struct {
	Sec  int64
	Nsec int64
}

// Unix returns the time since 1970.
func (ts *Timespec) Unix() (sec int64, nsec int64) { return ts.Sec, ts.Nsec }

// Nano returns the time in nanoseconds.
func (ts *Timespec) Nano() int64 { return ts.Sec*1e9 + ts.Nsec }

// NsecToTimespec returns nanoseconds as a Timespec.
func NsecToTimespec(nsec int64) Timespec {
	sec := nsec / 1e9
	nsec %= 1e9
	if nsec < 0 {
		nsec += 1e9
		sec--
	}
	return Timespec{sec, nsec}
}

// A Stat_t is what the system says of a file.
type Stat_t struct {
	Dev       uint64
	Ino       uint64
	Nlink     uint64
	Mode      uint32
	Uid       uint32
	Gid       uint32
	X__pad0   int32
	Rdev      uint64
	Size      int64
	Blksize   int64
	Blocks    int64
	Atim      Timespec
	Mtim      Timespec
	Ctim      Timespec
	X__unused [3]int64
}

func statAt(path string, st *Stat_t, flags uintptr) error {
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	dir := at_FDCWD
	_, err = result(syscall6(SYS_NEWFSTATAT, uintptr(dir), uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(st)), flags, 0, 0))
	return err
}

// Stat asks for a file.
func Stat(path string, st *Stat_t) error { return statAt(path, st, 0) }

// Lstat asks for a file, for a symbolic link itself.
func Lstat(path string, st *Stat_t) error { return statAt(path, st, at_SYMLINK_NOFOLLOW) }

// Fstat asks for an open file.
func Fstat(fd int, st *Stat_t) error {
	return call(SYS_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(st)), 0)
}

// ReadDirent reads entries of a directory, in the system's form.
func ReadDirent(fd int, buf []byte) (n int, err error) {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(buf)))
	return result(syscall6(SYS_GETDENTS64, uintptr(fd), at, uintptr(len(buf)), 0, 0, 0))
}

// Readlink returns where a symbolic link leads, as far as buf takes it.
func Readlink(path string, buf []byte) (n int, err error) {
	p, err := BytePtrFromString(path)
	if err != nil {
		return 0, err
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(buf)))
	return result(syscall6(SYS_READLINK, uintptr(unsafe.Pointer(p)), at, uintptr(len(buf)), 0, 0, 0))
}

// twoPaths makes a system call on two paths.
func twoPaths(num uintptr, from, to string) error {
	p, err := BytePtrFromString(from)
	if err != nil {
		return err
	}
	q, err := BytePtrFromString(to)
	if err != nil {
		return err
	}
	return call(num, uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(q)), 0)
}

// Link gives a file a further name.
func Link(path, link string) error { return twoPaths(SYS_LINK, path, link) }

// Symlink makes a symbolic link that leads to path.
func Symlink(path, link string) error { return twoPaths(SYS_SYMLINK, path, link) }

func owned(num uintptr, path string, uid, gid int) error {
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	return call(num, uintptr(unsafe.Pointer(p)), uintptr(uid), uintptr(gid))
}

// Chown sets a file's owner and group; -1 leaves one as it is.
func Chown(path string, uid, gid int) error { return owned(SYS_CHOWN, path, uid, gid) }

// Lchown is Chown for a symbolic link itself.
func Lchown(path string, uid, gid int) error { return owned(SYS_LCHOWN, path, uid, gid) }

// Fchown is Chown for an open file.
func Fchown(fd int, uid, gid int) error {
	return call(SYS_FCHOWN, uintptr(fd), uintptr(uid), uintptr(gid))
}

// Fchmod sets an open file's permissions.
func Fchmod(fd int, mode uint32) error { return call(SYS_FCHMOD, uintptr(fd), uintptr(mode), 0) }

// Fchdir makes an open directory the working directory.
func Fchdir(fd int) error { return call(SYS_FCHDIR, uintptr(fd), 0, 0) }

// UtimesNano sets a file's times of last access and change.
func UtimesNano(path string, ts []Timespec) error {
	if len(ts) != 2 {
		return EINVAL
	}
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	dir := at_FDCWD
	_, err = result(syscall6(SYS_UTIMENSAT, uintptr(dir), uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(&ts[0])), 0, 0, 0))
	return err
}

// Pipe2 makes a pipe: what is written to p[1] is read from p[0].
func Pipe2(p []int, flags int) error {
	if len(p) != 2 {
		return EINVAL
	}
	var fds [2]int32
	err := call(SYS_PIPE2, uintptr(unsafe.Pointer(&fds)), uintptr(flags), 0)
	p[0], p[1] = int(fds[0]), int(fds[1])
	return err
}

// Pipe makes a pipe.
func Pipe(p []int) error { return Pipe2(p, 0) }

// Kill sends a signal to a process.
func Kill(pid int, sig Signal) error { return call(SYS_KILL, uintptr(pid), uintptr(sig), 0) }

// Utsname is what the system says of itself.
type Utsname struct {
	Sysname, Nodename, Release, Version, Machine, Domainname [65]int8
}

// Uname asks for the system's name and version.
func Uname(u *Utsname) error { return call(SYS_UNAME, uintptr(unsafe.Pointer(u)), 0, 0) }

// Geteuid and Getegid return the user and group that count for permissions.
func Geteuid() int { return syscall6(SYS_GETEUID, 0, 0, 0, 0, 0, 0) }
func Getegid() int { return syscall6(SYS_GETEGID, 0, 0, 0, 0, 0, 0) }

// Getgroups returns the groups that the process belongs to besides.
func Getgroups() ([]int, error) {
	n, err := result(syscall6(SYS_GETGROUPS, 0, 0, 0, 0, 0, 0))
	if err != nil || n == 0 {
		return nil, err
	}
	list := make([]uint32, n)
	n, err = result(syscall6(SYS_GETGROUPS, uintptr(n), uintptr(unsafe.Pointer(&list[0])), 0, 0, 0, 0))
	if err != nil {
		return nil, err
	}
	out := make([]int, n)
	for i := range out {
		out[i] = int(list[i])
	}
	return out, nil
}

// Getpagesize returns the size of a page in bytes.
func Getpagesize() int { return 4096 }

// Commands of fcntl(2).
const (
	F_DUPFD         = 0
	F_GETFD         = 1
	F_SETFD         = 2
	F_GETFL         = 3
	F_SETFL         = 4
	F_DUPFD_CLOEXEC = 1030
	FD_CLOEXEC      = 1
)

// fcntl asks for or changes what an open descriptor is like.
func fcntl(fd, cmd, arg int) (int, error) {
	return result(syscall6(SYS_FCNTL, uintptr(fd), uintptr(cmd), uintptr(arg), 0, 0, 0))
}

// SetNonblock makes calls on a descriptor fail with EAGAIN instead of blocking,
// or no longer.
func SetNonblock(fd int, nonblocking bool) error {
	flags, err := fcntl(fd, F_GETFL, 0)
	if err != nil {
		return err
	}
	want := flags &^ O_NONBLOCK
	if nonblocking {
		want |= O_NONBLOCK
	}
	if want == flags {
		return nil
	}
	_, err = fcntl(fd, F_SETFL, want)
	return err
}

// CloseOnExec has a descriptor closed when the process runs another program.
func CloseOnExec(fd int) { fcntl(fd, F_SETFD, FD_CLOEXEC) }

// A RawConn is a descriptor for system calls of the caller's own: f is called
// with it, by Read and Write again and again until it returns true.
type RawConn interface {
	Control(f func(fd uintptr)) error
	Read(f func(fd uintptr) (done bool)) error
	Write(f func(fd uintptr) (done bool)) error
}

// A Conn has a RawConn.
type Conn interface {
	SyscallConn() (RawConn, error)
}
