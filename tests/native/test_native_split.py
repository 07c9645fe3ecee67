"""A module in parts (abi/irsplit.py) means what the whole module means; unchanged packages keep their text."""

from __future__ import annotations

import ctypes

import native_programs as programs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rt0.abi.ir import Module
from rt0.abi.irsplit import package_of, split
from rt0.native import jit
from rt0.native.link import pcln

BASIC = programs.ATTRIBUTES


def sample(extra: str = "") -> Module:
    """Three packages that use each other in every way the emitter knows. `main.run(n)` is the entry."""
    m = Module("sample")
    m.named_type("pair", "{ i64, i64 }")
    file = m.debug_file("/src/a.go")
    unit = m.debug_unit(file, optimized=True)
    m.asm('.globl b.asm\n.type b.asm,@function\nb.asm:\n jmp "c.hidden one"\n.size b.asm, .-b.asm')
    m.declare("b.asm", "i64", "i64")
    m.keep("c.hidden one")
    line = 0

    def function(name: str, body: str, attributes: str = "", linkage: str = "", comdat: bool = False) -> None:
        nonlocal line
        line += 10
        scope = m.debug_function(name, file, line, unit, optimized=True)
        f = m.function(name, "i64", ["i64 %n"], attributes=f"{BASIC} {attributes}", linkage=linkage, comdat=comdat,
                       scope=scope, section=f".text.{name}")  # fmt: skip
        f.comment('an odd " in a comment, with @c.nobody and !99')
        f.at(line + 1, 1)
        for text in body.strip().split("\n")[:-1]:
            f.emit(text.strip())
        f.terminate(body.strip().split("\n")[-1].strip())
        f.finish()

    text = m.constant_bytes(b'quote " @a.x !1 #2')
    m.define_global("a.counter", "i64", "5", linkage="internal", align=8)
    m.define_global("b.table", "[2 x ptr]", "[ptr @c.twice, ptr @a.secret]", constant=True, linkage="private")
    m.define_global(
        "type:T", "{ i64, ptr }", f"{{ i64 3, ptr {text} }}", constant=True, linkage="linkonce_odr", comdat=True
    )
    m.define_global("c.own", "ptr", "@a.counter", section=".data.c.own")
    function("a.secret", "%r = add i64 %n, 1\nret i64 %r", "noinline", "internal")
    function("c.hidden one", "%r = mul i64 %n, 7\nret i64 %r", "noinline", "internal")
    function("c.twice", "%r = mul i64 %n, 2\nret i64 %r", "noinline")
    function(
        "c.inline", "%p = load ptr, ptr @c.own\n%v = load i64, ptr %p\n%r = add i64 %n, %v\nret i64 %r", "alwaysinline"
    )
    function("b.shared", "%r = sub i64 %n, 4\nret i64 %r", "noinline", "linkonce_odr", True)
    function("b.indirect", """
        %f = load volatile ptr, ptr @b.table
        %p1 = getelementptr [2 x ptr], ptr @b.table, i64 0, i64 1
        %g = load volatile ptr, ptr %p1
        %x = call i64 %f(i64 %n)
        %y = call i64 %g(i64 %x)
        ret i64 %y""", "noinline")  # fmt: skip
    m.alias("a.other", "i64 (i64)", "@b.indirect")
    function("a.text", f"""
        %p = getelementptr i8, ptr {text}, i64 %n
        %c = load i8, ptr %p
        %r = zext i8 %c to i64
        ret i64 %r""")  # fmt: skip
    extra_call = f"%s8 = call i64 @{extra}(i64 %s7)" if extra else "%s8 = add i64 %s7, 0"
    if extra:
        function(extra, "%r = xor i64 %n, 0\nret i64 %r", "noinline")
    function("main.run", f"""
        store volatile i64 6, ptr @a.counter
        %s0 = call i64 @a.secret(i64 %n)
        %s1 = call i64 @c.inline(i64 %s0)
        %s2 = call i64 @a.other(i64 %s1)
        %s3 = call i64 @b.asm(i64 %s2)
        %s4 = call i64 @b.shared(i64 %s3)
        %q = getelementptr %pair, ptr @"type:T", i64 0, i32 0
        %v = load volatile i64, ptr %q
        %s5 = add i64 %s4, %v
        %t = call i64 @a.text(i64 6)
        %s6 = add i64 %s5, %t
        %s7 = mul i64 %s6, 1
        {extra_call}
        ret i64 %s8""")  # fmt: skip
    return m


def expected(n: int) -> int:
    """What main.run computes: 7 * (2 * (n + 1 + 6) + 1) - 4 + 3 + the seventh byte of the text."""
    return 7 * (2 * (n + 1 + 6) + 1) - 1 + ord('"')


def loaded(texts: list[str], level: int) -> jit.Image:
    return jit.load([programs.compiled(text, level) for text in texts], ["main.run"])


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("least", [0, 40, 10_000])
def test_parts_mean_what_the_module_means(level: int, least: int) -> None:
    texts = split(sample(), least=least)
    assert (len(texts) == 1) == (least == 10_000)
    image = loaded(texts, level)
    run = image.function("main.run", ctypes.c_int64, ctypes.c_int64)
    assert [run(n) for n in range(5)] == [expected(n) for n in range(5)]
    image.close()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=20, max_size=20), st.integers(1, 30))
def test_any_dealing_out_works(labels: list[int], lines: int) -> None:
    module = sample()
    order = {name: i for i, name in enumerate(module._defined)}
    texts = split(module, group=lambda name: str(labels[order[name] % 20]), lines=lines, least=0)
    image = loaded(texts, 1)
    assert image.function("main.run", ctypes.c_int64, ctypes.c_int64)(10) == expected(10)
    image.close()


def test_inlining_and_lines_survive() -> None:
    image = loaded(split(sample(), least=0), 1)
    table = ctypes.string_at(
        image.address("runtime.pclntab"), image.address("runtime.epclntab") - image.address("runtime.pclntab")
    )
    start = image.address("main.run")
    seen = {tuple(f.function for f in pcln.lookup(table, pc)) for pc in range(start, start + 200)}
    assert ("c.inline", "main.run") in seen
    assert {f.file for pc in range(start, start + 100) for f in pcln.lookup(table, pc)} == {"/src/a.go"}
    image.close()


def test_what_did_not_change_keeps_its_text() -> None:
    before = split(sample(), least=0)
    after = split(sample("main.more"), least=0)
    changed = set(after) - set(before)
    assert len(changed) == 1, "only main's part is another"
    assert "main.more" in next(iter(changed))


def test_equal_modules_give_equal_texts() -> None:
    assert split(sample(), least=0) == split(sample(), least=0)
    whole = sample()
    assert split(whole) == [whole.render()]


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("main.main", "main"),
        ("main.(*T).M", "main"),
        ("encoding/json.Marshal", "encoding/json"),
        ("example.com/x.y/z.F.func1", "example.com/x.y/z"),
        ("slices.Sort[example.com/a.T]", "slices"),
        ("type:map[string]main.T", "type:"),
        ("go:itab.main.T,error", "go:"),
        ("memcpy", ""),
    ],
)
def test_packages_of_symbols(name: str, package: str) -> None:
    assert package_of(name) == package
