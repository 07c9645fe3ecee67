"""Programs that die: rt0's texts, exit statuses, goroutine headers and frames are those of the real Go, as record.py kept them, and what Go
can recover, rt0 can."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from panics_support import RECORDED, SOURCE, names, run_case


@pytest.fixture(scope="module")
def recorded() -> dict[str, str]:
    """What the real Go printed, by case."""
    blocks = re.split(r"^(?=-- \w+: )", RECORDED.read_text(), flags=re.MULTILINE)
    return {block[3 : block.index(":")]: block for block in blocks if block}


@pytest.fixture(scope="module", params=["-O0", "-O2", "-gcflags=-N -l"])
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """panics.go, built at a level."""
    out = tmp_path_factory.mktemp("panics") / "panics"
    command = [sys.executable, "-m", "rt0", "build", request.param, "-o", str(out), str(SOURCE)]
    subprocess.run(command, check=True, timeout=300)
    return out


def test_all_cases(program: Path, recorded: dict[str, str]) -> None:
    assert set(names()) == set(recorded)
    different = {name: got for name in names() if (got := run_case(program, name)) != recorded[name]}
    text = "\n".join(f"Go:\n{recorded[name]}\nrt0:\n{got}" for name, got in list(different.items())[:5])
    assert not different, f"{sorted(different)}\n{text}"
