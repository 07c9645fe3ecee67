"""//go:linkname in the packages of a program: what may be reached with it, and what is said of the rest.

Between the packages of a program every name may be reached, as with Go: a function without a body is the one that its go:linkname names
(funcs.external_ref), one with a body may take another's name (funcs.func_ref), and a variable may be another package's
(places.global_ref). Of the standard library Go's linker lets programs reach what its sources mark, and rt0 has some of that, with the
same meaning and the same words of machine code (HAVE); the rest is refused here.

Source: cmd/link's -checklinkname, and the go:linkname lines of Go 1.27's sources (names only).
"""

from __future__ import annotations

from rt0.lower.program import NeedSource, Prog, Unit
from rt0.types.objects import Func, Var

Words = tuple[str, list[str]]
"""The LLVM types of a function's result and parameters."""

_SAME: dict[str, str] = {
    "runtime.convT64": "ptr(i64)", "runtime.convTslice": "ptr(ptr, i64, i64)", "runtime.convTstring": "ptr(ptr, i64)",
    "runtime.fastrand": "i32()", "runtime.fastrand64": "i64()", "runtime.fastrandn": "i32(i32)",
    "runtime.growslice": "{ ptr, i64, i64 }(ptr, i64, i64, i64, ptr)", "runtime.makeslice": "ptr(ptr, i64, i64)",
    "runtime.mallocgc": "ptr(i64, ptr, i1)", "runtime.memhash": "i64(ptr, i64, i64)", "runtime.nanotime": "i64()",
    "runtime.newarray": "ptr(ptr, i64)", "runtime.nilinterhash": "i64(ptr, i64)", "runtime.procPin": "i64()",
    "runtime.procUnpin": "void()", "runtime.strhash": "i64(ptr, i64)", "runtime.throw": "void(ptr, i64)",
    "runtime.typedmemmove": "void(ptr, ptr, ptr)", "runtime.typedslicecopy": "i64(ptr, ptr, i64, ptr, i64)",
    "runtime.typehash": "i64(ptr, ptr, i64)",
}  # fmt: skip
_OTHERWISE = {
    "runtime.cheaprand": "runtime.fastrand", "runtime.cheaprandn": "runtime.fastrandn", "runtime.rand": "runtime.fastrand64",
    "reflect.typedmemmove": "runtime.typedmemmove", "reflect.unsafe_NewArray": "runtime.newarray",
    "sync.runtime_procPin": "runtime.procPin", "sync.runtime_procUnpin": "runtime.procUnpin",
    "sync/atomic.runtime_procPin": "runtime.procPin", "sync/atomic.runtime_procUnpin": "runtime.procUnpin",
}  # fmt: skip
HAVE: dict[str, tuple[str, str]] = {name: (name, words) for name, words in _SAME.items()}
HAVE |= {name: (same, _SAME[same]) for name, same in _OTHERWISE.items()}
"""What a program may reach: Go's name -> rt0's symbol, and its results and parameters as LLVM has them."""

