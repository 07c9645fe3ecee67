"""Compares the codes of errors with those of the real go/types. For a person to run:

    python tests/types/codes_with_go.py [FILE...]

Without files: the programs in data/ and Go's own type-checker tests (those without imports). An error is compared when both
report it at the same line; go/types reports a few at other columns, and does not report errors of syntax and of labels
as cmd/compile does. Prints every pair of codes that differ, and totals. Needs Go (`go` beside Python or on the PATH).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import marks

GO_PROGRAM = r"""
// Prints the errors of go/types for the files named on standard input, one JSON object an error.
package main

import (
	"bufio"
	"encoding/json"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
)

var fset = token.NewFileSet()

// codeNames reads the names of the codes from Go's own declaration of them.
func codeNames() map[int64]string {
	path := filepath.Join(os.Args[1], "src/internal/types/errors/codes.go")
	f, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		panic(err)
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}}
	if _, err := new(types.Config).Check("errors", fset, []*ast.File{f}, info); err != nil {
		panic(err)
	}
	names := map[int64]string{}
	for _, obj := range info.Defs {
		if c, ok := obj.(*types.Const); ok {
			if v, exact := constant.Int64Val(c.Val()); exact {
				names[v] = c.Name()
			}
		}
	}
	return names
}

func main() {
	_ = runtime.GOOS
	names := codeNames()
	out := json.NewEncoder(os.Stdout)
	imports := importer.ForCompiler(fset, "source", nil)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		path := in.Text()
		f, _ := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution|parser.AllErrors)
		if f == nil {
			continue
		}
		conf := types.Config{Importer: imports, Error: func(err error) {
			e := err.(types.Error)
			code := names[reflect.ValueOf(e).FieldByName("go116code").Int()]
			at := e.Fset.Position(e.Pos)
			out.Encode(map[string]any{"file": path, "line": at.Line, "column": at.Column, "code": code, "message": e.Msg})
		}}
		conf.Check(f.Name.Name, fset, []*ast.File{f}, nil)
	}
}
"""


def go_command() -> str | None:
    """The go beside this Python, or on the PATH."""
    beside = Path(sys.executable).parent / "go"
    return str(beside) if beside.exists() else shutil.which("go")


def go_root(go: str) -> str:
    """GOROOT."""
    return subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()


def go_errors(go: str, paths: list[Path]) -> dict[Path, list[dict[str, object]]]:
    """What go/types reports for each file."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "codes.go")
        program.write_text(GO_PROGRAM)
        names = "".join(f"{p}\n" for p in paths)
        done = subprocess.run([go, "run", str(program), go_root(go)], cwd=folder, input=names, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    out: dict[Path, list[dict[str, object]]] = {p: [] for p in paths}
    for line in done.stdout.splitlines():
        error = json.loads(line)
        out[Path(error["file"])].append(error)
    return out


def rt0_errors(path: Path) -> list[tuple[int, str, str]]:
    """(line, code, message) of what rt0 reports for a file."""
    _, sink = marks.check(path.read_text(encoding="utf-8", errors="surrogateescape"))
    return [(sink.files.position(d.pos).line, d.code, d.message) for d in sink.sorted()]


def default_files(go: str) -> list[Path]:
    """This folder's programs, and Go's own that import nothing."""
    own = sorted((Path(__file__).parent / "data").glob("*.go"))
    theirs = sorted(Path(go_root(go), "src/internal/types/testdata").rglob("*.go"))
    return own + [p for p in theirs if "import" not in p.read_text(errors="replace") and "-lang" not in p.read_text(errors="replace")]


def main() -> None:
    """Compare and print."""
    go = go_command()
    if go is None:
        sys.exit("codes_with_go: needs the real Go")
    paths = [Path(a).resolve() for a in sys.argv[1:]] or default_files(go)
    same, differ, seen = 0, Counter[tuple[str, str]](), Counter[str]()
    for path, theirs in go_errors(go, paths).items():
        try:
            ours = rt0_errors(path)
        except UnicodeError:
            continue
        for line, code, message in ours:
            codes = [str(e["code"]) for e in theirs if e["line"] == line]
            seen[code] += 1
            if code in codes:
                same += 1
            elif codes:
                differ[code, codes[0]] += 1
                print(f"{path.name}:{line}: {message}: {code}, go/types has {', '.join(codes)}")
    print(f"{same} errors with the same code, {differ.total()} with another: {dict(differ)}")
    print(f"{len(seen)} codes seen: {dict(seen)}")


if __name__ == "__main__":
    main()
