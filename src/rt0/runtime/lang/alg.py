"""Hashing and equality of values, as maps and interface comparison need them.

The compiler emits for each comparable type an `equal` and a `hasher` code in its descriptor; those of the basic types are the
functions here. memhash64 and its kin must agree with what map.py computes in place for keys of that size, since the same map is
reached through both. Hashes depend on a seed (hash0 of the map) and, through hashkey, on the run: nobody may rely on their order.

The mixing step multiplies 64 x 64 -> 128 bits and folds the halves, the construction of wyhash and of Go's fallback hash.

Source: Go specification, "Comparison operators"; Go's runtime design (alg, hash).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.chance import fastrand64
from rt0.runtime.core.type import (
    _type,
    arraytype,
    eface,
    iface,
    interfacetype,
    itab,
    kindArray,
    kindInterface,
    kindStruct,
    structtype,
    tflagDirectIface,
    tflagRegularMemory,
)
from rt0.runtime.lang.errors import panicuncomparable, panicunhashable, panicunhashablekey

_M1 = 0xA0761D6478BD642F
_M2 = 0xE7037ED1A0B428DB
_M3 = 0x8EBC6AF09C88C6E3
_M4 = 0x589965CC75374CC3

hashkey: array[u64, 4] = static()


@row("boot", section=5)
@fills(slots.alginit_slot)
def alginit() -> void:
    """Draw the hash keys of this run. Called once by schedinit, before the first map."""
    for i in range(4):
        hashkey[i] = fastrand64() | 1


@inline
def mix(a: u64, b: u64) -> u64:
    """Fold the 128-bit product of a and b."""
    return (a * b) ^ mulhi(a, b)


@inline
def hash64(key: u64, seed: u64) -> u64:
    """The hash of an 8-byte key: what memhash64 gives for the same bytes."""
    return mix(mix(key ^ _M2, seed ^ hashkey[1] ^ _M1), _M3)


@inline
def hash32(key: u32, seed: u64) -> u64:
    """The hash of a 4-byte key: what memhash32 gives for the same bytes."""
    return hash64(u64(key) | (u64(key) << 32), seed)


def memhash64(p: ptr[void], seed: u64) -> u64:
    """Hasher of 8-byte values without padding."""
    return hash64(cast(ptr[u64], p)[0], seed)


def memhash32(p: ptr[void], seed: u64) -> u64:
    """Hasher of 4-byte values."""
    return hash32(cast(ptr[u32], p)[0], seed)


@inline
def _r8(p: ptr[u8]) -> u64:
    return cast(ptr[u64], p)[0]


@inline
def _r4(p: ptr[u8]) -> u64:
    return u64(cast(ptr[u32], p)[0])


@inline
def shortequal(p: ptr[u8], q: ptr[u8], n: uintptr) -> bool:
    """Whether n bytes are the same, up to 16 of them without a call. Reads nothing outside them."""
    if n > 16:
        return memequal(p, q, n)
    if n >= 8:
        return ((_r8(p) ^ _r8(q)) | (_r8(add(p, n - 8)) ^ _r8(add(q, n - 8)))) == 0
    if n >= 4:
        return ((_r4(p) ^ _r4(q)) | (_r4(add(p, n - 4)) ^ _r4(add(q, n - 4)))) == 0
    return n == 0 or (p[0] == q[0] and p[n >> 1] == q[n >> 1] and p[n - 1] == q[n - 1])



def hashbytes(p: ptr[u8], n: uintptr, seed: u64) -> u64:
    """The hash of n bytes at p. Reads nothing outside them; unaligned loads are fine on amd64."""
    s = seed ^ hashkey[0] ^ _M1
    a: u64 = 0
    b: u64 = 0
    if n <= 16:
        if n >= 8:
            a = _r8(p)
            b = _r8(add(p, n - 8))
        elif n >= 4:
            a = _r4(p)
            b = _r4(add(p, n - 4))
        elif n > 0:
            a = (u64(p[0]) << 16) | (u64(p[n >> 1]) << 8) | u64(p[n - 1])
    else:
        left = n
        if left > 48:
            s1 = s
            s2 = s
            while left > 48:
                s = mix(_r8(p) ^ _M2, _r8(add(p, 8)) ^ s)
                s1 = mix(_r8(add(p, 16)) ^ _M3, _r8(add(p, 24)) ^ s1)
                s2 = mix(_r8(add(p, 32)) ^ _M4, _r8(add(p, 40)) ^ s2)
                p = add(p, 48)
                left -= 48
            s ^= s1 ^ s2
        while left > 16:
            s = mix(_r8(p) ^ _M2, _r8(add(p, 8)) ^ s)
            p = add(p, 16)
            left -= 16
        a = _r8(add(p, i64(left) - 16))
        b = _r8(add(p, i64(left) - 8))
    return mix(_M4 ^ n, mix(a ^ _M2, b ^ s))


def memhash(p: ptr[void], seed: u64, size: uintptr) -> u64:
    """Hash of size bytes of regular memory (no padding, no floats, no pointers to compare through)."""
    return hashbytes(cast(ptr[u8], p), size, seed)


def strhash(p: ptr[void], seed: u64) -> u64:
    """Hasher of strings."""
    s = cast(ptr[string], p)
    return hashbytes(s.ptr, uintptr(s.len), seed)


def f64hash(p: ptr[void], seed: u64) -> u64:
    """Hasher of float64: +0 and -0 are equal, so they hash alike; no NaN equals itself, so each hashes at random."""
    f = cast(ptr[f64], p)[0]
    if f == 0.0:
        return hash64(0, seed)
    if f != f:
        return hash64(fastrand64(), seed)
    return hash64(bitcast(u64, f), seed)


def f32hash(p: ptr[void], seed: u64) -> u64:
    """Hasher of float32; see f64hash."""
    f = cast(ptr[f32], p)[0]
    if f == f32(0.0):
        return hash32(0, seed)
    if f != f:
        return hash64(fastrand64(), seed)
    return hash32(bitcast(u32, f), seed)


def c64hash(p: ptr[void], seed: u64) -> u64:
    """Hasher of complex64."""
    return f32hash(add(p, 4), f32hash(p, seed))


def c128hash(p: ptr[void], seed: u64) -> u64:
    """Hasher of complex128."""
    return f64hash(add(p, 8), f64hash(p, seed))


def interhash(p: ptr[void], seed: u64) -> u64:
    """Hasher of a non-empty interface."""
    i = cast(ptr[iface], p)
    if i.tab is None:
        return seed
    return _dynhash(i.tab.typ, i.data, seed)


def nilinterhash(p: ptr[void], seed: u64) -> u64:
    """Hasher of interface{}."""
    e = cast(ptr[eface], p)
    if e.typ is None:
        return seed
    return _dynhash(e.typ, e.data, seed)


def _dynhash(t: ptr[_type], data: ptr[void], seed: u64) -> u64:
    """Hash of an interface's dynamic value. Panics for a type that cannot be hashed."""
    if t.hasher is None:
        panicunhashable(t)
    word = data
    if (t.tflag & tflagDirectIface) != 0:
        return t.hasher(cast(ptr[void], addr(word)), seed)
    return t.hasher(data, seed)


