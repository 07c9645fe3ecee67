"""The library host: the runtime inside of a process that is not its own (Python's), and the calls that come in.

The process's threads are C's: %fs is glibc's, with the two slots (m, guard) that it does not use. Ms of the runtime's own are
made by pthread_create; the first of them (m0) boots the runtime, so that no thread of the host is tied up.

A thread of the host that calls in is given an m for good (`rt0_lib_bind`), whose g0 is C's stack, and a goroutine `libg` for its
calls. Between calls libg is in _Gsyscall and the m remembers its P, so that a call is: exitsyscall (one compare-and-swap), the
function, entersyscall. The arguments' block lies at the top of libg's stack, where the collector sees what results point to
until the next call.

The thread never runs anything else. When its call's goroutine blocks or is preempted, it gives the P away and sleeps
(`libwait`); the goroutine goes on as one of many on the runtime's own ms, at their speed, and whoever runs it to
its end wakes the thread (`libfar`). So a call that blocks costs two futex calls, not two for each switch.

    thread's C stack           libg's stack                      who
    rt0_lib_call -> libenter ->                                  assembly below
                               libcall: exitsyscall
                               libbody: savepanic, the code      a panic lands here (libfail.py)
                               entersyscall, or mcall(libfar)
                <- libback

docs/abi.md, "Library host", has the C side. Read next: libfail.py, lang/pycall.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import (
    callcode,
    callfn0,
    entersyscall,
    entersyscallblock,
    gettls_base,
    gettls_m,
    mcall,
    savepanic,
    settls_m,
)
from rt0.runtime.core.config import G0StackSize
from rt0.runtime.core.env import args
from rt0.runtime.core.lock_futex import lock, noteclear, notewakeup, unlock
from rt0.runtime.core.os_linux import (
    FUTEX_WAIT_PRIVATE,
    FUTEX_WAKE_PRIVATE,
    SYS_futex,
    SYS_gettid,
    nanotime,
    osinit,
    timespec,
    usleep,
)
from rt0.runtime.core.runtime2 import (
    _Gdead,
    _Gidle,
    _Grunnable,
    _Grunning,
    _Gscan,
    _Gsyscall,
    allgs,
    allp,
    funcval,
    g,
    g0,
    getg,
    gomaxprocs,
    m,
    m0,
    mainStarted,
    panicbuf,
    runningPanicDefers,
    runtimeInitTime,
    sched,
)
from rt0.runtime.core.signals import altstack, dropaltstack, newasyncbuf, sigblock, sigrestore
from rt0.runtime.core.symtab import addmodule, pclnheader
from rt0.runtime.core.traceback import readgstatus
from rt0.runtime.core.type import itab
from rt0.runtime.gc.gc import gcenable
from rt0.runtime.gc.roots import gcAddRoots
from rt0.runtime.mem.malloc import mallocgc
from rt0.runtime.sched.boot import check, doInit, ninit, schedinit
from rt0.runtime.sched.libfail import LIB_ERROR, LIB_OK, LIBTEXT, capturestack
from rt0.runtime.sched.m import allocm, handoffp, libback, malg, mstart, newm, pthread_starter
from rt0.runtime.sched.newproc import newproc
from rt0.runtime.sched.p import releasep
from rt0.runtime.sched.proc import Gosched, dropg, schedule
from rt0.runtime.sched.queues import allgadd
from rt0.runtime.sched.runq import runqempty
from rt0.runtime.sched.status import casgstatus
from rt0.runtime.sched.syscall import exitsyscall
from rt0.runtime.sched.sysmon import sysmon
from rt0.runtime.sched.timer import timeSleep
from rt0.runtime.stack.newstack import lessstack

LIB_STACK = 32 * 1024
"""Bytes of a libg's first stack segment."""
LIB_BLOCK = 1024
"""Bytes at its top for a call's arguments and results."""


