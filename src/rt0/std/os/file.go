// Package os is the operating system for programs: files, arguments,
// environment, exit.
//
// Files: file.go (File), fs.go (whole files, names), stat.go (what is known of
// files, directories), tree.go (trees, temporary files), proc.go (arguments,
// environment, process), error.go.
//
// It stays without a poller: a read or write is one system call, during which
// the runtime gives the P to others.
package os

import (
	"internal/fs"
	"internal/testlog"
	"io"
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

// A File is an open file. Its methods may be called from several goroutines;
// Close while another reads is the caller's mistake, as the descriptor may be
// another file's by then.
type File struct {
	fd     int // -1 once closed
	name   string
	append bool // opened with O_APPEND
	dir    *dirBuffer
}

// The standard files.
var (
	Stdin  = NewFile(syscall.Stdin, "/dev/stdin")
	Stdout = NewFile(syscall.Stdout, "/dev/stdout")
	Stderr = NewFile(syscall.Stderr, "/dev/stderr")
)

// maxRW bounds one read or write, as Linux does for itself at 2 GB.
const maxRW = 1 << 30

// NewFile returns a File of an open descriptor.
func NewFile(fd uintptr, name string) *File { return &File{fd: int(fd), name: name} }

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
			return &File{fd: fd, name: name, append: flag&O_APPEND != 0}, nil
		}
		if err != syscall.EINTR {
			return nil, &PathError{"open", name, err}
		}
	}
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
	if f.fd < 0 {
		return &PathError{op, f.name, ErrClosed}
	}
	return nil
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

// Fd returns f's descriptor, or all ones if f is closed.
func (f *File) Fd() uintptr {
	if f == nil {
		return ^uintptr(0)
	}
	return uintptr(f.fd)
}

// Read reads up to len(b) bytes; at the end it returns 0 and io.EOF.
func (f *File) Read(b []byte) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	if len(b) > maxRW {
		b = b[:maxRW]
	}
	for {
		n, err = syscall.Read(f.fd, b)
		if err != syscall.EINTR {
			break
		}
	}
	if n == 0 && err == nil {
		return 0, io.EOF
	}
	return max(n, 0), f.wrap("read", err)
}

// ReadAt fills b from offset off; where it cannot, it says why.
func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, &PathError{"readat", f.name, errNegativeOffset}
	}
	for len(b) > 0 {
		k, err := syscall.Pread(f.fd, b[:min(len(b), maxRW)], off)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return n, f.wrap("read", err)
		}
		if k == 0 {
			return n, io.EOF
		}
		n += k
		b = b[k:]
		off += int64(k)
	}
	return n, nil
}

// Write writes all of b, in as many calls as it takes.
func (f *File) Write(b []byte) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	for {
		k, err := syscall.Write(f.fd, b[n:min(len(b), n+maxRW)])
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return n, f.wrap("write", err)
		}
		n += k
		if n == len(b) {
			return n, nil
		}
		if k == 0 {
			return n, f.wrap("write", io.ErrUnexpectedEOF)
		}
	}
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
	for len(b) > 0 {
		k, err := syscall.Pwrite(f.fd, b[:min(len(b), maxRW)], off)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return n, f.wrap("write", err)
		}
		n += k
		b = b[k:]
		off += int64(k)
	}
	return n, nil
}

// Seek moves the offset of the next Read or Write.
func (f *File) Seek(offset int64, whence int) (ret int64, err error) {
	if err := f.check("seek"); err != nil {
		return 0, err
	}
	ret, err = syscall.Seek(f.fd, offset, whence)
	if err != nil {
		return 0, f.wrap("seek", err)
	}
	f.dir = nil // a directory is read anew
	return ret, nil
}

// Sync writes what f holds through to its device.
func (f *File) Sync() error {
	if err := f.check("sync"); err != nil {
		return err
	}
	return f.wrap("sync", syscall.Fsync(f.fd))
}

// Truncate sets f's size.
func (f *File) Truncate(size int64) error {
	if err := f.check("truncate"); err != nil {
		return err
	}
	return f.wrap("truncate", syscall.Ftruncate(f.fd, size))
}

// Close closes f; a second time is an error.
func (f *File) Close() error {
	if err := f.check("close"); err != nil {
		return err
	}
	fd := f.fd
	f.fd = -1
	return f.wrap("close", syscall.Close(fd))
}
