"""The string operations that panics need too: joining and decimal numbers. The rest is in string.py.

Strings are immutable and their bytes lie in noscan memory of the collected heap, in read-only data, or in memory that
the caller of a conversion promises not to change.

Source: Go specification, "String concatenation".
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.malloc import mallocgc
from rt0.runtime.mem.mheap_lookup import spanOf
from rt0.runtime.mem.mspan import mSpanManual


def rawstring(n: i64) -> ptr[u8]:
    """Memory for the n > 0 bytes of a string to be filled once by the caller."""
    return cast(ptr[u8], mallocgc(uintptr(n), None, False))


textRoom = 32


@inline
def textplace(room: ptr[u8], n: i64) -> ptr[u8]:
    """Memory for the n > 0 bytes of a string: the caller's room in its frame (32 bytes, or None when the string may be kept), else new."""
    if room is not None and n <= textRoom:
        return room
    return rawstring(n)


def _inframe(p: ptr[u8]) -> bool:
    """Whether p lies in a goroutine's stack."""
    s = spanOf(uintptr(p))
    return s is not None and s.state == mSpanManual


def concatstrings(room: ptr[u8], a: ptr[string], n: i64) -> string:
    """a[0] + … + a[n-1]. When only one of them has bytes, that string itself, unless it stands in a frame and the result may be kept
    (room is None: see textplace); else a new one."""
    return _concat(room, a, n, False)


def concatborrowed(room: ptr[u8], a: ptr[string], n: i64) -> string:
    """concatstrings of strings that may change afterwards: never one of them itself."""
    return _concat(room, a, n, True)


@inline
def _concat(room: ptr[u8], a: ptr[string], n: i64, borrowed: bool) -> string:
    total: i64 = 0
    parts: i64 = 0
    last: i64 = 0
    for i in range(n):
        k = a[i].len
        if k == 0:
            continue
        if total + k < total:
            throw("string concatenation too long")
        total += k
        parts += 1
        last = i
    if parts == 0:
        return string(None, 0)
    if parts == 1 and not borrowed and (room is not None or not _inframe(a[last].ptr)):
        return a[last]
    p = textplace(room, total)
    at: i64 = 0
    for i in range(n):
        memmove(cast(ptr[void], add(p, at)), cast(ptr[void], a[i].ptr), uintptr(a[i].len))
        at += a[i].len
    return string(p, total)


def itoa(x: i64) -> string:
    """The decimal text of x, newly made."""
    buf: array[u8, 24] = zero()
    i: i64 = 24
    u = u64(x)
    if x < 0:
        u = 0 - u
    while True:
        i -= 1
        buf[i] = u8(48 + u % 10)
        u //= 10
        if u == 0:
            break
    if x < 0:
        i -= 1
        buf[i] = 45
    n = 24 - i
    p = rawstring(n)
    memmove(cast(ptr[void], p), cast(ptr[void], addr(buf[i])), uintptr(n))
    return string(p, n)
