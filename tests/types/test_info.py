"""What the checker hands on: types, uses, selections, captures, initialisation order."""

from __future__ import annotations

import marks

from rt0.syntax import ast
from rt0.types.check.checker import Checker
from rt0.types.info import FIELD_VAL, METHOD_EXPR, METHOD_VAL, MODE_CONST, MODE_TYPE
from rt0.types.objects import Func, Var
from rt0.types.types import Tuple


def load(source: str) -> Checker:
    c, sink = marks.check("package p\n" + source)
    assert c is not None and not sink, sink.format()
    return c


def nodes(c: Checker, kind: type) -> list[ast.Node]:
    return [n for n in ast.walk(c.parsed[0]) if type(n) is kind]


def var(c: Checker, name: str) -> Var:
    found = [o for o in c.info.defs.values() if isinstance(o, Var) and o.name == name]
    assert len(found) == 1
    return found[0]


def test_every_expression_has_a_type() -> None:
    c = load("func f(a []int, m map[string]int) (int, bool) { v, ok := m[\"x\"]; return a[1] + v*2 + len(a), ok }")
    for kind in (ast.Binary, ast.Index, ast.Call, ast.BasicLit):
        for n in nodes(c, kind):
            assert c.ts(c.info.types[n].type) in ("int", "string", "(int, bool)"), n
    assert not c.untyped


def test_untyped_operands_get_the_type_of_their_context() -> None:
    c = load("var x float64 = 1 << 3\nfunc f(s uint) { var y int64 = 1 << s; _ = y }")
    types = {n.value: c.ts(c.info.types[n].type) for n in nodes(c, ast.BasicLit) if isinstance(n, ast.BasicLit)}
    assert types["1"] == "int64"
    b = nodes(c, ast.Binary)[0]
    assert c.info.types[b].value == 8 and c.info.types[b].mode == MODE_CONST


def test_comma_ok_has_a_tuple() -> None:
    c = load("func f(c chan int) { x, ok := <-c; _, _ = x, ok }")
    u = next(n for n in nodes(c, ast.Unary))
    assert type(c.info.types[u].type) is Tuple


def test_selections() -> None:
    c = load("""type B struct{ x int }
func (b *B) m() {}
type E struct{ n int; *B }
func f(e E) { e.x = 1; e.m(); g := (*B).m; h := e.B.m; _, _ = g, h }""")
    found = {(s.kind, s.index, s.indirect, s.obj.name) for s in c.info.selections.values()}
    assert found == {(FIELD_VAL, (1, 0), True, "x"), (METHOD_VAL, (1, 0), True, "m"), (METHOD_EXPR, (0,), True, "m"),
                     (FIELD_VAL, (1,), False, "B"), (METHOD_VAL, (0,), True, "m")}  # fmt: skip


def test_captures_in_order_and_through_levels() -> None:
    c = load("""func f(p int) func() int {
	a, b, d := 1, 2, 3
	_ = d
	return func() int {
		g := func() int { b++; return p }
		return a + g()
	}
}""")
    outer, inner = sorted(nodes(c, ast.FuncLit), key=lambda n: n.pos)
    assert [v.name for v in c.info.captures[inner]] == ["b", "p"]
    assert [v.name for v in c.info.captures[outer]] == ["b", "p", "a"]
    assert var(c, "b").captured and var(c, "b").assigned == 1
    assert var(c, "a").captured and var(c, "a").assigned == 0
    assert not var(c, "d").captured


def test_addresses() -> None:
    c = load("""type T struct{ x int; a [3]int }
func (t *T) m() {}
func f() {
	var i, j int
	var t1, u, w, s T
	var p *T
	var arr [4]int
	_, _, _, _ = &i, &t1.x, &p.x, arr[:]
	u.m()
	_ = &w.a[1]
	_, _ = j, s
}""")
    taken = {n for n in ("i", "j", "t1", "u", "w", "s", "p", "arr") if var(c, n).addr_taken}
    assert taken == {"i", "t1", "u", "w", "arr"}


def test_parameters_belong_to_their_function() -> None:
    c = load("func f(a int) { _ = func(b int) int { return b } ; _ = a }")
    assert type(var(c, "a").owner) is ast.FuncDecl and type(var(c, "b").owner) is ast.FuncLit
    assert not var(c, "a").captured and not var(c, "b").captured


def test_initialisation_order_follows_dependencies_through_functions() -> None:
    c = load("""var a = b + 1
var b = f()
func f() int { return d }
var d, e = g()
func g() (int, int) { return 1, 2 }
var z = 5""")
    assert [[v.name for v in i.lhs] for i in c.info.init_order] == [["d", "e"], ["b"], ["a"], ["z"]]


def test_instances_and_generic_signatures() -> None:
    c = load("""type S[T any] struct{ x T }
func (s S[T]) get() T { return s.x }
func id[T any](x T) T { return x }
var a = id("s")
var b = S[int]{1}.get()""")
    shown = {(n.value, tuple(c.ts(t) for t in i.targs)) for n, i in c.info.instances.items()}
    assert {("id", ("string",)), ("S", ("int",))} <= shown
    assert c.ts(var(c, "b").type) == "int"


def test_unique_instances() -> None:
    c = load("type S[T any] struct{ x *S[T] }\nvar a S[int]\nvar b S[int]\nvar d S[string]")
    assert var(c, "a").type is var(c, "b").type
    assert var(c, "a").type is not var(c, "d").type


def test_type_switch_variables_are_implicit() -> None:
    c = load("func f(x any) { switch y := x.(type) { case int: _ = y + 1; case string, bool: _ = y } }")
    types = [c.ts(o.type) for n, o in c.info.implicits.items() if type(n) is ast.CaseClause]
    assert types == ["int", "any"]


def test_functions_are_listed_in_source_order() -> None:
    c = load("func b() {}\nfunc init() {}\nfunc a() {}\nfunc init() {}")
    assert [f.name for f in c.info.funcs] == ["b", "init", "a", "init"]
    assert len(c.info.init_funcs) == 2 and all(isinstance(f, Func) and f.decl for f in c.info.funcs)


def test_types_used_as_types_are_marked_so() -> None:
    c = load("var x = []int(nil)")
    tv = c.info.types[nodes(c, ast.SliceType)[0]]
    assert tv.mode == MODE_TYPE and tv.is_type
