"""rtlang that only the tests have: between Python's thread and goroutines, and goroutines for tests to look at.

`cross` runs a call on Python's thread as g0 of m0, in such a state that goroutines can be scheduled from it: mcall and
systemstack then start g0's stack just below. What it calls may return, as it would to Python, or never return (schedule,
execute, gogo). In the second case a goroutine of these here ends it sooner or later: its `crosstopython` comes back to
Python from g0, with the goroutine still running as far as the runtime knows, so that Python sees everything as it is.

    Python      cross(schedule)                    go on: cross(gogo(&curg.sched))
    g0            schedule → execute → gogo  ↘            ↓         ↗ …
    goroutine                                 mcall(crosstopython)

The goroutine `crossagent` calls, each time it goes on, what Python has put into `crossorder`: so Python calls any function of the
runtime on a real goroutine. The others do one thing each; those that run on threads of their own tell what they see in a
`crossrec` and never come to Python. `main.main` and the three packages' initialisers are a program for runtime.main.

Where to read next: crossing_support.py (the side in Python).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import TEXT, mcall
from rt0.runtime.core.os_linux import gettid, usleep, write1
from rt0.runtime.core.runtime2 import g, getg, m, m0, p, sched
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.sched.lockthread import LockOSThread
from rt0.runtime.sched.m import startm
from rt0.runtime.sched.park import gopark, goready


@struct
class crossrec:
    """What a goroutine on another thread tells (atomically: `state` last) and is told (`go`)."""

    state: u32
    go: u32
    goid: i64
    mid: i64
    procid: u64
    pid: i64
    wake: ptr[g]
    """To be made ready."""
    pp: ptr[p]
    """To be given to an idle m."""


@struct
class crosscall:
    """A call for an agent: rt0.rtlang.live.Call's three addresses, and a word that becomes 1 when it has returned."""

    thunk: cfn[[ptr[void], ptr[void], ptr[g]], void]
    args: ptr[void]
    target: ptr[void]
    done: ptr[u64]


crossorder: crosscall = static()
crossback: ptr[g] = static()
"""The goroutine that came back to Python, nil when g0's call returned."""
crosssp: uintptr = static()
"""C's stack pointer in `cross`."""
crossmarks: array[u64, 16] = static()
"""What goroutines and functions called by the runtime leave for Python to read."""

asm_module(
    TEXT(
        "runtime.cross",
        """
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    subq $8, %rsp
    movq %rsp, "runtime.crosssp"(%rip)
    leaq "runtime.m0"(%rip), %r9
    movq m_g0@(%r9), %r8
    leaq -128(%rsp), %rax
    movq %rax, g_sp@(%r8)
    movq %r9, %fs:TLS_M@
    movq $0, %fs:GUARD@
    movq %rdi, %rax
    movq %rsi, %rdi
    movq %rdx, %rsi
    movq %rcx, %rdx
    call *%rax
.globl "runtime.crossreturn"
"runtime.crossreturn":
    movq "runtime.crosssp"(%rip), %rsp
    movq $0, %fs:GUARD@
    addq $8, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
""",
    )
    # The program's entry as the kernel enters it, with the stack that rdi points to. Never returns.
    + TEXT("runtime.crossentry", '    movq %rdi, %rsp\n    xorl %ebp, %ebp\n    jmp "rt0_go"')
)


@asm_func
@nosplit
@noreturn
def crossreturn() -> void:
    """On g0 of Python's thread: return from `cross`."""


def crosstopython(gp: ptr[g]) -> void:
    """By mcall: gp is on its way, and Python may look. It goes on when Python crosses to its g.sched."""
    if getg().m != addr(m0):
        throw("crosstopython: not on Python's thread")
    crossback = gp
    crossreturn()


# ---- goroutines on Python's thread -----------------------------------------------------------------------------------


def crossagent(argp: ptr[void], ctx: ptr[void]) -> void:
    """A goroutine that calls what Python orders, once; without an order it comes straight back."""
    while True:
        mcall(crosstopython)
        thunk = crossorder.thunk
        crossorder.thunk = None
        if thunk is not None:
            done = crossorder.done
            thunk(crossorder.args, crossorder.target, getg())
            done[0] = 1


def crossonce(argp: ptr[void], ctx: ptr[void]) -> void:
    """A goroutine that shows itself to Python once, then ends."""
    mcall(crosstopython)


@noinline
def _touch(pad: ptr[u64]) -> void:
    pad[0] += 1


def crossdeep(n: u64, look: bool) -> u64:
    """n + 1 frames of over 128 bytes, and back; shows the deepest to Python if wanted. n + 1."""
    pad: array[u64, 16] = zero()
    _touch(addr(pad[0]))
    if n == 0:
        if look:
            mcall(crosstopython)
        return pad[0]
    below = crossdeep(n - 1, look)
    # Something to do after the call, lest a loop be made of it.
    crossmarks[7] += 1
    return below + pad[0]