def typehash(t: ptr[_type], p: ptr[void], seed: u64) -> u64:
    """Hash of the value of type t at p. Panics for a type that cannot be hashed."""
    if t.hasher is None:
        panicunhashable(t)
    return t.hasher(p, seed)


def checkhashable(t: ptr[_type], p: ptr[void]) -> void:
    """Panic when the key of type t at p cannot be hashed: for look-ups in maps without entries, where Go words the panic in another
    way than where it hashes."""
    if (t.tflag & tflagRegularMemory) != 0:
        return
    if t.kind == kindInterface:
        _checkdynamic(cast(ptr[interfacetype], t), p)
    elif t.kind == kindArray:
        a = cast(ptr[arraytype], t)
        i: uintptr = 0
        while i < a.len:
            checkhashable(a.elem, add(p, i * a.elem.size))
            i += 1
    elif t.kind == kindStruct:
        st = cast(ptr[structtype], t)
        i = 0
        while i < st.nfields:
            f = addr(st.fields[i])
            if not (f.name.len == 1 and f.name.ptr[0] == ord("_")):
                checkhashable(f.typ, add(p, f.offset))
            i += 1


def _checkdynamic(t: ptr[interfacetype], p: ptr[void]) -> void:
    """checkhashable for the value in an interface."""
    typ = cast(ptr[eface], p).typ
    if typ is None:
        return
    if t.nmethods != 0:
        typ = cast(ptr[itab], typ).typ
    if typ.hasher is None:
        panicunhashablekey(typ)
    if (typ.tflag & tflagDirectIface) != 0:
        checkhashable(typ, cast(ptr[void], addr(cast(ptr[eface], p).data)))
    else:
        checkhashable(typ, cast(ptr[eface], p).data)


