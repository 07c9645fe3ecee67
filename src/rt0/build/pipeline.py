"""A request -> checked packages, or an executable. The stages in order, the caches' keys, and nothing else.

What is cached under which key:
- the runtime's object: runtime.py;
- imported packages: their interfaces and objects (packages.py); at -O2 a program that is not large is compiled whole;
- the program's object: by its IR text and the code generator, so that whatever leads to the same text finds it again;
- the executable: by its objects and the linker's flags;
- the manifest: from the words of a `rt0 run` command to the executable, with the digest of every Go file that went into it
  (fast.py looks it up).

Raises BuildFailed for a wrong program, OSError when the system refuses, InternalError for a bug of rt0.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from rt0.abi.ir import Module
from rt0.abi.irsplit import split
from rt0.base.diagnostics import Sink
from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.base.records import dataclass
from rt0.base.source import NO_POS, FileSet
from rt0.build import fast, runtime
from rt0.build.failures import BuildFailed
from rt0.build.packages import Apart, compile_apart, compile_over, package_keys, worth_compiling
from rt0.build.runtime import Wanted
from rt0.load import Program, load, load_packages
from rt0.load.goroot import find_tree
from rt0.load.modules import cache_folder
from rt0.load.program import no_collector
from rt0.native import cache as caches
from rt0.native.cache import Cache

Progress = Callable[..., None]

ENTRY = "rt0_go"
WHOLE = 2
"""The level at which a program is compiled as one module, if it is not LARGE."""

LARGE = 40
"""A program of more packages than this, itself included, is compiled package by package at any level. (What imports of rt0's own packages
only has some 30.) Whole, one of 77 takes LLVM a minute after each edit, apart two seconds; the code of ten programs was 0 to 5 % slower and
a third larger."""


def silent(stage: str, long: bool = False) -> None:
    """A Progress that shows nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to build: files (or one folder), how, and what the executable keeps besides code."""

    paths: tuple[str, ...]
    options: Options
    symbols: bool = True
    dwarf: bool = True


@dataclass(frozen=True, slots=True)
class Built:
    """An executable: its bytes, where it lies in the cache (None when it could not be stored), and the trace build's rows."""

    image: bytes
    path: str | None
    rows: str
    paths: tuple[str, ...]


def check(request: Request) -> Sink:
    """Everything wrong with the program, all bodies checked. Several paths that are no files, or one with `...`, mean packages."""
    from rt0.load.patterns import folders_of

    sink = Sink(FileSet())
    paths = request.paths
    if paths[0].endswith(".go") or len(paths) == 1 and "..." not in paths[0]:
        load(paths, request.options, sink, lazy=False)
        return sink
    folders = folders_of(list(paths))
    for wrong in folders:
        if isinstance(wrong, Exception):
            sink.error("load", NO_POS, str(wrong.args[0]))
    load_packages([folder for folder in folders if isinstance(folder, str)], request.options, sink)
    return sink


def load_main(request: Request) -> Program:
    """Parse and check a program that can be run. Raises BuildFailed."""
    sink = Sink(FileSet())
    program = load(request.paths, request.options, sink, need_main=True)
    if program is None or sink:
        raise BuildFailed(sink, 0 if request.options.all_errors else 10)
    return program


def program_ir(request: Request, program: Program, progress: Progress) -> Module:
    """A checked program as one module of IR. Raises BuildFailed."""
    from rt0.lower.lower import lower_module, make_unit

    sink = program.sink
    progress("translating the program")
    try:
        units = [make_unit(p.pkg, p.info, p.files, p.said, p.std) for p in program.packages]
        module = lower_module(units, request.options, sink, program.check_body)
    except InternalError as problem:
        _no_faults(request, program)  # lower may stumble over what the checker has found wrong in a body
        problem.files = sink.files
        raise
    _no_faults(request, program)
    return module


