"""Our fmt.Sscan, Sscanln and Sscanf against Go's: random inputs, formats and targets; what is stored and the errors' texts."""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

MAIN = r"""
package main

import (
	"fmt"
	"math/rand"
	"os"
	ours "rt0std/fmt"
)

type num int16
type word string

var r = rand.New(rand.NewSource(11))

func pick(list ...string) string { return list[r.Intn(len(list))] }

var pieces = []string{"1", "-17", "+3", "0x1F", "0b101", "0o17", "017", "1_000", "3.25", "-1e3", "1p4", "nan", "+Inf", "0x1.8p1", "true", "F", "tru",
	"word", "\"quo ted\"", "`raw`", "\"bad", "(1+2i)", "3-4i", "é", "世界", "%", "300", "99999999999999999999", "6869", "6g", "U+00E9", ",", ":", "x", ""}
var gaps = []string{" ", "  ", "\n", "\t", "", " \n ", "\r\n", ","}
var verbs = []string{"%d", "%v", "%s", "%q", "%x", "%f", "%g", "%c", "%t", "%3d", "%2s", "%5v", "%b", "%o", "%U", "%e", "%1c", "%%", "%z"}

func targets() (func() []any, int) {
	n := r.Intn(4)
	kinds := make([]int, n)
	for i := range kinds {
		kinds[i] = r.Intn(18)
	}
	return func() []any {
		out := make([]any, n)
		for i, k := range kinds {
			out[i] = []func() any{func() any { return new(int) }, func() any { return new(string) }, func() any { return new(float64) },
				func() any { return new(bool) }, func() any { return new(uint8) }, func() any { return new(int32) }, func() any { return new([]byte) },
				func() any { return new(complex128) }, func() any { return new(float32) }, func() any { return new(num) }, func() any { return new(word) },
				func() any { return new(int64) }, func() any { return new(uint) }, func() any { return new(int8) }, func() any { return new(complex64) },
				func() any { return 3 }, func() any { return new([]int) }, func() any { return new(int) }}[k]()
		}
		return out
	}, n
}

func show(n int, err error, a []any) string {
	s := fmt.Sprint(n, " ", err, " ")
	for _, p := range a {
		switch v := p.(type) {
		case *int:
			s += fmt.Sprint(*v)
		case *string:
			s += fmt.Sprintf("%q", *v)
		case *float64:
			s += fmt.Sprint(*v)
		case *bool:
			s += fmt.Sprint(*v)
		case *uint8:
			s += fmt.Sprint(*v)
		case *int32:
			s += fmt.Sprint(*v)
		case *[]byte:
			s += fmt.Sprintf("%q", *v)
		case *complex128:
			s += fmt.Sprint(*v)
		case *float32:
			s += fmt.Sprint(*v)
		case *num:
			s += fmt.Sprint(*v)
		case *word:
			s += fmt.Sprintf("%q", *v)
		case *int64:
			s += fmt.Sprint(*v)
		case *uint:
			s += fmt.Sprint(*v)
		case *int8:
			s += fmt.Sprint(*v)
		case *complex64:
			s += fmt.Sprint(*v)
		}
		s += ";"
	}
	return s
}

func main() {
	for i := 0; i < 60000; i++ {
		in, format := "", ""
		for k := r.Intn(5); k >= 0; k-- {
			in += pick(gaps...) + pick(pieces...)
		}
		make, n := targets()
		for k := 0; k < n; k++ {
			format += pick(verbs...) + pick(gaps...)
		}
		a, b := make(), make()
		var x, y string
		switch i % 3 {
		case 0:
			n, err := fmt.Sscan(in, a...)
			m, oerr := ours.Sscan(in, b...)
			x, y = show(n, err, a), show(m, oerr, b)
		case 1:
			n, err := fmt.Sscanln(in, a...)
			m, oerr := ours.Sscanln(in, b...)
			x, y = show(n, err, a), show(m, oerr, b)
		case 2:
			n, err := fmt.Sscanf(in, format, a...)
			m, oerr := ours.Sscanf(in, format, b...)
			x, y = show(n, err, a), show(m, oerr, b)
		}
		if x != y {
			fmt.Printf("differs: %d %q %q %T\n%s\n%s\n", i%3, in, format, a, x, y)
			os.Exit(1)
		}
	}
	fmt.Println("same")
}
"""


@needs_go
def test_scan(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), MAIN.lstrip()) == "same\n"
