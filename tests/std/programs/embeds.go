// go:embed: strings, bytes and trees of files.
package main

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

//go:embed embedded/one.txt
var text string

//go:embed embedded/one.txt
var data []byte

type myBytes []byte

//go:embed "embedded/two words.txt"
var named myBytes

//go:embed embedded
var tree embed.FS

//go:embed all:embedded
var all embed.FS

//go:embed embedded/*.txt embedded/[n]*/?eep
//go:embed embedded/.hidden
var some embed.FS

//go:embed embedded/one.txt
var _ string

var length = len(text) // initialised after what is embedded

func show(name string, f fs.FS) {
	fmt.Println(name)
	fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
		info, _ := d.Info()
		fmt.Println("  ", path, d, info.Size(), info.Mode(), info.ModTime().IsZero(), err)
		return nil
	})
}

func main() {
	fmt.Printf("%q %q %q %d\n", text, data, named, length)
	data[0] = 'X' // a copy of our own
	fmt.Printf("%q %q\n", text, data)
	show("tree", tree)
	show("all", all)
	show("some", some)
	for _, name := range []string{"embedded/one.txt", "embedded", "missing", "embedded/", "../x", "", ".", "embedded/nested/deep"} {
		b, err := tree.ReadFile(name)
		list, derr := tree.ReadDir(name)
		fmt.Printf("%q: %q %v %v %v\n", name, b, err, list, derr)
	}
	f, err := tree.Open("embedded/nested/deep")
	fmt.Println(err)
	s := f.(io.ReadSeeker)
	fmt.Println(s.Seek(3, io.SeekStart))
	b, err := io.ReadAll(s)
	fmt.Printf("%q %v\n", b, err)
	_, err = s.Seek(-1, io.SeekStart)
	fmt.Println(err)
	n, err := f.(io.ReaderAt).ReadAt(make([]byte, 100), 2)
	fmt.Println(n, err, f.Close())
	d, _ := tree.Open("embedded")
	r := d.(fs.ReadDirFile)
	for {
		list, err := r.ReadDir(2)
		fmt.Println(list, err)
		if err != nil {
			break
		}
	}
	_, err = d.Read(nil)
	fmt.Println(err)
	matches, err := fs.Glob(tree, "embedded/*.txt")
	fmt.Println(matches, err)
	sub, _ := fs.Sub(tree, "embedded/nested")
	b, err = fs.ReadFile(sub, "deep")
	fmt.Println(strings.TrimSpace(string(b)), err)
	var none embed.FS
	_, err = none.Open("x")
	list, lerr := none.ReadDir(".")
	fmt.Println(err, len(list), lerr)
}
