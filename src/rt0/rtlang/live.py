"""A loaded runtime seen from Python: call any function, view any live structure by its field names.

    rt = Runtime(compiled.index, image.address, load_ir)
    rt.call("stackalloc", 2048)                  # symbol runtime.stackalloc; methods: "(*mheap).alloc"
    rt.var("sched").nmidle                       # a module variable, its fields by name
    rt.view("g", address).sched.sp = 0           # any struct at any address

rtlang does not import native: the caller hands in `address` (symbol -> address) and `load_ir` (IR text -> a function
symbol -> address). Calls go through thunks: C functions (ptr args, ptr function, ptr g), one for each signature, that
load the arguments from memory, call with the hidden g, and store the result. So structs and several results travel as
they lie in memory, and ctypes needs one type only.

Invariants: nothing is copied: a view reads and writes the process's memory. An address that is not mapped crashes the
process; a view through a nil pointer is refused. Calls run on the calling thread's stack, whose guard slot (%fs:112)
is 0, so that stack checks pass; the GIL is released meanwhile.

Where to read next: compile/index.py, docs/rtlang.md section 9.
"""

from __future__ import annotations

import ctypes
import struct as packing
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rt0.abi.ir import Module, symbol
from rt0.base.records import dataclass, field
from rt0.rtlang.compile.emit_expr import c_type
from rt0.rtlang.compile.emit_types import Types
from rt0.rtlang.compile.index import FunctionInfo, Index
from rt0.rtlang.vocab_types import (
    Array,
    Bool,
    Float,
    Fn,
    Int,
    Ptr,
    Struct,
    StructValue,
    Tuple,
    Type,
    Void,
    string,
)

_INT_FORMATS = {(8, False): "B", (16, False): "H", (32, False): "I", (64, False): "Q"}
_INT_FORMATS |= {(8, True): "b", (16, True): "h", (32, True): "i", (64, True): "q"}
_THUNK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)

Signature = tuple[tuple[Type, ...], Type, bool]
"""Parameters, result, whether the convention is C's."""


def _format(t: Type) -> str:
    if isinstance(t, Int):
        return "<" + _INT_FORMATS[t.bits, t.signed]
    if isinstance(t, Float):
        return "<d" if t.bits == 64 else "<f"
    if isinstance(t, Bool):
        return "<?"
    return "<Q"


def read(t: Type, address: int, keep: Any = None) -> Any:
    """The value at an address: numbers, bools and pointers as Python's (nil is 0), structs and arrays as views."""
    if isinstance(t, (Struct, Array)):
        return View(t, address, keep)
    return packing.unpack(_format(t), ctypes.string_at(address, t.size))[0]


def write(t: Type, address: int, value: Any, keep: list[Any] | None = None) -> None:
    """Store a Python value as a `t`. Numbers wrap to the width; texts need `keep`, which holds their bytes alive."""
    if isinstance(value, View) and isinstance(t, (Struct, Array)):
        if value.type is not t:
            raise TypeError(f"found {value.type}, expected {t}")
        ctypes.memmove(address, value.address, t.size)
        return
    if isinstance(t, Struct):
        _write_struct(t, address, value, keep)
        return
    if isinstance(t, Array):
        if len(value) > t.length:
            raise ValueError(f"found {len(value)} elements, expected at most {t.length}")
        for i, v in enumerate(value):
            write(t.elem, address + i * t.elem.size, v, keep)
        return
    if isinstance(t, Int):
        if not isinstance(value, int):
            raise TypeError(f"found {value!r}, expected {t}")
        data = packing.pack(_format(t), t.wrap(value))
    elif isinstance(t, Float):
        data = packing.pack(_format(t), float(value))
    elif isinstance(t, Bool):
        data = b"\1" if value else b"\0"
    else:
        data = packing.pack("<Q", _address_of(value, keep))
    ctypes.memmove(address, data, len(data))


def _write_struct(t: Struct, address: int, value: Any, keep: list[Any] | None) -> None:
    if t is string and isinstance(value, (str, bytes)):
        if keep is None:
            raise TypeError("found text, expected an address and a length (nothing would keep the bytes alive)")
        data = value.encode() if isinstance(value, str) else value
        buffer = ctypes.create_string_buffer(data, len(data) + 1)
        keep.append(buffer)
        value = (ctypes.addressof(buffer), len(data))
    ctypes.memset(address, 0, t.size)
    if isinstance(value, StructValue):
        items: Iterable[tuple[str, Any]] = [
            *((f.name, v) for f, v in zip(t.fields, value.args, strict=False)),
            *value.fields.items(),
        ]
    elif isinstance(value, dict):
        items = value.items()
    else:
        items = [(f.name, v) for f, v in zip(t.fields, value, strict=False)]
    for name, v in items:
        f = t.field(name)
        if f is None:
            raise AttributeError(f"struct {t} has no field {name}")
        write(f.type, address + f.offset, v, keep)


