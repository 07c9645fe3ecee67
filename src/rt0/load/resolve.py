"""From an import path to the package that it means: whose it is, its folder, its language version.

In this order: rt0's own standard packages (the folder `std` of the package rt0), those of the Go source tree (goroot.py), the
packages of the module, its vendor folder. A standard package's import of a path that the tree has vendored means that copy,
`vendor/PATH`.

Read next: loader.py.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

from rt0.base.options import GO_VERSION, Options
from rt0.load.gomod import Module, vendored_versions
from rt0.load.goroot import HOW, find_tree
from rt0.load.packages import STD, LoadError, Parsed
from rt0.load.standard import STANDARD


@dataclass(slots=True, frozen=True)
class Found:
    """What an import path means. `path` is the package's own path, `std` and `tree` as in Parsed."""

    path: str
    folder: str
    std: bool
    tree: bool
    go_version: str

    def parsed(self) -> Parsed:
        """The package, with nothing read yet."""
        return Parsed(self.path, self.folder, self.std, self.go_version, self.tree)


def resolve(path: str, importer: Parsed, module: Module | None, options: Options) -> Found:
    """What an import of `importer` means. Raises LoadError in Go's words."""
    if path == "C":
        raise LoadError('rt0 does not support cgo (import "C")')
    if path.startswith(("./", "../")) or path in (".", ".."):
        raise LoadError(f'"{path}" is relative, but relative import paths are not supported in module mode')
    if path.startswith("/"):
        raise LoadError(f'cannot import absolute path "{path}"')
    found = _standard(path, importer, options)
    if found is not None:
        if not importer.std and _internal_denied(path, ""):
            raise LoadError(f"use of internal package {path} not allowed")
        return found
    if module is not None:
        if path == module.path or path.startswith(module.path + "/"):
            folder = os.path.join(module.root, *path[len(module.path) :].strip("/").split("/"))
            if os.path.isdir(folder):
                return Found(path, folder, False, False, importer.go_version)
            raise LoadError(f"package {path} is not in module {module.path} ({module.root})")
        vendored = os.path.join(module.root, "vendor", *path.split("/"))
        if os.path.isdir(vendored):
            if _internal_denied(path, importer.path):
                raise LoadError(f"use of internal package {path} not allowed")
            version = vendored_versions(module).get(path, importer.go_version)
            return Found(path, vendored, False, False, version)
    if "." not in path.split("/")[0]:
        if path in STANDARD and find_tree(options.goroot) is None:
            raise LoadError(f"package {path} is not one of rt0's own; with Go's sources rt0 compiles it: {HOW}")
        raise LoadError(f"package {path} is not in std")
    raise LoadError(f"cannot find module providing package {path}")


def _standard(path: str, importer: Parsed, options: Options) -> Found | None:
    """A standard package, rt0's own before the tree's; None if there is none of that path."""
    own = _own(path)
    if own is not None:
        return Found(path, own, True, False, GO_VERSION)
    if "." in path.split("/")[0] and not importer.std:
        return None
    tree = find_tree(options.goroot)
    if tree is None:
        return None
    if importer.std and "." in path.split("/")[0]:
        path = "vendor/" + path
    elif path.startswith("vendor/") and not importer.std:
        return None
    folder = tree.folder(path)
    return None if folder is None else Found(path, folder, True, True, GO_VERSION)


@lru_cache(maxsize=4096)
def _own(path: str) -> str | None:
    """The folder of one of rt0's own packages, None if there is none of that path."""
    folder = os.path.join(STD, *path.split("/"))
    if ".." in path or not os.path.isdir(folder):
        return None
    return folder if any(n.endswith(".go") for n in os.listdir(folder)) else None


def _internal_denied(path: str, importer: str) -> bool:
    """Whether the folder `internal` keeps `importer` from importing path."""
    parts = path.split("/")
    if "internal" not in parts:
        return False
    at = len(parts) - 1 - parts[::-1].index("internal")
    prefix = "/".join(parts[:at])
    return not prefix or not (importer == prefix or importer.startswith(prefix + "/"))
