"""What literals mean: the text of a `BasicLit` → a Python value, exactly.

For literals without faults only (`BasicLit.bad` is false). Strings are bytes, for Go's strings are; numbers are ints
and Fractions, so that constants stay exact.
Source: Go specification, "Lexical elements" from "Integer literals" on.
"""

from __future__ import annotations

import re
from fractions import Fraction

_ESCAPES = {
    "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34,
}  # fmt: skip
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))", re.DOTALL)
_CHUNK = 4000  # digits; CPython refuses to convert more than 4300 at once

MAX_EXPONENT = 100_000  # decimal; beyond it `float_value` is not exact (see there)


def string_value(lit: str) -> bytes:
    """The bytes of a string literal, interpreted or raw."""
    body = lit[1:-1].encode("utf-8")
    if lit[0] == "`":
        return body.replace(b"\r", b"")
    return _ESCAPE.sub(_unescape, body) if b"\\" in body else body


def _unescape(match: re.Match[bytes]) -> bytes:
    """The bytes that an escape in a string stands for: \\x and octal ones a byte, \\u and \\U a character."""
    byte, short, long, octal, letter = match.groups()
    if letter is not None:
        return bytes([_ESCAPES[letter.decode()]])
    if byte is not None:
        return bytes([int(byte, 16)])
    if octal is not None:
        return bytes([int(octal, 8)])
    return chr(int(short or long, 16)).encode("utf-8")


def rune_value(lit: str) -> int:
    """The code point of a rune literal."""
    body = lit[1:-1]
    if body[0] != "\\":
        return ord(body)
    letter = body[1]
    if letter in "xuU":
        return int(body[2:], 16)
    return int(body[1:], 8) if letter.isdigit() else _ESCAPES[letter]


def int_value(lit: str) -> int:
    """The value of an integer literal in any base."""
    text = lit.replace("_", "")
    prefix = text[:2].lower()
    if prefix == "0x":
        return int(text[2:], 16)
    if prefix == "0b":
        return int(text[2:], 2)
    if prefix == "0o":
        return int(text[2:], 8)
    if text[0] == "0" and len(text) > 1:
        return int(text, 8)
    return _decimal(text)


def _decimal(digits: str) -> int:
    """Decimal digits, however many, as a number."""
    value = 0
    for at in range(0, len(digits), _CHUNK):
        part = digits[at : at + _CHUNK]
        value = value * 10 ** len(part) + int(part)
    return value


def float_value(lit: str) -> Fraction | None:
    """The exact value of a floating-point literal.

    None if its exponent is above MAX_EXPONENT: it then overflows every type, and to hold it exactly would cost the
    more the larger it is. One with an exponent below -MAX_EXPONENT is 0, as it is in every type.
    """
    text = lit.replace("_", "").lower()
    if text.startswith("0x"):
        mantissa, _, exponent = text[2:].partition("p")
        base, scale, limit = 16, 2, MAX_EXPONENT * 4
    else:
        mantissa, _, exponent = text.partition("e")
        base, scale, limit = 10, 10, MAX_EXPONENT
    whole, _, part = mantissa.partition(".")
    digits = whole + part or "0"
    value = int(digits, 16) if base == 16 else _decimal(digits)
    negative = exponent.startswith("-")
    power = _decimal(exponent.lstrip("+-") or "0") * (-1 if negative else 1)
    if value == 0:
        return Fraction(0)
    if power > limit:
        return None
    if power < -limit:
        return Fraction(0)
    return Fraction(value, base ** len(part)) * Fraction(scale) ** power


def imag_value(lit: str) -> Fraction | None:
    """The imaginary part that an imaginary literal stands for; None as in `float_value`.

    `0123i` is 123i and not octal, for the sake of old programs.
    """
    text = lit[:-1]
    prefix = text[:2].lower()
    if prefix in ("0b", "0o"):
        return Fraction(int_value(text))
    if prefix == "0x" and "p" not in text.lower():
        return Fraction(int_value(text))
    return float_value(text)
