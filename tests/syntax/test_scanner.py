"""Tokens: kinds, automatic semicolons, literals, positions, comments and directives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt0.base.source import FileSet
from rt0.syntax.scanner import Tokens, scan
from rt0.syntax.tokens import ASSIGN_OPS, KEYWORDS, PRECEDENCE, UNARY_OPS, token_word


def tokens(text: str | bytes, comments: bool = False) -> Tokens:
    return scan(FileSet().add("x.go", text), comments)


def kinds(text: str) -> list[str]:
    return tokens(text).kinds


OPERATORS = [
    *PRECEDENCE, *ASSIGN_OPS, *UNARY_OPS, "<-", "++", "--", "=", ":=", "...", "(", ")", "[", "]", "{", "}", ",", ";",
    ".", ":",
]  # fmt: skip


def test_every_operator_and_keyword_is_its_own_kind() -> None:
    for word in [*OPERATORS, *KEYWORDS]:
        assert kinds(f" {word} ")[0] == word


@given(
    st.lists(
        st.sampled_from([*sorted(OPERATORS), *sorted(KEYWORDS), "x", "_", "y1", "12", "0x1F", "1.5e3", '"s"', "'r'"])
    )
)
def test_tokens_apart_by_blanks_are_found_again(words: list[str]) -> None:
    found = tokens(" ".join(words))
    shown = [lit if kind in ("name", "literal") else kind for kind, lit in zip(found.kinds, found.lits, strict=True)]
    assert [word for word in shown if word != "EOF"][: len(words)] == words
    assert not found.errors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x\n", ["name", ";", "EOF"]),
        ("x", ["name", ";", "EOF"]),
        ("return\n)\n", ["return", ";", ")", ";", "EOF"]),
        ("x +\ny", ["name", "+", "name", ";", "EOF"]),
        ("x++\n\n\ny", ["name", "++", ";", "name", ";", "EOF"]),
        ("x // c\ny", ["name", ";", "name", ";", "EOF"]),
        ("x /* a\n */ y", ["name", ";", "name", ";", "EOF"]),
        ("x /* a */ y", ["name", "name", ";", "EOF"]),
        ("if /* a\n */ y", ["if", "name", ";", "EOF"]),
        ("{\n}\n", ["{", "}", ";", "EOF"]),
        ("a..b", ["name", ".", ".", "name", ";", "EOF"]),
        ("a...b", ["name", "...", "name", ";", "EOF"]),
        ("a /=*b", ["name", "/=", "*", "name", ";", "EOF"]),
        ("a<-b", ["name", "<-", "name", ";", "EOF"]),
        ("a&^=b&^c&&d", ["name", "&^=", "name", "&^", "name", "&&", "name", ";", "EOF"]),
        ("x.5", ["name", "literal", ";", "EOF"]),
        ("", ["EOF"]),
        ("  \n\t", ["EOF"]),
    ],
)
def test_semicolons_and_longest_tokens(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_words_of_semicolons() -> None:
    assert [lit for kind, lit in zip(*(lambda t: (t.kinds, t.lits))(tokens("a;b\nc")), strict=True) if kind == ";"] == [
        "semicolon",
        "newline",
        "EOF",
    ]


LITERALS = {
    "int": ["0", "12", "1_000", "017", "0o17", "0O1_7", "0b101", "0B_1", "0xAf_0", "0X_1", "00"],
    "float": ["1.", ".5", "1.5", "1e3", "1E-3", "0.", "08.5", "0x1p-2", "0X1.8P+3", "0x.8p0", "1_5.2_5e1_0", "09e1"],
    "imag": ["1i", "0123i", "0x1i", "1.5i", "1e3i", "0b1i", "0x1p3i", "09i"],
    "rune": ["'a'", "'\\n'", "'\\''", "'\\x41'", "'\\377'", "'\\u65e5'", "'\\U0010ffff'", "'本'", "'\"'"],
    "string": ['""', '"a\\n\\""', "`a\nb`", "``", '"日本"', '"\\u65e5\\xff\\377"', "`\\`"],
}


@pytest.mark.parametrize("kind", LITERALS)
def test_every_form_of_literal(kind: str) -> None:
    for lit in LITERALS[kind]:
        found = tokens(f"({lit})")
        assert (found.kinds[1], found.lits[1], found.lit_kinds.get(1, "string")) == ("literal", lit, kind)
        assert not found.errors
        assert not found.bad


def test_positions_are_bytes_of_the_file() -> None:
    source = FileSet().add("x.go", 'é := "日" + ö\n')
    found = scan(source)
    assert [pos - source.base for pos in found.poss] == [0, 3, 6, 12, 14, 16, 17]
    assert found.lits[0] == "é"


def test_comments_are_kept_when_asked() -> None:
    text = "// a\nx /* b */ y // c é\n"
    assert tokens(text).comments == []
    assert [comment.text for comment in tokens(text, comments=True).comments] == ["// a", "/* b */", "// c é"]


def test_directives() -> None:
    text = "//go:build linux\n// go:no\n//export F\nx //go:y\n\t//go:z a b\n"
    text += "//line q.go:3\n/*line r.go:1:2*/\n//exporting\n"
    found = tokens(text)
    assert [(index, each.text, each.blank) for index, each in found.directives] == [
        (0, "go:build linux", True),
        (0, "export F", True),
        (1, "go:y", False),
        (2, "go:z a b", True),
    ]
    assert [text for _, text in found.line_directives] == ["//line q.go:3", "/*line r.go:1:2*/"]


@given(st.text(max_size=80))
def test_positions_never_go_back(text: str) -> None:
    found = tokens(text)
    assert found.poss == sorted(found.poss)
    assert len(found.kinds) == len(found.lits) == len(found.poss)
    assert found.kinds[-1] == "EOF"


def test_words_for_messages() -> None:
    assert token_word(",") == "comma"
    assert token_word(";") == "semicolon or newline"
    assert token_word("if") == "keyword if"
    assert token_word("(") == "("
