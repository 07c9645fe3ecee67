"""The checker's state, its operands, and what every construct's file needs: errors, recording, delayed work.

A `Checker` checks one package. The functions that do so are free and stand in one file a construct; they are tied
together by the tables `EXPR`, `TYPE` and `STMT` (node class -> function), which each file fills at import, so that
the files need not import each other in circles. `core.py` dispatches; `package.py` drives.

Invariants
- `scope`, `decl`, `iota`, `func`, `sig`, ... are the environment of the declaration or body being checked; whoever
  enters another one saves and restores them (`save_env`, `restore_env`).
- An erroneous operand has mode MODE_INVALID and its error is reported already; nobody reports about it again.
- Untyped expressions wait in `untyped` until their final type is known; then they move to `info.types`.
- `delayed` holds checks that need finished types; function literals' bodies are among them and run before the scope
  around them changes.

Read next: core.py, package.py.
"""
from __future__ import annotations

import re
from collections.abc import Callable

from rt0.base.diagnostics import Related, Sink
from rt0.base.options import Options
from rt0.base.records import dataclass, field
from rt0.base.source import NO_POS, FileSet
from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types import constant
from rt0.types import types as t
from rt0.types.format import func_string, type_string
from rt0.types.generic.mono import Graph
from rt0.types.info import (
    MODE_BUILTIN,
    MODE_COMMAOK,
    MODE_CONST,
    MODE_INVALID,
    MODE_MAPINDEX,
    MODE_NIL,
    MODE_NOVALUE,
    MODE_TYPE,
    MODE_VALUE,
    MODE_VARIABLE,
    Info,
    Selection,
    TypeAndValue,
)
from rt0.types.objects import Const, Func, Object, Package, PkgName, Scope, TypeName, Var
from rt0.types.types import (
    INVALID_TYPE,
    Alias,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    unalias,
    under,
)
from rt0.types.universe import BUILTINS

# Kinds of expressions, for what may stand as a statement.
CONVERSION, EXPRESSION, STATEMENT = range(3)

# Error codes are the names of Go's internal/types/errors.
INVALID_ARG = "invalid argument: "
INVALID_OP = "invalid operation: "


class Operand:
    """An expression under consideration: mode, type, value of a constant (None: unknown) and node."""

    __slots__ = ("mode", "type", "val", "expr", "id")

    def __init__(self, mode: int = MODE_INVALID, typ: Type = INVALID_TYPE, expr: ast.Node | None = None) -> None:
        self.mode = mode
        self.type = typ
        self.val: constant.Value | None = None
        self.expr: ast.Node = expr  # type: ignore[assignment]
        self.id = ""

    def copy(self) -> Operand:
        """Another operand of the same content."""
        x = Operand(self.mode, self.type, self.expr)
        x.val, x.id = self.val, self.id
        return x

    def assign(self, y: Operand) -> None:
        """Becomes what y is."""
        self.mode, self.type, self.val, self.expr, self.id = y.mode, y.type, y.val, y.expr, y.id


@dataclass(slots=True, eq=False)
class Untyped:
    """What is known of an expression whose type is not final. `is_lhs`: it is the left operand of a shift."""

    is_lhs: bool
    mode: int
    type: Type
    val: constant.Value | None


@dataclass(slots=True, eq=False)
class DeclInfo:
    """A package-level declaration: where it stands, its parts, and the objects that it depends on (in order)."""

    file: Scope
    lhs: list[Var] | None = None
    vtyp: ast.Expr | None = None
    init: ast.Expr | None = None
    inherited: bool = False
    iota: int = 0
    tdecl: ast.TypeDecl | None = None
    fdecl: ast.FuncDecl | None = None
    deps: dict[Object, None] = field(default_factory=dict)
    order: int = 0
    version: str = ""


FuncNode = ast.FuncDecl | ast.FuncLit


@dataclass(slots=True, eq=False)
class Target:
    """The signature that a generic function's value is assigned to, and a description for messages."""

    sig: Signature
    desc: str


