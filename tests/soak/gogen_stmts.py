"""Random statements of a generated program (see gogen.py, whose rules hold here), and its functions and methods."""

from __future__ import annotations

from collections.abc import Callable

from gogen import (
    BOOL,
    BYTE,
    FLOATS,
    INT,
    INTS,
    ORDERED,
    RUNE,
    STRING,
    UINTS,
    Func,
    Gen,
    Type,
    any_type,
    array_of,
    basic,
    block,
    declare,
    emit,
    expr,
    fresh,
    global_of,
    int_value,
    literal,
    new_named,
    new_struct,
    opaque,
    places,
    slice_of,
    top,
    variables,
)


def value(g: Gen, type: Type, depth: int = 3, effects: float = 0.15) -> str:
    """An expression's text; now and then one that leaves a trace of the order of its calls."""
    g.effects = g.rng.random() < effects
    text = expr(g, type, depth).text
    g.effects = False
    return text


def condition(g: Gen) -> str:
    """A condition that no compiler can fold."""
    g.effects = g.rng.random() < 0.2
    text = opaque(g, expr(g, BOOL, 3), BOOL)
    g.effects = False
    return text


def statement(g: Gen, depth: int) -> None:
    """One statement."""
    rng = g.rng
    if depth <= 0:
        rng.choice((declaration, assignment, assignment, increment, show))(g)
        return
    rng.choices(CHOICES, WEIGHTS)[0](g, depth)


def body(g: Gen, depth: int, low: int = 1, high: int = 4) -> None:
    """Some statements."""
    for _ in range(g.rng.randint(low, high)):
        statement(g, depth)


def declaration(g: Gen) -> None:
    """A new variable."""
    type = any_type(g)
    name = fresh(g, "v")
    text = value(g, type)
    if g.rng.random() < 0.3 or type.kind in ("string", "bool"):
        emit(g, f"var {name} {type.name} = {text}")
    else:
        emit(g, f"{name} := {text}")
    emit(g, f"_ = {name}")
    declare(g, name, type)


def assignment(g: Gen) -> None:
    """x = e, x op= e, x, y = y, x, an element of a map."""
    rng = g.rng
    type = rng.choice([v.type for v in variables(g, lambda v: v.assign)] or [INT])
    if rng.random() < 0.5:
        type = basic(g)
    where = places(g, type, assign=True)
    if not where:
        declaration(g)
        return
    target = rng.choice(where)
    roll = rng.random()
    if type.kind in ("int", "uint") and roll < 0.4:
        op = rng.choice(("+", "-", "*", "&", "|", "^", "&^"))
        emit(g, f"{target} {op}= {value(g, type)}")
    elif type.kind in ("int", "uint") and roll < 0.5:
        emit(g, f"{target} {rng.choice(('<<', '>>'))}= {opaque(g, expr(g, UINTS[4], 1), UINTS[4])} % 70")
    elif type.kind in ("float", "complex") and roll < 0.4:
        emit(g, f"{target} {rng.choice('+-*')}= {value(g, type)}")
    elif type.kind == "string" and roll < 0.3:
        emit(g, f"{target} = cut({target} + {value(g, type)})")
    elif roll < 0.65 and len(where) > 1:
        other = rng.choice(where)
        emit(g, f"{target}, {other} = {other}, {target}" if other != target else f"{target} = {value(g, type)}")
    else:
        emit(g, f"{target} = {value(g, type)}")


def increment(g: Gen) -> None:
    """x++ or x--, or an entry of a map."""
    where = places(g, g.rng.choice(INTS + UINTS), assign=True)
    maps = variables(g, lambda v: v.type.kind == "map")
    slices = variables(g, lambda v: v.type.kind == "slice")
    if slices and g.rng.random() < 0.4:
        var, at = g.rng.choice(slices), g.rng.randint(0, 4)
        assert var.type.elem is not None
        elem = var.type.elem
        block(g, f"if len({var.name}) > {at} {{", lambda: emit(g, f"{var.name}[{at}] = {value(g, elem, 2)}"))
    elif maps and g.rng.random() < 0.6:
        var = g.rng.choice(maps)
        assert var.type.key is not None and var.type.elem is not None
        key = value(g, var.type.key, 2, 0)
        if g.rng.random() < 0.3:
            emit(g, f"delete({var.name}, {key})")
        else:
            emit(g, f"{var.name}[{key}] = {value(g, var.type.elem, 2, 0)}")
    elif where:
        emit(g, g.rng.choice(where) + g.rng.choice(("++", "--")))


