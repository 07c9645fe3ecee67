package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"io/ioutil"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	for _, p := range []string{"", "a/b/../c", "/../a//b/.", "../../x/..", "a/../..", "/", "//", "./a", "a/./b/", "..", "abc/def/../../.."} {
		fmt.Print(path.Clean(p), " ", filepath.Base(p), " ", path.Dir(p), " ", path.Ext(p), "|")
	}
	fmt.Println()
	for _, c := range [][2]string{{"*.go", "a.go"}, {"a*/b", "abc/b"}, {"[a-c]?", "bz"}, {"[^a]", "a"}, {"a[", "a"}, {"\\*", "*"}, {"*", "a/b"}, {"a*b*c", "axxbyyc"}, {"[]a]", "]"}, {"[-x]", "x"}, {"ab[e-g]*", "abfé"}} {
		ok, err := path.Match(c[0], c[1])
		fmt.Print(c, ok, err, " ")
	}
	fmt.Println()
	for _, c := range [][2]string{{"a/b", "a/b/c"}, {"a/b/c", "a/d"}, {"/a", "b"}, {"..", "a"}, {"a", "."}, {"/x/y", "/x/z/w"}} {
		r, err := filepath.Rel(c[0], c[1])
		fmt.Print(r, " ", err, ", ")
	}
	fmt.Println(filepath.Join("a", "", "../b", "c"), filepath.IsLocal("a/../.."), filepath.SplitList("/a:/b"))
	dir, err := os.MkdirTemp("", "rt0std*x")
	must(err)
	defer os.RemoveAll(dir)
	must(os.Chdir(dir))
	must(os.MkdirAll("t/u/v", 0755))
	must(os.WriteFile("t/one.txt", []byte("first"), 0640))
	must(os.WriteFile("t/u/two.txt", []byte("second file"), 0600))
	must(os.Symlink("u/two.txt", "t/link"))
	info, err := os.Stat("t/one.txt")
	must(err)
	fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir(), time.Since(info.ModTime()) < time.Minute, info.Sys() != nil)
	info, err = os.Lstat("t/link")
	must(err)
	to, _ := os.Readlink("t/link")
	fmt.Println(info.Mode(), to)
	_, err = os.Stat("nope")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist), os.IsNotExist(err))
	list, err := os.ReadDir("t")
	must(err)
	for _, e := range list {
		fmt.Print(e, e.IsDir(), e.Type(), "; ")
	}
	fmt.Println()
	must(filepath.WalkDir("t", func(p string, d fs.DirEntry, err error) error {
		fmt.Print(p, " ")
		if d.Name() == "v" {
			return filepath.SkipDir
		}
		return err
	}))
	must(filepath.Walk(".", func(p string, i fs.FileInfo, err error) error {
		fmt.Print(p, "=", i.Mode(), " ")
		return err
	}))
	fmt.Println()
	g, err := filepath.Glob("t/*/*.txt")
	fmt.Println(g, err)
	e, err := filepath.EvalSymlinks("t/link")
	fmt.Println(e, err)
	tree := os.DirFS("t")
	b, err := fs.ReadFile(tree, "u/two.txt")
	fmt.Println(string(b), err)
	g, _ = fs.Glob(tree, "*/*.txt")
	sub, _ := fs.Sub(tree, "u")
	b, err = fs.ReadFile(sub, "two.txt")
	_, err2 := fs.ReadFile(sub, "none")
	fmt.Println(g, string(b), err, err2)
	_, err = tree.Open("../x")
	fmt.Println(err)
	must(os.Chtimes("t/one.txt", time.Unix(1000, 0), time.Unix(2000, 500)))
	info, _ = os.Stat("t/one.txt")
	fmt.Println(info.ModTime().UTC(), fs.FormatFileInfo(info)[:12])
	f, _ := os.Open("t")
	for {
		l, err := f.Readdirnames(2)
		if err == io.EOF {
			break
		}
		fmt.Print(len(l), " ")
	}
	f.Close()
	must(os.CopyFS("copy", tree))
	c, _ := ioutil.ReadDir("copy")
	for _, i := range c {
		fmt.Print(i.Name(), " ", i.Size() > 0, " ")
	}
	fmt.Println()
	r, w, err := os.Pipe()
	must(err)
	go func() { io.Copy(w, strings.NewReader("through a pipe")); w.Close() }()
	b, _ = io.ReadAll(r)
	fmt.Println(string(b))
	tmp, err := os.CreateTemp(dir, "x*.y")
	must(err)
	fmt.Println(strings.HasPrefix(tmp.Name(), dir+"/x"), strings.HasSuffix(tmp.Name(), ".y"))
	a, _ := os.Stat("t/u/two.txt")
	l, _ := os.Stat("t/link")
	fmt.Println(os.SameFile(a, l), os.SameFile(a, info))
	must(os.RemoveAll("t"))
	_, err = os.Stat("t")
	fmt.Println(os.IsNotExist(err), os.RemoveAll("nothing"), os.Remove("nothing"))
	h, err := os.Hostname()
	fmt.Println(h != "", err, os.Interrupt, os.Kill)
}
