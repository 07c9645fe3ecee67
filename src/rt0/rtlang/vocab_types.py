"""The types of rtlang: values that annotations of the runtime's modules evaluate to.

What it is: one object for each type, made once (`ptr[u32] is ptr[u32]`), so that the compiler compares types with `is`.
The same objects serve annotations (`p: ptr[mspan]`), conversions at import (`u32(-1)` is 4294967295), layouts
(`sizeof`, `offsetof`) and the compiler.

Invariants:
- A struct is known by (module, name). A forward reference (`ptr["mspan"]`) makes the struct object at once, without
  fields; the class decorated `@struct` completes it. So a pointer type never changes after it is made.
- Fields and layout are computed at first need, since annotations may be strings and may name later classes.
- Layout is C's on x86-64: fields in order, natural alignment, the size rounded up to the alignment.

Rejected: making `@struct` classes themselves the types. A metaclass would have to answer for forward references, and
class attributes (methods) would mix with the type's own.

Where to read next: vocab_marks.py (decorators and module variables), compile/ (the use of all this), docs/rtlang.md.
"""

from __future__ import annotations

import sys
import types as python_types
from collections.abc import Callable, Sequence
from typing import Any

from rt0.base.records import dataclass, field

RUNTIME = "rt0.runtime"
"""The package that `ptr["mem.mcache.mcache"]` is relative to."""


class RtlangTypeError(TypeError):
    """A type that cannot be: raised at import by a wrong annotation, and turned into a problem by the compiler."""


class Type:
    """Any rtlang type. Compare with `is`; `str(t)` is its spelling in source."""

    __slots__ = ()
    name: str

    @property
    def size(self) -> int:
        """Bytes in memory."""
        raise RtlangTypeError(f"{self} has no size")

    @property
    def align(self) -> int:
        """Alignment in bytes."""
        raise RtlangTypeError(f"{self} has no alignment")

    def __repr__(self) -> str:
        return self.name

    __str__ = __repr__


class Int(Type):
    """A wrapping integer of `bits` bits."""

    __slots__ = ("bits", "mask", "max", "min", "name", "signed")

    def __init__(self, bits: int, signed: bool) -> None:
        self.bits = bits
        self.signed = signed
        self.name = f"{'i' if signed else 'u'}{bits}"
        self.mask = (1 << bits) - 1
        self.min = -(1 << (bits - 1)) if signed else 0
        self.max = (1 << (bits - 1)) - 1 if signed else self.mask

    @property
    def size(self) -> int:
        return self.bits >> 3

    @property
    def align(self) -> int:
        return self.bits >> 3

    def wrap(self, value: int) -> int:
        """`value` modulo the width, in the type's range."""
        value &= self.mask
        return value - self.mask - 1 if value > self.max else value

    def __call__(self, value: Any) -> int:
        """The conversion at import and in compile-time functions: a plain int in range."""
        return self.wrap(int(value))


class Float(Type):
    """An IEEE float of 32 or 64 bits."""

    __slots__ = ("bits", "name")

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.name = f"f{bits}"

    @property
    def size(self) -> int:
        return self.bits >> 3

    @property
    def align(self) -> int:
        return self.bits >> 3

    def __call__(self, value: Any) -> float:
        return float(value)


class Bool(Type):
    """A truth value: i1 in registers, a byte that is 0 or 1 in memory."""

    __slots__ = ("name",)

    def __init__(self) -> None:
        self.name = "bool"

    @property
    def size(self) -> int:
        return 1

    @property
    def align(self) -> int:
        return 1


class Void(Type):
    """No value: a result, or what `ptr[void]` points to."""

    __slots__ = ("name",)

    def __init__(self) -> None:
        self.name = "void"


class Ptr(Type):
    """The address of an `elem`."""

    __slots__ = ("elem", "name")

    def __init__(self, elem: Type) -> None:
        self.elem = elem
        self.name = f"ptr[{elem}]"

    @property
    def size(self) -> int:
        return 8

    @property
    def align(self) -> int:
        return 8


class Array(Type):
    """`length` values of `elem` in place."""

    __slots__ = ("elem", "length", "name")

    def __init__(self, elem: Type, length: int) -> None:
        self.elem = elem
        self.length = length
        self.name = f"array[{elem}, {length}]"

    @property
    def size(self) -> int:
        return self.elem.size * self.length

    @property
    def align(self) -> int:
        return self.elem.align