def escape_notes(request: Request) -> list[str]:
    """What escape analysis decided in the program's own package, as gc's -m prints it. Raises BuildFailed."""
    from rt0.build.library import units_of
    from rt0.lower.notes import escape_notes as notes

    with no_collector():
        program = load_main(request)
        found = notes(units_of(program), request.options, program.sink, program.check_body)
    return [f"{program.files.position(pos)}: {text}" for pos, text in found]


def _no_faults(request: Request, program: Program) -> None:
    if program.sink:
        raise BuildFailed(program.sink, 0 if request.options.all_errors else 10)


def whole(options: Options, packages: int) -> bool:
    """Whether a program of so many packages is compiled as one module: for the best code, or as it stands in the source."""
    return options.no_optimize or options.opt_level == WHOLE and packages <= LARGE


def executable(request: Request, progress: Progress = silent, command: Sequence[object] = ()) -> Built:
    """Build an executable. `command`: ("run", arguments, number of the program's own arguments) to remember for fast.look_up."""
    with no_collector():
        return _executable(request, progress, command)


def _executable(request: Request, progress: Progress, command: Sequence[object]) -> Built:
    cache = caches.open_cache()
    support = wanted_runtime(cache, request.options)
    with runtime.beside(support):
        image, key, rows, program = _linked_from(cache, request, support, progress)
    progress("noting what the program was made of")
    if command:
        remember(cache, command, program, key, request.options)
    return Built(image, caches.executable(cache, key), rows, request.paths)


def wanted_runtime(cache: Cache, options: Options) -> Wanted:
    """The runtime that a program with these options is linked to."""
    return runtime.wanted(cache, trace=options.trace, inline=not options.no_inline, goamd64=options.goamd64)


def _linked_from(cache: Cache, request: Request, support: Wanted, progress: Progress) -> tuple[bytes, str, str, Program]:
    """What `linked` says, and the program, read from its files or over packages in the cache."""
    options = request.options
    least = LARGE + 1 if options.opt_level == WHOLE else 0
    over = None if options.no_optimize else compile_over(cache, request.paths, options, progress, least)
    apart: Apart | None
    if over is not None:
        apart, program = over
    else:
        progress("checking the program")
        program = load_main(request)
        apart = None
        try:
            if not whole(options, len(program.packages)):
                keys = package_keys(program, options)
                if options.opt_level == WHOLE or worth_compiling(cache, keys):
                    apart = compile_apart(cache, program, keys, options, progress)
        except InternalError as problem:
            _no_faults(request, program)
            problem.files = program.files
            raise
    return *linked(cache, request, program, apart, support, progress), program


def linked(
    cache: Cache, request: Request, program: Program, apart: Apart | None, support: Wanted, progress: Progress
) -> tuple[bytes, str, str]:  # fmt: skip
    """A loaded program's executable, its key in the cache, and the trace build's rows. `apart`: its packages' objects, None when it
    is to be compiled whole; `support`: wanted_runtime's. Raises BuildFailed."""
    options = request.options
    flags = f"{options.opt_level} {options.no_optimize} {options.goamd64} {request.symbols} {request.dwarf}"
    flags = caches.key([flags, support.key, caches.compiler_stamp()])
    if apart is not None:
        _no_faults(request, program)
        key = caches.key(["executable", flags, *apart.keys])
        image = caches.get(cache, "x", key)
        if image is None:
            made = runtime.object_of(support, cache, progress)
            progress("linking")
            image = link(apart.objects, made.object, request, program, prune=True)
            caches.put(cache, "x", key, image)
    else:
        texts = cut(program_ir(request, program, progress), options)
        key = caches.key(["executable", flags, *texts])
        image = caches.get(cache, "x", key)
        if image is None:
            progress("compiling the program")
            compiled = program_object(cache, texts, options)
            made = runtime.object_of(support, cache, progress)
            progress("linking")
            image = link([compiled], made.object, request, program)
            caches.put(cache, "x", key, image)
    return image, key, runtime.object_of(support, cache, progress).rows


def cut(module: Module, options: Options) -> list[str]:
    """The texts that a program is compiled as."""
    if options.opt_level == WHOLE or options.no_optimize:
        return [module.render()]
    return split(module)


