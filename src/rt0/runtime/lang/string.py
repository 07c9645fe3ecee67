"""String conversions and comparison.

Source: Go specification, "String types", "Conversions to and from a string type", "Comparison operators", "For statements with
range clause" (decoderune).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.lang.concat import textplace, textRoom
from rt0.runtime.mem.malloc import mallocgc, roundupsize
from rt0.runtime.mem.mheap_lookup import spanOfHeap

runeError = 0xFFFD
maxRune = 0x10FFFF
surrogateMin = 0xD800
surrogateMax = 0xDFFF


@inline
def _order(x: u64, y: u64) -> i64:
    """The order of eight bytes that differ, loaded as words: the first byte is the most significant one once they are turned."""
    return -1 if bswap(x) < bswap(y) else 1


@inline
def _word(p: ptr[u8], i: i64) -> u64:
    return cast(ptr[u64], add(p, i))[0]


@inline
def _few(p: ptr[u8], n: i64) -> u64:
    """n bytes, 1 to 7 of them, such that words are ordered as the bytes are. Bytes that stand in twice do no harm: when it comes to
    them a second time they are the same."""
    if n >= 4:
        first = bswap(cast(ptr[u32], p)[0])
        last = bswap(cast(ptr[u32], add(p, n - 4))[0])
        return (u64(first) << 32) | u64(last)
    return (u64(p[0]) << 16) | (u64(p[n >> 1]) << 8) | u64(p[n - 1])


def cmpstring(a: string, b: string) -> i64:
    """-1, 0 or +1 as a sorts before, with or behind b, bytewise."""
    n = a.len
    if b.len < n:
        n = b.len
    if n >= 8:
        i: i64 = 0
        last = n - 8
        while i < last:
            x = _word(a.ptr, i)
            y = _word(b.ptr, i)
            if x != y:
                return _order(x, y)
            i += 8
        x = _word(a.ptr, last)
        y = _word(b.ptr, last)
        if x != y:
            return _order(x, y)
    elif n > 0:
        x = _few(a.ptr, n)
        y = _few(b.ptr, n)
        if x != y:
            return -1 if x < y else 1
    if a.len == b.len:
        return 0
    return -1 if a.len < b.len else 1


bytes1 = const_array(u8, list(range(256)))


def slicebytetostring(room: ptr[u8], p: ptr[u8], n: i64) -> string:
    """string(b) of the n bytes at p, copied, to `room` in the caller's frame if they fit there (see textplace); a single byte is one of
    a table."""
    if n <= 1:
        return string(addr(bytes1[p[0]]), 1) if n == 1 else string(None, 0)
    q = textplace(room, n)
    memmove(cast(ptr[void], q), cast(ptr[void], p), uintptr(n))
    return string(q, n)


def slicebytetostringgiven(p: ptr[u8], n: i64) -> string:
    """string(b) of n bytes at p that the caller promises to leave alone from now on, as must everybody else: those bytes themselves, if
    they are on the heap and fill three quarters of their object; else a copy. lower/given.py tells where this holds."""
    if n >= 64:
        s = spanOfHeap(uintptr(p))
        if s is not None and uintptr(n) >= s.elemsize - (s.elemsize >> 2):
            return string(p, n)
    return slicebytetostring(None, p, n)


def stringtoslicebyte(room: ptr[u8], s: string) -> slice[u8]:
    """[]byte(s), copied, to `room` in the caller's frame if it fits there; never nil. The capacity is that of the place, as in Go."""
    n = uintptr(s.len)
    p = room
    size: uintptr = textRoom
    if p is None or n > textRoom:
        size = roundupsize(n) if n != 0 else 0
        p = cast(ptr[u8], mallocgc(size, None, False))
    memclr(cast(ptr[void], add(p, n)), size - n)
    memmove(cast(ptr[void], p), cast(ptr[void], s.ptr), n)
    return slice[u8](p, s.len, i64(size))


@inline
def _continuation(b: u8) -> bool:
    return (b & 0xC0) == 0x80


