"""AST → Go source text, and AST → the compact dump that golden tests hold.

Two forms of text:
- `expr_text`: one line, bodies and literals' elements shortened to `…`; what messages quote, as gc does.
- `print_file`, `print_node`: whole source, laid out nearly as gofmt does (no columns are aligned, comments other than
  directives are not there). Parsing it again gives an equal tree.

Parentheses are nodes of the tree and are printed where they are; the printer adds its own only around a composite
literal in a statement's header and in types like `chan (<-chan T)`, where the tree has dropped them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rt0.base.errors import InternalError
from rt0.base.records import dataclass, fields
from rt0.base.source import SourceFile
from rt0.syntax import ast


@dataclass(slots=True)
class _Form:
    """How to print. `indent` is the level that new lines have, `header` is set between a statement's keyword and its
    `{`, outside of brackets."""

    short: bool
    indent: int = 0
    header: bool = False


def expr_text(node: ast.Node) -> str:
    """An expression, type or simple statement in one line, shortened, as messages of gc quote it."""
    return _node(_Form(short=True), node)


def print_node(node: ast.Node) -> str:
    """Any node but a file as source text, without a line's end."""
    return _node(_Form(short=False), node)


def print_file(file: ast.File) -> str:
    """A whole file as source text."""
    form = _Form(short=False)
    head = f"//go:build {file.build}\n\n" if file.build else ""
    parts = [f"{head}package {file.name.value}\n"]
    for chunk in _grouped(file.decls):
        parts.append("\n" + _declaration(form, chunk) + "\n")
    return "".join(parts)


def _node(form: _Form, node: ast.Node) -> str:
    """The text of any node, found by its class."""
    rule = _RULES.get(type(node))
    if rule is None:
        raise InternalError(f"printer: no rule for {type(node).__name__}", node.pos)
    return rule(form, node)


def _line(form: _Form, node: ast.Node | None = None) -> str:
    """The beginning of a new line, for `node` if that matters: labels stand a level to the left."""
    return "\n" + "\t" * (form.indent - 1 if type(node) is ast.LabeledStmt else form.indent)


def _in_brackets(form: _Form, nodes: Sequence[ast.Node]) -> str:
    """Nodes separated by commas, inside some brackets."""
    outer, form.header = form.header, False
    text = ", ".join([_node(form, node) for node in nodes])
    form.header = outer
    return text


# ---- expressions ----------------------------------------------------------------------------------------------------


def _bad_expr(form: _Form, x: ast.BadExpr) -> str:
    return "<bad expr>"


def _name(form: _Form, x: ast.Name) -> str:
    return x.value


def _basic_lit(form: _Form, x: ast.BasicLit) -> str:
    return x.value


def _composite_lit(form: _Form, x: ast.CompositeLit) -> str:
    typ = _node(form, x.type) if x.type is not None else ""
    if form.short:
        return typ + ("{…}" if x.elems else "{}")
    if any(type(elem) is ast.KeyValue for elem in x.elems):
        outer, form.header = form.header, False
        form.indent += 1
        lines = "".join(_line(form) + _node(form, elem) + "," for elem in x.elems)
        form.indent -= 1
        form.header = outer
        text = typ + "{" + lines + _line(form) + "}"
    else:
        text = typ + "{" + _in_brackets(form, x.elems) + "}"
    # In a header `T{` would begin the block. Only an operand of & comes here, for others have their parentheses.
    return f"({text})" if form.header and type(x.type) in (ast.Name, ast.Selector, ast.Index) else text


def _key_value(form: _Form, x: ast.KeyValue) -> str:
    return f"{_node(form, x.key)}: {_node(form, x.value)}"


def _func_lit(form: _Form, x: ast.FuncLit) -> str:
    if form.short:
        return _func_type(form, x.type) + (" {…}" if x.body.stmts else " {}")
    outer, form.header = form.header, False
    text = f"{_func_type(form, x.type)} {_body(form, x.body)}"
    form.header = outer
    return text


def _paren(form: _Form, x: ast.Paren) -> str:
    return f"({_in_brackets(form, [x.x])})"


def _selector(form: _Form, x: ast.Selector) -> str:
    return f"{_node(form, x.x)}.{x.sel.value}"


def _index(form: _Form, x: ast.Index) -> str:
    return f"{_node(form, x.x)}[{_in_brackets(form, x.indices)}]"