def crossunlock(gp: ptr[g], l: ptr[void]) -> bool:
    """gopark's unlockf: notes with what it was called, in which status; what l points to is its answer."""
    crossmarks[0] = uintptr(gp)
    crossmarks[1] = uintptr(l)
    crossmarks[2] = u64(gp.atomicstatus)
    crossmarks[3] += 1
    return cast(ptr[u64], l)[0] != 0


def crossmstart() -> void:
    """An m's mstartfn: notes which m, and whether it has a P yet."""
    crossmarks[5] = u64(getg().m.id)
    crossmarks[6] = u64(getg().m.p is None)
    atomic.Store(addr(crossmarks[4]), 1)


def crosson0(args: ptr[void]) -> void:
    """A thunk for systemstack_switch: notes on which g it runs."""
    crossmarks[0] = uintptr(getg())
    crossmarks[1] = uintptr(args)


# ---- goroutines on threads of the runtime ----------------------------------------------------------------------------


def _tell(r: ptr[crossrec], state: u32) -> void:
    gp = getg()
    r.goid = gp.goid
    r.mid = gp.m.id
    r.pid = i64(gp.m.p.id)
    r.procid = gettid()
    atomic.Store(addr(r.state), state)


def _await(r: ptr[crossrec]) -> void:
    while atomic.Load(addr(r.go)) == 0:
        usleep(50)


def _wakem0(pp: ptr[p]) -> void:
    """Once Python's m is the first of the idle ones: wake it with pp."""
    while atomic.Load(addr(sched.midle)) != addr(m0):
        usleep(50)
    systemstack(startm, pp, False)


def crossstay(argp: ptr[void], ctx: ptr[void]) -> void:
    """Tells where it runs, and ends when told."""
    r = cast(ptr[ptr[crossrec]], argp)[0]
    _tell(r, 1)
    _await(r)


def crosslock(argp: ptr[void], ctx: ptr[void]) -> void:
    """Locks itself to its thread and waits; made ready it tells again, wakes m0 with r.pp, if any, and ends when told, locked."""
    r = cast(ptr[ptr[crossrec]], argp)[0]
    LockOSThread()
    _tell(r, 1)
    gopark(None, None, 20, 0, 1)
    _tell(r, 2)
    if r.pp is not None:
        _wakem0(r.pp)
    _await(r)


def crosswakem(argp: ptr[void], ctx: ptr[void]) -> void:
    """Wakes Python's m, when that is idle, with r.pp."""
    r = cast(ptr[ptr[crossrec]], argp)[0]
    _tell(r, 1)
    _wakem0(r.pp)
    _await(r)


def crosswakelocked(argp: ptr[void], ctx: ptr[void]) -> void:
    """Waits until an m sleeps for its locked goroutine, then makes that, r.wake, ready."""
    r = cast(ptr[ptr[crossrec]], argp)[0]
    _tell(r, 1)
    while sched.nmidlelocked == 0:
        usleep(50)
    goready(r.wake, 1)


# ---- a program for runtime.main --------------------------------------------------------------------------------------

# Weak, since the runtime's own table of symbols refers to both weakly in the same assembly.
asm_module(
    '.section .rodata.crossinittasks,"a",@progbits\n.p2align 3\n.weak "go:main.inittasks"\n"go:main.inittasks":\n'
    '.quad 3\n.quad "runtime.crossinit0", 1f, 8\n.quad "runtime.crossinit1", 2f, 7\n.quad "runtime.crossinit2", 3f, 4\n'
    '1: .ascii "internal"\n2: .ascii "runtime"\n3: .ascii "main"\n'
    '.text\n.p2align 4\n.weak "main.main"\n"main.main": jmp "runtime.crossmain"\n'
)


def _write(s: string) -> void:
    write1(1, cast(ptr[void], s.ptr), s.len)


def _say(s: string) -> void:
    """What happens, on standard output and in crossmarks: whether collections are allowed, the thread locked, and m0."""
    mp = getg().m
    _write(s)
    if memstats.enablegc:
        _write(" collecting")
    if mp.lockedInt != 0:
        _write(" locked")
    if mp == addr(m0):
        _write(" m0")
    _write("\n")
    crossmarks[8] = crossmarks[8] * 10 + crossmarks[9]


@export("runtime.crossinit0")
def crossinit0() -> void:
    """The initialiser of a package that package runtime imports."""
    crossmarks[9] = 1
    _say("init internal")


@export("runtime.crossinit1")
def crossinit1() -> void:
    """Package runtime's."""
    crossmarks[9] = 2
    _say("init runtime")


@export("runtime.crossinit2")
def crossinit2() -> void:
    """Package main's."""
    crossmarks[9] = 3
    _say("init main")


@export("runtime.crossmain")
def crossmain() -> void:
    """main.main."""
    crossmarks[9] = 4
    _say("main.main")
