"""Random well-typed Go: types, expressions and statements of one generated program. Deterministic by seed.

A program is a set of declarations and one function `progN`, all names ending in the program's number, so that many programs fit one
file. What it prints is fixed by Go's specification, which the generator has to see to:

- An expression holds at most one operation that may panic, and none when it holds a call with an effect: the order of panics and of
  calls against variable loads is left open. Everything else is guarded (indices masked, divisors or'd with one).
- Constants never meet in one operation (`Expr.const`): gc would refuse the overflow or the index at compile time.
- Conversions of floats to integers are made in range only.
- Loops are bounded and functions call only those generated before them, so every program ends.

gogen_shapes.py has the larger forms (defer, channels, generics, goto …); differential.py runs the programs.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Type:
    """A Go type: its spelling, its kind, and what the kind needs."""

    name: str
    kind: str
    bits: int = 0
    elem: Type | None = None
    key: Type | None = None
    length: int = 0
    fields: tuple[tuple[str, Type], ...] = ()
    comparable: bool = True


INTS = tuple(Type(f"int{b}", "int", b) for b in (8, 16, 32, 64)) + (Type("int", "int", 64),)
UINTS = tuple(Type(f"uint{b}", "uint", b) for b in (8, 16, 32, 64)) + (Type("uint", "uint", 64), Type("uintptr", "uint", 64))
FLOATS = (Type("float32", "float", 32), Type("float64", "float", 64))
COMPLEX = (Type("complex64", "complex", 64), Type("complex128", "complex", 128))
STRING, BOOL, INT, FLOAT64 = Type("string", "string"), Type("bool", "bool"), INTS[4], FLOATS[1]
BYTE, RUNE = Type("uint8", "uint", 8), Type("int32", "int", 32)
BASIC = INTS + UINTS + FLOATS + COMPLEX + (STRING, BOOL)
ORDERED = INTS + UINTS + FLOATS + (STRING,)
KEYS = INTS + UINTS + (STRING, BOOL)


@dataclass(slots=True)
class Var:
    """A variable in scope. `assign` is False where an assignment would disturb (loop counters, captured by a range function)."""

    name: str
    type: Type
    assign: bool = True


@dataclass(slots=True)
class Expr:
    """Go text of an expression, and whether gc computes it at compile time."""

    text: str
    const: bool = False


@dataclass(slots=True)
class Func:
    """A function without effects that later code may call."""

    name: str
    params: tuple[Type, ...]
    result: Type


@dataclass(slots=True)
class Gen:
    """One program while it is made."""

    number: int
    rng: random.Random
    decls: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    scopes: list[list[Var]] = field(default_factory=lambda: [[]])
    funcs: list[Func] = field(default_factory=list)
    methods: dict[str, list[Func]] = field(default_factory=dict)
    types: list[Type] = field(default_factory=list)
    named: list[Type] = field(default_factory=list)
    globals: dict[str, str] = field(default_factory=dict)
    counter: int = 0
    indent: int = 1
    loops: int = 0
    effects: bool = False


def fresh(g: Gen, stem: str) -> str:
    """A name that the program has not used."""
    g.counter += 1
    return f"{stem}{g.counter}"


def top(g: Gen, stem: str) -> str:
    """A name for a declaration at package level."""
    g.counter += 1
    return f"{stem}{g.number}x{g.counter}"


def emit(g: Gen, text: str) -> None:
    """One line of the current function."""
    g.lines.append("\t" * g.indent + text)


def declare(g: Gen, name: str, type: Type, assign: bool = True) -> Var:
    """Enter a variable into the innermost scope."""
    var = Var(name, type, assign)
    g.scopes[-1].append(var)
    return var


def block(g: Gen, head: str, body: Callable[[], None], tail: str = "}") -> None:
    """`head` with a body in a scope of its own."""
    emit(g, head)
    g.indent += 1
    g.scopes.append([])
    body()
    g.scopes.pop()
    g.indent -= 1
    emit(g, tail)


def variables(g: Gen, want: Callable[[Var], bool]) -> list[Var]:
    """The variables in scope that fit, inner ones hiding outer ones."""
    seen: dict[str, Var] = {}
    for scope in g.scopes:
        for var in scope:
            seen[var.name] = var
    return [var for var in seen.values() if want(var)]


# --- types


def slice_of(elem: Type) -> Type:
    """[]elem."""
    return Type("[]" + elem.name, "slice", elem=elem, comparable=False)


def array_of(elem: Type, length: int) -> Type:
    """[length]elem."""
    return Type(f"[{length}]{elem.name}", "array", elem=elem, length=length, comparable=elem.comparable)


def map_of(key: Type, elem: Type) -> Type:
    """map[key]elem."""
    return Type(f"map[{key.name}]{elem.name}", "map", key=key, elem=elem, comparable=False)


def pointer_to(elem: Type) -> Type:
    """*elem; the generator keeps its pointers non-nil."""
    return Type("*" + elem.name, "ptr", elem=elem)


def new_struct(g: Gen) -> Type:
    """Declare a struct type with one to five fields, perhaps one embedded."""
    name = top(g, "S")
    fields = []
    structs = [t for t in g.types if t.kind == "struct"]
    text = []
    if structs and g.rng.random() < 0.4:
        inner = g.rng.choice(structs)
        fields.append((inner.name, inner))
        text.append(f"\t{inner.name}")
    for i in range(g.rng.randint(1, 4)):
        type = any_type(g, 1)
        fields.append((f"f{i}", type))
        text.append(f"\tf{i} {type.name}")
    g.decls.append("\n".join([f"type {name} struct {{", *text, "}"]))
    made = Type(name, "struct", fields=tuple(fields), comparable=all(t.comparable for _, t in fields))
    g.types.append(made)
    return made


def new_named(g: Gen) -> Type:
    """Declare a named type over a basic one."""
    under = g.rng.choice(INTS + UINTS + FLOATS + (STRING,))
    name = top(g, "N")
    g.decls.append(f"type {name} {under.name}")
    made = Type(name, under.kind, under.bits)
    g.named.append(made)
    return made


def basic(g: Gen) -> Type:
    """A basic type, integers most often, or a named one."""
    if g.named and g.rng.random() < 0.12:
        return g.rng.choice(g.named)
    pools = (INTS, INTS, UINTS, UINTS, FLOATS, (STRING,), (BOOL,), COMPLEX)
    return g.rng.choice(g.rng.choice(pools))


def any_type(g: Gen, depth: int = 2) -> Type:
    """Any type that values are generated of."""
    roll = g.rng.random()
    if depth <= 0 or roll < 0.6:
        return basic(g)
    if roll < 0.72:
        return slice_of(any_type(g, depth - 1))
    if roll < 0.82:
        return array_of(any_type(g, depth - 1), g.rng.choice((1, 2, 3, 4, 5, 8)))
    if roll < 0.9 and g.types:
        return g.rng.choice(g.types)
    if roll < 0.96:
        return map_of(g.rng.choice(KEYS), any_type(g, depth - 1))
    return pointer_to(basic(g))


# --- expressions


def global_of(g: Gen, type: Type) -> str:
    """A package variable of the program: a value that no compiler knows."""
    if type.name not in g.globals:
        name = top(g, "g")
        g.globals[type.name] = name
        g.decls.append(f"var {name} {type.name} = {literal(g, type).text}")
    return g.globals[type.name]


def opaque(g: Gen, e: Expr, type: Type) -> str:
    """The expression as one that is not constant."""
    if not e.const:
        return e.text
    return f"({e.text} {'||' if type.kind == 'bool' else '+'} {global_of(g, type)})"


def int_value(g: Gen, bits: int, signed: bool) -> int:
    """A number worth trying: small, near a power of two, at a limit, or anything."""
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    roll = g.rng.random()
    if roll < 0.5:
        value = g.rng.randint(-20, 100)
    elif roll < 0.7:
        value = (1 << g.rng.randrange(bits)) + g.rng.randint(-1, 1)
    elif roll < 0.85:
        value = g.rng.choice((low, low + 1, high, high - 1, 0, -1, 1))
    else:
        value = g.rng.randint(low, high)
    return min(max(value, low), high)


WORDS = ("", "a", "go", "héllo", "日本", "x\\x00y", "tab\\t", "\\xff\\xfe", "same", "Same", "0123456789abcdef", "é", "\\U0001F600z")
FLOAT_WORDS = ("0", "1", "-1", "0.5", "1.5", "-2.25", "3.14159", "1e10", "-1e-7", "123456789", "0.1", "1e30", "7e-30", "255", "-128")


def literal(g: Gen, type: Type, depth: int = 2) -> Expr:
    """A literal of the type."""
    rng = g.rng
    if type.kind in ("int", "uint"):
        value = int_value(g, type.bits, type.kind == "int")
        return Expr(f"{type.name}({hex(value) if rng.random() < 0.1 else value})", True)
    if type.kind == "float":
        return Expr(f"{type.name}({rng.choice(FLOAT_WORDS)})", True)
    if type.kind == "complex":
        return Expr(f"{type.name}(complex({rng.choice(FLOAT_WORDS)}, {rng.choice(FLOAT_WORDS)}))", True)
    if type.kind == "string":
        text = f'"{rng.choice(WORDS)}"'
        return Expr(text if type.name == "string" else f"{type.name}({text})", True)
    if type.kind == "bool":
        return Expr(rng.choice(("true", "false")), True)
    return composite(g, type, depth)


def composite(g: Gen, type: Type, depth: int) -> Expr:
    """A composite literal, with a pointer's target behind it."""
    rng = g.rng

    def inner(t: Type) -> str:
        return expr(g, t, depth - 1).text if depth > 0 else literal(g, t, 0).text

    if type.kind == "struct":
        chosen = [f for f in type.fields if rng.random() < 0.8]
        return Expr(f"{type.name}{{{', '.join(f'{n}: {inner(t)}' for n, t in chosen)}}}")
    assert type.elem is not None
    if type.kind == "ptr":
        return Expr(f"ref({inner(type.elem)})")
    if type.kind == "map":
        assert type.key is not None
        keys: dict[str, str] = {}
        for _ in range(rng.randint(0, 4)):
            key = literal(g, type.key).text
            keys.setdefault(canonical(key), f"{key}: {inner(type.elem)}")
        return Expr(f"{type.name}{{{', '.join(keys.values())}}}")
    count = type.length if type.kind == "array" else rng.choice((0, 1, 2, 3, 5, 9))
    if type.kind == "array" and rng.random() < 0.2:
        return Expr(f"{type.name}{{{rng.randrange(count)}: {inner(type.elem)}}}")
    return Expr(f"{type.name}{{{', '.join(inner(type.elem) for _ in range(count))}}}")


