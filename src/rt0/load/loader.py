"""The driver: parse the program's own package, then what it imports, then check all in dependency order.

Faults of files and imports stop at the first package that has one; a package with errors is not followed by those that
import it, as in Go. Read next: packages.py, program.py.
"""
from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from rt0.base.deep import run_deep
from rt0.base.diagnostics import SYNTAX, Sink
from rt0.base.options import GO_VERSION, Options
from rt0.base.source import NO_POS
from rt0.load.directives import LINKNAMES, judge, misused
from rt0.load.gomod import Module
from rt0.load.modules import Modules, modules_of
from rt0.load.packages import (
    STD,
    LoadError,
    Parsed,
    assembly_of,
    go_files,
    os_reason,
    parse_all,
    read,
    shown,
    sources_of,
)
from rt0.load.program import LoadedPackage, Program, deep_recursion, no_collector
from rt0.load.resolve import Found, of_modules, resolve
from rt0.load.said import said_of
from rt0.syntax import ast
from rt0.types.check.package import check_declarations, finish, new_checker
from rt0.types.check.signatures import unpack_recv
from rt0.types.objects import Package
from rt0.types.universe import UNSAFE


def load(paths: Sequence[str], options: Options, sink: Sink, *, lazy: bool = True,
         need_main: bool = False) -> Program | None:
    """Loads the program of some Go files of one folder, or of one folder. None if there are errors (in the sink).

    `lazy`: check standard packages' bodies on demand only. `need_main`: it must be a program that can be run.
    """

    def work() -> Program | None:
        with no_collector():
            return _load(paths, options, sink, lazy, need_main)

    try:
        return run_deep(work)
    except RecursionError:
        sink.error("load", NO_POS, "the program is nested too deeply")
        return None


def _load(paths: Sequence[str], options: Options, sink: Sink, lazy: bool, need_main: bool) -> Program | None:
    try:
        if len(paths) == 1 and not paths[0].endswith(".go"):
            top, modules = _folder_package(paths[0], options, sink)
        else:
            top, modules = _file_package(paths, options, sink)
        order = _import_all(top, modules, options, sink, need_main)
    except LoadError as e:
        if str(e):
            sink.error("load", NO_POS, str(e))
        return None
    if sink.syntax_errors or any(d.code != SYNTAX for d in sink.diagnostics):
        return None  # other faults that the parser finds, in literals and labels, keep nobody from checking types
    if need_main and top.name != "main":
        sink.error("load", NO_POS, f"package {_shown_path(top)} is not a main package")
        return None
    program = _check_all(order, top, options, sink, lazy, need_main)
    if program is not None:
        program.modules = modules
        others = [p.path for p in program.packages if not p.std and p is not program.main]
        program.main.said = said_of(top.path, top.files, modules, others, options)
    return program


def load_packages(folders: Sequence[str], options: Options, sink: Sink) -> Program | None:
    """Loads the packages of several folders, all bodies checked; each package once, whoever imports it. None if there are errors."""

    def work() -> Program | None:
        with no_collector():
            return _load_packages(folders, options, sink)

    try:
        return run_deep(work)
    except RecursionError:
        sink.error("load", NO_POS, "the program is nested too deeply")
        return None


def _load_packages(folders: Sequence[str], options: Options, sink: Sink) -> Program | None:
    tops: list[tuple[Parsed, Modules]] = []
    for folder in folders:
        try:
            tops.append(_folder_package(folder, options, sink))
        except LoadError as e:
            sink.error("load", NO_POS, str(e))
    given = {top.path: top for top, _ in tops if top.path}
    order: list[Parsed] = []
    for top, modules in tops:
        try:
            found = _import_all(top, modules, options, sink, False, given)
        except LoadError as e:
            sink.error("load", NO_POS, str(e))
            continue
        order += [p for p in found if p not in order]
        given.update((p.path, p) for p in found if p.path)
    if sink or not order:
        return None
    return _check_all(order, order[-1], options, sink, False, False)


def load_files(paths: Sequence[str], options: Options, sink: Sink) -> Program | None:
    """Loads the program made of these files, all bodies checked."""
    return load(paths, options, sink, lazy=False)


def load_dir(path: str, options: Options, sink: Sink) -> Program | None:
    """Loads the package in a folder, all bodies checked."""
    return load([path], options, sink, lazy=False)


def _shown_path(p: Parsed) -> str:
    return p.path or "command-line-arguments"


# ---- the program's own package --------------------------------------------------------------------------------------


