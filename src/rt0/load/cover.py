"""Coverage: counters in a package's syntax tree, one for each run of statements without a branch, before types are checked.

Where blocks begin and end, and how many statements they have, is as cmd/cover of Go 1.27 has it, so that profiles agree: a block is
what is executed together, less lines of comments at its ends and between. The counters are arrays of the package's own, one for
each file (`RT0Cover_N`), declared in a file that is made here; the test program's main package hands them to package testing.

Positions stay what they are: statements are inserted into the tree, not into the text. Read next: tests.py.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Sequence

from rt0.base.diagnostics import Sink
from rt0.base.records import dataclass, field
from rt0.load.packages import Parsed, parse_all
from rt0.syntax import ast
from rt0.syntax.scanner import scan
from rt0.syntax.tokens import EOF, SEMI

MADE = "_cover.go"
"""The name of the file with the counters."""

_ATOMIC = "RT0CoverAtomic"

Block = tuple[int, int, int, int, int]
"""First line and column, last line and column behind the end, statements."""


@dataclass(slots=True)
class Coverage:
    """What is to be counted, and how: `mode` is set, count or atomic; `folders` are those of -coverpkg, `note` its words for people.

    Filled by `instrument`: for each file its name in profiles, the package and name of its counters, and their blocks.
    """

    mode: str
    folders: Sequence[str] = ()
    note: str = ""
    files: list[tuple[str, str, str, list[Block]]] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    """A file being instrumented: its tokens' starts, ends and kinds; the blocks found; and the name of the counters."""

    source: ast.File
    starts: list[int]
    ends: list[int]
    kinds: list[str]
    automatic: list[bool]  # a semicolon that stands for a line's end
    name: str
    mode: str
    blocks: list[Block] = field(default_factory=list)
    seen: set[tuple[int, int, int, int]] = field(default_factory=set)


def instrument(p: Parsed, files: Sequence[ast.File], coverage: Coverage, sink: Sink) -> None:
    """Put counters into files of a parsed package, and declare them in one more."""
    declared = []
    for number, f in enumerate(files):
        one = _read(f, f"RT0Cover_{number}", coverage.mode)
        for decl in list(f.decls):
            if type(decl) is not ast.FuncDecl:
                for node in ast.walk(decl):
                    if type(node) is ast.FuncLit:
                        _block(one, node.body)
            elif decl.body is not None and decl.name.value != "_":
                _block(one, decl.body)
        if not one.blocks:
            continue
        declared.append(f"var {one.name} [{len(one.blocks)}]uint32")
        coverage.files.append((f"{p.path}/{os.path.basename(f.source.path)}", p.path, one.name, one.blocks))
        if coverage.mode == "atomic":
            path = ast.BasicLit(f.pos, "string", '"sync/atomic"')
            f.decls.insert(0, ast.ImportDecl(f.pos, ast.Name(f.pos, _ATOMIC), path))
            p.imports.setdefault("sync/atomic", f.pos)
            p.importers.setdefault("sync/atomic", os.path.basename(f.source.path))
    if declared:
        text = "\n".join([f"// Made by rt0 test -cover, mode {coverage.mode}.", f"package {p.name}", *declared]) + "\n"
        parse_all(p, [(os.path.join(p.folder, MADE), text.encode())], sink)


def registration(coverage: Coverage, names: dict[str, str]) -> list[str]:
    """The lines of the main package that hand the counters to package testing; `names` are the packages' names there, by path."""
    out = ["\ttesting.RegisterCover(testing.Cover{", f'\t\tMode: "{coverage.mode}",', "\t\tCounters: map[string][]uint32{"]
    out += [f'\t\t\t"{file}": {names[path]}.{name}[:],' for file, path, name, _ in coverage.files]
    out += ["\t\t},", "\t\tBlocks: map[string][]testing.CoverBlock{"]
    for file, _, _, blocks in coverage.files:
        rows = ", ".join("{" + ", ".join(map(str, block)) + "}" for block in blocks)
        out.append(f'\t\t\t"{file}": {{{rows}}},')
    out += ["\t\t},", f'\t\tCoveredPackages: "{coverage.note}",', "\t})"]
    return out


def statements(coverage: Coverage) -> int:
    """How many statements there are to cover."""
    return sum(block[4] for _, _, _, blocks in coverage.files for block in blocks)


