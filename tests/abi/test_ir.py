"""The emitter of IR text: what it prints, what it interns, what it refuses; LLVM accepts all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.abi import ir
from rt0.abi.ir import Module
from rt0.base.errors import InternalError


def lines(module: Module) -> list[str]:
    return module.render().splitlines()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main", "@main"),
        ("main.fib", "@main.fib"),
        ("runtime.(*mheap).alloc", '@"runtime.(*mheap).alloc"'),
        ('a"b\\c', '@"a\\22b\\5Cc"'),
        ("main.Größe", '@"main.Gr\\C3\\B6\\C3\\9Fe"'),
        ("7up", '@"7up"'),
        ("slices.Sort[int]", '@"slices.Sort[int]"'),
    ],
)
def test_symbols_are_quoted_when_they_must_be(name: str, text: str) -> None:
    assert ir.symbol(name) == text


@given(st.binary(min_size=1, max_size=40))
def test_bytes_survive_their_escaping(data: bytes) -> None:
    text = ir.escape(data)
    out, at = bytearray(), 0
    while at < len(text):
        if text[at] == "\\":
            out.append(int(text[at + 1 : at + 3], 16))
            at += 3
        else:
            out.append(ord(text[at]))
            at += 1
    assert bytes(out) == data
    assert text.isascii()
    assert text.isprintable()


def test_a_definition_replaces_the_declaration() -> None:
    m = Module("m")
    assert m.declare("f", "void", "i64", cc="swiftcc", attributes="cold") == "@f"
    m.declare("f", "void", "i64", cc="swiftcc", attributes="cold")
    assert sum(line.startswith("declare") for line in lines(m)) == 1
    f = m.function("f", "void", ["i64 %n"], cc="swiftcc")
    f.ret()
    assert not m.has("f")
    f.finish()
    assert m.has("f")
    assert not any(line.startswith("declare") for line in lines(m))
    assert "define dso_local swiftcc void @f(i64 %n) {" in lines(m)


def test_what_is_equal_is_printed_once() -> None:
    m = Module("m")
    assert m.constant_bytes(b"abc") == m.constant_bytes(b"abc") != m.constant_bytes(b"abd")
    assert m.attributes("nounwind") == m.attributes("nounwind") != m.attributes("cold")
    assert m.metadata("!{i32 1}") == m.metadata("!{i32 1}") != m.metadata("!{i32 2}")
    assert m.distinct("!{}") != m.distinct("!{}")
    assert m.named_type("T", "{ i64 }") == m.named_type("T", "{ i64 }") == "%T"


def test_contradictions_are_refused() -> None:
    m = Module("m")
    m.named_type("T", "{ i64 }")
    with pytest.raises(InternalError, match="IR type T defined twice"):
        m.named_type("T", "{ i32 }")
    m.define_global("g", "i64")
    with pytest.raises(InternalError, match="IR symbol g defined twice"):
        m.define_global("g", "i64")
    f = m.function("f", "i64", [])
    with pytest.raises(InternalError, match="IR of f: block entry has no terminator"):
        f.finish()
    f.ret("i64", "0")
    with pytest.raises(InternalError, match="after the end of a block"):
        f.emit("fence seq_cst")
    with pytest.raises(InternalError, match="after the end of a block"):
        f.value("add i64 1, 2")


def test_blocks_allocas_and_positions() -> None:
    m = Module("m")
    file = m.debug_file("a.go", "/src")
    scope = m.debug_function("main.f", file, 1, m.debug_unit(file, optimized=False), optimized=False)
    f = m.function("main.f", "i64", ["i1 %c"], scope=scope)
    f.at(2, 3)
    slot = f.alloca("i64", 8, "x")
    yes, no = f.block("then"), f.block("then")
    assert (slot, yes, no) == ("%x.0", "then.0", "then.1")
    f.cond_br("%c", yes, no, (1, 2000))
    f.place(yes)
    f.at(3)
    f.emit(f"store i64 1, ptr {slot}")
    f.alloca("i32")
    f.place(no)
    assert f.current == no
    value = f.phi("i64", [("1", yes), ("2", "entry")])
    f.switch("i64", value, yes, [("1", no)])
    f.finish()
    text = m.render()
    body = text[text.index("define") : text.index("\n}")].splitlines()
    assert [line.split(",")[0].strip() for line in body[1:5]] == ["entry:", "%x.0 = alloca i64", "%t1 = alloca i32",
                                                                   "br i1 %c"]  # fmt: skip
    assert "br label %then.1, !dbg" in text, "an open block falls through"
    assert text.count("!DILocation(line: 3, column: 0") == 1
    assert f.open is False


def test_positions_need_a_scope() -> None:
    m = Module("m")
    f = m.function("f", "void", [])
    f.at(3)
    f.ret()
    f.finish()
    assert "!dbg" not in m.render()


def test_everything_at_once_is_good_ir() -> None:
    binding = pytest.importorskip("llvmlite.binding")
    m = Module('odd "name"')
    m.asm('.globl "odd name"\n"odd name": ret')
    m.named_type("struct main.T", "{ i64, ptr }")
    m.define_global("v", ir.local("struct main.T"), align=16, section=".data.v")
    m.define_global("w", "i64", "7", linkage="linkonce_odr", comdat=True, section=".rodata.w", constant=True)
    m.define_global("x", "i64", "7", linkage="internal", unnamed_addr=True)
    m.alias("y", "i64", ir.symbol("x"), "weak")
    m.declare_global("z", "i64")
    m.declare_global("t", "i64", thread_local=True)
    m.constant_bytes(bytes(range(256)), align=8)
    m.constant_bytes(bytes(4))
    m.keep("x")
    m.declare("printf", "i32", "ptr, ...")
    m.declare("z.used", "void", "")
    file = m.debug_file('q"uote.go')
    unit = m.debug_unit(file, optimized=True, lines_only=True)
    scope = m.debug_function("f", file, 1, unit, optimized=True, linkage_name="g", local=True)
    f = m.function("runtime.(*T).f", "i64", ["ptr swiftself %g"], cc="swiftcc", linkage="internal", prefix="noundef",
                   attributes='nounwind "split-stack"', section=".text.f", align=32, scope=scope)  # fmt: skip
    f.comment("two\nlines")
    f.at(1, 70000)
    f.emit("call void @z.used()")
    f.ret("i64", f.value("load i64, ptr @z"))
    f.finish()
    m.keep("runtime.(*T).f")
    g = m.function("g", "void", [], linkage="linkonce_odr", comdat=True)
    g.unreachable()
    g.finish()
    binding.initialize_native_target()
    binding.initialize_native_asmparser()
    module = binding.parse_assembly(m.render())
    module.verify()
    assert m.render() == m.render()
