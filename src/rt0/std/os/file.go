// Package os is the operating system for programs: files, arguments,
// environment, exit.
//
// Files: file.go (File), fs.go (whole files, names), stat.go (what is known of
// files, directories), tree.go (trees, temporary files), proc.go (arguments,
// environment, process), error.go.
//
// Pipes, terminals and sockets wait in the runtime's poller and may have
// deadlines (internal/pollfd); a read or write of other files is a system call,
// during which the runtime gives the P to others.
package os

import (
	"internal/fs"
	"internal/pollfd"
	"internal/testlog"
	"io"
	"runtime"
	"syscall"
	"unsafe"
)

// Flags of OpenFile: one of the first three, and any of the rest.
const (
	O_RDONLY = syscall.O_RDONLY
	O_WRONLY = syscall.O_WRONLY
	O_RDWR   = syscall.O_RDWR
	O_APPEND = syscall.O_APPEND
	O_CREATE = syscall.O_CREAT
	O_EXCL   = syscall.O_EXCL
	O_SYNC   = syscall.O_SYNC
	O_TRUNC  = syscall.O_TRUNC
)

// How Seek counts; io's constants are to be preferred.
const (
	SEEK_SET = 0
	SEEK_CUR = 1
	SEEK_END = 2
)

// Names of paths on this system.
const (
	PathSeparator     = '/'
	PathListSeparator = ':'
	DevNull           = "/dev/null"
)

// A FileMode is a file's kind and permissions.
type FileMode = fs.FileMode

// The bits of a FileMode.
const (
	ModeDir        = fs.ModeDir
	ModeAppend     = fs.ModeAppend
	ModeExclusive  = fs.ModeExclusive
	ModeTemporary  = fs.ModeTemporary
	ModeSymlink    = fs.ModeSymlink
	ModeDevice     = fs.ModeDevice
	ModeNamedPipe  = fs.ModeNamedPipe
	ModeSocket     = fs.ModeSocket
	ModeSetuid     = fs.ModeSetuid
	ModeSetgid     = fs.ModeSetgid
	ModeCharDevice = fs.ModeCharDevice
	ModeSticky     = fs.ModeSticky
	ModeIrregular  = fs.ModeIrregular
	ModeType       = fs.ModeType
	ModePerm       = fs.ModePerm
)

// A File is an open file. Its methods may be called from several goroutines. A
// File that nothing refers to any more is closed by the collector.
type File struct{ *file }

// file is what a File has: apart from it, so that a copy of a File is the same
// file, and is closed once.
type file struct {
	pfd      pollfd.FD
	name     string
	append   bool // opened with O_APPEND
	standard bool // one of the standard files: never closed by the collector
	dir      *dirBuffer
}

// The standard files.
var (
	Stdin  = NewFile(syscall.Stdin, "/dev/stdin")
	Stdout = NewFile(syscall.Stdout, "/dev/stdout")
	Stderr = NewFile(syscall.Stderr, "/dev/stderr")
)

// maxRW bounds one read or write, as Linux does for itself at 2 GB.
const maxRW = 1 << 30

// NewFile returns a File of a descriptor; one that does not block is put into
// the poller. It is nil for a negative one.
func NewFile(fd uintptr, name string) *File {
	if int(fd) < 0 {
		return nil
	}
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_GETFL, 0)
	return newFile(int(fd), name, errno == 0 && flags&syscall.O_APPEND != 0, errno == 0 && flags&syscall.O_NONBLOCK != 0)
}

// newFile returns a File of a descriptor, in the poller if it does not block and
// can be.
func newFile(fd int, name string, appends, nonblock bool) *File {
	f := &file{name: name, append: appends, standard: fd <= syscall.Stderr}
	f.pfd.Sysfd = fd
	if nonblock {
		f.pfd.Watch() // what cannot be watched never says that it would block
	}
	if !f.standard {
		runtime.SetFinalizer(f, (*file).forget)
	}
	return &File{f}
}

// forget is what the collector does with a File.
func (f *file) forget() { f.pfd.Close() }

// Open opens a file for reading.
func Open(name string) (*File, error) { return OpenFile(name, O_RDONLY, 0) }

// Create opens a file for reading and writing, made or emptied.
func Create(name string) (*File, error) { return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666) }

// OpenFile opens a file; one that it makes gets the permissions perm, less the
// umask. Errors are *PathError.
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	testlog.Open(name)
	for {
		fd, err := syscall.Open(name, flag|syscall.O_CLOEXEC, modeBits(perm))
		if err == nil {
			return opened(fd, name, flag), nil
		}
		if err != syscall.EINTR {
			return nil, &PathError{"open", name, err}
		}
	}
}

// opened returns the File of what OpenFile has opened. Only kinds of files that
// may block go to the poller; for most, to ask for the kind is all it costs.
func opened(fd int, name string, flag int) *File {
	nonblock := flag&syscall.O_NONBLOCK != 0
	if !nonblock {
		var st syscall.Stat_t
		if syscall.Fstat(fd, &st) == nil {
			switch st.Mode & syscall.S_IFMT {
			case syscall.S_IFIFO, syscall.S_IFSOCK, syscall.S_IFCHR:
				nonblock = syscall.SetNonblock(fd, true) == nil
			}
		}
	}
	f := newFile(fd, name, flag&O_APPEND != 0, nonblock)
	if nonblock && flag&syscall.O_NONBLOCK == 0 && !f.pfd.Pollable() {
		syscall.SetNonblock(fd, false)
	}
	return f
}

