"""Random functions that make objects and hand them on: to their callers, into one another, into closures, interfaces and variables of
the package.

Most are small enough that callers lend them memory (lower/lending.py), and their objects differ in how long they live. main calls
them in loops, writes over the memory below its frame in between, and prints what can be reached from what it kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable

HEAD = """package main

import "fmt"

type N struct {
	a    int
	l, r *N
	s    []int
	t    string
	p    *int
	i    any
	f    func(int) int
	m    [3]*N
}

type Namer interface{ name(int) *N }

var (
	kept  *N
	shelf [4]*N
	fuel  int
)

func (n *N) left() *N {
	if n.l != nil {
		return n.l
	}
	return n
}

func (n *N) right() *N {
	if n.r != nil {
		return n.r
	}
	return n
}

func (n *N) name(k int) *N { return &N{a: n.a + k, l: n} }

func (n N) copied() *N { return &n }

func (n *N) put(m *N) *N { n.l = m; return n }

func number(p *int) int {
	if p != nil {
		return *p
	}
	return 0
}

func call(f func(int) int, n int) int {
	if f != nil && fuel > 0 {
		fuel--
		return f(n)
	}
	return n
}

// look is a number made of all that can be reached from n in so many steps.
func look(n *N, deep int) int {
	if n == nil {
		return 7
	}
	h := n.a*31 + len(n.t) + number(n.p)
	for _, x := range n.s {
		h = h*33 + x
	}
	for _, c := range n.t {
		h = h*37 + int(c)
	}
	if deep > 0 {
		h = h*41 + look(n.l, deep-1)*3 + look(n.r, deep-1)*5
		for _, m := range n.m {
			h += look(m, deep-2) * 11
		}
		switch x := n.i.(type) {
		case *N:
			h += look(x, deep-1)
		case N:
			h += look(&x, deep-1)
		case int:
			h += x
		case string:
			h += len(x)
		case []int:
			for _, y := range x {
				h += y
			}
		}
		h = call(n.f, h)
	}
	return h & 0xffffff
}

// stomp writes over the memory below its caller's frame.
//
//go:noinline
func stomp(n int) int {
	var a [64]int
	for i := range a {
		a[i] = -n - i
	}
	if n > 0 {
		return stomp(n-1) + a[n&63]
	}
	return a[5]
}

