"""Packages compiled once: what a program imports comes out of the cache, and only its own package is compiled.

An entry has three parts: what the package imports ("i"), its interface ("p": types/export.py for the checker,
lower.separate.Compiled for the compiler, and the object's key), and its object ("o", found by its IR text).

    compile_over     every import is in the cache: the program's own package is all that is read, checked and lowered
    worth_compiling  the program was loaded from source: whether what is missing in the cache shall be compiled apart
    compile_apart    ... and then it is compiled and stored

Keys (`Place`): of rt0's own standard packages rt0's state, of any other (the Go source tree's too) its files by name and
content and its imports' keys; of both the options, the language version and the tools. So a change of a package is a change of
all that import it, directly or not. What they were compiled to before stays for when the change is taken back.

Invariants: entries are written only for packages that lower without a diagnostic; `compile_apart` returns None when one does
not, and the caller compiles the program whole, which says what is wrong if the program reaches it. `compile_over`
returns None whenever anything is missing or wrong: nothing that it finds wrong is shown.

Read next: lower/separate.py, load/light.py, pipeline.py (who asks).
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Sequence

from rt0.abi.irunit import shared_text
from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.base.records import dataclass, field, fields
from rt0.base.source import FileSet
from rt0.load import LoadedPackage, Program
from rt0.load.goroot import find_tree
from rt0.load.light import Over, Place, Ready, load_over
from rt0.lower.lower import make_unit
from rt0.lower.program import NeedSource, Unit
from rt0.lower.separate import Compiled, lower_main, lower_package
from rt0.native import cache as caches
from rt0.native.cache import Cache
from rt0.types import export
from rt0.types.info import Info
from rt0.types.objects import Package

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

FORMAT = "packages 1"
"""Changes with the form of the entries."""

ONCE = 8
"""More packages than this are not compiled apart for the first program that needs them."""

SOURCES = 16
"""How many packages may turn out to be needed from source, one after the other, before the program is loaded from source."""

Progress = Callable[..., None]


@dataclass(slots=True)
class Apart:
    """A program as objects: one a package in dependency order, `main` last, and the keys under which they lie."""

    objects: list[bytes]
    keys: list[str]


@dataclass(slots=True)
class Entry:
    """A compiled package: what is stored under its key. `declarations` are export.dump's."""

    object_key: str
    name: str
    linknames: dict[str, str]
    declarations: bytes
    compiled: Compiled


# ---- keys and entries -----------------------------------------------------------------------------------------------


def base_stamp(options: Options) -> str:
    """What every package's key contains: rt0, the tools, the options, and whether there is a Go source tree (a build tag)."""
    tree = "tree" if find_tree(options.goroot) is not None else ""
    return caches.key([FORMAT, caches.installation_stamp(ROOT), options.key(), tree])


def _parts(stamp: str, place: Place) -> list[bytes | str]:
    parts: list[bytes | str] = [stamp, place.path, place.folder, place.go_version]
    for name, data in place.sources:
        parts += [os.path.abspath(name), data]
    return parts


def imports_key(stamp: str, place: Place) -> str:
    """The key of the list of a package's imports."""
    return caches.key(["imports", *_parts(stamp, place)])


def package_key(stamp: str, place: Place, imports: Sequence[str]) -> str:
    """The key of a package; `imports` are the keys of what it imports."""
    return caches.key(["package", *_parts(stamp, place), *imports])


def place_of(p: LoadedPackage) -> Place:
    """The place of a package that was loaded from source.

    What it embeds is part of it. load.light, which reads only Go files, does not find such a package: a program that imports one
    is loaded from source.
    """
    folder = os.path.dirname(os.path.abspath(p.files[0].source.path))
    sources = [] if p.std and not p.tree else [(f.source.path, f.source.data) for f in p.files]
    return Place(p.path, folder, p.std, p.checker.lang, sources + p.watched.files)


def read_entry(cache: Cache, key: str) -> Entry | None:
    """A package's entry, None when it or its object is not there."""
    data = caches.get(cache, "p", key)
    if data is None:
        return None
    object_key, name, linknames, declarations, *values = marshal.loads(data)
    if not caches.has(cache, "o", object_key):
        return None
    return Entry(object_key, name, linknames, declarations, Compiled(*values))


