"""What escape analysis decided, in gc's words: the lines of `rt0 build -m`.

    moved to heap: x                              a variable
    &T{} escapes to heap, make([]int, n) does not escape, func literal escapes to heap, ... argument does not escape
    leaking param: p                              its value is kept somewhere
    leaking param content: p                      what it points to is
    leaking param: p to result ~r0 level=0        it is returned, after so many dereferences
    p does not escape
    f ignoring self-assignment in p.x = p.y       nothing new is stored in what p points to
    devirtualizing w.Write to *bytes.Buffer       the interface is known to hold one

They are rt0's decisions, in the functions as they are written: gc's may differ where it inlines first. Strings that concatenations and
conversions make, and slices of lengths that are not constant, may stand in the frame while they are short; maps and what append makes
are always on the heap. What is said of all these is where they are kept. Of generic functions the instances that the package uses are
shown, their parameters not, as in gc.

Source: cmd/compile's escape package, for the words. Read next: escape.py, flow.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.lower import flow, flowstmts, names
from rt0.lower.escape import Escapes, Leaks, Loc, Made
from rt0.lower.inlining import inlined, literal_cost
from rt0.lower.lower import start
from rt0.lower.notetext import EXPRESSIONS, Words, text_of
from rt0.lower.program import Unit
from rt0.lower.separate import owner_of
from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types import types as T
from rt0.types.format import type_string
from rt0.types.objects import Builtin, Func, Package, Var

Note = tuple[int, str]
"""Position and text."""

Built = dict[Escapes, flow.Build]
"""The graphs by what was found in them."""


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
            flowstmts.analyze_init(prog, unit.info, init.rhs)
        built = {escapes: b for b, escapes in graphs}
        for b, escapes in graphs:
            if b.info is unit.info:
                out.update((note, None) for note in _body(built, b, escapes, unit.pkg))

    run_deep(work)
    return sorted(out)


def _body(built: Built, b: flow.Build, escapes: Escapes, pkg: Package) -> list[Note]:
    """What becomes of what a function makes, and of what the functions make that gc inlines into it."""
    gone, words = _only_called(b), _words(b, pkg)
    out = [(pos, f"{text} {_fate(loc.escapes)}") for node, pos, text, loc in _made(b, words) if node not in gone]
    out += [(v.pos, f"moved to heap: {v.name}") for v in escapes.heap_vars]
    out += [(pos, f"{_function_name(b, where)} {text}") for pos, text, where in _self_assignments(b, words)]
    out += _known_calls(b, words)
    for lit, params in b.literals if b.subst is None else ():
        out += _literal_parameters(b, escapes, lit, params)
    for e in b.called if not b.prog.options.no_inline else ():
        where = _function_name(b, b.called[e][2])
        out += [(e.pos, text) for text in _copied(built, b, e, pkg, lambda key: b.lends[key].escapes, where, set())]
    return out


def _fate(escapes: bool) -> str:
    return "escapes to heap" if escapes else "does not escape"


def _copied(built: Built, b: flow.Build, e: ast.Call, pkg: Package, kept: Callable[[tuple[ast.Call, int]], bool],
            where: str, around: set[Func]) -> list[str]:  # fmt: skip
    """The notes of what a called function makes, if gc puts its body in the place of the call. `kept` says whether the n-th object that
    memory may be lent for is on the heap all the same; what cannot be lent is where the function has it. `where`: the function with
    the call; `around`: those whose bodies this one stands in."""
    f, found, _ = b.called[e]
    if f in around or found not in built or inlined(b.prog, b.info, e) is None:
        return []
    inner = built[found]
    words = _words(inner, pkg)

    def stays(what: Var | Made | None, escapes: bool) -> bool:
        lent = found.lendable.get(what) if what is not None else None
        return kept((e, lent)) if lent is not None and (e, lent) in b.lends else escapes

    out = [f"{text} {_fate(stays(node, loc.escapes))}" for node, _, text, loc in _made(inner, words)]
    out += [f"moved to heap: {v.name}" for v in found.heap_vars if stays(v, True)]
    out += [f"{where} {text}" for _, text, _ in _self_assignments(inner, words)]
    for e2 in inner.called:
        out += _copied(built, inner, e2, pkg, lambda key: stays(key, inner.lends[key].escapes), where, {*around, f})
    return out


def _words(b: flow.Build, pkg: Package) -> Words:
    """How expressions of a function read in package pkg."""
    own = next(unit.pkg for unit in b.prog.units.values() if unit.info is b.info)

    literals = _literals(b)

    def result(e: ast.Call) -> str:
        f = inlined(b.prog, b.info, e) if not b.prog.options.no_inline else None
        fun = ast.unparen(e.fun)
        v = b.info.uses.get(fun) if type(fun) is ast.Name else None
        lit = literals.get(v) if type(v) is Var else None
        sig = f.type if f is not None else b.info.types[lit].type if lit is not None else None
        return _result_name(sig, f.pkg if f is not None else own, pkg) if type(sig) is T.Signature else ""

    return Words(b.info, own, pkg, result)


def _result_name(sig: T.Signature, own: Package | None, pkg: Package) -> str:
    if len(sig.results.vars) != 1:
        return ""
    name = sig.results.vars[0].name
    return "~r0" if name in ("", "_") else name if own is pkg or own is None else f"{own.name}.{name}"


def _literals(b: flow.Build) -> dict[Var, ast.FuncLit]:
    """The function literals that gc puts in the place of calls, by the variables that keep them."""
    if b.prog.options.no_inline:
        return {}
    found: dict[Var, ast.FuncLit] = {}
    for n in ast.walk(b.func):
        if type(n) is ast.AssignStmt and n.op == ":=" and len(n.lhs) == len(n.rhs):
            for x, e in zip(n.lhs, n.rhs):
                v = b.info.defs.get(x) if type(x) is ast.Name else None
                lit = ast.unparen(e)
                if type(v) is Var and type(lit) is ast.FuncLit and not v.assigned and not v.addr_taken:
                    found[v] = lit
    return {v: lit for v, lit in found.items() if literal_cost(b.prog, b.info, lit) is not None}


def _only_called(b: flow.Build) -> set[ast.Node]:
    """The literals that gc has no func value for: those of _literals whose variables are called and nothing else, and those that are
    called where they stand."""
    if b.prog.options.no_inline:
        return set()
    started = {ast.unparen(n.call) for n in ast.walk(b.func) if type(n) is ast.CallStmt}
    called = {ast.unparen(n.fun) for n in ast.walk(b.func) if type(n) is ast.Call and n not in started}
    otherwise = {b.info.uses.get(n) for n in ast.walk(b.func) if type(n) is ast.Name and n not in called}
    out: set[ast.Node] = {lit for v, lit in _literals(b).items() if v not in otherwise}
    return out | {lit for lit in called if type(lit) is ast.FuncLit and literal_cost(b.prog, b.info, lit) is not None}


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


def _known_calls(b: flow.Build, words: Words) -> list[Note]:
    """The method calls on interfaces whose type is known, which stand at their parenthesis."""
    return [(e.pos, f"devirtualizing {text_of(words, ast.unparen(e.fun))} to {type_string(t, words.pkg)}") for e, t in b.known.items()]


def _leaks(v: Var, leaks: Leaks, sig: T.Signature) -> list[str]:
    out = []
    if leaks.heap is not None:
        out.append(f"leaking param{' content' if leaks.heap else ''}: {v.name}")
    for i, level in sorted(leaks.results.items()):
        name = sig.results.vars[i].name or f"~r{i}"
        out.append(f"leaking param: {v.name} to result {name} level={level}")
    return out or [f"{v.name} does not escape"]


def _made(b: flow.Build, words: Words) -> Iterator[tuple[ast.Node, int, str, Loc]]:
    """What the nodes of a function make: node, position, text, location. `&T{}` stands at its operator, a concatenation at its first, a
    conversion at its operand."""
    addressed: dict[ast.Node, ast.Node] = {}
    for n in ast.walk(b.func):
        if type(n) is ast.Unary and n.op == "&":
            addressed[ast.unparen(n.x)] = n
    for node, loc in {**b.nodes, **b.noted}.items():
        shown = addressed.get(node, node) if type(node) is ast.CompositeLit else node
        yield node, shown.pos, "append" if _is_append(b, node) else _shaped(b, node, _text(words, shown)), loc
    for node, loc in b.texts.items():
        if type(node) is ast.Call:
            yield node, node.args[0].pos, text_of(words, node), loc
        elif type(node) is ast.Binary:
            yield node, node.pos, text_of(words, node), loc


def _self_assignments(b: flow.Build, words: Words) -> Iterator[tuple[int, str, ast.Node]]:
    """The assignments of something to itself: position, what is said of them after the function's name, and in which function."""
    for s, where in b.selves:
        sides = [", ".join([text_of(words, e) for e in side]) for side in (s.lhs, s.rhs)]
        yield s.pos, f"ignoring self-assignment in {' = '.join(sides)}", where


