"""Reading and parsing a package's files. Which folder an import path means is resolve.py's. Read next: loader.py."""
from __future__ import annotations

import os
import re

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.records import dataclass, field
from rt0.base.source import NO_POS
from rt0.load.select import header_fits, name_fits
from rt0.syntax import ast, parse_file
from rt0.types.literal import unquote_string

STD = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "std")

_CGO = re.compile(rb'^import[ \t]+"C"', re.MULTILINE)


class LoadError(Exception):
    """A fault of files or folders, in the go command's words, one line unless it is an import cycle."""


@dataclass(slots=True, eq=False)
class Parsed:
    """A package's parsed files. `path` is its import path, `folder` where it is, `std` whether it is a standard package,
    `tree` whether that is one of the Go source tree (goroot.py) and not rt0's own, `ours` whether it belongs to the modules
    that are being worked on, `tests` the path of the package that these are the external tests of.

    `imports` are the import paths of all files, as written, with the position of the first import of each; `resolved` the paths of
    the packages that they mean, where these differ (vendored packages of the standard library).
    """

    path: str
    folder: str
    std: bool
    go_version: str
    tree: bool = False
    ours: bool = True
    tests: str = ""
    files: list[ast.File] = field(default_factory=list)
    imports: dict[str, int] = field(default_factory=dict)
    importers: dict[str, str] = field(default_factory=dict)
    resolved: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name in the package clause."""
        return self.files[0].name.value


def os_reason(e: OSError) -> str:
    """The system's reason in Go's words (lower case)."""
    return (e.strerror or str(e)).lower()


def read(path: str) -> bytes:
    """A file's content. Raises LoadError."""
    try:
        with open(path, "rb") as f:
            return f.read()
    except OSError as e:
        raise LoadError(f"open {path}: {os_reason(e)}") from e


def go_files(folder: str, options: Options, cgo: bool = True) -> list[tuple[str, bytes]]:
    """Names and contents of the Go files of a folder that belong to this build. Raises LoadError if there are none.

    `cgo` False leaves out files that import "C", as Go does where there is no C compiler.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as e:
        raise LoadError(f"open {folder}: {os_reason(e)}") from e
    found = [n for n in names if n.endswith(".go") and n[0] not in "._" and not n.endswith("_test.go")]
    out = []
    for n in found:
        if name_fits(n, options):
            data = read(os.path.join(folder, n))
            if header_fits(data, options) and (cgo or not _CGO.search(data)):
                out.append((n, data))
    if not out:
        if found:
            raise LoadError(f"build constraints exclude all Go files in {os.path.abspath(folder)}")
        if any(n.endswith("_test.go") for n in names):
            raise LoadError(f"no non-test Go files in {os.path.abspath(folder)}")
        raise LoadError(f"no Go files in {os.path.abspath(folder)}")
    return out


def sources_of(p: Parsed, options: Options) -> list[tuple[str, bytes]]:
    """Paths and contents of a found package's files. Raises LoadError."""
    found = [(os.path.join(p.folder, n), data) for n, data in go_files(p.folder, options, cgo=p.ours)]
    return [(path if p.std else shown(path), data) for path, data in found]


def shown(path: str) -> str:
    """A file's path as messages show it: from the working folder, if it lies in it."""
    below = os.path.relpath(path)
    return path if below.startswith("..") else below


def parse_all(p: Parsed, sources: list[tuple[str, bytes]], sink: Sink) -> None:
    """Parses files (shown path, content) into p and notes their imports. Raises LoadError on mixed packages."""
    for path, data in sources:
        f = parse_file(sink.files.add(path, data), sink)
        p.files.append(f)
        for d in f.decls:
            if type(d) is ast.ImportDecl and d.path is not None and not d.path.bad and d.path.kind == "string":
                name = unquote_string(d.path.value).decode("utf-8", "replace")
                p.imports.setdefault(name, d.path.pos if d.name is None else d.name.pos)
                p.importers.setdefault(name, os.path.basename(path))
    first = p.files[0]
    for f in p.files[1:]:
        if f.name.value != first.name.value and not first.had_errors and not f.had_errors:
            a, b = (os.path.basename(x.source.path) for x in (first, f))
            raise LoadError(f"found packages {first.name.value} ({a}) and {f.name.value} ({b}) in "
                            f"{os.path.abspath(p.folder)}")


def position_of_import(p: Parsed, path: str) -> int:
    """Where p imports a path first."""
    return p.imports.get(path, NO_POS)


def assembly_of(folder: str, name: str) -> str:
    """The assembly file of a folder that has a function for this system, "" if none has."""
    text = re.compile(rb"^TEXT\s+\xc2\xb7" + re.escape(name.encode()) + rb"\b", re.MULTILINE)
    found = []
    for file in sorted(os.listdir(folder)):
        if file.endswith(".s"):
            with open(os.path.join(folder, file), "rb") as f:
                if text.search(f.read()):
                    found.append(file)
    return next((file for file in found if "amd64" in file), found[0] if found else "")
