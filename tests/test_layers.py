"""The rule of imports holds: every import in src/rt0, function-level ones included, follows tests/layers.txt.

The rule is data. Two more facts are held here because they are about particular imports: only `native` imports llvmlite, and the
modules that a warm `rt0 run` loads import nothing heavy (tests/cli holds that one by running it).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "rt0"


def allowed() -> dict[str, set[str]]:
    """Layer -> the layers that it may import (the transitive closure of layers.txt)."""
    direct: dict[str, set[str]] = {}
    for line in (ROOT / "tests" / "layers.txt").read_text().splitlines():
        rule = line.partition("#")[0].strip()
        if rule:
            low, high = (part.strip() for part in rule.split("<"))
            direct.setdefault(high, set()).add(low)
            direct.setdefault(low, set())
    closure: dict[str, set[str]] = {}

    def close(layer: str, path: tuple[str, ...]) -> set[str]:
        assert layer not in path, f"layers.txt has a cycle: {' < '.join((*path, layer))}"
        if layer not in closure:
            below = set(direct[layer])
            for low in direct[layer]:
                below |= close(low, (*path, layer))
            closure[layer] = below
        return closure[layer]

    for layer in list(direct):
        close(layer, ())
    return closure


def layer_of(module: str) -> str:
    """'rt0.runtime.mem.mheap' -> 'runtime.mem'; 'rt0.syntax.scanner' -> 'syntax'; 'rt0' -> ''."""
    parts = module.split(".")[1:]
    if parts[:1] == ["runtime"]:
        return ".".join(parts[:2])
    return parts[0] if parts else ""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each absolute or relative import in a file, at any depth."""
    package = ("rt0", *path.relative_to(SOURCE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
            name = base + (node.module or "")
            for alias in node.names:
                yield node.lineno, f"{name.rstrip('.')}.{alias.name}"


def test_every_import_follows_the_layers() -> None:
    rules = allowed()
    faults = []
    for path in sorted(SOURCE.rglob("*.py")):
        relative = path.relative_to(SOURCE)
        here = layer_of("rt0." + ".".join(relative.with_suffix("").parts))
        if relative.name == "__init__.py" and len(relative.parts) == 1:
            here = ""
        for line, name in imports(path):
            if not name.startswith("rt0."):
                continue
            there = layer_of(name)
            if there in (here, "__version__") or (here.startswith("runtime") and there == "runtime.__init__"):
                continue
            if here in ("", "__main__", "runtime.__init__"):
                continue  # the façades hold no code; what they re-export is imported lazily
            if there not in rules.get(here, set()):
                faults.append(f"{path.relative_to(ROOT)}:{line}: {here} may not import {there} ({name})")
    assert not faults, "\n".join(faults)


def test_only_native_imports_llvmlite() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, name in imports(path)
        if name.split(".")[0] == "llvmlite" and path.relative_to(SOURCE).parts[0] != "native"
    ]
    assert not faults, "\n".join(faults)
