"""go.mod and go.work: reading them, and finding the one that a folder belongs to.

`parse` reads what loading needs (module, go, require, replace, use, godebug), passes over what only the go command needs (toolchain,
exclude, retract, tool, ignore), and refuses the rest in the go command's words. Which modules these lines lead to is
modules.py's.

Source: the reference of go.mod files (go.dev/ref/mod).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from rt0.base.records import dataclass, field
from rt0.load.packages import LoadError

_GO = re.compile(r"([1-9]\d*)\.(\d+)(?:\.\d+)?(?:(?:rc|beta)\d+)?(?:-[\w.]+)?")
_VERSION = re.compile(r"v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_PASSED_OVER = frozenset(["toolchain", "exclude", "retract", "tool", "ignore", "deprecated"])
_BLOCKS = frozenset(["require", "replace", "use", "godebug", "exclude", "retract", "tool", "ignore"])

NO_VERSION = "1.16"
"""The language of a module whose go.mod has no `go` line, as in the go command."""


@dataclass(slots=True, frozen=True)
class Replace:
    """`old [version] => new [new_version]`: without new_version, `new` is a folder. `version` is "" for all."""

    old: str
    version: str
    new: str
    new_version: str


@dataclass(slots=True)
class ModFile:
    """What a go.mod or go.work says. `requires` are (path, version); `use` the folders of a go.work."""

    path: str = ""
    go_version: str = NO_VERSION
    requires: list[tuple[str, str]] = field(default_factory=list)
    replaces: list[Replace] = field(default_factory=list)
    use: list[str] = field(default_factory=list)
    godebug: list[str] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class Module:
    """A module: the folder of its go.mod, its path, its language version as "1.N" (NO_VERSION if it has none), and the settings of its
    `godebug` lines, each "name=value". `version` is "" for one that is being worked on, or that a folder replaces; `required` is what
    go.mod files ask for, and `instead` what a replace line has in its place: a folder as written, or path@version."""

    root: str
    path: str
    go_version: str
    godebug: tuple[str, ...] = ()
    version: str = ""
    required: str = ""
    instead: str = ""


def find_module(folder: str) -> Module | None:
    """The module that a folder belongs to: of the nearest go.mod upwards; None if there is none. Raises LoadError."""
    root = find_upwards(folder, "go.mod")
    if root is None:
        return None
    found = read_mod(os.path.join(root, "go.mod"))
    if not found.path:
        raise LoadError(
            "error reading go.mod: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod"
        )
    return Module(root, found.path, found.go_version, tuple(found.godebug))


def find_upwards(folder: str, name: str) -> str | None:
    """The nearest folder upwards that has a file of this name."""
    at = os.path.abspath(folder)
    while not os.path.isfile(os.path.join(at, name)):
        parent = os.path.dirname(at)
        if parent == at:
            return None
        at = parent
    return at


def read_mod(name: str) -> ModFile:
    """What a file says. Raises LoadError for one that cannot be read or is malformed."""
    try:
        with open(name, encoding="utf-8", errors="replace") as f:
            text = f.read()
    except OSError as e:
        raise LoadError(f"open {name}: {(e.strerror or str(e)).lower()}") from e
    return parse(text, name)


def is_version(text: str) -> bool:
    """Whether a text is a version of a module: vX.Y.Z with what may follow."""
    return _VERSION.fullmatch(text) is not None


def version_key(version: str) -> tuple[object, ...]:
    """What versions are ordered by: semver.org's precedence."""
    m = _VERSION.fullmatch(version)
    if m is None:
        return (-1,)
    parts = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in (m[4] or "-")[1:].split(".")]
    return (int(m[1]), int(m[2]), int(m[3]), m[4] is None, parts)


# ---- the syntax -----------------------------------------------------------------------------------------------------


class _Fault(Exception):
    """What is wrong with a line."""


def parse(text: str, name: str) -> ModFile:
    """What a go.mod or go.work with this text says; `name` is its path, for messages. Raises LoadError with all faults."""
    out = ModFile()
    seen: set[str] = set()
    faults: list[str] = []
    base = os.path.basename(name)
    try:
        for line, words in _statements(text, name):
            try:
                _statement(out, words, seen)
            except _Fault as e:
                faults.append(f"{base}:{line}: {e}")
    except _Fault as e:
        faults = [f"{base}:{e}"]
    if faults:
        raise LoadError("\n".join([f"errors parsing {base}:", *faults]))
    return out


