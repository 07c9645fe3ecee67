"""A Go function as a builtin function of Python: arguments in, the call without the GIL, results out.

Python's C API is reached through the table `py`, which rt0.embed fills. `rt0_pycall` is the C function (METH_FASTCALL) of
every Go function; its `self` is a capsule around the function's libsig. It converts what has exactly the expected type; for
anything else it calls back `convert`, which returns exact values or raises what is wrong with them.

It runs on C's stack with the GIL held, but for the call itself. Between the call and the conversion of results nothing of
Python runs, so the block on libg's stack keeps alive what the results point to.

Read next: sched/library.py (the call), rt0/embed/convert.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import gettls_m
from rt0.runtime.core.runtime2 import m
from rt0.runtime.sched.libfail import (
    LIB_CRASH,
    LIB_DEAD,
    LIB_ERROR,
    LIB_OK,
    LIB_PANIC,
    libcrashes,
    libcrashm,
    libreported,
    lockcrash,
    unlockcrash,
)
from rt0.runtime.sched.library import (
    LIB_BLOCK,
    libabandon,
    libbegin,
    libend,
    libenter,
    libforked,
    librewait,
    libsig,
    libwaiting,
    rt0_lib_bind,
)

KIND_INT8 = 1
KIND_INT64 = 4
KIND_UINT8 = 5
KIND_UINT64 = 8
KIND_FLOAT32 = 9
KIND_FLOAT64 = 10
KIND_BOOL = 11
KIND_STRING = 12
KIND_FLOATS = 13
KIND_ERROR = 14

BUFFER_FLAGS = 0x3D
"""PyBUF_WRITABLE | PyBUF_FORMAT | PyBUF_C_CONTIGUOUS."""
BUFFERS_MAX = 16

LIB_SIGNAL = 6
"""Why a call is given up: Python's handler of a signal has raised."""
FAIL_FORKED = -1
FAIL_RETRY = -2


@struct
class pybuffer:
    """Python's Py_buffer."""

    buf: ptr[void]
    obj: ptr[void]
    len: i64
    itemsize: i64
    readonly: i32
    ndim: i32
    format: ptr[u8]
    shape: ptr[i64]
    strides: ptr[i64]
    suboffsets: ptr[i64]
    internal: ptr[void]


@struct
class pyapi:
    """Functions and objects of Python, by address; the order is rt0.embed.process's."""

    SaveThread: cfn[[], ptr[void]]
    RestoreThread: cfn[[ptr[void]], void]
    LongAsLongLongAndOverflow: cfn[[ptr[void], ptr[i32]], i64]
    LongAsUnsignedLongLong: cfn[[ptr[void]], u64]
    ErrOccurred: cfn[[], ptr[void]]
    ErrClear: cfn[[], void]
    FloatAsDouble: cfn[[ptr[void]], f64]
    UnicodeAsUTF8AndSize: cfn[[ptr[void], ptr[i64]], ptr[u8]]
    GetBuffer: cfn[[ptr[void], ptr[pybuffer], i32], i32]
    ReleaseBuffer: cfn[[ptr[pybuffer]], void]
    LongFromLongLong: cfn[[i64], ptr[void]]
    LongFromUnsignedLongLong: cfn[[u64], ptr[void]]
    FloatFromDouble: cfn[[f64], ptr[void]]
    UnicodeDecodeUTF8: cfn[[ptr[u8], i64, ptr[u8]], ptr[void]]
    ByteArrayFromStringAndSize: cfn[[ptr[u8], i64], ptr[void]]
    TupleNew: cfn[[i64], ptr[void]]
    TupleSetItem: cfn[[ptr[void], i64, ptr[void]], i32]
    TupleGetItem: cfn[[ptr[void], i64], ptr[void]]
    CallObject: cfn[[ptr[void], ptr[void]], ptr[void]]
    IncRef: cfn[[ptr[void]], void]
    DecRef: cfn[[ptr[void]], void]
    CapsuleGetPointer: cfn[[ptr[void], ptr[u8]], ptr[void]]
    LongType: ptr[void]
    FloatType: ptr[void]
    UnicodeType: ptr[void]
    True_: ptr[void]
    False_: ptr[void]
    None_: ptr[void]
    alone: ptr[void]
    """alone(n): whether the n threads that wait for Go are all threads of Python."""
    ErrCheckSignals: cfn[[], i32]
    BytesType: ptr[void]
    BytesAsStringAndSize: cfn[[ptr[void], ptr[ptr[u8]], ptr[i64]], i32]
    typeoff: i64
    """Where an object holds its type: this build of Python's own."""


