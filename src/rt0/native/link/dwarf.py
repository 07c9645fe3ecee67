"""A reader for the DWARF 4 that LLVM puts into our objects: line programs, and which code was inlined from where.

Only what pcln.py needs, fast. Addresses in an object are relocations against sections, so every address here is one
integer, `section index << SHIFT | offset`: relocating a copy of the debug sections that way lets the rest read plain
DWARF. References: DWARF 4 sections 2.17 (ranges), 3.3.8 (inlined subroutines), 6.2 (line programs), 7.5 (forms).

Anything unexpected (another version, an unknown form) is an InternalError: the input is our own compiler's output.
"""

from __future__ import annotations

import struct

from rt0.base.errors import InternalError
from rt0.base.records import dataclass, field
from rt0.native.link.elf import R_32, R_64, SHF_ALLOC, SHN_LORESERVE, Object, Section

SHIFT = 40
"""Bits of an offset inside of a section; the section's index stands above them."""

BASIC_BLOCK, PROLOGUE_END = 7, 10
"""Opcodes of line programs, each one byte without operands."""

Row = tuple[int, int, str]
"""(address, line, file path); a line of 0 is code that belongs to no line."""

_TAG_UNIT, _TAG_SUBPROGRAM, _TAG_INLINED = 0x11, 0x2E, 0x1D
_AT_NAME, _AT_LOW, _AT_HIGH, _AT_ORIGIN, _AT_RANGES = 0x03, 0x11, 0x12, 0x31, 0x55
_AT_STMT_LIST, _AT_CALL_FILE, _AT_CALL_LINE, _AT_DECL_LINE = 0x10, 0x58, 0x59, 0x3B
_WANTED = frozenset((_AT_NAME, _AT_LOW, _AT_HIGH, _AT_ORIGIN, _AT_RANGES, _AT_STMT_LIST, _AT_CALL_FILE,
                     _AT_CALL_LINE, _AT_DECL_LINE))  # fmt: skip
_FIXED = {0x01: 8, 0x05: 2, 0x06: 4, 0x07: 8, 0x0B: 1, 0x0C: 1, 0x0E: 4, 0x10: 4, 0x11: 1, 0x12: 2, 0x13: 4,
          0x14: 8, 0x17: 4, 0x19: 0, 0x20: 8}  # fmt: skip
_ADDR_FORM, _STRP, _STRING, _FLAG_PRESENT = 0x01, 0x0E, 0x08, 0x19


@dataclass(slots=True)
class Inline:
    """One inlined call: `name` was inlined over `ranges` (address pairs), called at `call_line` of `call_file`.

    `parent` is the inlined call this one happened in, None for one directly in the function.
    """

    name: str
    ranges: list[tuple[int, int]]
    call_file: str
    call_line: int
    parent: Inline | None


@dataclass(slots=True)
class Subprogram:
    """A function with code: its first address, its name and line of declaration, and what was inlined into it."""

    low: int
    name: str
    line: int
    inlined: list[Inline] = field(default_factory=list)


@dataclass(slots=True)
class LineTable:
    """What one object's debug information says. `rows` are sorted by address; of several at one, the last counts.

    `early`: where .debug_line says that a function's prologue ends at its very beginning. LLVM says so of every function with a check
    of the stack, since it looks no further than that check's branch.
    """

    rows: list[Row] = field(default_factory=list)
    early: list[int] = field(default_factory=list)
    functions: list[Subprogram] = field(default_factory=list)


def read(obj: Object) -> LineTable:
    """Read an object's debug information; an object without any gives an empty table."""
    sections = {s.name: s for s in obj.sections if s.name.startswith(".debug_")}
    if ".debug_line" not in sections or ".debug_info" not in sections:
        return LineTable()
    patched = {n: _relocated(s) for n, s in sections.items() if n in (".debug_line", ".debug_info", ".debug_ranges")}
    abbrev = bytes(sections[".debug_abbrev"].content())
    strings = bytes(sections[".debug_str"].content()) if ".debug_str" in sections else b""
    table = LineTable()
    files: dict[int, list[str]] = {}
    lines = patched[".debug_line"]
    at = 0
    while at < len(lines):
        start = at
        at, files[start] = _line_program(lines, at, table.rows, table.early)
    table.rows.sort(key=lambda row: row[0])
    reader = _InfoReader(patched[".debug_info"], abbrev, strings, patched.get(".debug_ranges", b""), files)
    table.functions = reader.read()
    return table


