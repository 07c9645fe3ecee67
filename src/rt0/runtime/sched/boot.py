"""From the first instruction to main.main: rt0_go, check, schedinit, runtime.main.

The assembly entry (core/asm_amd64.py) has put g0 into its register, %fs in place and the stack in order; rt0_go binds
g0 and m0, lets schedinit build everything, makes the goroutine that runs runtime.main, and becomes the first thread
of the scheduler.

schedinit's steps have an order; SCHEDINIT names it and ORDER says which parts of it matter and why. A test holds both
against the code.

Where to read next: m.py (mstart), proc.py (schedule), newproc.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import callfn0
from rt0.runtime.core.env import args, atoi, goargs, goenvs, gogetenv, parsedebugvars
from rt0.runtime.core.linksyms import (
    SYM_data,
    SYM_ebss,
    SYM_etext,
    SYM_main_inittasks,
    SYM_main_main,
    SYM_text,
    linksym,
)
from rt0.runtime.core.os_linux import exit, nanotime, osinit
from rt0.runtime.core.print import printnl, printstring
from rt0.runtime.core.runtime2 import (
    MaxGomaxprocs,
    _defer,
    funcval,
    g0,
    getg,
    m0,
    mainStarted,
    ncpu,
    panicbuf,
    panicking,
    runningPanicDefers,
    runtimeInitTime,
    sched,
    stkseg,
    waitReasonPanicWait,
)
from rt0.runtime.core.signals import cpuinit, msigsave
from rt0.runtime.core.symtab import moduledataverify
from rt0.runtime.core.throw import throw
from rt0.runtime.core.traceback import tracebackinit
from rt0.runtime.core.type import _type, eface, itab
from rt0.runtime.gc.gc import gcenable
from rt0.runtime.gc.pacer import gcinit
from rt0.runtime.mem.malloc import mallocinit
from rt0.runtime.sched.lockthread import lockOSThread, unlockOSThread
from rt0.runtime.sched.m import mcommoninit, mstart, newm
from rt0.runtime.sched.newproc import newproc
from rt0.runtime.sched.p import procresize
from rt0.runtime.sched.park import gopark
from rt0.runtime.sched.proc import Gosched
from rt0.runtime.sched.sysmon import sysmon
from rt0.runtime.stack.stackalloc import stackinit

SCHEDINIT = (
    "tracebackinit", "moduledataverify", "stackinit", "mallocinit", "mcommoninit", "cpuinit", "alginit", "modulesinit",
    "typelinksinit", "itabsinit", "msigsave", "goargs", "goenvs", "parsedebugvars", "gcinit", "procresize",
)  # fmt: skip
"""The steps of schedinit, in order (document, section 5)."""

ORDER = (
    ("stackinit", "mallocinit", "the heap makes its first records on this stack, and lists must be empty lists"),
    ("mallocinit", "mcommoninit", "gsignal and its stack come from the heap"),
    ("mcommoninit", "alginit", "hash seeds are drawn from the m's random numbers"),
    ("mallocinit", "itabsinit", "the table of itabs is memory"),
    ("goenvs", "parsedebugvars", "GODEBUG is in the environment"),
    ("parsedebugvars", "gcinit", "GOGC is among the debug settings"),
    ("mallocinit", "procresize", "the first P takes the mcache that mallocinit made"),
    ("gcinit", "procresize", "a P's mcache looks at the collector's phase"),
)
"""(before, after, reason)."""


@comptime
def _check_order() -> None:
    """SCHEDINIT keeps ORDER."""
    at = {name: i for i, name in enumerate(SCHEDINIT)}
    for before, after, reason in ORDER:
        if at[before] >= at[after]:
            raise ValueError(f"schedinit: {before} must come before {after}: {reason}")


_check_order()


@struct
class inittask:
    """A package's init function and path."""

    fn: uintptr
    name: string


@struct
class moduleinfo:
    """Where the program's code and data lie."""

    text: uintptr
    etext: uintptr
    data: uintptr
    ebss: uintptr


firstmodule: moduleinfo = static()
mainPC: funcval = static()
"""The funcval of runtime.main, which the first go statement runs."""
mainInitDone: bool = static()


@export("runtime.rt0_go")
@row("boot", enter=("argc",), section=1)
@nosplit
def rt0_go(argc: i64, argv: ptr[ptr[u8]]) -> void:
    """The first function of every Go program: bind g0 and m0, check, args, osinit, schedinit, go main, mstart.
    Section 1.

    nosplit: it never returns, and the stack is the system's.
    """
    m0.g0 = addr(g0)
    g0.m = addr(m0)
    check()
    args(i32(argc), argv)
    osinit()
    schedinit()
    code: fn[[ptr[void], ptr[void]], void] = main
    mainPC.fn = cast(uintptr, code)
    newproc(0, addr(mainPC), None)
    mstart()


@cold
def _badcheck(what: string) -> void:
    printstring("runtime: check: bad ")
    printstring(what)
    printnl()
    throw("check")


