"""Signals: faults in Go code become panics, faults in the runtime a crash report, SIGURG a preemption.

Handlers run as m.gsignal on the alternate stack of each thread (assembly sigtramp), with g, guard and %fs as Go code
has them. A fault on a goroutine's stack in code of the program is made to look like a call of sigpanic by the
faulting instruction: the handler changes the saved registers and returns. Anything else is a bug of ours: report and
die. SIGINT, SIGTERM and SIGHUP keep the system's way of ending the process. The others that would end it (CAUGHT) are caught, and
nothing is done, as in Go. SIGPIPE is caught so that a write fails
with EPIPE instead (runtime.write raises it again for descriptors 1 and 2). What os/signal has asked for is handed to it
(sigqueue.py): its signals get our handler when they are first wanted and their old way back when nobody wants them.

In the library host only SIGURG is installed, unless the host has a handler for it; the host's own handlers are made
to run on the alternate stack, which every thread that runs Go code has.

Where to read next: asm_amd64.py (sigtramp, sigpanic0, asyncPreempt).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import asyncPreempt, cpuid_xsave, mcall, sigpanic0, sigreturn, sigtramp
from rt0.runtime.core.config import LIBRARY, TRACE, stackPreempt
from rt0.runtime.core.cpuprof import SIGPROF, sigprof
from rt0.runtime.core.env import debug
from rt0.runtime.core.linksyms import SYM_etext, SYM_text, linksym
from rt0.runtime.core.os_linux import (
    SYS_getpid,
    SYS_gettid,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_sigaltstack,
    SYS_tgkill,
    exit,
)
from rt0.runtime.core.print import printflush, printhex, printint, printlock, printnl, printstring, printunlock
from rt0.runtime.core.runtime2 import _Grunning, _Prunning, g, getg, m
from rt0.runtime.core.sigqueue import sigsend
from rt0.runtime.core.symtab import findfunc, funcname
from rt0.runtime.core.throw import startpanic_m, throw
from rt0.runtime.core.traceback import goroutineheader, traceback, tracebackothers

SIGQUIT = 3
SIGILL = 4
SIGTRAP = 5
SIGABRT = 6
SIGBUS = 7
SIGFPE = 8
SIGSEGV = 11
SIGPIPE = 13
SIGSTKFLT = 16
SIGURG = 23
SIGSYS = 31
NSIG = 65
CAUGHT = sum(1 << (n - 1) for n in (10, 12, 14, 24, 25, 26, 27, 29, 30, *range(35, NSIG)))
"""Signals that end a process that does not care, and do nothing to a Go program: SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGXFSZ, SIGVTALRM,
SIGPROF, SIGIO, SIGPWR and the real-time ones. Bit n - 1 is signal n."""
_SA_SIGINFO = 4
_SA_ONSTACK = 0x08000000
_SA_RESTORER = 0x04000000
_SA_RESTART = 0x10000000
_SIG_IGN = 1
_SS_DISABLE = 2
_FPE_INTDIV = 1
_FPE_INTOVF = 2


@struct
class sigactiont:
    """The kernel's struct sigaction."""

    handler: uintptr
    flags: u64
    restorer: uintptr
    mask: u64


@struct
class stackt:
    """The kernel's stack_t."""

    sp: uintptr
    flags: i32
    pad: i32
    size: uintptr


@struct
class siginfo:
    """The kernel's siginfo_t, as far as faults need it."""

    signo: i32
    errno: i32
    code: i32
    pad: i32
    addr: uintptr


@struct
class ucontext:
    """The kernel's ucontext: what was interrupted."""

    flags: u64
    link: u64
    stack: stackt
    r8: u64
    r9: u64
    r10: u64
    r11: u64
    r12: u64
    r13: u64
    r14: u64
    r15: u64
    rdi: u64
    rsi: u64
    rbp: u64
    rbx: u64
    rdx: u64
    rax: u64
    rcx: u64
    rsp: u64
    rip: u64
    eflags: u64
    segments: u64
    err: u64
    trapno: u64
    oldmask: u64
    cr2: u64


xsavesize: u64 = static()
"""Bytes of an xsave area on this processor, as the system has enabled it."""
xsavemask: u32 = static()