def _language(module: Module | None, options: Options) -> str:
    if module is None:
        return options.go_version
    if int(module.go_version.split(".")[1]) > int(GO_VERSION.split(".")[1]):
        raise LoadError(f"go.mod requires go >= {module.go_version} (rt0 knows go {GO_VERSION})")
    return module.go_version


def is_folder(path: str) -> bool:
    """Whether an argument means a folder and not an import path."""
    return path in (".", "..") or path.startswith(("./", "../", "/")) or os.path.exists(path)


def _folder_package(path: str, options: Options, sink: Sink) -> tuple[Parsed, Modules]:
    if not is_folder(path):
        return _named_package(path, options, sink)
    if not os.path.isdir(path):
        if os.path.exists(path):
            raise LoadError(f"named files must be .go files: {path}")
        raise LoadError(f"stat {os.path.abspath(path)}: directory not found")
    std = os.path.abspath(path).startswith(STD + os.sep)
    if std:
        p = Parsed(os.path.relpath(os.path.abspath(path), STD).replace(os.sep, "/"), path, True, GO_VERSION)
        parse_all(p, [(os.path.join(path, n), data) for n, data in go_files(path, options)], sink)
        return p, Modules(None)
    modules = modules_of(path)
    module = modules.main
    import_path = ""
    if module is not None:
        below = os.path.relpath(os.path.abspath(path), module.root)
        import_path = module.path if below == "." else module.path + "/" + below.replace(os.sep, "/")
    p = Parsed(import_path, path, False, _language(module, options))
    _parse_folder(p, options, sink)
    return p, modules


def _named_package(path: str, options: Options, sink: Sink) -> tuple[Parsed, Modules]:
    """The package of an import path, seen from the folder that the command is in."""
    modules = modules_of(".")
    p = of_modules(path, modules, options).parsed()
    _parse_folder(p, options, sink)
    return p, modules


def _parse_folder(p: Parsed, options: Options, sink: Sink) -> None:
    try:
        found = go_files(p.folder, options)
    except LoadError as e:
        if p.path and str(e).startswith("build constraints"):
            raise LoadError(f"package {p.path}: {e}") from e
        if p.path and str(e).startswith("no non-test"):
            raise LoadError(f"{p.path}: {e}") from e
        raise
    parse_all(p, [(shown(os.path.join(p.folder, n)), data) for n, data in found], sink)


def _file_package(paths: Sequence[str], options: Options, sink: Sink) -> tuple[Parsed, Modules]:
    if not paths:
        raise LoadError("no Go files listed")
    folders = {os.path.dirname(os.path.abspath(p)) for p in paths}
    for p in paths:
        if not p.endswith(".go"):
            raise LoadError(f"named files must be .go files: {p}")
        try:
            os.stat(p)
        except OSError as e:
            raise LoadError(f"stat {p}: {os_reason(e)}") from e
        if os.path.isdir(p):
            raise LoadError(f"{p} is a directory; should be a Go file")
        if p.endswith("_test.go"):
            raise LoadError(f"cannot run *_test.go files ({p})")
    if len(folders) > 1:
        a, b = (os.path.dirname(p) + "/" if os.path.dirname(p) else "./" for p in (paths[0], paths[-1]))
        raise LoadError(f"named files must all be in one directory; have {a} and {b}")
    folder = folders.pop()
    modules = modules_of(folder)
    top = Parsed("", folder, False, _language(modules.main, options))
    parse_all(top, [(name, read(name)) for name in paths], sink)
    return top, modules


# ---- imports --------------------------------------------------------------------------------------------------------


def _import_all(top: Parsed, modules: Modules, options: Options, sink: Sink, need_main: bool,
                given: dict[str, Parsed] | None = None) -> list[Parsed]:
    """Parses everything that top imports; the packages in dependency order, top last. Raises LoadError.

    `given` are packages that have been parsed, by path: tests.py's.
    """
    given = {} if given is None else given
    order: list[Parsed] = []
    known: set[str] = set()  # loaded, being loaded, or reported as impossible to load
    loading: set[str] = set()
    stack: list[Parsed] = []

    def visit(p: Parsed) -> None:
        stack.append(p)
        for name, pos in p.imports.items():
            if name == "unsafe" or not name:
                continue
            q = given.get(name)
            try:
                found = None if q is not None else resolve(name, p, modules, options)
            except LoadError as e:
                if name not in known:
                    known.add(name)
                    sink.error("BrokenImport", pos, str(e))
                continue
            path = name if found is None else found.path
            if path != name:
                p.resolved[name] = path
            if path in known:
                if path in loading:
                    raise LoadError(_cycle(stack, path))
                continue
            known.add(path)
            if found is not None:
                q = _import(found, pos, options, sink)
            if q is not None:
                loading.add(path)
                visit(q)
                loading.discard(path)
        stack.pop()
        order.append(p)

    if need_main and top.name == "main":
        # Every program has package runtime: its initialiser tells the runtime the types of run-time errors.
        support = _import(resolve("runtime", top, modules, options), NO_POS, options, sink)
        known.add("runtime")
        if support is not None:
            loading.add("runtime")
            visit(support)
            loading.discard("runtime")
    if top.path:
        known.add(top.path)
        loading.add(top.path)
    visit(top)
    return order