def printable(type: Type, depth: int = 3) -> bool:
    """Whether %v shows a value and no address."""
    if type.kind in ("ptr", "func", "chan"):
        return False
    inner = [t for _, t in type.fields] + [t for t in (type.elem, type.key) if t is not None]
    return all(printable(t) for t in inner)


def show(g: Gen) -> None:
    """Print some variables or an expression."""
    rng = g.rng
    known = variables(g, lambda v: printable(v.type))
    if known and rng.random() < 0.7:
        picked = rng.sample(known, min(len(known), rng.randint(1, 3)))
        emit(g, f"fmt.Println({', '.join(v.name for v in picked)})")
    else:
        type = basic(g)
        emit(g, f"fmt.Println({rng.randrange(1000)}, {value(g, type)})")


def if_statement(g: Gen, depth: int) -> None:
    """if, else if, else; sometimes with a declaration."""
    head = ""
    scoped = g.rng.random() < 0.3
    if scoped:
        type = basic(g)
        name = fresh(g, "v")
        head = f"{name} := {typed(g, type)}; "
        g.scopes.append([])
        declare(g, name, type)
        head = head + f"{name} == {name} && "
    head = f"if {head}{condition(g)} {{"
    tail = g.rng.choice(("}", "} else {", f"}} else if {condition(g)} {{"))
    block(g, head, lambda: body(g, depth - 1), tail)
    if tail != "}":
        g.indent += 1
        g.scopes.append([])
        body(g, depth - 1)
        g.scopes.pop()
        g.indent -= 1
        emit(g, "}")
    if scoped:
        g.scopes.pop()


def typed(g: Gen, type: Type, depth: int = 2) -> str:
    """An expression that has the type also where none is expected, in parentheses where composites would be misread."""
    text = value(g, type, depth, 0)
    return f"{type.name}({text})" if type.kind in ("string", "bool") else f"({text})"


def for_statement(g: Gen, depth: int) -> None:
    """A counted loop in one of its forms, with break and continue."""
    rng = g.rng
    if g.loops >= 2:
        if_statement(g, depth)
        return
    g.loops += 1
    name = fresh(g, "i")
    type = rng.choice((INT, INT, INT, *INTS, *UINTS))
    n = rng.randint(1, 9)
    signed = type if type.kind == "int" else INT
    forms = (
        f"for {name} := {type.name}(0); {name} < {n}; {name}++ {{",
        f"for {name} := {type.name}({n}); {name} > 0; {name} -= 1 {{",
        f"for {name} := range {type.name}({n}) {{",
        f"for {name} := {signed.name}({n * 3}); {name} >= {n}; {name} -= {rng.randint(1, 3)} {{",
    )
    form = rng.choice(forms)
    type = signed if form is forms[3] else type
    label = fresh(g, "loop") if rng.random() < 0.25 else ""
    if label:
        emit(g, f"{label}:")

    def inner() -> None:
        declare(g, name, type, False)
        emit(g, f"_ = {name}")
        if label:
            leave = rng.choice(("break", "continue"))
            block(g, f"if {condition(g)} {{", lambda: (body(g, 0, 0, 1), emit(g, f"{leave} {label}"))[0])
        body(g, depth - 1)
        if rng.random() < 0.3:
            block(g, f"if {condition(g)} {{", lambda: emit(g, rng.choice(("break", "continue"))))
            body(g, 0, 1, 2)

    block(g, form, inner)
    g.loops -= 1


def range_statement(g: Gen, depth: int) -> None:
    """range over a string, an array or slice, or a map (whose values are summed, for the order is random)."""
    rng = g.rng
    if g.loops >= 2:
        declaration(g)
        return
    holders = variables(g, lambda v: v.type.kind in ("slice", "array", "string", "map") and not (v.type.kind == "string" and v.type.name != "string"))
    if not holders:
        declaration(g)
        return
    var = rng.choice(holders)
    key, elem = fresh(g, "k"), fresh(g, "e")
    g.loops += 1
    if var.type.kind == "map":
        sum_map(g, var.name, var.type)
    else:
        elem_type = RUNE if var.type.kind == "string" else var.type.elem
        assert elem_type is not None

        def inner() -> None:
            declare(g, key, INT, False)
            declare(g, elem, elem_type)
            emit(g, f"_, _ = {key}, {elem}")
            body(g, depth - 1)

        limit = f"part({var.name}, 0, 6)" if var.type.kind == "slice" else f"sub({var.name}, 0, 9)" if var.type.kind == "string" else var.name
        block(g, f"for {key}, {elem} := range {limit} {{", inner)
    g.loops -= 1


