"""Panics of indices, slices and package unsafe, and complex division.

An index of an unsigned type that is over 2**63 is not negative: its panic shows the number, where the signed forms would show a negative
one without the bound. Smaller ones are the signed forms' business.

Source: Go specification, "Index expressions", "Slice expressions", "Package unsafe", "Arithmetic operators" (complex division).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.lang.concat import concatstrings, itoa
from rt0.runtime.lang.errors import errorString, panicstring
from rt0.runtime.lang.panic import boundsErrorType


@noreturn
@cold
@noinline
def panicSliceConvert(have: i64, want: i64) -> void:
    """Conversion of a too short slice to an array or array pointer."""
    _boundstext("cannot convert slice with length ", have, " to array or pointer to array with length ", want, "")


@noreturn
def _boundstext(a: string, x: i64, b: string, y: i64, c: string) -> void:
    """Panic with a boundsError of the text a x b y c."""
    parts: array[string, 5] = zero()
    parts[0] = a
    parts[1] = itoa(x)
    parts[2] = b
    parts[3] = itoa(y)
    parts[4] = c
    panicstring(boundsErrorType, concatstrings(None, addr(parts[0]), 5))


@noreturn
def _bounds1(a: string, x: i64, c: string) -> void:
    """The text for a negative index, which names no bound: a x c."""
    parts: array[string, 3] = zero()
    parts[0] = a
    parts[1] = itoa(x)
    parts[2] = c
    panicstring(boundsErrorType, concatstrings(None, addr(parts[0]), 3))


@noreturn
@cold
@noinline
def panicIndex(x: i64, y: i64) -> void:
    """s[x] with len(s) = y."""
    if x < 0:
        _bounds1("index out of range [", x, "]")
    _boundstext("index out of range [", x, "] with length ", y, "")


@noreturn
@cold
@noinline
def panicSliceAlen(x: i64, y: i64) -> void:
    """s[?:x] of a string or array with len(s) = y < x."""
    if x < 0:
        _bounds1("slice bounds out of range [:", x, "]")
    _boundstext("slice bounds out of range [:", x, "] with length ", y, "")


@noreturn
@cold
@noinline
def panicSliceAcap(x: i64, y: i64) -> void:
    """s[?:x] of a slice with cap(s) = y < x."""
    if x < 0:
        _bounds1("slice bounds out of range [:", x, "]")
    _boundstext("slice bounds out of range [:", x, "] with capacity ", y, "")


@noreturn
@cold
@noinline
def panicSliceB(x: i64, y: i64) -> void:
    """s[x:y] with x > y."""
    if x < 0:
        _bounds1("slice bounds out of range [", x, ":]")
    _boundstext("slice bounds out of range [", x, ":", y, "]")


@noreturn
@cold
@noinline
def panicSlice3Alen(x: i64, y: i64) -> void:
    """s[::x] of an array with len(s) = y < x."""
    if x < 0:
        _bounds1("slice bounds out of range [::", x, "]")
    _boundstext("slice bounds out of range [::", x, "] with length ", y, "")


@noreturn
@cold
@noinline
def panicSlice3Acap(x: i64, y: i64) -> void:
    """s[::x] of a slice with cap(s) = y < x."""
    if x < 0:
        _bounds1("slice bounds out of range [::", x, "]")
    _boundstext("slice bounds out of range [::", x, "] with capacity ", y, "")


@noreturn
@cold
@noinline
def panicSlice3B(x: i64, y: i64) -> void:
    """s[:x:y] with x > y."""
    if x < 0:
        _bounds1("slice bounds out of range [:", x, ":]")
    _boundstext("slice bounds out of range [:", x, ":", y, "]")


@noreturn
@cold
@noinline
def panicSlice3C(x: i64, y: i64) -> void:
    """s[x:y:] with x > y."""
    if x < 0:
        _bounds1("slice bounds out of range [", x, "::]")
    _boundstext("slice bounds out of range [", x, ":", y, ":]")


@noreturn
def _unsignedtext(a: string, x: i64, b: string, y: i64, c: string) -> void:
    """Panic with a boundsError of the text a x b y c, x taken as unsigned and over 2**63."""
    u = u64(x)
    parts: array[string, 6] = zero()
    parts[0] = a
    parts[1] = itoa(i64(u // 10))
    parts[2] = itoa(i64(u % 10))
    parts[3] = b
    parts[4] = itoa(y)
    parts[5] = c
    panicstring(boundsErrorType, concatstrings(None, addr(parts[0]), 6))


@noreturn
@cold
@noinline
def panicIndexU(x: i64, y: i64) -> void:
    """panicIndex for an x of an unsigned type: s[x]."""
    if x >= 0:
        panicIndex(x, y)
    _unsignedtext("index out of range [", x, "] with length ", y, "")


@noreturn
@cold
@noinline
def panicSliceAlenU(x: i64, y: i64) -> void:
    """panicSliceAlen for an x of an unsigned type: s[?:x]."""
    if x >= 0:
        panicSliceAlen(x, y)
    _unsignedtext("slice bounds out of range [:", x, "] with length ", y, "")


@noreturn
@cold
@noinline
def panicSliceAcapU(x: i64, y: i64) -> void:
    """panicSliceAcap for an x of an unsigned type: s[?:x]."""
    if x >= 0:
        panicSliceAcap(x, y)
    _unsignedtext("slice bounds out of range [:", x, "] with capacity ", y, "")


@noreturn
@cold
@noinline
def panicSliceBU(x: i64, y: i64) -> void:
    """panicSliceB for an x of an unsigned type: s[x:y]."""
    if x >= 0:
        panicSliceB(x, y)
    _unsignedtext("slice bounds out of range [", x, ":", y, "]")


@noreturn
@cold
@noinline
def panicSlice3AlenU(x: i64, y: i64) -> void:
    """panicSlice3Alen for an x of an unsigned type: s[::x]."""
    if x >= 0:
        panicSlice3Alen(x, y)
    _unsignedtext("slice bounds out of range [::", x, "] with length ", y, "")


@noreturn
@cold
@noinline
def panicSlice3AcapU(x: i64, y: i64) -> void:
    """panicSlice3Acap for an x of an unsigned type: s[::x]."""
    if x >= 0:
        panicSlice3Acap(x, y)
    _unsignedtext("slice bounds out of range [::", x, "] with capacity ", y, "")


@noreturn
@cold
@noinline
def panicSlice3BU(x: i64, y: i64) -> void:
    """panicSlice3B for an x of an unsigned type: s[:x:y]."""
    if x >= 0:
        panicSlice3B(x, y)
    _unsignedtext("slice bounds out of range [:", x, ":", y, "]")


@noreturn
@cold
@noinline
def panicSlice3CU(x: i64, y: i64) -> void:
    """panicSlice3C for an x of an unsigned type: s[x:y:]."""
    if x >= 0:
        panicSlice3C(x, y)
    _unsignedtext("slice bounds out of range [", x, ":", y, ":]")


@noreturn
@cold
@noinline
def panicunsafeslicelen() -> void:
    """unsafe.Slice: len out of range."""
    errorString("unsafe.Slice: len out of range")


@noreturn
@cold
@noinline
def panicunsafeslicenilptr() -> void:
    """unsafe.Slice: ptr is nil and len is not zero."""
    errorString("unsafe.Slice: ptr is nil and len is not zero")


@noreturn
@cold
@noinline
def panicunsafestringlen() -> void:
    """unsafe.String: len out of range."""
    errorString("unsafe.String: len out of range")


@noreturn
@cold
@noinline
def panicunsafestringnilptr() -> void:
    """unsafe.String: ptr is nil and len is not zero."""
    errorString("unsafe.String: ptr is nil and len is not zero")


@noreturn
@cold
@noinline
def panicrangestate(state: i64) -> void:
    """A range function called the loop's body when it may not: state 0 after it had returned false, 2 while it runs or after it had
    panicked, 3 after the loop had ended; or (4) it recovered the body's panic and returned."""
    if state == 0:
        errorString("range function continued iteration after function for loop body returned false")
    if state == 3:
        errorString("range function continued iteration after whole loop exit")
    if state == 4:
        errorString("range function recovered a loop body panic and did not resume panicking")
    errorString("range function continued iteration after loop body panic")


