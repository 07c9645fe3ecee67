"""The programs of errors.txt with what gc says of each, and the script that asks gc (tests need no Go).

    python tests/syntax/error_cases.py GO        # GO: the go command; writes what gc says into errors.txt

A case is a line `#### name`, the program, a line `---- gc`, and gc's output with the program's file named x.go.
Messages of gc's type checker, which runs when there are no "syntax error"s, are left out by their words.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).with_name("errors.txt")
_TYPES = re.compile(r"declared and not used|undefined|could not import")


@dataclass(frozen=True, slots=True)
class Case:
    """A program and gc's messages for it, "" if it has no syntax errors."""

    name: str
    program: str
    messages: str


def cases() -> list[Case]:
    """All cases of the file."""
    found: list[Case] = []
    for part in re.split(r"^#### ", PATH.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition("\n")
        program, _, messages = rest.partition("---- gc\n")
        found.append(Case(name, program, messages.strip("\n")))
    return found


def gc_messages(compiler: str, program: str) -> str:
    """What gc says of a program. The object file is in a folder of its own: gc deletes it when there are errors."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "x.go").write_text(program, encoding="utf-8")
        command = [compiler, "-o", "out.o", "-p", "main", "x.go"]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode != 0 and not run.stdout:
        raise SystemExit(f"the compiler did not run: {run.stderr}")
    lines = run.stdout.strip("\n").split("\n")
    kept = [line for line in lines if not _TYPES.search(line)]
    if len(kept) != len(lines):
        kept = [line for line in kept if not line.endswith("too many errors")]
    return "\n".join(kept)


def main() -> None:
    compiler = subprocess.run([sys.argv[1], "tool", "-n", "compile"], capture_output=True, text=True, check=True)
    text = ""
    for case in cases():
        messages = gc_messages(compiler.stdout.strip(), case.program)
        text += f"#### {case.name}\n{case.program}---- gc\n{messages}\n\n"
    PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
