"""The lowest layer called from Python: locks, notes, chance, 128-bit division, bulk memory, layouts."""

from __future__ import annotations

import ctypes
import time

from hypothesis import given, settings
from hypothesis import strategies as st
from sched_support import booted, struct

from rt0.abi import layouts
from rt0.rtlang import offsetof, sizeof
from rt0.runtime.core import config, runtime2
from rt0.runtime.core import type as types

MASK = (1 << 64) - 1
u128 = st.one_of(st.integers(0, (1 << 128) - 1), st.integers(0, 1 << 70), st.integers(0, 255))


def test_layouts_shared_with_the_compiler() -> None:
    for name in ("_type", "itab", "eface", "iface", "maptype", "structtype", "uncommontype", "interfacetype"):
        t = getattr(types, name)
        assert sizeof(t) == layouts.size_align(name)[0], name
        for field, offset in layouts.offsets(name).items():
            assert offsetof(t, field) == offset, (name, field)
    assert sizeof(runtime2._defer) == layouts.size_align("_defer")[0]
    assert sizeof(runtime2.panicbuf) == layouts.size_align("panicbuf")[0]
    assert sizeof(runtime2.stkseg) == 64


def test_a_goroutine_is_small() -> None:
    # million_parked must not need more than Go's 2,782 bytes a goroutine: stack, g, sudog.
    assert config._FixedStack + sizeof(runtime2.g) + sizeof(runtime2.sudog) < 2600


def test_lock_counts_in_m() -> None:
    rt = booted()
    l = struct(rt, "core.runtime2", "mutex")
    before = rt.var("m0").locks
    rt.call("lock", l)
    assert l.key == 1 and rt.var("m0").locks == before + 1
    rt.call("unlock", l)
    assert l.key == 0 and rt.var("m0").locks == before


def test_notes() -> None:
    rt = booted()
    n = struct(rt, "core.runtime2", "note")
    start = time.monotonic()
    assert not rt.call("notetsleep", n, 3_000_000)
    assert time.monotonic() - start >= 0.003
    rt.call("notewakeup", n)
    rt.call("notesleep", n)
    assert rt.call("notetsleep", n, 0)
    rt.call("noteclear", n)
    assert n.key == 0


def test_clocks_agree_with_pythons() -> None:
    rt = booted()
    before = time.monotonic_ns()
    now = rt.call("nanotime")
    assert before <= now <= time.monotonic_ns()
    sec, nsec = rt.call("walltime")
    assert abs(sec + nsec / 1e9 - time.time()) < 1


def test_the_vdso_is_found_and_used() -> None:
    rt = booted()
    libc = ctypes.CDLL(None)
    libc.getauxval.restype = ctypes.c_ulong
    vector = (ctypes.c_uint64 * 3)(33, libc.getauxval(33), 0)
    rt.call("sysauxv", ctypes.addressof(vector))
    assert rt.var("vdso_clock_gettime")
    before = time.monotonic_ns()
    assert before <= rt.call("nanotime") <= time.monotonic_ns()
    rt.set_var("vdso_clock_gettime", 0)


def test_chance_is_a_function_of_its_state() -> None:
    rt = booted()
    m0 = rt.var("m0")
    saved = list(m0.fastrand)
    runs = []
    for _ in range(2):
        m0.fastrand[0], m0.fastrand[1] = 123, 456
        runs.append([rt.call("fastrand") for _ in range(5)] + [rt.call("fastrandn", 10) for _ in range(200)])
    m0.fastrand[0], m0.fastrand[1] = saved
    assert runs[0] == runs[1] and set(runs[0][5:]) == set(range(10))


@settings(max_examples=300, deadline=None)
@given(u128, u128.filter(bool))
def test_unsigned_division_of_128_bits(n: int, d: int) -> None:
    rt = booted()
    rem = (ctypes.c_uint64 * 2)()
    lo, hi = rt.call("udivmod128", n & MASK, n >> 64, d & MASK, d >> 64, ctypes.addressof(rem))
    assert lo | hi << 64 == n // d
    assert rem[0] | rem[1] << 64 == n % d


@settings(max_examples=300, deadline=None)
@given(st.binary(min_size=1, max_size=400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_memory_functions(data: bytes, a: int, b: int, n: int) -> None:
    rt = booted()
    address = rt.address
    move = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)(address("memmove"))
    fill = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t)(address("memset"))
    comp = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)(address("memcmp"))
    size = len(data)
    a, b = a % size, b % size
    n = min(n, size - max(a, b))
    buf = ctypes.create_string_buffer(data, size)
    at = ctypes.addressof(buf)
    want = bytearray(data)
    want[b : b + n] = data[a : a + n]
    move(at + b, at + a, n)
    assert buf.raw == bytes(want)
    other = ctypes.create_string_buffer(data, size)
    got = comp(at, ctypes.addressof(other), size)
    assert (got > 0) - (got < 0) == (buf.raw > data) - (buf.raw < data)
    same = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)(address("bcmp"))
    assert (same(at, ctypes.addressof(other), size) == 0) == (buf.raw == data)
    assert (same(at + a, at + b, n) == 0) == (bytes(want[a : a + n]) == bytes(want[b : b + n]))
    other[n % size] = bytes([data[n % size] ^ 0x40])
    assert same(ctypes.addressof(other), ctypes.addressof(ctypes.create_string_buffer(data, size)), size) != 0
    fill(at + a, 0x17, n)
    want[a : a + n] = b"\x17" * n
    assert buf.raw == bytes(want)