@row("boot", section=2)
def check() -> void:
    """The type tests: sizes and offsets that assembly and compiler rely on, atomics, wrapping, NaN. Section 2."""
    if sizeof(_type) != 80 or sizeof(eface) != 16 or sizeof(string) != 16 or sizeof(slice[u8]) != 24:
        _badcheck("size of a header")
    if offsetof(itab, "fun") != 24 or sizeof(_defer) != 48 or sizeof(panicbuf) != 128 or sizeof(stkseg) != 64:
        _badcheck("layout shared with the compiler")
    a: i8 = 127
    a += 1
    if a != -128:
        _badcheck("wrap of i8")
    b: u32 = 0
    b -= 1
    if b != 0xFFFFFFFF:
        _badcheck("wrap of u32")
    z: u32 = 1
    if not atomic.Cas(addr(z), 1, 2) or z != 2 or atomic.Cas(addr(z), 5, 6) or z != 2:
        _badcheck("cas")
    if atomic.Xadd(addr(z), 0xFFFFFFFF) != 1 or atomic.Xchg(addr(z), 7) != 1 or atomic.Load(addr(z)) != 7:
        _badcheck("xadd, xchg")
    q: u64 = 1 << 40
    if not atomic.Cas(addr(q), 1 << 40, 3) or q != 3:
        _badcheck("cas64")
    f: array[u64, 1] = zero()
    f[0] = 0x7FF8000000000001
    nan = bitcast(f64, f[0])
    if nan == nan or not (nan != nan) or nan < nan:
        _badcheck("NaN")
    s: array[u8, 8] = zero()
    s[1] = 1
    if cast(ptr[u64], addr(s[0]))[0] != 256:
        _badcheck("byte order")


@row("boot", section=5)
def schedinit() -> void:
    """Build the scheduler and everything below it. Section 5. The order of steps is SCHEDINIT's."""
    gp = getg()
    sched.maxmcount = 10000
    atomic.Store(addr(sched.lastpoll), u64(nanotime()))
    tracebackinit()
    moduledataverify()
    stackinit()
    mallocinit()
    mcommoninit(gp.m)
    cpuinit()
    slots.alginit_slot()
    modulesinit()
    typelinksinit()
    slots.itabsinit_slot()
    msigsave(gp.m)
    goargs()
    goenvs()
    parsedebugvars()
    gcinit()
    procs = ncpu
    n, ok = atoi(gogetenv("GOMAXPROCS"))
    if ok and n > 0:
        procs = i32(n)
    if procs > MaxGomaxprocs:
        procs = MaxGomaxprocs
    if procresize(procs) is not None:
        throw("unknown runnable goroutine during bootstrap")


@row("boot", leave=("text: firstmodule.text", "etext: firstmodule.etext"), section=5)
def modulesinit() -> void:
    """Note where the program's code and data lie. There is one module: rt0 links statically."""
    firstmodule.text = linksym(SYM_text)
    firstmodule.etext = linksym(SYM_etext)
    firstmodule.data = linksym(SYM_data)
    firstmodule.ebss = linksym(SYM_ebss)


@row("boot", section=5)
def typelinksinit() -> void:
    """Go joins equal descriptors of several modules here.

    The linker has done so: one descriptor a type, checked for sanity.
    """
    if firstmodule.etext < firstmodule.text:
        throw("typelinksinit: bad module")


@row("boot", enter=("first", "last"), section=9)
def doInit(first: i64, last: i64) -> void:
    """Run the inits of packages [first, last) of the program's list."""
    tasks = cast(ptr[inittask], linksym(SYM_main_inittasks) + 8)
    for i in range(first, last):
        if tasks[i].fn != 0:
            callfn0(tasks[i].fn)


def ninit() -> i64:
    """How many packages there are to initialise."""
    t = linksym(SYM_main_inittasks)
    return i64(cast(ptr[u64], t)[0]) if t != 0 else 0


def _runtimetasks(n: i64) -> i64:
    """How many packages at the list's head are package runtime and what it imports."""
    tasks = cast(ptr[inittask], linksym(SYM_main_inittasks) + 8)
    want = "runtime"
    for i in range(n):
        s = tasks[i].name
        if s.len == want.len and memequal(cast(ptr[void], s.ptr), cast(ptr[void], want.ptr), s.len):
            return i + 1
    return 0


def _startsysmon() -> void:
    """Start the monitor's thread, on g0."""
    newm(sysmon, None)


@row("boot", enter=("g: getg().goid",), section=9)
def main(argp: ptr[void], ctx: ptr[void]) -> void:
    """The main goroutine: inits in dependency order with gcenable after the runtime's own, then main.main, then
    exit(0). Section 9.
    """
    gp = getg()
    mainStarted = True
    systemstack(_startsysmon)
    # Inits run on the main thread: some of them call what insists on it.
    lockOSThread()
    if gp.m != addr(m0):
        throw("runtime.main not on m0")
    runtimeInitTime = nanotime()
    if runtimeInitTime == 0:
        throw("nanotime returning zero")
    n = ninit()
    own = _runtimetasks(n)
    doInit(0, own)
    gcenable()
    doInit(own, n)
    mainInitDone = True
    unlockOSThread()
    f = linksym(SYM_main_main)
    if f == 0:
        throw("no main.main")
    callfn0(f)
    # A panic on another goroutine may be running deferred calls, which may recover, or printing: let it finish.
    if atomic.Load(addr(runningPanicDefers)) != 0:
        for i in range(1000):
            if atomic.Load(addr(runningPanicDefers)) == 0:
                break
            Gosched()
    if atomic.Load(addr(panicking)) != 0:
        gopark(None, None, waitReasonPanicWait, 0, 1)
    exit(0)
