"""The cache: what is damaged, half-written, foreign or in the way is never used and never the reason of a failure."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import native_programs as programs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rt0.native import cache
from rt0.native.link import link

KEY = cache.key(["the", "inputs"])
OTHER = cache.key(["other inputs"])
ROOT = os.geteuid() == 0


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def opened(tmp_path: Path, notes: list[str]) -> cache.Cache:
    return cache.open_cache({"RT0_CACHE": str(tmp_path / "c")}, notes.append)


def entry(opened: cache.Cache, kind: str = "o", key: str = KEY) -> Path:
    assert opened.folder is not None
    return Path(opened.folder) / f"{key}.{kind}"


def test_a_round_trip(opened: cache.Cache, notes: list[str]) -> None:
    assert cache.get(opened, "o", KEY) is None
    for payload in (b"", b"x", bytes(range(256)) * 1000):
        path = cache.put(opened, "o", KEY, payload)
        assert path == str(entry(opened))
        assert cache.get(opened, "o", KEY) == payload
    assert cache.get(opened, "x", KEY) is None
    assert cache.get(opened, "o", OTHER) is None
    assert notes == []
    assert opened.folder is not None
    assert os.stat(opened.folder).st_mode & 0o777 == 0o700
    assert entry(opened).stat().st_mode & 0o777 == 0o600


def test_keys_depend_on_every_byte_and_boundary() -> None:
    lists = [[], [""], ["a"], ["", "a"], ["a", ""], ["ab"], ["a", "b"], [b"a", b"c"]]
    assert len({cache.key(parts) for parts in lists}) == len(lists)
    assert cache.key(["a", b"b"]) == cache.key([b"a", "b"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_or_cut_is_noticed(opened: cache.Cache, data: st.DataObject) -> None:
    path = entry(opened)
    cache.put(opened, "o", KEY, b"some payload" * 5)
    whole = path.read_bytes()
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(whole) * 8 - 1))
        damaged = bytearray(whole)
        damaged[at // 8] ^= 1 << at % 8
    else:
        damaged = bytearray(whole[: data.draw(st.integers(0, len(whole) - 1))])
    path.write_bytes(damaged)
    assert cache.get(opened, "o", KEY) is None
    assert not path.exists(), "a damaged entry is removed"


def test_an_entry_under_another_name_is_no_entry(opened: cache.Cache) -> None:
    cache.put(opened, "o", KEY, b"payload")
    os.rename(entry(opened), entry(opened, key=OTHER))
    assert cache.get(opened, "o", OTHER) is None


@pytest.mark.parametrize("mode", [0o622, 0o602, 0o660])
def test_an_entry_that_others_can_write_is_not_used(opened: cache.Cache, mode: int) -> None:
    cache.put(opened, "o", KEY, b"payload")
    entry(opened).chmod(mode)
    assert cache.get(opened, "o", KEY) is None


@pytest.mark.skipif(not ROOT, reason="only root can give a file away")
def test_another_users_entry_is_not_used(opened: cache.Cache) -> None:
    cache.put(opened, "x", KEY, b"payload")
    os.chown(entry(opened, "x"), 12345, 12345)
    assert cache.executable(opened, KEY) is None


@pytest.mark.skipif(not ROOT, reason="only root can give a folder away")
def test_another_users_folder_is_not_used(tmp_path: Path, notes: list[str]) -> None:
    folder = tmp_path / "c"
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)
    opened = cache.open_cache({"RT0_CACHE": str(folder)}, notes.append)
    assert opened.folder is None
    assert notes == [f"cannot use the cache folder {folder}: it belongs to another user; going on without the cache"]
    assert cache.put(opened, "o", KEY, b"payload") is None
    assert list(folder.iterdir()) == []


def test_a_symbolic_link_is_not_followed(opened: cache.Cache, tmp_path: Path) -> None:
    cache.put(opened, "o", KEY, b"payload")
    elsewhere = tmp_path / "elsewhere"
    os.rename(entry(opened), elsewhere)
    entry(opened).symlink_to(elsewhere)
    assert cache.get(opened, "o", KEY) is None
    assert elsewhere.exists()


def test_a_folder_that_others_could_write_is_closed(tmp_path: Path, notes: list[str]) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    folder.chmod(0o777)
    opened = cache.open_cache({"RT0_CACHE": str(folder)}, notes.append)
    assert opened.folder == str(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_where_it_is() -> None:
    find = cache.default_folder
    assert find({"RT0_CACHE": "/a/b", "XDG_CACHE_HOME": "/x", "HOME": "/h"}) == "/a/b"
    assert find({"XDG_CACHE_HOME": "/x", "HOME": "/h"}) == "/x/rt0"
    assert find({"XDG_CACHE_HOME": "relative", "HOME": "/h"}) == "/h/.cache/rt0"
    assert find({"RT0_CACHE": "off", "HOME": "/h"}) is None
    assert find({"RT0_CACHE": "here", "HOME": "/h"}) == os.path.abspath("here")


def test_a_file_in_the_folders_place(tmp_path: Path, notes: list[str]) -> None:
    (tmp_path / "c").write_text("not a folder")
    for where in ("c", "c/deeper"):
        notes.clear()
        opened = cache.open_cache({"RT0_CACHE": str(tmp_path / where)}, notes.append)
        assert opened.folder is None
        assert len(notes) == 1
        assert cache.put(opened, "o", KEY, b"x") is None
        assert cache.get(opened, "o", KEY) is None
        assert cache.info(opened)["bytes"] == 0
        assert len(notes) == 1


def test_a_folder_that_cannot_be_written(tmp_path: Path, notes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    opened = cache.open_cache({"RT0_CACHE": str(tmp_path / "c")}, notes.append)
    real = os.open

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    assert cache.put(opened, "o", KEY, b"x") is None
    assert cache.put(opened, "o", OTHER, b"x") is None
    assert notes == [f"cannot write to the cache folder {opened.folder}: Permission denied; going on without the cache"]


def test_a_disk_that_fills_up_leaves_nothing_behind(
    opened: cache.Cache, notes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    left = 100

    def full(fd: int, data: bytes | memoryview) -> int:
        nonlocal left
        if left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        done = real(fd, data[:left])
        left -= done
        return done

    monkeypatch.setattr(os, "write", full)
    assert cache.put(opened, "o", KEY, bytes(1000)) is None
    monkeypatch.undo()
    assert opened.folder is not None
    assert os.listdir(opened.folder) == []
    assert len(notes) == 1
    assert "No space left on device" in notes[0]


@contextlib.contextmanager
def tiny_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(folder)], capture_output=True
    )
    if made.returncode:
        pytest.skip("cannot mount a tmpfs here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(not ROOT, reason="mounting needs root")
def test_a_real_full_disk(tmp_path: Path, notes: list[str]) -> None:
    with tiny_disk(tmp_path / "disk") as disk:
        opened = cache.open_cache({"RT0_CACHE": str(disk / "c")}, notes.append)
        assert cache.put(opened, "o", KEY, bytes(10_000)) is not None
        assert cache.put(opened, "o", OTHER, bytes(200_000)) is None
        assert len(notes) == 1
        assert cache.get(opened, "o", KEY) == bytes(10_000)
        assert len(os.listdir(disk / "c")) == 1


def child(code: str, folder: str) -> subprocess.Popen[bytes]:
    env = {"PYTHONPATH": os.pathsep.join(sys.path), "RT0_CACHE": folder}
    program = f"from rt0.native import cache\nimport os, time\nc = cache.open_cache()\n{code}"
    return subprocess.Popen([sys.executable, "-c", program], env=env, stdout=subprocess.PIPE)


def test_a_killed_writer_leaves_nothing_that_is_used(opened: cache.Cache) -> None:
    assert opened.folder is not None
    code = f"""
