"""Cut one IR module into several texts that compile apart: for both processors, and for the cache.

A program is lowered into one module. Compiled whole, one changed line in main compiles fmt again, and one processor
waits. `split` deals its functions and variables out to parts, by package as the caller's `group` tells, and prints each
part as a module of its own, so that a part whose package did not change has the text, and thereby the cache key, that
it had before.

Invariants:
- Linking all parts means what the whole module means. Each definition has one owner; the others declare it.
- What was `internal` or `private` and is used from another part becomes external (names are unique in a program);
  private constants are copied instead. `linkonce_odr` becomes `weak_odr` in its owner, which therefore keeps it.
- The bodies of `alwaysinline` functions, and of those of a few lines, are copied (`available_externally`) into the
  parts that call them, so that inlining does not end where a part does.
- Numbers of metadata and attribute groups and names of copied constants count from 0 in each part: its text depends on
  what is in it only.
- Module assembly goes into the first part; what it uses must be in `llvm.used` (Module.keep), as LLVM wants it anyway.

The cost is one scan over the text for its tokens, some 0.1 s for 80,000 lines, where LLVM takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rt0.abi.ir import Module, _quoted, escape, local, symbol
from rt0.base.records import dataclass, field

# Comment lines and strings are tokens too, so that nothing inside of them is taken for a reference.
_TOKEN = re.compile(r'(?m:^  ; .*$)|@"[^"]*"|@[-\w$.]+|"[^"]*"|![0-9]+|#[0-9]+')
_HEX = re.compile(r"\\([0-9A-F]{2})")
_COPIED = " = external dso_local constant "

SMALL = 16
"""Functions of at most so many lines are copied to where they are called."""


def package_of(name: str) -> str:
    """The package of a Go symbol, the default of `group`: "fmt", "internal/bytealg", "main"; "" for what has none.

    Type descriptors and itabs (`type:...`, `go:...`) are a group of their own: any package may need one.
    """
    head = name.partition("[")[0]
    if ":" in head:
        return head.partition(":")[0] + ":"
    slash = head.rfind("/")
    package, dot, _ = head[slash + 1 :].partition(".")
    return head[: slash + 1] + package if dot else ""


@dataclass(slots=True)
class _Part:
    """One part being made: what it owns, what it copies, what it only declares. Dicts, because order is output."""

    own: dict[str, None] = field(default_factory=dict)
    copies: dict[str, None] = field(default_factory=dict)
    declared: dict[str, None] = field(default_factory=dict)
    lines: int = 0


def split(
    module: Module,
    *,
    group: Callable[[str], str] = package_of,
    lines: int = 6000,
    least: int = 600,
    small: int = SMALL,
) -> list[str]:
    """The module as the texts of one or more modules.

    A group of more than `lines` lines is cut into several parts; groups of less than `least` are put together.
    Functions of at most `small` lines may be inlined into any part; more costs more compiling (-O2).
    The texts are in a stable order; their number depends on the module. The module itself stays as it is.
    """
    references = {name: _references(text) for name, text in module._defined.items()}
    parts = _deal(module, references, group, lines, least)
    if len(parts) <= 1:
        return [module.render()]
    for part in parts:
        _complete(module, part, references, small)
    # A copied body may not be inlined after all: then its name is referred to like any other.
    shared = {name for part in parts for name in (*part.declared, *part.copies)}
    if module._asm:
        shared |= set(module._used)
    return [_Printer(module, part, shared, first=part is parts[0]).text() for part in parts]


def _references(text: str) -> list[str]:
    """The global names in a definition, its own included, each once."""
    found = dict.fromkeys(token for token in _TOKEN.findall(text) if token[0] == "@")
    return [_name(token) for token in found]


def _name(token: str) -> str:
    """The name behind a reference: `@"a\\22b"` is a"b."""
    if token[1] != '"':
        return token[1:]
    raw = token[2:-1]
    if "\\" not in raw:
        return raw
    data = _HEX.sub(lambda m: chr(int(m[1], 16)), raw)
    return data.encode("latin-1").decode()


def _copied(module: Module, name: str) -> bool:
    """Whether a definition is a constant that each part has for itself."""
    linkage, declaration = module._linkages.get(name, ("", ""))
    return linkage == "private" and _COPIED in declaration


def _deal(
    module: Module, references: dict[str, list[str]], group: Callable[[str], str], lines: int, least: int
) -> list[_Part]:
    """Give every definition that is not copied an owner. Aliases go where their target is."""
    groups: dict[str, list[_Part]] = {}
    owner: dict[str, _Part] = {}
    aliases: list[tuple[str, str]] = []
    for name, text in module._defined.items():
        if _copied(module, name):
            continue
        if name not in module._heads and name not in module._linkages:
            aliases.append((name, references[name][-1]))
            continue
        size = text.count("\n") + 1
        row = groups.setdefault(group(name), [_Part()])
        if row[-1].lines and row[-1].lines + size > lines:
            row.append(_Part())
        row[-1].own[name] = None
        row[-1].lines += size
        owner[name] = row[-1]
    parts: list[_Part] = []
    small: _Part | None = None
    for part in (part for row in groups.values() for part in row):
        if part.lines >= least:
            parts.append(part)
        elif small is None or small.lines >= least:
            small = part
            parts.append(part)
        else:
            for name in part.own:
                owner[name] = small
            small.own.update(part.own)
            small.lines += part.lines
    for alias, target in aliases:
        owner.get(target, parts[0] if parts else _Part()).own[alias] = None
    return parts


