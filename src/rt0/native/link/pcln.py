"""The function and line table for tracebacks at run time: from a program counter to functions, files and lines.

Two forms. Each object carries its own table behind its ELF contents (`annotate`, once, when it is compiled). Linking
joins the tables of the functions that were reached (`build`), which needs no DWARF and copies the rows as they are.

The joined table, `PREFIX + pclntab` in memory, read by the runtime (docs/abi.md repeats this). All numbers are
little-endian u32 except where noted; all but rows lies on multiples of 4; offsets are bytes from the table's start:

    header   0 magic 0x326E6C70 ("pln2")    4 nfunc      8 functions    12 rows     16 places    20 strings
             24 size of the rows            28 nplace    32 text: u64, the address that entries count from
             40 etext: u64, the end of the code
    function (32 bytes, sorted by entry)
             0 entry: offset from text      4 size in bytes             8 name: string     12 line it begins in
             16 place: its first place      20 row: offset of its rows  24 size of these   28 number of places
    row      (three LEB128 numbers, sorted by pc within a function)
             pc: from the row before, at first from the entry
             line: from the row before, at first from 0; n as 2n, -n as 2n - 1
             place: relative to the function's first
    place    (16 bytes)
             0 file: string                 4 function's name: string
             8 line of the call             12 place of the caller, relative to the function's first; ~0 for none
    string   0 length in bytes, then the bytes, no terminator. A name or file field is its offset from `strings`.

To look a pc up: find the last function with entry <= pc - text (binary search), and stop if pc is past its size; read its rows from the
first one on to the last with row.pc <= pc - entry. Its line and its place's file are the position. While the place has a caller,
the code was inlined: the next frame out is in the caller's place at `line of the call`. Place 0 of a function is the
function itself. A return address is looked up at pc - 1, which is in the call. Functions without debug information
(assembly) have no rows: their frame shows the name only; places 0 with an empty file stand for them.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rt0.base.errors import InternalError
from rt0.base.records import dataclass, field
from rt0.native.link import dwarf
from rt0.native.link.elf import (
    SHF_EXECINSTR,
    SHN_LORESERVE,
    STT_FUNC,
    STT_NOTYPE,
    Object,
    Section,
    read_object,
)

MAGIC = 0x326E6C70
NONE = 0xFFFFFFFF

HEADER = struct.Struct("<8IQQ")
FUNCTION = struct.Struct("<8I")
PLACE = struct.Struct("<4I")

_OBJECT_HEAD = struct.Struct("<4I")  # nfunc, nplace, size of rows (padded to 4), of strings
_OBJECT_FUNCTION = struct.Struct("<10I")  # section, value, size, name, line, place, nplace, row, its size, 0
_FOOTER = struct.Struct("<8sQ")
_FOOTER_MAGIC = b"rt0pcln2"


@dataclass(slots=True)
class Table:
    """A joined table without its text address; `at` fills that in."""

    data: bytes

    def at(self, text: int) -> bytes:
        """The table for code whose .text begins at the address `text`."""
        if not self.data:
            return b""
        head = list(HEADER.unpack_from(self.data))
        head[9] += text
        head[8] += text
        return HEADER.pack(*head) + self.data[HEADER.size :]


@dataclass(slots=True)
class _Strings:
    """A table of length-prefixed strings; equal ones are stored once."""

    at: dict[bytes, int] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, text: bytes) -> int:
        """The offset of `text`."""
        offset = self.at.get(text)
        if offset is None:
            offset = self.at[text] = self.size
            entry = len(text).to_bytes(4, "little") + text + bytes(-len(text) % 4)
            self.parts.append(entry)
            self.size += len(entry)
        return offset


def annotate(data: bytes) -> bytes:
    """An object with its own table appended (after the ELF contents, where no tool looks), and without the wrong ends of prologues that
    LLVM tells debuggers."""
    obj = read_object(data, "object")
    table = dwarf.read(obj)
    blob = _object_table(obj, table)
    if table.early:
        told = bytearray(data)
        start = next(s.offset for s in obj.sections if s.name == ".debug_line")
        for at in table.early:
            told[start + at] = dwarf.BASIC_BLOCK
        data = bytes(told)
    return data + bytes(-len(data) % 8) + blob + _FOOTER.pack(_FOOTER_MAGIC, len(blob))


def _functions_of(obj: Object) -> list[tuple[int, int, int, str]]:
    """(section, value, size, name) of each function, assembly's untyped labels included, one for each address."""
    found: dict[tuple[int, int], tuple[int, int, int, str]] = {}
    for name, binding, kind, shndx, value, size in obj.symbols:
        if kind not in (STT_FUNC, STT_NOTYPE) or not 0 < shndx < SHN_LORESERVE or not name or name.startswith(".L"):
            continue
        if not obj.sections[shndx].flags & SHF_EXECINSTR or (kind == STT_NOTYPE and binding == 0):
            continue
        key = (shndx, value)
        if key not in found or not found[key][2]:
            found[key] = (shndx, value, size, name)
    return sorted(found.values())


