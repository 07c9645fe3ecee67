"""Where everything lies, and the bytes with all addresses filled in: the part the executable and the loader share.

A program becomes four ranges, each starting on a page, in this order above `base`:

    base            ELF headers (executables only; one page)
    text    R-X     .text, stubs for host functions
    rodata  R--     build id, .rodata, .data.rel.ro, tables, pclntab
    data    RW-     .got, .data, .noptrdata, .bss, .noptrbss

Constants with pointers (.data.rel.ro, and .rodata.* that LLVM marks writable because of its relocations) are read-only
here: all addresses are known before the first instruction runs.
Sections whose names begin with `.data.noptr` or `.bss.noptr` hold no pointers and stay out of the collector's roots.
Alloc sections named as C identifiers are laid side by side and bounded by `__start_NAME` and `__stop_NAME`, as ld does.

The layout is made for base 0 (`plan`), so that a loader may ask the kernel for memory of that size first; `fix` then
moves it to its base and relocates. Both use bulk operations: a relocation costs one `pack_into`.

The bounds of the ranges are symbols too, `PREFIX` + a name of `BOUNDS` (the runtime scans data and bss as roots and
finds its function table by them). An object's own definition of such a name wins.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from rt0.abi.symbols import INITIALISER
from rt0.base.records import dataclass, field
from rt0.native.link import gotypes, pcln
from rt0.native.link.elf import (
    R_32,
    R_32S,
    R_64,
    R_GOTPCREL,
    R_GOTPCRELX,
    R_NONE,
    R_PC32,
    R_PC64,
    R_PLT32,
    R_REX_GOTPCRELX,
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHF_WRITE,
    SHN_LORESERVE,
    SHN_UNDEF,
    SHT_NOBITS,
    SHT_NOTE,
    SHT_PROGBITS,
    STB_LOCAL,
    STB_WEAK,
    LinkError,
    Object,
    Section,
)
from rt0.native.link.resolve import UNREAD, Definition, Program

PAGE = 4096
_GOT_KINDS = frozenset((R_GOTPCREL, R_GOTPCRELX, R_REX_GOTPCRELX))
_MASK = (1 << 64) - 1
_STUB = b"\xff\x25\x02\x00\x00\x00\x90\x90"  # jmp *2(%rip); nop; nop; then the address
_NOTE_HEAD = struct.pack("<III4s", 4, 20, 3, b"GNU\0")
BUILD_ID_SIZE = 20

BOUNDS = (
    "text", "etext", "rodata", "erodata", "pclntab", "epclntab", "data", "edata",
    "noptrdata", "enoptrdata", "bss", "ebss", "noptrbss", "enoptrbss", "end",
)  # fmt: skip
"""The names, after the prefix, of the symbols that the linker defines."""


@dataclass(slots=True, eq=False)
class Output:
    """One output section. `data` is filled by `fix`; NOBITS sections keep it empty."""

    name: str
    type: int
    flags: int
    align: int = 1
    members: list[Section] = field(default_factory=list)
    size: int = 0
    addr: int = 0
    data: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Plan:
    """A laid out program. Addresses are relative to `base` = 0 until `fix` has run."""

    program: Program
    outputs: list[Output]
    size: int
    prefix: str
    table: pcln.Table
    got: dict[tuple[int, int] | str, int]
    stubs: dict[str, int]
    base: int = 0
    bounds: dict[str, int] = field(default_factory=dict)

    def output(self, name: str) -> Output:
        """The output section of this name."""
        return next(o for o in self.outputs if o.name == name)

    def address(self, name: str) -> int:
        """The address of a global name after `fix`. KeyError when nothing defines it."""
        definition = self.program.globals.get(name)
        if definition is not None:
            return address_of(definition)
        return self.bounds[name]


def address_of(definition: Definition) -> int:
    """The address a definition has now; 0 when its section was not reached."""
    if definition.section is None:
        return definition.value
    return definition.section.addr + definition.value if definition.section.live else 0


def plan(program: Program, prefix: str, with_pcln: bool = True) -> Plan:
    """Give every live section its place above address 0."""
    text = Output(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 16)
    stubs = Output(".stubs", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 16)
    note = Output(".note.gnu.build-id", SHT_NOTE, SHF_ALLOC, 4)
    rodata = Output(".rodata", SHT_PROGBITS, SHF_ALLOC, 16)
    table = Output(".rt0.pclntab", SHT_PROGBITS, SHF_ALLOC, 16)
    got = Output(".got", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 8)
    data = Output(".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 16)
    noptrdata = Output(".noptrdata", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 16)
    bss = Output(".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 16)
    noptrbss = Output(".noptrbss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 16)
    for section in program.live:
        if section.flags & SHF_EXECINSTR:
            text.members.append(section)
        elif not section.flags & SHF_WRITE or section.name.startswith((".data.rel.ro", ".rodata")):
            rodata.members.append(section)
        elif section.type == SHT_NOBITS:
            (noptrbss if section.name.startswith(".bss.noptr") else bss).members.append(section)
        else:
            (noptrdata if section.name.startswith(".data.noptr") else data).members.append(section)
    itabs = Output(".rt0.itabs", SHT_PROGBITS, SHF_ALLOC, 8)
    if gotypes.ITABS not in program.globals:
        found = [section for section in rodata.members if section.name.startswith(gotypes.ITAB)]
        itabs.size = 8 * (1 + len(found)) if found else 0
    types = Output(".rt0.types", SHT_PROGBITS, SHF_ALLOC, 8)
    if gotypes.TYPES not in program.globals and gotypes.uses_types(text.members):
        types.size = 8 * (1 + sum(map(gotypes.is_unnamed, rodata.members)))
    out = [text, stubs, note, rodata, itabs, types, table, got, data, noptrdata, bss, noptrbss]
    for output in (text, rodata, data, noptrdata, bss, noptrbss):
        _stack(output)
    got_slots = _got_slots(program)
    stub_slots = _stub_slots(program)
    note.size = len(_NOTE_HEAD) + BUILD_ID_SIZE
    got.size = 8 * len(got_slots)
    stubs.size = 16 * len(stub_slots)
    lines = pcln.build(text.members, text.size) if with_pcln else pcln.Table(b"")
    table.size = len(lines.data)
    at = PAGE
    for output in out:
        step = PAGE if output in (text, note, got) else output.align
        at = (at + step - 1) & -step
        output.addr = at
        at += output.size
    return Plan(program, out, (at + PAGE - 1) & -PAGE, prefix, lines, got_slots, stub_slots)


def _stack(output: Output) -> None:
    """Lay the members of an output section one after the other, tables with C names together at the end."""
    members = output.members
    if any(m.name.isidentifier() for m in members):
        members.sort(key=lambda m: (m.name.isidentifier(), m.name if m.name.isidentifier() else ""))
    at = 0
    for member in members:
        align = member.align
        if align > output.align:
            output.align = align
        at = (at + align - 1) & -align
        member.at = at
        at += member.size
    output.size = at


def _got_slots(program: Program) -> dict[tuple[int, int] | str, int]:
    """A slot for each symbol that is reached through the table of addresses."""
    slots: dict[tuple[int, int] | str, int] = {}
    for number, obj in enumerate(program.objects):
        for section in obj.sections:
            if section.live and section.rela is not None:
                for _, info, _ in section.relocations():
                    if info & 0xFFFFFFFF in _GOT_KINDS:
                        slots.setdefault(_slot_key(obj, number, info >> 32), len(slots))
    return slots


def _slot_key(obj: Object, number: int, index: int) -> tuple[int, int] | str:
    symbol = obj.symbols[index]
    return (number, index) if symbol[1] == STB_LOCAL else symbol[0]


def _stub_slots(program: Program) -> dict[str, int]:
    """A stub for each host function that some object names."""
    slots: dict[str, int] = {}
    hosts = {name for name, d in program.globals.items() if d.section is None}
    if hosts:
        for obj in program.objects:
            for symbol in obj.symbols:
                if symbol[3] == SHN_UNDEF and symbol[0] in hosts:
                    slots.setdefault(symbol[0], len(slots))
    return slots


def fix(plan: Plan, base: int) -> None:
    """Move the plan to `base` and fill in the contents. Once per plan. Raises LinkError for what is out of reach."""
    plan.base = base
    for output in plan.outputs:
        output.addr += base
        for member in output.members:
            member.addr = output.addr + member.at
    _set_bounds(plan)
    for obj in plan.program.objects:
        obj.addresses = _addresses(plan, obj)
    for output in plan.outputs:
        _fill(output)
    plan.output(".note.gnu.build-id").data[:] = _NOTE_HEAD + bytes(BUILD_ID_SIZE)
    _fill_itabs(plan)
    _fill_types(plan)
    plan.output(".rt0.pclntab").data[:] = plan.table.at(plan.output(".text").addr)
    _fill_got(plan)
    _fill_stubs(plan)
    for output in plan.outputs:
        if output.type != SHT_NOBITS:
            for member in output.members:
                if member.rela is not None:
                    relocate(plan, member, output.data, member.at)


def _set_bounds(plan: Plan) -> None:
    named = {
        "text": ".text", "rodata": ".rodata", "pclntab": ".rt0.pclntab", "data": ".data",
        "noptrdata": ".noptrdata", "bss": ".bss", "noptrbss": ".noptrbss",
    }  # fmt: skip
    bounds = plan.bounds
    for bound, name in named.items():
        output = plan.output(name)
        bounds[plan.prefix + bound] = output.addr
        bounds[plan.prefix + "e" + bound] = output.addr + output.size
    stubs = plan.output(".stubs")
    bounds[plan.prefix + "etext"] = stubs.addr + stubs.size
    if plan.output(".rt0.itabs").size:
        bounds[gotypes.ITABS] = plan.output(".rt0.itabs").addr
    if plan.output(".rt0.types").size:
        bounds[gotypes.TYPES] = plan.output(".rt0.types").addr
    bounds[plan.prefix + "end"] = plan.base + plan.size
    for output in plan.outputs:
        for member in output.members:
            if member.name.isidentifier():
                bounds.setdefault("__start_" + member.name, member.addr)
                bounds["__stop_" + member.name] = member.addr + member.size


def bound_names(prefix: str, objects: Iterable[Object]) -> set[str]:
    """The names that `fix` will define for these objects."""
    names = {prefix + bound for bound in BOUNDS} | {gotypes.TYPES}
    for obj in objects:
        for section in obj.sections:
            if section.flags & SHF_ALLOC and section.name.isidentifier():
                names.add("__start_" + section.name)
                names.add("__stop_" + section.name)
    return names


def _addresses(plan: Plan, obj: Object) -> list[int]:
    """The address of each symbol of an object, by index."""
    names, bounds = plan.program.globals, plan.bounds
    sections = obj.sections
    out: list[int] = []
    for name, binding, _, shndx, value, _ in obj.symbols:
        if binding == STB_LOCAL:
            out.append(sections[shndx].addr + value if shndx < SHN_LORESERVE else value)
            continue
        definition = names.get(name)
        if name.endswith(INITIALISER) and definition is not None and definition.section is not None and not definition.section.live:
            definition = names.get(UNREAD)
        out.append(bounds.get(name, 0) if definition is None else address_of(definition))
    return out


def _fill(output: Output) -> None:
    """Join the members' bytes. Gaps in code are int3, elsewhere zero."""
    if output.type == SHT_NOBITS:
        return
    pad = b"\xcc" if output.flags & SHF_EXECINSTR else b"\0"
    parts: list[memoryview | bytes] = []
    at = 0
    for member in output.members:
        if member.at != at:
            parts.append(pad * (member.at - at))
        content = member.content()
        parts.append(content if member.type != SHT_NOBITS else bytes(member.size))
        at = member.at + member.size
    output.data = bytearray(b"".join(parts))


