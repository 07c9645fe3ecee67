package fs

import (
	"errors"
	"path"
)

// Sub returns the tree below a directory of fsys.
func Sub(fsys FS, dir string) (FS, error) {
	if !ValidPath(dir) {
		return nil, &PathError{Op: "sub", Path: dir, Err: ErrInvalid}
	}
	if dir == "." {
		return fsys, nil
	}
	if s, ok := fsys.(SubFS); ok {
		return s.Sub(dir)
	}
	return &subFS{fsys, dir}, nil
}

// subFS is the tree below dir. Errors name the paths of this tree.
type subFS struct {
	fsys FS
	dir  string
}

func (s *subFS) full(op, name string) (string, error) {
	if !ValidPath(name) {
		return "", &PathError{Op: op, Path: name, Err: ErrInvalid}
	}
	return path.Join(s.dir, name), nil
}

// below returns a path of fsys as one of this tree.
func (s *subFS) below(name string) (string, bool) {
	if name == s.dir {
		return ".", true
	}
	n := len(s.dir)
	if len(name) > n+1 && name[:n] == s.dir && name[n] == '/' {
		return name[n+1:], true
	}
	return "", false
}

func (s *subFS) mend(err error) error {
	if e, ok := err.(*PathError); ok {
		if name, ok := s.below(e.Path); ok {
			e.Path = name
		}
	}
	return err
}

func (s *subFS) Open(name string) (File, error) {
	full, err := s.full("open", name)
	if err != nil {
		return nil, err
	}
	f, err := s.fsys.Open(full)
	return f, s.mend(err)
}

func (s *subFS) ReadDir(name string) ([]DirEntry, error) {
	full, err := s.full("read", name)
	if err != nil {
		return nil, err
	}
	list, err := ReadDir(s.fsys, full)
	return list, s.mend(err)
}

func (s *subFS) ReadFile(name string) ([]byte, error) {
	full, err := s.full("read", name)
	if err != nil {
		return nil, err
	}
	b, err := ReadFile(s.fsys, full)
	return b, s.mend(err)
}

func (s *subFS) ReadLink(name string) (string, error) {
	full, err := s.full("readlink", name)
	if err != nil {
		return "", err
	}
	to, err := ReadLink(s.fsys, full)
	return to, s.mend(err)
}

func (s *subFS) Lstat(name string) (FileInfo, error) {
	full, err := s.full("lstat", name)
	if err != nil {
		return nil, err
	}
	info, err := Lstat(s.fsys, full)
	return info, s.mend(err)
}

func (s *subFS) Glob(pattern string) ([]string, error) {
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, err
	}
	if pattern == "." {
		return []string{"."}, nil
	}
	list, err := Glob(s.fsys, s.dir+"/"+pattern)
	for i, full := range list {
		name, ok := s.below(full)
		if !ok {
			return nil, errors.New("invalid result from inner fsys Glob: " + full + " not in " + s.dir)
		}
		list[i] = name
	}
	return list, s.mend(err)
}

func (s *subFS) Sub(dir string) (FS, error) {
	if dir == "." {
		return s, nil
	}
	full, err := s.full("sub", dir)
	if err != nil {
		return nil, err
	}
	return &subFS{s.fsys, full}, nil
}
