package os

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// A Root is a directory whose methods reach nothing outside of it: neither by
// .. nor by symbolic links.
//
// A path is walked part by part, each opened by its name in the one before,
// without following links; a link's target is put in its place. So no change of
// the tree meanwhile can lead the walk out. Directories on the way stay open
// until the end, since .. goes back to the one that the walk came from.
type Root struct{ dir *File }

var errPathEscapes = errors.New("path escapes from parent")

// errLink is what an operation returns for a symbolic link that is to be
// followed.
var errLink = errors.New("symbolic link")

const (
	sysOpenat     = 257
	sysMkdirat    = 258
	sysFchownat   = 260
	sysUnlinkat   = 263
	sysRenameat   = 264
	sysLinkat     = 265
	sysSymlinkat  = 266
	sysReadlinkat = 267
	sysFchmodat   = 268

	oPath             = 0x200000
	atRemoveDir       = 0x200
	atSymlinkNofollow = 0x100
	maxLinks          = 40
)

// OpenRoot opens a directory as a Root.
func OpenRoot(name string) (*Root, error) {
	f, err := OpenFile(name, O_RDONLY|syscall.O_DIRECTORY, 0)
	if err != nil {
		if e := err.(*PathError); e.Err == syscall.ENOTDIR {
			e.Err = errors.New("not a directory")
		}
		return nil, err
	}
	return &Root{f}, nil
}

// OpenInRoot opens the file name in the directory dir, and none outside of it.
func OpenInRoot(dir, name string) (*File, error) {
	r, err := OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.Open(name)
}

// Name returns the name that the Root was opened by.
func (r *Root) Name() string { return r.dir.name }

// Close closes the Root: its methods fail from then on.
func (r *Root) Close() error {
	if err := r.dir.Close(); err != nil && !errors.Is(err, ErrClosed) {
		return err
	}
	return nil
}

// at makes a system call on a name in a directory, again when a signal ends it.
func at(nr uintptr, dir int, name string, a, b uintptr) (int, error) {
	p, err := syscall.BytePtrFromString(name)
	if err != nil {
		return 0, err
	}
	n := 0
	err = again(func() error {
		r, _, errno := syscall.Syscall6(nr, uintptr(dir), uintptr(unsafe.Pointer(p)), a, b, 0, 0)
		n = int(r)
		if errno != 0 {
			return errno
		}
		return nil
	})
	return n, err
}

// readlinkat returns where the link name in dir leads.
func readlinkat(dir int, name string) (string, error) {
	for size := 256; ; size *= 2 {
		b := make([]byte, size)
		n, err := at(sysReadlinkat, dir, name, uintptr(unsafe.Pointer(&b[0])), uintptr(size))
		if err != nil || n < size {
			return string(b[:max(n, 0)]), err
		}
	}
}

// statat asks for the name in dir, for a link itself.
func statat(dir int, name string, st *syscall.Stat_t) error {
	_, err := at(syscall.SYS_NEWFSTATAT, dir, name, uintptr(unsafe.Pointer(st)), atSymlinkNofollow)
	return err
}

// isLink reports whether the name in dir is a symbolic link.
func isLink(dir int, name string) bool {
	var st syscall.Stat_t
	return statat(dir, name, &st) == nil && st.Mode&syscall.S_IFMT == syscall.S_IFLNK
}

// What a slash at the end of a path means, which says that the path is a
// directory's.
type ending int

const (
	inside  ending = iota // the operation is on "." in what is before it
	ofDir                 // a link before it is followed, and it has to be a directory
	ofNew                 // the same, but there may be nothing yet
	ignored               // nothing
)

// parts cuts a path up. A slash at the end, if that means inside, and a dot are
// a part "." of their own, so that what is before it has to be a directory.
func parts(path string, end ending) ([]string, error) {
	if path == "" {
		return nil, errors.New("empty path")
	}
	if path[0] == '/' {
		return nil, errPathEscapes
	}
	var out []string
	for part := range strings.SplitSeq(path, "/") {
		if part != "" && part != "." {
			out = append(out, part)
		}
	}
	if len(out) == 0 || end == inside && strings.HasSuffix(path, "/") || endsInDot(path) {
		out = append(out, ".")
	}
	return out, nil
}