def _fill_got(plan: Plan) -> None:
    values = []
    for key in plan.got:
        if isinstance(key, str):
            definition = plan.program.globals.get(key)
            values.append(plan.bounds.get(key, 0) if definition is None else address_of(definition))
        else:
            values.append(plan.program.objects[key[0]].addresses[key[1]])
    plan.output(".got").data[:] = struct.pack(f"<{len(values)}Q", *values)


def _fill_itabs(plan: Plan) -> None:
    """The table of itabs, where no object has one."""
    output = plan.output(".rt0.itabs")
    if output.size:
        found = [s.addr for s in plan.output(".rodata").members if s.name.startswith(gotypes.ITAB)]
        output.data[:] = struct.pack(f"<{1 + len(found)}Q", len(found), *found)


def _fill_types(plan: Plan) -> None:
    """The table of types without a name, where no object has one."""
    output = plan.output(".rt0.types")
    if output.size:
        found = [s.addr for s in plan.output(".rodata").members if gotypes.is_unnamed(s)]
        output.data[:] = struct.pack(f"<{1 + len(found)}Q", len(found), *found)


def _fill_stubs(plan: Plan) -> None:
    names = plan.program.globals
    code = b"".join(_STUB + struct.pack("<Q", names[name].value) for name in plan.stubs)
    plan.output(".stubs").data[:] = code


