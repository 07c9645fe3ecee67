"""Reals beyond what fractions can carry: arithmetic with them agrees with exact arithmetic on exponents."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.types import reals
from rt0.types.reals import Huge, Real

mantissas = st.integers(-(1 << 80), 1 << 80).filter(bool)
exponents = st.integers(-2_000_000, 2_000_000)


def real(mant: int, exp: int) -> Real:
    out = reals.rounded(mant, exp)
    assert out is not None
    return out


@given(mantissas, exponents, mantissas, exponents)
def test_products_and_quotients(a: int, i: int, b: int, j: int) -> None:
    assert reals.multiply(real(a, i), real(b, j)) == real(a * b, i + j)
    assert reals.divide(real(a * b, i + j), real(b, j)) == real(a, i)


@given(mantissas, exponents, mantissas, st.integers(-300, 300))
def test_sums_and_order(a: int, i: int, b: int, shift: int) -> None:
    x, y = real(a, i), real(b, i + shift)
    low = min(i, i + shift)
    total = (a << (i - low)) + (b << (i + shift - low))
    assert reals.add(x, y) == real(total, low)
    assert reals.compare(x, y) == reals.sign(reals.subtract(x, y) or Fraction(0))
    assert reals.compare(x, x) == 0


@pytest.mark.parametrize("top", [reals.WIDE, -reals.WIDE, reals.WIDE + 1, -reals.WIDE - 1])
def test_one_form_a_value(top: int) -> None:
    x = reals.rounded(1, top - 1)
    assert isinstance(x, Huge) == (abs(top) > reals.WIDE)
    back = reals.divide(real(3, 2 * top), real(3, top + 1))
    assert back == x


def test_out_of_bounds() -> None:
    assert reals.rounded(1, reals.MAX_EXPONENT) is None
    assert reals.rounded(1, reals.MAX_EXPONENT - 1) is not None
    assert reals.rounded(1, -reals.MAX_EXPONENT - 2) == 0


@given(st.integers(1, 10**30), st.integers(-3000, 3000))
def test_decimals_agree_with_fractions(digits: int, exponent: int) -> None:
    exact = Fraction(digits) * Fraction(10) ** exponent
    got = reals.decimal(digits, exponent)
    assert isinstance(got, Fraction)
    assert abs(got - exact) <= exact / (1 << 511)


def test_powers_keep_their_bits() -> None:
    mant, exp = reals.power(5, 10_000)
    exact = 5**10_000
    assert abs((mant << exp) - exact) < exact >> 1000


@pytest.mark.parametrize(
    ("x", "want"),
    [(Fraction(1, 3), "0.333333"), (Fraction("1.00000001"), "1.00000001"), (Fraction("1000000.5"), "1.0000005e+06"),
     (Fraction(10) ** 400, "1e+400"), (Fraction(10) ** -350, "1e-350"), (Fraction(10) ** 6, "1e+06"), (Fraction(7), "7")],
)  # fmt: skip
def test_text(x: Fraction, want: str) -> None:
    assert reals.text(x) == want
