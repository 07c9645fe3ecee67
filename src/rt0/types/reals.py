"""Real constants: exact fractions, and floats of 512 bits where those would grow too long.

A `Real` is a Fraction, exact as long as numerator and denominator have fewer than EXACT_BITS bits; beyond that it is rounded to
PRECISION bits, as gc does. A rounded value of ordinary size stays a Fraction; one with an exponent outside of ±WIDE is a `Huge`,
since 1e100000000 as a Fraction would be a number of 40 MB. Functions return None for a result that is out of all bounds
(an exponent of more than 31 bits), and 0 for one that is too small.

Invariant: a value is a Huge exactly if its exponent asks for it, so equal values have equal forms.
Source: go/constant and math/big's Float (their limits and their roundings). Read next: constant.py, literal.py.
"""
from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from rt0.base.records import dataclass

PRECISION = 512        # bits of a rounded value
EXACT_BITS = 4096      # numerators and denominators from here on are rounded
WIDE = 1 << 15         # binary exponents up to which a rounded value is a Fraction
MAX_EXPONENT = (1 << 31) - 1
_GUARD = 64            # bits beyond PRECISION that quotients and powers are computed with


@dataclass(slots=True, frozen=True)
class Huge:
    """mant * 2**exp, where mant has PRECISION bits and a sign."""

    mant: int
    exp: int


Real = Fraction | Huge
ZERO = Fraction(0)


def rounded(mant: int, exp: int) -> Real | None:
    """mant * 2**exp, rounded (half to even) to PRECISION bits."""
    if mant == 0:
        return ZERO
    size = abs(mant)
    drop = size.bit_length() - PRECISION
    if drop > 0:
        low = size & ((1 << drop) - 1)
        size >>= drop
        half = 1 << (drop - 1)
        if low > half or low == half and size & 1:
            size += 1
            if size.bit_length() > PRECISION:
                size >>= 1
                drop += 1
    else:
        size <<= -drop
    exp += drop
    top = exp + PRECISION  # size * 2**exp is below 2**top, and at least half of it
    mant = -size if mant < 0 else size
    if top > MAX_EXPONENT:
        return None
    if top < -MAX_EXPONENT:
        return ZERO
    if -WIDE <= top <= WIDE:
        return Fraction(mant << exp) if exp >= 0 else Fraction(mant, 1 << -exp)
    return Huge(mant, exp)


def limited(f: Fraction) -> Real:
    """f itself, or rounded once its exact form is too long to carry on with."""
    if f.numerator.bit_length() < EXACT_BITS and f.denominator.bit_length() < EXACT_BITS:
        return f
    out = rounded(*_parts(f))
    assert out is not None
    return out


def _parts(x: Real) -> tuple[int, int]:
    """(mant, exp) with x = mant * 2**exp; of a fraction that has no such form, enough bits to round it rightly."""
    if isinstance(x, Huge):
        return x.mant, x.exp
    n, d = x.numerator, x.denominator
    return _quotient(n, d, 0)


def _quotient(n: int, d: int, exp: int) -> tuple[int, int]:
    """n / d * 2**exp as mantissa and exponent. A last bit that is set stands for all that follows."""
    if d & (d - 1) == 0:
        return n, exp - (d.bit_length() - 1)
    shift = max(PRECISION + _GUARD - (n.bit_length() - d.bit_length()), 0)
    q, r = divmod(abs(n) << shift, d)
    q |= r != 0
    return (-q if n < 0 else q), exp - shift


def negate(x: Real) -> Real:
    """-x."""
    return Huge(-x.mant, x.exp) if isinstance(x, Huge) else -x


def add(x: Real, y: Real) -> Real | None:
    """x + y."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return limited(x + y)
    (a, i), (b, j) = _parts(x), _parts(y)
    if a == 0 or b == 0:
        return y if a == 0 else x
    if i < j:
        a, i, b, j = b, j, a, i
    if i - j > 8 * PRECISION + abs(b).bit_length():
        return rounded(a, i)  # the other is far below its last bit
    return rounded((a << (i - j)) + b, j)


def subtract(x: Real, y: Real) -> Real | None:
    """x - y."""
    return add(x, negate(y))


def multiply(x: Real, y: Real) -> Real | None:
    """x * y."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return limited(x * y)
    (a, i), (b, j) = _parts(x), _parts(y)
    return rounded(a * b, i + j)


def divide(x: Real, y: Real) -> Real | None:
    """x / y; y is not 0."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return limited(x / y)
    (a, i), (b, j) = _parts(x), _parts(y)
    if b < 0:
        a, b = -a, -b
    return rounded(*_quotient(a, b, i - j))


def sign(x: Real) -> int:
    """-1, 0 or 1."""
    n = x.mant if isinstance(x, Huge) else x.numerator
    return (n > 0) - (n < 0)


def compare(x: Real, y: Real) -> int:
    """-1, 0 or 1: x below, equal to, above y."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return (x > y) - (x < y)
    if sign(x) != sign(y):
        return 1 if sign(x) > sign(y) else -1
    difference = subtract(x, y)
    assert difference is not None
    return sign(difference)


