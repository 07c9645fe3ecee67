"""Tracebacks in Go's format, by frame pointers.

Every compiled function keeps rbp, so a stack is a chain: [bp] the caller's bp, [bp+8] the address to return to. The
chain crosses segments and the switch to the system stack by itself (asm_amd64.py); it ends at goexit or at bp 0. Each
link is checked to lie in one of the goroutine's segments or on this thread's g0 stack before it is read.

Frames of package runtime are left out, as Go does, unless GOTRACEBACK=system or the runtime itself threw.

Where to read next: symtab.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.env import debug
from rt0.runtime.core.os_linux import nanotime
from rt0.runtime.core.print import printhex, printint, printnl, printstring
from rt0.runtime.core.runtime2 import (
    WAIT_REASONS,
    _Gdead,
    _Gidle,
    _Grunnable,
    _Grunning,
    _Gscan,
    _Gsyscall,
    _Gwaiting,
    allgs,
    g,
    getg,
    waitReasonSynctestChanReceive,
)
from rt0.runtime.core.symtab import (
    _func,
    equalnames,
    findfunc,
    framefile,
    framename,
    funcentry,
    funcname,
    hasprefix,
    ismethodvalue,
    madebycompiler,
    outerframe,
    pcframe,
    srcframe,
)

_INNER = 50
_OUTER = 50
"""Frames printed of a long stack: the innermost and the outermost ones."""

waitReasonStrings = const_array(string, WAIT_REASONS)


@row("boot", section=5)
def tracebackinit() -> void:
    """Tracebacks need nothing set up beyond the function table; kept in schedinit's order as Go has it."""
    pass


def readgstatus(gp: ptr[g]) -> u32:
    """gp's status, scan bit included."""
    return atomic.Load(addr(gp.atomicstatus))


def _onstack(gp: ptr[g], bp: uintptr) -> bool:
    """Whether a frame at bp can be read: in a segment of gp, or on this thread's system stack."""
    if bp & 7 != 0 or bp < 4096:
        return False
    if bp >= gp.stack.lo and bp + 16 <= gp.stack.hi + 64:
        return True
    s = gp.seg
    while s is not None:
        if bp >= s.oldstk.lo and bp + 16 <= s.oldstk.hi + 64:
            return True
        s = s.prev
    system = getg().m.g0
    return bp >= system.stack.lo and bp + 16 <= system.stack.hi


def _hasdot(s: string) -> bool:
    for i in range(s.len):
        if s.ptr[i] == 46:
            return True
    return False


def _iswrapper(name: string) -> bool:
    """Whether the compiler made this function around another as Go's does: for the call of a go or defer statement (.gowrap or
    .deferwrap and digits), a method value. They are left out unless the panic was in themselves."""
    if ismethodvalue(name):
        return True
    i = name.len
    while i > 0 and name.ptr[i - 1] >= 48 and name.ptr[i - 1] <= 57:
        i -= 1
    if i == name.len:
        return False
    if i > 7 and equalnames(string(add(name.ptr, i - 7), 7), ".gowrap"):
        return True
    return i > 10 and equalnames(string(add(name.ptr, i - 10), 10), ".deferwrap")


def showframe(name: string, first: bool) -> bool:
    """Whether a frame is printed: the program's, and the runtime's exported functions and the panic between two
    parts.
    """
    if madebycompiler(name):
        return False
    if getg().m.throwing >= 2 or debug.traceback > 1:
        return name.len > 0
    if equalnames(name, "runtime.gopanic") and not first:
        return True
    if not _hasdot(name) or (_iswrapper(name) and not first):
        return False
    if not hasprefix(name, "runtime."):
        return True
    return name.len > 8 and name.ptr[8] >= 65 and name.ptr[8] <= 90


def printfuncname(name: string, inlined: bool) -> void:
    """Print name as tracebacks do: panic for gopanic, type arguments as [...], then the parameters."""
    if equalnames(name, "runtime.gopanic"):
        printstring("panic")
    else:
        _printshort(name)
    if inlined or _hasarguments(name):
        printstring("(...)\n")
    else:
        printstring("()\n")


