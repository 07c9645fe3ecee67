"""The questions to the processor (abi/processors.py), held against what the psABI and the manuals say."""

from __future__ import annotations

import struct

from rt0.abi.processors import LEVEL_MESSAGE, LEVELS, question, wanted, wanted_of_host

# AVX2, BMI1 and BMI2 in CPUID 7 EBX; the AVX-512 of v4 there; YMM, then opmasks and ZMM in XCR0.
V2 = (0x00982201, 0, 0, 0x1, 0)
V3 = (0x38D83201, 0x128, 0, 0x21, 0x6)
V4 = (0x38D83201, 0xD0030128, 0, 0x21, 0xE6)


def test_levels() -> None:
    assert [wanted(LEVELS[level]) for level in ("v1", "v2", "v3", "v4")] == [(0, 0, 0, 0, 0), V2, V3, V4]


def test_host_with_avx2_is_asked_only_for_what_came_with_it() -> None:
    features = ",".join(["+" + name for name in LEVELS["v3"]] + ["+gfni", "-avx512f", "+prefer-no-scatter", "+aes"])
    assert wanted_of_host(features) == (0, 0x128, 0x100, 0, 0x6)


def test_older_host_is_asked_for_all() -> None:
    assert wanted_of_host(",".join("+" + name for name in LEVELS["v2"]) + ",-avx") == V2


def test_question() -> None:
    message = (LEVEL_MESSAGE % "v3").encode()
    asked = question(V3, LEVEL_MESSAGE % "v3")
    assert struct.unpack_from("<6I", asked) == (*V3, len(message)) and asked[24:] == message