def _address_of(value: Any, keep: list[Any] | None) -> int:
    if value is None:
        return 0
    if isinstance(value, View):
        return value.address
    if isinstance(value, int):
        return value
    if isinstance(value, (bytes, bytearray)):
        if keep is None:
            raise TypeError("found bytes, expected an address (nothing would keep the bytes alive)")
        buffer = ctypes.create_string_buffer(bytes(value), len(value) + 1)
        keep.append(buffer)
        return ctypes.addressof(buffer)
    if isinstance(value, ctypes._SimpleCData | ctypes.Array | ctypes.Structure):
        return ctypes.addressof(value)
    raise TypeError(f"found {value!r}, expected an address, a view, bytes or None")


class View:
    """A struct or array in live memory. Fields are attributes, elements are indexed; pointers read as addresses.

    `view.type`, `view.address` and `view.deref("field")` (the struct behind a pointer field) are its own names.
    """

    __slots__ = ("_keep", "address", "type")
    type: Type
    address: int

    def __init__(self, t: Type, address: int, keep: Any = None) -> None:
        if address == 0:
            raise ValueError(f"view of {t} through a nil pointer")
        object.__setattr__(self, "type", t)
        object.__setattr__(self, "address", address)
        object.__setattr__(self, "_keep", keep)

    def _field(self, name: str) -> Any:
        t = self.type
        f = t.field(name) if isinstance(t, Struct) else None
        if f is None:
            raise AttributeError(f"{t} has no field {name}")
        return f

    def __getattr__(self, name: str) -> Any:
        f = self._field(name)
        return read(f.type, self.address + f.offset, self._keep)

    def __setattr__(self, name: str, value: Any) -> None:
        f = self._field(name)
        write(f.type, self.address + f.offset, value)

    def _at(self, index: int) -> tuple[Type, int]:
        t = self.type
        if isinstance(t, Array):
            if not 0 <= index < t.length:
                raise IndexError(f"index {index} of {t}")
            return t.elem, self.address + index * t.elem.size
        if isinstance(t, Struct) and t.elem is not None:
            start, length = packing.unpack("<Qq", ctypes.string_at(self.address, 16))
            if not 0 <= index < length:
                raise IndexError(f"index {index} of a {t} of length {length}")
            return t.elem, start + index * t.elem.size
        raise TypeError(f"{t} is not indexed")

    def __getitem__(self, index: int) -> Any:
        t, at = self._at(index)
        return read(t, at, self._keep)

    def __setitem__(self, index: int, value: Any) -> None:
        t, at = self._at(index)
        write(t, at, value)

    def __len__(self) -> int:
        t = self.type
        if isinstance(t, Array):
            return t.length
        if isinstance(t, Struct) and t.elem is not None:
            return int(packing.unpack("<q", ctypes.string_at(self.address + 8, 8))[0])
        raise TypeError(f"{t} has no length")

    def __iter__(self) -> Iterator[Any]:
        for i in range(len(self)):
            yield self[i]

    def __bool__(self) -> bool:
        return True

    def deref(self, name: str) -> Any:
        """What the pointer in field `name` points to: a view, or the number; None when it is nil."""
        f = self._field(name)
        if not isinstance(f.type, Ptr):
            raise TypeError(f"{self.type}.{name} is {f.type}, no pointer")
        at = read(f.type, self.address + f.offset)
        return read(f.type.elem, at) if at else None

    def field_address(self, name: str) -> int:
        """The address of the field `name`."""
        return int(self.address + self._field(name).offset)

    def text(self) -> str:
        """A `string` (or slice of bytes) as Python text."""
        start, length = packing.unpack("<Qq", ctypes.string_at(self.address, 16))
        return ctypes.string_at(start, length).decode(errors="backslashreplace") if length else ""

    def as_dict(self) -> dict[str, Any]:
        """All fields of a struct, nested structs as dicts too."""
        assert isinstance(self.type, Struct)
        out: dict[str, Any] = {}
        for f in self.type.fields:
            v = getattr(self, f.name)
            out[f.name] = v.as_dict() if isinstance(v, View) and isinstance(v.type, Struct) else v
        return out

    def __repr__(self) -> str:
        if isinstance(self.type, Struct):
            if self.type is string:
                return repr(self.text())
            parts = ", ".join(f"{f.name}={_short(self, f)}" for f in self.type.fields)
            return f"{self.type}@{self.address:#x}({parts})"
        return f"{self.type}@{self.address:#x}"


