"""runtime.SetFinalizer and runtime.AddCleanup: what they ask of their arguments, and how the call will be made. And weak's pointers.

A finalizer is a func of one parameter to which the object's pointer is assignable: a pointer type, or an interface that it
implements. Results are dropped; only as many as come back in registers are allowed. Wrong arguments are fatal, in Go's words.

The rest is gc/specials.py's and gc/finq.py's. Source: Go's documentation of runtime.SetFinalizer and runtime.AddCleanup.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import LIBRARY
from rt0.runtime.core.linksyms import SYM_end, SYM_text, linksym
from rt0.runtime.core.throw import throw
from rt0.runtime.core.type import (
    _type,
    arraytype,
    eface,
    functype,
    interfacetype,
    kindArray,
    kindFunc,
    kindInterface,
    kindPtr,
    ptrtype,
    tflagNamed,
)
from rt0.runtime.gc.finq import HOW_BUFFER, HOW_CLEANUP, HOW_INTERFACE, HOW_POINTER, createfing
from rt0.runtime.gc.specials import addspecial, removespecial, weakhandle, weakstrong
from rt0.runtime.gc.sweepspecials import _KindSpecialCleanup, _KindSpecialFinalizer
from rt0.runtime.lang.concat import concatstrings
from rt0.runtime.lang.itab import findItab
from rt0.runtime.mem.malloc import mallocgc
from rt0.runtime.mem.mheap_lookup import spanOfHeap

maxTinySize = 16
SURELY_BIG = 64
"""An array of more elements than this is a result that is written through a pointer (docs/abi.md)."""
MAX_RESULT_BYTES = 16
"""Bytes of results that are sure to come back in registers."""


@noreturn
@cold
def _bad(a: string, b: string, c: string) -> void:
    """Fatal: runtime.SetFinalizer: a b c."""
    parts: array[string, 4] = zero()
    parts[0] = "runtime.SetFinalizer: "
    parts[1] = a
    parts[2] = b
    parts[3] = c
    throw(concatstrings(None, addr(parts[0]), 4))


@noreturn
@cold
def _cannotpass(t: ptr[_type], f: ptr[_type], why: string) -> void:
    parts: array[string, 5] = zero()
    parts[0] = "cannot pass "
    parts[1] = t.str
    parts[2] = " to finalizer "
    parts[3] = f.str
    parts[4] = why
    _bad(concatstrings(None, addr(parts[0]), 5), "", "")


def _outside(p: uintptr) -> bool:
    """Whether p, which is not in the heap, is a variable of a package: it is never freed, so its finalizer never runs."""
    if LIBRARY:
        return True
    return p >= linksym(SYM_text) and p < linksym(SYM_end)


def SetFinalizer(obj: eface, finalizer: eface) -> void:
    """runtime.SetFinalizer."""
    etyp = obj.typ
    if etyp is None:
        _bad("first argument is nil", "", "")
    if etyp.kind != kindPtr:
        _bad("first argument is ", etyp.str, ", not pointer")
    elem = cast(ptr[ptrtype], etyp).elem
    p = uintptr(obj.data)
    if p == 0:
        _bad("first argument is nil pointer", "", "")
    if elem.size == 0:
        return
    s = spanOfHeap(p)
    if s is None:
        if _outside(p):
            return
        _bad("pointer not in heap", "", "")
    if p != s.startAddr + s.objIndex(p) * s.elemsize:
        # Objects without pointers below 16 bytes share a block with others.
        if elem.ptrdata != 0 or elem.size >= maxTinySize:
            _bad("pointer not at beginning of allocated block", "", "")
    ftyp = finalizer.typ
    if ftyp is None:
        removespecial(p, _KindSpecialFinalizer, 0)
        return
    if ftyp.kind != kindFunc:
        _bad("second argument is ", ftyp.str, ", not a function")
    how, word = _howtocall(etyp, ftyp)
    createfing()
    if addspecial(p, _KindSpecialFinalizer, finalizer.data, word, how) == 0:
        _bad("finalizer already set", "", "")


def _howtocall(etyp: ptr[_type], ftyp: ptr[_type]) -> tuple[u64, ptr[void]]:
    """How to call a func of type ftyp with a pointer of type etyp (finq.py's HOW_*), and the word that goes before it."""
    f = cast(ptr[functype], ftyp)
    if f.variadic != 0:
        _cannotpass(etyp, ftyp, " because dotdotdot")
    if f.nin != 1:
        _cannotpass(etyp, ftyp, "")
    if f.nout == 0:
        return _bare(etyp, ftyp)
    size: uintptr = 0
    for i in range(i64(f.nout)):
        size += (f.types[1 + i].size + 7) & ~uintptr(7)
    out = f.types[1]
    if f.nout == 1 and f.types[0] == etyp and out.kind == kindArray and cast(ptr[arraytype], out).len > SURELY_BIG:
        if cast(ptr[arraytype], out).elem.size > 0:
            return HOW_BUFFER, cast(ptr[void], out)
    if size > MAX_RESULT_BYTES:
        _bad("rt0 does not support a finalizer of type ", ftyp.str, ": its results are too large")
    return _bare(etyp, ftyp)


def _bare(etyp: ptr[_type], ftyp: ptr[_type]) -> tuple[u64, ptr[void]]:
    """_howtocall, the results left aside."""
    want = cast(ptr[functype], ftyp).types[0]
    if want == etyp:
        return HOW_POINTER, None
    if want.kind == kindPtr:
        named = want.tflag & tflagNamed != 0 and etyp.tflag & tflagNamed != 0
        if not named and cast(ptr[ptrtype], want).elem == cast(ptr[ptrtype], etyp).elem:
            return HOW_POINTER, None
    elif want.kind == kindInterface:
        inter = cast(ptr[interfacetype], want)
        if inter.nmethods == 0:
            return HOW_INTERFACE, cast(ptr[void], etyp)
        tab = findItab(inter, etyp)
        if tab is not None:
            return HOW_INTERFACE, cast(ptr[void], tab)
    _cannotpass(etyp, ftyp, "")
    unreachable()


def addcleanup(p: ptr[void], fn: ptr[void]) -> u64:
    """Have fn, a func(), called when the object that p points into is gone: its id, 0 for an object that is never freed."""
    if spanOfHeap(uintptr(p)) is None:
        return 0
    createfing()
    return addspecial(uintptr(p), _KindSpecialCleanup, fn, None, HOW_CLEANUP)


def stopcleanup(p: uintptr, id: u64) -> void:
    """Take a cleanup back, if its object still lives."""
    removespecial(p, _KindSpecialCleanup, id)


def registerWeakPointer(p: ptr[void]) -> ptr[void]:
    """weak: the handle of weak pointers to p; nil for what is not in the heap, and lives for ever."""
    if spanOfHeap(uintptr(p)) is None:
        return None
    # 16 bytes: smaller objects share a block, which would live as long as any of them.
    fresh = cast(ptr[uintptr], mallocgc(16, None, True))
    return cast(ptr[void], weakhandle(uintptr(p), fresh))


def makeStrongFromWeak(handle: ptr[void]) -> ptr[void]:
    """weak: what a handle points to, or nil."""
    return weakstrong(cast(ptr[uintptr], handle))
