// Package fs holds the part of io/fs that os needs, below os and without time:
// modes and PathError. io/fs and os give these types their public names; that
// is why this package, too, is named fs: %T shows *fs.PathError.
package fs

import "internal/oserror"

// The portable errors, to be looked for with errors.Is.
var (
	ErrInvalid    = oserror.ErrInvalid
	ErrPermission = oserror.ErrPermission
	ErrExist      = oserror.ErrExist
	ErrNotExist   = oserror.ErrNotExist
	ErrClosed     = oserror.ErrClosed
)

// A FileMode is a file's kind and permissions.
type FileMode uint32

// The bits above the permissions.
const (
	ModeDir        FileMode = 1 << (31 - iota) // d
	ModeAppend                                 // a
	ModeExclusive                              // l
	ModeTemporary                              // T
	ModeSymlink                                // L
	ModeDevice                                 // D
	ModeNamedPipe                              // p
	ModeSocket                                 // S
	ModeSetuid                                 // u
	ModeSetgid                                 // g
	ModeCharDevice                             // c
	ModeSticky                                 // t
	ModeIrregular                              // ?

	ModeType          = ModeDir | ModeSymlink | ModeNamedPipe | ModeSocket | ModeDevice | ModeCharDevice | ModeIrregular
	ModePerm FileMode = 0777
)

// String returns a letter for each bit and the permissions as ls shows them.
func (m FileMode) String() string {
	var buf [32]byte
	n := 0
	for i, letter := range []byte("dalTLDpSugct?") {
		if m&(1<<uint(31-i)) != 0 {
			buf[n] = letter
			n++
		}
	}
	if n == 0 {
		buf[n] = '-'
		n++
	}
	for i, letter := range []byte("rwxrwxrwx") {
		if m&(1<<uint(8-i)) == 0 {
			letter = '-'
		}
		buf[n] = letter
		n++
	}
	return string(buf[:n])
}

// IsDir reports whether m is a directory's.
func (m FileMode) IsDir() bool { return m&ModeDir != 0 }

// IsRegular reports whether m is a plain file's.
func (m FileMode) IsRegular() bool { return m&ModeType == 0 }

// Perm returns the permissions.
func (m FileMode) Perm() FileMode { return m & ModePerm }

// Type returns the bits that tell the kind.
func (m FileMode) Type() FileMode { return m & ModeType }

// A PathError tells what failed, on which file, and why.
type PathError struct {
	Op   string
	Path string
	Err  error
}

func (e *PathError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }

func (e *PathError) Unwrap() error { return e.Err }

// Timeout reports whether the cause is a time that ran out.
func (e *PathError) Timeout() bool {
	t, ok := e.Err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}
