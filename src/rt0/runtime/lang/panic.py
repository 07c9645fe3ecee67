"""Panics: deferred calls, gopanic, recover, and the run-time errors that compiled code and the runtime raise.

A function that defers has a panicbuf in its frame, filled by savepanic when it begins (asm_amd64.py). Its deferred calls are
_defer records linked from g._defer, newest first; `frame` says whose they are. gopanic runs them from the top; when one of them has
recovered, control goes back into the deferring frame through its panicbuf, savepanic returns a second time with 1, the
function runs what is left of its deferred calls (deferreturn) and returns. Nothing is unwound: frames above are simply left.

recover() counts only in a function that the panic called itself: its caller's frame address must be that of
`_calldeferred`, whose frame address gopanic noted in _panic.callfp. Wrappers between the two do not count: the compiler's thunk of a
deferred call with arguments puts its own frame into callfp (deferwrap); over the frames of methods' wrappers and of reflect's calls
gorecover walks, so that such calls pay nothing for it.

g._defer and g._panic belong to the running goroutine. Everything here runs on a user goroutine unless it says otherwise.

Source: Go specification, "Handling panics", "Run-time panics", "Defer statements"; Go's runtime design (gopanic, deferproc,
gorecover).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import jumppanic, morestack_ret
from rt0.runtime.core.config import LIBRARY
from rt0.runtime.core.env import debug
from rt0.runtime.core.print import (
    printbool,
    printcomplex,
    printfloat,
    printfloat32,
    printint,
    printlock,
    printnl,
    printpointer,
    printstring,
    printuint,
    printunlock,
)
from rt0.runtime.core.runtime2 import (
    _defer,
    _panic,
    bubbles,
    funcval,
    g,
    getg,
    panicbuf,
    runningPanicDefers,
)
from rt0.runtime.core.symtab import (
    equalnames,
    findfunc,
    framename,
    funcname,
    ismethodvalue,
    madebycompiler,
    outerframe,
    pcframe,
)
from rt0.runtime.core.throw import fatalpanic, throw
from rt0.runtime.core.type import (
    _type,
    eface,
    interfacetype,
    itab,
    kindBool,
    kindComplex64,
    kindComplex128,
    kindFloat32,
    kindFloat64,
    kindInt,
    kindInt8,
    kindInt16,
    kindInt32,
    kindInt64,
    kindString,
    kindUint,
    kindUint8,
    kindUint16,
    kindUint32,
    kindUint64,
    kindUintptr,
    ptrtype,
    tflagNamed,
)
from rt0.runtime.lang.concat import concatstrings, itoa
from rt0.runtime.lang.itab import findItab
from rt0.runtime.mem.malloc import mallocgc
from rt0.runtime.sched.proc import goexit1

# _defer.flags.
deferHeap = 1  # made by newdefer
deferStarted = 2  # its call has begun; pc then holds the _panic that began it

# Descriptors of the values the runtime panics with, told by package runtime's init (std/runtime/error.go). Until then,
# and in programs without it, a run-time error is fatal at once.
boundsErrorType: ptr[_type] = static()
errorStringType: ptr[_type] = static()
plainErrorType: ptr[_type] = static()
typeAssertionErrorType: ptr[_type] = static()
panicNilErrorType: ptr[_type] = static()
addressErrorType: ptr[_type] = static()
errorInterface: ptr[interfacetype] = static()
stringerInterface: ptr[interfacetype] = static()


def registererrors(values: ptr[void]) -> void:
    """Take the types of eight eface values, in error.go's order. Called once, by the init of package runtime."""
    v = cast(ptr[eface], values)
    boundsErrorType = v[0].typ
    errorStringType = v[1].typ
    plainErrorType = v[2].typ
    typeAssertionErrorType = v[3].typ
    panicNilErrorType = v[4].typ
    errorInterface = cast(ptr[interfacetype], cast(ptr[ptrtype], v[5].typ).elem)
    stringerInterface = cast(ptr[interfacetype], cast(ptr[ptrtype], v[6].typ).elem)
    addressErrorType = v[7].typ


# Deferred calls.


def deferproc(d: ptr[_defer], f: ptr[funcval], frame: ptr[panicbuf]) -> void:
    """Link the record d: f is to run when the function of frame returns or panics. d is in that frame or from newdefer."""
    gp = getg()
    d.fn = f
    d.frame = frame
    d.pc = 0
    d.sp = 0
    d.flags &= deferHeap
    d.link = gp._defer
    gp._defer = d