@struct
class libhost:
    """What the host gives rt0_lib_init: the C array of arguments (argv, nil, environment, nil, auxiliary vector) and C functions."""

    argc: i64
    argv: ptr[ptr[u8]]
    pthread_create: cfn[[ptr[u64], ptr[void], ptr[void], ptr[void]], i32]
    pthread_detach: cfn[[u64], i32]
    pthread_key_create: cfn[[ptr[u32], ptr[void]], i32]
    pthread_setspecific: cfn[[u32, ptr[void]], i32]


@struct
class libsig:
    """A function that can be called from outside: its code, void(ptr block, ptr ctx, g), and its parameters and results.

    Everything in the block takes whole words. The part from `kinds` on is lang/pycall.py's.
    """

    code: uintptr
    nparams: i64
    nresults: i64
    resword: i64
    """Index of the first result's word in the block."""
    errword: i64
    """Index of the word of a last result of type error, or -1."""
    nstr: i64
    """How many parameters are strings: they are copied to the heap."""
    nbuf: i64
    """How many parameters are buffers."""
    kinds: ptr[u8]
    """The kinds of parameters, then of results."""
    words: ptr[u8]
    """How many words each of them takes."""
    convert: ptr[void]
    fail: ptr[void]
    floats: ptr[void]


@struct
class libmodule:
    """Bounds of a loaded module, for libaddmodule."""

    pclntab: ptr[pclnheader]
    data: uintptr
    edata: uintptr
    bss: uintptr
    ebss: uintptr


KIND_STRING = 12

host: libhost = static()
libready: u32 = static()
"""Set, and woken, when the runtime can be called."""
extram: ptr[m] = static()
"""Ms for threads to come, linked by schedlink. extralock protects it."""
extralock: u32 = static()
libkey: u32 = static()
libPC: funcval = static()
libwaiting: u32 = static()
"""Threads that wait for calls which went on elsewhere. Atomic."""
libforked: u32 = static()
"""Set in a child after fork(): the other threads are gone, and with them the runtime."""


@comptime
def _lib(body: str) -> str:
    """Replace names of this module's own fields; asm_text knows the rest."""
    names = {"m_libsp@": offsetof(m, "libsp"), "m_libg@": offsetof(m, "libg"), "BLOCK@": LIB_BLOCK}
    for name, value in names.items():
        body = body.replace(name, str(value))
    return body


# ---- crossing between C's stack and libg's ---------------------------------------------------------------------------


@asm_func
@nosplit
def libenter(sig: ptr[libsig], block: ptr[void]) -> void:
    """On a host thread with an m: run libcall(sig, block) on libg; back when the call is over. Keeps all callee-saved registers."""
    ...


@asm_func
@nosplit
def librewait() -> void:
    """On a host thread whose call has not ended: sleep on in libwait; back as libenter."""
    ...


@asm_func
@nosplit
def libthread0() -> void:
    """The start routine, for pthread_create, of the thread that becomes m0."""
    ...


@asm_func
@nosplit
def libthread() -> void:
    """The start routine, for pthread_create, of the thread of an m of our own; its argument is the m."""
    ...


