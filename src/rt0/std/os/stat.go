package os

import (
	"internal/testlog"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// A FileInfo is what is known of a file.
type FileInfo = fs.FileInfo

// A DirEntry is what a directory tells of a file.
type DirEntry = fs.DirEntry

// fileStat is the FileInfo of this system.
type fileStat struct {
	name string
	mode FileMode
	sys  syscall.Stat_t
}

func (f *fileStat) Name() string       { return f.name }
func (f *fileStat) Size() int64        { return f.sys.Size }
func (f *fileStat) Mode() FileMode     { return f.mode }
func (f *fileStat) ModTime() time.Time { return time.Unix(f.sys.Mtim.Sec, f.sys.Mtim.Nsec) }
func (f *fileStat) IsDir() bool        { return f.mode.IsDir() }
func (f *fileStat) Sys() any           { return &f.sys }

// fill sets name and mode from what the system said.
func (f *fileStat) fill(path string) {
	for len(path) > 1 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	f.name = path
	if i := strings.LastIndexByte(path, '/'); i >= 0 && path != "/" {
		f.name = path[i+1:]
	}
	m := f.sys.Mode
	f.mode = FileMode(m & 0777)
	switch m & syscall.S_IFMT {
	case syscall.S_IFBLK:
		f.mode |= ModeDevice
	case syscall.S_IFCHR:
		f.mode |= ModeDevice | ModeCharDevice
	case syscall.S_IFDIR:
		f.mode |= ModeDir
	case syscall.S_IFIFO:
		f.mode |= ModeNamedPipe
	case syscall.S_IFLNK:
		f.mode |= ModeSymlink
	case syscall.S_IFSOCK:
		f.mode |= ModeSocket
	}
	if m&syscall.S_ISGID != 0 {
		f.mode |= ModeSetgid
	}
	if m&syscall.S_ISUID != 0 {
		f.mode |= ModeSetuid
	}
	if m&syscall.S_ISVTX != 0 {
		f.mode |= ModeSticky
	}
}

// again calls f until no signal interrupts it.
func again(f func() error) error {
	for {
		if err := f(); err != syscall.EINTR {
			return err
		}
	}
}

// Stat returns what is known of a file.
func Stat(name string) (FileInfo, error) {
	testlog.Stat(name)
	f := new(fileStat)
	if err := again(func() error { return syscall.Stat(name, &f.sys) }); err != nil {
		return nil, &PathError{"stat", name, err}
	}
	f.fill(name)
	return f, nil
}

// Lstat is Stat for a symbolic link itself.
func Lstat(name string) (FileInfo, error) {
	testlog.Stat(name)
	f := new(fileStat)
	if err := again(func() error { return syscall.Lstat(name, &f.sys) }); err != nil {
		return nil, &PathError{"lstat", name, err}
	}
	f.fill(name)
	return f, nil
}

// Stat returns what is known of f.
func (f *File) Stat() (FileInfo, error) {
	s := new(fileStat)
	if err := f.control("stat", func(fd int) error { return syscall.Fstat(fd, &s.sys) }); err != nil {
		return nil, err
	}
	s.fill(f.name)
	return s, nil
}

// SameFile reports whether two results of Stat are of one file.
func SameFile(fi1, fi2 FileInfo) bool {
	a, ok1 := fi1.(*fileStat)
	b, ok2 := fi2.(*fileStat)
	return ok1 && ok2 && a.sys.Dev == b.sys.Dev && a.sys.Ino == b.sys.Ino
}

// dirEntry is an entry of a directory.
type dirEntry struct {
	dir  string
	name string
	typ  FileMode
}

func (d *dirEntry) Name() string            { return d.name }
func (d *dirEntry) IsDir() bool             { return d.typ.IsDir() }
func (d *dirEntry) Type() FileMode          { return d.typ }
func (d *dirEntry) Info() (FileInfo, error) { return Lstat(d.dir + "/" + d.name) }
func (d *dirEntry) String() string          { return fs.FormatDirEntry(d) }

// dirBuffer is what has been read of a directory and not been given out.
type dirBuffer struct {
	data []byte
	buf  [8192]byte
}

// kinds maps the kinds of getdents to modes; what is not here has to be asked
// for.
var kinds = map[byte]FileMode{1: ModeNamedPipe, 2: ModeDevice | ModeCharDevice, 4: ModeDir, 6: ModeDevice, 8: 0,
	10: ModeSymlink, 12: ModeSocket}

// next returns the next entry; io.EOF at the end.
func (f *File) next() (name string, kind byte, err error) {
	if f.dir == nil {
		f.dir = new(dirBuffer)
	}
	d := f.dir
	for {
		if len(d.data) == 0 {
			var n int
			err := f.control("readdirent", func(fd int) (err error) { n, err = syscall.ReadDirent(fd, d.buf[:]); return })
			if err != nil {
				return "", 0, err
			}
			if n == 0 {
				return "", 0, io.EOF
			}
			d.data = d.buf[:n]
		}
		// ino u64, off u64, reclen u16, type u8, name with a NUL
		size := *(*uint16)(unsafe.Pointer(&d.data[16]))
		kind = d.data[18]
		raw := d.data[19:size]
		d.data = d.data[size:]
		end := 0
		for raw[end] != 0 {
			end++
		}
		if name = string(raw[:end]); name != "." && name != ".." {
			return name, kind, nil
		}
	}
}

// readNext returns up to n more entries, all for n <= 0.
func (f *File) readNext(n int) (list []DirEntry, err error) {
	if err := f.check("readdir"); err != nil {
		return nil, err
	}
	list = []DirEntry{}
	for n <= 0 || len(list) < n {
		name, kind, err := f.next()
		if err == io.EOF {
			if n > 0 && len(list) == 0 {
				return nil, io.EOF
			}
			break
		}
		if err != nil {
			return list, err
		}
		typ, known := kinds[kind]
		if !known {
			info, err := Lstat(f.name + "/" + name)
			if IsNotExist(err) {
				continue
			}
			if err != nil {
				return list, err
			}
			typ = info.Mode().Type()
		}
		list = append(list, &dirEntry{f.name, name, typ})
	}
	return list, nil
}

// ReadDir returns up to n more entries of a directory, with io.EOF at the end;
// n <= 0 means all that are left.
func (f *File) ReadDir(n int) ([]DirEntry, error) { return f.readNext(n) }

// Readdir is ReadDir with what is known of each file.
func (f *File) Readdir(n int) ([]FileInfo, error) {
	list, err := f.readNext(n)
	if list == nil {
		return nil, err
	}
	out := make([]FileInfo, 0, len(list))
	for _, e := range list {
		info, ierr := e.Info()
		if IsNotExist(ierr) {
			continue // it went meanwhile
		}
		if ierr != nil {
			return out, ierr
		}
		out = append(out, info)
	}
	return out, err
}

// Readdirnames is ReadDir with names alone.
func (f *File) Readdirnames(n int) (names []string, err error) {
	list, err := f.readNext(n)
	if list == nil {
		return nil, err
	}
	names = make([]string, len(list))
	for i, e := range list {
		names[i] = e.Name()
	}
	return names, err
}

// ReadDir returns what is in a directory, by name.
func ReadDir(name string) ([]DirEntry, error) {
	f, err := OpenFile(name, O_RDONLY|syscall.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	slices.SortFunc(list, func(a, b DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, err
}

// Readlink returns where a symbolic link leads.
func Readlink(name string) (string, error) {
	for size := 128; ; size *= 2 {
		b := make([]byte, size)
		var n int
		err := again(func() (err error) { n, err = syscall.Readlink(name, b); return })
		if err != nil {
			return "", &PathError{"readlink", name, err}
		}
		if n < size {
			return string(b[:n]), nil
		}
	}
}

// Symlink makes a symbolic link newname that leads to oldname.
func Symlink(oldname, newname string) error {
	if err := syscall.Symlink(oldname, newname); err != nil {
		return &LinkError{"symlink", oldname, newname, err}
	}
	return nil
}

// Link gives a file a further name.
func Link(oldname, newname string) error {
	if err := syscall.Link(oldname, newname); err != nil {
		return &LinkError{"link", oldname, newname, err}
	}
	return nil
}

// Chown sets a file's owner and group; -1 leaves one as it is.
func Chown(name string, uid, gid int) error {
	return pathError("chown", name, syscall.Chown(name, uid, gid))
}

// Lchown is Chown for a symbolic link itself.
func Lchown(name string, uid, gid int) error {
	return pathError("lchown", name, syscall.Lchown(name, uid, gid))
}

// Chtimes sets a file's times of last access and change; a zero time leaves
// one as it is.
func Chtimes(name string, atime time.Time, mtime time.Time) error {
	return pathError("chtimes", name, syscall.UtimesNano(name, timespecs(atime, mtime)))
}

// timespecs returns times as the system wants them.
func timespecs(times ...time.Time) []syscall.Timespec {
	ts := make([]syscall.Timespec, len(times))
	for i, t := range times {
		if t.IsZero() {
			ts[i].Nsec = 1<<30 - 2 // UTIME_OMIT
		} else {
			ts[i] = syscall.NsecToTimespec(t.UnixNano())
		}
	}
	return ts
}

// Chmod sets f's permissions.
func (f *File) Chmod(mode FileMode) error {
	return f.control("chmod", func(fd int) error { return syscall.Fchmod(fd, modeBits(mode)) })
}

// Chown sets f's owner and group; -1 leaves one as it is.
func (f *File) Chown(uid, gid int) error {
	return f.control("chown", func(fd int) error { return syscall.Fchown(fd, uid, gid) })
}

// Chdir makes f, a directory, the working directory.
func (f *File) Chdir() error {
	return f.control("chdir", func(fd int) error { return syscall.Fchdir(fd) })
}
