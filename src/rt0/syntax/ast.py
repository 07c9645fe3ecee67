"""The syntax tree of a Go source file.

One small class a construct, all subclasses of `Node` and none of each other. Nodes are compared and hashed by
identity, so that types.Info can use them as keys; results of checking are kept there and never on nodes.

Invariants:
- `pos` is where the gc compiler (cmd/compile) reports a fault of the node, because users compare our columns with its:
  the operator for binary expressions and assignments, the `(` of a call, the `.` of a selector, the `[` of an
  index, the `{` of a composite literal, the `:` of a key and of a label, the keyword or first token otherwise. Where
  the text of a node begins and ends is asked of `start_pos` and `end_pos`.
- Names that are declared together share their type node: `a, b int` is two Fields with one `type`.
- A list is never None; a thing that may be missing is `X | None`.
- Parentheses of expressions are kept (`Paren`); those of types are dropped, as gc does.
- A file that had syntax errors may hold `BadExpr`; stages after the parser need not look at such files.

Nodes are plain (not frozen) dataclasses because frozen ones take three times as long to build; after parsing nobody
changes them. Read next: `rt0.syntax.parser`.
"""

from __future__ import annotations

from collections.abc import Iterator

from rt0.base.records import dataclass, field, fields
from rt0.base.source import Pos, SourceFile


@dataclass(slots=True, eq=False)
class Node:
    """Anything with a position (see the module's first invariant)."""

    pos: Pos


# ---- expressions ----------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class BadExpr(Node):
    """Stands where an expression or type could not be parsed; an error was reported."""


@dataclass(slots=True, eq=False)
class Name(Node):
    """An identifier, `_` included."""

    value: str


@dataclass(slots=True, eq=False)
class BasicLit(Node):
    """A literal as it is written. `kind` is "int", "float", "imag", "rune" or "string"; see `rt0.syntax.literals`.

    `bad` says that the scanner reported a fault in it.
    """

    kind: str
    value: str
    bad: bool = False


@dataclass(slots=True, eq=False)
class CompositeLit(Node):
    """`type{elems}`; `type` is None for an element whose type is elided. pos: the `{`."""

    type: Expr | None
    elems: list[Expr]
    rbrace: Pos


@dataclass(slots=True, eq=False)
class KeyValue(Node):
    """`key: value` in a composite literal. pos: the `:`."""

    key: Expr
    value: Expr


@dataclass(slots=True, eq=False)
class FuncLit(Node):
    """`func type { body }` as a value. pos: `func`."""

    type: FuncType
    body: BlockStmt


@dataclass(slots=True, eq=False)
class Paren(Node):
    """`(x)`. pos: the `(`."""

    x: Expr


@dataclass(slots=True, eq=False)
class Selector(Node):
    """`x.sel`, also for `package.Name`. pos: the `.`."""

    x: Expr
    sel: Name


@dataclass(slots=True, eq=False)
class Index(Node):
    """`x[indices]`: an index expression, or an instantiation (also with one index). pos: the `[`."""

    x: Expr
    indices: list[Expr]


@dataclass(slots=True, eq=False)
class SliceExpr(Node):
    """`x[lo:hi]` or, when `full`, `x[lo:hi:max]`. pos: the `[`."""

    x: Expr
    lo: Expr | None
    hi: Expr | None
    max: Expr | None
    full: bool


@dataclass(slots=True, eq=False)
class TypeAssert(Node):
    """`x.(type)` with a type written out. pos: the `.`."""

    x: Expr
    type: Expr


@dataclass(slots=True, eq=False)
class TypeSwitchGuard(Node):
    """`lhs := x.(type)` or `x.(type)`. pos: the `.`. Outside a TypeSwitchStmt it is an error of the checker."""

    lhs: Name | None
    x: Expr


@dataclass(slots=True, eq=False)
class Star(Node):
    """`*x`: the pointer type or the dereference. pos: the `*`."""

    x: Expr


@dataclass(slots=True, eq=False)
class Unary(Node):
    """`op x`, op one of + - ! ^ & <- and, in constraints, ~. pos: the operator."""

    op: str
    x: Expr


@dataclass(slots=True, eq=False)
class Binary(Node):
    """`x op y`; `|` also joins the terms of a constraint. pos: the operator."""

    op: str
    x: Expr
    y: Expr


@dataclass(slots=True, eq=False)
class Call(Node):
    """`fun(args)`, also a conversion; `has_dots`: the last argument is followed by `...`. pos: the `(`."""

    fun: Expr
    args: list[Expr]
    has_dots: bool
    rparen: Pos


# ---- types ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class ArrayType(Node):
    """`[len]elem`; `len` is None for `[...]elem`. pos: the `[`."""

    len: Expr | None
    elem: Expr


