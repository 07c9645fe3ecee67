"""The slow way of a call from Python: arguments that are not exactly of the expected type, and results that need Python.

`converter` makes, for one function, what the fast way (runtime/lang/pycall.py) calls when it cannot take an argument as it is:
it returns a tuple of exact values (int in range, float, bool, str, a buffer that is writable float64), or raises TypeError
or OverflowError that says which parameter, what was expected and what was given.
"""

from __future__ import annotations

import math
import operator
from array import array
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from rt0.base.errors import InternalError
from rt0.embed.errors import GoError, GoPanic
from rt0.embed.kinds import BOOL, FLOAT32, FLOAT64, FLOATS, RANGES, STRING

OK, PANIC, ERROR, GOEXIT, CRASH, DEAD, FORKED, RETRY = 0, 1, 2, 3, 4, 5, -1, -2
"""How a call can end: runtime/sched/library.py's and lang/pycall.py's numbers."""

FLOAT32_MAX = 3.4028235677973366e38
"""The least float64 that rounds beyond float32's range."""

DEAD_TEXT = "fatal error: all goroutines are asleep - deadlock!"
FORK_TEXT = "Go code cannot be called after fork(): the threads that run goroutines exist in the parent only (use spawn)"

Param = Sequence[Any]
"""(name, type, kind, words), as describe.py has it."""


def converter(name: str, params: Sequence[Param]) -> Callable[..., tuple[object, ...]]:
    """The slow way for the function `name`."""

    def convert(*args: object) -> tuple[object, ...]:
        if len(args) != len(params):
            expected = f"{len(params)} argument{'' if len(params) == 1 else 's'}"
            raise TypeError(f"{name}() takes {expected} ({len(args)} given)")
        return tuple([exact(name, p, a) for p, a in zip(params, args)])

    return convert


def exact(function: str, param: Param, value: Any) -> object:
    """`value` as the fast way takes it for `param`. Raises TypeError or OverflowError, or UnicodeEncodeError."""
    where, spelt, kind, _ = param
    if kind in RANGES:
        return _integer(function, where, spelt, kind, value)
    if kind in (FLOAT32, FLOAT64):
        return _float(function, where, spelt, kind, value)
    if kind == BOOL:
        if isinstance(value, bool):
            return value
        if type(value).__name__ in ("bool_", "bool") and type(value).__module__ == "numpy":
            return bool(value)
        _refuse(function, where, spelt, "a bool", value)
    if kind == STRING:
        if not isinstance(value, str):
            _refuse(function, where, spelt, "a str", value)
        # Lone surrogates stand for bytes that are not UTF-8, as results have them: Go gets those bytes back.
        text = str.__str__(value)
        return text if _clean(text) else text.encode("utf-8", "surrogateescape")
    if kind == FLOATS:
        return _floats(function, where, spelt, value)
    raise InternalError(f"{function}: parameter {where} has kind {kind}")


def _refuse(function: str, where: str, spelt: str, expected: str, value: object) -> NoReturn:
    found = type(value).__name__
    raise TypeError(f"{function}() argument {where} ({spelt}): expected {expected}, found {found}")


def _integer(function: str, where: str, spelt: str, kind: int, value: Any) -> int:
    if isinstance(value, bool):
        _refuse(function, where, spelt, "an int", value)
    try:
        number = operator.index(value)
    except TypeError:
        _refuse(function, where, spelt, "an int", value)
    low, high = RANGES[kind]
    if not low <= number <= high:
        raise OverflowError(f"{function}() argument {where} ({spelt}): {_shown(number)} is not in [{low}, {high}]")
    return int(number)


def _shown(number: int) -> str:
    return str(number) if number.bit_length() < 256 else f"an int of {number.bit_length()} bits"


def _float(function: str, where: str, spelt: str, kind: int, value: Any) -> float:
    if isinstance(value, (bool, str, bytes)) or not (hasattr(value, "__float__") or hasattr(value, "__index__")):
        _refuse(function, where, spelt, "a float", value)
    try:
        number = float(value)
    except TypeError:
        _refuse(function, where, spelt, "a float", value)
    except OverflowError:
        raise OverflowError(f"{function}() argument {where} ({spelt}): the int is too large for a float") from None
    if kind == FLOAT32 and math.isfinite(number) and abs(number) >= FLOAT32_MAX:
        raise OverflowError(f"{function}() argument {where} ({spelt}): {number!r} is out of range")
    return number


def _clean(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _floats(function: str, where: str, spelt: str, value: Any) -> object:
    """The buffer itself; the fast way has refused it, so this finds out why."""
    start = f"{function}() argument {where} ({spelt}): "
    try:
        view = memoryview(value)
    except TypeError:
        _refuse(function, where, spelt, "a buffer of float64 (a NumPy array, array('d'))", value)
    except (BufferError, ValueError) as problem:
        raise TypeError(f"{start}{problem}") from None
    with view:
        if view.format not in ("d", "@d", "=d", "<d"):
            raise TypeError(f"{start}expected float64, found {_format_name(value, view)}; convert it first (a copy)")
        if not view.c_contiguous:
            raise TypeError(f"{start}its memory is not contiguous (strides {view.strides}); copy it first")
        if view.readonly:
            raise TypeError(f"{start}it is read-only, and Go may write to a slice")
    return value


def _format_name(value: Any, view: memoryview) -> str:
    dtype = getattr(value, "dtype", None)
    return str(dtype) if dtype is not None else f"format {view.format!r}"


def float_array(data: bytearray) -> Any:
    """A []float64 result: a NumPy array over `data` if NumPy is there, else array('d')."""
    try:
        import numpy
    except ImportError:
        out = array("d")
        out.frombytes(data)
        return out
    return numpy.frombuffer(data, dtype=numpy.float64) if data else numpy.empty(0)


def failer(name: str) -> Callable[[int, str, str], NoReturn]:
    """What raises when a call of the function `name` did not return."""

    def fail(status: int, text: str, trace: str) -> NoReturn:
        if status == ERROR:
            raise GoError(text)
        if status in (PANIC, CRASH):
            raise GoPanic(panic_message(text), text.rstrip("\n"), trace.rstrip("\n"))
        if status == DEAD:
            raise GoPanic(DEAD_TEXT, DEAD_TEXT, trace.rstrip("\n"))
        if status == GOEXIT:
            raise GoPanic("runtime.Goexit called by a function that Python called")
        if status == FORKED:
            raise RuntimeError(FORK_TEXT)
        raise InternalError(f"{name}: status {status} of a call; converted arguments were refused")

    return fail


def panic_message(text: str) -> str:
    """Go's text without the word in front, of the last panic of a chain."""
    return text.rstrip("\n").rpartition("\tpanic: ")[2].removeprefix("panic: ")
