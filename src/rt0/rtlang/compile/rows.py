"""The events of @row, in the trace build: the calls of traceenter and traceleave that the compiler adds.

A compiled function records its own entry and its returns. An assembly function cannot: where compiled code calls one that has a
@row, the caller records the entry just before the call and the return just after it. Assembly that only other assembly jumps to
(`__morestack`) is recorded by the compiled function that it leads to, which names it in @row(came=...) and is entered in no
other way, or says by `came_if` how to tell.

Invariant: an instance's row number is its place in `program.rows`, taken at its first event.
"""

from __future__ import annotations

import ast
from typing import Any

from rt0.rtlang.compile.body import Body
from rt0.rtlang.compile.expressions import condition, value
from rt0.rtlang.compile.problems import Refused
from rt0.rtlang.compile.program import Program, func_of, instance_of
from rt0.rtlang.compile.tree import Call, CallSite, Comp, Const, Convert, Do, Expr, If, Instance, Local, Stmt
from rt0.rtlang.vocab_types import Bool, Fn, Int, Ptr, Tuple, Void, u64


def call_python(b: Body, py: Any, args: list[Expr], line: int) -> Call | None:
    """A call that the compiler itself adds (throw, traceenter); None when the function cannot be compiled."""
    try:
        instance = instance_of(b.program, func_of(b.program, py), {}, None, b.file)
    except Refused:
        return None
    b.instance.calls.append(CallSite(instance, line))
    return Call(instance.result, instance, args, line)


def row_of_body(b: Body, instance: Instance) -> None:
    """Give a compiled function with @row its events: what it came by, its entry, its returns."""
    row = b.func.marks.row
    assert row is not None
    if not isinstance(instance.result, (Void, Tuple)):
        instance.result_local = b.temp(instance.result)
    params = {p.name: p for p in instance.params}
    line = b.func.node.lineno
    instance.before = _came(b, row.came, row.came_if, line)
    instance.enter = _event(b, instance, row.enter, params, "traceenter", line)
    if "noreturn" not in b.func.marks.flags:
        if instance.result_local is not None:
            params["result"] = instance.result_local
        instance.leave = _event(b, instance, row.leave, params, "traceleave", line)


def row_of_call(b: Body, made: Call) -> None:
    """Give a call of an assembly function with @row its events. The row's values may not name parameters."""
    marks = made.instance.func.marks
    if not b.program.trace or marks.row is None or "asm_func" not in marks.flags or not b.has_g:
        return
    made.enter = asm_event(b, made.instance, "traceenter", made.line)
    if "noreturn" not in marks.flags:
        made.leave = asm_event(b, made.instance, "traceleave", made.line)


def asm_event(b: Body, instance: Instance, word: str, line: int) -> Call | None:
    """The call that records an assembly function's entry or return, made by compiled code around it."""
    row = instance.func.marks.row
    assert row is not None
    texts = row.enter if word == "traceenter" else row.leave
    scope, names = b.scope, b.names
    b.scope = instance.func.scope
    made = _event(b, instance, texts, {}, word, line)
    b.scope, b.names = scope, names
    if word == "traceenter":
        instance.enter = instance.enter or made
    else:
        instance.leave = instance.leave or made
    return made


def switch_of(program: Program) -> Instance | None:
    """The assembly function that systemstack() switches by, when it has a @row; trace build only."""
    py = program.systemstack_switch
    if not program.trace or py is None:
        return None
    func = func_of(program, py)
    return instance_of(program, func, {}, None, func.file) if func.marks.row is not None else None


def _came(b: Body, functions: tuple[Any, ...], test: str, line: int) -> list[Stmt]:
    """The events of the assembly that led here, outermost first."""
    events: list[Stmt] = []
    for py in functions:
        try:
            instance = instance_of(b.program, func_of(b.program, py), {}, None, b.file)
        except Refused:
            continue
        made = asm_event(b, instance, "traceenter", line)
        if made is not None:
            events.append(Do(line, made))
    if not test or not events:
        return events
    try:
        c = condition(b, _parse(b, test))
        if isinstance(c, Comp):
            return events if c.value else []
        return [If(line, c, events, [])]
    except Refused:
        return []


def _event(
    b: Body, instance: Instance, texts: tuple[str, ...], names: dict[str, Local], word: str, line: int
) -> Call | None:
    """The call of traceenter or traceleave for a row, with its values; None when that is refused (the problem is recorded)."""
    program = b.program
    py = program.traceenter if word == "traceenter" else program.traceleave
    if py is None:
        program.problem(b.file, b.func.node, "RT003", f"row: found no function {word}, expected one in the runtime")
        return None
    if instance not in program.rows:
        program.rows.append(instance)
    number = Const(u64, program.rows.index(instance))
    b.names = dict(names)
    values = [_row_value(b, text) for text in texts]
    args: list[Expr] = [number, Const(u64, len(values)), *values, *[Const(u64, 0)] * (4 - len(values))]
    made = call_python(b, py, args, line)
    if made is None:
        return None
    if len(made.instance.params) != len(args):
        program.problem(b.file, b.func.node, "RT009", f"{word}: expected parameters (id, n, v0, v1, v2, v3)")
        return None
    made.args = [a if p.type is u64 else Convert(p.type, a) for a, p in zip(args, made.instance.params, strict=True)]
    return made


def _parse(b: Body, text: str) -> ast.expr:
    """A text of @row as an expression that stands in the function's first line; without its label ("p: pp.id"). Raises Refused."""
    try:
        node = ast.parse(text.rpartition(": ")[2], mode="eval").body
    except SyntaxError:
        b.program.problem(b.file, b.func.node, "RT002", f"row: found {text!r}, expected an expression")
        raise Refused from None
    for inner in ast.walk(node):
        if hasattr(inner, "lineno"):
            inner.lineno = b.func.node.lineno
    return node


def _row_value(b: Body, text: str) -> Expr:
    """One value of @row as u64; 0 when refused (the problem is recorded)."""
    try:
        node = _parse(b, text)
        e = value(b, node, None)
        if not isinstance(e.type, (Int, Ptr, Fn, Bool)):
            b.refuse(node, "RT005", f"row: found {e.type} in {text!r}, expected a number or pointer")
        return e if e.type is u64 else Convert(u64, e)
    except Refused:
        return Const(u64, 0)
