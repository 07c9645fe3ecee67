// Build information as text, and objects that are held by their addresses.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"unsafe"
)

func pin(p *runtime.Pinner, v any) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println("panic:", e)
		}
	}()
	p.Pin(v)
}

func main() {
	own, ok := debug.ReadBuildInfo()
	fmt.Println(ok, own.Path, strings.HasPrefix(own.GoVersion, "go1."))
	for _, s := range own.Settings {
		if s.Key == "GOOS" || s.Key == "GOARCH" || s.Key == "-buildmode" {
			fmt.Println(s.Key, s.Value)
		}
	}
	again, err := debug.ParseBuildInfo(own.String())
	fmt.Println(again.Path == own.Path, len(again.Settings) == len(own.Settings), again.GoVersion, err)

	for _, text := range []string{
		"go\tgo1.27\npath\texample.com/m/cmd\nmod\texample.com/m\t(devel)\t\ndep\ta.b/c\tv1.2.3\th1:x=\n=>\t./c\t(devel)\t\ndep\td.e\tv0.1.0\nbuild\t-tags=a,b\nbuild\tempty=\n" +
			"build\t\"a key\"=\"a \\\"value\\\"\"\nbuild\tx=`raw text`\nother\tline\nnothing\n",
		"", "path\tunfinished", "mod\tonly\n", "mod\ta\tb\tc\td\n", "dep\n", "dep\tx\n", "=>\ta\tb\tc\n", "dep\ta\tb\n=>\ta\tb\n", "dep\ta\tb\n=>\ta\tb\tc\n=>\ta\tb\tc\n",
		"path\tp\nbuild\t\n", "build\t=x\n", "build\tkey\n", "build\t\"k\n", "build\t\"k\"\n", "build\t\"k\"x=1\n", "build\ta b=1\n", "build\ta=b c\n", "build\ta=\"x\n", "build\ta=\"x\\ty\"\n",
	} {
		bi, err := debug.ParseBuildInfo(text)
		fmt.Printf("%q\n", text)
		if err != nil {
			fmt.Println("  ", err)
			continue
		}
		fmt.Printf("   %q %q %v %d %q\n", bi.GoVersion, bi.Path, bi.Main, len(bi.Deps), bi.Settings)
		for _, d := range bi.Deps {
			fmt.Println("  ", d.Path, d.Version, d.Sum, d.Replace)
		}
		fmt.Printf("   %q\n", bi.String())
	}
	fmt.Printf("%q\n", (&debug.BuildInfo{Settings: []debug.BuildSetting{{"", "x"}, {"a=b", ""}, {"c", "\n"}}}).String())

	var p runtime.Pinner
	x := new([100]int)
	x[99] = 7
	p.Pin(x)
	p.Pin(unsafe.Pointer(&x[50]))
	address := uintptr(unsafe.Pointer(&x[99]))
	x = nil
	for range 3 {
		runtime.GC()
		_ = make([]byte, 1<<16)
	}
	fmt.Println(*(*int)(unsafe.Pointer(address)))
	p.Unpin()
	p.Unpin()
	pin(&p, 3)
	pin(&p, nil)
	pin(&p, "text")
	pin(&p, []int{1})
	pin(&p, &p)
	p.Unpin()
	runtime.GC()
	fmt.Println("end")
}
