"""Our unicode, utf8 and utf16 against Go's, for every rune there is and for broken bytes."""

from __future__ import annotations

import sys
from pathlib import Path

from oracle import go_binary, make_module, needs_go, run_go

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import gen_std_unicode

MAIN = r"""
package main

import (
	"fmt"
	"math/rand"
	"os"
	ours "rt0std/unicode"
	our16 "rt0std/unicode/utf16"
	our8 "rt0std/unicode/utf8"
	"slices"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

func fail(what string, args ...any) {
	fmt.Println("differs:", what, args)
	os.Exit(1)
}

type is struct {
	name     string
	our, gos func(rune) bool
}

type to struct {
	name     string
	our, gos func(rune) rune
}

func main() {
	preds := []is{{"IsLetter", ours.IsLetter, unicode.IsLetter}, {"IsUpper", ours.IsUpper, unicode.IsUpper}, {"IsLower", ours.IsLower, unicode.IsLower}, {"IsTitle", ours.IsTitle, unicode.IsTitle},
		{"IsDigit", ours.IsDigit, unicode.IsDigit}, {"IsNumber", ours.IsNumber, unicode.IsNumber}, {"IsSpace", ours.IsSpace, unicode.IsSpace}, {"IsControl", ours.IsControl, unicode.IsControl},
		{"IsPunct", ours.IsPunct, unicode.IsPunct}, {"IsSymbol", ours.IsSymbol, unicode.IsSymbol}, {"IsMark", ours.IsMark, unicode.IsMark}, {"IsPrint", ours.IsPrint, unicode.IsPrint},
		{"IsGraphic", ours.IsGraphic, unicode.IsGraphic}, {"ValidRune", our8.ValidRune, utf8.ValidRune}, {"IsSurrogate", our16.IsSurrogate, utf16.IsSurrogate},
		{"Han", func(r rune) bool { return ours.In(r, ours.Han, ours.Nd) }, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Nd) }}}
	tos := []to{{"ToUpper", ours.ToUpper, unicode.ToUpper}, {"ToLower", ours.ToLower, unicode.ToLower}, {"ToTitle", ours.ToTitle, unicode.ToTitle}, {"SimpleFold", ours.SimpleFold, unicode.SimpleFold},
		{"Turkish", ours.TurkishCase.ToUpper, unicode.TurkishCase.ToUpper}, {"Turkish", ours.TurkishCase.ToLower, unicode.TurkishCase.ToLower},
		{"RuneLen", func(r rune) rune { return rune(our8.RuneLen(r)) }, func(r rune) rune { return rune(utf8.RuneLen(r)) }},
		{"RuneLen16", func(r rune) rune { return rune(our16.RuneLen(r)) }, func(r rune) rune { return rune(utf16.RuneLen(r)) }}}
	for r := rune(-3); r <= unicode.MaxRune+3; r++ {
		for _, p := range preds {
			if p.our(r) != p.gos(r) {
				fail(p.name, r)
			}
		}
		for _, t := range tos {
			if t.our(r) != t.gos(r) {
				fail(t.name, r, t.our(r), t.gos(r))
			}
		}
		b := our8.AppendRune(nil, r)
		if !slices.Equal(b, utf8.AppendRune(nil, r)) {
			fail("AppendRune", r)
		}
		var buf [4]byte
		if n := our8.EncodeRune(buf[:], r); !slices.Equal(buf[:n], b) {
			fail("EncodeRune", r)
		}
		if !slices.Equal(our16.AppendRune(nil, r), utf16.AppendRune(nil, r)) {
			fail("AppendRune16", r)
		}
	}
	rnd := rand.New(rand.NewSource(7))
	pool := []byte{0, 'a', 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF}
	for i := 0; i < 2000000; i++ {
		p := make([]byte, rnd.Intn(7))
		for k := range p {
			p[k] = pool[rnd.Intn(len(pool))]
		}
		s := string(p)
		a, n := our8.DecodeRune(p)
		b, m := utf8.DecodeRune(p)
		c, o := our8.DecodeLastRuneInString(s)
		d, q := utf8.DecodeLastRuneInString(s)
		if a != b || n != m || c != d || o != q || our8.Valid(p) != utf8.Valid(p) || our8.FullRune(p) != utf8.FullRune(p) || our8.RuneCountInString(s) != utf8.RuneCountInString(s) {
			fail("decode", p)
		}
		if i%10 == 0 {
			u := make([]uint16, len(p))
			for k := range u {
				u[k] = uint16(p[k])<<8 | uint16(rnd.Intn(4))
			}
			if !slices.Equal(our16.Decode(u), utf16.Decode(u)) || !slices.Equal(our16.Encode([]rune(s)), utf16.Encode([]rune(s))) {
				fail("utf16", u)
			}
		}
	}
	fmt.Println("same")
}
"""


@needs_go
def test_unicode(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), MAIN.lstrip()) == "same\n"


@needs_go
def test_tables_are_generated() -> None:
    go = go_binary()
    assert go is not None
    for path, text in gen_std_unicode.sources(go).items():
        assert path.read_text() == text, path
