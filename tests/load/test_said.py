"""The build information of programs: as Go 1.27's `go version -m` showed it for the same modules, but for the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import load

MAIN = 'package main\n\nimport (\n\t_ "example.com/m/inner"\n\t_ "x.org/a"\n\t_ "x.org/b/sub"\n)\n\nfunc main() {}\n'
FILES = {
    "m/go.mod": "module example.com/m\n\ngo 1.27\n\nrequire (\n\tx.org/a v1.2.0\n\tx.org/b v0.3.0\n\tx.org/unused v1.0.0\n)\n\n"
    "replace x.org/a => ../a\n",
    "m/cmd/x/main.go": MAIN,
    "m/inner/inner.go": "package inner\n",
    "a/go.mod": "module x.org/a\n\ngo 1.27\n",
    "a/a.go": "package a\n",
    "mod/x.org/b@v0.3.0/sub/b.go": "package sub\n",
    "mod/x.org/b@v0.3.0/go.mod": "module x.org/b\n\ngo 1.20\n",
}
VENDOR = {
    "m/vendor/modules.txt": "# x.org/a v1.2.0 => ../a\n## explicit; go 1.27\nx.org/a\n# x.org/b v0.3.0\n## explicit; go 1.20\nx.org/b/sub\n"
    "# x.org/unused v1.0.0\n## explicit\n# x.org/a => ../a\n",
    "m/vendor/x.org/a/a.go": "package a\n",
    "m/vendor/x.org/b/sub/b.go": "package sub\n",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "mod"))
    monkeypatch.setenv("GOWORK", "off")
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path / "m")
    return tmp_path


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def said(path: str, options: Options) -> tuple[list[str], list[str]]:
    """The lines about modules, and the settings."""
    sink = Sink(FileSet())
    program = load([path], options, sink, need_main=True)
    assert program is not None, sink.format(0)
    lines = program.main.said["buildinfo"].splitlines()
    return [line for line in lines if not line.startswith("build\t")], [line[6:] for line in lines if line.startswith("build\t")]


MODULES = [
    "path\texample.com/m/cmd/x",
    "mod\texample.com/m\t(devel)\t",
    "dep\tx.org/a\tv1.2.0",
    "=>\t../a\t(devel)\t",
    "dep\tx.org/b\tv0.3.0\t",
]


def test_modules(here: Path) -> None:
    modules, settings = said("./cmd/x", Options(goroot="off", build_tags=("one", "two"), no_optimize=True, goamd64="v2"))
    assert modules == MODULES
    assert settings == [
        "-buildmode=exe", "-compiler=rt0", "-gcflags=-N", "-tags=one,two", "CGO_ENABLED=0", "GOARCH=amd64", "GOOS=linux", "GOAMD64=v2",
    ]  # fmt: skip


def test_vendored(here: Path) -> None:
    write(here, VENDOR)
    modules, _ = said("./cmd/x", Options(goroot="off"))
    assert modules == MODULES


def test_a_program_named_by_its_files_is_of_no_module(here: Path) -> None:
    (here / "one.go").write_text("package main\n\nfunc main() {}\n")
    modules, settings = said(str(here / "one.go"), Options(goroot="off", no_optimize=True, no_inline=True))
    assert modules == ["path\tcommand-line-arguments"]
    assert '-gcflags="-N -l"' in settings
