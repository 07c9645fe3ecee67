"""Every row of the document in groups boot, m, p, g, heap, stack and gc has a test here that calls it through Python.

The rows are tests/watch/document.py's. A call counts when a test names the function: `rt.call("stackalloc", ...)`, or
crossing_support's `w.go` and `w.g0`; the name may come from a loop over names beside it. What cannot be called by its name stands in
OTHERWISE, with the test that reaches it and what in that test's text shows it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "watch"))
from document import ROWS  # noqa: E402

CALLS = ("call", "go", "g0")
HELPERS = ("locked",)
"""Functions of the tests that take a runtime and then the name of one of its functions."""

OTHERWISE = {
    # Only a function's prologue may call it, with two registers of LLVM's own; this test's functions do.
    "__morestack": ("stack/test_stack_growth.py", "test_morestack_enters_a_segment_and_leaves_it", '"crossdeep"'),
    # `systemstack(f, ...)` of rtlang compiles to a call of this.
    "systemstack": ("sched/test_goroutines.py", "test_systemstack_runs_on_g0_and_comes_back", '"systemstack_switch"'),
}


def string_loops(function: ast.AST) -> dict[str, set[str]]:
    """Names of loops over texts -> the texts: `for name in ("a", "b")`."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Tuple | ast.List):
            texts = {e.value for e in node.iter.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)}
            found.setdefault(node.target.id, set()).update(texts)
    return found


def called_in(function: ast.AST) -> Iterator[str]:
    """The runtime's functions that a function of the tests calls, as rows write them: mheap.grow for (*mheap).grow."""
    loops = string_loops(function)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            named = node.args[:1]
        elif isinstance(node.func, ast.Name) and node.func.id in HELPERS:
            named = node.args[1:2]
        else:
            continue
        for argument in named:
            names = loops.get(argument.id, set()) if isinstance(argument, ast.Name) else set()
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                names = {argument.value}
            for name in names:
                yield re.sub(r"^\(\*(\w+)\)", r"\1", name)


def functions_here() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of the tests of the runtime, with its file. Those that tests share count: every test begins with them."""
    for path in sorted([*HERE.glob("*/test_*.py"), *HERE.glob("*_support.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield path.relative_to(HERE).as_posix(), node


def test_every_row_is_called_by_a_test() -> None:
    called = {name for _, function in functions_here() for name in called_in(function)}
    missing = {}
    for group, names in ROWS.items():
        functions = [n for n in names.split() if not n.startswith("struct_")]
        left = [n for n in functions if n.removeprefix("runtime.") not in called and n not in OTHERWISE]
        if left:
            missing[group] = left
    assert not missing, f"rows that no test calls: {missing}"


def test_every_type_among_the_rows_is_looked_into() -> None:
    """A view of it by name, or a variable of that type."""
    text = "".join(p.read_text(encoding="utf-8") for p in HERE.glob("**/*.py") if p != Path(__file__))
    for names in ROWS.values():
        for name in names.split():
            if name.startswith("struct_"):
                of = name.removeprefix("struct_")
                assert f'"{of}"' in text or f'"{of}_"' in text, f"no test of the runtime looks into a {of}"


def test_what_is_reached_otherwise_is_reached() -> None:
    functions = {(file, f.name): ast.unparse(f) for file, f in functions_here()}
    rows = {n for names in ROWS.values() for n in names.split()}
    for row, (file, name, text) in OTHERWISE.items():
        assert row in rows
        assert text in functions[file, name].replace("'", '"'), f"{file}: {name} does not have {text}"
