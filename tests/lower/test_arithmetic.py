"""Integer and float operators of compiled Go against Python models, all widths, -O0 and -O2."""

from __future__ import annotations

import ctypes
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import callable_of, image, lower

INTS = {
    "int8": (8, True, ctypes.c_int8), "int16": (16, True, ctypes.c_int16), "int32": (32, True, ctypes.c_int32),
    "int64": (64, True, ctypes.c_int64), "uint8": (8, False, ctypes.c_uint8), "uint16": (16, False, ctypes.c_uint16),
    "uint32": (32, False, ctypes.c_uint32), "uint64": (64, False, ctypes.c_uint64),
}  # fmt: skip
OPS = {"add": "+", "sub": "-", "mul": "*", "and": "&", "or": "|", "xor": "^", "clear": "&^", "quo": "/", "rem": "%"}

HALVES = ("x * (x + 1) / 2", "(x - 2) * y * (1 + x) / 2", "(x - 1) * (x - 3) / 2", "x * y / 2", "x * (x + 1) / 4", "(3 - x) * x / 2")
"""Products that are halved: the first two are even whatever x and y are (lower/triangular.py), the next may be odd; the last is
even as well, and not taken for it."""


def source() -> str:
    lines = ["package main", "func main() {}"]
    for t in INTS:
        for name, op in OPS.items():
            lines.append(f"func {name}_{t}(x, y {t}) {t} {{ return x {op} y }}")
        lines += [f"func half{i}_{t}(x, y {t}) {t} {{ return {form} }}" for i, form in enumerate(HALVES)]
        lines.append(f"func shl_{t}(x {t}, n uint64) {t} {{ return x << n }}")
        lines.append(f"func shr_{t}(x {t}, n uint64) {t} {{ return x >> n }}")
        lines.append(f"func less_{t}(x, y {t}) bool {{ return x < y }}")
        lines.append(f"func float_{t}(x {t}) float64 {{ return float64(x) }}")
        lines += [f"func conv_{t}_{u}(x {t}) {u} {{ return {u}(x) }}" for u in INTS]
        lines.append(f"func trunc_{t}(x float64) {t} {{ return {t}(x) }}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module", params=[0, 2])
def functions(request: Any, tmp_path_factory: Any) -> Any:
    lowered = lower(tmp_path_factory.mktemp("arith"), source())
    names = [line.split("(")[0][5:] for line in source().splitlines() if line.startswith("func ")]
    return image(lowered, ["main." + n for n in names], request.param)


def wrap(value: int, t: str) -> int:
    bits, signed, _ = INTS[t]
    value &= (1 << bits) - 1
    return value - (1 << bits) if signed and value >> (bits - 1) else value


def values(t: str) -> st.SearchStrategy[int]:
    bits, signed, _ = INTS[t]
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    return st.one_of(st.integers(low, high), st.sampled_from([low, high, 0, 1, wrap(-1, t)]))


def model(name: str, t: str, x: int, y: int) -> int:
    if name in ("quo", "rem"):
        q = abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)
        return wrap(q if name == "quo" else x - q * y, t)
    plain = {"add": x + y, "sub": x - y, "mul": x * y, "and": x & y, "or": x | y, "xor": x ^ y, "clear": x & ~y}
    return wrap(plain[name], t)


@pytest.mark.parametrize("t", INTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_operators(functions: Any, t: str, data: Any) -> None:
    x, y = data.draw(values(t)), data.draw(values(t))
    c = INTS[t][2]
    for name in OPS:
        if y == 0 and name in ("quo", "rem"):
            continue
        assert callable_of(functions, f"main.{name}_{t}", c, c, c)(x, y) == model(name, t, x, y), (name, x, y)
    assert callable_of(functions, f"main.less_{t}", ctypes.c_bool, c, c)(x, y) == (x < y)


@pytest.mark.parametrize("t", INTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_halved_products(functions: Any, t: str, data: Any) -> None:
    x, y = data.draw(values(t)), data.draw(values(t))
    c = INTS[t][2]
    products = [(x * (x + 1), 2), ((x - 2) * y * (1 + x), 2), ((x - 1) * (x - 3), 2), (x * y, 2), (x * (x + 1), 4), ((3 - x) * x, 2)]
    for i, (product, by) in enumerate(products):
        want = model("quo", t, wrap(product, t), by)
        assert callable_of(functions, f"main.half{i}_{t}", c, c, c)(x, y) == want, (HALVES[i], x, y)


def test_which_products_are_halved_by_a_shift(tmp_path: Any) -> None:
    forms = [*HALVES, "captured()", "x * (*p + 1) / 2"]
    head = "package main\nfunc main() {}\n"
    for i, form in enumerate(forms):
        body = f"p := &x; _ = p; return {form}" if "p" in form else f"return {form}"
        if form == "captured()":  # the literal assigns to x: two reads may differ
            body = "f := func() { x++ }; f(); return x * (x + 1) / 2"
        text = lower(tmp_path, f"{head}func f(x, y int) int {{ {body} }}\n").text
        assert ("ashr i64" in text) == (i < 2), form


@pytest.mark.parametrize("t", INTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_shifts(functions: Any, t: str, data: Any) -> None:
    x = data.draw(values(t))
    n = data.draw(st.one_of(st.integers(0, 70), st.sampled_from([1 << 32, (1 << 64) - 1])))
    bits, _, c = INTS[t]
    left = callable_of(functions, f"main.shl_{t}", c, c, ctypes.c_uint64)(x, n)
    right = callable_of(functions, f"main.shr_{t}", c, c, ctypes.c_uint64)(x, n)
    assert left == wrap(x << min(n, 70), t)
    assert right == x >> min(n, 70)


@pytest.mark.parametrize("t", INTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_conversions(functions: Any, t: str, data: Any) -> None:
    x = data.draw(values(t))
    c = INTS[t][2]
    for u, (_, _, cu) in INTS.items():
        assert callable_of(functions, f"main.conv_{t}_{u}", cu, c)(x) == wrap(x, u)
    assert callable_of(functions, f"main.float_{t}", ctypes.c_double, c)(x) == float(x)


@pytest.mark.parametrize("t", INTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_float_to_integer(functions: Any, t: str, data: Any) -> None:
    bits, signed, c = INTS[t]
    top = 2.0 ** (bits - 1 if signed else bits)
    x = data.draw(st.floats(-top if signed else 0, top, exclude_max=True, allow_nan=False))
    assert callable_of(functions, f"main.trunc_{t}", c, ctypes.c_double)(x) == math.trunc(x)
