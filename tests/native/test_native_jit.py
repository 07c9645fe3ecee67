"""The loader: the same objects in this process, with host functions, protections and many images."""

from __future__ import annotations

import ctypes
import os
import sys
import threading

import native_programs as programs
import pytest

from rt0.base.errors import InternalError
from rt0.native import jit

TEXT = """
declare dso_local i32 @getpid()
@table = dso_local global [4 x i64] [i64 10, i64 20, i64 30, i64 40]
@pointers = dso_local constant [2 x ptr] [ptr @pick, ptr @getpid]
define dso_local i64 @pick(i64 %i) {
  %p = getelementptr [4 x i64], ptr @table, i64 0, i64 %i
  %v = load i64, ptr %p
  ret i64 %v
}
define dso_local i32 @pid() {
  %v = call i32 @getpid()
  ret i32 %v
}
"""


@pytest.fixture(scope="module")
def image() -> jit.Image:
    host = {"getpid": jit.host_symbol("getpid")}
    return jit.load([programs.compiled(TEXT)], ["pick", "pid", "pointers"], host=host)


def test_functions_are_called_and_variables_read(image: jit.Image) -> None:
    pick = image.function("pick", ctypes.c_int64, ctypes.c_int64)
    assert [pick(i) for i in range(4)] == [10, 20, 30, 40]
    ctypes.c_int64.from_address(image.address("table") + 8).value = -1
    assert pick(1) == -1


def test_a_host_function_is_called_through_a_stub(image: jit.Image) -> None:
    assert image.function("pid", ctypes.c_int32)() == os.getpid()
    pointers = (ctypes.c_uint64 * 2).from_address(image.address("pointers"))
    assert list(pointers) == [image.address("pick"), jit.host_symbol("getpid")]


def test_nothing_is_writable_and_executable(image: jit.Image) -> None:
    rights = []
    with open("/proc/self/maps") as maps:
        for line in maps:
            low, high = (int(part, 16) for part in line.split()[0].split("-"))
            if image.base <= low < image.base + image.size:
                rights.append(line.split()[1][:3])
                if low <= image.address("pick") < high:
                    assert rights[-1] == "r-x"
                if low <= image.address("pointers") < high:
                    assert rights[-1] == "r--"
    assert "rwx" not in rights


def test_unknown_names(image: jit.Image) -> None:
    with pytest.raises(KeyError):
        image.address("nobody")
    with pytest.raises(KeyError):
        jit.host_symbol("no_such_function_of_libc")
    with pytest.raises(jit.LinkError, match="undefined: getpid, referred to by pid"):
        jit.load([programs.compiled(TEXT)], ["pid"])


def test_many_images_live_side_by_side_and_close() -> None:
    data = programs.returning(5, "f")
    images = [jit.load([data], ["f"]) for _ in range(20)]
    assert len({i.base for i in images}) == 20
    assert all(i.function("f", ctypes.c_int64)() == 5 for i in images)
    for one in images:
        one.close()
        one.close()
        with pytest.raises(InternalError, match="after close"):
            one.address("f")


def test_the_gil_is_released_while_code_runs() -> None:
    text = """
@flag = dso_local global i64 0
define i64 @wait() {
entry:
  br label %loop
loop:
  %v = load atomic i64, ptr @flag monotonic, align 8
  %go = icmp ne i64 %v, 0
  br i1 %go, label %done, label %loop
done:
  ret i64 %v
}
"""
    loaded = jit.load([programs.compiled(text)], ["wait"])
    results: list[int] = []
    wait = loaded.function("wait", ctypes.c_int64)
    thread = threading.Thread(target=lambda: results.append(wait()))
    thread.start()
    ctypes.c_int64.from_address(loaded.address("flag")).value = 8
    thread.join(10)
    assert results == [8]


def test_loading_needs_no_llvm() -> None:
    import subprocess

    code = "import sys; import rt0.native.jit; import rt0.native.link; assert 'llvmlite' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": os.pathsep.join(sys.path)})