def sum_map(g: Gen, name: str, type: Type) -> None:
    """A loop over a map whose result does not depend on the order."""
    total = fresh(g, "v")
    emit(g, f"{total} := 0")

    def inner() -> None:
        emit(g, f"{total} += len(fmt.Sprint(k)) * 3")
        emit(g, f"if len(fmt.Sprint(e)) > {g.rng.randint(1, 6)} {{")
        emit(g, f"\t{total} += 5")
        emit(g, "}")
        if g.rng.random() < 0.3:
            emit(g, f"delete({name}, k)")

    assert type.elem is not None
    if not printable(type.elem):
        emit(g, f"{total} += len({name})")
    else:
        block(g, f"for k, e := range {name} {{", inner)
    declare(g, total, INT)
    emit(g, f"_ = {total}")


def switch_statement(g: Gen, depth: int) -> None:
    """An expression switch (distinct constants), or one without a tag; fallthrough and break."""
    rng = g.rng
    type = rng.choice((*INTS, *UINTS, STRING))
    tagged = rng.random() < 0.7
    cases: list[str] = []
    if tagged and type.kind == "string":
        cases = [f'"{w}"' for w in rng.sample(("a", "go", "same", "", "1", "-1", "0"), 4)]
    elif tagged:
        values = sorted({int_value(g, type.bits, type.kind == "int") for _ in range(6)})
        cases = [str(v) for v in values]
        rng.shuffle(cases)
    emit(g, f"switch {opaque(g, expr(g, type, 3), type)} {{" if tagged else "switch {")
    arms = rng.randint(1, 4)
    default = rng.choice((None, None, *range(arms)))
    for arm in range(arms):
        picked, cases = cases[:2], cases[2:]
        if default == arm:
            emit(g, "default:")
        elif tagged and picked:
            emit(g, f"case {', '.join(picked)}:")
        elif tagged:
            break
        else:
            emit(g, f"case {condition(g)}:")
        g.indent += 1
        g.scopes.append([])
        body(g, depth - 1, 1, 2)
        g.scopes.pop()
        if rng.random() < 0.15 and (arm + 1 < arms) and (not tagged or cases or default is not None and default > arm):
            emit(g, "fallthrough" if (arm + 1 == default or not tagged or cases) else "break")
        g.indent -= 1
    emit(g, "}")


def closure(g: Gen, depth: int) -> None:
    """A function literal that captures, perhaps changes what it captured, and is called some times."""
    rng = g.rng
    name, parameter = fresh(g, "fn"), fresh(g, "p")
    takes, gives = basic(g), basic(g)
    emit(g, f"{name} := func({parameter} {takes.name}) {gives.name} {{")
    g.indent += 1
    g.scopes.append([])
    declare(g, parameter, takes)
    body(g, min(depth - 1, 1), 1, 3)
    emit(g, f"return {value(g, gives)}")
    g.scopes.pop()
    g.indent -= 1
    emit(g, "}")
    for _ in range(rng.randint(1, 3)):
        result = fresh(g, "v")
        emit(g, f"{result} := {name}({value(g, takes, 2)})")
        emit(g, f"_ = {result}")
        declare(g, result, gives)


def aliasing(g: Gen, depth: int) -> None:
    """Slices of one array: append within capacity, copy over itself, three indices."""
    rng = g.rng
    elem = rng.choice((INT, BYTE, STRING, *INTS, *FLOATS))
    a, b, c = fresh(g, "v"), fresh(g, "v"), fresh(g, "v")
    n = rng.randint(4, 9)
    low = rng.randint(0, 2)
    high = rng.randint(low, n - 1)
    top_ = rng.randint(high, n)
    emit(g, f"{a} := make([]{elem.name}, {n}, {n + rng.randint(0, 3)})")
    for i in rng.sample(range(n), 3):
        emit(g, f"{a}[{i}] = {value(g, elem, 2)}")
    emit(g, f"{b} := {a}[{low}:{high}{f':{top_}' if rng.random() < 0.5 else ''}]")
    emit(g, f"{c} := append({b}, {value(g, elem, 2)}, {value(g, elem, 1)})")
    kind = slice_of(elem)
    for name in (a, b, c):
        declare(g, name, kind)
    emit(g, f"{rng.choice((a, c))}[0] = {value(g, elem, 2)}")
    emit(g, f"fmt.Println(copy({rng.choice((a, b, c))}, {rng.choice((f'{a}[1:]', c, f'{a}[{n - 2}:]'))}))")
    if rng.random() < 0.3:
        emit(g, f"clear({b})")
    emit(g, f"fmt.Println({a}, {b}, {c}, len({c}), cap({b}))")