def _slice(form: _Form, x: ast.SliceExpr) -> str:
    low, high, limit = (_in_brackets(form, [part]) if part is not None else "" for part in (x.lo, x.hi, x.max))
    return f"{_node(form, x.x)}[{low}:{high}" + (f":{limit}]" if limit else "]")


def _type_assert(form: _Form, x: ast.TypeAssert) -> str:
    return f"{_node(form, x.x)}.({_node(form, x.type)})"


def _type_switch_guard(form: _Form, x: ast.TypeSwitchGuard) -> str:
    lhs = f"{x.lhs.value} := " if x.lhs is not None else ""
    return f"{lhs}{_node(form, x.x)}.(type)"


def _star(form: _Form, x: ast.Star) -> str:
    return "*" + _node(form, x.x)


def _unary(form: _Form, x: ast.Unary) -> str:
    text = _node(form, x.x)
    if not form.short and type(x.x) is ast.Binary:  # the parser takes the parentheses off what & is before; gc's messages lack them
        text = f"({text})"
    glue = not form.short and text[:1] in "+-&^" and x.op != "<-"  # two operators must not become one
    return f"{x.op} {text}" if glue else x.op + text


def _binary(form: _Form, x: ast.Binary) -> str:
    # Long sums lean to the left: walk down that side instead of recursing.
    parts = [_node(form, x.y), x.op]
    left: ast.Expr = x.x
    while type(left) is ast.Binary:
        parts += [_node(form, left.y), left.op]
        left = left.x
    parts.append(_node(form, left))
    return " ".join(reversed(parts))


def _call(form: _Form, x: ast.Call) -> str:
    dots = "..." if x.has_dots else ""
    return f"{_node(form, x.fun)}({_in_brackets(form, x.args)}{dots})"


# ---- types ----------------------------------------------------------------------------------------------------------


def _array_type(form: _Form, x: ast.ArrayType) -> str:
    length = _in_brackets(form, [x.len]) if x.len is not None else "..."
    return f"[{length}]{_node(form, x.elem)}"


def _slice_type(form: _Form, x: ast.SliceType) -> str:
    return "[]" + _node(form, x.elem)


def _dots_type(form: _Form, x: ast.DotsType) -> str:
    return "..." + _node(form, x.elem)


def _struct_type(form: _Form, x: ast.StructType) -> str:
    if not x.fields:
        return "struct{}"
    if form.short:
        return "struct{" + "; ".join(_struct_lines(form, x.fields)) + "}"
    form.indent += 1
    lines = "".join(_line(form) + text for text in _struct_lines(form, x.fields))
    form.indent -= 1
    return "struct {" + lines + _line(form) + "}"


def _struct_lines(form: _Form, members: list[ast.Field]) -> list[str]:
    """Fields, those declared together in one."""
    lines: list[str] = []
    for run in _runs(members):
        tag = f" {run[0].tag.value}" if run[0].tag is not None else ""
        lines.append(_params(form, run) + tag)
    return lines


def _runs(members: list[ast.Field]) -> list[list[ast.Field]]:
    """Fields in runs that were declared together: they share their type."""
    runs: list[list[ast.Field]] = []
    for member in members:
        last = runs[-1][-1] if runs else None
        if last is not None and last.name is not None and member.name is not None and last.type is member.type:
            runs[-1].append(member)
        else:
            runs.append([member])
    return runs


def _params(form: _Form, params: list[ast.Field]) -> str:
    """Parameters, fields or type parameters separated by commas."""
    texts: list[str] = []
    for run in _runs(params):
        names = ", ".join([member.name.value for member in run if member.name is not None])
        typ = _node(form, run[0].type)
        texts.append(f"{names} {typ}" if names else typ)
    return ", ".join(texts)


def _type_params(form: _Form, tparams: list[ast.Field]) -> str:
    """[...]; a comma at the end keeps `[P *C]` from being read as an array's length."""
    if not tparams:
        return ""
    text = _params(form, tparams)
    constraint = _node(form, tparams[-1].type)
    return f"[{text},]" if constraint[0] in "*(" else f"[{text}]"


def _interface_type(form: _Form, x: ast.InterfaceType) -> str:
    texts = [_method(form, member) for member in x.methods]
    if form.short or len(texts) < 2:
        text = "; ".join(texts)
        return "interface{" + (text if form.short or not text else f" {text} ") + "}"
    form.indent += 1
    lines = "".join(_line(form) + _method(form, member) for member in x.methods)
    form.indent -= 1
    return "interface {" + lines + _line(form) + "}"


