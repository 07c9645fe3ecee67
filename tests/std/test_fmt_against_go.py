"""Our fmt against Go's: every verb with random flags over values of every kind, and the corners of format strings."""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

MAIN = r"""
package main

import (
	"errors"
	"fmt"
	"math"
	"math/rand"
	"os"
	ours "rt0std/fmt"
	"unsafe"
)

type point struct {
	X, Y int
	name string
}
type named int
type namedString string
type strung struct{ a int }

func (s strung) String() string { return fmt.Sprint("strung:", s.a) }

type ptrStrung struct{ a int }

func (s *ptrStrung) String() string { return fmt.Sprint("ptr:", s.a) }

type goStrung struct{ a int }

func (goStrung) GoString() string { return "goStrung!" }

type failing struct{}

func (failing) Error() string { panic("ouch") }

type nested struct {
	P    *point
	S    []any
	M    map[string]int
	E    error
	f    func()
	c    chan int
	I    any
	st   strung
	St   strung
	B    []byte
	A    [3]byte
	U    unsafe.Pointer
	Empty struct{}
}
type tree struct {
	l, r *tree
	v    any
}
type bytesNamed []byte
type byteNamed byte

var bad int

func check(what string, a, b string) {
	if a != b {
		fmt.Printf("%s:\n  ours %q\n  Go's %q\n", what, a, b)
		if bad++; bad > 20 {
			os.Exit(1)
		}
	}
}

func main() {
	r := rand.New(rand.NewSource(3))
	var nilPtr *ptrStrung
	var nilMap map[string]int
	var nilSlice []int
	var nilErr error
	var nilStringer *strung
	x := 5
	ch := make(chan int)
	e := errors.New("boom")
	values := []any{nil, true, false, 0, 1, -1, 42, -987654321, math.MinInt64, int8(-5), int16(300), int32('x'), int32(0x1F600), int64(7), uint(3), uint8(200),
		uint16(9), uint32(10), uint64(math.MaxUint64), uintptr(0xdead), 0.0, math.Copysign(0, -1), 1.0, -1.5, 1e6, 1e20, 1e21, 123456789.0, 1e-7, math.Inf(1),
		math.Inf(-1), math.NaN(), float32(3.4), float32(1e10), math.Pi, 100.0, complex(1, -2), complex64(complex(0.5, 3)), complex(math.NaN(), math.Inf(1)), "", "hello", "a\tb\"`", "héllo\xff", "日本",
		[]byte("abc"), []byte(nil), []byte{}, [3]byte{1, 2, 3}, bytesNamed("xyz"), []byteNamed{1, 2}, []string{"a", "b c"}, []int{1, -2, 3}, nilSlice, []any{1, "a", nil, 2.5},
		map[string]int{"z": 1, "a": 2, "m": 3}, nilMap, map[int]string{3: "c", -1: "a"}, map[float64]bool{2: true, math.Inf(-1): false}, map[point]int{{2, 1, "b"}: 1, {1, 9, "a"}: 2},
		map[bool]int{true: 1, false: 0}, map[any]int{"k": 1}, map[[2]int]string{{1, 2}: "x", {0, 5}: "y"}, map[named]namedString{2: "b", 1: "a"},
		point{1, 2, "n"}, &point{3, 4, "m"}, (*point)(nil), named(7), namedString("ns"), strung{1}, &strung{2}, []strung{{1}, {2}}, map[string]strung{"k": {3}},
		ptrStrung{1}, &ptrStrung{2}, nilPtr, nilStringer, goStrung{1}, []goStrung{{1}}, e, nilErr, fmt.Errorf("wrap: %w", e), failing{}, []error{e, nil},
		nested{}, nested{P: &point{1, 2, "q"}, S: []any{1, "two", nil}, M: map[string]int{"one": 1}, E: e, I: 4, B: []byte("by")}, &nested{I: &x},
		&[]int{1, 2}, &map[string]int{"a": 1}, &[2]string{"p", "q"}, &x, ch, (chan int)(nil), (func())(nil), unsafe.Pointer(nil), struct{}{}, struct{ A any }{nil}, struct{ a any }{1},
		tree{nil, &tree{}, tree{}}, [0]int{}, [2][]int{{1}, nil}, [][]byte{[]byte("a")}, []*int{nil}, &strung{9}, struct{ s []strung }{[]strung{{1}}}, []bool{true},
		struct{ p *strung }{&strung{1}}, struct{ E error }{e}, struct{ e error }{e}, [1]*point{nil}, struct{ P *point }{nil}, &struct{ a, b any }{1, "x"}, []float32{1.5, 2}, []namedString{"a"}, rune('é'), -255, 255, 'a', []rune("hé")}
	verbs := []rune("vdsxXqboOcUeEfFgGtpTwzé%")
	flags := []string{"", "+", "-", "#", " ", "0", "+#", "-0", "# ", "+0", " 0", "#0", "#+v"[:2], "+-", "# 0"}
	sizes := []string{"", "", "", "5", "1", "12", "30", ".0", ".1", ".3", "8.2", "20.10", ".", "2.", ".40", "70.60"}
	for i, v := range values {
		for _, verb := range verbs {
			for _, fl := range flags {
				for k := 0; k < 4; k++ {
					f := "%" + fl + sizes[r.Intn(len(sizes))] + string(verb)
					check(fmt.Sprintf("%s of #%d %T", f, i, v), ours.Sprintf(f, v), fmt.Sprintf(f, v))
				}
			}
		}
	}
	for i := 0; i < 3000; i++ {
		a, b, c := values[r.Intn(len(values))], values[r.Intn(len(values))], values[r.Intn(len(values))]
		check("Sprint", ours.Sprint(a, b, c), fmt.Sprint(a, b, c))
		check("Sprintln", ours.Sprintln(a, b, c), fmt.Sprintln(a, b, c))
		check("Append", string(ours.Append(nil, a, b, c)), string(fmt.Append(nil, a, b, c)))
		check("Appendln", string(ours.Appendln(nil, a, b, c)), string(fmt.Appendln(nil, a, b, c)))
	}
	pieces := []string{"%", "d", "s", "v", "[", "]", "1", "2", "3", "*", ".", "5", "-", "+", "#", "0", " ", "q", "x", "é", "%%", "[1]", "[2]", "[9]", "%d", "%v", "w", "T", "99999999", "\xff"}
	for i := 0; i < 60000; i++ {
		f := ""
		for k := r.Intn(10); k >= 0; k-- {
			f += pieces[r.Intn(len(pieces))]
		}
		args := []any{3, "str", -2, 7.5, uint8(4), int64(-1), uint64(1 << 63)}[r.Intn(3):]
		args = args[:r.Intn(len(args)+1)]
		check(fmt.Sprintf("format %q %v", f, args), ours.Sprintf(f, args...), fmt.Sprintf(f, args...))
		a, b := ours.Errorf(f+" %w", append(args, e)...), fmt.Errorf(f+" %w", append(args, e)...)
		check("Errorf "+f, a.Error(), b.Error())
		check("Errorf wraps "+f, fmt.Sprint(errors.Is(a, e)), fmt.Sprint(errors.Is(b, e)))
	}
	two, twoGo := ours.Errorf("%[2]w %[1]w %[2]w", e, nilErr), fmt.Errorf("%[2]w %[1]w %[2]w", e, nilErr)
	check("two", fmt.Sprint(two.(interface{ Unwrap() []error }).Unwrap()), fmt.Sprint(twoGo.(interface{ Unwrap() []error }).Unwrap()))
	for i := 0; i < 100000; i++ {
		f := math.Float64frombits(r.Uint64())
		verb := string("eEfgGvxXb"[r.Intn(9)])
		s := "%" + flags[r.Intn(len(flags))] + sizes[r.Intn(len(sizes))] + verb
		if math.Abs(f) > 1e50 && verb == "f" {
			f = math.Remainder(f, 1e30)
		}
		check(s, ours.Sprintf(s, f), fmt.Sprintf(s, f))
		n := r.Uint64() >> uint(r.Intn(64))
		s = "%" + flags[r.Intn(len(flags))] + sizes[r.Intn(len(sizes))] + string("dxXobOcqUv"[r.Intn(10)])
		check(s, ours.Sprintf(s, int64(n)), fmt.Sprintf(s, int64(n)))
		check(s, ours.Sprintf(s, -int64(n)), fmt.Sprintf(s, -int64(n)))
		check(s, ours.Sprintf(s, n), fmt.Sprintf(s, n))
	}
	check("formatter", ours.Sprintf("%+-8.3z|%v|%#v", form{}, form{}, form{}), "<%+-8.3z>|<%v>|<%#v>")
	ours.Fprintln(os.Stdout, "done")
	if bad > 0 {
		os.Exit(1)
	}
	fmt.Println("same")
}

type form struct{}

func (form) Format(s ours.State, verb rune) { ours.Fprint(s, "<"+ours.FormatString(s, verb)+">") }
"""


@needs_go
def test_fmt(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), MAIN.lstrip()) == "done\nsame\n"
