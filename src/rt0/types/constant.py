"""Exact constant values and the operations on them (Go spec, "Constants" and "Constant expressions").

A value is a plain Python object: bool, int (any size), Fraction (a float constant, exact), `Complex` (a pair of
Fractions), or bytes (a string constant: Go's strings are bytes and need not be UTF-8). Which kind a constant
*has* is decided by its Go type, so an integral Fraction may stand for an integer until `to_int` makes it one.

Invariants: no operation here rounds, except that floats whose exact form has grown past `MAX_BITS` bits are
rounded to 512 bits of mantissa, as gc does; conversion to a concrete type rounds in `round_float32/64`.
Rejected: Python's float or decimal (not exact), a class for every kind (slow, and no clearer).

Read next: check/consts.py (representability), types.py (the types that decide the kind).
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

MAX_BITS = 16384      # beyond this many bits, a float constant is rounded to FLOAT_PREC bits
FLOAT_PREC = 512
MAX_EXPONENT = 100_000  # decimal exponents of literals beyond this are refused ("excessively large")


@dataclass(slots=True, frozen=True)
class Complex:
    """A complex constant."""

    re: Fraction
    im: Fraction


Value = bool | int | Fraction | Complex | bytes


def to_int(v: Value) -> int | None:
    """v as an int if it is a number with an integral value, else None."""
    t = type(v)
    if t is int:
        return v  # type: ignore[return-value]
    if t is Fraction:
        return v.numerator if v.denominator == 1 else None  # type: ignore[union-attr]
    if t is Complex and v.im == 0 and v.re.denominator == 1:  # type: ignore[union-attr]
        return v.re.numerator  # type: ignore[union-attr]
    return None


def to_float(v: Value) -> Fraction | None:
    """v as a Fraction if it is a number without imaginary part, else None."""
    t = type(v)
    if t is Fraction:
        return v  # type: ignore[return-value]
    if t is int:
        return Fraction(v)  # type: ignore[arg-type]
    if t is Complex and v.im == 0:  # type: ignore[union-attr]
        return v.re  # type: ignore[union-attr]
    return None


def to_complex(v: Value) -> Complex | None:
    """v as a Complex if it is a number, else None."""
    t = type(v)
    if t is Complex:
        return v  # type: ignore[return-value]
    if t is int or t is Fraction:
        return Complex(Fraction(v), Fraction(0))  # type: ignore[arg-type]
    return None


def real(v: Value) -> Fraction:
    """The real part of a number."""
    return v.re if type(v) is Complex else Fraction(v)  # type: ignore[arg-type]


def imag(v: Value) -> Fraction:
    """The imaginary part of a number."""
    return v.im if type(v) is Complex else Fraction(0)


def is_zero(v: Value) -> bool:
    """Whether a number is 0."""
    if type(v) is Complex:
        return v.re == 0 and v.im == 0
    return v == 0


def sign(v: Value) -> int:
    """-1, 0 or 1; of a complex number, 0 exactly when it is zero."""
    if type(v) is Complex:
        return 0 if is_zero(v) else 1
    return (v > 0) - (v < 0)  # type: ignore[operator]


def limit_precision(f: Fraction) -> Fraction:
    """f itself, or rounded to FLOAT_PREC bits once its exact form is too large to carry on with."""
    n, d = f.numerator, f.denominator
    if n.bit_length() + d.bit_length() <= MAX_BITS:
        return f
    if n == 0:
        return f
    shift = FLOAT_PREC - (abs(n).bit_length() - d.bit_length())
    q = (abs(n) << shift) // d if shift >= 0 else abs(n) // (d << -shift)
    r = Fraction(q, 1 << shift) if shift >= 0 else Fraction(q << -shift)
    return -r if n < 0 else r


def _match(x: Value, y: Value) -> tuple[Value, Value]:
    """Both numbers in the smallest kind that holds both (int, Fraction, Complex)."""
    tx, ty = type(x), type(y)
    if tx is ty:
        return x, y
    if tx is Complex or ty is Complex:
        a, b = to_complex(x), to_complex(y)
        assert a is not None and b is not None
        return a, b
    return Fraction(x), Fraction(y)  # type: ignore[arg-type]


def _complex_op(op: str, x: Complex, y: Complex) -> Complex:
    a, b, c, d = x.re, x.im, y.re, y.im
    if op == "+":
        return Complex(a + c, b + d)
    if op == "-":
        return Complex(a - c, b - d)
    if op == "*":
        return Complex(a * c - b * d, b * c + a * d)
    s = c * c + d * d
    return Complex((a * c + b * d) / s, (b * c - a * d) / s)


def _int_quo(x: int, y: int) -> int:
    q = abs(x) // abs(y)
    return -q if (x < 0) != (y < 0) else q


def binary_op(op: str, x: Value, y: Value, integer: bool) -> Value:
    """x op y for the arithmetic, bitwise, string and logical operators (spelled as in Go).

    `integer` asks for truncated integer division. The caller has excluded division by zero and operators
    that the operands' type does not have. Raises KeyError for an unknown operator.
    """
    if type(x) is bool:
        return (x and y) if op == "&&" else (x or y)
    if type(x) is bytes:
        return x + y  # type: ignore[operator]
    x, y = _match(x, y)
    if type(x) is int:
        if op == "/" and not integer:
            return Fraction(x, y)  # type: ignore[arg-type]
        return _INT_OPS[op](x, y)  # type: ignore[no-any-return, no-untyped-call]
    if type(x) is Complex:
        return _complex_op(op, x, y)  # type: ignore[arg-type]
    return limit_precision(_FLOAT_OPS[op](x, y))


_INT_OPS = {
    "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": _int_quo,
    "%": lambda x, y: x - y * _int_quo(x, y), "&": lambda x, y: x & y, "|": lambda x, y: x | y,
    "^": lambda x, y: x ^ y, "&^": lambda x, y: x & ~y,
}
_FLOAT_OPS = {
    "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": lambda x, y: x / y,
}


def unary_op(op: str, x: Value, unsigned_bits: int) -> Value:
    """op x; for `^` of an unsigned type of `unsigned_bits` bits (0: signed or untyped) the result is cut to them."""
    if op == "!":
        return not x
    if op == "+":
        return x
    if op == "-":
        return Complex(-x.re, -x.im) if type(x) is Complex else -x  # type: ignore[operator]
    assert op == "^" and type(x) is int
    return x ^ ((1 << unsigned_bits) - 1) if unsigned_bits else ~x


def shift_op(op: str, x: int, s: int) -> int:
    """x << s or x >> s."""
    return x << s if op == "<<" else x >> s


def compare(op: str, x: Value, y: Value) -> bool:
    """x op y for the six comparison operators."""
    if type(x) is not bool and type(x) is not bytes:
        x, y = _match(x, y)
    if op == "==":
        return x == y
    if op == "!=":
        return x != y
    if op == "<":
        return x < y  # type: ignore[operator]
    if op == "<=":
        return x <= y  # type: ignore[operator]
    if op == ">":
        return x > y  # type: ignore[operator]
    return x >= y  # type: ignore[operator]


def _round_binary(f: Fraction, prec: int, min_exp: int, max_exp: int) -> Fraction | None:
    """f rounded (half to even) to a binary float of `prec` bits; None if its exponent exceeds max_exp."""
    n, d = abs(f.numerator), f.denominator
    if n == 0:
        return f
    e = n.bit_length() - d.bit_length()      # 2**(e-1) < f < 2**(e+1)
    if (n << -e if e < 0 else n) < (d << e if e > 0 else d):
        e -= 1                                # now 2**e <= f < 2**(e+1)
    lsb = max(e, min_exp) - prec + 1
    num, den = (n, d << lsb) if lsb >= 0 else (n << -lsb, d)
    q, r = divmod(num, den)
    if 2 * r > den or (2 * r == den and q & 1):
        q += 1
    if q.bit_length() + lsb - 1 > max_exp:
        return None
    r2 = Fraction(q << lsb) if lsb >= 0 else Fraction(q, 1 << -lsb)
    return -r2 if f < 0 else r2


def round_float32(f: Fraction) -> Fraction | None:
    """f rounded to the nearest float32; None on overflow. Rounds once: never by way of float64."""
    return _round_binary(f, 24, -126, 127)


def round_float64(f: Fraction) -> Fraction | None:
    """f rounded to the nearest float64; None on overflow."""
    return _round_binary(f, 53, -1022, 1023)


def parse_int(text: str) -> int:
    """The value of an integer literal, prefixes and separators included (0777 is octal). Raises ValueError."""
    s = text.replace("_", "")
    if len(s) > 1 and s[0] == "0":
        c = s[1]
        if c in "xX":
            return int(s[2:], 16)
        if c in "bB":
            return int(s[2:], 2)
        if c in "oO":
            return int(s[2:], 8)
        return int(s, 8)
    return int(s)


def parse_float(text: str) -> Fraction | None:
    """The exact value of a float (or integer) literal; None if its exponent is beyond reason."""
    s = text.replace("_", "")
    if s[:2] in ("0x", "0X"):
        mantissa, _, exp = s[2:].lower().partition("p")
        base, exp_base = 16, 2
    else:
        mantissa, _, exp = s.lower().partition("e")
        base, exp_base = 10, 10
    if exp and abs(int(exp)) > MAX_EXPONENT:
        return None
    whole, _, frac = mantissa.partition(".")
    value = Fraction(int(whole + frac or "0", base), base ** len(frac))
    return limit_precision(value * Fraction(exp_base) ** int(exp or "0"))


def parse_imaginary(text: str) -> Complex | None:
    """The value of an imaginary literal (with its trailing i); None if its exponent is beyond reason."""
    s = text[:-1]
    if s[:1] == "0" and s.replace("_", "").isdigit():
        f: Fraction | None = Fraction(int(s.replace("_", "")))  # backward compatible: 0123i is decimal
    elif s[:2] in ("0b", "0B", "0o", "0O") or s[:2] in ("0x", "0X") and "p" not in s.lower() and "." not in s:
        f = Fraction(parse_int(s))
    else:
        f = parse_float(s)
    return None if f is None else Complex(Fraction(0), f)


def quote(b: bytes) -> str:
    """A Go string literal for b."""
    out = []
    for ch in b.decode("utf-8", "surrogateescape"):
        o = ord(ch)
        if ch in _ESCAPES:
            out.append(_ESCAPES[ch])
        elif 0xDC80 <= o <= 0xDCFF:
            out.append(f"\\x{o - 0xDC00:02x}")
        elif ch.isprintable():
            out.append(ch)
        elif o < 0x80:
            out.append(f"\\x{o:02x}")
        elif o < 0x10000:
            out.append(f"\\u{o:04x}")
        else:
            out.append(f"\\U{o:08x}")
    return '"' + "".join(out) + '"'


_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
            "\\": "\\\\", '"': '\\"'}


def format_float(f: Fraction) -> str:
    """f as C's %.6g shows it, also where no float64 can hold it."""
    if f == 0:
        return "0"
    try:
        x = float(f)
    except OverflowError:
        x = float("inf")
    if x != 0 and x not in (float("inf"), float("-inf")):
        s = f"{x:.6g}"
        mantissa, e, exp = s.partition("e")
        return s if not e else f"{mantissa}e{exp[0]}{exp[1:].zfill(2)}"
    n, d = abs(f.numerator), f.denominator
    e10 = int((n.bit_length() - d.bit_length()) * 0.30103)
    m = Fraction(n, d) / Fraction(10) ** e10
    while m >= 10:
        m, e10 = m / 10, e10 + 1
    while m < 1:
        m, e10 = m * 10, e10 - 1
    s = f"{float(m):.6g}"
    if s == "10":
        s, e10 = "1", e10 + 1  # rounding carried
    return f"{'-' if f < 0 else ''}{s}e{'+' if e10 >= 0 else '-'}{abs(e10):02d}"