@row("boot", leave=("xsavesize",), section=5)
def cpuinit() -> void:
    """Find out how large the vector registers are."""
    size, mask = cpuid_xsave()
    xsavesize = size
    xsavemask = u32(mask)


def newasyncbuf() -> ptr[u8]:
    """A zeroed xsave area; nil on a processor without xsave, where no goroutine is preempted by a signal."""
    if xsavesize == 0:
        return None
    return cast(ptr[u8], slots.persistentalloc_slot((xsavesize + 63) & ~u64(63), 64, None))


@nosplit
def sigblock() -> u64:
    """Block all signals on this thread; the mask before. nosplit: around thread creation."""
    every: u64 = 0xFFFFFFFFFFFFFFFF
    old: u64 = 0
    syscall(SYS_rt_sigprocmask, 2, i64(uintptr(addr(every))), i64(uintptr(addr(old))), 8)
    return old


@nosplit
def sigrestore(mask: u64) -> void:
    """Set this thread's mask."""
    now = mask
    syscall(SYS_rt_sigprocmask, 2, i64(uintptr(addr(now))), 0, 8)


@row("boot", section=5)
def msigsave(mp: ptr[m]) -> void:
    """Keep the mask that the process started with."""
    old: u64 = 0
    syscall(SYS_rt_sigprocmask, 2, 0, i64(uintptr(addr(old))), 8)
    mp.sigmask[0] = old


def setsignalstack(lo: uintptr, size: uintptr) -> void:
    """Give this thread an alternate stack, and the process's mask."""
    st: stackt = zero()
    st.sp = lo
    st.size = size
    syscall(SYS_sigaltstack, i64(uintptr(addr(st))), 0)
    sigrestore(0)


LIB_SIGMASK = (1 << 64) - 1 - sum(1 << (n - 1) for n in (4, 5, 6, 7, 8, 11, SIGURG, 32, 33))
"""Library host, own threads: all signals are for the host's threads but faults, ours and those that glibc sends
between threads.
"""


def altstack(mp: ptr[m]) -> void:
    """Library host: give this thread an alternate stack unless it has one that will do."""
    st: stackt = zero()
    syscall(SYS_sigaltstack, 0, i64(uintptr(addr(st))))
    if st.flags & _SS_DISABLE == 0 and st.size >= 16384:
        return
    st.flags = 0
    st.sp = mp.gsignal.stack.lo
    st.size = mp.gsignal.stack.hi - mp.gsignal.stack.lo
    syscall(SYS_sigaltstack, i64(uintptr(addr(st))), 0)


@nosplit
def dropaltstack(mp: ptr[m]) -> void:
    """Library host: this thread no longer has mp, so it must not have mp's alternate stack. nosplit: on C's stack."""
    st: stackt = zero()
    syscall(SYS_sigaltstack, 0, i64(uintptr(addr(st))))
    if st.sp == mp.gsignal.stack.lo:
        st.flags = _SS_DISABLE
        syscall(SYS_sigaltstack, i64(uintptr(addr(st))), 0)


def clearsignalstack() -> void:
    """This thread ends: no alternate stack, no signals."""
    sigblock()
    st: stackt = zero()
    st.flags = _SS_DISABLE
    syscall(SYS_sigaltstack, i64(uintptr(addr(st))), 0)


def setsig(sig: i64, handler: uintptr) -> void:
    """Install handler for sig; 0 is the system's way."""
    sa: sigactiont = zero()
    restorer: fn[[], void] = sigreturn
    sa.handler = handler
    sa.flags = _SA_SIGINFO | _SA_ONSTACK | _SA_RESTORER | _SA_RESTART
    sa.restorer = cast(uintptr, restorer)
    sa.mask = 0xFFFFFFFFFFFFFFFF
    syscall(SYS_rt_sigaction, sig, i64(uintptr(addr(sa))), 0, 8)


def initsig() -> void:
    """Install our handlers. On the first thread, once."""
    if LIBRARY:
        _libsig()
        return
    tramp: fn[[], void] = sigtramp
    h = cast(uintptr, tramp)
    setsig(SIGSEGV, h)
    setsig(SIGBUS, h)
    setsig(SIGFPE, h)
    setsig(SIGILL, h)
    setsig(SIGTRAP, h)
    setsig(SIGQUIT, h)
    setsig(SIGABRT, h)
    setsig(SIGPIPE, h)
    setsig(SIGSTKFLT, h)
    setsig(SIGURG, h)
    setsig(SIGSYS, h)
    for sig in range(1, NSIG):
        if u64(CAUGHT) >> u64(sig - 1) & 1 != 0:
            setsig(sig, h)


