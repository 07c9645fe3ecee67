"""What a program's executable says of itself: its own GODEBUG, the Go source tree it was compiled with, and its build information.

Each is a text of the main package (LoadedPackage.said, by its name), which the runtime finds as go:main.NAME; empty ones are left out. The
build information is what runtime/debug.ReadBuildInfo parses: lines of fields with tabs between them, as in Go (go.dev/pkg/runtime/debug).

Read next: lower/inits.py (where they go), runtime/core/env.py (who reads them).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rt0.base.options import Options
from rt0.load.godebug import settings
from rt0.load.goroot import root_of
from rt0.load.modules import Modules, find_package, vendored_modules
from rt0.load.packages import LoadError
from rt0.syntax import ast


def said_of(
    path: str, files: Sequence[ast.File], modules: Modules, packages: Iterable[str], options: Options
) -> dict[str, str]:
    """The texts of a program: `path` is its main package's, "" for one named by its files, `files` those whose //go:debug lines count,
    `packages` the paths of what it imports, directly or not, besides standard packages."""
    found = {
        "godebug": settings(files, modules.main),
        "goroot": root_of(options),
        "buildinfo": build_info(path, modules, packages, options),
    }
    return {name: text for name, text in found.items() if text}


def build_info(path: str, modules: Modules, packages: Iterable[str], options: Options) -> str:
    """The build information, as ReadBuildInfo reads it but for its first line, the Go version."""
    lines = ["path\t" + (path or "command-line-arguments")]
    if path and modules.main is not None:
        lines.append(f"mod\t{modules.main.path}\t(devel)\t")
    lines += _dependencies(modules, packages)
    chosen = {
        "-buildmode": "exe",
        "-compiler": "rt0",
        "-gcflags": " ".join(flag for flag, on in (("-N", options.no_optimize), ("-l", options.no_inline)) if on),
        "-tags": ",".join(options.build_tags),
        "CGO_ENABLED": "0",
        "GOARCH": options.goarch,
        "GOOS": options.goos,
        "GOAMD64": options.goamd64,
    }
    lines += [f"build\t{key}={_quoted(value)}" for key, value in chosen.items() if value]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if any(c in ' \t\r\n"`\\' for c in value) else value


def _dependencies(modules: Modules, packages: Iterable[str]) -> list[str]:
    """A line for each module besides the main ones that provides a package, and one for what replaces it. Sums are not looked at."""
    found: dict[str, tuple[str, str]] = {}  # by module: its version, what is in its place
    vendored = vendored_modules(modules) if modules.vendor else {}
    for path in packages:
        if path in vendored:
            module, version, instead = vendored[path]
            found[module] = version, instead
            continue
        try:
            provider = find_package(modules, path)
        except LoadError:
            continue  # it came from somewhere else
        if provider is not None and provider[0] not in modules.mains:
            found[provider[0].path] = provider[0].required, provider[0].instead
    lines = []
    for module, (version, instead) in sorted(found.items()):
        if not instead:
            lines.append(f"dep\t{module}\t{version}\t")
            continue
        new, _, new_version = instead.partition("@")
        lines += [f"dep\t{module}\t{version}", f"=>\t{new}\t{new_version or '(devel)'}\t"]
    return lines
