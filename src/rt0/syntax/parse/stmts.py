"""Rules for statements and function bodies.

Source: Go specification, "Statements"; the words of errors: gc. See `rt0.syntax.parse` for the conventions.
"""

from __future__ import annotations

from rt0.base.records import dataclass
from rt0.base.source import NO_POS, Pos
from rt0.syntax import ast
from rt0.syntax.branches import check_branches
from rt0.syntax.parse.decls import const_spec, declarations, type_spec, var_spec
from rt0.syntax.parse.exprs import expression, expression_list, primary_expression
from rt0.syntax.parse.state import (
    Parser,
    bad_expr,
    enter,
    error_at,
    got,
    here,
    name,
    report_scan_errors,
    skip_to,
    step,
    syntax_error,
    syntax_error_at,
    take_directives,
    want,
)
from rt0.syntax.printer import expr_text
from rt0.syntax.tokens import ASSIGN_OPS, EOF, LITERAL, NAME, SEMI


def function_body(p: Parser) -> ast.BlockStmt:
    """FunctionBody = Block .  Labels and branches are checked unless the body has errors already."""
    p.fnest += 1
    before = p.errors
    body = block(p, "")
    p.fnest -= 1
    report_scan_errors(p)
    if p.errors == before:
        check_branches(body, p.sink)
    return body


def block(p: Parser, context: str) -> ast.BlockStmt:
    """Block = "{" StatementList "}" .  `context` says after what it is missing if it is."""
    pos = here(p)
    if not got(p, "{"):
        syntax_error(p, "expected { after " + context)
        skip_to(p, NAME, "}")
        rbrace = here(p)
        if got(p, "}"):
            return ast.BlockStmt(pos, [], rbrace)
    enter(p)
    stmts = statement_list(p)
    p.depth -= 1
    rbrace = here(p)
    want(p, "}")
    return ast.BlockStmt(pos, stmts, rbrace)


def statement_list(p: Parser) -> list[ast.Stmt]:
    """StatementList = { Statement ";" } ."""
    stmts: list[ast.Stmt] = []
    while True:
        tok = p.tok
        if tok == "}" or tok == "case" or tok == "default" or tok == EOF:
            return stmts
        stmt = statement_or_none(p)
        if p.directive_at <= p.i:
            take_directives(p)
        if stmt is None:
            return stmts
        stmts.append(stmt)
        tok = p.tok
        if tok == SEMI:
            i = p.i = p.i + 1
            p.tok = p.kinds[i]
        elif tok != "}":
            syntax_error(p, "at end of statement")
            skip_to(p, SEMI, "}", "case", "default")
            got(p, SEMI)


def statement_or_none(p: Parser) -> ast.Stmt | None:
    """Statement = Declaration | LabeledStmt | SimpleStmt | GoStmt | ReturnStmt | BreakStmt | ContinueStmt | GotoStmt |
    FallthroughStmt | Block | IfStmt | SwitchStmt | SelectStmt | ForStmt | DeferStmt ."""
    tok = p.tok
    if tok == NAME:
        if p.directive_at <= p.i:
            take_directives(p)
        lhs = expression_list(p)
        if p.tok == ":" and len(lhs) == 1 and type(lhs[0]) is ast.Name:
            return labeled_statement_or_none(p, lhs[0])
        return simple_statement(p, lhs, "")
    if tok in _DECLARATIONS:
        return _declaration(p)
    if p.directive_at <= p.i:
        take_directives(p)
    rule = _STATEMENTS.get(tok)
    if rule is not None:
        return rule(p)
    return simple_statement(p, expression_list(p), "") if tok in _STARTS_EXPRESSION else None


_DECLARATIONS = {"var": var_spec, "const": const_spec, "type": type_spec}
_STARTS_EXPRESSION = frozenset(
    [LITERAL, "func", "(", "[", "struct", "map", "chan", "interface", "<-", "+", "-", "*", "&", "^", "!"]
)


def _declaration(p: Parser) -> ast.Stmt:
    """Declaration = ConstDecl | TypeDecl | VarDecl ."""
    pos = here(p)
    spec = _DECLARATIONS[p.tok]
    step(p)
    decls: list[ast.Decl] = []
    declarations(p, spec, decls)
    return ast.DeclStmt(pos, decls)