def _relocated(section: Section) -> bytes:
    """The contents with each address as section index << SHIFT | offset, and each offset into debug data in place."""
    out = bytearray(section.content())
    obj = section.object
    symbols, sections = obj.symbols, obj.sections
    word, half = struct.Struct("<Q").pack_into, struct.Struct("<I").pack_into
    for offset, info, addend in section.relocations():
        shndx, value = symbols[info >> 32][3:5]
        target = value + addend
        kind = info & 0xFFFFFFFF
        if 0 < shndx < SHN_LORESERVE and sections[shndx].flags & SHF_ALLOC:
            target |= shndx << SHIFT
        if kind == R_64:
            word(out, offset, target & 0xFFFFFFFFFFFFFFFF)
        elif kind == R_32:
            half(out, offset, target & 0xFFFFFFFF)
    return bytes(out)


def _uleb(data: bytes, at: int) -> tuple[int, int]:
    byte = data[at]
    at += 1
    if byte < 128:
        return byte, at
    value, shift = byte & 127, 7
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _sleb(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return (value - (1 << shift) if byte & 64 else value), at


def _string(data: bytes, at: int) -> tuple[str, int]:
    end = data.index(b"\0", at)
    return data[at:end].decode(errors="replace"), end + 1


def _line_program(data: bytes, at: int, rows: list[Row], early: list[int]) -> tuple[int, list[str]]:
    """Run one line program, append its rows, return where it ends and its file names (index 0 unused)."""
    length, version, header = struct.unpack_from("<IHI", data, at)
    end = at + 4 + length
    if version != 4:
        raise InternalError(f".debug_line has version {version}, not 4; see abi/ir.py on DWARF_VERSION")
    program = at + 10 + header
    _, _, _, line_base, line_range, opcode_base = struct.unpack_from("<BBBbBB", data, at + 10)
    lengths = data[at + 16 : at + 16 + opcode_base - 1]
    files = _file_names(data, at + 16 + opcode_base - 1)
    append = rows.append
    address, line, file = 0, 1, files[1] if len(files) > 1 else ""
    begun = len(rows)
    at = program
    while at < end:
        op = data[at]
        at += 1
        if op >= opcode_base:
            step = op - opcode_base
            address += step // line_range
            line += line_base + step % line_range
            append((address, line, file))
        elif op == 0:
            size, at = _uleb(data, at)
            sub = data[at]
            if sub == 2:
                address = int.from_bytes(data[at + 1 : at + 9], "little")
            elif sub == 1:
                append((address, 0, ""))
                begun = len(rows)
                address, line, file = 0, 1, files[1] if len(files) > 1 else ""
            at += size
        elif op == 1:
            append((address, line, file))
        elif op == 2:
            step, at = _uleb(data, at)
            address += step
        elif op == 3:
            step, at = _sleb(data, at)
            line += step
        elif op == 4:
            index, at = _uleb(data, at)
            file = files[index]
        elif op == 8:
            address += (255 - opcode_base) // line_range
        elif op == 9:
            address += int.from_bytes(data[at : at + 2], "little")
            at += 2
        elif op == PROLOGUE_END and len(rows) == begun:
            early.append(at - 1)
        else:  # column, is_stmt, basic_block, prologue_end, epilogue_begin, isa: of no interest, operands skipped
            for _ in range(lengths[op - 1]):
                _, at = _uleb(data, at)
    return end, files


def _file_names(data: bytes, at: int) -> list[str]:
    directories = [""]
    while data[at]:
        name, at = _string(data, at)
        directories.append(name)
    at += 1
    files = [""]
    while data[at]:
        name, at = _string(data, at)
        directory, at = _uleb(data, at)
        _, at = _uleb(data, at)
        _, at = _uleb(data, at)
        folder = directories[directory]
        files.append(f"{folder}/{name}" if folder and not name.startswith("/") else name)
    return files


Abbreviation = tuple[int, bool, list[tuple[int, int, int]]]
"""(tag, has children, [(attribute, form, implicit constant)])."""


@dataclass(slots=True)
class _InfoReader:
    """Reads .debug_info, unit by unit."""

    info: bytes
    abbrev: bytes
    strings: bytes
    ranges: bytes
    files: dict[int, list[str]]

    def read(self) -> list[Subprogram]:
        """All functions with code, in the order of the section."""
        out: list[Subprogram] = []
        at = 0
        while at < len(self.info):
            length, version, abbrevs, _ = struct.unpack_from("<IHIB", self.info, at)
            if version != 4:
                raise InternalError(f".debug_info has version {version}, not 4")
            self._unit(at, at + 4 + length, self._abbreviations(abbrevs), out)
            at += 4 + length
        return out

    def _abbreviations(self, at: int) -> dict[int, Abbreviation]:
        data = self.abbrev
        table: dict[int, Abbreviation] = {}
        while True:
            code, at = _uleb(data, at)
            if code == 0:
                return table
            tag, at = _uleb(data, at)
            children = data[at] != 0
            at += 1
            pairs: list[tuple[int, int, int]] = []
            while True:
                attribute, at = _uleb(data, at)
                form, at = _uleb(data, at)
                constant = 0
                if form == 0x21:
                    constant, at = _sleb(data, at)
                if attribute == 0 and form == 0:
                    break
                pairs.append((attribute, form, constant))
            table[code] = (tag, children, pairs)

    def _unit(self, start: int, end: int, table: dict[int, Abbreviation], out: list[Subprogram]) -> None:
        """One compile unit. Names of inlined functions may stand after their use, so they are bound at the end."""
        data = self.info
        names: dict[int, str] = {}
        stack: list[Subprogram | Inline | None] = []
        pending: list[tuple[Inline | Subprogram, int]] = []
        files: list[str] = []
        base = 0
        at = start + 11
        while at < end:
            here = at
            code, at = _uleb(data, at)
            if code == 0:
                stack.pop()
                continue
            tag, children, pairs = table[code]
            got: dict[int, int | str] = {}
            for attribute, form, constant in pairs:
                at = self._attribute(at, attribute, form, constant, got)
            item = stack[-1] if stack else None
            if tag == _TAG_UNIT:
                base = _number(got, _AT_LOW)
                files = self.files.get(_number(got, _AT_STMT_LIST), [])
            elif tag == _TAG_SUBPROGRAM:
                names[here - start] = str(got.get(_AT_NAME, ""))
                item = None
                if _AT_LOW in got:
                    item = Subprogram(_number(got, _AT_LOW), str(got.get(_AT_NAME, "")), _number(got, _AT_DECL_LINE))
                    out.append(item)
                    if _AT_ORIGIN in got:
                        pending.append((item, _number(got, _AT_ORIGIN)))
            elif tag == _TAG_INLINED and item is not None:
                item = self._inlined(got, item, base, files)
                pending.append((item, _number(got, _AT_ORIGIN)))
                function = next(s for s in stack if isinstance(s, Subprogram))
                function.inlined.append(item)
            if children:
                stack.append(item)
        for entry, origin in pending:
            entry.name = names.get(origin, "")

    def _inlined(self, got: dict[int, int | str], parent: Subprogram | Inline, base: int, files: list[str]) -> Inline:
        if _AT_RANGES in got:
            ranges = self._range_list(_number(got, _AT_RANGES), base)
        else:
            low = _number(got, _AT_LOW)
            ranges = [(low, low + _number(got, _AT_HIGH))]
        file = _number(got, _AT_CALL_FILE)
        path = files[file] if file < len(files) else ""
        above = parent if isinstance(parent, Inline) else None
        return Inline("", ranges, path, _number(got, _AT_CALL_LINE), above)

    def _range_list(self, at: int, base: int) -> list[tuple[int, int]]:
        out: list[tuple[int, int]] = []
        while True:
            begin, end = struct.unpack_from("<QQ", self.ranges, at)
            at += 16
            if begin == 0xFFFFFFFFFFFFFFFF:
                base = end
            elif begin == 0 and end == 0:
                return out
            elif begin >> SHIFT:  # an address of its own, not an offset from the base
                out.append((begin, end))
            else:
                out.append((base + begin, base + end))

    def _attribute(self, at: int, attribute: int, form: int, constant: int, got: dict[int, int | str]) -> int:
        """Read or skip one attribute; returns where the next one begins."""
        data = self.info
        size = _FIXED.get(form)
        wanted = attribute in _WANTED
        if size is not None:
            if wanted:
                number = int.from_bytes(data[at : at + size], "little")
                got[attribute] = _string(self.strings, number)[0] if form == _STRP else number
            return at + size
        if form == _STRING:
            text, at = _string(data, at)
            if wanted:
                got[attribute] = text
        elif form == 0x0F:
            number, at = _uleb(data, at)
            if wanted:
                got[attribute] = number
        elif form == 0x0D:
            number, at = _sleb(data, at)
            if wanted:
                got[attribute] = number
        elif form == 0x21:
            if wanted:
                got[attribute] = constant
        elif form in (0x18, 0x09):
            length, at = _uleb(data, at)
            at += length
        elif form == 0x0A:
            at += 1 + data[at]
        elif form == 0x03:
            at += 2 + int.from_bytes(data[at : at + 2], "little")
        elif form == 0x04:
            at += 4 + int.from_bytes(data[at : at + 4], "little")
        else:
            raise InternalError(f".debug_info has the form {form:#x}, which LLVM did not emit when this was written")
        return at


def _number(got: dict[int, int | str], attribute: int) -> int:
    value = got.get(attribute, 0)
    return value if isinstance(value, int) else 0
