"""Diagnostics: what is wrong with the user's program, as values.

A stage that finds a fault makes a `Diagnostic` and gives it to the `Sink`; it never prints, raises or exits, and it
goes on. Only the command line formats what a sink holds.

The sink follows the gc compiler (cmd/compile, Go 1.27) in what it shows:
- of syntax errors in a row on one line only the first, of other errors in a row on one line those whose words differ;
- the first ten in the order of their report, then sorted by position, then "too many errors" at the tenth's place.

Codes are short fixed names ("syntax", "UndeclaredName", ...): what tests and tools look at, where the words may change.
"""

from __future__ import annotations

from rt0.base.records import dataclass, field
from rt0.base.source import FileSet, Pos

MAX_ERRORS = 10
SYNTAX = "syntax"


@dataclass(slots=True, frozen=True)
class Related:
    """Another place that belongs to a diagnostic ("other declaration of x")."""

    pos: Pos
    message: str


@dataclass(slots=True, frozen=True)
class Diagnostic:
    """One fault of the user's program.

    code     fixed name of the kind of fault
    pos      where; NO_POS for a fault of no place in a file (a missing file)
    message  gc's words, without the position; may hold several lines
    related  further places, shown on lines of their own, indented by a tab
    soft     the program could still be compiled (an unused variable); does not make other messages doubtful
    """

    code: str
    pos: Pos
    message: str
    related: tuple[Related, ...] = ()
    soft: bool = False


@dataclass(slots=True, eq=False)
class Sink:
    """Collects the diagnostics of one compilation."""

    files: FileSet
    diagnostics: list[Diagnostic] = field(default_factory=list)
    syntax_errors: int = 0
    _last_syntax: tuple[int, int] = (0, 0)
    _last_other: tuple[int, int, str] = (0, 0, "")
    _seen: set[tuple[Pos, str]] = field(default_factory=set)

    def report(self, diagnostic: Diagnostic) -> None:
        """Take a diagnostic, unless it is a follow-on (see the module's rules).

        `syntax_errors` counts those whose message begins with "syntax error", shown or not: if there are any, no
        types are checked.
        """
        base, line = self._line(diagnostic.pos)
        if diagnostic.message.startswith("syntax error"):
            self.syntax_errors += 1
            if line and (base, line) == self._last_syntax:
                return
            self._last_syntax = (base, line)
        else:
            place = (base, line, diagnostic.message)
            if line and place == self._last_other:
                return
            self._last_other = place
        if (diagnostic.pos, diagnostic.message) not in self._seen:
            self._seen.add((diagnostic.pos, diagnostic.message))
            self.diagnostics.append(diagnostic)

    def error(self, code: str, pos: Pos, message: str, *related: Related, soft: bool = False) -> None:
        """Report a fault given by its parts."""
        self.report(Diagnostic(code, pos, message, related, soft))

    def _line(self, pos: Pos) -> tuple[int, int]:
        source = self.files.file(pos)
        return (source.base, source.line(pos)) if source is not None else (0, 0)

    @property
    def count(self) -> int:
        """How many diagnostics there are. Stages compare it before and after to know whether something failed."""
        return len(self.diagnostics)

    def __bool__(self) -> bool:
        return bool(self.diagnostics)

    def sorted(self) -> list[Diagnostic]:
        """All diagnostics by position; those of one position in the order of their report."""
        return sorted(self.diagnostics, key=lambda d: d.pos)

    def format(self, limit: int = MAX_ERRORS) -> str:
        """Lines `FILE:LINE:COL: message` for the user, as gc prints them; `limit` 0 shows all."""
        first = self.diagnostics[:limit] if limit else self.diagnostics
        lines = [format_diagnostic(each, self.files) for each in sorted(first, key=lambda d: d.pos)]
        if limit and len(first) == limit:
            position = self.files.position(first[-1].pos)
            lines.append(f"{position}: too many errors" if position.line else "too many errors")
        return "\n".join(lines)


def format_diagnostic(diagnostic: Diagnostic, files: FileSet) -> str:
    """One diagnostic as gc prints it: position, message, and the related places on indented lines."""
    position = files.position(diagnostic.pos)
    text = f"{position}: {diagnostic.message}" if position.line else diagnostic.message
    for other in diagnostic.related:
        text += f"\n\t{files.position(other.pos)}: {other.message}"
    return text
