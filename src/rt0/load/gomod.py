"""go.mod: the module's path, its language version, and where it is.

Only what loading needs is read: `module`, `go` and, to say what is missing, `require`. Other modules are found in a
vendor folder or not at all. Read next: packages.py.
"""
from __future__ import annotations

import os
import re
from dataclasses import dataclass

_GO = re.compile(r"(\d+)\.(\d+)(?:\.\d+)?(?:rc\d+)?")

NO_VERSION = "1.16"
"""The language of a module whose go.mod has no `go` line, as in the go command."""


@dataclass(slots=True, frozen=True)
class Module:
    """A module: the folder of its go.mod, its path, and its language version as "1.N" (NO_VERSION if it has none)."""

    root: str
    path: str
    go_version: str


def find_module(folder: str) -> Module | None:
    """The module that a folder belongs to: the nearest go.mod upwards; None if there is none or it is unreadable."""
    at = os.path.abspath(folder)
    while True:
        name = os.path.join(at, "go.mod")
        if os.path.isfile(name):
            return _read(at, name)
        parent = os.path.dirname(at)
        if parent == at:
            return None
        at = parent


def vendored_versions(module: Module) -> dict[str, str]:
    """The language version of each package in the module's vendor folder, by its import path, as vendor/modules.txt
    says: "1.16" for those of modules whose go.mod does not. Empty when there is no such file."""
    out: dict[str, str] = {}
    version = NO_VERSION
    try:
        with open(os.path.join(module.root, "vendor", "modules.txt"), encoding="utf-8", errors="replace") as f:
            lines = f.read().splitlines()
    except OSError:
        return out
    for line in lines:
        if line.startswith("## "):
            for word in line[3:].split(";"):
                m = _GO.fullmatch(word.strip().removeprefix("go ").strip()) if word.strip().startswith("go ") else None
                if m is not None:
                    version = f"{m[1]}.{m[2]}"
        elif line.startswith("# "):
            version = NO_VERSION
        elif line:
            out[line.strip()] = version
    return out


def _read(root: str, name: str) -> Module | None:
    try:
        with open(name, encoding="utf-8", errors="replace") as f:
            text = f.read()
    except OSError:
        return None
    path, version = "", NO_VERSION
    for line in text.splitlines():
        words = line.split("//")[0].split()
        if len(words) >= 2 and words[0] == "module":
            path = words[1].strip('"`')
        elif len(words) >= 2 and words[0] == "go":
            m = _GO.match(words[1])
            if m is not None:
                version = f"{m[1]}.{m[2]}"
    return Module(root, path, version) if path else None
