"""Strings, runes, floats as text, hashing: against what Python says of the same values."""

from __future__ import annotations

import ctypes
import math
import struct

from heap_support import Memory, runtime, set_word
from hypothesis import example, given, settings
from hypothesis import strategies as st

texts = st.binary(max_size=40)


def sign(n: int) -> int:
    return (n > 0) - (n < 0)


@settings(deadline=None)
@given(texts, texts)
@example(b"abcdefgh1", b"abcdefgh2")
@example(b"\xff" * 9, b"\x00" * 9)
def test_cmpstring(a: bytes, b: bytes) -> None:
    assert sign(runtime().call("cmpstring", a, b)) == (a > b) - (a < b)


def runes(data: bytes) -> list[int]:
    """Go's reading of bytes as UTF-8: U+FFFD and one byte for what is no rune."""
    found = []
    at = 0
    while at < len(data):
        for size in (1, 2, 3, 4):
            try:
                char = data[at : at + size].decode()
            except UnicodeDecodeError:
                continue
            if len(char) == 1:
                found.append(ord(char))
                at += size
                break
        else:
            found.append(0xFFFD)
            at += 1
    return found


@settings(deadline=None)
@given(st.one_of(texts, st.text(max_size=15).map(lambda s: s.encode("utf-8", "surrogatepass"))))
@example(b"\xed\xa0\x80")
@example(b"\xf4\x90\x80\x80\xc0\x80\xe0\x80\x80")
def test_decoderune(data: bytes) -> None:
    rt = runtime()
    at, found = 0, []
    while at < len(data):
        rune, at = rt.call("decoderune", data, at)
        found.append(rune)
    assert found == runes(data)


@settings(deadline=None)
@given(st.integers(-(2**31), 2**31 - 1))
@example(0xD800)
@example(0x10FFFF)
@example(0x110000)
def test_encoderune(rune: int) -> None:
    rt = runtime()
    out = ctypes.create_string_buffer(8)
    n = rt.call("encoderune", ctypes.addressof(out), rune)
    valid = 0 <= rune <= 0x10FFFF and not 0xD800 <= rune <= 0xDFFF
    assert out.raw[:n].decode() == (chr(rune) if valid else "\ufffd")


def print_form(value: float, digits: str) -> str:
    """%g of shortest digits, as Go's print has it: an exponent below 1e-4 and from 1e6 on."""
    mantissa, _, exponent = digits.partition("e")
    x = int(exponent)
    if x < -4 or x >= 6:
        return f"{mantissa}e{'-' if x < 0 else '+'}{abs(x):02d}"
    whole = mantissa.replace(".", "")
    if x < 0:
        return "0." + "0" * (-x - 1) + whole
    whole = whole.ljust(x + 1, "0")
    return whole[: x + 1] + ("." + whole[x + 1 :] if len(whole) > x + 1 else "")


def scientific(text: str) -> str:
    """repr's digits as d.ddde±x."""
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    lead = len(whole + fraction) - len(digits)
    x = len(whole) - lead - 1 + int(exponent or 0)
    digits = digits.rstrip("0") or "0"
    return f"{digits[0]}{'.' + digits[1:] if digits[1:] else ''}e{x}"


@settings(deadline=None, max_examples=300)
@given(st.floats(min_value=0, exclude_min=True, allow_infinity=False, allow_nan=False))
@example(5e-324)
@example(math.ulp(1.0))
@example(1.7976931348623157e308)
@example(2.2250738585072014e-308)
@example(9007199254740993.0)
def test_shortest_float(value: float) -> None:
    rt = runtime()
    out = ctypes.create_string_buffer(40)
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    n = rt.call("formatfloat", bits, 52, 1023, ctypes.addressof(out))
    got = out.raw[:n].decode()
    assert float(got) == value
    assert got == print_form(value, scientific(repr(value)))


@settings(deadline=None, max_examples=100)
@given(st.lists(texts, max_size=6), st.sampled_from(["concatstrings", "concatborrowed"]))
def test_concatstrings(parts: list[bytes], entry: str) -> None:
    rt = runtime()
    memory = Memory(rt)
    kept = [ctypes.create_string_buffer(p, len(p) + 1) for p in parts]
    at = memory.raw(16 * len(parts) + 16)
    for i, p in enumerate(parts):
        set_word(at + 16 * i, ctypes.addressof(kept[i]))
        set_word(at + 16 * i + 8, len(p))
    got = rt.call(entry, 0, at, len(parts))
    assert ctypes.string_at(got.ptr, got.len) == b"".join(parts) if got.len else not b"".join(parts)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200), st.integers(0, 2**64 - 1))
def test_hash_depends_on_the_bytes_alone(data: bytes, seed: int) -> None:
    rt = runtime()
    a = ctypes.create_string_buffer(data, len(data) + 9)
    b = ctypes.create_string_buffer(b"x" + data, len(data) + 9)
    first = rt.call("memhash", ctypes.addressof(a), seed, len(data))
    assert first == rt.call("memhash", ctypes.addressof(b) + 1, seed, len(data))


def test_hash_tells_short_texts_apart() -> None:
    rt = runtime()
    seen = set()
    for n in range(3):
        for i in range(256**n if n < 2 else 4096):
            data = i.to_bytes(n, "little")
            block = ctypes.create_string_buffer(data, n + 1)
            seen.add(rt.call("memhash", ctypes.addressof(block), 7, n))
    assert len(seen) == 1 + 256 + 4096
