"""The linker: programs run, names resolve as the ELF specification says, unreached code goes, errors name names."""

from __future__ import annotations

import ctypes
import io
import struct
from pathlib import Path

import native_programs as programs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.native import jit
from rt0.native.link import BASE, LinkError, image, link, load_plan
from rt0.native.link.elf import R_32, R_32S, R_64, R_PC32, RELA, SHT_PROGBITS, Object, Section, read_object


@pytest.fixture(scope="module")
def start() -> bytes:
    return programs.start()


@pytest.mark.parametrize("level", [0, 1, 2])
def test_hello_runs_without_libc(tmp_path: Path, level: int) -> None:
    assert programs.run(programs.save(tmp_path / "hello", link([programs.hello(level)]))) == (42, b"hello\n")


@pytest.mark.parametrize(("symbols", "debug"), [(False, False), (True, False), (False, True)])
def test_stripped_programs_run(tmp_path: Path, symbols: bool, debug: bool) -> None:
    data = link([programs.hello()], symbols=symbols, debug=debug)
    assert programs.run(programs.save(tmp_path / "hello", data)) == (42, b"hello\n")
    assert (b".symtab" in data, b".debug_line" in data) == (symbols, debug)


def test_several_objects(tmp_path: Path, start: bytes) -> None:
    assert programs.run(programs.save(tmp_path / "p", link([start, programs.returning(7)]))) == (7, b"")
    assert programs.run(programs.save(tmp_path / "q", link([programs.returning(9), start]))) == (9, b"")


def test_equal_input_gives_equal_files_and_another_id_for_others(start: bytes) -> None:
    one, again, other = (link([start, programs.returning(n)]) for n in (1, 1, 2))
    assert one == again
    assert one != other
    at = one.index(b"GNU\0")
    assert one[at : at + 24] != other[at : at + 24]
    assert any(one[at + 4 : at + 24])


def test_elftools_reads_it() -> None:
    elffile = pytest.importorskip("elftools.elf.elffile")
    elf = elffile.ELFFile(io.BytesIO(link([programs.hello()])))
    assert (elf["e_type"], elf["e_machine"]) == ("ET_EXEC", "EM_X86_64")
    symbols = {s.name: s for s in elf.get_section_by_name(".symtab").iter_symbols()}
    assert elf["e_entry"] == symbols["rt0_go"]["st_value"]
    assert symbols["main.main"]["st_info"]["type"] == "STT_FUNC"
    assert symbols["main.main"]["st_size"] > 0
    assert (
        symbols["runtime.bss"]["st_value"] <= symbols["main.written"]["st_value"] < symbols["runtime.ebss"]["st_value"]
    )
    assert (
        symbols["runtime.text"]["st_value"] <= symbols["main.main"]["st_value"] < symbols["runtime.etext"]["st_value"]
    )
    for segment in elf.iter_segments():
        if segment["p_type"] == "PT_LOAD":
            assert segment["p_offset"] % 4096 == segment["p_vaddr"] % 4096
            assert segment["p_flags"] & 3 != 3, "a segment is writable and executable"
    names = {d.attributes["DW_AT_name"].value for cu in elf.get_dwarf_info().iter_CUs() for d in cu.iter_DIEs()
             if d.tag == "DW_TAG_subprogram" and "DW_AT_name" in d.attributes}  # fmt: skip
    assert {b"main.main", b"main.say"} <= names


def test_undefined_names_are_all_told_with_who_wants_them(start: bytes) -> None:
    text = """
define void @main.main() section ".text.main.main" { call void @missing.one() call void @missing.two() ret void }
define void @main.dead() section ".text.main.dead" { call void @missing.three() ret void }
declare void @missing.one()
declare void @missing.two()
declare void @missing.three()
"""
    with pytest.raises(LinkError) as caught:
        link([start, programs.compiled(text)])
    assert str(caught.value) == (
        "undefined: missing.one, referred to by main.main\nundefined: missing.two, referred to by main.main"
    )
    with pytest.raises(LinkError, match="undefined: rt0_go, referred to by the program's roots"):
        link([programs.compiled("define void @f() { ret void }")])


def test_double_definitions_are_told(start: bytes) -> None:
    with pytest.raises(LinkError, match=r"main\.main is defined in a\.o and in b\.o"):
        link([start, programs.returning(1), programs.returning(2)], labels=["start.o", "a.o", "b.o"])


@pytest.mark.parametrize("weak_first", [True, False])
def test_a_strong_definition_beats_a_weak_one(tmp_path: Path, start: bytes, weak_first: bool) -> None:
    weak = programs.compiled("define weak i64 @main.main() { ret i64 1 }")
    pair = [weak, programs.returning(2)] if weak_first else [programs.returning(2), weak]
    assert programs.run(programs.save(tmp_path / "p", link([start, *pair]))) == (2, b"")
    assert programs.run(programs.save(tmp_path / "q", link([start, weak, weak]))) == (1, b"")