def canonical(key: str) -> str:
    """A literal's value as text, so that 0x10 and 16 are the same map key."""
    inside = key[key.find("(") + 1 : -1] if key.endswith(")") else key
    try:
        return str(int(inside, 0))
    except ValueError:
        return inside


def places(g: Gen, type: Type, assign: bool = False) -> list[str]:
    """Texts of variables and parts of variables of the type: fields, elements, targets of pointers."""
    found: list[str] = []
    for var in variables(g, lambda v: v.assign or not assign):
        _parts(g, var.name, var.type, type, found, 3)
    return found


def _parts(g: Gen, text: str, have: Type, want: Type, found: list[str], depth: int) -> None:
    if have.name == want.name:
        found.append(text)
    if depth == 0:
        return
    if have.kind == "struct":
        for name, type in have.fields:
            _parts(g, f"{text}.{name}", type, want, found, depth - 1)
    elif have.kind == "array" and have.elem is not None:
        index = str(g.rng.randrange(have.length))
        if have.length in (1, 2, 4, 8) and g.rng.random() < 0.6:
            index = f"{index_value(g)}&{have.length - 1}"
        _parts(g, f"{text}[{index}]", have.elem, want, found, depth - 1)
    elif have.kind == "ptr" and have.elem is not None and have.elem.name == want.name:
        found.append(f"(*{text})")


