"""Which files belong to a build."""

from __future__ import annotations

import pytest

from rt0.base.options import Options
from rt0.load.select import header_fits, name_fits

LINUX = Options()


@pytest.mark.parametrize(
    ("name", "fits"),
    [("a.go", True), ("a_linux.go", True), ("a_windows.go", False), ("a_amd64.go", True), ("a_arm64.go", False),
     ("a_linux_amd64.go", True), ("a_linux_arm64.go", False), ("a_windows_amd64.go", False), ("a_test.go", False),
     ("_a.go", False), (".a.go", False), ("a.txt", False), ("linux.go", True), ("a_foo_amd64.go", True),
     ("a_unix.go", True), ("a_linux_foo.go", True)],
)  # fmt: skip
def test_names(name: str, fits: bool) -> None:
    assert name_fits(name, LINUX) is fits


@pytest.mark.parametrize(
    ("line", "fits"),
    [("linux", True), ("windows", False), ("!windows", True), ("linux && amd64", True), ("linux && arm64", False),
     ("ignore", False), ("unix", True), ("cgo", False), ("go1.20", True), ("go1.99", False), ("mine", True), ("gc", True),
     ("(windows || linux) && !arm64", True)],
)  # fmt: skip
def test_build_lines(line: str, fits: bool) -> None:
    data = f"// A comment.\n\n//go:build {line}\n\n// Package p.\npackage p\n".encode()
    assert header_fits(data, Options(build_tags=("mine",))) is fits


def test_a_line_after_the_package_clause_is_a_comment() -> None:
    assert header_fits(b"package p\n\n//go:build ignore\n", LINUX)
    assert header_fits(b"/* //go:build ignore\n*/\npackage p\n", LINUX)


@pytest.mark.parametrize(
    ("lines", "fits"),
    [("// +build linux", True), ("// +build windows", False), ("// +build windows linux", True),
     ("// +build linux,arm64", False),
     ("// +build !windows,amd64 arm64", True), ("// +build linux\n// +build !amd64", False),
     ("//+build ignore", False), ("// +build", False),
     ("// +build !!linux", False), ("// +build !", False), ("// +build !windows,!ignore", True), ("// +building windows", True),
     ("//go:build linux\n// +build windows", True), ("//go:build windows\n// +build linux", False),
     ("// +build mine\t!linux", True)],
)  # fmt: skip
def test_plus_build_lines(lines: str, fits: bool) -> None:
    """The answers are those of `go list`."""
    data = f"// A comment.\n\n{lines}\n\n// Package p.\npackage p\n".encode()
    assert header_fits(data, Options(build_tags=("mine",))) is fits


def test_plus_build_lines_need_a_blank_line_behind_them() -> None:
    assert header_fits(b"// +build ignore\npackage p\n", LINUX)
    assert header_fits(b"/* text */\n// +build ignore\n\npackage p\n", LINUX)
    assert not header_fits(b"\n// +build ignore\n\n/* text */ package p\n", LINUX)