// modeBits returns perm as the system wants it.
func modeBits(perm FileMode) uint32 {
	bits := uint32(perm.Perm())
	if perm&ModeSetuid != 0 {
		bits |= 04000
	}
	if perm&ModeSetgid != 0 {
		bits |= 02000
	}
	if perm&ModeSticky != 0 {
		bits |= 01000
	}
	return bits
}

// check returns the error for a file that is nil or closed.
func (f *File) check(op string) error {
	if f == nil {
		return ErrInvalid
	}
	if f.pfd.Closed() {
		return &PathError{op, f.name, ErrClosed}
	}
	return nil
}

// control calls f with the descriptor, which stays open meanwhile, until no
// signal interrupts it.
func (f *File) control(op string, call func(fd int) error) error {
	if f == nil {
		return ErrInvalid
	}
	if f.pfd.Acquire() != nil {
		return &PathError{op, f.name, ErrClosed}
	}
	defer f.pfd.Release()
	return f.wrap(op, again(func() error { return call(f.pfd.Sysfd) }))
}

// wrap returns err as a PathError of f; io.EOF stays as it is.
func (f *File) wrap(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &PathError{op, f.name, err}
}

// Name returns the name that f was opened by.
func (f *File) Name() string { return f.name }

// Fd returns f's descriptor, or all ones if f is closed. The descriptor is made
// one that blocks, as whoever uses it will expect; f has no deadlines any more.
func (f *File) Fd() uintptr {
	if f == nil || f.pfd.Closed() {
		return ^uintptr(0)
	}
	if f.pfd.Pollable() {
		f.pfd.SetBlocking()
	}
	return uintptr(f.pfd.Sysfd)
}

// SyscallConn returns f for those who make system calls of their own on it.
func (f *File) SyscallConn() (syscall.RawConn, error) {
	if err := f.check("SyscallConn"); err != nil {
		return nil, err
	}
	return rawConn{f}, nil
}

// rawConn is the syscall.RawConn of a File, which it keeps.
type rawConn struct{ file *File }

func (c rawConn) Control(f func(fd uintptr)) error {
	return c.file.raw("control", pollfd.RawConn{FD: &c.file.pfd}.Control(f))
}

func (c rawConn) Read(f func(fd uintptr) bool) error {
	return c.file.raw("read", pollfd.RawConn{FD: &c.file.pfd}.Read(f))
}

func (c rawConn) Write(f func(fd uintptr) bool) error {
	return c.file.raw("write", pollfd.RawConn{FD: &c.file.pfd}.Write(f))
}

// raw gives back err, after which the collector may close f.
func (f *File) raw(op string, err error) error {
	runtime.KeepAlive(f)
	return f.wrap(op, err)
}

// Read reads up to len(b) bytes; at the end it returns 0 and io.EOF.
func (f *File) Read(b []byte) (n int, err error) {
	if f == nil {
		return 0, ErrInvalid
	}
	n, err = f.pfd.Read(b)
	runtime.KeepAlive(f)
	if n == 0 && err == nil && len(b) > 0 {
		return 0, io.EOF
	}
	return n, f.wrap("read", err)
}

// ReadAt fills b from offset off; where it cannot, it says why.
func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, &PathError{"readat", f.name, errNegativeOffset}
	}
	err = f.control("read", func(fd int) error {
		for len(b) > 0 {
			k, err := syscall.Pread(fd, b[:min(len(b), maxRW)], off)
			if err != nil {
				return err
			}
			if k == 0 {
				return io.EOF
			}
			n += k
			b = b[k:]
			off += int64(k)
		}
		return nil
	})
	return n, err
}

// Write writes all of b, in as many calls as it takes.
func (f *File) Write(b []byte) (n int, err error) {
	if f == nil {
		return 0, ErrInvalid
	}
	n, err = f.pfd.Write(b)
	runtime.KeepAlive(f)
	return n, f.wrap("write", err)
}

// WriteString is Write for a string.
func (f *File) WriteString(s string) (n int, err error) {
	return f.Write(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// WriteAt writes all of b at offset off. A file opened with O_APPEND has no
// offsets.
func (f *File) WriteAt(b []byte, off int64) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	if f.append {
		return 0, errWriteAtInAppendMode
	}
	if off < 0 {
		return 0, &PathError{"writeat", f.name, errNegativeOffset}
	}
	err = f.control("write", func(fd int) error {
		for len(b) > 0 {
			k, err := syscall.Pwrite(fd, b[:min(len(b), maxRW)], off)
			if err != nil {
				return err
			}
			n += k
			b = b[k:]
			off += int64(k)
		}
		return nil
	})
	return n, err
}

// Seek moves the offset of the next Read or Write.
func (f *File) Seek(offset int64, whence int) (ret int64, err error) {
	err = f.control("seek", func(fd int) (err error) {
		ret, err = syscall.Seek(fd, offset, whence)
		return err
	})
	if err != nil {
		return 0, err
	}
	f.dir = nil // a directory is read anew
	return ret, nil
}

// Sync writes what f holds through to its device.
func (f *File) Sync() error { return f.control("sync", syscall.Fsync) }

// Truncate sets f's size.
func (f *File) Truncate(size int64) error {
	return f.control("truncate", func(fd int) error { return syscall.Ftruncate(fd, size) })
}

// Close closes f; a second time is an error. Reads and writes that wait in the
// poller end with ErrClosed.
func (f *File) Close() error {
	if f == nil {
		return ErrInvalid
	}
	err := f.pfd.Close()
	runtime.SetFinalizer(f.file, nil)
	return f.wrap("close", err)
}

// net_newUnixFile is NewFile for package net of Go's source tree: the
// descriptor is one that does not block.
//
//go:linkname net_newUnixFile net.newUnixFile
func net_newUnixFile(fd int, name string) *File { return newFile(fd, name, false, true) }
