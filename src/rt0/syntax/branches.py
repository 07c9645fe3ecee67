"""Labels, break, continue, goto and fallthrough of one function body: checked, and joined with their targets.

This is part of parsing as it is in gc: the messages come before those of the type checker and need no types. Bodies
of function literals are checked on their own, when they are parsed.

How: one pass over the blocks, inner ones first met, with the labels of the function in one table. A goto whose label
is not known yet is handed outwards, block by block, as "forward"; a label takes those of its block. A variable
declared between such a goto and its label makes the goto a bad one.

Source: Go specification, "Labeled statements" to "Fallthrough statements"; the words of errors: gc.
"""

from __future__ import annotations

from rt0.base.diagnostics import Sink
from rt0.base.records import dataclass, field
from rt0.base.source import NO_POS, Pos
from rt0.syntax import ast
from rt0.syntax.printer import expr_text

_LOOPS = (ast.ForStmt, ast.RangeStmt)
_BREAKABLE = (ast.ForStmt, ast.RangeStmt, ast.SwitchStmt, ast.TypeSwitchStmt, ast.SelectStmt)


@dataclass(slots=True, eq=False)
class _Block:
    """A block that is being looked at. `labeled` is the label on the statement that the block belongs to."""

    parent: _Block | None
    start: Pos
    labeled: ast.LabeledStmt | None


@dataclass(slots=True, eq=False)
class _Label:
    block: _Block
    stmt: ast.LabeledStmt
    used: bool = False


@dataclass(slots=True, eq=False)
class _Function:
    """The state of one function's check."""

    sink: Sink
    labels: dict[str, _Label] = field(default_factory=dict)

    def error(self, code: str, pos: Pos, message: str) -> None:
        self.sink.error(code, pos, message)

    def at(self, pos: Pos) -> str:
        """A position as messages name it."""
        return str(self.sink.files.position(pos))


@dataclass(slots=True, frozen=True)
class _Targets:
    """What an unlabeled break and continue mean here; `case` is the index of the switch clause whose list this is
    directly, -1 in anything nested."""

    breaks: ast.Stmt | None = None
    continues: ast.Stmt | None = None
    case: int = -1


def check_branches(body: ast.BlockStmt, sink: Sink) -> None:
    """Report wrong labels and branches in a function's body and set `BranchStmt.target` of the right ones."""
    function = _Function(sink)
    forward = _check_block(function, None, _Targets(), None, body.pos, body.stmts)
    for goto in forward:
        assert goto.label is not None
        name = goto.label.value
        label = function.labels.get(name)
        if label is None:
            function.error("UndeclaredLabel", goto.label.pos, f"label {name} not defined")
            continue
        label.used = True
        start = function.at(label.block.start)
        function.error("JumpIntoBlock", goto.label.pos, f"goto {name} jumps into block starting at {start}")
    for label in function.labels.values():
        if not label.used:
            name_node = label.stmt.label
            function.error("UnusedLabel", name_node.pos, f"label {name_node.value} defined and not used")


@dataclass(slots=True, eq=False)
class _Scan:
    """What is known while the statements of one block are passed."""

    block: _Block
    targets: _Targets
    forward: list[ast.BranchStmt] = field(default_factory=list)
    over: list[ast.BranchStmt] = field(default_factory=list)  # forward gotos from before the last variable
    var_pos: Pos = NO_POS
    var_name: str = ""


def _check_block(
    function: _Function,
    parent: _Block | None,
    targets: _Targets,
    labeled: ast.LabeledStmt | None,
    start: Pos,
    stmts: list[ast.Stmt],
) -> list[ast.BranchStmt]:
    """Check the statements of a block; the gotos whose labels were not found in it."""
    scan = _Scan(_Block(parent, start, labeled), targets)
    last = len(stmts) - 1
    while last >= 0 and type(stmts[last]) is ast.EmptyStmt:
        last -= 1  # empty statements may follow a fallthrough
    for index in range(last + 1):
        _check_statement(function, scan, stmts[index], index == last)
    return scan.forward


def _check_statement(function: _Function, scan: _Scan, stmt: ast.Stmt, is_last: bool) -> None:
    """Check one statement, and the blocks in it."""
    label: ast.LabeledStmt | None = None
    while type(stmt) is ast.LabeledStmt:
        if stmt.label.value != "_":
            _declare(function, scan, stmt)
            label = stmt
        stmt = stmt.stmt
    if isinstance(stmt, ast.BranchStmt):
        _check_branch(function, scan, stmt, is_last)
    elif isinstance(stmt, ast.AssignStmt):
        if stmt.op == ":=":
            _note_variable(scan, stmt.pos, ", ".join(expr_text(x) for x in stmt.lhs))
    elif isinstance(stmt, ast.DeclStmt):
        for decl in stmt.decls:
            if isinstance(decl, ast.VarDecl):
                _note_variable(scan, decl.pos, decl.names[0].value)
                break
    elif isinstance(stmt, _INNER):
        _check_inner(function, scan, stmt, label)


_INNER = (ast.BlockStmt, ast.IfStmt, *_BREAKABLE)


