"""Our bytes, bufio, io, slices, maps and containers against Go's."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from oracle import make_module, needs_go, run_go

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import gen_std_sort
from test_strings_against_go import MAIN as STRINGS


def bytes_program() -> str:
    """The program for strings, turned into one for bytes: texts become slices where the function wants them."""
    head, rest = STRINGS.split("\t\t//strings only", 1)
    tail = rest.split("\t\t//end", 1)[1]
    text = (head + tail).replace('ours "rt0std/strings"', 'ours "rt0std/bytes"\n\t"bytes"')
    text = text.replace('\t"io"\n', "").replace('\t"iter"\n', "").replace('\t"slices"\n', "")
    lines = []
    for line in text.split("\n"):
        if "\t\tcheck(" in line and "pat" not in line:
            what, _, args = line.partition(", ")
            args = (
                args.replace(", strings.", ", bytes.")
                .replace("two(strings.", "two(bytes.")
                .replace("three(strings.", "three(bytes.")
            )
            for name in ("EqualFold(s, bytes.ToUpper(s))", "EqualFold(s, strings.ToUpper(s))"):
                args = args.replace(
                    name,
                    name.replace("strings.ToUpper(s)", "bytes.ToUpper(sb)")
                    .replace("(s,", "(sb,")
                    .replace("bytes.ToUpper(s)", "bytes.ToUpper(sb)"),
                )
            if "Any(" in args or '"Trim"' in what or 'TrimLeft"' in what or 'TrimRight"' in what:
                args = args.replace("(s, u)", "(sb, u)").replace("(s, t)", "(sb, t)")
            elif "Join" in what:
                args = args.replace('strings.Split(s, "a")', 'bytes.Split(sb, []byte("a"))').replace(", t)", ", tb)")
            else:
                for a in ("(s, t, u, k)", "(s, t, u)", "(s, t, k)", "(s, t)", "(t, u)"):
                    b = a
                    for v in "stu":
                        b = b.replace(f"({v},", f"({v}b,").replace(f" {v})", f" {v}b)").replace(f" {v},", f" {v}b,")
                    args = args.replace(a, b)
            args = (
                args.replace("(s)", "(sb)")
                .replace("(s, c)", "(sb, c)")
                .replace("(s, ru)", "(sb, ru)")
                .replace("(s, f)", "(sb, f)")
            )
            args = args.replace("(m, s)", "(m, sb)").replace("(s, k+1)", "(sb, k+1)")
            line = what + ", " + args
        lines.append(line)
    text = "\n".join(lines)
    text = text.replace(
        "\t\tk := r.Intn(6) - 1", "\t\tk := r.Intn(6) - 1\n\t\tsb, tb, ub := []byte(s), []byte(t), []byte(u)"
    )
    return re.sub(r"ours\.(\w+)\(s, pat\)", r"ours.\1([]byte(s), []byte(pat))", text)


MAIN = r"""
package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"container/list"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand"
	"os"
	ourbufio "rt0std/bufio"
	ourbytes "rt0std/bytes"
	ourcmp "rt0std/cmp"
	ourheap "rt0std/container/heap"
	ourlist "rt0std/container/list"
	ourring "rt0std/container/ring"
	ourio "rt0std/io"
	ourmaps "rt0std/maps"
	ours "rt0std/slices"
	"slices"
	"strings"
	"testing/iotest"
)

func check(what string, a, b any, args ...any) {
	if x, y := fmt.Sprintf("%#v", a), fmt.Sprintf("%#v", b); x != y {
		fmt.Printf("%s%v:\n  ours %s\n  Go's %s\n", what, args, x, y)
		os.Exit(1)
	}
}

type ints []int

func (h ints) Len() int           { return len(h) }
func (h ints) Less(i, j int) bool { return h[i] < h[j] }
func (h ints) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *ints) Push(x any)        { *h = append(*h, x.(int)) }
func (h *ints) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

type scanner interface {
	Scan() bool
	Text() string
	Err() error
}

func tokens(s scanner) string {
	out := ""
	for s.Scan() {
		out += fmt.Sprintf("%q ", s.Text())
	}
	return out + fmt.Sprint(s.Err())
}

type item struct{ key, id int }

