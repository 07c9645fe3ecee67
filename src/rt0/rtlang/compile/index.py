"""What a compilation tells about its result: symbols, signatures, layouts, rows.

The index is for callers of the runtime (lower, live, native) and for watch. It holds rtlang's type objects, so it lives
in the process that imported the runtime's modules; `as_json` is the form for caches and other processes.
"""

from __future__ import annotations

import inspect
from typing import Any

from rt0.base.records import dataclass, field
from rt0.rtlang.compile.program import Program
from rt0.rtlang.compile.tree import Call, Convert, Instance
from rt0.rtlang.vocab_marks import ConstArray
from rt0.rtlang.vocab_types import Array, Ptr, RtlangTypeError, Struct, Type


@dataclass(frozen=True, slots=True)
class FunctionInfo:
    """A compiled (or assembly) function. `convention` is `swift` (hidden g last) or `c`."""

    symbol: str
    name: str
    module: str
    file: str
    line: int
    params: tuple[tuple[str, Type], ...]
    result: Type
    convention: str
    flags: frozenset[str]
    doc: str


@dataclass(frozen=True, slots=True)
class VariableInfo:
    """A module variable, or a constant table."""

    symbol: str
    name: str
    module: str
    type: Type
    constant: bool


@dataclass(frozen=True, slots=True)
class RowInfo:
    """A row of the walk; `id` is what traceenter and traceleave carry (trace build only, else -1)."""

    id: int
    symbol: str
    name: str
    group: str
    enter: tuple[tuple[str, str], ...]
    """Expressions shown at entry, each with its type (trace build; else the type is empty)."""
    leave: tuple[tuple[str, str], ...]
    doc: str
    file: str
    line: int
    section: tuple[int, ...] = ()


@dataclass(slots=True)
class Index:
    """All of the above by name."""

    functions: dict[str, FunctionInfo] = field(default_factory=dict)
    variables: dict[str, VariableInfo] = field(default_factory=dict)
    structs: dict[str, Struct] = field(default_factory=dict)
    rows: list[RowInfo] = field(default_factory=list)
    g: Struct | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data: types as text, structs as lists of [field, type, offset, size]."""
        return {
            "functions": {
                s: {
                    "name": f.name,
                    "module": f.module,
                    "file": f.file,
                    "line": f.line,
                    "params": [[n, str(t)] for n, t in f.params],
                    "result": str(f.result),
                    "convention": f.convention,
                    "flags": sorted(f.flags),
                }
                for s, f in self.functions.items()
            },
            "variables": {
                s: {"name": v.name, "module": v.module, "type": str(v.type), "constant": v.constant}
                for s, v in self.variables.items()
            },
            "structs": {
                n: {
                    "size": t.size,
                    "align": t.align,
                    "fields": [[f.name, str(f.type), f.offset, f.type.size] for f in t.fields],
                }
                for n, t in self.structs.items()
            },
            "rows": [
                {
                    "id": r.id,
                    "symbol": r.symbol,
                    "name": r.name,
                    "group": r.group,
                    "enter": [list(pair) for pair in r.enter],
                    "leave": [list(pair) for pair in r.leave],
                    "doc": r.doc,
                    "file": r.file,
                    "line": r.line,
                    "section": list(r.section),
                }
                for r in self.rows
            ],
        }


def make_index(program: Program, emitted: list[Instance]) -> Index:
    """The index of a compilation."""
    index = Index(g=program.g)
    numbers = {instance: i for i, instance in enumerate(program.rows)}
    for instance in emitted:
        func = instance.func
        doc = inspect.cleandoc(func.py.__doc__ or "")
        index.functions[instance.symbol] = FunctionInfo(
            instance.symbol,
            func.name,
            func.module,
            func.file,
            func.node.lineno,
            tuple((p.name, p.type) for p in instance.params),
            instance.result,
            "c" if "cabi" in func.marks.flags else "swift",
            frozenset(func.marks.flags),
            doc,
        )
        for _, t in index.functions[instance.symbol].params:
            _add_structs(index, t)
        row = func.marks.row
        if row is not None:
            number = numbers.get(instance, -1)
            enter, leave = _shown(row.enter, instance.enter), _shown(row.leave, instance.leave)
            line = func.node.lineno
            name = row.name or _row_name(instance.symbol)
            info = RowInfo(number, instance.symbol, name, row.group, enter, leave, doc, func.file, line, row.section)
            index.rows.append(info)
    for symbol, var in program.statics.items():
        known = program.static_types.get(var)
        if known is not None:
            index.variables[symbol] = VariableInfo(symbol, var.name, var.module, known, isinstance(var, ConstArray))
            _add_structs(index, known)
    index.rows.sort(key=lambda r: r.id)
    return index


def _row_name(symbol: str) -> str:
    """A row's name as Go writes it: `newproc1`, `(*mheap).grow`; `runtime.main`, which is not the program's main."""
    return symbol if symbol == "runtime.main" else symbol.removeprefix("runtime.")


def _shown(texts: tuple[str, ...], call: Call | None) -> tuple[tuple[str, str], ...]:
    """The expressions of a row with their types, out of the call that records them: (id, n, v0, v1, v2, v3)."""
    if call is None:
        return tuple((text, "") for text in texts)
    values = [arg.value if isinstance(arg, Convert) else arg for arg in call.args[2:]]
    return tuple((text, str(value.type)) for text, value in zip(texts, values))


def _add_structs(index: Index, t: Type) -> None:
    while isinstance(t, (Ptr, Array)):
        t = t.elem
    if isinstance(t, Struct) and t.kind == "slice" and t.elem is not None:
        _add_structs(index, t.elem)
    if not isinstance(t, Struct) or t.kind != "struct" or index.structs.get(t.name) is t:
        return
    try:
        fields = t.fields
    except (RtlangTypeError, NameError):
        return  # a forward reference that nothing completes is fine as long as only its address is used
    name = t.name if t.name not in index.structs else f"{t.module}.{t.name}"
    if index.structs.setdefault(name, t) is not t:
        return
    for f in fields:
        _add_structs(index, f.type)
