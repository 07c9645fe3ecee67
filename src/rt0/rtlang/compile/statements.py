"""Statements, and whole bodies: from Python's syntax to the typed tree.

`check_instance` is the entry. A statement that is refused is left out and the next one is checked, so that all
problems of a compilation come at once.

Rules: docs/rtlang.md sections 2 (locals) and 4.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from rt0.rtlang.compile.body import Body, coerce, materialise, spell
from rt0.rtlang.compile.expressions import (
    binary,
    binary_names,
    condition,
    operand,
    place,
    shift_count,
    type_of,
    value,
)
from rt0.rtlang.compile.problems import Refused
from rt0.rtlang.compile.program import Program
from rt0.rtlang.compile.rows import call_python, row_of_body
from rt0.rtlang.compile.tree import (
    Assert,
    Assign,
    AugAssign,
    Break,
    Call,
    Comp,
    Const,
    Continue,
    Do,
    Expr,
    For,
    If,
    Instance,
    Intrin,
    Load,
    LocalPlace,
    Make,
    Place,
    Return,
    StaticPlace,
    Stmt,
    Unpack,
    While,
)
from rt0.rtlang.vocab_marks import ConstArray, Static
from rt0.rtlang.vocab_types import BOOL, Int, Tuple, Type, Void, i64, string


def check_instance(program: Program, instance: Instance) -> None:
    """Check the body of an instance and fill it in. Problems go to the program."""
    func = instance.func
    instance.checked = True
    flags = func.marks.flags
    if "asm_func" in flags:
        return
    b = Body(
        program,
        instance,
        func,
        func.file,
        func.scope,
        instance.bindings,
        {p.name: p for p in instance.params},
        has_g="cabi" not in flags,
    )
    body = func.node.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        if isinstance(body[0].value.value, str):
            body = body[1:]
    before = len(program.problems)
    instance.body = block(b, body)
    instance.has_g = b.has_g
    if program.trace and func.marks.row is not None:
        row_of_body(b, instance)
    if not isinstance(instance.result, Void) and not terminates(instance.body):
        if len(program.problems) == before:
            program.problem(
                b.file, func.node, "RT015", f"function {func.name}: found an end without return, expected "
                f"return of {instance.result} on every way"
            )


def block(b: Body, body: list[ast.stmt]) -> list[Stmt]:
    """The statements of a block."""
    out: list[Stmt] = []
    for node in body:
        handler = _HANDLERS.get(type(node))
        try:
            if handler is None:
                b.refuse(node, "RT001", f"found {_kind(node)}, expected a statement of rtlang")
            handler(b, node, out)
        except Refused:
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                _poison(b, node)
    return out


def _kind(node: ast.stmt) -> str:
    names = {
        "FunctionDef": "a nested def",
        "ClassDef": "a class",
        "With": "with",
        "Try": "try",
        "Raise": "raise",
        "Global": "global",
        "Nonlocal": "nonlocal",
        "Import": "import",
        "ImportFrom": "import",
        "Delete": "del",
        "Match": "match",
    }
    return names.get(type(node).__name__, type(node).__name__)


def _poison(b: Body, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        for inner in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(inner, ast.Name) and inner.id not in b.names:
                b.poisoned.add(inner.id)


def _nested(b: Body, body: list[ast.stmt]) -> list[Stmt]:
    b.depth += 1
    out = block(b, body)
    b.depth -= 1
    return out


def target_place(b: Body, node: ast.expr) -> Place | None:
    """The place that an assignment goes to; None for a name that becomes a new local."""
    if isinstance(node, ast.Name):
        found = b.names.get(node.id)
        if found is not None:
            return LocalPlace(found.type, found)
        if node.id in b.bindings:
            b.refuse(node, "RT011", f"found template parameter {node.id}, expected a variable")
        if not isinstance(b.scope.get(node.id), (Static, ConstArray)):
            return None
    p = place(b, node, "assignment")
    _writable(b, node, p)
    return p


def _writable(b: Body, node: ast.expr, p: Place) -> None:
    base: object = p
    while hasattr(base, "base"):
        base = base.base
    if isinstance(base, StaticPlace) and isinstance(base.var, ConstArray):
        b.refuse(node, "RT011", f"assignment: found the constant table {spell(node)}, expected a variable")


def _assign(b: Body, node: ast.Assign, out: list[Stmt]) -> None:
    if len(node.targets) != 1:
        b.refuse(node, "RT001", "found several targets of one value, expected one (write two assignments)")
    target = node.targets[0]
    if isinstance(target, (ast.Tuple, ast.List)):
        _unpack(b, node, target, out)
        return
    p = target_place(b, target)
    v = value(b, node.value, p.type if p is not None else None)
    if p is None:
        p = _declare(b, target, v.type, node)
    out.append(Assign(node.lineno, p, v))


def _declare(b: Body, target: ast.expr, t: Type, node: ast.AST) -> Place:
    assert isinstance(target, ast.Name)
    if isinstance(t, (Void, Tuple)):
        b.refuse(node, "RT005", f"{target.id}: found {t}, expected a value")
    if target.id in b.poisoned:
        b.poisoned.discard(target.id)
    return LocalPlace(t, b.local(target.id, t, target.lineno))


def _annassign(b: Body, node: ast.AnnAssign, out: list[Stmt]) -> None:
    if not isinstance(node.target, ast.Name):
        b.refuse(node, "RT001", f"found annotation of {spell(node.target)}, expected one of a new local")
    t = type_of(b, node.annotation)
    old = b.names.get(node.target.id)
    if old is not None and old.type is not t:
        b.refuse(node, "RT005", f"{node.target.id}: found annotation {t}, expected {old.type} (a local keeps its type)")
    if node.value is None:
        if old is None:
            _declare(b, node.target, t, node)
            b.names[node.target.id].nested = True  # zero until its first assignment
        return
    v = value(b, node.value, t)
    p = LocalPlace(t, old) if old is not None else _declare(b, node.target, t, node)
    out.append(Assign(node.lineno, p, v))


def _unpack(b: Body, node: ast.Assign, target: ast.Tuple | ast.List, out: list[Stmt]) -> None:
    v = value(b, node.value, None)
    if not isinstance(v.type, Tuple):
        b.refuse(node, "RT005", f"{spell(node.value)}: found {v.type}, expected a call with several results")
    if len(target.elts) != len(v.type.elems):
        b.refuse(node, "RT009", f"found {len(target.elts)} targets, expected {len(v.type.elems)} for {v.type}")
    places: list[Place | None] = []
    for element, t in zip(target.elts, v.type.elems, strict=True):
        if isinstance(element, ast.Name) and element.id == "_":
            places.append(None)
            continue
        p = target_place(b, element)
        if p is None:
            p = _declare(b, element, t, node)
        elif p.type is not t:
            b.refuse(element, "RT005", f"{spell(element)}: found {t}, expected {p.type}")
        places.append(p)
    out.append(Unpack(node.lineno, places, v))


def _augassign(b: Body, node: ast.AugAssign, out: list[Stmt]) -> None:
    p = target_place(b, node.target)
    if p is None:
        assert isinstance(node.target, ast.Name)
        if node.target.id in b.poisoned:
            raise Refused
        b.refuse(node, "RT022", f"found {node.target.id} before its first assignment, expected a value in it")
    op, sign = binary_names(node.op)
    if op in ("shl", "shr"):
        v = shift_count(b, node.value)
    else:
        v = value(b, node.value, p.type)
    binary(b, node, op, sign + "=", _probe(p), v)
    out.append(AugAssign(node.lineno, p, op, v))


def _probe(p: Place) -> Expr:
    return Load(p.type, p)


def _expr(b: Body, node: ast.Expr, out: list[Stmt]) -> None:
    if isinstance(node.value, ast.Constant):
        if isinstance(node.value.value, str) or node.value.value is ...:
            if node.value.value is ... :
                b.refuse(node, "RT001", "found ..., expected statements (only @asm_func has no body)")
            return
    if not isinstance(node.value, ast.Call):
        b.refuse(node, "RT001", f"found expression {spell(node.value)} without effect, expected a call")
    found = operand(b, node.value, None)
    if type(found) is Comp:
        return
    out.append(Do(node.lineno, coerce(b, found, None, node.value)))


def _if(b: Body, node: ast.If, out: list[Stmt]) -> None:
    c = condition(b, node.test)
    if type(c) is Comp:
        out.extend(block(b, node.body if c.value else node.orelse))
        return
    then = _nested(b, node.body)
    other = _nested(b, node.orelse)
    out.append(If(node.lineno, c, then, other))  # type: ignore[arg-type]


def _while(b: Body, node: ast.While, out: list[Stmt]) -> None:
    if node.orelse:
        b.refuse(node, "RT001", "found else of a loop, expected none")
    c = condition(b, node.test)
    if type(c) is Comp and not c.value:
        return
    body = _nested(b, node.body)
    out.append(While(node.lineno, None if type(c) is Comp else c, body))  # type: ignore[arg-type]


def _for(b: Body, node: ast.For, out: list[Stmt]) -> None:
    it = node.iter
    if node.orelse:
        b.refuse(node, "RT001", "found else of a loop, expected none")
    if not (isinstance(it, ast.Call) and isinstance(it.func, ast.Name) and it.func.id == "range"):
        b.refuse(node, "RT001", f"found for over {spell(it)}, expected for i in range(...)")
    if not isinstance(node.target, ast.Name) or it.keywords or not 1 <= len(it.args) <= 3:
        b.refuse(node, "RT001", f"found for {spell(node.target)} in {spell(it)}, expected one name and 1 to 3 bounds")
    start, stop, step = _bounds(b, node, it.args)
    t = start.type
    if not isinstance(t, Int):
        b.refuse(node, "RT005", f"range: found {t}, expected integers")
    p = target_place(b, node.target)
    if p is None:
        p = _declare(b, node.target, t, node)
    if not isinstance(p, LocalPlace) or p.type is not t:
        b.refuse(node, "RT005", f"{node.target.id}: found range of {t}, expected {p.type} (a local keeps its type)")
    body = _nested(b, node.body)
    out.append(For(node.lineno, p.local, start, stop, step, body))


def _bounds(b: Body, node: ast.For, args: list[ast.expr]) -> tuple[Expr, Expr, int]:
    """Start, stop and step of range(...), the first two of one type."""
    step = 1
    if len(args) == 3:
        s = operand(b, args[2], None)
        if type(s) is not Comp or type(s.value) is not int or s.value == 0:
            b.refuse(node, "RT005", f"range: found step {spell(args[2])}, expected a constant other than 0")
        step = s.value
    assert isinstance(node.target, ast.Name)
    known = b.names.get(node.target.id)
    hint: Type | None = known.type if known is not None else None
    first = operand(b, args[0], hint) if len(args) > 1 else Comp(0)
    last = operand(b, args[1] if len(args) > 1 else args[0], hint)
    last_node = args[1] if len(args) > 1 else args[0]
    if type(first) is Comp and type(last) is Comp:
        t = hint or i64
        return materialise(b, first.value, t, node), materialise(b, last.value, t, node), step
    if type(last) is Comp:
        fv = coerce(b, first, None, args[0])
        return fv, coerce(b, last, fv.type, last_node), step
    lv = coerce(b, last, None, last_node)
    return coerce(b, first, lv.type, args[0]), lv, step


def _break(b: Body, node: ast.Break | ast.Continue, out: list[Stmt]) -> None:
    out.append(Break(node.lineno) if isinstance(node, ast.Break) else Continue(node.lineno))


def _return(b: Body, node: ast.Return, out: list[Stmt]) -> None:
    want = b.instance.result
    if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
        if isinstance(want, Void):
            out.append(Return(node.lineno, None))
            return
    if node.value is None:
        b.refuse(node, "RT005", f"return: found no value, expected {want}")
    if isinstance(want, Void):
        e = value(b, node.value, None)
        b.refuse(node, "RT005", f"return: found {e.type}, expected no value (the result is void)")
    if isinstance(node.value, ast.Tuple):
        elems = node.value.elts
        if not isinstance(want, Tuple) or len(elems) != len(want.elems):
            b.refuse(node, "RT005", f"return: found {len(elems)} values, expected {want}")
        parts = [value(b, e, t) for e, t in zip(elems, want.elems, strict=True)]
        out.append(Return(node.lineno, Make(want, parts)))
        return
    out.append(Return(node.lineno, value(b, node.value, want)))


def _assert(b: Body, node: ast.Assert, out: list[Stmt]) -> None:
    c = condition(b, node.test)
    text = operand(b, node.msg, None) if node.msg is not None else Comp("assertion failed")
    if type(text) is not Comp or not isinstance(text.value, str):
        b.refuse(node, "RT005", "assert: found a message known at run time only, expected a constant text")
    if not b.program.debug:
        return
    if type(c) is Comp:
        if c.value:
            return
        c = Const(BOOL, False)
    throw: Call | None = None
    if b.program.throw is not None and b.has_g:
        throw = call_python(b, b.program.throw, [materialise(b, text.value, string, node)], node.lineno)
    out.append(Assert(node.lineno, c, throw))  # type: ignore[arg-type]


def _pass(b: Body, node: ast.Pass, out: list[Stmt]) -> None:
    return


def terminates(body: list[Stmt]) -> bool:
    """Whether control never leaves the end of a block."""
    for s in body:
        kind = type(s)
        if kind is Return or kind is Break or kind is Continue:
            return True
        if isinstance(s, If) and terminates(s.then) and terminates(s.other):
            return True
        if isinstance(s, While) and s.cond is None and not breaks(s.body):
            return True
        if isinstance(s, Do) and never_returns(s.value):
            return True
    return False


def never_returns(e: Expr) -> bool:
    """Whether an expression statement is a call that does not come back."""
    if isinstance(e, Call):
        return "noreturn" in e.instance.func.marks.flags
    return isinstance(e, Intrin) and e.name == "unreachable"


def breaks(body: list[Stmt]) -> bool:
    """Whether a break of the enclosing loop is in its body."""
    for s in body:
        if isinstance(s, Break):
            return True
        if isinstance(s, If) and (breaks(s.then) or breaks(s.other)):
            return True
    return False


_HANDLERS: dict[type, Callable[[Body, ast.stmt, list[Stmt]], None]] = {
    ast.Assign: _assign,  # type: ignore[dict-item]
    ast.AnnAssign: _annassign,  # type: ignore[dict-item]
    ast.AugAssign: _augassign,  # type: ignore[dict-item]
    ast.Expr: _expr,  # type: ignore[dict-item]
    ast.If: _if,  # type: ignore[dict-item]
    ast.While: _while,  # type: ignore[dict-item]
    ast.For: _for,  # type: ignore[dict-item]
    ast.Break: _break,  # type: ignore[dict-item]
    ast.Continue: _break,  # type: ignore[dict-item]
    ast.Return: _return,  # type: ignore[dict-item]
    ast.Assert: _assert,  # type: ignore[dict-item]
    ast.Pass: _pass,  # type: ignore[dict-item]
}
