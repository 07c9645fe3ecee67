"""Modules and packages in all layouts of layouts.txt: rt0 says what `go build` says, and what builds there is loaded here.

Where rt0's text is another on purpose, the layout says so ("!"). "ran:" lines say that the program can be loaded; that it prints the
right thing is for test_modules_run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from layouts import Layout, cleaned, read

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import load

LAYOUTS = read()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    LAYOUTS[0].write(tmp_path)
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "mod"))
    monkeypatch.setenv("GOWORK", "")
    (tmp_path / "0" / "m").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "0" / "m")
    return tmp_path / "0" / "m"


def loaded(layout: Layout) -> str:
    """The faults of loading a layout's package."""
    words = list(layout.arguments)
    tags = tuple(words[1].split(",")) if words[0] == "-tags" else ()
    words = words[2:] if tags else words
    sink = Sink(FileSet())
    load([words[0]], Options(build_tags=tags, goroot="off"), sink, lazy=False, need_main="-run" in words)
    return sink.format(0)


@pytest.mark.parametrize("layout", LAYOUTS[1:], ids=[layout.name for layout in LAYOUTS[1:]])
def test_what_is_said(layout: Layout, root: Path) -> None:
    layout.write(root)
    said = cleaned(loaded(layout), root)
    expected = layout.ours or layout.go
    assert said == [line.removeprefix("go: ") for line in expected if not line.startswith("ran: ") and line != "nothing"]


@pytest.mark.slow
def test_modules_run(root: Path) -> None:
    """Those that build print what they print with Go, again out of the cache, and anew when a go.mod has changed."""
    by_name = {layout.name: layout for layout in LAYOUTS}

    def run(*arguments: str, at: Path = root) -> list[str]:
        command = [sys.executable, "-m", "rt0.cli", "run", "-O0", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=at, env=dict(os.environ))
        return ["ran: " + line for line in done.stderr.splitlines()]

    for number, name in enumerate(["capital letters, indirect", "major version", "replaced locally", "vendor", "by import path"]):
        at = root / str(number)
        by_name[name].write(at)
        for _ in range(2):
            assert run(*by_name[name].arguments, at=at) == by_name[name].go
    (root / "2" / "local" / "d.go").write_text("package dep\n\nfunc V() string { return \"changed\" }\n")
    assert run(".", at=root / "2") == ["ran: changed"]
    (root / "2" / "go.mod").write_text("module ex.com/m\n\ngo 1.27\n\nrequire ex.com/dep v1.1.0\n")
    assert run(".", at=root / "2") == ["ran: v1.1.0"]
    by_name["workspace"].write(root / "5")
    assert run("./one", at=root / "5") == ["ran: two"]
    (root / "5" / "two" / "p" / "p.go").write_text('package p\n\nconst X = "other"\n')
    assert run("./one", at=root / "5") == ["ran: other"]