@dataclass(slots=True, eq=False)
class SliceType(Node):
    """`[]elem`. pos: the `[`."""

    elem: Expr


@dataclass(slots=True, eq=False)
class DotsType(Node):
    """`...elem`, the type of the last parameter only. pos: the `...`."""

    elem: Expr


@dataclass(slots=True, eq=False)
class Field(Node):
    """A struct field, parameter, result, type parameter, method or embedded element; one name each.

    `name` is None for embedded fields and elements and for unnamed parameters. `tag` is for struct fields only.
    For a method of an interface `type` is a FuncType. pos: the name, or the type's first token.
    """

    name: Name | None
    type: Expr
    tag: BasicLit | None = None


@dataclass(slots=True, eq=False)
class StructType(Node):
    """`struct { fields }`. pos: `struct`."""

    fields: list[Field]


@dataclass(slots=True, eq=False)
class InterfaceType(Node):
    """`interface { methods }`: Fields with a name are methods, the others embedded elements. pos: `interface`."""

    methods: list[Field]


@dataclass(slots=True, eq=False)
class FuncType(Node):
    """`(params) results`. pos: after `func` or the method's name (the `(`, or the `[` of type parameters)."""

    params: list[Field]
    results: list[Field]


@dataclass(slots=True, eq=False)
class MapType(Node):
    """`map[key]value`. pos: `map`."""

    key: Expr
    value: Expr


@dataclass(slots=True, eq=False)
class ChanType(Node):
    """`chan elem`; dir is "" (both), "send" (`chan<-`) or "recv" (`<-chan`). pos: `chan`, or the `<-` before it."""

    dir: str
    elem: Expr


# ---- declarations ---------------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Directive:
    """A `//go:name args` or `//export name` comment. pos: after the `//`, as gc reports it.

    `text` is the comment without `//`: "go:nosplit", "go:linkname local remote".
    `blank` says that nothing stands before it on its line, which go:linkname and others need.
    """

    pos: Pos
    text: str
    blank: bool = True

    @property
    def words(self) -> list[str]:
        """The directive's name (with "go:") and its arguments."""
        return self.text.split()


@dataclass(slots=True, frozen=True)
class Comment:
    """A comment with its `//` or `/* */`, kept for tools; directives are among them. pos: its first byte."""

    pos: Pos
    text: str


@dataclass(slots=True, eq=False)
class Group:
    """Declarations in one pair of parentheses share one Group, compared by identity (iota, repeated constants)."""

    pos: Pos


@dataclass(slots=True, eq=False)
class ImportDecl(Node):
    """`import name path`; `name` may be "." or "_". `path` is None or not a string only after a syntax error."""

    name: Name | None
    path: BasicLit | None
    group: Group | None = None
    directives: tuple[Directive, ...] = ()


@dataclass(slots=True, eq=False)
class ConstDecl(Node):
    """`names type = values`; no values in a group means those (and the type) of the one before. pos: first name."""

    names: list[Name]
    type: Expr | None
    values: list[Expr]
    group: Group | None = None
    directives: tuple[Directive, ...] = ()


@dataclass(slots=True, eq=False)
class TypeDecl(Node):
    """`type name[tparams] type`, or an alias with `=`. pos: the name."""

    name: Name
    tparams: list[Field]
    alias: bool
    type: Expr
    group: Group | None = None
    directives: tuple[Directive, ...] = ()


@dataclass(slots=True, eq=False)
class VarDecl(Node):
    """`var names type = values`, type or values may be missing, not both. pos: first name."""

    names: list[Name]
    type: Expr | None
    values: list[Expr]
    group: Group | None = None
    directives: tuple[Directive, ...] = ()


@dataclass(slots=True, eq=False)
class FuncDecl(Node):
    """`func (recv) name[tparams] type body`; no body means that it is implemented elsewhere. pos: after `func`."""

    recv: Field | None
    name: Name
    tparams: list[Field]
    type: FuncType
    body: BlockStmt | None
    directives: tuple[Directive, ...] = ()


# ---- statements -----------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class EmptyStmt(Node):
    """Nothing, before a `;` or `}`."""


@dataclass(slots=True, eq=False)
class LabeledStmt(Node):
    """`label: stmt`. pos: the `:`."""

    label: Name
    stmt: Stmt


@dataclass(slots=True, eq=False)
class BlockStmt(Node):
    """`{ stmts }`. pos: the `{`."""

    stmts: list[Stmt]
    rbrace: Pos


@dataclass(slots=True, eq=False)
class ExprStmt(Node):
    """An expression for its effect. pos: that of x."""

    x: Expr


@dataclass(slots=True, eq=False)
class SendStmt(Node):
    """`chan <- value`. pos: the `<-`."""

    chan: Expr
    value: Expr


