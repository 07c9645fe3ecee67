// Strings that functions return out of slices: those that may take the bytes over, and those next to them that must not.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

var (
	kept   []byte
	keeper func() []byte
)

const row = "0123456789abcdefghijklmnopqrstuvwxyz"

func grown(n int) string {
	b := make([]byte, 0, n)
	for i := 0; len(b) < n; i++ {
		b = append(b, row[i%len(row)])
	}
	return string(b)
}

func fixed() string {
	b := make([]byte, 100) // in the frame
	for i := range b {
		b[i] = row[i%len(row)]
	}
	return string(b)
}

func sparse(n int) string {
	b := make([]byte, 0, n)
	b = append(b, row+row...)
	return string(b)
}

func resliced(n int) string {
	b := []byte(strings.Repeat(row, n))
	for len(b) > 80 && b[0] < 'c' {
		b = b[1:]
	}
	b[1] = '!'
	return (string)((b))
}

func parameter(b []byte) string {
	b = append(b, '.')
	return string(b)
}

func shared(n int) string {
	b := make([]byte, n)
	kept = b
	return string(b)
}

func other(n int) (string, []byte) {
	b := make([]byte, n)
	return string(b), b
}

func appended(n int) (string, []byte) {
	b := make([]byte, n, 2*n)
	b = b[:2*n]
	kept = append(b[:0], "changed"...)
	return string(b), kept
}

func alias(n int) (string, []byte) {
	b := make([]byte, n)
	c := b[:10]
	return string(b), c
}

func captured(n int) string {
	b := make([]byte, n)
	keeper = func() []byte { return b }
	return string(b)
}

func deferred(n int) (s string) {
	b := make([]byte, n)
	defer copy(b, "deferred")
	return string(b)
}

func deferredBefore(n int) (s string) {
	b := make([]byte, n)
	defer func() { s = s[:8] }()
	copy(b, "deferred")
	return string(b)
}

func addressed(n int) (string, *byte) {
	b := make([]byte, n)
	p := &b[0]
	return string(b), p
}

func array(n int) (string, *[8]byte) {
	b := make([]byte, n)
	p := (*[8]byte)(b)
	return string(b), p
}

func appendTo(n int) (string, []byte) {
	b := make([]byte, n, 3*n)
	b = b[:3*n]
	c := append(b[:n:3*n], "appended"...)
	return string(b), c
}

func nested(n int) string {
	b := make([]byte, 0, n)
	b = append(append(b, row...), row...)
	b = append(b, strings.Repeat("-", n-len(b))...)
	return string(b)
}

func early(n int, stop bool) string {
	b := make([]byte, 0, n)
	for {
		b = append(b, row...)
		if stop && len(b) > n/2 {
			return string(b)
		}
		if len(b) > n {
			break
		}
	}
	s := string(b)
	b[0] = '#'
	if s[0] == '#' {
		return "changed"
	}
	return string(b)
}

func filled(s string) string {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c^' ')
	}
	if b == nil {
		return "nothing"
	}
	return string(b)
}

func generic[B ~[]byte, S ~string](s S) S {
	b := B(s)
	b[0] = '^'
	return S(b)
}

func looped(words []string) (out []string) {
	for _, w := range words {
		out = append(out, func() string {
			b := []byte(w)
			b = append(b, w...)
			copy(b[1:], "--")
			return string(b)
		}())
	}
	return out
}

func stale(b []byte) {
	for i := range b {
		b[i] = '*'
	}
}

func mallocs(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}

func main() {
	fmt.Println(grown(10), grown(64), grown(100), len(grown(100000)), grown(0) == "")
	fmt.Println(fixed())
	fmt.Println(sparse(1000), sparse(72))
	fmt.Println(resliced(4))
	p := make([]byte, 80, 100)
	s := parameter(p)
	stale(p)
	fmt.Println(strings.Count(s, "*"))
	s = shared(90)
	stale(kept)
	fmt.Println(strings.Count(s, "*"))
	for _, f := range []func(int) (string, []byte){other, appended, alias, appendTo} {
		s, b := f(100)
		stale(b)
		fmt.Println(len(s), strings.Count(s, "*"), strings.Contains(s, "e"))
	}
	s = captured(99)
	stale(keeper())
	fmt.Println(strings.Count(s, "*"))
	fmt.Println(strings.Count(deferred(80), "\x00"), deferredBefore(80))
	s, q := addressed(70)
	*q = '*'
	fmt.Println(strings.Count(s, "*"))
	s, r := array(70)
	stale(r[:])
	fmt.Println(strings.Count(s, "*"))
	fmt.Println(nested(80))
	fmt.Println(early(100, true), early(100, false))
	fmt.Println(filled(strings.Repeat("Go ", 40)), filled(""))
	fmt.Println(generic[[]byte](strings.Repeat("ab", 40)))
	fmt.Println(looped([]string{row + row, row}))

	var all []string
	for i := range 200 {
		all = append(all, grown(i), fixed())
		runtime.GC()
	}
	n := 0
	for i, s := range all {
		if i%2 == 0 && (len(s) != i/2 || s != strings.Repeat(row, 6)[:i/2]) || i%2 == 1 && s != fixed() {
			n++
		}
	}
	fmt.Println(n)
	fmt.Println(mallocs(func() { grown(4096) }) <= 2)
}
