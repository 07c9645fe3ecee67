"""go:embed: what patterns match, the words for what they do not, and that a changed file makes another program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import load

HEAD = 'package p\n\nimport "embed"\n\nvar _ embed.FS\n\n'
FILES = ["a.txt", "b.go.txt", "d/1.txt", "d/.five", "d/sub/2.txt", "d/.h/3", "d/_u/4", "d/other/go.mod", "d/other/5", "[x]/6"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name + "\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("a.txt")
    return tmp_path


def loaded(folder: Path, text: str) -> tuple[dict[str, list[str]], list[str]]:
    """Variable -> paths that it embeds (contents for strings), and the errors without the file's name."""
    path = folder / "p.go"
    path.write_text(HEAD + text)
    sink = Sink(FileSet())
    program = load([str(path)], Options(), sink)
    errors = [line.removeprefix(f"{path}:") for line in sink.format(0).splitlines()]
    if program is None:
        return {}, errors
    embeds = program.main.info.embeds
    return {v.name: [n for n, _ in e.tree] or [e.content[0].decode()] for v, e in embeds.items()}, errors


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        ("a.txt", ["a.txt"]),
        ("*.txt", ["a.txt", "b.go.txt"]),
        ("d", ["d/", "d/1.txt", "d/sub/", "d/sub/2.txt"]),
        ("all:d/sub all:d/.h", ["d/", "d/.h/", "d/sub/", "d/.h/3", "d/sub/2.txt"]),
        ("d/?.txt d/[a-t]ub", ["d/", "d/1.txt", "d/sub/", "d/sub/2.txt"]),
        ("d/_u d/.five", ["d/", "d/.five", "d/_u/", "d/_u/4"]),
        ('"a.txt" `d/1.txt`', ["a.txt", "d/", "d/1.txt"]),
        (r"\[x] ", ["[x]/", "[x]/6"]),
        ("d/[^.o_]*", ["d/", "d/1.txt", "d/sub/", "d/sub/2.txt"]),
    ],
)
def test_matches(patterns: str, found: list[str], folder: Path) -> None:
    embeds, errors = loaded(folder, f"//go:embed {patterns}\nvar f embed.FS\n")
    assert errors == []
    assert embeds == {"f": found}


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("//go:embed missing.txt\nvar s string\n", ["7:12: pattern missing.txt: no matching files found"]),
        ("//go:embed a.txt missing*\nvar s string\n", ["7:18: pattern missing*: no matching files found"]),
        ("//go:embed ../x\nvar s string\n", ["7:12: pattern ../x: invalid pattern syntax"]),
        ("//go:embed /etc/passwd\nvar s string\n", ["7:12: pattern /etc/passwd: invalid pattern syntax"]),
        ("//go:embed .\nvar f embed.FS\n", ["7:12: pattern .: invalid pattern syntax"]),
        ("//go:embed [\nvar f embed.FS\n", ["7:12: pattern [: invalid pattern syntax"]),
        ("//go:embed empty\nvar f embed.FS\n", ["7:12: pattern empty: cannot embed directory empty: contains no embeddable files"]),
        ("//go:embed link\nvar s string\n", ["7:12: pattern link: cannot embed irregular file link"]),
        ("//go:embed d/other\nvar f embed.FS\n", ["7:12: pattern d/other: cannot embed directory d/other: in different module"]),
        ("//go:embed d\nvar s string\n", ["8:5: invalid go:embed: multiple files for type string"]),
        ("//go:embed *.txt\nvar s []byte\n", ["8:5: invalid go:embed: multiple files for type []byte"]),
        ("//go:embed a.txt\nvar s int\n", ["8:5: go:embed cannot apply to var of type int"]),
        ("//go:embed a.txt\nvar s []string\n", ["8:5: go:embed cannot apply to var of type []string"]),
        ('//go:embed "a.txt\nvar s string\n',
         ['7:3: invalid quoted string in //go:embed: "a.txt', "7:3: usage: //go:embed pattern..."]),
        ("//go:embed a.txt\nvar s, t string\n", ["7:3: go:embed cannot apply to multiple vars"]),
        ("func f() {\n\t//go:embed a.txt\n\tvar s string\n\t_ = s\n}\n", ["8:4: go:embed cannot apply to var inside func"]),
    ],
)  # fmt: skip
def test_errors(text: str, errors: list[str], folder: Path) -> None:
    assert loaded(folder, text)[1] == errors


def test_kinds(folder: Path) -> None:
    text = "type T string\ntype B []b\ntype b byte\n//go:embed a.txt\nvar t T\n//go:embed a.txt\nvar u B\n//go:embed a.txt\nvar _ string\n"
    assert loaded(folder, text) == ({"t": ["a.txt\n"], "u": ["a.txt\n"]}, [])


def test_a_changed_file_is_another_program(tmp_path: Path) -> None:
    """In the program's own package, and in one that it imports; a file more in a folder counts too."""
    (tmp_path / "go.mod").write_text("module m\n\ngo 1.27\n")
    (tmp_path / "q").mkdir()
    (tmp_path / "d").mkdir()
    (tmp_path / "main.go").write_text(
        'package main\n\nimport (\n\t"embed"\n\n\t"m/q"\n)\n\n//go:embed d\nvar f embed.FS\n\n'
        'func main() {\n\tlist, _ := f.ReadDir("d")\n\tprintln(len(list), q.S)\n}\n'
    )
    (tmp_path / "q" / "q.go").write_text('package q\n\nimport _ "embed"\n\n//go:embed s\nvar S string\n')
    (tmp_path / "q" / "s").write_text("one")
    (tmp_path / "d" / "1").write_text("")

    def run() -> str:
        done = subprocess.run([sys.executable, "-m", "rt0", "run", "."], cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stderr

    assert run() == "1 one\n"
    (tmp_path / "q" / "s").write_text("two")
    assert run() == "1 two\n"
    (tmp_path / "d" / "2").write_text("")
    assert run() == "2 two\n"
    assert run() == "2 two\n"
