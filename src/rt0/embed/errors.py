"""What rt0.load and the functions that it gives raise."""

from __future__ import annotations


class BuildError(Exception):
    """The Go program is wrong. The message is the compiler's, one line a fault, `FILE:LINE:COL: message`."""


class GoError(Exception):
    """A Go function returned an error that is not nil. The message is the text of its Error method."""


class GoPanic(Exception):
    """A Go function panicked and nobody recovered. The message is what Go prints after "panic: "; the process lives on.

    `text` is all of it, as Go prints it; `trace` the goroutine's stack, in Go's format.
    """

    text: str
    trace: str

    def __init__(self, message: str, text: str = "", trace: str = "") -> None:
        super().__init__(message)
        self.text = text or message
        self.trace = trace

    def __reduce__(self) -> tuple[type[GoPanic], tuple[str, str, str]]:
        return GoPanic, (str(self), self.text, self.trace)
