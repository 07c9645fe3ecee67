"""//go:build expressions."""

from __future__ import annotations

import pytest

from rt0.syntax.constraint import go_version, holds, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linux", True),
        ("!linux", False),
        ("windows || linux && amd64", True),
        ("(windows || linux) && !amd64", False),
        ("!(windows || arm64)", True),
        ("go1.20", False),
    ],
)
def test_holds(text: str, expected: bool) -> None:
    assert holds(parse(text), {"linux", "amd64"}.__contains__) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "unexpected end of expression"),
        ("a b", "unexpected token b"),
        ("a &&", "unexpected end of expression"),
        ("(a", "missing close paren"),
        ("!!a", "double negation not allowed"),
        ("a & b", "invalid syntax at &"),
    ],
)
def test_broken(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("go1.20", "go1.20"),
        ("go1.18 && go1.21", "go1.21"),
        ("go1.18 || go1.21", "go1.18"),
        ("linux && go1.19", "go1.19"),
        ("linux || go1.19", ""),
        ("!go1.19", ""),
        ("linux", ""),
        ("&&", ""),
    ],
)
def test_go_version(text: str, version: str) -> None:
    assert go_version(text) == version
