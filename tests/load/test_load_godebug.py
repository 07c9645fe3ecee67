"""load/godebug.py: what a program's GODEBUG begins with, from go.mod and //go:debug lines; and that the program heeds it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import load

PANIC = """package main

func main() {
	defer func() { println(recover() == nil) }()
	panic(nil)
}
"""


def settings(folder: Path, mod: str, head: str = "") -> str:
    (folder / "go.mod").write_text(mod)
    (folder / "main.go").write_text(head + PANIC)
    program = load([str(folder)], Options(), Sink(FileSet()), need_main=True)
    assert program is not None
    return program.main.said.get("godebug", "")


@pytest.mark.parametrize(
    ("mod", "head", "expected"),
    [
        ("module x\ngo 1.27\n", "", ""),
        ("module x\ngo 1.21\n", "", ""),
        ("module x\ngo 1.20\n", "", "panicnil=1"),
        ("module x\n", "", "panicnil=1"),
        ("module x\ngo 1.20\ngodebug panicnil=0\n", "", "panicnil=0"),
        ("module x\ngo 1.20\ngodebug (\n\tdefault=go1.25\n\ta=b // c\n)\n", "", "a=b"),
        ("module x\ngo 1.27\n", "//go:debug default=go1.20\n", "panicnil=1"),
        ("module x\ngo 1.27\ngodebug panicnil=0\n", "//go:debug panicnil=1\n\n", "panicnil=1"),
    ],
)
def test_settings(tmp_path: Path, mod: str, head: str, expected: str) -> None:
    assert settings(tmp_path, mod, head) == expected


@pytest.mark.parametrize(("version", "expected"), [("1.20", "true"), ("1.21", "false")])
def test_program_heeds_it(tmp_path: Path, version: str, expected: str) -> None:
    settings(tmp_path, f"module x\ngo {version}\n")
    done = subprocess.run([sys.executable, "-m", "rt0", "run", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == expected
