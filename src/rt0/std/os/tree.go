package os

import (
	"errors"
	"internal/chance"
	"internal/pollfd"
	"io"
	"io/fs"
	"strings"
	"syscall"
	"time"
)

// RemoveAll removes a file or a directory with all that is in it. That nothing
// is there is no error.
func RemoveAll(path string) error {
	if path == "" {
		return nil
	}
	if path == "." || strings.HasSuffix(path, "/.") {
		return &PathError{"RemoveAll", path, syscall.EINVAL}
	}
	if err := Remove(path); err == nil || IsNotExist(err) {
		return nil
	}
	dir, name := splitPath(path)
	f, err := Open(dir)
	if IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if where, err := removeTree(f.pfd.Sysfd, name); err != nil {
		return &PathError{"unlinkat", joined(dir, where), err}
	}
	return nil
}

// splitPath returns the directory that a path leads to, and the name in it.
func splitPath(path string) (dir, name string) {
	for len(path) > 1 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return ".", path
	}
	return max(path[:i], "/"), path[i+1:]
}

var errPatternHasSeparator = errors.New("pattern contains path separator")

// temporary calls create with names in dir, of pattern with a random number for
// its last star, until one is new.
func temporary(op, dir, pattern string, create func(name string) error) error {
	if dir == "" {
		dir = TempDir()
	}
	if strings.IndexByte(pattern, '/') >= 0 {
		return &PathError{op, pattern, errPatternHasSeparator}
	}
	before, after := pattern, ""
	if i := strings.LastIndexByte(pattern, '*'); i >= 0 {
		before, after = pattern[:i], pattern[i+1:]
	}
	if !strings.HasSuffix(dir, "/") {
		dir += "/"
	}
	for try := 0; try < 10000; try++ {
		err := create(dir + before + number(uint32(chance.Uint64())) + after)
		if !IsExist(err) {
			return err
		}
	}
	return &PathError{op, dir + before + "*" + after, ErrExist}
}

func number(n uint32) string {
	s := ""
	for {
		s = string(rune('0'+n%10)) + s
		if n /= 10; n == 0 {
			return s
		}
	}
}

// CreateTemp makes a new file and opens it. Its name is pattern with a random
// number for the last star, or at the end.
func CreateTemp(dir, pattern string) (*File, error) {
	var f *File
	err := temporary("createtemp", dir, pattern, func(name string) (err error) {
		f, err = OpenFile(name, O_RDWR|O_CREATE|O_EXCL, 0600)
		return err
	})
	return f, err
}

// MkdirTemp makes a new directory, named as CreateTemp names files.
func MkdirTemp(dir, pattern string) (string, error) {
	made := ""
	err := temporary("mkdirtemp", dir, pattern, func(name string) error {
		made = name
		return Mkdir(name, 0700)
	})
	if IsNotExist(err) && dir != "" {
		if _, serr := Stat(dir); IsNotExist(serr) {
			err = serr
		}
	}
	if err != nil {
		return "", err
	}
	return made, nil
}

// IsPathSeparator reports whether c cuts paths.
func IsPathSeparator(c uint8) bool { return c == '/' }

