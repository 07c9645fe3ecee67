package fs

import (
	"path"
	"strings"
)

const mostElements = 10000 // of a pattern

// Glob returns the files that match a pattern of path.Match, whose elements may
// all have stars; errors of the file system are passed over.
func Glob(fsys FS, pattern string) (matches []string, err error) { return glob(fsys, pattern, 0) }

func glob(fsys FS, pattern string, depth int) (matches []string, err error) {
	if depth > mostElements {
		return nil, path.ErrBadPattern
	}
	if g, ok := fsys.(GlobFS); ok {
		return g.Glob(pattern)
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, err
	}
	if !strings.ContainsAny(pattern, `*?[\`) {
		if _, err := Stat(fsys, pattern); err != nil {
			return nil, nil
		}
		return []string{pattern}, nil
	}
	dir, last := path.Split(pattern)
	if dir == "" {
		dir = "."
	} else {
		dir = dir[:len(dir)-1]
	}
	dirs := []string{dir}
	if strings.ContainsAny(dir, `*?[\`) {
		if dirs, err = glob(fsys, dir, depth+1); err != nil {
			return nil, err
		}
	}
	for _, d := range dirs {
		entries, err := ReadDir(fsys, d)
		if err != nil {
			continue
		}
		for _, e := range entries {
			ok, err := path.Match(last, e.Name())
			if err != nil {
				return matches, err
			}
			if ok {
				matches = append(matches, path.Join(d, e.Name()))
			}
		}
	}
	return matches, nil
}
