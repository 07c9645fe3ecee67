"""What escape analysis decided, in gc's words: the lines of `rt0 build -m`.

    moved to heap: x                              a variable
    &T{} escapes to heap, make([]int, n) does not escape, func literal escapes to heap, ... argument does not escape
    leaking param: p                              its value is kept somewhere
    leaking param content: p                      what it points to is
    leaking param: p to result ~r0 level=0        it is returned, after so many dereferences
    p does not escape
    devirtualizing w.Write to *bytes.Buffer       the interface is known to hold one

They are rt0's decisions, in the functions as they are written: gc's may differ where it inlines first. Strings that concatenations and
conversions make, and slices of lengths that are not constant, may stand in the frame while they are short; maps and what append makes
are always on the heap. What is said of all these is where they are kept. Of generic functions the instances that the package uses are
shown, their parameters not, as in gc.

Source: cmd/compile's escape package, for the words. Read next: escape.py, flow.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.lower import flow, names
from rt0.lower.escape import Escapes, Leaks, Loc
from rt0.lower.lower import start
from rt0.lower.notetext import EXPRESSIONS, text_of
from rt0.lower.program import Unit
from rt0.lower.separate import owner_of
from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types import types as T
from rt0.types.format import type_string
from rt0.types.info import Info
from rt0.types.objects import Builtin, Func, Package, Var

Note = tuple[int, str]
"""Position and text."""


def escape_notes(units: Sequence[Unit], options: Options, sink: Sink, check_body: Callable[[Func], None]) -> list[Note]:
    """The notes of the program's own package, the last of `units`, by position."""
    prog = start(units, options, sink, check_body)
    unit = units[-1]
    out: dict[Note, None] = {}
    graphs = prog.graphs = []

    def work() -> None:
        for f in unit.info.funcs:
            sig = f.type
            if type(sig) is not T.Signature or f.decl is None or f.decl.body is None or sig.tparams or sig.recv_tparams:
                continue
            found = flow.analyze(prog, unit.info, f.decl, f, owner_of(prog, sig), (), None)
            if found is not None:
                out.update((note, None) for note in _parameters(graphs, sig, found))
        for init in unit.info.init_order:
            flow.analyze_init(prog, unit.info, init.rhs)

    run_deep(work)
    for b, escapes in graphs:
        if b.info is unit.info:
            out.update(((v.pos, f"moved to heap: {v.name}"), None) for v in escapes.heap_vars)
            out.update((note, None) for note in _allocations(b, unit.pkg))
            out.update((note, None) for note in _texts(b, unit.pkg))
            out.update((note, None) for note in _known_calls(b, unit.pkg))
            for lit, params in b.literals if b.subst is None else ():
                out.update((note, None) for note in _literal_parameters(b, escapes, lit, params))
    return sorted(out)


def _parameters(graphs: Sequence[tuple[flow.Build, Escapes]], sig: T.Signature, found: Escapes) -> list[Note]:
    """What becomes of a declared function's parameters."""
    b = next(b for b, escapes in graphs if escapes is found)
    variables = ([sig.recv] if sig.recv is not None else []) + list(sig.params.vars)
    out: list[Note] = []
    for v, leaks in zip(variables, found.summary):
        if v.name not in ("", "_") and flow.pointers(b, flow.canon(b, v.type)) and v not in found.heap_vars:
            out += [(v.pos, text) for text in _leaks(v, leaks, sig)]
    return out


def _literal_parameters(b: flow.Build, escapes: Escapes, lit: ast.FuncLit, params: list[Loc]) -> list[Note]:
    """What becomes of a function literal's parameters."""
    sig = b.info.types[lit].type
    assert type(sig) is T.Signature
    out: list[Note] = []
    for v, loc in zip(sig.params.vars, params):
        if v.name not in ("", "_") and flow.pointers(b, flow.canon(b, v.type)) and v not in escapes.heap_vars:
            out += [(v.pos, text) for text in _leaks(v, b.g.leaks.get(loc.param, Leaks()), sig)]
    return out