_SAVE = """
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    pushq %r15
"""
_THREAD = """
    movq %rsp, m_libsp@(%rbx)
    movq %rsp, g_hi@(%r13)
    leaq -G0SIZE@(%rsp), %rax
    movq %rax, g_lo@(%r13)
    movq %fs:0, %rax
    movq %rax, m_tlsbase@(%rbx)
    movq %rbx, %fs:TLS_M@
    movq $0, %fs:GUARD@
    xorl %ebp, %ebp
"""
asm_module(
    LIBTEXT(
        "runtime.libenter",
        _lib(
            _SAVE
            + """
    movq %fs:TLS_M@, %rbx
    movq %rsp, m_libsp@(%rbx)
    movq m_g0@(%rbx), %rax
    leaq -128(%rsp), %rcx
    movq %rcx, g_sp@(%rax)
    movq $0, g_pc@(%rax)
    movq $0, g_bp@(%rax)
    movq m_libg@(%rbx), %r13
    movq g_hi@(%r13), %rax
    movq g_guard@(%r13), %rcx
    movq %rcx, %fs:GUARD@
    leaq -BLOCK@(%rax), %rsp
    leaq "runtime.goexit"(%rip), %rax
    incq %rax
    pushq %rax
    pushq $0
    movq %rsp, %rbp
    call "runtime.libcall"
.globl "runtime.libback"
"runtime.libback":
    movq %fs:TLS_M@, %rbx
1:
    movq $0, %fs:GUARD@
    movq m_libsp@(%rbx), %rsp
    xorl %eax, %eax
    popq %r15
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.globl "runtime.libthreadend"
"runtime.libthreadend":
    movq %fs:TLS_M@, %rbx
    movq $0, %fs:TLS_M@
    jmp 1b
"""
        ),
    )
    + LIBTEXT(
        "runtime.librewait",
        _lib(
            _SAVE
            + """
    movq %fs:TLS_M@, %rbx
    movq %rsp, m_libsp@(%rbx)
    movq m_g0@(%rbx), %r13
    leaq -128(%rsp), %rcx
    movq %rcx, g_sp@(%r13)
    call "runtime.libwait"
    ud2
"""
        ),
    )
    + LIBTEXT(
        "runtime.libthread0",
        _lib(
            _SAVE
            + '    leaq "runtime.g0"(%rip), %r13\n    leaq "runtime.m0"(%rip), %rbx\n'
            + _THREAD
            + '    call "runtime.libmain0"\n    ud2\n'
        ),
    )
    + LIBTEXT(
        "runtime.libthread",
        _lib(
            _SAVE
            + "    movq %rdi, %rbx\n    movq m_g0@(%rbx), %r13\n"
            + _THREAD
            + '    call "runtime.mstart"\n    ud2\n'
        ),
    )
)


# ---- starting --------------------------------------------------------------------------------------------------------


@cabi
@export("rt0_lib_init")
def rt0_lib_init(h: ptr[libhost]) -> i64:
    """Start the runtime in this process, once; 0, or the error of pthread_create. Returns when it can be called."""
    host = h[0]
    destructor: cfn[[ptr[m]], void] = rt0_lib_threadexit
    r = host.pthread_key_create(addr(libkey), cast(ptr[void], destructor))
    if r != 0:
        return i64(r)
    entry: fn[[], void] = libthread0
    t: u64 = 0
    mask = sigblock()
    r = host.pthread_create(addr(t), None, cast(ptr[void], entry), None)
    sigrestore(mask)
    if r != 0:
        return i64(r)
    host.pthread_detach(t)
    while atomic.Load(addr(libready)) == 0:
        syscall(SYS_futex, i64(uintptr(addr(libready))), FUTEX_WAIT_PRIVATE, 0, 0, 0, 0)
    return 0


@export("runtime.libmain0")
@nosplit
def libmain0() -> void:
    """m0's first function, on g0: what rt0_go does in an executable. nosplit: as rt0_go."""
    m0.g0 = addr(g0)
    g0.m = addr(m0)
    check()
    args(i32(host.argc), host.argv)
    osinit()
    schedinit()
    pthread_starter = startthread
    code: fn[[ptr[void], ptr[void]], void] = libmain
    libPC.fn = cast(uintptr, code)
    newproc(0, addr(libPC), None)
    mstart()


def _startsysmon() -> void:
    newm(sysmon, None)


def libmain(argp: ptr[void], ctx: ptr[void]) -> void:
    """The first goroutine: what runtime.main does before the program's own inits; then tells rt0_lib_init."""
    mainStarted = True
    systemstack(_startsysmon)
    runtimeInitTime = nanotime()
    doInit(0, ninit())
    gcenable()
    newextram()
    atomic.Store(addr(libready), 1)
    syscall(SYS_futex, i64(uintptr(addr(libready))), FUTEX_WAKE_PRIVATE, 1, 0, 0, 0)


def startthread(mp: ptr[m]) -> bool:
    """newosproc's way here: a thread of C's for mp. Signals stay blocked in it (but see signals.LIB_SIGMASK)."""
    entry: fn[[], void] = libthread
    mask = sigblock()
    r = host.pthread_create(addr(mp.pthread), None, cast(ptr[void], entry), cast(ptr[void], mp))
    sigrestore(mask)
    if r == 0:
        host.pthread_detach(mp.pthread)
    return r == 0