def _empty_statement(p: Parser) -> ast.Stmt:
    """EmptyStmt = .  Before a semicolon."""
    return ast.EmptyStmt(here(p))


def _block_statement(p: Parser) -> ast.Stmt:
    return block(p, "")


def labeled_statement_or_none(p: Parser, label: ast.Name) -> ast.Stmt | None:
    """LabeledStmt = Label ":" Statement .  After the label."""
    pos = here(p)
    want(p, ":")
    if p.tok == "}":  # an empty statement whose semicolon is left out
        return ast.LabeledStmt(pos, label, ast.EmptyStmt(here(p)))
    enter(p)
    stmt = statement_or_none(p)
    p.depth -= 1
    if stmt is None:
        syntax_error_at(p, pos, "missing statement after label")
        return None
    return ast.LabeledStmt(pos, label, stmt)


# ---- simple statements ----------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class RangeClause(ast.Node):
    """RangeClause = [ ExpressionList "=" | IdentifierList ":=" ] "range" Expression .  Becomes a RangeStmt."""

    lhs: list[ast.Expr]
    define: bool
    x: ast.Expr


def simple_statement(p: Parser, lhs: list[ast.Expr] | None, keyword: str) -> ast.Stmt:
    """SimpleStmt = EmptyStmt | ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .

    Its first expressions may be parsed already. `keyword` is that of the statement whose header this is part of: "for"
    allows a range clause (see `header`), "switch" a type switch guard.
    """
    if lhs is None:
        lhs = expression_list(p)
    tok = p.tok
    pos = here(p)
    if tok == ":=" or tok == "=":
        step(p)
        return _assignment(p, pos, tok, lhs, keyword)
    if len(lhs) == 1:
        x = lhs[0]
        if tok in ASSIGN_OPS:
            step(p)
            return ast.AssignStmt(pos, tok, lhs, [expression(p)])
        if tok == "++" or tok == "--":
            step(p)
            return ast.IncDecStmt(pos, tok, x)
        if tok == "<-":
            step(p)
            return ast.SendStmt(pos, x, expression(p))
        return ast.ExprStmt(x.pos, x)
    syntax_error(p, "expected := or = or comma")
    skip_to(p, SEMI, "}")
    return ast.ExprStmt(lhs[0].pos, lhs[0])


def _assignment(p: Parser, pos: Pos, op: str, lhs: list[ast.Expr], keyword: str) -> ast.Stmt:
    """Assignment = ExpressionList "=" ExpressionList .  ShortVarDecl = IdentifierList ":=" ExpressionList .
    After the operator."""
    if keyword == "for" and p.tok == "range":
        return _range_clause(p, lhs, op == ":=")  # type: ignore[return-value]
    rhs = expression_list(p)
    if keyword == "switch" and op == ":=" and len(rhs) == 1 and type(rhs[0]) is ast.TypeSwitchGuard:
        guard = rhs[0]
        if len(lhs) == 1 and type(lhs[0]) is ast.Name:
            guard.lhs = lhs[0]
            return ast.ExprStmt(guard.pos, guard)
    return ast.AssignStmt(pos, op, lhs, rhs)


def _range_clause(p: Parser, lhs: list[ast.Expr], define: bool) -> RangeClause:
    """ "range" Expression , with what stands before it."""
    pos = here(p)
    step(p)
    return RangeClause(pos, lhs, define, expression(p))


def call_statement(p: Parser) -> ast.Stmt:
    """GoStmt = "go" Expression .  DeferStmt = "defer" Expression ."""
    pos, tok = here(p), p.tok
    step(p)
    x = primary_expression(p, None, p.tok == "(")
    call = ast.unparen(x)
    if call is not x:
        error_at(p, x.pos, f"expression in {tok} must not be parenthesized")
    return ast.CallStmt(pos, tok, call)


def return_statement(p: Parser) -> ast.Stmt:
    """ReturnStmt = "return" [ ExpressionList ] ."""
    pos = here(p)
    step(p)
    return ast.ReturnStmt(pos, expression_list(p) if p.tok != SEMI and p.tok != "}" else [])


