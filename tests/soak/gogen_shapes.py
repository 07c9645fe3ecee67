"""The larger forms of a generated program: defer and recover, channels, select, generics, range over functions, goto, constants …

Each shape is a function that writes declarations and statements with random types, sizes and expressions in them (the rules are
gogen.py's). `generate` makes a whole program out of shapes and statements, `batch` a Go file out of programs.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from gogen import (
    BOOL,
    FLOATS,
    INT,
    INTS,
    KEYS,
    ORDERED,
    STRING,
    UINTS,
    Gen,
    any_type,
    block,
    declare,
    emit,
    expr,
    fresh,
    global_of,
    literal,
    map_of,
    opaque,
    slice_of,
    top,
    variables,
)
from gogen_stmts import body, condition, prepare, printable, risky, statement, value


def try_risky(g: Gen) -> None:
    """A statement that may panic, its text printed, and what it changed seen afterwards."""
    name = fresh(g, "v")
    emit(g, f"{name} := 0")
    emit(g, f"try(\"{name}\", func() {{")
    g.indent += 1
    emit(g, f"{name}++")
    emit(g, risky(g))
    emit(g, f"{name} += 10")
    g.indent -= 1
    emit(g, "})")
    declare(g, name, INT)
    emit(g, f"fmt.Println({name})")


def defers(g: Gen) -> None:
    """A function with named results, defers (in a loop too) that change them, and perhaps a panic that one recovers."""
    rng = g.rng
    name, result = top(g, "d"), rng.choice((INT, STRING, FLOATS[1]))
    saved = g.lines, g.scopes, g.indent, g.loops
    g.lines, g.scopes, g.indent, g.loops = [], [[]], 1, 0
    declare(g, "n", INT)
    declare(g, "out", result)
    for i in range(rng.randint(1, 3)):
        form = rng.randrange(4)
        if form == 0:
            emit(g, f"defer fmt.Println(\"deferred\", {i}, {value(g, INT, 2)})")
        elif form == 1:
            block(g, "defer func() {", lambda: (emit(g, f"out = {value(g, result, 2)}"), emit(g, "fmt.Println(\"out\", out)"))[0], "}()")
        elif form == 2:
            emit(g, f"for i := range {rng.randint(1, 3)} {{")
            emit(g, "\tdefer func(k int) { fmt.Println(\"loop\", i, k, n) }(i * 2)")
            emit(g, "}")
        else:
            emit(g, "defer func() {")
            emit(g, "\tif r := recover(); r != nil {")
            emit(g, "\t\tfmt.Println(\"recovered\", r)")
            emit(g, f"\t\tout = {value(g, result, 1)}")
            if rng.random() < 0.3:
                emit(g, f"\t\tpanic(fmt.Sprint(\"again \", {value(g, INT, 1)}))")
            emit(g, "\t}")
            emit(g, "}()")
    body(g, 1, 1, 2)
    if rng.random() < 0.6:
        block(g, f"if {condition(g)} {{", lambda: emit(g, f"return {value(g, result, 2)}"))
    if rng.random() < 0.7:
        block(g, "{", lambda: emit(g, risky(g)))
    emit(g, f"return {value(g, result, 2)}")
    g.decls.append("\n".join([f"func {name}(n int) (out {result.name}) {{", *g.lines, "}"]))
    g.lines, g.scopes, g.indent, g.loops = saved
    for _ in range(2):
        emit(g, f"try(\"{name}\", func() {{ fmt.Println({name}({value(g, INT, 2)})) }})")


def channels(g: Gen) -> None:
    """Producers and a consumer in a deterministic shape: buffered or not, closed at the end."""
    rng = g.rng
    elem = rng.choice((*INTS, STRING, *UINTS, FLOATS[1]))
    c, n, size = fresh(g, "ch"), rng.randint(1, 9), rng.choice((0, 0, 1, 3, 10))
    emit(g, f"{c} := make(chan {elem.name}{f', {size}' if size else ''})")

    def produce() -> None:
        emit(g, f"defer close({c})")
        i = fresh(g, "i")
        block(g, f"for {i} := range {elem.name if elem.kind in ('int', 'uint') else 'int'}({n}) {{", lambda: send(i))

    def send(i: str) -> None:
        declare(g, i, elem if elem.kind in ("int", "uint") else INT, False)
        saved, g.scopes = g.scopes, [list(g.scopes[-1])]
        emit(g, f"_ = {i}")
        emit(g, f"{c} <- {expr(g, elem, 2).text}")
        g.scopes = saved

    block(g, "go func() {", produce, "}()")
    got = fresh(g, "v")
    if rng.random() < 0.5:
        block(g, f"for {got} := range {c} {{", lambda: emit(g, f"fmt.Println({got})"))
    else:
        emit(g, f"for {{\n\t\t{got}, ok := <-{c}\n\t\tfmt.Println({got}, ok)\n\t\tif !ok {{\n\t\t\tbreak\n\t\t}}\n\t}}")
    emit(g, f"fmt.Println(len({c}), cap({c}))")


def selects(g: Gen) -> None:
    """select with exactly one ready case, with a default, with a nil channel, and a pipeline over two channels whose sum is fixed."""
    rng = g.rng
    a, b, total = fresh(g, "ch"), fresh(g, "ch"), fresh(g, "v")
    emit(g, f"{a}, {b} := make(chan int, 1), make(chan string, 1)")
    if rng.random() < 0.5:
        emit(g, f"{a} <- {value(g, INT, 2)}")
    else:
        emit(g, f"{b} <- {value(g, STRING, 2)}")
    if rng.random() < 0.3:
        emit(g, f"var none chan bool; select {{ case <-none: fmt.Println(\"nil\"); case x := <-{a}: fmt.Println(x); case y := <-{b}: fmt.Println(y) }}")
    else:
        emit(g, f"select {{ case x, ok := <-{a}: fmt.Println(x, ok); case y := <-{b}: fmt.Println(y) }}")
    emit(g, f"select {{ case {a} <- 1: fmt.Println(\"sent\"); default: fmt.Println(\"full\") }}")
    emit(g, f"select {{ case {a} <- 2: fmt.Println(\"sent\"); default: fmt.Println(\"full\") }}")
    n = rng.randint(1, 20)
    emit(g, f"{total} := 0; odd, even := make(chan int), make(chan int{rng.choice(('', ', 2'))})")
    emit(g, f"go func() {{ for i := range {n} {{ if i%2 == 0 {{ even <- i }} else {{ odd <- i }} }}; close(odd); close(even) }}()")
    emit(g, f"for odd, even := odd, even; odd != nil || even != nil; {{ select {{ case x, ok := <-odd: if !ok {{ odd = nil }}; {total} += x*x"
            f"; case x, ok := <-even: if !ok {{ even = nil }}; {total} -= x }} }}")
    emit(g, f"fmt.Println({total})")
    declare(g, total, INT)


def workers(g: Gen) -> None:
    """Goroutines under a WaitGroup that write their own elements, or share a sum under a Mutex."""
    rng = g.rng
    n, out = rng.randint(1, 6), fresh(g, "v")
    elem = rng.choice(INTS + UINTS)
    emit(g, f"{out} := make([]{elem.name}, {n})")
    seed = fresh(g, "v")
    emit(g, f"{seed} := {value(g, elem, 2)}")
    emit(g, f"func() {{ var wg sync.WaitGroup; var mu sync.Mutex; sum := 0; for i := range {n} {{ wg.Add(1); go func() {{ defer wg.Done(); "
            f"{out}[i] = {seed} {rng.choice('+*^-')} {elem.name}(i+{rng.randint(0, 9)}); mu.Lock(); sum += i; mu.Unlock() }}() }}; wg.Wait(); fmt.Println(sum) }}()")
    declare(g, out, slice_of(elem))
    declare(g, seed, elem)
    emit(g, f"fmt.Println({out})")


CONSTRAINT = "~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64"


def generic_functions(g: Gen) -> None:
    """A generic function over integers, instantiated with several types, and map/filter/fold over slices of other types."""
    rng = g.rng
    name = top(g, "G")

    def term(depth: int) -> str:
        if depth == 0:
            return rng.choice(("a", "b", "a", "b", "c", f"T({rng.randint(0, 100)})", "T(n)"))
        op = rng.choice(("+", "-", "*", "&", "|", "^", "&^", "/", "%", "<<", ">>"))
        if op in "/%":
            return f"({term(depth - 1)} {op} ({term(depth - 1)} | 1))"
        if op in ("<<", ">>"):
            return f"({term(depth - 1)} {op} ({rng.choice(('n', 'uint(b)', 'uint8(a)'))} & 15))"
        return f"({term(depth - 1)} {op} {term(depth - 1)})"

    count = rng.randint(1, 5)
    g.decls.append(
        f"func {name}[T {CONSTRAINT}](a, b T, n uint) (T, bool) {{\n\tvar c T\n\tfor i := range {count} {{\n\t\tc += {term(2)}\n"
        f"\t\tif {term(1)} > {term(1)} {{\n\t\t\ta = {term(2)}\n\t\t}}\n\t\tn += uint(i)\n\t}}\n\treturn {term(3)}, a < b\n}}"
    )
    for type in rng.sample([t for t in (*INTS, *UINTS) if t.name != "uintptr"], 3):
        emit(g, f"fmt.Println({name}[{type.name}]({value(g, type, 2)}, {value(g, type, 1)}, {value(g, UINTS[4], 1)}))")
    source, target = rng.choice((INT, STRING, *INTS)), rng.choice((STRING, INT, FLOATS[1], BOOL))
    saved, g.scopes = g.scopes, [*g.scopes, []]
    declare(g, "x", source)
    text, test = expr(g, target, 2).text, opaque(g, expr(g, BOOL, 2), BOOL)
    g.scopes = saved
    made = fresh(g, "v")
    emit(g, f"{made} := mapOf(filterOf({value(g, slice_of(source), 2)}, func(x {source.name}) bool {{ return {test} }}), "
            f"func(x {source.name}) {target.name} {{ return {text} }})")
    emit(g, f"fmt.Println({made}, len({made}))")
    declare(g, made, slice_of(target))


def generic_types(g: Gen) -> None:
    """A generic type with methods, used with two type arguments: a stack, a pair, a linked list, an ordered tree."""
    rng = g.rng
    name = top(g, "L")
    kind = rng.choice(("stack", "tree", "list"))
    if kind == "stack":
        g.decls.append(
            f"type {name}[T any] struct {{ items []T; n int }}\n"
            f"func (s *{name}[T]) Push(x T) *{name}[T] {{ s.items = append(s.items, x); s.n++; return s }}\n"
            f"func (s *{name}[T]) Pop() (x T, ok bool) {{ if len(s.items) == 0 {{ return }}; x = s.items[len(s.items)-1]; s.items = s.items[:len(s.items)-1]; return x, true }}\n"
            f"func (s {name}[T]) Each(f func(int, T) bool) {{ for i, x := range s.items {{ if !f(i, x) {{ return }} }} }}"
        )
    elif kind == "tree":
        g.decls.append(
            f"type {name}[T cmp.Ordered] struct {{ left, right *{name}[T]; item T; n int }}\n"
            f"func (t *{name}[T]) Push(x T) *{name}[T] {{ if t == nil {{ return &{name}[T]{{item: x, n: 1}} }}; switch {{ case x < t.item: t.left = t.left.Push(x); case x > t.item: t.right = t.right.Push(x); default: t.n++ }}; return t }}\n"
            f"func (t *{name}[T]) Each(f func(int, T) bool) {{ t.walk(f) }}\n"
            f"func (t *{name}[T]) walk(f func(int, T) bool) bool {{ return t == nil || t.left.walk(f) && f(t.n, t.item) && t.right.walk(f) }}"
        )
    else:
        g.decls.append(
            f"type {name}[T any] struct {{ head *{name}Node[T] }}\ntype {name}Node[T any] struct {{ item T; next *{name}Node[T] }}\n"
            f"func (l *{name}[T]) Push(x T) *{name}[T] {{ l.head = &{name}Node[T]{{x, l.head}}; return l }}\n"
            f"func (l {name}[T]) Each(f func(int, T) bool) {{ i := 0; for n := l.head; n != nil; n = n.next {{ if !f(i, n.item) {{ break }}; i++ }} }}"
        )
    for type in rng.sample((*ORDERED, *ORDERED), 2):
        var = fresh(g, "st")
        emit(g, f"var {var} *{name}[{type.name}]" if kind == "tree" else f"{var} := &{name}[{type.name}]{{}}")
        for _ in range(rng.randint(1, 4)):
            emit(g, f"{var} = {var}.Push({value(g, type, 2)})")
        emit(g, f"for i, x := range {var}.Each {{ fmt.Println(i, x); if {condition(g)} {{ {rng.choice(('break', 'continue'))} }} }}")
        if kind == "stack":
            emit(g, f"fmt.Println({var}.Pop())")
        if kind != "list" or rng.random() < 0.5:
            emit(g, f"fmt.Printf(\"%T\\n\", {var})")


def iterators(g: Gen) -> None:
    """Range over functions: nested, with break, labelled continue, return out of the body, defer in the body."""
    rng = g.rng
    name, seq = top(g, "it"), top(g, "seq")
    type = rng.choice((INT, *INTS, *UINTS))
    step = rng.randint(1, 3)
    g.decls.append(
        f"func {seq}(n int) func(func({type.name}) bool) {{\n\treturn func(yield func({type.name}) bool) {{\n\t\tdefer fmt.Println(\"end\", n)\n"
        f"\t\tfor i := 0; i < n; i += {step} {{\n\t\t\tif !yield({type.name}(i)) {{\n\t\t\t\tfmt.Println(\"stopped\", i)\n\t\t\t\treturn\n\t\t\t}}\n\t\t}}\n\t}}\n}}"
    )
    a, b, c = rng.randint(1, 9), rng.randint(0, 5), rng.randint(0, 12)
    leave = rng.choice(("break outer", "continue outer", "break", "continue", "return total", "goto done"))
    g.decls.append(
        f"func {name}(limit int) (total int) {{\n\tdefer func() {{ total++ }}()\nouter:\n\tfor x := range {seq}({a}) {{\n"
        f"\t\tfor y := range {seq}({b}) {{\n\t\t\ttotal += int(x)*10 + int(y)\n\t\t\tif total > limit {{\n\t\t\t\t{leave}\n\t\t\t}}\n\t\t}}\n"
        + ("\t\tdefer func() { total += 100 }()\n" if rng.random() < 0.4 else "")
        + f"\t\tif int(x) == {c} {{\n\t\t\tcontinue outer\n\t\t}}\n\t\ttotal ^= 1\n\t}}\n"
        + ("\tgoto done\ndone:\n" if "goto" in leave else "")
        + "\treturn total\n}"
    )
    for _ in range(2):
        emit(g, f"fmt.Println({name}({rng.randint(0, 60)}))")


def gotos(g: Gen) -> None:
    """A loop out of goto, and labelled break and continue over switch, select and nested loops."""
    rng = g.rng
    name = top(g, "j")
    a, b, c = rng.randint(2, 6), rng.randint(2, 6), rng.randint(1, 20)
    g.decls.append(
        f"func {name}(n int) (r int) {{\n\ti := 0\nagain:\n\tif i < {a} {{\n\t\ti++\n\t\tr = r*3 + i ^ n\n\t\tif r > {c * 40} {{\n\t\t\tgoto end\n\t\t}}\n\t\tgoto again\n\t}}\n"
        f"outer:\n\tfor x := 0; x < 40; x++ {{\n\t\tfor y := range {b} {{\n\t\t\tswitch (x*y + n) % {rng.randint(3, 9)} {{\n\t\t\tcase 0:\n\t\t\t\tcontinue outer\n"
        f"\t\t\tcase 1:\n\t\t\t\tbreak\n\t\t\tcase 2:\n\t\t\t\tif x > {a} {{\n\t\t\t\t\tbreak outer\n\t\t\t\t}}\n\t\t\t\tfallthrough\n\t\t\tdefault:\n\t\t\t\tr += x - y\n\t\t\t}}\n\t\t}}\n"
        f"\t\tif x > {b * 3} {{\n\t\t\tbreak\n\t\t}}\n\t}}\nend:\n\treturn r\n}}"
    )
    for _ in range(2):
        emit(g, f"fmt.Println({name}(int(int16({opaque(g, expr(g, INT, 2), INT)}))))")


def interfaces(g: Gen) -> None:
    """An interface with two or three types (value and pointer receivers, one through embedding), method values and expressions."""
    rng = g.rng
    name, a, b, c = top(g, "I"), top(g, "A"), top(g, "B"), top(g, "C")
    type = rng.choice((INT, STRING, FLOATS[1], *INTS))
    init = literal(g, type).text
    g.decls.append(
        f"type {name} interface {{ Get() {type.name}; Set({type.name}) }}\n"
        f"type {a} struct {{ v {type.name} }}\nfunc (a *{a}) Get() {type.name} {{ return a.v }}\nfunc (a *{a}) Set(x {type.name}) {{ a.v = x }}\n"
        f"type {b} struct {{ *{a}; n int }}\nfunc (b {b}) Get() {type.name} {{ return b.{a}.v + {init} }}\n"
        f"type {c} map[string]{type.name}\nfunc (c {c}) Get() {type.name} {{ return c[\"k\"] }}\nfunc (c {c}) Set(x {type.name}) {{ c[\"k\"] = x; c[\"n\"] = {init} }}"
    )
    var = fresh(g, "is")
    emit(g, f"{var} := []{name}{{&{a}{{}}, {b}{{&{a}{{{init}}}, 1}}, {c}{{}}}}")
    emit(g, f"for i, x := range {var} {{")
    g.indent += 1
    emit(g, f"x.Set({value(g, type, 2)})")
    emit(g, "get := x.Get")
    emit(g, f"x.Set({value(g, type, 2)})")
    emit(g, f"fmt.Println(i, x.Get(), get(), {name}.Get(x))")
    emit(g, f"switch y := x.(type) {{ case *{a}: fmt.Println(\"a\", y.v); case interface{{ Len() int }}: fmt.Println(y.Len()); case {c}: fmt.Println(len(y), y); default: fmt.Printf(\"%T\\n\", y) }}")
    emit(g, f"_, ok := x.({rng.choice((b, c, '*' + a, 'fmt.Stringer'))}); fmt.Println(ok, x == {var}[0])" if rng.random() < 0.5 else
         f"try(\"as\", func() {{ fmt.Println(x.({rng.choice((b, '*' + a))}).Get()) }})")
    g.indent -= 1
    emit(g, "}")


def order(g: Gen) -> None:
    """Calls with effects in the places whose order the specification fixes."""
    rng = g.rng
    n = [rng.randint(0, 9) for _ in range(8)]
    forms = (
        f"fmt.Println(tr({n[0]}, 1) + tr({n[1]}, 2) * tr({n[2]}, 3))",
        f"fmt.Println([]int{{tr({n[0]}, 1), tr({n[1]}, 2), 3: tr({n[2]}, 3)}})",
        f"fmt.Println(map[int]int{{tr({n[0]}, 1): tr({n[1]}, 2)}})",
        f"func() {{ a, i := [3]int{{1, 2, 3}}, {n[0] % 2}; i, a[i] = {n[1] % 3}, {n[2]}; fmt.Println(a, i) }}()",
        f"func() {{ a := []int{{1, 2, 3}}; a[tr({n[0]}, 0)], a[tr({n[1]}, 1)] = tr({n[2]}, 7), tr({n[3]}, 8); fmt.Println(a) }}()",
        f"func() {{ x := []int{{1, 2}}; x[0], x[1] = x[1], x[0]; x[0], x[0] = {n[0]}, {n[1]}; fmt.Println(x) }}()",
        f"func() {{ f := func() (int, string) {{ return tr({n[0]}, 1), tr({n[1]}, \"s\") }}; a, b := f(); fmt.Println(f()); fmt.Println(a, b) }}()",
        f"fmt.Println(tr({n[0]}, {rng.choice(('true', 'false'))}) && tr({n[1]}, true) || tr({n[2]}, false))",
        f"func() {{ m := map[int]int{{}}; m[tr({n[0]}, 1)] += tr({n[1]}, 2); m[tr({n[2]}, 1)]++; fmt.Println(m) }}()",
        f"switch tr({n[0]}, {n[1]}) {{ case tr({n[2]}, {n[3]}), tr({n[4]}, {n[1]}): fmt.Println(\"one\"); case tr({n[5]}, {n[1]}): fmt.Println(\"two\"); default: fmt.Println(\"none\") }}",
        f"func() {{ c := make(chan int, 1); c <- tr({n[0]}, 4); fmt.Println(tr({n[1]}, 1) - <-c + tr({n[2]}, 2)) }}()",
        f"func() {{ p := &struct{{ next *struct{{ v int }}; v int }}{{v: {n[0]}}}; p.next, p.v = &struct{{ v int }}{{{n[1]}}}, tr({n[2]}, 9); fmt.Println(p.v, p.next.v) }}()",
    )
    for text in rng.sample(forms, 2):
        emit(g, text)


def constants(g: Gen) -> None:
    """Constant expressions of arbitrary precision, iota, typed constants; computed here as well as there."""
    rng = g.rng
    name = top(g, "c")

    def number(depth: int) -> tuple[str, int]:
        if depth == 0:
            n = rng.choice((rng.randint(1, 1000), 1 << rng.randint(0, 90), 10**rng.randint(0, 25)))
            return str(n), n
        (a, x), (b, y) = number(depth - 1), number(depth - 1)
        op = rng.choice(("+", "-", "*", "&", "|", "^", "<<", ">>", "/", "%"))
        if op == "/" and y:
            return f"({a} / {b})", int(Fraction(abs(x), abs(y))) * (1 if (x < 0) == (y < 0) else -1)
        if op == "%" and y:
            return f"({a} % {b})", abs(x) % abs(y) * (1 if x >= 0 else -1)
        if op in ("<<", ">>"):
            k = rng.randint(0, 40)
            return f"({a} {op} {k})", x << k if op == "<<" else x >> k
        if op in "/%" or x.bit_length() + y.bit_length() > 400:
            op = "+"
        return f"({a} {op} {b})", {"+": x + y, "-": x - y, "*": x * y, "&": x & y, "|": x | y, "^": x ^ y}[op]

    text, n = number(3)
    g.decls.append(f"const {name} = {text}")
    emit(g, f"fmt.Println({name} % 1000003, {name} == {n}, float64({name} >> {max(0, n.bit_length() - 60)}))")
    first, second, third = top(g, "c"), top(g, "c"), top(g, "c")
    type = rng.choice((*INTS, *UINTS))
    g.decls.append(f"const (\n\t{first} {type.name} = iota*{rng.randint(1, 5)} + {rng.randint(0, 9)}\n\t{second}\n\t_\n\t{third}\n)")
    emit(g, f"fmt.Println({first}, {second}, {third}, {first} < {third}, {global_of(g, type)} + {third})")
    emit(g, f"fmt.Println(len(\"{'x' * rng.randint(0, 5)}é\"), 7.0/{rng.randint(2, 9)}, 'a'+{rng.randint(0, 20)}, 1<<{rng.randint(3, 40)}>>2, complex(1, {rng.randint(0, 4)})*2i)")


def mapping(g: Gen) -> None:
    """Maps under insertion, deletion and look-up with keys of one kind, printed sorted; struct, array and interface keys."""
    rng = g.rng
    key = rng.choice((*KEYS, *[t for t in g.types if t.comparable and all(f.kind not in ("ptr", "float", "complex") for _, f in t.fields)]))
    if not printable(key) or key.kind == "struct":
        key = rng.choice(KEYS)
    elem = any_type(g, 1)
    name = fresh(g, "m")
    kind = map_of(key, elem)
    emit(g, f"{name} := make({kind.name}{rng.choice(('', ', 10', ', 100'))})")
    declare(g, name, kind)
    n = rng.choice((3, 9, 40, 200))
    made = f"{key.name}(i*{rng.randint(1, 9)})" if key.kind in ("int", "uint") else "strconv.Itoa(i*3)" if key.kind == "string" else "i%2 == 0"
    if key.kind == "string" and key.name != "string":
        made = f"{key.name}({made})"
    emit(g, f"for i := range {n} {{ {name}[{made}] = {value(g, elem, 1, 0)} }}")
    emit(g, f"for i := range {rng.randint(0, n)} {{ delete({name}, {made}) }}")
    emit(g, f"fmt.Println(len({name}))")
    if printable(elem) and n < 100:
        emit(g, f"fmt.Println({name})")
    emit(g, f"_, ok{name} := {name}[{value(g, key, 1, 0)}]; fmt.Println(ok{name})")
    emit(g, f"b{name} := []byte(\"{rng.randint(0, 30)}\"); s{name} := map[string]int{{\"3\": 1, \"12\": 2, string(b{name}): 5}}; "
            f"fmt.Println(s{name}[string(b{name})], string(b{name}) == \"12\", len(s{name}))")
    asked = rng.choice(("1", "1.0", "int8(1)", "uint8(1)", "[2]int{1, 2}"))
    emit(g, f"a{name} := map[any]int{{1: 1, \"1\": 2, 1.0: 3, [2]int{{1, 2}}: 4, int8(1): 5}}; fmt.Println(a{name}[{asked}])")


def strings_shape(g: Gen) -> None:
    """A string built, cut, ranged over and compared."""
    rng = g.rng
    s, n = fresh(g, "v"), rng.randint(1, 12)
    emit(g, f"var {s} string")
    piece = rng.choice(("string(rune(i*97+65))", "strconv.Itoa(i)", 'sub("héllo", i, i+2)'))
    emit(g, f"for i := range {n} {{ {s} += {piece} + \"{rng.choice(('', '-', 'é', ' '))}\" }}")
    emit(g, f"for i, r := range {s} {{ if r > 'Z' {{ fmt.Print(i, \":\", r, \" \") }} }}; fmt.Println(len({s}), {s})")
    emit(g, f"fmt.Printf(\"%q %x %v\\n\", {s}, {s}, []rune({s}))")
    emit(g, f"fmt.Println({s} < {value(g, STRING, 2)}, strings.ToUpper({s}), strings.Split({s}, \"-\"), strings.Contains({s}, {value(g, STRING, 1)}), strings.Repeat(sub({s}, 0, 3), {n % 4}))")
    declare(g, s, STRING)


def recursion(g: Gen) -> None:
    """Mutual recursion with several results, and a deep one that grows the stack."""
    rng = g.rng
    a, b = top(g, "r"), top(g, "r")
    type = rng.choice((*INTS, *UINTS))
    saved = g.lines, g.scopes, g.indent, g.loops
    g.lines, g.scopes, g.indent, g.loops = [], [[]], 1, 0
    declare(g, "x", type)
    one, two = expr(g, type, 3).text, expr(g, type, 2).text
    g.lines, g.scopes, g.indent, g.loops = saved
    g.decls.append(
        f"func {a}(n int, x {type.name}) ({type.name}, int) {{ if n <= 0 {{ return x, 0 }}; y, d := {b}(n-1, {one}); return y ^ x, d + 1 }}\n"
        f"func {b}(n int, x {type.name}) ({type.name}, int) {{ if n <= 0 {{ return x, 1 }}; var pad [{rng.choice((1, 8, 64))}]{type.name}; pad[n%len(pad)] = x; "
        f"y, d := {a}(n-1, {two}); return y + pad[n%len(pad)], d }}"
    )
    emit(g, f"fmt.Println({a}({rng.choice((3, 10, 500))}, {value(g, type, 2)}))")


SHAPES: tuple[Callable[[Gen], None], ...] = (
    try_risky, try_risky, try_risky, defers, defers, channels, selects, workers, generic_functions, generic_types, iterators, gotos,
    interfaces, order, order, constants, mapping, strings_shape, recursion,
)  # fmt: skip


def generate(number: int, seed: int) -> str:
    """The declarations of program `number`, whose function is prog<number>."""
    rng = random.Random(f"{seed}/{number}")
    g = Gen(number, rng)
    prepare(g)
    for _ in range(rng.randint(1, 4)):
        if rng.random() < 0.3:
            rng.choice(SHAPES)(g)
        else:
            statement(g, 2)
    rng.choice(SHAPES)(g)
    for var in variables(g, lambda v: printable(v.type)):
        emit(g, f"fmt.Println(\"{var.name}\", {var.name})")
    return "\n\n".join([*g.decls, "\n".join([f"func prog{number}() {{", *g.lines, "}"])]) + "\n"


PRELUDE = '''// Generated by tests/soak/differential.py.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

var _ = cmp.Compare[int]
var _ = strings.Repeat
var _ = strconv.Itoa
var _ sync.Mutex

func sel[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

func ref[T any](x T) *T { return &x }

func at[T any](s []T, i int) (x T) {
	if len(s) > 0 {
		x = s[uint(i)%uint(len(s))]
	}
	return x
}

func part[T any](s []T, low, high int) []T {
	high = min(high, len(s))
	return s[min(low, high):high]
}

func sub[S ~string](s S, low, high int) S {
	high = min(high, len(s))
	return s[min(low, high):high]
}

func cut[S ~string](s S) S { return s[:min(len(s), 60)] }

func fin(x float64) float64 {
	if x > -100 && x < 100 {
		if x < 0 {
			return -x
		}
		return x
	}
	return 7
}

func mapOf[A, B any](s []A, f func(A) B) (out []B) {
	for _, x := range s {
		out = append(out, f(x))
	}
	return out
}

func filterOf[A any](s []A, f func(A) bool) (out []A) {
	for _, x := range s {
		if f(x) {
			out = append(out, x)
		}
	}
	return out
}

func tr[T any](n int, x T) T {
	fmt.Print("<", n, ">")
	return x
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			var re runtime.Error
			if e, ok := r.(error); ok {
				fmt.Println(name, "panics:", e, errors.As(e, &re))
			} else {
				fmt.Printf("%s panics: %v %T\\n", name, r, r)
			}
		}
	}()
	f()
}

'''


def batch(programs: dict[int, str]) -> str:
    """One Go file that runs the programs in turn, from the one whose place is its argument."""
    table = "".join(f"\t{{{number}, prog{number}}},\n" for number in programs)
    main = (
        f"var programs = []struct {{\n\tnumber int\n\trun    func()\n}}{{\n{table}}}\n\nfunc main() {{\n\tfirst := 0\n\tif len(os.Args) > 1 {{\n\t\tfirst, _ = strconv.Atoi(os.Args[1])\n\t}}\n"
        "\tfor _, p := range programs[first:] {\n\t\tfmt.Println(\"== program\", p.number)\n\t\ttry(\"program\", p.run)\n\t}\n}\n"
    )
    return PRELUDE + "\n".join(programs.values()) + "\n" + main
