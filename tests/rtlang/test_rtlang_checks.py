"""Messages of refused programs, checks over the call graph, and the shape of the code that comes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from rtlang_support import load, module, problems

from rt0.native import objects
from rt0.rtlang.compile import Compiled, CompileOptions, compile_modules
from rt0.rtlang.interp import Interpreter
from rt0.rtlang.vocab_types import array_of, u16


def assembly(compiled: Compiled, function: str, level: int = 2) -> list[str]:
    """The instructions of a function."""
    text = objects.assembly(compiled.text, objects.Codegen(level))
    body = text.split(f"\n{function}:", 1)[1].split(".Lfunc_end", 1)[0]
    lines = [line.strip() for line in body.splitlines()]
    return [line for line in lines if line and not line.startswith((".", "#"))]


def test_all_problems_at_once(tmp_path: Path) -> None:
    found = problems(
        """
        def f(x: u32) -> u64:
            y = nowhere(1)
            z = y + 1
            x = 1 << 40
            return x
        """,
        tmp_path,
    )
    assert found == [
        "RT003 3 found name nowhere, expected a local, a module's name or the vocabulary's",
        "RT006 5 1 << 40: found constant 1099511627776, expected one that fits u32",
        "RT005 6 x: found u32, expected u64",
    ]


def test_messages_name_what_was_expected(tmp_path: Path) -> None:
    found = problems(
        """
        @struct
        class span:
            n: u32

        def f(s: ptr[span], p: ptr[u8]) -> None:
            if s.n:
                pass
            p = s
            s.m = 1
            g(1)

        def g(a: u32, b: u32) -> None:
            pass
        """,
        tmp_path,
    )
    assert found == [
        "RT013 7 s.n: found u32, expected a bool (write s.n != 0)",
        "RT005 9 s: found ptr[span], expected ptr[u8]",
        "RT010 10 s.m: found no field m in span, expected one of its fields or methods",
        "RT009 11 g: found 1 arguments, expected 2 (a, b)",
    ]


def test_nosplit_chain_is_shown(tmp_path: Path) -> None:
    source = """
        @nosplit
        def low() -> u8:
            "nosplit: a test."
            b: array[u8, 500] = zero()
            return b[0]

        @nosplit
        def middle() -> u8:
            "nosplit: a test."
            return low()

        @nosplit
        def high() -> u8:
            "nosplit: a test."
            b: array[u8, 96] = zero()
            return middle() + b[1]
        """
    (found,) = problems(source, tmp_path, options=CompileOptions(nosplit_limit=600))
    assert "RT033" in found
    assert "high (160) -> middle (64) -> low (568)" in found
    assert problems(source, tmp_path, options=CompileOptions(nosplit_limit=800)) == []


def test_nosplit_recursion(tmp_path: Path) -> None:
    (found,) = problems(
        """
        @nosplit
        def f(n: u32) -> u32:
            "nosplit: a test."
            return f(n - 1)
        """,
        tmp_path,
    )
    assert found.startswith("RT033 3 @nosplit f: found recursion")


def test_barrier_chain_is_shown(tmp_path: Path) -> None:
    (found,) = problems(
        """
        @writebarrier
        def wb() -> None:
            pass

        def one() -> None:
            two()

        def two() -> None:
            wb()

        @nowritebarrierrec
        def f() -> None:
            one()
        """,
        tmp_path,
    )
    assert "f -> one -> two -> wb" in found


def test_roots_leave_out_the_rest(tmp_path: Path) -> None:
    made = module(
        """
        def used() -> u32:
            return 1

        def broken() -> u32:
            return nowhere

        def root() -> u32:
            return used()
        """,
        tmp_path,
    )
    compiled = compile_modules([made], roots=[made.root])
    assert sorted(compiled.index.functions) == ["runtime.root", "runtime.used"]


def test_stack_checks_and_g(tmp_path: Path) -> None:
    made = module(
        """
        @struct
        class g:
            goid: i64

        getg = g_register(g)

        def other(n: i64) -> None: pass

        @noinline
        def checked(n: i64) -> i64:
            other(n)
            return getg().goid

        @nosplit
        def small(n: i64) -> i64:
            "nosplit: a test."
            return n + 1

        @noinline
        def calls(n: i64) -> i64:
            other(n)
            return small(n)

        @nosplit
        def unchecked(p: fn[[i64], None]) -> i64:
            "nosplit: a test."
            p(1)
            return getg().goid
        """,
        tmp_path,
    )
    compiled = compile_modules([made])
    assert "%fs:112" in assembly(compiled, "runtime.checked", 0)[0]
    assert not any("small" in line for line in assembly(compiled, "runtime.calls"))
    code = assembly(compiled, "runtime.unchecked")
    assert not any("%fs:112" in line for line in code)
    assert any("(%r13)" in line for line in code)


def test_code_is_as_good_as_a_c_compilers(tmp_path: Path) -> None:
    made = module(
        """
        @struct
        class node:
            left: ptr["node"]
            right: ptr["node"]
            key: uintptr

        def find(t: ptr[node], key: uintptr) -> ptr[node]:
            while t is not None and t.key != key:
                if key < t.key:
                    t = t.left
                else:
                    t = t.right
            return t

        def shift(x: u64, n: u8) -> u64:
            return x << (n & 63)
        """,
        tmp_path,
    )
    compiled = compile_modules([made])
    find = assembly(compiled, "runtime.find")
    assert len(find) < 30
    assert not any("(%rbp)" in line or "(%rsp)" in line for line in find)
    assert len(assembly(compiled, "runtime.shift")) < 14


def test_same_text_for_the_same_modules(tmp_path: Path) -> None:
    made = module("def f(x: u32) -> u32:\n    return x * 3\n\nname: string = static('abc')\n", tmp_path)
    assert compile_modules([made]).text == compile_modules([made]).text


def test_values_at_import(tmp_path: Path) -> None:
    made = module(
        """
        @struct
        class stack:
            lo: uintptr
            hi: uintptr

        @struct
        class g:
            flags: u8
            stack: stack

        OFFSET = offsetof(g, "stack.hi")
        SIZE = sizeof(g)
        WRAPPED = u8(300), i8(200)
        table = const_array(u8, range(5))
        SUM = sum(table) + len(table)
        """,
        tmp_path,
    )
    assert (made.OFFSET, made.SIZE, made.WRAPPED, made.SUM) == (16, 24, (44, -56), 15)
    with pytest.raises(TypeError, match="runs in compiled bodies only"):
        made.addr(1)


DEBUGGED = """
    message: string = static()

    @noreturn
    def throw(s: string) -> None:
        message = s
        while True:
            pass

    def half(n: u32) -> u32:
        assert n % 2 == 0, "odd number"
        return n // 2

    def at(s: slice[u16], i: i64) -> u16:
        return s[i]

    def middle(t: string) -> u8:
        return head(t)[t.len // 2]

    def head(t: string) -> string:
        return string(t.ptr, t.len - 1)
    """


def test_debug_builds_check(tmp_path: Path) -> None:
    made = module(DEBUGGED, tmp_path)
    plain = compile_modules([made])
    assert "odd number" not in plain.text
    assert "llvm.trap" not in plain.text.split("@runtime.at(")[1].split("\n}")[0]
    checked = compile_modules([made], options=CompileOptions(debug=True))
    assert "call swiftcc void @runtime.throw" in checked.text.split("@runtime.half(")[1].split("\n}")[0]
    rt = Interpreter(checked)
    data = rt.new(array_of(u16, 3))
    data[2] = 9
    assert rt.call("at", (data.address, 3, 3), 2) == 9
    with pytest.raises(IndexError, match="index 3 out of range with length 3"):
        rt.call("at", (data.address, 3, 3), 3)
    assert rt.call("half", 8) == 4
    assert rt.call("middle", "abc") == ord("b")
    with pytest.raises(IndexError):
        rt.call("middle", "a")
    native = load(checked, 2)
    assert native.call("at", (data.address, 3, 3), 2) == 9
    assert native.call("middle", "abcd") == ord("c")
