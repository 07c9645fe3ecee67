"""What LLVM calls by name besides memory functions: 128-bit division, floating-point remainder.

C's convention, no g, no stack check worth speaking of. A 128-bit number comes as two 64-bit halves, low one first,
and goes back in rax and rdx.

Where to read next: memory_amd64.py.
"""
from __future__ import annotations

from rt0.rtlang import *


@nosplit
def _shl(hi: u64, lo: u64, n: u64) -> tuple[u64, u64]:
    """(hi, lo) << n for n < 128. nosplit: its caller udivmod128 is."""
    if n == 0:
        return hi, lo
    if n >= 64:
        return lo << (n - 64), 0
    return (hi << n) | (lo >> (64 - n)), lo << n


@nosplit
def udivmod128(nlo: u64, nhi: u64, dlo: u64, dhi: u64, rem: ptr[u64]) -> tuple[u64, u64]:
    """Quotient (lo, hi), and the remainder at rem: shift and subtract, one bit a turn, from the first bit that matters.

    Not four results: LLVM 22 cannot select a call with more than three from a function of C's convention.

    nosplit: its callers __divti3 and __modti3 are.
    """
    qlo: u64 = 0
    qhi: u64 = 0
    if dhi == 0 and nhi == 0:
        rem[0] = nlo % dlo
        rem[1] = 0
        return nlo // dlo, 0
    if nhi < dhi or (nhi == dhi and nlo < dlo):
        rem[0] = nlo
        rem[1] = nhi
        return 0, 0
    nz = u64(clz(nhi)) if nhi != 0 else 64 + u64(clz(nlo))
    dz = u64(clz(dhi)) if dhi != 0 else 64 + u64(clz(dlo))
    shift = dz - nz
    shi, slo = _shl(dhi, dlo, shift)
    i = i64(shift)
    while i >= 0:
        qhi = (qhi << 1) | (qlo >> 63)
        qlo = qlo << 1
        if nhi > shi or (nhi == shi and nlo >= slo):
            borrow: u64 = 1 if nlo < slo else 0
            nlo -= slo
            nhi -= shi + borrow
            qlo |= 1
        slo = (slo >> 1) | (shi << 63)
        shi = shi >> 1
        i -= 1
    rem[0] = nlo
    rem[1] = nhi
    return qlo, qhi


@nosplit
def _neg(lo: u64, hi: u64) -> tuple[u64, u64]:
    """-(hi, lo), as (lo, hi). nosplit: its callers __divti3 and __modti3 are."""
    nlo = 0 - lo
    return nlo, ~hi + (1 if lo == 0 else 0)


@export("__udivti3")
@cabi
@nosplit
def __udivti3(nlo: u64, nhi: u64, dlo: u64, dhi: u64) -> tuple[u64, u64]:
    """Unsigned quotient. nosplit: LLVM puts the call anywhere."""
    rem: array[u64, 2] = zero()
    qlo, qhi = udivmod128(nlo, nhi, dlo, dhi, addr(rem[0]))
    return qlo, qhi


@export("__umodti3")
@cabi
@nosplit
def __umodti3(nlo: u64, nhi: u64, dlo: u64, dhi: u64) -> tuple[u64, u64]:
    """Unsigned remainder. nosplit as above."""
    rem: array[u64, 2] = zero()
    qlo, qhi = udivmod128(nlo, nhi, dlo, dhi, addr(rem[0]))
    return rem[0], rem[1]


@export("__divti3")
@cabi
@nosplit
def __divti3(nlo: u64, nhi: u64, dlo: u64, dhi: u64) -> tuple[u64, u64]:
    """Signed quotient, towards zero. nosplit as above."""
    neg = (nhi >> 63) != (dhi >> 63)
    if (nhi >> 63) != 0:
        nlo, nhi = _neg(nlo, nhi)
    if (dhi >> 63) != 0:
        dlo, dhi = _neg(dlo, dhi)
    rem: array[u64, 2] = zero()
    qlo, qhi = udivmod128(nlo, nhi, dlo, dhi, addr(rem[0]))
    if neg:
        qlo, qhi = _neg(qlo, qhi)
    return qlo, qhi


@export("__modti3")
@cabi
@nosplit
def __modti3(nlo: u64, nhi: u64, dlo: u64, dhi: u64) -> tuple[u64, u64]:
    """Signed remainder, with the dividend's sign. nosplit as above."""
    neg = (nhi >> 63) != 0
    if neg:
        nlo, nhi = _neg(nlo, nhi)
    if (dhi >> 63) != 0:
        dlo, dhi = _neg(dlo, dhi)
    rem: array[u64, 2] = zero()
    qlo, qhi = udivmod128(nlo, nhi, dlo, dhi, addr(rem[0]))
    rlo = rem[0]
    rhi = rem[1]
    if neg:
        rlo, rhi = _neg(rlo, rhi)
    return rlo, rhi
