"""The command rt0: finds the command's module and calls its `main(arguments) -> exit status`.

What may go wrong is told in one line on stderr, never as a Python traceback, but for faults of rt0 itself, which say so and ask for a
report. Exit status: `rt0 run` gives the program's own; else 0, 1 for a wrong program or a failed operation, 2 for wrong usage.
"""

from __future__ import annotations

import gc
import os
import sys

COMMANDS = {
    "run": "compile a Go program and run it",
    "build": "compile a Go program to an executable",
    "check": "report the errors of a Go program",
    "test": "run the tests of packages",
    "walk": "run a program and show the walk through the runtime",
    "env": "print what rt0 knows of this machine and its settings",
    "version": "print rt0's version",
    "cache": "show or empty the cache: cache info, cache clean",
}

COMPILING = frozenset({"run", "build", "check"})


def usage() -> str:
    """The text of `rt0 help`."""
    lines = ["usage: rt0 COMMAND [ARGUMENTS]", "", "commands:"]
    lines += [f"  {name:<10}{text}" for name, text in COMMANDS.items()]
    lines += ["", "rt0 COMMAND -h tells more of each."]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Run a command; the process's exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    name = arguments[0] if arguments else ""
    if name in ("", "help", "-h", "--help"):
        print(usage())
        return 0 if name else 2
    if name in ("--version", "-V"):
        name = "version"
    if name not in COMMANDS:
        print(f"rt0: unknown command {name!r}; rt0 help lists them", file=sys.stderr)
        return 2
    if argv is None and name in COMPILING:
        gc.disable()  # the process ends or becomes the program; one collection of all that a large program was would take a second
    from importlib import import_module

    command = import_module(f"rt0.cli.{name}")
    try:
        return int(command.main(arguments[1:]))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output is gone; nothing is left to say, also not at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except Exception as problem:
        from rt0.cli.report import report

        return report(problem)


if __name__ == "__main__":
    sys.exit(main())
