"""Source text → tokens, all of a file at once.

One regular expression matches blanks and one token; its group tells the kind. What it matches is right: escapes
and names of plain ASCII are checked by the expression itself. Everything else (a fault, a name with letters beyond
ASCII, a number that is not a plain one) is left to a slower second look (`_odd_*`), which alone knows the
words of the errors. So ordinary text costs one match a token and no Python a character.

Invariants:
- The result is four lists of one length: kinds, literals, positions, and it ends with the kind EOF.
- A semicolon that the line's end stands for is a token of kind ";" whose literal is "newline" or "EOF"; a
  written one has "semicolon". The words show up in messages.
- The text is Latin-1 with one character a byte (see `rt0.base.source`). Bytes that the language does not allow (NUL, a
  byte order mark, broken UTF-8) are reported and replaced by the character IGNORED, which belongs to whatever
  surrounds it, as in gc.
- Errors are kept with their offsets and reported by the parser, since it may stop before the text's end.

Rejected: bytes patterns (every token's text would need decoding) and scanning on demand (a call a token).
Source: Go specification, "Source code representation" and "Lexical elements". Read next: `rt0.syntax.parser`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from rt0.base.records import dataclass, field
from rt0.base.source import SourceFile
from rt0.syntax.ast import Comment, Directive
from rt0.syntax.numbers import number_fault, number_kind
from rt0.syntax.quoted import IGNORED, rune_end, string_end
from rt0.syntax.tokens import ENDS_STATEMENT, EOF, KEYWORDS, LITERAL, NAME, SEMI

_HEX = "[0-9a-fA-F]"
_ESCAPE = (
    r"\\(?:[abfnrtv\\%s]|[0-3][0-7]{2}|x" + _HEX + r"{2}|u(?![dD][89a-fA-F])" + _HEX + r"{4}"
    r"|U(?!0000[dD][89a-fA-F])(?:000" + _HEX + r"|0010)" + _HEX + r"{4})"
)
_STRING = r'"[^"\\\n]*(?:' + _ESCAPE % '"' + r'[^"\\\n]*)*"'
_RUNE = r"'(?:[^'\\\n\x80-\u0100]|[\xc2-\xf4][\x80-\xbf]{1,3}|" + _ESCAPE % "'" + ")'"
NUMBER = (
    r"(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?|0[oObB][0-9_]*(?:\.[0-9_]*)?|[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)"
    r"(?:[eEpP][+-]?[0-9_]*)?i?"
)
_OPERATOR = (
    r"[(){}\[\],;~]|\.\.\.|\.(?![0-9])|:=?|&\^=?|&&|&=?|<<=?|<=|<-|<|>>=?|>=?|==?|!=?|\|\||\|=?|\+\+|\+=?|--|-=?"
    r"|\*=?|/(?![/*])=?|%=?|\^=?"
)
_MASTER = re.compile(
    r"[ \t\r\u0100]*(?:"
    r"([A-Za-z_\x80-\xff][A-Za-z_0-9\x80-\u0100]*)"  # 1 name or keyword
    r"|(" + _OPERATOR + r")"  # 2
    r"|(\n[ \t\r\n\u0100]*)"  # 3 end of a line and the empty lines after it
    r"|(//[^\n]*)"  # 4
    r"|(" + _STRING + r"|`[^`]*`)"  # 5
    r"|(" + NUMBER + r")"  # 6
    r"|(" + _RUNE + r")"  # 7
    r"|(/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)"  # 8
    r"|(\Z)"  # 9
    r"|(.))",  # 10 everything else: a fault
    re.DOTALL,
)
_G_NAME, _G_OP, _G_LINE, _G_COMMENT, _G_STRING, _G_NUMBER, _G_RUNE, _G_BLOCK, _G_END, _G_ODD = range(1, 11)

_DIRECTIVE = re.compile(r"//(go:[^\n]*|export [^\n]*|line [^\n]*)")


@dataclass(slots=True)
class Tokens:
    """The tokens of one file.

    kinds, lits, poss  a token each; `lits` is the text of names and literals, the word of a semicolon, else ""
    bad        indices of literals with a fault
    lit_kinds  "int", "float", "imag", "rune" for literals that are not strings, by index
    directives each with the index of the token it stands before
    line_directives  (position of the comment, its text, whether it is a // comment), in order
    errors     (index of the token in or before which it is, offset, message), in order of the tokens
    """

    kinds: list[str] = field(default_factory=list)
    lits: list[str] = field(default_factory=list)
    poss: list[int] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    lit_kinds: dict[int, str] = field(default_factory=dict)
    directives: list[tuple[int, Directive]] = field(default_factory=list)
    line_directives: list[tuple[int, str]] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)


def scan(source: SourceFile, keep_comments: bool = False) -> Tokens:
    """All tokens of `source`. Faults are in `Tokens.errors`; nothing is reported or raised."""
    out = Tokens()
    forbidden: list[tuple[int, str]] = []
    text = _clean(source, forbidden)
    ascii_only = text.isascii()
    base = source.base
    kinds, lits, poss = out.kinds, out.lits, out.poss
    add_kind, add_lit, add_pos = kinds.append, lits.append, poss.append
    keywords, ends = KEYWORDS, ENDS_STATEMENT
    kind = SEMI  # of the last token
    at = 0
    while True:  # once, and again after each fault
        for match in _MASTER.finditer(text, at):
            group = match.lastindex
            if group == 1:  # _G_NAME
                lit = match[1]
                if lit in keywords:
                    kind = lit
                    add_lit("")
                else:
                    kind = NAME
                    add_lit(lit if ascii_only or lit.isascii() else _odd_name(lit, match.start(1), out))
                add_pos(base + match.start(1))
                add_kind(kind)
            elif group == 2:  # _G_OP
                kind = match[2]
                add_kind(kind)
                add_lit("" if kind != ";" else "semicolon")
                add_pos(base + match.start(2))
            elif group == 3:  # _G_LINE
                if kind in ends:
                    kind = SEMI
                    add_kind(kind)
                    add_lit("newline")
                    add_pos(base + match.start(3))
            elif group == 5:  # _G_STRING
                kind = LITERAL
                add_kind(kind)
                lit = match[5]
                add_lit(lit if ascii_only or lit.isascii() else utf8(lit))
                add_pos(base + match.start(5))
            elif group == 6:  # _G_NUMBER
                kind = LITERAL
                _number(match[6], match.start(6), out, base)
            elif group == 7:  # _G_RUNE
                kind = LITERAL
                out.lit_kinds[len(kinds)] = "rune"
                add_kind(kind)
                add_lit(utf8(match[7]))
                add_pos(base + match.start(7))
            elif group == 4 or group == 8:  # _G_COMMENT, _G_BLOCK
                start = match.start(group)
                _comment(match[group], start, text, out, base, keep_comments)
                if group == 8 and kind in ends and "\n" in match[8]:
                    kind = SEMI
                    add_kind(kind)
                    add_lit("newline")
                    add_pos(base + start)
            elif group == 9:  # _G_END
                break
            else:
                at, kind = _odd(text, match.start(10), kind, out, base)
                break
        else:
            break
        if group == 9:
            break
    end = base + len(text)
    if kind in ends:
        kinds.append(SEMI)
        lits.append("EOF")
        poss.append(end)
    kinds.append(EOF)
    lits.append("")
    poss.append(end)
    for offset, message in forbidden:
        out.errors.append((bisect_right(poss, base + offset) - 1, offset, message))
    out.errors.sort(key=lambda error: error[0])
    return out


def utf8(text: str) -> str:
    """Text of the file (one character a byte) as it reads. Ignored bytes are left out."""
    return text.replace(IGNORED, "").encode("latin-1").decode("utf-8", "replace")


def show_rune(char: str) -> str:
    """A character as Go's %#U shows it: U+0040 '@'; without the quotes when it cannot be printed."""
    code = f"U+{ord(char):04X}"
    return f"{code} '{char}'" if char.isprintable() else code


# ---- bytes that the language does not allow -------------------------------------------------------------------------


def _clean(source: SourceFile, faults: list[tuple[int, str]]) -> str:
    """The file's text with forbidden bytes reported and replaced by IGNORED; nearly always the text itself."""
    text, data = source.text, source.data
    if text.isascii() and "\0" not in text:
        return text
    bad: list[tuple[int, int]] = []  # offset, length
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        bad += ((at, 1) for at in _broken_utf8(data, faults))
    for match in re.finditer("\0|\xef\xbb\xbf", text):
        at = match.start()
        if match[0] == "\0":
            faults.append((at, "invalid NUL character"))
        elif at > 0:
            faults.append((at, "invalid BOM in the middle of the file"))
        bad.append((at, len(match[0])))
    if not bad:
        return text
    chars = list(text)
    for at, length in bad:
        chars[at : at + length] = [IGNORED] * length
    return "".join(chars)


def _broken_utf8(data: bytes, faults: list[tuple[int, str]]) -> list[int]:
    """Report each byte that belongs to no UTF-8 sequence; their offsets."""
    offsets: list[int] = []
    at = 0
    while at < len(data):
        try:
            data[at:].decode("utf-8")
            break
        except UnicodeDecodeError as error:
            at += error.start
            offsets.append(at)
            faults.append((at, "invalid UTF-8 encoding"))
            at += 1
    return offsets


# ---- the second look ------------------------------------------------------------------------------------------------


def _odd_name(lit: str, at: int, out: Tokens) -> str:
    """A name with bytes beyond ASCII: each character must be a letter or, not first, a digit."""
    if IGNORED in lit:
        out_lit = utf8(lit)
    else:
        out_lit = lit.encode("latin-1").decode("utf-8", "replace")
    offset = at
    for index, char in enumerate(out_lit):
        category = unicodedata.category(char)
        if char != "_" and category[0] != "L":
            if category == "Nd":
                if index == 0:
                    out.errors.append((len(out.kinds), offset, f"identifier cannot begin with digit {show_rune(char)}"))
            elif ord(char) >= 0x80:
                out.errors.append((len(out.kinds), offset, f"invalid character {show_rune(char)} in identifier"))
        offset += len(char.encode("utf-8"))
    return out_lit


def _number(lit: str, at: int, out: Tokens, base: int) -> None:
    """Add a number; plain decimal ones need no look at all."""
    index = len(out.kinds)
    kind = "int"
    if not (lit.isdigit() and (lit[0] != "0" or lit == "0")):
        kind = number_kind(lit)
        fault = number_fault(lit, kind)
        if fault is not None:
            out.errors.append((len(out.kinds), at + fault[0], fault[1]))
            out.bad.add(index)
    out.lit_kinds[index] = kind
    out.kinds.append(LITERAL)
    out.lits.append(lit)
    out.poss.append(base + at)


def _odd(text: str, at: int, kind: str, out: Tokens, base: int) -> tuple[int, str]:
    """Handle what the expression did not match at `at`: where to go on, and the kind of the last token then."""
    char = text[at]
    if char in "\"'`":
        end = _odd_quoted(text, at, out, base)
        return end, LITERAL
    if text.startswith("/*", at):
        out.errors.append((len(out.kinds), at, "comment not terminated"))
        if kind in ENDS_STATEMENT and "\n" in text[at:]:
            out.kinds.append(SEMI)
            out.lits.append("newline")
            out.poss.append(base + at)
            kind = SEMI
        return len(text), kind
    out.errors.append((len(out.kinds), at, f"invalid character {show_rune(char)}"))
    # gc forgets nothing here: a line's end after the character still ends the statement, for it redoes the token.
    return at + 1, kind


def _odd_quoted(text: str, at: int, out: Tokens, base: int) -> int:
    """A string or rune literal that may have a fault; adds it and returns its end."""
    index = len(out.kinds)
    quote = text[at]
    if quote == "`":
        end, faults = len(text), [(at, "string not terminated")]
    elif quote == '"':
        end, faults = string_end(text, at)
    else:
        end, faults = rune_end(text, at)
        out.lit_kinds[index] = "rune"
    if faults:
        out.errors += [(index, offset, message) for offset, message in faults]
        out.bad.add(index)
    out.kinds.append(LITERAL)
    out.lits.append(utf8(text[at:end]))
    out.poss.append(base + at)
    return end


# ---- comments -------------------------------------------------------------------------------------------------------


def _comment(lit: str, at: int, text: str, out: Tokens, base: int, keep: bool) -> None:
    """Keep a comment if asked to, and a directive always."""
    if keep:
        out.comments.append(Comment(base + at, utf8(lit)))
    if lit[1] == "*":
        if lit.startswith("/*line "):
            out.line_directives.append((at, utf8(lit)))
        return
    match = _DIRECTIVE.match(lit)
    if match is None:
        return
    body = utf8(match[1].rstrip("\r"))
    first_on_line = at == 0 or text[at - 1] == "\n"
    if body.startswith("line "):
        if first_on_line:
            out.line_directives.append((at, utf8(lit)))
        return
    line_start = text.rfind("\n", 0, at) + 1
    blank = not text[line_start:at].strip(" \t\r" + IGNORED)
    out.directives.append((len(out.kinds), Directive(base + at + 2, body, blank)))