def relocate(plan: Plan, section: Section, data: bytearray, at: int) -> None:
    """Fill in the addresses that `section`, whose bytes begin at data[at], refers to."""
    obj = section.object
    addresses = obj.addresses
    place = section.addr
    signed, unsigned, word = _SIGNED.pack_into, _UNSIGNED.pack_into, _WORD.pack_into
    for offset, info, addend in section.relocations():
        kind = info & 0xFFFFFFFF
        target = addresses[info >> 32]
        try:
            if kind in (R_PC32, R_PLT32):
                signed(data, at + offset, target + addend - place - offset)
            elif kind == R_64:
                word(data, at + offset, (target + addend) & _MASK)
            elif kind == R_32S:
                signed(data, at + offset, target + addend)
            elif kind == R_32:
                unsigned(data, at + offset, target + addend)
            elif kind == R_PC64:
                word(data, at + offset, (target + addend - place - offset) & _MASK)
            elif kind in _GOT_KINDS:
                _via_got(plan, section, data, at, (offset, info, addend))
            elif kind != R_NONE:
                raise LinkError(f"{obj.label}: relocation type {kind} in {section.name} is not one that we emit")
        except struct.error:
            _far(plan, section, data, at, (offset, info, addend))


_SIGNED, _UNSIGNED, _WORD = struct.Struct("<i"), struct.Struct("<I"), struct.Struct("<Q")


