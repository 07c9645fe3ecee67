"""The exported names of each package of std, with the types of what they take and give, against the real Go's.

docs/std.md's table is held to this: a package that it calls whole lacks nothing, and what the others lack is named there
(`Name` or `Type.Method`, between backquotes).
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from oracle import STD, go_binary, needs_go

DOC = STD.parents[2] / "docs" / "std.md"

LISTER = r"""
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

var fset = token.NewFileSet()

func text(n any) string {
	var b bytes.Buffer
	printer.Fprint(&b, fset, n)
	s := strings.Join(strings.Fields(b.String()), " ")
	return strings.ReplaceAll(s, "interface{}", "any")
}

// shape is a function's type without the names of its parameters.
func shape(f *ast.FuncType) string {
	list := func(fields *ast.FieldList) string {
		var out []string
		if fields != nil {
			for _, field := range fields.List {
				for i := 0; i < max(1, len(field.Names)); i++ {
					t := field.Type
					if inner, ok := t.(*ast.FuncType); ok {
						out = append(out, "func"+shape(inner))
						continue
					}
					out = append(out, text(t))
				}
			}
		}
		return strings.Join(out, ", ")
	}
	return "(" + list(f.Params) + ") (" + list(f.Results) + ")"
}

func receiver(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	switch x := t.(type) {
	case *ast.IndexExpr:
		t = x.X
	case *ast.IndexListExpr:
		t = x.X
	}
	return t.(*ast.Ident).Name
}

// imported returns the path of the package that a file calls name.
func imported(file *ast.File, name string) string {
	for _, spec := range file.Imports {
		path := strings.Trim(spec.Path.Value, "\"")
		if spec.Name != nil && spec.Name.Name == name || spec.Name == nil && filepath.Base(path) == name {
			return path
		}
	}
	return ""
}

func main() {
	root := os.Args[1]
	for _, path := range os.Args[2:] {
		context := build.Default
		context.GOROOT = ""
		pkg, err := context.ImportDir(filepath.Join(root, path), 0)
		if err != nil {
			fmt.Println("!", path, err)
			continue
		}
		found := map[string]string{}
		methods := map[string]map[string]string{}
		embeds := map[string][]string{}
		for _, name := range pkg.GoFiles {
			file, err := parser.ParseFile(fset, filepath.Join(root, path, name), nil, parser.SkipObjectResolution)
			if err != nil {
				panic(err)
			}
			for _, decl := range file.Decls {
				switch d := decl.(type) {
				case *ast.FuncDecl:
					if !d.Name.IsExported() {
						continue
					}
					if d.Recv == nil {
						found[d.Name.Name] = "func " + shape(d.Type)
						continue
					}
					t := receiver(d)
					if methods[t] == nil {
						methods[t] = map[string]string{}
					}
					methods[t][d.Name.Name] = "method " + shape(d.Type)
				case *ast.GenDecl:
					for _, spec := range d.Specs {
						switch s := spec.(type) {
						case *ast.ValueSpec:
							for _, id := range s.Names {
								if id.IsExported() {
									found[id.Name] = d.Tok.String()
								}
							}
						case *ast.TypeSpec:
							name := s.Name.Name
							if s.Name.IsExported() {
								found[name] = "type"
								if s.Assign.IsValid() {
									if sel, ok := s.Type.(*ast.SelectorExpr); ok {
										found[name] = "type " + imported(file, sel.X.(*ast.Ident).Name) + "." + sel.Sel.Name
									}
								}
							}
							var fields *ast.FieldList
							switch t := s.Type.(type) {
							case *ast.StructType:
								fields = t.Fields
							case *ast.InterfaceType:
								fields = t.Methods
							}
							if fields == nil {
								continue
							}
							for _, f := range fields.List {
								if len(f.Names) == 0 {
									embeds[name] = append(embeds[name], strings.TrimPrefix(text(f.Type), "*"))
								}
								for _, id := range f.Names {
									if id.IsExported() && s.Name.IsExported() {
										kind := "field " + text(f.Type)
										if m, ok := f.Type.(*ast.FuncType); ok {
											kind = "field " + shape(m)
										}
										found[name+"."+id.Name] = kind
									}
								}
							}
						}
					}
				}
			}
		}
		var collect func(t, from string, depth int)
		collect = func(t, from string, depth int) {
			for m, kind := range methods[from] {
				if _, ok := found[t+"."+m]; !ok {
					found[t+"."+m] = kind
				}
			}
			if depth < 3 {
				for _, e := range embeds[from] {
					collect(t, e, depth+1)
				}
			}
		}
		for t, kind := range found {
			if strings.HasPrefix(kind, "type") {
				collect(t, t, 0)
			}
		}
		var lines []string
		for name, kind := range found {
			lines = append(lines, name+"\t"+kind)
		}
		sort.Strings(lines)
		for _, line := range lines {
			fmt.Println(path + "\t" + line)
		}
	}
}
"""

Api = dict[str, dict[str, str]]


def packages() -> list[str]:
    """The packages of std that programs may import."""
    found = {str(file.parent.relative_to(STD)) for file in STD.rglob("*.go")}
    return sorted(p for p in found if not re.search(r"(^|/)internal(/|$)", p))


def listed(folder: Path, root: Path, paths: list[str]) -> Api:
    """package -> name -> what it is, of the sources below root."""
    (folder / "lister").mkdir(parents=True, exist_ok=True)
    (folder / "lister" / "main.go").write_text(LISTER.lstrip())
    (folder / "go.mod").write_text("module lister\n\ngo 1.27\n")
    go = go_binary()
    assert go is not None
    done = subprocess.run([go, "run", "./lister", str(root), *paths], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    out: Api = {}
    for line in done.stdout.splitlines():
        path, name, kind = line.split("\t")
        out.setdefault(path, {})[name] = kind
    aliased = {(path, name): kind[5:] for path, names in out.items() for name, kind in names.items() if kind.startswith("type ")}
    further = sorted({target.rpartition(".")[0] for target in aliased.values()} - out.keys())
    there = {**out, **(listed(folder, root, further) if further else {})}
    for (path, name), target in aliased.items():
        package, _, last = target.rpartition(".")
        members = {n: k for n, k in there.get(package, {}).items() if n.startswith(last + ".")}
        out[path] |= {name + n[len(last):]: k for n, k in members.items()}
    return out


def differences(folder: Path) -> dict[str, tuple[set[str], set[str], list[str]]]:
    """package -> names that ours lacks, names that Go's does not have, names that are something else in ours."""
    go = go_binary()
    assert go is not None
    goroot = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    paths = packages()
    ours, gos = listed(folder, STD, paths), listed(folder, Path(goroot) / "src", paths)
    out = {}
    for path in paths:
        a, b = ours.get(path, {}), gos.get(path, {})
        other = [f"{n}: {a[n]}, in Go {b[n]}" for n in sorted(a.keys() & b.keys()) if not alike(a[n], b[n])]
        out[path] = (b.keys() - a.keys(), a.keys() - b.keys(), other)
    return out


