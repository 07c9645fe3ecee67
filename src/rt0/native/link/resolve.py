"""Which definition each name means, and which sections of the objects are reached.

Rules (gABI 4.1, "Symbol table" and "Section groups"):
- Of a COMDAT group with one signature the first object's copy is taken, the other copies' sections vanish.
- A global definition beats a weak one; two global ones are an error; the first of several weak ones wins.
- An undefined weak name without a definition is address 0. Any other undefined name is an error, and the message
  tells who refers to it, but only when the reference is reachable.

Reachability goes by sections from the roots, over relocations. One kind of relocation is no edge: what a read-only
table refers to inside of code. Those are the jump tables, which LLVM puts into the object's common .rodata: taken as
edges they would keep alive every function that has a switch. Code addresses that are values (function pointers in
constants) always meet a function's first byte, or stand in .data.rel.ro, so the two are told apart exactly.

A function that gives a package variable its first value (rt0.abi.symbols, INITIALISER) is not reached by the call in the package's init,
but by its variable: tables and errors that a program does not use cost it neither room nor time.

Debug sections are never roots and never reach anything; image.py takes them along as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rt0.abi.symbols import INITIALISER
from rt0.base.records import dataclass, field
from rt0.native.link import gotypes
from rt0.native.link.elf import (
    GRP_COMDAT,
    R_64,
    R_PC32,
    SHF_ALLOC,
    SHF_EXCLUDE,
    SHF_EXECINSTR,
    SHF_TLS,
    SHF_WRITE,
    SHN_ABS,
    SHN_COMMON,
    SHN_LORESERVE,
    SHN_UNDEF,
    SHT_GROUP,
    SHT_NOBITS,
    SHT_PROGBITS,
    STB_LOCAL,
    STB_WEAK,
    STT_SECTION,
    LinkError,
    Object,
    Section,
)

_LOADABLE = frozenset((SHT_PROGBITS, SHT_NOBITS, 14, 15, 16))  # + INIT_ARRAY, FINI_ARRAY, PREINIT_ARRAY
_SHOWN_REFERRERS = 3


@dataclass(slots=True, frozen=True)
class Definition:
    """Where a global name is defined: in `section` at `value`, or at the absolute address `value` without one."""

    section: Section | None
    value: int
    size: int
    type: int
    binding: int


@dataclass(slots=True)
class Program:
    """Objects with their names resolved. `live` is in the order of the objects and of their sections."""

    objects: list[Object]
    globals: dict[str, Definition] = field(default_factory=dict)
    live: list[Section] = field(default_factory=list)
    undefined: dict[str, list[str]] = field(default_factory=dict)


def resolve(objects: list[Object], absolute: Mapping[str, int], shared: Mapping[str, int]) -> Program:
    """Bind every global name. `absolute` are names with addresses that the caller defines (host functions), `shared`
    those of an image that is loaded already.

    A definition in an object beats one in `absolute`; one in `shared` beats those in objects, so that what both have
    exists once. Raises LinkError for double definitions.
    """
    program = Program(objects)
    names = program.globals
    for name, address in shared.items():
        names[name] = Definition(None, address, 0, 0, STB_WEAK)
    for name, address in absolute.items():
        if name in shared:
            continue
        names[name] = Definition(None, address, 0, 0, STB_WEAK)
    groups: set[str] = set()
    faults: list[str] = []
    for obj in objects:
        _drop_known_groups(obj, groups)
        sections = obj.sections
        for name, binding, kind, shndx, value, size in obj.symbols:
            if binding == STB_LOCAL or shndx == SHN_UNDEF:
                continue
            section: Section | None = None
            if shndx < SHN_LORESERVE:
                section = sections[shndx]
                if section.dropped:
                    continue
            elif shndx == SHN_COMMON:
                raise LinkError(f"{obj.label}: {name} is a common symbol; emit it with an initialiser")
            elif shndx != SHN_ABS:
                raise LinkError(f"{obj.label}: {name} has the unknown section index {shndx:#x}")
            if name in shared:
                continue
            old = names.get(name)
            if old is not None and old.binding != STB_WEAK:
                if binding != STB_WEAK:
                    first = old.section.object.label if old.section is not None else "(absolute)"
                    faults.append(f"{name} is defined in {first} and in {obj.label}")
                continue
            if old is not None and binding == STB_WEAK and old.section is not None:
                continue
            names[name] = Definition(section, value, size, kind, binding)
    if faults:
        raise LinkError("; ".join(faults))
    return program


def _drop_known_groups(obj: Object, taken: set[str]) -> None:
    """Mark the sections of COMDAT groups whose signature was met before."""
    for section in obj.sections:
        if section.type != SHT_GROUP:
            continue
        words = section.content().cast("I")
        if not words or words[0] != GRP_COMDAT:
            continue
        signature = obj.symbols[section.info][0]
        if signature in taken:
            for member in words[1:]:
                obj.sections[member].dropped = True
        else:
            taken.add(signature)


def collect(
    program: Program, roots: Iterable[str], keep_all: bool = False, known: Iterable[str] = (), prune: bool = False
) -> None:
    """Find the sections that are reached from `roots` (names) and put them into `program.live`.

    `known` are names the linker itself defines later. With `keep_all` every loadable section is a root. With `prune`
    methods count as reached through interfaces only when some interface type has their names (gotypes.py).
    Raises LinkError that lists all undefined names that are reached.
    """
    linker_made = set(known)
    work: list[Section] = []
    for name in roots:
        definition = program.globals.get(name)
        if definition is None:
            if name not in linker_made:
                program.undefined.setdefault(name, []).append("the program's roots")
        elif definition.section is not None:
            _enliven(definition.section, work)
    for obj in program.objects:
        for section in obj.sections:
            # Sections named as C identifiers are tables that are found by their bounds, not by reference.
            if not loadable(section):
                continue
            _refuse_unknown_kinds(section)
            if keep_all or section.name.isidentifier():
                _enliven(section, work)
    methods = gotypes.Methods() if prune else None
    waiting = _initialisers(program)
    if waiting:
        unread = program.globals.get(UNREAD)
        if unread is not None and unread.section is not None:
            _enliven(unread.section, work)
    while work:
        section = work.pop()
        for initialiser in waiting.get(id(section), ()):
            _enliven(initialiser, work)
        rows = gotypes.edges(methods, section) if methods is not None else None
        if rows is None:
            relocs = section.relocations()
            code = section.flags & (SHF_WRITE | SHF_EXECINSTR)
            _follow(program, section, {r[1] >> 32 for r in relocs} if code else _table_edges(section), work, linker_made)
        else:
            for owner, wanted in rows:
                _follow(program, owner, wanted, work, linker_made)
    if program.undefined:
        lines = [_undefined_line(name, by) for name, by in sorted(program.undefined.items())]
        raise LinkError("\n".join(lines), program.undefined)
    program.live = [s for obj in program.objects for s in obj.sections if s.live]


UNREAD = "runtime.unreadVariable"
"""What calls of initialisers that are not kept go to."""


def _initialisers(program: Program) -> dict[int, list[Section]]:
    """The sections of variables (by identity) with those of the functions that give them their first values. Without the runtime's
    function that stands in for them there are none: all count as reached by their calls."""
    names = program.globals
    out: dict[int, list[Section]] = {}
    if UNREAD not in names:
        return out
    for name, definition in names.items():
        if name.endswith(INITIALISER) and definition.section is not None:
            variable = names.get(name[: -len(INITIALISER)])
            if variable is not None and variable.section is not None:
                out.setdefault(id(variable.section), []).append(definition.section)
    return out


def _refuse_unknown_kinds(section: Section) -> None:
    """Sections that would need code of a libc's start-up, of which there is none, must not be dropped in silence."""
    if section.flags & SHF_TLS:
        raise LinkError(f"{section.object.label}: {section.name}: no thread-local variables without a libc")
    if section.type != SHT_PROGBITS and section.type != SHT_NOBITS or section.name.startswith((".ctors", ".dtors")):
        raise LinkError(f"{section.object.label}: {section.name}: constructors are not run; call them yourself")