def decoderune(s: string, k: i64) -> tuple[i32, i64]:
    """The rune that begins at s[k] and the index behind it. Bad UTF-8 gives U+FFFD and one byte. 0 <= k < len(s)."""
    p = add(s.ptr, k)
    n = s.len - k
    b0 = p[0]
    if b0 < 0x80:
        return i32(b0), k + 1
    if b0 >= 0xC2 and b0 <= 0xDF:
        if n >= 2 and _continuation(p[1]):
            return (i32(b0 & 0x1F) << 6) | i32(p[1] & 0x3F), k + 2
    elif b0 >= 0xE0 and b0 <= 0xEF:
        if n >= 3 and _continuation(p[1]) and _continuation(p[2]):
            r = (i32(b0 & 0x0F) << 12) | (i32(p[1] & 0x3F) << 6) | i32(p[2] & 0x3F)
            if r >= 0x800 and (r < surrogateMin or r > surrogateMax):
                return r, k + 3
    elif b0 >= 0xF0 and b0 <= 0xF4:
        if n >= 4 and _continuation(p[1]) and _continuation(p[2]) and _continuation(p[3]):
            r = (i32(b0 & 0x07) << 18) | (i32(p[1] & 0x3F) << 12) | (i32(p[2] & 0x3F) << 6) | i32(p[3] & 0x3F)
            if r >= 0x10000 and r <= maxRune:
                return r, k + 4
    return runeError, k + 1


@inline
def runelen(r: i32) -> i64:
    """Bytes of r in UTF-8; of U+FFFD for what is no rune."""
    u = u32(r)
    if u < 0x80:
        return 1
    if u < 0x800:
        return 2
    if u > maxRune or u < 0x10000:
        return 3
    return 4


def encoderune(p: ptr[u8], r: i32) -> i64:
    """Write r in UTF-8 at p (4 bytes free), U+FFFD for what is no rune; the number of bytes."""
    u = u32(r)
    if u < 0x80:
        p[0] = u8(u)
        return 1
    if u < 0x800:
        p[0] = u8(0xC0 | (u >> 6))
        p[1] = u8(0x80 | (u & 0x3F))
        return 2
    if u > maxRune or (u >= surrogateMin and u <= surrogateMax):
        u = runeError
    if u < 0x10000:
        p[0] = u8(0xE0 | (u >> 12))
        p[1] = u8(0x80 | ((u >> 6) & 0x3F))
        p[2] = u8(0x80 | (u & 0x3F))
        return 3
    p[0] = u8(0xF0 | (u >> 18))
    p[1] = u8(0x80 | ((u >> 12) & 0x3F))
    p[2] = u8(0x80 | ((u >> 6) & 0x3F))
    p[3] = u8(0x80 | (u & 0x3F))
    return 4


def intstring(room: ptr[u8], v: i64) -> string:
    """string(rune(v)): one character; U+FFFD when v is no code point."""
    r: i32 = runeError
    if v >= 0 and v <= maxRune:
        r = i32(v)
    if r < 0x80:
        return string(addr(bytes1[r]), 1)
    p = textplace(room, 4)
    n = encoderune(p, r)
    return string(p, n)


def countrunes(s: string) -> i64:
    """len([]rune(s))."""
    n: i64 = 0
    k: i64 = 0
    while k < s.len:
        if s.ptr[k] < 0x80:
            k += 1
        else:
            r, k = decoderune(s, k)
        n += 1
    return n


def stringtoslicerune(room: ptr[u8], s: string) -> slice[i32]:
    """[]rune(s), in `room` for 32 runes in the caller's frame if it fits there. The capacity is that of the place, as in Go."""
    n = countrunes(s)
    p = cast(ptr[i32], room)
    size: uintptr = textRoom * 4
    if p is None or n > textRoom:
        size = roundupsize(uintptr(n) * 4) if n != 0 else 0
        p = cast(ptr[i32], mallocgc(size, None, False))
    memclr(cast(ptr[void], add(p, n * 4)), size - uintptr(n) * 4)
    i: i64 = 0
    k: i64 = 0
    while k < s.len:
        r, k = decoderune(s, k)
        p[i] = r
        i += 1
    return slice[i32](p, n, i64(size >> 2))


def slicerunetostring(room: ptr[u8], a: slice[i32]) -> string:
    """string(runes)."""
    size: i64 = 0
    for i in range(a.len):
        size += runelen(a.ptr[i])
    if size == 0:
        return string(None, 0)
    p = textplace(room, size)
    at: i64 = 0
    for i in range(a.len):
        at += encoderune(add(p, at), a.ptr[i])
    return string(p, at)
