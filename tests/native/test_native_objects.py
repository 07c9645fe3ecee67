"""Objects: levels, positions of faults in our IR, several at once; and the experiments the ABI rests on."""

from __future__ import annotations

import ctypes
from pathlib import Path

import native_programs as programs
import pytest

from rt0.abi.ir import Module
from rt0.base.errors import InternalError
from rt0.native import cache, jit, objects, passes
from rt0.native.link import LinkError, pcln
from rt0.native.link.elf import read_object
from rt0.native.objects import Codegen
from rt0.native.passes import Target

V1 = Target("x86-64")


def test_a_parse_error_shows_the_function() -> None:
    text = "define i64 @good() {\n  ret i64 1\n}\ndefine i64 @bad() {\n  %x = add i64 1, 2\n  ret i32 %x\n}\n"
    with pytest.raises(InternalError) as caught:
        programs.compiled(text)
    message = str(caught.value)
    assert "define i64 @bad()" in message
    assert ">   ret i32 %x" in message
    assert "@good" not in message


def test_a_verifier_error_shows_the_function() -> None:
    text = """
define i64 @good(i64 %a) {
  ret i64 %a
}
define i64 @bad(i1 %c) {
entry:
  br i1 %c, label %a, label %b
a:
  %unordered = add i64 20, 22
  br label %b
b:
  ret i64 %unordered
}
"""
    with pytest.raises(InternalError, match="before the passes") as caught:
        programs.compiled(text)
    assert "@bad" in str(caught.value)
    assert "@good" not in str(caught.value)


def test_debug_information_that_llvm_drops_is_noticed(capfd: pytest.CaptureFixture[str]) -> None:
    m = Module("m")
    file = m.debug_file("a.go")
    unit = m.debug_unit(file, optimized=True)
    for name in ("g", "f"):
        f = m.function(name, "void", [], scope=m.debug_function(name, file, 1, unit, optimized=True))
        if name == "f":
            f.emit("call void @g()")  # without f.at(): a call that may be inlined needs a position
        f.ret()
        f.finish()
    with pytest.raises(InternalError, match="debug information invalid"):
        programs.compiled(m.render())
    assert "must have a !dbg location" in capfd.readouterr().err


def test_unknown_levels_are_ours_to_answer_for() -> None:
    with pytest.raises(InternalError, match="no pass pipeline for level 3"):
        objects.compile_ir("define void @f() { ret void }", Codegen(level=3))


def test_goamd64_levels() -> None:
    assert Target.goamd64("v3").cpu == "x86-64-v3"
    with pytest.raises(ValueError, match="invalid GOAMD64: must be v1, v2, v3 or v4, not 'v9'"):
        Target.goamd64("v9")
    text = "define i64 @f(i64 %x) { %r = call i64 @llvm.ctpop.i64(i64 %x) ret i64 %r } declare i64 @llvm.ctpop.i64(i64)"
    assert "popcnt" not in objects.assembly(text, Codegen(1, V1))
    assert "popcnt" in objects.assembly(text, Codegen(1, Target.goamd64("v2")))


def test_keys_name_level_and_processor() -> None:
    keys = {Codegen(level, target).key() for level in (0, 1, 2) for target in (V1, Target("x86-64-v3"), Target())}
    assert len(keys) >= 8


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_several_modules_at_once(jobs: int) -> None:
    texts = [f"define i64 @f{n}() {{ ret i64 {n} }}" for n in range(5)]
    codegen = Codegen(1, V1, verify=True)
    assert objects.compile_many(texts, codegen, jobs) == [objects.compile_ir(t, codegen) for t in texts]


