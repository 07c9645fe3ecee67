package fs

import (
	"errors"
	"path"
)

// SkipDir, returned by a function of a walk, leaves a directory out: the one
// that it was called for, or that of the file.
var SkipDir = errors.New("skip this directory")

// SkipAll, returned by a function of a walk, ends it.
var SkipAll = errors.New("skip everything and stop the walk")

// A WalkDirFunc is called for each file of a tree, and a second time, with the
// error, for a directory that could not be read. For a root without
// information d is nil.
type WalkDirFunc func(path string, d DirEntry, err error) error

// WalkDir calls fn for root and all below it, by name, without following
// symbolic links.
func WalkDir(fsys FS, root string, fn WalkDirFunc) error {
	info, err := Stat(fsys, root)
	if err != nil {
		err = fn(root, nil, err)
	} else {
		err = walkDir(fsys, root, FileInfoToDirEntry(info), fn)
	}
	if err == SkipDir || err == SkipAll {
		return nil
	}
	return err
}

func walkDir(fsys FS, name string, d DirEntry, fn WalkDirFunc) error {
	err := fn(name, d, nil)
	if err == nil && d.IsDir() {
		var list []DirEntry
		if list, err = ReadDir(fsys, name); err != nil {
			err = fn(name, d, err)
		}
		for i := 0; err == nil && i < len(list); i++ {
			err = walkDir(fsys, path.Join(name, list[i].Name()), list[i], fn)
		}
		// SkipDir of a file ends its directory; that of a directory below
		// was dealt with there.
	}
	if err == SkipDir && d.IsDir() {
		err = nil
	}
	return err
}
