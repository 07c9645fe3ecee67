// Package fs describes trees of files of any sort, with paths that have slashes
// and begin at the tree's root.
//
// Files: fs.go (files and their trees), modes.go (what is shared with os),
// read.go (whole files and directories), format.go, glob.go, sub.go, walk.go.
package fs

import (
	"time"
	"unicode/utf8"
)

// An FS is a tree of files.
type FS interface {
	// Open opens a file. Errors are *PathError, ErrInvalid for a path that
	// ValidPath does not accept.
	Open(name string) (File, error)
}

// ValidPath reports whether name is a path as FS.Open takes it: elements with
// slashes between them, none empty or "." or "..", or "." for the root.
func ValidPath(name string) bool {
	if name == "." {
		return true
	}
	if !utf8.ValidString(name) {
		return false
	}
	for {
		i := 0
		for i < len(name) && name[i] != '/' {
			i++
		}
		if e := name[:i]; e == "" || e == "." || e == ".." {
			return false
		}
		if i == len(name) {
			return true
		}
		name = name[i+1:]
	}
}

// A File is an open file of an FS.
type File interface {
	Stat() (FileInfo, error)
	Read([]byte) (int, error)
	Close() error
}

// A DirEntry is what a directory tells of a file.
type DirEntry interface {
	Name() string // without directory
	IsDir() bool
	Type() FileMode
	Info() (FileInfo, error) // as of the time of the call, or of reading the directory
}

// A ReadDirFile is a directory.
type ReadDirFile interface {
	File
	// ReadDir returns up to n more entries, with io.EOF at the end; n <= 0
	// means all that are left.
	ReadDir(n int) ([]DirEntry, error)
}

// A FileInfo is what is known of a file.
type FileInfo interface {
	Name() string // without directory
	Size() int64
	Mode() FileMode
	ModTime() time.Time
	IsDir() bool
	Sys() any // what the system said, or nil
}

// The rest of what an FS may do by itself.

// A StatFS is an FS with Stat.
type StatFS interface {
	FS
	Stat(name string) (FileInfo, error)
}

// A ReadFileFS is an FS with ReadFile.
type ReadFileFS interface {
	FS
	ReadFile(name string) ([]byte, error)
}

// A ReadDirFS is an FS with ReadDir.
type ReadDirFS interface {
	FS
	ReadDir(name string) ([]DirEntry, error)
}

// A ReadLinkFS is an FS with symbolic links.
type ReadLinkFS interface {
	FS
	ReadLink(name string) (string, error)
	Lstat(name string) (FileInfo, error)
}

// A GlobFS is an FS with Glob.
type GlobFS interface {
	FS
	Glob(pattern string) ([]string, error)
}

// A SubFS is an FS with Sub.
type SubFS interface {
	FS
	Sub(dir string) (FS, error)
}
