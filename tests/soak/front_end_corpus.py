"""Small Go sources to mutate, cut from real ones, and the mutations. Used by fuzz_front_end.py.

A `Unit` is one declaration of a real file with those that it names, so that most of it means something to the checker;
being small, hundreds of its mutations are parsed and checked a second. It is kept as pieces, one a token with the
blanks and comments behind it, and with the spans of pieces that its syntax tree's nodes cover: a mutation of the tree
("another expression of the program in this one's place") is a replacement of pieces, and mostly parses.

Everything here is a function of its arguments and a `random.Random`: a seed repeats an input.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rt0.base.diagnostics import Sink
from rt0.base.source import FileSet
from rt0.syntax import ast, parse_file
from rt0.syntax.scanner import Tokens, scan
from rt0.syntax.tokens import KEYWORDS, NAME

MIN_TOKENS, MAX_TOKENS = 60, 420  # of a unit
MAX_FILE = 60_000  # bytes of a file that is read

OPEN = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


@dataclass(slots=True)
class Unit:
    """A small source. `spans`: kind of node -> (first piece, piece after the last) of each; `names`: indices of names."""

    pieces: list[str]
    kinds: list[str]
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    names: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Chunk:
    """A top-level declaration of a file: its text, what it declares, what it names."""

    text: str
    keyword: str
    declares: list[str]
    uses: set[str]
    tokens: int


_Placed = tuple[Chunk, list[tuple[str, str]]]
"""A declaration with the imports of its file."""


# ---- cutting --------------------------------------------------------------------------------------------------------


def _chunks(text: str, tokens: Tokens, base: int) -> list[Chunk]:
    """The top-level declarations of a file, by brackets and semicolons alone."""
    out = []
    depth = first = 0
    for i, kind in enumerate(tokens.kinds):
        depth += OPEN.get(kind, 0)
        if kind != ";" or depth > 0:
            continue
        kinds, lits = tokens.kinds[first:i], tokens.lits[first:i]
        if kinds:
            start, end = tokens.poss[first] - base, tokens.poss[i] - base
            uses = {lit for k, lit in zip(kinds, lits) if k == NAME}
            out.append(Chunk(text[start:end], kinds[0], _declared(kinds, lits), uses, len(kinds)))
        first = i + 1
    return out


def _declared(kinds: list[str], lits: list[str]) -> list[str]:
    """The names that a declaration declares; for a method, that of its receiver's type too."""
    if kinds[0] == "func":
        names = [lit for k, lit in zip(kinds[:12], lits) if k == NAME]
        method = len(kinds) > 1 and kinds[1] == "("
        return names[1:2] if method and len(names) > 1 else names[:1]
    if len(kinds) > 1 and kinds[1] == "(":
        return [lits[i + 1] for i in range(1, len(kinds) - 1) if kinds[i] in "(;" and kinds[i + 1] == NAME]
    return lits[1:2]


_IMPORT = re.compile(r'(?:([\w.]+)\s+)?"([^"]+)"')


def _imports(chunks: list[Chunk]) -> list[tuple[str, str]]:
    """(name in the file, import specification) of a file's imports."""
    out = []
    for c in chunks:
        if c.keyword == "import":
            for name, path in _IMPORT.findall(c.text.removeprefix("import")):
                out.append((name or path.rpartition("/")[2], f'{name} "{path}"'.lstrip()))
    return out


def cut(paths: list[Path]) -> list[Unit]:
    """The units of some files, which are of one package; files that have errors of syntax are passed over."""
    chunks: list[_Placed] = []
    for path in paths:
        source = FileSet().add("p.go", path.read_bytes())
        tokens = scan(source)
        if not tokens.errors and "//line" not in source.text:
            found = _chunks(source.text, tokens, source.base)
            imports = _imports(found)
            chunks += [(c, imports) for c in found[1:] if c.keyword != "import" and (c.keyword != "func" or "{" in c.text)]
    where: dict[str, list[_Placed]] = {}
    for each in chunks:
        for name in each[0].declares:
            where.setdefault(name, []).append(each)
    units = []
    for each in chunks:
        if each[0].tokens <= MAX_TOKENS:
            unit = make_unit(_with_what_it_names(each, where))
            if unit is not None and len(unit.kinds) >= MIN_TOKENS:
                units.append(unit)
    return units


