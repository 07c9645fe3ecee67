"""Random functions of loops over slices and strings whose indexes are in range more often than not.

They use the forms that lower/prove.py knows, and near misses of them. A function ends when its fuel does, gives a sum of all that it
read, and main prints that, or the text of its panic.
"""

from __future__ import annotations

import random

INTS = ("i", "j", "k", "n")
SLICES = ("a", "b")
COUNTED = (*SLICES, "s")


class Writer:
    """One function under way. `depth` is that of its loops; `labels` those of the loops around, `likely` the indexes that their
    heads make likely to be in range, if nothing in between has changed them."""

    def __init__(self, r: random.Random) -> None:
        self.r, self.depth, self.labels, self.made = r, 0, [], 0
        self.lines: list[str] = []
        self.likely: list[list[tuple[str, str]]] = [[]]

    def number(self) -> str:
        """An int: a variable, a length, with a small constant, or a middle."""
        r = self.r
        base = r.choice((*INTS, *INTS, *(f"len({x})" for x in COUNTED)))
        kind = r.randrange(20)
        if kind < 11:
            return base
        if kind < 15:
            return f"{base}{r.choice('+-')}{r.choice((1, 1, 1, 2, 3))}"
        x, y = r.sample(INTS, 2)
        return r.choice((
            f"int(uint({x}+{y})>>1)", f"({x}+{y})/2", f"({x}+{y})>>1", f"{x}+({y}-{x})/2", f"min({base}, {y})", f"max({base}, {y})",
            f"{base}%(len(a)+1)", f"{base}&3", f"int(uint8({base}))", f"{r.randrange(4)}", f"{base}/2", f"{base}>>1",
        ))  # fmt: skip

    def condition(self, deep: int = 0) -> str:
        r = self.r
        if deep < 2 and r.random() < 0.35:
            return f"({self.condition(deep + 1)} {r.choice(('&&', '&&', '||'))} {self.condition(deep + 1)})"
        kind = r.randrange(12)
        x, y = r.choice(INTS), r.choice(COUNTED)
        if kind < 4:
            return f"{x} {r.choice(('<', '<', '<', '<=', '!='))} len({y}){r.choice(('', '', '-1', '+1', '-2'))}"
        if kind < 7:
            return f"{x} {r.choice(('>=', '>', '>', '!='))} {r.choice((0, 0, 1, -1))}"
        if kind == 7:
            return f"len({y}) {r.choice(('>', '!=', '=='))} {r.choice((0, 0, 1))}"
        if kind == 8:
            return f's {r.choice(("!=", "=="))} ""'
        if kind == 9:
            return f"!({self.number()} {r.choice(('<', '>=', '=='))} {self.number()})"
        if kind == 10 and deep == 0:
            return f"{self.read()} < 3 && {x} < {self.number()}"
        return f"{self.number()} {r.choice(('<', '<=', '>', '>=', '==', '!='))} {self.number()}"

    def read(self) -> str:
        x, index = self.element(COUNTED)
        return f"int({x}[{index}])" if x == "s" else f"{x}[{index}]"

    def element(self, of: tuple[str, ...]) -> tuple[str, str]:
        """What is indexed and by what: mostly what the loops around make likely, at times what may well panic."""
        found = [e for e in (self.likely[-1] if self.r.random() < 0.7 else sum(self.likely, [])) if e[0] in of]
        if found and self.r.random() < 0.93:
            return self.r.choice(found)
        x = self.r.choice(of)
        return x, self.r.choice((self.number(), f"len({x})-1", "0", f"{self.r.choice(INTS)}%len({x})"))

    def emit(self, text: str) -> None:
        self.lines.append(text)

    def block(self, size: int) -> None:
        for _ in range(self.r.randint(1, size)):
            self.statement()

    def statement(self) -> None:
        r = self.r
        kind = r.randrange(50 if self.depth < 3 else 40)
        x = r.choice(INTS)
        if kind < 14:
            self.emit(f"t += {self.read()}")
        elif kind < 20:
            y, p = self.element(SLICES)
            self.emit(f"{y}[{p}] {r.choice(('=', '+='))} {self.number()}")
        elif kind < 23:
            y, p = self.element(SLICES)
            q = r.choice([q for z, q in (*sum(self.likely, []), (y, p), (y, "0")) if z == y])
            self.emit(f"{y}[{p}], {y}[{q}] = {y}[{q}], {y}[{p}]")
        elif kind < 25:
            self.emit(f"{x}{r.choice(('++', '++', '--', ' += 2', f' -= {self.number()}'))}")
        elif kind < 27:
            self.emit(f"{x} = {self.number()}")
        elif kind == 27:
            p, q = r.sample(INTS, 2)
            self.emit(f"{p}, {q} = {r.choice((q, self.number()))}, {r.choice((p, self.number()))}")
        elif kind < 30:
            self.cut()
        elif kind < 36:
            self.branch()
        elif kind < 38:
            self.leave()
        elif kind < 40:
            self.switch()
        else:
            self.loop()

    def branch(self) -> None:
        """An if, whose condition often makes an index likely."""
        r = self.r
        x, y = r.choice(INTS), r.choice(COUNTED)
        if r.random() < 0.5:
            self.emit(f"if {self.condition()} {{")
            self.likely.append([])
        elif r.random() < 0.5:
            self.emit(f"if {x} {r.choice(('>=', '>='))} 0 && {x} < len({y}) {{")
            self.likely.append([(y, x)])
        else:
            self.emit(f"if len({y}) {r.choice(('>', '!='))} 0 {{")
            self.likely.append([(y, "0"), (y, f"len({y})-1")])
        self.block(3)
        self.likely.pop()
        if r.random() < 0.4:
            self.emit("} else {")
            self.block(2)
        self.emit("}")

    def cut(self) -> None:
        r = self.r
        y = r.choice(SLICES)
        self.emit(r.choice((
            f"{y} = append({y}, {self.number()})", f"{y} = {y}[1:]", f"{y} = {y}[:len({y})-1]", f"{y} = {y}[{self.number()}:]",
            f"{y} = {y}[:{self.number()}]", f"s = s[{self.number()}:{self.number()}]", "s = s[1:]", "a, b = b, a",
            f"{y} = make([]int, {self.number()}&15)", f"b = append(b, a[{self.number()}:]...)", "b = append([]int(nil), a...)",
            f"s += string(rune('a'+{r.choice(INTS)}&7))", f"t += len({y}[{self.number()}:{self.number()}])",
            f"t += len(s[:{self.number()}])",
        )))  # fmt: skip

    def leave(self) -> None:
        r = self.r
        if not self.depth:
            self.emit(f"if {self.condition()} {{ return t }}")
        elif r.random() < 0.5:
            self.emit(f"if {self.condition()} {{ {r.choice(('break', 'continue'))} }}")
        else:
            self.emit(f"if {self.condition()} {{ {r.choice(('break', 'continue'))} {r.choice(self.labels)} }}")

    def switch(self) -> None:
        r = self.r
        tag = r.random() < 0.4
        self.emit(f"switch {r.choice(INTS) if tag else ''} {{")
        for number in range(r.randint(1, 3)):
            self.emit(f"case {self.number() if tag else self.condition()}:")
            self.block(2)
            if r.random() < 0.2:
                self.emit("fallthrough")
                self.emit(f"case {'-' + str(90 + number) if tag else self.condition()}:")
                self.block(1)
        if r.random() < 0.5:
            self.emit("default:")
            self.block(2)
        self.emit("}")

    def loop(self) -> None:
        r = self.r
        self.made += 1
        label = f"L{self.made}"
        x, y = r.choice(INTS), r.choice(COUNTED)
        p, q = r.sample(INTS, 2)
        head, likely = r.choice((
            (f"for {x} := 0; {x} < len({y}); {x}++", [(y, x)]),
            (f"for {x} = 0; {x} < len({y}); {x}++", [(y, x)]),
            (f"for {x} := len({y}) - 1; {x} >= 0; {x}--", [(y, x)]),
            (f"for {x} := len({y}); {x} > 0; {x}--", [(y, f"{x}-1")]),
            (f"for {x} := 1; {x} < len({y}); {x}++", [(y, x), (y, f"{x}-1")]),
            (f"for {x} := 0; {x}+1 < len({y}); {x} += 2", [(y, x), (y, f"{x}+1")]),
            (f"for {p}, {q} := 0, len({y})-1; {p} < {q}; {p}, {q} = {p}+1, {q}-1", [(y, p), (y, q), (y, f"({p}+{q})/2")]),
            (f"for {p}, {q} := 0, len({y}); {p} < {q}; {p}, {q} = {p}+1, {q}-1", [(y, p), (y, f"{q}-1"), (y, f"{p}+({q}-{p})/2")]),
            (f"for {p} := {q}; {p} > 0; {p}--", [(z, f"{p}-1") for z, i in sum(self.likely, []) if i == q]),
            (f"for {p} := 0; {p} < {q}; {p}++", [(z, p) for z, i in sum(self.likely, []) if i == q]),
            (f"for {x} := range {y}", [(y, x)]),
            (f"for {x} = range {y}", [(y, x)]),
            (f"for {x} := range len({y})", [(y, x)]),
            (f"for range {x}", []),
            (f"for {self.condition()}", []),
            (f"for {p} < {q}", [(z, p) for z, i in sum(self.likely, []) if i == q]),
            (f"for {x} := {self.number()}; {self.condition()}; {x}{r.choice(('++', '--', ' += 2', ' = ' + self.number()))}", []),
            ("for len(a) > 0", [("a", "0"), ("a", "len(a)-1")]),
            ('for s != ""', [("s", "0"), ("s", "len(s)-1")]),
            ("for", []),
        ))
        self.emit(f"{label}: {head} {{")
        if ":=" in head:
            for name in head[4 : head.index(":=")].split(","):
                self.emit(f"_ = {name}")
        self.emit("if fuel--; fuel < 0 || len(a)+len(b) > 300 { return t }")
        self.depth += 1
        self.labels.append(label)
        self.likely.append(likely)
        self.block(4)
        self.likely.pop()
        self.labels.pop()
        self.depth -= 1
        self.emit(f"if fuel < 0 {{ continue {label} }}\n}}")  # the label is used at least here