func main() {
	r := rand.New(rand.NewSource(9))
	for i := 0; i < 3000; i++ {
		n := r.Intn(30)
		if i%50 == 0 {
			n = r.Intn(3000)
		}
		a := make([]int, n)
		for k := range a {
			a[k] = r.Intn(n/2 + 2)
		}
		b := slices.Clone(a)
		x := r.Intn(n/2 + 2)
		check("Index", ours.Index(a, x), slices.Index(a, x))
		check("Contains", ours.Contains(a, x), slices.Contains(a, x))
		check("Compact", ours.Compact(slices.Clone(a)), slices.Compact(slices.Clone(a)))
		lo := r.Intn(n + 1)
		hi := lo + r.Intn(n-lo+1)
		v := a[:r.Intn(n+1)]
		check("Replace", ours.Replace(slices.Clone(a), lo, hi, v...), slices.Replace(slices.Clone(a), lo, hi, v...), lo, hi, len(v))
		check("Insert", ours.Insert(slices.Clone(a), lo, v...), slices.Insert(slices.Clone(a), lo, v...))
		p, q := slices.Grow(slices.Clone(a), 3*n), slices.Grow(slices.Clone(a), 3*n)
		check("Replace in place", ours.Replace(p, lo, hi, p[len(p)-len(v):]...), slices.Replace(q, lo, hi, q[len(q)-len(v):]...), lo, hi, len(v))
		check("Delete", ours.Delete(slices.Clone(a), lo, hi), slices.Delete(slices.Clone(a), lo, hi))
		p, q = slices.Clone(a), slices.Clone(a)
		odd := func(x int) bool { return x&1 == 1 }
		check("DeleteFunc", ours.DeleteFunc(p, odd), slices.DeleteFunc(q, odd))
		check("DeleteFunc clears", p, q)
		check("Compare", ours.Compare(a, v), slices.Compare(a, v))
		check("Equal", ours.Equal(a, b), true)
		check("Repeat", ours.Repeat(v, 3), slices.Repeat(v, 3))
		check("Concat", ours.Concat(a, v, nil), slices.Concat(a, v, nil))
		check("Chunk", fmt.Sprint(slices.Collect(func(yield func([]int) bool) { ours.Chunk(a, 3)(yield) })), fmt.Sprint(slices.Collect(slices.Chunk(a, 3))))
		check("Collect", ours.Collect(ours.Values(a)), slices.Collect(slices.Values(a)))
		ours.Sort(a)
		slices.Sort(b)
		check("Sort", a, b)
		if n > 0 {
			check("Min", ours.Min(a), slices.Min(a))
			check("Max", ours.Max(a), slices.Max(a))
		}
		k1, f1 := ours.BinarySearch(a, x)
		k2, f2 := slices.BinarySearch(a, x)
		check("BinarySearch", []any{k1, f1}, []any{k2, f2})
		its, its2 := make([]item, n), make([]item, n)
		for k := range its {
			its[k] = item{r.Intn(n/3 + 1), k}
		}
		copy(its2, its)
		byKey := func(a, b item) int { return a.key - b.key }
		its3, its4 := slices.Clone(its), slices.Clone(its)
		ours.SortFunc(its, byKey)
		slices.SortFunc(its2, byKey)
		check("SortFunc", its, its2)
		ours.SortStableFunc(its3, byKey)
		slices.SortStableFunc(its4, byKey)
		check("SortStableFunc", its3, its4)
		h, g := ints(slices.Clone(v)), ints(slices.Clone(v))
		ourheap.Init(&h)
		heap.Init(&g)
		for k := 0; k < 5; k++ {
			ourheap.Push(&h, k*k%7)
			heap.Push(&g, k*k%7)
			h[0], g[0] = k*5, k*5
			ourheap.Fix(&h, 0)
			heap.Fix(&g, 0)
			at := r.Intn(len(h))
			check("heap", []any{ourheap.Remove(&h, at), h}, []any{heap.Remove(&g, at), g})
			ourheap.Push(&h, 1)
			heap.Push(&g, 1)
		}
		check("heap", ourheap.Pop(&h), heap.Pop(&g))
	}
	nan := math.NaN()
	fs, gs := []float64{2, nan, -1, 0, nan, math.Inf(-1)}, []float64{2, nan, -1, 0, nan, math.Inf(-1)}
	ours.Sort(fs)
	slices.Sort(gs)
	check("Sort", fs, gs)
	check("cmp", []int{ourcmp.Compare(nan, 1), ourcmp.Compare(1, nan), ourcmp.Compare(nan, nan), ourcmp.Compare("a", "b"), ourcmp.Or(0, 3)}, []int{-1, 1, 0, -1, 3})
	m := map[int]string{1: "a", 2: "b"}
	keys := slices.Sorted(func(yield func(int) bool) { ourmaps.Keys(m)(yield) })
	check("maps", []any{keys, ourmaps.Equal(m, ourmaps.Clone(m)), len(ourmaps.Collect(ourmaps.All(m)))}, []any{[]int{1, 2}, maps.Equal(m, m), 2})
	l, gl := ourlist.New(), list.New()
	e, ge := l.PushBack(1), gl.PushBack(1)
	l.PushFront(0)
	gl.PushFront(0)
	l.InsertAfter(2, e)
	gl.InsertAfter(2, ge)
	l.MoveToFront(e)
	gl.MoveToFront(ge)
	l.PushBackList(l)
	gl.PushBackList(gl)
	var lv, glv []any
	for x := l.Front(); x != nil; x = x.Next() {
		lv = append(lv, x.Value)
	}
	for x := gl.Front(); x != nil; x = x.Next() {
		glv = append(glv, x.Value)
	}
	check("list", lv, glv)
	ring := ourring.New(5)
	check("ring", []int{ring.Len(), ring.Unlink(2).Len(), ring.Len()}, []int{5, 2, 3})

	// Readers, writers and scanners over readers of several tempers.
	for i := 0; i < 4000; i++ {
		text := ""
		for k := r.Intn(60); k > 0; k-- {
			text += []string{"a", "bb", " ", "\n", "\r\n", "é", "日", "\xff", "\xe6\x97", "\u2028", "\r", "cccccccccc"}[r.Intn(12)]
		}
		wrap := func(s string) io.Reader {
			switch i % 5 {
			case 0:
				return iotest.OneByteReader(strings.NewReader(s))
			case 1:
				return iotest.DataErrReader(strings.NewReader(s))
			case 2:
				return iotest.HalfReader(strings.NewReader(s))
			case 3:
				return io.MultiReader(strings.NewReader(s), iotest.ErrReader(errors.New("broken")))
			}
			return strings.NewReader(s)
		}
		for k, pair := range []struct {
			o ourbufio.SplitFunc
			g bufio.SplitFunc
		}{{ourbufio.ScanLines, bufio.ScanLines}, {ourbufio.ScanWords, bufio.ScanWords}, {ourbufio.ScanRunes, bufio.ScanRunes}, {ourbufio.ScanBytes, bufio.ScanBytes}} {
			a, b := ourbufio.NewScanner(wrap(text)), bufio.NewScanner(wrap(text))
			a.Split(pair.o)
			b.Split(pair.g)
			if i%3 == 0 {
				a.Buffer(make([]byte, 2), 30)
				b.Buffer(make([]byte, 2), 30)
			}
			check("Scanner", tokens(a), tokens(b), k, fmt.Sprintf("%q", text))
		}
		size := 16 + r.Intn(20)
		a, b := ourbufio.NewReaderSize(wrap(text), size), bufio.NewReaderSize(wrap(text), size)
		var oo, go_ bytes.Buffer
		w, gw := ourbufio.NewWriterSize(&oo, 1+r.Intn(20)), bufio.NewWriterSize(&go_, 1+r.Intn(20))
		buf, gbuf := ourbytes.NewBufferString("start"), bytes.NewBufferString("start")
		for step := 0; step < 20; step++ {
			n := r.Intn(40)
			p, q := make([]byte, n), make([]byte, n)
			var x, y string
			op := r.Intn(12)
			switch op {
			case 0:
				c, err := a.ReadByte()
				d, gerr := b.ReadByte()
				x, y = fmt.Sprint(c, err), fmt.Sprint(d, gerr)
			case 1:
				c, s, err := a.ReadRune()
				d, gs, gerr := b.ReadRune()
				x, y = fmt.Sprint(c, s, err), fmt.Sprint(d, gs, gerr)
			case 2:
				x, y = fmt.Sprint(a.UnreadByte()), fmt.Sprint(b.UnreadByte())
			case 3:
				x, y = fmt.Sprint(a.UnreadRune()), fmt.Sprint(b.UnreadRune())
			case 4:
				c, err := a.ReadSlice('\n')
				d, gerr := b.ReadSlice('\n')
				x, y = fmt.Sprintf("%q %v", c, err), fmt.Sprintf("%q %v", d, gerr)
			case 5:
				c, pre, err := a.ReadLine()
				d, gpre, gerr := b.ReadLine()
				x, y = fmt.Sprintf("%q %v %v", c, pre, err), fmt.Sprintf("%q %v %v", d, gpre, gerr)
			case 6:
				c, err := a.ReadString('b')
				d, gerr := b.ReadString('b')
				x, y = fmt.Sprintf("%q %v", c, err), fmt.Sprintf("%q %v", d, gerr)
			case 7:
				c, err := a.Peek(n)
				d, gerr := b.Peek(n)
				if len(c) >= min(n, len(d)) && len(d) >= min(n, len(c)) {
					x, y = fmt.Sprint(err), fmt.Sprint(gerr)
				} else {
					x, y = fmt.Sprintf("%q %v", c, err), fmt.Sprintf("%q %v", d, gerr)
				}
			case 8:
				c, err := a.Discard(n)
				d, gerr := b.Discard(n)
				x, y = fmt.Sprint(c, err), fmt.Sprint(d, gerr)
			case 9:
				c, err := io.ReadFull(a, p)
				d, gerr := io.ReadFull(b, q)
				x, y = fmt.Sprintf("%q %v %v", p, c, err), fmt.Sprintf("%q %v %v", q, d, gerr)
			case 10:
				c, err := w.WriteString(text[:min(n, len(text))])
				d, gerr := gw.WriteString(text[:min(n, len(text))])
				w.WriteRune('é')
				gw.WriteRune('é')
				c2, err2 := w.Write(p)
				d2, gerr2 := gw.Write(q)
				x, y = fmt.Sprint(c, err, c2, err2), fmt.Sprint(d, gerr, d2, gerr2)
			case 11:
				buf.WriteString(text)
				gbuf.WriteString(text)
				x += fmt.Sprint(buf.Read(p)) + string(p)
				y += fmt.Sprint(gbuf.Read(q)) + string(q)
				x += fmt.Sprint(buf.ReadRune()) + fmt.Sprint(buf.UnreadRune()) + fmt.Sprint(buf.ReadByte()) + fmt.Sprint(buf.UnreadByte()) + fmt.Sprint(buf.ReadString('b'))
				y += fmt.Sprint(gbuf.ReadRune()) + fmt.Sprint(gbuf.UnreadRune()) + fmt.Sprint(gbuf.ReadByte()) + fmt.Sprint(gbuf.UnreadByte()) + fmt.Sprint(gbuf.ReadString('b'))
				x += fmt.Sprint(string(buf.Next(n/2)), buf.Len(), buf.String())
				y += fmt.Sprint(string(gbuf.Next(n/2)), gbuf.Len(), gbuf.String())
			}
			check("step", x, y, op, n, size, i%5, fmt.Sprintf("%q", text))
		}
		w.Flush()
		gw.Flush()
		check("Writer", oo.String(), go_.String())
		rest, _ := io.ReadAll(a)
		grest, _ := io.ReadAll(b)
		check("rest", string(rest), string(grest))
		// io.
		lim := int64(r.Intn(30))
		var s1, s2 strings.Builder
		n1, e1 := ourio.CopyN(&s1, ourio.TeeReader(wrap(text), ourio.Discard), lim)
		n2, e2 := io.CopyN(&s2, io.TeeReader(wrap(text), io.Discard), lim)
		check("CopyN", fmt.Sprint(n1, errText(e1), s1.String()), fmt.Sprint(n2, errText(e2), s2.String()))
		all1, e1 := ourio.ReadAll(ourio.MultiReader(ourio.LimitReader(strings.NewReader(text), lim), strings.NewReader("x")))
		all2, e2 := io.ReadAll(io.MultiReader(io.LimitReader(strings.NewReader(text), lim), strings.NewReader("x")))
		if e1 == ourio.EOF {
			e1 = nil
		}
		_ = e2
		check("MultiReader", string(all1), string(all2))
		sec, gsec := ourio.NewSectionReader(strings.NewReader(text), 2, lim), io.NewSectionReader(strings.NewReader(text), 2, lim)
		p1, p2 := make([]byte, 4), make([]byte, 4)
		n3, e3 := sec.ReadAt(p1, lim/2)
		n4, e4 := gsec.ReadAt(p2, lim/2)
		check("Section", fmt.Sprint(n3, errText(e3), p1), fmt.Sprint(n4, errText(e4), p2))
	}
	pr, pw := ourio.Pipe()
	go func() {
		fmt.Fprint(pw, "through ")
		fmt.Fprint(pw, "a pipe")
		pw.CloseWithError(errors.New("over"))
	}()
	got, err := io.ReadAll(pr)
	check("Pipe", fmt.Sprint(string(got), err), "through a pipeover")
	fmt.Println("same")
}

func errText(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}
"""


def own_io(module: Path) -> None:
    """Let our packages use Go's own io where they are handed Go's readers: io.EOF must be one value."""
    for package in ("bufio", "bytes", "strings"):
        for file in (module / package).glob("*.go"):
            file.write_text(file.read_text().replace('"rt0std/io"', '"io"'))
    io = module / "io" / "io.go"
    io.write_text(
        io.read_text()
        .replace('errors.New("EOF")', "real.EOF")
        .replace('import "rt0std/errors"', 'import (\n\t"rt0std/errors"\n\treal "io"\n)')
    )


@needs_go
def test_bytes(tmp_path: Path) -> None:
    assert run_go(make_module(tmp_path), bytes_program().lstrip()) == "same\n"


@needs_go
def test_collections(tmp_path: Path) -> None:
    module = make_module(tmp_path)
    own_io(module)
    assert run_go(module, MAIN.lstrip()) == "same\n"


def test_ordered_sort_is_generated() -> None:
    assert gen_std_sort.TARGET.read_text() == gen_std_sort.ordered_source()
