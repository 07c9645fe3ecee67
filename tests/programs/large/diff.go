// diff: the shortest edit script by Myers' algorithm, as a unified diff; patches are parsed and applied again, fuzz and rejects included.
package main

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
)

// An edit keeps (' '), deletes ('-') or inserts ('+') a line; a and b are the places in the two texts.
type edit struct {
	op   byte
	a, b int
	line string
}

// compare returns the edits that turn a into b: the furthest reaching paths of d differences, for d from 0 on, and back.
func compare[T comparable](a, b []T, show func(T) string) []edit {
	n, m := len(a), len(b)
	most := n + m
	at := map[int]int{1: 0} // diagonal -> furthest x
	var trace []map[int]int
search:
	for d := 0; d <= most; d++ {
		before := make(map[int]int, len(at))
		for k, x := range at {
			before[k] = x
		}
		trace = append(trace, before)
		for k := -d; k <= d; k += 2 {
			x := at[k-1] + 1
			if k == -d || k != d && at[k-1] < at[k+1] {
				x = at[k+1]
			}
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x, y = x+1, y+1
			}
			at[k] = x
			if x >= n && y >= m {
				break search
			}
		}
	}
	var edits []edit
	x, y := n, m
	for d := len(trace) - 1; d >= 0; d-- {
		at, k := trace[d], x-y
		from := k - 1
		if k == -d || k != d && at[k-1] < at[k+1] {
			from = k + 1
		}
		px := at[from]
		py := px - from
		for x > px && y > py && x > 0 && y > 0 {
			x, y = x-1, y-1
			edits = append(edits, edit{' ', x, y, show(a[x])})
		}
		if d == 0 {
			break
		}
		if x == px {
			edits = append(edits, edit{'+', px, py, show(b[py])})
		} else {
			edits = append(edits, edit{'-', px, py, show(a[px])})
		}
		x, y = px, py
	}
	slices.Reverse(edits)
	return edits
}

// hunks yields runs of edits with up to context kept lines around them.
func hunks(edits []edit, context int) iter.Seq[[]edit] {
	return func(yield func([]edit) bool) {
		changed := func(e edit) bool { return e.op != ' ' }
		for i := 0; i < len(edits); {
			next := slices.IndexFunc(edits[i:], changed)
			if next < 0 {
				return
			}
			first := max(i, i+next-context)
			last := i + next
			for j := last; j < len(edits) && j <= last+2*context; j++ {
				if changed(edits[j]) {
					last = j
				}
			}
			end := min(len(edits), last+context+1)
			if !yield(edits[first:end]) {
				return
			}
			i = end
		}
	}
}

func count(h []edit, but byte) (n int) {
	for _, e := range h {
		if e.op != but {
			n++
		}
	}
	return n
}

func span(start, n int) string {
	switch n {
	case 0:
		return fmt.Sprintf("%d,0", start)
	case 1:
		return fmt.Sprint(start + 1)
	}
	return fmt.Sprintf("%d,%d", start+1, n)
}

func unified(from, to string, a, b []string, context int) string {
	var out strings.Builder
	for h := range hunks(compare(a, b, func(s string) string { return s }), context) {
		if out.Len() == 0 {
			fmt.Fprintf(&out, "--- %s\n+++ %s\n", from, to)
		}
		fmt.Fprintf(&out, "@@ -%s +%s @@\n", span(h[0].a, count(h, '+')), span(h[0].b, count(h, '-')))
		for _, e := range h {
			fmt.Fprintf(&out, "%c%s\n", e.op, e.line)
		}
	}
	return out.String()
}

type hunk struct {
	at    int // where it should begin, from 0 on
	lines []string
}

type patchError struct {
	line int
	err  error
}

func (e *patchError) Error() string { return fmt.Sprintf("patch line %d: %v", e.line, e.err) }
func (e *patchError) Unwrap() error { return e.err }

var (
	errHeader = errors.New("malformed header")
	errBody   = errors.New("line outside of a hunk")
	errReject = errors.New("hunk does not apply")
)