def _libsig() -> void:
    """Library host: handlers that others installed must run on the alternate stack, for a goroutine's is small. SIGURG
    is ours if nobody has it."""
    sa: sigactiont = zero()
    for sig in range(1, 65):
        if syscall(SYS_rt_sigaction, sig, 0, i64(uintptr(addr(sa))), 8) < 0:
            continue
        if sa.handler > 1 and sa.flags & _SA_ONSTACK == 0:
            sa.flags |= _SA_ONSTACK
            syscall(SYS_rt_sigaction, sig, i64(uintptr(addr(sa))), 0, 8)
        if sig == SIGURG and sa.handler <= 1:
            tramp: fn[[], void] = sigtramp
            setsig(SIGURG, cast(uintptr, tramp))


def runtimesig(sig: i64) -> bool:
    """Whether the runtime has a handler of its own for sig, wanted by os/signal or not."""
    return (
        sig == SIGSEGV or sig == SIGBUS or sig == SIGFPE or sig == SIGILL or sig == SIGTRAP or sig == SIGQUIT or sig == SIGABRT
        or sig == SIGPIPE or sig == SIGSTKFLT or sig == SIGURG or sig == SIGSYS
    )  # fmt: skip


fwdsig: array[sigactiont, NSIG] = static()
"""What was in place before os/signal first asked for a signal. Written by sigenable, under os/signal's lock."""
fwdsaved: array[bool, NSIG] = static()


def sigenable(sig: i64) -> void:
    """Have sig come to sigtrampgo."""
    if runtimesig(sig):
        tramp0: fn[[], void] = sigtramp
        setsig(sig, cast(uintptr, tramp0))
        return
    if not fwdsaved[sig]:
        fwdsaved[sig] = True
        syscall(SYS_rt_sigaction, sig, 0, i64(uintptr(addr(fwdsig[sig]))), 8)
    tramp: fn[[], void] = sigtramp
    setsig(sig, cast(uintptr, tramp))


def sigdisable(sig: i64) -> void:
    """Give sig its way of before back."""
    if runtimesig(sig):
        tramp: fn[[], void] = sigtramp
        setsig(sig, cast(uintptr, tramp))
    elif fwdsaved[sig]:
        syscall(SYS_rt_sigaction, sig, i64(uintptr(addr(fwdsig[sig]))), 0, 8)


def sigignore(sig: i64) -> void:
    """Ignore sig."""
    if not runtimesig(sig) and not fwdsaved[sig]:
        fwdsaved[sig] = True
        syscall(SYS_rt_sigaction, sig, 0, i64(uintptr(addr(fwdsig[sig]))), 8)
    setsig(sig, _SIG_IGN)


def sigignored(sig: i64) -> bool:
    """Whether the process ignores sig."""
    sa: sigactiont = zero()
    syscall(SYS_rt_sigaction, sig, 0, i64(uintptr(addr(sa))), 8)
    return sa.handler == _SIG_IGN


@nosplit
def clearhandlers() -> void:
    """In a new process that shares nothing of signals with us: no handler of ours may run there. nosplit: on its small stack."""
    sa: sigactiont = zero()
    for sig in range(1, NSIG):
        if syscall(SYS_rt_sigaction, sig, 0, i64(uintptr(addr(sa))), 8) == 0 and sa.handler > _SIG_IGN:
            sa.handler = 0
            sa.flags = 0
            syscall(SYS_rt_sigaction, sig, i64(uintptr(addr(sa))), 0, 8)


def dieFromSignal(sig: i64) -> void:
    """End the process as the system does for sig."""
    if TRACE:
        slots.traceflush_slot()
    setsig(sig, 0)
    sigrestore(0)
    syscall(SYS_tgkill, syscall(SYS_getpid), syscall(SYS_gettid), sig)
    exit(2)


def raisepipe() -> void:
    """A write to a closed standard output: die of SIGPIPE, as Go does, unless the program ignores it or wants to know."""
    if not sigignored(SIGPIPE) and not sigsend(SIGPIPE):
        dieFromSignal(SIGPIPE)