def write_entry(cache: Cache, key: str, entry: Entry) -> None:
    """Store a package's entry."""
    values = [getattr(entry.compiled, f.name) for f in fields(Compiled)]
    head = [entry.object_key, entry.name, entry.linknames, entry.declarations]
    caches.put(cache, "p", key, marshal.dumps([*head, *values]))


# ---- over packages in the cache -------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Store:
    """load.light's Store: finds packages in the cache, and makes their declarations when these are first asked for."""

    cache: Cache
    stamp: str
    keys: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    checked: dict[str, Package] = field(default_factory=dict)
    loaded: dict[str, Package] = field(default_factory=dict)

    def imports_of(self, place: Place) -> list[str] | None:
        data = caches.get(self.cache, "i", imports_key(self.stamp, place))
        return None if data is None else list(marshal.loads(data))

    def find(self, place: Place, imports: list[str]) -> Ready | None:
        key = package_key(self.stamp, place, [self.keys[path] for path in imports])
        entry = read_entry(self.cache, key)
        if entry is None:
            return None
        self.keys[place.path] = key
        self.entries[place.path] = entry
        return Ready(place, imports, lambda: self.package(place.path))

    def package(self, path: str) -> Package:
        """The declarations of a package, from its source if it was checked from source."""
        found = self.checked.get(path) or self.loaded.get(path)
        if found is None:
            entry = self.entries[path]
            found = self.loaded[path] = Package(path, entry.name)
            export.load(entry.declarations, found, self.package)
        return found


def compile_over(
    cache: Cache, paths: Sequence[str], options: Options, progress: Progress, least: int = 0
) -> tuple[Apart, Program] | None:
    """A program whose imports all are in the cache. None when it must be loaded from source, or has less than `least` packages."""
    stamp = base_stamp(options)
    hint = caches.key(["sources", stamp, *map(os.path.abspath, paths)])
    noted = caches.get(cache, "s", hint)
    sources: set[str] = set() if noted is None else set(marshal.loads(noted))
    asked = len(sources)
    for _ in range(SOURCES):
        sink = Sink(FileSet())
        store = _Store(cache, stamp)
        progress("checking the program")
        over = load_over(paths, options, sink, store, sources)
        if over is None or len(over.order) + 1 < least:
            return None
        progress("translating the program")
        try:
            text = _lower_over(over, store, options)
        except NeedSource as need:
            sources.add(need.path)
            continue
        except InternalError:
            return None  # it shows again when the program is loaded from source
        if sink:
            return None
        if len(sources) != asked:
            caches.put(cache, "s", hint, marshal.dumps(sorted(sources)))
        order = [p.place.path if type(p) is Ready else p.path for p in over.order]  # type: ignore[union-attr]
        apart = _objects(cache, [(path, store.entries[path], "") for path in order], {}, text, options, progress)
        return None if apart is None else (apart, over.program)
    return None


def _lower_over(over: Over, store: _Store, options: Options) -> str:
    """The text of the program's own package."""
    program = over.program
    units = []
    for p in over.order:
        if type(p) is Ready:
            entry = store.entries[p.place.path]
            units.append(Unit(Package(p.place.path, entry.name), Info(), [], entry.linknames, light=True))
        else:
            units.append(_unit(program.by_path[p.path]))  # type: ignore[union-attr]
    units.append(_unit(program.main))
    compiled = [entry.compiled for entry in store.entries.values()]
    return lower_main(units, compiled, options, program.sink, program.check_body).render()


def _unit(p: LoadedPackage) -> Unit:
    return make_unit(p.pkg, p.info, p.files, p.said, p.std)


# ---- from source ----------------------------------------------------------------------------------------------------


def package_keys(program: Program, options: Options) -> dict[str, str]:
    """The keys of all that a program loaded from source imports, by path."""
    stamp = base_stamp(options)
    keys: dict[str, str] = {}
    for p in program.packages[:-1]:
        keys[p.path] = package_key(stamp, place_of(p), [keys[path] for path in _imports(p)])
    return keys


