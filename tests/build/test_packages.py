"""Compiling apart: each kind of change reaches the program, and nothing is taken from the cache that does not fit.

A module of three packages: main imports api, api imports base. Each case runs it (cold, or over what is cached), changes
one thing and runs again; what is printed is what Go would print. The cache folder is the tests' common one, except where a
case is about the cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rt0.base.options import Options
from rt0.build import packages, pipeline
from rt0.native import cache as caches

MAIN = """package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"example.com/m/api"
)

type local struct{ n int }

func (l local) Area() int { return l.n }

func main() {
	fmt.Println(api.Text(2), api.Limit, api.Small(3), api.Twice(21))
	b := api.NewBox(7)
	b.Grow()
	var s api.Shape = b
	fmt.Println(s.Area(), *b, api.Max(3, 4), api.Max("a", "b"))
	s = local{5}
	fmt.Println(s.Area(), strings.ToUpper("x"))
	_, err := os.Open("/nonexistent")
	fmt.Println(errors.Is(err, os.ErrNotExist), api.Kind())
	p := api.Pair[string, local]{"k", local{1}}
	fmt.Println(p.Swap().Left.n, api.Total)
}
"""

API = """package api

import "example.com/m/base"

const Limit = base.Start + 1

var Total = base.Sum(1, 2, 3)

type Shape interface{ Area() int }

type Box struct{ Side int }

func NewBox(n int) *Box { return &Box{n} }

func (b *Box) Grow()     { b.Side++ }
func (b *Box) Area() int { return b.Side * b.Side }

type Pair[A, B any] struct {
	Left  A
	Right B
}

func (p Pair[A, B]) Swap() Pair[B, A] { return Pair[B, A]{p.Right, p.Left} }

func Text(n int) string { return base.Text(n) }
func Small(n int) int   { return n + 1 }

func Twice(n int) int {
	s := 0
	for i := 0; i < 2; i++ {
		s += n
	}
	return s
}

func Max[T int | string](a, b T) T {
	if a > b {
		return a
	}
	return b
}
"""

BASE = """package base

const Start = 10

func Text(n int) string {
	out := ""
	for i := 0; i < n; i++ {
		out += "ab"
	}
	return out
}

func Sum(xs ...int) (total int) {
	for _, x := range xs {
		total += x
	}
	return
}
"""

KIND = {"kind_a.go": "//go:build !other\n\npackage api\n\nfunc Kind() string { return \"plain\" }\n",
        "kind_b.go": "//go:build other\n\npackage api\n\nfunc Kind() string { return \"other\" }\n"}  # fmt: skip

EXPECTED = "abab 11 4 42\n64 {8} 4 b\n5 X\ntrue plain\n1 6\n"


@pytest.fixture(scope="session")
def standard(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The standard packages that the module imports, in the cache: the second program that wants them brings them there."""
    source = tmp_path_factory.mktemp("standard") / "first.go"
    for word in ("one", "two"):
        imports = '\t_ "errors"\n\t"fmt"\n\t_ "os"\n\t_ "strings"\n'
        source.write_text(f'package main\n\nimport (\n{imports})\n\nfunc main() {{ fmt.Println("{word}") }}\n')
        assert run(source) == word + "\n"