def index_value(g: Gen) -> str:
    """A variable of some integer type, or a global."""
    ints = variables(g, lambda v: v.type.kind in ("int", "uint"))
    return g.rng.choice(ints).name if ints else global_of(g, INT)


def expr(g: Gen, type: Type, depth: int = 3) -> Expr:
    """An expression of the type that neither panics nor has effects (but for traces, where g.effects allows)."""
    rng = g.rng
    if depth > 0:
        if rng.random() < 0.12:
            found = call(g, type, depth)
            if found:
                return found
        if rng.random() < 0.06:
            picked = expr(g, type, depth - 1).text, expr(g, type, depth - 1).text
            return Expr(f"sel({expr(g, BOOL, depth - 1).text}, {picked[0]}, {picked[1]})")
        if g.effects and rng.random() < 0.1:
            return Expr(f"tr({rng.randrange(100)}, {expr(g, type, depth - 1).text})")
        if rng.random() < 0.04:
            return Expr(f"func() {type.name} {{ return {expr(g, type, depth - 1).text} }}()")
        maker = MAKERS.get(type.kind)
        if maker is not None and rng.random() < 0.75:
            return maker(g, type, depth)
    where = places(g, type)
    if where and rng.random() < 0.85:
        return Expr(rng.choice(where))
    return from_container(g, type) or literal(g, type, depth)


