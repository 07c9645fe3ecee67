"""A small emitter of LLVM IR text, shared by the two compilers (lower for Go, rtlang for the runtime).

What it is: a `Module` collects named types, globals, declarations, attribute groups, module assembly and metadata, and
prints each once; a `Function` collects the lines of one definition. Instructions stay text: the author of a
construct writes the line as LLVM's reference has it and the emitter adds the temporary, the block label, the debug
location. llvmlite's own IR builder is not used because it does not know `swiftself` or `"split-stack"`, and because
appending strings is many times faster.

Invariants:
- Nothing here imports llvmlite or knows Go. Triple and data layout are not printed: native/ sets them when it parses.
- Interning is by exact text: the same type body, attribute list, metadata node or declaration is printed once.
- A declaration and a definition of one symbol may be asked for in any order; the definition wins. Two definitions
  of one symbol are an InternalError.
- Every symbol is `dso_local`: one position-independent object serves both hosts, and our own linker puts all objects
  of a program within 2 GB, so that no access goes through a table of addresses. A function of the host process is
  called through a stub that the linker makes; a variable of the host is reached by its address only.
- Output depends only on the order of calls, so that equal input gives equal text (the object cache's key).
- In a function, `allocas` land at the top of the entry block wherever they were asked for, so that mem2reg sees them.

Where to read next: native/objects.py (text to machine code), docs/abi.md (what the text must agree with).

Example::

    m = Module("demo")
    f = m.function("main.add", "i64", ["i64 %a", "i64 %b"], cc="swiftcc", attributes='nounwind "frame-pointer"="all"')
    f.ret("i64", f.value("add i64 %a, %b"))
    f.finish()
    text = m.render()
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b

from rt0.base.errors import InternalError
from rt0.base.records import dataclass, field

_PLAIN_NAME = re.compile(r"[-a-zA-Z$._][-a-zA-Z$._0-9]*\Z")
_ESCAPED = {b: f"\\{b:02X}" for b in range(256)}
_BYTE_TEXT = [chr(b) if 32 <= b < 127 and b not in (0x22, 0x5C) else _ESCAPED[b] for b in range(256)]

_LOCAL = frozenset(("private", "internal", "extern_weak"))  # linkages that imply or exclude dso_local

LARGE = 200
"""Bytes from which a constant has a section of its own: a section costs some 100 bytes of an object."""

DWARF_VERSION = 4
"""DWARF version asked of LLVM. 4 keeps file names inside .debug_line, which native/link/lines.py reads quickly."""


@cache
def _quoted(name: str) -> str:
    if _PLAIN_NAME.match(name):
        return name
    return '"' + escape(name.encode()) + '"'


def symbol(name: str) -> str:
    """The global `name` as LLVM writes it: `@main`, `@"runtime.(*mheap).alloc"`."""
    return "@" + _quoted(name)


def local(name: str) -> str:
    """A local value, parameter or named type as LLVM writes it: `%x`, `%"struct main.T"`."""
    return "%" + _quoted(name)


def escape(data: bytes) -> str:
    """Bytes as they stand between the quotes of an LLVM string (no terminator is added)."""
    return "".join([_BYTE_TEXT[b] for b in data])


def bytes_constant(data: bytes) -> str:
    """An initialiser of type `[len x i8]` with these bytes; its type is `bytes_type(data)`."""
    if not data.strip(b"\0"):
        return "zeroinitializer"
    return 'c"' + escape(data) + '"'


def bytes_type(data: bytes) -> str:
    """The LLVM type of `bytes_constant(data)`."""
    return f"[{len(data)} x i8]"


def metadata_string(text: str) -> str:
    """A string as metadata has it, with its quotes."""
    return '"' + escape(text.encode()) + '"'


@dataclass(slots=True, frozen=True)
class Head:
    """A defined function's head in parts, from which irsplit.py makes declarations and importable copies."""

    linkage: str
    signature: str
    """From the calling convention to the attribute group."""
    place: str
    """Section, comdat and alignment."""
    debug: str
    inline: bool
    """Whether it is alwaysinline, so that every part that calls it needs its body."""

    def define(self, linkage: str, place: str) -> str:
        """The definition's first line with another linkage and place."""
        words = ["define", linkage, "" if linkage in _LOCAL else "dso_local", self.signature, place, self.debug]
        return " ".join(word for word in words if word)


