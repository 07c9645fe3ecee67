"""What rtlang refuses: the codes, and problems as values.

A problem belongs to the author of the runtime, not to a user of rt0: it names file, line, what was found and what was
expected. All problems of a compilation are collected; `RtlangError` carries them in source order.

Invariant: each code of `CODES` has a `reject` example in docs/rtlang.md, which tests/rtlang/test_contract.py compiles.
"""

from __future__ import annotations

from rt0.base.records import dataclass

CODES = {
    "RT001": "statement that rtlang does not have",
    "RT002": "expression that rtlang does not have",
    "RT003": "unknown name",
    "RT004": "annotation missing or not a type",
    "RT005": "value of another type than expected",
    "RT006": "constant that does not fit its type",
    "RT007": "operands of different types",
    "RT008": "operator not defined for the type",
    "RT009": "wrong number or names of arguments",
    "RT010": "no such field or method",
    "RT011": "not a place that can be assigned or addressed",
    "RT012": "conversion that is not possible",
    "RT013": "condition that is not a bool",
    "RT015": "end of a function without return",
    "RT016": "call of a slot that nothing fills",
    "RT017": "symbol defined twice",
    "RT018": "wrong argument for a template",
    "RT019": "value that cannot be called",
    "RT020": "compile-time evaluation that failed",
    "RT021": "type that cannot be laid out",
    "RT022": "local used before its first assignment",
    "RT023": "hidden g asked for where there is none",
    "RT030": "@systemstack function called from an ordinary stack",
    "RT031": "@nowritebarrier function that calls a write barrier",
    "RT032": "@nowritebarrierrec function that reaches a write barrier",
    "RT033": "chain of @nosplit calls that does not fit the guard",
    "RT034": "@notinheap type in the collected heap",
}
"""Code -> meaning."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing refused. Lines count from 1, columns from 1 (0: the whole line)."""

    file: str
    line: int
    column: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}"


class RtlangError(Exception):
    """A compilation that was refused; `problems` are all of them, in source order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class Refused(Exception):
    """Inside the checker: the problem is recorded, leave this statement."""