def program_object(cache: Cache, texts: Sequence[str], options: Options) -> bytes:
    """The object (or bundle of objects) of a program's IR; each part comes from the cache when it can."""
    from rt0.native.objects import Codegen, compile_parts
    from rt0.native.passes import target_of

    level = 0 if options.no_optimize else options.opt_level
    return compile_parts(texts, Codegen(level, target_of(options), options.verify), cache)


def link(compiled: Sequence[bytes], support: bytes, request: Request, program: Program, prune: bool = False) -> bytes:
    """Join the program's object and the runtime's to an executable."""
    from rt0.native.link import LinkError
    from rt0.native.link import link as join

    try:
        return join(
            [support, *compiled],
            entry=ENTRY,
            roots=("main.main", "go:main.inittasks"),
            labels=("runtime", "program"),
            symbols=request.symbols,
            debug=request.dwarf,
            prune=prune,
        )
    except LinkError as problem:
        from rt0.build.missing import refusal

        refused = refusal(problem.undefined, program, request.options) if problem.undefined else None
        if refused is None:
            raise
        raise refused from None


def remember(cache: Cache, command: Sequence[object], program: Program, linked_key: str, options: Options) -> None:
    """Store which inputs led a run command to its executable."""
    name, arguments, rest = command
    assert isinstance(name, str) and isinstance(arguments, tuple) and isinstance(rest, int)
    words = fast.split(list(arguments))
    if words is None:
        return
    flags, paths, _ = words
    caches.put_manifest(cache, fast.request_key(name, flags, paths), manifest(program, paths, options), linked_key)


def manifest(program: Program, paths: Sequence[str], options: Options) -> list[str]:
    """What must be as it is for the same words to mean the same program: files by content, folders by their names, go.mod,
    and what go:embed has read.

    The Go source tree's folders and those of the module cache, which are many and which only an installation changes, count by
    their files' names, sizes and dates.
    A folder counts because a file more in it would be part of the program. Where the command names files, the folder that they
    are in does not: the package is these files.
    """
    first = os.path.abspath(paths[0])
    named = {os.path.dirname(os.path.abspath(path)) for path in paths} if first.endswith(".go") else set()
    inside = runtime.ROOT + os.sep
    tree = find_tree(options.goroot)
    still = tuple(top + os.sep for top in [tree.src if tree is not None else "", os.path.abspath(cache_folder())] if top)
    lines = []
    for shown, data in [*((source.path, source.data) for source in program.files.files), *program.unread]:
        path = os.path.abspath(shown)
        if path.startswith(inside):
            continue  # rt0's own, part of request_key's stamp
        if path.startswith(still):
            lines.append(caches.stamp_line(os.path.dirname(path)))
            continue
        lines.append(caches.content_line(path, data))
        if os.path.dirname(path) not in named:
            lines.append(caches.folder_line(os.path.dirname(path)))
    for package in program.packages:
        lines += [caches.content_line(path, data) for path, data in package.watched.files]
        lines += [caches.folder_line(path) for path in sorted(package.watched.folders) if os.path.isdir(path)]
    lines += _module_lines(os.path.dirname(first) if named else first, program)
    return list(dict.fromkeys(lines))


def _module_lines(folder: str, program: Program) -> list[str]:
    """The go.mod and go.work files that say where modules are, and that there are none nearer."""
    lines = []
    files = program.modules.files
    for name in ("go.mod", "go.work"):
        at = folder
        while not os.path.isfile(found := os.path.join(at, name)):
            lines.append(caches.absent_line(found))
            if os.path.dirname(at) == at:
                break
            at = os.path.dirname(at)
        else:
            lines.append(caches.file_line(found))
    if program.modules.main is not None:
        vendored = os.path.join(program.modules.main.root, "vendor", "modules.txt")
        lines.append(caches.file_line(vendored) if os.path.isfile(vendored) else caches.absent_line(vendored))
    return lines + [caches.file_line(name) for name in files if os.path.isfile(name)]