def from_container(g: Gen, type: Type) -> Expr | None:
    """An element of a slice or map in scope; nothing panics: `at` and map reads give zero."""
    if g.rng.random() < 0.5:
        return None
    holders = variables(g, lambda v: v.type.kind in ("slice", "map") and v.type.elem is not None and v.type.elem.name == type.name)
    if not holders:
        return None
    var = g.rng.choice(holders)
    if var.type.kind == "slice":
        return Expr(f"at({var.name}, {expr(g, INT, 1).text})")
    assert var.type.key is not None
    return Expr(f"{var.name}[{expr(g, var.type.key, 1).text}]")


def call(g: Gen, type: Type, depth: int) -> Expr | None:
    """A call of one of the program's functions or methods with this result."""
    fitting = [f for f in g.funcs if f.result.name == type.name]
    methods = [
        (v, m) for v in variables(g, lambda v: v.type.name in g.methods) for m in g.methods[v.type.name] if m.result.name == type.name
    ]
    if methods and g.rng.random() < 0.5:
        var, method = g.rng.choice(methods)
        return Expr(f"{var.name}.{method.name}({', '.join(expr(g, t, depth - 1).text for t in method.params)})")
    if not fitting:
        return None
    chosen = g.rng.choice(fitting)
    return Expr(f"{chosen.name}({', '.join(expr(g, t, depth - 1).text for t in chosen.params)})")


def integer(g: Gen, type: Type, depth: int) -> Expr:
    """An operation that gives an integer."""
    rng = g.rng
    roll = rng.random()
    if roll < 0.5:
        a, b = expr(g, type, depth - 1), expr(g, type, depth - 1)
        op = rng.choice(("+", "-", "*", "&", "|", "^", "&^", "/", "%"))
        left = opaque(g, a, type) if b.const else a.text
        if op in "/%":
            right = f"({opaque(g, b, type)} | 1)" if rng.random() < 0.6 else f"{type.name}({rng.choice((1, 2, 3, 5, 7, 8, 10, 16, 100))})"
            return Expr(f"({opaque(g, a, type)} {op} {right})")
        return Expr(f"({left} {op} {b.text})")
    if roll < 0.65:
        count = expr(g, rng.choice(UINTS), depth - 1)
        shift = f"({opaque(g, count, UINTS[4])})" if not count.const else str(rng.choice((0, 1, 3, 7, 8, 31, 33, 63, 64, 70)))
        mask = f"({shift} & {rng.choice((7, 31, 63, 127))})"
        return Expr(f"({opaque(g, expr(g, type, depth - 1), type)} {rng.choice(('<<', '>>'))} {rng.choice((shift, mask))})")
    if roll < 0.73:
        return Expr(f"({rng.choice('-^+')}{opaque(g, expr(g, type, depth - 1), type)})")
    if roll < 0.9:
        other = rng.choice(INTS + UINTS)
        return Expr(f"{type.name}({opaque(g, expr(g, other, depth - 1), other)})")
    if roll < 0.95 and type.bits >= 16:
        source = rng.choice(FLOATS)
        return Expr(f"{type.name}(fin(float64({expr(g, source, depth - 1).text})))")
    holders = variables(g, lambda v: v.type.kind in ("slice", "map", "string"))
    if holders:
        return Expr(f"{type.name}(len({rng.choice(holders).name}))")
    return Expr(f"{type.name}(len({opaque(g, expr(g, STRING, depth - 1), STRING)}))")


def floating(g: Gen, type: Type, depth: int) -> Expr:
    """An operation that gives a float."""
    rng = g.rng
    roll = rng.random()
    if roll < 0.65:
        a, b = expr(g, type, depth - 1), expr(g, type, depth - 1)
        op = rng.choice("+-*/")
        return Expr(f"({opaque(g, a, type)} {op} {opaque(g, b, type) if op == '/' else b.text})")
    if roll < 0.72:
        return Expr(f"(-{opaque(g, expr(g, type, depth - 1), type)})")
    if roll < 0.95:
        other = rng.choice(INTS + UINTS + FLOATS)
        return Expr(f"{type.name}({opaque(g, expr(g, other, depth - 1), other)})")
    return Expr(f"{type.name}({rng.choice(('real', 'imag'))}({opaque(g, expr(g, COMPLEX[1], depth - 1), COMPLEX[1])}))")


