"""The words of Go's grammar: token kinds, keywords, operators and their precedence.

A token's kind is a string. Operators, brackets and keywords are their own kind ("+", "(", "func"), so that the
parser reads like the grammar; the four other kinds are named here. Kinds are interned: comparing two of them is a
comparison of pointers nearly always.

Source: the Go specification, "Lexical elements" and "Operators".
"""

from __future__ import annotations

NAME = "name"
LITERAL = "literal"
SEMI = ";"
EOF = "EOF"

KEYWORDS = frozenset(
    ["break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go",
     "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type",
     "var"]
)  # fmt: skip

# Binary operators by how strongly they bind; everything else has precedence 0.
PRECEDENCE: dict[str, int] = {
    "||": 1,
    "&&": 2,
    "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3,
    "+": 4, "-": 4, "|": 4, "^": 4,
    "*": 5, "/": 5, "%": 5, "&": 5, "&^": 5, "<<": 5, ">>": 5,
}  # fmt: skip

ASSIGN_OPS = frozenset(["+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "&^=", "<<=", ">>="])
INC_DEC = frozenset(["++", "--"])
UNARY_OPS = frozenset(["+", "-", "!", "^", "~", "&", "*"])

# What names and literals are: the tokens with a text of their own, and what most operands begin with.
WORDS = (NAME, LITERAL)

# After one of these a line's end is a semicolon (besides names and literals).
ENDS_STATEMENT = frozenset(["break", "continue", "fallthrough", "return", "++", "--", ")", "]", "}", NAME, LITERAL])

# Where the parser stops to find its way again after an error inside a function.
STATEMENT_KEYWORDS = frozenset(
    ["break", "const", "continue", "defer", "fallthrough", "for", "go", "goto", "if", "return", "select", "switch",
     "type", "var"]
)  # fmt: skip


def token_word(kind: str) -> str:
    """How a message calls a kind of token that was expected or found."""
    if kind == ",":
        return "comma"
    if kind == SEMI:
        return "semicolon or newline"
    return f"keyword {kind}" if kind in KEYWORDS else kind
