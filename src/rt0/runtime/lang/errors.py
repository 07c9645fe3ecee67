"""The run-time errors that compiled code and the runtime panic with, and their texts; those of indices and slices are in bounds.py.

Their types are package runtime's (std/runtime/error.go), known since its init registered them (panic.py). Until then, and in programs
without that package, a run-time error is fatal at once. Everything here runs on a user goroutine and does not return.

Source: Go specification, "Run-time panics".
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.print import printlock, printnl, printstring, printunlock
from rt0.runtime.core.runtime2 import getg
from rt0.runtime.core.throw import throw
from rt0.runtime.core.type import _type, eface, ptrtype
from rt0.runtime.lang.concat import concatstrings
from rt0.runtime.lang.panic import addressErrorType, errorStringType, gopanic, plainErrorType, typeAssertionErrorType
from rt0.runtime.mem.malloc import mallocgc


@noreturn
def panicstring(t: ptr[_type], s: string) -> void:
    """Panic with a string-kind value of type t that holds s."""
    if t is None:
        _fatalnoruntime(s)
    p = cast(ptr[string], mallocgc(16, t, True))
    p[0] = s
    e: eface = zero()
    e.typ = t
    e.data = cast(ptr[void], p)
    gopanic(e)


@noreturn
@cold
def _fatalnoruntime(s: string) -> void:
    """A run-time error before package runtime has registered its types."""
    printlock()
    printstring("panic: runtime error: ")
    printstring(s)
    printnl()
    printunlock()
    throw("run-time error before initialisation")


@noreturn
@cold
@noinline
def plainError(s: string) -> void:
    """Panic with a run-time error whose text has no "runtime error: " in front."""
    panicstring(plainErrorType, s)


@noreturn
@cold
@noinline
def errorString(s: string) -> void:
    """Panic with "runtime error: " and s."""
    panicstring(errorStringType, s)


@noreturn
@cold
@noinline
def panicdivide() -> void:
    """Integer division by zero."""
    errorString("integer divide by zero")


@noreturn
@cold
@noinline
def panicshift() -> void:
    """A shift by a negative count."""
    errorString("negative shift amount")


@noreturn
@cold
@noinline
def panicoverflow() -> void:
    """An arithmetic trap that is no division by zero."""
    errorString("integer overflow")


@noreturn
@cold
@noinline
def panicfloat() -> void:
    """A floating-point trap."""
    errorString("floating point error")


@noreturn
@cold
@noinline
def panicnil(offset: uintptr) -> void:
    """A nil dereference found by compiled code's check. Go's text tells of the signal that would have come, at the offset of a field."""
    gp = getg()
    gp.sig = 11
    gp.sigcode0 = 1
    gp.sigcode1 = offset
    gp.sigpc = getcallerpc()
    errorString("invalid memory address or nil pointer dereference")


@noreturn
@cold
@noinline
def panicnilmap() -> void:
    """A store into a nil map."""
    plainError("assignment to entry in nil map")


@noreturn
@cold
@noinline
def panicmakeslicelen() -> void:
    """make([]T, n) with a bad n."""
    errorString("makeslice: len out of range")


@noreturn
@cold
@noinline
def panicmakeslicecap() -> void:
    """make([]T, n, c) with a bad c."""
    errorString("makeslice: cap out of range")


@noreturn
@cold
@noinline
def panicgrowslice() -> void:
    """append to a length that no slice can have."""
    errorString("growslice: len out of range")


@noreturn
@cold
@noinline
def panicunhashable(t: ptr[_type]) -> void:
    """A map key whose dynamic type cannot be hashed."""
    _errorwithtype("hash of unhashable type ", t)


@noreturn
@cold
@noinline
def panicunhashablekey(t: ptr[_type]) -> void:
    """The same for a look-up in a map without entries: Go's text is another one there."""
    parts: array[string, 2] = zero()
    parts[0] = "hash of unhashable type: "
    parts[1] = t.str
    plainError(concatstrings(None, addr(parts[0]), 2))


@noreturn
@cold
@noinline
def panicuncomparable(t: ptr[_type]) -> void:
    """== on interfaces of an uncomparable dynamic type."""
    _errorwithtype("comparing uncomparable type ", t)


@noreturn
@cold
@noinline
def panicwrap(pkg: string, typ: string, meth: string) -> void:
    """A value method called through a nil pointer: value method pkg.typ.meth called using nil *typ pointer."""
    parts: array[string, 9] = zero()
    parts[0] = "value method "
    parts[1] = pkg
    parts[2] = "."
    parts[3] = typ
    parts[4] = "."
    parts[5] = meth
    parts[6] = " called using nil *"
    parts[7] = typ
    parts[8] = " pointer"
    plainError(concatstrings(None, addr(parts[0]), 9))


@noreturn
def _errorwithtype(s: string, t: ptr[_type]) -> void:
    parts: array[string, 2] = zero()
    parts[0] = s
    parts[1] = t.str
    errorString(concatstrings(None, addr(parts[0]), 2))


@noreturn
@cold
@noinline
def panicassertion(inter: string, concrete: string, asserted: string, missing: string) -> void:
    """Panic with a *TypeAssertionError of these four texts (std/runtime/error.go's fields, in order)."""
    if typeAssertionErrorType is None:
        _fatalnoruntime("interface conversion")
    t = cast(ptr[ptrtype], typeAssertionErrorType).elem
    p = cast(ptr[string], mallocgc(t.size, t, True))
    p[0] = inter
    p[1] = concrete
    p[2] = asserted
    p[3] = missing
    e: eface = zero()
    e.typ = typeAssertionErrorType
    e.data = cast(ptr[void], p)
    gopanic(e)


@fills(slots.panicmem_slot)
def panicmem(address: uintptr) -> void:
    """A bad address met in Go code: sigpanic calls it on the faulting goroutine. A nil one and an unknown one read alike in Go."""
    errorString("invalid memory address or nil pointer dereference")


@fills(slots.panicfault_slot)
def panicfault(address: uintptr) -> void:
    """A bad address that is not nil, where debug.SetPanicOnFault asks for a panic: one whose error has an Addr method."""
    t = addressErrorType
    p = cast(ptr[string], mallocgc(t.size, t, True))
    p[0] = "invalid memory address or nil pointer dereference"
    cast(ptr[uintptr], p)[2] = address
    e: eface = zero()
    e.typ = t
    e.data = cast(ptr[void], p)
    gopanic(e)


@fills(slots.panicdivide_slot)
def _panicdivideup() -> void:
    panicdivide()


@fills(slots.panicfloat_slot)
def _panicfloatup() -> void:
    panicfloat()


@fills(slots.panicoverflow_slot)
def _panicoverflowup() -> void:
    panicoverflow()
