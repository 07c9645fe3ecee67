"""Flags of `rt0 build` and `rt0 run` that change what is made: processors, stripping, the times of stages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rt0.abi.processors import HOST_MESSAGE, LEVEL_MESSAGE, WORDS

NUMBERS = """package main

import (
	"fmt"
	"math"
	"math/bits"
)

func main() {
	fmt.Println(math.Floor(-1.5), math.FMA(2, 3, 4), math.Sqrt(2), bits.OnesCount(255), bits.LeadingZeros32(1))
}
"""

EXPECTED = "-2 10 1.4142135623730951 8 31\n"


def rt0(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rt0", *map(str, arguments)],
        capture_output=True, text=True, timeout=600, check=False, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "numbers.go"
    path.write_text(NUMBERS)
    return path


@pytest.mark.slow
def test_goamd64(source: Path) -> None:
    """v1 has a runtime and packages of its own, also after the same program was run for this machine."""
    assert rt0("run", source).stdout == EXPECTED
    done = rt0("run", source, GOAMD64="v1")
    assert (done.stdout, done.stderr) == (EXPECTED, "")


@pytest.mark.slow
@pytest.mark.parametrize("level", ["v2", ""])
def test_processor_is_looked_at(source: Path, tmp_path: Path, level: str) -> None:
    """A program for v2, or for this machine, runs here, and ends at once where a feature is missing: here one that no processor has."""
    made = tmp_path / "numbers"
    assert rt0("build", "-o", made, source, GOAMD64=level).returncode == 0
    assert subprocess.run([made], capture_output=True, text=True, check=True).stdout == EXPECTED
    message = LEVEL_MESSAGE % level if level else HOST_MESSAGE
    image = bytearray(made.read_bytes())
    assert image.count(message.encode()) == 1
    masks = image.index(message.encode()) - 4 - 4 * WORDS
    image[masks + 2] |= 1  # bit 16 of CPUID 1, ECX: reserved
    made.write_bytes(image)
    done = subprocess.run([made], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


def test_goamd64_that_is_none(source: Path) -> None:
    done = rt0("run", source, GOAMD64="v9")
    assert done.returncode == 2 and "invalid GOAMD64: must be v1, v2, v3, v4, not v9" in done.stderr
    done = rt0("test", source.parent, GOAMD64="v9")
    assert done.returncode == 2 and "invalid GOAMD64: must be v1, v2, v3, v4, not v9" in done.stderr


def test_sizes_and_stages(tmp_path: Path) -> None:
    """hello is small, stripped smaller; -x tells the stages and their times."""
    source = tmp_path / "hello.go"
    source.write_text('package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n')
    whole, stripped = tmp_path / "whole", tmp_path / "stripped"
    done = rt0("build", "-x", "-o", whole, source)
    assert done.returncode == 0, done.stderr
    stages = [re.sub(r"^ *[0-9.]+ ms  ", "", line) for line in done.stderr.splitlines()]
    assert stages[0].startswith("starting Python") and "checking the program" in stages
    assert stages[-1] == "writing the executable"
    assert rt0("build", "-ldflags", "-s -w", "-o", stripped, source).returncode == 0
    assert whole.stat().st_size <= 1_500_000 and stripped.stat().st_size <= 600_000
    for path in (whole, stripped):
        assert subprocess.run([path], capture_output=True, text=True, check=True).stdout == "hello\n"
