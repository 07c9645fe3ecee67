"""What compiled code does, run compiled at two levels and interpreted: the same cases, the same results."""

from __future__ import annotations

import math
import os
import struct
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rtlang_support import SWITCH, load, module

from rt0.rtlang.compile import compile_modules
from rt0.rtlang.interp import Interpreter, open_runtime
from rt0.rtlang.interp.operations import NilPointer
from rt0.rtlang.live import Runtime

Start = Callable[..., Any]


@pytest.fixture(params=["O0", "O2", "interpreted", "interpreted-native"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Start:
    """A function source -> runtime, in each way to run."""

    def begin(source: str, **more: Any) -> Runtime | Interpreter:
        compiled = compile_modules([module(source, tmp_path)], **more)
        if request.param == "interpreted":
            return Interpreter(compiled)
        native = load(compiled, 0 if request.param == "O0" else 2)
        return Interpreter(compiled, native) if request.param == "interpreted-native" else native

    return begin


def test_loops(start: Start) -> None:
    rt = start(
        """
        def bytes_by_two() -> u32:
            n: u32 = 0
            for i in range(u8(1), 255, 2):
                n += 1
            return n

        def down(a: i8) -> i64:
            s = 0
            for i in range(a, -128, -3):
                s += i64(i)
                if i < -100:
                    break
            return s

        def last(n: i64) -> i64:
            i = -1
            for i in range(n):
                pass
            return i

        def collatz(n: u64) -> u64:
            steps: u64 = 0
            while n != 1:
                steps += 1
                if n % 2 == 0:
                    n //= 2
                    continue
                n = 3 * n + 1
            return steps
        """
    )
    assert rt.call("bytes_by_two") == 127
    expected, i = 0, 100
    while i > -128:
        expected += i
        if i < -100:
            break
        i -= 3
    assert rt.call("down", 100) == expected
    assert [rt.call("last", n) for n in (0, 1, 5)] == [-1, 0, 4]
    assert rt.call("collatz", 27) == 111


def test_structs_by_value(start: Start) -> None:
    rt = start(
        """
        @struct
        class small:
            a: u8
            ok: bool
            b: i64

        @struct
        class big:
            xs: array[u32, 40]
            s: small

        one: big = static()
        two: big = static()

        def make(a: u8, ok: bool) -> small:
            return small(a, b=i64(a) * 10, ok=ok)

        def use(s: small) -> i64:
            return s.b + i64(s.ok)

        def both(a: u8) -> i64:
            return use(make(a, True)) + make(a, False).b

        def copies(n: u32) -> u64:
            local: big = zero()
            for i in range(u32(40)):
                local.xs[i] = i * n
            local.s = make(3, True)
            one = local
            two = one
            one = zero()
            return u64(two.xs[39]) + u64(two.s.b) + u64(one.xs[39])

        def swap(a: ptr[small], b: ptr[small]) -> None:
            t = a[0]
            a[0] = b[0]
            b[0] = t
        """
    )
    made = rt.call("make", 7, True)
    assert (made.a, made.ok, made.b) == (7, True, 70)
    assert rt.call("use", made) == 71
    assert rt.call("both", 5) == 101
    assert rt.call("copies", 2) == 78 + 30
    a, b = rt.new("small"), rt.new("small")
    a.b, b.b, b.ok = 1, 2, True
    rt.call("swap", a, b)
    assert (a.b, a.ok, b.b, b.ok) == (2, True, 1, False)


def test_several_results_and_pointers(start: Start) -> None:
    rt = start(
        """
        def divmod8(a: u64, b: u8) -> tuple[u64, u8, bool]:
            return a // u64(b), u8(a % u64(b)), b == 3

        def sum3(a: u64) -> u64:
            q, r, odd = divmod8(a, 3)
            _, last, _ = divmod8(a, 10)
            if odd:
                q += 100
            return q + u64(r) + u64(last)

        def fill(p: ptr[u16], n: i32) -> ptr[u16]:
            for i in range(n):
                p[i] = u16(i) * 3
            q = addr(p[n])
            q[-1] += 1
            return add(q, -2)

        def chase(p: ptr[ptr[u32]]) -> u32:
            return p[0][1] if p is not None and p[0] is not None else 0
        """
    )
    assert rt.call("divmod8", 100, 3) == (33, 1, True)
    assert rt.call("sum3", 100) == 33 + 100 + 1 + 0
    from rt0.rtlang.live import new
    from rt0.rtlang.vocab_types import array_of, u16, u32, u64

    space = new(array_of(u16, 8))
    assert rt.call("fill", space, 8) == space.address + 14
    assert list(space) == [0, 3, 6, 9, 12, 15, 18, 22]
    numbers, cell = new(array_of(u32, 2)), new(array_of(u64, 1))
    numbers[1] = 77
    cell[0] = numbers.address
    assert rt.call("chase", cell) == 77
    assert rt.call("chase", None) == 0


def test_floats(start: Start) -> None:
    rt = start(
        """
        def to_i64(x: f64) -> i64:
            return i64(x)

        def to_i32(x: f64) -> i32:
            return i32(x)

        def to_u64(x: f64) -> u64:
            return u64(x)

        def to_u8(x: f32) -> u8:
            return u8(x)

        def single(n: i64) -> f32:
            return f32(n)

        def mix(a: f64, b: f32) -> f64:
            return f64(f32(a) / b) + sqrt(a) - 0.5

        def order(a: f64, b: f64) -> i64:
            return i64(a < b) + i64(a <= b) * 10 + i64(a == b) * 100 + i64(a != b) * 1000

        def bits(x: f32) -> u32:
            return bitcast(u32, x)
        """
    )
    low = -(1 << 63)
    cases = [(1.9, 1), (-1.9, -1), (1e19, low), (math.nan, low), (-1e30, low)]
    assert [rt.call("to_i64", x) for x, _ in cases] == [n for _, n in cases]
    least = -(1 << 31)
    assert [rt.call("to_i32", x) for x in (2.0**31, -(2.0**31), 5.5, math.nan)] == [least, least, 5, least]
    assert [rt.call("to_u64", x) for x in (2.0**63, 1.8e19, 3.7)] == [1 << 63, int(1.8e19), 3]
    assert rt.call("to_u8", 300.5) == 300 & 255
    for n in (1, (1 << 53) + 1, (1 << 62) + (1 << 38) + 1, -((1 << 60) + 12345678901), (1 << 24) + 1):
        expected = struct.unpack("<f", struct.pack("<f", n if abs(n) < 1 << 53 else 0))[0]
        got = rt.call("single", n)
        if abs(n) < 1 << 53:
            assert got == expected
        else:
            assert abs(got - n) <= abs(n) * 2**-24
    assert rt.call("single", (1 << 62) + (1 << 38) + 1) == float((1 << 62) + (1 << 39))
    assert rt.call("mix", 2.25, 1.5) == 1.5 + 1.5 - 0.5
    assert [rt.call("order", *p) for p in ((1.0, 2.0), (2.0, 2.0), (math.nan, 1.0))] == [1011, 110, 1000]
    assert rt.call("bits", 1.0) == 0x3F800000


def test_strings_tables_and_variables(start: Start) -> None:
    rt = start(
        """
        names = const_array(string, ["zero", "one", "two"])
        @struct
        class entry:
            key: u16
            name: string
            act: fn[[i64], i64]

        def double(x: i64) -> i64:
            return x * 2

        def negate(x: i64) -> i64:
            return -x

        entries = const_array(entry, [(1, "d", double), entry(2, name="n", act=negate)])
        current: ptr[void] = static(None)
        hits: array[u32, 3] = static([1, 2])
        other: ptr[array[u32, 3]] = static(hits)

        def length(i: i64) -> i64:
            return len(names[i]) + names[i].len

        def first(i: u8) -> u8:
            return names[i].ptr[0]

        def act(i: i64, x: i64) -> i64:
            return entries[i].act(x) + i64(entries[i].key)

        def count(i: i64) -> u32:
            hits[i] += 5
            other[0][i] += 1
            return hits[i]

        def same(a: string, b: string) -> bool:
            return a.len == b.len and memequal(a.ptr, b.ptr, a.len)

        def constant() -> string:
            return "héllo"

        def zstring(i: i64) -> u8:
            return cstr("ab")[i]
        """
    )
    assert rt.call("length", 2) == 6
    assert rt.call("first", 1) == ord("o")
    assert (rt.call("act", 0, 5), rt.call("act", 1, 5)) == (11, -3)
    assert [rt.call("count", i) for i in range(3)] == [7, 8, 6]
    assert list(rt.var("hits")) == [7, 8, 6]
    assert rt.var("current") == 0
    rt.set_var("current", 4096)
    assert rt.var("current") == 4096
    assert rt.call("same", "abc", b"abc") is True
    assert rt.call("same", "abc", "abd") is False
    assert rt.call("constant").text() == "héllo"
    assert [rt.call("zstring", i) for i in range(3)] == [97, 98, 0]


def test_atomics(start: Start) -> None:
    rt = start(
        """
        a32: u32 = static(5)
        a64: i64 = static()
        flag: bool = static()
        a8: u8 = static(0xf0)
        p: ptr[u8] = static()

        def all(q: ptr[u8]) -> i64:
            s = i64(atomic.Xadd(addr(a32), 3)) * 1000
            s += i64(atomic.Xadd(addr(a32), -1))
            s += atomic.Xchg(addr(a64), 9) + atomic.Load(addr(a64))
            if atomic.Cas(addr(a64), 8, 1):
                s += 100000
            if atomic.Cas(addr(a64), 9, 2):
                s += 200000
            atomic.Store(addr(flag), True)
            if atomic.Load(addr(flag)) and not atomic.Xchg(addr(flag), False):
                s += 400000
            atomic.StoreRel(addr(p), q)
            atomic.Or(addr(a8), 3)
            atomic.And(addr(a8), 0x9f)
            atomic.fence()
            publicationBarrier()
            if atomic.LoadAcq(addr(p)) == q and atomic.CasRel(addr(p), q, None):
                s += 1000000
            return s
        """
    )
    assert rt.call("all", b"x") == 8000 + 7 + 0 + 9 + 200000 + 1000000
    assert (rt.var("a32"), rt.var("a64"), rt.var("flag"), rt.var("a8"), rt.var("p")) == (7, 2, False, 0x93, 0)


def test_g_systemstack_and_slots(start: Start, request: pytest.FixtureRequest) -> None:
    rt = start(
        textwrap.dedent("""
        @struct
        class m:
            g0: ptr["g"]
            gsignal: ptr["g"]

        @struct
        class g:
            m: ptr[m]
            goid: i64

        getg = g_register(g)
        up_slot = slot(fn[[i64], tuple[i64, bool]])
        empty_slot = slot(fn[[], None])

        @struct
        class counter:
            n: i64

            @systemstack
            def add(self, k: i64) -> None:
                self.n += k

        total: counter = static()

        @fills(up_slot)
        def up(n: i64) -> tuple[i64, bool]:
            return n * 2, n > 3

        @systemstack
        def work(a: i64, flag: bool, f: f64) -> bool:
            return (a > 3 or flag) and f < 1.0 and getg() == getg().m.g0

        def run(a: i64, flag: bool, f: f64) -> bool:
            return systemstack(work, a, flag, f)

        def count(k: i64) -> i64:
            systemstack(total.add, k)
            return total.n

        def through(n: i64) -> i64:
            twice, over = up_slot(n)
            if filled(empty_slot):
                empty_slot()
            return twice + i64(over) + getg().goid

        @cabi
        def entry(gp: ptr[g], n: i64) -> i64:
            setg(gp)
            return through(n) + getg().goid
        """)
        + SWITCH
    )
    gp, g0, mp = rt.new("g"), rt.new("g"), rt.new("m")
    gp.m, g0.m, mp.g0, gp.goid, g0.goid = mp, mp, g0, 1000, 5000
    rt.g = g0.address
    assert rt.call("run", 5, False, 0.5) is True
    assert rt.call("run", 1, False, 0.5) is False
    if "interp" in request.node.name:
        assert rt.call("run", 1, True, 0.5, g=gp) is True
    assert rt.call("count", 4, g=gp) == 4
    assert rt.call("count", 4) == 8
    assert rt.call("through", 5, g=gp) == 1011
    assert rt.call("entry", gp, 3) == 2006


def test_system_calls_and_bytes(start: Start) -> None:
    rt = start(
        """
        def pid() -> i64:
            return syscall(39)

        def bad() -> i64:
            return syscall(3, i32(-1))

        def moves(p: ptr[u8]) -> u64:
            buf: array[u8, 16] = zero()
            memmove(addr(buf), p, 8)
            memmove(addr(buf[1]), addr(buf[0]), 8)
            memclr(addr(buf[6]), 2)
            extra = stackalloc_local(8)
            memmove(extra, addr(buf), 8)
            return cast(ptr[u64], extra)[0]

        def spin(n: u32) -> u32:
            procyield(n)
            if likely(n > 1):
                return min(n, 100)
            return max(n, 7)
        """
    )
    assert rt.call("pid") == os.getpid()
    assert rt.call("bad") == -9
    data = b"abcdefgh"
    assert rt.call("moves", data).to_bytes(8, "little") == b"aabcde\0\0"
    assert (rt.call("spin", 3), rt.call("spin", 0), rt.call("spin", 1000)) == (3, 7, 100)


def test_templates(start: Start) -> None:
    rt = start(
        """
        @struct
        class box:
            n: u32

        def largest(T: type, p: "ptr[T]", n: i64) -> "T":
            best = p[0]
            for i in range(1, n):
                if p[i] > best:
                    best = p[i]
            return best

        def times(k: const[int], x: u64) -> u64:
            if k > 10:
                return x << k
            return x * k

        def width(T: type) -> u64:
            return sizeof(T)

        def bytes_(p: ptr[i8]) -> i8:
            return largest(i8, p, 4)

        def words(p: ptr[u16]) -> u16:
            return largest(u16, p, 2)

        def all() -> u64:
            return times(3, 5) + times(20, 1) + width(box) + width(ptr[box]) + width(array[box, 3])
        """
    )
    assert rt.call("bytes_", bytes([1, 255, 5, 2])) == 5
    assert rt.call("words", bytes([1, 255, 5, 2])) == 0xFF01
    assert rt.call("all") == 15 + (1 << 20) + 4 + 8 + 12


def test_chained_comparison_evaluates_once(start: Start) -> None:
    rt = start(
        """
        calls: u32 = static()

        def next() -> u32:
            calls += 1
            return calls

        def inside(lo: u32, hi: u32) -> bool:
            return lo < next() <= hi
        """
    )
    assert rt.call("inside", 0, 5) is True
    assert rt.call("inside", 5, 5) is False
    assert rt.var("calls") == 2


def test_trace_build(start: Start) -> None:
    source = """
        log: array[u64, 32] = static()
        n: i64 = static()

        def put(id: u32, count: u32, a: u64, b: u64) -> None:
            log[n] = u64(id)
            log[n + 1] = u64(count)
            log[n + 2] = a
            log[n + 3] = b
            n += 4

        def traceenter(id: u32, count: u32, v0: u64, v1: u64, v2: u64, v3: u64) -> None:
            put(id, count, v0, v1)

        def traceleave(id: u32, count: u32, v0: u64, v1: u64, v2: u64, v3: u64) -> None:
            put(id | 0x100, count, v0, v1)

        @row("heap", enter=("x", "x > 3"), leave=("result", "n"))
        def work(x: i32) -> i32:
            if x < 0:
                return 0
            return x * 2

        @row("m")
        def quiet() -> None:
            pass

        def all() -> None:
            work(-1)
            work(5)
            quiet()
        """
    rt = start(source, flags={"trace": True})
    rt.call("all")
    log = list(rt.var("log"))[: rt.var("n")]
    m64 = (1 << 64) - 1
    rows = {r.name: r.id for r in (rt.compiled.index if isinstance(rt, Interpreter) else rt.index).rows}
    w, q = rows["work"], rows["quiet"]
    assert log == [
        *(w, 2, m64, 0), *(w | 256, 2, 0, 4),
        *(w, 2, 5, 1), *(w | 256, 2, 10, 12),
        *(q, 0, 0, 0), *(q | 256, 0, 0, 0),
    ]  # fmt: skip
    plain = start(source)
    plain.call("all")
    assert plain.var("n") == 0


def test_nil_is_an_exception_when_interpreted(tmp_path: Path) -> None:
    source = """
        def f(p: ptr[u32]) -> u32:
            x: u32 = 1
            return p[0] + x
        """
    compiled = compile_modules([module(source, tmp_path)])
    with pytest.raises(NilPointer) as caught:
        Interpreter(compiled).call("f", None)
    frame = caught.traceback[-2]
    assert str(frame.path) == compiled.index.functions["runtime.f"].file
    assert "return p[0] + x" in str(frame.statement)
    assert frame.locals["x"] == 1


def test_lines_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    source = "def f(n: i64) -> i64:\n    s = 0\n    while n > 0:\n        s += n\n        n -= 1\n    return s\n"
    made = module(source, tmp_path)
    compiled = compile_modules([made])
    native = load(compiled)
    monkeypatch.setenv("RT0_INTERPRET", "1")
    rt = open_runtime(compiled, native.address, native.load_ir)
    assert isinstance(rt, Interpreter)
    first = compiled.index.functions["runtime.f"].line
    seen: set[int] = set()

    def trace(frame: Any, event: str, arg: Any) -> Any:
        if frame.f_code.co_filename == made.__file__ and event == "line":
            seen.add(frame.f_lineno - first)
        return trace

    sys.settrace(trace)
    try:
        assert rt.call("f", 3) == 6
    finally:
        sys.settrace(None)
    assert seen - {0} == {1, 2, 3, 4, 5}
    monkeypatch.setenv("RT0_INTERPRET", "0")
    assert isinstance(open_runtime(compiled, native.address, native.load_ir), Runtime)
