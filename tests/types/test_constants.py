"""Exact constants against Python's integers and fractions."""

from __future__ import annotations

import struct
from fractions import Fraction

import marks
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.types import constant, reals
from rt0.types.constant import Complex
from rt0.types.literal import quote, unquote_string
from rt0.types.objects import Const

ints = st.integers(-(1 << 200), 1 << 200)
fractions = st.fractions(max_denominator=10**12)


def value(expr: str, typ: str = "") -> object:
    """The value that the checker gives to a constant expression."""
    c, sink = marks.check(f"package p\nconst x {typ} = {expr}\n")
    assert c is not None and not sink, sink.format()
    obj = c.pkg.scope.names["x"]
    assert isinstance(obj, Const)
    return obj.value


@given(ints, ints, st.sampled_from("+-*&|^"))
def test_integer_operators(a: int, b: int, op: str) -> None:
    want = {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}[op]
    assert constant.binary_op(op, a, b, True) == want


@given(ints, ints.filter(bool))
def test_integer_division_truncates_and_remainder_has_the_dividend_s_sign(a: int, b: int) -> None:
    q, r = constant.binary_op("/", a, b, True), constant.binary_op("%", a, b, True)
    assert isinstance(q, int) and isinstance(r, int)
    assert q * b + r == a and abs(r) < abs(b) and (r == 0 or (r < 0) == (a < 0))


@given(fractions, fractions.filter(bool), st.sampled_from("+-*/"))
def test_float_operators_are_exact(a: Fraction, b: Fraction, op: str) -> None:
    want = {"+": a + b, "-": a - b, "*": a * b, "/": a / b}[op]
    assert constant.binary_op(op, a, b, False) == want


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_float64_values_survive_rounding(x: float) -> None:
    assert constant.round_float64(Fraction(x)) == Fraction(x)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 1 << 60))
def test_float64_rounding_is_pythons(x: float, d: int) -> None:
    f = Fraction(x) / d
    assert constant.round_float64(f) == Fraction(float(f))


@given(st.floats(-1e38, 1e38))
def test_float32_rounding(x: float) -> None:
    # Python rounds a float64 to float32 once here, as we must from the exact value.
    want = struct.unpack("f", struct.pack("f", x))[0]
    assert constant.round_float32(Fraction(x)) == Fraction(want)


def test_float32_rounds_once() -> None:
    # Between two float32 values, above the middle by less than a float64 shows: rounding twice would go down.
    f = Fraction(1) + Fraction(1, 1 << 24) + Fraction(1, 1 << 80)
    assert constant.round_float32(f) == 1 + Fraction(1, 1 << 23)


def test_overflow_and_underflow() -> None:
    assert constant.round_float64(Fraction(2) ** 1024) is None
    assert constant.round_float32(Fraction(2) ** 128) is None
    assert constant.round_float64(Fraction(1, 1 << 1100)) == 0


def test_exactness_is_given_up_only_beyond_the_limit() -> None:
    f = Fraction(3) ** 20000 / Fraction(7) ** 20000
    r = reals.limited(f)
    assert isinstance(r, Fraction) and r != f and abs(r - f) < f / (1 << 510)


@pytest.mark.parametrize(
    ("text", "want"),
    [("0x_ff", 255), ("0b101", 5), ("0o17", 15), ("017", 15), ("1_000", 1000), ("'a'", 97), (r"'\n'", 10), (r"'\xff'", 255),
     (r"'\u1234'", 0x1234), (r"'\''", 39), ("'世'", 0x4E16), ("1<<100>>98", 4), ("-5/2", -2), ("-5%3", -2), ("^0", -1),
     ("7 &^ 2", 5), ("len(\"a\\xffb\")", 3), ("'a' + 1", 98)],
)  # fmt: skip
def test_integer_constants(text: str, want: int) -> None:
    assert value(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [("1e3", Fraction(1000)), (".5", Fraction(1, 2)), ("0x1p-2", Fraction(1, 4)), ("1.0/3", Fraction(1, 3)),
     ("1_0.2_5", Fraction(41, 4)), ("0x.8p1", Fraction(1))],
)  # fmt: skip
def test_float_constants(text: str, want: Fraction) -> None:
    assert value(text) == want


def test_complex_constants() -> None:
    assert value("1 + 2i") == Complex(Fraction(1), Fraction(2))
    assert value("(1+2i)*(3-1i)") == Complex(Fraction(5), Fraction(5))
    assert value("real(3+4i)") == 3
    assert value("complex(1, 2) / 1i") == Complex(Fraction(2), Fraction(-1))


def test_strings() -> None:
    assert value(r'"a\x00\377\u00e9\n" + `raw\n`') == b"a\x00\xff\xc3\xa9\nraw\\n"
    assert value("string(rune(65))") == b"A"
    assert value("\"a\" < \"b\"") is True


def test_typed_constants_are_rounded() -> None:
    assert value("0.1", "float32") == Fraction(struct.unpack("f", struct.pack("f", 0.1))[0])
    assert value("1 << 62", "int64") == 1 << 62
    assert value("^uint8(1)") == 254


@given(st.binary(max_size=30))
def test_quote_round_trip(data: bytes) -> None:
    assert unquote_string(quote(data)) == data


@pytest.mark.parametrize(
    ("v", "want"),
    [(Fraction(1, 3), "0.333333"), (Fraction(10) ** 400, "1e+400"), (Fraction(1, 10**350), "1e-350"), (Fraction(5), "5"),
     (1 << 70, str(1 << 70)), (True, "true"), (b"x" * 100, '"' + "x" * 68 + "...")],
)  # fmt: skip
def test_values_in_messages(v: constant.Value, want: str) -> None:
    assert constant.format_value(v) == want