real = os.write
def slow(fd, data):
    real(fd, data[:50])
    print('half', flush=True)
    time.sleep(60)
os.write = slow
cache.put(c, 'o', {KEY!r}, bytes(1000))
"""
    writer = child(code, opened.folder)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"half\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    [left] = os.listdir(opened.folder)
    assert cache.get(opened, "o", KEY) is None
    assert cache.put(opened, "o", KEY, bytes(1000)) is not None
    assert left in os.listdir(opened.folder), "it may be another writer at work"
    old = time.time() - 7200
    os.utime(os.path.join(opened.folder, left), (old, old))
    cache.trim(opened)
    assert os.listdir(opened.folder) == [f"{KEY}.o"]


def test_writers_at_once(opened: cache.Cache) -> None:
    assert opened.folder is not None
    code = f"""
for i in range(40):
    cache.put(c, 'o', {KEY!r}, bytes(100_000))
    found = cache.get(c, 'o', {KEY!r})
    assert found is None or found == bytes(100_000)
"""
    writers = [child(code, opened.folder) for _ in range(3)]
    assert [w.wait(60) for w in writers] == [0, 0, 0]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.close()
    assert cache.get(opened, "o", KEY) == bytes(100_000)
    assert len(os.listdir(opened.folder)) == 1


def test_the_oldest_entries_go_first(tmp_path: Path, notes: list[str]) -> None:
    opened = cache.open_cache({"RT0_CACHE": str(tmp_path / "c")}, notes.append, limit=5000)
    keys = [cache.key([str(n)]) for n in range(8)]
    now = time.time()
    for n, key in enumerate(keys):
        cache.put(opened, "o", key, bytes(1000))
        if entry(opened, key=key).exists():
            os.utime(entry(opened, key=key), (now - 5000 + n, now - 5000 + n))
        if n == 2:
            assert cache.get(opened, "o", keys[0]) is not None  # a use makes it young again
    kept = [n for n, key in enumerate(keys) if cache.get(opened, "o", key) is not None]
    assert kept == [0, 5, 6, 7]


def test_info_and_clean_leave_foreign_files_alone(opened: cache.Cache) -> None:
    assert opened.folder is not None
    cache.put(opened, "o", KEY, bytes(10))
    cache.put(opened, "x", KEY, bytes(10))
    (Path(opened.folder) / "notes.txt").write_text("mine")
    found = cache.info(opened)
    assert (found["objects"], found["executables"], found["manifests"], found["others"]) == (1, 1, 0, 0)
    assert found["bytes"] == 2 * (10 + 48)
    assert cache.clean(opened) == 2
    assert os.listdir(opened.folder) == ["notes.txt"]


def test_a_cached_executable_runs(opened: cache.Cache) -> None:
    cache.put(opened, "x", KEY, link([programs.hello()]))
    path = cache.executable(opened, KEY)
    assert path is not None
    assert programs.run(path) == (42, b"hello\n")


def test_a_program_without_a_cache_runs_from_memory() -> None:
    fd = cache.anonymous(link([programs.hello()]), "hello")
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.execve(fd, ["hello"], {})
        finally:
            os._exit(99)
    os.close(fd)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 42


def test_manifests(opened: cache.Cache, tmp_path: Path) -> None:
    package = tmp_path / "p"
    package.mkdir()
    source, module = package / "a.go", package / "go.mod"
    source.write_text("package main")
    lines = [cache.file_line(str(source)), cache.folder_line(str(package)), cache.absent_line(str(module))]
    assert cache.content_line(str(source), b"package main") == lines[0]
    request = cache.key(["run", str(source)])
    cache.put_manifest(opened, request, lines, KEY)
    assert cache.look_up(opened, request) is None, "the executable itself is not there"
    path = cache.put(opened, "x", KEY, b"program")
    assert cache.look_up(opened, request) == path
    source.write_text("package other")
    assert cache.look_up(opened, request) is None
    source.write_text("package main")
    assert cache.look_up(opened, request) == path
    (package / "b.go").write_text("package main")
    assert cache.look_up(opened, request) is None
    (package / "b.go").unlink()
    assert cache.look_up(opened, request) == path
    module.write_text("module p")
    assert cache.look_up(opened, request) is None
    module.unlink()
    source.unlink()
    assert cache.look_up(opened, request) is None


def test_tree_stamps_see_changes(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    file = tmp_path / "d" / "m.py"
    file.write_text("1")
    first = cache.tree_stamp(str(tmp_path))
    (tmp_path / "d" / "__pycache__").mkdir()
    (tmp_path / "d" / "__pycache__" / "m.pyc").write_text("x")
    assert cache.tree_stamp(str(tmp_path)) == first
    os.utime(file, (1, 1))
    second = cache.tree_stamp(str(tmp_path))
    (tmp_path / "d" / "n.py").write_text("2")
    assert len({first, second, cache.tree_stamp(str(tmp_path))}) == 3


def test_the_toolchains_stamp_names_the_processor_and_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cache.toolchain_stamp(str(tmp_path))
    assert cache.toolchain_stamp(str(tmp_path)) == first
    assert "flags" in cache.processor()
    assert "MHz" not in cache.processor()
    monkeypatch.setattr(cache, "processor", lambda: "another")
    assert cache.toolchain_stamp(str(tmp_path)) != first
    monkeypatch.undo()
    monkeypatch.setattr(sys, "path", [])
    assert cache.toolchain_stamp(str(tmp_path)) != first


def test_one_look_at_the_toolchain_is_enough_for_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(cache, "_compiler", [])
    monkeypatch.setattr(cache, "toolchain_stamp", lambda folder: asked.append(folder) or "stamp")
    assert [cache.compiler_stamp(), cache.compiler_stamp()] == ["stamp", "stamp"]
    assert asked == [os.path.dirname(cache.__file__)]


def test_another_processor_is_another_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder shared by two machines hands neither the other's executable."""
    from rt0.build import fast

    first = fast.request_key("run", ["-O2"], ["hello.go"])
    assert fast.request_key("run", ["-O2"], ["hello.go"]) == first
    monkeypatch.setattr(cache, "processor", lambda: "another")
    assert fast.request_key("run", ["-O2"], ["hello.go"]) != first


def test_the_fast_path_imports_next_to_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules); import rt0.native.cache; new = set(sys.modules) - before\n"
        "assert not new & {'typing', 'dataclasses', 'hashlib', 're', 'llvmlite', 'rt0.base', 'ctypes'}, sorted(new)"
    )
    subprocess.run([sys.executable, "-S", "-c", code], check=True, env={"PYTHONPATH": os.pathsep.join(sys.path)})
