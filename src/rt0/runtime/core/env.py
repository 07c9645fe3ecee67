"""Arguments, environment, and the debug settings that they carry.

rt0_go notes argc and argv; goargs and goenvs cut the C arrays into string headers in memory of their own. The strings
point into the system's memory, which never goes away. Only schedinit writes here.

Where to read next: sched/boot.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.linksyms import SYM_main_buildinfo, SYM_main_godebug, SYM_main_goroot, linksym
from rt0.runtime.core.os_linux import sysauxv

argc: i32 = static()
argv: ptr[ptr[u8]] = static()
argslice: slice[string] = static()
envslice: slice[string] = static()


@struct
class debugvars:
    """GODEBUG's settings and GOTRACEBACK's level. Written by parsedebugvars only."""

    gctrace: i32
    gcstress: i32
    schedtrace: i32
    scavtrace: i32
    asyncpreemptoff: i32
    madvdontneed: i32
    invalidptr: i32
    panicnil: i32
    """1: panic(nil) panics with nil, as before Go 1.21."""
    gcpercent: i64
    """GOGC: -1 off, default 100."""
    traceback: i32
    """GOTRACEBACK: 0 none, 1 single (default), 2 system or higher; `all` in tracebackAll."""
    tracebackAll: bool
    crash: bool


debug: debugvars = static()


@nosplit
def findnull(p: ptr[u8]) -> i64:
    """Length of a NUL-terminated text. nosplit: its caller gostringnocopy is."""
    n: i64 = 0
    while p[n] != 0:
        n += 1
    return n


@nosplit
def gostringnocopy(p: ptr[u8]) -> string:
    """A string over a NUL-terminated text."""
    return string(p, findnull(p))


@row("boot", enter=("c",), section=3)
def args(c: i32, v: ptr[ptr[u8]]) -> void:
    """Keep argc and argv and read the auxiliary vector behind the environment. Section 3 of the document."""
    argc = c
    argv = v
    i = i64(c) + 1
    while v[i] is not None:
        i += 1
    sysauxv(cast(ptr[u64], add(v, (i + 1) * 8)))


def _strings(n: i64, v: ptr[ptr[u8]]) -> slice[string]:
    """String headers over the n texts at v."""
    if n == 0:
        return zero()
    p = cast(ptr[string], slots.persistentalloc_slot(uintptr(n) * sizeof(string), 8, None))
    for i in range(n):
        p[i] = gostringnocopy(v[i])
    return slice[string](p, n, n)


@row("boot", leave=("argslice.len",))
def goargs() -> void:
    """Make os.Args' strings."""
    argslice = _strings(i64(argc), argv)


@row("boot", leave=("envslice.len",))
def goenvs() -> void:
    """Make the environment's strings."""
    v = cast(ptr[ptr[u8]], add(argv, (i64(argc) + 1) * 8))
    n: i64 = 0
    while v[n] is not None:
        n += 1
    envslice = _strings(n, v)


def gogetenv(key: string) -> string:
    """The value of an environment variable, empty when unset."""
    for i in range(envslice.len):
        s = envslice.ptr[i]
        if s.len > key.len and s.ptr[key.len] == 61 and memequal(
            cast(ptr[void], s.ptr), cast(ptr[void], key.ptr), key.len
        ):
            return string(add(s.ptr, key.len + 1), s.len - key.len - 1)
    return zero()


def goroot() -> string:
    """runtime.GOROOT: what the environment says, else the Go source tree that the program was compiled with, empty without one."""
    own = gogetenv("GOROOT")
    compiled = cast(ptr[string], linksym(SYM_main_goroot))
    if own.len == 0 and compiled is not None:
        own = compiled[0]
    return own


def modinfo() -> string:
    """The build information that the program was compiled with, for runtime/debug; empty when the runtime is loaded alone."""
    compiled = cast(ptr[string], linksym(SYM_main_buildinfo))
    return compiled[0] if compiled is not None else zero()


def atoi(s: string) -> tuple[i64, bool]:
    """s as a decimal number, and whether it is one."""
    neg = False
    i: i64 = 0
    if s.len > 0 and (s.ptr[0] == 45 or s.ptr[0] == 43):
        neg = s.ptr[0] == 45
        i = 1
    if i == s.len:
        return 0, False
    v: i64 = 0
    while i < s.len:
        c = s.ptr[i]
        if c < 48 or c > 57 or v > 922337203685477579:
            return 0, False
        v = v * 10 + i64(c - 48)
        i += 1
    return (-v if neg else v), True


def streq(a: string, b: string) -> bool:
    """Whether two texts are equal."""
    return a.len == b.len and memequal(cast(ptr[void], a.ptr), cast(ptr[void], b.ptr), a.len)


def _setting(key: string, value: i32) -> void:
    """Store one GODEBUG setting; unknown ones are for packages of the program."""
    if streq(key, "gctrace"):
        debug.gctrace = value
    elif streq(key, "gcstress"):
        debug.gcstress = value
    elif streq(key, "schedtrace"):
        debug.schedtrace = value
    elif streq(key, "scavtrace"):
        debug.scavtrace = value
    elif streq(key, "asyncpreemptoff"):
        debug.asyncpreemptoff = value
    elif streq(key, "madvdontneed"):
        debug.madvdontneed = value
    elif streq(key, "panicnil"):
        debug.panicnil = value


def _settings(p: string) -> void:
    """Store the settings of a text like GODEBUG: key=number, comma separated."""
    start: i64 = 0
    while start < p.len:
        end = start
        while end < p.len and p.ptr[end] != 44:
            end += 1
        eq = start
        while eq < end and p.ptr[eq] != 61:
            eq += 1
        if eq < end:
            v, ok = atoi(string(add(p.ptr, eq + 1), end - eq - 1))
            if ok:
                _setting(string(add(p.ptr, start), eq - start), i32(v))
        start = end + 1


@row("boot", section=5)
def parsedebugvars() -> void:
    """Read GODEBUG, first the program's own (what its go.mod and //go:debug lines say) and then the environment's, GOTRACEBACK and GOGC."""
    debug.madvdontneed = 1
    debug.gcpercent = 100
    own = cast(ptr[string], linksym(SYM_main_godebug))
    if own is not None:
        _settings(own[0])
    _settings(gogetenv("GODEBUG"))
    gogc = gogetenv("GOGC")
    if streq(gogc, "off"):
        debug.gcpercent = -1
    else:
        v2, ok2 = atoi(gogc)
        if ok2:
            debug.gcpercent = v2
    setTraceback(gogetenv("GOTRACEBACK"))


def setTraceback(level: string) -> void:
    """Set the level of crash output: none, single, all, system, crash, or a number."""
    debug.traceback = 1
    debug.tracebackAll = False
    if streq(level, "none"):
        debug.traceback = 0
    elif streq(level, "all"):
        debug.tracebackAll = True
    elif streq(level, "system"):
        debug.traceback = 2
        debug.tracebackAll = True
    elif streq(level, "crash"):
        debug.traceback = 2
        debug.tracebackAll = True
        debug.crash = True
    else:
        v, ok = atoi(level)
        if ok:
            debug.traceback = i32(v)
            debug.tracebackAll = v != 0
