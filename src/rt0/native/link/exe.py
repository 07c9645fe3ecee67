"""A fixed image as an ELF executable: headers, segments, sections, symbol table, debug sections, build id.

The file is ET_EXEC for Linux without interpreter: the kernel maps three segments and jumps to the entry symbol.
What gdb, readelf, objdump and perf need is there: section headers, .symtab with sizes, .debug_* with final
addresses, a GNU build id (SHA-1 over the file with the id's bytes zero, so equal inputs give equal files).

`strip` leaves out .symtab (-s) and .debug_* (-w); the function table for tracebacks is part of .rodata and stays.
"""

from __future__ import annotations

import hashlib
import struct

from rt0.base.records import dataclass
from rt0.native.link.elf import (
    EHDR,
    PHDR,
    R_32,
    R_64,
    R_NONE,
    SHDR,
    SHF_ALLOC,
    SHF_WRITE,
    SHN_ABS,
    SHN_LORESERVE,
    SHT_NOBITS,
    SHT_PROGBITS,
    SHT_STRTAB,
    SHT_SYMTAB,
    STB_LOCAL,
    STT_FILE,
    STT_SECTION,
    SYM,
    LinkError,
    Section,
)
from rt0.native.link.image import BUILD_ID_SIZE, PAGE, Output, Plan

_PT_LOAD, _PT_NOTE, _PT_GNU_STACK = 1, 4, 0x6474E551
_X, _W, _R = 1, 2, 4
_GLOBAL = 1


@dataclass(slots=True, frozen=True)
class _Tail:
    """A section that is not loaded."""

    name: str
    type: int
    data: bytes
    link: int = 0
    info: int = 0
    align: int = 1
    entsize: int = 0


def write(plan: Plan, entry: str, *, symbols: bool = True, debug: bool = True) -> bytes:
    """The bytes of the executable for a plan that `image.fix` has moved to its base."""
    loaded = [o for o in plan.outputs if o.size]
    offsets = {o.name: o.addr - plan.base for o in loaded}
    out = bytearray(_file_end(loaded, plan.base))
    for output in loaded:
        if output.type != SHT_NOBITS:
            at = offsets[output.name]
            out[at : at + len(output.data)] = output.data
    tails = _debug_sections(plan) if debug else []
    if symbols:
        tails += _symbol_table(plan, loaded, 1 + len(loaded) + len(tails))
    names = [o.name for o in loaded] + [t.name for t in tails] + [".shstrtab"]
    strings, name_at = _strings(names)
    tails.append(_Tail(".shstrtab", SHT_STRTAB, strings))
    heads = [SHDR.pack(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)]
    for output in loaded:
        at = offsets[output.name] if output.type != SHT_NOBITS else min(offsets[output.name], len(out))
        fields = (output.type, output.flags, output.addr, at, output.size, 0, 0, output.align, 0)
        heads.append(SHDR.pack(name_at[output.name], *fields))
    for tail in tails:
        out += bytes(-len(out) % tail.align)
        fields = (tail.type, 0, 0, len(out), len(tail.data), tail.link, tail.info, tail.align, tail.entsize)
        heads.append(SHDR.pack(name_at[tail.name], *fields))
        out += tail.data
    out += bytes(-len(out) % 8)
    shoff = len(out)
    out += b"".join(heads)
    segments = _segments(plan, loaded)
    ident = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    start = plan.address(entry)
    EHDR.pack_into(out, 0, ident, 2, 62, 1, start, 64, shoff, 0, 64, 56, len(segments), 64, len(heads), len(heads) - 1)
    out[64 : 64 + 56 * len(segments)] = b"".join(segments)
    note = plan.output(".note.gnu.build-id")
    end = note.addr - plan.base + note.size
    out[end - BUILD_ID_SIZE : end] = hashlib.sha1(out, usedforsecurity=False).digest()
    return bytes(out)


def _file_end(loaded: list[Output], base: int) -> int:
    """Where the loaded contents end in the file, whose offsets are addresses less `base`."""
    return max(o.addr - base + o.size for o in loaded if o.type != SHT_NOBITS)


def _segments(plan: Plan, loaded: list[Output]) -> list[bytes]:
    base = plan.base
    heads = [PHDR.pack(_PT_LOAD, _R, 0, base, base, PAGE, PAGE, PAGE)]
    for flags, wanted in ((_R | _X, ".text .stubs"), (_R, ".note.gnu.build-id .rodata .rt0.itabs .rt0.types .rt0.pclntab"), (_R | _W, "")):
        members = [o for o in loaded if (o.name in wanted.split() if wanted else o.flags & SHF_WRITE)]
        if not members:
            continue
        start = members[0].addr & -PAGE
        filled = [o.addr + o.size for o in members if o.type != SHT_NOBITS]
        in_file = max(filled) - start if filled else 0
        in_memory = members[-1].addr + members[-1].size - start
        # The offset is congruent to the address also when the segment has no bytes in the file.
        heads.append(PHDR.pack(_PT_LOAD, flags, start - base, start, start, in_file, in_memory, PAGE))
    note = plan.output(".note.gnu.build-id")
    heads.append(PHDR.pack(_PT_NOTE, _R, note.addr - base, note.addr, note.addr, note.size, note.size, 4))
    heads.append(PHDR.pack(_PT_GNU_STACK, _R | _W, 0, 0, 0, 0, 0, 16))
    return heads


