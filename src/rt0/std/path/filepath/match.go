package filepath

import (
	"errors"
	"os"
	"path"
	"slices"
	"strings"
)

// ErrBadPattern says that a pattern is not well formed.
var ErrBadPattern = errors.New("syntax error in pattern")

// Match reports whether name matches a pattern, as path.Match says.
func Match(pattern, name string) (matched bool, err error) {
	matched, err = path.Match(pattern, name)
	if err != nil {
		err = ErrBadPattern
	}
	return matched, err
}

// Glob returns the files that match a pattern, whose elements may all have
// stars; errors of the file system are passed over.
func Glob(pattern string) (matches []string, err error) { return glob(pattern, 0) }

// maxDepth bounds the directories with wildcards above each other, as Go does.
const maxDepth = 10000

func glob(pattern string, depth int) (matches []string, err error) {
	if depth == maxDepth {
		return nil, ErrBadPattern
	}
	if _, err := Match(pattern, ""); err != nil {
		return nil, err
	}
	if !strings.ContainsAny(pattern, `*?[\`) {
		if _, err := os.Lstat(pattern); err != nil {
			return nil, nil
		}
		return []string{pattern}, nil
	}
	dir, last := Split(pattern)
	switch dir {
	case "":
		dir = "."
	case "/":
	default:
		dir = dir[:len(dir)-1]
	}
	dirs := []string{dir}
	if strings.ContainsAny(dir, `*?[\`) {
		if dir == pattern {
			return nil, ErrBadPattern
		}
		if dirs, err = glob(dir, depth+1); err != nil {
			return nil, err
		}
	}
	for _, d := range dirs {
		if matches, err = globIn(d, last, matches); err != nil {
			return matches, err
		}
	}
	return matches, nil
}

// globIn appends the files of one directory that match.
func globIn(dir, pattern string, matches []string) ([]string, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return matches, nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return matches, nil
	}
	names, _ := f.Readdirnames(-1)
	f.Close()
	slices.Sort(names)
	for _, name := range names {
		ok, err := Match(pattern, name)
		if err != nil {
			return matches, err
		}
		if ok {
			matches = append(matches, Join(dir, name))
		}
	}
	return matches, nil
}
