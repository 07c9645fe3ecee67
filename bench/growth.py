"""Does the front end's time grow worse than linearly with anything? Time at n and at 2n for many shapes of programs.

    python bench/growth.py [SHAPE ...] [--scale 1.0]

A shape is a function of n in `SHAPES`, which gives a whole source file. The ratio of the times shows how it grows: 2 is
linear, 4 quadratic; above 3 is marked. The size of each shape is the one that the project promises (a file of 50,000 lines, a
literal of 10,000 elements, a switch of 5,000 cases, 2,000 embedded types), or about as large. tests/types/test_growth.py
holds small sizes of the same shapes against the same bound.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.syntax import parse_file
from rt0.types.check.package import check_package, new_checker
from rt0.types.objects import Package
from rt0.types.universe import UNSAFE

Shape = Callable[[int], str]


def lines(n: int, make: Callable[[int], str], sep: str = "\n") -> str:
    """make(0) ... make(n-1), joined."""
    return sep.join([make(i) for i in range(n)])


def body(text: str, params: str = "x int", result: str = "") -> str:
    """A function f of this body."""
    return f"func f({params}) {result} {{\n{text}\n}}\n"


FILE = """
type t%d struct{ a, b int; next *t%d }

func (r *t%d) sum(k int) (int, error) {
	total := r.a + r.b*k
	for i, v := range []int{1, 2, 3} {
		if i > k {
			total += v
		}
	}
	return total, nil
}
"""

SHAPES: dict[str, tuple[int, Shape]] = {
    # ---- long
    "file of n/12 types and methods": (50_000, lambda n: lines(n // 12, lambda i: FILE % (i, i, i))),
    "literal of n integers": (10_000, lambda n: f"var x = []int{{{lines(n, str, ', ')}}}"),
    "literal of n structs": (
        5_000,
        lambda n: f"var x = []struct{{ a int; b string }}{{{lines(n, lambda i: f'{{{i}, `s{i}`}}', ', ')}}}",
    ),
    "map literal of n strings": (10_000, lambda n: f"var x = map[string]int{{{lines(n, lambda i: f'`k{i}`: {i}', ', ')}}}"),
    "array literal of n indices": (10_000, lambda n: f"var x = [...]int{{{lines(n, lambda i: f'{i}: {i}', ', ')}}}"),
    "switch of n integers": (5_000, lambda n: body(f"switch x {{\n{lines(n, lambda i: f'case {i}: x++')}\n}}")),
    "switch of n strings": (5_000, lambda n: body(f"switch x {{\n{lines(n, lambda i: f'case `s{i}`: return')}\n}}", "x string")),
    "type switch of n types": (
        2_000,
        lambda n: (
            lines(n, lambda i: f"type t{i} int")
            + "\n"
            + body(f"switch x.(type) {{\n{lines(n, lambda i: f'case t{i}:')}\n}}", "x any")
        ),
    ),
    "n constants of an iota": (10_000, lambda n: f"const (\nc0 = iota\n{lines(n, lambda i: f'd{i}')}\n)"),
    "n variables, each of the one before": (5_000, lambda n: "var v0 = 1\n" + lines(n, lambda i: f"var v{i + 1} = v{i} + 1")),
    "n variables, each of the one behind": (5_000, lambda n: lines(n, lambda i: f"var v{i} = v{i + 1} + 1") + f"\nvar v{n} = 1"),
    "n functions that call the next": (
        5_000,
        lambda n: lines(n, lambda i: f"func f{i}() {{ f{i + 1}() }}") + f"\nfunc f{n}() {{}}",
    ),
    "a call cycle of n functions and a variable": (
        3_000,
        lambda n: "var v = g0()\n" + lines(n, lambda i: f"func g{i}() int {{ return g{(i + 1) % n}() }}"),
    ),
    "n local variables": (5_000, lambda n: body(lines(n, lambda i: f"v{i} := x\n_ = v{i}"))),
    "n statements": (20_000, lambda n: body(lines(n, lambda i: f"x = x*{i} + 1"))),
    "n labels": (3_000, lambda n: body(lines(n, lambda i: f"l{i}:\nif x > {i} {{ goto l{i} }}"))),
    "n gotos forward": (
        3_000,
        lambda n: body(lines(n, lambda i: f"if x > {i} {{ goto l{i} }}") + "\n" + lines(n, lambda i: f"l{i}: x++")),
    ),
    "n function literals": (5_000, lambda n: body(lines(n, lambda i: "func() { x++ }()"))),
    "struct of n fields": (
        5_000,
        lambda n: f"type T struct {{\n{lines(n, lambda i: f'f{i} int')}\n}}\n" + body(lines(n, lambda i: f"t.f{i}++"), "t T"),
    ),
    "n methods of a type and an interface": (
        2_000,
        lambda n: (
            "type T int\n"
            + lines(n, lambda i: f"func (T) m{i}() {{}}")
            + f"\ntype I interface {{\n{lines(n, lambda i: f'm{i}()')}\n}}\nvar v I = T(0)"
        ),
    ),
    "n parameters": (
        3_000,
        lambda n: body("", lines(n, lambda i: f"p{i} int", ", ")) + f"func g() {{ f({lines(n, str, ', ')}) }}",
    ),
    "n results": (2_000, lambda n: f"func r() ({lines(n, lambda i: 'int', ', ')}) {{ return {lines(n, str, ', ')} }}"),
    "n left sides": (
        2_000,
        lambda n: body(f"{lines(n, lambda i: f'v{i}', ', ')} := {lines(n, str, ', ')}\n" + lines(n, lambda i: f"_ = v{i}")),
    ),
    "n instances of a generic function": (
        2_000,
        lambda n: (
            "func g[T any](x T) T { return x }\n"
            + lines(n, lambda i: f"type t{i} int")
            + "\n"
            + body(lines(n, lambda i: f"g(t{i}(x))"))
        ),
    ),
    "n instances of a generic type": (
        2_000,
        lambda n: (
            "type G[T any] struct{ x T }\nfunc (g G[T]) m() T { return g.x }\n"
            + lines(n, lambda i: f"type t{i} int")
            + "\n"
            + lines(n, lambda i: f"var v{i} = G[t{i}]{{}}.m()")
        ),
    ),
    "n type parameters": (
        300,
        lambda n: (
            f"func g[{lines(n, lambda i: f'T{i} any', ', ')}]({lines(n, lambda i: f'p{i} T{i}', ', ')}) {{}}\n"
            + f"func h() {{ g({lines(n, str, ', ')}) }}"
        ),
    ),
    "string of n bytes": (1_000_000, lambda n: f'var s = "{"ab" * (n // 2)}"'),
    "comment of n lines": (50_000, lambda n: lines(n, lambda i: f"// line {i}")),
    "n errors": (5_000, lambda n: body(lines(n, lambda i: f"y{i} = 1"))),
    "n syntax errors": (2_000, lambda n: lines(n, lambda i: f"func f{i}() {{ x = = 1 }}")),
    "n redeclarations": (5_000, lambda n: lines(n, lambda i: "var x = 1")),
    "n unused variables": (5_000, lambda n: body(lines(n, lambda i: f"v{i} := 1"))),
    # ---- chains
    "n embedded types": (
        2_000,
        lambda n: (
            "type t0 struct{ x int }\nfunc (t0) m() {}\n"
            + lines(n, lambda i: f"type t{i + 1} struct{{ t{i} }}")
            + "\n"
            + body("v.x++; v.m()", f"v t{n}")
        ),
    ),
    "n embedded pointers": (
        2_000,
        lambda n: (
            "type t0 struct{ x int }\n" + lines(n, lambda i: f"type t{i + 1} struct{{ *t{i} }}") + "\n" + body("v.x++", f"v t{n}")
        ),
    ),
    "n embedded interfaces": (
        1_000,
        lambda n: (
            "type i0 interface{ m() }\n"
            + lines(n, lambda i: f"type i{i + 1} interface{{ i{i} }}")
            + "\n"
            + body("v.m()", f"v i{n}")
        ),
    ),
    "n types of the one before": (5_000, lambda n: "type t0 int\n" + lines(n, lambda i: f"type t{i + 1} t{i}")),
    "n types of the one behind": (5_000, lambda n: lines(n, lambda i: f"type t{i} t{i + 1}") + f"\ntype t{n} int"),
    "n aliases": (5_000, lambda n: "type t0 = int\n" + lines(n, lambda i: f"type t{i + 1} = t{i}") + f"\nvar v t{n} = 1"),
    "n struct types, each in the next": (
        3_000,
        lambda n: "type t0 int\n" + lines(n, lambda i: f"type t{i + 1} struct{{ a t{i}; b int }}"),
    ),
    "n terms added": (10_000, lambda n: body("return " + lines(n, lambda i: "x", "+"), result="int")),
    "n constants added": (10_000, lambda n: "const c = " + lines(n, str, "+")),
    "n terms anded": (10_000, lambda n: body("return " + lines(n, lambda i: f"x != {i}", " && "), result="bool")),
    "n strings added": (2_000, lambda n: "const c = " + lines(n, lambda i: '"ab"', "+")),
    "n shifts": (2_000, lambda n: body("return " + "x << 1" + " << 1" * n, result="int")),
    "n untyped shifts": (1_000, lambda n: body("var v int64 = 1 << x" + lines(n, lambda i: " + 1 << x", "") + "\n_ = v")),
    "n else-ifs": (3_000, lambda n: body(lines(n, lambda i: f"if x == {i} {{ x++ }}", " else "))),
    "n selectors": (3_000, lambda n: "type T struct{ t *T }\n" + body("_ = v" + ".t" * n, "v T")),
    "n calls of results": (3_000, lambda n: "type T struct{}\nfunc (t T) m() T { return t }\n" + body("v" + ".m()" * n, "v T")),
    "n indices": (1_000, lambda n: body("_ = v" + "[0]" * n, "v " + "[]" * n + "int")),
    # ---- deep
    "n parentheses": (10_000, lambda n: "var a int\nvar x = " + "(" * n + "a" + ")" * n),
    "n minus signs": (10_000, lambda n: "var a int\nvar x = " + "- " * n + "a"),
    "n dereferences": (2_000, lambda n: body("_ = " + "*" * n + "v", "v " + "*" * n + "int")),
    "n blocks": (5_000, lambda n: body("{" * n + "}" * n)),
    "n ifs": (2_000, lambda n: body("if x > 0 {" * n + "}" * n)),
    "n loops": (2_000, lambda n: body("for x > 0 {" * n + "}" * n)),
    "n switches": (2_000, lambda n: body("switch x { case 1: " * n + "}" * n)),
    "n function literals, nested": (1_000, lambda n: body("func() {" * n + "x++" + "}()" * n)),
    "n calls, nested": (5_000, lambda n: "func g(x int) int { return x }\nvar x = " + "g(" * n + "1" + ")" * n),
    "n generic calls, nested": (2_000, lambda n: "func g[T any](x T) T { return x }\nvar x = " + "g(" * n + "1" + ")" * n),
    "n conversions, nested": (5_000, lambda n: "var a int\nvar x = " + "int(" * n + "a" + ")" * n),
    "n literals, nested": (3_000, lambda n: "var x = " + "[]any{" * n + "1" + "}" * n),
    "n slices of slices": (2_000, lambda n: "var x " + "[]" * n + "int"),
    "n pointers": (2_000, lambda n: "var x " + "*" * n + "int\nvar y = x"),
    "n structs, nested": (1_000, lambda n: "var x " + "struct{ a " * n + "int" + "}" * n),
    "n functions of functions": (1_000, lambda n: "var x " + "func(" * n + "int" + ")" * n),
    "n maps of maps": (2_000, lambda n: "var x " + "map[int]" * n + "int"),
    "n instances, nested": (3_000, lambda n: "type G[T any] struct{ x *T }\nvar x " + "G[" * n + "int" + "]" * n),
}


def sink_of(source: str) -> tuple[Sink, float, float]:
    """What is reported for a source, and the seconds of parser and checker."""
    sink = Sink(FileSet())
    gc.collect()
    gc.disable()  # as load() does
    started = time.process_time()
    file = parse_file(sink.files.add("p.go", "package p\n" + source), sink)
    parsed = time.process_time()
    if not file.had_errors:
        c = new_checker(Package("p", "p"), [file], sink.files, sink, Options(), lambda path, pos: UNSAFE)
        check_package(c)
    spent = time.process_time() - parsed
    sink.format()
    gc.enable()
    return sink, parsed - started, spent


def growth(shape: Shape, n: int, repeat: int = 1) -> tuple[float, float, str]:
    """Seconds at n and at 2n, the least of some, and the first words reported."""
    words = ""
    best = []
    for size in (n, 2 * n):
        source = shape(size)
        times = []
        for _ in range(repeat):
            sink, one, two = run_deep(lambda: sink_of(source))  # noqa: B023
            times.append(one + two)
            words = sink.format(1).partition("\n")[0] if sink else ""
        best.append(min(times))
    return best[0], best[1], words


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="how the front end's time grows")
    parser.add_argument("shapes", nargs="*")
    parser.add_argument("--scale", type=float, default=1.0, help="of all sizes")
    options = parser.parse_args()
    print(f"{'shape':45} {'n':>9} {'s at n':>8} {'s at 2n':>8} ratio")
    for name, (n, shape) in SHAPES.items():
        if options.shapes and not any(word in name for word in options.shapes):
            continue
        size = max(int(n * options.scale), 10)
        one, two, words = growth(shape, size)
        mark = " <<<" if two > 3 * one and two > 0.05 else ""
        print(f"{name:45} {size:9,} {one:8.3f} {two:8.3f} {two / one:5.1f}{mark}  {words[:100]}", flush=True)


if __name__ == "__main__":
    main()