@pytest.fixture
def module(tmp_path: Path, standard: None) -> Path:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    for name, text in (("main.go", MAIN), ("api/api.go", API), ("base/base.go", BASE)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for name, text in KIND.items():
        (tmp_path / "api" / name).write_text(text)
    return tmp_path


def run(folder: Path, *flags: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "rt0", "run", *flags, str(folder)],
        capture_output=True, text=True, timeout=300, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def over(folder: Path, options: Options = Options()) -> bool:  # noqa: B008
    """Whether the program's imports all come from the cache as things are."""
    cache = caches.open_cache()
    return packages.compile_over(cache, (str(folder),), options, pipeline.silent) is not None


CHANGES: dict[str, tuple[str, str, str, str]] = {
    "a function's body": ("base/base.go", 'out += "ab"', 'out += "cd"', EXPECTED.replace("abab", "cdcd")),
    "a small function that is inlined": ("api/api.go", "n + 1 }", "n + 2 }", EXPECTED.replace("11 4", "11 5")),
    "a constant of an imported package's import": ("base/base.go", "= 10", "= 20", EXPECTED.replace("11 4", "21 4")),
    "an exported type": ("api/api.go", "{ Side int }", "{ Side int32; More bool }",
                         EXPECTED.replace("{8}", "{8 false}")),
    "a method's receiver": ("api/api.go", "func (b *Box) Area() int { return b.Side * b.Side }",
                            "func (b Box) Area() int { return b.Side }", EXPECTED.replace("64 ", "8 ")),
    "a generic function": ("api/api.go", "if a > b {", "if a < b {", EXPECTED.replace("4 b", "3 a")),
    "a generic type's method": ("api/api.go", "p.Right, p.Left}", "*new(B), p.Left}", EXPECTED.replace("1 6", "0 6")),
    "a variable's initial value": ("api/api.go", "Sum(1, 2, 3)", "Sum(1, 2)", EXPECTED.replace("1 6", "1 3")),
}  # fmt: skip


def fix(name: str, folder: Path) -> None:
    """What else has to change so that the program stays right."""
    if name == "an exported type":
        edit(folder, "api/api.go", "&Box{n}", "&Box{int32(n), false}")
        edit(folder, "api/api.go", "return b.Side * b.Side", "return int(b.Side * b.Side)")


@pytest.mark.parametrize("name", CHANGES)
def test_change(module: Path, name: str) -> None:
    assert run(module) == EXPECTED
    file, old, new, expected = CHANGES[name]
    edit(module, file, old, new)
    fix(name, module)
    assert not over(module)
    assert run(module) == expected
    edit(module, "main.go", "strings.ToUpper", "strings.ToLower")
    assert over(module), "only main changed"
    assert run(module) == expected.replace("5 X", "5 x")
    edit(module, file, new, old)
    if name == "an exported type":
        edit(module, "api/api.go", "&Box{int32(n), false}", "&Box{n}")
        edit(module, "api/api.go", "return int(b.Side * b.Side)", "return b.Side * b.Side")
    assert over(module), "what was compiled before the change is still there"
    assert run(module) == EXPECTED.replace("5 X", "5 x")


def test_tags_and_flags_have_packages_of_their_own(module: Path) -> None:
    assert run(module) == EXPECTED
    assert run(module, "-tags", "other") == EXPECTED.replace("plain", "other")
    for flags in (["-O0"], ["-gcflags", "-l"], ["-O2"], ["-gcflags", "-N -l"]):
        assert run(module, *flags) == EXPECTED
    assert not over(module, Options(opt_level=0, build_tags=("third",)))


def test_a_new_file_of_an_imported_package(module: Path) -> None:
    assert run(module) == EXPECTED
    (module / "api" / "more.go").write_text('package api\n\nfunc init() { Total = 100 }\n')
    assert run(module) == EXPECTED.replace("1 6", "1 100")


def test_errors_read_the_same_over_cached_packages(module: Path) -> None:
    """What is wrong is said with positions in other packages too, which only their sources have."""
    assert run(module) == EXPECTED
    edit(module, "main.go", "api.Small(3)", 'api.Small("3")')
    edit(module, "main.go", "s = local{5}", "s = 5")
    texts = []
    for cache in (os.environ["RT0_CACHE"], "off"):
        done = subprocess.run(
            [sys.executable, "-m", "rt0", "run", "."], capture_output=True, text=True, timeout=300, check=False,
            cwd=module, env={**os.environ, "RT0_CACHE": cache},
        )  # fmt: skip
        assert done.returncode == 1
        texts.append(done.stderr)
    assert texts[0] == texts[1] and "cannot use 5" in texts[0]


def test_a_package_with_an_error_is_not_stored(module: Path) -> None:
    edit(module, "base/base.go", "return\n", "return 1, 2\n")
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "rt0", "run", str(module)], capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 1 and "too many return values" in done.stderr
    edit(module, "base/base.go", "return 1, 2\n", "return\n")
    assert run(module) == EXPECTED


def test_long_chains_of_types(module: Path) -> None:
    """Declarations are written and read to any depth."""
    count = 3000
    lines = [f"type T{n} struct {{ Next *T{n + 1}; N int }}" for n in range(count)]
    text = "\n".join(["package api", *lines, f"type T{count} struct {{ N int }}", ""])
    (module / "api" / "chain.go").write_text(text)
    edit(module, "main.go", "p.Swap().Left.n,", "p.Swap().Left.n, api.T0{N: 4}.N,")
    assert run(module) == EXPECTED.replace("1 6", "1 4 6")
    edit(module, "main.go", "api.T0{N: 4}", "api.T0{N: 5}")
    assert run(module) == EXPECTED.replace("1 6", "1 5 6")


LENT_MAIN = """package main

import (
	"fmt"

	"example.com/m/api"
	"example.com/m/base"
)

var kept *int

//go:noinline
func set(n int) { kept = base.Ptr(n) }

//go:noinline
func dirty(n int) int {
	var pad [200]int
	for i := range pad {
		pad[i] = n + i
	}
	if n > 0 {
		return dirty(n-1) + pad[n]
	}
	return pad[0]
}

func main() {
	set(7)
	fmt.Println(dirty(5), *kept, api.Use())
}
"""


def test_lent_copies_of_instances(module: Path) -> None:
    """A package that lends memory to an instance of a generic function has perhaps no other use of it: what it knows of the instance
    is not enough for a package that compiles the plain function."""
    for name in KIND:
        (module / "api" / name).unlink()
    (module / "base" / "base.go").write_text("package base\n\nfunc Ptr[T any](v T) *T { return &v }\n")
    (module / "api" / "api.go").write_text(
        'package api\n\nimport "example.com/m/base"\n\nfunc Use() int { return *base.Ptr(3) }\n'
    )
    (module / "main.go").write_text(LENT_MAIN)
    assert run(module) == "30 7 3\n"
    edit(module, "main.go", "set(7)", "set(8)")
    assert over(module)
    assert run(module) == "30 8 3\n"