def _printshort(name: string) -> void:
    """Print a function's name without its type arguments."""
    i: i64 = 0
    while i < name.len and name.ptr[i] != 91:
        i += 1
    j = name.len - 1
    while j > i and name.ptr[j] != 93:
        j -= 1
    if i >= j:
        printstring(name)
        return
    printstring(string(name.ptr, i))
    printstring("[...]")
    printstring(string(add(name.ptr, j + 1), name.len - j - 1))


def _hasarguments(name: string) -> bool:
    """Whether arguments are hinted at: not for main.main, an init, or a closure (whose name ends in .func and
    digits).
    """
    if equalnames(name, "main.main"):
        return False
    i = name.len
    while i > 0 and name.ptr[i - 1] >= 48 and name.ptr[i - 1] <= 57:
        i -= 1
    if i < name.len and i >= 5 and equalnames(string(add(name.ptr, i - 5), 5), ".func"):
        return False
    while i > 0 and name.ptr[i - 1] == 46:
        i -= 1
    return not (i >= 5 and equalnames(string(add(name.ptr, i - 5), 5), ".init"))


def _printpos(s: ptr[srcframe], f: ptr[_func], pc: uintptr) -> void:
    """Print the tab, file:line and the offset of pc in f."""
    printstring("\t")
    file = framefile(s)
    if file.len == 0:
        printstring("?")
    else:
        printstring(file)
    printstring(":")
    printint(i64(s.line))
    if not s.inlined and pc > funcentry(f):
        printstring(" +")
        printhex(pc - funcentry(f))
    printnl()


def _printframes(f: ptr[_func], pc: uintptr, exact: bool, first: bool, skip: i64, room: i64) -> i64:
    """Print up to `room` source frames of one machine frame, without the innermost `skip`; how many it has in all."""
    s = pcframe(f, pc if exact else pc - 1)
    n: i64 = 0
    while True:
        name = framename(addr(s))
        if showframe(name, first):
            if n >= skip and n - skip < room:
                printfuncname(name, s.inlined)
                _printpos(addr(s), f, pc)
            first = False
            n += 1
        if not s.inlined:
            return n
        outerframe(addr(s))


@struct
class _walk:
    """A place in a walk over a stack, from the inside outwards: a return address (or with `exact` that of an instruction) and the frame
    pointer there."""

    pc: uintptr
    bp: uintptr
    exact: bool


def _ends(w: ptr[_walk], f: ptr[_func]) -> bool:
    """Whether the walk is at the goroutine's first function, which is not shown."""
    if f is None:
        return False
    name = funcname(f)
    return equalnames(name, "runtime.goexit") or equalnames(name, "runtime.gostart")


def _outwards(w: ptr[_walk], f: ptr[_func], gp: ptr[g]) -> bool:
    """Step to the caller; False when there is none to be found."""
    w.exact = f is not None and equalnames(funcname(f), "runtime.sigpanic0")
    if not _onstack(gp, w.bp):
        return False
    frame = cast(ptr[uintptr], w.bp)
    w.pc = frame[1]
    if frame[0] != 0 and frame[0] == w.bp:
        return False
    w.bp = frame[0]
    return w.pc != 0


def traceback(pc: uintptr, bp: uintptr, gp: ptr[g]) -> void:
    """Print gp's stack from pc (a return address) with frame pointer bp outwards, then who created gp.

    Of a long one the innermost and the outermost frames are shown, and how many are left out.
    """
    w: _walk = zero()
    w.pc = pc
    w.bp = bp
    n: i64 = 0
    while w.pc != 0:
        # A return address may be the end of its function, when the call never returns.
        f = findfunc(w.pc if w.exact else w.pc - 1)
        if f is None and debug.traceback > 1:
            printstring("?(...)\n\t?:0 pc=")
            printhex(w.pc)
            printnl()
        if _ends(addr(w), f):
            break
        if f is not None:
            room = _INNER - n
            had = _printframes(f, w.pc, w.exact, n == 0, 0, room)
            n += had
            if n >= _INNER:
                _tracebackouter(w, gp, had if had < room else room)
                break
        if not _outwards(addr(w), f, gp):
            break
    printcreatedby(gp)