def newdefer() -> ptr[_defer]:
    """A record for a defer statement in a loop. It lives as long as something points to it.

    g._defer is in memory that the collector does not scan by itself, but markroot follows the chain."""
    d = cast(ptr[_defer], mallocgc(sizeof(_defer), _defertype(), True))
    d.flags = deferHeap
    return d


deferBits = const_array(u8, [3])
deferType: _type = static()


def _defertype() -> ptr[_type]:
    """The descriptor of a heap _defer: its first two words (link, fn) hold pointers."""
    t = addr(deferType)
    if atomic.LoadAcq(addr(t.size)) == 0:
        t.ptrdata = 16
        t.gcdata = addr(deferBits[0])
        t.align = 8
        t.fieldAlign = 8
        atomic.StoreRel(addr(t.size), uintptr(sizeof(_defer)))
    return t


def deferreturn(frame: ptr[panicbuf]) -> void:
    """Run the deferred calls of the function of frame, last first. Called where that function returns."""
    gp = getg()
    while True:
        d = gp._defer
        if d is None or d.frame != frame:
            return
        f = d.fn
        gp._defer = d.link
        cast(fn[[ptr[funcval]], void], f.fn)(f)


@noinline
def _calldeferred(p: ptr[_panic], f: ptr[funcval]) -> void:
    """Call a deferred function on behalf of the panic p; recover() in it sees this frame as its caller's."""
    p.callfp = uintptr(getfp())
    cast(fn[[ptr[funcval]], void], f.fn)(f)
    # Not a tail call: this frame must stand while f runs.
    p.callfp = 0


def rundeferred(p: ptr[_panic]) -> void:
    """Run deferred calls from the top of g._defer for the panic (or Goexit) p until none is left or one has recovered.

    Returns only when none is left; after a recover control goes back to the deferring frame.
    """
    gp = getg()
    while True:
        d = gp._defer
        if d is None:
            return
        if (d.flags & deferStarted) != 0:
            # Its call began under an earlier panic and has panicked itself: that earlier panic does not go on.
            earlier = cast(ptr[_panic], d.pc)
            if earlier is not None and earlier != p:
                earlier.aborted = True
            d.pc = 0
            gp._defer = d.link
            continue
        d.flags |= deferStarted
        d.pc = uintptr(p)
        p.frame = d.frame
        _calldeferred(p, d.fn)
        if gp._defer != d:
            throw("bad defer entry in panic")
        d.pc = 0
        gp._defer = d.link
        if p.recovered:
            _recovery(p, d.frame)


@noreturn
def _recovery(p: ptr[_panic], frame: ptr[panicbuf]) -> void:
    """Go on in the deferring frame of a recovered panic, which returns normally to its caller.

    A Goexit that this panic had interrupted goes on instead: its own frame is above, and it may not be recovered."""
    gp = getg()
    q = p.link
    while q is not None and q.aborted and not q.goexit:
        q = q.link
    gp._panic = q
    if q is not None and q.goexit and q.aborted:
        q.aborted = False
        rundeferred(q)
        goexit1()
    if q is None:
        gp.sig = 0
    # Leaves the stack segments beyond frame's, and makes savepanic return 1 there.
    jumppanic(frame)
    unreachable()


@noreturn
def gopanic(e: eface) -> void:
    """panic(e). Runs deferred calls; unless one recovers, prints the panics and the trace and exits with 2.

    Source: Go specification, "Handling panics"."""
    gp = getg()
    if e.typ is None and panicNilErrorType is not None and debug.panicnil != 1:
        e.typ = panicNilErrorType
        e.data = mallocgc(8, None, True)
    if gp.m.curg != gp:
        throw("panic on system stack")
    if gp.m.mallocing != 0:
        throw("panic during malloc")
    if gp.m.locks != 0:
        throw("panic holding locks")
    p: _panic = zero()
    p.arg = e
    p.link = gp._panic
    if p.link is not None and p.link.recovered and p.link.arg.typ == e.typ and p.link.arg.data == e.data:
        p.link.repanicked = True
    gp._panic = addr(p)
    atomic.Xadd(addr(runningPanicDefers), 1)
    rundeferred(addr(p))
    _panicwhileprinting(addr(p))
    p.printing = True
    preprintpanics(gp)
    if LIBRARY:
        if not gp.isSystem:
            slots.libpanic_slot(gp)
    fatalpanic(gp)


def _panicwhileprinting(p: ptr[_panic]) -> void:
    """Die as Go does when p came from the Error or String method of an earlier panic's value, called to print it."""
    q = p.link
    while q is not None and not q.printing:
        q = q.link
    if q is None:
        return
    parts: array[string, 2] = zero()
    if p.arg.typ.kind == kindString and not _isnamed(p.arg.typ):
        parts[0] = "panic while printing panic value: "
        parts[1] = cast(ptr[string], p.arg.data)[0]
    else:
        parts[0] = "panic while printing panic value: type "
        parts[1] = p.arg.typ.str
    throw(concatstrings(None, addr(parts[0]), 2))