def _short(view: View, f: Any) -> str:
    if isinstance(f.type, Array):
        return f"<{f.type}>"
    v = getattr(view, f.name)
    return hex(v) if isinstance(f.type, (Ptr, Fn)) else repr(v)


def thunk_name(signature: Signature) -> str:
    """The symbol of a signature's thunk."""
    params, result, c = signature
    return f"rt0.call{'.c' if c else ''}({','.join(map(str, params))}){result}"


def thunks_ir(signatures: Iterable[Signature], name: str = "thunks") -> str:
    """IR text that defines the thunks of these signatures."""
    module = Module(name)
    types = Types(module)
    for signature in dict.fromkeys(signatures):
        _thunk(module, types, signature)
    return module.render()


def _slots(signature: Signature) -> tuple[list[tuple[Type, int]], int, int]:
    """(type, offset) of each argument in the block, the result's offset, the block's size."""
    params, result, _ = signature
    at = 0
    out = []
    for t in params:
        at = -(-at // 16) * 16
        out.append((t, at))
        at += t.size
    at = -(-at // 16) * 16
    return out, at, at + _result_size(result)


def _tuple_offsets(t: Tuple) -> list[int]:
    offsets, at = [], 0
    for e in t.elems:
        offsets.append(at)
        at += -(-e.size // 16) * 16
    return offsets


def _result_size(t: Type) -> int:
    if isinstance(t, Void):
        return 16
    if isinstance(t, Tuple):
        return sum(-(-e.size // 16) * 16 for e in t.elems)
    return t.size


def _thunk(module: Module, types: Types, signature: Signature) -> None:
    params, result, c = signature
    slots, result_at, _ = _slots(signature)
    f = module.function(
        thunk_name(signature), "void", ["ptr %args", "ptr %fn", "ptr %g"], attributes='nounwind "frame-pointer"="all"'
    )

    def at(offset: int) -> str:
        return f.value(f"getelementptr i8, ptr %args, i64 {offset}")

    given = []
    for t, offset in slots:
        v = f.value(f"load {types.memory(t)}, ptr {at(offset)}")
        if isinstance(t, Bool):
            v = f.value(f"trunc i8 {v} to i1")
        given.append(f"{c_type(types, t) if c else types.register(t)} {v}")
    if c:
        text = f"call {c_type(types, result)} %fn({', '.join(given)})"
    else:
        text = f"call swiftcc {types.register(result)} %fn({', '.join([*given, 'ptr swiftself %g'])})"
    if isinstance(result, Void):
        f.emit(text)
    else:
        v = f.value(text)
        if isinstance(result, Tuple):
            for i, (e, offset) in enumerate(zip(result.elems, _tuple_offsets(result), strict=True)):
                part = f.value(f"extractvalue {types.memory(result)} {v}, {i}")
                _put(f, types, e, part, at(result_at + offset))
        else:
            _put(f, types, result, v, at(result_at))
    f.ret()
    f.finish()


def _put(f: Any, types: Types, t: Type, v: str, pointer: str) -> None:
    if isinstance(t, Bool):
        f.emit(f"store i8 {f.value(f'zext i1 {v} to i8')}, ptr {pointer}")
    else:
        f.emit(f"store {types.memory(t)} {v}, ptr {pointer}")


@dataclass(slots=True, repr=False)
class Call:
    """A call with its arguments laid out: `thunk(args, target, g)`, a C function, makes it, on whatever stack that runs;
    then `result()` reads what it gave. Alive as long as this object.
    """

    thunk: Any
    args: int
    target: int
    g: int
    _type: Type
    _at: int
    _keep: list[Any]

    def result(self) -> Any:
        """The result as `read` gives it, several as a tuple, None for void."""
        if isinstance(self._type, Void):
            return None
        if isinstance(self._type, Tuple):
            offsets = _tuple_offsets(self._type)
            return tuple(read(e, self._at + o, self._keep) for e, o in zip(self._type.elems, offsets, strict=True))
        return read(self._type, self._at, self._keep)


@dataclass(slots=True, repr=False)
class Runtime:
    """A loaded runtime. `g` is the address passed as the hidden g when a call names none."""

    index: Index
    address: Callable[[str], int]
    load_ir: Callable[[str], Callable[[str], int]]
    g: int = 0
    _thunks: dict[Signature, Any] = field(default_factory=dict)

    def function(self, name: str) -> FunctionInfo:
        """The function of a symbol, `runtime.` may be left out. KeyError names it."""
        found = self.index.functions.get(name) or self.index.functions.get(f"runtime.{name}")
        if found is None:
            raise KeyError(f"no compiled function {name}")
        return found

    def prepare(self, names: Iterable[str]) -> None:
        """Make the thunks of many functions at once (each call makes its own otherwise)."""
        wanted = [_signature(self.function(n)) for n in names]
        missing = [s for s in dict.fromkeys(wanted) if s not in self._thunks]
        if missing:
            lookup = self.load_ir(thunks_ir(missing))
            for s in missing:
                self._thunks[s] = _THUNK(lookup(thunk_name(s)))

    def call(self, name: str, *args: Any, g: Any = None) -> Any:
        """Call a function with Python values; the result as `read` gives it, several as a tuple, None for void.

        Arguments: numbers, bools, views or addresses or None for pointers, str or bytes for `string`, bytes for
        pointers (a copy that lives as long as the call).
        """
        call = self.pack(name, *args, g=g)
        call.thunk(call.args, call.target, call.g)
        return call.result()

    def pack(self, name: str, *args: Any, g: Any = None) -> Call:
        """What `call` calls, not called yet: for whoever runs it on another stack than the caller's."""
        info = self.function(name)
        if len(args) != len(info.params):
            names = ", ".join(n for n, _ in info.params)
            raise TypeError(f"{info.name}: found {len(args)} arguments, expected {len(info.params)} ({names})")
        signature = _signature(info)
        thunk = self._thunks.get(signature)
        if thunk is None:
            self.prepare([info.symbol])
            thunk = self._thunks[signature]
        return _pack(thunk, signature, self.address(info.symbol), args, self.g if g is None else _address_of(g, None))

    def call_address(self, t: Fn, target: int, *args: Any, g: Any = None) -> Any:
        """Call through a function pointer of type `t`."""
        signature = (t.params, t.result, t.c)
        if signature not in self._thunks:
            lookup = self.load_ir(thunks_ir([signature]))
            self._thunks[signature] = _THUNK(lookup(thunk_name(signature)))
        call = _pack(self._thunks[signature], signature, target, args, self.g if g is None else _address_of(g, None))
        call.thunk(call.args, call.target, call.g)
        return call.result()

    def variable_address(self, name: str) -> int:
        """The address of a module variable."""
        return self.address(self._variable(name).symbol)

    def _variable(self, name: str) -> Any:
        found = self.index.variables.get(name) or self.index.variables.get(f"runtime.{name}")
        if found is None:
            raise KeyError(f"no module variable {name}")
        return found

    def var(self, name: str) -> Any:
        """A module variable: a view of a struct or array, the value of a number or pointer."""
        v = self._variable(name)
        return read(v.type, self.address(v.symbol))

    def set_var(self, name: str, value: Any) -> None:
        """Assign a module variable."""
        v = self._variable(name)
        write(v.type, self.address(v.symbol), value)

    def struct(self, name: str) -> Struct:
        """The struct type of a name."""
        return self.index.structs[name]

    def view(self, t: Type | str, address: Any) -> View:
        """A struct (by type, pointer type or name) at an address."""
        if isinstance(t, str):
            t = self.struct(t)
        if isinstance(t, Ptr):
            t = t.elem
        return View(t, _address_of(address, None))

    def new(self, t: Type | str) -> View:
        """A zeroed struct in Python's memory, alive as long as the view."""
        if isinstance(t, str):
            t = self.struct(t)
        return new(t)


def new(t: Type) -> View:
    """A zeroed value of type `t` in Python's memory, aligned, alive as long as a view of it."""
    align = max(t.align, 16)
    buffer = ctypes.create_string_buffer(t.size + align)
    return View(t, -(-ctypes.addressof(buffer) // align) * align, buffer)


def _signature(info: FunctionInfo) -> Signature:
    return tuple(t for _, t in info.params), info.result, info.convention == "c"


def _pack(thunk: Any, signature: Signature, target: int, args: tuple[Any, ...], g: int) -> Call:
    slots, result_at, size = _slots(signature)
    block = ctypes.create_string_buffer(size + 32)
    base = -(-ctypes.addressof(block) // 16) * 16
    keep: list[Any] = [block]
    for (t, offset), v in zip(slots, args, strict=True):
        write(t, base + offset, v, keep)
    return Call(thunk, base, target, g, signature[1], base + result_at, keep)


__all__ = ["Call", "Runtime", "View", "new", "read", "symbol", "thunk_name", "thunks_ir", "write"]
