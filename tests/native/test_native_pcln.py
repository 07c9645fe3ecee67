"""The function and line table: what the runtime will read for a traceback, in both hosts."""

from __future__ import annotations

import struct

import native_programs as programs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.abi.ir import Module
from rt0.base.errors import InternalError
from rt0.native import jit
from rt0.native.link import BASE, Plan, image, load_plan, pcln
from rt0.native.objects import Codegen, compile_ir


def table_of(plan: Plan) -> bytes:
    return bytes(plan.output(".rt0.pclntab").data)


def fixed(objects: list[bytes], roots: list[str]) -> Plan:
    plan = load_plan(objects, roots)
    image.fix(plan, BASE)
    return plan


@pytest.mark.parametrize("level", [1, 2])
def test_inlined_calls_are_frames(level: int) -> None:
    plan = fixed([programs.hello(level)], ["rt0_go"])
    table, main = table_of(plan), plan.address("main.main")
    seen = [tuple((f.function, f.file, f.line) for f in pcln.lookup(table, pc)) for pc in range(main, main + 40)]
    here = "/src/hello.go"
    assert (("main.say", here, 21), ("main.main", here, 4)) in seen
    assert (("main.main", here, 5),) in seen


def test_unoptimised_lines() -> None:
    plan = fixed([programs.hello(0)], ["rt0_go"])
    main = plan.address("main.main")
    frames = pcln.lookup(table_of(plan), main)
    assert [(f.function, f.entry) for f in frames][-1] == ("main.main", main)
    lines = {pcln.lookup(table_of(plan), pc)[-1].line for pc in range(main + 1, main + 30)}
    assert {4, 5} <= lines


def test_assembly_has_a_name_and_no_line() -> None:
    plan = fixed([programs.hello()], ["rt0_go"])
    start = plan.address("rt0_go")
    assert pcln.lookup(table_of(plan), start + 3) == [pcln.Frame("rt0_go", "", 0, start)]


def test_addresses_of_no_function() -> None:
    plan = fixed([programs.hello()], ["rt0_go"])
    table = table_of(plan)
    assert pcln.lookup(table, BASE) == []
    assert pcln.lookup(table, plan.address("runtime.etext") + 100) == []
    objects = [programs.start(), programs.returning(1), programs.returning(2, "main.g")]
    plan = fixed(objects, ["rt0_go", "main.g"])
    padding = plan.address("main.g") - 1  # functions are 16 bytes apart and main.main is 6 long
    assert plan.output(".text").data[padding - plan.output(".text").addr] == 0xCC
    assert pcln.lookup(table_of(plan), padding) == []
    with pytest.raises(InternalError, match="not a function table"):
        pcln.lookup(bytes(64), 0)


def test_the_loader_has_the_same_table() -> None:
    loaded = jit.load([programs.hello(2)], ["rt0_go"])
    begin, end = loaded.address("runtime.pclntab"), loaded.address("runtime.epclntab")
    import ctypes

    table = ctypes.string_at(begin, end - begin)
    names = {f.function for pc in range(loaded.address("main.main"), loaded.address("main.main") + 30)
             for f in pcln.lookup(table, pc)}  # fmt: skip
    assert names == {"main.say", "main.main"}
    magic, _, _, _, _, _, _, _, text, etext = struct.unpack_from("<8IQQ", table)
    assert (magic, text) == (pcln.MAGIC, loaded.address("runtime.text"))
    assert etext <= loaded.address("runtime.etext")
    loaded.close()


def many(count: int, prefix: str) -> bytes:
    """Functions main.PREFIXn with line 10*n+1 and a call in it, in sections of their own, in .text and inlined."""
    module = Module(prefix)
    file = module.debug_file(f"/src/{prefix}.go")
    unit = module.debug_unit(file, optimized=True)
    module.declare("outside", "void", "i64")
    for n in range(count):
        name = f"main.{prefix}{n}"
        scope = module.debug_function(name, file, 10 * n + 1, unit, optimized=True)
        extra = " alwaysinline" if n % 5 == 4 else " noinline"
        section = f".text.{name}" if n % 3 else ""
        f = module.function(name, "void", [], attributes=programs.ATTRIBUTES + extra, scope=scope, section=section)
        f.at(10 * n + 2, 1)
        f.emit(f"call void @outside(i64 {n})")
        if n % 5 == 0 and n + 4 < count:
            f.at(10 * n + 3, 1)
            f.emit(f"call void @main.{prefix}{n + 4}()")
        f.at(10 * n + 4, 1)
        f.emit(f"call void @outside(i64 {n + 1})")
        f.ret()
        f.finish()
    return compile_ir(module.render(), Codegen(level=1, verify=True))


def test_every_function_of_several_objects_is_found() -> None:
    outside = programs.compiled(
        'define void @outside(i64 %n) noinline { call void asm sideeffect "nop", ""() ret void }'
    )
    objects = [many(60, "a"), outside, many(45, "b")]
    roots = [f"main.{prefix}{n}" for prefix, count in (("a", 60), ("b", 45)) for n in range(0, count, 2)]
    plan = fixed(objects, roots)
    table = table_of(plan)
    for name in roots:
        prefix, n = name[5], int(name[6:])
        pc = plan.address(name)
        frames, file = [], f"/src/{prefix}.go"
        while (found := pcln.lookup(table, pc)) and found[-1].entry == plan.address(name):
            frames.append([(f.function, f.file, f.line) for f in found])
            pc += 1
        assert [(name, file, 10 * n + 2)] in frames
        assert [(name, file, 10 * n + 4)] in frames
        if n % 5 == 0 and f"main.{prefix}{n + 4}" in plan.program.globals:
            assert [(f"main.{prefix}{n + 4}", file, 10 * (n + 4) + 2), (name, file, 10 * n + 3)] in frames
    count = struct.unpack_from("<I", table, 4)[0]
    entries = [struct.unpack_from("<I", table, 48 + 32 * i)[0] for i in range(count)]
    assert entries == sorted(set(entries))


def test_an_object_without_debug_information_has_names() -> None:
    plan = fixed([programs.returning(1, "main.f")], ["main.f"])
    [frame] = pcln.lookup(table_of(plan), plan.address("main.f"))
    assert (frame.function, frame.file, frame.line) == ("main.f", "", 0)


def test_a_damaged_object_table_is_ours_to_answer_for() -> None:
    data = programs.hello()
    size = len(pcln.object_table(data))
    broken = data[: -16 - size] + struct.pack("<4I", 1, 2, 3, 4) + data[-size:]
    broken = broken[: len(data) - 16] + data[-16:]
    with pytest.raises(InternalError, match="line table"):
        load_plan([broken], ["rt0_go"])


@given(st.lists(st.tuples(st.integers(0, 1 << 31), st.integers(0, (1 << 31) - 1), st.integers(0, 1 << 20)), max_size=30))
def test_rows_are_read_as_written(rows: list[tuple[int, int, int]]) -> None:
    rows.sort()
    assert list(pcln._unpacked_rows(pcln._packed_rows(rows))) == rows