"""

NODES = ("v", "w", "p", "q")


class Writer:
    """The body of one function under way: f(p, q *N, k int) with one or two results. `callees` are (name, number of results)."""

    def __init__(self, r: random.Random, callees: list[tuple[str, int]], results: int) -> None:
        self.r, self.callees, self.results, self.depth, self.made = r, callees, results, 0, 0
        self.lines: list[str] = []

    def node(self, deep: int = 0) -> str:
        """An expression of type *N that is not nil."""
        r = self.r
        kind = r.randrange(24)
        if kind < 9 or deep > 2:
            return r.choice(NODES)
        if kind < 12:
            return f"{r.choice(NODES)}.{r.choice(('left', 'right', 'copied'))}()"
        if kind < 15:
            return f"&N{{a: {r.choice('kn')} + {r.randrange(9)}{self.fields(deep + 1)}}}"
        if kind == 15:
            return f"{r.choice(NODES)}.name({r.randrange(9)})"
        if kind == 16:
            return f"{r.choice(NODES)}.put({self.node(deep + 1)})"
        if kind == 17:
            return f"Namer({r.choice(NODES)}).name({r.randrange(9)})"
        if kind == 18:
            return f"func(z *N) *N {{ return {r.choice(('z', '&N{l: z}', 'z.right()', '&*z', 'v', 'w.put(z)'))} }}({r.choice(NODES)})"
        single = [name for name, results in self.callees if results == 1]
        if single:
            return f"{r.choice(single)}({self.node(deep + 2)}, {r.choice(NODES)}, k+{r.randrange(4)})"
        return "new(N)"

    def fields(self, deep: int) -> str:
        """Elements of a literal N."""
        r = self.r
        forms: dict[str, Callable[[], str]] = {
            "l": lambda: self.node(deep), "r": lambda: self.node(deep), "s": self.numbers, "t": self.text, "p": self.pointer,
            "i": lambda: self.any(deep), "f": self.closure, "m": lambda: f"[3]*N{{{r.choice(NODES)}, nil, {self.node(deep)}}}",
        }  # fmt: skip
        return "".join(f", {name}: {forms[name]()}" for name in r.sample(list(forms), r.choice((0, 1, 1, 2))))

    def simple(self, n: int) -> str:
        """As fields, of what is new or has no pointers."""
        r = self.r
        return "".join(f", {r.choice(x)}" for x in r.sample((
            ("l: &N{a: k + 2}", "l: q", "l: v"), ("r: &N{a: n}",), ("s: make([]int, k&3)", "s: []int{k, n}"), ("t: p.t + q.t",),
            ("p: new(int)", "p: &n"), ("i: k", "i: *p", "i: &N{a: k + 4}"), ("f: func(z int) int { n++; return z + n }",),
            ("m: [3]*N{1: {a: k + 5}}",),
        ), r.randint(0, n)))  # fmt: skip

    def numbers(self) -> str:
        return self.r.choice(("make([]int, k&3)", "make([]int, 2, 4)", "[]int{k, 1, k + 2}", f"{self.r.choice(NODES)}.s",
                              f"{self.r.choice(NODES)}.s[:0]", f"append({self.r.choice(NODES)}.s, k)"))  # fmt: skip

    def text(self) -> str:
        x = self.r.choice(NODES)
        return self.r.choice((f"{x}.t", '"abc"', f'{x}.t + "d"', "string(rune('a' + k&7))", f"string([]byte({x}.t))", f'"e" + {x}.t'))

    def pointer(self) -> str:
        x = self.r.choice(NODES)
        return self.r.choice((f"&{x}.a", f"{x}.p", "&k", "new(int)", "&n"))

    def any(self, deep: int) -> str:
        return self.r.choice((lambda: self.node(deep), lambda: f"*{self.r.choice(NODES)}", lambda: "k", lambda: self.text(),
                              lambda: self.numbers(), lambda: f"{self.r.choice(NODES)}.i"))()  # fmt: skip

    def closure(self) -> str:
        x, y = self.r.choice(NODES), self.r.choice(NODES)
        return self.r.choice((
            f"{x}.f", f"func(z int) int {{ return z + {x}.a }}", f"func(z int) int {{ {x} = {y}; return z ^ {x}.a }}",
            "func(z int) int { n += z; return n }", f"func(z int) int {{ return look({x}, 1) + z }}",
            f"func(z int) int {{ {x}.l = {y}; return z }}",
        ))  # fmt: skip

    def emit(self, text: str) -> None:
        self.lines.append(text)

    def block(self, size: int) -> None:
        self.depth += 1
        for _ in range(self.r.randint(1, size)):
            self.statement()
        self.depth -= 1

    def statement(self) -> None:
        r = self.r
        kind = r.randrange(40 if self.depth < 2 else 32)
        x, y = r.choice(NODES), r.choice(NODES)
        if kind < 8:
            self.emit(f"{x} = {self.node()}")
        elif kind < 12:
            self.emit(f"{x}.{r.choice('lr')} = {self.node()}")
        elif kind < 18:
            self.emit(r.choice((
                f"{x}.s = {self.numbers()}", f"{x}.t = {self.text()}", f"{x}.p = {self.pointer()}", f"{x}.i = {self.any(1)}",
                f"{x}.f = {self.closure()}", f"{x}.m[k&1] = {self.node(1)}", f"n += {x}.a", f"{x}.a++", f"{x}.s = append({x}.s, {y}.a)",
                f"*{x} = *{y}", f"*{x} = N{{a: n{self.fields(1)}}}", f"{x}, {y} = {y}, {x}", f"{x}.l, {y}.r = {y}.r, {x}.l",
            )))  # fmt: skip
        elif kind < 20:
            double = [name for name, results in self.callees if results == 2]
            if double:
                to = r.choice((f"{x}, {y}", f"_, {x}", f"{x}, _", f"{x}.l, {y}", f"{x}, {y}.r"))
                self.emit(f"{to} = {r.choice(double)}({self.node(2)}, {y}, k)")
        elif kind == 20:
            self.emit(f"{r.choice(('kept', 'shelf[k&3]'))} = {self.node(1)}")
        elif kind == 21:
            self.made += 1
            u = f"u{self.made}"
            use = r.choice((f"{x} = &{u}", f"{x}.l = &{u}", f"{u}.l = {x}", f"{x} = {u}.put({y})", f"{x}.p = &{u}.a"))
            self.emit(f"var {u} N\n{u}.a = k\n{use}")
        elif kind == 22:
            self.emit(r.choice((f"if z, ok := {x}.i.(*N); ok && z != nil {{ {y} = z }}", f"if {x}.l != nil {{ {y} = {x}.l }}",
                                f"if len({x}.s) > 0 {{ {y}.p = &{x}.s[0] }}")))  # fmt: skip
        elif kind == 23:
            self.emit(f"n += call({self.closure()}, k)")
        elif kind < 27:
            self.emit(f"if {self.condition()} {{ {self.leaving()} }}")
        elif kind < 32:
            self.emit(f"if {self.condition()} {{")
            self.block(2)
            self.emit("}")
        else:
            self.loop(x, y)

    def loop(self, x: str, y: str) -> None:
        r = self.r
        head = r.choice(("for j := range 3", "for j := 0; j < 3; j++", f"for j := range {x}.s", f"for j, z := range [2]*N{{{x}, {y}}}"))
        self.emit(f"{head} {{\nn += j + 1\nif fuel--; fuel < 0 {{ break }}")
        if ", z" in head:
            self.emit(f"{r.choice(NODES)} = z.{r.choice(('left()', 'right()', 'put(v)', 'name(j)'))}")
        self.block(3)
        self.emit("}")

    def condition(self) -> str:
        x = self.r.choice(NODES)
        return self.r.choice(("k&1 == 0", "k > 3", f"{x}.a&1 == 0", f"len({x}.s) > 1", f"{x} == {self.r.choice(NODES)}", "n > k"))

    def leaving(self) -> str:
        return "return " + ", ".join(self.node(1) for _ in range(self.results))


def function(r: random.Random, name: str, callees: list[tuple[str, int]], results: int) -> str:
    """One function that does anything."""
    w = Writer(r, callees, results)
    named = r.random() < 0.3 and results == 1
    for _ in range(r.choice((0, 1, 1, 2, 2, 3, 5))):
        w.statement()
    w.emit(w.leaving())
    body = "\n".join(w.lines)
    used = set("".join(c if c.isalnum() else " " for c in body).split())
    start = [f"{x} := {y}" for x, y in (("v", "p"), ("w", "q"), ("n", "k")) if x in used]
    blank = [f"_ = {x}" for x in ("v", "w", "n") if x in used]
    types = ("(out *N)" if named else "*N") if results == 1 else "(*N, *N)"
    return _declared(r, f"{name}(p, q *N, k int) {types}", [*start, *blank, body])


def maker(r: random.Random, name: str, callees: list[tuple[str, int]], results: int) -> str:
    """One function that makes what it returns, and is small enough to be inlined."""
    w = Writer(r, callees, results)
    single = [callee for callee, count in callees if count == 1]
    made = f"&N{{a: {r.choice(('k', 'k', 'k*3 + 1', 'n'))}{w.simple(1)}}}"
    turn = r.choice(("j == 0", "j == 1", "k&1 == j"))
    body, value = r.choice((
        ("", made), ("", made), (f"v = {made}", "v"), (f"v = {made}\nw.l = v", "w"),
        ("var u N\nu.a = k", "&u"), ("var u N\nu.s = make([]int, k&7)", "&u"),
        ("u := *p\nu.a += k", "&u"), (f"v = {made}\nn++", "&N{a: n, l: v}"), (f"v = {made}\nv.r = v", "v"),
        (f"v = {made}\nw = &N{{a: 5, r: v}}", "w"), ("x := k + 1", "&N{a: x, p: &x}"), ("x := [3]int{k, 2, 3}", "&N{s: x[:]}"),
        (f"for j := range 3 {{ o := &N{{a: k + j{w.simple(2)}}}\nif {turn} {{ v = o }}\n}}", "v"),
        (f"for j := 0; j < 3; j++ {{ o := N{{a: k + j}}\nif {turn} {{ v = &o }} else {{ w = &o }}\n}}", "v"),
        (f"for j := 0; j < 2; j++ {{ w = v; v = {made}\nv.a += j\n}}", "v"),
        ("j := 0\nagain:\no := &N{a: k + j}\nif j == 0 { v = o }\nif j++; j < 3 { goto again }", "v"),
        (f"for j := range 3 {{ func() {{ o := &N{{a: j + k}}\nif {turn} {{ v = o }}\n}}()\n}}", "v"),
        (f"if k&1 == 0 {{ v = {made} }}", "v"), (f"if k > 2 {{ return {', '.join([made] * results)} }}", "&N{a: 1}"),
        (f"switch k {{ case 1: v = {made}; case 2: v = &N{{a: n}}; default: w = &N{{a: 3}} }}", "v"),
        ("v = &N{a: k}\nv.i = *v", "v"), ("v = &N{a: k}\nx := v", "&N{a: 3, f: func(z int) int { return z + x.a }}"),
        (f"v = {r.choice(single)}(p, q, k+1)" if single else "", "v"),
        (f"v = {r.choice(single)}(w, v, k)" if single else "", "&N{a: k, l: v}"),
    ))  # fmt: skip
    other = r.choice((value, "v", "w", made, made, f"&N{{a: 8, l: {value}}}"))
    end = "return " + ", ".join([value, other][:results])
    head = f"{name}(p, q *N, k int) "
    if r.random() < 0.5:
        start = ["v, w, n := p, q, k", "_, _, _ = v, w, n"]
        return _declared(r, head + ("*N" if results == 1 else "(*N, *N)"), [*start, body, end])
    start = ["w := q", "_ = w", "v = p"] if results == 1 else ["v, w = p, q"]
    return _declared(r, f"{head}({'v' if results == 1 else 'v, w'} *N)", [*start, "n := k", "_ = n", body, end])


def _declared(r: random.Random, head: str, lines: list[str]) -> str:
    mark = "//go:noinline\n" if r.random() < 0.1 else ""
    return f"{mark}func {head} {{\n" + "\n".join(lines) + "\n}\n"


def program(seed: int, count: int) -> str:
    """A program of `count` functions, each called in loops of its own."""
    r = random.Random(seed)
    made: list[tuple[str, int]] = []
    functions, loops = [], []
    for n in range(count):
        results = r.choice((1, 1, 1, 2))
        functions.append(r.choice((function, maker, maker))(r, f"f{n}", made[-6:], results))
        made.append((f"f{n}", results))
        loops.append(_loop(r, n, results, made[-4:]) if n % 2 else _chain(r, n, made[-8:]))
    calls = "".join(f"\tloop{n}()\n" for n in range(count))
    return f"{HEAD}{''.join(functions)}{''.join(loops)}func main() {{\n{calls}}}\n"


def _loop(r: random.Random, n: int, results: int, near: list[tuple[str, int]]) -> str:
    """What calls f<n>: it keeps some results for one turn, some for longer, and some for good."""
    single = [name for name, count in near if count == 1]
    second = f"y = {r.choice(single)}(x, old, i)\n" if single else "y = x.left()\n"
    to = "x" if results == 1 else "x, y"
    keep = "".join(line + "\n" for line in r.sample((
        "old = x", "first = y", "ring[i%3] = x", "old = &N{a: i, l: x}", "list = append(list, x)", "first.r = x", "y = first",
        "old = ring[i&1].left()", "if x.l != nil { old = x.l }", "first.s = y.s", "if y.r != nil { ring[0] = y.r }",
    ), r.choice((0, 0, 1, 2))))  # fmt: skip
    return f"""