// endsInDot reports whether a path's last part is a dot.
func endsInDot(path string) bool {
	path = strings.TrimRight(path, "/")
	return path == "." || strings.HasSuffix(path, "/.")
}

// directory returns nil for a directory, errLink for a link, and else what is
// wrong with the name in dir.
func directory(dir int, name string) error {
	var st syscall.Stat_t
	if err := statat(dir, name, &st); err != nil {
		return err
	}
	switch st.Mode & syscall.S_IFMT {
	case syscall.S_IFDIR:
		return nil
	case syscall.S_IFLNK:
		return errLink
	}
	return syscall.ENOTDIR
}

// walk calls op with the directory that the last part of a path lies in, and
// that part, which may be ".". When op returns errLink, the part is a link to
// be followed.
func (r *Root) walk(path string, end ending, op func(dir int, name string) error) error {
	if r.dir.pfd.Acquire() != nil {
		return ErrClosed
	}
	defer r.dir.pfd.Release()
	left, err := parts(path, end)
	if err != nil {
		return err
	}
	slash := (end == ofDir || end == ofNew) && strings.HasSuffix(path, "/")
	way := []int{r.dir.pfd.Sysfd} // from the root to where we are
	leave := func(n int) {
		for len(way) > n {
			syscall.Close(way[len(way)-1])
			way = way[:len(way)-1]
		}
	}
	defer leave(1)
	last := func(dir int, name string) error {
		if slash {
			if err := directory(dir, name); err != nil && (end != ofNew || err != syscall.ENOENT) {
				return err
			}
		}
		return op(dir, name)
	}
	for links := 0; ; {
		dir, name := way[len(way)-1], left[0]
		if name == ".." {
			if len(way) == 1 {
				return errPathEscapes
			}
			leave(len(way) - 1)
			if left = left[1:]; len(left) == 0 {
				left = []string{"."}
			}
			continue
		}
		if len(left) > 1 {
			fd, err := at(sysOpenat, dir, name, oPath|syscall.O_DIRECTORY|syscall.O_NOFOLLOW|syscall.O_CLOEXEC, 0)
			if err == nil {
				way = append(way, fd)
				left = left[1:]
				continue
			}
			if !isLink(dir, name) {
				return err
			}
		} else if err := last(dir, name); err != errLink {
			return err
		}
		if links++; links > maxLinks {
			return syscall.ELOOP
		}
		target, err := readlinkat(dir, name)
		if err != nil {
			return err
		}
		more, err := parts(target, end)
		if err != nil {
			return err
		}
		switch {
		case len(left) == 1:
			slash = slash || end != inside && strings.HasSuffix(target, "/")
		case more[len(more)-1] == ".":
			more = more[:len(more)-1]
		}
		left = slices.Concat(more, left[1:])
		if len(left) == 0 {
			left = []string{"."}
		}
	}
}

// do is walk with errors as PathErrors.
func (r *Root) do(name, path string, end ending, op func(dir int, name string) error) error {
	return pathError(name, path, r.walk(path, end, op))
}

// Open opens a file for reading.
func (r *Root) Open(name string) (*File, error) { return r.OpenFile(name, O_RDONLY, 0) }

// Create opens a file for reading and writing, made or emptied.
func (r *Root) Create(name string) (*File, error) {
	return r.OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666)
}

var errMode = errors.New("unsupported file mode")