def _object_table(obj: Object, table: dwarf.LineTable) -> bytes:
    strings = _Strings()
    rows = table.rows
    addresses = [row[0] for row in rows]
    known = {f.low: f for f in table.functions}
    functions: list[bytes] = []
    all_places: list[bytes] = []
    all_rows = bytearray()
    for shndx, value, size, name in _functions_of(obj):
        low = shndx << dwarf.SHIFT | value
        own = rows[bisect_left(addresses, low) : bisect_left(addresses, low + size)]
        info = known.get(low)
        shown = info.name if info is not None and info.name else name
        line = (info.line if info is not None else 0) or (own[0][1] if own else 0)
        places, lines = _function_lines(low, own, info, shown, strings)
        fields = (shndx, value, size, strings.add(shown.encode()), line, len(all_places), len(places), len(all_rows))
        functions.append(_OBJECT_FUNCTION.pack(*fields, len(lines), 0))
        all_places += places
        all_rows += lines
    all_rows += bytes(-len(all_rows) % 4)
    head = _OBJECT_HEAD.pack(len(functions), len(all_places), len(all_rows), strings.size)
    return b"".join([head, *functions, *all_places, all_rows, *strings.parts])


def _function_lines(
    low: int, own: Sequence[dwarf.Row], info: dwarf.Subprogram | None, name: str, strings: _Strings
) -> tuple[list[bytes], bytes]:
    """The packed places and rows of one function."""
    places: list[bytes] = []
    numbers: dict[tuple[int, str], int] = {}
    inlines = _innermost(info, own)
    own_files = (row[2] for row, inline in zip(own, inlines) if row[1] and inline is None)
    file = next(own_files, own[0][2] if own else "")

    def place(inline: dwarf.Inline | None, path: str) -> int:
        key = (id(inline), path)
        number = numbers.get(key)
        if number is None:
            caller, call_line, shown = NONE, 0, name
            if inline is not None:
                caller, call_line, shown = place(inline.parent, inline.call_file), inline.call_line, inline.name
            number = numbers[key] = len(places)
            places.append(PLACE.pack(strings.add(path.encode()), strings.add(shown.encode()), call_line, caller))
        return number

    place(None, file)
    lines: list[tuple[int, int, int]] = []
    for (address, line, path), inline in zip(own, inlines):
        if line == 0:
            continue
        where = place(inline, path)
        pc = address - low
        if lines and lines[-1][1:] == (line, where):
            continue
        if lines and lines[-1][0] == pc:
            lines.pop()
        lines.append((pc, line, where))
    return places, _packed_rows(lines)


def _packed_rows(lines: Sequence[tuple[int, int, int]]) -> bytes:
    """Rows of (pc, line, place) as the table has them."""
    out = bytearray()
    last_pc = last_line = 0
    for pc, line, place in lines:
        step = line - last_line
        for number in (pc - last_pc, 2 * step if step >= 0 else -2 * step - 1, place):
            while number > 0x7F:
                out.append(number & 0x7F | 0x80)
                number >>= 7
            out.append(number)
        last_pc, last_line = pc, line
    return bytes(out)


def _unpacked_rows(data: bytes | memoryview) -> Iterator[tuple[int, int, int]]:
    """Rows as (pc, line, place)."""
    numbers: list[int] = []
    number = shift = pc = line = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number = shift = 0
    for step, change, place in zip(numbers[::3], numbers[1::3], numbers[2::3]):
        pc += step
        line += change >> 1 if change & 1 == 0 else -(change + 1 >> 1)
        yield pc, line, place


def _innermost(info: dwarf.Subprogram | None, own: Sequence[dwarf.Row]) -> list[dwarf.Inline | None]:
    """For each row, whose addresses ascend, the innermost inlined call that covers it.

    Ranges nest, so one walk with a stack does it: the outer one begins earlier, ends later or stands earlier.
    """
    if info is None or not info.inlined:
        return [None] * len(own)
    ranges = sorted(
        (low, -high, order, inline)
        for order, inline in enumerate(info.inlined)
        for low, high in inline.ranges
        if low < high
    )
    out: list[dwarf.Inline | None] = []
    stack: list[tuple[int, dwarf.Inline]] = []
    following = 0
    for address, _, _ in own:
        while following < len(ranges) and ranges[following][0] <= address:
            while stack and stack[-1][0] <= ranges[following][0]:
                stack.pop()
            stack.append((-ranges[following][1], ranges[following][3]))
            following += 1
        while stack and stack[-1][0] <= address:
            stack.pop()
        out.append(stack[-1][1] if stack else None)
    return out


def object_table(data: bytes) -> memoryview:
    """The table that `annotate` appended; empty when the object has none."""
    if len(data) < _FOOTER.size:
        return memoryview(b"")
    magic, size = _FOOTER.unpack_from(data, len(data) - _FOOTER.size)
    if magic != _FOOTER_MAGIC or size + _FOOTER.size > len(data):
        return memoryview(b"")
    return memoryview(data)[len(data) - _FOOTER.size - size : len(data) - _FOOTER.size]


