"""What a program asks of the processor before anything else runs: masks of CPUID's words, and what it says where one is missing.

build/runtime.py puts the question of a GOAMD64 level, or of the features of this machine, into the runtime's object as `runtime.processor`;
runtime/core/cpulevel_amd64.py asks it.

Source: the x86-64 psABI's microarchitecture levels; Intel's and AMD's manuals, CPUID and XGETBV.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

WORDS = 5
"""CPUID 1 ECX, CPUID 7 EBX, CPUID 7 ECX, CPUID 0x80000001 ECX, and the low half of XCR0 (the registers that the system saves)."""

_BITS: tuple[dict[str, int], ...] = (
    {
        "sse3": 0, "ssse3": 9, "fma": 12, "cx16": 13, "sse4.1": 19, "sse4.2": 20, "movbe": 22, "popcnt": 23, "osxsave": 27,
        "avx": 28, "f16c": 29,
    },
    {
        "bmi": 3, "avx2": 5, "bmi2": 8, "avx512f": 16, "avx512dq": 17, "avx512ifma": 21, "avx512cd": 28, "avx512bw": 30,
        "avx512vl": 31,
    },
    {"avx512vbmi": 1, "avx512vbmi2": 6, "gfni": 8, "avx512vnni": 11, "avx512bitalg": 12, "avx512vpopcntdq": 14},
    {"sahf": 0, "lzcnt": 5, "sse4a": 6, "xop": 11, "fma4": 16, "tbm": 21},
)  # fmt: skip
"""For each CPUID word the bits of those features, by LLVM's names, that instructions in compiled code may need."""

_SAVED = {"avx": 0b110, "avx512f": 0b11100110}

_V2 = ("sse3", "ssse3", "cx16", "sse4.1", "sse4.2", "popcnt", "sahf")
_V3 = (*_V2, "fma", "movbe", "osxsave", "avx", "f16c", "bmi", "avx2", "bmi2", "lzcnt")
_V4 = (*_V3, "avx512f", "avx512dq", "avx512cd", "avx512bw", "avx512vl")
LEVELS: dict[str, tuple[str, ...]] = {"v1": (), "v2": _V2, "v3": _V3, "v4": _V4}
"""The features of the GOAMD64 levels, but for those that every x86-64 has."""

LEVEL_MESSAGE = "This program can only be run on AMD64 processors with %s microarchitecture support.\n"
HOST_MESSAGE = "This program can only be run on processors with the features of the one it was built on; GOAMD64=v1 builds for all.\n"


def wanted(features: Iterable[str]) -> tuple[int, ...]:
    """The masks of these features; names that no instruction of compiled code needs are passed over."""
    has = set(features)
    words = [sum(1 << bit for name, bit in bits.items() if name in has) for bits in _BITS]
    saved = 0
    for name, bits in _SAVED.items():
        saved |= bits if name in has else 0
    return (*words, saved)


def wanted_of_host(flattened: str) -> tuple[int, ...]:
    """The masks for a processor whose features LLVM writes as "+avx,-sse4a,...". One with AVX2 has what came before it, and a CPUID
    takes some 24 us on a virtual machine: then it is asked only one."""
    words = list(wanted(name[1:] for name in flattened.split(",") if name[:1] == "+"))
    if words[1] >> _BITS[1]["avx2"] & 1:
        words[0] = words[3] = 0
    return tuple(words)


def question(words: tuple[int, ...], message: str) -> bytes:
    """`runtime.processor`: the masks, the message's length and the message, which a processor that lacks something prints."""
    text = message.encode()
    return struct.pack(f"<{WORDS}II", *words, len(text)) + text
