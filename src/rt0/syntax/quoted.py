"""String and rune literals that the scanner's expression did not take: where they end and what is wrong with them.

Only literals with a fault come here, so clarity goes before speed. The words and the places are gc's.
Source: Go specification, "Rune literals" and "String literals".
"""

from __future__ import annotations

import re

Fault = tuple[int, str]
IGNORED = "\u0100"  # stands for a byte that was reported already, see rt0.syntax.scanner

_LENGTHS = {
    "x": (2, 16, "hexadecimal", 0xFF),
    "u": (4, 16, "hexadecimal", 0x10FFFF),
    "U": (8, 16, "hexadecimal", 0x10FFFF),
}
_SEQUENCE = re.compile(r"[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]*|.", re.DOTALL)


def string_end(text: str, at: int) -> tuple[int, list[Fault]]:
    """The end of the string literal that begins at `at`, and its faults as (offset, message)."""
    faults: list[Fault] = []
    index = at + 1
    while True:
        char = text[index : index + 1]
        if char == '"':
            return index + 1, faults
        if char == "\\":
            index = _escape(text, index + 1, '"', faults)
        elif char == "\n":
            faults.append((index, "newline in string"))
            return index, faults
        elif not char:
            faults.append((at, "string not terminated"))
            return index, faults
        else:
            index += 1


def rune_end(text: str, at: int) -> tuple[int, list[Fault]]:
    """The end of the rune literal that begins at `at`, and its faults as (offset, message)."""
    faults: list[Fault] = []
    index = at + 1
    count = 0
    while True:
        char = text[index : index + 1]
        if char == "'":
            if not faults and count == 0:
                faults.append((index, "empty rune literal or unescaped '"))
            elif not faults and count != 1:
                faults.append((at, "more than one character in rune literal"))
            return index + 1, faults
        if char == "\n":
            if not faults:
                faults.append((index, "newline in rune literal"))
            return index, faults
        if not char:
            if not faults:
                faults.append((at, "rune literal not terminated"))
            return index, faults
        if char == "\\":
            index = _escape(text, index + 1, "'", faults)
        else:
            match = _SEQUENCE.match(text, index)
            assert match is not None
            index = match.end()
        if char != IGNORED:
            count += 1


def _escape(text: str, at: int, quote: str, faults: list[Fault]) -> int:
    """Pass the escape whose backslash stands before `at`; where to go on. At the text's end others complain."""
    letter = text[at : at + 1]
    if not letter:
        return at
    if letter in "abfnrtv\\" or letter == quote:
        return at + 1
    if letter in "01234567":
        length, base, name, limit = 3, 8, "octal", 0xFF
    elif letter in _LENGTHS:
        length, base, name, limit = _LENGTHS[letter]
        at += 1
    else:
        faults.append((at, "unknown escape"))
        return at
    value = 0
    for _ in range(length):
        while text.startswith(IGNORED, at):
            at += 1
        digit = text[at : at + 1]
        if not digit:
            return at
        number = "0123456789abcdef".find(digit.lower())
        if not 0 <= number < base:
            faults.append((at, f"invalid character {_quoted(text, at)} in {name} escape"))
            return at
        value = value * base + number
        at += 1
    if value > limit and base == 8:
        faults.append((at, f"octal escape value {value} > 255"))
    elif value > limit or (limit > 0xFF and 0xD800 <= value < 0xE000):
        faults.append((at, f"escape is invalid Unicode code point {_code_point(value)}"))
    return at


def _quoted(text: str, at: int) -> str:
    """The character at `at` as Go's %q shows it."""
    match = _SEQUENCE.match(text, at)
    assert match is not None
    char = match[0].encode("latin-1", "replace").decode("utf-8", "replace")
    escapes = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "'": "\\'", "\\": "\\\\"}
    return f"'{escapes.get(char, char)}'"


def _code_point(value: int) -> str:
    """A code point as Go's %#U shows it."""
    if value <= 0x10FFFF and not 0xD800 <= value < 0xE000 and chr(value).isprintable():
        return f"U+{value:04X} '{chr(value)}'"
    return f"U+{value:04X}"