def _check_inner(function: _Function, scan: _Scan, stmt: ast.Stmt, label: ast.LabeledStmt | None) -> None:
    """Check the blocks of a statement that has some."""
    outer = scan.targets

    def inside(targets: _Targets, start: Pos, stmts: list[ast.Stmt]) -> None:
        scan.forward += _check_block(function, scan.block, targets, label, start, stmts)

    nested = _Targets(outer.breaks, outer.continues)
    if isinstance(stmt, ast.BlockStmt):
        inside(nested, stmt.pos, stmt.stmts)
    elif isinstance(stmt, ast.IfStmt):
        branch: ast.Stmt | None = stmt
        while isinstance(branch, ast.IfStmt):
            inside(nested, branch.then.pos, branch.then.stmts)
            branch = branch.orelse
        if isinstance(branch, ast.BlockStmt):
            inside(nested, branch.pos, branch.stmts)
    elif isinstance(stmt, (ast.ForStmt, ast.RangeStmt)):
        inside(_Targets(stmt, stmt), stmt.body.pos, stmt.body.stmts)
    elif isinstance(stmt, (ast.SwitchStmt, ast.TypeSwitchStmt)):
        for index, clause in enumerate(stmt.clauses):
            inside(_Targets(stmt, outer.continues, index), clause.pos, clause.body)
    elif isinstance(stmt, ast.SelectStmt):
        for comm in stmt.clauses:
            inside(_Targets(stmt, outer.continues), comm.pos, comm.body)


def _note_variable(scan: _Scan, pos: Pos, name: str) -> None:
    """A variable is declared: gotos that wait for their label must not find it later in this block."""
    scan.var_pos = pos
    scan.var_name = name
    scan.over = list(scan.forward)


def _declare(function: _Function, scan: _Scan, stmt: ast.LabeledStmt) -> None:
    """Enter a label and let the gotos that wait for it go there."""
    name = stmt.label.value
    label = function.labels.get(name)
    if label is not None:
        where = function.at(label.stmt.label.pos)
        function.error("DuplicateLabel", stmt.label.pos, f"label {name} already defined at {where}")
    else:
        label = function.labels[name] = _Label(scan.block, stmt)
    waiting: list[ast.BranchStmt] = []
    for goto in scan.forward:
        assert goto.label is not None
        if goto.label.value != name:
            waiting.append(goto)
            continue
        goto.target = stmt
        label.used = True
        if goto in scan.over:
            where = function.at(scan.var_pos)
            function.error("JumpOverDecl", goto.label.pos, f"goto {name} jumps over declaration of {scan.var_name} at {where}")
    scan.forward = waiting


def _check_branch(function: _Function, scan: _Scan, stmt: ast.BranchStmt, is_last: bool) -> None:
    """Check a branch statement and set its target."""
    if stmt.tok == "goto":
        _check_goto(function, scan, stmt)
    elif stmt.tok == "fallthrough":
        _check_fallthrough(function, scan, stmt, is_last)
    elif stmt.label is not None:
        _check_labeled(function, scan, stmt, stmt.label)
    elif stmt.tok == "break":
        stmt.target = scan.targets.breaks
        if stmt.target is None:
            function.error("MisplacedBreak", stmt.pos, "break is not in a loop, switch, or select")
    else:
        stmt.target = scan.targets.continues
        if stmt.target is None:
            function.error("MisplacedContinue", stmt.pos, "continue is not in a loop")


def _check_goto(function: _Function, scan: _Scan, stmt: ast.BranchStmt) -> None:
    """A goto may go back to a label of its block or of one around it; otherwise it waits for the label."""
    assert stmt.label is not None
    label = function.labels.get(stmt.label.value)
    if label is not None:
        label.used = True
        block: _Block | None = scan.block
        while block is not None:
            if block is label.block:
                stmt.target = label.stmt
                return
            block = block.parent
    scan.forward.append(stmt)


def _check_fallthrough(function: _Function, scan: _Scan, stmt: ast.BranchStmt, is_last: bool) -> None:
    """A fallthrough must end a clause, not the last one, of an expression switch."""
    switch = scan.targets.breaks
    message = "fallthrough statement out of place"
    if type(switch) is ast.TypeSwitchStmt:
        message = "cannot fallthrough in type switch"
    elif type(switch) is ast.SwitchStmt and scan.targets.case >= 0 and is_last:
        if scan.targets.case + 1 < len(switch.clauses):
            return
        message = "cannot fallthrough final case in switch"
    function.error("MisplacedFallthrough", stmt.pos, message)


def _check_labeled(function: _Function, scan: _Scan, stmt: ast.BranchStmt, name: ast.Name) -> None:
    """break L and continue L: L must be on a statement around them, of a kind that fits."""
    label = function.labels.get(name.value)
    if label is None:
        function.error("UndeclaredLabel", name.pos, f"{stmt.tok} label not defined: {name.value}")
        return
    label.used = True
    block: _Block | None = scan.block
    while block is not None and block.labeled is not label.stmt:
        block = block.parent
    fitting = _BREAKABLE if stmt.tok == "break" else _LOOPS
    if block is not None and isinstance(label.stmt.stmt, fitting):
        stmt.target = label.stmt.stmt
    else:
        function.error("MisplacedLabel", name.pos, f"invalid {stmt.tok} label {name.value}")