@export("runtime.sigtrampgo")
def sigtrampgo(sig: i64, info: ptr[siginfo], ctx: ptr[ucontext]) -> void:
    """All signals come here, as gsignal."""
    mp = getg().m
    if sig == SIGURG:
        _doSigPreempt(mp.curg, ctx)
        sigsend(SIGURG)
        return
    if sig == SIGPROF:
        sigprof(ctx.rip, ctx.rsp, ctx.rbp)
        return  # never os/signal's, as in Go
    gp = mp.curg
    if (sig == SIGSEGV or sig == SIGBUS or sig == SIGFPE) and info.code > 0 and _ingo(mp, gp, ctx):
        _preparePanic(gp, sig, info, ctx)
        return
    if (info.code <= 0 or not runtimesig(sig) or sig == SIGPIPE) and sigsend(sig):
        return
    if runtimesig(sig) and sig != SIGPIPE:
        _crash(sig, info, ctx)


def _ingo(mp: ptr[m], gp: ptr[g], ctx: ptr[ucontext]) -> bool:
    """Whether the fault may become a panic: on the goroutine's stack, in a state in which Go code runs."""
    if gp is None or mp.mallocing != 0 or mp.throwing != 0 or mp.dying != 0 or mp.locks != 0:
        return False
    return ctx.rsp >= gp.stack.lo and ctx.rsp < gp.stack.hi and gp.atomicstatus == _Grunning


def _intext(pc: uintptr) -> bool:
    return pc >= linksym(SYM_text) and pc < linksym(SYM_etext)


def _preparePanic(gp: ptr[g], sig: i64, info: ptr[siginfo], ctx: ptr[ucontext]) -> void:
    """Make the interrupted code call sigpanic0."""
    gp.sig = u32(sig)
    gp.sigcode0 = uintptr(info.code)
    gp.sigcode1 = info.addr
    gp.sigpc = ctx.rip
    sp = ctx.rsp
    # A call of a bad address has pushed its own return address already.
    if _intext(ctx.rip) or not _intext(cast(ptr[uintptr], sp)[0]):
        sp = (sp - 8) & ~uintptr(7)  # a function without calls may have a frame of any size
        cast(ptr[uintptr], sp)[0] = ctx.rip
        ctx.rsp = sp
    entry: fn[[], void] = sigpanic0
    ctx.rip = cast(uintptr, entry)
    ctx.r13 = uintptr(gp)


@export("runtime.sigpanic")
def sigpanic() -> void:
    """On the goroutine that faulted: panic with Go's run-time error. Its caller is the faulting instruction."""
    gp = getg()
    if gp.sig == SIGFPE:
        if gp.sigcode0 == _FPE_INTDIV:
            slots.panicdivide_slot()
        elif gp.sigcode0 == _FPE_INTOVF:
            slots.panicoverflow_slot()
        else:
            slots.panicfloat_slot()
    if gp.sigcode1 < 0x1000:
        slots.panicmem_slot(gp.sigcode1)
    if gp.paniconfault:
        slots.panicfault_slot(gp.sigcode1)
    printstring("unexpected fault address ")
    printhex(gp.sigcode1)
    printnl()
    throw("fault")


def signame(sig: i64) -> string:
    """What a report calls sig."""
    if sig == SIGSEGV:
        return "SIGSEGV: segmentation violation"
    if sig == SIGBUS:
        return "SIGBUS: bus error"
    if sig == SIGFPE:
        return "SIGFPE: floating-point exception"
    if sig == SIGILL:
        return "SIGILL: illegal instruction"
    if sig == SIGTRAP:
        return "SIGTRAP: trace trap"
    if sig == SIGQUIT:
        return "SIGQUIT: quit"
    if sig == SIGABRT:
        return "SIGABRT: abort"
    if sig == SIGSTKFLT:
        return "SIGSTKFLT: stack fault"
    if sig == SIGSYS:
        return "SIGSYS: bad system call"
    return "signal"