def _import(found: Found, pos: int, options: Options, sink: Sink) -> Parsed | None:
    """Parses an imported package; None after reporting that it cannot be."""
    q = found.parsed()
    try:
        parse_all(q, sources_of(q, options), sink)
    except LoadError as e:
        sink.error("BrokenImport", pos, str(e))
        return None
    if q.name == "main" and not q.files[0].had_errors:
        sink.error("BrokenImport", pos, f'import "{q.path}" is a program, not an importable package')
        return None
    return q


def _cycle(stack: list[Parsed], path: str) -> str:
    """The text of an import cycle as go build prints it."""
    lines = [f"package {_shown_path(stack[0])}"]
    for p, q in zip(stack, stack[1:]):
        lines.append(f"\timports {q.path} from {p.importers[q.path]}")
    lines.append(f"\timports {path} from {stack[-1].importers[path]}: import cycle not allowed")
    return "\n".join(lines)


# ---- checking -------------------------------------------------------------------------------------------------------


def _check_all(order: list[Parsed], top: Parsed, options: Options, sink: Sink, lazy: bool,
               need_main: bool, known: Callable[[str], Package | None] | None = None,
               packages: dict[str, Package] | None = None) -> Program | None:
    """Checks parsed packages in order; `packages` gets them by path. `known` gives those that need no parsing (light.py)."""
    packages = {} if packages is None else packages
    packages["unsafe"] = UNSAFE

    loaded: list[LoadedPackage] = []
    failed: set[str] = set()
    for p in order:
        if any(p.resolved.get(i, i) in failed for i in p.imports):
            failed.add(p.path)  # what it imports has errors: nothing to say about it
            continue
        before = sink.count
        is_top = p is top
        path = "main" if is_top and p.name == "main" else p.path or p.name
        pkg = Package(path, p.name)
        packages[p.path] = pkg

        def find(name: str, pos: int, resolved: dict[str, str] = p.resolved) -> Package | None:
            path = resolved.get(name, name)
            ready = known(path) if known is not None else None
            return packages.get(path) if ready is None else ready

        checker = new_checker(pkg, p.files, sink.files, sink, options, find)
        checker.version = p.go_version
        checker.lang = p.go_version
        if not p.std:
            misused(p.files, sink)
        with deep_recursion():
            on_demand = lazy and p.std and not is_top
            check_declarations(checker, bodies=not on_demand)
            finish(checker, not on_demand)
        one = LoadedPackage(path, p.files, pkg, checker.info, p.std, checker, tree=p.tree)
        if sink.count == before:
            judge(one, sink)
            if not p.std:
                bodies_there(p.files, p.folder, sink)
        if is_top and need_main and "main" not in pkg.scope.names:
            sink.error("load", NO_POS, "function main is undeclared in the main package")
        loaded.append(one)
        if sink.count > before:
            failed.add(p.path)
    if sink:
        return None
    by_path = {one.path: one for one in loaded}
    return Program(loaded, loaded[-1], sink.files, sink, by_path)


def _may_lack_body(f: ast.FuncDecl) -> bool:
    """Whether another rule speaks of a missing body: that of init, or of generic functions and methods."""
    return f.name.value == "init" or bool(f.tparams) or f.recv is not None and bool(unpack_recv(f.recv.type)[2])


def bodies_there(files: list[ast.File], folder: str, sink: Sink) -> None:
    """Reports functions without a body that no go:linkname of the package names; gc does so when nothing else is wrong. A function that a
    file of assembly has is refused by its name."""
    linked = {d.words[1] for f in files for d in f.directives if d.words[0] in LINKNAMES and len(d.words) >= 2}
    for f in files:
        for decl in f.decls:
            if type(decl) is ast.FuncDecl and decl.body is None and not _may_lack_body(decl) and decl.name.value not in linked:
                written = assembly_of(folder, decl.name.value)
                why = f"rt0 does not have {decl.name.value}: it is written in assembly ({written}), and rt0 has no assembler"
                sink.error("Unsupported" if written else "MissingBody", decl.name.pos, why if written else "missing function body")
