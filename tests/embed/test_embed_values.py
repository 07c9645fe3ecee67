"""Values that cross between Python and Go, and what is refused, in which words."""

from __future__ import annotations

import array
import inspect
import math
import sys
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rt0

from .conftest import loaded

INT_BITS = (64, 8, 16, 32, 64)
UINT_BITS = (64, 8, 16, 32, 64, 64)


def ints(bits: int) -> st.SearchStrategy[int]:
    return st.integers(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)


@settings(max_examples=200, deadline=None)
@given(st.tuples(*[ints(b) for b in INT_BITS]))
def test_signed_integers_come_back(given: tuple[int, ...]) -> None:
    assert loaded("values").Ints(*given) == given


@settings(max_examples=200, deadline=None)
@given(st.tuples(*[st.integers(0, (1 << b) - 1) for b in UINT_BITS]))
def test_unsigned_integers_come_back(given: tuple[int, ...]) -> None:
    assert loaded("values").Uints(*given) == given


@pytest.mark.parametrize("position", range(5))
def test_signed_range_ends(values: ModuleType, position: int) -> None:
    low, high = -(1 << (INT_BITS[position] - 1)), (1 << (INT_BITS[position] - 1)) - 1
    for number in (low, high, low - 1, high + 1, 1 << 80, -(1 << 80)):
        args = [0] * 5
        args[position] = number
        if low <= number <= high:
            assert values.Ints(*args) == tuple(args)
        else:
            with pytest.raises(OverflowError, match=r"Ints\(\) argument [a-e] \(int.*is not in \["):
                values.Ints(*args)


@pytest.mark.parametrize("position", range(6))
def test_unsigned_range_ends(values: ModuleType, position: int) -> None:
    high = (1 << UINT_BITS[position]) - 1
    for number in (0, high, -1, high + 1, 1 << 80):
        args = [0] * 6
        args[position] = number
        if 0 <= number <= high:
            assert values.Uints(*args) == tuple(args)
        else:
            with pytest.raises(OverflowError):
                values.Uints(*args)


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text())
def test_strings_come_back(s: str, t: str) -> None:
    assert loaded("values").Big(s, t, array.array("d")) == (t + s, 0)


@given(st.floats(width=32))
@settings(deadline=None)
def test_float32(x: float) -> None:
    got = loaded("values").Float32(x)
    assert got == x or math.isnan(x) and math.isnan(got)


def test_float32_out_of_range(values: ModuleType) -> None:
    with pytest.raises(OverflowError, match="out of range"):
        values.Float32(1e300)
    assert values.Float32(math.inf) == math.inf
    assert math.isnan(values.Float32(math.nan))


def test_bool_is_no_int(values: ModuleType) -> None:
    with pytest.raises(TypeError, match=r"Fib\(\) argument n \(int\): expected an int, found bool"):
        values.Fib(True)
    with pytest.raises(TypeError, match="expected a bool, found int"):
        values.Check(1)


def test_index_and_float_protocols(values: ModuleType) -> None:
    assert values.Fib(np.int32(10)) == 55
    assert values.Warm(np.float32(1.5), "x") == ("x!", 2.5)
    assert values.Warm(3, "x") == ("x!", 4.0)
    for wrong in (1.5, "1", None):
        with pytest.raises(TypeError, match="expected an int"):
            values.Fib(wrong)
    for wrong in ("1", None, True):
        with pytest.raises(TypeError, match="expected a float"):
            values.Warm(wrong, "x")
    with pytest.raises(OverflowError, match="too large for a float"):
        values.Warm(10**400, "x")


def test_subclasses(values: ModuleType) -> None:
    class Text(str):
        __slots__ = ()

    class Number(int):
        pass

    assert values.Hello(Text("x")) == "hello, x"
    assert values.Fib(Number(10)) == 55


def test_results(values: ModuleType) -> None:
    assert values.Add(-128, 65535, 1.5, 2.5, True) == (-128, 65535, 3.0, 5.0, False)
    assert values.Check(True) is None
    assert values.Fail("") == 42
    with pytest.raises(rt0.GoError, match="^no good$"):
        values.Fail("no good")
    with pytest.raises(rt0.GoError, match="not ok"):
        values.Check(False)