def format_value(v: Value) -> str:
    """The value as gc's error messages show it (long strings cut, floats with six digits)."""
    t = type(v)
    if t is bool:
        return "true" if v else "false"
    if t is bytes:
        s = quote(v)  # type: ignore[arg-type]
        return s if len(s) <= 72 else s[:69] + "..."
    if t is Fraction:
        return format_float(v)  # type: ignore[arg-type]
    if t is Complex:
        return f"({format_float(v.re)} + {format_float(v.im)}i)"  # type: ignore[union-attr]
    return _int_text(v)  # type: ignore[arg-type]


def _int_text(n: int) -> str:
    # Python refuses to print integers of more than 4300 digits; a constant is bounded by the checker's 512 bits.
    return str(n) if n.bit_length() < 10_000 else hex(n)


_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'\"]))")


def encode_rune(r: int) -> bytes:
    """The UTF-8 encoding of a code point; of U+FFFD if r is none."""
    if r < 0 or r > 0x10FFFF or 0xD800 <= r <= 0xDFFF:
        r = 0xFFFD
    return chr(r).encode("utf-8")


def unquote_string(text: str) -> bytes:
    """The bytes that a string literal, interpreted or raw, stands for. Raises ValueError for a malformed one."""
    if text[0] == "`":
        return text[1:-1].replace("\r", "").encode("utf-8", "surrogateescape")
    body = text[1:-1]
    if "\\" not in body:
        return body.encode("utf-8", "surrogateescape")
    out: list[bytes] = []
    at = 0
    while True:
        i = body.find("\\", at)
        if i < 0:
            out.append(body[at:].encode("utf-8", "surrogateescape"))
            return b"".join(out)
        out.append(body[at:i].encode("utf-8", "surrogateescape"))
        m = _ESCAPE.match(body, i)
        if m is None:
            raise ValueError(text)
        out.append(_escape_bytes(m))
        at = m.end()


def _escape_bytes(m: re.Match[str]) -> bytes:
    if m[1]:
        return bytes([int(m[1], 16)])
    if m[4]:
        return bytes([int(m[4], 8)])
    if m[5]:
        return bytes([_SIMPLE[m[5]]])
    return encode_rune(int(m[2] or m[3], 16))


def unquote_rune(text: str) -> int:
    """The code point (or byte) that a rune literal stands for. Raises ValueError for a malformed one."""
    body = text[1:-1]
    if body[:1] != "\\":
        return ord(body)
    m = _ESCAPE.fullmatch(body)
    if m is None:
        raise ValueError(text)
    if m[5]:
        return _SIMPLE[m[5]]
    if m[4]:
        return int(m[4], 8)
    return int(m[1] or m[2] or m[3], 16)