func loop{n}() {{
	fuel = 300
	kept, shelf = nil, [4]*N{{}}
	first := &N{{a: {n}, t: "first"}}
	old := first
	ring := [3]*N{{first, first, first}}
	var list []*N
	for i := range 5 {{
		x, y := first, old
		{to} = f{n}({r.choice(("old", "first", "ring[i%3]", "&N{a: i}", "old.copied()"))}, {r.choice(("old", "x", "new(N)", "ring[1]"))}, i)
		if {r.choice(("true", "i&1 == 0"))} {{
			stomp(9)
		}}
		{second}h := look(x, 3) + look(y, 3)
		stomp(5)
		{keep}fmt.Println({n}, i, h, look(x, 4), look(y, 3), look(old, 3), look(first, 3))
	}}
	stomp(7)
	fmt.Println({n}, look(kept, 3), look(shelf[1], 3), look(ring[0], 3), look(ring[2], 2), len(list))
	for _, x := range list {{
		fmt.Print(look(x, 2), " ")
	}}
	fmt.Println()
}}
"""


def _chain(r: random.Random, n: int, near: list[tuple[str, int]]) -> str:
    """Calls one after the other, whose objects live until the end of the turn or less long, but for a part of them."""
    lines, names = [], ["first"]
    for step in range(r.randint(1, 4)):
        name, results = r.choice(near)
        used = names if r.random() < 0.25 else ["first"]  # what is handed on is kept by most
        call = f"{name}({r.choice(used)}, {r.choice(used)}, i+{r.randrange(4)})"
        new = [f"x{step}", f"y{step}"][:results]
        lines.append(f"{', '.join(new)} := {call}")
        names += new
        x, y = r.choice(new), r.choice(names)
        lines += r.sample((f"stomp({step})", f"h += look({y}, 2)", f"{x} = {y}.left()", f"{x}.p = {y}.p", f"{x}.l = {y}.l",
                           f"h += look({call if results == 1 else 'kept'}, 2)"), r.choice((0, 0, 1)))  # fmt: skip
        lines += r.sample((f"o1 = {x}.l", f"o1 = {x}.l", f"o2 = {x}.r", f"o2 = {x}.m[0]", f"op = {x}.p", f"os = {x}.s", f"o2 = {y}",
                           f"ot = {x}.t", f"oi = {x}.i", f"of = {x}.f"), r.choice((0, 1, 1, 2)))  # fmt: skip
    shown = ", ".join(f"look({name}, 3)" for name in names)
    body = "\n\t\t".join(lines)
    return f"""
func loop{n}() {{
	fuel = 300
	kept, shelf = nil, [4]*N{{}}
	first, outer := &N{{a: {n}, t: "first"}}, N{{}}
	var o1, o2 *N
	var op *int
	var os []int
	var ot string
	var oi any
	var of func(int) int
	for i := range 4 {{
		outer = N{{l: o1, r: o2, p: op, s: os, t: ot, i: oi, f: of}}
		h := look(&outer, 3)
		{body}
		stomp(8)
		fmt.Println({n}, i, h, {shown})
	}}
	stomp(7)
	outer = N{{l: o1, r: o2, p: op, s: os, t: ot, i: oi, f: of}}
	fmt.Println({n}, look(kept, 3), look(shelf[1], 3), look(first, 2), look(&outer, 3))
}}
"""
