"""Objects into this process: the in-memory half of the linker.

The same objects and the same linker as for an executable, with the image at an address the kernel chose instead of a
file. LLVM's own loader (LLJIT) was tried and is not used: it needs LLVM in the process (150 ms) for code that is
already compiled, keeps the addresses of sections and of internal functions to itself (the runtime needs the bounds of
data and bss as roots, and the function table), and took longer to load.

Invariants:
- Memory is never writable and executable at once: it is filled while RW-, then text becomes R-X, constants R--.
- The image stays mapped until `close()`. Nothing tells whether its code still runs or its data is still pointed to:
  whoever started threads in it does not close it.

Read next: link/image.py.
"""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rt0.base.errors import InternalError
from rt0.base.records import dataclass
from rt0.native.link import LinkError, image, load_plan
from rt0.native.link.elf import SHF_EXECINSTR, SHF_WRITE, SHT_NOBITS

__all__ = ["Image", "LinkError", "host_symbol", "load", "reserve"]

_MAP_FIXED, _MAP_NORESERVE = 0x10, 0x4000

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int64]
_libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
_libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]


@dataclass(slots=True)
class Image:
    """Loaded code and data. `base` and `size` are bytes of address space; `plan` knows every symbol."""

    plan: image.Plan
    base: int
    size: int
    closed: bool = False

    def address(self, name: str) -> int:
        """The address of a global function or variable, or of a bound of the linker (`runtime.data`).

        Raises KeyError when the objects do not define it; 0 is a definition that was not reached from the roots.
        """
        self._check()
        return self.plan.address(name)

    def function(self, name: str, result: Any, *params: Any) -> Callable[..., Any]:
        """A C-convention function as a ctypes callable that releases the GIL; types are ctypes' or None for void.

        Functions of convention swiftcc with a swiftself parameter can not be called so: give them a C entry.
        """
        found: Callable[..., Any] = ctypes.CFUNCTYPE(result, *params)(self.address(name))
        return found

    def symbols(self) -> dict[str, int]:
        """Every global name with its address, the unreached ones left out."""
        self._check()
        found = {name: image.address_of(d) for name, d in self.plan.program.globals.items() if d.section is not None}
        return {name: address for name, address in found.items() if address} | self.plan.bounds

    def close(self) -> None:
        """Unmap the image. Any use of its addresses afterwards is the caller's crash."""
        if not self.closed:
            self.closed = True
            _libc.munmap(self.base, self.size)

    def _check(self) -> None:
        if self.closed:
            raise InternalError("a loaded image is used after close()")


def host_symbol(name: str) -> int:
    """The address of a C function of this process (`pthread_create`), for `load`'s `host`. KeyError if unknown."""
    try:
        return ctypes.cast(getattr(_libc, name), ctypes.c_void_p).value or 0
    except AttributeError:
        raise KeyError(name) from None


def load(
    objects: Sequence[bytes],
    roots: Iterable[str],
    *,
    host: Mapping[str, int] | None = None,
    shared: Mapping[str, int] | None = None,
    place: Callable[[int], int] | None = None,
    labels: Sequence[str] = (),
    prefix: str = "runtime.",
    keep_all: bool = False,
) -> Image:
    """Link objects into this process's memory. Parameters as `link.load_plan`; `host` are its `absolute` names.

    Code reaches 2 GB around itself: an image with `shared` names must lie near the one that defines them. `place` says
    where: from a size to an address in memory that the caller has reserved (`reserve`), which the image then replaces.

    Raises LinkError; MemoryError when the kernel has no room.
    """
    plan = load_plan(
        objects, roots, absolute=host, shared=shared, labels=labels, prefix=prefix, keep_all=keep_all
    )
    base = _map(plan.size, None if place is None else place(plan.size))
    try:
        image.fix(plan, base)
        for output in plan.outputs:
            if output.type != SHT_NOBITS and output.data:
                ctypes.memmove(output.addr, bytes(output.data), len(output.data))
        _protect(plan)
    except BaseException:
        _libc.munmap(base, plan.size)
        raise
    return Image(plan, base, plan.size)


def reserve(size: int) -> int:
    """The address of `size` bytes of address space that nothing else will be mapped into, and that holds no memory."""
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_NORESERVE
    base = _libc.mmap(None, size, 0, flags, -1, 0)
    if base is None or base == ctypes.c_void_p(-1).value:
        code = ctypes.get_errno()
        raise MemoryError(f"cannot reserve {size} bytes for compiled code: {os.strerror(code)}")
    return int(base)


def _map(size: int, at: int | None) -> int:
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | (0 if at is None else _MAP_FIXED)
    base = _libc.mmap(at, size, mmap.PROT_READ | mmap.PROT_WRITE, flags, -1, 0)
    if base is None or base == ctypes.c_void_p(-1).value:
        code = ctypes.get_errno()
        raise MemoryError(f"cannot map {size} bytes for compiled code: {os.strerror(code)}")
    return int(base)


def _protect(plan: image.Plan) -> None:
    """Take the right to write from code and constants, whose ranges begin on pages of their own."""
    starts = [(o.addr & -image.PAGE, o) for o in plan.outputs if o.size]
    ranges: list[list[int]] = []
    for start, output in starts:
        right = mmap.PROT_READ
        if output.flags & SHF_EXECINSTR:
            right |= mmap.PROT_EXEC
        elif output.flags & SHF_WRITE:
            right |= mmap.PROT_WRITE
        end = (output.addr + output.size + image.PAGE - 1) & -image.PAGE
        if ranges and ranges[-1][2] == right:
            ranges[-1][1] = end
        else:
            ranges.append([start, end, right])
    for start, end, right in ranges:
        if _libc.mprotect(start, end - start, right):
            code = ctypes.get_errno()
            raise MemoryError(f"cannot make compiled code executable: {os.strerror(code)}")
