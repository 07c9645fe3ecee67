"""Types as text, in gc's words, for messages and for keys.

`type_string(t, pkg)` names types as seen from `pkg`: its own without a prefix, others by their package's name, or
by its quoted path where two packages of that name are around. `type_key(t)` is a text that is equal exactly for
identical types: what later stages use to share descriptors and instances. Expressions are syntax/printer.py's.

Read next: check/checker.py (operands as text).
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.types import types as t
from rt0.types.literal import quote
from rt0.types.objects import Package, TypeName, exported
from rt0.types.types import (
    Alias,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Union,
    unalias,
)


class TypeWriter:
    """Writes types into `out`. `pkg` is the package from whose side names are seen, None for full paths.

    `key` writes what identity sees (paths, no parameter names, aliases resolved) instead of what people read.
    `ambiguous` holds package names that more than one package has.
    """

    __slots__ = ("out", "pkg", "key", "ambiguous", "param_names", "seen", "tparams", "place")

    def __init__(self, pkg: Package | None = None, key: bool = False, ambiguous: frozenset[str] = frozenset(),
                 param_names: bool = True) -> None:
        self.out: list[str] = []
        self.pkg = pkg
        self.key = key
        self.ambiguous = ambiguous
        self.param_names = param_names and not key
        self.seen: set[Type] = set()
        self.tparams: list[TypeParam] = []
        self.place: Callable[[int], str] | None = None


def type_string(typ: Type, pkg: Package | None = None, ambiguous: frozenset[str] = frozenset(),
                place: Callable[[int], str] | None = None) -> str:
    """typ as people read it, seen from pkg (None: names of all packages are full paths).

    `place` shows a position: where a type parameter with the name of a predeclared type was declared.
    """
    if type(typ) is Basic and typ.name != "Pointer":
        return typ.name
    w = TypeWriter(pkg, False, ambiguous)
    w.place = place
    write_type(w, typ)
    return "".join(w.out)


def term_string(x: t.Term) -> str:
    """A term of a union as messages show it: with full package paths, as gc does."""
    return ("~" if x.tilde else "") + type_string(x.type)


def type_key(typ: Type) -> str:
    """A text that two types share exactly when they are identical (instances of one compilation)."""
    w = TypeWriter(None, True)
    write_type(w, typ)
    return "".join(w.out)


def func_string(name: str, sig: Signature, pkg: Package | None, ambiguous: frozenset[str] = frozenset(),
                full_paths: bool = False) -> str:
    """A method as "m(int) string", parameter names left out."""
    w = TypeWriter(None if full_paths else pkg, False, ambiguous, False)
    w.out.append(name)
    _signature(w, sig)
    return "".join(w.out)


def package_prefix(w: TypeWriter, pkg: Package | None) -> str:
    """What stands before a name of pkg: nothing, "name." or its path."""
    if pkg is None or pkg is w.pkg:
        return ""
    if w.pkg is None:
        return pkg.path + "."
    if pkg.name in w.ambiguous:
        return f'"{pkg.path}".'
    return pkg.name + "."


def _type_name(w: TypeWriter, obj: TypeName) -> None:
    w.out.append(package_prefix(w, obj.pkg) + obj.name)
    if w.key and obj.owner is not None:
        w.out.append(f"·{obj.mark}")  # equal names of local types denote different types


def write_type(w: TypeWriter, typ: Type) -> None:
    """Appends typ's text to w."""
    _WRITERS[type(typ)](w, typ)


def _basic(w: TypeWriter, typ: Basic) -> None:
    if w.key:
        w.out.append(_KEY_NAMES.get(typ.kind, typ.name))
    else:
        w.out.append("unsafe.Pointer" if typ.kind == t.UNSAFE_POINTER else typ.name)


_KEY_NAMES = {t.UINT8: "uint8", t.INT32: "int32", t.UNSAFE_POINTER: "unsafe.Pointer"}


def _array(w: TypeWriter, typ: Array) -> None:
    w.out.append(f"[{typ.length}]")
    write_type(w, typ.elem)


