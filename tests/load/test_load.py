"""Loading: files, folders, modules, imports, and what is said when something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import Program, load


def write(root: Path, **files: str | bytes) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def run(*paths: Path | str, lazy: bool = True, need_main: bool = False) -> tuple[Program | None, str]:
    sink = Sink(FileSet())
    program = load([str(p) for p in paths], Options(), sink, lazy=lazy, need_main=need_main)
    return program, sink.format()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_file(here: Path) -> None:
    write(here, a_DOT_go="package main\n\nfunc main() { println(1) }\n")
    program, errors = run("a.go")
    assert program is not None and errors == ""
    assert program.main.path == "main" and program.main.pkg.name == "main"
    assert [f.name for f in program.main.info.funcs] == ["main"]


def test_several_files_share_a_package(here: Path) -> None:
    write(here, a_DOT_go="package main\nfunc main() { f() }\n", b_DOT_go="package main\nfunc f() {}\n")
    assert run("a.go", "b.go")[1] == ""
    assert run("a.go")[1] == "a.go:2:15: undefined: f"
    assert run(here)[1] == ""


def test_type_errors_have_places(here: Path) -> None:
    write(here, a_DOT_go="package main\nfunc main() {\n\tx := 1\n\tvar y string = 2\n}\n")
    assert run("a.go")[1].splitlines() == [
        "a.go:3:2: declared and not used: x", "a.go:4:6: declared and not used: y",
        "a.go:4:17: cannot use 2 (untyped int constant) as string value in variable declaration",
    ]  # fmt: skip


MODULE = "module ex.com/m\n\ngo 1.27\n"


def test_packages_of_a_module_come_in_dependency_order(here: Path) -> None:
    write(
        here, go_DOT_mod=MODULE, main_DOT_go='package main\nimport "ex.com/m/a"\nfunc main() { a.A() }\n',
        a__a_DOT_go='package a\nimport "ex.com/m/b"\nfunc A() { b.B() }\n', b__b_DOT_go="package b\nfunc B() {}\n",
    )  # fmt: skip
    program, errors = run(here)
    assert program is not None and errors == ""
    assert [p.path for p in program.packages] == ["ex.com/m/b", "ex.com/m/a", "main"]


def test_import_cycle(here: Path) -> None:
    write(
        here, go_DOT_mod=MODULE, main_DOT_go='package main\nimport "ex.com/m/a"\nfunc main() { a.A() }\n',
        a__a_DOT_go='package a\nimport "ex.com/m/b"\nfunc A() { b.B() }\n',
        b__b_DOT_go='package b\nimport "ex.com/m/a"\nfunc B() { a.A() }\n',
    )  # fmt: skip
    assert run(here)[1] == (
        "package ex.com/m\n\timports ex.com/m/a from main.go\n\timports ex.com/m/b from a.go\n"
        "\timports ex.com/m/a from b.go: import cycle not allowed"
    )


def test_errors_of_an_imported_package_come_alone(here: Path) -> None:
    write(
        here, go_DOT_mod=MODULE, main_DOT_go='package main\nimport "ex.com/m/a"\nfunc main() { a.A(1) ; x() }\n',
        a__a_DOT_go="package a\nfunc A() { y() }\n",
    )  # fmt: skip
    assert run(here)[1] == "a/a.go:2:12: undefined: y"


def test_unexported_and_missing_names_of_a_package(here: Path) -> None:
    write(
        here, go_DOT_mod=MODULE, a__a_DOT_go="package a\nfunc hidden() {}\nfunc Shown() {}\n",
        main_DOT_go='package main\nimport "ex.com/m/a"\nfunc main() { a.hidden(); a.SHOWN(); a.None() }\n',
    )  # fmt: skip
    assert run(".")[1].splitlines() == [
        "main.go:3:17: name hidden not exported by package a",
        "main.go:3:29: undefined: a.SHOWN (but have Shown)",
        "main.go:3:40: undefined: a.None",
    ]


def test_the_module_s_language_version_holds(here: Path) -> None:
    write(here, go_DOT_mod="module m\ngo 1.20\n", a_DOT_go="package m\nfunc F() { for range 10 {} }\n")
    assert "requires go1.22 or later (-lang was set to go1.20; check go.mod)" in run(here)[1]


def test_vendor_and_internal(here: Path) -> None:
    write(
        here, go_DOT_mod=MODULE, vendor__other_DOT_org__v__v_DOT_go="package v\nconst X = 1\n",
        main_DOT_go='package main\nimport "other.org/v"\nimport "internal/bytealg"\nfunc main() { println(v.X) }\n',
    )  # fmt: skip
    assert run(".")[1] == "main.go:3:8: use of internal package internal/bytealg not allowed"


@pytest.mark.parametrize(
    ("args", "want"),
    [
        (["none.go"], "stat none.go: no such file or directory"),
        (["x.txt"], "named files must be .go files: x.txt"),
        (["a.go", "sub/b.go"], "named files must all be in one directory; have ./ and sub/"),
        (["a_test.go"], "cannot run *_test.go files (a_test.go)"),
        (["dir.go"], "dir.go is a directory; should be a Go file"),
        ([], "no Go files listed"),
    ],
)
def test_wrong_arguments(here: Path, args: list[str], want: str) -> None:
    write(here, a_DOT_go="package p\n", sub__b_DOT_go="package p\n", x_DOT_txt="", a_test_DOT_go="package p\n")
    (here / "dir.go").mkdir()
    program, errors = run(*args)
    if args == ["x.txt"]:
        assert errors in (want, "named files must be .go files: x.txt")
    else:
        assert errors == want
    assert program is None


def test_folders_without_go_files(here: Path) -> None:
    (here / "empty").mkdir()
    write(here, tests__a_test_DOT_go="package p\n", other__a_windows_DOT_go="package p\n")
    assert run("empty")[1] == f"no Go files in {here}/empty"
    assert run("tests")[1] == f"no non-test Go files in {here}/tests"
    assert run("other")[1] == f"build constraints exclude all Go files in {here}/other"
    assert run("./nowhere")[1] == f"stat {here}/nowhere: directory not found"
    assert run("nowhere")[1] == "package nowhere is not in std"


def test_two_packages_in_a_folder(here: Path) -> None:
    write(here, a_DOT_go="package a\n", b_DOT_go="package b\n")
    assert run(here)[1] == f"found packages a (a.go) and b (b.go) in {here}"


def test_bad_sources_are_reported_in_one_line(here: Path) -> None:
    write(
        here, nul_DOT_go=b"package p\nvar x = 1\x00\n", utf_DOT_go=b'package p\nvar x = "\xff"\n',
        brace_DOT_go="package p\nfunc f() {\n", deep_DOT_go="package p\nvar x = " + "(" * 12000 + "1" + ")" * 12000 + "\n",
    )  # fmt: skip
    assert run("nul.go")[1] == "nul.go:2:10: invalid NUL character"
    assert run("utf.go")[1] == "utf.go:2:10: invalid UTF-8 encoding"
    assert run("brace.go")[1].startswith("brace.go:3:1: syntax error")
    assert len(run("deep.go")[1].splitlines()) == 1


def test_unknown_imports(here: Path) -> None:
    write(here, a_DOT_go='package main\nimport "nosuch/pkg"\nimport "example.com/x"\nimport "./b"\nfunc main() {}\n')
    assert run("a.go")[1].splitlines() == [
        "a.go:2:8: package nosuch/pkg is not in std",
        "a.go:3:8: no required module provides package example.com/x: go.mod file not found in current directory or any "
        "parent directory; see 'go help modules'",
        'a.go:4:8: "./b" is relative, but relative import paths are not supported in module mode',
    ]


def test_programs_that_cannot_be_run(here: Path) -> None:
    write(here, lib_DOT_go="package lib\n", nomain_DOT_go="package main\nfunc f() {}\n")
    assert run("lib.go", need_main=True)[1] == "package command-line-arguments is not a main package"
    assert "function main is undeclared in the main package" in run("nomain.go", need_main=True)[1]


def test_functions_without_bodies_are_for_std_only(here: Path) -> None:
    write(here, a_DOT_go="package main\nfunc f()\nfunc main() { f() }\n")
    assert run("a.go")[1] == "a.go:2:6: missing function body"


def test_standard_packages_are_checked_lazily(here: Path) -> None:
    write(here, a_DOT_go='package main\nimport "strconv"\nfunc main() { println(strconv.Itoa(1)) }\n')
    program, errors = run("a.go")
    assert program is not None and errors == ""
    std = program.by_path["strconv"]
    waiting = len(std.checker.bodies)
    assert std.std and waiting > 0
    itoa = std.pkg.scope.names["Itoa"]
    program.check_body(itoa)  # type: ignore[arg-type]
    assert len(std.checker.bodies) == waiting - 1 and not program.sink


def test_all_of_std_is_right() -> None:
    from rt0.load.packages import STD

    wrong = []
    for folder in sorted(p for p in Path(STD).rglob("*") if p.is_dir() and any(p.glob("*.go"))):
        _, errors = run(folder, lazy=True)
        if errors:
            wrong.append(errors)
    assert wrong == []


def test_a_package_that_cannot_be_loaded_is_no_cycle(here: Path) -> None:
    write(
        here, go_DOT_mod=MODULE, a_DOT_go='package main\nimport (\n\t"nosuch"\n\t"ex.com/m/b"\n)\nfunc main() {}\n',
        b__b_DOT_go='package b\nimport "nosuch"\n',
    )  # fmt: skip
    assert run(".")[1] == "a.go:3:2: package nosuch is not in std"
