"""What Go's test programs ask for in their first lines, and the folders that their multi-package tests need.

A test program of Go's `test` folder begins, after lines of build constraints, with a comment that says what to do with it:
`// run`, `// run -gcflags=-l arg`, `// rundir`, `// runindir`, `// runoutput`. `recipe_of` reads it; `prepare` makes what is to be
run: the program itself, or for `rundir` a module in which every package of the test's folder has a folder of its own. Rules are those of
the test driver of Go 1.19 (test/run.go), told in its comments. Read next: go_tests.py.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

ACTIONS = ("run", "rundir", "runindir", "runoutput")
KNOWN_TAGS = {"linux", "amd64", "gc", "unix", "goexperiment.unified"} | {f"go1.{n}" for n in range(1, 28)}
REFUSED_FLAGS = ("-race", "-goexperiment", "-msan")
"""What neither rt0 nor a plain `go run` has."""


@dataclass(slots=True)
class Recipe:
    """What a test program asks for: the action and the arguments behind it (flags of the compiler are dropped)."""

    program: Path
    action: str
    args: list[str] = field(default_factory=list)


def recipe_of(program: Path) -> Recipe | None:
    """The recipe of a program, None when it is not to be run or is meant for another system."""
    lines = program.read_text(errors="replace").split("\n")
    while lines and (not lines[0].strip() or lines[0].startswith(("//go:build", "// +build"))):
        lines.pop(0)
    words = lines[0].removeprefix("//").split() if lines and lines[0].startswith("//") else []
    if not words or words[0] not in ACTIONS or not _meant_for_here(program):
        return None
    action, *rest = words
    if any(word.startswith(REFUSED_FLAGS) for word in rest):
        return None
    while rest and rest[0].startswith("-"):
        flag = rest.pop(0)
        if flag in ("-ldflags", "-gcflags", "-t") and rest:
            rest.pop(0)
    return Recipe(program, action, rest)


def _meant_for_here(program: Path) -> bool:
    """Whether the `//go:build` line, if there is one, holds for Linux on amd64 with the gc compiler."""
    for line in program.read_text(errors="replace").split("\n"):
        if line.startswith("package "):
            return True
        if line.startswith("//go:build "):
            words = re.sub(r"[\w.]+", lambda m: str(m.group() in KNOWN_TAGS), line.removeprefix("//go:build "))
            return bool(eval(words.replace("&&", " and ").replace("||", " or ").replace("!", " not ")))
    return True


def expected_output(program: Path) -> str:
    """What a program prints, on stdout and stderr together: its .out file; without one, nothing."""
    out = program.with_suffix(".out")
    return out.read_text(errors="replace") if out.exists() else ""


def prepare(recipe: Recipe, scratch: Path) -> tuple[Path, list[str]]:
    """(folder to run in, what to give to `run`) for a recipe; may write into the empty folder `scratch`."""
    program = recipe.program
    if recipe.action == "rundir":
        _module_of(program.with_suffix(".dir"), scratch)
        return scratch, ["."]
    if recipe.action == "runindir":
        shutil.copytree(program.with_suffix(".dir"), scratch, dirs_exist_ok=True)
        if not (scratch / "go.mod").exists():
            (scratch / "go.mod").write_text("module test\n\ngo 1.27\n")
        return scratch, [".", *recipe.args]
    return program.parent, [program.name, *recipe.args]


def _module_of(folder: Path, scratch: Path) -> None:
    """A module `test` from a flat folder of packages: files of one package go into a folder named for the first of them."""
    (scratch / "go.mod").write_text("module test\n\ngo 1.27\n")
    groups: dict[str, list[Path]] = {}
    for file in sorted(folder.glob("*.go")):
        found = re.search(r"^package\s+(\w+)", file.read_text(errors="replace"), re.MULTILINE)
        groups.setdefault(found.group(1) if found else "", []).append(file)
    for name, files in groups.items():
        target = scratch if name == "main" else scratch / files[0].stem
        target.mkdir(exist_ok=True)
        for file in files:
            text = file.read_text(errors="replace")
            (target / file.name).write_text(re.sub(r'"\./(\w+)"', r'"test/\1"', text))