_MARKED = {
    "bytes": "Repeat",
    "crypto/tls":
        "aeadAESGCMTLS13 cipherSuitesTLS13 defaultCipherSuitesTLS13 defaultCipherSuitesTLS13NoAES errNoCertificates",
    "crypto/x509": "systemRoots",
    "database/sql": "convertAssign drivers",
    "debug/buildinfo": "errNotGoExe",
    "go/build": "defaultReleaseTags defaultToolTags parseFileHeader readComments",
    "go/types": "srcimporter_setUsesCgo",
    "maps": "clone",
    "math": "Float32bits",
    "math/big": "addVW subVW",
    "net": "defaultNS favoriteAddrFamily ipToSockaddr isDomainName listenerBacklog loopbackIP newUnixFile",
    "net/http":
        "cloneMultipartFileHeader cloneMultipartForm cloneOrMakeHeader cloneTLSConfig cloneURL cloneURLValues parseBasicAuth "
        "readRequest",
    "net/textproto": "readMIMEHeader",
    "os": "checkClonePidfd ignoreSIGSYS restoreSIGSYS runtime_beforeExit sigpipe",
    "os/signal": "signalWaitUntilIdle signal_disable signal_enable signal_ignore signal_ignored signal_recv",
    "reflect":
        "add addReflectOff chancap chanclose chanlen chanrecv chansend0 gcbits growslice ifaceE2I ifaceIndir makechan makemap "
        "mapaccess mapaccess_faststr mapassign mapassign0 mapassign_faststr0 mapclear mapdelete mapdelete_faststr mapiterelem "
        "mapiterinit mapiterkey mapiternext maplen memclrNoHeapPointers memmove resolveNameOff resolveTextOff resolveTypeOff rselect "
        "rtypeOff toType typedarrayclear typedmemclr typedmemclrpartial typedmemmove typedslicecopy typehash typelinks typesByString "
        "unsafe_New unsafe_NewArray unsafeslice valueInterface verifyNotInHeapPtr",
    "runtime":
        "FuncForPC _cgo_clearenv _cgo_panic_internal _cgo_setenv _cgo_unsetenv abort add atomicwb blockUntilEmptyFinalizerQueue "
        "blockevent callers cgoAlwaysFalse cgoCheckPointer cgoCheckResult cgoKeepAlive cgoNoCallback cgoUse cgocall cgocallback "
        "chanbuf cheaprand cheaprand64 cheaprandn checkptrBase convT64 convTslice convTstring cputicks divideError doInit "
        "entersyscall entersyscallblock exitsyscall extraMInUse fastrand fastrand64 fastrandn fcntl findObject findfunc funcline1 "
        "gcWriteBarrier2 getAuxv getitab getm goarm goarmsoftfp gobytes gopanic gopark goready gostring gostringn goyield growslice "
        "haveHighResSleep heapObjectsCanMove iscgo lastmoduledatap lockedOSThread makemap makemap_small makeslice mallocgc mapaccess2 "
        "mapaccess2_fast32 mapaccess2_fast64 mapaccess2_faststr mapassign mapassign_fast32 mapassign_fast32ptr mapassign_fast64 "
        "mapassign_fast64ptr mapassign_faststr mapdelete mapiterinit mapiternext mayMoreStackMove mayMoreStackPreempt "
        "memclrHasPointers memclrNoHeapPointers memequal memhash memmove moduledataverify1 morestack_noctxt morestackc nanotime "
        "netpollWaiters newInlineUnwinder newarray nilinterhash noescape overflowError overrideWrite pprof_blockProfileInternal "
        "pprof_fpunwindExpand pprof_goroutineProfileWithLabels pprof_makeProfStack pprof_memProfileInternal "
        "pprof_mutexProfileInternal pprof_threadCreateInternal procPin procUnpin procyield rand randn sched setCrashFD set_crosscall2 "
        "setsigsegv sigpanic strhash stringHash throw traceAdvance traceClockNow typedmemmove typedslicecopy typehash "
        "vdsoClockgettimeSym vdsoGettimeofdaySym vgetrandom wakep write writeBarrier zeroVal",
    "runtime/debug":
        "SetTraceback WriteHeapDump freeOSMemory modinfo readGCStats setGCPercent setMaxStack setMaxThreads setMemoryLimit "
        "setPanicOnFault",
    "runtime/pprof":
        "readProfile runtime_FrameStartLine runtime_FrameSymbolName runtime_cyclesPerSecond runtime_expandFinalInlineFrame "
        "runtime_getProfLabel runtime_setProfLabel",
    "sync":
        "fatal poolCleanup runtime_Semacquire runtime_SemacquireRWMutex runtime_SemacquireRWMutexR runtime_Semrelease runtime_canSpin "
        "runtime_doSpin runtime_notifyListAdd runtime_notifyListCheck runtime_notifyListNotifyAll runtime_notifyListNotifyOne "
        "runtime_notifyListWait runtime_procPin runtime_procUnpin runtime_registerPoolCleanup throw",
    "sync/atomic": "CompareAndSwapPointer StorePointer SwapPointer runtime_procPin runtime_procUnpin",
    "syscall":
        "Exit RawSyscall RawSyscall6 Syscall Syscall6 cgo_libc_setegid cgo_libc_seteuid cgo_libc_setgid cgo_libc_setgroups "
        "cgo_libc_setregid cgo_libc_setresgid cgo_libc_setresuid cgo_libc_setreuid cgo_libc_setuid cgocaller getsockopt gettimeofday "
        "hasWaitingReaders mmap prlimit runtimeSetenv runtimeUnsetenv runtime_AfterExec runtime_AfterFork runtime_AfterForkInChild "
        "runtime_BeforeExec runtime_BeforeFork runtime_doAllThreadsSyscall setsockopt",
    "time": "Now Sleep absClock absDate newTimer nextStdChunk registerLoadFromEmbeddedTZData resetTimer stopTimer",
    "weak": "runtime_makeStrongFromWeak runtime_registerWeakPointer",
}
"""What Go lets programs reach, by package."""


