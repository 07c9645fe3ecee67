"""Output of print, println and of everything that goes wrong: straight to standard error, without allocation.

`printlock` takes debuglock for the thread (recursively, counted in m.printlock), so that a line is not mixed with
another thread's; what is printed under it is collected in one buffer and written when the lock is given back or the
buffer is full. Numbers are printed as Go prints them, floats in the shortest form that reads back (floatfmt.py).

Everything may run on any stack with the stack check off or on; nosplit only where the crash path needs it.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import LIB_TEXT, LIBRARY
from rt0.runtime.core.floatfmt import formatfloat
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import write1
from rt0.runtime.core.runtime2 import getg, m, mutex
from rt0.runtime.core.type import eface, iface

_PBUF = 1024

debuglock: mutex = static()
_pbuf: array[u8, 1024] = static()
"""What was printed since printlock; protected by debuglock."""
_pn: i64 = static()
_sink: slice[u8] = static()
"""Where _flush writes instead of standard error, see printinto; protected by debuglock."""
_sinkn: i64 = static()


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
    if _sink.ptr is not None:
        _sinkWrite(addr(_pbuf[0]), _pn)
        _pn = 0
    off: i64 = 0
    while off < _pn:
        r = write1(2, cast(ptr[void], add(addr(_pbuf[0]), off)), _pn - off)
        if r == -4:
            continue
        if r <= 0:
            break
        off += r
    _pn = 0


def printinto(buf: slice[u8]) -> i64:
    """From here on what is printed goes into buf, as far as there is room, or with an empty buf to standard error again. How
    many bytes were taken by the one before. The caller has debuglock, by printlock, until it has turned back.
    """
    _flush()
    n = _sinkn
    _sink = buf
    _sinkn = 0
    return n


def _sinkWrite(p: ptr[u8], n: i64) -> void:
    """Append to the sink. debuglock is held."""
    if n > _sink.len - _sinkn:
        n = _sink.len - _sinkn
    memmove(cast(ptr[void], add(_sink.ptr, _sinkn)), cast(ptr[void], p), n)
    _sinkn += n


def printflush() -> void:
    """Write what is collected before the process ends (throw)."""
    if getg().m.printlock > 0:
        _flush()


def gwrite(p: ptr[u8], n: i64) -> void:
    """Print n bytes."""
    if LIBRARY:
        if getg().m.capture is not None:
            _keep(getg().m.capture, p, n)
            return
    if getg().m.printlock == 0:
        write1(2, cast(ptr[void], p), n)
        return
    if n > _PBUF - _pn:
        _flush()
        if n > _PBUF:
            if _sink.ptr is not None:
                _sinkWrite(p, n)
            else:
                write1(2, cast(ptr[void], p), n)
            return
    memmove(cast(ptr[void], add(addr(_pbuf[0]), _pn)), cast(ptr[void], p), n)
    _pn += n


def _keep(home: ptr[m], p: ptr[u8], n: i64) -> void:
    """Append to home's libtext (sched/library.py) as much as there is room for."""
    if n > LIB_TEXT - home.libtextlen:
        n = LIB_TEXT - home.libtextlen
    memmove(cast(ptr[void], add(home.libtext, home.libtextlen)), cast(ptr[void], p), n)
    home.libtextlen += n


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
    """Print v in the shortest form that reads back as v."""
    _printfloat(bitcast(u64, v), 52, 1023)


def printfloat32(v: f32) -> void:
    """Print v in the shortest form that reads back as v in 32 bits."""
    _printfloat((u64(bitcast(u32, v) >> 31) << 63) | u64(bitcast(u32, v) & 0x7FFFFFFF), 23, 127)


def _printfloat(bits: u64, mantbits: i64, bias: i64) -> void:
    """Print a float of a format, its sign in bit 63."""
    negative = (bits >> 63) != 0
    bits &= (1 << 63) - 1
    infinity = u64(2 * bias + 1) << mantbits
    if bits > infinity:
        printstring("NaN")
        return
    if bits == infinity:
        printstring("-Inf" if negative else "+Inf")
        return
    if negative:
        printbyte(45)
    buf: array[u8, 32] = zero()
    gwrite(addr(buf[0]), formatfloat(bits, mantbits, bias, addr(buf[0])))


def _printimaginary(bits: u64, mantbits: i64, bias: i64) -> void:
    """Print an imaginary part with its sign, and "i)"."""
    if (bits >> 63) == 0 and (bits & ((1 << 63) - 1)) <= u64(2 * bias + 1) << mantbits:
        if bits != u64(2 * bias + 1) << mantbits:
            printbyte(43)
    _printfloat(bits, mantbits, bias)
    printstring("i)")


def printcomplex(re: f64, im: f64) -> void:
    """Print (re+imi)."""
    printbyte(40)
    printfloat(re)
    _printimaginary(bitcast(u64, im), 52, 1023)


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
