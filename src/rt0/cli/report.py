"""What a command prints when something failed: one line, on stderr, and the exit status.

The kinds are never mixed: a wrong program (BuildFailed: diagnostics in gc's words, status 1), a refusal of the system (OSError, status 1),
wrong usage (UsageError, status 2), and a bug of rt0 (anything else, status 3: it names the Go position and asks for a report;
RT0_TRACEBACK=1 adds Python's traceback for whoever works on rt0).
"""

from __future__ import annotations

import os
import sys

from rt0.base.errors import REPORT_AT, InternalError
from rt0.build.failures import BuildFailed


class UsageError(Exception):
    """Wrong arguments; the message is what to print after "rt0: "."""


def report(problem: Exception) -> int:
    """Print what happened; the exit status."""
    if isinstance(problem, BuildFailed):
        print(problem.text, file=sys.stderr)
        return 1
    if isinstance(problem, UsageError):
        print(f"rt0: {problem}", file=sys.stderr)
        return 2
    if isinstance(problem, OSError):
        where = f"{problem.filename}: " if problem.filename else ""
        print(f"rt0: {where}{problem.strerror or problem}", file=sys.stderr)
        return 1
    if os.environ.get("RT0_TRACEBACK"):
        import traceback

        traceback.print_exception(problem)
    if isinstance(problem, InternalError):
        print(problem.describe(problem.files), file=sys.stderr)
    else:
        first, *more = str(problem).splitlines() or [""]
        text = f"{type(problem).__name__}: {first}" + (f" (and {len(more)} more lines)" if more else "")
        print(f"rt0: internal error: {text} (a bug in rt0: {REPORT_AT}; RT0_TRACEBACK=1 shows where)", file=sys.stderr)
    return 3
