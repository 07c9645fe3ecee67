"""Struct layouts against ctypes, and against LLVM through compiled code."""

from __future__ import annotations

import ctypes
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rtlang_support import load, module

from rt0.rtlang.compile import compile_modules
from rt0.rtlang.live import new

SCALARS = {
    "i8": ctypes.c_int8,
    "u16": ctypes.c_uint16,
    "i32": ctypes.c_int32,
    "u64": ctypes.c_uint64,
    "f32": ctypes.c_float,
    "f64": ctypes.c_double,
    "bool": ctypes.c_bool,
    "ptr[u8]": ctypes.c_void_p,
}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    inner=st.lists(st.sampled_from(sorted(SCALARS)), min_size=1, max_size=5),
    outer=st.lists(st.sampled_from([*SCALARS, "inner", "array"]), min_size=1, max_size=8),
)
def test_layout(inner: list[str], outer: list[str], tmp_path: Path) -> None:
    small = type("small", (ctypes.Structure,), {"_fields_": [(f"a{i}", SCALARS[t]) for i, t in enumerate(inner)]})
    kinds = {**SCALARS, "inner": small, "array": ctypes.c_uint16 * 3}
    big = type("big", (ctypes.Structure,), {"_fields_": [(f"f{i}", kinds[t]) for i, t in enumerate(outer)]})
    words = {"inner": "small", "array": "array[u16, 3]"}
    source = "@struct\nclass small:\n" + "".join(f"    a{i}: {t}\n" for i, t in enumerate(inner))
    source += "\n@struct\nclass big:\n" + "".join(f"    f{i}: {words.get(t, t)}\n" for i, t in enumerate(outer))
    for i in range(len(outer)):
        source += f"\ndef at{i}(p: ptr[big]) -> uintptr:\n    return uintptr(addr(p.f{i})) - uintptr(p)\n"
    source += "\ndef whole(p: ptr[big]) -> uintptr:\n    return uintptr(addr(p[1])) - uintptr(p)\n"
    made = module(source, tmp_path)
    t = made.big
    assert (t.size, t.align) == (ctypes.sizeof(big), ctypes.alignment(big))
    assert [f.offset for f in t.fields] == [getattr(big, f"f{i}").offset for i in range(len(outer))]
    rt = load(compile_modules([made]), 0)
    p = new(t)
    assert [rt.call(f"at{i}", p) for i in range(len(outer))] == [f.offset for f in t.fields]
    assert rt.call("whole", p) == t.size


def test_forced_alignment(tmp_path: Path) -> None:
    made = module(
        """
        @struct(align=64)
        class line:
            n: u32

        @struct
        class two:
            flag: u8
            a: line
            b: line
            last: u8

        def b_at(p: ptr[two]) -> uintptr:
            return uintptr(addr(p.b.n)) - uintptr(p)

        def second(p: ptr[line]) -> uintptr:
            return uintptr(addr(p[1])) - uintptr(p)

        lines: array[line, 2] = static()

        def where() -> uintptr:
            return uintptr(addr(lines[1]))
        """,
        tmp_path,
    )
    rt = load(compile_modules([made]))
    assert (made.line.size, made.two.size, made.two.align) == (64, 256, 64)
    assert rt.call("b_at", 1 << 20) == 128
    assert rt.call("second", 1 << 20) == 64
    assert rt.call("where") % 64 == 0
