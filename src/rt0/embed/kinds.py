"""The numbers of the types that cross between Python and Go; runtime/lang/pycall.py has the same.

A value takes whole words of a call's block, in memory form: integers, floats and bool one, string and error two,
[]float64 three.
"""

from __future__ import annotations

INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 = range(1, 9)
FLOAT32, FLOAT64, BOOL, STRING, FLOATS, ERROR = range(9, 15)

KINDS = {
    "int8": INT8, "int16": INT16, "int32": INT32, "int64": INT64, "int": INT64, "uint8": UINT8, "uint16": UINT16,
    "uint32": UINT32, "uint64": UINT64, "uint": UINT64, "uintptr": UINT64, "float32": FLOAT32, "float64": FLOAT64,
    "bool": BOOL, "string": STRING, "[]float64": FLOATS, "error": ERROR, "byte": UINT8, "rune": INT32,
}  # fmt: skip
"""Kind by the name of the underlying type."""

RANGES = {
    INT8: (-(1 << 7), (1 << 7) - 1), INT16: (-(1 << 15), (1 << 15) - 1), INT32: (-(1 << 31), (1 << 31) - 1),
    INT64: (-(1 << 63), (1 << 63) - 1), UINT8: (0, (1 << 8) - 1), UINT16: (0, (1 << 16) - 1),
    UINT32: (0, (1 << 32) - 1), UINT64: (0, (1 << 64) - 1),
}  # fmt: skip
"""Least and greatest value of the integer kinds."""

BLOCK_WORDS = 128
BUFFERS_MAX = 16
"""The fast way's limits: words of a call's block, buffers held at once."""