def _method(form: _Form, member: ast.Field) -> str:
    if member.name is not None and type(member.type) is ast.FuncType:
        return member.name.value + _signature(form, member.type)
    return _node(form, member.type)


def _func_type(form: _Form, x: ast.FuncType) -> str:
    return "func" + _signature(form, x)


def _signature(form: _Form, x: ast.FuncType) -> str:
    outer, form.header = form.header, False
    text = f"({_params(form, x.params)})"
    if len(x.results) == 1 and x.results[0].name is None:
        text += " " + _node(form, x.results[0].type)
    elif x.results:
        text += f" ({_params(form, x.results)})"
    form.header = outer
    return text


def _map_type(form: _Form, x: ast.MapType) -> str:
    return f"map[{_node(form, x.key)}]{_node(form, x.value)}"


def _chan_type(form: _Form, x: ast.ChanType) -> str:
    arrow = {"": "chan ", "send": "chan<- ", "recv": "<-chan "}[x.dir]
    elem = _node(form, x.elem)
    if x.dir == "" and type(x.elem) is ast.ChanType and x.elem.dir == "recv":
        return f"chan ({elem})"
    return arrow + elem


def _field(form: _Form, x: ast.Field) -> str:
    return _params(form, [x])


# ---- declarations ---------------------------------------------------------------------------------------------------


def _grouped(decls: Sequence[ast.Decl]) -> list[list[ast.Decl]]:
    """Declarations in runs of one group."""
    runs: list[list[ast.Decl]] = []
    for decl in decls:
        group = None if isinstance(decl, ast.FuncDecl) else decl.group
        last = runs[-1][-1] if runs else None
        if group is not None and last is not None and not isinstance(last, ast.FuncDecl) and last.group is group:
            runs[-1].append(decl)
        else:
            runs.append([decl])
    return runs


_KEYWORDS: dict[type, str] = {
    ast.ImportDecl: "import",
    ast.ConstDecl: "const",
    ast.TypeDecl: "type",
    ast.VarDecl: "var",
}


def _declaration(form: _Form, run: list[ast.Decl]) -> str:
    """One declaration, or those of a group with their keyword."""
    first = run[0]
    if isinstance(first, ast.FuncDecl):
        return _directives(form, first) + _func_decl(form, first)
    keyword = _KEYWORDS[type(first)]
    if first.group is None:
        return f"{_directives(form, first)}{keyword} {_spec(form, first)}"
    form.indent += 1
    lines = "".join(_line(form) + _directives(form, decl) + _spec(form, decl) for decl in run)
    form.indent -= 1
    return f"{keyword} ({lines}{_line(form)})"


def _directives(form: _Form, decl: ast.Decl) -> str:
    """The directives before a declaration, a line each. Those of a file's top go with the first declaration."""
    texts = [d.text for d in decl.directives if not d.text.startswith("go:build ")]
    return "".join(f"//{text}{_line(form)}" for text in texts)


def _spec(form: _Form, decl: ast.Decl) -> str:
    """A declaration without its keyword."""
    if isinstance(decl, ast.ImportDecl):
        path = decl.path.value if decl.path is not None else "<bad import>"
        return f"{decl.name.value} {path}" if decl.name is not None else path
    if isinstance(decl, ast.TypeDecl):
        equals = "= " if decl.alias else ""
        return f"{decl.name.value}{_type_params(form, decl.tparams)} {equals}{_node(form, decl.type)}"
    assert isinstance(decl, (ast.ConstDecl, ast.VarDecl))
    text = ", ".join(name.value for name in decl.names)
    if decl.type is not None:
        text += " " + _node(form, decl.type)
    return f"{text} = {_exprs(form, decl.values)}" if decl.values else text


def _func_decl(form: _Form, decl: ast.FuncDecl) -> str:
    receiver = f"({_params(form, [decl.recv])}) " if decl.recv is not None else ""
    text = f"func {receiver}{decl.name.value}{_type_params(form, decl.tparams)}{_signature(form, decl.type)}"
    return f"{text} {_body(form, decl.body)}" if decl.body is not None else text


def _lone_decl(form: _Form, decl: ast.Decl) -> str:
    return _declaration(form, [decl])


# ---- statements -----------------------------------------------------------------------------------------------------