def _strings(names: list[str]) -> tuple[bytes, dict[str, int]]:
    """A string table and where in it each name begins."""
    at: dict[str, int] = {}
    parts = [b"\0"]
    end = 1
    for name in names:
        if name not in at:
            at[name] = end
            raw = name.encode() + b"\0"
            parts.append(raw)
            end += len(raw)
    return b"".join(parts), at


def _symbol_table(plan: Plan, loaded: list[Output], index: int) -> list[_Tail]:
    """.symtab and .strtab, to become the sections `index` and `index` + 1. Assembler labels (.L) are left out."""
    number = {id(member): i for i, o in enumerate(loaded, 1) for member in o.members}
    local: list[tuple[str, int, int, int, int]] = []
    shared: list[tuple[str, int, int, int, int]] = []
    for obj in plan.program.objects:
        addresses, sections = obj.addresses, obj.sections
        for i, (name, binding, kind, shndx, _, size) in enumerate(obj.symbols):
            if not 0 < shndx < SHN_LORESERVE or kind in (STT_SECTION, STT_FILE) or not name or name.startswith(".L"):
                continue
            where = number.get(id(sections[shndx]))
            if where is not None:
                entry = (name, binding << 4 | kind, where, addresses[i], size)
                (local if binding == STB_LOCAL else shared).append(entry)
    defined = plan.program.globals
    shared += [(n, _GLOBAL << 4, SHN_ABS, a, 0) for n, a in plan.bounds.items() if n not in defined]
    entries = local + shared
    strings, at = _strings([e[0] for e in entries])
    pack = SYM.pack
    table = bytes(SYM.size) + b"".join([pack(at[n], info, 0, sec, addr, size) for n, info, sec, addr, size in entries])
    return [
        _Tail(".symtab", SHT_SYMTAB, table, index + 1, 1 + len(local), 8, SYM.size),
        _Tail(".strtab", SHT_STRTAB, strings),
    ]


def _debug_sections(plan: Plan) -> list[_Tail]:
    """The .debug_* sections of objects that have something in the image, joined by name and relocated."""
    groups: dict[str, list[Section]] = {}
    ends: dict[str, int] = {}
    for obj in plan.program.objects:
        if not any(s.live for s in obj.sections):
            continue
        for section in obj.sections:
            if section.name.startswith(".debug_") and not section.flags & SHF_ALLOC and section.type == SHT_PROGBITS:
                at = -(-ends.get(section.name, 0) // section.align) * section.align
                section.at = at
                ends[section.name] = at + section.size
                groups.setdefault(section.name, []).append(section)
    out = []
    for name, members in groups.items():
        data = bytearray(ends[name])
        for member in members:
            data[member.at : member.at + member.size] = member.content()
            if member.rela is not None:
                _relocate_debug(member, data)
        out.append(_Tail(name, SHT_PROGBITS, bytes(data), align=max(m.align for m in members)))
    return out


def _relocate_debug(section: Section, data: bytearray) -> None:
    """Fill in a debug section's addresses and offsets. What refers to dropped code gets an address that is none.

    That is 0, but 1 in .debug_ranges and .debug_loc, where a pair of zeros would end the list (lld does the same).
    """
    obj = section.object
    symbols, sections, addresses = obj.symbols, obj.sections, obj.addresses
    tombstone = 1 if section.name in (".debug_ranges", ".debug_loc") else 0
    word, half = struct.Struct("<Q").pack_into, struct.Struct("<I").pack_into
    at = section.at
    for offset, info, addend in section.relocations():
        index = info >> 32
        shndx = symbols[index][3]
        target = sections[shndx] if 0 < shndx < SHN_LORESERVE else None
        if target is not None and not target.flags & SHF_ALLOC:
            value = target.at + symbols[index][4] + addend
        elif target is not None and not target.live:
            value = tombstone
        else:
            value = addresses[index] + addend
        kind = info & 0xFFFFFFFF
        if kind == R_64:
            word(data, at + offset, value & 0xFFFFFFFFFFFFFFFF)
        elif kind == R_32:
            half(data, at + offset, value)
        elif kind != R_NONE:
            raise LinkError(f"{obj.label}: relocation type {kind} in {section.name} is not one that we emit")
