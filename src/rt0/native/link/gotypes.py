"""What the linker knows of Go's types: which methods are reached through interfaces, and where the itabs are.

A package that was compiled apart has descriptors with all methods of each type (lower/descriptors.py). If a descriptor kept all
its methods alive, a program that prints a number would contain most of package os. But a method that is not called by its
name can only be called through an interface, and then some interface type of the program has a method of that name. So the rows
of a method table count as references only when the name is among those of the interface types that were reached.

Package reflect reaches more. Where `go:reflectmethod` is reached, which whoever may ask for a method by number or name calls, all exported
methods count; where reflect is there at all, a named type keeps its pointer type, which has methods too; and reflect's function
`go:main.types` refers to a table of the types without a name, made here.

Rows that nobody reaches stay in the table with their names and addresses 0: the runtime compares names first, and
nothing in the program has that name.

Sections are known by their names, `.rodata.` + the symbol (abi: `type:T`, `type:.methods.T`, `type:.imethods.T`,
`go:itab.T,I`), their layout by rt0.abi.layouts. Read next: resolve.py, image.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from rt0.abi import layouts
from rt0.base.records import dataclass, field
from rt0.native.link.elf import Section

TYPE = ".rodata.type:"
METHODS = TYPE + ".methods."
INTERFACE_METHODS = TYPE + ".imethods."
ITAB = ".rodata.go:itab."
ITABS = "go:main.itabs"
"""The table of all itabs for the runtime: their number, then their addresses. The linker makes it unless an object does."""

TYPES = "go:main.types.table"
"""The table of the types without a name that are reached: their number, then their descriptors' addresses."""

_TYPES_USED = ".text.go:main.types"
_REFLECT_USED = ".text.reflect.(*rtype).NumMethod"
_METHODS_USED = ".text.go:reflectmethod"

_METHOD = layouts.offsets("method")
_METHOD_SIZE = layouts.sizeof("method")
_IMETHOD_SIZE = layouts.sizeof("imethod")
_TO_POINTER = layouts.offsets("_type")["ptrToThis"]
_KIND = layouts.offsets("_type")["kind"]
_TFLAG = layouts.offsets("_type")["tflag"]
_WEAK_FIELDS = frozenset((_METHOD["mtyp"], _METHOD["ifn"], _METHOD["tfn"]))

ALWAYS = frozenset(("Error", "String"))
"""Methods that the runtime itself calls, to print panics."""


@dataclass(slots=True)
class Methods:
    """`wanted`: the names that interface types have so far. `waiting`: name -> (section, symbols) that it would keep alive.
    `exported`: all exported names count. `reflected`: the pointer types of types that may have methods count, which are in `pointers`
    until then."""

    wanted: set[str] = field(default_factory=lambda: set(ALWAYS))
    waiting: dict[str, list[tuple[Section, list[int]]]] = field(default_factory=dict)
    exported: bool = False
    reflected: bool = False
    pointers: list[tuple[Section, list[int]]] = field(default_factory=list)

    def counts(self, name: str) -> bool:
        """Whether a method of this name is reached."""
        return name in self.wanted or self.exported and name[0].isupper()


def is_unnamed(section: Section) -> bool:
    """Whether a section is the descriptor of a type without a name."""
    name = section.name
    return name.startswith(TYPE) and not name.startswith(TYPE + ".") and not section.content()[_TFLAG] & layouts.TFLAG_NAMED


def _has_pointer_methods(section: Section) -> bool:
    """Whether the pointer type of a type, given by its descriptor, may have methods: that of a named type, and of a struct that embeds."""
    content = section.content()
    return bool(content[_TFLAG] & layouts.TFLAG_NAMED) or content[_KIND] == layouts.KIND["struct"]


def uses_types(sections: Iterable[Section]) -> bool:
    """Whether the table of types is asked for by these sections."""
    return any(section.name == _TYPES_USED for section in sections)


def _reflection(methods: Methods, section: Section) -> list[tuple[Section, list[int]]]:
    """What one of reflect's functions keeps alive besides what it refers to."""
    out = [(section, [info >> 32 for _, info, _ in section.relocations()])]
    if section.name == _REFLECT_USED:
        methods.reflected = True
        out += methods.pointers
        methods.pointers = []
        return out
    methods.exported = True
    for name in [name for name in methods.waiting if methods.counts(name)]:
        out += methods.waiting.pop(name)
    return out


def edges(methods: Methods, section: Section) -> list[tuple[Section, list[int]]] | None:
    """What a type's section keeps alive, as symbols of objects given by one of their sections; None for any other section."""
    name = section.name
    if name in (_REFLECT_USED, _METHODS_USED):
        return _reflection(methods, section)
    if not name.startswith(TYPE):
        return None
    if name.startswith(METHODS):
        return _method_rows(methods, section)
    table = name.startswith(TYPE + ".")
    relocations = section.relocations()
    out = [(section, [info >> 32 for offset, info, _ in relocations if table or offset != _TO_POINTER])]
    if not table and _has_pointer_methods(section):
        pointer = (section, [info >> 32 for offset, info, _ in relocations if offset == _TO_POINTER])
        (out if methods.reflected else methods.pointers).append(pointer)
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
        if methods.counts(text):
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
