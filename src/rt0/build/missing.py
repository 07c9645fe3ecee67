"""Functions of the Go source tree that a program reaches and that no Go code implements: refused by name and place.

Packages of the tree are compiled whole before anybody knows what a program uses of them (lower/separate.py), so it shows only to the
linker, as an undefined symbol. Which declaration that is, is looked up in the package's files then.
"""

from __future__ import annotations

import os
import re

from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.build.failures import BuildFailed
from rt0.load.goroot import find_tree
from rt0.load.packages import LoadError, go_files


def refusal(undefined: tuple[str, ...], options: Options) -> BuildFailed | None:
    """What to tell of undefined symbols; None if one of them is no function of the tree: then the fault is ours."""
    sink = Sink(FileSet())
    for name in undefined:
        if not _refuse(name, options, sink):
            return None
    return BuildFailed(sink, 0 if options.all_errors else 10) if sink else None


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
            written = _assembly(folder, name)
            why = f"it is written in assembly ({written}), and rt0 has no assembler" if written else "it belongs to gc's own runtime"
            sink.error("Unsupported", source.pos(found.start(1)), f"rt0 does not have {path}.{name}: {why}")
            return True
    return False


def _assembly(folder: str, name: str) -> str:
    """The assembly file of a folder that has a function for this system, "" if none has."""
    text = re.compile(rb"^TEXT\s+\xc2\xb7" + re.escape(name.encode()) + rb"\b", re.MULTILINE)
    found = []
    for file in sorted(os.listdir(folder)):
        if file.endswith(".s"):
            with open(os.path.join(folder, file), "rb") as f:
                if text.search(f.read()):
                    found.append(file)
    return next((file for file in found if "amd64" in file), found[0] if found else "")