# ---- threads of the host ---------------------------------------------------------------------------------------------


@nosplit
def _lockextra() -> void:
    """Spin for extralock. nosplit: without an m there is no other lock."""
    while atomic.Xchg(addr(extralock), 1) != 0:
        usleep(20)


@nosplit
def _putextra(mp: ptr[m]) -> void:
    """Put mp on the list. nosplit: also without an m."""
    _lockextra()
    mp.schedlink = extram
    extram = mp
    atomic.Store(addr(extralock), 0)


def newextram() -> void:
    """Have one more m ready for a thread that calls in for the first time. On a goroutine."""
    _putextra(systemstack(_newextram))


def _newextram() -> ptr[m]:
    """An m with its libg, on g0 with a P."""
    mp = allocm(getg().m.p, None)
    mp.isextra = True
    mp.libg = newlibg(mp)
    mp.curg = mp.libg
    mp.asyncbuf = newasyncbuf()
    return mp


def newlibg(mp: ptr[m]) -> ptr[g]:
    """A goroutine for mp's calls, in _Gsyscall, as if it stood in one. On g0."""
    gp = malg(LIB_STACK)
    casgstatus(gp, _Gidle, _Gdead)
    gp.m = mp
    gp.libm = mp
    gp.goid = i64(atomic.Xadd(addr(sched.goidgen), 1))
    gp.syscallsp = gp.stack.hi - LIB_BLOCK - 64
    gp.sched.sp = gp.syscallsp
    casgstatus(gp, _Gdead, _Gsyscall)
    # Not counted while it runs no call: see queues.gcount.
    atomic.Xadd(addr(sched.ngsys), 1)
    allgadd(gp)
    return gp


@nosplit
def _takeextra() -> ptr[m]:
    """An m off the list, waiting until somebody has put one there. nosplit: no m, no g yet."""
    while True:
        _lockextra()
        mp = extram
        if mp is not None:
            extram = mp.schedlink
        atomic.Store(addr(extralock), 0)
        if mp is not None:
            return mp
        usleep(20)
    return None


@cabi
@nosplit
@export("rt0_lib_bind")
def rt0_lib_bind() -> ptr[m]:
    """Give this thread of the host an m, unless it has one. nosplit: until there is an m there is no guard."""
    mp = gettls_m()
    if mp is not None:
        return mp
    mp = _takeextra()
    mp.schedlink = None
    mp.tlsbase = gettls_base()
    mp.procid = u64(syscall(SYS_gettid))
    sp = uintptr(getcallersp())
    mp.g0.stack.hi = sp + 4096
    mp.g0.stack.lo = sp - G0StackSize
    mp.g0.stackguard0 = 0
    altstack(mp)
    settls_m(mp)
    host.pthread_setspecific(libkey, cast(ptr[void], mp))
    if atomic.Load(addr(extram)) is not None:
        return mp
    # Leave one for the next thread.
    s: libsig = zero()
    code: fn[[ptr[void], ptr[void]], void] = _newextramcode
    s.code = cast(uintptr, code)
    s.errword = -1
    libbegin(mp)
    libenter(addr(s), None)
    while mp.libcheck:
        librewait()
    libend(mp)
    return mp


def _newextramcode(argp: ptr[void], ctx: ptr[void]) -> void:
    """newextram as the code of a call."""
    newextram()


@cabi
@nosplit
def rt0_lib_threadexit(mp: ptr[m]) -> void:
    """The destructor of libkey: this thread of the host ends, its m is for the next one. nosplit: no m any more.

    The P that the m remembers stays in _Psyscall until sysmon, or the next owner's first call, takes it.
    """
    dropaltstack(mp)
    settls_m(None)
    _putextra(mp)


# ---- calls -----------------------------------------------------------------------------------------------------------