def _complete(module: Module, part: _Part, references: dict[str, list[str]], small: int) -> None:
    """Find what a part copies and declares: everything its definitions and copies refer to."""
    work = list(part.own)
    while work:
        name = work.pop()
        for wanted in references[name]:
            if wanted in part.own or wanted in part.copies or wanted in part.declared:
                continue
            if wanted not in module._defined:
                part.declared[wanted] = None
            elif _copied(module, wanted) or _importable(module, wanted, small if name in part.own else 0):
                part.copies[wanted] = None
                work.append(wanted)
            else:
                part.declared[wanted] = None


def _importable(module: Module, name: str, small: int) -> bool:
    """Whether a function's body is worth having in another part. Small ones are not followed further."""
    head = module._heads.get(name)
    if head is None or head.linkage in ("weak", "available_externally"):
        return False
    return head.inline or module._defined[name].count("\n") - 2 <= small


class _Printer:
    """Prints one part, with its own numbers for metadata, attribute groups and copied constants."""

    __slots__ = ("_attributes", "_constants", "_first", "_metadata", "_module", "_part", "_shared", "_todo")

    def __init__(self, module: Module, part: _Part, shared: set[str], first: bool) -> None:
        self._module, self._part, self._shared, self._first = module, part, shared, first
        self._attributes: dict[str, int] = {}
        self._metadata: dict[str, int] = {}
        self._todo: list[str] = []
        self._constants: dict[str, str] = {}

    def text(self) -> str:
        """The part as a module."""
        module, part = self._module, self._part
        kept = [n for n in module._used if n in part.own or (self._first and n not in module._defined)]
        definitions = [self._definition(name) for name in part.own]
        definitions += [self._copy(name) for name in part.copies]
        declared = dict.fromkeys([*part.declared, *(n for n in kept if n not in part.own)])
        declarations = [self._declaration(name) for name in declared]
        named = self._named_metadata()
        out = ['source_filename = "part"']
        if self._first:
            out += [f'module asm "{escape(line.encode())}"' for line in module._asm]
        out += [f"{local(name)} = type {body}" for name, body in module._types.items()]
        out += [f"${_quoted(name)} = comdat any" for name in part.own if name in module._comdats]
        out += [line for line in declarations if line]
        out += definitions
        if kept:
            refs = ", ".join("ptr " + symbol(name) for name in kept)
            out.append(f'@llvm.used = appending global [{len(kept)} x ptr] [{refs}], section "llvm.metadata"')
        nodes = self._nodes()  # also numbers what they mention, hence before the attribute groups
        groups = {f"#{number}": text for text, number in module._attributes.items()}
        out += [f"attributes #{number} = {{ {groups[old]} }}" for old, number in self._attributes.items()]
        out += named() + nodes
        out.append("")
        return "\n".join(out)

    def _token(self, match: re.Match[str]) -> str:
        token = match[0]
        kind = token[0]
        if kind == "!":
            number = self._metadata.get(token)
            if number is None:
                number = self._metadata[token] = len(self._metadata)
                self._todo.append(token)
            return f"!{number}"
        if kind == "#":
            return f"#{self._attributes.setdefault(token, len(self._attributes))}"
        if kind == "@" and (name := _name(token)) in self._part.copies and name in self._module._linkages:
            return "@" + _quoted(self._constants.setdefault(name, f".copy.{len(self._constants)}"))
        return token

    def _renumber(self, text: str) -> str:
        return _TOKEN.sub(self._token, text)

    def _definition(self, name: str) -> str:
        module = self._module
        text = module._defined[name]
        head = module._heads.get(name)
        if head is not None:
            linkage = self._owned(name, head.linkage)
            text = head.define(linkage, head.place) + text[text.index(" {\n") :]
        elif name in module._linkages:
            old = module._linkages[name][0]
            new = self._owned(name, old)
            if new != old:
                text = text.replace(f" = {old} ", f" = {new or 'dso_local'} ", 1)
        return self._renumber(text)

    def _owned(self, name: str, linkage: str) -> str:
        """The linkage of a definition in its owner."""
        if linkage in ("internal", "private"):
            return "" if name in self._shared else linkage
        return "weak_odr" if linkage == "linkonce_odr" else linkage

    def _copy(self, name: str) -> str:
        head = self._module._heads.get(name)
        text = self._module._defined[name]
        if head is not None:
            text = head.define("available_externally", "") + text[text.index(" {\n") :]
        return self._renumber(text)

    def _declaration(self, name: str) -> str:
        module = self._module
        head = module._heads.get(name)
        if head is not None:
            return self._renumber(f"declare dso_local {head.signature}")
        if name in module._linkages:
            return module._linkages[name][1]
        if name in module._defined:  # an alias: what it names does not matter for a reference
            return f"{symbol(name)} = external dso_local global i8"
        return self._renumber(module._declared.get(name, ""))

    def _named_metadata(self) -> Callable[[], list[str]]:
        """The named metadata of this part; units that nothing here belongs to are left out."""
        named = {name: nodes for name, nodes in self._module._named.items() if name != "llvm.dbg.cu"}
        lines = [f"!{name} = !{{{', '.join(map(self._renumber, nodes))}}}" for name, nodes in named.items()]

        def finished() -> list[str]:
            units = [n for n in self._module._named.get("llvm.dbg.cu", []) if n in self._metadata]
            if units:
                lines.append(f"!llvm.dbg.cu = !{{{', '.join(f'!{self._metadata[n]}' for n in units)}}}")
            return lines

        return finished

    def _nodes(self) -> list[str]:
        """The metadata nodes that were mentioned, and those they mention."""
        metadata = self._module._metadata
        out: list[str] = []
        at = 0
        while at < len(self._todo):
            node = self._todo[at]
            at += 1
            out.append(f"!{self._metadata[node]} = {self._renumber(metadata[int(node[1:])])}")
        return out
