"""Functions of the Go source tree that a program reaches and that no Go code implements: refused by name and place.

Packages of the tree are compiled whole before anybody knows what a program uses of them (lower/separate.py), so it shows only to the
linker, as an undefined symbol. Which declaration that is, is looked up in the package's files then.
"""

from __future__ import annotations

import os
import re

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import NO_POS
from rt0.build.failures import BuildFailed
from rt0.load.directives import LINKNAMES
from rt0.load.goroot import find_tree
from rt0.load.packages import LoadError, assembly_of, go_files
from rt0.load.program import Program
from rt0.load.standard import STANDARD


def refusal(undefined: tuple[str, ...], program: Program, options: Options) -> BuildFailed | None:
    """What to tell of undefined symbols; None if one of them is neither what a go:linkname of the program names nor a function of the
    tree: then the fault is ours."""
    sink = Sink(program.files)
    for name in undefined:
        if not _unlinked(name, program, sink) and not _refuse(name, options, sink) and not _unknown(name, sink):
            return None
    return BuildFailed(sink, 0 if options.all_errors else 10) if sink else None


def _unlinked(symbol: str, program: Program, sink: Sink) -> bool:
    """Reports a go:linkname, in the linker's words, whose function nothing defines; whether there is one."""
    path, _, name = symbol.rpartition(".")
    for package in program.packages:
        if package.std:
            continue
        for d in (d for f in package.files for d in f.directives if d.words[0] in LINKNAMES):
            if symbol in d.words[2:] or len(d.words) == 2 and package.path == path and d.words[1] == name:
                sink.error("Linkname", d.pos, f"relocation target {symbol} not defined")
                return True
    return False


def _unknown(symbol: str, sink: Sink) -> bool:
    """Reports a symbol that can only be named by a go:linkname of a package whose files have not been read."""
    path = symbol.rpartition(".")[0]
    if path in STANDARD or path.split("/")[0] in ("", "main", "runtime", "go:main", "internal", "vendor"):
        return False
    sink.error("Linkname", NO_POS, f"relocation target {symbol} not defined")
    return True


def _refuse(symbol: str, options: Options, sink: Sink) -> bool:
    """Reports a function without a body at its declaration; whether there is one."""
    path, _, name = symbol.rpartition(".")
    tree = find_tree(options.goroot)
    folder = tree.folder(path) if tree is not None else None
    if folder is None:
        return False
    try:
        sources = go_files(folder, options)
    except LoadError:
        return False
    declared = re.compile(rb"^func (" + re.escape(name.encode()) + rb")\(", re.MULTILINE)
    for file, data in sources:
        found = declared.search(data)
        if found is not None:
            source = sink.files.add(os.path.join(folder, file), data)
            written = assembly_of(folder, name)
            why = f"it is written in assembly ({written}), and rt0 has no assembler" if written else "it belongs to gc's own runtime"
            sink.error("Unsupported", source.pos(found.start(1)), f"rt0 does not have {path}.{name}: {why}")
            return True
    return False
