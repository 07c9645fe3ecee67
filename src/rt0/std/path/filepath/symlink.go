package filepath

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// EvalSymlinks returns the path to the same file without symbolic links in it.
func EvalSymlinks(p string) (string, error) {
	done := ""
	if IsAbs(p) {
		done = "/"
	}
	todo := p
	links := 0
	for todo != "" {
		e, rest, more := strings.Cut(todo, "/")
		todo = rest
		switch e {
		case "", ".":
			continue
		case "..":
			// Above a path of nothing but ".." lies one more.
			if done == "" || done == ".." || strings.HasSuffix(done, "/..") {
				done = under(done, "..")
			} else if done = Dir(done); done == "." {
				done = ""
			}
			continue
		}
		next := under(done, e)
		info, err := os.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			if !info.IsDir() && more {
				return "", syscall.ENOTDIR
			}
			done = next
			continue
		}
		if links++; links > 255 {
			return "", errors.New("EvalSymlinks: too many links")
		}
		to, err := os.Readlink(next)
		if err != nil {
			return "", err
		}
		if IsAbs(to) {
			done = "/"
		}
		if more {
			to += "/" + todo
		}
		todo = to
	}
	return Clean(done), nil
}

// under returns the path of e in a directory, "" for the working directory.
func under(dir, e string) string {
	if dir == "" || dir == "/" {
		return dir + e
	}
	return dir + "/" + e
}
