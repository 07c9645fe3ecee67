"""Memory from Linux: the states of address space and the calls that change them.

Address space is *None* (not ours), *Reserved* (ours, no access), *Prepared* (accessible, nothing behind it yet) or
*Ready*. sysReserve goes from None to Reserved, sysMap from Reserved to Prepared, sysUsed from Prepared to Ready,
sysUnused back from Ready to Prepared, sysAlloc from None to Ready, sysFree from anything to None, sysFault to
Reserved. On Linux a Prepared page is a page that the first touch fills with zeros, so sysUsed has nothing to do.

First touches are what memory costs here. Huge pages make them cheaper or much dearer; hugepage_linux.py decides where
they are asked for.

Sources: document section 47 (sysAlloc), 54 (sysReserve), 39 (huge pages). Every function may be called on any stack;
none takes a lock.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.runtime2 import physHugePageSize, physPageSize
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import mSysStatDec, mSysStatInc

_SYS_mmap = 9
_SYS_munmap = 11
_SYS_madvise = 28
_PROT_NONE = 0
_PROT_RW = 3
_MAP_ANON_PRIVATE = 0x22
_MAP_FIXED = 0x10
_MAP_NORESERVE = 0x4000
_MADV_DONTNEED = 4
_MADV_HUGEPAGE = 14
_MADV_NOHUGEPAGE = 15
_ENOMEM = 12
_EACCES = 13
_EAGAIN = 11

# 1 when a madvise(MADV_HUGEPAGE) came back with an error (a kernel without them): nobody asks again.
_nohuge: u32 = static(0)


@nosplit
def _map(v: ptr[void], n: uintptr, prot: i64, flags: i64) -> i64:
    """mmap anonymous memory; the address, or a negative errno. nosplit: its caller sysAlloc is."""
    return syscall(_SYS_mmap, i64(uintptr(v)), i64(n), prot, flags, -1, 0)


@nosplit
def _failed(r: i64) -> bool:
    return r < 0 and r > -4096


@row("heap", enter=("n",), leave=("result",), section=47)
@nosplit
def sysAlloc(n: uintptr, sysStat: ptr[u64]) -> ptr[void]:
    """Return n zeroed bytes straight from the system, counted in sysStat; None when the system has none.

    nosplit: persistentalloc calls it with its lock held, on any stack.
    """
    r = _map(None, n, _PROT_RW, _MAP_ANON_PRIVATE)
    if _failed(r):
        _refused(r)
        return None
    mSysStatInc(sysStat, n)
    return cast(ptr[void], uintptr(r))


@cold
@noinline
def _refused(r: i64) -> void:
    """End the program when mmap failed for a reason that no retry mends (a policy, or locked memory)."""
    if r == -_EACCES:
        throw("runtime: mmap: access denied")
    if r == -_EAGAIN:
        throw("runtime: mmap: too much locked memory (check 'ulimit -l').")


@row("heap", enter=("v", "n"))
def sysUnused(v: ptr[void], n: uintptr) -> void:
    """Give the pages of [v, v+n) back; they read as zeros when touched again. v and n are multiples of the physical
    page.
    """
    if (uintptr(v) | n) & (physPageSize - 1) != 0:
        throw("unaligned sysUnused")
    r = syscall(_SYS_madvise, i64(uintptr(v)), i64(n), _MADV_DONTNEED, 0, 0, 0)
    if r < 0:
        throw("runtime: madvise(MADV_DONTNEED) failed")


@row("heap", enter=("v", "n"), section=53)
def sysUsed(v: ptr[void], n: uintptr) -> void:
    """Say that [v, v+n) is about to be used. Linux needs nothing: the first touch brings the page, a huge one where they
    were asked for, since sysUnused leaves that as it is.
    """


@row("heap", enter=("v", "n"), section=38)
def sysHugePage(v: ptr[void], n: uintptr) -> void:
    """Ask for huge pages behind the aligned huge pages inside [v, v+n); no harm done when the kernel declines."""
    _hugepages(v, n, _MADV_HUGEPAGE)


def sysNoHugePage(v: ptr[void], n: uintptr) -> void:
    """Take sysHugePage back for the aligned huge pages inside [v, v+n) that are not touched yet."""
    _hugepages(v, n, _MADV_NOHUGEPAGE)


def haveHugePages() -> bool:
    """Whether the system has huge pages, as far as is known."""
    return physHugePageSize != 0 and _nohuge == 0


def _hugepages(v: ptr[void], n: uintptr, advice: i64) -> void:
    if not haveHugePages():
        return
    beg = (uintptr(v) + (physHugePageSize - 1)) & ~(physHugePageSize - 1)
    end = (uintptr(v) + n) & ~(physHugePageSize - 1)
    if beg < end:
        if syscall(_SYS_madvise, i64(beg), i64(end - beg), advice, 0, 0, 0) < 0:
            _set_nohuge()


@noinline
def _set_nohuge() -> void:
    atomic.Store(addr(_nohuge), 1)


@row("heap", enter=("v", "n"), section=40)
@nosplit
def sysFree(v: ptr[void], n: uintptr, sysStat: ptr[u64]) -> void:
    """Return [v, v+n) and its address space to the system, and take it off sysStat."""
    mSysStatDec(sysStat, n)
    syscall(_SYS_munmap, i64(uintptr(v)), i64(n), 0, 0, 0, 0)


@row("heap", enter=("v", "n"), section=40)
def sysFault(v: ptr[void], n: uintptr) -> void:
    """Make every later access to [v, v+n) a fault; for debugging (efence)."""
    _map(v, n, _PROT_NONE, _MAP_ANON_PRIVATE | _MAP_FIXED | _MAP_NORESERVE)


@row("heap", enter=("v", "n"), leave=("result",), section=54)
def sysReserve(v: ptr[void], n: uintptr) -> ptr[void]:
    """Reserve n bytes of address space, at v if the system can; None when there is no room at all."""
    r = _map(v, n, _PROT_NONE, _MAP_ANON_PRIVATE | _MAP_NORESERVE)
    if _failed(r):
        return None
    return cast(ptr[void], uintptr(r))


@row("heap", enter=("v", "n"), section=53)
def sysMap(v: ptr[void], n: uintptr, sysStat: ptr[u64]) -> void:
    """Make reserved address space accessible and count it. Out of memory here is Go's fatal error."""
    mSysStatInc(sysStat, n)
    # Without MAP_NORESERVE: more than the machine can ever have is refused here, not met as a crash later.
    r = _map(v, n, _PROT_RW, _MAP_ANON_PRIVATE | _MAP_FIXED)
    if r == -_ENOMEM:
        throw("runtime: out of memory")
    if _failed(r) or uintptr(r) != uintptr(v):
        throw("runtime: cannot map pages in arena address space")