def _exprs(form: _Form, exprs: Sequence[ast.Expr]) -> str:
    return ", ".join([_node(form, x) for x in exprs])


def _statements(form: _Form, stmts: list[ast.Stmt]) -> str:
    """Statements, a line each, one level deeper."""
    form.indent += 1
    text = "".join(_line(form, stmt) + _node(form, stmt) for stmt in stmts)
    form.indent -= 1
    return text


def _block(form: _Form, x: ast.BlockStmt) -> str:
    outer, form.header = form.header, False
    text = "{" + _statements(form, x.stmts) + _line(form) + "}"
    form.header = outer
    return text


def _body(form: _Form, x: ast.BlockStmt) -> str:
    """The body of a function; an empty one on its line."""
    return _block(form, x) if x.stmts else "{}"


def _empty(form: _Form, x: ast.EmptyStmt) -> str:
    return ";"


def _labeled(form: _Form, x: ast.LabeledStmt) -> str:
    return f"{x.label.value}:{_line(form, x.stmt)}{_node(form, x.stmt)}"


def _expr_stmt(form: _Form, x: ast.ExprStmt) -> str:
    return _node(form, x.x)


def _send(form: _Form, x: ast.SendStmt) -> str:
    return f"{_node(form, x.chan)} <- {_node(form, x.value)}"


def _decl_stmt(form: _Form, x: ast.DeclStmt) -> str:
    return _line(form).join(_declaration(form, run) for run in _grouped(x.decls))


def _assign(form: _Form, x: ast.AssignStmt) -> str:
    return f"{_exprs(form, x.lhs)} {x.op} {_exprs(form, x.rhs)}"


def _inc_dec(form: _Form, x: ast.IncDecStmt) -> str:
    return _node(form, x.x) + x.op


def _branch(form: _Form, x: ast.BranchStmt) -> str:
    return f"{x.tok} {x.label.value}" if x.label is not None else x.tok


def _call_stmt(form: _Form, x: ast.CallStmt) -> str:
    return f"{x.tok} {_node(form, x.call)}"


def _return(form: _Form, x: ast.ReturnStmt) -> str:
    return f"return {_exprs(form, x.results)}" if x.results else "return"


def _header(form: _Form, keyword: str, *parts: ast.Node | None) -> str:
    """A keyword with the parts of the header, None for those that are missing; only the last may stand alone."""
    form.header = True
    texts = [_node(form, part) if part is not None else "" for part in parts]
    form.header = False
    if not any(texts[:-1]):
        texts = texts[-1:]
    text = "; ".join(texts)
    return f"{keyword} {text.rstrip(' ')} " if text else keyword + " "


def _if(form: _Form, x: ast.IfStmt) -> str:
    outer = form.header
    text = ""
    branch: ast.Stmt | None = x
    while isinstance(branch, ast.IfStmt):
        text += _header(form, "if", branch.init, branch.cond) + _block(form, branch.then)
        branch = branch.orelse
        text += " else " if branch is not None else ""
    if branch is not None:
        text += _node(form, branch)
    form.header = outer
    return text


def _for(form: _Form, x: ast.ForStmt) -> str:
    if x.init is None and x.post is None:
        return _header(form, "for", x.cond) + _block(form, x.body)
    form.header = True
    init, cond, post = (_node(form, part) if part is not None else "" for part in (x.init, x.cond, x.post))
    form.header = False
    return f"for {init}; {cond}; {post}".rstrip(" ") + " " + _block(form, x.body)


def _range(form: _Form, x: ast.RangeStmt) -> str:
    form.header = True
    lhs = f"{_exprs(form, x.lhs)} {':=' if x.define else '='} " if x.lhs else ""
    text = f"for {lhs}range {_node(form, x.x)} "
    form.header = False
    return text + _block(form, x.body)


def _switch(form: _Form, x: ast.SwitchStmt) -> str:
    return _header(form, "switch", x.init, x.tag) + _clauses(form, x.clauses)


def _type_switch(form: _Form, x: ast.TypeSwitchStmt) -> str:
    return _header(form, "switch", x.init, x.guard) + _clauses(form, x.clauses)


def _select(form: _Form, x: ast.SelectStmt) -> str:
    return "select " + _clauses(form, x.clauses)


def _clauses(form: _Form, clauses: Sequence[ast.CaseClause | ast.CommClause]) -> str:
    return "{" + "".join(_line(form) + _node(form, clause) for clause in clauses) + _line(form) + "}"