EXPR: dict[type, Callable[..., int]] = {}
TYPE: dict[type, Callable[..., Type]] = {}
STMT: dict[type, Callable[..., None]] = {}


class Checker:
    """The state of checking one package (see the module's docstring for who may change what)."""

    __slots__ = (
        "files", "sink", "pkg", "info", "options", "import_package", "parsed", "obj_map", "obj_list", "methods",
        "untyped", "delayed", "obj_path", "obj_path_idx", "imports", "dot_imports", "bodies", "eager", "noted", "first_error",
        "_ambiguous", "decl", "scope", "iota", "errpos", "sig", "func", "func_chain", "in_tparam_list",
        "has_call_or_recv", "is_panic", "version", "decl_object",
        "captures", "local_types", "lang", "mono", "valid_types", "endless",
    )

    def __init__(self, pkg: Package, parsed: list[ast.File], files: FileSet, sink: Sink, options: Options,
                 import_package: Callable[[str, int], Package | None]) -> None:
        self.pkg = pkg
        self.parsed = parsed
        self.files = files
        self.sink = sink
        self.options = options
        self.import_package = import_package
        self.info = Info()
        self.obj_map: dict[Object, DeclInfo] = {}
        self.obj_list: list[Object] = []
        self.methods: dict[TypeName, list[Func]] = {}
        self.untyped: dict[ast.Node, Untyped] = {}
        self.delayed: list[tuple[str, Callable[[], None]]] = []
        self.obj_path: list[Object] = []
        self.obj_path_idx: dict[Object, int] = {}
        self.imports: list[PkgName] = []
        self.dot_imports: dict[tuple[int, str], PkgName] = {}
        self.noted: list[tuple[ast.Expr, Type]] = []  # for last.py
        self.eager = False  # bodies are checked with the declarations, not on demand
        self.bodies: dict[Func, Callable[[], None]] = {}
        self.first_error = False
        self._ambiguous: frozenset[str] | None = None
        self.decl_object: Callable[[Checker, Object], None] = _no_decl
        self.captures: dict[ast.FuncLit, dict[Var, None]] = {}
        self.local_types: dict[tuple[int, str], int] = {}
        self.mono = Graph()
        self.valid_types: set[Named] = set()  # without type arguments, and known not to contain themselves
        self.endless: set[Named] = set()  # types of which unsafe.Sizeof and the like reported that they have no size
        # the environment
        self.decl: DeclInfo | None = None
        self.scope: Scope = pkg.scope
        self.iota: int | None = None
        self.errpos = NO_POS
        self.sig: Signature | None = None
        self.func: FuncNode | None = None
        self.func_chain: tuple[FuncNode, ...] = ()
        self.in_tparam_list = False
        self.has_call_or_recv = False
        self.is_panic: set[ast.Node] = set()
        self.version = options.go_version
        self.lang = options.go_version  # of the package, where a file does not ask for another

    # ---- text -------------------------------------------------------------------------------------------------------

    def ts(self, typ: Type) -> str:
        """A type as text seen from this package."""
        return type_string(typ, self.pkg, self._ambiguous_names(), self._place)

    def _place(self, pos: int) -> str:
        return str(self.files.position(pos))

    def fs(self, f: Func, full: bool = False) -> str:
        """A method as text: name and signature without parameter names."""
        return func_string(f.name, f.signature, self.pkg, self._ambiguous_names(), full)

    def _ambiguous_names(self) -> frozenset[str]:
        """Names that several packages have, of this one and all it imports: messages then show paths. Internal packages do
        not count, for rt0's standard library has others than Go's."""
        if self._ambiguous is None:
            paths: dict[str, set[str]] = {}
            waiting, seen = [self.pkg], {self.pkg}
            while waiting:
                p = waiting.pop()
                if not p.path.startswith("internal/"):
                    paths.setdefault(p.name, set()).add(p.path)
                waiting += [i for i in p.imports if i not in seen]
                seen.update(p.imports)
            self._ambiguous = frozenset(name for name, found in paths.items() if len(found) > 1)
        return self._ambiguous