def branch_statement(p: Parser) -> ast.Stmt:
    """BreakStmt = "break" [ Label ] .  ContinueStmt = "continue" [ Label ] .  GotoStmt = "goto" Label .
    FallthroughStmt = "fallthrough" ."""
    pos, tok = here(p), p.tok
    step(p)
    label = name(p) if tok == "goto" or (p.tok == NAME and tok != "fallthrough") else None
    return ast.BranchStmt(pos, tok, label)


# ---- if, for, switch, select ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Header:
    """What stands between the keyword and the `{` of an if, for or switch statement."""

    init: ast.Stmt | None = None
    cond: ast.Expr | None = None
    post: ast.Stmt | None = None
    range: RangeClause | None = None


def header(p: Parser, keyword: str) -> Header:
    """[ SimpleStmt ";" ] [ Expression ] for if and switch, ForClause and RangeClause for for; with the keyword.

    ForClause = [ InitStmt ] ";" [ Condition ] ";" [ PostStmt ] .
    """
    want(p, keyword)
    out = Header()
    if p.tok == "{":
        if keyword == "if":
            syntax_error(p, "missing condition in if statement")
            out.cond = bad_expr(p)
        return out
    outer, p.xnest = p.xnest, -1
    _header_parts(p, keyword, out)
    p.xnest = outer
    return out


def _header_parts(p: Parser, keyword: str, out: Header) -> None:
    """The parts of a header that is not empty."""
    if p.tok != SEMI:
        if got(p, "var"):
            syntax_error(p, f"var declaration not allowed in {keyword} initializer")
        if keyword == "for" and p.tok == "range":
            out.range = _range_clause(p, [], False)
            return
        stmt = simple_statement(p, None, keyword)
        if isinstance(stmt, RangeClause):
            out.range = stmt
            return
        out.init = stmt
    if p.tok == "{":
        cond, out.init = out.init, None
        _set_condition(p, keyword, out, cond, NO_POS, "")
        return
    semi, semi_lit = NO_POS, ""
    if p.tok == SEMI:
        semi, semi_lit = here(p), p.lits[p.i]
        step(p)
    else:
        want(p, "{")  # to ask for the semicolon would be less to the point
        if p.tok != "{":
            skip_to(p, "{", "}")
    cond = None
    if keyword == "for":
        if p.tok != SEMI:
            if p.tok == "{":
                syntax_error(p, "expected for loop condition")
                return
            cond = simple_statement(p, None, "")
        want(p, SEMI)
        if p.tok != "{":
            out.post = _post_statement(p)
    elif p.tok != "{":
        cond = simple_statement(p, None, keyword)
    _set_condition(p, keyword, out, cond, semi, semi_lit)


def _post_statement(p: Parser) -> ast.Stmt:
    """PostStmt = SimpleStmt ."""
    post = simple_statement(p, None, "")
    if type(post) is ast.AssignStmt and post.op == ":=":
        syntax_error_at(p, post.pos, "cannot declare in post statement of for loop")
    return post


def _set_condition(p: Parser, keyword: str, out: Header, stmt: ast.Stmt | None, semi: Pos, semi_lit: str) -> None:
    """Take the condition out of the statement that it was parsed as; report what is not an expression."""
    if stmt is None:
        if keyword == "if" and semi != NO_POS:
            if semi_lit != "semicolon":
                syntax_error_at(p, semi, f"unexpected {semi_lit}, expected {{ after if clause")
            else:
                syntax_error_at(p, semi, "missing condition in if statement")
            out.cond = ast.BadExpr(semi)
        return
    if type(stmt) is ast.ExprStmt:
        out.cond = stmt.x
        return
    if type(stmt) is ast.AssignStmt and stmt.op == "=":  # = for ==, most likely: make the = stand out
        text = f"assignment {_emphasized(stmt.lhs)} = {_emphasized(stmt.rhs)}"
    else:
        text = expr_text(stmt)
    syntax_error_at(p, stmt.pos, f"cannot use {text} as value")


def _emphasized(exprs: list[ast.Expr]) -> str:
    """The expressions' text; a binary one in parentheses."""
    text = ", ".join(expr_text(x) for x in exprs)
    return f"({text})" if len(exprs) == 1 and type(exprs[0]) is ast.Binary else text