def _case(form: _Form, x: ast.CaseClause) -> str:
    head = f"case {_exprs(form, x.exprs)}:" if x.exprs is not None else "default:"
    return head + _statements(form, x.body)


def _comm(form: _Form, x: ast.CommClause) -> str:
    head = f"case {_node(form, x.comm)}:" if x.comm is not None else "default:"
    return head + _statements(form, x.body)


# mypy cannot see that each rule is called with nodes of its own class only.
_RULES: dict[type, Callable[..., str]] = {
    ast.BadExpr: _bad_expr, ast.Name: _name, ast.BasicLit: _basic_lit, ast.CompositeLit: _composite_lit,
    ast.KeyValue: _key_value, ast.FuncLit: _func_lit, ast.Paren: _paren, ast.Selector: _selector, ast.Index: _index,
    ast.SliceExpr: _slice, ast.TypeAssert: _type_assert, ast.TypeSwitchGuard: _type_switch_guard, ast.Star: _star,
    ast.Unary: _unary, ast.Binary: _binary, ast.Call: _call, ast.ArrayType: _array_type, ast.SliceType: _slice_type,
    ast.DotsType: _dots_type, ast.StructType: _struct_type, ast.InterfaceType: _interface_type,
    ast.FuncType: _func_type, ast.MapType: _map_type, ast.ChanType: _chan_type, ast.Field: _field,
    ast.ImportDecl: _lone_decl, ast.ConstDecl: _lone_decl, ast.TypeDecl: _lone_decl, ast.VarDecl: _lone_decl,
    ast.FuncDecl: _lone_decl, ast.EmptyStmt: _empty, ast.LabeledStmt: _labeled, ast.BlockStmt: _block,
    ast.ExprStmt: _expr_stmt, ast.SendStmt: _send, ast.DeclStmt: _decl_stmt, ast.AssignStmt: _assign,
    ast.IncDecStmt: _inc_dec, ast.BranchStmt: _branch, ast.CallStmt: _call_stmt, ast.ReturnStmt: _return,
    ast.IfStmt: _if, ast.ForStmt: _for, ast.RangeStmt: _range, ast.SwitchStmt: _switch,
    ast.TypeSwitchStmt: _type_switch, ast.SelectStmt: _select, ast.CaseClause: _case, ast.CommClause: _comm,
}  # fmt: skip


# ---- dump -----------------------------------------------------------------------------------------------------------

_NOT_DUMPED = frozenset({"pos", "rbrace", "rparen", "colon", "eof", "range_pos", "source", "comments", "had_errors"})


def dump(node: ast.Node, source: SourceFile | None = None) -> str:
    """The tree as text, a node a line, children indented; with `source`, line:column after each node's name.

    Without `source` two dumps are equal exactly if the trees are, positions aside.
    """
    lines: list[str] = []
    _dump(node, "", 0, source, lines, {})
    return "\n".join(lines) + "\n"


def _dump(
    node: ast.Node, label: str, depth: int, source: SourceFile | None, lines: list[str], groups: dict[int, int]
) -> None:
    """Append the lines of `node`; plain fields go on its own line, nodes on lines after it."""
    words = [label + type(node).__name__]
    if source is not None:
        words.append("{}:{}".format(*source.line_col(node.pos)))
    index = len(lines)
    lines.append("")
    for each in fields(node):
        value: object = getattr(node, each.name)
        if each.name in _NOT_DUMPED or value is None or value is False or value == "" or value == ():
            continue
        if each.name == "target":
            assert isinstance(value, ast.Node)
            words.append("target=" + type(value).__name__)
        elif isinstance(value, ast.Group):
            words.append(f"group={groups.setdefault(id(value), len(groups) + 1)}")
        elif isinstance(value, ast.Node):
            _dump(value, each.name + ": ", depth + 1, source, lines, groups)
        elif isinstance(value, (list, tuple)):
            for at, item in enumerate(value):
                if isinstance(item, ast.Directive):
                    words.append("//" + item.text)
                elif isinstance(item, ast.Node):
                    _dump(item, f"{each.name}[{at}]: ", depth + 1, source, lines, groups)
            if not value and each.name == "exprs":
                words.append("exprs=[]")
        else:
            words.append(str(value) if each.name in ("value", "op", "tok", "kind", "dir") else f"{each.name}={value}")
    lines[index] = "  " * depth + " ".join(words)