def copying(g: Gen, depth: int) -> None:
    """Arrays and structs are values: copies do not see changes, pointers do."""
    whole = variables(g, lambda v: v.type.kind in ("array", "struct") and v.assign)
    if not whole:
        type = array_of(basic(g), g.rng.choice((2, 4)))
        name = fresh(g, "v")
        emit(g, f"{name} := {value(g, type)}")
        emit(g, f"_ = {name}")
        declare(g, name, type)
        return
    var = g.rng.choice(whole)
    a, b = fresh(g, "v"), fresh(g, "v")
    emit(g, f"{a}, {b} := {var.name}, &{var.name}")
    emit(g, f"_, _ = {a}, {b}")
    declare(g, a, var.type)
    assignment(g)
    emit(g, f"{g.rng.choice((a, f'*{b}'))} = {value(g, var.type, 2)}")
    if var.type.comparable:
        emit(g, f"fmt.Println({a} == *{b}, {var.name} == *{b})")
    if printable(var.type):
        emit(g, f"fmt.Printf(\"%v %+v\\n\", {a}, *{b})")


def boxed(g: Gen, depth: int) -> None:
    """Values in interfaces: type switch, assertion, comparison."""
    rng = g.rng
    name, inner = fresh(g, "x"), fresh(g, "y")
    held = [any_type(g, 1) for _ in range(3)]
    emit(g, f"for _, {name} := range []any{{{', '.join(typed(g, t, 1) for t in held)}, nil}} {{")
    g.indent += 1
    emit(g, f"switch {inner} := {name}.(type) {{")
    seen: set[str] = set()
    for type in [*held, *rng.sample(INTS, 2)]:
        if type.name in seen:
            continue
        seen.add(type.name)
        emit(g, f"case {type.name}:")
        emit(g, f"\tfmt.Printf(\"%T\\n\", {inner})")
        if printable(type):
            emit(g, f"\tfmt.Println({inner})")
    if rng.random() < 0.5:
        emit(g, "case fmt.Stringer:")
        emit(g, f"\tfmt.Println(\"stringer\", {inner}.String())")
    emit(g, "default:")
    emit(g, f"\tfmt.Println(\"other\", {inner} == nil)")
    emit(g, "}")
    g.indent -= 1
    emit(g, "}")


CHOICES: tuple[Callable[[Gen, int], None], ...] = (
    lambda g, depth: declaration(g),
    lambda g, depth: assignment(g),
    lambda g, depth: increment(g),
    lambda g, depth: show(g),
    if_statement,
    for_statement,
    range_statement,
    switch_statement,
    closure,
    aliasing,
    copying,
    boxed,
)
WEIGHTS = (20, 24, 6, 8, 10, 8, 6, 5, 4, 2, 3, 2)


def function(g: Gen, params: tuple[Type, ...], result: Type, name: str, receiver: tuple[str, Type] | None = None) -> None:
    """Declare a function without effects (its statements touch its own variables only)."""
    saved = g.lines, g.scopes, g.indent, g.loops
    g.lines, g.scopes, g.indent, g.loops = [], [[]], 1, 0
    names = [f"p{i}" for i in range(len(params))]
    for n, t in zip(names, params):
        declare(g, n, t)
    head = ""
    if receiver:
        declare(g, receiver[0], receiver[1], False)
        head = f"({receiver[0]} {receiver[1].name}) "
    wanted = g.rng.randint(1, 4)
    while wanted:
        wanted -= 1
        pure(g, 1)
    emit(g, f"return {expr(g, result, 3).text}")
    text = ", ".join(f"{n} {t.name}" for n, t in zip(names, params))
    g.decls.append("\n".join([f"func {head}{name}({text}) {result.name} {{", *g.lines, "}"]))
    g.lines, g.scopes, g.indent, g.loops = saved


def pure(g: Gen, depth: int) -> None:
    """A statement that prints nothing and writes only what is the function's own and not shared by pointer."""
    rng = g.rng
    own = variables(g, lambda v: v.assign and v.type.kind in ("int", "uint", "float", "string", "bool", "complex"))
    if own and rng.random() < 0.6:
        var = rng.choice(own)
        emit(g, f"{var.name} = {expr(g, var.type, 3).text}")
    elif depth and rng.random() < 0.5:
        n = rng.randint(1, 6)
        name = fresh(g, "i")
        block(g, f"for {name} := range {n} {{", lambda: (declare(g, name, INT, False), emit(g, f"_ = {name}"), pure(g, 0))[-1])
    elif depth and rng.random() < 0.6:
        block(g, f"if {opaque(g, expr(g, BOOL, 3), BOOL)} {{", lambda: pure(g, 0))
    else:
        type = basic(g)
        name = fresh(g, "v")
        emit(g, f"var {name} {type.name} = {expr(g, type, 3).text}")
        emit(g, f"_ = {name}")
        declare(g, name, type)


