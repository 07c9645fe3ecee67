"""What loading hands on: a program's packages in dependency order, checked, with bodies on demand.

With `lazy` loading only the declarations of standard packages are checked, and of their bodies those that package
initialisation reaches; `Program.check_body` checks another when the next stage comes to it.
"""
from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rt0.base.diagnostics import Sink
from rt0.base.errors import FaultyBody
from rt0.base.records import dataclass, field
from rt0.base.source import FileSet
from rt0.load.embed import Watched
from rt0.load.modules import Modules
from rt0.syntax import ast
from rt0.types.check.checker import Checker
from rt0.types.check.package import check_body
from rt0.types.info import Info
from rt0.types.objects import Func, Package

RECURSION = 20_000  # nested expressions as deep as the parser lets through take a few frames a level


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Room for deeply nested programs while the checker runs."""
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(max(old, RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(old)


@contextmanager
def no_collector() -> Iterator[None]:
    """Python's cyclic collector off while a program is compiled: of trees, types and code nothing is garbage, and looking at
    all of them again and again takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(slots=True, eq=False)
class LoadedPackage:
    """One checked package.

    path        import path; "main" for the program itself
    files       parsed files, in the order of their names
    pkg, info   what the checker made of them; info.init_order is the order of package variables' initialisation
    std         a standard package
    tree        one that comes from the Go source tree (goroot.py)
    linknames   local names of functions without a body -> symbols that implement them (//go:linkname)
    checker     the checker's state; for Program.check_body
    said        of a main package: what the program says of itself (said.py)
    watched     what go:embed has read
    """

    path: str
    files: list[ast.File]
    pkg: Package
    info: Info
    std: bool
    checker: Checker
    linknames: dict[str, str] = field(default_factory=dict)
    tree: bool = False
    said: dict[str, str] = field(default_factory=dict)
    watched: Watched = field(default_factory=Watched)


@dataclass(slots=True, eq=False)
class Program:
    """A program: `packages` in dependency order (a package after all that it imports), `main` last of them."""

    packages: list[LoadedPackage]
    main: LoadedPackage
    files: FileSet
    sink: Sink
    by_path: dict[str, LoadedPackage]
    modules: Modules = field(default_factory=lambda: Modules(None))
    unread: list[tuple[str, bytes]] = field(default_factory=list)
    """Path and content of files that belong to the program but were not parsed (light.py)."""

    def check_body(self, f: Func) -> None:
        """Checks the body of f (of a generic type's method, if f belongs to an instance), unless that was done.

        Faults go to the sink, and it raises FaultyBody.
        """
        f = f.origin or f
        if f.pkg is None:
            return
        p = self.by_path.get(f.pkg.path)
        if p is not None and f in p.checker.bodies:
            before = self.sink.count
            with deep_recursion():
                check_body(p.checker, f)
            if self.sink.count > before:
                raise FaultyBody(f"the body of {f.name} has faults", f.pos)
