"""Which Go files of a folder belong to a build: names with _test, _linux, _amd64, `//go:build` lines, and `// +build` lines
where there is no such one.

The rules are the go command's (`go help buildconstraint`). A file name suffix counts only if it names a system or
architecture that Go knows. Read next: packages.py.
"""
from __future__ import annotations

import re
from collections.abc import Callable

from rt0.base.options import Options
from rt0.load.goroot import find_tree
from rt0.syntax import constraint

_SYSTEMS = frozenset(
    ["aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
     "openbsd", "plan9", "solaris", "wasip1", "windows", "zos"])
_ARCHES = frozenset(
    ["386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le",
     "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
     "wasm"])
_UNIX = frozenset(
    ["aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "linux", "netbsd", "openbsd",
     "solaris"])
_BUILD_LINE = re.compile(rb"^[ \t]*//go:build[ \t]+(.*?)[ \t\r]*$", re.MULTILINE)
_NEWEST = 27
_PURE = frozenset(["purego", "math_big_pure_go", "noasm", "osusergo", "netgo"])
"""Tags by which packages are asked for plain Go: rt0 has no assembler and no cgo."""
_EXPERIMENTS = frozenset(["goexperiment.jsonv2"])
"""The experiments that Go 1.27 has on and that decide which files a package has."""


def tag_holds(options: Options) -> Callable[[str], bool]:
    """What each tag of a constraint means in this build."""

    def holds(tag: str) -> bool:
        if tag in (options.goos, options.goarch, "gc", "rt0") or tag in options.build_tags:
            return True
        if tag in _PURE or tag in _EXPERIMENTS:
            return True
        if tag == "rt0.tree":  # of rt0's own packages: what needs a package of the Go source tree
            return find_tree(options.goroot) is not None
        if tag == "unix":
            return options.goos in _UNIX
        if tag.startswith("go1."):
            minor = tag[4:]
            return minor.isdigit() and int(minor) <= _NEWEST
        return False

    return holds


def name_fits(name: str, options: Options) -> bool:
    """Whether a file's name lets it take part: not hidden, no test, its suffixes those of the target."""
    if not name.endswith(".go") or name[0] in "._" or name.endswith("_test.go"):
        return False
    parts = name[:-3].split(".")[0].split("_")[1:]
    if not parts:
        return True
    last = parts[-1]
    if last in _ARCHES:
        if last != options.goarch:
            return False
        return len(parts) < 2 or parts[-2] not in _SYSTEMS or _system_fits(parts[-2], options)
    return last not in _SYSTEMS or _system_fits(last, options)


def _system_fits(system: str, options: Options) -> bool:
    return system == options.goos or system == "linux" and options.goos == "android"


def header_fits(data: bytes, options: Options) -> bool:
    """Whether the `//go:build` line before the package clause, if there is one, holds; else whether all `// +build` lines do. A broken
    `//go:build` line counts as none."""
    m = _BUILD_LINE.search(_header(data)) if b"//go:build" in data else None
    if m is None:
        plus = _plus_lines(data) if b"+build" in data else []
        return all(constraint.holds(constraint.parse_plus(line), tag_holds(options)) for line in plus)
    try:
        x = constraint.parse(m[1].decode("utf-8", "replace"))
    except ValueError:
        return True
    return constraint.holds(x, tag_holds(options))


_PLUS_LINE = re.compile(rb"//[ \t]*\+build(?:[ \t]+(.*))?\Z")


def _plus_lines(data: bytes) -> list[str]:
    """What stands on the `// +build` lines: they are among the `//` lines that the file begins with, and a blank line comes after them."""
    found: list[str] = []
    block: list[str] = []
    for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        text = line.strip()
        if not text:
            found += block
            block = []
        elif not text.startswith(b"//"):
            break
        elif (m := _PLUS_LINE.match(text)) is not None:
            block.append((m[1] or b"").decode("utf-8", "replace"))
    return found


_HEADER = re.compile(rb"(?:\s+|//[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)


def _header(data: bytes) -> bytes:
    """The comments and blank lines before the package clause."""
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    m = _HEADER.match(data, start)
    return m[0] if m is not None else b""


_CLAUSE = re.compile(rb"package\s+([^\s;/]+)")


def package_clause(data: bytes) -> str:
    """The name in a file's package clause, "" if there is none where it should be."""
    m = _CLAUSE.match(data, len(_header(data)) + (3 if data.startswith(b"\xef\xbb\xbf") else 0))
    return m[1].decode("utf-8", "replace") if m is not None else ""
