"""rtlang types, constants and attributes as LLVM text.

Invariants: `memory` is how a value lies in memory (bool is i8), `register` how it travels (bool is i1). A named
struct's LLVM type has exactly the layout of `Struct.layout`: padding is explicit where LLVM's own would differ.
"""

from __future__ import annotations

import struct as packing
from typing import Any

from rt0.abi.ir import Module
from rt0.base.records import dataclass, field
from rt0.rtlang.vocab_types import Array, Bool, Float, Fn, Int, Ptr, Struct, Tuple, Type, Void


@dataclass(slots=True, eq=False)
class Types:
    """The LLVM spelling of types in one module."""

    module: Module
    _memory: dict[Type, str] = field(default_factory=dict)
    _struct_index: dict[Struct, list[int]] = field(default_factory=dict)
    _struct_parts: dict[Struct, list[str]] = field(default_factory=dict)
    _names: dict[str, Struct] = field(default_factory=dict)

    def memory(self, t: Type) -> str:
        """The type of a `t` in memory."""
        text = self._memory.get(t)
        if text is None:
            text = self._memory[t] = self._spell(t)
        return text

    def register(self, t: Type) -> str:
        """The type of a `t` as a value."""
        return "i1" if isinstance(t, Bool) else self.memory(t)

    def _spell(self, t: Type) -> str:
        if isinstance(t, Int):
            return f"i{t.bits}"
        if isinstance(t, (Ptr, Fn)):
            return "ptr"
        if isinstance(t, Bool):
            return "i8"
        if isinstance(t, Float):
            return "double" if t.bits == 64 else "float"
        if isinstance(t, Void):
            return "void"
        if isinstance(t, Array):
            return f"[{t.length} x {self.memory(t.elem)}]"
        if isinstance(t, Tuple):
            return "{ " + ", ".join(self.register(e) for e in t.elems) + " }"
        assert isinstance(t, Struct)
        if t.kind != "struct":
            self._struct_index[t] = list(range(len(t.fields)))
            self._struct_parts[t] = [self.memory(f.type) for f in t.fields]
            return "{ " + ", ".join(self._struct_parts[t]) + " }"
        return self._named(t)

    def _named(self, t: Struct) -> str:
        name = f"runtime.{t.name}"
        if self._names.setdefault(name, t) is not t:
            name = f"{t.module}.{t.name}"
        parts: list[str] = []
        index: list[int] = []
        offset = 0
        for f in t.fields:
            natural = self.natural(f.type)
            if -(-offset // natural) * natural != f.offset:
                parts.append(f"[{f.offset - offset} x i8]")
            index.append(len(parts))
            parts.append(self.memory(f.type))
            offset = f.offset + f.type.size
        own = max([self.natural(f.type) for f in t.fields], default=1)
        if -(-offset // own) * own != t.size:
            parts.append(f"[{t.size - offset} x i8]")
        self._struct_index[t] = index
        self._struct_parts[t] = parts
        return self.module.named_type(name, "{ " + ", ".join(parts) + " }")

    def natural(self, t: Type) -> int:
        """The alignment LLVM gives to the type by itself (forced alignments are not known to it)."""
        if isinstance(t, Array):
            return self.natural(t.elem)
        if isinstance(t, Struct):
            return max([self.natural(f.type) for f in t.fields], default=1)
        return t.align

    def field_index(self, s: Struct, index: int) -> int:
        """The LLVM element number of a struct's field."""
        self.memory(s)
        return self._struct_index[s][index]

    def parts(self, s: Struct) -> list[str]:
        """The LLVM element types of a struct, padding included."""
        self.memory(s)
        return self._struct_parts[s]


def float_constant(value: float, bits: int) -> str:
    """A float as LLVM's exact hexadecimal."""
    if bits == 32:
        value = packing.unpack("<f", packing.pack("<f", value))[0]
    return f"0x{packing.unpack('<Q', packing.pack('<d', value))[0]:016X}"


def scalar(t: Type, value: Any, memory: bool = False) -> str:
    """A constant number, bool or nil as an operand."""
    if isinstance(t, Float):
        return float_constant(value, t.bits)
    if isinstance(t, Bool):
        return str(int(value)) if memory else ("true" if value else "false")
    if value is None:
        return "null"
    return str(value)


def text_value(module: Module, data: bytes) -> str:
    """A string constant's header as an operand."""
    if not data:
        return "{ ptr null, i64 0 }"
    return f"{{ ptr {module.constant_bytes(data)}, i64 {len(data)} }}"
