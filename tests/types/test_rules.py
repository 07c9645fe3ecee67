"""Rules that are easier to state one by one than in the marked programs: method sets, sizes, depth, speed."""

from __future__ import annotations

import gc
import time

import marks
import pytest

from rt0.base.deep import run_deep
from rt0.base.options import Options
from rt0.types.lookup import method_set
from rt0.types.sizes import alignof, offsetof, sizeof
from rt0.types.types import Pointer, Type


def type_of(source: str, name: str) -> Type:
    c, sink = marks.check("package p\n" + source)
    assert c is not None and not sink, sink.format()
    return c.pkg.scope.names[name].type


def names(t: Type) -> list[str]:
    return [m.func.name for m in method_set(t)]


METHODS = """type I interface{ B(); a() }
type T struct{}
func (T) V() {}
func (*T) P() {}
type E struct{ T }
type F struct{ *T }
type G struct{ I }
type Two struct{ T; *U }
type U struct{}
func (U) V() {}"""


@pytest.mark.parametrize(
    ("name", "value", "pointer"),
    [("T", ["V"], ["P", "V"]), ("E", ["V"], ["P", "V"]), ("F", ["P", "V"], ["P", "V"]), ("G", ["B", "a"], ["B", "a"]),
     ("I", ["B", "a"], []), ("Two", [], ["P"])],
)  # fmt: skip
def test_method_sets(name: str, value: list[str], pointer: list[str]) -> None:
    t = type_of(METHODS, name)
    assert names(t) == value
    assert names(Pointer(t)) == pointer


def test_sizes() -> None:
    t = type_of("type T struct{ a bool; b int64; c [3]uint16; d string; e struct{} }", "T")
    assert (sizeof(t), alignof(t)) == (48, 8)
    assert [offsetof(t, (i,)) for i in range(5)] == [0, 8, 16, 24, 40]
    assert sizeof(type_of("type T [3]struct{ a int32; b byte }", "T")) == 24


def test_sizeof_is_a_constant() -> None:
    assert marks.errors("package p\nimport \"unsafe\"\nconst n = unsafe.Sizeof(int32(0))\nvar a [n]int\n") == []


def test_types_that_are_too_large() -> None:
    source = (
        "package p\nvar a chan [1 << 16]byte\nvar b [1 << 50]byte\nvar c map[[1 << 31]byte]int\nvar d map[int][1 << 31]byte\n"
        "var ok chan [1<<16 - 1]byte\ntype G[T any] struct {\n\tc chan [1 << 20]T\n\ta [1 << 49]T\n}\n"
    )
    # gc reports them at the names of the variables
    assert marks.errors(source) == [
        "2:7: channel element type too large (>64kB)",
        "3:7: type [1125899906842624]byte larger than address space",
        "4:7: map key type too large",
        "5:7: map element type too large",
    ]
    assert marks.errors(source + "var e int = \"\"\n") == [
        '11:13: cannot use "" (untyped string constant) as int value in variable declaration'
    ]


def test_language_versions() -> None:
    old = Options(go_version="1.20")
    assert marks.errors("package p\nfunc f() { for range 10 {} }", old) == [
        "2:22: cannot range over 10 (untyped int constant): requires go1.22 or later "
        "(-lang was set to go1.20; check go.mod)"
    ]
    assert marks.errors("package p\nvar x = min(1, 2)", old) == [
        "2:9: built-in min requires go1.21 or later (-lang was set to go1.20; check go.mod)"
    ]


def test_long_chains_of_operators_and_else_ifs() -> None:
    chain = " + ".join(["x"] * 5000)
    ifs = " else ".join(f"if x == {i} {{ }}" for i in range(200))
    assert marks.errors(f"package p\nfunc f(x int) int {{ {ifs}\nreturn {chain} }}") == []


def test_a_long_cycle_of_types_is_found() -> None:
    types = "".join(f"type t{i} struct{{ x t{(i + 1) % 300} }}\n" for i in range(300))
    found = run_deep(lambda: marks.errors("package p\n" + types))
    assert [e.partition("\n")[0] for e in found] == ["2:6: invalid recursive type t0"]


def test_endless_instantiation_is_refused() -> None:
    found = marks.errors("package p\ntype B[T any] struct{ x T }\nfunc f[T any](n int, x T) { f(n-1, B[T]{x}) }\n")
    assert found == ["3:8: instantiation cycle:\n\t3:30: T instantiated as B[T]"]


def test_unused_imports() -> None:
    from rt0.types.objects import Package

    other = Package("example.com/other", "different")

    def find(path: str, pos: int) -> Package:
        return other

    _, sink = marks.check('package p\nimport "example.com/other"\nimport x "example.com/other"\n', None, find)
    assert sink.format() == (
        'p.go:2:8: "example.com/other" imported as different and not used\n'
        'p.go:3:8: "example.com/other" imported as x and not used'
    )


def test_a_body_at_a_time() -> None:
    from rt0.base.diagnostics import Sink
    from rt0.base.source import FileSet
    from rt0.syntax import parse_file
    from rt0.types.check.package import check_body, check_declarations, finish, new_checker
    from rt0.types.objects import Package

    sink = Sink(FileSet())
    f = parse_file(sink.files.add("p.go", "package p\nvar x = a()\nfunc a() int { return 1 }\nfunc b() { y() }\n"), sink)
    c = new_checker(Package("p", "p"), [f], sink.files, sink, Options(), lambda path, pos: None)
    check_declarations(c)
    finish(c, imports=False)
    assert [g.name for g in c.bodies] == ["b"]  # initialisation needed a's
    assert not sink
    check_body(c, c.info.funcs[1])
    assert sink.format() == "p.go:4:12: undefined: y"


def test_time_is_linear() -> None:
    def seconds(n: int) -> float:
        source = "package p\n" + "".join(
            f"func f{i}(a, b int) (int, error) {{ x := a*{i} + b; if x > {i} {{ return f{max(i - 1, 0)}(x, b) }}; "
            f"return x, nil }}\nvar v{i} = {i}\n" for i in range(n))
        gc.disable()  # Python's collector looks at everything again and again: load() turns it off too
        start = time.process_time()
        assert marks.errors(source) == []
        spent = time.process_time() - start
        gc.enable()
        return spent

    seconds(50)
    assert seconds(2000) < 30 * seconds(200)
