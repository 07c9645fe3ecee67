"""The static linker for rt0's own objects: x86-64 ELF, no libc, no dynamic loader.

`link` makes an executable file's bytes; `load_plan` is the half that jit.py uses to put the same objects into this
process. Pure Python without llvmlite, so that a cached object links without loading LLVM.

    elf.read_object ─▶ resolve.resolve, collect ─▶ image.plan ─▶ image.fix ─┬─▶ exe.write
                                                                           └─▶ jit (mmap)

Read in that order. dwarf.py and pcln.py make the function table for tracebacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rt0.native.link import exe, image, resolve
from rt0.native.link.elf import LinkError, bundle, read_object, unbundle
from rt0.native.link.image import BOUNDS, Plan

__all__ = ["BASE", "BOUNDS", "LinkError", "Plan", "bundle", "link", "load_plan"]

BASE = 0x400000
"""Where an executable begins, as other Linux linkers have it."""


def load_plan(
    objects: Sequence[bytes],
    roots: Iterable[str],
    *,
    absolute: Mapping[str, int] | None = None,
    shared: Mapping[str, int] | None = None,
    labels: Sequence[str] = (),
    prefix: str = "runtime.",
    keep_all: bool = False,
    prune: bool = False,
) -> Plan:
    """Resolve and lay out objects for base 0; `image.fix` then moves the plan to its base.

    Each of `objects` is an object or a `bundle` of them.
    `roots` are names whose code and data is kept with everything it reaches (`keep_all`: keep the rest too;
    `prune`: leave out methods that no interface asks for, gotypes.py).
    `absolute` are addresses of host functions, `shared` what an image loaded before defines (resolve.py). `labels` name
    the objects in messages. `prefix` goes before the names of `BOUNDS`. Raises LinkError.
    """
    names = [labels[i] if i < len(labels) else f"object {i + 1}" for i in range(len(objects))]
    read = [read_object(part, label) for data, name in zip(objects, names) for part, label in unbundle(data, name)]
    program = resolve.resolve(read, absolute or {}, shared or {})
    resolve.collect(program, roots, keep_all, image.bound_names(prefix, read), prune)
    return image.plan(program, prefix)


def link(
    objects: Sequence[bytes],
    *,
    entry: str = "rt0_go",
    roots: Iterable[str] = (),
    labels: Sequence[str] = (),
    prefix: str = "runtime.",
    symbols: bool = True,
    debug: bool = True,
    keep_all: bool = False,
    prune: bool = False,
) -> bytes:
    """An ELF executable of these objects that begins at `entry`.

    `roots` are kept besides what the entry reaches. `symbols` False is -s, `debug` False is -w. Raises LinkError with
    every undefined name and who refers to it.
    """
    plan = load_plan(objects, [entry, *roots], labels=labels, prefix=prefix, keep_all=keep_all, prune=prune)
    image.fix(plan, BASE)
    return exe.write(plan, entry, symbols=symbols, debug=debug)