def function(r: random.Random, name: str) -> str:
    """One function."""
    w = Writer(r)
    while not w.made:
        w.block(4)
    body = "\n".join(w.lines)
    return (f"func {name}(a, b []int, s string, n int) (t int) {{\nfuel := 400\ni, j, k := 0, len(a), n\n_, _, _ = i, j, k\n{body}\n"
            f"return t + i + j + k + n + len(a) + len(b) + len(s)\n}}\n")  # fmt: skip


def program(seed: int, count: int) -> str:
    """A program of `count` functions, each called some times."""
    r = random.Random(seed)
    functions = [function(r, f"f{number}") for number in range(count)]
    calls = ", ".join(f"f{number}" for number in range(count))
    return f"""package main

import "fmt"

func call(number, size int, f func(a, b []int, s string, n int) int) {{
	defer func() {{
		if x := recover(); x != nil {{
			fmt.Println(number, size, x)
		}}
	}}()
	a, b := make([]int, size), make([]int, size/2+1)
	for i := range a {{
		a[i] = i*7%5 - 1
	}}
	fmt.Println(number, size, f(a, b, "gopher runs"[:size], size-1))
}}

func main() {{
	for number, f := range []func(a, b []int, s string, n int) int{{{calls}}} {{
		for size := range 8 {{
			call(number, size, f)
		}}
	}}
}}

{"".join(functions)}"""
