"""Our own bugs. A fault of the user's program is a `Diagnostic` (see `diagnostics`), never one of these."""

from __future__ import annotations

from rt0.base.source import NO_POS, FileSet, Pos

REPORT_AT = "please report it with the program that shows it"


class InternalError(Exception):
    """rt0 itself is wrong: an invariant does not hold.

    `pos` is the place in the Go program that was being compiled, so that the user can find what set it off. Whoever
    catches it (the command line only) prints `describe` once and exits; no stage handles it.
    """

    def __init__(self, message: str, pos: Pos = NO_POS) -> None:
        super().__init__(message)
        self.message = message
        self.pos = pos
        self.files: FileSet | None = None
        """The files of the compilation, when whoever passed the error on knew them."""

    def describe(self, files: FileSet | None = None) -> str:
        """One line for the user: where, what, and a request to report it."""
        where = str(files.position(self.pos)) if files is not None and self.pos != NO_POS else ""
        prefix = f"{where}: " if where and where != "-" else ""
        return f"{prefix}internal compiler error: {self.message} (a bug in rt0: {REPORT_AT})"


class FaultyBody(InternalError):
    """The body of a function that a stage needs has faults, which are in the program's sink: nobody goes on with it.

    A kind of InternalError since that is what a stage which went on would end with: whoever catches one looks at the sink first.
    """
