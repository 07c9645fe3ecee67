"""The flags of `rt0 test`: which are rt0's, which the test program's, and where the packages stand among them.

As with the go command, flags and packages may come in any order; the first argument that is neither a known flag nor a package ends
the packages, and it and what follows is for the test program, as is all behind -args. Flags of the test program may be written
with -test. before the name.
"""

from __future__ import annotations

import os
import re

from rt0.base.options import Options
from rt0.base.records import dataclass, field, replace
from rt0.cli.arguments import Wrong, first_options, with_gcflags, with_tags

SWITCHES = frozenset(["artifacts", "benchmem", "failfast", "fullpath", "short", "v"])
PROFILES = ("blockprofile", "cpuprofile", "memprofile", "mutexprofile")
"""Flags that name the file of a profile. They are for one package, and leave the test program beside it for whoever reads it."""
VALUED = frozenset([*PROFILES, "bench", "benchtime", "blockprofilerate", "count", "coverprofile", "cpu", "list", "memprofilerate",
                    "mutexprofilefraction", "outputdir", "parallel", "run", "shuffle", "skip", "timeout"])  # fmt: skip
"""Flags that the test program gets, without and with a value."""

OWN_SWITCHES = frozenset(["c", "json", "cover", "m"])
OWN_VALUED = frozenset(["o", "tags", "gcflags", "covermode", "coverpkg", "vet", "p", "C"])

REFUSED = {
    "fuzz": "rt0 runs fuzz tests with their seeds, it does not look for new inputs",
    "race": "there is no race detector",
    "trace": "there are no execution traces; rt0 walk shows a program's",
    "exec": "tests run on this machine",
}
"""Flags of go test that rt0 does not have, and why."""

TIMEOUT = 600.0


@dataclass(slots=True)
class Wanted:
    """What a command line of rt0 test asks for."""

    options: Options
    packages: list[str] = field(default_factory=list)
    named: bool = False  # packages were given, even if they are none: not the working folder's mode
    to_test: list[str] = field(default_factory=list)  # the test program's arguments
    values: dict[str, str] = field(default_factory=dict)  # of flags, by name
    timeout: float = TIMEOUT  # seconds, 0 without

    def on(self, name: str) -> bool:
        """Whether a switch is set."""
        return self.values.get(name, "false") not in ("false", "")

    @property
    def json(self) -> bool:
        """Whether events are wanted."""
        return self.on("json")

    @property
    def cover(self) -> bool:
        """Whether coverage is to be counted."""
        return self.on("cover") or any(self.values.get(name) for name in ("coverprofile", "covermode", "coverpkg"))

    @property
    def mode(self) -> str:
        """How coverage is counted."""
        return self.values.get("covermode") or "set"

    @property
    def profile(self) -> str:
        """The file of -coverprofile, "" without."""
        name = self.values.get("coverprofile", "")
        return os.path.join(self.values.get("outputdir", ""), name) if name else ""

    @property
    def profiles(self) -> list[str]:
        """The flags of PROFILES that are set."""
        return [name for name in PROFILES if self.values.get(name)]

    @property
    def bench(self) -> bool:
        """Whether benchmarks are to run."""
        return bool(self.values.get("bench"))

    @property
    def shows_passes(self) -> bool:
        """Whether the output of tests that pass is shown (-v, -bench, -list)."""
        return self.on("v") or self.bench or bool(self.values.get("list"))


def parse(arguments: list[str]) -> Wanted:
    """Read a command line. Raises Wrong."""
    w = Wanted(first_options(1))
    rest = list(arguments)
    in_packages = after_unknown = False
    while rest:
        word = rest[0]
        if not word.startswith("-") or word == "-":
            if w.named and not in_packages:
                if not after_unknown:
                    break
                after_unknown = False
                w.to_test.append(rest.pop(0))
                continue
            in_packages = w.named = True
            w.packages.append(rest.pop(0))
            continue
        in_packages = after_unknown = False
        if word in ("--", "-args", "--args"):
            rest = rest[word != "--" :]
            break
        rest.pop(0)
        if not _flag(w, word, rest):
            w.named = True
            w.to_test.append(word)
            after_unknown = "=" not in word
    w.to_test += rest
    first = []
    if w.json:
        first.append("-test.v=test2json")
    if "timeout" not in w.values and w.timeout:
        first.append("-test.timeout=10m0s")
    if (w.on("artifacts") or w.profiles) and "outputdir" not in w.values:
        first.append("-test.outputdir=" + os.getcwd())
    w.to_test = first + w.to_test
    return w


def _flag(w: Wanted, word: str, rest: list[str]) -> bool:
    """Take a flag, with its value from `rest` if it has one. False if it is not known."""
    name, equals, value = word.lstrip("-").partition("=")
    name = name.removeprefix("test.")
    if name in REFUSED:
        raise Wrong(f"-{name} is not supported: {REFUSED[name]}")
    if name in ("O0", "O1", "O2"):
        w.options = replace(w.options, opt_level=int(name[1]))
        return True
    if name in SWITCHES or name in OWN_SWITCHES:
        value = value if equals else "true"
        if value in ("1", "t", "T", "TRUE", "True"):
            value = "true"
        elif value in ("0", "f", "F", "FALSE", "False"):
            value = "false"
    elif name in VALUED or name in OWN_VALUED:
        if not equals:
            if not rest:
                raise Wrong(f"flag needs an argument: -{name}")
            value = rest.pop(0)
    else:
        return False
    w.values[name] = value
    if name in SWITCHES or name in VALUED:
        if name == "outputdir":
            value = os.path.abspath(value)
        w.to_test.append(f"-test.{name}={value}")
    _meaning(w, name, value)
    return True


def _meaning(w: Wanted, name: str, value: str) -> None:
    """What a flag changes beside the test program's arguments."""
    if name == "tags":
        w.options = with_tags(w.options, value)
    elif name == "gcflags":
        w.options = with_gcflags(w.options, value)
    elif name == "timeout":
        w.timeout = seconds(value)
    elif name == "covermode" and value not in ("set", "count", "atomic"):
        raise Wrong(f'invalid value "{value}" for flag -covermode: valid modes are "set", "count", or "atomic"')
    elif name == "v" and value not in ("true", "false", "test2json"):
        raise Wrong(f'invalid boolean value "{value}" for -v')


_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)")


def seconds(text: str) -> float:
    """A duration as Go writes it. Raises Wrong."""
    total, at = 0.0, 0
    for m in _PART.finditer(text):
        if m.start() != at:
            break
        total += float(m[1]) * _UNITS[m[2]]
        at = m.end()
    if text != "0" and (at != len(text) or not text):
        raise Wrong(f'invalid value "{text}" for flag -timeout: parse error')
    return total