py: pyapi = static()


@inline
def _type(o: ptr[void]) -> ptr[void]:
    """An object's type."""
    return cast(ptr[ptr[void]], add(o, py.typeoff))[0]


@cabi
@export("rt0_pycall")
def rt0_pycall(self: ptr[void], args: ptr[ptr[void]], nargs: i64) -> ptr[void]:
    """The C function behind every Go function. A new reference, or nil with Python's error set."""
    s = cast(ptr[libsig], py.CapsuleGetPointer(self, None))
    if s is None:
        return None
    if unlikely(libforked != 0):
        return _fail(s, None, FAIL_FORKED)
    mp = gettls_m()
    if unlikely(mp is None):
        mp = rt0_lib_bind()
    if unlikely(nargs != s.nparams):
        return _slow(s, mp, args, nargs)
    if s.nbuf != 0:
        return _withbuffers(s, mp, args, True)
    return _attempt(s, mp, args, None, True)


@noinline
def _withbuffers(s: ptr[libsig], mp: ptr[m], args: ptr[ptr[void]], first: bool) -> ptr[void]:
    """_attempt with room for buffers."""
    views: array[pybuffer, 16] = zero()
    return _attempt(s, mp, args, addr(views[0]), first)


def _attempt(s: ptr[libsig], mp: ptr[m], args: ptr[ptr[void]], views: ptr[pybuffer], first: bool) -> ptr[void]:
    """Convert the arguments, call, convert the results. With `first`, arguments of other types go to `convert` once."""
    block = cast(ptr[u64], mp.libg.stack.hi - LIB_BLOCK)
    at: i64 = 0
    nviews: i64 = 0
    for i in range(s.nparams):
        kind = s.kinds[i]
        if kind == KIND_FLOATS:
            ok = _buffer(args[i], addr(views[nviews]), addr(block[at]))
            if ok:
                nviews += 1
        else:
            ok = _argument(kind, args[i], addr(block[at]), first)
        if unlikely(not ok):
            _release(views, nviews)
            if first:
                return _slow(s, mp, args, s.nparams)
            return _fail(s, mp, FAIL_RETRY)
        at += i64(s.words[i])
    crashes = atomic.Load(addr(libcrashes))
    if unlikely(crashes != libreported):
        # A goroutine has died since the last call.
        _release(views, nviews)
        return _fail(s, mp, LIB_CRASH)
    libbegin(mp)
    state = py.SaveThread()
    libenter(s, cast(ptr[void], block))
    py.RestoreThread(state)
    while unlikely(mp.libcheck):
        why = _lookaround(mp, crashes)
        # Of a call that was given up the buffers are never given back: Go may still use them.
        if why != LIB_OK and libabandon(mp):
            return None if why == LIB_SIGNAL else _fail(s, mp, why)
        state = py.SaveThread()
        librewait()
        py.RestoreThread(state)
        if why == LIB_SIGNAL:
            # It ended just then; Python's error stays set.
            libend(mp)
            _release(views, nviews)
            return None
    libend(mp)
    _release(views, nviews)
    if unlikely(mp.libstatus != LIB_OK):
        return _fail(s, mp, mp.libstatus)
    if unlikely(atomic.Load(addr(libcrashes)) != crashes):
        return _fail(s, mp, LIB_CRASH)
    return _results(s, block)


@noinline
def _lookaround(mp: ptr[m], crashes: u64) -> i64:
    """With the GIL, while the call goes on elsewhere: why it must not be waited for any longer; LIB_OK if there is no reason."""
    if py.ErrCheckSignals() != 0:
        return LIB_SIGNAL
    if atomic.Load(addr(libcrashes)) != crashes:
        return LIB_CRASH
    if not mp.libdead:
        return LIB_OK
    t = py.TupleNew(1)
    if t is None:
        return LIB_SIGNAL
    py.TupleSetItem(t, 0, py.LongFromLongLong(i64(atomic.Load(addr(libwaiting)))))
    r = py.CallObject(py.alone, t)
    py.DecRef(t)
    if r is None:
        return LIB_SIGNAL
    py.DecRef(r)
    return LIB_DEAD if r == py.True_ else LIB_OK


def _release(views: ptr[pybuffer], n: i64) -> void:
    """Give the buffers back."""
    for i in range(n):
        py.ReleaseBuffer(addr(views[i]))


