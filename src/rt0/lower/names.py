"""How types and functions are spelt: as %T prints them, and as symbols.

Two spellings of a type: `text` qualifies by package *name* ("main.T"), which is what programs see; `link` by package
*path* and tells apart local types of equal name ("a/b.T", "main.T·1"), which makes it unique in a program.

Functions have Go's symbols: `main.f`, `main.(*T).M`, `main.T.M`, `slices.Sort[int]`, `main.f.func1`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.types import types as T
from rt0.types.objects import Func, Package, exported


def text(t: T.Type) -> str:
    """The type as %T prints it. t is canonical."""
    return _spell(t, False)


def link(t: T.Type) -> str:
    """The unique name of a canonical type in the program."""
    return _spell(t, True)


def type_hash(t: T.Type) -> int:
    """The 32-bit hash of a type: FNV-1a of its unique name."""
    h = 0x811C9DC5
    for byte in link(t).encode():
        h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    return h


def _package(pkg: Package | None, full: bool) -> str:
    if pkg is None:
        return ""
    return (pkg.path if full else pkg.name) + "."


def _spell(t: T.Type, full: bool) -> str:
    return _SPELLERS[type(t)](t, full)


def _basic(t: T.Basic, full: bool) -> str:
    return t.name


def _named(t: T.Named, full: bool) -> str:
    out = _package(t.obj.pkg, full) + t.obj.name
    if full and t.obj.owner is not None:
        out += f"·{t.obj.mark}"
    if t.targs:
        out += "[" + ",".join(_spell(a, True) for a in t.targs) + "]"
    return out


def _pointer(t: T.Pointer, full: bool) -> str:
    return "*" + _spell(t.base, full)


def _slice(t: T.Slice, full: bool) -> str:
    return "[]" + _spell(t.elem, full)


def _array(t: T.Array, full: bool) -> str:
    return f"[{t.length}]" + _spell(t.elem, full)


def _map(t: T.Map, full: bool) -> str:
    return f"map[{_spell(t.key, full)}]{_spell(t.elem, full)}"


def _chan(t: T.Chan, full: bool) -> str:
    elem = _spell(t.elem, full)
    if t.dir == T.SEND_ONLY:
        return "chan<- " + elem
    if t.dir == T.RECV_ONLY:
        return "<-chan " + elem
    if type(t.elem) is T.Chan and t.elem.dir == T.RECV_ONLY:
        return f"chan ({elem})"
    return "chan " + elem


def _struct(t: T.Struct, full: bool) -> str:
    if not t.fields:
        return "struct {}"
    parts = []
    for i, f in enumerate(t.fields):
        name = f.name
        if full and not exported(name) and f.pkg is not None:
            name = f"{f.pkg.path}.{name}"
        part = _spell(f.type, full) if f.embedded else f"{name} {_spell(f.type, full)}"
        if full and f.embedded:
            part = f"?{name} {part}"
        tag = t.tags[i] if t.tags else ""
        if tag:
            part += " " + _quote(tag)
        parts.append(part)
    return "struct { " + "; ".join(parts) + " }"


def _quote(tag: str) -> str:
    return '"' + tag.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _results(t: T.Signature, full: bool) -> str:
    rs = [_spell(v.type, full) for v in t.results.vars]
    if not rs:
        return ""
    return " " + (rs[0] if len(rs) == 1 else "(" + ", ".join(rs) + ")")


def _params(t: T.Signature, full: bool) -> str:
    ps = [_spell(v.type, full) for v in t.params.vars]
    if t.variadic:
        ps[-1] = "..." + ps[-1][2:]
    return "(" + ", ".join(ps) + ")" + _results(t, full)


def _signature(t: T.Signature, full: bool) -> str:
    return "func" + _params(t, full)


def _interface(t: T.Interface, full: bool) -> str:
    if not t.methods:
        return "interface {}"
    parts = []
    for m in t.methods:
        name = m.name
        if not exported(name) and m.pkg is not None:
            name = _package(m.pkg, full) + name
        parts.append(name + _params(m.type, full))  # type: ignore[arg-type]
    return "interface { " + "; ".join(parts) + " }"


def _tuple(t: T.Tuple, full: bool) -> str:
    return "(" + ", ".join(_spell(v.type, full) for v in t.vars) + ")"


_SPELLERS: dict[type, Callable[[Any, bool], str]] = {
    T.Basic: _basic, T.Named: _named, T.Pointer: _pointer, T.Slice: _slice, T.Array: _array, T.Map: _map,
    T.Chan: _chan, T.Struct: _struct, T.Signature: _signature, T.Interface: _interface, T.Tuple: _tuple,
}  # fmt: skip


def func_symbol(f: Func, recv: T.Named | None, ptr_recv: bool, targs: tuple[T.Type, ...]) -> str:
    """The symbol of a declared function or method; `recv` is the canonical receiver base type."""
    path = f.pkg.path + "." if f.pkg is not None else ""
    args = "[" + ",".join(link(a) for a in targs) + "]" if targs else ""
    if recv is None:
        return path + f.name + args
    base = link(recv)
    prefix = _package(recv.obj.pkg, True)
    base = base[len(prefix) :]
    return f"{prefix}(*{base}).{f.name}{args}" if ptr_recv else f"{prefix}{base}.{f.name}{args}"