@export("runtime.memequal")
def memequalcall(p: ptr[void], q: ptr[void], n: uintptr) -> bool:
    """Whether n bytes are equal: what compiled code calls. (In rtlang `memequal` is the intrinsic.)"""
    return memequal(p, q, n)


def strequal(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of two strings at p and q."""
    a = cast(ptr[string], p)
    b = cast(ptr[string], q)
    return a.len == b.len and memequal(a.ptr, b.ptr, uintptr(a.len))


def memequal8(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of one byte."""
    return cast(ptr[u8], p)[0] == cast(ptr[u8], q)[0]


def memequal16(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of two bytes."""
    return cast(ptr[u16], p)[0] == cast(ptr[u16], q)[0]


def memequal32(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of four bytes."""
    return cast(ptr[u32], p)[0] == cast(ptr[u32], q)[0]


def memequal64(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of eight bytes."""
    return cast(ptr[u64], p)[0] == cast(ptr[u64], q)[0]


def f32equal(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of float32: NaN differs from itself."""
    return cast(ptr[f32], p)[0] == cast(ptr[f32], q)[0]


def f64equal(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of float64: NaN differs from itself."""
    return cast(ptr[f64], p)[0] == cast(ptr[f64], q)[0]


def c64equal(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of complex64."""
    return f32equal(p, q) and f32equal(add(p, 4), add(q, 4))


def c128equal(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of complex128."""
    return f64equal(p, q) and f64equal(add(p, 8), add(q, 8))


def interequal(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of two non-empty interfaces of one type at p and q."""
    x = cast(ptr[iface], p)
    y = cast(ptr[iface], q)
    return x.tab == y.tab and ifaceeq(x.tab, x.data, y.data)


def nilinterequal(p: ptr[void], q: ptr[void]) -> bool:
    """Equality of two interface{} at p and q."""
    x = cast(ptr[eface], p)
    y = cast(ptr[eface], q)
    return x.typ == y.typ and efaceeq(x.typ, x.data, y.data)


def efaceeq(t: ptr[_type], x: ptr[void], y: ptr[void]) -> bool:
    """Equality of two data words of one dynamic type t (None: both nil). Panics for an uncomparable t."""
    if t is None:
        return True
    if t.equal is None:
        panicuncomparable(t)
    if (t.tflag & tflagDirectIface) != 0:
        # Direct types hold one pointer: two of them are equal when the words are.
        return x == y
    return x == y and (t.tflag & tflagRegularMemory) != 0 or t.equal(x, y)


def ifaceeq(tab: ptr[itab], x: ptr[void], y: ptr[void]) -> bool:
    """Equality of two data words under one itab (None: both nil)."""
    if tab is None:
        return True
    return efaceeq(tab.typ, x, y)
