"""What a command shows of its work on stderr: the progress line, on a terminal, from the moment that work has taken two seconds or
is known to (`Progress`); or, for -x, how long each stage took (`Stages`)."""

from __future__ import annotations

import sys
import time

PATIENCE = 2.0  # seconds


class Progress:
    """Called with the name of each stage as it begins; `long` for one known to take over two seconds."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.shown = False
        self.terminal = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, stage: str, long: bool = False) -> None:
        """Show the stage if it is time to."""
        if self.terminal and (long or self.shown or time.monotonic() - self.start > PATIENCE):
            self.shown = True
            sys.stderr.write(f"\r\033[Krt0: {stage} …")
            sys.stderr.flush()

    def done(self) -> None:
        """Take the line away again."""
        if self.shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


class Stages:
    """Called as Progress is; prints each stage with its time when the next one begins."""

    def __init__(self) -> None:
        self.stage = "starting Python and rt0 (processor time)"
        self.start = time.perf_counter() - time.process_time()

    def __call__(self, stage: str, long: bool = False) -> None:
        """A stage begins."""
        now = time.perf_counter()
        if self.stage:
            print(f"{1000 * (now - self.start):9.1f} ms  {self.stage}", file=sys.stderr)
        self.stage, self.start = stage, now

    def done(self) -> None:
        """The last stage has ended."""
        self("")
