package os

import (
	"errors"
	"internal/fs"
	"internal/oserror"
	"syscall"
)

// The portable errors, to be looked for with errors.Is.
var (
	ErrInvalid    = oserror.ErrInvalid
	ErrPermission = oserror.ErrPermission
	ErrExist      = oserror.ErrExist
	ErrNotExist   = oserror.ErrNotExist
	ErrClosed     = oserror.ErrClosed

	errNegativeOffset      = errors.New("negative offset")
	errWriteAtInAppendMode = errors.New("os: invalid use of WriteAt on file opened with O_APPEND")
)

// A PathError tells what failed, on which file, and why.
type PathError = fs.PathError

// A LinkError tells what failed between two names, and why.
type LinkError struct {
	Op  string
	Old string
	New string
	Err error
}

func (e *LinkError) Error() string { return e.Op + " " + e.Old + " " + e.New + ": " + e.Err.Error() }

func (e *LinkError) Unwrap() error { return e.Err }

// A SyscallError tells which system call failed, and why.
type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Error() string { return e.Syscall + ": " + e.Err.Error() }

func (e *SyscallError) Unwrap() error { return e.Err }

// NewSyscallError returns a SyscallError, or nil if err is.
func NewSyscallError(syscall string, err error) error {
	if err == nil {
		return nil
	}
	return &SyscallError{syscall, err}
}

// IsExist reports whether err, one of this package's, says that something
// exists. errors.Is(err, ErrExist) is to be preferred, likewise below.
func IsExist(err error) bool { return isCause(err, ErrExist) }

// IsNotExist reports whether err says that something does not exist.
func IsNotExist(err error) bool { return isCause(err, ErrNotExist) }

// IsPermission reports whether err says that something is not permitted.
func IsPermission(err error) bool { return isCause(err, ErrPermission) }

// isCause looks below this package's own error types, and no deeper.
func isCause(err, target error) bool {
	switch e := err.(type) {
	case *PathError:
		err = e.Err
	case *LinkError:
		err = e.Err
	case *SyscallError:
		err = e.Err
	}
	if err == target {
		return true
	}
	e, ok := err.(syscall.Errno)
	return ok && e.Is(target)
}
