"""Size classes: equal to Go 1.13's, and dividing by multiplication is dividing."""

from __future__ import annotations

import pytest

from rt0.runtime.mem import sizeclasses as sc

GO_SIZES = [
    0, 8, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480,
    512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
    5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480,
    21760, 24576, 27264, 28672, 32768,
]  # fmt: skip
GO_PAGES = [
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 1, 2,
    1, 3, 2, 3, 1, 3, 2, 3, 4, 5, 6, 1, 7, 6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8, 3, 10, 7, 4,
]  # fmt: skip


def test_the_67_classes_of_go() -> None:
    assert list(sc.class_to_size) == GO_SIZES
    assert list(sc.class_to_allocnpages) == GO_PAGES
    assert sc._NumSizeClasses == 67


@pytest.mark.parametrize("c", range(1, 67))
def test_division_by_multiplication(c: int) -> None:
    size, pages = sc.class_to_size[c], sc.class_to_allocnpages[c]
    shift, shift2, mul, mask = sc.class_to_divshift[c], sc.class_to_divshift2[c], sc.class_to_divmul[c], 0
    mask = sc.class_to_basemask[c]
    for n in range(pages * 8192):
        q = n >> shift if mask else ((n >> shift) * mul) >> shift2
        if q != n // size:
            raise AssertionError((size, n, q))
    if mask:
        assert size & (size - 1) == 0 and mask == (-size) & 0xFFFF


def test_every_size_gets_the_smallest_class() -> None:
    for size in range(1, 32769):
        if size <= sc.smallSizeMax - 8:
            c = sc.size_to_class8[(size + 7) // 8]
        else:
            c = sc.size_to_class128[(size - sc.smallSizeMax + 127) // 128]
        assert sc.class_to_size[c] >= size > sc.class_to_size[c - 1]
