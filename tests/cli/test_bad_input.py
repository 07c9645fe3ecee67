"""Bad input, faults and limits: a clear line, the right exit status, nothing half-written, and the next run works.

Each case runs the real command in a process of its own, with a cache folder of its own where the case is about the cache.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HELLO = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n'


def rt0(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rt0", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=cwd,
        env={**os.environ, **environment},
        check=False,
    )


def assert_one_line(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr and "internal" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "prog.go"
    path.write_text(HELLO)
    return path


def test_missing_file(tmp_path: Path) -> None:
    done = rt0("run", tmp_path / "nothere.go")
    assert_one_line(done, 1, "nothere.go", "no such file or directory")


def test_folder_without_go_files(tmp_path: Path) -> None:
    done = rt0("run", tmp_path)
    assert_one_line(done, 1, "no Go files in", tmp_path.name)


def test_source_that_is_not_utf8(source: Path) -> None:
    source.write_bytes(HELLO.encode().replace(b"hello", b"h\xffllo"))
    assert_one_line(rt0("check", source), 1, "prog.go:5:", "invalid UTF-8 encoding")


def test_nul_byte(source: Path) -> None:
    source.write_bytes(HELLO.encode().replace(b"hello", b"h\0llo"))
    assert_one_line(rt0("check", source), 1, "prog.go:5:", "invalid NUL character")


def test_unbalanced_braces(source: Path) -> None:
    source.write_text(HELLO.replace("}", ""))
    done = rt0("run", source)
    assert done.returncode == 1 and "syntax error" in done.stderr and "prog.go:" in done.stderr


def test_ten_thousand_parentheses(source: Path) -> None:
    source.write_text("package main\n\nvar x = " + "(" * 10000 + "1" + ")" * 10000 + "\n\nfunc main() {}\n")
    done = rt0("check", source)
    assert done.returncode in (0, 1) and "Traceback" not in done.stderr and len(done.stderr.splitlines()) <= 1


def test_type_error(source: Path) -> None:
    source.write_text(HELLO.replace('"hello"', 'undefinedName'))
    assert_one_line(rt0("run", source), 1, "prog.go:5:27: undefined: undefinedName")


def test_wrong_usage(source: Path) -> None:
    assert rt0("frobnicate").returncode == 2
    assert rt0("run").returncode == 2
    assert rt0("run", "-frob", source).returncode == 2
    assert rt0("build", "-ldflags", "-x", source).returncode == 2


def test_unwritable_cache_folder(source: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = rt0("check", source, RT0_CACHE=str(blocked / "cache"))
    assert done.returncode == 0


def test_unwritable_output(source: Path, tmp_path: Path) -> None:
    done = rt0("build", "-o", tmp_path / "no" / "such" / "folder", source)
    assert_one_line(done, 1, "No such file or directory")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["prog.go"]


def test_output_that_is_no_regular_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        from rt0.cli.build import write

        write(str(pipe), b"image")
        assert os.read(reader, 10) == b"image"
        assert pipe.is_fifo()
    finally:
        os.close(reader)


@pytest.mark.slow
def test_run_without_a_usable_cache(source: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = rt0("run", source, RT0_CACHE=str(blocked))
    assert (done.returncode, done.stdout) == (0, "hello\n")
    assert_one_line(done, 0, "note", "cache")


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small tmpfs needs root")
def test_full_disk(source: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", small], check=False)
    if mounted.returncode:
        pytest.skip("this system lets nobody mount")
    try:
        done = rt0("run", source, RT0_CACHE=str(small))
        assert (done.returncode, done.stdout) == (0, "hello\n")
        assert_one_line(done, 0, "note", "No space left on device")
        assert not [path for path in small.iterdir() if path.suffix == ".x"]
    finally:
        subprocess.run(["umount", small], check=False)
    assert rt0("run", source).stdout == "hello\n"


@pytest.mark.slow
def test_killed_while_it_writes_the_cache(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    environment = {**os.environ, "RT0_CACHE": str(folder)}
    for delay in (0.3, 1.5):
        child = subprocess.Popen([sys.executable, "-m", "rt0", "run", str(source)], env=environment)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
    for path in folder.glob("*"):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2])
    done = rt0("run", source, RT0_CACHE=str(folder))
    assert (done.returncode, done.stdout, done.stderr) == (0, "hello\n", "")
    shutil.rmtree(folder)


@pytest.mark.slow
def test_two_runs_at_once_with_an_empty_cache(source: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "RT0_CACHE": str(tmp_path / "cache")}
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "rt0", "run", str(source)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for child in children:
        out, err = child.communicate(timeout=300)
        assert (child.returncode, out, err) == (0, "hello\n", "")
    again = rt0("run", source, RT0_CACHE=str(tmp_path / "cache"))
    assert (again.returncode, again.stdout) == (0, "hello\n")