def _argument(kind: u8, o: ptr[void], to: ptr[u64], first: bool) -> bool:
    """Store o, if it has exactly the type and range of `kind`. A string may be bytes when `convert` made it."""
    if kind <= KIND_UINT64:
        return _integer(kind, o, to)
    if kind <= KIND_FLOAT64:
        if _type(o) != py.FloatType:
            return False
        x = py.FloatAsDouble(o)
        if kind == KIND_FLOAT64:
            to[0] = bitcast(u64, x)
        else:
            y = f32(x)
            to[0] = u64(bitcast(u32, y))
            # An infinity that x is not: out of range.
            return f64(y) - f64(y) == 0.0 or x - x != 0.0
        return True
    if kind == KIND_BOOL:
        to[0] = 1 if o == py.True_ else 0
        return o == py.True_ or o == py.False_
    n: i64 = 0
    if not first and _type(o) == py.BytesType:
        b: ptr[u8] = None
        py.BytesAsStringAndSize(o, addr(b), addr(n))
        to[0] = u64(uintptr(b))
        to[1] = u64(n)
        return True
    if _type(o) != py.UnicodeType:
        return False
    p = py.UnicodeAsUTF8AndSize(o, addr(n))
    if p is None:
        # It holds lone surrogates: convert has another way.
        py.ErrClear()
        return False
    to[0] = u64(uintptr(p))
    to[1] = u64(n)
    return True


def _integer(kind: u8, o: ptr[void], to: ptr[u64]) -> bool:
    """Store the int o, if it is one and in range."""
    if _type(o) != py.LongType:
        return False
    if kind == KIND_UINT64:
        v = py.LongAsUnsignedLongLong(o)
        if v == 0xFFFFFFFFFFFFFFFF and py.ErrOccurred() is not None:
            py.ErrClear()
            return False
        to[0] = v
        return True
    over: i32 = 0
    x = py.LongAsLongLongAndOverflow(o, addr(over))
    to[0] = u64(x)
    if over != 0:
        return False
    if kind == KIND_INT64:
        return True
    if kind >= KIND_UINT8:
        return u64(x) < (u64(1) << (u64(8) << u64(kind - KIND_UINT8)))
    half = i64(1) << ((i64(8) << i64(kind - KIND_INT8)) - 1)
    return x >= -half and x < half


def _buffer(o: ptr[void], view: ptr[pybuffer], to: ptr[u64]) -> bool:
    """Hold o's memory, if it is writable, contiguous and of float64, and store a slice over it."""
    if py.GetBuffer(o, view, BUFFER_FLAGS) != 0:
        py.ErrClear()
        return False
    f = view.format
    native = f is not None and (
        (f[0] == 100 and f[1] == 0) or ((f[0] == 64 or f[0] == 61 or f[0] == 60) and f[1] == 100 and f[2] == 0)
    )
    if not native or view.itemsize != 8:
        py.ReleaseBuffer(view)
        return False
    to[0] = u64(uintptr(view.buf))
    to[1] = u64(view.len) >> 3
    to[2] = u64(view.len) >> 3
    return True


@noinline
def _slow(s: ptr[libsig], mp: ptr[m], args: ptr[ptr[void]], n: i64) -> ptr[void]:
    """Have `convert` make exact values of the arguments (or raise), and try again with those."""
    given = _tuple(args, n)
    if given is None:
        return None
    exact = py.CallObject(s.convert, given)
    py.DecRef(given)
    if exact is None:
        return None
    items: array[ptr[void], 128] = zero()
    for i in range(s.nparams):
        items[i] = py.TupleGetItem(exact, i)
    r = _withbuffers(s, mp, addr(items[0]), False)
    py.DecRef(exact)
    return r


def _tuple(items: ptr[ptr[void]], n: i64) -> ptr[void]:
    """A tuple of n borrowed objects."""
    t = py.TupleNew(n)
    if t is None:
        return None
    for i in range(n):
        py.IncRef(items[i])
        py.TupleSetItem(t, i, items[i])
    return t