def _no_decl(c: Checker, obj: Object) -> None:
    raise AssertionError("decl.py sets this slot")


Env = tuple[object, ...]


def save_env(c: Checker) -> Env:
    """The environment, for restore_env."""
    return (c.decl, c.scope, c.iota, c.errpos, c.sig, c.func, c.func_chain, c.in_tparam_list, c.has_call_or_recv,
            c.is_panic, c.version)


def restore_env(c: Checker, env: Env) -> None:
    """Puts back what save_env returned."""
    (c.decl, c.scope, c.iota, c.errpos, c.sig, c.func, c.func_chain, c.in_tparam_list, c.has_call_or_recv,
     c.is_panic, c.version) = env  # type: ignore[assignment]


# ---- errors ---------------------------------------------------------------------------------------------------------

At = Operand | ast.Node | int


def at_pos(at: At) -> int:
    """Where an error about `at` is reported: the start of its text, as gc does."""
    if type(at) is int:
        return at
    if type(at) is Operand:
        return ast.start_pos(at.expr) if at.expr is not None else NO_POS
    return ast.start_pos(at)  # type: ignore[arg-type]


def error(c: Checker, at: At, code: str, message: str, *related: tuple[int, str], soft: bool = False,
          more: str = "") -> None:
    """Reports a fault of the user's program. Follow-on errors (about invalid operands or types) are dropped.

    `more` is appended to the message, and not looked at when judging whether it is a follow-on.
    """
    if c.first_error and (message.find("invalid operand") > 0 or message.find("invalid type") > 0):
        return
    c.first_error = True
    pos = at_pos(at)
    if _VERSION_ERROR.search(message):
        message += _who_asked(c, pos)
    if c.errpos != NO_POS:
        pos = c.errpos  # an inherited constant expression: blame the constant that repeats it
    c.sink.error(code, pos, message + more, *[Related(p, m) for p, m in related], soft=soft)


_VERSION_ERROR = re.compile(r"requires go1\.\d+ or later$")


def _who_asked(c: Checker, pos: int) -> str:
    """Who asked for the language version at a place, for a message that says it is too old: the file or go.mod."""
    source = c.files.file(pos)
    own = next((f.go_version for f in c.parsed if f.source is source), "")
    if own == f"go{c.version}":
        return f" (file declares //go:build {own})"
    return f" (-lang was set to go{c.lang}; check go.mod)"


def soft_error(c: Checker, at: At, code: str, message: str) -> None:
    """Reports a fault that would not keep the program from being compiled (an unused variable)."""
    error(c, at, code, message, soft=True)


def allow_version(c: Checker, minor: int) -> bool:
    """Whether the language version in force is at least go1.minor."""
    v = c.version
    if v == "1.27" or not v:
        return True
    return int(v.split(".")[1]) >= minor


def verify_version(c: Checker, at: At, minor: int, what: str) -> bool:
    """Reports `what` as needing go1.minor if the language version is older."""
    if allow_version(c, minor):
        return True
    error(c, at, "UnsupportedFeature", f"{what} requires go1.{minor} or later")
    return False


# ---- operands as text -----------------------------------------------------------------------------------------------

_MODE_TEXT = {
    MODE_INVALID: "invalid operand", MODE_NOVALUE: "no value", MODE_BUILTIN: "built-in", MODE_TYPE: "type",
    MODE_CONST: "constant", MODE_VARIABLE: "variable", MODE_MAPINDEX: "map index expression", MODE_VALUE: "value",
    MODE_NIL: "nil", MODE_COMMAOK: "comma, ok expression",
}

_KIND_TEXT: dict[type, str] = {
    Array: "array", Slice: "slice", Struct: "struct", Pointer: "pointer", Signature: "func", Interface: "interface",
    Map: "map", Chan: "chan", Tuple: "tuple", t.Union: "union",
}