def test_parts_are_found_in_the_cache_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = cache.open_cache({"RT0_CACHE": str(tmp_path)})
    texts = [f"define i64 @f{n}() {{ ret i64 {n} }}" for n in range(4)]
    codegen = Codegen(1, V1)
    first = objects.compile_parts(texts, codegen, opened)
    assert cache.info(opened)["objects"] == 4
    assert objects.compile_parts(texts, codegen) == first
    compiled: list[str] = []
    real = objects.compile_ir
    monkeypatch.setattr(objects, "compile_ir", lambda text, how: compiled.append(text) or real(text, how))
    texts[2] = "define i64 @f2() { ret i64 22 }"
    second = objects.compile_parts(texts, codegen, opened)
    assert compiled == [texts[2]]
    image = jit.load([second], [f"f{n}" for n in range(4)])
    assert [image.function(f"f{n}", ctypes.c_int64)() for n in range(4)] == [0, 1, 22, 3]
    image.close()
    with pytest.raises(LinkError, match="bundle of objects is cut off"):
        jit.load([second[:-1]], ["f1"])
    last = len(objects.compile_ir(texts[3], codegen))
    with pytest.raises(LinkError, match="object 1, part 4: not a 64-bit"):
        jit.load([second[:-last] + bytes(last)], [])


def test_an_error_in_one_of_several_modules_is_raised() -> None:
    texts = ["define i64 @f() { ret i64 1 }", "define i64 @g() { ret i64 %nothing }", "define void @h() { ret void }"]
    with pytest.raises(InternalError, match="nothing"):
        objects.compile_many(texts, Codegen(1, V1), 2)


def test_equal_text_gives_equal_bytes() -> None:
    assert programs.hello() == programs.hello()


def test_objects_carry_their_line_table() -> None:
    data = programs.hello()
    assert len(pcln.object_table(data)) > 16
    assert read_object(data, "hello.o").sections


# What docs/abi.md relies on LLVM to do.

SPLIT = """
declare swiftcc void @callee(ptr swiftself)
define swiftcc i64 @leaf(i64 %n, ptr swiftself %g) ATTRIBUTES { %r = add i64 %n, 1 ret i64 %r }
define swiftcc void @small(ptr swiftself %g) ATTRIBUTES {
  call swiftcc void @callee(ptr swiftself %g)
  call swiftcc void @callee(ptr swiftself %g)
  ret void
}
define swiftcc void @large(ptr swiftself %g) ATTRIBUTES {
  %b = alloca [4096 x i8]
  call swiftcc void @callee(ptr swiftself %g)
  call void asm sideeffect "", "r"(ptr %b)
  ret void
}
"""


def functions_of(attributes: str) -> dict[str, str]:
    text = objects.assembly(SPLIT.replace("ATTRIBUTES", attributes), Codegen(1, V1))
    return {name: text.split(f"\n{name}:")[1].split(".Lfunc_end")[0] for name in ("leaf", "small", "large")}


def test_split_stack_checks_the_slot_in_the_thread_block() -> None:
    found = functions_of('nounwind "split-stack" "frame-pointer"="non-leaf"')
    assert "%fs:112" not in found["leaf"], "a leaf pays nothing"
    assert "cmpq\t%fs:112, %rsp" in found["small"]
    assert "callq\t__morestack" in found["small"]
    assert "leaq\t-41" in found["large"], "frames over 256 bytes are subtracted before the comparison"
    assert "cmpq\t%fs:112, %r11" in found["large"]
    for name in ("small", "large"):
        assert "movl\t$0, %r11d" in found[name], "no argument bytes on the stack"
        assert "r10d" in found[name]
        assert found[name].index("%fs:112") < found[name].index("pushq")


def test_a_frame_pointer_in_leaves_would_cost_them_the_check() -> None:
    assert "%fs:112" in functions_of('nounwind "split-stack" "frame-pointer"="all"')["leaf"]


def test_g_stays_in_r13() -> None:
    found = functions_of("nounwind")
    assert "r13" not in found["small"], "swiftself in, swiftself on: nothing to move"


def test_the_layout_of_data_is_x86_64s() -> None:
    assert "i64:64" in passes.data_layout()
    assert "S128" in passes.data_layout()