def test_rt0_itself_changed(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(module) == EXPECTED
    assert over(module)
    stamp = caches.installation_stamp
    monkeypatch.setattr(caches, "installation_stamp", lambda folder: stamp(folder) + "changed")
    assert not over(module)


def test_a_lost_entry_is_made_again(module: Path, tmp_path: Path) -> None:
    """Objects and interfaces may vanish one by one, as trimming does."""
    folder = tmp_path / "cache"
    environment = {"RT0_CACHE": str(folder)}
    shared = Path(os.environ["RT0_CACHE"])
    folder.mkdir()
    for path in shared.glob("*.r"):  # the runtime's objects, which take long to make
        for kept in shared.glob(path.stem + ".*"):
            os.link(kept, folder / kept.name)
    assert run(module, **environment) == EXPECTED
    names: list[Callable[[Path], bool]] = [lambda p: p.suffix == ".p", lambda p: p.suffix == ".i"]
    for wanted in names:
        for path in list(folder.iterdir()):
            if wanted(path) or path.suffix in (".x", ".m"):
                path.unlink()
        assert run(module, **environment) == EXPECTED
    for path in list(folder.glob("*.[oxm]")):
        if not path.with_suffix(".r").exists():
            path.unlink()
    assert run(module, **environment) == EXPECTED


def test_the_first_program_in_an_empty_cache_is_compiled_whole(tmp_path: Path) -> None:
    """What it imports is compiled apart for the second one that wants it, and found by the third."""
    folder = tmp_path / "cache"
    folder.mkdir()
    for path in Path(os.environ["RT0_CACHE"]).glob("*.r"):
        for kept in path.parent.glob(path.stem + ".*"):
            os.link(kept, folder / kept.name)
    source = tmp_path / "hello.go"
    counts = []
    for word in ("one", "two", "three"):
        source.write_text(f'package main\n\nimport "fmt"\n\nfunc main() {{ fmt.Println("{word}") }}\n')
        assert run(source, "-O0", RT0_CACHE=str(folder)) == word + "\n"
        counts.append((len(list(folder.glob("*.w"))), len(list(folder.glob("*.p")))))
    assert counts[0][0] > packages.ONCE and counts[0][1] == 0
    assert counts[1][1] == counts[0][0] and counts[2] == counts[1]


def test_a_large_program_is_compiled_apart_at_every_level(tmp_path: Path) -> None:
    """At -O2 a program of few packages is one module, one of many is compiled package by package, and only main after an edit."""
    folder = tmp_path / "cache"
    folder.mkdir()
    for path in Path(os.environ["RT0_CACHE"]).glob("*.r"):
        for kept in path.parent.glob(path.stem + ".*"):
            os.link(kept, folder / kept.name)
    (tmp_path / "go.mod").write_text("module m\n")
    most = pipeline.LARGE + 1
    for n in range(most):
        (tmp_path / f"p{n}").mkdir()
        (tmp_path / f"p{n}" / "p.go").write_text(f"package p{n}\n\nfunc F(n int) int {{ return n + {n} }}\n")
    counts = []
    for used, start in ((5, 0), (most, 0), (most, 1)):
        imports = "".join(f'import "m/p{n}"\n' for n in range(used))
        calls = "".join(f"\tn = p{n}.F(n)\n" for n in range(used))
        text = f"package main\n\n{imports}\nfunc main() {{\n\tn := {start}\n{calls}\tprintln(n)\n}}\n"
        (tmp_path / "main.go").write_text(text)
        command = [sys.executable, "-m", "rt0", "run", "-O2", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "RT0_CACHE": str(folder)})
        assert done.stderr == f"{start + sum(range(used))}\n"
        counts.append((len(list(folder.glob("*.p"))), len(list(folder.glob("*.o")))))
    assert counts[0][0] == 0 and counts[1][0] >= most
    assert counts[2] == (counts[1][0], counts[1][1] + 1)


def test_every_standard_package_is_compiled_apart(tmp_path: Path) -> None:
    """None of them has to be compiled with the program, and each one's declarations can be read back."""
    std = Path(packages.ROOT) / "std"
    found = sorted({path.parent.relative_to(std).as_posix() for path in std.rglob("*.go")})
    imports = [path for path in found if "internal" not in path.split("/")]
    text = "".join(f"import _ {path!r}\n".replace("'", '"') for path in imports)
    (tmp_path / "all.go").write_text(f"package main\n\n{text}\nfunc main() {{ println(1) }}\n")
    for _ in range(2):  # the first program in an empty cache is compiled whole
        assert run(tmp_path / "all.go", "-O0") == ""
        (tmp_path / "all.go").write_text((tmp_path / "all.go").read_text() + "\n// and again\n")
    cache = caches.open_cache()
    store = packages._Store(cache, packages.base_stamp(Options(opt_level=0)))
    sink = packages.Sink(packages.FileSet())
    assert packages.load_over([str(tmp_path / "all.go")], Options(opt_level=0), sink, store, set()) is not None
    for path in store.entries:
        assert store.package(path).complete
