"""From an import path to the package that it means: whose it is, its folder, its language version.

In this order: rt0's own standard packages (the folder `std` of the package rt0), those of the Go source tree (goroot.py), the
packages of the build's modules (modules.py). A standard package's import of a path that the tree has vendored means that copy,
`vendor/PATH`.

Read next: loader.py.
"""

from __future__ import annotations

import os
from functools import lru_cache

from rt0.base.options import GO_VERSION, Options
from rt0.base.records import dataclass, replace
from rt0.load.gomod import NO_VERSION
from rt0.load.goroot import HOW, find_tree
from rt0.load.modules import Modules, find_package, why_not
from rt0.load.packages import STD, LoadError, Parsed
from rt0.load.standard import STANDARD


@dataclass(slots=True, frozen=True)
class Found:
    """What an import path means. `path` is the package's own path; `std`, `tree` and `ours` as in Parsed."""

    path: str
    folder: str
    std: bool
    tree: bool
    go_version: str
    ours: bool = False

    def parsed(self) -> Parsed:
        """The package, with nothing read yet."""
        return Parsed(self.path, self.folder, self.std, self.go_version, self.tree, self.ours)


def resolve(path: str, importer: Parsed, modules: Modules, options: Options) -> Found:
    """What an import of `importer` means. Raises LoadError in Go's words."""
    if path == "C":
        raise LoadError('rt0 does not support cgo (import "C")')
    if path.startswith(("./", "../")) or path in (".", ".."):
        raise LoadError(f'"{path}" is relative, but relative import paths are not supported in module mode')
    if path.startswith("/"):
        raise LoadError(f'cannot import absolute path "{path}"')
    found = _standard(path, importer, options)
    if found is None:
        found = of_modules(path, modules, options)
    if not importer.std and _internal_denied(path, found, importer, modules, options):
        raise LoadError(f"use of internal package {path} not allowed")
    return found


def of_modules(path: str, modules: Modules, options: Options) -> Found:
    """A package of the build's modules. Raises LoadError."""
    if modules.vendor:
        inside = find_package(replace(modules, selected={}), path)
        if inside is None:
            folder = os.path.join(modules.vendor, *path.split("/"))
            if not os.path.isdir(folder):
                raise LoadError(_unknown(path, modules, options))
            return Found(path, folder, False, False, modules.vendored.get(path, NO_VERSION))
        module, folder = inside
    else:
        provided = find_package(modules, path)
        if provided is None:
            raise LoadError(_unknown(path, modules, options))
        module, folder = provided
    if int(module.go_version.split(".")[1]) > int(GO_VERSION.split(".")[1]):
        raise LoadError(f"module {module.path} requires go >= {module.go_version} (rt0 knows go {GO_VERSION})")
    return Found(path, folder, False, False, module.go_version, module in modules.mains)


def _unknown(path: str, modules: Modules, options: Options) -> str:
    """Why there is no package of an import path."""
    first = path.split("/")[0]
    if "." not in first and not any(one.path == first or one.path.startswith(first + "/") for one in modules.mains):
        if path in STANDARD and find_tree(options.goroot) is None:
            return f"package {path} is not one of rt0's own; with Go's sources rt0 compiles it: {HOW}"
        if "internal" in path.split("/") and find_tree(options.goroot) is None:
            return f"use of internal package {path} not allowed"
        return f"package {path} is not in std"
    return why_not(modules, path)


def _path_of(p: Parsed, modules: Modules) -> str:
    """The import path of a package, also when it was named by its files."""
    if p.path or modules.main is None:
        return p.tests or p.path
    below = os.path.relpath(os.path.abspath(p.folder), modules.main.root).replace(os.sep, "/")
    return modules.main.path if below == "." else modules.main.path + "/" + below


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


def _internal_denied(path: str, found: Found, importer: Parsed, modules: Modules, options: Options) -> bool:
    """Whether the folder `internal` keeps a package from importing path. Those of the Go source tree's own modules (cmd/gofmt)
    belong to the standard library's tree."""
    parts = path.split("/")
    if "internal" not in parts:
        return False
    tree = find_tree(options.goroot)
    inside = tree is not None and os.path.abspath(importer.folder).startswith(tree.src + os.sep)
    if found.std and not inside:
        return True
    prefix = "/".join(parts[: len(parts) - 1 - parts[::-1].index("internal")])
    name = _path_of(importer, modules)
    return not (name == prefix or name.startswith(prefix + "/")) if prefix else not inside