def loadable(section: Section) -> bool:
    """Whether a section becomes part of the memory image when it is reached."""
    return (
        bool(section.flags & SHF_ALLOC)
        and section.type in _LOADABLE
        and not section.dropped
        and not section.flags & SHF_EXCLUDE
        and section.name != ".eh_frame"  # nothing unwinds by tables: panics do not unwind, gdb reads .debug_frame
    )


def _enliven(section: Section, work: list[Section]) -> None:
    if not section.live and loadable(section):
        section.live = True
        work.append(section)


def _follow(
    program: Program, section: Section, wanted: Iterable[int], work: list[Section], linker_made: set[str]
) -> None:
    """Enliven what `section` refers to: these symbols of its object."""
    obj = section.object
    symbols, sections, names = obj.symbols, obj.sections, program.globals
    for index in wanted:
        name, binding, _, shndx, _, _ = symbols[index]
        if binding == STB_LOCAL:
            if 0 < shndx < SHN_LORESERVE:
                target = sections[shndx]
                if not target.live:
                    _enliven(target, work)
            continue
        definition = names.get(name)
        if definition is not None:
            if definition.section is not None and not definition.section.live:
                if not name.endswith(INITIALISER) or UNREAD not in names:
                    _enliven(definition.section, work)
        elif binding != STB_WEAK and name not in linker_made:
            program.undefined.setdefault(name, []).append(_referrer(section, index))


def _table_edges(section: Section) -> set[int]:
    """The symbols a read-only section keeps alive: all but those of jump tables (see the module's docstring)."""
    obj = section.object
    wanted: set[int] = set()
    starts: set[tuple[int, int]] | None = None
    for _, info, addend in section.relocations():
        index = info >> 32
        _, binding, kind, shndx, value, _ = obj.symbols[index]
        if binding == STB_LOCAL and 0 < shndx < SHN_LORESERVE and obj.sections[shndx].flags & SHF_EXECINSTR:
            how = info & 0xFFFFFFFF
            if how == R_PC32:
                continue
            if how == R_64 and kind == STT_SECTION:
                if starts is None:
                    starts = {(s[3], s[4]) for s in obj.symbols if s[2] != STT_SECTION}
                if (shndx, value + addend) not in starts:
                    continue
        wanted.add(index)
    return wanted


def _referrer(section: Section, index: int) -> str:
    """Who refers to symbol `index` from `section`: the function or variable that holds the relocation."""
    obj = section.object
    offset = next((r[0] for r in section.relocations() if r[1] >> 32 == index), 0)
    for name, _, kind, shndx, value, size in obj.symbols:
        if shndx == section.index and kind in (1, 2) and value <= offset < value + size and not name.startswith(".L"):
            return name
    return f"{obj.label}({section.name})"


def _undefined_line(name: str, referrers: list[str]) -> str:
    shown = ", ".join(dict.fromkeys(referrers[:_SHOWN_REFERRERS]))
    more = len(referrers) - _SHOWN_REFERRERS
    return f"undefined: {name}, referred to by {shown}" + (f" and {more} more" if more > 0 else "")
