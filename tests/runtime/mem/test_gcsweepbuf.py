"""gcSweepBuf against a list: what is pushed is popped, in blocks of 512."""

from __future__ import annotations

import pytest
from heap_support import MODES, Memory, both
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=8, deadline=None)
@given(moves=st.lists(st.integers(-700, 700), max_size=6))
def test_against_a_list(mode: str, moves: list[int]) -> None:
    rt = both(mode)
    memory = Memory(rt)
    buf = memory.new("mem.gcsweepbuf", "gcSweepBuf")
    model: list[int] = []
    number = 0x1000
    for n in moves:
        for _ in range(abs(n)):
            if n > 0:
                number += 8
                rt.call("(*gcSweepBuf).push", buf, number)
                model.append(number)
            else:
                assert rt.call("(*gcSweepBuf).pop", buf) == (model.pop() if model else 0)
        assert rt.call("(*gcSweepBuf).numSpans", buf) == len(model)