def _tracebackouter(w: _walk, gp: ptr[g], shown: i64) -> void:
    """Print the outermost frames from w outwards, of whose own source frames `shown` have been printed. One walk counts them and
    remembers the last machine frames."""
    last: array[_walk, _OUTER] = zero()
    counts: array[i64, _OUTER] = zero()
    machine: i64 = 0
    total: i64 = 0
    samepc: uintptr = 0
    same: i64 = 0
    while True:
        f = findfunc(w.pc if w.exact else w.pc - 1)
        if _ends(addr(w), f):
            break
        if f is not None:
            if w.pc != samepc:  # recursion comes back to one place many million times
                samepc = w.pc
                same = _printframes(f, w.pc, w.exact, False, 0, 0)
            had = same - shown
            shown = 0
            if had > 0:
                last[machine % _OUTER] = w
                counts[machine % _OUTER] = had
                machine += 1
                total += had
        if not _outwards(addr(w), f, gp):
            break
    at = machine - _OUTER if machine > _OUTER else 0
    rest: i64 = 0
    for i in range(at, machine):
        rest += counts[i % _OUTER]
    skip = rest - _OUTER if rest > _OUTER else 0
    if total > _OUTER:
        printstring("...")
        printint(total - _OUTER)
        printstring(" frames elided...\n")
    for i in range(at, machine):
        had = counts[i % _OUTER]
        w = last[i % _OUTER]
        f = findfunc(w.pc if w.exact else w.pc - 1)
        if skip < had:
            # What is not counted of the first frame has been printed before.
            every = _printframes(f, w.pc, w.exact, False, 0, 0)
            _printframes(f, w.pc, w.exact, False, every - had + skip, had)
            skip = 0
        else:
            skip -= had


def printcreatedby(gp: ptr[g]) -> void:
    """Print the go statement that made gp."""
    pc = gp.gopc
    f = findfunc(pc - 1)
    if pc == 0 or f is None or gp.goid == 1:
        return
    s = pcframe(f, pc - 1)
    if not showframe(framename(addr(s)), False):
        return
    printstring("created by ")
    _printshort(framename(addr(s)))
    if gp.parentGoid != 0:
        printstring(" in goroutine ")
        printint(gp.parentGoid)
    printstring("\n")
    s.inlined = False
    _printpos(addr(s), f, pc)


def _statusname(status: u32) -> string:
    if status == _Gidle:
        return "idle"
    if status == _Grunnable:
        return "runnable"
    if status == _Grunning:
        return "running"
    if status == _Gsyscall:
        return "syscall"
    if status == _Gwaiting:
        return "waiting"
    if status == _Gdead:
        return "dead"
    return "???"


def goroutineheader(gp: ptr[g]) -> void:
    """Print `goroutine N [why, minutes]:`."""
    status = readgstatus(gp) & ~u32(_Gscan)
    name = _statusname(status)
    if status == _Gwaiting and gp.waitreason != 0:
        name = waitReasonStrings[gp.waitreason]
    waitfor: i64 = 0
    if (status == _Gwaiting or status == _Gsyscall) and gp.waitsince != 0:
        waitfor = (nanotime() - gp.waitsince) // 60000000000
    printstring("goroutine ")
    printint(gp.goid)
    printstring(" [")
    printstring(name)
    if gp.durable and status == _Gwaiting and gp.waitreason < waitReasonSynctestChanReceive:
        # The names of the others have it.
        printstring(" (durable)")
    if waitfor >= 1:
        printstring(", ")
        printint(waitfor)
        printstring(" minutes")
    if gp.lockedm is not None:
        printstring(", locked to thread")
    if gp.bubble is not None:
        printstring(", synctest bubble ")
        printint(i64(gp.bubble.id))
    printstring("]:\n")


def tracebackothers(me: ptr[g]) -> void:
    """Print all other goroutines' stacks, the one that runs on this thread first."""
    curgp = getg().m.curg
    if curgp is not None and curgp != me:
        printnl()
        goroutineheader(curgp)
        traceback(curgp.sched.pc, curgp.sched.bp, curgp)
    _tracebackall(me, curgp)


def tracebackbubble(me: ptr[g], id: u32) -> void:
    """Print the stacks of the goroutines of a bubble, but for me, oldest first."""
    first = _turned(atomic.LoadAcq(addr(allgs)))
    gp = first
    while gp is not None:
        if gp.bubble is not None and gp.bubble.id == id:
            _tracebackother(gp, me, me)
        gp = gp.alllink
    atomic.StoreRel(addr(allgs), _turned(first))