@dataclass(slots=True)
class Module:
    """One unit of IR text. Fill it through its methods, then take `render()`. Not for use from two threads at once.

    `name` is printed as LLVM's module identifier and `source_filename`; it does not reach the machine code.
    """

    name: str
    _types: dict[str, str] = field(default_factory=dict)
    _declared: dict[str, str] = field(default_factory=dict)
    _heads: dict[str, Head] = field(default_factory=dict)  # of each defined function
    _linkages: dict[str, tuple[str, str]] = field(default_factory=dict)  # global -> (linkage, its declaration)
    _defined: dict[str, str] = field(default_factory=dict)  # name -> text of a global or function; insertion order kept
    _comdats: dict[str, None] = field(default_factory=dict)
    _attributes: dict[str, int] = field(default_factory=dict)
    _asm: list[str] = field(default_factory=list)
    _strings: dict[tuple[bytes, int], str] = field(default_factory=dict)
    _used: dict[str, None] = field(default_factory=dict)
    _metadata: list[str] = field(default_factory=list)
    _metadata_ids: dict[str, int] = field(default_factory=dict)
    _units: list[int] = field(default_factory=list)
    _named: dict[str, list[str]] = field(default_factory=dict)

    # Types, globals, declarations.

    def named_type(self, name: str, body: str) -> str:
        """Define the named type `name` as `body` (`{ i64, ptr }`, `opaque`) and return its reference (`%name`).

        Asking twice with the same body is fine; with another body it is an InternalError.
        """
        old = self._types.setdefault(name, body)
        if old != body:
            raise InternalError(f"IR type {name} defined twice: {old} and {body}")
        return local(name)

    def has(self, name: str) -> bool:
        """Whether `name` is defined (not merely declared) here."""
        return name in self._defined

    def declare(self, name: str, result: str, params: str, cc: str = "", attributes: str = "") -> str:
        """Declare a function that another object defines, once, and return its reference (`@name`).

        `params` is the comma separated list of types with their attributes (`ptr swiftself, i64`), `...` allowed.
        A later definition in this module replaces the declaration.
        """
        if name not in self._declared:
            head = f"declare dso_local {cc} {result}" if cc else f"declare dso_local {result}"
            tail = f" {self.attributes(attributes)}" if attributes else ""
            self._declared[name] = f"{head} {symbol(name)}({params}){tail}"
        return symbol(name)

    def declare_global(self, name: str, type: str, *, constant: bool = False, thread_local: bool = False) -> str:
        """Declare a variable that another object defines and return its reference (`@name`)."""
        if name not in self._declared:
            tls = "thread_local " if thread_local else ""
            kind = "constant" if constant else "global"
            self._declared[name] = f"{symbol(name)} = external dso_local {tls}{kind} {type}"
        return symbol(name)

    def declare_weak(self, name: str) -> str:
        """Declare data that may be missing from the program, then with the address 0; returns its reference."""
        if name not in self._declared:
            self._declared[name] = f"{symbol(name)} = extern_weak global i8"
        return symbol(name)

    def define_global(
        self,
        name: str,
        type: str,
        initialiser: str = "zeroinitializer",
        *,
        constant: bool = False,
        linkage: str = "",
        align: int = 0,
        section: str = "",
        unnamed_addr: bool = False,
        comdat: bool = False,
        debug: str = "",
    ) -> str:
        """Define a variable and return its reference (`@name`).

        `linkage` is LLVM's word (`internal`, `private`, `linkonce_odr`, ...; empty is external). `comdat` puts it in a
        group of its own name, of which the linker keeps one. `align` is in bytes, 0 for the type's own.
        `debug` is a `!N` reference to a DIGlobalVariableExpression.
        """
        parts = [f"{symbol(name)} ="]
        if linkage:
            parts.append(linkage)
        if linkage not in _LOCAL:
            parts.append("dso_local")
        if unnamed_addr:
            parts.append("unnamed_addr")
        parts.append(f"{'constant' if constant else 'global'} {type} {initialiser}")
        text = " ".join(parts)
        if section:
            text += f', section "{escape(section.encode())}"'
        if comdat:
            self._comdats[name] = None
            text += ", comdat"
        if align:
            text += f", align {align}"
        if debug:
            text += f", !dbg {debug}"
        self._define(name, text)
        kind = "constant" if constant else "global"
        self._linkages[name] = (linkage, f"{symbol(name)} = external dso_local {kind} {type}")
        return symbol(name)

    def alias(self, name: str, type: str, target: str, linkage: str = "") -> str:
        """Make `name` another name of the symbol whose reference is `target`; returns its reference."""
        words = [f"{symbol(name)} =", linkage, "" if linkage in _LOCAL else "dso_local", f"alias {type}, ptr {target}"]
        self._define(name, " ".join(word for word in words if word))
        return symbol(name)

    def constant_bytes(self, data: bytes, *, align: int = 1, prefix: str = ".bytes.") -> str:
        """A private constant that holds `data`, made once for equal bytes; returns its reference. A large one has a section of its
        own, which the linker leaves out when nothing refers to it."""
        key = (data, align)
        name = self._strings.get(key)
        if name is None:
            name = f"{prefix}{blake2b(data, digest_size=12).hexdigest()}.{align}"
            self._strings[key] = name
            self.define_global(
                name,
                bytes_type(data),
                bytes_constant(data),
                constant=True,
                linkage="private",
                unnamed_addr=True,
                align=align,
                section=f".rodata.{name}" if len(data) >= LARGE else "",
            )
        return symbol(name)

    def keep(self, name: str) -> None:
        """Tell LLVM that `name`, defined or declared here, is used in ways it cannot see (module assembly)."""
        self._used[name] = None

    def asm(self, text: str) -> None:
        """Append module-level assembly (AT&T syntax, as `.s` files)."""
        self._asm.extend(text.splitlines())

    def attributes(self, text: str) -> str:
        """The reference (`#N`) of the attribute group with exactly this text, as `nounwind "split-stack"`."""
        return f"#{self._attributes.setdefault(text, len(self._attributes))}"

    def function(
        self,
        name: str,
        result: str,
        params: list[str],
        *,
        cc: str = "",
        linkage: str = "",
        attributes: str = "",
        section: str = "",
        comdat: bool = False,
        align: int = 0,
        prefix: str = "",
        scope: str = "",
    ) -> Function:
        """Begin a definition. `params` are whole texts (`ptr swiftself %g`). Call `finish()` on what is returned.

        `section` gives the function a section of its own (`".text." + name` lets the linker drop it when unreached).
        `scope` is the `!N` of its DISubprogram; with it, every instruction emitted after `at()` carries a location.
        `prefix` goes between linkage/cc and the result type (`noundef`, `zeroext`).
        """
        words = [cc, prefix, result, f"{symbol(name)}({', '.join(params)})"]
        if attributes:
            words.append(self.attributes(attributes))
        places = []
        if section:
            places.append(f'section "{escape(section.encode())}"')
        if comdat:
            self._comdats[name] = None
            places.append("comdat")
        if align:
            places.append(f"align {align}")
        signature = " ".join(word for word in words if word)
        debug = f"!dbg {scope}" if scope else ""
        head = Head(linkage, signature, " ".join(places), debug, "alwaysinline" in attributes.split())
        return Function(self, name, head, scope)

    def _define(self, name: str, text: str) -> None:
        if name in self._defined:
            raise InternalError(f"IR symbol {name} defined twice")
        self._defined[name] = text

    # Metadata.

    def metadata(self, text: str) -> str:
        """The reference (`!N`) of a uniqued metadata node with this text (`!{i32 1}`, `!DIFile(...)`)."""
        number = self._metadata_ids.get(text)
        if number is None:
            number = len(self._metadata)
            self._metadata.append(text)
            self._metadata_ids[text] = number
        return f"!{number}"

    def reserve(self) -> str:
        """The reference of a node that `fill` gives its text: for what refers to itself."""
        self._metadata.append("")
        return f"!{len(self._metadata) - 1}"

    def fill(self, node: str, text: str) -> None:
        """Give a reserved node its text."""
        self._metadata[int(node[1:])] = text

    def distinct(self, text: str) -> str:
        """The reference of a new node that is equal to no other (`distinct !DISubprogram(...)`)."""
        self._metadata.append("distinct " + text)
        return f"!{len(self._metadata) - 1}"

    def named_metadata(self, name: str, node: str) -> None:
        """Append `node` (`!N`) to the named metadata `!name`."""
        self._named.setdefault(name, []).append(node)

    def debug_file(self, path: str, directory: str = "") -> str:
        """The DIFile of a source file. `path` is what a traceback shows; `directory` is the base of a relative one."""
        return self.metadata(f"!DIFile(filename: {metadata_string(path)}, directory: {metadata_string(directory)})")

    def debug_unit(self, file: str, *, optimized: bool, producer: str = "rt0", lines_only: bool = False, variables: str = "") -> str:
        """A DICompileUnit for `file` (a `debug_file` reference). A module needs one before any `debug_function`. `variables` is the list
        of its DIGlobalVariableExpressions.

        The language is C's although the source is Go or Python: gdb's Go mode parses `runtime.newproc1` as a
        package member and then misses the plain ELF name, which is all that a breakpoint by name needs.
        """
        if not self._units:
            self.named_metadata(
                "llvm.module.flags", self.metadata(f'!{{i32 7, !"Dwarf Version", i32 {DWARF_VERSION}}}')
            )
            self.named_metadata("llvm.module.flags", self.metadata('!{i32 2, !"Debug Info Version", i32 3}'))
        unit = self.distinct(
            f"!DICompileUnit(language: DW_LANG_C99, file: {file}, producer: {metadata_string(producer)}, "
            f"isOptimized: {'true' if optimized else 'false'}, runtimeVersion: 0, "
            f"emissionKind: {'LineTablesOnly' if lines_only else 'FullDebug'}, splitDebugInlining: false, "
            "nameTableKind: None" + (f", globals: {variables})" if variables else ")")
        )
        self._units.append(int(unit[1:]))
        self.named_metadata("llvm.dbg.cu", unit)
        return unit

    def debug_function(
        self,
        name: str,
        file: str,
        line: int,
        unit: str,
        *,
        optimized: bool,
        linkage_name: str = "",
        local: bool = False,
    ) -> str:
        """The DISubprogram of a definition: `name` as tracebacks and gdb show it, `line` where it begins (from 1)."""
        signature = self.metadata(f"!DISubroutineType(types: {self.metadata('!{null}')})")
        flags = "DISPFlagDefinition" + (" | DISPFlagOptimized" if optimized else "")
        if local:
            flags += " | DISPFlagLocalToUnit"
        linkage = f", linkageName: {metadata_string(linkage_name)}" if linkage_name and linkage_name != name else ""
        return self.distinct(
            f"!DISubprogram(name: {metadata_string(name)}{linkage}, scope: {file}, file: {file}, line: {line}, "
            f"type: {signature}, scopeLine: {line}, spFlags: {flags}, unit: {unit})"
        )

    def debug_location(self, line: int, column: int, scope: str, inlined_at: str = "") -> str:
        """A DILocation. `line` counts from 1, 0 for code of no line; columns over 65535 are LLVM's 0."""
        column = column if column < 65536 else 0
        tail = f", inlinedAt: {inlined_at}" if inlined_at else ""
        return self.metadata(f"!DILocation(line: {line}, column: {column}, scope: {scope}{tail})")

    # Output.

    def render(self) -> str:
        """The whole module as text. May be called again after more was added."""
        out: list[str] = [
            f"; ModuleID = {metadata_string(self.name)}",
            f"source_filename = {metadata_string(self.name)}",
        ]
        out += [f'module asm "{escape(line.encode())}"' for line in self._asm]
        out += [f"{local(name)} = type {body}" for name, body in self._types.items()]
        out += [f"${_quoted(name)} = comdat any" for name in self._comdats]
        defined = self._defined
        out += [text for name, text in self._declared.items() if name not in defined]
        out += defined.values()
        if self._used:
            refs = ", ".join("ptr " + symbol(name) for name in self._used)
            out.append(f'@llvm.used = appending global [{len(self._used)} x ptr] [{refs}], section "llvm.metadata"')
        out += [f"attributes #{number} = {{ {text} }}" for text, number in self._attributes.items()]
        out += [f"!{name} = !{{{', '.join(nodes)}}}" for name, nodes in self._named.items()]
        out += [f"!{number} = {text}" for number, text in enumerate(self._metadata)]
        out.append("")
        return "\n".join(out)


