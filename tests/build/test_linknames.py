"""//go:linkname in a program's own packages: functions and variables both ways, what of the runtime may be reached, and what is refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rt0.base.options import Options
from rt0.build import pipeline
from rt0.build.failures import BuildFailed
from rt0.lower.linknames import HAVE

FILES = {
    "go.mod": "module m\n\ngo 1.27\n",
    "a/a.go": """package a

import _ "unsafe"

type large struct{ x [9]int }

var count int

var Limit = 3

//go:linkname limit m/b.ceiling
var limit int

func hidden(n int, s string) (string, int) { count++; return s + "!", n + count }

func big(l large) large { l.x[8]++; return l }

// Pushed is b's.
//
//go:linkname Pushed
func Pushed() string

//go:linkname Marked
func Marked() int { return count }

func Ceiling() int { return limit }
""",
    "b/b.go": """package b

import _ "unsafe"

//go:linkname given m/a.Pushed
func given() string { return "b gave it" }

var ceiling = 40

func Raise() { ceiling++ }

//go:linkname mains main.tell
func mains() string

func Mains() string { return mains() }
""",
    "main.go": """package main

import (
	"fmt"
	"unsafe"

	"m/a"
	"m/b"
)

type mine struct{ x [9]int }

//go:linkname reach m/a.hidden
func reach(n int, s string) (string, int)

//go:linkname big m/a.big
func big(mine) mine

//go:linkname count m/a.count
var count int

//go:linkname marked m/a.Marked
func marked() int

func tell() string { return "main's" }

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname memhash runtime.memhash
func memhash(p unsafe.Pointer, seed, n uintptr) uintptr

//go:linkname pin sync.runtime_procPin
func pin() int

//go:linkname unpin sync.runtime_procUnpin
func unpin()

func main() {
	fmt.Println(reach(1, "one"))
	f := reach
	fmt.Println(f(2, "two"))
	fmt.Println(count, marked(), a.Marked())
	count = 10
	fmt.Println(a.Marked(), big(mine{}).x[8], a.Pushed(), b.Mains())
	b.Raise()
	fmt.Println(a.Ceiling())
	t := nanotime()
	x, y := 5, 5
	fmt.Println(nanotime() >= t, memhash(unsafe.Pointer(&x), 1, 8) == memhash(unsafe.Pointer(&y), 1, 8))
	fmt.Println(pin() >= 0)
	unpin()
}
""",
}
UNSAFE = 'package main\n\nimport _ "unsafe"\n\n'
PRINTED = "one! 2\ntwo! 4\n2 2 2\n10 1 b gave it main's\n41\ntrue true\ntrue\n"


def built(folder: Path, level: int) -> bytes:
    return pipeline.executable(pipeline.Request((str(folder),), Options(opt_level=level))).image


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize("level", [0, 2])
def test_between_packages_and_into_the_runtime(tmp_path: Path, level: int) -> None:
    """As with Go, which prints the same. The second time packages come out of the cache."""
    write(tmp_path, FILES)
    exe = tmp_path / "exe"
    for edit in ("", "\n// A comment.\n") if level == 0 else ("",):
        (tmp_path / "main.go").write_text(FILES["main.go"] + edit)
        exe.write_bytes(built(tmp_path, level))
        exe.chmod(0o755)
        assert subprocess.run([exe], capture_output=True, text=True, check=False).stdout == PRINTED


def test_all_that_rt0_has_is_there(tmp_path: Path) -> None:
    """Each symbol of the table is defined, and its words can be told by a Go signature."""
    types = {"i64": "int", "i32": "uint32", "i1": "bool", "ptr": "unsafe.Pointer", "void": "", "{ ptr, i64, i64 }": "[]byte"}
    lines, uses = [], []
    for i, (name, (_, words)) in enumerate(HAVE.items()):
        result, _, params = words.removesuffix(")").partition("(")
        lines.append(f"//go:linkname f{i} {name}\nfunc f{i}({', '.join(types[p] for p in params.split(', ') if p)}) {types[result]}\n")
        uses.append(f"f{i}")
    text = "package main\n\nimport \"unsafe\"\n\nvar _ unsafe.Pointer\n\n" + "\n".join(lines)
    write(tmp_path, {"main.go": f"{text}\nfunc main() {{ println(len([]any{{{', '.join(uses)}}})) }}\n"})
    exe = tmp_path / "exe"
    exe.write_bytes(built(tmp_path / "main.go", 0))
    exe.chmod(0o755)
    assert subprocess.run([exe], capture_output=True, text=True, check=False).stderr == f"{len(HAVE)}\n"


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize(
    ("name", "declared", "said"),
    [
        ("runtime.gosched_m", "func f()", "6:6: link: main: invalid reference to runtime.gosched_m"),
        ("runtime.gosched_m", "func f() {}", "6:6: link: duplicated definition of symbol runtime.gosched_m, from main and runtime"),
        ("runtime.nanotime", "func f() int32",
         "6:6: rt0 does not support a //go:linkname to runtime.nanotime with other parameters or results"),
        ("main.g", "func f() int", "6:6: rt0 does not support a //go:linkname to main.g with other parameters or results"),
        ("runtime.gopark", "func f()", "6:6: rt0 does not have runtime.gopark, which a //go:linkname names"),
        ("x.org/y.g", "func f()", "5:3: relocation target x.org/y.g not defined"),
        ("", "func f()", "5:3: relocation target main.f not defined"),
        ("runtime.ncpu", "var v int; func f() { v++ }", "5:3: //go:linkname must refer to declared function or variable"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, level: int, name: str, declared: str, said: str) -> None:
    local = "w" if declared.startswith("var") else "f"
    text = f"{UNSAFE}//go:linkname {local} {name}\n{declared}\n\nfunc g() {{}}\n\nfunc main() {{ f(); g() }}\n"
    write(tmp_path, {"main.go": text})
    with pytest.raises(BuildFailed) as failed:
        built(tmp_path / "main.go", level)
    assert failed.value.text.replace(f"{tmp_path}/main.go:", "") == said


def test_a_variable_of_the_library_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"main.go": UNSAFE + "//go:linkname v runtime.ncpu\nvar v int\n\nfunc main() { println(v) }\n"})
    with pytest.raises(BuildFailed) as failed:
        built(tmp_path / "main.go", 0)
    assert "a variable of the standard library (runtime.ncpu)" in failed.value.text
