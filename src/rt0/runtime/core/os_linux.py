"""Linux: raw system calls, threads' sleeping and waking, clocks, and what the machine is like.

Everything here is nosplit or runs on the system stack; nothing allocates; nothing takes a lock. A negative result
between -4095 and -1 is an errno. Functions that can block do not tell the scheduler: callers that hold a P wrap them
in entersyscall/exitsyscall (sched/syscall.py).

Where to read next: lock_futex.py, sched/m.py (newosproc), signals.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import vdsocall2
from rt0.runtime.core.config import TRACE
from rt0.runtime.core.runtime2 import ncpu, physHugePageShift, physHugePageSize, physPageSize

SYS_read = 0
SYS_write = 1
SYS_open = 2
SYS_close = 3
SYS_poll = 7
SYS_mmap = 9
SYS_mprotect = 10
SYS_munmap = 11
SYS_rt_sigaction = 13
SYS_rt_sigprocmask = 14
SYS_sched_yield = 24
SYS_nanosleep = 35
SYS_getpid = 39
SYS_exit = 60
SYS_kill = 62
SYS_sigaltstack = 131
SYS_arch_prctl = 158
SYS_gettid = 186
SYS_futex = 202
SYS_sched_getaffinity = 204
SYS_clock_gettime = 228
SYS_exit_group = 231
SYS_tgkill = 234
SYS_openat = 257
SYS_getrandom = 318

PROT_NONE = 0
PROT_RW = 3
MAP_ANON_PRIVATE = 0x22
MAP_STACK = 0x20000
EINTR = 4
EAGAIN = 11
ENOMEM = 12

CLOCK_REALTIME = 0
CLOCK_MONOTONIC = 1

FUTEX_WAIT_PRIVATE = 128
FUTEX_WAKE_PRIVATE = 129

AT_NULL = 0
AT_PAGESZ = 6
AT_RANDOM = 25
AT_SYSINFO_EHDR = 33


@struct
class timespec:
    """Seconds and nanoseconds, as the kernel has them."""

    sec: i64
    nsec: i64


vdso_clock_gettime: ptr[void] = static()
"""clock_gettime of the vDSO, nil when there is none (then the system call is made)."""
startupRandom: array[u64, 2] = static()
"""The kernel's random bytes for this process (AT_RANDOM)."""


@nosplit
def failed(r: i64) -> bool:
    """Whether r is an errno of a system call."""
    return r < 0 and r > -4096


@row("boot", enter=("code",), section=9)
@nosplit
@noreturn
def exit(code: i32) -> void:
    """End the process with status code. nosplit: runs anywhere."""
    if TRACE:
        slots.traceflush_slot()
    while True:
        syscall(SYS_exit_group, i64(code))


@nosplit
def write1(fd: i64, p: ptr[void], n: i64) -> i64:
    """One write system call; bytes written or -errno. nosplit: crash output runs anywhere."""
    return syscall(SYS_write, fd, i64(uintptr(p)), n)


@nosplit
def osyield() -> void:
    """Let another thread run. nosplit: its callers lock2 and _casgstatuswait are."""
    syscall(SYS_sched_yield)