def _with_what_it_names(first: _Placed, where: dict[str, list[_Placed]]) -> str:
    """A source of a declaration and, as far as there is room, those that it names, and those that they name."""
    chosen = [first]
    size = first[0].tokens
    for d, _ in chosen:
        for name in sorted(d.uses):
            for other in where.get(name, ()):
                if other not in chosen and size + other[0].tokens <= MAX_TOKENS:
                    chosen.append(other)
                    size += other[0].tokens
    specs = {spec: None for d, imports in chosen for name, spec in imports if name in d.uses or name in "._"}
    return "package p\n" + "\n".join([f"import {spec}" for spec in specs] + [d.text for d, _ in chosen]) + "\n"


def make_unit(text: str) -> Unit | None:
    """A unit of a source text (one character a byte); None if it does not parse."""
    sink = Sink(FileSet())
    source = sink.files.add("p.go", text.encode("latin-1"))
    file = parse_file(source, sink)
    if file.had_errors:
        return None
    tokens = scan(source)
    ends = [*tokens.poss[1:], source.base + len(text)]
    pieces = [text[a - source.base : b - source.base] for a, b in zip(tokens.poss, ends)]
    unit = Unit(pieces, tokens.kinds)
    unit.names = [i for i, k in enumerate(tokens.kinds) if k == NAME]
    _note_spans(unit, file, tokens.poss)
    return unit


_KIND_OF: dict[type, str] = {}
for _kind, _classes in {
    "expr": (ast.BasicLit, ast.CompositeLit, ast.FuncLit, ast.Paren, ast.Selector, ast.Index, ast.TypeAssert, ast.Star,
             ast.Unary, ast.Binary, ast.Call),
    "type": (ast.ArrayType, ast.SliceType, ast.StructType, ast.InterfaceType, ast.MapType, ast.ChanType),
    "stmt": (ast.LabeledStmt, ast.BlockStmt, ast.ExprStmt, ast.SendStmt, ast.DeclStmt, ast.AssignStmt, ast.IncDecStmt,
             ast.BranchStmt, ast.CallStmt, ast.ReturnStmt, ast.IfStmt, ast.ForStmt, ast.RangeStmt, ast.SwitchStmt,
             ast.TypeSwitchStmt, ast.SelectStmt),
    "keyed": (ast.KeyValue,),
    "clause": (ast.CaseClause, ast.CommClause),
    "name": (ast.Name,),
    "decl": (ast.TypeDecl, ast.VarDecl, ast.ConstDecl),
}.items():  # fmt: skip
    for _class in _classes:
        _KIND_OF[_class] = _kind


def _note_spans(unit: Unit, file: ast.File, poss: list[int]) -> None:
    """Fills unit.spans from the tree. Ends that the tree does not know (closing brackets) are found by balance."""
    for decl in file.decls:
        for node in ast.walk(decl):
            kind = _KIND_OF.get(type(node))
            if kind is None:
                continue
            first = bisect_left(poss, ast.start_pos(node))
            last = max(bisect_left(poss, ast.end_pos(node)), first + 1)
            depth = sum(OPEN.get(k, 0) for k in unit.kinds[first:last])
            while depth > 0 and last < len(unit.kinds):
                depth += OPEN.get(unit.kinds[last], 0)
                last += 1
            if depth == 0:
                unit.spans.setdefault(kind, []).append((first, last))


_OTHER = re.compile(
    r"_(?:windows|darwin|arm64|wasm|plan9|aix|solaris|freebsd|netbsd|openbsd|s390x|ppc64x?|riscv64|loong64|mips\w*|test)\b"
)
_DULL = frozenset(["archsimd", "syscall", "unix", "plan9", "windows", "arch"])


def packages(folders: Iterable[Path]) -> list[list[Path]]:
    """The Go files below some folders that are small enough and not of other systems, those of a package together.

    In folders of test programs each file is a package.
    """
    found: dict[str, list[Path]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.go")):
            if not path.is_file() or path.stat().st_size > MAX_FILE or _OTHER.search(path.stem) or _DULL & set(path.parts):
                continue
            alone = "testdata" in path.parts or "test" in path.parts or "tests" in path.parts
            found.setdefault(str(path if alone else path.parent), []).append(path)
    return [found[key] for key in sorted(found)]


# ---- mutating -------------------------------------------------------------------------------------------------------

_OPERATORS = (
    "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "&^", "&&", "||", "==", "!=", "<", "<=", ">", ">=", "<-", "!", "~",
    "=", ":=", "+=", "<<=", "++", "--", ".", "...", ",", ";", ":", "(", ")", "[", "]", "{", "}",
)  # fmt: skip
_WORDS = (
    "nil", "iota", "true", "any", "comparable", "error", "int", "uint8", "string", "float64", "complex128", "byte", "rune",
    "uintptr", "_", "init", "main", "len", "cap", "append", "copy", "make", "new", "delete", "panic", "recover", "min",
    "max", "clear", "real", "complex", "close", "print", "unsafe", "T", "x",
)  # fmt: skip
_LITERALS = (
    "0", "1", "-1", "1<<63", "1e1000", "0x1p-2000", "1i", "'a'", '"s"', "`r`", "0b2", "08", "0x", "1_000", "1e", "'\\xff'",
    '"\\u1234"', "1.5", "1e400000", "123456789012345678901234567890", "''", "'ab'", '"\\q"', "1<<10000",
)  # fmt: skip
_AROUND = (
    ("(", ")"), ("*", ""), ("&", ""), ("-", ""), ("!", ""), ("<-", ""), ("^", ""), ("[]int{", "}"), ("len(", ")"), ("int(", ")"),
    ("", "()"), ("", "[0]"), ("", "[1:2]"), ("", ".x"), ("", ".(int)"), ("", "[int]"), ("func() int { return ", " }()"),
    ("append(", ")"), ("[]any{", "}..."), ("struct{a any}{", "}"), ("map[any]any{", ":1}"), ("1<<", ""), ("", "+1"), ("", "{}"),
    ("new(", ")"), ("make(", ", 1)"), ("[...]int{", ":1}"), ("min(", ", 1)"), ("unsafe.Sizeof(", ")"), ("interface{ ~", "}"),
    ("range ", ""), ("chan ", ""), ("[]", ""), ("func(", ")"),
)  # fmt: skip
_STATEMENTS = (
    "for { BODY }", "if BODY; true {}", "switch { case true: BODY }", "go func() { BODY }()", "select { default: BODY }",
    "L: BODY", "defer func() { BODY }()", "{ BODY }", "for i := range 3 { BODY }", "for range func(yield func(int) bool) {} { BODY }",
    "switch x := any(1).(type) { case int: BODY }", "BODY; break", "BODY; goto L", "return BODY", "const c = iota; BODY",
    "type T struct { f T }; BODY", "var x, y = BODY", "_ = BODY", "BODY; fallthrough",
)  # fmt: skip


def mutant(rng: random.Random, units: list[Unit]) -> str:
    """A source made of one of the units by a few mutations (one character a byte)."""
    unit = rng.choice(units)
    draw = rng.random()
    if draw < 0.72:
        text = _mutate_tree(rng, unit, units)
        return text if rng.random() < 0.9 else _mutate_bytes(rng, text)
    if draw < 0.93:
        return _mutate_tokens(rng, list(unit.pieces), units)
    return _mutate_bytes(rng, "".join(unit.pieces))


def _some(rng: random.Random) -> int:
    return min(int(rng.expovariate(0.6)) + 1, 8)


def _mutate_tree(rng: random.Random, unit: Unit, units: list[Unit]) -> str:
    """Replaces, removes, repeats or wraps nodes; the parts changed do not overlap."""
    changes: list[tuple[int, int, str]] = []
    for _ in range(_some(rng)):
        kind = rng.choice(list(unit.spans)) if unit.spans else ""
        if not kind:
            continue
        first, last = rng.choice(unit.spans[kind])
        if any(first < b and a < last for a, b, _ in changes):
            continue
        changes.append((first, last, _another(rng, kind, "".join(unit.pieces[first:last]), unit, units)))
    pieces = list(unit.pieces)
    for first, last, text in sorted(changes, reverse=True):
        pieces[first:last] = [text]
    return "".join(pieces)


def _another(rng: random.Random, kind: str, old: str, unit: Unit, units: list[Unit]) -> str:
    """What comes in the place of a node's text."""
    blank = old[len(old.rstrip()) :]
    core = old.rstrip()
    draw = rng.random()
    if kind == "name" and draw < 0.25:
        return rng.choice(_WORDS) + blank
    if kind == "expr" and draw < 0.12:
        return rng.choice(_LITERALS) + blank
    if kind in ("expr", "type") and draw < 0.4:
        before, after = rng.choice(_AROUND)
        return before + core + after + blank
    if kind == "stmt" and draw < 0.3:
        return rng.choice(_STATEMENTS).replace("BODY", core) + "\n"
    if kind in ("stmt", "keyed", "clause", "decl") and draw < 0.4:
        return "" if rng.random() < 0.4 else core + (", " if kind == "keyed" else "\n") + old
    donor = unit if rng.random() < 0.7 else rng.choice(units)
    wanted = kind
    if kind in ("expr", "type") and rng.random() < 0.3:
        wanted = rng.choice(("expr", "name", "type"))
    spans = donor.spans.get(wanted)
    if not spans:
        return old
    first, last = rng.choice(spans)
    return "".join(donor.pieces[first:last]).rstrip() + blank


def _mutate_tokens(rng: random.Random, pieces: list[str], units: list[Unit]) -> str:
    """Deletes, repeats, swaps and replaces tokens; splices another unit's; cuts the end off."""
    for _ in range(_some(rng)):
        n = len(pieces)
        if n < 3:
            break
        i = rng.randrange(n)
        draw = rng.randrange(9)
        if draw == 0:
            del pieces[i : i + rng.choice((1, 1, 1, 2, 5))]
        elif draw == 1:
            pieces[i:i] = pieces[i : i + rng.choice((1, 1, 2, 4, 20))]
        elif draw == 2:
            j = rng.randrange(n)
            pieces[i], pieces[j] = pieces[j], pieces[i]
        elif draw == 3:
            pieces[i] = rng.choice((rng.choice(_OPERATORS), rng.choice(_WORDS), rng.choice(sorted(KEYWORDS)), rng.choice(_LITERALS))) + " "
        elif draw == 4:
            pieces[i:i] = [rng.choice((rng.choice(_OPERATORS), rng.choice(sorted(KEYWORDS)))) + " "]
        elif draw == 5:
            pieces[i] = rng.choice(rng.choice(units).pieces)
        elif draw == 6:
            other = rng.choice(units).pieces
            j = rng.randrange(len(other))
            pieces[i:] = other[j:]
        elif draw == 7:
            other = rng.choice(units).pieces
            j = rng.randrange(len(other))
            pieces[i:i] = other[j : j + rng.randrange(1, 30)]
        elif rng.random() < 0.3:
            del pieces[i:]
    if rng.random() < 0.01 and pieces:
        i = rng.randrange(len(pieces))
        pieces[i] = (pieces[i] + " ") * rng.choice((50, 300, 1100, 3000))
    return "".join(pieces)


def _mutate_bytes(rng: random.Random, text: str) -> str:
    """Flips, removes and inserts single bytes, and cuts the end off."""
    chars = list(text)
    for _ in range(_some(rng)):
        if not chars:
            break
        i = rng.randrange(len(chars))
        draw = rng.randrange(5)
        if draw == 0:
            chars[i] = chr(ord(chars[i]) ^ (1 << rng.randrange(8)))
        elif draw == 1:
            del chars[i]
        elif draw == 2:
            chars.insert(i, chr(rng.randrange(256)))
        elif draw == 3:
            chars.insert(i, rng.choice("\x00\n\r\t\"'`\\/*()[]{}.,;:=<>-+&|^%!~#$@?_0a\xef\xbb\xbf\xe4\x80"))
        elif rng.random() < 0.3:
            del chars[i:]
    return "".join(chars)
