"""The shortest decimal text of a float that reads back as the same float, for print, println and uncaught panics.

The free-format algorithm of Steele and White with Dybvig's scaling, on multi-word integers in the caller's frame: exact, without tables
and allocation, and slow, which does not matter where it is used (programs format through package strconv, in Go). The value is r/s, and
m+ and m- are half the distances to its neighbours; digits are produced until the rest lies within one of them.

A big number is 40 words of 32 bits, least significant first: 2^1077 times a digit is the largest that comes up.
"""
from __future__ import annotations

from rt0.rtlang import *

_WORDS = 40


@struct
class _big:
    """A non-negative integer; words from n on are zero."""

    w: array[u32, _WORDS]
    n: i64


def _set(a: ptr[_big], v: u64) -> void:
    """a = v."""
    for i in range(_WORDS):
        a.w[i] = 0
    a.w[0] = u32(v)
    a.w[1] = u32(v >> 32)
    a.n = 2


def _shl(a: ptr[_big], k: i64) -> void:
    """a <<= k."""
    words = k >> 5
    bits = u32(k & 31)
    i = a.n + words
    if i >= _WORDS:
        i = _WORDS - 1
    a.n = i + 1
    while i >= 0:
        low: u64 = 0
        if i - words >= 0:
            low = u64(a.w[i - words]) << 32
            if i - words - 1 >= 0:
                low |= u64(a.w[i - words - 1])
        a.w[i] = u32((low << bits) >> 32)
        i -= 1


def _mul(a: ptr[_big], k: u32) -> void:
    """a *= k."""
    carry: u64 = 0
    for i in range(a.n):
        carry += u64(a.w[i]) * u64(k)
        a.w[i] = u32(carry)
        carry >>= 32
    if carry != 0:
        a.w[a.n] = u32(carry)
        a.n += 1


def _cmpsum(a: ptr[_big], b: ptr[_big], c: ptr[_big]) -> i64:
    """The sign of a + b - c."""
    borrow: i64 = 0
    i: i64 = _WORDS - 1
    while i >= 0:
        # The difference of the words so far; beyond one word of lead, lower words cannot change its sign.
        borrow = (borrow << 32) + i64(a.w[i]) + i64(b.w[i]) - i64(c.w[i])
        if borrow > 1:
            return 1
        if borrow < -2:
            return -1
        i -= 1
    if borrow > 0:
        return 1
    return -1 if borrow < 0 else 0


def _sub(a: ptr[_big], b: ptr[_big]) -> void:
    """a -= b, for a >= b."""
    borrow: i64 = 0
    for i in range(_WORDS):
        borrow += i64(a.w[i]) - i64(b.w[i])
        a.w[i] = u32(u64(borrow))
        borrow >>= 32


@struct
class decimal:
    """0.d1d2d3… times ten to the exp: n digits as numbers 0 to 9."""

    d: array[u8, 20]
    n: i64
    exp: i64


@noinline
def shortest(mant: u64, exp: i64, lowest: bool, out: ptr[decimal]) -> void:
    """The shortest digits for mant * 2^exp, mant > 0. `lowest`: mant is the smallest of its exponent (a power of two that is
    not the least normal number), so that the neighbour below is half as far."""
    r: _big = zero()
    s: _big = zero()
    mplus: _big = zero()
    mminus: _big = zero()
    none: _big = zero()
    _set(addr(r), mant)
    _set(addr(s), 1)
    _set(addr(mplus), 1)
    _set(addr(mminus), 1)
    extra: i64 = 1
    if lowest:
        extra = 2
        _shl(addr(mplus), 1)
    if exp >= 0:
        _shl(addr(r), exp + extra)
        _shl(addr(s), extra)
        _shl(addr(mplus), exp)
        _shl(addr(mminus), exp)
    else:
        _shl(addr(r), extra)
        _shl(addr(s), extra - exp)
    even = (mant & 1) == 0
    # A first guess at the decimal exponent from the binary one, low by at most one; 1233/4096 is just under log10(2).
    k = ((63 - i64(clz(mant)) + exp) * 1233) >> 12
    j = k
    while j > 0:
        _mul(addr(s), 10)
        j -= 1
    while j < 0:
        _mul(addr(r), 10)
        _mul(addr(mplus), 10)
        _mul(addr(mminus), 10)
        j += 1
    while True:
        c = _cmpsum(addr(r), addr(mplus), addr(s))
        if c < 0 or (c == 0 and not even):
            break
        _mul(addr(s), 10)
        k += 1
    out.exp = k
    out.n = 0
    while True:
        _mul(addr(r), 10)
        _mul(addr(mplus), 10)
        _mul(addr(mminus), 10)
        digit: u8 = 0
        while _cmpsum(addr(r), addr(none), addr(s)) >= 0:
            _sub(addr(r), addr(s))
            digit += 1
        low = _cmpsum(addr(r), addr(none), addr(mminus))
        high = _cmpsum(addr(r), addr(mplus), addr(s))
        stoplow = low < 0 or (low == 0 and even)
        stophigh = high > 0 or (high == 0 and even)
        if stoplow and stophigh:
            # Both ends are near enough: the nearer one, up on a tie.
            if _cmpsum(addr(r), addr(r), addr(s)) >= 0:
                digit += 1
        elif stophigh:
            digit += 1
        out.d[out.n] = digit
        out.n += 1
        if stoplow or stophigh:
            return


def formatfloat(bits: u64, mantbits: i64, bias: i64, buf: ptr[u8]) -> i64:
    """Write the text of a finite float, given by its bits without sign, its mantissa's width and its bias: %g of the shortest
    digits, so with an exponent below 1e-4 and from 1e6 on. Returns the length, at most 26 bytes."""
    mant = bits & ((u64(1) << mantbits) - 1)
    e = i64(bits >> mantbits)
    if mant == 0 and e == 0:
        buf[0] = 48
        return 1
    lowest = mant == 0 and e > 1
    if e == 0:
        e = 1
    else:
        mant |= u64(1) << mantbits
    d: decimal = zero()
    shortest(mant, e - bias - mantbits, lowest, addr(d))
    x = d.exp - 1
    if x < -4 or x >= 6:
        return _exponent(addr(d), x, buf)
    return _plain(addr(d), buf)


def _exponent(d: ptr[decimal], x: i64, buf: ptr[u8]) -> i64:
    """d.ddde±dd."""
    buf[0] = 48 + d.d[0]
    at: i64 = 1
    if d.n > 1:
        buf[1] = 46
        at = 2
        for i in range(1, d.n):
            buf[at] = 48 + d.d[i]
            at += 1
    buf[at] = 101
    buf[at + 1] = 43
    if x < 0:
        buf[at + 1] = 45
        x = -x
    at += 2
    if x >= 100:
        buf[at] = u8(48 + x // 100)
        at += 1
    buf[at] = u8(48 + x // 10 % 10)
    buf[at + 1] = u8(48 + x % 10)
    return at + 2


def _plain(d: ptr[decimal], buf: ptr[u8]) -> i64:
    """ddd.ddd."""
    at: i64 = 0
    if d.exp <= 0:
        buf[0] = 48
        buf[1] = 46
        at = 2
        for i in range(-d.exp):
            buf[at] = 48
            at += 1
    for i in range(d.n):
        if i == d.exp and i > 0:
            buf[at] = 46
            at += 1
        buf[at] = 48 + d.d[i]
        at += 1
    for i in range(d.n, d.exp):
        buf[at] = 48
        at += 1
    return at