def test_strings_that_are_not_utf8(values: ModuleType) -> None:
    text = values.Broken()
    assert text == "a\udcff\udcfeb"
    assert values.Bytes(text) == (4, ord("a"))
    assert values.Bytes("\udcff") == (1, 255)
    assert values.Bytes("a\0b") == (3, ord("a"))
    with pytest.raises(UnicodeEncodeError):
        values.Bytes("\ud800")


def test_arrays_without_copy(values: ModuleType) -> None:
    x = np.arange(10.0)
    y = np.zeros((2, 5))
    values.Scale(x, 2.0, y)
    assert (y.ravel() == x * 2).all()
    assert values.Sum(x) == 45.0
    assert not x.any()
    for made in (array.array("d", [1, 2]), memoryview(array.array("d", [1, 2]))):
        assert values.Sum(made) == 3.0
        assert values.Sum(made) == 0.0
    assert values.Sum(np.empty(0)) == 0.0


def test_arrays_that_are_refused(values: ModuleType) -> None:
    for wrong, text in [
        (np.arange(3), "expected float64, found int64; convert it first"),
        (np.arange(3, dtype=np.float32), "expected float64, found float32"),
        (np.arange(10.0)[::2], "not contiguous"),
        (np.ones((3, 3)).T[1:], "not contiguous"),
        (np.arange(3.0).astype(">f8"), "expected float64"),
        ([1.0], "expected a buffer of float64"),
        (b"12345678", "expected float64, found format 'B'"),
        (None, "expected a buffer of float64"),
    ]:
        with pytest.raises(TypeError, match=text):
            values.Sum(wrong)
    frozen = np.arange(3.0)
    frozen.flags.writeable = False
    with pytest.raises(TypeError, match="read-only"):
        values.Sum(frozen)


def test_a_refused_call_gives_buffers_back(values: ModuleType) -> None:
    data = array.array("d", [1, 2, 3])
    with pytest.raises(TypeError):
        values.Scale(data, "x", data)
    values.Sum(data)
    with pytest.raises(rt0.GoPanic):
        values.Scale(data, 1.0, array.array("d"))
    data.append(4.0)  # BufferError if something still held it


def test_float_results(values: ModuleType) -> None:
    got = values.Squares(5)
    assert isinstance(got, np.ndarray)
    assert got.tolist() == [0, 1, 4, 9, 16]
    got[0] = 5
    assert values.Squares(0).shape == (0,)
    a, text, b = values.Two(3)
    assert (a.tolist(), text, b.tolist()) == ([0, 1, 4], "mid", [0])


def test_float_results_without_numpy(values: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert values.Squares(3) == array.array("d", [0, 1, 4])


def test_signature_and_docstring(values: ModuleType) -> None:
    assert str(inspect.signature(values.Fib)) == "(n, /)"
    assert values.Fib.__doc__ == "func Fib(n int) int\n\nFib returns the n-th Fibonacci number.\nIt is slow."
    assert values.Bytes.__doc__ == "func Bytes(s string) (n int, first uint8)"
    assert values.Fib.__name__ == "Fib"
    assert values.__name__ == "values"
    assert "Fib" in values.__all__


def test_number_of_arguments(values: ModuleType) -> None:
    with pytest.raises(TypeError, match=r"Fib\(\) takes 1 argument \(2 given\)"):
        values.Fib(1, 2)
    with pytest.raises(TypeError, match=r"Add\(\) takes 5 arguments \(0 given\)"):
        values.Add()


def test_functions_that_cannot_be_called(values: ModuleType) -> None:
    for name, text in [
        ("Chan", "parameter c has type chan int"),
        ("Map", r"result 1 has type map\[string\]int"),
        ("First", "generic"),
        ("Many", "it is variadic"),
    ]:
        function = getattr(values, name)
        with pytest.raises(TypeError, match=text):
            function()
        assert text.replace("\\", "") in function.__doc__