def alike(a: str, b: str) -> bool:
    """Whether two descriptions mean the same, as far as text tells: qualifiers, and names of type parameters, are left out."""

    def plain(s: str) -> str:
        s = re.sub(r"\b[a-z]\w*\.", "", s)
        s = re.sub(r"\b([A-Z]\w*)\b", lambda m: m[1], s)
        return re.sub(r"\bbyte\b", "uint8", s)

    kind = lambda s: s.split(" ")[0]  # noqa: E731
    if kind(a) in ("const", "var", "type"):
        return kind(a) == kind(b) or {kind(a), kind(b)} <= {"const", "var"}
    return plain(a) == plain(b)


def documented() -> dict[str, tuple[str, set[str]]]:
    """docs/std.md's table: package -> its state, and the names in backquotes of the last column."""
    out: dict[str, tuple[str, set[str]]] = {}
    for line in DOC.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 3 or cells[0] in ("package", "---"):
            continue
        names, folder = [], ""
        for word in cells[0].split(", "):
            # "hash/adler32, crc32": a later word may leave the folder out.
            path = word if (STD / word).is_dir() else folder + word
            folder = path.rpartition("/")[0] + "/" if "/" in path else ""
            names.append(path)
        for name in names:
            out[name] = cells[1], set(re.findall(r"`([\w.]+)`", cells[2]))
    return out


@needs_go
def test_api(tmp_path: Path) -> None:
    table = documented()
    wrong: list[str] = []
    for path, (missing, extra, other) in differences(tmp_path).items():
        if path not in table:
            wrong.append(f"{path}: docs/std.md does not say how far it is")
            continue
        state, named = table[path]
        types = {n for n in named if "." not in n}
        unsaid = {n for n in missing if n not in named and n.split(".")[0] not in types}
        if state == "most" or state == "whole" or state.startswith("whole but"):
            wrong += [f"{path}: {n} is missing, and docs/std.md does not say so" for n in sorted(unsaid)]
        wrong += [f"{path}: {n} is not in Go's" for n in sorted(extra)]
        wrong += [f"{path}: {line}" for line in other]
        if not missing and not state.startswith("whole"):
            wrong.append(f"{path}: nothing is missing, and docs/std.md says {state}")
    assert not wrong, "\n".join(wrong)


@needs_go
def test_tells_what_is_missing(tmp_path: Path) -> None:
    """The comparison sees a name that is taken away: of strings, ours against a copy without Fields."""
    copy = tmp_path / "src" / "strings"
    copy.mkdir(parents=True)
    for file in (STD / "strings").glob("*.go"):
        (copy / file.name).write_text(file.read_text().replace("func Fields(", "func fields("))
    whole, less = listed(tmp_path, STD, ["strings"]), listed(tmp_path, tmp_path / "src", ["strings"])
    assert whole["strings"].keys() - less["strings"].keys() == {"Fields"}