def prepare(g: Gen) -> None:
    """Types, functions and methods that the program will use."""
    rng = g.rng
    for _ in range(rng.randint(0, 2)):
        new_named(g)
    for _ in range(rng.randint(0, 3)):
        made = new_struct(g)
        for _ in range(rng.randint(0, 2)):
            params = tuple(basic(g) for _ in range(rng.randint(0, 2)))
            result = basic(g)
            name = fresh(g, "M")
            receiver = made if rng.random() < 0.7 else Type("*" + made.name, "ptr", elem=made)
            function(g, params, result, name, ("r", receiver))
            g.methods.setdefault(made.name, []).append(Func(name, params, result))
        if rng.random() < 0.3:
            g.decls.append(f"func (r {made.name}) String() string {{ return fmt.Sprint(\"<\", len(\"{made.name}\"), \">\") }}")
    for _ in range(rng.randint(0, 3)):
        params = tuple(any_type(g, 1) for _ in range(rng.randint(0, 3)))
        result = any_type(g, 1)
        name = top(g, "f")
        function(g, params, result, name)
        g.funcs.append(Func(name, params, result))


def opaque_int(g: Gen) -> str:
    """A package variable of type int."""
    return global_of(g, INT)


def ordered(g: Gen) -> Type:
    """An ordered type."""
    return g.rng.choice(ORDERED)


def risky(g: Gen) -> str:
    """A statement that may panic, of one operation."""
    rng = g.rng
    holders = variables(g, lambda v: v.type.kind == "slice")
    i = f"int({rng.choice(('int8', 'int16', 'int'))}({opaque(g, expr(g, INT, 2), INT)}) % {rng.choice((4, 12))})"
    thrown = (literal(g, STRING).text, 'fmt.Errorf("e %d", 5)', typed(g, ordered(g), 1))
    forms = [
        f"fmt.Println({opaque(g, expr(g, INT, 2), INT)} / ({i}))",
        f"fmt.Println({opaque(g, expr(g, INT, 2), INT)} % ({i}))",
        f"fmt.Println({opaque(g, expr(g, UINTS[4], 1), UINTS[4])} << ({i}))",
        f"fmt.Println([5]int{{1, 2, 3, 4, 5}}[{i}])",
        f"fmt.Println(any({typed(g, rng.choice((INT, STRING, BYTE)), 1)}).({rng.choice(('int', 'string', 'fmt.Stringer', 'error', 'int64'))}))",
        f"var m map[string]int; fmt.Println(m[\"a\"], len(m)); m[\"a\"] = {i}",
        f"s := \"hello\"; fmt.Println(s[{i}])",
        f"s := \"hello\"; fmt.Println(s[{i}:])",
        f"s := \"hello\"; j := {i}; fmt.Println(s[2:j])",
        f"fmt.Println(len(make([]int, {i})))",
        f"fmt.Println([4]int(append([]int{{1, 2}}, make([]int, uint({i})&7)...)))",
        f"var x *struct{{ a, b int }}; if {condition(g)} {{ x = &struct{{ a, b int }}{{1, 2}} }}; fmt.Println(x.b)",
        f"panic({rng.choice(thrown)})",
        f"var x, y any = {rng.choice(('[]int{1}', '1', 'struct{f []int}{}'))}, {rng.choice(('[]int{1}', '1', 'struct{f []int}{}'))}; fmt.Println(x == y)",
        f"m := map[any]int{{}}; m[{rng.choice(('[]int{1}', '1.5', 'func() {}', '[1]int{2}'))}] = 1; fmt.Println(len(m))",
        f"c := make(chan int, {i}); close(c); fmt.Println(<-c); close(c)",
        f"var f func(int) int; if {condition(g)} {{ f = func(x int) int {{ return x }} }}; fmt.Println(f(2))",
    ]
    if holders:
        name = rng.choice(holders).name
        forms += [f"_ = {name}[{i}]; fmt.Println(\"in\")", f"fmt.Println(len({name}[{i}:]))", f"fmt.Println(len({name}[:{i}]))"]
        forms += [f"j := {i}; fmt.Println(len({name}[1:j:j]))"]
    return rng.choice(forms)