def _slice(w: TypeWriter, typ: Slice) -> None:
    w.out.append("[]")
    write_type(w, typ.elem)


def _pointer(w: TypeWriter, typ: Pointer) -> None:
    w.out.append("*")
    write_type(w, typ.base)


def _map(w: TypeWriter, typ: Map) -> None:
    w.out.append("map[")
    write_type(w, typ.key)
    w.out.append("]")
    write_type(w, typ.elem)


def _chan(w: TypeWriter, typ: Chan) -> None:
    e = unalias(typ.elem)
    parens = typ.dir == t.SEND_RECV and type(e) is Chan and e.dir == t.RECV_ONLY
    w.out.append(("chan ", "chan<- ", "<-chan ")[typ.dir] + ("(" if parens else ""))
    write_type(w, typ.elem)
    if parens:
        w.out.append(")")


def _struct(w: TypeWriter, typ: Struct) -> None:
    w.out.append("struct{")
    for i, f in enumerate(typ.fields):
        if i:
            w.out.append("; ")
        if w.key and not exported(f.name) and f.pkg is not None:
            w.out.append(f.pkg.path + ".")
        if not f.embedded:
            w.out.append(f.name + " ")
        elif w.key:
            w.out.append("?" + f.name + " ")
        write_type(w, f.type)
        if typ.tags and typ.tags[i]:
            w.out.append(" " + quote(typ.tags[i].encode("utf-8", "surrogateescape")))
    w.out.append("}")


def _tuple(w: TypeWriter, typ: Tuple, variadic: bool = False) -> None:
    w.out.append("(")
    last = len(typ.vars) - 1
    for i, v in enumerate(typ.vars):
        if i:
            w.out.append(", ")
        if v.name and w.param_names:
            w.out.append(v.name + " ")
        if variadic and i == last:
            s = v.type
            if type(s) is Slice:
                w.out.append("...")
                write_type(w, s.elem)
            else:
                write_type(w, s)
                w.out.append("...")
        else:
            write_type(w, v.type)
    w.out.append(")")


def _func(w: TypeWriter, typ: Signature) -> None:
    w.out.append("func")
    _signature(w, typ)


def _signature(w: TypeWriter, sig: Signature) -> None:
    if sig.tparams:
        if w.key:
            w.tparams = w.tparams + sig.tparams
        _tparam_list(w, sig.tparams)
    _tuple(w, sig.params, sig.variadic)
    n = len(sig.results.vars)
    if n:
        w.out.append(" ")
        if n == 1 and (not w.param_names or sig.results.vars[0].name == ""):
            if w.key or sig.results.vars[0].name == "" or not w.param_names:
                write_type(w, sig.results.vars[0].type)
        else:
            _tuple(w, sig.results)
    if sig.tparams and w.key:
        w.tparams = w.tparams[: len(w.tparams) - len(sig.tparams)]


def _union(w: TypeWriter, typ: Union) -> None:
    if w.key:
        from rt0.types.generic.typeset import union_terms  # type sets need types' text for their keys
        _write_terms(w, union_terms(typ))
        return
    for i, term in enumerate(typ.terms):
        w.out.append((" | " if i else "") + ("~" if term.tilde else ""))
        write_type(w, term.type)


def _write_terms(w: TypeWriter, terms: list[t.Term] | None) -> None:
    if terms is None:
        w.out.append("any")
        return
    w.out.append("|".join(sorted(("~" if x.tilde else "") + type_key(x.type) for x in terms)))


def _interface(w: TypeWriter, typ: Interface) -> None:
    from rt0.types.universe import COMPARABLE_INTERFACE  # the universe holds types that need printing
    if w.key:
        _interface_key(w, typ)
        return
    if typ is COMPARABLE_INTERFACE:
        w.out.append("interface{comparable}")
        return
    if typ.implicit and not typ.methods and len(typ.embeddeds) == 1:
        write_type(w, typ.embeddeds[0])
        return
    w.out.append("interface{")
    sep = ""
    for m in typ.methods:
        w.out.append(sep + m.name)
        _signature(w, m.signature)
        sep = "; "
    for e in typ.embeddeds:
        w.out.append(sep)
        write_type(w, e)
        sep = "; "
    w.out.append("}")


