"""What GODEBUG a program begins with: its go.mod's language version and `godebug` lines, and the `//go:debug` lines of package main.

A program keeps what it was written for: settings that a later Go turned over stay as they were in the version that go.mod names.
Of those, rt0 has `panicnil` (Go 1.21). What the environment says comes later and wins (runtime/core/env.py).

Source: the go command, "Go, Backwards Compatibility, and GODEBUG". Read next: lower/inits.py, which writes the text into the program.
"""
from __future__ import annotations

from collections.abc import Sequence

from rt0.base.options import GO_VERSION
from rt0.load.gomod import Module
from rt0.syntax import ast

_TURNED = (("panicnil", 21, "1"),)
"""Settings that rt0 has: the name, the minor version of Go that turned it over, and what it was before."""


def settings(files: Sequence[ast.File], module: Module | None) -> str:
    """The settings as GODEBUG has them, "name=value,name=value"; those of the present Go are left out."""
    chosen = dict(word.split("=", 1) for word in (module.godebug if module is not None else ()))
    for f in files:
        for d in f.directives:
            if d.words[0] == "go:debug" and len(d.words) > 1 and "=" in d.words[1]:
                name, value = d.words[1].split("=", 1)
                chosen[name] = value
    version = chosen.pop("default", "go" + (module.go_version if module is not None else GO_VERSION)).removeprefix("go")
    minor = int(version.split(".")[1]) if version.count(".") and version.split(".")[1].isdigit() else 0
    for name, turned, before in _TURNED:
        if minor < turned:
            chosen.setdefault(name, before)
    return ",".join(f"{name}={value}" for name, value in chosen.items())