@inline
def _isinf(x: f64) -> bool:
    return x - x != x - x and x == x


@inline
def _absf(x: f64) -> f64:
    return bitcast(f64, bitcast(u64, x) & 0x7FFFFFFFFFFFFFFF)


@inline
def _signed(magnitude: f64, sign: f64) -> f64:
    return bitcast(f64, bitcast(u64, magnitude) & 0x7FFFFFFFFFFFFFFF | bitcast(u64, sign) & 0x8000000000000000)


@inline
def _boxed(x: f64) -> f64:
    """1 for an infinity, 0 for anything else, with x's sign."""
    if _isinf(x):
        return _signed(1.0, x)
    return _signed(0.0, x)


def complex128div(a: f64, b: f64, c: f64, d: f64) -> tuple[f64, f64]:
    """(a + bi) / (c + di): scaled by the larger part of the divisor, infinities and NaNs as C99's annex G has them."""
    e: f64 = 0.0
    f: f64 = 0.0
    if _absf(c) >= _absf(d):
        ratio = d / c
        denom = c + ratio * d
        e = (a + b * ratio) / denom
        f = (b - a * ratio) / denom
    else:
        ratio = c / d
        denom = d + ratio * c
        e = (a * ratio + b) / denom
        f = (b * ratio - a) / denom
    if e != e and f != f:
        inf = bitcast(f64, u64(0x7FF0000000000000))
        if c == 0.0 and d == 0.0 and (a == a or b == b):
            e = _signed(inf, c) * a
            f = _signed(inf, c) * b
        elif (_isinf(a) or _isinf(b)) and c - c == 0.0 and d - d == 0.0:
            x = _boxed(a)
            y = _boxed(b)
            e = inf * (x * c + y * d)
            f = inf * (y * c - x * d)
        elif (_isinf(c) or _isinf(d)) and a - a == 0.0 and b - b == 0.0:
            x = _boxed(c)
            y = _boxed(d)
            e = 0.0 * (a * x + b * y)
            f = 0.0 * (b * x - a * y)
    return e, f