def build(text: Sequence[Section], text_size: int) -> Table:
    """Join the tables of the functions in these sections, which lie at their `at` within the text."""
    strings = _Strings()
    functions: list[tuple[int, int, int, int, int, int, int, int]] = []
    places: list[bytes] = []
    rows: list[bytes | memoryview] = []
    nplace = rows_size = 0
    by_object: dict[int, tuple[Object, dict[int, int]]] = {}
    for section in text:
        by_object.setdefault(id(section.object), (section.object, {}))[1][section.index] = section.at
    for obj, starts in by_object.values():
        table = object_table(obj.data)
        if not table:
            continue
        part = _ObjectTable(table, strings)
        for shndx, value, size, name, line, place, places_here, row, rows_here, _ in part.functions:
            start = starts.get(shndx)
            if start is None:
                continue
            entry = (start + value, size, part.string(name), line, nplace, rows_size, rows_here, places_here)
            functions.append(entry)
            places += part.packed_places(place, places_here)
            rows.append(part.rows[row : row + rows_here])
            nplace += places_here
            rows_size += rows_here
    functions.sort()
    packed = _packed_functions(functions, text_size)
    rows.append(bytes(-rows_size % 4))
    at_rows = HEADER.size + len(packed)
    at_places = at_rows + rows_size + len(rows[-1])
    at_strings = at_places + nplace * PLACE.size
    where = (at_rows, at_places, at_strings, at_places - at_rows)
    head = HEADER.pack(MAGIC, len(functions), HEADER.size, *where, nplace, 0, text_size)
    return Table(b"".join([head, packed, *rows, *places, *strings.parts]))


def _packed_functions(functions: list[tuple[int, int, int, int, int, int, int, int]], text_size: int) -> bytes:
    """Pack, giving functions without a size (assembly) all bytes up to the next one."""
    ends = [f[0] for f in functions[1:]] + [text_size]
    pack = FUNCTION.pack
    return b"".join([pack(f[0], f[1] or end - f[0], *f[2:]) for f, end in zip(functions, ends)])


class _ObjectTable:
    """One object's table, being joined into `strings`."""

    __slots__ = ("functions", "rows", "_places", "_strings", "_moved", "_target")

    def __init__(self, table: memoryview, target: _Strings) -> None:
        nfunc, nplace, rows, size = _OBJECT_HEAD.unpack_from(table)
        at = _OBJECT_HEAD.size
        ends = [at, at + nfunc * _OBJECT_FUNCTION.size]
        ends.append(ends[1] + nplace * PLACE.size)
        ends.append(ends[2] + rows)
        if ends[3] + size != len(table):
            raise InternalError("an object's line table does not have the size its head tells")
        self.functions = list(_OBJECT_FUNCTION.iter_unpack(table[ends[0] : ends[1]]))
        self._places = list(PLACE.iter_unpack(table[ends[1] : ends[2]]))
        self.rows = table[ends[2] : ends[3]]
        self._strings = bytes(table[ends[3] :])
        self._moved: dict[int, int] = {}
        self._target = target

    def string(self, offset: int) -> int:
        """The offset in the joined table of a string of this one."""
        moved = self._moved.get(offset)
        if moved is None:
            size = int.from_bytes(self._strings[offset : offset + 4], "little")
            moved = self._moved[offset] = self._target.add(self._strings[offset + 4 : offset + 4 + size])
        return moved

    def packed_places(self, first: int, count: int) -> list[bytes]:
        """The places of one function, with their strings moved."""
        string = self.string
        return [PLACE.pack(string(f), string(n), line, up) for f, n, line, up in self._places[first : first + count]]


@dataclass(slots=True, frozen=True)
class Frame:
    """One line of a traceback."""

    function: str
    file: str
    line: int
    entry: int


def lookup(table: bytes | memoryview, pc: int) -> list[Frame]:
    """The frames at `pc`, innermost first, as the runtime finds them; empty when no function holds it.

    For tests and for tools in Python; the runtime has its own reader of the same format.
    """
    magic, nfunc, functions, rows, places, strings, _, _, text, _ = HEADER.unpack_from(table)
    if magic != MAGIC:
        raise InternalError("not a function table")
    low, high = 0, nfunc
    while low < high:
        middle = (low + high) // 2
        if text + FUNCTION.unpack_from(table, functions + middle * FUNCTION.size)[0] <= pc:
            low = middle + 1
        else:
            high = middle
    if low == 0:
        return []
    entry, size, name, line, place, row, count, _ = FUNCTION.unpack_from(table, functions + (low - 1) * FUNCTION.size)
    offset = pc - text - entry
    if offset >= size:
        return []
    where = 0
    for at, row_line, row_place in _unpacked_rows(table[rows + row : rows + row + count]):
        if at > offset:
            break
        line, where = row_line, row_place

    def text_at(o: int) -> str:
        length = int.from_bytes(table[strings + o : strings + o + 4], "little")
        return bytes(table[strings + o + 4 : strings + o + 4 + length]).decode()

    frames = []
    while where != NONE:
        file, function, call_line, caller = PLACE.unpack_from(table, places + (place + where) * PLACE.size)
        frames.append(Frame(text_at(function), text_at(file), line, text + entry))
        line, where = call_line, caller
    return frames