@nosplit
def usleep(us: u32) -> void:
    """Sleep for about us microseconds. nosplit: used under locks and without a P."""
    ts: timespec = zero()
    ts.sec = i64(us // 1000000)
    ts.nsec = i64(us % 1000000) * 1000
    syscall(SYS_nanosleep, i64(uintptr(addr(ts))), 0)


@nosplit
def gettid() -> u64:
    """The kernel's id of this thread."""
    return u64(syscall(SYS_gettid))


@nosplit
def futexsleep(a: ptr[u32], val: u32, ns: i64) -> void:
    """Sleep while *a == val, for at most ns nanoseconds when ns >= 0. May return early: callers look again.

    nosplit: its callers lock2 and notesleep are.
    """
    if ns < 0:
        syscall(SYS_futex, i64(uintptr(a)), FUTEX_WAIT_PRIVATE, i64(val), 0, 0, 0)
        return
    ts: timespec = zero()
    ts.sec = ns // 1000000000
    ts.nsec = ns - ts.sec * 1000000000
    syscall(SYS_futex, i64(uintptr(a)), FUTEX_WAIT_PRIVATE, i64(val), i64(uintptr(addr(ts))), 0, 0)


@nosplit
def futexwakeup(a: ptr[u32], cnt: u32) -> void:
    """Wake at most cnt threads that sleep on a. nosplit: its callers netpollBreak and notewakeup are."""
    syscall(SYS_futex, i64(uintptr(a)), FUTEX_WAKE_PRIVATE, i64(cnt), 0, 0, 0)


@nosplit
def _clock(id: i64, ts: ptr[timespec]) -> void:
    f = vdso_clock_gettime
    if f is not None:
        if vdsocall2(f, id, cast(ptr[void], ts)) == 0:
            return
    syscall(SYS_clock_gettime, id, i64(uintptr(ts)))


@nosplit
def nanotime() -> i64:
    """Nanoseconds of the monotonic clock. nosplit: casgstatus and the scheduler's hot paths call it anywhere."""
    ts: timespec = zero()
    _clock(CLOCK_MONOTONIC, addr(ts))
    return ts.sec * 1000000000 + ts.nsec


@nosplit
def walltime() -> tuple[i64, i32]:
    """Seconds and nanoseconds since 1970.

    nosplit: gcEndCycle, on the system stack, may have it inlined.
    """
    ts: timespec = zero()
    _clock(CLOCK_REALTIME, addr(ts))
    return ts.sec, i32(ts.nsec)


def getproccount() -> i32:
    """Processors that this process may run on."""
    buf: array[u64, 128] = zero()
    r = syscall(SYS_sched_getaffinity, 0, 1024, i64(uintptr(addr(buf))))
    if r < 0:
        return 1
    n: i32 = 0
    for i in range(r // 8):
        n += i32(popcount(buf[i]))
    return n if n > 0 else 1


def getHugePageSize() -> uintptr:
    """The size of transparent huge pages, 0 when unknown."""
    buf: array[u8, 24] = zero()
    path = cstr("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size")
    fd = syscall(SYS_openat, -100, i64(uintptr(path)), 0x80000, 0)
    if fd < 0:
        return 0
    n = syscall(SYS_read, fd, i64(uintptr(addr(buf))), 20)
    syscall(SYS_close, fd)
    v: uintptr = 0
    for i in range(n):
        c = buf[i]
        if c < 48 or c > 57:
            break
        v = v * 10 + uintptr(c - 48)
    if v & (v - 1) != 0:
        return 0
    return v


@row("boot", leave=("ncpu", "physPageSize", "physHugePageSize"), section=4)
def osinit() -> void:
    """Find out how many processors may be used and the sizes of pages. Section 4 of the document."""
    ncpu = getproccount()
    physHugePageSize = getHugePageSize()
    if physHugePageSize != 0:
        physHugePageShift = u32(ctz(physHugePageSize))
    if physPageSize == 0:
        physPageSize = 4096


@nosplit
def sysauxv(auxv: ptr[u64]) -> void:
    """Take the page size, random bytes and the vDSO out of the auxiliary vector (pairs that end with AT_NULL)."""
    i: i64 = 0
    while auxv[i] != AT_NULL:
        tag = auxv[i]
        val = auxv[i + 1]
        if tag == AT_PAGESZ:
            physPageSize = val
        elif tag == AT_RANDOM:
            r = cast(ptr[u64], val)
            startupRandom[0] = r[0]
            startupRandom[1] = r[1]
        elif tag == AT_SYSINFO_EHDR:
            _vdso_init(val)
        i += 2


# ---- the vDSO: an ELF image that the kernel maps into each process ----


@struct
class _elfhdr:
    """Elf64_Ehdr."""

    ident: array[u8, 16]
    type: u16
    machine: u16
    version: u32
    entry: u64
    phoff: u64
    shoff: u64
    flags: u32
    ehsize: u16
    phentsize: u16
    phnum: u16
    shentsize: u16
    shnum: u16
    shstrndx: u16


@struct
class _elfphdr:
    """Elf64_Phdr."""

    type: u32
    flags: u32
    offset: u64
    vaddr: u64
    paddr: u64
    filesz: u64
    memsz: u64
    align: u64


@struct
class _elfsym:
    """Elf64_Sym."""

    name: u32
    info: u8
    other: u8
    shndx: u16
    value: u64
    size: u64


@nosplit
def _cstreq(p: ptr[u8], s: string) -> bool:
    """Whether the NUL-terminated p is s. nosplit: its caller _vdso_init is."""
    for i in range(s.len):
        if p[i] != s.ptr[i]:
            return False
    return p[s.len] == 0


@nosplit
def _vdso_init(base: u64) -> void:
    """Look clock_gettime up in the dynamic symbols of the image at base. nosplit: its caller sysauxv is."""
    hdr = cast(ptr[_elfhdr], base)
    ph = cast(ptr[_elfphdr], base + hdr.phoff)
    dyn: u64 = 0
    bias: u64 = 0
    found = False
    for i in range(i64(hdr.phnum)):
        if ph[i].type == 1 and not found:
            found = True
            bias = base + ph[i].offset - ph[i].vaddr
        elif ph[i].type == 2:
            dyn = base + ph[i].offset
    if not found or dyn == 0:
        return
    d = cast(ptr[u64], dyn)
    strtab: u64 = 0
    symtab: u64 = 0
    hashtab: u64 = 0
    k: i64 = 0
    while d[k] != 0:
        v = d[k + 1] + bias
        if d[k] == 5:
            strtab = v
        elif d[k] == 6:
            symtab = v
        elif d[k] == 4:
            hashtab = v
        k += 2
    if strtab == 0 or symtab == 0:
        return
    # The number of symbols: DT_HASH's second word; images without DT_HASH put the string table after the symbols.
    n = i64(strtab - symtab) // 24
    if hashtab != 0:
        n = i64(cast(ptr[u32], hashtab)[1])
    if n < 0 or n > 4096:
        return
    syms = cast(ptr[_elfsym], symtab)
    for j in range(n):
        if syms[j].shndx != 0 and _cstreq(cast(ptr[u8], strtab + u64(syms[j].name)), "__vdso_clock_gettime"):
            vdso_clock_gettime = cast(ptr[void], bias + syms[j].value)
            return


@nosplit
def mmap(p: ptr[void], n: uintptr, prot: i64, flags: i64) -> i64:
    """Anonymous memory; the address or -errno."""
    return syscall(SYS_mmap, i64(uintptr(p)), i64(n), prot, flags, -1, 0)


@nosplit
def munmap(p: uintptr, n: uintptr) -> i64:
    """Give memory back."""
    return syscall(SYS_munmap, i64(p), i64(n))


@nosplit
def mprotect(p: uintptr, n: uintptr, prot: i64) -> i64:
    """Change the access of pages."""
    return syscall(SYS_mprotect, i64(p), i64(n), prot)
