"""Our strings and bytes against Go's, on random texts of few letters, so that everything occurs often."""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

MAIN = r"""
package main

import (
	"fmt"
	"io"
	"iter"
	"math/rand"
	"os"
	ours "rt0std/strings"
	"slices"
	"strings"
	"unicode"
)

func check(what string, a, b any, args ...any) {
	if x, y := fmt.Sprintf("%#v", a), fmt.Sprintf("%#v", b); x != y {
		fmt.Printf("%s%q:\n  ours %s\n  Go's %s\n", what, args, x, y)
		os.Exit(1)
	}
}

func three(a, b any, c bool) string { return fmt.Sprintf("%q %q %v", a, b, c) }
func two(a any, b bool) string      { return fmt.Sprintf("%q %v", a, b) }

var pieces = []string{"a", "b", "A", "ab", "aab", " ", "\t", "\n", "é", "É", "ß", "ſ", "K", "K", "日", "\xff", "\xc3", "\u2028", "\u00a0", "ǆ", "ǅ", "\ufffd", "i", "İ", "1", "_", "-", ""}

func text(r *rand.Rand, n int) string {
	s := ""
	for k := r.Intn(n + 1); k > 0; k-- {
		s += pieces[r.Intn(len(pieces))]
	}
	return s
}

func main() {
	r := rand.New(rand.NewSource(8))
	for i := 0; i < 40000; i++ {
		n := 6
		if i%20 == 0 {
			n = 60
		}
		s, t, u := text(r, n), text(r, 2), text(r, 3)
		if i%4 == 0 && s != "" {
			at := r.Intn(len(s))
			t = s[at : at+r.Intn(len(s)-at+1)]
		}
		k := r.Intn(6) - 1
		c := byte("aA \xffb"[r.Intn(5)])
		ru := []rune("aéſ日\ufffd")[r.Intn(5)]
		if i%50 == 0 {
			ru = -1
		}
		f := func(x rune) bool { return unicode.IsSpace(x) || x == 'a' || x == 'é' }
		m := func(x rune) rune {
			switch x {
			case 'a':
				return -1
			case 'b':
				return '日'
			case '\xe9':
				return 'e'
			}
			return x
		}
		check("Index", ours.Index(s, t), strings.Index(s, t), s, t)
		check("LastIndex", ours.LastIndex(s, t), strings.LastIndex(s, t), s, t)
		check("IndexByte", ours.IndexByte(s, c), strings.IndexByte(s, c), s, c)
		check("LastIndexByte", ours.LastIndexByte(s, c), strings.LastIndexByte(s, c), s, c)
		check("IndexRune", ours.IndexRune(s, ru), strings.IndexRune(s, ru), s, ru)
		check("IndexAny", ours.IndexAny(s, u), strings.IndexAny(s, u), s, u)
		check("LastIndexAny", ours.LastIndexAny(s, u), strings.LastIndexAny(s, u), s, u)
		check("IndexFunc", ours.IndexFunc(s, f), strings.IndexFunc(s, f), s)
		check("LastIndexFunc", ours.LastIndexFunc(s, f), strings.LastIndexFunc(s, f), s)
		check("Contains", ours.Contains(s, t), strings.Contains(s, t), s, t)
		check("ContainsAny", ours.ContainsAny(s, t), strings.ContainsAny(s, t), s, t)
		check("ContainsRune", ours.ContainsRune(s, ru), strings.ContainsRune(s, ru), s, ru)
		check("ContainsFunc", ours.ContainsFunc(s, f), strings.ContainsFunc(s, f), s)
		check("Count", ours.Count(s, t), strings.Count(s, t), s, t)
		check("Compare", ours.Compare(s, t), strings.Compare(s, t), s, t)
		check("EqualFold", ours.EqualFold(s, strings.ToUpper(s)), strings.EqualFold(s, strings.ToUpper(s)), s)
		check("EqualFold", ours.EqualFold(t, u), strings.EqualFold(t, u), t, u)
		check("HasPrefix", ours.HasPrefix(s, t), strings.HasPrefix(s, t), s, t)
		check("HasSuffix", ours.HasSuffix(s, t), strings.HasSuffix(s, t), s, t)
		check("Cut", three(ours.Cut(s, t)), three(strings.Cut(s, t)), s, t)
		check("CutLast", three(ours.CutLast(s, t)), three(strings.CutLast(s, t)), s, t)
		check("CutPrefix", two(ours.CutPrefix(s, t)), two(strings.CutPrefix(s, t)), s, t)
		check("CutSuffix", two(ours.CutSuffix(s, t)), two(strings.CutSuffix(s, t)), s, t)
		check("Split", ours.Split(s, t), strings.Split(s, t), s, t)
		check("SplitN", ours.SplitN(s, t, k), strings.SplitN(s, t, k), s, t, k)
		check("SplitAfter", ours.SplitAfter(s, t), strings.SplitAfter(s, t), s, t)
		check("SplitAfterN", ours.SplitAfterN(s, t, k), strings.SplitAfterN(s, t, k), s, t, k)
		check("Fields", ours.Fields(s), strings.Fields(s), s)
		check("FieldsFunc", ours.FieldsFunc(s, f), strings.FieldsFunc(s, f), s)
		check("Join", ours.Join(strings.Split(s, "a"), t), strings.Join(strings.Split(s, "a"), t), s, t)
		check("Trim", ours.Trim(s, u), strings.Trim(s, u), s, u)
		check("TrimLeft", ours.TrimLeft(s, u), strings.TrimLeft(s, u), s, u)
		check("TrimRight", ours.TrimRight(s, u), strings.TrimRight(s, u), s, u)
		check("TrimFunc", ours.TrimFunc(s, f), strings.TrimFunc(s, f), s)
		check("TrimSpace", ours.TrimSpace(s), strings.TrimSpace(s), s)
		check("TrimPrefix", ours.TrimPrefix(s, t), strings.TrimPrefix(s, t), s, t)
		check("TrimSuffix", ours.TrimSuffix(s, t), strings.TrimSuffix(s, t), s, t)
		check("Repeat", ours.Repeat(s, k+1), strings.Repeat(s, k+1), s, k)
		check("Replace", ours.Replace(s, t, u, k), strings.Replace(s, t, u, k), s, t, u, k)
		check("ReplaceAll", ours.ReplaceAll(s, t, u), strings.ReplaceAll(s, t, u), s, t, u)
		check("Map", ours.Map(m, s), strings.Map(m, s), s)
		check("ToUpper", ours.ToUpper(s), strings.ToUpper(s), s)
		check("ToLower", ours.ToLower(s), strings.ToLower(s), s)
		check("ToTitle", ours.ToTitle(s), strings.ToTitle(s), s)
		check("ToValidUTF8", ours.ToValidUTF8(s, t), strings.ToValidUTF8(s, t), s, t)
		check("Title", ours.Title(s), strings.Title(s), s)
		//strings only
		check("Lines", slices.Collect(iter.Seq[string](ours.Lines(s))), slices.Collect(strings.Lines(s)), s)
		check("SplitSeq", slices.Collect(iter.Seq[string](ours.SplitSeq(s, t))), slices.Collect(strings.SplitSeq(s, t)), s, t)
		check("SplitAfterSeq", slices.Collect(iter.Seq[string](ours.SplitAfterSeq(s, t))), slices.Collect(strings.SplitAfterSeq(s, t)), s, t)
		check("FieldsSeq", slices.Collect(iter.Seq[string](ours.FieldsSeq(s))), slices.Collect(strings.FieldsSeq(s)), s)
		check("FieldsFuncSeq", slices.Collect(iter.Seq[string](ours.FieldsFuncSeq(s, f))), slices.Collect(strings.FieldsFuncSeq(s, f)), s)
		var pairs []string
		for p := r.Intn(4); p >= 0; p-- {
			pairs = append(pairs, text(r, 2), text(r, 2))
		}
		check("Replacer", ours.NewReplacer(pairs...).Replace(s), strings.NewReplacer(pairs...).Replace(s), s, fmt.Sprint(pairs))
		var b ours.Builder
		b.WriteString(s)
		b.Grow(k + 1)
		b.WriteRune(ru)
		b.WriteByte(c)
		b.Write([]byte(t))
		check("Builder", b.String(), s+string(ru)+string([]byte{c})+t, s)
		a, g := ours.NewReader(s), strings.NewReader(s)
		for range 10 {
			switch r.Intn(7) {
			case 0:
				x, xe := a.ReadByte()
				y, ye := g.ReadByte()
				check("ReadByte", fmt.Sprint(x, xe), fmt.Sprint(y, ye), s)
			case 1:
				x, xn, xe := a.ReadRune()
				y, yn, ye := g.ReadRune()
				check("ReadRune", fmt.Sprint(x, xn, xe), fmt.Sprint(y, yn, ye), s)
			case 2:
				check("UnreadRune", fmt.Sprint(a.UnreadRune()), strings.ReplaceAll(fmt.Sprint(g.UnreadRune()), "", ""), s)
			case 3:
				check("UnreadByte", fmt.Sprint(a.UnreadByte()), fmt.Sprint(g.UnreadByte()), s)
			case 4:
				o, w := int64(r.Intn(9)-4), r.Intn(4)
				x, xe := a.Seek(o, w)
				y, ye := g.Seek(o, w)
				check("Seek", fmt.Sprint(x, xe), fmt.Sprint(y, ye), s, o, w)
			case 5:
				p, q := make([]byte, 3), make([]byte, 3)
				x, xe := a.Read(p)
				y, ye := g.Read(q)
				check("Read", fmt.Sprint(x, xe, p), fmt.Sprint(y, ye, q), s)
			case 6:
				check("Len", a.Len(), g.Len(), s)
			}
		}
		x, _ := io.ReadAll(a)
		y, _ := io.ReadAll(g)
		check("ReadAll", string(x), string(y), s)
		//end
	}
	// Texts that are bad for simple searches.
	long := strings.Repeat("a", 5000)
	for _, pat := range []string{long[:2000] + "b", "b" + long[:2000], long[:2000] + "b" + long[:2000], long} {
		for _, s := range []string{long + "b" + long, long, long + "b"} {
			check("Index", ours.Index(s, pat), strings.Index(s, pat), len(s), len(pat))
			check("LastIndex", ours.LastIndex(s, pat), strings.LastIndex(s, pat), len(s), len(pat))
			check("Count", ours.Count(s, pat), strings.Count(s, pat), len(s), len(pat))
		}
	}
	fmt.Println("same")
}
"""


@needs_go
def test_strings(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), MAIN.lstrip()) == "same\n"
