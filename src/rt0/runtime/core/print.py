"""Output of print, println and of everything that goes wrong: straight to standard error, without allocation.

`printlock` takes debuglock for the thread (recursively, counted in m.printlock), so that a line is not mixed with another
thread's; what is printed under it is collected in one buffer and written when the lock is given back or the buffer is full.
Numbers are printed as Go prints them (floats with %e and six digits: +1.500000e+000).

Everything may run on any stack with the stack check off or on; nosplit only where the crash path needs it.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import write1
from rt0.runtime.core.runtime2 import getg, mutex
from rt0.runtime.core.type import eface, iface

_PBUF = 1024

debuglock: mutex = static()
_pbuf: array[u8, 1024] = static()
"""What was printed since printlock; protected by debuglock."""
_pn: i64 = static()


def printlock() -> void:
    """Take debuglock unless this m has it already."""
    mp = getg().m
    mp.locks += 1
    mp.printlock += 1
    if mp.printlock == 1:
        lock(addr(debuglock))
    mp.locks -= 1


def printunlock() -> void:
    """Give debuglock back at the outermost call, and write what was collected."""
    mp = getg().m
    if mp.printlock == 1:
        _flush()
        mp.printlock = 0
        unlock(addr(debuglock))
    else:
        mp.printlock -= 1


def _flush() -> void:
    """Write the buffer to standard error. debuglock is held."""
    off: i64 = 0
    while off < _pn:
        r = write1(2, cast(ptr[void], add(addr(_pbuf[0]), off)), _pn - off)
        if r == -4:
            continue
        if r <= 0:
            break
        off += r
    _pn = 0


def printflush() -> void:
    """Write what is collected before the process ends (throw)."""
    if getg().m.printlock > 0:
        _flush()


def gwrite(p: ptr[u8], n: i64) -> void:
    """Print n bytes."""
    if getg().m.printlock == 0:
        write1(2, cast(ptr[void], p), n)
        return
    if n > _PBUF - _pn:
        _flush()
        if n > _PBUF:
            write1(2, cast(ptr[void], p), n)
            return
    memmove(cast(ptr[void], add(addr(_pbuf[0]), _pn)), cast(ptr[void], p), n)
    _pn += n


def printstring(s: string) -> void:
    """Print s."""
    gwrite(s.ptr, s.len)


def printbyte(c: u8) -> void:
    """Print one byte."""
    b: array[u8, 8] = zero()
    b[0] = c
    gwrite(addr(b[0]), 1)


def printsp() -> void:
    """Print a space."""
    printbyte(32)


def printnl() -> void:
    """Print a newline."""
    printbyte(10)


def printbool(v: bool) -> void:
    """Print true or false."""
    printstring("true" if v else "false")


def printuint(v: u64) -> void:
    """Print v in decimal."""
    buf: array[u8, 24] = zero()
    i: i64 = 24
    while True:
        i -= 1
        buf[i] = u8(v % 10) + 48
        v = v // 10
        if v == 0:
            break
    gwrite(addr(buf[i]), 24 - i)


def printint(v: i64) -> void:
    """Print v in decimal."""
    if v < 0:
        printbyte(45)
        printuint(0 - u64(v))
        return
    printuint(u64(v))


def printhex(v: u64) -> void:
    """Print v as 0x and hexadecimal digits."""
    digits = "0123456789abcdef"
    buf: array[u8, 24] = zero()
    i: i64 = 24
    while True:
        i -= 1
        buf[i] = digits.ptr[v & 15]
        v = v >> 4
        if v == 0:
            break
    i -= 1
    buf[i] = 120
    i -= 1
    buf[i] = 48
    gwrite(addr(buf[i]), 24 - i)


def printpointer(p: ptr[void]) -> void:
    """Print an address."""
    printhex(uintptr(p))


def printfloat(v: f64) -> void:
    """Print v as Go's print does: sign, one digit, six decimals, exponent of three digits."""
    if v != v:
        printstring("NaN")
        return
    if v + v == v and v > 0.0:
        printstring("+Inf")
        return
    if v + v == v and v < 0.0:
        printstring("-Inf")
        return
    buf: array[u8, 16] = zero()
    buf[0] = 43
    e: i64 = 0
    if v == 0.0:
        if (bitcast(u64, v) >> 63) != 0:
            buf[0] = 45
    else:
        if v < 0.0:
            v = -v
            buf[0] = 45
        while v >= 10.0:
            e += 1
            v = v / 10.0
        while v < 1.0:
            e -= 1
            v = v * 10.0
        h = 5.0
        for i in range(7):
            h = h / 10.0
        v = v + h
        if v >= 10.0:
            e += 1
            v = v / 10.0
    for i in range(7):
        s = i64(v)
        buf[i + 2] = u8(s) + 48
        v = (v - f64(s)) * 10.0
    buf[1] = buf[2]
    buf[2] = 46
    buf[9] = 101
    buf[10] = 43
    if e < 0:
        e = -e
        buf[10] = 45
    buf[11] = u8(e // 100) + 48
    buf[12] = u8(e // 10 % 10) + 48
    buf[13] = u8(e % 10) + 48
    gwrite(addr(buf[0]), 14)


def printcomplex(re: f64, im: f64) -> void:
    """Print (re+imi)."""
    printbyte(40)
    printfloat(re)
    printfloat(im)
    printstring("i)")


def printslice(s: slice[u8]) -> void:
    """Print [len/cap]address."""
    printbyte(91)
    printint(s.len)
    printbyte(47)
    printint(s.cap)
    printbyte(93)
    printpointer(cast(ptr[void], s.ptr))


def printeface(e: eface) -> void:
    """Print (type address, data address)."""
    printbyte(40)
    printhex(uintptr(e.typ))
    printbyte(44)
    printpointer(e.data)
    printbyte(41)


def printiface(i: iface) -> void:
    """Print (itab address, data address)."""
    printbyte(40)
    printhex(uintptr(i.tab))
    printbyte(44)
    printpointer(i.data)
    printbyte(41)


def printcstr(p: ptr[u8]) -> void:
    """Print a NUL-terminated text."""
    n: i64 = 0
    while p[n] != 0:
        n += 1
    gwrite(p, n)