@dataclass(slots=True, eq=False)
class DeclStmt(Node):
    """const, type or var inside a function. pos: the keyword."""

    decls: list[Decl]


@dataclass(slots=True, eq=False)
class AssignStmt(Node):
    """`lhs op rhs`; op is "=", ":=" or an operator with "=" ("+=", "&^="), then with one operand each. pos: op."""

    op: str
    lhs: list[Expr]
    rhs: list[Expr]


@dataclass(slots=True, eq=False)
class IncDecStmt(Node):
    """`x++` or `x--`; op is "++" or "--". pos: op."""

    op: str
    x: Expr


@dataclass(slots=True, eq=False)
class BranchStmt(Node):
    """break, continue, goto or fallthrough (`tok`). pos: the keyword.

    `target` is set by `rt0.syntax.branches` when the function has no syntax errors: the LabeledStmt of a goto, the
    for, range, switch or select statement that a break or continue leaves or goes on with; None for fallthrough.
    """

    tok: str
    label: Name | None
    target: Stmt | None = None


@dataclass(slots=True, eq=False)
class CallStmt(Node):
    """`go call` or `defer call`. `call` may be any expression: that it is a call is checked later. pos: keyword."""

    tok: str
    call: Expr


@dataclass(slots=True, eq=False)
class ReturnStmt(Node):
    """`return results`. pos: `return`."""

    results: list[Expr]


@dataclass(slots=True, eq=False)
class IfStmt(Node):
    """`if init; cond then else orelse`; orelse is an IfStmt, a BlockStmt or None. pos: `if`."""

    init: Stmt | None
    cond: Expr
    then: BlockStmt
    orelse: Stmt | None


@dataclass(slots=True, eq=False)
class ForStmt(Node):
    """`for init; cond; post body`. pos: `for`."""

    init: Stmt | None
    cond: Expr | None
    post: Stmt | None
    body: BlockStmt


@dataclass(slots=True, eq=False)
class RangeStmt(Node):
    """`for lhs = range x body` (`define`: with `:=`). lhs holds what is written, also too many. pos: `for`.

    `range_pos` is that of `range`, where gc reports faults of the clause.
    """

    lhs: list[Expr]
    define: bool
    x: Expr
    body: BlockStmt
    range_pos: Pos


@dataclass(slots=True, eq=False)
class SwitchStmt(Node):
    """`switch init; tag { clauses }`; no tag means true. pos: `switch`."""

    init: Stmt | None
    tag: Expr | None
    clauses: list[CaseClause]
    rbrace: Pos


@dataclass(slots=True, eq=False)
class TypeSwitchStmt(Node):
    """`switch init; guard { clauses }`. pos: `switch`."""

    init: Stmt | None
    guard: TypeSwitchGuard
    clauses: list[CaseClause]
    rbrace: Pos


@dataclass(slots=True, eq=False)
class SelectStmt(Node):
    """`select { clauses }`. pos: `select`."""

    clauses: list[CommClause]
    rbrace: Pos


@dataclass(slots=True, eq=False)
class CaseClause(Node):
    """`case exprs: body`; exprs is None for `default`. In a type switch the exprs are types. pos: the keyword."""

    exprs: list[Expr] | None
    body: list[Stmt]
    colon: Pos


@dataclass(slots=True, eq=False)
class CommClause(Node):
    """`case comm: body` of a select; comm is None for `default`. pos: the keyword.

    comm is any simple statement; that it is a send or a receive is checked later.
    """

    comm: Stmt | None
    body: list[Stmt]
    colon: Pos


# ---- files ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class File(Node):
    """One source file. pos: `package`.

    eof         position of its end
    go_version  "go1.N" as the file's //go:build line asks, "" if it does not
    build       the text of its //go:build expression, "" without one
    directives  all //go: and //export comments, in order
    comments    all comments, in order (empty unless the parser was asked to keep them)
    had_errors  an error was reported for it: of syntax, of a literal or of a label
    """

    source: SourceFile
    name: Name
    decls: list[Decl]
    eof: Pos
    go_version: str = ""
    build: str = ""
    directives: list[Directive] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    had_errors: bool = False


Type = ArrayType | SliceType | DotsType | StructType | InterfaceType | FuncType | MapType | ChanType
Expr = (
    BadExpr | Name | BasicLit | CompositeLit | KeyValue | FuncLit | Paren | Selector | Index | SliceExpr | TypeAssert
    | TypeSwitchGuard | Star | Unary | Binary | Call | ArrayType | SliceType | DotsType | StructType | InterfaceType
    | FuncType | MapType | ChanType
)  # fmt: skip
Decl = ImportDecl | ConstDecl | TypeDecl | VarDecl | FuncDecl
SimpleStmt = EmptyStmt | ExprStmt | SendStmt | AssignStmt | IncDecStmt
Stmt = (
    EmptyStmt | LabeledStmt | BlockStmt | ExprStmt | SendStmt | DeclStmt | AssignStmt | IncDecStmt | BranchStmt
    | CallStmt | ReturnStmt | IfStmt | ForStmt | RangeStmt | SwitchStmt | TypeSwitchStmt | SelectStmt
)  # fmt: skip


