"""What is said of //go: comments; words and places are gc's."""

from __future__ import annotations

from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import load

UNSAFE = 'import _ "unsafe"\n\n'


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("//go:nowritebarrier\nfunc f() {}\n", ["3:3: //go:nowritebarrier only allowed in runtime"]),
        ("//go:uintptrkeepalive\nfunc f() {}\n", ["3:3: //go:uintptrkeepalive is only allowed in the standard library"]),
        ("//go:cgo_ldflag x\n", ["3:3: //go:cgo_ldflag x only allowed in cgo-generated code"]),
        ("//go:linkname\n", ["3:3: usage: //go:linkname localname [linkname]"]),
        ("//go:linkname f x.f\nfunc f() {}\n", ['3:3: //go:linkname only allowed in Go files that import "unsafe"']),
        (UNSAFE + "//go:linkname g x.g\n", ["5:3: //go:linkname must refer to declared function or variable"]),
        (UNSAFE + "//go:linkname f x.f\nfunc f()\n\nfunc g()\n", ["8:6: missing function body"]),
        (UNSAFE + "//go:linkname f x.f\n//go:linkname f x.g\nfunc f() {}\n", ["6:3: duplicate //go:linkname for f"]),
        ("//go:embed\nvar s string\n", ["3:3: usage: //go:embed pattern..."]),
        ("//go:embed a.txt\nvar s string\n",
         ['3:3: go:embed requires import "embed" (or import _ "embed", if package is not used)']),
        ("//go:embed a.txt\nfunc f() {}\n", ["3:3: misplaced go:embed directive"]),
        ("type T int //go:whatever\n", ["3:14: misplaced compiler directive"]),
        ("//go:whatever\ntype T int // go:nosplit\n", []),
    ],
)  # fmt: skip
def test_directives(text: str, errors: list[str], tmp_path: Path) -> None:
    path = tmp_path / "p.go"
    path.write_text("package p\n\n" + text)
    sink = Sink(FileSet())
    load([str(path)], Options(), sink)
    assert [line.removeprefix(f"{path}:") for line in sink.format(0).splitlines()] == errors


def test_a_function_in_assembly_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "p.go").write_text("package p\n\nfunc f()\n\nfunc g()\n")
    (tmp_path / "f_amd64.s").write_text("TEXT ·f(SB), $0\n\tRET\n")
    sink = Sink(FileSet())
    load([str(tmp_path / "p.go")], Options(), sink)
    assert [line.removeprefix(f"{tmp_path}/p.go:") for line in sink.format(0).splitlines()] == [
        "3:6: rt0 does not have f: it is written in assembly (f_amd64.s), and rt0 has no assembler",
        "5:6: missing function body",
    ]