def profile_lines(coverage: Coverage) -> list[str]:
    """The lines of a profile in which nothing has been executed."""
    return [f"{file}:{a}.{b},{c}.{d} {n} 0\n" for file, _, _, blocks in coverage.files for a, b, c, d, n in sorted(blocks)]


# ---- positions -------------------------------------------------------------------------------------------------------


def _read(f: ast.File, name: str, mode: str) -> _File:
    tokens = scan(f.source, False)
    starts = [pos - f.source.base for pos in tokens.poss]
    ends = [at + len((lit if kind in ("name", "literal") or lit and kind != SEMI else kind).encode("utf-8", "surrogateescape"))
            for at, kind, lit in zip(starts, tokens.kinds, tokens.lits)]  # fmt: skip
    automatic = [kind == SEMI and lit != "semicolon" for kind, lit in zip(tokens.kinds, tokens.lits)]
    return _File(f, starts, ends, tokens.kinds, automatic, name, mode)


def _offset(one: _File, pos: int) -> int:
    return pos - one.source.source.base


def _start(one: _File, s: ast.Stmt) -> int:
    """Where a statement begins."""
    return _offset(one, s.label.pos if type(s) is ast.LabeledStmt else ast.start_pos(s))


def _end(one: _File, limit: int) -> int:
    """The end of the last token before `limit` that is no semicolon."""
    at = bisect_left(one.starts, limit) - 1
    while at > 0 and one.kinds[at] == SEMI:
        at -= 1
    return one.ends[at]


def _line(one: _File, offset: int) -> int:
    return one.source.source.line(one.source.source.pos(offset))


def _brace_of(one: _File, s: ast.SwitchStmt | ast.TypeSwitchStmt | ast.SelectStmt) -> int:
    """The `{` of a statement with clauses."""
    behind = s.clauses[0].pos if s.clauses else s.rbrace
    at = bisect_left(one.starts, _offset(one, behind)) - 1
    while one.kinds[at] != "{":
        at -= 1
    return one.starts[at]


def _literal(*nodes: ast.Node | None) -> int | None:
    """The position of the body of the first function literal within some nodes."""
    for n in nodes:
        if n is not None:
            for inner in ast.walk(n):
                if type(inner) is ast.FuncLit:
                    return inner.body.pos
    return None


def _boundary(one: _File, s: ast.Stmt, end: int) -> int:
    """Where the part of a statement ends that is executed with those before it; `end` is where it ends itself."""
    if type(s) is ast.LabeledStmt:
        return _boundary(one, s.stmt, end)
    found: int | None
    if type(s) is ast.BlockStmt:
        return _offset(one, s.pos)
    if type(s) is ast.IfStmt:
        found, body = _literal(s.init, s.cond), s.then.pos
    elif type(s) is ast.ForStmt:
        found, body = _literal(s.init, s.cond, s.post), s.body.pos
    elif type(s) is ast.RangeStmt:
        found, body = _literal(s.x), s.body.pos
    elif type(s) is ast.SwitchStmt:
        found, body = _literal(s.init, s.tag), one.source.source.pos(_brace_of(one, s))
    elif type(s) is ast.TypeSwitchStmt:
        found, body = _literal(s.init), one.source.source.pos(_brace_of(one, s))
    elif type(s) is ast.SelectStmt:
        return _brace_of(one, s)
    else:
        found = _literal(s)
        return end if found is None else _offset(one, found)
    return _offset(one, body if found is None else found)


_BRANCHES = (ast.BlockStmt, ast.BranchStmt, ast.ForStmt, ast.IfStmt, ast.LabeledStmt, ast.RangeStmt, ast.SwitchStmt, ast.SelectStmt,
             ast.TypeSwitchStmt)  # fmt: skip
_CONTROL = (ast.ForStmt, ast.RangeStmt, ast.SwitchStmt, ast.SelectStmt, ast.TypeSwitchStmt)


def _ends_block(s: ast.Stmt) -> bool:
    """Whether what follows a statement need not be executed when it is."""
    if isinstance(s, _BRANCHES):
        return True
    if type(s) is ast.ExprStmt and type(s.x) is ast.Call and type(s.x.fun) is ast.Name and s.x.fun.value == "panic" and len(s.x.args) == 1:
        return True
    return _literal(s) is not None


# ---- blocks ----------------------------------------------------------------------------------------------------------


