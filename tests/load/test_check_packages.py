"""Several packages checked at once: `rt0 check ./...`."""

from __future__ import annotations

from pathlib import Path

import pytest

from rt0.base.options import Options
from rt0.build import pipeline


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {
        "go.mod": "module m\n\ngo 1.27\n",
        "a/a.go": 'package a\n\nimport "m/b"\n\nvar X int = b.Y\n',
        "b/b.go": "package b\n\nvar Y = 1\n",
        "cmd/x/x.go": 'package main\n\nimport "m/a"\n\nfunc main() { println(a.X) }\n',
        "cmd/y/y.go": "package main\n\nfunc main() {}\n",
        "testdata/z/z.go": "package z\n\nvar bad int = nil\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*paths: str) -> list[str]:
    return pipeline.check(pipeline.Request(paths, Options(goroot="off"))).format(0).splitlines()


def test_all_is_well(here: Path) -> None:
    assert said("./...") == said("./a", "./cmd/x") == said("m/a", "m/cmd/...") == []


def test_a_fault_is_said_once(here: Path) -> None:
    (here / "b" / "b.go").write_text('package b\n\nvar Y = 1\nvar z int = "q"\n')
    (here / "cmd" / "y" / "y.go").write_text("package main\n\nfunc main() { x }\n")
    wrong = 'b/b.go:4:13: cannot use "q" (untyped string constant) as int value in variable declaration'
    assert said("./...") == [wrong, "cmd/y/y.go:3:15: undefined: x"]
    assert said("./a", "./b") == [wrong]


def test_faults_of_packages(here: Path) -> None:
    (here / "b" / "b.go").write_text('package b\n\nimport _ "m/a"\n\nvar Y = 1\n')
    assert "import cycle not allowed" in said("./...")[-1]
    assert said("./none/...", "./a")[0] == "pattern ./none/...: lstat ./none/: no such file or directory"