// Pipe returns the two ends of a new pipe.
func Pipe() (r *File, w *File, err error) {
	var p [2]int
	if err := syscall.Pipe2(p[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
		return nil, nil, NewSyscallError("pipe2", err)
	}
	return newFile(p[0], "|0", false, true), newFile(p[1], "|1", false, true), nil
}

// Hostname returns the name of this machine.
func Hostname() (name string, err error) {
	var u syscall.Utsname
	if err := syscall.Uname(&u); err != nil {
		return "", NewSyscallError("uname", err)
	}
	var b []byte
	for _, c := range u.Nodename {
		if c == 0 {
			break
		}
		b = append(b, byte(c))
	}
	return string(b), nil
}

// Executable returns the path of the program.
func Executable() (string, error) {
	path, err := Readlink("/proc/self/exe")
	return strings.TrimSuffix(path, " (deleted)"), err
}

// Geteuid and Getegid return the user and group that count for permissions.
func Geteuid() int { return syscall.Geteuid() }

// Getegid returns the group that counts for permissions.
func Getegid() int { return syscall.Getegid() }

// Getgroups returns the groups that the process belongs to besides.
func Getgroups() ([]int, error) {
	list, err := syscall.Getgroups()
	return list, NewSyscallError("getgroups", err)
}

// UserHomeDir returns $HOME.
func UserHomeDir() (string, error) {
	if dir := Getenv("HOME"); dir != "" {
		return dir, nil
	}
	return "", errors.New("$HOME is not defined")
}

// UserCacheDir returns where programs keep what they can make again.
func UserCacheDir() (string, error) { return userDir("XDG_CACHE_HOME", ".cache") }

// UserConfigDir returns where programs keep their settings.
func UserConfigDir() (string, error) { return userDir("XDG_CONFIG_HOME", ".config") }

func userDir(variable, below string) (string, error) {
	dir := Getenv(variable)
	if dir == "" {
		home := Getenv("HOME")
		if home == "" {
			return "", errors.New("neither $" + variable + " nor $HOME are defined")
		}
		return home + "/" + below, nil
	}
	if dir[0] != '/' {
		return "", errors.New("path in $" + variable + " is relative")
	}
	return dir, nil
}

// ReadFrom writes all that r gives.
func (f *File) ReadFrom(r io.Reader) (n int64, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	return io.Copy(fileWithoutReadFrom{File: f}, r)
}

// WriteTo writes all that f holds to w.
func (f *File) WriteTo(w io.Writer) (n int64, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	return io.Copy(w, fileWithoutWriteTo{File: f})
}

// A file without one of its methods, which io.Copy would call again; all others
// are there, so that whoever copies finds a file. (Two methods of the same name
// at the same depth are none.)
type (
	fileWithoutReadFrom struct {
		noReadFrom
		*File
	}
	fileWithoutWriteTo struct {
		noWriteTo
		*File
	}
	noReadFrom struct{}
	noWriteTo  struct{}
)

func (noReadFrom) ReadFrom(io.Reader) (int64, error) { panic("os: not to be called") }
func (noWriteTo) WriteTo(io.Writer) (int64, error)   { panic("os: not to be called") }

// ErrNoDeadline says that a file cannot have deadlines.
var ErrNoDeadline = pollfd.ErrNoDeadline

// ErrDeadlineExceeded says that a deadline has passed.
var ErrDeadlineExceeded = pollfd.ErrDeadlineExceeded

// SetDeadline sets a time after which reads and writes fail with
// ErrDeadlineExceeded, those under way included; the zero time is never. Only
// what waits in the poller has deadlines: pipes, terminals, sockets.
func (f *File) SetDeadline(t time.Time) error { return f.setDeadline(t, pollfd.Both) }

// SetReadDeadline is SetDeadline for reading.
func (f *File) SetReadDeadline(t time.Time) error { return f.setDeadline(t, pollfd.Read) }

// SetWriteDeadline is SetDeadline for writing.
func (f *File) SetWriteDeadline(t time.Time) error { return f.setDeadline(t, pollfd.Write) }

func (f *File) setDeadline(t time.Time, mode int) error {
	if err := f.check("set deadline"); err != nil {
		return err
	}
	ns := int64(0)
	if !t.IsZero() {
		if ns = int64(time.Until(t)); ns == 0 {
			ns = -1
		}
	}
	return f.pfd.SetDeadline(ns, mode)
}

// IsTimeout reports whether err, one of this package's, says that a time ran
// out.
func IsTimeout(err error) bool {
	switch e := err.(type) {
	case *PathError:
		err = e.Err
	case *LinkError:
		err = e.Err
	case *SyscallError:
		err = e.Err
	}
	t, ok := err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// Timeout reports whether the cause is a time that ran out.
func (e *SyscallError) Timeout() bool {
	t, ok := e.Err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// DirFS returns the tree below a directory. Symbolic links in it may lead
// outside.
func DirFS(dir string) fs.FS { return dirFS(dir) }

type dirFS string

// at calls f with the path of name in the system; its error names the path of
// the tree.
func (d dirFS) at(op, name string, f func(path string) error) error {
	if d == "" {
		return &PathError{op, name, errors.New("os: DirFS with empty root")}
	}
	if !fs.ValidPath(name) || strings.IndexByte(name, 0) >= 0 {
		return &PathError{op, name, ErrInvalid}
	}
	path := string(d)
	if !strings.HasSuffix(path, "/") {
		path += "/"
	}
	err := f(path + name)
	if e, ok := err.(*PathError); ok {
		e.Path = name
	}
	return err
}

func (d dirFS) Open(name string) (file fs.File, err error) {
	err = d.at("open", name, func(path string) error {
		f, err := Open(path)
		if err == nil {
			file = f
		}
		return err
	})
	return file, err
}

func (d dirFS) ReadFile(name string) (b []byte, err error) {
	err = d.at("readfile", name, func(path string) (err error) { b, err = ReadFile(path); return })
	return b, err
}

func (d dirFS) ReadDir(name string) (list []DirEntry, err error) {
	err = d.at("readdir", name, func(path string) (err error) { list, err = ReadDir(path); return })
	return list, err
}

func (d dirFS) Stat(name string) (info FileInfo, err error) {
	err = d.at("stat", name, func(path string) (err error) { info, err = Stat(path); return })
	return info, err
}

func (d dirFS) Lstat(name string) (info FileInfo, err error) {
	err = d.at("lstat", name, func(path string) (err error) { info, err = Lstat(path); return })
	return info, err
}

func (d dirFS) ReadLink(name string) (to string, err error) {
	err = d.at("readlink", name, func(path string) (err error) { to, err = Readlink(path); return })
	return to, err
}

// CopyFS copies a tree into a directory, which it makes. A file that is there
// already is an error.
func CopyFS(dir string, fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := dir + "/" + path
		switch d.Type() {
		case ModeDir:
			return MkdirAll(to, 0777)
		case ModeSymlink:
			target, err := fs.ReadLink(fsys, path)
			if err != nil {
				return err
			}
			return Symlink(target, to)
		case 0:
			return copyFile(to, fsys, path)
		}
		return &PathError{"CopyFS", path, ErrInvalid}
	})
}

func copyFile(to string, fsys fs.FS, path string) error {
	r, err := fsys.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return err
	}
	w, err := OpenFile(to, O_CREATE|O_EXCL|O_WRONLY, 0666|info.Mode()&0777)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		w.Close()
		return &PathError{"Copy", to, err}
	}
	return w.Close()
}

// A Signal is what a system sends to a process.
type Signal interface {
	String() string
	Signal() // tells it from other things with String
}

// The signals that all systems have.
var (
	Interrupt Signal = syscall.SIGINT
	Kill      Signal = syscall.SIGKILL
)
