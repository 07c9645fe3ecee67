"""Values of literals, against Python's own idea of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.types.literal import float_value, imaginary_value, int_value, unquote_rune, unquote_string


@pytest.mark.parametrize(
    ("lit", "value"),
    [("0", 0), ("1_000", 1000), ("017", 15), ("0_17", 15), ("0o17", 15), ("0b1_01", 5), ("0xAf", 175), ("0X_1", 1)],
)
def test_ints(lit: str, value: int) -> None:
    assert int_value(lit) == value


@given(st.integers(0, 10**40))
def test_ints_in_every_base(value: int) -> None:
    for lit in (str(value), hex(value), oct(value), bin(value)):
        assert int_value(lit) == value


def test_more_digits_than_python_converts() -> None:
    assert int_value("9" * 9000) == 10**9000 - 1


@pytest.mark.parametrize(
    ("lit", "value"),
    [
        ("1.", Fraction(1)),
        (".5", Fraction(1, 2)),
        ("1e-3", Fraction(1, 1000)),
        ("1_0.2_5e1", Fraction(205, 2)),
        ("0x1.8p3", Fraction(12)),
        ("0x.8p0", Fraction(1, 2)),
        ("0X1P-2", Fraction(1, 4)),
        ("08.5", Fraction(17, 2)),
        ("0e999999999999", Fraction(0)),
        ("1e-999999999999", Fraction(0)),
        ("1e999999999999", None),
    ],
)
def test_floats(lit: str, value: Fraction | None) -> None:
    assert float_value(lit) == value


@given(st.floats(0, allow_infinity=False))
def test_floats_are_exact(value: float) -> None:
    shown = value.hex()
    assert float_value(shown) == Fraction(value)
    assert float_value(repr(value)) == Fraction(repr(value))


@pytest.mark.parametrize(
    ("lit", "value"), [("1i", 1), ("0123i", 123), ("0x10i", 16), ("0b11i", 3), ("1.5i", Fraction(3, 2)), ("0x1p1i", 2)]
)
def test_imaginary(lit: str, value: Fraction | int) -> None:
    assert imaginary_value(lit) == value


@pytest.mark.parametrize(
    ("lit", "value"),
    [
        ("'a'", 97),
        (r"'\n'", 10),
        (r"'\''", 39),
        (r"'\x41'", 65),
        (r"'\377'", 255),
        (r"'\u65e5'", 0x65E5),
        ("'本'", 0x672C),
    ],
)
def test_runes(lit: str, value: int) -> None:
    assert unquote_rune(lit) == value


@pytest.mark.parametrize(
    ("lit", "value"),
    [
        ('""', b""),
        (r'"a\tb\\\"c"', b'a\tb\\"c'),
        (r'"\xff\377\u65e5\U0001f600"', b"\xff\xff\xe6\x97\xa5\xf0\x9f\x98\x80"),
        (r'"\x411"', b"A1"),
        ("`a\r\n\\n`", b"a\n\\n"),
        ('"日"', "日".encode()),
    ],
)
def test_strings(lit: str, value: bytes) -> None:
    assert unquote_string(lit) == value


@given(st.binary(max_size=30))
def test_strings_of_escapes(value: bytes) -> None:
    assert unquote_string('"' + "".join(f"\\x{byte:02x}" for byte in value) + '"') == value
    assert unquote_string('"' + "".join(f"\\{byte:03o}" for byte in value) + '"') == value