// OpenFile opens a file. perm has no other bits than 0777.
func (r *Root) OpenFile(name string, flag int, perm FileMode) (*File, error) {
	if perm&0777 != perm {
		return nil, &PathError{"openat", name, errMode}
	}
	fd, err := r.open(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return opened(fd, joined(r.Name(), name), flag), nil
}

// joined returns a path below a directory.
func joined(dir, name string) string {
	if dir == "" || strings.HasSuffix(dir, "/") {
		return dir + name
	}
	return dir + "/" + name
}

func (r *Root) open(path string, flag int, perm FileMode) (fd int, err error) {
	err = r.do("openat", path, inside, func(dir int, name string) (err error) {
		fd, err = at(sysOpenat, dir, name, uintptr(flag|syscall.O_NOFOLLOW|syscall.O_CLOEXEC), uintptr(perm))
		if (err == syscall.ELOOP || err == syscall.ENOTDIR) && isLink(dir, name) {
			return errLink
		}
		return err
	})
	return fd, err
}

// OpenRoot opens a directory as a Root.
func (r *Root) OpenRoot(name string) (*Root, error) {
	fd, err := r.open(name, O_RDONLY|syscall.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	return &Root{newFile(fd, joined(r.Name(), name), false, false)}, nil
}

// Mkdir makes a directory. perm has no other bits than 0777.
func (r *Root) Mkdir(name string, perm FileMode) error {
	if perm&0777 != perm {
		return &PathError{"mkdirat", name, errMode}
	}
	return r.do("mkdirat", name, ignored, func(dir int, name string) error {
		_, err := at(sysMkdirat, dir, name, uintptr(perm), 0)
		return err
	})
}

// MkdirAll makes a directory and those above it that are missing.
func (r *Root) MkdirAll(name string, perm FileMode) error {
	if perm&0777 != perm {
		return &PathError{"mkdirat", name, errMode}
	}
	list, err := parts(name, ignored)
	if err != nil {
		return &PathError{"mkdirat", name, err}
	}
	for i := range list {
		path := strings.Join(list[:i+1], "/")
		if path == "." {
			continue
		}
		if list[i] == ".." { // is there, or is refused
			if _, err := r.Stat(path); err != nil {
				return &PathError{"mkdirat", name, err.(*PathError).Err}
			}
			continue
		}
		err := r.Mkdir(path, perm)
		if IsExist(err) {
			info, serr := r.Stat(path)
			if serr == nil && info.IsDir() {
				continue
			}
			if err = serr; err == nil {
				err = &PathError{"openat", path, syscall.ENOTDIR}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// removed removes a file or an empty directory.
func removed(dir int, name string) error {
	_, err := at(sysUnlinkat, dir, name, 0, 0)
	if err == nil {
		return nil
	}
	_, derr := at(sysUnlinkat, dir, name, atRemoveDir, 0)
	if derr == nil {
		return nil
	}
	if derr != syscall.ENOTDIR {
		return derr
	}
	return err
}

// Remove removes a file or an empty directory.
func (r *Root) Remove(name string) error { return r.do("removeat", name, ofDir, removed) }

// RemoveAll removes a file or a directory with all that is in it. That nothing
// is there is no error.
func (r *Root) RemoveAll(name string) error {
	if name == "." || strings.HasSuffix(name, "/.") {
		return &PathError{"RemoveAll", name, syscall.EINVAL}
	}
	path := strings.TrimRight(name, "/") // a link with a slash means the link
	if path == "" {
		path = name
	}
	err := r.walk(path, ignored, func(dir int, name string) error {
		_, err := removeTree(dir, name)
		return err
	})
	if err == syscall.ENOENT {
		return nil
	}
	return pathError("RemoveAll", name, err)
}

// removeTree removes the name in dir and all that is in it; it goes on when
// something cannot be removed. where is the path of the first that could not.
func removeTree(dir int, name string) (where string, err error) {
	err = removed(dir, name)
	if err == nil || err == syscall.ENOENT {
		return "", nil
	}
	fd, oerr := at(sysOpenat, dir, name, syscall.O_DIRECTORY|syscall.O_NOFOLLOW|syscall.O_CLOEXEC, 0)
	if oerr != nil {
		return name, err
	}
	f := newFile(fd, name, false, false)
	defer f.Close()
	names, rerr := f.Readdirnames(-1)
	if rerr != nil && !IsNotExist(rerr) {
		return name, rerr.(*PathError).Err
	}
	var first error
	for _, n := range names {
		if below, err := removeTree(fd, n); err != nil && first == nil {
			where, first = joined(name, below), err
		}
	}
	if first != nil {
		return where, first
	}
	if err := removed(dir, name); err != syscall.ENOENT {
		return name, err
	}
	return "", nil
}

// stat asks for a file; for a link itself if it is not to be followed.
func (r *Root) stat(op, path string, follow bool) (FileInfo, error) {
	s := new(fileStat)
	err := r.do(op, path, inside, func(dir int, name string) error {
		if err := statat(dir, name, &s.sys); err != nil {
			return err
		}
		if follow && s.sys.Mode&syscall.S_IFMT == syscall.S_IFLNK {
			return errLink
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.fill(path)
	return s, nil
}

// Stat returns what is known of a file.
func (r *Root) Stat(name string) (FileInfo, error) { return r.stat("statat", name, true) }

// Lstat is Stat for a symbolic link itself.
func (r *Root) Lstat(name string) (FileInfo, error) { return r.stat("statat", name, false) }

// Readlink returns where a symbolic link leads.
func (r *Root) Readlink(name string) (to string, err error) {
	err = r.do("readlinkat", name, inside, func(dir int, name string) (err error) {
		to, err = readlinkat(dir, name)
		return err
	})
	return to, err
}

// changed calls op on a file that is no link, or the one that a link leads to.
func (r *Root) changed(op, path string, f func(dir int, name string) error) error {
	return r.do(op, path, inside, func(dir int, name string) error {
		if isLink(dir, name) {
			return errLink
		}
		return f(dir, name)
	})
}

// Chmod sets a file's permissions.
func (r *Root) Chmod(name string, mode FileMode) error {
	return r.changed("chmodat", name, func(dir int, name string) error {
		_, err := at(sysFchmodat, dir, name, uintptr(modeBits(mode)), 0)
		return err
	})
}

// chownat sets the owner and group of the name in dir, of a link itself.
func chownat(dir int, name string, uid, gid int) error {
	p, err := syscall.BytePtrFromString(name)
	if err != nil {
		return err
	}
	_, _, errno := syscall.Syscall6(sysFchownat, uintptr(dir), uintptr(unsafe.Pointer(p)), uintptr(uid), uintptr(gid), atSymlinkNofollow, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// Chown sets a file's owner and group; -1 leaves one as it is.
func (r *Root) Chown(name string, uid, gid int) error {
	return r.changed("chownat", name, func(dir int, name string) error { return chownat(dir, name, uid, gid) })
}

// Lchown is Chown for a symbolic link itself.
func (r *Root) Lchown(name string, uid, gid int) error {
	return r.do("lchownat", name, inside, func(dir int, name string) error { return chownat(dir, name, uid, gid) })
}

// Chtimes sets a file's times of last access and change; a zero time leaves
// one as it is.
func (r *Root) Chtimes(name string, atime time.Time, mtime time.Time) error {
	ts := timespecs(atime, mtime)
	return r.changed("chtimesat", name, func(dir int, name string) error {
		_, err := at(syscall.SYS_UTIMENSAT, dir, name, uintptr(unsafe.Pointer(&ts[0])), atSymlinkNofollow)
		return err
	})
}

// two calls f with the places of two paths; end is what a slash after newname
// means.
func (r *Root) two(op, oldname, newname string, end ending, f func(from int, old string, to int, new string) error) error {
	err := r.walk(oldname, ofDir, func(from int, old string) error {
		return r.walk(newname, end, func(to int, new string) error { return f(from, old, to, new) })
	})
	if err != nil {
		return &LinkError{op, oldname, newname, err}
	}
	return nil
}

// twoAt makes a system call on a name in each of two directories.
func twoAt(nr uintptr) func(from int, old string, to int, new string) error {
	return func(from int, old string, to int, new string) error {
		p, err := syscall.BytePtrFromString(old)
		if err != nil {
			return err
		}
		q, err := syscall.BytePtrFromString(new)
		if err != nil {
			return err
		}
		_, _, errno := syscall.Syscall6(nr, uintptr(from), uintptr(unsafe.Pointer(p)), uintptr(to), uintptr(unsafe.Pointer(q)), 0, 0)
		if errno != 0 {
			return errno
		}
		return nil
	}
}

// Rename gives a file another name; what had that name goes, unless it is a
// directory.
func (r *Root) Rename(oldname, newname string) error {
	rename := twoAt(sysRenameat)
	return r.two("renameat", oldname, newname, ofNew, func(from int, old string, to int, new string) error {
		var was, there syscall.Stat_t
		if err := statat(from, old, &was); err != nil {
			return err
		}
		if strings.HasSuffix(newname, "/") && was.Mode&syscall.S_IFMT != syscall.S_IFDIR {
			return syscall.ENOTDIR
		}
		if statat(to, new, &there) == nil && there.Mode&syscall.S_IFMT == syscall.S_IFDIR &&
			(old == new || was.Dev != there.Dev || was.Ino != there.Ino) {
			return syscall.EEXIST
		}
		return rename(from, old, to, new)
	})
}

// Link gives a file a further name; of a symbolic link, the link itself.
func (r *Root) Link(oldname, newname string) error {
	return r.two("linkat", oldname, newname, ofDir, twoAt(sysLinkat))
}

// Symlink makes a symbolic link newname that leads to oldname, wherever that
// is.
func (r *Root) Symlink(oldname, newname string) error {
	err := r.walk(newname, ofDir, func(dir int, name string) error {
		p, err := syscall.BytePtrFromString(oldname)
		if err != nil {
			return err
		}
		q, err := syscall.BytePtrFromString(name)
		if err != nil {
			return err
		}
		_, _, errno := syscall.Syscall(sysSymlinkat, uintptr(unsafe.Pointer(p)), uintptr(dir), uintptr(unsafe.Pointer(q)))
		if errno != 0 {
			return errno
		}
		return nil
	})
	if err != nil {
		return &LinkError{"symlinkat", oldname, newname, err}
	}
	return nil
}

// ReadFile returns all that a file holds.
func (r *Root) ReadFile(name string) ([]byte, error) {
	f, err := r.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// WriteFile makes data all that a file holds.
func (r *Root) WriteFile(name string, data []byte, perm FileMode) error {
	f, err := r.OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	return writeAndClose(f, data)
}

// FS returns the tree of files of the Root.
func (r *Root) FS() fs.FS { return (*rootFS)(r) }

// rootFS is a Root as an fs.FS.
type rootFS Root

// valid returns an error for a name that an fs.FS must not take.
func valid(op, name string) error {
	if !fs.ValidPath(name) {
		return &PathError{op, name, ErrInvalid}
	}
	return nil
}

func (r *rootFS) Open(name string) (fs.File, error) {
	if err := valid("open", name); err != nil {
		return nil, err
	}
	f, err := (*Root)(r).Open(name)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (r *rootFS) ReadDir(name string) ([]DirEntry, error) {
	if err := valid("readdir", name); err != nil {
		return nil, err
	}
	f, err := (*Root)(r).Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	slices.SortFunc(list, func(a, b DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, err
}

func (r *rootFS) ReadFile(name string) ([]byte, error) {
	if err := valid("readfile", name); err != nil {
		return nil, err
	}
	return (*Root)(r).ReadFile(name)
}

func (r *rootFS) ReadLink(name string) (string, error) {
	if err := valid("readlink", name); err != nil {
		return "", err
	}
	return (*Root)(r).Readlink(name)
}

func (r *rootFS) Stat(name string) (FileInfo, error) {
	if err := valid("stat", name); err != nil {
		return nil, err
	}
	return (*Root)(r).Stat(name)
}

func (r *rootFS) Lstat(name string) (FileInfo, error) {
	if err := valid("lstat", name); err != nil {
		return nil, err
	}
	return (*Root)(r).Lstat(name)
}
