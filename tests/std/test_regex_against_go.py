"""internal/regex, which package testing matches -run with, against package regexp on random patterns and texts."""

from __future__ import annotations

from pathlib import Path

from oracle import make_module, needs_go, run_go

MAIN = r"""package main

import (
	"fmt"
	"math/rand"
	"regexp"
	"strings"

	"rt0std/internal/regex"
)

var atoms = []string{
	"a", "b", "B", "é", ".", "^", "$", `\b`, `\B`, `\A`, `\z`, "[ab]", "[^a]", "[a-c_]", `[\d\s]`, `[^\W]`, "[[:alpha:]]", "[[:^digit:]-]",
	`\d`, `\W`, `\s`, `\pL`, `\p{Lu}`, `\P{N}`, `\x41`, `\x{e9}`, `\101`, `\.`, `\n`, `\Qa.b\E`, "[]a]", "[a-]", "x", "K", `\p{^Nd}`, "é+",
	"(?i)", "(?s)", "(?m)", "(?-i)", `\`, "[", "(", ")", "*", "{2}", "{1,", "{,3}", "[z-a]", `\q`, "(?P<n>a)", "(?<m>b)", "(?P<>a)",
	"[[:nope:]]", `\p{Nope}`, `\8`, "a**", "(?x)", "a{1001}", "(?:", "|", "a{2}{3}", "a{500}{3}",
}

var ops = []string{"", "", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?", "??", "{2}?"}

func pattern(r *rand.Rand, depth int) string {
	var b strings.Builder
	for range 1 + r.Intn(4) {
		switch n := r.Intn(10); {
		case n < 2 && depth > 0:
			b.WriteString([]string{"(", "(?:", "(?i:", "(?s-m:", "(?m:"}[r.Intn(5)] + pattern(r, depth-1) + ")")
		case n == 2:
			b.WriteString("|")
		default:
			limit := len(atoms)
			if r.Intn(20) > 0 {
				limit = 40 // mostly right ones
			}
			b.WriteString(atoms[r.Intn(limit)])
		}
		b.WriteString(ops[r.Intn(len(ops))])
	}
	return b.String()
}

func text(r *rand.Rand) string {
	var b strings.Builder
	for range r.Intn(8) {
		b.WriteString([]string{"a", "b", "A", "B", "c", "é", "É", "1", " ", "\n", "_", "x", ".", "k", "\u212a", "\xff", "Ω"}[r.Intn(17)])
	}
	return b.String()
}

func main() {
	r := rand.New(rand.NewSource(1))
	bad, wrong := 0, 0
	for range 60000 {
		p := pattern(r, 2)
		want, err1 := regexp.Compile(p)
		got, err2 := regex.Compile(p)
		if fmt.Sprint(err1) != fmt.Sprint(err2) {
			if wrong++; wrong < 20 {
				fmt.Printf("%q: %v, want %v\n", p, err2, err1)
			}
			continue
		}
		if err1 != nil {
			bad++
			continue
		}
		for range 8 {
			s := text(r)
			if g, w := got.MatchString(s), want.MatchString(s); g != w {
				if wrong++; wrong < 20 {
					fmt.Printf("%q on %q: %v, want %v\n", p, s, g, w)
				}
			}
		}
	}
	long := strings.Repeat("a", 20000)
	re, _ := regex.Compile("(a*)*(a|aa)*c|(a?){20}b$")
	if re.MatchString(long) {
		wrong++
	}
	fmt.Println(wrong, "wrong", bad > 1000)
}
"""


@needs_go
def test_matches_and_errors(tmp_path: Path) -> None:
    module = make_module(tmp_path / "m", ["internal/regex"])
    assert run_go(module, MAIN) == "0 wrong true\n"
