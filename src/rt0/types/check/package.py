"""Checking one package: collecting its declarations, then types, then bodies, then what depends on all of them.

`new_checker` and `check_declarations` do everything, or everything but function bodies; `check_body` then checks one. `finish`
looks at the initialisation order and unused imports. A package whose bodies are checked on demand (those that are
reachable) is never asked about unused imports.

Read next: checker.py, decls.py.
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.base.diagnostics import Sink
from rt0.base.options import GO_VERSION, Options
from rt0.base.source import FileSet
from rt0.syntax import ast

# Importing these fills the tables by which constructs are dispatched.
from rt0.types.check import (  # noqa: F401
    builtins,
    calls,
    index,
    literals,
    names,
    operators,
    ranges,
    selectors,
    stmts,
    switches,
    typexprs,
)
from rt0.types.check.checker import (
    Checker,
    DeclInfo,
    declare,
    error,
    process_delayed,
    record_untyped,
    soft_error,
    verify_version,
)
from rt0.types.check.complete import cycle_error, first_in_source
from rt0.types.check.decls import arity, const_groups, decl_object
from rt0.types.check.initorder import init_order
from rt0.types.check.last import last_checks
from rt0.types.check.signatures import unpack_recv
from rt0.types.generic.mono import find_loop
from rt0.types.literal import unquote_string
from rt0.types.objects import PACKAGE_VAR, Const, Func, Object, Package, PkgName, Scope, TypeName, Var, exported
from rt0.types.types import INVALID_TYPE, TypeParam
from rt0.types.universe import UNIVERSE

Importer = Callable[[str, int], "Package | None"]


def new_checker(pkg: Package, parsed: list[ast.File], files: FileSet, sink: Sink, options: Options,
                importer: Importer) -> Checker:
    """A checker for the files of one package. `importer(path, pos)` gives imported packages, None if it failed (and
    was reported)."""
    pkg.scope.parent = UNIVERSE
    c = Checker(pkg, parsed, files, sink, options, importer)
    c.decl_object = decl_object
    return c


def check_package(c: Checker) -> None:
    """Checks a whole package, bodies included."""
    check_declarations(c, bodies=True)
    finish(c)


def check_declarations(c: Checker, bodies: bool = False) -> None:
    """Collects the package's objects and gives each its type. Bodies wait in c.bodies, or are checked too.

    If they are, then among the delayed checks and in the order of gc's: what a declaration puts off is told before
    the faults of its body, and after those of the bodies before it.
    """
    c.eager = bodies
    methods = _collect(c)
    _associate(c, methods)
    _direct_cycles(c)
    # Types first, then aliases, then the rest: so that aliases are rarely met before they are known.
    rest: list[Object] = []
    aliases: list[Object] = []
    for obj in c.obj_list:
        if type(obj) is TypeName:
            d = c.obj_map[obj].tdecl
            assert d is not None
            if d.alias:
                aliases.append(obj)
            else:
                decl_object(c, obj)
        else:
            rest.append(obj)
    for obj in aliases + rest:
        decl_object(c, obj)
    process_delayed(c, 0)
    c.pkg.complete = True


def check_body(c: Checker, f: Func) -> None:
    """Checks the body of one function or method of the package, unless that was done."""
    body = c.bodies.pop(f.origin or f, None)
    if body is not None:
        body()
        process_delayed(c, 0)
        record_untyped(c)


def finish(c: Checker, imports: bool = True) -> None:
    """The order of initialisation and, when all bodies were checked, unused imports."""
    init_order(c)
    process_delayed(c, 0)
    if imports:
        _unused_imports(c)
    record_untyped(c)
    _endless_instances(c)
    if imports and not c.first_error:
        last_checks(c)


# ---- collecting -----------------------------------------------------------------------------------------------------

_Method = tuple[Func, bool, ast.Name]

FIRST_OF_FILES = 21
"""The first minor version that a file can ask for on its own."""


def _collect(c: Checker) -> list[_Method]:
    """Enters all package-level objects and imports; returns methods with their receivers' base types' names."""
    methods: list[_Method] = []
    scopes: list[Scope] = []
    for f in c.parsed:
        scope = Scope(c.pkg.scope, f.pos, f.eof)
        c.pkg.scope.children.append(scope)
        c.info.scopes[f] = scope
        c.info.defs[f.name] = None
        if f.name.value == "_":
            error(c, f.name, "BlankPkgName", "invalid package name _")
        scopes.append(scope)
        version = c.info.versions[f] = _language(c, f)
        groups = const_groups(f.decls)
        for i, d in enumerate(f.decls):
            if type(d) is ast.FuncDecl:
                _collect_func(c, scope, d, version, methods)
            elif type(d) is ast.TypeDecl:
                tn = TypeName(d.name.value, None, c.pkg, d.name.pos)  # type: ignore[arg-type]
                _declare(c, d.name, tn, DeclInfo(scope, tdecl=d, version=version))
            elif type(d) is ast.VarDecl:
                _collect_vars(c, scope, d, version)
            elif type(d) is ast.ConstDecl:
                iota, last, inherited = groups[i]
                _collect_consts(c, scope, d, version, iota, last, inherited)
            elif type(d) is ast.ImportDecl:
                _collect_import(c, scope, d)
    _file_conflicts(c, scopes)
    return methods


def _add(c: Checker, obj: Object, d: DeclInfo) -> None:
    d.order = d.order or len(c.obj_map) + 1
    c.obj_map[obj] = d
    c.obj_list.append(obj)


def _declare(c: Checker, name: ast.Name, obj: Object, d: DeclInfo) -> None:
    if name.value == "init":
        error(c, name, "InvalidInitDecl", "cannot declare init - must be func")
        return
    if name.value == "main" and c.pkg.name == "main":
        error(c, name, "InvalidMainDecl", "cannot declare main - must be func")
        return
    declare(c, c.pkg.scope, name, obj, 0)
    _add(c, obj, d)


def _language(c: Checker, f: ast.File) -> str:
    """The language version of a file. Its //go:build line may ask for a newer or an older one than go.mod does, but for
    none before go1.21: until then such lines had no say in it."""
    if not f.go_version:
        return c.lang
    minor = int(f.go_version.partition(".")[2] or 0)
    if minor > int(GO_VERSION.split(".")[1]):
        error(c, f.name, "TooNew", f"file requires newer Go version {f.go_version}")
    return f"1.{max(minor, FIRST_OF_FILES)}"


def _collect_consts(c: Checker, scope: Scope, d: ast.ConstDecl, version: str, iota: int, last: ast.ConstDecl | None,
                    inherited: bool) -> None:
    values = last.values if last is not None else []
    vtyp = last.type if last is not None else None
    for i, name in enumerate(d.names):
        k = Const(name.value, None, None, c.pkg, name.pos)  # type: ignore[arg-type]
        init = values[i] if i < len(values) else None
        _declare(c, name, k, DeclInfo(scope, None, vtyp, init, inherited, iota, version=version))
    arity(c, d.pos, d.names, values, True, inherited)


def _collect_vars(c: Checker, scope: Scope, d: ast.VarDecl, version: str) -> None:
    variables = [Var(n.value, None, c.pkg, n.pos, PACKAGE_VAR) for n in d.names]  # type: ignore[arg-type]
    shared: DeclInfo | None = None
    if len(d.values) == 1:
        shared = DeclInfo(scope, variables, d.type, d.values[0], version=version)  # one initialiser sets all
    for i, (name, v) in enumerate(zip(d.names, variables)):
        init = d.values[i] if i < len(d.values) else None
        _declare(c, name, v, shared or DeclInfo(scope, None, d.type, init, version=version))
    if d.type is None or d.values:
        arity(c, d.pos, d.names, d.values, False, False)


def _collect_func(c: Checker, scope: Scope, d: ast.FuncDecl, version: str, methods: list[_Method]) -> None:
    name = d.name.value
    f = Func(name, None, c.pkg, d.name.pos, decl=d)  # type: ignore[arg-type]
    f.complete = lambda f: decl_object(c, f)
    c.info.funcs.append(f)
    special = d.recv is None and (name == "init" or name == "main" and c.pkg.name == "main")
    if d.tparams and version != GO_VERSION and not special:
        c.version = version
        verify_version(c, d.tparams[0], *((27, "generic method") if d.recv is not None else (18, "type parameter")))
    if d.recv is not None:
        ptr, base, _ = unpack_recv(d.recv.type)
        if type(base) is ast.Name and name != "_":
            methods.append((f, ptr, base))
        c.info.defs[d.name] = f
    elif special:
        _special_func(c, d, f, name)
    else:
        declare(c, c.pkg.scope, d.name, f, 0)
    _add(c, f, DeclInfo(scope, fdecl=d, version=version))


def _special_func(c: Checker, d: ast.FuncDecl, f: Func, name: str) -> None:
    code = "InvalidInitDecl" if name == "init" else "InvalidMainDecl"
    if d.tparams:
        soft_error(c, d.tparams[0], code, f"func {name} must have no type parameters")
    if d.type.params or d.type.results:
        soft_error(c, d.name, code, f"func {name} must have no arguments and no return values")
    if name == "init":
        f.parent = c.pkg.scope
        c.info.defs[d.name] = f
        c.info.init_funcs.append(f)
        if d.body is None:
            soft_error(c, f.pos, "MissingInitBody", "func init must have a body")
    else:
        declare(c, c.pkg.scope, d.name, f, 0)


_ILLEGAL = set('!"#$%&\'()*,:;<=>?[\\]^{|}`\ufffd')


def _import_path(c: Checker, d: ast.ImportDecl) -> str | None:
    if d.path is None or d.path.bad:
        return None
    path = unquote_string(d.path.value).decode("utf-8", "replace")
    if not path:
        error(c, d.path, "BadImportPath", "invalid import path (empty string)")
        return None
    for ch in path:
        if ch in _ILLEGAL or ch.isspace() or not ch.isprintable():
            shown = f"U+{ord(ch):04X}" + (f" '{ch}'" if ch.isprintable() else "")
            error(c, d.path, "BadImportPath", f"invalid import path (invalid character {shown})")
            return None
    return path


def _collect_import(c: Checker, scope: Scope, d: ast.ImportDecl) -> None:
    path = _import_path(c, d)
    if path is None:
        return
    assert d.path is not None
    if path == "C" and d.name is not None:
        error(c, d.name, "ImportCRenamed", 'cannot rename import "C"')
        return
    imp = c.import_package(path, d.path.pos)
    if imp is None:
        imp = Package(path, path.rstrip("/").rpartition("/")[2])
        imp.fake = True
        c.first_error = True
    name = d.name.value if d.name is not None else imp.name
    if name == "init":
        error(c, d, "InvalidInitDecl", "cannot import package as init - init must be a func")
        return
    if imp not in c.pkg.imports:
        c.pkg.imports.append(imp)
    obj = PkgName(name, imp, c.pkg, d.name.pos if d.name is not None else d.path.pos)
    obj.used = imp.fake
    if d.name is not None:
        c.info.defs[d.name] = obj
    else:
        c.info.implicits[d] = obj
    c.imports.append(obj)
    if name == ".":
        _dot_import(c, scope, d, imp, obj)
    else:
        declare(c, scope, None, obj, 0)


def _dot_import(c: Checker, scope: Scope, d: ast.ImportDecl, imp: Package, obj: PkgName) -> None:
    for name, o in imp.scope.names.items():
        if not exported(name):
            continue
        alt = scope.names.get(name)
        if alt is not None:
            at = d.name.pos if d.name is not None else d.pos
            error(c, at, "DuplicateDecl", f"{name} redeclared in this block", (alt.pos, f"other declaration of {name}"))
            continue
        scope.names[name] = o
        c.dot_imports[(id(scope), name)] = obj


def _file_conflicts(c: Checker, scopes: list[Scope]) -> None:
    for s in scopes:
        for name, obj in s.names.items():
            alt = c.pkg.scope.names.get(name)
            if alt is None:
                continue
            if type(obj) is PkgName:
                what = f'package {obj.imported.name} ("{obj.imported.path}")'
                text = f"{name} already declared through import of {what}"
                error(c, alt.pos, "DuplicateDecl", text, (obj.pos, f"other declaration of {name}"))
            else:
                path = obj.pkg.path if obj.pkg is not None else ""
                pname = obj.pkg.name if obj.pkg is not None else ""
                error(c, alt.pos, "DuplicateDecl",
                      f"{name} already declared through dot-import of package {pname} (\"{path}\")",
                      *([(obj.pos, f"other declaration of {name}")] if obj.pos else []))


# ---- methods and cycles ---------------------------------------------------------------------------------------------


def _associate(c: Checker, methods: list[_Method]) -> None:
    """Notes each method with the type that its receiver names, through aliases."""
    for f, ptr, name in methods:
        base = _base_type(c, ptr, name)
        if base is not None:
            f.ptr_recv = base[0]
            c.methods.setdefault(base[1], []).append(f)


def _base_type(c: Checker, ptr: bool, name: ast.Name) -> tuple[bool, TypeName] | None:
    seen: set[TypeName] = set()
    while True:
        obj = c.pkg.scope.names.get(name.value)
        if type(obj) is not TypeName or obj in seen:
            return None
        info = c.obj_map.get(obj)
        if info is None or info.tdecl is None:
            return None
        d = info.tdecl
        if not d.alias:
            return ptr, obj
        if d.tparams:
            return None
        seen.add(obj)
        t = ast.unparen(d.type)
        if type(t) is ast.Star:
            if ptr:
                return None
            ptr = True
            t = ast.unparen(t.x)
        if type(t) is not ast.Name:
            return None
        name = t


def _direct_cycles(c: Checker) -> None:
    """Reports types declared as each other by name alone: type A B; type B A."""
    state: dict[TypeName, int] = {}
    for obj in c.obj_list:
        path: list[TypeName] = []
        while type(obj) is TypeName:
            at = state.get(obj)
            if at == -1:
                break
            if at is not None:
                obj.type = INVALID_TYPE
                cycle: list[Object] = list(path[at:])
                cycle_error(c, cycle, first_in_source(cycle))
                break
            state[obj] = len(path)
            path.append(obj)
            d = c.obj_map[obj].tdecl
            if d is None or type(d.type) is not ast.Name:
                break
            obj = c.pkg.scope.names.get(d.type.value)  # type: ignore[assignment]
            if obj is not None and obj not in c.obj_map:
                break
        for t in path:
            state[t] = -1


def _endless_instances(c: Checker) -> None:
    loop = find_loop(c.mono) if not c.first_error else []
    if not loop:
        return
    lines = []
    for e in loop:
        name = c.mono.vertices[e.dst]
        how = "instantiated as" if type(name.type) is TypeParam else "implicitly parameterized by"
        lines.append((e.pos, f"{name.name} {how} {c.ts(e.type)}"))
    error(c, c.mono.vertices[loop[0].dst].pos, "InvalidInstanceCycle", "instantiation cycle:", *lines)


def _unused_imports(c: Checker) -> None:
    for p in c.imports:
        if p.name == "_" or p.used:
            continue
        path = p.imported.path
        if p.name in (".", path.rpartition("/")[2]):
            soft_error(c, p.pos, "UnusedImport", f'"{path}" imported and not used')
        else:
            soft_error(c, p.pos, "UnusedImport", f'"{path}" imported as {p.name} and not used')
