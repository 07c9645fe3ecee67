"""Size classes: how big the slots of small objects are and how many pages a span of them has.

Ordinary Python that runs at import time; its results are constant tables in the runtime's read-only data. Nothing is
typed in: the classes follow from two rules. A slot is aligned so that rounding up wastes at most about an eighth, and
a span is made long enough that the tail left after the last whole slot is at most an eighth of it. The outcome is the
67 classes of Go 1.13 (class 0 stands for large objects, which have a span each); the tests compare them.

Two tables turn a size into its class: steps of 8 bytes up to 1024 - 8, steps of 128 bytes above. Dividing an offset by
the slot size is a multiplication: see `divmagic`.

Read next: mem/mspan.py (who uses the magic numbers), mem/malloc.py (who uses the tables).
"""

from __future__ import annotations

from dataclasses import dataclass

from rt0.rtlang import comptime, const_array, u8, u16, u32

_PageShift = 13
_PageSize = 1 << _PageShift
_MaxSmallSize = 32768
smallSizeDiv = 8
smallSizeMax = 1024
largeSizeDiv = 128


@dataclass(frozen=True, slots=True)
class SizeClass:
    """One class: slot size in bytes, pages of a span, and the numbers that divide an offset by the size."""

    size: int
    npages: int
    shift: int
    shift2: int
    mul: int
    baseMask: int


@comptime
def _slot_align(size: int, align: int) -> int:
    """Return the alignment of slots from `size` (a power of two) on; 16 from 16 bytes on, for vector loads."""
    if size >= 2048:
        return 256
    if size >= 128:
        return size // 8
    if size >= 16:
        return 16
    return align


@comptime
def _pages_for(size: int) -> int:
    """Return the least number of pages of which slots of `size` bytes leave at most an eighth unused."""
    nbytes = _PageSize
    while nbytes % size > nbytes // 8:
        nbytes += _PageSize
    return nbytes // _PageSize


@comptime
def divmagic(size: int, nbytes: int) -> tuple[int, int, int, int]:
    """Return (shift, shift2, mul, baseMask) with n // size == ((n >> shift) * mul) >> shift2 for all n < nbytes.

    A power of two needs only the shift, and its baseMask is non-zero: offset & baseMask is the slot's start. Otherwise
    the factor of two is shifted out and mul is 2**shift2 / size rounded up: its error e = mul * d - 2**shift2, taken n
    times, must stay under 2**shift2 for the largest n whose remainder is d - 1. The smallest shift2 that does keeps
    mul in 16 bits.
    """
    shift = (size & -size).bit_length() - 1
    d = size >> shift
    if d == 1:
        return shift, 0, 0, (-size) & 0xFFFF
    top = (nbytes - 1) >> shift
    worst = top - (top + 1) % d if top >= d - 1 else d - 1
    for shift2 in range(1, 32):
        mul = -(-(1 << shift2) // d)
        if (mul * d - (1 << shift2)) * (worst + 1) < (1 << shift2) and mul <= 0xFFFF:
            return shift, shift2, mul, 0
    raise AssertionError(f"no multiplier for slots of {size} bytes")


@comptime
def make_classes() -> list[SizeClass]:
    """Return all classes, class 0 (large objects) first."""
    sizes: list[tuple[int, int]] = []
    align = 8
    size = align
    while size <= _MaxSmallSize:
        if size & (size - 1) == 0:
            align = _slot_align(size, align)
        npages = _pages_for(size)
        nbytes = npages * _PageSize
        # The same number of slots in the same pages: keep only the larger size.
        if sizes and sizes[-1][1] == npages and nbytes // sizes[-1][0] == nbytes // size:
            sizes[-1] = (size, npages)
        else:
            sizes.append((size, npages))
        size += align
    out = [SizeClass(0, 0, 0, 0, 0, 0)]
    for size, npages in sizes:
        nbytes = npages * _PageSize
        # Grow the slot into what the tail would waste, as far as its alignment allows.
        grown = nbytes // (nbytes // size) // 128 * 128 if size > smallSizeMax else size
        size = max(size, grown)
        out.append(SizeClass(size, npages, *divmagic(size, nbytes)))
    return out


classes = make_classes()
_NumSizeClasses = len(classes)
numSpanClasses = _NumSizeClasses << 1


@comptime
def _class_for(size: int) -> int:
    return next(i for i, c in enumerate(classes) if i and c.size >= size)


class_to_size = const_array(u16, [c.size for c in classes])
class_to_allocnpages = const_array(u8, [c.npages for c in classes])
class_to_divshift = const_array(u8, [c.shift for c in classes])
class_to_divshift2 = const_array(u8, [c.shift2 for c in classes])
class_to_divmul = const_array(u16, [c.mul for c in classes])
class_to_basemask = const_array(u16, [c.baseMask for c in classes])
class_to_nelems = const_array(u32, [c.npages * _PageSize // c.size if c.size else 1 for c in classes])

size_to_class8 = const_array(
    u8, [_class_for(i * smallSizeDiv) if i else 0 for i in range(smallSizeMax // smallSizeDiv + 1)]
)
size_to_class128 = const_array(
    u8, [_class_for(smallSizeMax + i * largeSizeDiv) for i in range((_MaxSmallSize - smallSizeMax) // largeSizeDiv + 1)]
)
