"""Random Go programs without syntax errors, as hypothesis strategies of source text (they need not type-check)."""

from __future__ import annotations

from hypothesis import strategies as st

S = st.SearchStrategy[str]

NAMES = st.sampled_from(["a", "b", "x", "y", "T", "F", "_", "日本"])
TYPE_NAMES = st.sampled_from(["int", "string", "T", "pkg.T", "List[int]", "pkg.Map[string, int]"])
LITERALS = st.sampled_from(["0", "1", "0x1F", "1.5", "2i", "'r'", '"s"', "`r\n`", '"\\n"', "1e3"])
BINARY = st.sampled_from(
    ["+", "-", "*", "/", "%", "&", "|", "^", "&^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]
)
UNARY = st.sampled_from(["+", "-", "!", "^", "*", "&", "<-"])


def joined(items: S, separator: str = ", ", least: int = 0, most: int = 3) -> S:
    return st.lists(items, min_size=least, max_size=most).map(separator.join)


def form(pattern: str, *parts: S) -> S:
    """Text with a `{}` for each part."""
    return st.tuples(*parts).map(lambda texts: pattern.format(*texts))


@st.composite
def signatures(draw: st.DrawFn, types: S) -> str:
    params = draw(
        joined(types) | joined(form("{} {}", NAMES, types)) | form("{}, {} {}, z ...{}", NAMES, NAMES, types, types)
    )
    results = draw(st.just("") | types.map(lambda t: f" {t}") | joined(types).map(lambda t: f" ({t})"))
    return f"({params}){results}"


def _types(inner: S) -> S:
    fields = joined(
        form("{}, y {}", NAMES, inner) | form("x {} `tag`", inner) | st.sampled_from(["T", "*pkg.T", "*List[int]"]),
        "; ",
    )
    members = joined(form("m{}", signatures(inner)) | form("~int | {}", inner) | TYPE_NAMES, "; ")
    return st.one_of(
        form("*{}", inner), form("[]{}", inner), form("[3]{}", inner), form("map[{}]{}", inner, inner),
        form("chan {}", inner), form("<-chan {}", inner), form("chan<- {}", inner), form("chan (<-chan {})", inner),
        form("func{}", signatures(inner)), form("struct {{ {} }}", fields), form("interface {{ {} }}", members),
        form("({})", inner),
    )  # fmt: skip


TYPES = st.recursive(TYPE_NAMES, _types, max_leaves=5)


def _exprs(inner: S) -> S:
    args = joined(inner)
    elements = joined(inner | form("{}: {}", inner, inner) | form("{{{}}}", args))
    return st.one_of(
        form("{} {} {}", inner, BINARY, inner), form("{} {}", UNARY, form("({})", inner)), form("({})", inner),
        form("x.{}", NAMES), form("F({})", args), form("F({}, x...)", inner), form("x[{}]", inner),
        form("x[{}:{}]", inner, inner), form("x[:{}:{}]", inner, inner), form("x.({})", TYPES),
        form("[]{}{{{}}}", TYPES, elements), form("(T{{{}}})", elements), form("&(T{{{}}})", elements),
        form("(func{} {{ return {} }})", signatures(TYPES), inner), form("({})({})", TYPES, inner),
        form("F[{}, {}]({})", TYPES, TYPES, args),
    )  # fmt: skip


EXPRS = st.recursive(NAMES | LITERALS, _exprs, max_leaves=6)

SIMPLE = st.one_of(
    form("{}", EXPRS.map(lambda text: f"F({text})")), form("x = {}", EXPRS), form("x, y := {}, {}", EXPRS, EXPRS),
    form("x {}= {}", st.sampled_from(["+", "-", "&^", "<<", "|"]), EXPRS), st.just("x++"), st.just("y--"),
    form("ch <- {}", EXPRS),
)  # fmt: skip


def _stmts(inner: S) -> S:
    body = joined(inner, "\n", most=3).map(lambda text: f"{{\n{text}\n}}")
    clauses = joined(form("case {}:\n{}", joined(EXPRS, least=1), inner) | form("case {}:", EXPRS), "\n")
    type_clauses = joined(form("case {}:\n{}", joined(TYPES, least=1), inner), "\n")
    comms = joined(
        form("case x := <-{}:\n{}", EXPRS, inner) | form("case <-{}:", EXPRS) | form("case ch <- {}:", EXPRS), "\n"
    )
    header = EXPRS.filter(lambda text: "{" not in text) | EXPRS.map(lambda text: f"({text})")
    return st.one_of(
        form("{}", body), form("if {} {}", header, body), form("if x := F({}); x {} else {}", EXPRS, body, body),
        form("if {} {} else if y {}", header, body, body), form("for {}", body), form("for {} {}", header, body),
        form("for i := 0; i < {}; i++ {}", header, body), form("for x, y := range {} {}", header, body),
        form("for range {} {}", header, body), form("for x = range {} {}", header, body),
        form("switch {} {{\n{}\n}}", header, clauses), form("switch x := F({}); {{\n{}\ndefault:\n}}", EXPRS, clauses),
        form("switch x := ({}).(type) {{\n{}\n}}", EXPRS, type_clauses), form("select {{\n{}\n}}", comms),
        form("go func{} {}()", signatures(TYPES), body), form("defer F({})", EXPRS),
    )  # fmt: skip


LEAVES = st.one_of(
    SIMPLE, st.just(";"), form("return {}", joined(EXPRS)), form("var x, y {} = {}", TYPES, EXPRS),
    form("const x = {}", EXPRS), form("type x {}", TYPES), form("var (\nx {}\ny = {}\n)", TYPES, EXPRS),
)  # fmt: skip
STMTS = st.recursive(LEAVES, _stmts, max_leaves=6)

CONSTRAINTS = st.sampled_from(["any", "~int | ~string", "interface{ m() }", "*T", "[]E", "comparable", "*T | int"])
TPARAMS = joined(form("{} {}", NAMES, CONSTRAINTS), least=1).map(lambda text: f"[{text},]")

DECLS = st.one_of(
    form("var x, y {}", TYPES), form("var x = {}", EXPRS), form("var (\nx {}\ny = {}\n)", TYPES, EXPRS),
    form("const (\nx = {}\ny\nz {} = 3\n)", EXPRS, TYPE_NAMES), form("type x {}", TYPES), form("type x = {}", TYPES),
    form("type x{} {}", TPARAMS, TYPES), form("type (\nx {}\ny{} = {}\n)", TYPES, TPARAMS, TYPES),
    form("func f{}", signatures(TYPES)), form("func f{}{} {{\n{}\n}}", TPARAMS, signatures(TYPES), joined(STMTS, "\n")),
    form("func (r *T[{}]) f{} {{\n{}\n}}", NAMES, signatures(TYPES), joined(STMTS, "\n")),
    form("//go:noinline\nfunc f{} {{ {} }}", signatures(TYPES), SIMPLE),
)  # fmt: skip


def files() -> S:
    """Whole files."""
    imports = st.sampled_from(["", 'import "fmt"\n', 'import (\n. "a"\nb "c"\n)\n'])
    return form("package p\n{}{}\n", imports, joined(DECLS, "\n", most=4))
