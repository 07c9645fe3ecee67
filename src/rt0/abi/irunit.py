"""A package's module of IR as other modules see it: declarations of all that it defines, and the bodies worth inlining.

A package is compiled once, alone (lower/separate.py). A module that uses it later knows no more of its IR than this:

    declarations    for each shared definition, the line that declares it elsewhere
    bodies          for small functions and `alwaysinline` ones, a copy that another module may inline

`shared_text` prints the module for its own object, `declarations` and `bodies` take out what others need, and `Importer` puts
it into another module.

Invariants:
- Everything but private constants is shared, as `weak_odr`: which module uses what is not known when a package is compiled,
  and instances and descriptors may come from several packages; they are equal, and the linker takes one.
- What is taken out refers to nothing of the module's numbering: attributes stand in full, metadata nodes travel along.
- Private constants are named by their content, so that copies of equal names are equal.
- An imported body belongs to the importing module's compile unit; it is `available_externally`, never code of its own.

Read next: irsplit.py, which cuts a whole program's module by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping

from rt0.abi.ir import Head, Module, symbol
from rt0.abi.irsplit import _TOKEN, SMALL, _complete, _copied, _Part, _Printer, _references
from rt0.base.records import dataclass, field

Body = tuple[str, str, str, bool, dict[str, str], dict[str, str], list[str]]
"""(signature with attributes, text from the opening brace, debug scope, alwaysinline, metadata nodes by their number, private
constants in the order of need, other names referred to)."""


def shared_text(module: Module) -> str:
    """The module's text with every definition but private constants shared."""
    part = _Part(own=dict.fromkeys(module._defined))
    _complete(module, part, {name: _references(text) for name, text in module._defined.items()}, 0)
    shared = {name for name in module._defined if not _copied(module, name)}
    return _Printer(module, part, shared, first=True).text()


def declarations(module: Module) -> dict[str, str]:
    """Shared name -> the line that declares it in another module."""
    attributes = _attribute_texts(module)
    out: dict[str, str] = {}
    for name, head in module._heads.items():
        if head.linkage != "available_externally":
            out[name] = _plain(f"declare dso_local {head.signature}", attributes)
    for name, (_, line) in module._linkages.items():
        if not _copied(module, name):
            out[name] = line
    return out


def others(module: Module) -> dict[str, str]:
    """Names that the module only declares (the runtime's, mostly) -> their declarations."""
    attributes = _attribute_texts(module)
    return {name: _plain(line, attributes) for name, line in module._declared.items() if name not in module._defined}


def bodies(module: Module, small: int = SMALL) -> dict[str, Body]:
    """The bodies that are worth having in another module, by name."""
    attributes = _attribute_texts(module)
    out: dict[str, Body] = {}
    for name, head in module._heads.items():
        text = module._defined[name]
        if head.linkage == "available_externally" or not (head.inline or text.count("\n") - 2 <= small):
            continue
        constants: dict[str, str] = {}
        names = [n for n in _needs(module, text, constants) if n != name]
        brace = text.index(" {\n")
        nodes: dict[str, str] = {}
        _nodes(module, text[brace:] + head.debug, nodes)
        signature = _plain(head.signature, attributes)
        out[name] = (signature, text[brace:], head.debug, head.inline, nodes, constants, names)
    return out


def _attribute_texts(module: Module) -> dict[str, str]:
    return {f"#{number}": text for text, number in module._attributes.items()}


def _plain(line: str, attributes: Mapping[str, str]) -> str:
    """A line with attribute groups written out."""
    return _TOKEN.sub(lambda m: attributes[m[0]] if m[0][0] == "#" else m[0], line)


def _needs(module: Module, text: str, constants: dict[str, str]) -> dict[str, None]:
    """The shared names that a text refers to; the private constants on the way go into `constants`, inner ones first."""
    out: dict[str, None] = {}
    for name in _references(text):
        if name in constants:
            continue
        if name in module._defined and _copied(module, name):
            inner = module._defined[name]
            out.update((n, None) for n in _needs(module, inner.partition(" = ")[2], constants))
            constants[name] = inner
        else:
            out[name] = None
    return out


def _nodes(module: Module, text: str, out: dict[str, str]) -> None:
    """The metadata nodes that a text mentions, with those that they mention."""
    for token in _TOKEN.findall(text):
        if token[0] == "!" and token not in out:
            node = out[token] = module._metadata[int(token[1:])]
            _nodes(module, node, out)


@dataclass(slots=True)
class Importer:
    """Puts declarations and bodies of compiled packages into one module. Not for two modules."""

    module: Module
    declared: Mapping[str, str]
    bodies: Mapping[str, Body]
    inline_small: bool
    """Whether small bodies are wanted, or only those that must be inlined."""
    unit: str = ""
    """The module's compile unit, which imported functions join; a body without one brings its own."""
    wanted: dict[str, None] = field(default_factory=dict)

    def use(self, name: str) -> None:
        """Declare a name that a compiled package defines; its body comes too where that is wanted."""
        if name not in self.module._declared:
            self.module._declared[name] = self.declared[name]
            body = self.bodies.get(name)
            if body is not None and (self.inline_small or body[3]):
                self.wanted[name] = None

    def finish(self) -> None:
        """Copy the bodies that were asked for. Small functions' own small callees are not followed, as in irsplit."""
        todo = list(self.wanted)
        while todo:
            name = todo.pop()
            if name not in self.module._defined:
                self._copy(name, self.bodies[name], todo)

    def _copy(self, name: str, body: Body, todo: list[str]) -> None:
        signature, text, debug, inline, nodes, constants, names = body
        module = self.module
        for other in names:
            if other not in module._declared and other in self.declared:
                module._declared[other] = self.declared[other]
                inner = self.bodies.get(other)
                if inner is not None and inner[3]:
                    todo.append(other)
        for constant, definition in constants.items():
            if constant not in module._defined:
                module._linkages[constant] = ("private", f"{symbol(constant)} = external dso_local constant i8")
                module._defined[constant] = definition
        known: dict[str, str] = {}
        head = Head("available_externally", signature, "", self._renumber(debug, nodes, known), inline)
        module._defined[name] = head.define(head.linkage, "") + self._renumber(text, nodes, known)
        module._heads[name] = head

    def _renumber(self, text: str, nodes: Mapping[str, str], known: dict[str, str]) -> str:
        return _TOKEN.sub(lambda m: self._node(m[0], nodes, known) if m[0][0] == "!" else m[0], text)

    def _node(self, token: str, nodes: Mapping[str, str], known: dict[str, str]) -> str:
        found = known.get(token)
        if found is None:
            text = nodes[token]
            if text.startswith("distinct !DICompileUnit(") and self.unit:
                found = self.unit
            else:
                distinct = text.startswith("distinct ")
                text = self._renumber(text, nodes, known)
                found = self.module.distinct(text[9:]) if distinct else self.module.metadata(text)
            known[token] = found
        return found