class Fn(Type):
    """The address of a function; `c` tells C's convention from the runtime's (swiftcc with the hidden g)."""

    __slots__ = ("c", "name", "params", "result")

    def __init__(self, params: tuple[Type, ...], result: Type, c: bool) -> None:
        self.params = params
        self.result = result
        self.c = c
        self.name = f"{'cfn' if c else 'fn'}[[{', '.join(map(str, params))}], {result}]"

    @property
    def size(self) -> int:
        return 8

    @property
    def align(self) -> int:
        return 8


class Tuple(Type):
    """Several results of a function."""

    __slots__ = ("elems", "name")

    def __init__(self, elems: tuple[Type, ...]) -> None:
        self.elems = elems
        self.name = f"tuple[{', '.join(map(str, elems))}]"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct; `offset` in bytes from the struct's start, `index` its place in order."""

    name: str
    type: Type
    offset: int
    index: int


@dataclass(slots=True)
class Layout:
    """What `Struct` computes once: see its properties."""

    size: int
    align: int
    fields: tuple[Field, ...]
    by_name: dict[str, Field]


@dataclass(slots=True, eq=False, repr=False)
class Struct(Type):
    """A struct: what `@struct` makes of a class, or `string`, or `slice[T]`.

    `module` is empty for the built-in ones. `methods` are the functions of the class body. Attribute access on it at
    import finds those methods (`mspan.init`).
    """

    name: str
    module: str
    kind: str = "struct"
    """`struct`, `string` or `slice`."""
    elem: Type | None = None
    """The element of a slice (u8 for string)."""
    forced_align: int = 0
    notinheap: bool = False
    methods: dict[str, Callable[..., Any]] = field(default_factory=dict)
    cls: type | None = None
    """The decorated class, None while only forward references have named it."""
    declared: dict[str, Any] = field(default_factory=dict)
    """Field name -> annotation as written (a type, or text when annotations are postponed)."""
    complete: bool = False
    line: int = 0
    _layout: Layout | None = None

    def layout(self) -> Layout:
        """Fields with offsets, size and alignment. Raises RtlangTypeError when the class is missing or wrong."""
        if self._layout is None:
            self._layout = _lay_out(self)
        return self._layout

    @property
    def size(self) -> int:
        return self.layout().size

    @property
    def align(self) -> int:
        return self.layout().align

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in order."""
        return self.layout().fields

    def field(self, name: str) -> Field | None:
        """The field `name`, or None."""
        return self.layout().by_name.get(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.methods[name]
        except KeyError:
            raise AttributeError(f"struct {self.name} has no method {name}") from None

    def __call__(self, *args: Any, **fields: Any) -> Any:
        """Construction outside of a compiled body: a value for `static(...)` and `const_array`."""
        return StructValue(self, args, fields)

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class StructValue:
    """A struct value made at import: positional then named fields, the rest zero."""

    type: Struct
    args: tuple[Any, ...]
    fields: dict[str, Any]


def _lay_out(s: Struct) -> Layout:
    if not s.complete:
        raise RtlangTypeError(f'found struct "{s.name}" of {s.module} by name only, expected a class that declares it')
    offset = 0
    align = 1
    fields: list[Field] = []
    for index, (name, annotation) in enumerate(s.declared.items()):
        t = resolve(annotation, s.module, f"field {s.name}.{name}")
        if isinstance(t, (Void, Tuple)):
            raise RtlangTypeError(f"field {s.name}.{name}: {t} cannot be a field")
        a = t.align
        offset = -(-offset // a) * a
        fields.append(Field(name, t, offset, index))
        offset += t.size
        align = max(align, a)
    align = max(align, s.forced_align)
    return Layout(-(-offset // align) * align, align, tuple(fields), {f.name: f for f in fields})


i8 = Int(8, True)
i16 = Int(16, True)
i32 = Int(32, True)
i64 = Int(64, True)
u8 = Int(8, False)
u16 = Int(16, False)
u32 = Int(32, False)
u64 = Int(64, False)
uintptr = u64
f32 = Float(32)
f64 = Float(64)
BOOL = Bool()
void = Void()

_pointers: dict[Type, Ptr] = {}
_arrays: dict[tuple[Type, int], Array] = {}
_fns: dict[tuple[tuple[Type, ...], Type, bool], Fn] = {}
_tuples: dict[tuple[Type, ...], Tuple] = {}
_slices: dict[Type, Struct] = {}
_structs: dict[tuple[str, str], Struct] = {}


def pointer_to(elem: Type) -> Ptr:
    """The one `ptr[elem]`."""
    t = _pointers.get(elem)
    if t is None:
        t = _pointers[elem] = Ptr(elem)
    return t


def array_of(elem: Type, length: int) -> Array:
    """The one `array[elem, length]`."""
    t = _arrays.get((elem, length))
    if t is None:
        t = _arrays[elem, length] = Array(elem, length)
    return t


def function_type(params: Sequence[Type], result: Type, c: bool = False) -> Fn:
    """The one `fn[[params], result]` (`cfn` with `c`)."""
    key = (tuple(params), result, c)
    t = _fns.get(key)
    if t is None:
        t = _fns[key] = Fn(*key)
    return t


def tuple_of(elems: Sequence[Type]) -> Tuple:
    """The one `tuple[elems]`."""
    key = tuple(elems)
    t = _tuples.get(key)
    if t is None:
        t = _tuples[key] = Tuple(key)
    return t


def slice_of(elem: Type) -> Struct:
    """The one `slice[elem]`: {ptr, len, cap}."""
    t = _slices.get(elem)
    if t is None:
        t = Struct(f"slice[{elem}]", "", kind="slice", elem=elem, complete=True)
        t.declared = {"ptr": pointer_to(elem), "len": i64, "cap": i64}
        _slices[elem] = t
    return t


string = Struct("string", "", kind="string", elem=u8, complete=True)
string.declared = {"ptr": pointer_to(u8), "len": i64}


def struct_named(module: str, name: str) -> Struct:
    """The struct object of (module, name), made without fields if the class was not met yet."""
    t = _structs.get((module, name))
    if t is None:
        t = _structs[module, name] = Struct(name, module)
    return t


def declare_struct(cls: type, align: int = 0) -> Struct:
    """Complete the struct that `cls` declares. A module imported anew (tests) gets a new struct object."""
    module = cls.__module__
    s = struct_named(module, cls.__name__)
    if s.complete:
        s = _structs[module, cls.__name__] = Struct(cls.__name__, module)
    s.declared = dict(cls.__dict__.get("__annotations__") or getattr(cls, "__annotations__", {}))
    s.methods = {n: f for n, f in cls.__dict__.items() if isinstance(f, python_types.FunctionType)}
    for f in s.methods.values():
        f.__rt_struct__ = s  # type: ignore[attr-defined]
    s.forced_align = align
    s.notinheap = bool(cls.__dict__.get("__rt_notinheap__", False))
    s.cls = cls
    s.complete = True
    return s


def forget_module(module: str) -> None:
    """Drop the structs of a module (tests that import many small modules of one name)."""
    for key in [k for k in _structs if k[0] == module]:
        del _structs[key]


def forward(text: str, module: str, scope: dict[str, Any] | None = None) -> Type:
    """The type that the string in `ptr["text"]` names, seen from `module`.

    A bare name is one that the module already has (an alias, an imported struct) or else a struct of this module that
    comes later; a dotted one is a path below `rt0.runtime`.
    """
    if "[" in text:
        names = dict(sys.modules[module].__dict__) if module in sys.modules else {}
        return resolve(eval(text, names), module, text)
    if "." in text:
        path, _, name = text.rpartition(".")
        return struct_named(f"{RUNTIME}.{path}", name)
    if scope is not None and text in scope:
        return resolve(scope[text], module, text)
    return struct_named(module, text)


def resolve(annotation: Any, module: str, what: str) -> Type:
    """The type that an annotation means. `what` says in messages where it stands."""
    if isinstance(annotation, Type):
        return annotation
    if annotation is bool:
        return BOOL
    if annotation is None:
        return void
    if isinstance(annotation, str):
        scope = sys.modules[module].__dict__ if module in sys.modules else {}
        try:
            value = eval(annotation, dict(scope))
        except NameError:
            return forward(annotation, module)
        return resolve(value, module, what)
    if isinstance(annotation, python_types.GenericAlias) and annotation.__origin__ is tuple:
        return tuple_of([resolve(a, module, what) for a in annotation.__args__])
    if annotation in (int, float, str):
        wanted = {int: "i64, u32, ...", float: "f64", str: "string"}[annotation]
        raise RtlangTypeError(
            f"{what}: found Python's {annotation.__name__}, expected an rtlang type ({wanted}; a function that runs at "
            "import or compile time only is marked @comptime)"
        )
    raise RtlangTypeError(f"{what}: found {annotation!r}, expected an rtlang type")


def _caller() -> tuple[str, dict[str, Any]]:
    """Module name and globals of the source that wrote `ptr[...]`."""
    frame = sys._getframe(2)
    return frame.f_globals.get("__name__", "?"), frame.f_globals


def _argument(value: Any, module: str, scope: dict[str, Any], what: str) -> Type:
    if isinstance(value, str):
        return forward(value, module, scope)
    return resolve(value, module, what)


def is_sized(t: Type) -> bool:
    """Whether values of `t` can be stored: neither void nor several results."""
    return not isinstance(t, (Void, Tuple))


def resolvable(value: Any) -> bool:
    """Whether a Python object names a type by itself."""
    return isinstance(value, Type) or value is bool or isinstance(value, python_types.GenericAlias)


class _PtrMaker:
    """`ptr[T]`, `ptr["T"]`."""

    def __getitem__(self, elem: Any) -> Ptr:
        module, scope = _caller()
        return pointer_to(_argument(elem, module, scope, "ptr[...]"))


class _ArrayMaker:
    """`array[T, n]`."""

    def __getitem__(self, parts: Any) -> Array:
        module, scope = _caller()
        if not (isinstance(parts, tuple) and len(parts) == 2):
            raise RtlangTypeError("array[...]: found one part, expected array[T, n]")
        elem, length = parts
        if not isinstance(length, int) or length < 0:
            raise RtlangTypeError(f"array[...]: found length {length!r}, expected an integer constant >= 0")
        return array_of(_argument(elem, module, scope, "array[...]"), length)


class _SliceMaker:
    """`slice[T]`."""

    def __getitem__(self, elem: Any) -> Struct:
        module, scope = _caller()
        return slice_of(_argument(elem, module, scope, "slice[...]"))


class _FnMaker:
    """`fn[[A, B], R]` and `cfn[[A, B], R]`."""

    def __init__(self, c: bool) -> None:
        self._c = c

    def __getitem__(self, parts: Any) -> Fn:
        module, scope = _caller()
        name = "cfn" if self._c else "fn"
        if not (isinstance(parts, tuple) and len(parts) == 2 and isinstance(parts[0], (list, tuple))):
            raise RtlangTypeError(f"{name}[...]: expected {name}[[A, B], R]")
        params = [_argument(p, module, scope, f"{name}[...]") for p in parts[0]]
        return function_type(params, _argument(parts[1], module, scope, f"{name}[...]"), self._c)


ptr = _PtrMaker()
array = _ArrayMaker()
slice = _SliceMaker()
fn = _FnMaker(c=False)
cfn = _FnMaker(c=True)


@dataclass(frozen=True, slots=True)
class ConstParameter:
    """The annotation `const[int]`: a compile-time parameter of a template."""

    kind: type


class _ConstMaker:
    """`const[int]`, `const[bool]`, `const[str]`."""

    def __getitem__(self, kind: type) -> ConstParameter:
        if kind not in (int, bool, str, float):
            raise RtlangTypeError(f"const[...]: found {kind!r}, expected int, bool, float or str")
        return ConstParameter(kind)


const = _ConstMaker()


def sizeof(t: Any) -> int:
    """Bytes of a `t` in memory. A constant in compiled bodies; usable at import once t's fields are declared."""
    return resolve(t, sys._getframe(1).f_globals.get("__name__", "?"), "sizeof").size


def alignof(t: Any) -> int:
    """Alignment of `t` in bytes, as `sizeof`."""
    return resolve(t, sys._getframe(1).f_globals.get("__name__", "?"), "alignof").align


def offsetof(t: Any, path: str) -> int:
    """Bytes from the start of struct `t` to its field `path` (`"sched.sp"` goes into nested structs)."""
    here = resolve(t, sys._getframe(1).f_globals.get("__name__", "?"), "offsetof")
    offset = 0
    for name in path.split("."):
        found = here.field(name) if isinstance(here, Struct) else None
        if found is None:
            raise RtlangTypeError(f"offsetof: {here} has no field {name}")
        offset += found.offset
        here = found.type
    return offset
