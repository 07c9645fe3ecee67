"""From the package patterns of a command (`.`, `./...`, `./cmd/x`, `example.com/m/...`) to folders.

As with the go command, `...` stands for any text, and passes by folders named testdata or vendor, those whose names begin with `.`
or `_`, and other modules. An import path of the standard library means the package of the Go source tree. Faults are LoadErrors
in the go command's words.
"""

from __future__ import annotations

import os
import re

from rt0.load.gomod import Module, find_module
from rt0.load.goroot import find_tree
from rt0.load.packages import LoadError


def folders_of(patterns: list[str]) -> list[str | LoadError]:
    """The folders that patterns mean, each once, in the order of the patterns; and what is wrong with those that mean none, with the
    pattern as second argument."""
    out: list[str | LoadError] = []
    module = find_module(".")
    for pattern in patterns:
        try:
            out += [folder for folder in _folders(pattern, module) if folder not in out]
        except LoadError as problem:
            out.append(LoadError(str(problem), pattern))
    return out


def _folders(pattern: str, module: Module | None) -> list[str]:
    local = pattern in (".", "..") or pattern.startswith(("./", "../", "/"))
    if not local:
        if module is None or not _within(pattern, module.path):
            tree = find_tree()
            standard = tree.folder(pattern) if tree is not None else None
            if standard is not None:
                return [standard]
            raise LoadError(f"package {pattern} is not in the main module")
        below = pattern.removeprefix(module.path).strip("/")
        pattern = os.path.join(module.root, below) if below else module.root
    if "..." not in pattern:
        if not os.path.isdir(pattern):
            raise LoadError(f"stat {os.path.abspath(pattern)}: directory not found")
        return [os.path.normpath(pattern)]
    return _match(pattern)


def _within(pattern: str, path: str) -> bool:
    return pattern == path or pattern.startswith(path + "/") or pattern == path + "..."


def _match(pattern: str) -> list[str]:
    """The folders with Go files that a pattern with `...` matches."""
    start = pattern[: pattern.index("...")]
    root = os.path.normpath(start if start.endswith("/") else os.path.dirname(start) or ".")
    text = re.escape(os.path.normpath(pattern)).replace(re.escape("..."), ".*")
    if pattern.endswith("/..."):
        text = text.removesuffix("/.*") + "(/.*)?"
    wanted = re.compile(text)
    top = os.path.normpath(root)
    if not os.path.isdir(top):
        raise LoadError(f"pattern {pattern}: lstat {start}: no such file or directory")
    out = []
    for folder, below, files in os.walk(top):
        below[:] = sorted(n for n in below if n[0] not in "._" and n not in ("testdata", "vendor")
                          and not os.path.isfile(os.path.join(folder, n, "go.mod")))  # fmt: skip
        shown = os.path.normpath(folder)
        matched = wanted.fullmatch(shown) or root == "." and wanted.fullmatch(os.path.join(".", shown))
        if (matched or shown == top and pattern in ("./...", ".../")) and any(n.endswith(".go") and n[0] not in "._" for n in files):
            out.append(shown)
    return out
