"""Source files and positions.

A position (`Pos`) is a plain int: the base of its file in the `FileSet` plus a byte offset. Ints are the cheapest
thing that CPython has, every AST node holds at least one, and comparing two positions of one file compares their
places in the text. Only when something is shown is a position resolved to path, line and column.

Invariants:
- `NO_POS` (0) is never the position of anything.
- Files of one set never share a position: file n+1 begins after the end-of-file position of file n.
- Columns count bytes from 1, as the gc compiler counts them.
- `//line` directives change what is shown (`FileSet.position`) and never the ints.

Text is kept as Latin-1: one character a byte, so that an index into `SourceFile.text` is a byte offset and the
scanner's regular expressions need no translation of offsets. Only names and messages that hold bytes >= 0x80 are
decoded from UTF-8, where they are made (`SourceFile.utf8`).

Read next: `rt0.base.diagnostics`.
"""

from __future__ import annotations

from bisect import bisect_right

from rt0.base.records import dataclass, field

Pos = int
NO_POS: Pos = 0


@dataclass(slots=True, frozen=True, order=True)
class Position:
    """A position for people: path, line and byte column, both counted from 1 (0: unknown)."""

    path: str
    line: int
    col: int

    def __str__(self) -> str:
        if self.line == 0:
            return self.path or "-"
        return f"{self.path}:{self.line}:{self.col}" if self.col else f"{self.path}:{self.line}"


@dataclass(slots=True, frozen=True)
class LineBase:
    """From `offset` on, positions are shown as if `path`:`line`:`col` began there (a `//line` directive).

    `col` is 0 when the directive gave none: columns are then not shown, as gc does.
    """

    offset: int
    path: str
    line: int
    col: int


@dataclass(slots=True, eq=False)
class SourceFile:
    """One source file: its path as it is shown, its bytes, and its place in the file set.

    `base` is the position of the first byte; the position of the end of the file is `base + len(data)`.
    """

    path: str
    data: bytes
    base: int = 1
    text: str = ""
    line_bases: list[LineBase] = field(default_factory=list)
    _line_starts: list[int] | None = None

    def __post_init__(self) -> None:
        self.text = self.data.decode("latin-1")

    @property
    def line_starts(self) -> list[int]:
        """Byte offsets at which lines begin; the first is 0. Computed when first asked for."""
        starts = self._line_starts
        if starts is None:
            starts = [0]
            text = self.text
            at = text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = text.find("\n", at + 1)
            self._line_starts = starts
        return starts

    def pos(self, offset: int) -> Pos:
        """The position of the byte at `offset`."""
        return self.base + offset

    def offset(self, pos: Pos) -> int:
        """The byte offset of a position of this file."""
        return pos - self.base

    def line_col(self, pos: Pos) -> tuple[int, int]:
        """Line and byte column of `pos` in the file itself, `//line` directives ignored."""
        starts = self.line_starts
        offset = pos - self.base
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, pos: Pos) -> int:
        """The line of `pos` in the file itself, counted from 1."""
        return bisect_right(self.line_starts, pos - self.base)

    def shown_line(self, pos: Pos) -> int:
        """The line of `pos` for tracebacks: `//line` directives are obeyed as long as they stay in this file."""
        if self.line_bases:
            shown = self.position(pos)
            if shown.path == self.path:
                return shown.line
        return self.line(pos)

    def line_text(self, line: int) -> str:
        """The text of a line (counted from 1) without its end, for messages that show it."""
        starts = self.line_starts
        end = starts[line] - 1 if line < len(starts) else len(self.data)
        return self.data[starts[line - 1] : end].rstrip(b"\r").decode("utf-8", "replace")

    def position(self, pos: Pos) -> Position:
        """What to show for `pos`, `//line` directives obeyed."""
        line, col = self.line_col(pos)
        if self.line_bases:
            offset = pos - self.base
            at = bisect_right([b.offset for b in self.line_bases], offset) - 1
            if at >= 0:
                return self._relative(self.line_bases[at], line, col)
        return Position(self.path, line, col)

    def _relative(self, origin: LineBase, line: int, col: int) -> Position:
        """`line`:`col` of the file, counted from a `//line` directive."""
        line0, col0 = self.line_col(self.base + origin.offset)
        shown = origin.line + line - line0
        if origin.col == 0:
            return Position(origin.path, shown, 0)
        return Position(origin.path, shown, origin.col + col - col0 if line == line0 else col)


@dataclass(slots=True, eq=False)
class FileSet:
    """All files of one compilation; it hands out positions and resolves them."""

    files: list[SourceFile] = field(default_factory=list)
    _bases: list[int] = field(default_factory=list)

    def add(self, path: str, data: bytes | str) -> SourceFile:
        """Enter a file. `data` is its content; a str (handy in tests) is encoded as UTF-8."""
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        base = 1
        if self.files:
            last = self.files[-1]
            base = last.base + len(last.data) + 1  # + 1: the position of its end is its own
        source = SourceFile(path, data, base)
        self.files.append(source)
        self._bases.append(base)
        return source

    def file(self, pos: Pos) -> SourceFile | None:
        """The file that `pos` lies in; None for NO_POS and for a position of no file."""
        at = bisect_right(self._bases, pos) - 1
        if pos == NO_POS or at < 0:
            return None
        found = self.files[at]
        return found if pos <= found.base + len(found.data) else None

    def position(self, pos: Pos) -> Position:
        """Path, line and column to show for `pos`; an unknown position has line 0."""
        found = self.file(pos)
        return found.position(pos) if found is not None else Position("", 0, 0)
