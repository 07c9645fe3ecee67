package os

import (
	"internal/testlog"
	"io"
	"syscall"
)

// ReadFile returns all that a file holds.
func ReadFile(name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// Files of /proc have no size, so none is asked for; the buffer doubles.
	b := make([]byte, 0, 4096)
	for {
		n, err := f.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
		if len(b) == cap(b) {
			more := make([]byte, len(b), 2*cap(b))
			copy(more, b)
			b = more
		}
	}
}

// WriteFile makes data all that a file holds; a file that it makes gets the
// permissions perm, less the umask.
func WriteFile(name string, data []byte, perm FileMode) error {
	f, err := OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	return writeAndClose(f, data)
}

// writeAndClose writes to a file and closes it: what went wrong first.
func writeAndClose(f *File, data []byte) error {
	_, err := f.Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// pathError returns err as a PathError, or nil.
func pathError(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &PathError{op, name, err}
}

// Mkdir makes a directory.
func Mkdir(name string, perm FileMode) error {
	return pathError("mkdir", name, syscall.Mkdir(name, modeBits(perm)))
}

// MkdirAll makes a directory and those above it that are missing.
func MkdirAll(path string, perm FileMode) error {
	end := len(path)
	for end > 1 && path[end-1] == '/' {
		end--
	}
	path = path[:end]
	err := syscall.Mkdir(path, modeBits(perm))
	if err == syscall.ENOENT || err == syscall.ENOTDIR { // the latter is a fault of a directory above
		parent := len(path)
		for parent > 0 && path[parent-1] != '/' {
			parent--
		}
		if parent > 1 {
			if err := MkdirAll(path[:parent-1], perm); err != nil {
				return err
			}
			err = syscall.Mkdir(path, modeBits(perm))
		}
	}
	if err == syscall.EEXIST {
		// It may be there as a directory, which is what was wanted.
		fd, open := syscall.Open(path, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
		if open == nil {
			return syscall.Close(fd)
		}
		err = syscall.ENOTDIR
	}
	return pathError("mkdir", path, err)
}

// Remove removes a file or an empty directory.
func Remove(name string) error {
	err := syscall.Unlink(name)
	if err == nil {
		return nil
	}
	rerr := syscall.Rmdir(name)
	if rerr == nil {
		return nil
	}
	// Of the two errors, ENOTDIR only says that the other call was right.
	if rerr != syscall.ENOTDIR {
		err = rerr
	}
	return &PathError{"remove", name, err}
}

// Rename gives a file another name; what had that name goes, unless it is a
// directory.
func Rename(oldpath, newpath string) error {
	if there, err := Lstat(newpath); err == nil && there.IsDir() {
		old, err := Lstat(oldpath)
		if err != nil {
			return &LinkError{"rename", oldpath, newpath, err.(*PathError).Err}
		}
		if oldpath == newpath || !SameFile(there, old) {
			return &LinkError{"rename", oldpath, newpath, syscall.EEXIST}
		}
	}
	if err := syscall.Rename(oldpath, newpath); err != nil {
		return &LinkError{"rename", oldpath, newpath, err}
	}
	return nil
}

// Chmod sets a file's permissions.
func Chmod(name string, mode FileMode) error {
	return pathError("chmod", name, syscall.Chmod(name, modeBits(mode)))
}

// Truncate sets a file's size.
func Truncate(name string, size int64) error {
	f, err := OpenFile(name, O_WRONLY, 0)
	if err != nil {
		return pathError("truncate", name, err.(*PathError).Err)
	}
	defer f.Close()
	return f.Truncate(size)
}

// Chdir changes the working directory.
func Chdir(dir string) error {
	testlog.Chdir(dir)
	return pathError("chdir", dir, syscall.Chdir(dir))
}

// Getwd returns the working directory: $PWD if that is a name of it, since of
// several names it is the one that the user knows.
func Getwd() (dir string, err error) {
	if dir := Getenv("PWD"); dir != "" && dir[0] == '/' {
		here, herr := Stat(".")
		there, err := Stat(dir)
		if herr == nil && err == nil && SameFile(here, there) {
			return dir, nil
		}
	}
	dir, err = syscall.Getwd()
	if err == syscall.ENAMETOOLONG || err == syscall.ERANGE {
		dir, err = wayUp()
	}
	return dir, NewSyscallError("getwd", err)
}

// wayUp returns the working directory when its name is longer than the system
// tells: each directory on the way to the root is looked for in the one above.
func wayUp() (string, error) {
	f, err := Open(".")
	if err != nil {
		return "", err
	}
	defer func() { f.Close() }()
	path := ""
	for {
		here, err := f.Stat()
		if err != nil {
			return "", err
		}
		fd, err := at(sysOpenat, f.pfd.Sysfd, "..", syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
		if err != nil {
			return "", err
		}
		f.Close()
		f = newFile(fd, "..", false, false)
		above, err := f.Stat()
		if err != nil {
			return "", err
		}
		if SameFile(here, above) {
			return max(path, "/"), nil
		}
		name, err := nameIn(f, here)
		if err != nil {
			return "", err
		}
		path = "/" + name + path
	}
}

// nameIn returns the name that a file has in a directory.
func nameIn(dir *File, file FileInfo) (string, error) {
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		s := new(fileStat)
		if statat(dir.pfd.Sysfd, name, &s.sys) == nil && SameFile(s, file) {
			return name, nil
		}
	}
	return "", ErrNotExist
}

// TempDir returns the directory for temporary files.
func TempDir() string {
	if dir := Getenv("TMPDIR"); dir != "" {
		return dir
	}
	return "/tmp"
}
