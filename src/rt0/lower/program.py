"""The program being lowered: one IR module, the work list of functions, and what all functions share.

What it is: `Prog` hands out references (a function, a descriptor, an itab, a global) and remembers what has to be written
for them. A function's body is lowered when the first reference to it was made, so that only what main and the
initialisers reach is compiled. Descriptors are written at the end (descriptors.finish), when it is known which methods
can be called through interfaces.

Invariants: a symbol is asked for as often as one likes and defined once. The order of the work list, and with it the
text of the module, depends only on the program.

Read next: funcs.py (bodies), descriptors.py, inits.py, lower.py (the entry point).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from typing import Any

from rt0.abi.ir import Module, symbol
from rt0.abi.irunit import Importer
from rt0.base.diagnostics import Sink
from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.base.records import dataclass, field
from rt0.base.source import FileSet, SourceFile
from rt0.lower import names
from rt0.lower.escape import Escapes
from rt0.lower.facts import Facts
from rt0.lower.typetab import TypeTab
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import Info
from rt0.types.objects import Func, Package, Var


class NeedSource(Exception):
    """A package's source is needed that was not read: the body of a generic function of it is to be instantiated."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Unsupported(Exception):
    """A construct that rt0 does not compile yet. Caught for each function and made a Diagnostic; never seen outside."""

    def __init__(self, pos: int, what: str) -> None:
        super().__init__(what)
        self.pos = pos
        self.what = what


@dataclass(slots=True, eq=False)
class Unit:
    """A package as lower sees it."""

    pkg: Package
    info: Info
    files: list[ast.File]
    linknames: dict[str, str] = field(default_factory=dict)  # local name -> symbol (//go:linkname)
    said: dict[str, str] = field(default_factory=dict)  # of the main package: what the program says of itself
    std: bool = True  # a standard package
    light: bool = False  # only declarations were read (types/export.py)


@dataclass(slots=True, eq=False)
class Imports:
    """What packages that were compiled before hand on to one that is being compiled: the symbols that they define, their
    declarations and bodies, and what their functions do with their parameters and make for their callers, by symbol."""

    defined: set[str]
    importer: Importer
    summaries: dict[str, Escapes]


@dataclass(slots=True, eq=False)
class Prog:
    """All state of lowering one program. Not for two threads."""

    options: Options
    files: FileSet
    sink: Sink
    module: Module
    units: dict[str, Unit]
    check_body: Callable[[Func], None]
    tab: TypeTab = field(default_factory=TypeTab)
    queue: deque[Callable[[], None]] = field(default_factory=deque)
    entries: dict[str, tuple[str, str, list[str]]] = field(default_factory=dict)
    requested: set[str] = field(default_factory=set)
    external: set[str] = field(default_factory=set)  # symbols of functions without body that are called
    globals: dict[Var, str] = field(default_factory=dict)
    described: dict[T.Type, str] = field(default_factory=dict)  # in order of request
    itabs: dict[tuple[T.Type, T.Type], str] = field(default_factory=dict)
    # Names called through interfaces. The runtime prints uncaught panics through these two.
    called_methods: set[str] = field(default_factory=lambda: {"Error", "String"})
    scopes: dict[str, tuple[str, str]] = field(default_factory=dict)  # path -> DIFile, DICompileUnit
    method_cache: dict[Any, Any] = field(default_factory=dict)
    summaries: dict[Any, Any] = field(default_factory=dict)  # escape.py's, by function instance
    facts: dict[ast.Node, Facts] = field(default_factory=dict)
    unit_debug: str = ""
    globals_debug: str = ""  # the list of described package variables, "" where none are
    debug_types: dict[T.Type, str] = field(default_factory=dict)  # debugvars.py's, as the next
    debug_globals: list[str] = field(default_factory=list)
    shapes: set[T.Type] = field(default_factory=set)  # blocks that lower makes up: minimal descriptors
    inits: list[Any] = field(default_factory=list)
    graphs: list[tuple[Any, Any]] | None = None  # escape analysis's own, (flow.Build, escape.Escapes), where notes.py wants them
    imports: Imports | None = None  # set when packages are compiled apart
    pushed: dict[str, Func] | None = None  # given_away's, once it was asked for
    foreign: dict[T.Type, str] = field(default_factory=dict)  # descriptors that imported packages define

    def request(self, name: str, write: Callable[[], None]) -> str:
        """The reference of a symbol that `write` will define, once, when its turn in the work list comes."""
        if name not in self.requested and not self.imported(name):
            self.requested.add(name)
            self.queue.append(write)
        return symbol(name)

    def imported(self, name: str) -> bool:
        """Whether a package compiled before defines this symbol; it is then declared here."""
        if self.imports is None or name not in self.imports.defined:
            return False
        self.imports.importer.use(name)
        return True

    def unit_of(self, pkg: Package | None) -> Unit:
        """The unit of a package."""
        found = self.units.get(pkg.path) if pkg is not None else None
        if found is None:
            raise InternalError(f"package {pkg.path if pkg else '?'} is not loaded")
        return found

    def descriptor(self, t: T.Type) -> str:
        """The reference of the type descriptor of a canonical type."""
        found = self.described.get(t)
        if found is None:
            found = self.foreign.get(t)
        if found is None:
            name = "type:" + names.link(t)
            found = symbol(name)
            if self.imported(name):
                self.foreign[t] = found
            else:
                self.described[t] = found
        return found

    def given_away(self) -> dict[str, Func]:
        """The functions with a body that a //go:linkname gives a symbol of another package, by that symbol."""
        if self.pushed is None:
            self.pushed = {}
            for unit in self.units.values():
                for local, target in unit.linknames.items():
                    found = unit.pkg.scope.names.get(local)
                    if type(found) is Func and found.decl is not None and found.decl.body is not None:
                        self.pushed[target] = found
        return self.pushed

    def zero_base(self) -> str:
        """The address that all zero-size objects share."""
        return self.module.declare_global("runtime.zeroVal", "[1024 x i8]")

    def debug_scope(self, name: str, source: SourceFile | None, line: int) -> str:
        """The DISubprogram of a function, "" without debug information."""
        if not self.options.debug or source is None:
            return ""
        file, unit = self.debug_file(source)
        return self.module.debug_function(name, file, line, unit, optimized=self.options.opt_level > 0)

    def debug_file(self, source: SourceFile) -> tuple[str, str]:
        """The DIFile of a source file, and the DICompileUnit, which is one for all."""
        found = self.scopes.get(source.path)
        if found is None:
            file = self.module.debug_file(os.path.abspath(source.path))  # as tracebacks of Go show it
            if not self.unit_debug:
                bare = self.options.no_optimize
                self.globals_debug = self.module.reserve() if bare else ""
                # gdb trusts the end of a function's prologue, where its parameters can be read, only of whom it takes for Clang.
                self.unit_debug = self.module.debug_unit(
                    file, optimized=self.options.opt_level > 0, producer="clang conventions, rt0" if bare else "rt0",
                    variables=self.globals_debug,
                )  # fmt: skip
            found = self.scopes[source.path] = (file, self.unit_debug)
        return found

    def drain(self) -> None:
        """Write everything that has been requested."""
        while self.queue:
            self.queue.popleft()()
