"""The expressions of `//go:build` lines: whether they hold, and which Go version they ask for; and of the `// +build` lines that came
before them.

Syntax: tags joined by `!`, `&&`, `||` and parentheses. In `// +build` lines a blank is "or" and a comma "and".
A broken line counts as no line for the version, and is reported by whoever loads packages.
Source: `go help buildconstraint`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rt0.base.records import dataclass


@dataclass(slots=True, frozen=True)
class Tag:
    """A tag: an operating system, an architecture, "go1.N", or one that the user sets."""

    name: str


@dataclass(slots=True, frozen=True)
class Not:
    """`!x`."""

    x: Constraint


@dataclass(slots=True, frozen=True)
class And:
    """`x && y`."""

    x: Constraint
    y: Constraint


@dataclass(slots=True, frozen=True)
class Or:
    """`x || y`."""

    x: Constraint
    y: Constraint


Constraint = Tag | Not | And | Or

_TOKEN = re.compile(r"\s*(?:(&&|\|\||[!()])|([\w.]+))")
_MAX_SIZE = 1000  # tokens, as in go/build/constraint


def parse(text: str) -> Constraint:
    """The expression after `//go:build`. Raises ValueError, with a message for the user, if it is none."""
    tokens: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"parsing //go:build line: invalid syntax at {text[at:].lstrip()[:1]}")
        tokens.append(match[1] or match[2])
        at = match.end()
    if len(tokens) > _MAX_SIZE:
        raise ValueError("parsing //go:build line: expression too large")
    tokens.append("")
    found, end = _or(tokens, 0)
    if tokens[end]:
        raise ValueError(f"parsing //go:build line: unexpected token {tokens[end]}")
    return found


def parse_plus(text: str) -> Constraint:
    """The expression after `// +build`. What is no tag is one that never holds, as with the go command."""
    found: Constraint | None = None
    for option in text.split():
        term: Constraint | None = None
        for word in option.split(","):
            name = word.removeprefix("!")
            tag = Tag(name if re.fullmatch(r"[\w.]+", name) else "ignore")
            factor = Not(tag) if word[:1] == "!" and name and name[0] != "!" else tag
            term = factor if term is None else And(term, factor)
        if term is not None:
            found = term if found is None else Or(found, term)
    return found if found is not None else Tag("ignore")


def _or(tokens: list[str], at: int) -> tuple[Constraint, int]:
    """Or = And { "||" And } ."""
    x, at = _and(tokens, at)
    while tokens[at] == "||":
        y, at = _and(tokens, at + 1)
        x = Or(x, y)
    return x, at


def _and(tokens: list[str], at: int) -> tuple[Constraint, int]:
    """And = Not { "&&" Not } ."""
    x, at = _not(tokens, at)
    while tokens[at] == "&&":
        y, at = _not(tokens, at + 1)
        x = And(x, y)
    return x, at


def _not(tokens: list[str], at: int) -> tuple[Constraint, int]:
    """Not = "!" Not | "(" Or ")" | tag ."""
    token = tokens[at]
    if token == "!":
        if tokens[at + 1] == "!":
            raise ValueError("parsing //go:build line: double negation not allowed")
        x, at = _not(tokens, at + 1)
        return Not(x), at
    if token == "(":
        x, at = _or(tokens, at + 1)
        if tokens[at] != ")":
            raise ValueError("parsing //go:build line: missing close paren")
        return x, at + 1
    if token in ("", "&&", "||", ")"):
        what = f"token {token}" if token else "end of expression"
        raise ValueError(f"parsing //go:build line: unexpected {what}")
    return Tag(token), at + 1


def holds(x: Constraint, has_tag: Callable[[str], bool]) -> bool:
    """Whether the expression holds where `has_tag` says which tags are set."""
    if isinstance(x, Tag):
        return has_tag(x.name)
    if isinstance(x, Not):
        return not holds(x.x, has_tag)
    if isinstance(x, And):
        return holds(x.x, has_tag) and holds(x.y, has_tag)
    return holds(x.x, has_tag) or holds(x.y, has_tag)


def go_version(text: str) -> str:
    """The least Go version, "go1.N", that the expression's text allows; "" if it says nothing of it or is broken."""
    try:
        found = parse(text)
    except ValueError:
        return ""
    minor = _least_minor(found, True)
    if minor < 0:
        return ""
    return "go1" if minor == 0 else f"go1.{minor}"


def _least_minor(x: Constraint, wanted: bool) -> int:
    """The N of the least go1.N under which x is `wanted`; -1 where any will do."""
    if isinstance(x, Not):
        return _least_minor(x.x, not wanted)
    if isinstance(x, Tag):
        match = re.fullmatch(r"go1(?:\.([0-9]+))?", x.name)
        return int(match[1] or 0) if match is not None and wanted else -1
    one, two = _least_minor(x.x, wanted), _least_minor(x.y, wanted)
    return max(one, two) if isinstance(x, And) == wanted else min(one, two)