def _statements(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """(line, words) of each statement; those in a block begin with the block's verb."""
    block: tuple[str, int] | None = None
    line = 0
    for line, source in enumerate(text.split("\n"), 1):
        words = _words(source, line)
        if not words:
            continue
        if block is not None:
            if words == [")"]:
                block = None
            else:
                yield line, [block[0], *words]
        elif words[-1] == "(" and len(words) == 2:
            if words[0] not in _BLOCKS and words[0] not in ("module", "go"):
                raise _Fault(f"{line}: unknown block type: {words[0]}")
            block = words[0], line
        else:
            yield line, words
    if block is not None:
        raise _Fault(f"{line}: syntax error (unterminated block started at {name}:{block[1]}:1)")


def _words(source: str, line: int) -> list[str]:
    """The words of a line without its comment; quoted ones without their quotes."""
    out = []
    at = 0
    while at < len(source):
        c = source[at]
        if c in " \t\r":
            at += 1
        elif source.startswith("//", at):
            break
        elif c in "\"`":
            end = source.find(c, at + 1)
            if end < 0:
                raise _Fault(f"{line}: unexpected newline in string")
            out.append(source[at + 1 : end])
            at = end + 1
        elif c in "(),":
            out.append(c)
            at += 1
        else:
            end = at
            while end < len(source) and source[end] not in " \t\r(),\"`" and not source.startswith("//", end):
                end += 1
            out.append(source[at:end])
            at = end
    return out


def _statement(out: ModFile, words: list[str], seen: set[str]) -> None:
    """Takes a statement in. Raises _Fault."""
    verb, rest = words[0], words[1:]
    if verb in ("module", "go"):
        if verb in seen:
            raise _Fault(f"repeated {verb} statement")
        seen.add(verb)
    if verb == "module":
        if len(rest) != 1:
            raise _Fault("usage: module module/path")
        out.path = rest[0]
    elif verb == "go":
        if len(rest) != 1:
            raise _Fault("usage: go 1.23")
        m = _GO.fullmatch(rest[0])
        if m is None:
            raise _Fault(f"invalid go version '{rest[0]}': must match format 1.23.0")
        out.go_version = f"{m[1]}.{m[2]}"
    elif verb == "require":
        if len(rest) != 2:
            raise _Fault("usage: require module/path v1.2.3")
        if not is_version(rest[1]):
            raise _Fault(f'require {rest[0]}: version "{rest[1]}" invalid: must be of the form v1.2.3')
        out.requires.append((rest[0], rest[1]))
    elif verb == "replace":
        out.replaces.append(_replace(rest))
    elif verb == "use":
        if len(rest) != 1:
            raise _Fault("usage: use local/dir")
        out.use.append(rest[0])
    elif verb == "godebug":
        if len(rest) != 1 or "=" not in rest[0]:
            raise _Fault("usage: godebug key=value")
        out.godebug.append(rest[0])
    elif verb not in _PASSED_OVER:
        raise _Fault(f"unknown directive: {verb}")


def _replace(rest: list[str]) -> Replace:
    arrow = rest.index("=>") if "=>" in rest else 0
    old, new = rest[:arrow], rest[arrow + 1 :]
    if not 1 <= len(old) <= 2 or not 1 <= len(new) <= 2:
        usage = "replace module/path [v1.2.3] => other/module v1.4"
        raise _Fault(f"usage: {usage}\n\t or replace module/path [v1.2.3] => ../local/directory")
    local = new[0].startswith(("./", "../", "/")) or new[0] in (".", "..")
    if len(new) == 1 and not local:
        raise _Fault("replacement module without version must be directory path (rooted or starting with . or ..)")
    if len(new) == 2 and local:
        raise _Fault(f'replacement module directory path "{new[0]}" cannot have version')
    return Replace(old[0], old[1] if len(old) == 2 else "", new[0], new[1] if len(new) == 2 else "")