@cabi
@export("rt0_lib_call")
def rt0_lib_call(code: uintptr, argp: ptr[void]) -> i64:
    """Run code(argp, nil, g) on this thread's goroutine: LIB_OK, LIB_PANIC (text in the m) or LIB_GOEXIT; -1 after a fork."""
    if libforked != 0:
        return -1
    mp = rt0_lib_bind()
    s: libsig = zero()
    s.code = code
    s.errword = -1
    libbegin(mp)
    libenter(addr(s), argp)
    while mp.libcheck:
        librewait()
    libend(mp)
    return mp.libstatus


@nosplit
def libbegin(mp: ptr[m]) -> void:
    """Before libenter. nosplit: on C's stack."""
    mp.libstate = 0
    mp.libturn = 0
    mp.libcheck = False
    mp.libdead = False
    mp.libincall = True


@nosplit
def libend(mp: ptr[m]) -> void:
    """When the call has ended. nosplit: on C's stack."""
    mp.libincall = False


@nosplit
def libabandon(mp: ptr[m]) -> bool:
    """Give this thread's call up, if it has not ended yet: its goroutine runs on without a thread, which gets another m at its
    next call. nosplit: on C's stack.

    Whoever runs the goroutine to its end, if it has one, puts the m back on the list (libfar).
    """
    if not atomic.Cas(addr(mp.libstate), 0, 2):
        return False
    atomic.Xadd(addr(libwaiting), 0xFFFFFFFF)
    dropaltstack(mp)
    settls_m(None)
    host.pthread_setspecific(libkey, None)
    return True


@export("runtime.libcall")
@nosplit
def libcall(s: ptr[libsig], block: ptr[void]) -> void:
    """A call, on libg. nosplit: it begins and ends in _Gsyscall, when the stack must not grow."""
    exitsyscall()
    # To sysmon this is a new time slice.
    getg().m.p.schedtick += 1
    home = getg().libm
    libbody(s, block)
    gp = getg()
    mp = gp.m
    if unlikely(gp.lockedm is not None):
        mp.lockedg = None
        mp.lockedExt = 0
        gp.lockedm = None
    if unlikely(mp != home):
        mcall(libfar)
    if unlikely(not runqempty(mp.p)):
        # What the call has started must not wait for sysmon.
        entersyscallblock()
    else:
        entersyscall()


@noinline
def libbody(s: ptr[libsig], block: ptr[void]) -> void:
    """The call itself, between savepanic and the end; a panic that nobody recovers lands here."""
    buf: panicbuf = zero()
    gp = getg()
    gp.libbuf = addr(buf)
    gp.libm.libstatus = LIB_OK
    if gp.segnext is not None:
        # What a deep call before has left: not to be kept for ever.
        systemstack(lessstack, gp)
    if savepanic(addr(buf)) == 0:
        if s.nstr != 0:
            _copystrings(s, cast(ptr[uintptr], block))
        callcode(s.code, block, None)
        if atomic.Load(addr(runningPanicDefers)) != 0:
            _letpanicsfinish()
        if s.errword >= 0:
            _errortext(addr(cast(ptr[uintptr], block)[s.errword]))
    getg().libbuf = None


def _letpanicsfinish() -> void:
    """A panic on another goroutine may be running deferred calls, one of which let us go on: wait until it is known how it ends."""
    for i in range(1000):
        if atomic.Load(addr(runningPanicDefers)) == 0:
            return
        Gosched()
    # Deferred calls may take any time; what follows them, the report, takes milliseconds on a busy machine.
    for i in range(500):
        if atomic.Load(addr(runningPanicDefers)) == 0:
            return
        timeSleep(200000)


def _copystrings(s: ptr[libsig], block: ptr[uintptr]) -> void:
    """The strings among the arguments are Python's: the program may keep them, so it gets copies."""
    at: i64 = 0
    for i in range(s.nparams):
        if s.kinds[i] == KIND_STRING:
            n = i64(block[at + 1])
            p: ptr[void] = None
            if n > 0:
                p = mallocgc(uintptr(n), None, False)
                memmove(p, cast(ptr[void], block[at]), n)
            block[at] = uintptr(p)
        at += i64(s.words[i])


