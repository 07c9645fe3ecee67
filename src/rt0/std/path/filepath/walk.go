package filepath

import (
	"io/fs"
	"os"
	"slices"
)

// A WalkFunc is called for each file of a tree.
type WalkFunc func(path string, info fs.FileInfo, err error) error

// WalkDir calls fn for root and all below it, by name, without following
// symbolic links. A directory that cannot be read is told to fn a second time,
// with the error.
func WalkDir(root string, fn fs.WalkDirFunc) error {
	info, err := os.Lstat(root)
	if err != nil {
		err = fn(root, nil, err)
	} else {
		err = walkDir(root, fs.FileInfoToDirEntry(info), fn)
	}
	return ending(err)
}

// ending returns what a walk returns for the last error.
func ending(err error) error {
	if err == SkipDir || err == SkipAll {
		return nil
	}
	return err
}

func walkDir(p string, d fs.DirEntry, fn fs.WalkDirFunc) error {
	err := fn(p, d, nil)
	if err == nil && d.IsDir() {
		var list []fs.DirEntry
		if list, err = os.ReadDir(p); err != nil {
			err = fn(p, d, err)
		}
		for i := 0; err == nil && i < len(list); i++ {
			err = walkDir(Join(p, list[i].Name()), list[i], fn)
		}
	}
	if err == SkipDir && d.IsDir() {
		err = nil
	}
	return err
}

// Walk is WalkDir with the information on each file.
func Walk(root string, fn WalkFunc) error {
	info, err := os.Lstat(root)
	if err != nil {
		err = fn(root, nil, err)
	} else {
		err = walk(root, info, fn)
	}
	return ending(err)
}

func walk(p string, info fs.FileInfo, fn WalkFunc) error {
	if !info.IsDir() {
		return fn(p, info, nil)
	}
	names, err := readNames(p)
	ferr := fn(p, info, err)
	// An error of reading that fn lets pass leaves out what could not be read.
	if err != nil || ferr != nil {
		return ferr
	}
	for _, name := range names {
		file := Join(p, name)
		below, err := os.Lstat(file)
		if err != nil {
			if err := fn(file, below, err); err != nil && err != SkipDir {
				return err
			}
			continue
		}
		if err := walk(file, below, fn); err != nil && (!below.IsDir() || err != SkipDir) {
			return err
		}
	}
	return nil
}

// readNames returns what is in a directory, by name.
func readNames(dir string) ([]string, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	names, err := f.Readdirnames(-1)
	f.Close()
	slices.Sort(names)
	return names, err
}
