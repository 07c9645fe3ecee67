"""Module variables of the runtime are what functions mean when they assign to their names; imports are written one way; a nosplit
function says why it is one.

A body assigns to a module variable of another module by its imported name. When the import is missing, the assignment makes a local
and compiles: nothing else would notice.
"""

from __future__ import annotations

import ast
import inspect
import re

from runtime_support import functions, modules

from rt0.rtlang.vocab_marks import Static

UNSAID = {
    "fastrandn", "fastrand64", "seed64", "gostringnocopy", "notetsleep", "failed", "gettid", "_clock", "sysauxv", "mmap", "munmap",
    "mprotect", "sigrestore", "_record", "bulkBarrierPreWrite", "gcTriggerTest", "acquirem", "releasem", "_mallocTiny", "roundupsize",
    "heapBitsSetType", "inheap", "makeSpanClass", "class_size", "base", "nextFreeIndex", "countAlloc", "_failed", "sysFree",
}  # fmt: skip
"""nosplit functions that do not say why: no caller of theirs needs it. Take it away from one, or say it, and remove the name."""


def test_nosplit_functions_say_why() -> None:
    """A function without a stack check has a reason for it in its docstring; assembly has no check to leave out."""
    silent = set()
    for f in (f for m in modules() for f in functions(m)):
        flags = f.__rt_marks__.flags if hasattr(f, "__rt_marks__") else ()
        if "nosplit" in flags and "asm_func" not in flags and not re.search(r"nosplit|stack check", f.__doc__ or ""):
            silent.add(f.__name__)
    assert silent == UNSAID


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
