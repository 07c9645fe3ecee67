"""rt0.load: a Go package as a Python module.

Read next: describe.py and process.py.
"""

from __future__ import annotations

import os
import sys
import types
from typing import Any, NoReturn

from rt0.base.options import Options
from rt0.build import library
from rt0.build.failures import BuildFailed
from rt0.embed import process as processes
from rt0.embed.errors import BuildError
from rt0.native import cache as caches


def load(*paths: str | os.PathLike[str], opt_level: int = 2) -> types.ModuleType:
    """Compile a Go package, load it into this process and return it as a module.

    `paths` are Go files of one package, or one folder. The package's initialisation runs now, once; `main` is not run.
    Exported functions are the module's attributes. Raises BuildError when the program is wrong, GoPanic when its
    initialisation panics, RuntimeError in a process that was forked after Go was loaded.
    """
    if not paths:
        raise TypeError("rt0.load() needs the path of a Go file or folder")
    names = [os.fspath(path) for path in paths]
    cache = caches.open_cache()
    try:
        built = library.module(cache, names, Options(opt_level=opt_level), _describe, note)
    except BuildFailed as failed:
        raise BuildError(failed.text.rstrip("\n")) from None
    running = processes.start(lambda: library.base(cache, note))
    image = processes.add_module(running, built, names[0])
    return _module(running, image, built, names)


def note(stage: str, long: bool = False) -> None:
    """A library shows no progress, but says why the first load of a version takes ten seconds."""
    if long and sys.stderr is not None:
        print(f"rt0: {stage} ...", file=sys.stderr, flush=True)


def _describe(*arguments: Any) -> Any:
    from rt0.embed.describe import describe

    return describe(*arguments)


def _module(running: processes.Process, image: Any, built: library.Library, names: list[str]) -> types.ModuleType:
    """The module object."""
    made = types.ModuleType(built.package)
    made.__file__ = os.path.abspath(names[0])
    public = []
    for e in built.exports:
        name = str(e["name"])
        value = _refused(e) if e["refused"] else processes.function(running, image, e)
        setattr(made, name, value)
        public.append(name)
    made.__all__ = public  # type: ignore[attr-defined]
    return made


def _refused(description: dict[str, Any]) -> Any:
    """A function that tells, when it is called, why it cannot be."""
    why = f"{description['name']}() cannot be called from Python: {description['refused']}"

    def refused(*args: object) -> NoReturn:
        raise TypeError(why)

    refused.__name__ = refused.__qualname__ = description["name"]
    refused.__doc__ = why
    return refused