func parse(patch string) (hunks []hunk, err error) {
	for i, line := range strings.Split(strings.TrimSuffix(patch, "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"):
		case strings.HasPrefix(line, "@@"):
			var start, n int
			rest := strings.TrimPrefix(line, "@@ -")
			if got, _ := fmt.Sscanf(rest, "%d,%d", &start, &n); got == 0 {
				return nil, &patchError{i + 1, errHeader}
			} else if got == 1 {
				n = 1
			}
			if n > 0 {
				start--
			}
			hunks = append(hunks, hunk{at: start})
		case len(hunks) == 0 || line == "":
			return nil, &patchError{i + 1, errBody}
		default:
			h := &hunks[len(hunks)-1]
			h.lines = append(h.lines, line)
		}
	}
	return hunks, nil
}

// apply puts a patch onto lines that may have moved by up to fuzz.
func apply(lines []string, hunks []hunk, fuzz int) (out []string, moved []int, err error) {
	done := 0
	for i, h := range hunks {
		var old, fresh []string
		for _, line := range h.lines {
			if line[0] != '+' {
				old = append(old, line[1:])
			}
			if line[0] != '-' {
				fresh = append(fresh, line[1:])
			}
		}
		place := -1
		for off := 0; off <= fuzz && place < 0; off++ {
			for _, at := range []int{h.at + off, h.at - off} {
				if at >= done && at+len(old) <= len(lines) && slices.Equal(lines[at:at+len(old)], old) {
					place = at
					break
				}
			}
		}
		if place < 0 {
			return nil, nil, &patchError{i + 1, errReject}
		}
		moved = append(moved, place-h.at)
		out = append(append(out, lines[done:place]...), fresh...)
		done = place + len(old)
	}
	return append(out, lines[done:]...), moved, nil
}

const before = `package main

import "fmt"

// greet says hello.
func greet(name string) {
	fmt.Println("hello", name)
}

func unused() {}

func twice(n int) int {
	return n + n
}

func main() {
	greet("world")
	fmt.Println(twice(21))
}`

const after = `package main

import (
	"fmt"
	"os"
)

// greet says hello.
func greet(name string) {
	fmt.Println("hello,", name)
}

func twice(n int) int {
	return n + n
}

func main() {
	greet("world")
	fmt.Println(twice(21))
	os.Exit(0)
}`

func main() {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	patch := unified("a/main.go", "b/main.go", a, b, 2)
	fmt.Print(patch)

	hs, err := parse(patch)
	fmt.Println(len(hs), "hunks", err)
	got, moved, err := apply(a, hs, 0)
	fmt.Println("applies:", slices.Equal(got, b), moved, err)
	shifted := append([]string{"// a comment", "", "//go:build linux"}, a...)
	got, moved, err = apply(shifted, hs, 5)
	fmt.Println("applies with fuzz:", slices.Equal(got[3:], b), moved, err)
	_, _, err = apply(b, hs, 1)
	var pe *patchError
	fmt.Println(err, errors.Is(err, errReject), errors.As(err, &pe) && pe.line == 1)
	for _, bad := range []string{"@@ what @@\n", " stray\n", "@@ -1 +1 @@\n-a\n\n"} {
		_, err := parse(bad)
		fmt.Printf("%q: %v\n", bad, err)
	}

	words := compare([]rune("kitten on the mat"), []rune("sitting in the mad"), func(r rune) string { return string(r) })
	var line strings.Builder
	for _, e := range words {
		switch e.op {
		case '-':
			line.WriteString("[-" + e.line + "]")
		case '+':
			line.WriteString("{+" + e.line + "}")
		default:
			line.WriteString(e.line)
		}
	}
	fmt.Println(line.String(), count(words, ' '))

	rng := rand.New(rand.NewPCG(7, 9))
	edits, failures := 0, 0
	for range 300 {
		a := make([]string, rng.IntN(40))
		for i := range a {
			a[i] = string(rune('a' + rng.IntN(4)))
		}
		b := slices.Clone(a)
		for range rng.IntN(10) {
			at := rng.IntN(len(b) + 1)
			if rng.IntN(2) == 0 && at < len(b) {
				b = slices.Delete(b, at, at+1)
			} else {
				b = slices.Insert(b, at, string(rune('a'+rng.IntN(6))))
			}
		}
		patch := unified("a", "b", a, b, rng.IntN(4))
		edits += strings.Count(patch, "\n+") + strings.Count(patch, "\n-")
		if patch == "" {
			if !slices.Equal(a, b) {
				failures++
			}
			continue
		}
		hs, err := parse(patch)
		got, _, applied := apply(a, hs, 0)
		if err != nil || applied != nil || !slices.Equal(got, b) {
			failures++
		}
	}
	fmt.Println("random texts:", edits, "edits,", failures, "failures")
}
