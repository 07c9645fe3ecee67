"""Loading a program on top of packages that were compiled before: only its own package is read, parsed and checked.

`load_over` asks its caller for each imported package (`Ready`: declarations out of a cache, valid for the files as they
are). A package named in `sources` is read and checked from its source all the same, because a generic body of it is needed.

Invariant: nothing is reported from here that a person sees. When a package is not ready, or anything is wrong anywhere, the result
is None and the caller loads the program from source, which says what is wrong in the words and with the positions that it
has always had.

Read next: loader.py (the ordinary way), build/packages.py (the caller).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.records import dataclass, field
from rt0.load.loader import _check_all, _file_package, _folder_package
from rt0.load.modules import Modules
from rt0.load.packages import LoadError, Parsed, parse_all, sources_of
from rt0.load.program import Program
from rt0.load.resolve import resolve
from rt0.load.said import said_of
from rt0.types.objects import Package


@dataclass(slots=True, eq=False)
class Place:
    """Where an imported package is: what its key is made of. `sources` is empty for rt0's own packages."""

    path: str
    folder: str
    std: bool
    go_version: str
    sources: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Ready:
    """A package compiled before: what it imports (in the order of its files), and how to get its declarations."""

    place: Place
    imports: list[str]
    package: Callable[[], Package]


class _NotReady(Exception):
    """A package has to be compiled first."""


@dataclass(slots=True, eq=False)
class Over:
    """A program loaded over ready packages: they and those from source in the order of initialisation, without the main one."""

    program: Program
    order: list[Ready | Parsed]


class Store(Protocol):
    """Where compiled packages are; `checked` gets the packages that are checked from source, by path."""

    checked: dict[str, Package]

    def imports_of(self, place: Place) -> list[str] | None:
        """What a package imports, None if that is not known."""

    def find(self, place: Place, imports: list[str]) -> Ready | None:
        """A package whose imports have been found, None if it is not there."""


def load_over(
    paths: Sequence[str], options: Options, sink: Sink, store: Store, sources: Collection[str]
) -> Over | None:
    """A program that can be run, over the packages of `store`. None if any is not ready or anything is wrong."""
    try:
        return run_deep(lambda: _load_over(paths, options, sink, store, sources))
    except RecursionError:
        return None


def _load_over(paths: Sequence[str], options: Options, sink: Sink, store: Store, sources: Collection[str]) -> Over | None:
    try:
        if len(paths) == 1 and not paths[0].endswith(".go"):
            top, modules = _folder_package(paths[0], options, sink)
        else:
            top, modules = _file_package(paths, options, sink)
        if sink or top.name != "main":
            return None
        state = _State(options, sink, modules, store, sources)
        for path in ["runtime", *top.imports]:
            _visit(state, path, top)
    except (LoadError, _NotReady):
        return None
    if sink:
        return None
    parsed = [p for p in state.order if type(p) is Parsed]

    def known(path: str) -> Package | None:
        return state.ready[path].package() if path in state.ready else None

    program = _check_all([*parsed, top], top, options, sink, True, True, known, store.checked)
    if program is None:
        return None
    program.modules = modules
    others = [p.path for p in state.order if type(p) is Parsed and not p.std]
    others += [path for path, found in state.ready.items() if not found.place.std]
    program.main.said = said_of(top.path, top.files, modules, others, options)
    for found in state.ready.values():
        program.unread += found.place.sources
    return Over(program, state.order)


@dataclass(slots=True, eq=False)
class _State:
    options: Options
    sink: Sink
    modules: Modules
    store: Store
    sources: Collection[str]
    order: list[Ready | Parsed] = field(default_factory=list)
    ready: dict[str, Ready] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


def _visit(s: _State, path: str, importer: Parsed) -> None:
    """Find a package and what it imports, in the order of loader._import_all."""
    if path == "unsafe" or not path:
        return
    parsed = resolve(path, importer, s.modules, s.options).parsed()
    if parsed.path != path:
        importer.resolved[path] = parsed.path
        path = parsed.path
    if path in s.seen:
        return
    s.seen.add(path)
    folder, own = parsed.folder, parsed.std and not parsed.tree
    sources: list[tuple[str, bytes]] = []
    if not own or path in s.sources:
        sources = sources_of(parsed, s.options)
    place = Place(path, os.path.abspath(folder), parsed.std, parsed.go_version, [] if own else sources)
    imports = s.store.imports_of(place)
    if imports is None:
        raise _NotReady
    for other in imports:
        _visit(s, other, parsed)
    found = s.store.find(place, imports)
    if found is None:
        raise _NotReady
    if path in s.sources:
        parse_all(parsed, sources, s.sink)
        for name in parsed.imports:
            if name != "unsafe":
                meant = resolve(name, parsed, s.modules, s.options).path
                if meant != name:
                    parsed.resolved[name] = meant
        s.order.append(parsed)
    else:
        s.ready[path] = found
        s.order.append(found)
