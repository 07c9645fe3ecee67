"""Programs that are wrong, and packages made of several files or that panic while they are initialised."""

from __future__ import annotations

from pathlib import Path

import pytest

import rt0


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("package p\nfunc F() int { return x }\n", "p.go:2:23: undefined: x"),
        ("package p\nfunc F() {\n", "syntax error"),
        ("package p\nimport \"os\"\n", '"os" imported and not used'),
        ("", "expected 'package'"),
    ],
)
def test_build_errors(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, "p.go", text)
    with pytest.raises(rt0.BuildError) as caught:
        rt0.load(path)
    assert message in str(caught.value) or message.startswith("expected") and "package" in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(rt0.BuildError, match="no such file"):
        rt0.load(tmp_path / "missing.go")


def test_no_path() -> None:
    with pytest.raises(TypeError, match="needs the path"):
        rt0.load()


def test_a_folder_and_changes(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    write(folder, "go.mod", "module pack\n\ngo 1.21\n")
    write(folder, "a.go", "package pack\n\nfunc A() int { return b() }\n")
    write(folder, "b.go", "package pack\n\nfunc b() int { return 1 }\n")
    assert rt0.load(folder).A() == 1
    old = rt0.load(folder)
    write(folder, "b.go", "package pack\n\nfunc b() int { return 2 }\n")
    assert rt0.load(folder).A() == 2
    assert old.A() == 1


def test_initialisation_panics(tmp_path: Path) -> None:
    path = write(tmp_path, "p.go", 'package p\n\nfunc init() { panic("no start") }\n\nfunc F() {}\n')
    with pytest.raises(rt0.GoPanic, match="no start"):
        rt0.load(path)


def test_initialisation_runs_once_with_variables(tmp_path: Path) -> None:
    text = "package p\n\nvar n = start()\n\nfunc start() int { return 41 }\n\nfunc init() { n++ }\n\nfunc N() int { return n }\n"
    assert rt0.load(write(tmp_path, "p.go", text)).N() == 42