@noinline
def _crash(sig: i64, info: ptr[siginfo], ctx: ptr[ucontext]) -> void:
    """Report a fault of the runtime (or a SIGQUIT: the user wants to see the goroutines) and die."""
    mp = getg().m
    if not startpanic_m():
        exit(2)
    printlock()
    if sig == SIGSEGV or sig == SIGBUS or sig == SIGFPE or sig == SIGILL:
        printstring("fatal error: unexpected signal during runtime execution\n[signal ")
        printstring(signame(sig))
        printstring(" code=")
        printhex(u64(info.code))
        printstring(" addr=")
        printhex(info.addr)
        printstring(" pc=")
        printhex(ctx.rip)
        printstring("]\n")
        mp.throwing = 2
    else:
        printstring(signame(sig))
        printnl()
    printstring("PC=")
    printhex(ctx.rip)
    printstring(" m=")
    printint(mp.id)
    printstring(" sigcode=")
    printint(i64(info.code))
    printnl()
    gp = mp.curg
    if gp is not None and ctx.rsp >= gp.stack.lo and ctx.rsp < gp.stack.hi:
        printnl()
        goroutineheader(gp)
        traceback(ctx.rip, ctx.rbp, gp)
    else:
        printstring("\nruntime stack:\n")
        traceback(ctx.rip, ctx.rbp, mp.g0)
        gp = None
    printflush()
    tracebackothers(gp)
    printunlock()
    exit(2)


# ---- preemption by signal --------------------------------------------------------------------------------------------


def preemptM(mp: ptr[m]) -> void:
    """Ask the thread of mp to stop its goroutine where it is."""
    if debug.asyncpreemptoff != 0 or mp.procid == 0:
        return
    if atomic.Cas(addr(mp.signalPending), 0, 1):
        if syscall(SYS_tgkill, syscall(SYS_getpid), i64(mp.procid), SIGURG) < 0:
            atomic.Store(addr(mp.signalPending), 0)


def _doSigPreempt(gp: ptr[g], ctx: ptr[ucontext]) -> void:
    """Make gp call asyncPreempt if it was asked to yield and stands in code of the program."""
    mp = getg().m
    atomic.Store(addr(mp.signalPending), 0)
    if gp is None or not gp.preempt or gp.stackguard0 != stackPreempt or gp.atomicstatus != _Grunning:
        return
    if mp.locks != 0 or mp.mallocing != 0 or mp.preemptoff is not None or mp.p is None or mp.p.status != _Prunning:
        return
    # The frame of asyncPreempt and mcall besides the red zone must fit above the segment's end.
    if ctx.rsp < gp.stack.lo + 512 or ctx.rsp >= gp.stack.hi:
        return
    f = findfunc(ctx.rip)
    if f is None or not _program(funcname(f)):
        return
    if gp.asyncbuf is None:
        if mp.asyncbuf is None:
            return
        gp.asyncbuf = mp.asyncbuf
        mp.asyncbuf = None
    # A function without calls may have a frame of any size: what is saved must be aligned, for the collector and for tracebacks.
    back = ctx.rsp - 128 - 8
    cast(ptr[uintptr], back)[0] = ctx.rip
    sp = (back - 24) & ~uintptr(15)
    cast(ptr[uintptr], sp)[0] = ctx.rip
    cast(ptr[uintptr], sp)[1] = ctx.r13
    cast(ptr[uintptr], sp)[2] = back
    ctx.rsp = sp
    ctx.r13 = uintptr(gp)
    entry: fn[[], void] = asyncPreempt
    ctx.rip = cast(uintptr, entry)


def _program(name: string) -> bool:
    """Whether a function is the program's: a dotted name outside of package runtime. Assembly and the runtime are not
    stopped half-way: they may hold a P's or an m's state in registers."""
    r = "runtime."
    if name.len >= 8 and memequal(cast(ptr[void], name.ptr), cast(ptr[void], r.ptr), 8):
        return False
    for i in range(name.len):
        if name.ptr[i] == 46:
            return True
    return False


@export("runtime.asyncPreempt2")
@nosplit
def asyncPreempt2() -> void:
    """Yield, on behalf of asyncPreempt.

    nosplit: the guard is poisoned, and a yield in the prologue would leave this m without a spare buffer.
    """
    mcall(_asyncpreempt_m)


def _asyncpreempt_m(gp: ptr[g]) -> void:
    """On g0: give the m a new spare buffer, then yield."""
    mp = getg().m
    if mp.asyncbuf is None:
        mp.asyncbuf = newasyncbuf()
    slots.gopreempt_m_slot(gp)
