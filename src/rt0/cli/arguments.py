"""The arguments that run, build, check and walk share.

Flags are Go's, with one dash (two are accepted), before the files: `rt0 run -O2 prog.go ARG …`. As with `go run`, the files
are the leading arguments that end in .go, or one package folder; everything behind belongs to the program.
"""

from __future__ import annotations

import os

from rt0.base.options import Options, parse_gcflags
from rt0.base.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a command line asked for. `flags` holds the command's own flags, without dashes; True for one without a value."""

    options: Options
    flags: dict[str, str | bool]
    paths: tuple[str, ...]
    rest: tuple[str, ...]


class Wrong(Exception):
    """Arguments that cannot be used; the message says why."""


def first_options(level: int) -> Options:
    """The options before any flag: GOAMD64 of the environment belongs to them as in Go, and without it code is made for this machine's
    processor. Raises Wrong.
    """
    options = Options(opt_level=level, goamd64=os.environ.get("GOAMD64", ""))
    if options.goamd64 not in ("", "v1", "v2", "v3", "v4"):
        raise Wrong(f"invalid GOAMD64: must be v1, v2, v3, v4, not {options.goamd64}")
    return options


def with_gcflags(options: Options, text: str) -> Options:
    """The options with those of a -gcflags text set. Raises Wrong for flags that rt0 does not know."""
    try:
        return replace(options, **parse_gcflags(text))
    except ValueError as problem:
        raise Wrong(str(problem)) from None


def with_tags(options: Options, text: str) -> Options:
    """The options with the build tags of a -tags list."""
    return replace(options, build_tags=tuple(tag for tag in text.split(",") if tag))


def parse(
    arguments: list[str], *, flags: dict[str, bool], default_level: int = 1, program_arguments: bool = False, packages: bool = False
) -> Parsed:  # fmt: skip
    """Split a command line. `flags`: the command's own flags -> whether they take a value. `packages`: there may be several.

    Raises Wrong for unknown flags, missing values and missing files.
    """
    options = first_options(default_level)
    own: dict[str, str | bool] = {}
    at = 0
    while at < len(arguments) and arguments[at].startswith("-") and arguments[at] != "-":
        name = arguments[at].lstrip("-")
        at += 1
        name, equals, value = name.partition("=")
        if name in ("O0", "O1", "O2"):
            options = replace(options, opt_level=int(name[1]))
            continue
        if name in ("gcflags", "tags") or flags.get(name):
            if not equals:
                if at == len(arguments):
                    raise Wrong(f"flag needs an argument: -{name}")
                value = arguments[at]
                at += 1
            if name == "gcflags":
                words = value.split()
                if "-m" in words and "m" in flags:
                    own["m"] = True
                    value = " ".join(word for word in words if word != "-m")
                options = with_gcflags(options, value)
            elif name == "tags":
                options = with_tags(options, value)
            else:
                own[name] = value
        elif name in flags:
            own[name] = True
        else:
            raise Wrong(f"flag provided but not defined: -{name}")
    rest = arguments[at:]
    count = 0
    while count < len(rest) and rest[count].endswith(".go"):
        count += 1
    if count == 0 and rest:
        count = len(rest) if packages else 1  # a folder, or a name that load will complain of
    if not program_arguments and count < len(rest):
        if all(name.endswith(".go") for name in rest[:count]):
            raise Wrong(f"named files must all be .go files; {rest[count]} is not")
        raise Wrong("one package, please")
    if not rest:
        raise Wrong("no Go files listed")
    return Parsed(options, own, tuple(rest[:count]), tuple(rest[count:]))
