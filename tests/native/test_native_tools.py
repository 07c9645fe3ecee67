"""What other people's tools say of our executables: readelf, objdump, gdb. Skipped where they are not installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import native_programs as programs
import pytest

from rt0.native.link import link


@pytest.fixture(scope="module")
def hello(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    source = folder / "hello.go"
    source.write_text("".join(f"// line {n}\n" for n in range(1, 30)))
    return programs.save(folder / "hello", link([programs.hello(0, str(source))]))


def tool(name: str, *arguments: str) -> str:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([name, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr.lower(), done.stderr
    return done.stdout + done.stderr


def test_readelf_reads_everything_without_a_warning(hello: Path) -> None:
    out = tool("readelf", "-aW", str(hello))
    assert "EXEC (Executable file)" in out
    assert "Build ID" in out
    assert "main.main" in out
    assert "hello.go" in tool("readelf", "--debug-dump=line", str(hello))


def test_objdump_disassembles_by_name(hello: Path) -> None:
    out = tool("objdump", "-d", str(hello))
    assert "<main.main>:" in out
    assert "<rt0_go>:" in out


def test_gdb_stops_by_name_and_shows_the_line(hello: Path) -> None:
    commands = ["break main.main", "run", "bt", "continue"]
    arguments = [argument for command in commands for argument in ("-ex", command)]
    out = tool("gdb", "-nx", "-batch", *arguments, str(hello))
    if "ptrace" in out or "Couldn't get" in out:
        pytest.skip("no ptrace here")
    assert "Breakpoint 1, main.main () at" in out
    assert "hello.go:4" in out
    assert "// line 4" in out
    assert "#0  main.main ()" in out
    assert "exited with code 052" in out
