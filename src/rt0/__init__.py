"""rt0: Go's runtime, in Python. It compiles Go programs to machine code and runs them on a runtime of its own.

Nothing heavy is imported here: `rt0 run` of an unchanged program must start in milliseconds.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rt0.embed.errors import BuildError, GoError, GoPanic
    from rt0.embed.load import load

__version__ = "0.1.0"
__all__ = ["BuildError", "GoError", "GoPanic", "__version__", "load"]


def __getattr__(name: str) -> object:
    """rt0.load and its exceptions, imported when they are first asked for."""
    if name == "load":
        from rt0.embed.load import load as found
    elif name in ("BuildError", "GoError", "GoPanic"):
        from rt0.embed import errors

        found = getattr(errors, name)
    else:
        raise AttributeError(f"module 'rt0' has no attribute {name!r}")
    globals()[name] = found
    return found
