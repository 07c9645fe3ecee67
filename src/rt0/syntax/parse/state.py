"""The parser's state: the token that it looks at, how deep it is, and what it reported.

Invariants:
- `tok` is `kinds[i]`; it is kept beside it because nearly every line of the parser looks at it.
- The last token is EOF and nobody steps over it.
- `xnest` < 0 while the header of an if, for or switch is parsed outside of brackets: there `{` begins the block and
  not a composite literal. `fnest` > 0 inside function bodies: there errors resume at statement keywords.
- Errors of the scanner are reported as the parser passes them, so that "the first error" means the same for both.

The words and the places of messages are those of gc (cmd/compile, Go 1.27).
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.base.diagnostics import SYNTAX, Sink
from rt0.base.records import dataclass, field
from rt0.base.source import Pos
from rt0.syntax import ast
from rt0.syntax.scanner import Tokens
from rt0.syntax.tokens import EOF, LITERAL, NAME, SEMI, STATEMENT_KEYWORDS, WORDS, token_word

MAX_NESTING = 10_100  # of brackets, blocks and unary operators; later stages recurse over the same tree
NEVER = 1 << 62


class TooDeep(Exception):
    """The program nests deeper than MAX_NESTING; reported already. Ends the parsing of the file."""


@dataclass(slots=True, eq=False)
class Parser:
    """See the module. Made by `rt0.syntax.parser.parse_file`, changed by the rules only."""

    tokens: Tokens
    sink: Sink
    base: Pos
    kinds: list[str]
    lits: list[str]
    poss: list[Pos]
    parse_expr: Callable[[Parser], ast.Expr]  # exprs.expression, for types
    parse_body: Callable[[Parser], ast.BlockStmt]  # stmts.function_body, for expressions
    i: int = 0
    tok: str = ""
    xnest: int = 0
    fnest: int = 0
    depth: int = 0
    errors: int = 0
    scan_errors: int = 0  # how many of tokens.errors were reported
    directive: int = 0  # index of the first directive that no declaration took
    directive_at: int = NEVER  # index of the token that it stands before
    misplaced: list[ast.Directive] = field(default_factory=list)  # see take_directives


# ---- moving ---------------------------------------------------------------------------------------------------------


def step(p: Parser) -> None:
    """Go to the next token. The current one must not be EOF."""
    i = p.i = p.i + 1
    p.tok = p.kinds[i]


def got(p: Parser, kind: str) -> bool:
    """Step over a token of this kind if it is there."""
    if p.tok == kind:
        i = p.i = p.i + 1
        p.tok = p.kinds[i]
        return True
    return False


def want(p: Parser, kind: str) -> None:
    """Step over a token of this kind; report it missing if it is."""
    if p.tok == kind:
        i = p.i = p.i + 1
        p.tok = p.kinds[i]
    else:
        syntax_error(p, "expected " + token_word(kind))
        skip_one(p)


def got_assign(p: Parser) -> bool:
    """Step over `=`; also over `:=`, which is reported."""
    if p.tok == ":=":
        syntax_error(p, "expected =")
    elif p.tok != "=":
        return False
    step(p)
    return True


def here(p: Parser) -> Pos:
    """The position of the current token."""
    return p.poss[p.i]


def enter(p: Parser) -> None:
    """Go one level deeper; whoever calls this takes one from `p.depth` when the level ends.

    Raises TooDeep, after reporting it, when the program nests too deeply for the stages to come.
    """
    p.depth += 1
    if p.depth > MAX_NESTING:
        error_at(p, here(p), f"program is nested too deeply (more than {MAX_NESTING} levels)")
        raise TooDeep


# ---- errors ---------------------------------------------------------------------------------------------------------


def report_scan_errors(p: Parser) -> None:
    """Report the scanner's errors up to the current token's, which are older than any that the parser has now."""
    errors = p.tokens.errors
    while p.scan_errors < len(errors) and errors[p.scan_errors][0] <= p.i:
        offset, message = errors[p.scan_errors][1:]
        p.scan_errors += 1
        p.errors += 1
        p.sink.error(SYNTAX, p.base + offset, message)


def error_at(p: Parser, pos: Pos, message: str) -> None:
    """Report an error in these very words."""
    report_scan_errors(p)
    p.errors += 1
    p.sink.error(SYNTAX, pos, message)


def syntax_error_at(p: Parser, pos: Pos, message: str) -> None:
    """Report a syntax error. A message that begins with "in", "at", "after" or "expected" is put behind
    "unexpected" and the current token; any other stands for itself."""
    report_scan_errors(p)
    if p.tok == EOF and p.errors:
        return  # the end of the text is hardly news after another error
    if message.startswith(("in ", "at ", "after ")):
        message = f"unexpected {current_word(p)} {message}"
    elif message.startswith("expected "):
        message = f"unexpected {current_word(p)}, {message}"
    error_at(p, pos, "syntax error: " + message)


def syntax_error(p: Parser, message: str) -> None:
    """`syntax_error_at` the current token."""
    syntax_error_at(p, p.poss[p.i], message)


def current_word(p: Parser) -> str:
    """How a message calls the current token."""
    tok = p.tok
    if tok == SEMI:
        return p.lits[p.i]
    if tok in WORDS:
        return f"{tok} {p.lits[p.i]}"
    return token_word(tok)


def skip_one(p: Parser) -> None:
    """Skip one token, so that there is progress after an error."""
    if p.tok != EOF:
        step(p)


def skip_to(p: Parser, *follow: str) -> None:
    """Skip tokens up to one of `follow` or, in a function, up to one that begins a statement."""
    stop = {EOF, *follow}
    if p.fnest > 0:
        stop |= STATEMENT_KEYWORDS
    while p.tok not in stop:
        step(p)


def bad_expr(p: Parser) -> ast.BadExpr:
    """What stands where something is missing."""
    return ast.BadExpr(p.poss[p.i])


# ---- lists and names ------------------------------------------------------------------------------------------------


def after_element(p: Parser, context: str, separator: str, close: str) -> bool:
    """After an element of a list: pass the separator, which the last element need not have.

    False when neither it nor the closing token is there, which is reported; the list then ends without `close`.
    """
    tok = p.tok
    if tok == separator:
        i = p.i = p.i + 1
        p.tok = p.kinds[i]
        return True
    if tok == close:
        return True
    syntax_error(p, f"in {context}; possibly missing {token_word(separator)} or {token_word(close)}")
    skip_to(p, ")", "]", "}")
    return p.tok == close


def name(p: Parser) -> ast.Name:
    """identifier = letter { letter | unicode_digit } ."""
    i = p.i
    if p.tok == NAME:
        node = ast.Name(p.poss[i], p.lits[i])
        i = p.i = i + 1
        p.tok = p.kinds[i]
        return node
    node = ast.Name(p.poss[i], "_")
    syntax_error(p, "expected name")
    skip_one(p)
    return node


def name_list(p: Parser, first: ast.Name) -> list[ast.Name]:
    """IdentifierList = identifier { "," identifier } .  The first one is parsed already."""
    names = [first]
    while got(p, ","):
        names.append(name(p))
    return names


def literal_or_none(p: Parser) -> ast.BasicLit | None:
    """BasicLit = int_lit | float_lit | imaginary_lit | rune_lit | string_lit ."""
    if p.tok != LITERAL:
        return None
    i = p.i
    node = ast.BasicLit(p.poss[i], p.tokens.lit_kinds.get(i, "string"), p.lits[i], i in p.tokens.bad)
    p.i = i = i + 1
    p.tok = p.kinds[i]
    return node


# ---- directives -----------------------------------------------------------------------------------------------------

# Directives that mean something on a function and are a mistake anywhere else. Others are kept and not judged.
FUNC_DIRECTIVES = frozenset(
    ["go:noescape", "go:norace", "go:nosplit", "go:noinline", "go:nocheckptr", "go:systemstack", "go:nowritebarrier",
     "go:nowritebarrierrec", "go:yeswritebarrierrec", "go:cgo_unsafe_args", "go:uintptrkeepalive",
     "go:uintptrescapes", "go:registerparams"]
)  # fmt: skip
MISPLACED = "misplaced compiler directive"


def take_directives(p: Parser, allowed: frozenset[str] | None = None) -> tuple[ast.Directive, ...]:
    """The directives before the current token that nothing took yet, for a declaration on which `allowed` ones mean
    something. Without `allowed`: there is no declaration that could take them, and those that need one are reported.

    gc reports a directive on a declaration of the wrong kind only if nothing else is wrong with the file; such ones
    are kept in `p.misplaced` until then.
    """
    if p.directive_at > p.i:
        return ()
    pending = p.tokens.directives
    taken: list[ast.Directive] = []
    while p.directive_at <= p.i:
        directive = pending[p.directive][1]
        p.directive += 1
        p.directive_at = pending[p.directive][0] if p.directive < len(pending) else NEVER
        verb = directive.text.split(" ", 1)[0]
        if not directive.blank and verb.startswith("go:"):
            error_at(p, directive.pos, MISPLACED)
        elif verb not in _JUDGED or allowed is not None and verb in allowed:
            taken.append(directive)
        elif allowed is not None:
            p.misplaced.append(directive)
        else:
            error_at(p, directive.pos, misplaced_words(directive))
    return tuple(taken)


def misplaced_words(directive: ast.Directive) -> str:
    """What is said of a directive that stands where it means nothing."""
    return "misplaced go:embed directive" if directive.text.startswith("go:embed") else MISPLACED


_JUDGED = FUNC_DIRECTIVES | {"go:build", "go:embed"}
NO_DIRECTIVES: frozenset[str] = frozenset()
