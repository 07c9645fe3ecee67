// os.Root: what lies in a directory can be reached through it, and nothing else.
package main

import (
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

func main() {
	dir := os.Args[1]
	os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0600)
	top := filepath.Join(dir, "top")
	os.MkdirAll(filepath.Join(top, "a", "b"), 0755)
	os.WriteFile(filepath.Join(top, "a", "file"), []byte("in a"), 0644)
	for link, to := range map[string]string{
		"up": "..", "out": "../secret", "absolute": dir + "/secret", "good": "a/file", "indirect": "good", "self": "self",
		"a/b/back": "../../a/file", "folder": "a", "a/b/escape": "../../../secret", "slash": "a/",
	} {
		os.Symlink(to, filepath.Join(top, link))
	}
	r, err := os.OpenRoot(top)
	fmt.Println(err, r.Name() == top)
	for _, name := range []string{
		"a/file", "good", "indirect", "./a/./file", "a/../a/file", "folder/file", "slash/file", "a/b/back", "folder/b/../file", "a/b/../../good",
		"../secret", "up/secret", "out", "absolute", "a/b/escape", "/etc/passwd", "", "self", "a/../../secret", "missing", "a/missing/x", "a/file/x",
		"a/file/", "a", ".", "a/", "..",
	} {
		b, err := r.ReadFile(name)
		if e, ok := err.(*fs.PathError); ok {
			err = fmt.Errorf("%s %s: %v", e.Op, filepath.Base(e.Path), e.Err)
		}
		fmt.Printf("%q: %q %v\n", name, b, err)
	}
	for _, name := range []string{"good", "out", "a", "missing", "folder", "a/b/../../up"} {
		i, err := r.Stat(name)
		j, lerr := r.Lstat(name)
		to, rerr := r.Readlink(name)
		fmt.Println(name, i != nil && i.IsDir(), err, j != nil && j.Mode()&fs.ModeSymlink != 0, lerr, to, rerr)
	}
	fmt.Println(r.Mkdir("new", 0755), r.Mkdir("new", 0755), r.Mkdir("../new", 0755), r.Mkdir("x", 01777), r.MkdirAll("new/x/y/z/", 0755), r.MkdirAll("a/file/x", 0755))
	fmt.Println(r.WriteFile("new/f", []byte("written"), 0640), r.WriteFile("out", nil, 0600), r.Chmod("new/f", 0600))
	fmt.Println(r.Rename("new/f", "new/g"), r.Rename("new/g", "../g"), r.Rename("none", "x"), r.Link("new/g", "new/h"), r.Symlink("g", "new/i"))
	when := time.Date(2020, 2, 2, 2, 2, 2, 0, time.UTC)
	fmt.Println(r.Chtimes("new/i", when, when), r.Chown("new/g", -1, -1), r.Lchown("new/i", -1, -1))
	i, _ := r.Stat("new/h")
	fmt.Println(i.ModTime().UTC(), i.Size(), i.Mode(), i.Name())
	sub, err := r.OpenRoot("new")
	fmt.Println(err, filepath.Base(sub.Name()))
	b, err := sub.ReadFile("i")
	fmt.Println(string(b), err)
	_, err = sub.Open("../a/file")
	fmt.Println(err)
	fmt.Println(sub.Remove("h"), sub.Remove("h"), sub.Remove("x"), sub.RemoveAll("x"), sub.RemoveAll("x"), r.RemoveAll("../top"), r.RemoveAll("."))
	fs.WalkDir(r.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		fmt.Println(path, d.IsDir(), err)
		return nil
	})
	_, err = fs.ReadFile(r.FS(), "../secret")
	fmt.Println(err)
	fmt.Println(sub.Close(), sub.Close())
	_, err = sub.Open("i")
	fmt.Println(err)
	_, err = os.OpenInRoot(top, "out")
	fmt.Println(err)
	f, err := os.OpenInRoot(top, "good")
	fmt.Println(err, f.Close())
	_, err = os.OpenRoot(filepath.Join(dir, "secret"))
	fmt.Println(err.(*fs.PathError).Err)

	for _, z := range []*time.Location{time.UTC, time.FixedZone("", 3600), time.FixedZone("", -5*3600-1800), time.FixedZone("", 1234)} {
		t := when.In(z).Add(123456789)
		b, err := t.MarshalBinary()
		var u time.Time
		fmt.Println(hex.EncodeToString(b), err, u.UnmarshalBinary(b), u, u.Equal(t))
	}
	_, err = when.In(time.FixedZone("", -60)).MarshalBinary()
	var u time.Time
	fmt.Println(err, u.GobDecode(nil), u.GobDecode([]byte{9}), u.GobDecode([]byte{1, 2}))
}
