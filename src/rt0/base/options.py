"""Everything a user may decide about a compilation, as one frozen value that is passed down.

No stage reads environment variables or globals of its own: what changes the result is here, and thereby in the
cache's key (`key`). But for where packages lie: load/goroot.py looks at the variables that the go command itself has for that, and
what is found counts by its content.
"""

from __future__ import annotations

from rt0.base.records import dataclass, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GO_VERSION = "1.27"


@dataclass(slots=True, frozen=True)
class Options:
    """The options of one compilation. Defaults are those of `rt0 run`.

    opt_level      0, 1 or 2: how much LLVM optimises
    debug          emit DWARF line tables
    trace          compile the runtime with its events in (rt0 walk)
    no_optimize    gcflags -N: keep every variable in memory for a debugger
    no_inline      gcflags -l: inline nothing
    go_version     the language version, "1.N", where go.mod does not say otherwise
    build_tags     extra tags for //go:build lines
    goos, goarch   the target, in Go's names
    goamd64        "v1" to "v4": the processors that code is made for, in Go's words; "": this machine's
    all_errors     show every error instead of stopping at 10 (go's -e)
    goroot         the Go source tree for packages that rt0 does not have; "": look for one, "off": none (load/goroot.py)
    verify         run the checks between stages (LLVM's verifier and our own); tests turn it on
    """

    opt_level: int = 1
    debug: bool = True
    trace: bool = False
    no_optimize: bool = False
    no_inline: bool = False
    go_version: str = GO_VERSION
    build_tags: tuple[str, ...] = ()
    goos: str = "linux"
    goarch: str = "amd64"
    goamd64: str = ""
    all_errors: bool = False
    goroot: str = ""
    verify: bool = False

    def key(self) -> str:
        """The options as text, the same for equal options and another for others; for cache keys. Without goroot."""
        return ";".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.name != "goroot")


def parse_gcflags(text: str) -> dict[str, Any]:
    """The meaning of `-gcflags` text: fields of Options to set, with their values, for `replace`.

    Raises ValueError with a message for the user for a flag that rt0 does not know.
    """
    known = {"-N": "no_optimize", "-l": "no_inline", "-e": "all_errors"}
    out: dict[str, Any] = {}
    for flag in text.split():
        if flag not in known:
            raise ValueError(f"unknown compiler flag {flag} in -gcflags (rt0 knows {', '.join(known)})")
        out[known[flag]] = True
    return out