@inline
@nosplit
def _address(f: fn[[], void]) -> uintptr:
    """A function's address. nosplit: inlined."""
    return cast(uintptr, f)


@nosplit
def _leaving(ownfp: uintptr) -> ptr[uintptr]:
    """The two words, caller's frame address and return address, by which the function of frame ownfp returns. __morestack puts a
    frame of its own between the two when the callee began a new stack segment.

    nosplit: a leaf of deferwrap."""
    own = cast(ptr[uintptr], ownfp)
    if own[1] == _address(morestack_ret):
        own = cast(ptr[uintptr], own[0])
    return own


@nosplit
def _callerframe(ownfp: uintptr) -> uintptr:
    """The frame address of the function that called the one whose frame address is ownfp.

    nosplit: a leaf of deferwrap."""
    return _leaving(ownfp)[0]


def _iswrapper(name: string) -> bool:
    """Whether a function only goes on to another one, and Go's recover does not count it: what lower makes around methods, and what
    stands between a caller of a func value that reflect made and what that calls."""
    return (
        madebycompiler(name)
        or ismethodvalue(name)
        or equalnames(name, "runtime.reflectentry")
        or equalnames(name, "reflect.handle")
        or equalnames(name, "reflect.Value.methodFunc.func1")
        or equalnames(name, "reflect.methodExpr.func1")
        or equalnames(name, "reflect.invoke")
        or equalnames(name, "runtime.reflectcall")
    )


def _inwrapper(pc: uintptr) -> bool:
    """Whether the call before pc stands in a wrapper and in nothing else that was inlined there."""
    f = findfunc(pc - 1)
    if f is None or not _iswrapper(funcname(f)):
        return False
    s = pcframe(f, pc - 1)
    while s.inlined:
        if not _iswrapper(framename(addr(s))):
            return False
        outerframe(addr(s))
    return True


def _calledby(ownfp: uintptr, callfp: uintptr) -> bool:
    """Whether the function of frame ownfp was called from the frame callfp, by itself or through wrappers."""
    own = _leaving(ownfp)
    while own[0] != callfp:
        if not _inwrapper(own[1]):
            return False
        own = _leaving(own[0])
    return True


def gorecover(ownfp: uintptr) -> eface:
    """recover() in a function whose frame address is ownfp: the panic's value, or nil when there is none to recover from
    here."""
    gp = getg()
    p = gp._panic
    none: eface = zero()
    if p is None or p.goexit or p.recovered or p.callfp == 0 or not _calledby(ownfp, p.callfp):
        return none
    p.recovered = True
    atomic.Xadd(addr(runningPanicDefers), 0xFFFFFFFF)
    return p.arg


def recoverdeferred(ownfp: uintptr, fp: uintptr) -> void:
    """What `defer recover()` in the function of frame fp does when it is called, in a wrapper of frame ownfp: where that function
    returns, it is recover() called by it; where a panic calls it, nothing (deferwrap has made ownfp the panic's callfp then)."""
    p = getg()._panic
    if p is not None and p.callfp != ownfp:
        gorecover(fp)


@nosplit
def deferwrap(ownfp: uintptr) -> void:
    """Called by the compiler's wrapper of a deferred call with arguments, whose frame address is ownfp: the function that
    the wrapper calls next may recover as if the panic had called it.

    nosplit: it only touches g's own panic."""
    p = getg()._panic
    if p is not None and p.callfp != 0 and p.callfp == _callerframe(ownfp):
        p.callfp = ownfp


@row("g", enter=("getg().goid",))
def Goexit() -> void:
    """runtime.Goexit: end the calling goroutine after its deferred calls; other goroutines go on."""
    gp = getg()
    p: _panic = zero()
    p.goexit = True
    p.link = gp._panic
    gp._panic = addr(p)
    rundeferred(addr(p))
    gp._panic = None
    goexit1()


# Printing uncaught panics.


@inline
def _callString(tab: ptr[itab], data: ptr[void]) -> string:
    """Call the one method, of type func() string, of an itab of error or of stringer."""
    return cast(fn[[ptr[void]], string], tab.fun[0])(data)


