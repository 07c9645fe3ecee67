"""The benchmark programs print what the real Go prints: with GOMAXPROCS 1 and 2, at -O0 and -O2, and under forced collections.

Sizes are small here (bench/table.py's QUICK); bench_outputs.json was recorded from Go 1.27.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUTPUTS = json.loads((Path(__file__).parent / "bench_outputs.json").read_text())


def quick_sizes() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("bench_table", ROOT / "bench" / "table.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return dict(module.QUICK)


QUICK = quick_sizes()


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Build a program once a level; its executable."""
    folder = tmp_path_factory.mktemp("bench")

    def built(name: str, level: str) -> Path:
        executable = folder / f"{name}{level}"
        if not executable.exists():
            source = ROOT / "bench" / "programs" / f"{name}.go"
            command = [sys.executable, "-m", "rt0", "build", level, "-o", str(executable), str(source)]
            subprocess.run(command, check=True, timeout=300)
        return executable

    return built


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_bench_program(name: str, level: str, build: object) -> None:
    assert callable(build)
    executable = build(name, level)
    size = [QUICK[name]] if name in QUICK else []
    runs: list[dict[str, str]] = [{"GOMAXPROCS": "1"}, {"GOMAXPROCS": "2"}]
    if level == "-O2" and name not in ("binarytrees", "gc_latency", "slices_append"):
        runs.append({"GODEBUG": "gcstress=1000"})
    for environment in runs:
        done = subprocess.run(
            [str(executable), *size],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, **environment},
            check=False,
        )
        assert done.returncode == 0, f"{environment}: {done.stderr[-2000:]}"
        assert done.stdout == OUTPUTS[name], f"{environment}"
