"""Module variables of the runtime are what functions mean when they assign to their names; imports are written one way.

A body assigns to a module variable of another module by its imported name. When the import is missing, the assignment makes a local
and compiles: nothing else would notice.
"""

from __future__ import annotations

import ast
import inspect

from sched_support import modules

from rt0.rtlang.vocab_marks import Static


def test_no_local_has_the_name_of_a_module_variable() -> None:
    everywhere = {
        name: m.__name__
        for m in modules()
        for name, value in vars(m).items()
        if isinstance(value, Static) and not name.startswith("_")
    }
    wrong = []
    for m in modules():
        for f in ast.walk(ast.parse(inspect.getsource(m))):
            if not isinstance(f, ast.FunctionDef):
                continue
            parameters = {a.arg for a in f.args.args}
            for node in ast.walk(f):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in everywhere:
                    if node.id not in parameters and not isinstance(getattr(m, node.id, None), Static):
                        wrong.append(f"{m.__name__}:{node.lineno}: {node.id} is a variable of {everywhere[node.id]}")
    assert not wrong, "\n".join(wrong)


def test_runtime_modules_import_by_full_name() -> None:
    """`from rt0.runtime.core.throw import throw`: one style, and a module's users are found by searching for its name."""
    relative = [
        f"{m.__name__}:{node.lineno}"
        for m in modules()
        for node in ast.walk(ast.parse(inspect.getsource(m)))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative
