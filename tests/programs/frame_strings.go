// Strings and slices of them that stand in the frame when nobody keeps them, and what must not be lost or changed with it.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

var (
	words  []string
	byName = map[string]int{}
	anyOne any
	sent   = make(chan string, 8)
)

type holder struct {
	s string
	b []byte
}

func clobber(n int) int { // what stood in frames below is overwritten
	var a [64]int
	for i := range a {
		a[i] = n + i
	}
	if n > 0 {
		return clobber(n-1) + a[n&63]
	}
	return a[0]
}

func kept(b []byte, r []rune) []string {
	s := string(b)
	t := s + "-" + string(r)
	words = append(words, t)
	byName[string(b)+"!"]++
	anyOne = string(r)
	sent <- "<" + s + ">"
	h := &holder{s: string(b[1:])}
	f := func() string { return h.s + string(r[0]) }
	e := errors.New("no " + string(b))
	return []string{s, s[1:], f(), e.Error(), h.s}
}

func onlyOne(b []byte) (string, string) {
	s := string(b) // it stays here, and what is made of it does not
	var empty string
	return s + empty, empty + s + ""
}

func plusEmpty(b []byte) (out string) {
	s := string(b)
	out += s
	if len(s) > 100 {
		out = s
	}
	return out
}

func plusBytes(b []byte) (out string) {
	out += string(b)
	out = out + string(b[:0])
	b[0] = '#'
	return out
}

func borrowedConcat(b []byte, empty string) string {
	s := empty + string(b)
	b[0] = '#'
	return s
}

func fromLoop(b []byte) (last string, n int) {
	var before string
	for i := range b {
		s := string(b[:i+1])
		if s > before {
			n++
		}
		before = s
		t := s + "."
		if strings.HasSuffix(t, "d.") {
			last = t
		}
	}
	return last, n
}

func byGoto(b []byte) string {
	i := 0
	var before string
again:
	s := string(b[i:])
	if i < 3 {
		before = s
		i++
		goto again
	}
	return fmt.Sprint(before, s)
}

//go:noinline
func same(s string) string { return s }

func through(b []byte) string {
	s := string(b)
	return same(same(s)[1:])
}

func defers(b []byte) (out string) {
	s := string(b)
	defer func() { out += s }()
	defer func(t string) { out += t + "," }(s + "'")
	for i := range 2 {
		defer func(t string) { out += t }(string(b[i : i+1]))
	}
	return "="
}

func panics(b []byte) (got any) {
	defer func() { got = recover() }()
	panic("oh " + string(b))
}

func goes(b []byte) string {
	c := make(chan string)
	s := string(b)
	go func() { c <- s + "+" }()
	return <-c
}

func switches(b []byte) (out []string) {
	for range 3 {
		switch string(b) {
		case "abcd":
			b[0] = 'A'
			out = append(out, "one")
			fallthrough
		case "never":
			out = append(out, "two")
		case "Abcd":
			b = b[:2]
			out = append(out, "three")
		default:
			out = append(out, "other")
		}
	}
	change := func() string { b[0] = 'X'; return "Xb" }
	switch string(b) {
	case change():
		out = append(out, "changed")
	default:
		out = append(out, "as it was")
	}
	return out
}

func copies(b []byte) string {
	b = append(b, string(b)...)
	b = append(b, []byte("<>")...)
	copy(b[2:], string(b[:4]))
	n := copy(b, []byte("grün"))
	return fmt.Sprint(string(b), n, len([]rune(string(b))), len(string(b)), len([]byte("ü")), string(b)[1])
}

func slices(s string) (int, string, string) {
	b := []byte(s)
	r := []rune(s)
	b[0], r[0] = '1', '2'
	b = append(b, " and"...)
	r = append(r, 'ß')
	c := []byte("constant")
	c[0] = 'C'
	return len(b) + len(r), string(b) + string(r) + string(c), s
}

func recursive(b []byte, n int) string {
	s := string(b)
	b[0]++
	if n == 0 {
		return ""
	}
	rest := recursive(b, n-1)
	return s[:1] + rest
}

func allocations(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}

func quiet(b []byte, s string, r []rune) (n int) {
	for i := range 1000 {
		t := string(b)
		if t[0] == 'q' && t[1:] > s {
			n++
		}
		if t := s + "/" + string(b); t[len(t)-1] == 't' {
			n++
		}
		u := string(r)
		n += len(u) + len([]rune(s)) + len([]rune(u))
		v := []byte(s)
		v[i%len(v)]++
		n += int(v[0])
		w := string(rune('a' + i%300))
		n += len(w + "x")
		x := []byte("key")
		x[0] += byte(i)
		n += int(x[0]) + byName[string(x)]
	}
	return n
}

func main() {
	b := []byte("abcd")
	for i := range 3 {
		got := kept(b, []rune("gä"))
		b[i] = byte('0' + i)
		clobber(50)
		runtime.GC()
		fmt.Println(got, words, byName, anyOne, <-sent)
	}
	copy(b, "abcd")
	s, t := onlyOne(b)
	u, v := plusEmpty(b), borrowedConcat(b, "")
	copy(b, "abcd")
	w := plusBytes(b)
	copy(b, "abcd")
	last, n := fromLoop(b)
	x := through(b)
	got := panics(b)
	clobber(60)
	fmt.Println(s, t, u, v, w, last, n, x, got, byGoto(b), defers(b), goes(b))
	fmt.Println(switches([]byte("abcd")), copies([]byte("0123")))
	fmt.Println(slices("sliced"))
	fmt.Println(recursive([]byte("abc"), 20))
	long := strings.Repeat("long ", 20)
	fmt.Println(plusEmpty([]byte(long)) == long, borrowedConcat([]byte(long), "x")[1:] == long)
	fmt.Println(quiet([]byte("qt"), "r", []rune("süß")))
	fmt.Println(allocations(func() { quiet([]byte("qt"), "r", []rune("süß")) }) < 20)
	fmt.Println(cap([]byte(s)), cap([]byte("constant")), cap([]rune(s)))
	fmt.Println(string([]byte{200}) == "\xc8", string([]byte(nil)) == "", string(rune(-1)), string([]rune{0xD800, 'x'}))
}