def test_one_copy_of_a_comdat_group_is_kept(tmp_path: Path, start: bytes) -> None:
    shared = """
$type.T = comdat any
@type.T = linkonce_odr dso_local constant [60 x i8] c"DIGITS", comdat
"""
    shared = shared.replace("DIGITS", "0123456789" * 6)
    a = shared + "define dso_local ptr @a() { ret ptr @type.T }"
    b = shared + "define dso_local ptr @b() { ret ptr @type.T }"
    main = """
declare dso_local ptr @a()
declare dso_local ptr @b()
define dso_local i64 @main.main() {
  %a = call ptr @a()
  %b = call ptr @b()
  %same = icmp eq ptr %a, %b
  %r = zext i1 %same to i64
  ret i64 %r
}
"""
    data = link([start, *map(programs.compiled, (a, b, main))])
    assert data.count(b"0123456789" * 6) == 1
    assert programs.run(programs.save(tmp_path / "p", data)) == (1, b"")


def test_an_undefined_weak_name_is_null(tmp_path: Path, start: bytes) -> None:
    text = """
@maybe = extern_weak global i64
define i64 @main.main() {
  %n = icmp eq ptr @maybe, null
  %r = zext i1 %n to i64
  ret i64 %r
}
"""
    assert programs.run(programs.save(tmp_path / "p", link([start, programs.compiled(text, 0)]))) == (1, b"")


SWITCH = """
declare dso_local void @gone()
define dso_local i32 @main.dead(i32 %x) section ".text.main.dead" {
  switch i32 %x, label %d [ i32 1, label %a i32 2, label %b i32 3, label %c i32 4, label %e ]
a: call void @gone()
  ret i32 10
b: call void @gone()
  ret i32 77
c: call void @gone()
  ret i32 31
e: call void @gone()
  ret i32 90
d: ret i32 %x
}
@callback = dso_local constant ptr @main.cold, section ".rodata.callback"
define internal i64 @main.cold() section ".text.main.cold" { ret i64 5 }
define dso_local i64 @main.main() section ".text.main.main" {
  %f = load volatile ptr, ptr @callback
  %r = call i64 %f()
  ret i64 %r
}
"""


def test_unreached_functions_go_even_when_a_jump_table_names_them(tmp_path: Path, start: bytes) -> None:
    data = link([start, programs.compiled(SWITCH)])
    assert b"main.main\0" in data
    assert b"main.dead\0" not in data
    assert programs.run(programs.save(tmp_path / "p", data)) == (5, b"")
    with pytest.raises(LinkError, match=r"undefined: gone, referred to by main\.dead"):
        link([start, programs.compiled(SWITCH)], roots=["main.dead"])
    with pytest.raises(LinkError, match="undefined: gone"):
        link([start, programs.compiled(SWITCH)], keep_all=True)


def test_a_jump_table_of_reached_code_works(tmp_path: Path, start: bytes) -> None:
    text = SWITCH.replace("ret i64 5", "%v = load volatile i32, ptr @three\n %s = call i32 @main.dead(i32 %v)\n"
                          " %z = zext i32 %s to i64\n ret i64 %z")  # fmt: skip
    text += "@three = dso_local global i32 3\ndefine dso_local void @gone2() { ret void }"
    gone = "define void @gone() { ret void }"
    data = link([start, programs.compiled(text), programs.compiled(gone)])
    assert programs.run(programs.save(tmp_path / "p", data)) == (31, b"")


def test_tables_named_as_c_identifiers_are_kept_and_bounded(tmp_path: Path, start: bytes) -> None:
    part = """
@entry{0} = internal global i64 {0}, section "numbers"
@llvm.used = appending global [1 x ptr] [ptr @entry{0}], section "llvm.metadata"
"""
    main = """
@__start_numbers = external dso_local global i64
@__stop_numbers = external dso_local global i64
define i64 @main.main() {
entry:
  br label %loop
loop:
  %p = phi ptr [ @__start_numbers, %entry ], [ %q, %body ]
  %sum = phi i64 [ 0, %entry ], [ %next, %body ]
  %end = icmp eq ptr %p, @__stop_numbers
  br i1 %end, label %done, label %body
body:
  %v = load i64, ptr %p
  %next = add i64 %sum, %v
  %q = getelementptr i64, ptr %p, i64 1
  br label %loop
done:
  ret i64 %sum
}
"""
    objects = [start, *(programs.compiled(part.format(n)) for n in (3, 5, 9)), programs.compiled(main)]
    assert programs.run(programs.save(tmp_path / "p", link(objects))) == (17, b"")