def _interface_key(w: TypeWriter, typ: Interface) -> None:
    from rt0.types.generic.typeset import type_set  # see _union
    if typ in w.seen:
        w.out.append("interface{...}")
        return
    w.seen.add(typ)
    ts = type_set(typ)
    w.out.append("interface{")
    for i, m in enumerate(ts.methods):
        w.out.append("; " if i else "")
        if not exported(m.name) and m.pkg is not None:
            w.out.append(m.pkg.path + ".")
        w.out.append(m.name)
        _signature(w, m.signature)
    if ts.comparable:
        w.out.append(" comparable")
    if ts.terms is not None:
        w.out.append(" ")
        _write_terms(w, ts.terms)
    w.out.append("}")
    w.seen.discard(typ)


def _type_list(w: TypeWriter, targs: tuple[Type, ...]) -> None:
    w.out.append("[")
    for i, a in enumerate(targs):
        if i:
            w.out.append("," if w.key else ", ")
        write_type(w, a)
    w.out.append("]")


def _tparam_list(w: TypeWriter, tparams: list[TypeParam]) -> None:
    w.out.append("[")
    for i, p in enumerate(tparams):
        if i:
            if p.bound is not tparams[i - 1].bound:
                w.out.append(" ")
                write_type(w, tparams[i - 1].bound)
            w.out.append(", ")
        write_type(w, p)
    w.out.append(" ")
    write_type(w, tparams[-1].bound)
    w.out.append("]")


def _named(w: TypeWriter, typ: Named) -> None:
    if w.key and typ.orig is not None and not w.tparams:
        w.out.append(typ.token or _token(typ, typ.orig))
        return
    _type_name(w, typ.obj)
    if typ.targs is not None:
        _type_list(w, typ.targs)
    elif typ.tparams and not w.key:
        _tparam_list(w, typ.tparams)


def _token(typ: Named, orig: Named) -> str:
    """What stands for an instance in keys: written out, its arguments would make them as long as arguments are nested deep. The one
    object for all that are alike is the first of them (those out of the cache are objects of their own)."""
    first = orig.instances.setdefault(arguments_key(typ.targs or ()), typ)
    typ.token = f"#{id(first)}"
    return typ.token


def arguments_key(targs: tuple[Type, ...]) -> str:
    """A text that two lists of types share exactly when they are identical."""
    return ";".join([type_key(a) for a in targs])


def _alias(w: TypeWriter, typ: Alias) -> None:
    if w.key:
        write_type(w, unalias(typ))
        return
    _type_name(w, typ.obj)
    if typ.targs is not None:
        _type_list(w, typ.targs)
    elif typ.tparams:
        _tparam_list(w, typ.tparams)


def _tparam(w: TypeWriter, typ: TypeParam) -> None:
    if w.key:
        if typ in w.tparams:
            w.out.append(f"${w.tparams.index(typ)}")
        else:
            w.out.append(f"{typ.obj.name}${typ.id}")
        return
    name = typ.obj.name
    w.out.append(name)
    if w.place is not None and _predeclared(name):
        w.out.append(f" /* with {name} declared at {w.place(typ.obj.pos)} */")


def _predeclared(name: str) -> bool:
    from rt0.types.universe import UNIVERSE  # see _interface

    return name in UNIVERSE.names


_WRITERS: dict[type, Callable[..., None]] = {
    Basic: _basic, Array: _array, Slice: _slice, Pointer: _pointer, Map: _map, Chan: _chan, Struct: _struct,
    Tuple: _tuple, Signature: _func, Union: _union, Interface: _interface, Named: _named, Alias: _alias,
    TypeParam: _tparam,
}