def composite_kind(typ: Type) -> str:
    """"array", "slice", ... or "" for a basic type."""
    return _KIND_TEXT.get(type(under(typ)), "")


def describe(c: Checker, x: Operand) -> str:
    """An operand in gc's words: `x (variable of type int)`."""
    if x.mode == MODE_NIL:
        if x.type is INVALID_TYPE:
            return "nil (with invalid type)"
        return "nil" if _is_untyped(x.type) else f"nil (of type {c.ts(x.type)})"
    expr = expr_text(x.expr) if x.expr is not None else _no_expr_text(c, x)
    out = ""
    typed = False
    if x.mode not in (MODE_INVALID, MODE_NOVALUE, MODE_BUILTIN, MODE_TYPE):
        if _is_untyped(x.type):
            out += x.type.name + " "  # type: ignore[attr-defined]
        else:
            typed = True
    out += _MODE_TEXT[x.mode]
    if x.mode == MODE_CONST:
        s = constant.format_value(x.val) if x.val is not None else "unknown"
        if s != expr:
            out += " " + s
    if typed:
        out += _describe_type(c, x.type)
    return f"{expr} ({out})" if expr else out


def _is_untyped(typ: Type) -> bool:
    return type(typ) is Basic and typ.flags & t.IS_UNTYPED != 0


def _no_expr_text(c: Checker, x: Operand) -> str:
    if x.mode == MODE_BUILTIN:
        return x.id
    if x.mode == MODE_TYPE:
        return c.ts(x.type)
    return constant.format_value(x.val) if x.mode == MODE_CONST and x.val is not None else ""


def _describe_type(c: Checker, typ: Type) -> str:
    if unalias(typ) is INVALID_TYPE:
        return " with invalid type"
    desc = ""
    if type(typ) in (Named, Alias) and typ.tparams and typ.targs is None or type(typ) is Signature and typ.tparams:  # type: ignore[attr-defined]
        desc = "generic "
    p = unalias(typ)
    if type(p) is TypeParam:
        from rt0.types.generic.typeset import has_empty_type_set
        tail = " with empty type set" if has_empty_type_set(p) else ""
        return f" of type {c.ts(typ)} constrained by {c.ts(p.bound)}{tail}"
    if type(typ) is Named or type(typ) is Alias:
        what = composite_kind(typ)
        if not what:
            u = under(typ)
            what = u.name if type(u) is Basic else ""
        desc += what + " "
    return f" of {desc}type {c.ts(typ)}"


# ---- recording ------------------------------------------------------------------------------------------------------

NO_VALUE_TYPE = Tuple([])


def record(c: Checker, x: Operand) -> None:
    """Notes what is known of x's expression; final only if its type is not untyped."""
    mode = x.mode
    if mode == MODE_INVALID:
        return
    typ = NO_VALUE_TYPE if mode == MODE_NOVALUE else x.type
    if type(typ) is Basic and typ.flags & t.IS_UNTYPED:
        c.untyped[x.expr] = Untyped(False, mode, typ, x.val if mode == MODE_CONST else None)
    else:
        c.info.types[x.expr] = TypeAndValue(mode, typ, x.val if mode == MODE_CONST else None)


def record_type(c: Checker, e: ast.Node, mode: int, typ: Type, val: constant.Value | None = None) -> None:
    """Notes the final type of an expression."""
    if mode != MODE_INVALID:
        c.info.types[e] = TypeAndValue(mode, typ, val)


def record_untyped(c: Checker) -> None:
    """Makes the types of still untyped expressions final: they stay untyped (operands of constant expressions)."""
    for e, u in c.untyped.items():
        c.info.types[e] = TypeAndValue(u.mode, u.type, u.val)
    c.untyped.clear()


def record_builtin(c: Checker, fun: ast.Node) -> None:
    """Notes that fun, in parentheses or not, denotes a predeclared function."""
    while True:
        c.info.types[fun] = TypeAndValue(MODE_BUILTIN, INVALID_TYPE)
        if type(fun) is not ast.Paren:
            return
        fun = fun.x