def complicated(g: Gen, type: Type, depth: int) -> Expr:
    """An operation that gives a complex number."""
    part = FLOATS[type.bits == 128]
    if g.rng.random() < 0.4:
        a, b = expr(g, part, depth - 1), expr(g, part, depth - 1)
        return Expr(f"complex({opaque(g, a, part)}, {opaque(g, b, part)})")
    a, b = expr(g, type, depth - 1), expr(g, type, depth - 1)
    return Expr(f"({opaque(g, a, type)} {g.rng.choice('+-*/')} {opaque(g, b, type)})")


def stringy(g: Gen, type: Type, depth: int) -> Expr:
    """An operation that gives a string; lengths stay small."""
    rng = g.rng
    roll = rng.random()
    if roll < 0.4:
        a, b = expr(g, type, depth - 1), expr(g, type, depth - 1)
        return Expr(f"cut({opaque(g, a, type)} + {b.text})")
    if roll < 0.55:
        low, high = sorted((rng.randint(0, 4), rng.randint(0, 6)))
        return Expr(f"sub({expr(g, type, depth - 1).text}, {low}, {high})")
    if roll < 0.65:
        inner = opaque(g, expr(g, RUNE, depth - 1), RUNE)
        return Expr(f"{type.name}(rune({inner}))")
    if roll < 0.8:
        middle = rng.choice(("[]byte", "[]rune"))
        return Expr(f"{type.name}({middle}({expr(g, STRING, depth - 1).text}))")
    if roll < 0.9:
        return Expr(f"{type.name}(strconv.Itoa(int({opaque(g, expr(g, INT, depth - 1), INT)})))")
    inner_type = rng.choice(INTS + FLOATS)
    return Expr(f"{type.name}(fmt.Sprint({expr(g, inner_type, depth - 1).text}))")


def boolean(g: Gen, type: Type, depth: int) -> Expr:
    """A comparison or a logical operation."""
    rng = g.rng
    roll = rng.random()
    if roll < 0.3:
        op = rng.choice(("&&", "||", "==", "!="))
        a, b = expr(g, BOOL, depth - 1), expr(g, BOOL, depth - 1)
        return Expr(f"({opaque(g, a, BOOL)} {op} {b.text})")
    if roll < 0.4:
        return Expr(f"!{opaque(g, expr(g, BOOL, depth - 1), BOOL)}")
    if roll < 0.85:
        other = rng.choice(ORDERED)
        ops: tuple[str, ...] = ("<", "<=", ">", ">=", "==", "!=")
    else:
        whole = [v.type for v in variables(g, lambda v: v.type.comparable and v.type.kind in ("struct", "array"))]
        other = rng.choice(whole) if whole else COMPLEX[1]
        ops = ("==", "!=")
    a, b = expr(g, other, depth - 1), expr(g, other, depth - 1)
    left = opaque(g, a, other)
    return Expr(f"({left} {rng.choice(ops)} {b.text})")


def slicing(g: Gen, type: Type, depth: int) -> Expr:
    """append, a part of another slice, a conversion."""
    rng = g.rng
    assert type.elem is not None
    roll = rng.random()
    same = list(variables(g, lambda v: v.type.name == type.name))
    if same and roll < 0.5:
        var = rng.choice(same)
        if roll < 0.2:
            return Expr(f"part({var.name}, {rng.randint(0, 3)}, {rng.randint(0, 5)})")
        if roll < 0.35:
            return Expr(f"append({var.name}[:len({var.name}):len({var.name})], {expr(g, type.elem, depth - 1).text})")
        return Expr(f"append({type.name}(nil), {var.name}...)")
    if type.elem.name in ("uint8", "int32") and roll < 0.7:
        return Expr(f"{type.name}({expr(g, STRING, depth - 1).text})")
    if roll < 0.8:
        return Expr(f"make({type.name}, {rng.randint(0, 4)}, {rng.randint(4, 9)})")
    return literal(g, type, depth - 1)


MAKERS: dict[str, Callable[[Gen, Type, int], Expr]] = {
    "int": integer,
    "uint": integer,
    "float": floating,
    "complex": complicated,
    "string": stringy,
    "bool": boolean,
    "slice": slicing,
}