# ---- questions about nodes ------------------------------------------------------------------------------------------

# Which child a node's text begins with, where it is not at `pos`. gc takes a slice expression to begin at its `[`
# and we follow, since messages of the checker show the columns.
_FIRST_CHILD: dict[type, str] = {
    KeyValue: "key", Selector: "x", Index: "x", TypeAssert: "x", Binary: "x", Call: "fun", SendStmt: "chan",
    IncDecStmt: "x", CompositeLit: "type",
}  # fmt: skip


def start_pos(node: Node) -> Pos:
    """Where gc takes the text of `node` to begin: the leftmost position of its operands."""
    while True:
        child: Node | None
        if isinstance(node, AssignStmt):
            child = node.lhs[0]
        elif isinstance(node, TypeSwitchGuard):
            child = node.lhs or node.x
        elif isinstance(node, File):
            return node.source.base
        else:
            name = _FIRST_CHILD.get(type(node))
            child = getattr(node, name) if name is not None else None
        if child is None:
            return node.pos
        node = child


# Which children end a node's text, the first that is there.
_LAST_CHILDREN: dict[type, tuple[str, ...]] = {
    ImportDecl: ("path",), ConstDecl: ("values", "type", "names"), TypeDecl: ("type",),
    VarDecl: ("values", "type", "names"), FuncDecl: ("body", "type"),
    KeyValue: ("value",), FuncLit: ("body",), Paren: ("x",), Selector: ("sel",), Index: ("indices",),
    SliceExpr: ("max", "hi", "lo", "x"), TypeAssert: ("type",), TypeSwitchGuard: ("x",), Star: ("x",), Unary: ("x",),
    Binary: ("y",), Call: ("args", "fun"), ArrayType: ("elem",), SliceType: ("elem",), DotsType: ("elem",),
    StructType: ("fields",), Field: ("type", "name"), InterfaceType: ("methods",), FuncType: ("results", "params"),
    MapType: ("value",), ChanType: ("elem",), LabeledStmt: ("stmt",), ExprStmt: ("x",), SendStmt: ("value",),
    DeclStmt: ("decls",), AssignStmt: ("rhs",), BranchStmt: ("label",), CallStmt: ("call",), ReturnStmt: ("results",),
    IfStmt: ("orelse", "then"), ForStmt: ("body",), RangeStmt: ("body",), CaseClause: ("body",),
    CommClause: ("body",),
}  # fmt: skip


def end_pos(node: Node) -> Pos:
    """About where the text of `node` ends, as gc takes it, which is what scopes need: closing brackets are not
    counted, except that blocks, switches and composite literals end at their `}`. (For slice expressions and raw
    strings over several lines gc is off; this is not.)"""
    while True:
        kind = type(node)
        child: Node | None = None
        for name in _LAST_CHILDREN.get(kind, ()):
            value = getattr(node, name)
            if value:
                child = value[-1] if isinstance(value, list) else value
                break
        if child is None:
            return _own_end(node)
        node = child


def _own_end(node: Node) -> Pos:
    """The end of a node that no child ends."""
    if isinstance(node, (Name, BasicLit)):
        value = node.value
        return node.pos + (len(value) if value.isascii() else len(value.encode("utf-8", "surrogateescape")))
    if isinstance(node, (BlockStmt, CompositeLit, SwitchStmt, TypeSwitchStmt, SelectStmt)):
        return node.rbrace
    if isinstance(node, (CaseClause, CommClause)):
        return node.colon
    if isinstance(node, IncDecStmt):
        return end_pos(node.x) + 2
    return node.eof if isinstance(node, File) else node.pos


def unparen(x: Expr) -> Expr:
    """x without the parentheses around it."""
    while type(x) is Paren:
        x = x.x
    return x


_CHILD_FIELDS: dict[type, tuple[str, ...]] = {}
_NOT_CHILDREN = frozenset({"pos", "group", "directives", "target", "source", "comments", "op", "tok"})


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside `node`, in the order of their fields (which is nearly that of the text)."""
    names = _CHILD_FIELDS.get(type(node))
    if names is None:
        names = _CHILD_FIELDS[type(node)] = tuple(f.name for f in fields(node) if f.name not in _NOT_CHILDREN)
    for name in names:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Node):
                    yield item


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything inside it, outer before inner, without recursion."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(list(children(node))))
