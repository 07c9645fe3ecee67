// What Go's own tests of os, reflect and unique ask for at their edges.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"reflect"
	"runtime"
	"strings"
	"syscall"
	"time"
	"unique"
	"unsafe"
)

// short cuts the temporary folder out of an error's text.
func short(err error, dir string) string {
	if err == nil {
		return "<nil>"
	}
	return strings.ReplaceAll(err.Error(), dir, "DIR")
}

func files(dir string) {
	fmt.Printf("%q %q %q\n", os.Expand("${", os.Getenv), os.Expand("a${}b", os.Getenv), os.Expand("$", os.Getenv))

	os.Mkdir(dir+"/d", 0o777)
	os.Mkdir(dir+"/e", 0o777)
	os.WriteFile(dir+"/f", []byte("text"), 0o666)
	fmt.Println(short(os.MkdirAll(dir+"/f/below/it", 0o777), dir))
	fmt.Println(short(os.Rename(dir+"/d", dir+"/e"), dir))
	_, err := os.MkdirTemp(dir+"/none", "x*")
	fmt.Println(short(err, dir))
	list, err := os.ReadDir(dir + "/f")
	fmt.Println(list == nil, short(err, dir))
	f, _ := os.Open(dir + "/f")
	fmt.Println(f.SetDeadline(time.Now()) == os.ErrNoDeadline)
	f.Close()

	old := syscall.Umask(0o027)
	os.Mkdir(dir+"/masked", 0o777)
	info, _ := os.Stat(dir + "/masked")
	fmt.Println(info.Mode(), syscall.Umask(old) == 0o027)

	os.Symlink("d", dir+"/link")
	os.Chdir(dir + "/link")
	os.Setenv("PWD", dir+"/link")
	wd, err := os.Getwd()
	fmt.Println(strings.TrimPrefix(wd, dir), err)
	os.Setenv("PWD", dir)
	wd, err = os.Getwd()
	fmt.Println(strings.TrimPrefix(wd, dir), err)
	name := strings.Repeat("n", 200)
	for range 25 { // longer than a path may be
		os.Mkdir(name, 0o777)
		os.Chdir(name)
	}
	wd, err = os.Getwd()
	fmt.Println(len(wd) > 5000, strings.HasSuffix(wd, name), err)
	os.Chdir(dir)
	fmt.Println(os.RemoveAll(dir+"/d"), os.RemoveAll(dir+"/link/"))
	_, err = os.Lstat(dir + "/link")
	fmt.Println(errors.Is(err, fs.ErrNotExist))
}

func roots(dir string) {
	os.Mkdir(dir+"/root", 0o777)
	os.Mkdir(dir+"/root/d", 0o777)
	os.WriteFile(dir+"/root/f", nil, 0o666)
	os.Symlink("d", dir+"/root/link")
	r, err := os.OpenRoot(dir + "/root")
	fmt.Println(err)
	defer r.Close()
	fmt.Println(short(r.Remove("link/"), dir))
	fmt.Println(short(r.Remove("f/."), dir))
	fmt.Println(short(r.Rename("link/", "other"), dir))
	fmt.Println(short(r.Rename("d/.", "other"), dir))
	fmt.Println(short(r.Link("f/", "other"), dir))
	fmt.Println(r.MkdirAll("../", 0o777) != nil, r.MkdirAll("a/../../b", 0o777) != nil)
	fmt.Println(r.Mkdir("made/", 0o777), r.MkdirAll("made/../made/x", 0o777))
	fmt.Println(r.RemoveAll("link/"), r.RemoveAll("f"), r.RemoveAll("made"), r.RemoveAll("d/"))
	left, _ := os.ReadDir(dir + "/root")
	for _, e := range left {
		fmt.Println(e.Name())
	}
}

// A pipe whose descriptor was asked for blocks in the system: Close does not wait for the reader.
func blocking() {
	r, w, _ := os.Pipe()
	r.Fd()
	done := make(chan error)
	go func() {
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(20 * time.Millisecond)
	fmt.Println(r.Close())
	w.Close()
	fmt.Println(<-done != nil)
}

type inner struct{ x int }

func (i inner) Get() int { return i.x }

func types() {
	minus := math.Copysign(0, -1)
	fmt.Println(reflect.ValueOf(minus).IsZero(), reflect.ValueOf([2]float64{0, minus}).IsZero(), reflect.ValueOf(complex(minus, 0)).IsZero())
	one := reflect.StructOf([]reflect.StructField{{Name: "Inner", Anonymous: true, Type: reflect.TypeFor[inner]()}})
	v := reflect.New(one).Elem()
	v.Field(0).Set(reflect.ValueOf(inner{42}))
	fmt.Println(v.Interface().(interface{ Get() int }).Get(), one.NumMethod(), v.MethodByName("Get").Call(nil)[0])
	fmt.Println(reflect.StructOf([]reflect.StructField{{Name: "φ", Type: reflect.TypeFor[int]()}}).NumField())
	defer func() { fmt.Println(recover()) }()
	half := reflect.ArrayOf(math.MaxInt, reflect.TypeFor[byte]())
	reflect.StructOf([]reflect.StructField{{Name: "A", Type: half}, {Name: "B", Type: half}, {Name: "C", Type: half}})
}

// A handle keeps its own copy of a string.
func handles() {
	buf := []byte("some text")
	h := unique.Make(unsafe.String(&buf[0], len(buf)))
	copy(buf, "else")
	fmt.Println(h.Value(), h == unique.Make("some text"), h == unique.Make("else text"))
	type pair struct {
		n int
		s [2]string
	}
	p := unique.Make(pair{1, [2]string{"a", unsafe.String(&buf[0], 4)}})
	copy(buf, "more")
	fmt.Println(p.Value(), p == unique.Make(pair{1, [2]string{"a", "else"}}))
	runtime.KeepAlive(buf)
}

func main() {
	dir, err := os.MkdirTemp("", "edges")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	files(dir)
	roots(dir)
	blocking()
	types()
	handles()
}
