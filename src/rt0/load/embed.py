"""go:embed: what a directive's patterns match, and the files' contents.

`embed` fills `Info.embeds` of a checked package whose directives are in order (directives.py), and says what is wrong with the
patterns and the variables: of patterns the go command's words, the first fault only, as it stops there; of variables gc's. What
decides over the result goes to `Watched`, for the keys of the cache: contents, and the names in folders that were looked through.

Source: the documentation of package embed. Read next: lower/inits.py (which makes the variables' values of it).
"""

from __future__ import annotations

import os
import re
import stat

from rt0.base.diagnostics import Sink
from rt0.base.records import dataclass, field
from rt0.syntax import ast
from rt0.types.format import type_string
from rt0.types.info import Embed, Info
from rt0.types.objects import Package, Var
from rt0.types.types import Basic, Named, Slice, Type, unalias, under

_BAD_NAMES = frozenset(["", ".bzr", ".hg", ".git", ".svn"])
_WORD = re.compile(r'\s+(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`]\S*))')


@dataclass(slots=True)
class Watched:
    """Files by path and content, and folders whose names count."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)


class _Fault(Exception):
    """What is wrong with a pattern."""


def patterns_of(d: ast.Directive) -> list[tuple[str, int]] | None:
    """A directive's patterns and their positions; None if a quotation does not end."""
    found = []
    at = len("go:embed")
    while d.text[at:].strip():
        m = _WORD.match(d.text, at)
        if m is None:
            return None
        raw = next(g for g in m.groups() if g is not None)
        text = re.sub(r"\\(.)", r"\1", raw) if m[1] is not None else raw
        found.append((text, d.pos + m.end() - len(m[0].lstrip())))
        at = m.end()
    return found


def embed(v: ast.VarDecl, directives: list[ast.Directive], pkg: Package, info: Info, watched: Watched, sink: Sink) -> None:
    """Note what a variable embeds, or report why it cannot."""
    name = v.names[0]
    var = info.defs.get(name)
    source = sink.files.file(v.pos)
    assert source is not None
    folder = os.path.dirname(os.path.abspath(source.path))
    files: dict[str, bytes] = {}
    for d in directives:
        patterns = patterns_of(d)
        if patterns is None:
            quoted = d.text[len("go:embed") :].strip()
            sink.error("Directive", d.pos, f"invalid quoted string in //go:embed: {quoted}")
            sink.error("Directive", d.pos, "usage: //go:embed pattern...")
            return
        for pattern, pos in patterns:
            try:
                for found in matches(folder, pattern, watched):
                    if found not in files:
                        with open(os.path.join(folder, found), "rb") as file:
                            files[found] = file.read()
                        watched.files.append((os.path.join(folder, found), files[found]))
            except _Fault as fault:
                sink.error("Directive", pos, f"pattern {pattern}: {fault}")
                return
            except OSError as e:
                sink.error("Directive", pos, f"pattern {pattern}: {(e.strerror or str(e)).lower()}")
                return
    if type(var) is not Var:
        return
    kind = _kind(var.type)
    if kind == "":
        sink.error("Directive", name.pos, f"go:embed cannot apply to var of type {type_string(var.type, pkg)}")
    elif kind != "FS" and len(files) > 1:
        sink.error("Directive", name.pos, f"invalid go:embed: multiple files for type {type_string(var.type, pkg)}")
    elif name.value != "_":
        info.embeds[var] = Embed(kind, [] if kind == "FS" else [next(iter(files.values()))], _tree(files) if kind == "FS" else [])


def _kind(t: Type) -> str:
    """"string", "bytes" or "FS"; "" for what cannot embed."""
    t = unalias(t)
    if type(t) is Named and t.obj.name == "FS" and t.obj.pkg is not None and t.obj.pkg.path == "embed":
        return "FS"
    u = under(t)
    if type(u) is Basic and u.name == "string":
        return "string"
    if type(u) is Slice:
        elem = under(u.elem)
        if type(elem) is Basic and elem.name in ("uint8", "byte"):
            return "bytes"
    return ""


def _tree(files: dict[str, bytes]) -> list[tuple[str, bytes]]:
    """Files and the folders that they lie in (a slash at the end), sorted by folder and name."""
    all_files = dict(files)
    for path in files:
        parts = path.split("/")
        for i in range(1, len(parts)):
            all_files["/".join(parts[:i]) + "/"] = b""

    def place(path: str) -> tuple[bytes, bytes]:
        folder, _, last = path.rstrip("/").rpartition("/")
        return (folder or ".").encode(), last.encode()

    return sorted(all_files.items(), key=lambda item: place(item[0]))