def integer(x: Real) -> int | None:
    """x as an int if it is one; what is an integer but for the last bits of a rounding counts as one.

    None for integers of EXACT_BITS bits and more.
    """
    if isinstance(x, Huge) or x.numerator.bit_length() > EXACT_BITS + PRECISION:
        return None
    n, d = x.numerator, x.denominator
    if d == 1:
        return n if n.bit_length() <= EXACT_BITS else None
    if d & (d - 1) or abs(n).bit_length() <= PRECISION - 4:
        return None
    # A rounded value: without its last four bits, down or up, it may be an integer.
    drop = abs(n).bit_length() - (PRECISION - 4)
    for cut in (abs(n) >> drop, -(-abs(n) >> drop)):
        whole, rest = divmod(cut << drop, d)
        if rest == 0:
            return whole if n > 0 else -whole
    return None


def power(base: int, exponent: int) -> tuple[int, int]:
    """base ** exponent (exponent >= 0) as (mant, exp), to PRECISION bits and many more."""
    keep = 2 * PRECISION
    mant, exp = 1, 0
    square, step = base, 0
    while exponent:
        if exponent & 1:
            mant, exp = _cut(mant * square, exp + step, keep)
        square, step = _cut(square * square, 2 * step, keep)
        exponent >>= 1
    return mant, exp


def _cut(mant: int, exp: int, keep: int) -> tuple[int, int]:
    drop = mant.bit_length() - keep
    return (mant >> drop, exp + drop) if drop > 0 else (mant, exp)


def decimal(digits: int, exponent: int) -> Real | None:
    """digits * 10**exponent (digits >= 0)."""
    if digits == 0:
        return ZERO
    size = exponent + int(digits.bit_length() * 0.302)
    if size > MAX_EXPONENT:  # far beyond: do not compute it
        return None
    if size < -MAX_EXPONENT:
        return ZERO
    if abs(exponent) <= EXACT_BITS:
        return limited(digits * Fraction(10) ** exponent)
    mant, exp = power(5, abs(exponent))
    if exponent > 0:
        return rounded(digits * mant, exp + exponent)
    return rounded(*_quotient(digits, mant, exponent - exp))


def to_binary(x: Real, prec: int, min_exp: int, max_exp: int) -> Fraction | None:
    """x rounded (half to even) to a binary float of `prec` bits; None if its exponent exceeds max_exp."""
    if isinstance(x, Huge):
        return None if x.exp > 0 else ZERO
    n, d = abs(x.numerator), x.denominator
    if n == 0:
        return x
    e = n.bit_length() - d.bit_length()      # 2**(e-1) < x < 2**(e+1)
    if (n << -e if e < 0 else n) < (d << e if e > 0 else d):
        e -= 1                                # now 2**e <= x < 2**(e+1)
    lsb = max(e, min_exp) - prec + 1
    num, den = (n, d << lsb) if lsb >= 0 else (n << -lsb, d)
    q, r = divmod(num, den)
    if 2 * r > den or (2 * r == den and q & 1):
        q += 1
    if q.bit_length() + lsb - 1 > max_exp:
        return None
    out = Fraction(q << lsb) if lsb >= 0 else Fraction(q, 1 << -lsb)
    return -out if x < 0 else out


def text(x: Real) -> str:
    """x as gc's messages show it: C's %.6g, also where no float64 can hold it, and all digits if six hide a fraction."""
    if sign(x) == 0:
        return "0"
    f = _as_float(x)
    if f == 0 or math.isinf(f):
        return _beyond_float(x)
    s = _exponent_text(f"{f:.6g}")
    if "." not in s and isinstance(x, Fraction) and x.denominator != 1:
        s = _shortest(f)
    return s


def _as_float(x: Real) -> float:
    if isinstance(x, Huge):
        return math.inf if x.exp > 0 else 0.0
    try:
        return float(x)
    except OverflowError:
        return math.inf


def _exponent_text(s: str) -> str:
    """Python's exponents in Go's form: at least two digits, which is Python's too."""
    mantissa, e, exp = s.partition("e")
    return s if not e else f"{mantissa}e{exp[0]}{exp[1:].zfill(2)}"


def _shortest(f: float) -> str:
    """The fewest digits that give f back, with an exponent below 1e-4 and from 1e6 on (Go's %g)."""
    _, digits, exp = Decimal(repr(f)).normalize().as_tuple()
    assert isinstance(exp, int)
    at = len(digits) + exp - 1
    if -4 <= at < 6:
        return repr(f).removesuffix(".0")
    tail = "".join(map(str, digits[1:]))
    point = "." if tail else ""
    return _exponent_text(f"{'-' if f < 0 else ''}{digits[0]}{point}{tail}e{'+' if at >= 0 else '-'}{abs(at)}")


def _beyond_float(x: Real) -> str:
    """Approximately, by the logarithm of the power of two."""
    mant, exp = _parts(x)
    bits = abs(mant).bit_length()
    m = float(Fraction(mant, 1 << bits))  # 0.5 <= |m| < 1
    d = (exp + bits) * (math.log(2) / math.log(10))
    e = int(d)
    m *= math.pow(10, d - e)
    if abs(m) < 1 - 0.5e-6:
        m, e = m * 10, e - 1
    elif abs(m) >= 10:
        m, e = m / 10, e + 1
    return f"{m:.6g}e{e:+d}"
