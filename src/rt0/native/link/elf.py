"""ELF64 for x86-64: the constants the linker needs and the reader of relocatable objects.

It reads what LLVM emits for our own modules, by bulk unpacking, and refuses anything else (other machines, compressed
or big-endian files, more than 65,279 sections are beyond what we emit) with a LinkError. Offsets and addresses are
bytes. Field names follow the ELF specification where it has a good one (gABI 4.1, psABI x86-64 1.0).

Read next: resolve.py (which definition a name means), image.py (where everything lies).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from rt0.base.records import dataclass, field

# Section types and flags.
SHT_NULL, SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_RELA, SHT_NOTE, SHT_NOBITS, SHT_GROUP = 0, 1, 2, 3, 4, 7, 8, 17
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR, SHF_TLS, SHF_EXCLUDE = 1, 2, 4, 0x400, 0x80000000
SHN_UNDEF, SHN_LORESERVE, SHN_ABS, SHN_COMMON = 0, 0xFF00, 0xFFF1, 0xFFF2
GRP_COMDAT = 1

# Symbols.
STB_LOCAL, STB_GLOBAL, STB_WEAK = 0, 1, 2
STT_NOTYPE, STT_OBJECT, STT_FUNC, STT_SECTION, STT_FILE, STT_TLS = 0, 1, 2, 3, 4, 6

# Relocations (psABI 4.4).
R_NONE, R_64, R_PC32, R_PLT32, R_GOTPCREL, R_32, R_32S, R_PC64 = 0, 1, 2, 4, 9, 10, 11, 24
R_GOTPCRELX, R_REX_GOTPCRELX = 41, 42

EHDR = struct.Struct("<16sHHIQQQIHHHHHH")
SHDR = struct.Struct("<IIQQQQIIQQ")
SYM = struct.Struct("<IBBHQQ")
RELA = struct.Struct("<QQq")
PHDR = struct.Struct("<IIQQQQQQ")

Reloc = tuple[int, int, int]
"""(offset in the section, symbol index << 32 | type, addend)."""


class LinkError(Exception):
    """The objects do not make a program: an undefined or doubly defined symbol, or an address out of reach.

    It is the caller's business whether that is the user's fault (a body-less function) or ours. All faults in one; `undefined` has
    the names of symbols that are reached and defined nowhere.
    """

    def __init__(self, text: str, undefined: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.undefined = tuple(undefined)


@dataclass(slots=True, eq=False)
class Section:
    """One input section. `out` and `addr` are set by the layout; `live` by the collection of reachable sections."""

    name: str
    type: int
    flags: int
    offset: int
    size: int
    align: int
    info: int
    link: int
    index: int
    object: Object
    rela: Section | None = None
    live: bool = False
    dropped: bool = False
    """True when another object's copy of the same COMDAT group was taken."""
    addr: int = 0
    relocs: list[Reloc] | None = None
    at: int = 0
    """Offset of the contents within the output section's bytes."""

    def content(self) -> memoryview:
        """The bytes, without a copy; empty for NOBITS."""
        if self.type == SHT_NOBITS:
            return memoryview(b"")
        return memoryview(self.object.data)[self.offset : self.offset + self.size]

    def relocations(self) -> list[Reloc]:
        """The decoded relocations that apply to this section; decoded once."""
        if self.relocs is None:
            rela = self.rela
            self.relocs = [] if rela is None else list(RELA.iter_unpack(rela.content()))
        return self.relocs


Symbol = tuple[str, int, int, int, int, int]
"""(name, binding, type, section index, value, size)."""


@dataclass(slots=True, eq=False)
class Object:
    """A relocatable object that was read. `label` names it in messages."""

    label: str
    data: bytes
    sections: list[Section] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    addresses: list[int] = field(default_factory=list)
    """Address of each symbol by index, filled by the layout."""


_BUNDLE = b"rt0objs1"
_COUNT = struct.Struct("<8sQ")


def bundle(objects: Sequence[bytes]) -> bytes:
    """Several objects as one piece of data, which the linker takes wherever it takes an object."""
    sizes = struct.pack(f"<{len(objects)}Q", *map(len, objects))
    return b"".join([_COUNT.pack(_BUNDLE, len(objects)), sizes, *objects])


def unbundle(data: bytes, label: str) -> list[tuple[bytes, str]]:
    """The objects in a bundle with their labels; an object alone is returned as it is. Raises LinkError if cut off."""
    if data[:8] != _BUNDLE:
        return [(data, label)]
    try:
        count = _COUNT.unpack_from(data)[1]
        sizes = struct.unpack_from(f"<{count}Q", data, _COUNT.size)
    except struct.error:
        raise LinkError(f"{label}: the bundle of objects is cut off") from None
    at = _COUNT.size + 8 * count
    if at + sum(sizes) != len(data):
        raise LinkError(f"{label}: the bundle of objects is cut off")
    out = []
    for number, size in enumerate(sizes, 1):
        out.append((data[at : at + size], f"{label}, part {number}"))
        at += size
    return out


def names_at(table: bytes, offsets: list[int]) -> list[str]:
    """The NUL-terminated strings of a string table at these offsets."""
    find = table.index
    return [table[o : find(b"\0", o)].decode() for o in offsets]


def read_object(data: bytes, label: str) -> Object:
    """Read a relocatable object. Raises LinkError when it is none, or is cut off."""
    if data[:7] != b"\x7fELF\x02\x01\x01" or len(data) < EHDR.size:
        raise LinkError(f"{label}: not a 64-bit little-endian ELF object")
    _, kind, arch, _, _, _, shoff, _, _, _, _, shentsize, shnum, shstrndx = EHDR.unpack_from(data)
    if kind != 1 or arch != 62:
        raise LinkError(f"{label}: not a relocatable x86-64 object (type {kind}, machine {arch})")
    if shentsize != SHDR.size or shoff + shnum * SHDR.size > len(data) or shstrndx >= shnum:
        raise LinkError(f"{label}: the section headers are damaged or cut off")
    out = Object(label, data)
    heads = list(SHDR.iter_unpack(memoryview(data)[shoff : shoff + shnum * SHDR.size]))
    strings = heads[shstrndx]
    names = names_at(data[strings[4] : strings[4] + strings[5]], [h[0] for h in heads])
    sections = out.sections
    symtab: Section | None = None
    for index, (name, head) in enumerate(zip(names, heads)):
        _, stype, flags, _, offset, size, link, info, align, _ = head
        if stype != SHT_NOBITS and offset + size > len(data):
            raise LinkError(f"{label}: section {name} reaches past the end of the file")
        section = Section(name, stype, flags, offset, size, align or 1, info, link, index, out)
        sections.append(section)
        if stype == SHT_SYMTAB:
            symtab = section
    for section in sections:
        if section.type == SHT_RELA:
            sections[section.info].rela = section
    if symtab is not None:
        out.symbols = _read_symbols(data, sections, symtab)
    return out


def _read_symbols(data: bytes, sections: list[Section], symtab: Section) -> list[Symbol]:
    strings = sections[symtab.link]
    table = data[strings.offset : strings.offset + strings.size]
    raw = list(SYM.iter_unpack(symtab.content()))
    names = names_at(table, [entry[0] for entry in raw])
    return [
        (name, info >> 4, info & 15, shndx, value, size) for name, (_, info, _, shndx, value, size) in zip(names, raw)
    ]