# ---- patterns -------------------------------------------------------------------------------------------------------


def matches(folder: str, pattern: str, watched: Watched) -> list[str]:
    """The files that a pattern stands for, by their paths below the package's folder. Raises _Fault."""
    hidden = pattern.startswith("all:")
    glob = pattern.removeprefix("all:")
    parts = glob.split("/")
    if glob == "." or any(part in ("", ".", "..") for part in parts) or "\\" in glob and os.sep == "\\":
        raise _Fault("invalid pattern syntax")
    try:
        tests = [_component(part) for part in parts]
    except ValueError:
        raise _Fault("invalid pattern syntax") from None
    out: list[str] = []
    for found in _glob(folder, "", parts, tests, watched):
        out += _expanded(folder, found, hidden, watched)
    if not out:
        raise _Fault("no matching files found")
    return out


def _glob(folder: str, below: str, parts: list[str], tests: list[re.Pattern[str] | None], watched: Watched) -> list[str]:
    """Paths that match, sorted within each folder."""
    here = os.path.join(folder, below)
    watched.folders.add(here)
    if tests[0] is None:
        name = re.sub(r"\\(.)", r"\1", parts[0])
        names = [name] if os.path.lexists(os.path.join(here, name)) else []
    else:
        names = [name for name in sorted(os.listdir(here)) if tests[0].fullmatch(name)] if os.path.isdir(here) else []
    paths = [f"{below}/{name}" if below else name for name in names]
    if len(parts) == 1:
        return paths
    out = []
    for path in paths:
        if os.path.isdir(os.path.join(folder, path)):
            out += _glob(folder, path, parts[1:], tests[1:], watched)
    return out


def _component(text: str) -> re.Pattern[str] | None:
    """A part of a pattern as an expression (path.Match's syntax), None when it stands for itself. Raises ValueError."""
    if not re.search(r"[*?\[\\]", text):
        return None
    out = ""
    i = 0
    while i < len(text):
        c = text[i]
        i += 1
        if c == "*":
            out += "[^/]*"
        elif c == "?":
            out += "[^/]"
        elif c == "\\":
            if i == len(text):
                raise ValueError
            out += re.escape(text[i])
            i += 1
        elif c == "[":
            m = re.compile(r"(\^?)((?:(?:\\.|[^\\\]\-])(?:-(?:\\.|[^\\\]\-]))?)+)\]").match(text, i)
            if m is None:
                raise ValueError
            out += "[" + m[1] + re.sub(r"[\[&~|^]", lambda x: "\\" + x[0], m[2]) + "]"
            i = m.end()
        else:
            out += re.escape(c)
    return re.compile(out, re.DOTALL)


def _expanded(folder: str, path: str, hidden: bool, watched: Watched) -> list[str]:
    """A matched file, or what a matched folder holds."""
    full = os.path.join(folder, path)
    mode = os.lstat(full).st_mode
    what = "directory" if stat.S_ISDIR(mode) else "file"
    parts = path.split("/")
    for i in range(len(parts)):
        inner = "/".join(parts[: i + 1])
        if (i < len(parts) - 1 or stat.S_ISDIR(mode)) and os.path.isfile(os.path.join(folder, inner, "go.mod")):
            raise _Fault(f"cannot embed {what} {path}: in different module")
        if parts[i] in _BAD_NAMES:
            if i == len(parts) - 1:
                raise _Fault(f"cannot embed {what} {path}: invalid name {parts[i]}")
            raise _Fault(f"cannot embed {what} {path}: in invalid directory {parts[i]}")
    if stat.S_ISREG(mode):
        return [path]
    if not stat.S_ISDIR(mode):
        raise _Fault(f"cannot embed irregular file {path}")
    out = sorted(_walk(folder, path, hidden, watched))
    if not out:
        raise _Fault(f"cannot embed directory {path}: contains no embeddable files")
    return out


def _walk(folder: str, path: str, hidden: bool, watched: Watched) -> list[str]:
    """The regular files below a folder, without what is hidden, other modules, and version control's folders."""
    here = os.path.join(folder, path)
    watched.folders.add(here)
    out = []
    for name in os.listdir(here):
        if name in _BAD_NAMES or name[0] in "._" and not hidden:
            continue
        mode = os.lstat(os.path.join(here, name)).st_mode
        if stat.S_ISREG(mode):
            out.append(f"{path}/{name}")
        elif stat.S_ISDIR(mode) and not os.path.isfile(os.path.join(here, name, "go.mod")):
            out += _walk(folder, f"{path}/{name}", hidden, watched)
    return out