@noinline
def _fail(s: ptr[libsig], mp: ptr[m], status: i64) -> ptr[void]:
    """Have `fail(status, text, trace)` raise."""
    items: array[ptr[void], 4] = zero()
    items[0] = py.LongFromLongLong(status)
    if status == LIB_CRASH:
        mp = addr(libcrashm)
        lockcrash()
        libreported = libcrashes
    if mp is not None and (status == LIB_PANIC or status == LIB_CRASH or status == LIB_DEAD):
        n = mp.libtextlen - mp.libtracelen
        items[1] = py.UnicodeDecodeUTF8(mp.libtext, n, cstr("replace"))
        items[2] = py.UnicodeDecodeUTF8(add(mp.libtext, n), mp.libtracelen, cstr("replace"))
        if status == LIB_CRASH:
            unlockcrash()
    elif mp is not None and status == LIB_ERROR:
        block = cast(ptr[u64], mp.libg.stack.hi - LIB_BLOCK)
        items[1] = _text(addr(block[s.errword]))
        items[2] = py.UnicodeDecodeUTF8(None, 0, None)
    else:
        items[1] = py.UnicodeDecodeUTF8(None, 0, None)
        items[2] = py.UnicodeDecodeUTF8(None, 0, None)
    if items[0] is None or items[1] is None or items[2] is None:
        return None
    t = _tuple(addr(items[0]), 3)
    for i in range(3):
        py.DecRef(items[i])
    if t is None:
        return None
    r = py.CallObject(s.fail, t)
    py.DecRef(t)
    return r


def _text(at: ptr[u64]) -> ptr[void]:
    """The Go string at `at` as str; bytes that are not UTF-8 as surrogates."""
    return py.UnicodeDecodeUTF8(cast(ptr[u8], uintptr(at[0])), i64(at[1]), cstr("surrogateescape"))


def _results(s: ptr[libsig], block: ptr[u64]) -> ptr[void]:
    """The results in the block as Python has them: None, one object, or a tuple."""
    n = s.nresults
    if s.errword >= 0:
        n -= 1
    if n == 0:
        py.IncRef(py.None_)
        return py.None_
    at = s.resword
    if n == 1:
        return _result(s, s.kinds[s.nparams], addr(block[at]))
    # Objects of []float64 run Python code, which may call Go again: the block must have been read by then.
    t = py.TupleNew(n)
    if t is None:
        return None
    floats = False
    for i in range(n):
        kind = s.kinds[s.nparams + i]
        o = _raw(kind, addr(block[at]))
        if o is None:
            py.DecRef(t)
            return None
        floats = floats or kind == KIND_FLOATS
        py.TupleSetItem(t, i, o)
        at += i64(s.words[s.nparams + i])
    if floats:
        return _wrapall(s, t, n)
    return t


def _wrapall(s: ptr[libsig], t: ptr[void], n: i64) -> ptr[void]:
    """A new tuple with the bytearrays of t, which stand for []float64, wrapped by `floats`."""
    out = py.TupleNew(n)
    for i in range(n):
        o = py.TupleGetItem(t, i)
        py.IncRef(o)
        if s.kinds[s.nparams + i] == KIND_FLOATS:
            o = _wrap(s, o)
        if o is None or out is None:
            py.DecRef(t)
            return None
        py.TupleSetItem(out, i, o)
    py.DecRef(t)
    return out


def _result(s: ptr[libsig], kind: u8, at: ptr[u64]) -> ptr[void]:
    """A single result."""
    o = _raw(kind, at)
    if kind == KIND_FLOATS and o is not None:
        return _wrap(s, o)
    return o


def _wrap(s: ptr[libsig], o: ptr[void]) -> ptr[void]:
    """`floats(o)`; takes over the reference to o."""
    t = py.TupleNew(1)
    if t is None:
        return None
    py.TupleSetItem(t, 0, o)
    r = py.CallObject(s.floats, t)
    py.DecRef(t)
    return r


def _raw(kind: u8, at: ptr[u64]) -> ptr[void]:
    """A result as an object that can be made without running Python code; []float64 as a bytearray."""
    v = at[0]
    if kind == KIND_INT64:
        return py.LongFromLongLong(i64(v))
    if kind <= KIND_INT64:
        up = u64(64) - (u64(8) << u64(kind - KIND_INT8))
        return py.LongFromLongLong(i64(v << up) >> i64(up))
    if kind < KIND_UINT64:
        up2 = u64(64) - (u64(8) << u64(kind - KIND_UINT8))
        return py.LongFromUnsignedLongLong((v << up2) >> up2)
    if kind == KIND_UINT64:
        return py.LongFromUnsignedLongLong(v)
    if kind == KIND_FLOAT64:
        return py.FloatFromDouble(bitcast(f64, v))
    if kind == KIND_FLOAT32:
        return py.FloatFromDouble(f64(bitcast(f32, u32(v))))
    if kind == KIND_BOOL:
        o = py.True_ if v & 255 != 0 else py.False_
        py.IncRef(o)
        return o
    if kind == KIND_FLOATS:
        return py.ByteArrayFromStringAndSize(cast(ptr[u8], uintptr(v)), i64(at[1]) * 8)
    return _text(at)
