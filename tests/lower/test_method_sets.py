"""What methods values have at run time (lower/methods.py) is what the checker says (types/lookup.py), which looks for itself.

Random types that embed each other, by value and by pointer, with methods and fields of few names, so that many hide one another.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support import lower

from rt0.lower.methods import find, in_method_set, method_names
from rt0.types import types as T
from rt0.types.lookup import method_set
from rt0.types.objects import Func, TypeName

NAMES = "ABCDE"
PROGRAMS, TYPES = 12, 30


def program(r: random.Random) -> str:
    """Types T0, T1, …, each a struct or an interface over earlier ones."""
    lines = ["package main\n\nfunc main() {}\n"]
    for i in range(TYPES):
        if r.random() < 0.15:
            methods = "".join(f"\t{name}()\n" for name in NAMES if r.random() < 0.3)
            lines.append(f"type T{i} interface {{\n{methods}}}\n")
            continue
        fields, taken = [], set()
        for k in r.sample(range(i), min(i, r.choice([0, 1, 1, 2, 2, 3]))):
            pointer = "*" if r.random() < 0.5 and f"type T{k} interface" not in "\n".join(lines) else ""
            fields.append(f"\t{pointer}T{k}\n")
        for name in NAMES:
            if r.random() < 0.08:
                fields.append(f"\t{name} int\n")
                taken.add(name)
        lines.append(f"type T{i} struct {{\n{''.join(fields)}}}\n")
        lines += [
            f"func ({r.choice(['*', ''])}T{i}) {name}() {{}}\n"
            for name in NAMES
            if name not in taken and r.random() < 0.2
        ]
    return "\n".join(lines)


def place(f: Func) -> int:
    """Where a method is declared; 0 in an interface: lower has one interface type for those of the same methods."""
    return f.pos if f.decl is not None else 0


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_as_the_checker_says(seed: int, tmp_path: Path) -> None:
    source = program(random.Random(seed))
    lowered = lower(tmp_path, source)
    prog = lowered.prog
    scope = prog.units["main"].pkg.scope
    hidden = 0
    for i in range(TYPES):
        name = scope.names[f"T{i}"]
        assert type(name) is TypeName
        base = prog.tab.canon(name.type)
        for t in (base, prog.tab.pointer(base)):
            if type(t) is T.Pointer and type(prog.tab.under(base)) is T.Interface:
                continue
            ours = {}
            for method, path in method_names(prog, t):
                m = find(prog, t, method, path)
                hidden += m is None
                if m is not None and in_method_set(t, m):
                    ours[method] = place(m.func)
            assert ours == {m.func.name: place(m.func) for m in method_set(t)}, f"{t}\n{source}"
    assert hidden > 5