def _function_name(b: flow.Build, node: ast.Node) -> str:
    """The name of the function that is, or has, a node of the graph: f, (*T).m, f.func1 for the first literal in it."""
    outer = b.g.inside.get(node)
    if outer is not None:
        inner: list[ast.Node] = [n for n in ast.walk(outer) if type(n) is ast.FuncLit and b.g.inside.get(n) is outer]
        return f"{_function_name(b, outer)}.{'func' if type(outer) is ast.FuncDecl else ''}{inner.index(node) + 1}"
    if type(node) is not ast.FuncDecl:
        return "init"
    if node.recv is None:
        return node.name.value
    owner = expr_text(node.recv.type)
    return f"({owner}).{node.name.value}" if owner.startswith("*") else f"{owner}.{node.name.value}"


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


def _text(words: Words, node: ast.Node) -> str:
    info = words.info
    if type(node) is ast.FuncLit:
        return "func literal"
    if type(node) is ast.Call:
        fun = ast.unparen(node.fun)
        if type(fun) is ast.Name and type(info.uses.get(fun)) is not Builtin or type(fun) is ast.Selector:
            tv = info.types.get(fun)
            sig = T.under(tv.type) if tv is not None and not tv.is_type else None
            if tv is None or type(sig) is T.Signature and sig.variadic:
                return "... argument"
    return text_of(words, node) if isinstance(node, EXPRESSIONS) else expr_text(node).replace("…", "...")