def _via_got(plan: Plan, section: Section, data: bytearray, at: int, reloc: tuple[int, int, int]) -> None:
    """An access through the table of addresses; a plain load of an address near by becomes a lea (psABI B.2)."""
    offset, info, addend = reloc
    obj = section.object
    index = info >> 32
    where = at + offset
    direct = obj.addresses[index] + addend - section.addr - offset
    if info & 0xFFFFFFFF != R_GOTPCREL and data[where - 2] == 0x8B and -(1 << 31) <= direct < 1 << 31:
        data[where - 2] = 0x8D
        _SIGNED.pack_into(data, where, direct)
        return
    slot = plan.got[_slot_key(obj, plan.program.objects.index(obj), index)]
    entry = plan.output(".got").addr + 8 * slot
    _SIGNED.pack_into(data, where, entry + addend - section.addr - offset)


def _far(plan: Plan, section: Section, data: bytearray, at: int, reloc: tuple[int, int, int]) -> None:
    """A 32-bit field whose target is out of reach: a call of a host function takes its stub, all else is an error."""
    offset, info, addend = reloc
    name, binding, _, shndx, _, _ = section.object.symbols[info >> 32]
    kind = info & 0xFFFFFFFF
    slot = plan.stubs.get(name) if shndx == SHN_UNDEF else None
    if slot is not None and kind in (R_PLT32, R_PC32):
        stub = plan.output(".stubs").addr + 16 * slot
        _SIGNED.pack_into(data, at + offset, stub + addend - section.addr - offset)
        return
    weak = " (undefined and weak)" if binding == STB_WEAK else ""
    raise LinkError(
        f"{section.object.label}: {section.name}+{offset:#x} cannot reach {name or 'a local symbol'}{weak} "
        f"with relocation type {kind}"
    )
