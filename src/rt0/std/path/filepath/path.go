// Package filepath works on paths of files.
//
// Files: path.go (the text of paths), walk.go (trees of files), match.go
// (patterns), symlink.go.
package filepath

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
)

// What paths and lists of paths are cut by.
const (
	Separator     = os.PathSeparator
	ListSeparator = os.PathListSeparator
)

// SkipDir, returned by a function of a walk, leaves a directory out.
var SkipDir error = fs.SkipDir

// SkipAll, returned by a function of a walk, ends it.
var SkipAll error = fs.SkipAll

// Clean returns the shortest path that means the same, found by the text
// alone.
func Clean(p string) string { return path.Clean(p) }

// IsLocal reports whether a path, by its text, stays below the directory that
// it is used in, and is not empty.
func IsLocal(p string) bool {
	if p == "" || IsAbs(p) {
		return false
	}
	p = Clean(p)
	return p != ".." && !strings.HasPrefix(p, "../")
}

var errInvalidPath = errors.New("invalid path")

// Localize returns a path of io/fs as one of this system.
func Localize(p string) (string, error) {
	if !fs.ValidPath(p) || strings.IndexByte(p, 0) >= 0 {
		return "", errInvalidPath
	}
	return p, nil
}

// ToSlash returns a path with slashes.
func ToSlash(p string) string { return p }

// FromSlash returns a path with slashes as one of this system.
func FromSlash(p string) string { return p }

// SplitList returns the paths of a list as in $PATH.
func SplitList(p string) []string {
	if p == "" {
		return []string{}
	}
	return strings.Split(p, string(ListSeparator))
}

// Split cuts a path after its last separator.
func Split(p string) (dir, file string) { return path.Split(p) }

// Join puts separators between all elements that are not empty, and cleans the
// result; it is empty if all elements are.
func Join(elem ...string) string { return path.Join(elem...) }

// Ext returns what stands from the last dot of the last element on.
func Ext(p string) string { return path.Ext(p) }

// Base returns the last element.
func Base(p string) string { return path.Base(p) }

// Dir returns all but the last element, cleaned.
func Dir(p string) string { return path.Dir(p) }

// IsAbs reports whether a path begins at the root.
func IsAbs(p string) bool { return path.IsAbs(p) }

// VolumeName returns "": this system has no volumes.
func VolumeName(p string) string { return "" }

// HasPrefix reports whether p begins with prefix, as text.
//
// Deprecated: it does not look at the elements of a path.
func HasPrefix(p, prefix string) bool { return strings.HasPrefix(p, prefix) }

// Abs returns a path from the root.
func Abs(p string) (string, error) {
	if IsAbs(p) {
		return Clean(p), nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return Join(dir, p), nil
}

// Rel returns the path that leads from base to target, by their text.
func Rel(basePath, targPath string) (string, error) {
	base, target := Clean(basePath), Clean(targPath)
	if base == target {
		return ".", nil
	}
	if base == "." {
		base = ""
	}
	fail := errors.New("Rel: can't make " + targPath + " relative to " + basePath)
	if IsAbs(base) != IsAbs(target) {
		return "", fail
	}
	from, to := elements(base), elements(target)
	same := 0
	for same < len(from) && same < len(to) && from[same] == to[same] {
		same++
	}
	var out []string
	for _, e := range from[same:] {
		if e == ".." {
			return "", fail
		}
		out = append(out, "..")
	}
	out = append(out, to[same:]...)
	return strings.Join(out, "/"), nil
}

// elements returns the elements of a cleaned path.
func elements(p string) []string {
	p = strings.TrimPrefix(p, "/")
	if p == "" || p == "." {
		return nil
	}
	return strings.Split(p, "/")
}