def test_sections_land_within_their_bounds() -> None:
    text = """
@a = dso_local global i64 1, section ".data.a"
@b = dso_local global i64 2, section ".data.noptr.b"
@c = dso_local global i64 0, section ".bss.c"
@d = dso_local global [100 x i64] zeroinitializer, section ".bss.noptr.d", align 64
@e = dso_local constant ptr @a, section ".rodata.e"
@f = dso_local constant ptr @b
define i64 @main() { ret i64 0 }
"""
    loaded = jit.load([programs.compiled(text)], [], keep_all=True)
    at = loaded.address
    bounds = {"a": "data", "b": "noptrdata", "c": "bss", "d": "noptrbss", "e": "rodata", "f": "rodata", "main": "text"}
    for name, bound in bounds.items():
        assert at(f"runtime.{bound}") <= at(name) < at(f"runtime.e{bound}"), name
    assert at("d") % 64 == 0
    assert ctypes.c_uint64.from_address(at("e")).value == at("a")
    assert at("runtime.end") == loaded.base + loaded.size
    loaded.close()


def test_what_is_no_object_is_refused() -> None:
    good = programs.returning(1)
    with pytest.raises(LinkError, match="not a 64-bit"):
        link([b"#!/bin/sh\n"])
    with pytest.raises(LinkError, match="not a relocatable"):
        link([link([programs.hello()])])
    for cut in (10, 63, 64, 200, len(good) // 2):
        with pytest.raises(LinkError):
            link([good[:cut]])


USED = '@llvm.used = appending global [1 x ptr] [ptr @t], section "llvm.metadata"'
CONSTRUCTORS = """
@llvm.global_ctors = appending global [1 x {i32, ptr, ptr}] [{i32, ptr, ptr} {i32 1, ptr @make, ptr null}]
define internal void @make() { call void asm sideeffect "nop", ""() ret void }
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@t = thread_local global i64 1", "thread-local"),
        ("@t = internal thread_local global i64 1\n" + USED, "thread-local"),
        (CONSTRUCTORS, "constructors are not run"),
    ],
)
def test_what_would_need_a_libcs_start_is_refused(start: bytes, text: str, message: str) -> None:
    with pytest.raises(LinkError, match=message):
        link([start, programs.compiled(text + "\ndefine i64 @main.main() { ret i64 0 }")])


def test_addresses_through_the_table(tmp_path: Path, start: bytes) -> None:
    """Without dso_local LLVM goes through the GOT: a load becomes lea, a comparison needs the slot."""
    text = """
@far = external global i64
define i64 @main.main() {
  %v = load i64, ptr @far
  %q = load volatile ptr, ptr @held
  %same = icmp eq ptr %q, @far
  %w = zext i1 %same to i64
  %r = add i64 %v, %w
  ret i64 %r
}
@held = external dso_local global ptr
"""
    there = "@far = global i64 30\n@held = dso_local global ptr @far"
    assert programs.run(programs.save(tmp_path / "p", link([start, *map(programs.compiled, (text, there))]))) == (
        31,
        b"",
    )


# Relocation arithmetic against the psABI's formulas, on made-up sections.

ADDRESS = st.integers(0, (1 << 47) - 1)


def _one_relocation(
    kind: int, place: int, target: int, addend: int, offset: int
) -> tuple[image.Plan, Section, bytearray]:
    raw = bytes(64) + RELA.pack(offset, 1 << 32 | kind, addend)
    obj = Object("made up", raw, [], [("", 0, 0, 0, 0, 0), ("t", 1, 0, 1, 0, 0)], [0, target])
    rela = Section(".rela.text", 4, 0, 64, RELA.size, 8, 1, 0, 2, obj)
    section = Section(".text", SHT_PROGBITS, 6, 0, 64, 1, 0, 0, 1, obj, rela, True, False, place)
    obj.sections = [section, section, rela]
    plan = load_plan([], [])
    return plan, section, bytearray(64)


@given(place=ADDRESS, target=ADDRESS, addend=st.integers(-(1 << 31), (1 << 31) - 1), offset=st.integers(0, 56))
def test_relocation_arithmetic(place: int, target: int, addend: int, offset: int) -> None:
    expected = {
        R_64: ("<Q", (target + addend) % (1 << 64)),
        R_PC32: ("<i", target + addend - place - offset),
        R_32: ("<I", target + addend),
        R_32S: ("<i", target + addend),
    }
    for kind, (form, value) in expected.items():
        plan, section, data = _one_relocation(kind, place, target, addend, offset)
        try:
            wanted = struct.pack(form, value)
        except struct.error:
            with pytest.raises(LinkError, match="cannot reach t"):
                image.relocate(plan, section, data, 0)
            continue
        image.relocate(plan, section, data, 0)
        assert data[offset : offset + len(wanted)] == wanted
        assert not any(data[:offset])
        assert not any(data[offset + len(wanted) :])


def test_an_unknown_relocation_is_refused() -> None:
    plan, section, data = _one_relocation(99, BASE, BASE, 0, 0)
    with pytest.raises(LinkError, match="relocation type 99"):
        image.relocate(plan, section, data, 0)


def test_reading_an_object_finds_its_symbols() -> None:
    obj = read_object(programs.returning(3, "main.(*T).M"), "x.o")
    assert [s[0] for s in obj.symbols if s[1] == 1] == ["main.(*T).M"]
