// Package embed gives a program files that its executable carries:
//
//	//go:embed hello.txt
//	var text string
//
//	//go:embed templates static/*.css
//	var files embed.FS
//
// The directive stands before a variable of a package, of type string, []byte
// or FS. Its patterns are relative to the package's folder; a folder stands for
// all files in it but those that begin with . or _, which "all:" before the
// pattern takes too.
package embed

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// An FS is a tree of files that cannot be changed. The compiler fills it in: the
// files and the folders that they lie in, sorted by folder, then name.
type FS struct{ files *[]file }

// A file is a file or, with a slash at the end of its name, a folder. The
// compiler knows this layout.
type file struct {
	name string
	data string
}

// split returns the folder and the last part of a name.
func split(name string) (dir, last string) {
	name = strings.TrimSuffix(name, "/")
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return ".", name
}

// order compares a file with a place.
func order(f file, dir, last string) int {
	d, l := split(f.name)
	if c := strings.Compare(d, dir); c != 0 {
		return c
	}
	return strings.Compare(l, last)
}

func (f *file) Name() string               { _, last := split(f.name); return last }
func (f *file) Size() int64                { return int64(len(f.data)) }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return strings.HasSuffix(f.name, "/") }
func (f *file) Sys() any                   { return nil }
func (f *file) Type() fs.FileMode          { return f.Mode().Type() }
func (f *file) Info() (fs.FileInfo, error) { return f, nil }
func (f *file) String() string             { return fs.FormatFileInfo(f) }

func (f *file) Mode() fs.FileMode {
	if f.IsDir() {
		return fs.ModeDir | 0555
	}
	return 0444
}

// top is the folder that all lies in.
var top = &file{name: "./"}

// look returns what has a name, nil if nothing has.
func (f FS) look(name string) *file {
	if !fs.ValidPath(name) || f.files == nil {
		if name == "." {
			return top
		}
		return nil
	}
	if name == "." {
		return top
	}
	dir, last := split(name)
	list := *f.files
	i, ok := slices.BinarySearchFunc(list, name, func(x file, _ string) int { return order(x, dir, last) })
	if !ok {
		return nil
	}
	return &list[i]
}

// within returns what lies in a folder.
func (f FS) within(dir string) []file {
	if f.files == nil {
		return nil
	}
	list := *f.files
	find := func(past int) int {
		i, _ := slices.BinarySearchFunc(list, dir, func(x file, _ string) int {
			d, _ := split(x.name)
			if c := strings.Compare(d, dir); c != 0 {
				return c
			}
			return past
		})
		return i
	}
	return list[find(1):find(-1)]
}

// find returns what has a name, with an error that names the operation.
func (f FS) find(op, name string) (*file, error) {
	x := f.look(name)
	if x == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return x, nil
}

// Open opens a file or a folder. Files have io.Seeker and io.ReaderAt, too.
func (f FS) Open(name string) (fs.File, error) {
	x, err := f.find("open", name)
	if err != nil {
		return nil, err
	}
	if x.IsDir() {
		return &openDir{x, f.within(name), 0}, nil
	}
	return &openFile{x, 0}, nil
}

// ReadDir returns what is in a folder, by name.
func (f FS) ReadDir(name string) ([]fs.DirEntry, error) {
	x, err := f.find("open", name)
	if err != nil {
		return nil, err
	}
	if !x.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a directory")}
	}
	d := openDir{x, f.within(name), 0}
	return d.ReadDir(-1)
}

// ReadFile returns what a file holds.
func (f FS) ReadFile(name string) ([]byte, error) {
	x, err := f.find("open", name)
	if err != nil {
		return nil, err
	}
	if x.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("is a directory")}
	}
	return []byte(x.data), nil
}

// openFile is an open file, read up to offset.
type openFile struct {
	f      *file
	offset int64
}

var (
	_ io.Seeker   = (*openFile)(nil)
	_ io.ReaderAt = (*openFile)(nil)
)

func (f *openFile) Close() error               { return nil }
func (f *openFile) Stat() (fs.FileInfo, error) { return f.f, nil }

func (f *openFile) Read(b []byte) (int, error) {
	if f.offset >= int64(len(f.f.data)) {
		return 0, io.EOF
	}
	n := copy(b, f.f.data[f.offset:])
	f.offset += int64(n)
	return n, nil
}

func (f *openFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.offset
	case io.SeekEnd:
		offset += int64(len(f.f.data))
	}
	if offset < 0 || offset > int64(len(f.f.data)) {
		return 0, &fs.PathError{Op: "seek", Path: f.f.name, Err: fs.ErrInvalid}
	}
	f.offset = offset
	return offset, nil
}

func (f *openFile) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 || offset > int64(len(f.f.data)) {
		return 0, &fs.PathError{Op: "read", Path: f.f.name, Err: fs.ErrInvalid}
	}
	n := copy(b, f.f.data[offset:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// openDir is an open folder, read up to offset.
type openDir struct {
	f      *file
	list   []file
	offset int
}

func (d *openDir) Close() error               { return nil }
func (d *openDir) Stat() (fs.FileInfo, error) { return d.f, nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.f.name, Err: errors.New("is a directory")}
}

func (d *openDir) ReadDir(count int) ([]fs.DirEntry, error) {
	n := len(d.list) - d.offset
	if n == 0 {
		if count <= 0 {
			return nil, nil
		}
		return nil, io.EOF
	}
	if count > 0 {
		n = min(n, count)
	}
	out := make([]fs.DirEntry, n)
	for i := range out {
		out[i] = &d.list[d.offset+i]
	}
	d.offset += n
	return out, nil
}
