"""Random integer expressions of all widths: compiled (-O0 and -O2) against interpreted against a model in Python."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rtlang_support import load, module

from rt0.rtlang.compile import compile_modules
from rt0.rtlang.interp import Interpreter

NAMES = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"]
FUNCTIONS = 25

Model = Callable[[dict[str, int]], int]


def wrap(name: str, v: int) -> int:
    """v in the range of the type, by the definition and not by the compiler's code."""
    bits = int(name[1:])
    v %= 2**bits
    return v - 2**bits if name[0] == "i" and v >= 2 ** (bits - 1) else v


def edge(r: random.Random, name: str) -> int:
    """A value of the type, often near an end."""
    bits = int(name[1:])
    v = r.choice([0, 1, -1, 2, 3, 7, 2 ** (bits - 1), 2 ** (bits - 1) - 1, r.getrandbits(bits), r.getrandbits(bits)])
    return wrap(name, v)


class Maker:
    """Writes one expression and its model together."""

    def __init__(self, r: random.Random) -> None:
        self.r = r

    def expression(self, t: str, depth: int) -> tuple[str, Model]:
        if depth == 0:
            return self.leaf(t)
        kind = self.r.randrange(9)
        makers = [self.plain, self.plain, self.shift, self.divide, self.unary, self.convert, self.choose, self.bits]
        return (makers + [self.extreme])[kind](t, depth - 1)

    def leaf(self, t: str) -> tuple[str, Model]:
        if self.r.random() < 0.7:
            name = self.r.choice("xyz")
            return (f"{t}({name})", lambda e: wrap(t, e[name]))
        v = edge(self.r, t)
        return f"{t}({v})", lambda e: v

    def plain(self, t: str, depth: int) -> tuple[str, Model]:
        (a, f), (b, g) = self.expression(t, depth), self.expression(t, depth)
        sign = self.r.choice("+-*&|^")
        compute = eval(f"lambda p, q: p {sign} q")
        return f"({a} {sign} {b})", lambda e: wrap(t, compute(f(e), g(e)))

    def shift(self, t: str, depth: int) -> tuple[str, Model]:
        (a, f), (n, g) = self.expression(t, depth), self.expression("u8", depth)
        if self.r.random() < 0.5:
            return f"({a} << {n})", lambda e: wrap(t, f(e) << g(e))
        return f"({a} >> {n})", lambda e: f(e) >> g(e)

    def divide(self, t: str, depth: int) -> tuple[str, Model]:
        (a, f), (b, g) = self.expression(t, depth), self.expression(t, depth)
        if t[0] == "i" and self.r.random() < 0.5:
            divisor, h = f"(-({b} & 7) - 2)", lambda e: -(g(e) & 7) - 2
        else:
            divisor, h = f"({b} & 15 | 1)", lambda e: (g(e) & 15) | 1
        if self.r.random() < 0.5:
            return f"({a} // {divisor})", lambda e: wrap(t, f(e) // h(e))
        return f"({a} % {divisor})", lambda e: wrap(t, f(e) % h(e))

    def unary(self, t: str, depth: int) -> tuple[str, Model]:
        a, f = self.expression(t, depth)
        if self.r.random() < 0.5:
            return f"(-{a})", lambda e: wrap(t, -f(e))
        return f"(~{a})", lambda e: wrap(t, ~f(e))

    def convert(self, t: str, depth: int) -> tuple[str, Model]:
        other = self.r.choice(NAMES)
        a, f = self.expression(other, depth)
        return f"{t}({a})", lambda e: wrap(t, f(e))

    def choose(self, t: str, depth: int) -> tuple[str, Model]:
        other = self.r.choice(NAMES)
        (p, f), (q, g) = self.expression(other, depth), self.expression(other, depth)
        (a, h), (b, k) = self.expression(t, depth), self.expression(t, depth)
        sign = self.r.choice(["<", "<=", ">", ">=", "==", "!="])
        compare = eval(f"lambda p, q: p {sign} q")
        return f"({a} if {p} {sign} {q} else {b})", lambda e: h(e) if compare(f(e), g(e)) else k(e)

    def bits(self, t: str, depth: int) -> tuple[str, Model]:
        a, f = self.expression(t, depth)
        width = int(t[1:])

        def text(e: dict[str, int]) -> str:
            return format(f(e) % 2**width, f"0{width}b")

        kind = self.r.choice(["ctz", "clz", "popcount", "bswap"])
        models: dict[str, Model] = {
            "ctz": lambda e: width - len(text(e).rstrip("0")),
            "clz": lambda e: width - len(text(e).lstrip("0")),
            "popcount": lambda e: wrap(t, text(e).count("1")),
            "bswap": lambda e: wrap(t, int.from_bytes((f(e) % 2**width).to_bytes(width // 8, "big"), "little")),
        }
        return f"{kind}({a})", models[kind]

    def extreme(self, t: str, depth: int) -> tuple[str, Model]:
        (a, f), (b, g) = self.expression(t, depth), self.expression(t, depth)
        if self.r.random() < 0.5:
            return f"min({a}, {b})", lambda e: min(f(e), g(e))
        return f"max({a}, {b})", lambda e: max(f(e), g(e))


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_expressions(seed: int, tmp_path: Path) -> None:
    r = random.Random(seed)
    maker = Maker(r)
    source, models = "", []
    for i in range(FUNCTIONS):
        t, kinds = r.choice(NAMES), [r.choice(NAMES) for _ in range(3)]
        text, model = maker.expression(t, r.randrange(1, 5))
        params = ", ".join(f"{n}: {k}" for n, k in zip("xyz", kinds, strict=True))
        source += f"def f{i}({params}) -> {t}:\n    return {text}\n\n"
        models.append((kinds, model, text))
    compiled = compile_modules([module(source, tmp_path)])
    runtimes = [load(compiled, 0), load(compiled, 2), Interpreter(compiled)]
    names = [f"f{i}" for i in range(FUNCTIONS)]
    for rt in runtimes[:2]:
        rt.prepare(names)
    for name, (kinds, model, text) in zip(names, models, strict=True):
        for _ in range(6):
            values = [edge(r, k) for k in kinds]
            expected = model(dict(zip("xyz", values, strict=True)))
            got = [rt.call(name, *values) for rt in runtimes]
            assert got == [expected] * 3, (text, kinds, values)
