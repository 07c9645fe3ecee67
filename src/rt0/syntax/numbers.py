"""Number literals: which kind, whether they are well formed, and what is wrong where, in gc's words.

The scanner's expression takes the longest text that could be meant as a number, faulty ones included (`0b12`, `1e`,
`0x.p`), so that one number makes one error. Here such a text is looked at.
Source: Go specification, "Integer literals", "Floating-point literals", "Imaginary literals".
"""

from __future__ import annotations

import re

_BASES = {"x": (16, "hexadecimal"), "o": (8, "octal"), "b": (2, "binary")}
_PARTS = re.compile(
    r"(?P<prefix>0[oObB]|)(?P<whole>[0-9_]*)(?P<dot>\.?)(?P<part>[0-9_]*)"
    r"(?P<exp>[eEpP][+-]?[0-9_]*)?(?P<imag>i?)\Z"
)
_HEX_PARTS = re.compile(
    r"(?P<prefix>0[xX])(?P<whole>[0-9a-fA-F_]*)(?P<dot>\.?)(?P<part>[0-9a-fA-F_]*)"
    r"(?P<exp>[pP][+-]?[0-9_]*)?(?P<imag>i?)\Z"
)


def number_kind(lit: str) -> str:
    """ "int", "float" or "imag" for the text of a number."""
    if lit[-1] == "i":
        return "imag"
    if lit[:2] in ("0x", "0X"):
        return "float" if "." in lit or "p" in lit or "P" in lit else "int"
    return "float" if "." in lit or "e" in lit or "E" in lit or "p" in lit or "P" in lit else "int"


def number_fault(lit: str, kind: str) -> tuple[int, str] | None:
    """The first fault of a number: offset in the literal and message; None for a right one."""
    match = _HEX_PARTS.match(lit) if lit[:2] in ("0x", "0X") else _PARTS.match(lit)
    assert match is not None
    fault = _form_fault(match)
    if fault is None and kind == "int":
        fault = _digit_fault(match)
    if fault is None and "_" in lit:
        at = _misplaced_separator(lit)
        if at >= 0:
            fault = (at, "'_' must separate successive digits")
    return fault


def _base(match: re.Match[str]) -> tuple[int, str]:
    """The number's base and its name; a leading 0 of an integer means octal."""
    prefix = match["prefix"]
    if prefix:
        return _BASES[prefix[1].lower()]
    return (8, "octal") if match["whole"].startswith("0") else (10, "decimal")


def _form_fault(match: re.Match[str]) -> tuple[int, str] | None:
    """A fault of the parts: radix point, digits, exponent."""
    base, name = _base(match)
    prefix = match["prefix"]
    if match["dot"] and prefix and base != 16:
        return match.start("dot"), f"invalid radix point in {name} literal"
    if not (match["whole"] + match["part"]).strip("_"):
        return match.end("part"), f"{name} literal has no digits"
    exp = match["exp"]
    if exp:
        letter = exp[0]
        if letter in "eE" and prefix:
            return match.start("exp"), f"'{letter}' exponent requires decimal mantissa"
        if letter in "pP" and base != 16:
            return match.start("exp"), f"'{letter}' exponent requires hexadecimal mantissa"
        if not exp.strip("eEpP+-_"):
            return match.end("exp"), "exponent has no digits"
    elif base == 16 and match["dot"]:
        return match.end("part"), "hexadecimal mantissa requires a 'p' exponent"
    return None


def _digit_fault(match: re.Match[str]) -> tuple[int, str] | None:
    """A digit that the base of an integer does not have."""
    base, name = _base(match)
    if base < 10:
        for index, digit in enumerate(match["whole"]):
            if digit != "_" and int(digit) >= base:
                return match.start("whole") + index, f"invalid digit '{digit}' in {name} literal"
    return None


def _misplaced_separator(lit: str) -> int:
    """Where the first `_` is that does not stand between digits, or -1. A base prefix counts as a digit."""
    hexadecimal = lit[:2] in ("0x", "0X")
    digits = "0123456789abcdefABCDEF" if hexadecimal else "0123456789"
    before = lit[:2].lower() in ("0x", "0o", "0b")
    start = 2 if before else 0
    for index in range(start, len(lit)):
        char = lit[index]
        if char == "_":
            if not before:
                return index
            after = lit[index + 1 : index + 2]
            if not after or (after not in digits and after != "_"):
                return index
            if after == "_":
                return index + 1
        before = char in digits
    return -1
