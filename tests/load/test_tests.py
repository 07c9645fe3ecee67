"""Test files: which they are, what their examples print, which folders patterns mean, and where blocks for coverage are."""

from __future__ import annotations

from pathlib import Path

import pytest

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load import cover, tests
from rt0.load.examples import Example, examples_of
from rt0.load.packages import LoadError, Parsed, parse_all
from rt0.load.patterns import folders_of
from rt0.load.select import package_clause
from rt0.syntax import parse_file

EXAMPLES = """package p

func ExampleA() {
	// not this
	f() // nor this
	// Output: one
	//
	//   two
}

func ExampleB() {
	/* UNORDERED OUTPUT:
	x */
}

func ExampleC() {
	// Output: x

	// a comment behind
}

func Exampled() {
	// Output: a small letter follows
}

func ExampleE(x int) {
	// Output: parameters
}

func ExampleF() {
	// Output:
}

func ExampleG() {
	//go:nothing
	//OutPut: é
}
"""


def test_examples() -> None:
    files = FileSet()
    files.add("before.go", "package other")
    f = parse_file(files.add("e_test.go", EXAMPLES), Sink(files))
    assert examples_of(f) == [
        Example("ExampleA", b"one\n\n  two\n", False),
        Example("ExampleB", b"\tx\n", True),
        Example("ExampleF", b"", False),
        Example("ExampleG", " é\n".lstrip().encode(), False),
    ]


def test_package_clause() -> None:
    assert package_clause(b"// x\n\n/* y\n*/ package a_test // z\n") == "a_test"
    assert package_clause(b"\xef\xbb\xbfpackage a;import b") == "a"
    assert package_clause(b"func main()") == ""


def test_files_of_a_folder(tmp_path: Path) -> None:
    for name, text in {"a.go": "a", "a_test.go": "a", "x_test.go": "a_test", "b_windows_test.go": "a", "_c_test.go": "a"}.items():
        (tmp_path / name).write_text(f"package {text}\n")
    (tmp_path / "d_test.go").write_text("//go:build never\n\npackage a\n")
    found = tests.test_files(str(tmp_path), Options())
    assert [[name for name, _ in group] for group in (found.package, found.inside, found.outside)] == [
        ["a.go"], ["a_test.go"], ["x_test.go"],
    ]  # fmt: skip


def test_no_files(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no Go files in"):
        tests.test_files(str(tmp_path), Options())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("package p\n\nfunc TestA(x int) {}\n", "wrong signature for TestA, must be: func TestA(t *testing.T)"),
        ("package p\n\nfunc FuzzA[T any](f *testing.F) {}\n", "wrong signature for FuzzA, test functions cannot have type parameters"),
        ("package q\n", "found packages p (p.go) and q (p_test.go)"),
        ("package q_test\n", "found packages p (p.go) and q (p_test.go)"),
        ('package p_test\n\nimport "m/nowhere"\n', "m/nowhere"),
    ],
)
def test_setup_failures(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "go.mod").write_text("module m\n")
    (tmp_path / "p.go").write_text("package p\n")
    (tmp_path / "p_test.go").write_text(text)
    sink = Sink(FileSet())
    with pytest.raises(tests.TestsFailed) as failed:
        tests.load_tests(tests.place_of(str(tmp_path)), tests.test_files(str(tmp_path), Options()), Options(), sink)
    assert failed.value.kind == "setup failed"
    assert message in sink.format()


def test_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("", "a", "a/b", "a/testdata/x", "_c", ".d", "vendor/v", "other", "other/in", "empty"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        if folder != "empty":
            (tmp_path / folder / "x.go").write_text("package x\n")
    (tmp_path / "go.mod").write_text("module m.org/m\n")
    (tmp_path / "other" / "go.mod").write_text("module other\n")
    monkeypatch.chdir(tmp_path)
    assert folders_of(["./..."]) == [".", "a", "a/b"]
    assert folders_of(["./a/...", "./a/b", "."]) == ["a", "a/b", "."]
    assert [str(f) for f in folders_of(["m.org/m/a/..."])] == [str(tmp_path / "a"), str(tmp_path / "a" / "b")]
    wrong = folders_of(["./none", "./none/...", "else.org/x"])
    assert [problem.args[1] for problem in wrong if isinstance(problem, LoadError)] == ["./none", "./none/...", "else.org/x"]


def test_blocks() -> None:
    source = "package p\n\nfunc f(x int) int {\n\tif x > 0 {\n\t\treturn 1\n\t}\n\t// a comment\n\n\tx++\n\treturn x\n}\n"
    p = Parsed("m/p", ".", False, "1.27")
    sink = Sink(FileSet())
    parse_all(p, [("p.go", source.encode())], sink)
    coverage = cover.Coverage("set")
    cover.instrument(p, list(p.files), coverage, sink)
    assert not sink
    assert [(name, sorted(blocks)) for name, _, _, blocks in coverage.files] == [
        ("m/p/p.go", [(4, 2, 4, 11, 1), (5, 3, 6, 1, 1), (9, 2, 10, 10, 2)]),
    ]  # fmt: skip
    assert cover.statements(coverage) == 4
    assert p.files[-1].source.path.endswith("_cover.go")