def preprintpanics(gp: ptr[g]) -> void:
    """Turn the values of gp's panics that are errors or stringers into the strings that will be printed.

    Done before printing begins, on the user stack, because the methods are the program's and may do anything.
    """
    p = gp._panic
    while p is not None:
        t = p.arg.typ
        if t is not None and cast(ptr[void], t) == bubbles.deadlock:
            bubbles.died = cast(ptr[u32], add(p.arg.data, sizeof(string)))[0]
        if t is not None and errorInterface is not None:
            tab = findItab(errorInterface, t)
            if tab is None:
                tab = findItab(stringerInterface, t)
            if tab is not None:
                s = cast(ptr[string], mallocgc(16, None, True))
                s[0] = _callString(tab, p.arg.data)
                # A string that prints bare: error and String texts are not quoted.
                p.text = s
        p = p.link


@fills(slots.printpanics_slot)
def printpanics(gp: ptr[g]) -> void:
    """Print gp's panics, oldest first: "panic: v1 [recovered]" and "\tpanic: v2", or
    "panic: v [recovered, repanicked]" when the deferred call panicked again with what it had recovered. preprintpanics has run."""
    _printpanicchain(gp._panic)


def _printpanicchain(p: ptr[_panic]) -> void:
    if p is None:
        return
    if p.link is not None:
        _printpanicchain(p.link)
        if p.link.repanicked:
            return
        if not p.link.goexit:
            printstring("\t")
    if p.goexit:
        return
    printstring("panic: ")
    _printpanicval(p)
    if p.repanicked:
        printstring(" [recovered, repanicked]")
    elif p.recovered:
        printstring(" [recovered]")
    printnl()


def _printpanicval(p: ptr[_panic]) -> void:
    """The value as Go prints it: nil, basic kinds by value, errors and stringers by their text, others (type) address."""
    if p.text is not None:
        _printindented(p.text[0])
        return
    t = p.arg.typ
    if t is None:
        printstring("nil")
        return
    named = _isnamed(t)
    if not _isbasic(t.kind):
        printstring("(")
        printstring(t.str)
        printstring(") ")
        printpointer(p.arg.data)
        return
    if named:
        printstring(t.str)
        printstring("(")
    _printbasic(t, p.arg.data, named)
    if named:
        printstring(")")


def _isnamed(t: ptr[_type]) -> bool:
    """Whether t is a defined type of some package, not a predeclared one."""
    return (t.tflag & tflagNamed) != 0 and t.str.len > 0 and _hasdot(t.str)


def _hasdot(s: string) -> bool:
    """Whether a type's name is qualified by a package: a type of the program, not a predeclared one."""
    for i in range(s.len):
        if s.ptr[i] == 46:
            return True
    return False


def _isbasic(kind: u8) -> bool:
    return (kind >= kindBool and kind <= kindComplex128) or kind == kindString


def _printindented(s: string) -> void:
    """Print s with a tab after each newline, so that the program's text cannot pass for a goroutine header."""
    start: i64 = 0
    for i in range(s.len):
        if s.ptr[i] == 10:
            printstring(string(add(s.ptr, start), i - start + 1))
            printstring("\t")
            start = i + 1
    printstring(string(add(s.ptr, start), s.len - start))


def _printbasic(t: ptr[_type], v: ptr[void], quoted: bool) -> void:
    """Print a value of a basic kind. A string of a defined type is quoted."""
    k = t.kind
    if k == kindBool:
        printbool(cast(ptr[bool], v)[0])
    elif k == kindInt or k == kindInt64:
        printint(cast(ptr[i64], v)[0])
    elif k == kindInt8:
        printint(i64(cast(ptr[i8], v)[0]))
    elif k == kindInt16:
        printint(i64(cast(ptr[i16], v)[0]))
    elif k == kindInt32:
        printint(i64(cast(ptr[i32], v)[0]))
    elif k == kindUint or k == kindUint64 or k == kindUintptr:
        printuint(cast(ptr[u64], v)[0])
    elif k == kindUint8:
        printuint(u64(cast(ptr[u8], v)[0]))
    elif k == kindUint16:
        printuint(u64(cast(ptr[u16], v)[0]))
    elif k == kindUint32:
        printuint(u64(cast(ptr[u32], v)[0]))
    elif k == kindFloat32:
        printfloat32(cast(ptr[f32], v)[0])
    elif k == kindFloat64:
        printfloat(cast(ptr[f64], v)[0])
    elif k == kindComplex64:
        printcomplex(f64(cast(ptr[f32], v)[0]), f64(cast(ptr[f32], v)[1]))
    elif k == kindComplex128:
        printcomplex(cast(ptr[f64], v)[0], cast(ptr[f64], v)[1])
    elif k == kindString:
        if quoted:
            printstring('"')
        _printindented(cast(ptr[string], v)[0])
        if quoted:
            printstring('"')


@fills(slots.gopanic_slot)
def _gopanicup(e: eface) -> void:
    gopanic(e)