def allowed(prog: Prog, f: Func, target: str, words: Words) -> str:
    """The symbol that a program's function without a body stands for, whose go:linkname (or name) is `target`. Reports what may not be."""
    found = HAVE.get(target)
    if found is not None:
        _compare(prog, f, target, f"{words[0]}({', '.join(words[1])})" == found[1])
        return found[0]
    path = target.rpartition(".")[0]
    if _standard(prog, target):
        prog.sink.error("Linkname", f.pos, _refusal(f, target))
    elif path in prog.units and prog.units[path].light:
        raise NeedSource(path)
    return target


def same_words(prog: Prog, f: Func, target: str, words: Words, others: Words) -> None:
    """Reports a function without a body that takes or gives other words of machine code than the one that it stands for."""
    _compare(prog, f, target, words == others)


def _compare(prog: Prog, f: Func, target: str, same: bool) -> None:
    if not same:
        prog.sink.error("Linkname", f.pos, f"rt0 does not support a //go:linkname to {target} with other parameters or results")


def may_define(prog: Prog, unit: Unit, f: Func, target: str) -> bool:
    """Whether a function with a body may take the name `target` that its go:linkname gives it; reports it when not."""
    if unit.std or not _standard(prog, target):
        return True
    path, _, name = target.rpartition(".")
    found = prog.units[path].pkg.scope.names.get(name)
    if type(found) is Func and found.decl is not None and found.decl.body is not None or path == "runtime" or target in HAVE:
        why = f"link: duplicated definition of symbol {target}, from {unit.pkg.path} and {path}"
    else:
        why = f"rt0 does not support a //go:linkname that gives a function to package {path}"
    prog.sink.error("Linkname", f.pos, why)
    return False


def variable(prog: Prog, v: Var) -> str:
    """The symbol that a go:linkname gives a package variable, "" without one or when it was refused."""
    unit = prog.units.get(v.pkg.path) if v.pkg is not None else None
    target = unit.linknames.get(v.name, "") if unit is not None else ""
    if unit is None or not target or unit.std:
        return ""
    if _standard(prog, target):
        prog.sink.error("Linkname", v.pos, f"rt0 does not support a //go:linkname to a variable of the standard library ({target})")
        return ""
    return target


def initialised(prog: Prog, v: Var) -> bool:
    """Whether a package variable has an initial value."""
    return any(v in row.lhs for row in prog.unit_of(v.pkg).info.init_order)


def other_variable(prog: Prog, target: str) -> Var | None:
    """The variable of a loaded package that has a symbol by its own name."""
    path, _, name = target.rpartition(".")
    unit = prog.units.get(path)
    found = unit.pkg.scope.names.get(name) if unit is not None else None
    return found if type(found) is Var else None


def _standard(prog: Prog, target: str) -> bool:
    """Whether a symbol belongs to a standard package of the program, or is one of those that Go's runtime gives to others."""
    path, _, name = target.rpartition(".")
    unit = prog.units.get(path)
    return unit is not None and unit.std or name in _MARKED.get(path, "").split()


def _refusal(f: Func, target: str) -> str:
    path, _, name = target.rpartition(".")
    if name in _MARKED.get(path, "").split():
        return f"rt0 does not have {target}, which a //go:linkname names"
    return f"link: {f.pkg.path if f.pkg is not None else 'main'}: invalid reference to {target}"
