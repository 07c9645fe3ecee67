"""What literals mean: the text of a number, rune or string to its value, exactly; and bytes back to a string literal.

For literals without faults only (`BasicLit.bad` is false). Strings are bytes, for Go's strings are; numbers are ints and reals
(reals.py). Source: Go spec, "Lexical elements" from "Integer literals" on. Read next: constant.py.
"""
from __future__ import annotations

import re
from fractions import Fraction

from rt0.types.reals import MAX_EXPONENT, ZERO, Real, decimal, rounded

_CHUNK = 4000  # digits; CPython refuses to convert more than 4300 at once
_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'\"]))")


def int_value(text: str) -> int:
    """The value of an integer literal, prefixes and separators included (0777 is octal). Raises ValueError."""
    s = text.replace("_", "")
    if len(s) > 1 and s[0] == "0":
        c = s[1]
        if c in "xX":
            return int(s[2:], 16)
        if c in "bB":
            return int(s[2:], 2)
        return int(s[2:], 8) if c in "oO" else int(s, 8)
    return _digits(s)


def _digits(s: str) -> int:
    """Decimal digits, however many, as a number."""
    if len(s) <= _CHUNK:
        return int(s)
    value = 0
    for at in range(0, len(s), _CHUNK):
        part = s[at:at + _CHUNK]
        value = value * 10 ** len(part) + int(part)
    return value


def float_value(text: str) -> Real | None:
    """The value of a float (or integer) literal; None if it is out of all bounds."""
    s = text.replace("_", "").lower()
    is_hex = s.startswith("0x")
    mantissa, _, exp = s[2:].partition("p") if is_hex else s.partition("e")
    whole, _, frac = mantissa.partition(".")
    value = int(whole + frac or "0", 16) if is_hex else _digits(whole + frac or "0")
    power = _digits(exp.lstrip("+-") or "0")
    if value == 0:
        return ZERO
    if power > 4 * MAX_EXPONENT:
        return ZERO if exp.startswith("-") else None
    if exp.startswith("-"):
        power = -power
    return rounded(value, power - 4 * len(frac)) if is_hex else decimal(value, power - len(frac))


def imaginary_value(text: str) -> Real | None:
    """The imaginary part that an imaginary literal (with its i) stands for; None as in `float_value`.

    `0123i` is 123i and not octal, for the sake of old programs.
    """
    s = text[:-1]
    prefix = s[:2].lower()
    if prefix in ("0b", "0o") or prefix == "0x" and "p" not in s.lower() and "." not in s:
        return Fraction(int_value(s))
    return float_value(s)


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


_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
            "\\": "\\\\", '"': '\\"'}


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
