// Conversions between strings and bytes that need no copy, and those next to them that do.
package main

import (
	"fmt"
	"runtime"
)

type key string

func change(b []byte) string {
	s := string(b)
	b[0] = '#'
	return s
}

func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}

//go:noinline
func lookups(m map[string]int, b []byte) (n int) {
	for range 1000 {
		n += m[string(b)]
		if v, ok := m[string(b[:3])]; ok {
			n += v
		}
		if string(b) == "absent and longer than any buffer of a frame" || "x" > string(b) {
			n++
		}
		for i, c := range []byte("constant") {
			n += i & int(c)
		}
	}
	return n
}

func main() {
	b := []byte("hello")
	fmt.Println(string(b) == change(b), string(b))
	b[0] = 'h'
	fmt.Println(change(b) == string(b), string(b))
	b[0] = 'h'
	fmt.Println(string(b) < change(b), string(b) != "hello", string(b) >= string(b[1:]))
	m := map[string]int{"hello": 1, "#el": 2, "#ello": 3}
	fmt.Println(m[string(b)], m[string(b[:3])])
	m[string(b)] = 7
	b[1] = '!'
	fmt.Println(len(m), m["#ello"], m[string(b)])
	k := map[key]int{"#!llo": 4}
	fmt.Println(k[key(b)], key(b) == "#!llo", key(b) == key(string(b)))
	a := map[any]int{"#!llo": 5}
	fmt.Println(a[string(b)], any(string(b)) == any("#!llo"))
	s := "grün"
	for i, c := range []byte(s) {
		s = "other"
		fmt.Print(i, ":", c, " ")
	}
	fmt.Println(s)
	switch string(b) {
	case "hello":
		fmt.Println("no")
	case "#!llo":
		fmt.Println("yes")
	}
	clear(b)
	m["\x00\x00\x00"] = 9
	fmt.Println(allocations(func() { fmt.Sprint(lookups(m, b)) }) < 100)
	fmt.Println(lookups(m, b))
}
