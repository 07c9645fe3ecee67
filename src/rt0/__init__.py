"""rt0: Go's runtime, in Python. It compiles Go programs to machine code and runs them on a runtime of its own.

Nothing heavy is imported here: `rt0 run` of an unchanged program must start in milliseconds. So what a user of the package
calls is found on first use.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rt0.embed.errors import BuildError, GoError, GoPanic
    from rt0.embed.load import load

__version__ = "0.1.0"
__all__ = ["BuildError", "GoError", "GoPanic", "__version__", "load"]


def __getattr__(name: str) -> object:
    """The exceptions of rt0.load, imported when they are first asked for."""
    if name in ("BuildError", "GoError", "GoPanic"):
        from rt0.embed import errors

        globals()[name] = found = getattr(errors, name)
        return found
    raise AttributeError(f"module 'rt0' has no attribute {name!r}")


class _Package(type(sys)):  # type: ignore[misc]
    """The type of this module: `rt0.load` is the function also after the package rt0.load (which finds a program's files and
    packages) has been imported, which would otherwise take its place."""

    @property
    def load(self) -> Any:
        """rt0.load (rt0.embed.load): a Go package as a Python module."""
        from rt0.embed.load import load as found

        return found

    @load.setter
    def load(self, value: object) -> None:
        """Importing the package rt0.load assigns it; the function stays."""


sys.modules[__name__].__class__ = _Package