def record_comma_ok(c: Checker, e: ast.Node, a: Operand, b: Operand) -> None:
    """Notes that e is used for two values."""
    if a.mode == MODE_INVALID:
        return
    while True:
        tv = c.info.types[e]
        tv.type = Tuple([Var("", a.type), Var("", b.type)])
        if type(e) is not ast.Paren:
            return
        e = e.x


def record_selection(c: Checker, e: ast.Selector, kind: int, recv: Type, obj: Var | Func, index: tuple[int, ...],
                     indirect: bool, typ: Type) -> None:
    """Notes what x.f selects."""
    c.info.uses[e.sel] = obj
    c.info.selections[e] = Selection(kind, recv, obj, index, indirect, typ)


# ---- scopes and delayed work ----------------------------------------------------------------------------------------


def lookup(c: Checker, name: str) -> Object | None:
    """The object that a name denotes here. Declarations enter scopes in source order, so positions do not matter."""
    s: Scope | None = c.scope
    while s is not None:
        obj = s.names.get(name)
        if obj is not None:
            return obj
        s = s.outer or s.parent
    return None


def open_scope(c: Checker, node: ast.Node) -> None:
    """Enters a new block; close_scope leaves it.

    A block that is empty now stays so while the new one is searched: declarations enter the innermost scope, and bodies of
    function literals are checked before the scope around them changes. Scopes of files and packages are never passed over.
    """
    around = c.scope
    s = Scope(around, node.pos, NO_POS)
    s.outer = around if around.names or around.outer is None else around.outer
    around.children.append(s)
    c.info.scopes[node] = s
    c.scope = s


def close_scope(c: Checker) -> None:
    """Leaves the block entered last."""
    assert c.scope.parent is not None
    c.scope = c.scope.parent


def declare(c: Checker, scope: Scope, name: ast.Name | None, obj: Object, pos: int) -> None:
    """Enters obj into scope, visible from pos, and notes it as what `name` defines; a clash is reported."""
    if obj.name != "_":
        alt = scope.insert(obj)
        if alt is not None:
            related = [(alt.pos, f"other declaration of {alt.name}")] if alt.pos else []
            error(c, obj.pos, "DuplicateDecl", f"{obj.name} redeclared in this block", *related)
            return
        obj.scope_pos = pos
    if name is not None:
        c.info.defs[name] = obj


def later(c: Checker, f: Callable[[], None]) -> None:
    """Runs f when the declarations being checked are finished, under the language version in force now."""
    c.delayed.append((c.version, f))


def process_delayed(c: Checker, top: int) -> None:
    """Runs the delayed checks from number `top` on, and those that they add."""
    delayed = c.delayed
    version = c.version
    i = top
    while i < len(delayed):
        c.version, f = delayed[i]
        f()
        i += 1
    c.version = version
    del delayed[top:]


def add_dep(c: Checker, obj: Object) -> None:
    """Notes that the package-level declaration being checked depends on obj."""
    if c.decl is not None and obj in c.obj_map:
        c.decl.deps[obj] = None


def object_kind(obj: Object) -> str:
    """What an object is, in words."""
    if type(obj) is Var:
        return ("package-level variable", "local variable", "parameter", "receiver", "result variable",
                "struct field")[obj.kind]
    if type(obj) is TypeName:
        if type(obj.type) is Alias:
            return "type alias"
        return "type parameter" if type(obj.type) is TypeParam else "defined type"
    if type(obj) is Func:
        return "method" if obj.type is not None and obj.signature.recv is not None else "function"
    if type(obj) is Const:
        return "constant"
    return {"PkgName": "package name", "Label": "label", "Builtin": "built-in function",
            "Nil": "untyped nil"}[type(obj).__name__]


def builtin_name(id: str) -> str:
    """The name of a predeclared function or of one of package unsafe ("unsafe.Add" is Add)."""
    assert id in BUILTINS
    return id.rpartition(".")[2]
