// Package path works on paths with slashes, of URLs and archives; path/filepath
// is for those of files.
//
// Files: path.go, match.go (shell patterns).
package path

import "strings"

// Clean returns the shortest path that means the same, found by the text
// alone: no slash twice, no ".", no ".." but at the beginning of a relative path.
// An empty path becomes ".".
func Clean(path string) string {
	if path == "" {
		return "."
	}
	rooted := path[0] == '/'
	out := make([]byte, 0, len(path))
	if rooted {
		out = append(out, '/')
	}
	base := len(out) // what lies before cannot be taken back by ".."
	for i := 0; i < len(path); {
		if path[i] == '/' {
			i++
			continue
		}
		end := i
		for end < len(path) && path[end] != '/' {
			end++
		}
		part := path[i:end]
		i = end
		switch {
		case part == ".":
			continue
		case part == ".." && len(out) > base:
			k := strings.LastIndexByte(string(out), '/')
			if k < base {
				k = base
			}
			out = out[:k]
			continue
		case part == ".." && rooted:
			continue
		}
		if len(out) > 0 && out[len(out)-1] != '/' {
			out = append(out, '/')
		}
		out = append(out, part...)
		if part == ".." {
			base = len(out)
		}
	}
	if len(out) == 0 {
		return "."
	}
	return string(out)
}

// Split cuts a path after its last slash.
func Split(path string) (dir, file string) {
	i := strings.LastIndexByte(path, '/') + 1
	return path[:i], path[i:]
}

// Join puts a slash between all elements that are not empty, and cleans the
// result; it is empty if all elements are.
func Join(elem ...string) string {
	var out []byte
	for _, e := range elem {
		if e == "" {
			continue
		}
		if out != nil {
			out = append(out, '/')
		}
		out = append(out, e...)
	}
	if out == nil {
		return ""
	}
	return Clean(string(out))
}

// Ext returns what stands from the last dot of the last element on.
func Ext(path string) string {
	for i := len(path) - 1; i >= 0 && path[i] != '/'; i-- {
		if path[i] == '.' {
			return path[i:]
		}
	}
	return ""
}

// Base returns the last element, without slashes behind it; "." for an empty
// path, "/" if there is nothing but slashes.
func Base(path string) string {
	if path == "" {
		return "."
	}
	path = strings.TrimRight(path, "/")
	if path == "" {
		return "/"
	}
	return path[strings.LastIndexByte(path, '/')+1:]
}

// IsAbs reports whether a path begins at the root.
func IsAbs(path string) bool { return path != "" && path[0] == '/' }

// Dir returns all but the last element, cleaned.
func Dir(path string) string {
	dir, _ := Split(path)
	return Clean(dir)
}