@dataclass(slots=True)
class Function:
    """A definition being written. Made by `Module.function`; it enters the module at `finish()`.

    Invariant: outside of `terminate`..`place` there is an open block; emitting into none is an InternalError, so that
    dead code after `return` has to be given a block (LLVM deletes it) or not be emitted (`open` tells).
    """

    module: Module
    name: str
    head: Head
    scope: str
    """The DISubprogram, or the lexical block in it, of what is emitted; empty without debug information."""
    open: bool = True
    """Whether the current block still waits for its terminator."""
    current: str = "entry"
    """The label of the current block, as `phi` wants it without the %."""
    dbg: str = ""
    """What is appended to each line: `, !dbg !N`, set by `at()`."""
    _allocas: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _temps: int = 0
    _labels: dict[str, int] = field(default_factory=lambda: {"entry": 1})
    _locations: dict[tuple[int, int, str], str] = field(default_factory=dict)

    def temp(self) -> str:
        """A fresh value name (`%t7`)."""
        self._temps += 1
        return f"%t{self._temps}"

    def emit(self, line: str) -> None:
        """Append an instruction that is no terminator, with the current debug location."""
        if not self.open:
            raise InternalError(f"IR of {self.name}: instruction after the end of a block: {line}")
        self._lines.append(f"  {line}{self.dbg}")

    def value(self, text: str) -> str:
        """Append `%tN = text` and return `%tN`."""
        if not self.open:
            raise InternalError(f"IR of {self.name}: instruction after the end of a block: {text}")
        self._temps += 1
        name = f"%t{self._temps}"
        self._lines.append(f"  {name} = {text}{self.dbg}")
        return name

    def comment(self, text: str) -> None:
        """A comment line in the output, for golden tests and readers."""
        self._lines.append("  ; " + text.replace("\n", " ").replace('"', "'"))  # irsplit.py pairs quotes

    def alloca(self, type: str, align: int = 0, name: str = "") -> str:
        """A stack slot in the entry block; returns its pointer. `name` is a hint."""
        slot = local(f"{name}.{self._bump(name)}") if name else self.temp()
        self._allocas.append(f"  {slot} = alloca {type}" + (f", align {align}" if align else ""))
        return slot

    def at(self, line: int, column: int = 0, scope: str = "", inlined_at: str = "") -> None:
        """Set the source position of what follows. Does nothing in a function without debug scope."""
        if not self.scope:
            return
        scope = scope or self.scope
        key = (line, column, scope + inlined_at)
        text = self._locations.get(key)
        if text is None:
            text = ", !dbg " + self.module.debug_location(line, column, scope, inlined_at)
            self._locations[key] = text
        self.dbg = text

    def debug_declare(self, slot: str, variable: str, expression: str) -> None:
        """Tell the debugger that `variable` (a DILocalVariable) stands at `slot`, an alloca, or where the DIExpression leads from there."""
        place = self.module.debug_location(0, 0, self.scope)
        self._lines.append(f"    #dbg_declare(ptr {slot}, {variable}, {expression}, {place})")

    # Blocks.

    def block(self, hint: str = "b") -> str:
        """A fresh label (`hint.3`) for a block to be placed later."""
        return f"{hint}.{self._bump(hint)}"

    def _bump(self, hint: str) -> int:
        number = self._labels.get(hint, 0)
        self._labels[hint] = number + 1
        return number

    def place(self, label: str) -> None:
        """Begin the block `label` here. An open block before it falls through into it."""
        if self.open:
            self.br(label)
        self._lines.append(f"{_quoted(label)}:")
        self.current = label
        self.open = True

    def terminate(self, line: str) -> None:
        """Append a terminator and close the block."""
        self.emit(line)
        self.open = False

    def br(self, label: str) -> None:
        """Jump to `label`."""
        self.terminate(f"br label {local(label)}")

    def cond_br(self, condition: str, then: str, other: str, weights: tuple[int, int] | None = None) -> None:
        """Branch on an i1; `weights` are LLVM's branch weights, as (1, 2000) for a cold `then`."""
        line = f"br i1 {condition}, label {local(then)}, label {local(other)}"
        if weights is not None:
            node = self.module.metadata(f'!{{!"branch_weights", i32 {weights[0]}, i32 {weights[1]}}}')
            line += f", !prof {node}"
        self.terminate(line)

    def switch(self, type: str, value: str, default: str, cases: list[tuple[str, str]]) -> None:
        """A switch over integers; `cases` are (constant, label), the constants distinct."""
        arms = " ".join(f"{type} {constant}, label {local(label)}" for constant, label in cases)
        self.terminate(f"switch {type} {value}, label {local(default)} [ {arms} ]")

    def ret(self, type: str = "void", value: str = "") -> None:
        """Return."""
        self.terminate(f"ret {type} {value}" if value else f"ret {type}")

    def unreachable(self) -> None:
        """End a block that is never left."""
        self.terminate("unreachable")

    def phi(self, type: str, arms: list[tuple[str, str]]) -> str:
        """A phi of (value, label) pairs; must come before other instructions of its block."""
        return self.value(f"phi {type} " + ", ".join(f"[ {v}, {local(label)} ]" for v, label in arms))

    def finish(self) -> None:
        """Close the definition and put it into the module. The last block must be terminated."""
        if self.open:
            raise InternalError(f"IR of {self.name}: block {self.current} has no terminator")
        first = self.head.define(self.head.linkage, self.head.place)
        self.module._define(self.name, "\n".join([first + " {", "entry:", *self._allocas, *self._lines, "}"]))
        self.module._heads[self.name] = self.head