def _imports(p: LoadedPackage) -> list[str]:
    return [q.path for q in p.pkg.imports if q.path != "unsafe"]


def worth_compiling(cache: Cache, keys: dict[str, str]) -> bool:
    """Whether to compile the packages that are missing in the cache apart, or this program whole.

    The first program in an empty cache is compiled whole: that compiles what it reaches and no more, a fifth of the work (hello:
    2 s, not 9 s), and where a cache lives for one program only there never is a second. It leaves a mark ("w") for each
    package, and the next program that wants them finds them worth it. A few missing packages are compiled at once.
    """
    new = [key for key in keys.values() if not caches.has(cache, "p", key) and not caches.has(cache, "w", key)]
    if len(new) <= ONCE:
        return True
    for key in new:
        caches.put(cache, "w", key, b"")
    return False


def compile_apart(
    cache: Cache, program: Program, keys: dict[str, str], options: Options, progress: Progress
) -> Apart | None:  # fmt: skip
    """The objects of a program that was loaded from source, from the cache or compiled now; None when it has to be compiled
    whole. `keys` are package_keys's. Raises InternalError. Faults of the program's own package are in program.sink.
    """
    stamp = base_stamp(options)
    units = {p.path: _unit(p) for p in program.packages}
    entries: list[tuple[str, Entry, str]] = []  # path, entry, text when there is no object yet
    done: dict[str, Compiled] = {}
    for p in program.packages[:-1]:
        entry, text = read_entry(cache, keys[p.path]), ""
        if entry is None:
            progress("translating the packages")
            below = closure(program, p)
            sink = Sink(program.files)
            known = [*(units[path] for path in below), units[p.path]]
            module, compiled = lower_package(
                units[p.path], known, [done[path] for path in below], options, sink, program.check_body
            )
            if sink or program.sink:
                return None
            text = shared_text(module)
            try:
                declarations = run_deep(lambda pkg=p.pkg: export.dump(pkg))  # type: ignore[misc]
            except RecursionError:
                return None
            entry = Entry("", p.pkg.name, units[p.path].linknames, declarations, compiled)
            caches.put(cache, "i", imports_key(stamp, place_of(p)), marshal.dumps(_imports(p)))
        done[p.path] = entry.compiled
        entries.append((p.path, entry, text))
    progress("translating the program")
    main = lower_main(list(units.values()), list(done.values()), options, program.sink, program.check_body)
    if program.sink:
        return Apart([], [])
    return _objects(cache, entries, keys, main.render(), options, progress)


def _objects(
    cache: Cache, entries: Sequence[tuple[str, Entry, str]], keys: dict[str, str], main: str, options: Options,
    progress: Progress,
) -> Apart | None:  # fmt: skip
    """Compile what is missing, all at once, and write the entries of what is new. None when an object has vanished."""
    from rt0.native.objects import Codegen, compile_cached
    from rt0.native.passes import target_of

    progress("compiling the program")
    texts = [text for _, _, text in entries if text] + [main]
    compiled = iter(compile_cached(texts, Codegen(options.opt_level, target_of(options), options.verify), cache))
    out = Apart([], [])
    for path, entry, text in entries:
        if text:
            entry.object_key, code = next(compiled)
            write_entry(cache, keys[path], entry)
        else:
            kept = caches.get(cache, "o", entry.object_key)
            if kept is None:
                return None
            code = kept
        out.objects.append(code)
        out.keys.append(entry.object_key)
    object_key, code = next(compiled)
    out.objects.append(code)
    out.keys.append(object_key)
    return out


def closure(program: Program, p: LoadedPackage) -> list[str]:
    """The paths of all that a package imports, directly or not, in dependency order."""
    found: set[str] = set()
    todo = [q.path for q in p.pkg.imports]
    while todo:
        path = todo.pop()
        if path not in found and path in program.by_path:
            found.add(path)
            todo += [q.path for q in program.by_path[path].pkg.imports]
    return [q.path for q in program.packages if q.path in found]