def _texts(b: flow.Build, pkg: Package) -> list[Note]:
    """What becomes of concatenations, which stand at their operator, and of conversions, which stand at their operand."""
    out: list[Note] = []
    for node, loc in b.texts.items():
        fate = "escapes to heap" if loc.escapes else "does not escape"
        if type(node) is ast.Call:
            out.append((node.args[0].pos, f"{text_of(b.info, node, pkg)} {fate}"))
        elif type(node) is ast.Binary:
            out.append((node.pos, f"{text_of(b.info, node, pkg)} {fate}"))
    return out


def _known_calls(b: flow.Build, pkg: Package) -> list[Note]:
    """The method calls on interfaces whose type is known, which stand at their parenthesis."""
    return [
        (e.pos, f"devirtualizing {text_of(b.info, ast.unparen(e.fun), pkg)} to {type_string(t, pkg)}") for e, t in b.known.items()
    ]


def _leaks(v: Var, leaks: Leaks, sig: T.Signature) -> list[str]:
    out = []
    if leaks.heap is not None:
        out.append(f"leaking param{' content' if leaks.heap else ''}: {v.name}")
    for i, level in sorted(leaks.results.items()):
        name = sig.results.vars[i].name or f"~r{i}"
        out.append(f"leaking param: {v.name} to result {name} level={level}")
    return out or [f"{v.name} does not escape"]


def _allocations(b: flow.Build, pkg: Package) -> list[Note]:
    """What becomes of what the nodes allocate. `&T{}` stands at the operator."""
    info, body, nodes = b.info, b.func, b.nodes
    addressed: dict[ast.Node, ast.Node] = {}
    out: list[Note] = []
    for n in ast.walk(body):
        if type(n) is ast.Unary and n.op == "&":
            addressed[ast.unparen(n.x)] = n
    for node, loc in {**nodes, **b.noted}.items():
        shown = addressed.get(node, node) if type(node) is ast.CompositeLit else node
        text = "append" if _is_append(b, node) else _shaped(b, node, _text(info, shown, pkg))
        out.append((shown.pos, f"{text} escapes to heap" if loc.escapes else f"{text} does not escape"))
    return out


def _shaped(b: flow.Build, node: ast.Node, text: str) -> str:
    """The text with type arguments in the place of type parameters, as gc's shapes, for what names the type that it makes."""
    if type(node) is ast.CompositeLit or text.startswith("make("):
        for p, t in (b.subst or {}).items():
            shape = "go.shape." + names.text(b.prog.tab.under(t))
            text = re.sub(rf"\b{p.obj.name}\b", shape.replace("\\", r"\\"), text)
    return text


def _is_append(b: flow.Build, node: ast.Node) -> bool:
    fun = ast.unparen(node.fun) if type(node) is ast.Call and node in b.noted else None
    return type(fun) is ast.Name and fun.value == "append"


def _text(info: Info, node: ast.Node, pkg: Package) -> str:
    if type(node) is ast.FuncLit:
        return "func literal"
    if type(node) is ast.Call:
        fun = ast.unparen(node.fun)
        if type(fun) is ast.Name and type(info.uses.get(fun)) is not Builtin or type(fun) is ast.Selector:
            tv = info.types.get(fun)
            sig = T.under(tv.type) if tv is not None and not tv.is_type else None
            if tv is None or type(sig) is T.Signature and sig.variadic:
                return "... argument"
    text = text_of(info, node, pkg) if isinstance(node, EXPRESSIONS) else expr_text(node).replace("…", "...")
    tv = info.types.get(node)
    if type(node) is ast.CompositeLit and node.type is None and tv is not None:  # an element, its type elided
        t = T.unalias(tv.type)
        shown = type_string(t.base if type(t) is T.Pointer else t, pkg)
        return ("&" if type(t) is T.Pointer else "") + shown + text
    return text
