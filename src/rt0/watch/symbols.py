"""The functions of an executable by address, out of its ELF symbol table: code in recorded values is shown by name."""

from __future__ import annotations

import bisect
import struct

from rt0.watch.rows import Symbols

_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_SYMTAB = 2
_FUNCTION = 2


def read(image: bytes) -> Symbols:
    """A look-up over the symbols of a 64-bit little-endian ELF image; it finds nothing when the image has none."""
    found = sorted(_functions(image))
    starts = [start for start, _, _ in found]

    def look_up(pc: int) -> str:
        at = bisect.bisect_right(starts, pc) - 1
        if at < 0 or not (pc == starts[at] or pc < starts[at] + found[at][1]):
            return ""
        return found[at][2]

    return look_up


def _functions(image: bytes) -> list[tuple[int, int, str]]:
    """(address, size, name) of each function symbol."""
    if image[:6] != b"\x7fELF\2\1":
        return []
    (offset,) = struct.unpack_from("<Q", image, 40)
    size, count = struct.unpack_from("<HH", image, 58)
    sections = [_SECTION.unpack_from(image, offset + i * size) for i in range(count)]
    functions = []
    for section in sections:
        if section[1] != _SYMTAB:
            continue
        strings = sections[section[6]]
        names = image[strings[4] : strings[4] + strings[5]]
        for name, info, _, _, value, length in _SYMBOL.iter_unpack(image[section[4] : section[4] + section[5]]):
            if info & 15 == _FUNCTION and value:
                functions.append((value, length, names[name : names.index(b"\0", name)].decode("utf-8", "replace")))
    return functions
