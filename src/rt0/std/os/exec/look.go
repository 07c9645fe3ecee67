package exec

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

var (
	// ErrNotFound says that no folder of the path has the program.
	ErrNotFound = errors.New("executable file not found in $PATH")

	// ErrDot says that a program was found by way of the working directory.
	ErrDot = errors.New("cannot run executable found relative to current directory")
)

// An Error says which program could not be found, and why.
type Error struct {
	Name string
	Err  error
}

func (e *Error) Error() string { return "exec: " + strconv.Quote(e.Name) + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// LookPath returns where the program file is: file itself if it has a slash,
// else in a folder of $PATH. What is found in the working directory by way of
// that is an error that is ErrDot, with the path.
func LookPath(file string) (string, error) {
	fail := func(err error) (string, error) { return "", &Error{file, err} }
	if file == "" || file == "." || file == ".." {
		return fail(ErrNotFound)
	}
	if strings.Contains(file, "/") {
		if err := executable(file); err != nil {
			return fail(err)
		}
		return file, nil
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if dir == "" {
			dir = "."
		}
		path := filepath.Join(dir, file)
		if executable(path) != nil {
			continue
		}
		if !filepath.IsAbs(path) {
			return path, &Error{file, ErrDot}
		}
		return path, nil
	}
	return fail(ErrNotFound)
}

// executable returns why file is no program that we may run.
func executable(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return syscall.EISDIR
	}
	const (
		sysFaccessat2 = 439
		here          = ^uintptr(99) // AT_FDCWD
		forExecution  = 1
		byEffective   = 0x200 // user and group
	)
	p, err := syscall.BytePtrFromString(file)
	if err != nil {
		return err
	}
	_, _, errno := syscall.Syscall6(sysFaccessat2, here, uintptr(unsafe.Pointer(p)), forExecution, byEffective, 0, 0)
	switch errno {
	case 0:
		return nil
	case syscall.ENOSYS, syscall.EPERM: // an old kernel, or a container that does not know the call
		if info.Mode()&0111 == 0 {
			return fs.ErrPermission
		}
		return nil
	}
	return errno
}
