"""Module variables and constant tables as LLVM globals."""

from __future__ import annotations

from typing import Any

from rt0.abi.ir import symbol
from rt0.rtlang.compile.emit_expr import Emitter, declaration
from rt0.rtlang.compile.emit_types import scalar, text_value
from rt0.rtlang.compile.problems import Refused
from rt0.rtlang.compile.program import Program, fn_type, func_of, instance_of, is_runtime_function
from rt0.rtlang.vocab_marks import MISSING, ConstArray, Slot, Static
from rt0.rtlang.vocab_types import (
    Array,
    Bool,
    Float,
    Fn,
    Int,
    Ptr,
    RtlangTypeError,
    Struct,
    StructValue,
    Type,
    Void,
    string,
)


def check_data(program: Program, var: Static | ConstArray) -> None:
    """Check that the initial value fits; functions it names are queued for compilation."""
    t = program.static_types[var]
    file = program.files.get(var.module, "?")
    initial = var.values if isinstance(var, ConstArray) else var.initial
    try:
        if t.size and initial is not MISSING:
            _check(program, t, initial, file, var.line, var.name)
    except (RtlangTypeError, NameError) as error:
        program.problem(file, var.line, "RT021", f"variable {var.name}: {error}")
    except Refused:
        return


def _check(program: Program, t: Type, v: Any, file: str, line: int, name: str) -> None:
    if isinstance(v, bool):
        ok = isinstance(t, Bool)
    elif isinstance(v, int):
        ok = isinstance(t, (Float, Int))
        if isinstance(t, Int) and not t.min <= v <= t.max:
            program.refuse(file, line, "RT006", f"{name}: found constant {v}, expected one that fits {t}")
    elif isinstance(v, float):
        ok = isinstance(t, Float)
    elif v is None:
        ok = isinstance(t, (Ptr, Fn))
    elif isinstance(v, (str, bytes)):
        ok = t is string
    elif isinstance(v, StructValue):
        ok = v.type is t
        if ok:
            for f, part in struct_parts(v):
                _check(program, f.type, part, file, line, f"{name}.{f.name}")
    elif isinstance(v, (tuple, list)):
        if isinstance(t, Struct):
            ok = len(v) <= len(t.fields)
            parts = [f.type for f in t.fields]
        else:
            ok = isinstance(t, Array) and len(v) <= t.length
            parts = [t.elem] * len(v) if isinstance(t, Array) else []
        if ok:
            for elem, part in zip(parts, v, strict=False):
                _check(program, elem, part, file, line, name)
    elif isinstance(v, Slot) or is_runtime_function(v):
        py = v.filler if isinstance(v, Slot) else v
        ok = py is not None and fn_type(func_of(program, py)) is t
        if ok:
            instance_of(program, func_of(program, py), {}, None, file)
    elif isinstance(v, Static):
        at = program.static_types.get(v)
        ok = isinstance(t, Ptr) and (t.elem is at or isinstance(t.elem, Void))
    else:
        ok = False
    if not ok:
        program.refuse(file, line, "RT005", f"{name}: found initial value {v!r}, expected {t}")


def struct_parts(v: StructValue) -> list[tuple[Any, Any]]:
    """(field, value) of the fields that a struct value sets."""
    fields = v.type.fields
    out = list(zip(fields, v.args, strict=False))
    for name, part in v.fields.items():
        f = v.type.field(name)
        if f is None:
            raise RtlangTypeError(f"{v.type} has no field {name}")
        out.append((f, part))
    return out


def emit_data(e: Emitter, name: str, var: Static | ConstArray) -> None:
    """Define a variable or table."""
    t = e.program.static_types[var]
    constant = isinstance(var, ConstArray)
    initial = var.values if isinstance(var, ConstArray) else var.initial
    text = "zeroinitializer" if initial is MISSING else constant_text(e, t, initial)
    align = max(t.align, 0 if isinstance(var, ConstArray) else var.align)
    section = _section(name, t, constant, zero=text == "zeroinitializer") if e.sections else ""
    e.module.define_global(name, e.types.memory(t), text, constant=constant, align=align, section=section)


def _section(name: str, t: Type, constant: bool, zero: bool) -> str:
    """The section of a variable (docs/abi.md): its own, so that the linker drops it when it is not reached, and by
    whether the collector has to look for pointers in it."""
    if constant:
        return f".rodata.{name}"
    return f"{'.bss' if zero else '.data'}{'' if has_pointers(t) else '.noptr'}.{name}"


def has_pointers(t: Type) -> bool:
    """Whether a value of the type may hold pointers into the collected heap.

    An uintptr is none, nor is the address of code or of a @notinheap struct.
    """
    if isinstance(t, Array):
        return has_pointers(t.elem)
    if isinstance(t, Struct):
        return any(has_pointers(f.type) for f in t.fields)
    if isinstance(t, Ptr):
        return not (isinstance(t.elem, Struct) and t.elem.notinheap)
    return False


def constant_text(e: Emitter, t: Type, v: Any) -> str:
    """An initialiser of type `t` in memory."""
    if isinstance(v, (bool, int, float)) or v is None:
        return scalar(t, float(v) if isinstance(t, Float) else v, memory=True)  # type: ignore[arg-type]
    if isinstance(v, (str, bytes)):
        return text_value(e.module, v.encode() if isinstance(v, str) else v)
    if isinstance(v, StructValue):
        return _struct_text(e, v.type, {f.index: part for f, part in struct_parts(v)})
    if isinstance(v, (tuple, list)):
        if isinstance(t, Struct):
            return _struct_text(e, t, dict(enumerate(v)))
        assert isinstance(t, Array)
        ty = e.types.memory(t.elem)
        if not v:
            return "zeroinitializer"
        parts = [f"{ty} {constant_text(e, t.elem, x)}" for x in v]
        parts += [f"{ty} zeroinitializer"] * (t.length - len(v))
        return "[" + ", ".join(parts) + "]"
    if isinstance(v, Static):
        return symbol(e.program.static_symbols[v])
    py = v.filler if isinstance(v, Slot) else v
    return declaration(e, instance_of(e.program, func_of(e.program, py), {}, None, ""))


def _struct_text(e: Emitter, t: Struct, values: dict[int, Any]) -> str:
    types = e.types.parts(t)
    parts = [f"{ty} zeroinitializer" for ty in types]
    for f in t.fields:
        if f.index in values:
            at = e.types.field_index(t, f.index)
            parts[at] = f"{types[at]} {constant_text(e, f.type, values[f.index])}"
    return "{ " + ", ".join(parts) + " }"