def _errortext(e: ptr[uintptr]) -> void:
    """Replace an error that is not nil by the string that its Error method gives."""
    tab = cast(ptr[itab], e[0])
    if tab is None:
        return
    text = cast(fn[[ptr[void]], string], tab.fun[0])(cast(ptr[void], e[1]))
    e[0] = uintptr(text.ptr)
    e[1] = uintptr(text.len)
    getg().libm.libstatus = LIB_ERROR


@noreturn
def libfar(gp: ptr[g]) -> void:
    """The call has ended on another m than its thread's: wake that one, or have the m used again if it was given up. On g0."""
    home = gp.libm
    gp.syscallsp = gp.sched.sp
    gp.syscallpc = gp.sched.pc
    gp.syscallbp = gp.sched.bp
    gp.preempt = False
    casgstatus(gp, _Grunning, _Gsyscall)
    dropg()
    if atomic.Cas(addr(home.libstate), 0, 1):
        notewakeup(addr(home.libdone))
    else:
        gp.m = home
        home.curg = gp
        home.oldp = None
        home.libincall = False
        _putextra(home)
    schedule()


@fills(slots.libwait_slot)
@noreturn
def libwait() -> void:
    """This thread's call goes on elsewhere: give the P away, sleep until it is over, return to C. On g0 of an extra m.

    Now and then, and when a signal has come, it returns with libcheck set, so that C's side can look at signals and for a
    deadlock; then librewait comes back here.
    """
    mp = getg().m
    if mp.p is not None:
        handoffp(releasep())
    if mp.libturn == 0:
        atomic.Xadd(addr(libwaiting), 1)
    _libsleep(mp)
    if atomic.Load(addr(mp.libdone.key)) == 0:
        if mp.libturn < 6:
            mp.libturn += 1
        mp.libdead = _nobodyruns()
        if mp.libdead:
            capturestack(mp)
        mp.libcheck = True
        libback()
    noteclear(addr(mp.libdone))
    atomic.Xadd(addr(libwaiting), 0xFFFFFFFF)
    mp.libcheck = False
    mp.curg = mp.libg
    mp.libg.m = mp
    mp.oldp = None
    libback()


def _libsleep(mp: ptr[m]) -> void:
    """Sleep until the call is over, a signal comes, or it is time to look around: 16 ms, later half a second."""
    ts: timespec = zero()
    ts.nsec = 16000000 << i64(mp.libturn) if mp.libturn < 5 else 500000000
    syscall(SYS_futex, i64(uintptr(addr(mp.libdone.key))), FUTEX_WAIT_PRIVATE, 0, i64(uintptr(addr(ts))), 0, 0)


def _nobodyruns() -> bool:
    """Whether no goroutine runs, can run, or will be made ready by a timer or the system: what checkdead looks for."""
    lock(addr(sched.lock))
    dead = sched.npidle == u32(gomaxprocs) and sched.runqsize == 0 and sched.nmspinning == 0 and sched.gcwaiting == 0
    unlock(addr(sched.lock))
    if not dead:
        return False
    for i in range(i64(gomaxprocs)):
        if allp[i].timers.n > 0:
            return False
    gp = atomic.LoadAcq(addr(allgs))
    while gp is not None:
        s = readgstatus(gp) & ~u32(_Gscan)
        if not gp.isSystem:
            if s == _Grunnable or s == _Grunning:
                return False
            if s == _Gsyscall and (gp.libm is None or gp.libm.libincall):
                return False
        gp = gp.alllink
    return True


# ---- modules ---------------------------------------------------------------------------------------------------------


@export("runtime.libaddmodule")
def libaddmodule(argp: ptr[void], ctx: ptr[void]) -> void:
    """The code of a call: a module was loaded; its data holds roots, its table explains its code."""
    d = cast(ptr[libmodule], argp)
    gcAddRoots(d.data, d.edata - d.data)
    gcAddRoots(d.bss, d.ebss - d.bss)
    addmodule(d.pclntab)


@export("runtime.libcallfn0")
def libcallfn0(argp: ptr[void], ctx: ptr[void]) -> void:
    """The code of a call: run the package initialiser at argp."""
    callfn0(uintptr(argp))