def _block(one: _File, b: ast.BlockStmt) -> None:
    """Count a block in braces, and what is inside."""
    inside = list(b.stmts)
    brace, end = _offset(one, b.pos), _offset(one, b.rbrace) + 1
    b.stmts[:] = _counted(one, inside, brace, end, end - 1, True)
    for s in inside:
        _inside(one, s)


def _inside(one: _File, s: ast.Stmt) -> None:
    """Count the blocks in a statement, and in its function literals."""
    if type(s) is ast.BlockStmt:
        _block(one, s)
    elif type(s) is ast.LabeledStmt:
        _inside(one, s.stmt)
    elif type(s) is ast.IfStmt:
        _literals(one, s.init, s.cond)
        _block(one, s.then)
        if type(s.orelse) is ast.IfStmt:
            _else_if(one, s)
        elif s.orelse is not None:
            assert type(s.orelse) is ast.BlockStmt
            _else_block(one, s.orelse)
    elif type(s) is ast.ForStmt:
        _literals(one, s.init, s.cond, s.post)
        _block(one, s.body)
    elif type(s) is ast.RangeStmt:
        _literals(one, s.x)
        _block(one, s.body)
    elif isinstance(s, (ast.SwitchStmt, ast.TypeSwitchStmt, ast.SelectStmt)):
        if type(s) is ast.SwitchStmt:
            _literals(one, s.init, s.tag)
        elif type(s) is ast.TypeSwitchStmt:
            _literals(one, s.init, s.guard)
        _clauses(one, s)
    else:
        _literals(one, s)


def _clauses(one: _File, s: ast.SwitchStmt | ast.TypeSwitchStmt | ast.SelectStmt) -> None:
    bodies = []
    clauses: list[ast.CaseClause | ast.CommClause] = list(s.clauses)
    for i, clause in enumerate(clauses):
        limit = _offset(one, clauses[i + 1].pos if i + 1 < len(clauses) else s.rbrace)
        colon = _offset(one, clause.colon) + 1
        body = list(clause.body)
        clause.body[:] = _counted(one, body, colon, _end(one, limit) if body else colon, limit, False)
        bodies.append((clause, body))
    for clause, body in bodies:
        if type(clause) is ast.CaseClause:
            _literals(one, *(clause.exprs or ()))
        elif type(clause) is ast.CommClause and clause.comm is not None:
            _literals(one, clause.comm)
        for inner in body:
            _inside(one, inner)


def _else(one: _File, orelse: ast.Stmt) -> int:
    """Where the word else ends, before what belongs to it."""
    at = bisect_left(one.starts, _offset(one, orelse.pos)) - 1
    return one.ends[at]


def _else_if(one: _File, s: ast.IfStmt) -> None:
    """`else if` is counted as if it were `else { if … }`."""
    inner = s.orelse
    assert type(inner) is ast.IfStmt
    start = _else(one, inner)
    last: ast.IfStmt = inner
    while type(last.orelse) is ast.IfStmt:
        last = last.orelse
    tail = last.orelse if type(last.orelse) is ast.BlockStmt else last.then
    end = _offset(one, tail.rbrace) + 1
    stmts = _counted(one, [inner], start, end + 1, end, True)
    s.orelse = ast.BlockStmt(inner.pos, stmts, tail.rbrace)
    _inside(one, inner)


def _else_block(one: _File, b: ast.BlockStmt) -> None:
    """A block behind `else` is counted from there."""
    inside = list(b.stmts)
    end = _offset(one, b.rbrace) + 1
    b.stmts[:] = _counted(one, inside, _else(one, b), end, end - 1, True)
    for s in inside:
        _inside(one, s)


def _literals(one: _File, *nodes: ast.Node | None) -> None:
    """Count the outermost function literals within some nodes."""
    todo = [n for n in reversed(nodes) if n is not None]
    while todo:
        n = todo.pop()
        if type(n) is ast.FuncLit:
            _block(one, n.body)
        else:
            todo.extend(reversed(list(ast.children(n))))


