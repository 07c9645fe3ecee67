"""What the linker knows of Go's types: which methods are reached through interfaces, and where the itabs are.

A package that was compiled apart has descriptors with all methods of each type (lower/descriptors.py). If a descriptor kept all
its methods alive, a program that prints a number would contain most of package os. But a method that is not called by its
name can only be called through an interface, and then some interface type of the program has a method of that name. So the rows
of a method table count as references only when the name is among those of the interface types that were reached.

Rows that nobody reaches stay in the table with their names and addresses 0: the runtime compares names first, and
nothing in the program has that name.

Sections are known by their names, `.rodata.` + the symbol (abi: `type:T`, `type:.methods.T`, `type:.imethods.T`,
`go:itab.T,I`), their layout by rt0.abi.layouts. Read next: resolve.py, image.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rt0.abi import layouts
from rt0.native.link.elf import Section

TYPE = ".rodata.type:"
METHODS = TYPE + ".methods."
INTERFACE_METHODS = TYPE + ".imethods."
ITAB = ".rodata.go:itab."
ITABS = "go:main.itabs"
"""The table of all itabs for the runtime: their number, then their addresses. The linker makes it unless an object does."""

_METHOD = layouts.offsets("method")
_METHOD_SIZE = layouts.sizeof("method")
_IMETHOD_SIZE = layouts.sizeof("imethod")
_TO_POINTER = layouts.offsets("_type")["ptrToThis"]
_WEAK_FIELDS = frozenset((_METHOD["mtyp"], _METHOD["ifn"], _METHOD["tfn"]))

ALWAYS = frozenset(("Error", "String"))
"""Methods that the runtime itself calls, to print panics."""


@dataclass(slots=True)
class Methods:
    """`wanted`: the names that interface types have so far. `waiting`: name -> (section, symbols) that it would keep alive."""

    wanted: set[str] = field(default_factory=lambda: set(ALWAYS))
    waiting: dict[str, list[tuple[Section, list[int]]]] = field(default_factory=dict)


def edges(methods: Methods, section: Section) -> list[tuple[Section, list[int]]] | None:
    """What a type's section keeps alive, as symbols of objects given by one of their sections; None for any other section."""
    name = section.name
    if not name.startswith(TYPE):
        return None
    if name.startswith(METHODS):
        return _method_rows(methods, section)
    symbols = [info >> 32 for offset, info, _ in section.relocations() if offset != _TO_POINTER or name.startswith(TYPE + ".")]
    out = [(section, symbols)]
    if name.startswith(INTERFACE_METHODS):
        for text in _names(section, _IMETHOD_SIZE):
            if text not in methods.wanted:
                methods.wanted.add(text)
                out += methods.waiting.pop(text, ())
    return out


def _method_rows(methods: Methods, section: Section) -> list[tuple[Section, list[int]]]:
    strong: list[int] = []
    rows: dict[int, list[int]] = {}
    for offset, info, _ in section.relocations():
        if offset % _METHOD_SIZE in _WEAK_FIELDS:
            rows.setdefault(offset // _METHOD_SIZE, []).append(info >> 32)
        else:
            strong.append(info >> 32)
    for number, text in enumerate(_names(section, _METHOD_SIZE)):
        symbols = rows.get(number, [])
        if text in methods.wanted:
            strong += symbols
        else:
            methods.waiting.setdefault(text, []).append((section, symbols))
    return [(section, strong)]


def _names(section: Section, step: int) -> list[str]:
    """The strings with which the rows of a table begin."""
    content = section.content()
    targets = {offset: (info >> 32, addend) for offset, info, addend in section.relocations() if offset % step == 0}
    out = []
    for at in range(0, len(content), step):
        index, addend = targets[at]
        _, _, _, shndx, value, _ = section.object.symbols[index]
        start = value + addend
        length = int.from_bytes(content[at + 8 : at + 16], "little")
        out.append(bytes(section.object.sections[shndx].content()[start : start + length]).decode("utf-8", "surrogateescape"))
    return out
