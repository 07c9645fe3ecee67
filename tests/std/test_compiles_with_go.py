"""All of std, the packages over the runtime included, is Go that the real compiler accepts and gofmt leaves alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

from oracle import STD, go_binary, make_whole_module, needs_go


@needs_go
def test_go_compiles_all(tmp_path: Path) -> None:
    go = go_binary()
    assert go is not None
    done = subprocess.run(
        [go, "build", "./..."], cwd=make_whole_module(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@needs_go
def test_formatted() -> None:
    go = go_binary()
    assert go is not None
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    done = subprocess.run([f"{root}/bin/gofmt", "-l", str(STD)], capture_output=True, text=True, check=True)
    assert done.stdout == ""
