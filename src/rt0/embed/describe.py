"""Which functions of a package can be called from Python, and how: from the checker's types to JSON.

A description is {"name", "doc", "params": [[name, type, kind, words]…], "results": […], "refused"}: `kind` is the number
that runtime/lang/pycall.py knows, `words` how many words of the call's block the value takes, `refused` why the function
can not be called ("" when it can). Runs only when a module is compiled; a cached module brings its descriptions along.

Read next: convert.py, lower/library.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from rt0.abi.ir import Module
from rt0.base.options import Options
from rt0.build.library import units_of
from rt0.embed.kinds import BLOCK_WORDS, BUFFERS_MAX, ERROR, FLOATS, KINDS
from rt0.load import Program
from rt0.lower.library import Export, lower_library
from rt0.lower.names import text as type_text
from rt0.lower.program import Prog
from rt0.types import types as T
from rt0.types.objects import Func

Entry = tuple[str, str, int, int]
WORDS = {"string": 2, "[]float64": 3, "error": 2}


def describe(program: Program, functions: Sequence[Func], options: Options) -> tuple[Module, list[dict[str, object]]]:
    """The IR of the package and a description of each of its exported functions."""
    plain = [f for f in functions if not generic(f)]
    out: dict[str, dict[str, object]] = {f.name: refuse(f, "generic functions have no code of their own") for f in functions}

    def wanted(e: Export, prog: Prog) -> bool:
        found = out[e.name] = description(e, prog)
        return not found["refused"]

    module, _ = lower_library(units_of(program), plain, options, program.sink, program.check_body, wanted)
    for f in functions:
        out[f.name]["doc"] = doc_comment(f, program)
    return module, list(out.values())


def generic(f: Func) -> bool:
    """Whether a function has type parameters."""
    return type(f.type) is T.Signature and bool(f.type.tparams)


def refuse(f: Func, why: str) -> dict[str, object]:
    """The description of a function that can not be called."""
    return {"name": f.name, "doc": "", "params": [], "results": [], "refused": why}


def description(e: Export, prog: Prog) -> dict[str, object]:
    """The description of an exported function; its documentation is still missing."""
    sig = e.func.type
    assert type(sig) is T.Signature
    params = [entry(prog, t, v.name or f"p{i}") for i, (t, v) in enumerate(zip(e.params, sig.params.vars))]
    results = [entry(prog, t, v.name) for t, v in zip(e.results, sig.results.vars)]
    why = "it is variadic" if e.variadic else ""
    for name, spelt, kind, _ in params:
        if kind in (0, ERROR):
            why = why or f"parameter {name} has type {spelt}, which Python values are not converted to"
    for i, (_, spelt, kind, _) in enumerate(results):
        if kind == 0 or kind == ERROR and i + 1 < len(results):
            why = why or f"result {i + 1} has type {spelt}, which is not converted to a Python value"
    if sum(p[3] for p in (*params, *results)) > BLOCK_WORDS:
        why = why or f"its parameters and results take more than {8 * BLOCK_WORDS} bytes"
    if sum(p[2] == FLOATS for p in params) > BUFFERS_MAX:
        why = why or f"it has more than {BUFFERS_MAX} slices among its parameters"
    return {"name": e.name, "doc": "", "params": params, "results": results, "refused": why}


def entry(prog: Prog, t: T.Type, name: str) -> Entry:
    """(name, type, kind or 0, words) of a parameter or result."""
    u = prog.tab.under(t)
    key = ""
    if type(u) is T.Basic:
        key = u.name
    elif type(u) is T.Slice and type(u.elem) is T.Basic and u.elem.name == "float64":
        key = "[]float64"
    elif type_text(t) == "error":
        key = "error"
    return name, type_text(t), KINDS.get(key, 0), WORDS.get(key, 1)


def doc_comment(f: Func, program: Program) -> str:
    """The comment lines right above a function's declaration."""
    if f.decl is None:
        return ""
    source = program.files.file(f.pos)
    if source is None:
        return ""
    lines = source.data.decode(errors="replace").split("\n")
    at = source.line(f.decl.pos) - 2
    found: list[str] = []
    while at >= 0 and lines[at].startswith("//"):
        if not lines[at].startswith(("//go:", "//export ")):
            found.append(lines[at][2:].removeprefix(" ").rstrip())
        at -= 1
    return "\n".join(reversed(found)).strip()