def tracebackrest(me: ptr[g]) -> void:
    """As tracebackothers in a process that goes on: the world is stopped, and me runs on this thread."""
    _tracebackall(me, me)


def _tracebackall(me: ptr[g], curgp: ptr[g]) -> void:
    """Print the stacks of all but these two, oldest first. allgs is newest first: the list is turned round in place, twice;
    the world is stopped or the process dies."""
    first = _turned(atomic.LoadAcq(addr(allgs)))
    gp = first
    while gp is not None:
        _tracebackother(gp, me, curgp)
        gp = gp.alllink
    atomic.StoreRel(addr(allgs), _turned(first))


def _turned(gp: ptr[g]) -> ptr[g]:
    """The list of gs from gp on the other way round, in place."""
    first: ptr[g] = None
    while gp is not None:
        next = gp.alllink
        gp.alllink = first
        first = gp
        gp = next
    return first


def _tracebackother(gp: ptr[g], me: ptr[g], curgp: ptr[g]) -> void:
    """Print one stack of tracebackothers."""
    status = readgstatus(gp) & ~u32(_Gscan)
    if gp == me or gp == curgp or status == _Gdead or status == _Gidle:
        return
    if gp.isSystem and debug.traceback < 2 and getg().m.throwing < 2:
        return
    printnl()
    goroutineheader(gp)
    if status == _Grunning and gp.m != getg().m:
        printstring("\tgoroutine running on other thread; stack unavailable\n")
        printcreatedby(gp)
    elif status == _Gsyscall:
        traceback(gp.syscallpc, gp.syscallbp, gp)
    else:
        traceback(gp.sched.pc, gp.sched.bp, gp)


def _isgoframe(name: string) -> bool:
    """Whether Go's runtime.Callers would have a frame of this name: what the compiler or this runtime put between the
    program's functions is left out, but for the panic under way.
    """
    if hasprefix(name, "runtime."):
        exported = name.len > 8 and name.ptr[8] >= 65 and name.ptr[8] <= 90
        return exported or equalnames(name, "runtime.gopanic") or equalnames(name, "runtime.main")
    return _hasdot(name) and not _iswrapper(name) and not madebycompiler(name)


INLINE_SHIFT = 48
"""Callers' values hold in the bits above an address how many inlined calls to step out of."""


def callersof(gp: ptr[g], pc: uintptr, bp: uintptr, skip: i64, pcs: ptr[uintptr], n: i64) -> i64:
    """Store up to n return addresses of gp's frames, from pc (frame pointer bp) outwards without the first `skip`;
    how many.

    Each inlined call is a frame of its own: the same address, with its depth above INLINE_SHIFT.
    """
    k: i64 = 0
    while pc != 0 and k < n:
        f = findfunc(pc - 1)
        name = funcname(f)
        if equalnames(name, "runtime.goexit") or equalnames(name, "runtime.gostart"):
            if skip == 0:
                pcs[k] = pc
                k += 1
            break
        if f is not None and not equalnames(name, "__morestack"):
            s = pcframe(f, pc - 1)
            depth: uintptr = 0
            while k < n:
                if not _isgoframe(framename(addr(s))):
                    pass
                elif skip > 0:
                    skip -= 1
                else:
                    pcs[k] = pc | (depth << INLINE_SHIFT)
                    k += 1
                if not s.inlined:
                    break
                outerframe(addr(s))
                depth += 1
        if not _onstack(gp, bp):
            break
        frame = cast(ptr[uintptr], bp)
        pc = frame[1]
        bp = frame[0]
    return k


def srcof(value: uintptr) -> tuple[string, string, i64, uintptr]:
    """Function, file, line and entry of what stands at a pc (or a value of callersof less 1); an empty name for
    nothing known.
    """
    pc = value & ((1 << INLINE_SHIFT) - 1)
    f = findfunc(pc)
    none: string = zero()
    if f is None:
        return none, none, 0, 0
    s = pcframe(f, pc)
    depth = value >> INLINE_SHIFT
    while depth > 0 and s.inlined:
        outerframe(addr(s))
        depth -= 1
    name = framename(addr(s))
    if equalnames(name, "runtime.gostart"):
        name = "runtime.goexit"  # what a goroutine's first function returns to; the two are one to Go
    return name, framefile(addr(s)), i64(s.line), funcentry(f)