def _counted(one: _File, stmts: list[ast.Stmt], at: int, block_end: int, limit: int, extend: bool) -> list[ast.Stmt]:
    """A list of statements with counters between. `at` is where the first block begins, `block_end` where the last ends, `limit`
    the token behind the statements; `extend`: a block that nothing ends reaches up to the closing brace."""
    if not stmts:
        begin, end = _ranges(one, at + 1 if extend else at, block_end)[0]
        return [_counter(one, one.source.source.pos(begin), begin, end, 0)]
    rest = list(stmts)
    ends = [_end(one, _start(one, s)) for s in rest[1:]] + [_end(one, limit)]
    out: list[ast.Stmt] = []
    while rest:
        end, last = block_end, 0
        while last < len(rest):
            s = rest[last]
            end = _boundary(one, s, ends[last])
            last += 1
            if not _ends_block(s):
                continue
            if type(s) is ast.LabeledStmt and not isinstance(s.stmt, _CONTROL):
                # A goto comes in behind the label: the block before ends there, and what is labelled begins another.
                end = _start(one, s)
                inner = s.stmt
                s.stmt = ast.EmptyStmt(inner.pos)
                rest.insert(last, inner)
                ends.insert(last - 1, end)
            extend = False
            break
        if extend:
            end = block_end
        segment = rest[:last]
        if at != end:
            out += _segment(one, segment, ends, at, end)
        else:
            out += segment
        rest, ends = rest[last:], ends[last:]
        if rest:
            at = _start(one, rest[0])
    return out


def _segment(one: _File, segment: list[ast.Stmt], ends: list[int], at: int, end: int) -> list[ast.Stmt]:
    """The statements of a block with a counter for each of its ranges of lines."""
    starts = [_start(one, s) for s in segment]
    merged: list[tuple[int, int, int]] = []
    for begin, stop in _ranges(one, at, end):
        first, last = bisect_left(starts, begin), bisect_left(starts, stop)
        if merged and first > 0 and begin < ends[first - 1]:
            merged[-1] = (merged[-1][0], stop, merged[-1][2] + last - first)
        else:
            merged.append((begin, stop, last - first))
    out = list(segment)
    for i, (begin, _, _) in reversed(list(enumerate(merged))):
        out.insert(0 if i == 0 else bisect_left(starts, begin), ast.EmptyStmt(begin))
    # Counters are numbered in the order of the text.
    places = iter(merged)
    made = []
    for s in out:
        if type(s) is ast.EmptyStmt and not any(s is old for old in segment):
            begin, stop, count = next(places)
            made.append(_counter(one, one.source.source.pos(begin), begin, stop, count))
        else:
            made.append(s)
    return made


def _ranges(one: _File, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a piece of text that hold code: lines of comments and empty lines end one, braces alone are none."""
    out: list[tuple[int, int]] = []
    begin, last = 0, 0
    at = bisect_left(one.starts, start)
    while at < len(one.starts) and one.starts[at] < end and one.kinds[at] != EOF:
        if one.kinds[at] not in ("{", "}") and not one.automatic[at]:
            line = _line(one, one.starts[at])
            if last == 0:
                begin = one.starts[at]
            elif line > last + 1:
                out.append((begin, one.source.source.line_starts[last]))
                begin = one.starts[at]
            last = max(last, _line(one, one.ends[at] - 1))
        at += 1
    if last:
        whole = last >= _line(one, max(start, end - 1))
        out.append((begin, end if whole else one.source.source.line_starts[last]))
    return out or [(start, start)]


def _counter(one: _File, pos: int, begin: int, end: int, count: int) -> ast.Stmt:
    """The statement that counts a block."""
    source = one.source.source
    line0, col0 = source.line_col(source.pos(begin))
    line1, col1 = source.line_col(source.pos(end))
    while (line0, col0, line1, col1) in one.seen:
        col1 += 1
    one.seen.add((line0, col0, line1, col1))
    number = len(one.blocks)
    one.blocks.append((line0, col0, line1, col1, count))
    cell = ast.Index(pos, ast.Name(pos, one.name), [ast.BasicLit(pos, "int", str(number))])
    if one.mode == "count":
        return ast.IncDecStmt(pos, "++", cell)
    unit = ast.BasicLit(pos, "int", "1")
    if one.mode == "set":
        return ast.AssignStmt(pos, "=", [cell], [unit])
    add = ast.Selector(pos, ast.Name(pos, _ATOMIC), ast.Name(pos, "AddUint32"))
    return ast.ExprStmt(pos, ast.Call(pos, add, [ast.Unary(pos, "&", cell), unit], False, pos))