def if_statement(p: Parser) -> ast.IfStmt:
    """IfStmt = "if" [ SimpleStmt ";" ] Expression Block [ "else" ( IfStmt | Block ) ] .

    A chain of else-ifs is a loop here, for machines write long ones.
    """
    first: ast.IfStmt | None = None
    last: ast.IfStmt | None = None
    while True:
        pos = here(p)
        head = header(p, "if")
        cond = head.cond if head.cond is not None else bad_expr(p)
        stmt = ast.IfStmt(pos, head.init, cond, block(p, "if clause"), None)
        if last is not None:
            last.orelse = stmt
        last = stmt
        first = first if first is not None else stmt
        if not got(p, "else"):
            return first
        if p.tok == "{":
            stmt.orelse = block(p, "")
            return first
        if p.tok != "if":
            syntax_error(p, "else must be followed by if or statement block")
            skip_to(p, NAME, "}")
            return first


def for_statement(p: Parser) -> ast.Stmt:
    """ForStmt = "for" [ Condition | ForClause | RangeClause ] Block ."""
    pos = here(p)
    head = header(p, "for")
    body = block(p, "for clause")
    clause = head.range
    if clause is not None:
        return ast.RangeStmt(pos, clause.lhs, clause.define, clause.x, body, clause.pos)
    return ast.ForStmt(pos, head.init, head.cond, head.post, body)


def switch_statement(p: Parser) -> ast.Stmt:
    """ExprSwitchStmt = "switch" [ SimpleStmt ";" ] [ Expression ] "{" { ExprCaseClause } "}" .
    TypeSwitchStmt = "switch" [ SimpleStmt ";" ] TypeSwitchGuard "{" { TypeCaseClause } "}" ."""
    pos = here(p)
    head = header(p, "switch")
    _open_clauses(p, "switch clause")
    clauses: list[ast.CaseClause] = []
    while p.tok != EOF and p.tok != "}":
        clauses.append(case_clause(p))
    p.depth -= 1
    rbrace = here(p)
    want(p, "}")
    if type(head.cond) is ast.TypeSwitchGuard:
        return ast.TypeSwitchStmt(pos, head.init, head.cond, clauses, rbrace)
    return ast.SwitchStmt(pos, head.init, head.cond, clauses, rbrace)


def _open_clauses(p: Parser, context: str) -> None:
    """The `{` of a switch or select; goes one level deeper."""
    if not got(p, "{"):
        syntax_error(p, f"missing {{ after {context}")
        skip_to(p, "case", "default", "}")
    enter(p)


def case_clause(p: Parser) -> ast.CaseClause:
    """ExprCaseClause = ( "case" ExpressionList | "default" ) ":" StatementList ."""
    pos = here(p)
    exprs: list[ast.Expr] | None = None
    if got(p, "case"):
        exprs = expression_list(p)
    else:
        _default(p)
    colon = here(p)
    want(p, ":")
    return ast.CaseClause(pos, exprs, statement_list(p), colon)


def _default(p: Parser) -> None:
    """ "default" , the only thing besides a case that a clause begins with."""
    if not got(p, "default"):
        syntax_error(p, "expected case or default or }")
        skip_to(p, ":", "case", "default", "}")


def select_statement(p: Parser) -> ast.Stmt:
    """SelectStmt = "select" "{" { CommClause } "}" ."""
    pos = here(p)
    want(p, "select")
    _open_clauses(p, "select clause")
    clauses: list[ast.CommClause] = []
    while p.tok != EOF and p.tok != "}":
        clauses.append(comm_clause(p))
    p.depth -= 1
    rbrace = here(p)
    want(p, "}")
    return ast.SelectStmt(pos, clauses, rbrace)


def comm_clause(p: Parser) -> ast.CommClause:
    """CommClause = ( "case" ( SendStmt | RecvStmt ) | "default" ) ":" StatementList ."""
    pos = here(p)
    comm: ast.Stmt | None = None
    if got(p, "case"):
        comm = simple_statement(p, None, "")
    else:
        _default(p)
    colon = here(p)
    want(p, ":")
    return ast.CommClause(pos, comm, statement_list(p), colon)


_STATEMENTS = {
    "{": _block_statement,
    "for": for_statement,
    "switch": switch_statement,
    "select": select_statement,
    "if": if_statement,
    "fallthrough": branch_statement,
    "break": branch_statement,
    "continue": branch_statement,
    "goto": branch_statement,
    "go": call_statement,
    "defer": call_statement,
    "return": return_statement,
    SEMI: _empty_statement,
}
