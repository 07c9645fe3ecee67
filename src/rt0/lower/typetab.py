"""Canonical types and their layout: what lower asks of a type.

What it is: `TypeTab.canon` maps every type of the checker, under a substitution of type parameters, to one object for
each distinct Go type, so that identity of types is identity of objects and every cache is a dictionary. `layout` gives
size, alignment and the *leaves*: the scalars of which a value consists when it travels in registers.

Invariants:
- Canonical types hold only canonical types, no aliases, no type parameters. An interface lists all its methods, sorted
  as descriptors list them. An instance of a generic type is one Named with `orig` and `targs`, whose methods are the
  origin's (bodies are lowered under the substitution).
- A value of at most MAX_LEAVES leaves is a tuple of LLVM operands; a larger one is the address of memory that holds it
  (`Layout.mem`), see docs/abi.md, "Calls".
- Layout is gc's on amd64: natural alignment, a struct that ends in a zero-size field is one byte longer before rounding.

Read next: names.py (how types are spelt), fn.py (loads and stores by leaves).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.base.errors import InternalError
from rt0.base.records import dataclass, field
from rt0.types import types as T
from rt0.types.objects import Func, Package, Var, exported

MAX_LEAVES = 4

Subst = dict[T.TypeParam, T.Type]

I1, I8, I16, I32, I64, PTR, F32, F64 = "i1", "i8", "i16", "i32", "i64", "ptr", "float", "double"

_BASIC: dict[int, tuple[str, int]] = {
    T.BOOL: (I1, 1), T.INT: (I64, 8), T.INT8: (I8, 1), T.INT16: (I16, 2), T.INT32: (I32, 4), T.INT64: (I64, 8),
    T.UINT: (I64, 8), T.UINT8: (I8, 1), T.UINT16: (I16, 2), T.UINT32: (I32, 4), T.UINT64: (I64, 8),
    T.UINTPTR: (I64, 8), T.FLOAT32: (F32, 4), T.FLOAT64: (F64, 8), T.UNSAFE_POINTER: (PTR, 8), T.UNTYPED_NIL: (PTR, 8),
}  # fmt: skip

_DEFAULTS = {
    T.UNTYPED_BOOL: T.BOOL, T.UNTYPED_INT: T.INT, T.UNTYPED_RUNE: T.INT32, T.UNTYPED_FLOAT: T.FLOAT64,
    T.UNTYPED_COMPLEX: T.COMPLEX128, T.UNTYPED_STRING: T.STRING,
}  # fmt: skip

_BASIC_NAMES = {
    T.BOOL: "bool", T.INT: "int", T.INT8: "int8", T.INT16: "int16", T.INT32: "int32", T.INT64: "int64",
    T.UINT: "uint", T.UINT8: "uint8", T.UINT16: "uint16", T.UINT32: "uint32", T.UINT64: "uint64",
    T.UINTPTR: "uintptr", T.FLOAT32: "float32", T.FLOAT64: "float64", T.COMPLEX64: "complex64",
    T.COMPLEX128: "complex128", T.STRING: "string", T.UNSAFE_POINTER: "unsafe.Pointer", T.UNTYPED_NIL: "untyped nil",
}  # fmt: skip

_SIGNED = frozenset({T.INT, T.INT8, T.INT16, T.INT32, T.INT64})
_UNSIGNED = frozenset({T.UINT, T.UINT8, T.UINT16, T.UINT32, T.UINT64, T.UINTPTR})


@dataclass(slots=True, frozen=True)
class Layout:
    """Size and alignment in bytes, and the leaves (LLVM type in a register, byte offset) of a value.

    `mem`: too many leaves; the value travels by address and `leaves` is empty. `scalar`: the type itself is one leaf
    and no struct or array. `arrays`: the type holds an array, so that a variable of it has to be in memory to be indexed.
    `offsets` are those of a struct's fields.
    """

    size: int
    align: int
    leaves: tuple[tuple[str, int], ...]
    mem: bool = False
    scalar: bool = False
    arrays: bool = False
    offsets: tuple[int, ...] = ()

    @property
    def slot(self) -> str:
        """The LLVM type of memory that holds the value (for alloca and globals)."""
        if self.scalar:
            return mem_type(self.leaves[0][0])
        return f"[{self.size} x i8]"


def mem_type(ll: str) -> str:
    """The type in memory of a leaf: i8 for i1, itself otherwise."""
    return I8 if ll == I1 else ll


@dataclass(slots=True, eq=False)
class TypeTab:
    """The table of canonical types of one program."""

    _canon: dict[T.Type, T.Type] = field(default_factory=dict)
    _interned: dict[object, T.Type] = field(default_factory=dict)
    _basics: dict[int, T.Basic] = field(default_factory=dict)
    _under: dict[T.Type, T.Type] = field(default_factory=dict)
    _layouts: dict[T.Type, Layout] = field(default_factory=dict)
    _pointers: dict[T.Type, tuple[int, ...]] = field(default_factory=dict)
    stenciled_chans: list[tuple[T.Chan, int]] = field(default_factory=list)
    """Channel types made of type arguments, and the generic type in which they stand (a position, 0: a function): funcs.py looks at the
    size of their elements, which the checker does not know."""
    _expanding: int = 0

    # ---- canonical types -----------------------------------------------------------------------------------------

    def basic(self, kind: int) -> T.Basic:
        """The canonical predeclared type of a kind; of an untyped kind its default type."""
        kind = _DEFAULTS.get(kind, kind)
        found = self._basics.get(kind)
        if found is None:
            if kind not in _BASIC_NAMES:
                raise InternalError(f"no basic type of kind {kind}")
            found = self._basics[kind] = T.Basic(kind, _flags(kind), _BASIC_NAMES[kind])
            self._canon[found] = found
        return found

    def canon(self, t: T.Type, subst: Subst | None = None) -> T.Type:
        """The one object for the type t, its type parameters replaced by `subst`."""
        found = self._canon.get(t)
        if found is not None:
            return found
        if subst:
            return self._make(t, subst)
        found = self._make(t, None)
        self._canon[t] = found
        return found

    def _make(self, t: T.Type, s: Subst | None) -> T.Type:
        maker = _MAKERS.get(type(t))
        if maker is None:
            raise InternalError(f"type of class {type(t).__name__} has no canonical form")
        return maker(self, t, s)

    def intern(self, key: object, make: T.Type) -> T.Type:
        """The canonical type with this key; `make` becomes it when there is none yet."""
        found = self._interned.setdefault(key, make)
        self._canon[found] = found
        return found

    def pointer(self, base: T.Type) -> T.Pointer:
        """The canonical *base (base canonical)."""
        return self.intern(("ptr", base), T.Pointer(base))  # type: ignore[return-value]

    def slice(self, elem: T.Type) -> T.Slice:
        """The canonical []elem."""
        return self.intern(("slice", elem), T.Slice(elem))  # type: ignore[return-value]

    def array(self, length: int, elem: T.Type) -> T.Array:
        """The canonical [length]elem."""
        return self.intern(("array", length, elem), T.Array(length, elem))  # type: ignore[return-value]

    def struct(self, fields: list[tuple[str, T.Type]]) -> T.Struct:
        """A canonical struct with these exported fields; for blocks that lower makes itself (buckets, closures)."""
        made = T.Struct([Var(n, t, kind=5) for n, t in fields], [])
        return self.canon(made)  # type: ignore[return-value]

    def instance(self, orig: T.Named, targs: tuple[T.Type, ...]) -> T.Named:
        """The canonical instance of a generic type."""

        def expand(n: T.Named) -> None:
            outer, self._expanding = self._expanding, orig.obj.pos
            n.underlying = self.canon(T.under(orig), dict(zip(orig.tparams or [], targs)))
            self._expanding = outer

        made = T.Named(orig.obj, None, orig.methods, None, orig, targs, expand)
        return self.intern(("named", orig, targs), made)  # type: ignore[return-value]

    def under(self, t: T.Type) -> T.Type:
        """The canonical underlying type of a canonical type."""
        if type(t) is not T.Named:
            return t
        found = self._under.get(t)
        if found is None:
            found = self._under[t] = self.canon(T.under(t))
        return found

    # ---- questions -----------------------------------------------------------------------------------------------

    def kind(self, t: T.Type) -> int:
        """The kind of t's underlying basic type; -1 when it is not a basic type."""
        u = self.under(t)
        return u.kind if type(u) is T.Basic else -1

    def is_signed(self, t: T.Type) -> bool:
        """Whether t is a signed integer type."""
        return self.kind(t) in _SIGNED

    def is_integer(self, t: T.Type) -> bool:
        """Whether t is an integer type."""
        k = self.kind(t)
        return k in _SIGNED or k in _UNSIGNED

    def is_float(self, t: T.Type) -> bool:
        """Whether t is float32 or float64."""
        return self.kind(t) in (T.FLOAT32, T.FLOAT64)

    def is_complex(self, t: T.Type) -> bool:
        """Whether t is a complex type."""
        return self.kind(t) in (T.COMPLEX64, T.COMPLEX128)

    def is_string(self, t: T.Type) -> bool:
        """Whether t is a string type."""
        return self.kind(t) == T.STRING

    def is_interface(self, t: T.Type) -> bool:
        """Whether t is an interface type."""
        return type(self.under(t)) is T.Interface

    def is_empty_interface(self, t: T.Type) -> bool:
        """Whether t is an interface type without methods (an eface)."""
        u = self.under(t)
        return type(u) is T.Interface and not u.methods

    def direct(self, t: T.Type) -> bool:
        """Whether a value of t is itself the data word of an interface (pointer-shaped)."""
        u = self.under(t)
        c = type(u)
        if c in (T.Pointer, T.Map, T.Chan, T.Signature):
            return True
        if c is T.Basic:
            return u.kind == T.UNSAFE_POINTER  # type: ignore[attr-defined, no-any-return]
        if c is T.Struct:
            return len(u.fields) == 1 and self.direct(u.fields[0].type)  # type: ignore[attr-defined]
        if c is T.Array:
            return u.length == 1 and self.direct(u.elem)  # type: ignore[attr-defined]
        return False

    def comparable(self, t: T.Type) -> bool:
        """Whether == is defined for t (it may still panic, for interfaces)."""
        u = self.under(t)
        c = type(u)
        if c in (T.Slice, T.Map, T.Signature):
            return False
        if c is T.Struct:
            return all(self.comparable(f.type) for f in u.fields)  # type: ignore[attr-defined]
        if c is T.Array:
            return self.comparable(u.elem)  # type: ignore[attr-defined]
        return True

    def regular_memory(self, t: T.Type) -> bool:
        """Whether equality of t is equality of its bytes: no padding, floats, strings, interfaces or blank fields."""
        u = self.under(t)
        c = type(u)
        if c is T.Basic:
            return u.kind not in _NOT_BYTES  # type: ignore[attr-defined]
        if c in (T.Pointer, T.Chan):
            return True
        if c is T.Array:
            return self.regular_memory(u.elem)  # type: ignore[attr-defined]
        if c is T.Struct:
            end = 0
            lay = self.layout(u)
            for f, off in zip(u.fields, lay.offsets):  # type: ignore[attr-defined]
                if off != end or f.name == "_" or not self.regular_memory(f.type):
                    return False
                end += self.layout(f.type).size
            return end == lay.size
        return False

    # ---- layout --------------------------------------------------------------------------------------------------

    def layout(self, t: T.Type) -> Layout:
        """The layout of a canonical type."""
        found = self._layouts.get(t)
        if found is None:
            found = self._layouts[t] = self._layout(self.under(t))
        return found

    def size(self, t: T.Type) -> int:
        """Size in bytes."""
        return self.layout(t).size

    def _layout(self, u: T.Type) -> Layout:
        c = type(u)
        if c is T.Basic:
            return _basic_layout(u.kind)  # type: ignore[attr-defined]
        if c in (T.Pointer, T.Map, T.Chan, T.Signature):
            return Layout(8, 8, ((PTR, 0),), scalar=True)
        if c is T.Slice:
            return Layout(24, 8, ((PTR, 0), (I64, 8), (I64, 16)))
        if c is T.Interface:
            return Layout(16, 8, ((PTR, 0), (PTR, 8)))
        if c is T.Array:
            return self._array_layout(u)  # type: ignore[arg-type]
        if c is T.Struct:
            return self._struct_layout(u)  # type: ignore[arg-type]
        raise InternalError(f"type {c.__name__} has no layout")

    def _array_layout(self, u: T.Array) -> Layout:
        e = self.layout(u.elem)
        size = e.size * u.length
        if e.mem and u.length or len(e.leaves) * u.length > MAX_LEAVES:
            return Layout(size, e.align, (), mem=True, arrays=True)
        leaves = [(ll, off + i * e.size) for i in range(min(u.length, MAX_LEAVES)) for ll, off in e.leaves]
        return Layout(size, e.align, tuple(leaves), arrays=True)

    def _struct_layout(self, u: T.Struct) -> Layout:
        end, align, mem, arrays = 0, 1, False, False
        offsets: list[int] = []
        leaves: list[tuple[str, int]] = []
        last = 1
        for f in u.fields:
            lay = self.layout(f.type)
            end = -(-end // lay.align) * lay.align
            offsets.append(end)
            mem |= lay.mem
            arrays |= lay.arrays
            leaves += [(ll, end + off) for ll, off in lay.leaves]
            end += lay.size
            align = max(align, lay.align)
            last = lay.size
        if u.fields and last == 0 and end > 0:
            end += 1  # the address of a final zero-size field must lie inside the object
        size = -(-end // align) * align
        if mem or len(leaves) > MAX_LEAVES:
            return Layout(size, align, (), mem=True, arrays=arrays, offsets=tuple(offsets))
        return Layout(size, align, tuple(leaves), arrays=arrays, offsets=tuple(offsets))

    def pointers(self, t: T.Type) -> tuple[int, ...]:
        """The words of a value of t that hold pointers, ascending (word = offset / 8)."""
        found = self._pointers.get(t)
        if found is None:
            found = self._pointers[t] = tuple(self._find_pointers(t))
        return found

    def _find_pointers(self, t: T.Type) -> list[int]:
        u = self.under(t)
        c = type(u)
        if c is T.Array:
            inner = self.pointers(u.elem)  # type: ignore[attr-defined]
            step = self.size(u.elem) // 8  # type: ignore[attr-defined]
            return [i * step + w for i in range(u.length) for w in inner] if inner else []  # type: ignore[attr-defined]
        if c is T.Struct:
            offsets = self.layout(u).offsets
            return [off // 8 + w for f, off in zip(u.fields, offsets) for w in self.pointers(f.type)]  # type: ignore[attr-defined]
        if c is T.Basic:
            return [0] if u.kind in (T.STRING, T.UNSAFE_POINTER) else []  # type: ignore[attr-defined]
        if c is T.Slice:
            return [0]
        if c is T.Interface:
            return [0, 1]
        return [0]

    # ---- methods -------------------------------------------------------------------------------------------------

    def interface_methods(self, t: T.Type) -> list[Func]:
        """The methods of a canonical interface type, in the order of itabs and descriptors."""
        u = self.under(t)
        if type(u) is not T.Interface:
            raise InternalError("interface_methods of a type that is no interface")
        return u.methods


def method_order(f: Func) -> tuple[bytes, bytes]:
    """Sort key of methods in descriptors and itabs: name, then package path for unexported ones."""
    path = "" if exported(f.name) or f.pkg is None else f.pkg.path
    return f.name.encode(), path.encode()


_NOT_BYTES = frozenset({T.FLOAT32, T.FLOAT64, T.COMPLEX64, T.COMPLEX128, T.STRING})


def _flags(kind: int) -> int:
    if kind == T.BOOL:
        return T.IS_BOOLEAN
    if kind in _SIGNED:
        return T.IS_INTEGER
    if kind in _UNSIGNED:
        return T.IS_INTEGER | T.IS_UNSIGNED
    if kind in (T.FLOAT32, T.FLOAT64):
        return T.IS_FLOAT
    if kind in (T.COMPLEX64, T.COMPLEX128):
        return T.IS_COMPLEX
    return T.IS_STRING if kind == T.STRING else 0


def _basic_layout(kind: int) -> Layout:
    if kind == T.STRING:
        return Layout(16, 8, ((PTR, 0), (I64, 8)))
    if kind == T.COMPLEX128:
        return Layout(16, 8, ((F64, 0), (F64, 8)))
    if kind == T.COMPLEX64:
        return Layout(8, 4, ((F32, 0), (F32, 4)))
    if kind not in _BASIC:
        raise InternalError(f"no layout for basic kind {kind}")
    ll, size = _BASIC[kind]
    return Layout(size, size, ((ll, 0),), scalar=True)


# ---- makers of canonical types, one for each class ------------------------------------------------------------------


def _make_basic(tab: TypeTab, t: T.Basic, s: Subst | None) -> T.Type:
    return tab.basic(t.kind)


def _make_alias(tab: TypeTab, t: T.Alias, s: Subst | None) -> T.Type:
    return tab.canon(T.unalias(t), s)


def _make_param(tab: TypeTab, t: T.TypeParam, s: Subst | None) -> T.Type:
    found = s.get(t) if s else None
    if found is None:
        raise InternalError(f"type parameter {t.obj.name} is not bound", t.obj.pos)
    return found


def _make_named(tab: TypeTab, t: T.Named, s: Subst | None) -> T.Type:
    if t.orig is not None:
        return tab.instance(t.orig, tuple(tab.canon(a, s) for a in t.targs or ()))
    if s and t.obj.owner is not None:  # declared in a generic function: a type of its own for each instance
        args = tuple(s.values())

        def expand(n: T.Named) -> None:
            n.underlying = tab.canon(T.under(t), s)

        return tab.intern(("local", t, args), T.Named(t.obj, None, [], None, None, args, expand))
    tab._canon[t] = t
    return t


def _make_pointer(tab: TypeTab, t: T.Pointer, s: Subst | None) -> T.Type:
    return tab.pointer(tab.canon(t.base, s))


def _make_slice(tab: TypeTab, t: T.Slice, s: Subst | None) -> T.Type:
    return tab.slice(tab.canon(t.elem, s))


def _make_array(tab: TypeTab, t: T.Array, s: Subst | None) -> T.Type:
    return tab.array(t.length, tab.canon(t.elem, s))


def _make_map(tab: TypeTab, t: T.Map, s: Subst | None) -> T.Type:
    key, elem = tab.canon(t.key, s), tab.canon(t.elem, s)
    return tab.intern(("map", key, elem), T.Map(key, elem))


def _make_chan(tab: TypeTab, t: T.Chan, s: Subst | None) -> T.Type:
    elem = tab.canon(t.elem, s)
    made = tab.intern(("chan", t.dir, elem), T.Chan(t.dir, elem))
    if s:
        tab.stenciled_chans.append((made, tab._expanding))  # type: ignore[arg-type]
    return made


def _path(pkg: Package | None, name: str) -> str:
    return "" if pkg is None or exported(name) else pkg.path


def _make_struct(tab: TypeTab, t: T.Struct, s: Subst | None) -> T.Type:
    types = [tab.canon(f.type, s) for f in t.fields]
    tags = t.tags or [""] * len(types)
    key = ("struct",) + tuple((f.name, _path(f.pkg, f.name), f.embedded, ft, tag) for f, ft, tag in zip(t.fields, types, tags))
    fields = [
        Var(f.name, ft, f.pkg, f.pos, f.kind, f.embedded, origin=f.origin or f) for f, ft in zip(t.fields, types)
    ]
    return tab.intern(key, T.Struct(fields, list(tags)))


def _make_tuple(tab: TypeTab, t: T.Tuple, s: Subst | None) -> T.Type:
    types = tuple(tab.canon(v.type, s) for v in t.vars)
    return tab.intern(("tuple",) + types, T.Tuple([Var("", ft) for ft in types]))


def _make_signature(tab: TypeTab, t: T.Signature, s: Subst | None) -> T.Type:
    params, results = tab.canon(t.params, s), tab.canon(t.results, s)
    return tab.intern(("func", params, results, t.variadic), T.Signature(params, results, t.variadic))  # type: ignore[arg-type]


def _make_interface(tab: TypeTab, t: T.Interface, s: Subst | None) -> T.Type:
    found: dict[tuple[bytes, bytes], Func] = {}
    _gather(tab, t, s, found)
    methods = [found[k] for k in sorted(found)]
    key = ("interface",) + tuple((method_order(m), m.type) for m in methods)
    return tab.intern(key, T.Interface(methods, [], [], complete=True))


def _gather(tab: TypeTab, t: T.Interface, s: Subst | None, found: dict[tuple[bytes, bytes], Func]) -> None:
    for m in t.methods:
        k = method_order(m)
        if k not in found:
            found[k] = Func(m.name, tab.canon(m.type, s), m.pkg, m.pos)
    for e in t.embeddeds:
        u = T.under(e)
        if type(u) is T.Interface:
            inner = s
            base = T.unalias(e)
            if type(base) is T.Named and base.orig is not None:
                inner = dict(zip(base.orig.tparams or [], [tab.canon(a, s) for a in base.targs or ()]))
                u = T.under(base.orig)
            _gather(tab, u, inner, found)  # type: ignore[arg-type]


_MAKERS: dict[type, Callable[[TypeTab, Any, Subst | None], T.Type]] = {
    T.Basic: _make_basic, T.Alias: _make_alias, T.TypeParam: _make_param, T.Named: _make_named,
    T.Pointer: _make_pointer, T.Slice: _make_slice, T.Array: _make_array, T.Map: _make_map, T.Chan: _make_chan,
    T.Struct: _make_struct, T.Tuple: _make_tuple, T.Signature: _make_signature, T.Interface: _make_interface,
}  # fmt: skip
