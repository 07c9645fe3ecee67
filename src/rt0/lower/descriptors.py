"""Type descriptors (docs/abi.md): written at the end, when it is known which interfaces and methods the program uses.

A method stands in a type's table when some interface type of the program has a method of that name; its code is there only when
a method of that name is called through an interface. A program that uses package reflect has all exported methods in its tables, and
their code as soon as it may ask reflect for a method (`_reflection`). Writing descriptors asks for more code, which asks for more
descriptors: `finish` goes on until nothing new is asked for.

Blocks that lower makes up itself (closures, map buckets) have descriptors of size and pointers only.
"""

from __future__ import annotations

from collections.abc import Iterable

from rt0.abi import layouts as L
from rt0.abi.ir import symbol
from rt0.lower import compare, ifaces, names
from rt0.lower.fn import finish as finish_fn
from rt0.lower.funcs import METHOD_MARK, begin
from rt0.lower.methods import find, in_method_set, method_names
from rt0.lower.program import Prog
from rt0.types import types as T
from rt0.types.objects import exported

_KINDS = {
    T.BOOL: "bool", T.INT: "int", T.INT8: "int8", T.INT16: "int16", T.INT32: "int32", T.INT64: "int64",
    T.UINT: "uint", T.UINT8: "uint8", T.UINT16: "uint16", T.UINT32: "uint32", T.UINT64: "uint64",
    T.UINTPTR: "uintptr", T.FLOAT32: "float32", T.FLOAT64: "float64", T.COMPLEX64: "complex64",
    T.COMPLEX128: "complex128", T.STRING: "string", T.UNSAFE_POINTER: "unsafe.Pointer",
}  # fmt: skip

_CLASSES = {
    T.Array: "array", T.Chan: "chan", T.Signature: "func", T.Interface: "interface", T.Map: "map",
    T.Pointer: "pointer", T.Slice: "slice", T.Struct: "struct",
}  # fmt: skip

_DIRS = {T.SEND_RECV: L.CHAN_BOTH, T.SEND_ONLY: L.CHAN_SEND, T.RECV_ONLY: L.CHAN_RECV}

TYPES = "go:main.types"
"""The function without body through which package reflect reaches the table of types."""

Init = tuple[str, str]  # LLVM type, initialiser


def finish(prog: Prog) -> None:
    """Write all descriptors that were asked for, and whatever they ask for in turn."""
    seen: dict[T.Type, None] = {}
    todo: list[T.Type] = []
    while True:
        prog.drain()
        todo = [t for t in prog.described if t not in seen]
        if todo:
            for t in todo:
                seen[t] = None
                _touch(prog, t)
            continue
        before = (len(prog.described), len(prog.requested))
        for t in list(seen):
            _method_table(prog, t)
            if (prog.imports is not None or _reflection(prog)[0]) and _has_methods(prog, t):
                prog.descriptor(prog.tab.pointer(t))  # reflect.New(t) has the methods of *t
        prog.drain()
        if (len(prog.described), len(prog.requested)) == before:
            break
    for t in seen:
        _write(prog, t)
    _type_table(prog, seen)
    prog.drain()


def _has_methods(prog: Prog, t: T.Type) -> bool:
    """Whether t is a type with methods, or a struct type without a name that has those of what it embeds."""
    if type(t) is T.Struct:
        return t not in prog.shapes and any(f.embedded for f in t.fields) and bool(method_names(prog, t))
    return type(t) is T.Named and type(prog.tab.under(t)) is not T.Interface and bool(method_names(prog, t))


def _type_table(prog: Prog, seen: Iterable[T.Type]) -> None:
    """`go:main.types`, which returns the address of a count and the descriptors of all composite types without a name: what
    reflect.SliceOf and its kin look into before they make a type. Only for programs that call it. Where packages are compiled
    apart, the linker makes the table (native/link/gotypes.py)."""
    if TYPES not in prog.external:
        return
    table = TYPES + ".table"
    if prog.imports is not None:
        ref = prog.module.declare_global(table, "i64")
    else:
        refs = [prog.descriptor(t) for t in seen if type(t) not in (T.Named, T.Basic) and t not in prog.shapes]
        n = len(refs)
        body = ", ".join(f"ptr {ref}" for ref in refs)
        ref = symbol(table)
        prog.module.define_global(table, f"{{ i64, [{n} x ptr] }}", f"{{ i64 {n}, [{n} x ptr] [{body}] }}", constant=True, align=8)
    fn = begin(prog, TYPES, "ptr", [], attributes="noinline")  # the linker knows by it whether the table is needed
    fn.f.ret("ptr", ref)
    finish_fn(fn)


def _reflection(prog: Prog) -> tuple[bool, bool]:
    """Whether a program that is lowered whole looks at types through reflect, and whether it may ask for methods there by number or
    name (funcs.method_mark)."""
    requested = prog.requested
    return "reflect.(*rtype).NumMethod" in requested, METHOD_MARK in requested


def _touch(prog: Prog, t: T.Type) -> None:
    """Ask for everything that t's descriptor refers to."""
    _body(prog, t)
    compare.eq_func(prog, t)
    compare.hash_func(prog, t)


def _struct_init(fields: list[Init]) -> Init:
    types = ", ".join(ll for ll, _ in fields)
    return f"{{ {types} }}", "{ " + ", ".join(f"{ll} {v}" for ll, v in fields) + " }"


def _string(prog: Prog, text: str) -> Init:
    data = text.encode("utf-8", "surrogateescape")
    p = prog.module.constant_bytes(data) if data else "null"
    return "{ ptr, i64 }", f"{{ ptr {p}, i64 {len(data)} }}"


def _write(prog: Prog, t: T.Type) -> None:
    """Define the descriptor of t."""
    table = _method_table(prog, t)
    tab = prog.tab
    lay = tab.layout(t)
    u = tab.under(t)
    words = tab.pointers(t)
    shape = t in prog.shapes
    kind = L.KIND["struct"] if shape else L.KIND[_KINDS[u.kind] if type(u) is T.Basic else _CLASSES[type(u)]]
    flags = 0
    uncommon = "null"
    if type(t) is T.Named or table:
        flags |= L.TFLAG_UNCOMMON
        uncommon = _uncommon(prog, t, table)
    if type(t) is T.Named or type(t) is T.Basic:
        flags |= L.TFLAG_NAMED
    if not shape and tab.regular_memory(t):
        flags |= L.TFLAG_REGULAR_MEMORY
    if not shape and tab.direct(t):
        flags |= L.TFLAG_DIRECT_IFACE
    pointer = tab.pointer(t) if not shape else None
    head: list[Init] = [
        ("i64", str(lay.size)),
        ("i64", str(words[-1] * 8 + 8 if words else 0)),
        ("i32", str(names.type_hash(t))),
        ("i8", str(flags)), ("i8", str(lay.align)), ("i8", str(lay.align)), ("i8", str(kind)),
        ("ptr", "null" if shape else compare.eq_func(prog, t)),
        ("ptr", "null" if shape else compare.hash_func(prog, t)),
        ("ptr", _gcdata(prog, words)),
        _string(prog, names.text(t) if not shape else "struct"),
        ("ptr", _pointer_to(prog, pointer) if pointer is not None else "null"),
        ("ptr", uncommon),
    ]  # fmt: skip
    ll, init = _struct_init(head + _body(prog, t))
    name = "type:" + names.link(t)
    prog.module.define_global(name, ll, init, constant=True, linkage="linkonce_odr", align=8, section=".rodata." + name)


def _pointer_to(prog: Prog, pointer: T.Type) -> str:
    """The descriptor of *t, if the program has it: known here, or to the linker (native/link/gotypes.py)."""
    found = prog.described.get(pointer) or prog.foreign.get(pointer)
    if found is None:
        found = prog.module.declare_weak("type:" + names.link(pointer)) if prog.imports is not None else "null"
    return found


def _gcdata(prog: Prog, words: tuple[int, ...]) -> str:
    """The bitmap of pointer words, padded to 8 bytes."""
    if not words:
        return "null"
    data = bytearray((words[-1] // 64 + 1) * 8)
    for w in words:
        data[w // 8] |= 1 << (w % 8)
    return prog.module.constant_bytes(bytes(data), align=8)


def _body(prog: Prog, t: T.Type) -> list[Init]:
    """The fields that follow `_type`, by kind."""
    if t in prog.shapes:
        return [_string(prog, ""), ("ptr", "null"), ("i64", "0")]
    u = prog.tab.under(t)
    desc = prog.descriptor
    if type(u) in (T.Pointer, T.Slice):
        return [("ptr", desc(u.base if type(u) is T.Pointer else u.elem))]  # type: ignore[attr-defined]
    if type(u) is T.Array:
        return [("ptr", desc(u.elem)), ("ptr", desc(prog.tab.slice(u.elem))), ("i64", str(u.length))]
    if type(u) is T.Chan:
        return [("ptr", desc(u.elem)), ("i64", str(_DIRS[u.dir]))]
    if type(u) is T.Map:
        return _map_body(prog, u)
    if type(u) is T.Signature:
        ins, outs = [v.type for v in u.params.vars], [v.type for v in u.results.vars]
        refs = ", ".join(f"ptr {desc(x)}" for x in ins + outs)
        array = _table(prog, t, "types", f"[{len(ins) + len(outs)} x ptr]", f"[{refs}]") if refs else "null"
        return [("i32", str(len(ins))), ("i32", str(len(outs))), ("i64", str(int(u.variadic))), ("ptr", array)]
    if type(u) is T.Struct:
        return _struct_body(prog, t, u)
    if type(u) is T.Interface:
        return _interface_body(prog, t, u)
    return []


def _table(prog: Prog, t: T.Type, what: str, ll: str, init: str) -> str:
    """A read-only table that belongs to t's descriptor, defined once."""
    name = f"type:.{what}.{names.link(t)}"
    if not prog.module.has(name):
        prog.module.define_global(name, ll, init, constant=True, linkage="linkonce_odr", align=8, section=".rodata." + name)
    return symbol(name)


def _struct_body(prog: Prog, t: T.Type, u: T.Struct) -> list[Init]:
    offsets = prog.tab.layout(u).offsets
    path = next((f.pkg.path for f in u.fields if f.pkg is not None and not exported(f.name)), "")
    rows = []
    ll = ""
    for i, (f, off) in enumerate(zip(u.fields, offsets)):
        flags = L.FIELD_EMBEDDED * f.embedded | L.FIELD_EXPORTED * exported(f.name)
        tag = u.tags[i] if u.tags else ""
        ll, init = _struct_init([
            _string(prog, f.name), ("ptr", prog.descriptor(f.type)), ("i64", str(off)), _string(prog, tag),
            ("i64", str(flags)),
        ])  # fmt: skip
        rows.append(f"{ll} {init}")
    fields = _table(prog, t, "fields", f"[{len(rows)} x {ll}]", f"[{', '.join(rows)}]") if rows else "null"
    return [_string(prog, path), ("ptr", fields), ("i64", str(len(rows)))]


def _interface_body(prog: Prog, t: T.Type, u: T.Interface) -> list[Init]:
    prog.descriptor(prog.tab.under(t))
    rows = []
    ll = ""
    for m in u.methods:
        path = "" if exported(m.name) or m.pkg is None else m.pkg.path
        ll, init = _struct_init([_string(prog, m.name), _string(prog, path), ("ptr", prog.descriptor(m.type))])
        rows.append(f"{ll} {init}")
    methods = _table(prog, t, "imethods", f"[{len(rows)} x {ll}]", f"[{', '.join(rows)}]") if rows else "null"
    path = t.obj.pkg.path if type(t) is T.Named and t.obj.pkg is not None else ""
    return [_string(prog, path), ("ptr", methods), ("i64", str(len(rows)))]


def _map_body(prog: Prog, u: T.Map) -> list[Init]:
    tab = prog.tab
    word = tab.basic(T.UNSAFE_POINTER)
    big_key = tab.size(u.key) > L.MAP_MAX_KEY_SIZE
    big_elem = tab.size(u.elem) > L.MAP_MAX_ELEM_SIZE
    key, elem = (word if big_key else u.key), (word if big_elem else u.elem)
    n = L.MAP_BUCKET_COUNT
    bucket = tab.struct([
        ("topbits", tab.array(n, tab.basic(T.UINT8))), ("keys", tab.array(n, key)), ("elems", tab.array(n, elem)),
        ("overflow", word),
    ])  # fmt: skip
    prog.shapes.add(bucket)
    flags = L.MAP_INDIRECT_KEY * big_key | L.MAP_INDIRECT_ELEM * big_elem
    flags |= L.MAP_REFLEXIVE_KEY * _reflexive(prog, u.key) | L.MAP_NEED_KEY_UPDATE * _needs_update(prog, u.key)
    flags |= L.MAP_HASH_MIGHT_PANIC * _may_panic(prog, u.key)
    return [
        ("ptr", prog.descriptor(u.key)), ("ptr", prog.descriptor(u.elem)), ("ptr", prog.descriptor(bucket)),
        ("i8", str(tab.size(key))), ("i8", str(tab.size(elem))), ("i16", str(flags)),
        ("i16", str(tab.size(bucket))),
    ]  # fmt: skip


def _parts(prog: Prog, t: T.Type) -> list[T.Type]:
    """The scalar-like types inside arrays and structs."""
    u = prog.tab.under(t)
    if type(u) is T.Array:
        return _parts(prog, u.elem)
    if type(u) is T.Struct:
        return [x for f in u.fields for x in _parts(prog, f.type)]
    return [u]


def _reflexive(prog: Prog, t: T.Type) -> bool:
    """Whether k == k for every k of type t."""
    return not any(
        prog.tab.is_float(x) or prog.tab.is_complex(x) or type(x) is T.Interface for x in _parts(prog, t)
    )


def _needs_update(prog: Prog, t: T.Type) -> bool:
    """Whether equal keys may differ, so that an assignment also stores the key."""
    return any(
        prog.tab.is_float(x) or prog.tab.is_complex(x) or prog.tab.is_string(x) or type(x) is T.Interface
        for x in _parts(prog, t)
    )  # fmt: skip


def _may_panic(prog: Prog, t: T.Type) -> bool:
    return any(type(x) is T.Interface for x in _parts(prog, t))


# ---- methods --------------------------------------------------------------------------------------------------------


def _wanted(prog: Prog) -> set[str]:
    """The method names that interface types of the program have."""
    cached = prog.method_cache.get("wanted")
    n = len(prog.described)
    if cached is None or cached[0] != n:
        found: set[str] = set()
        for t in prog.described:
            u = prog.tab.under(t)
            if type(u) is T.Interface:
                found.update(m.name for m in u.methods)
        cached = prog.method_cache["wanted"] = (n, found)
    return cached[1]


def _method_table(prog: Prog, t: T.Type) -> list[tuple[str, str, T.Type, str]]:
    """(name, package path, signature, code) of t's methods that matter, sorted.

    A method that nothing calls through an interface has no code of its own, but it counts when the runtime looks whether
    t implements an interface: its code is runtime.unreachableMethod."""
    base = t.base if type(t) is T.Pointer else t
    if t in prog.shapes or type(prog.tab.under(base)) is T.Interface:
        return []
    if type(base) is not T.Named and type(base) is not T.Struct:
        return []
    if prog.imports is not None:
        return _whole_table(prog, t)
    wanted = _wanted(prog)
    reflected, linked = _reflection(prog)
    unreachable = prog.module.declare("runtime.unreachableMethod", "void", "ptr swiftself", "swiftcc")
    out = []
    for name, path in method_names(prog, t):
        if name not in wanted and not (reflected and exported(name)):
            continue
        m = find(prog, t, name, path)
        if m is None or not in_method_set(t, m):
            continue
        called = name in prog.called_methods or linked and exported(name)
        code = ifaces.itab_method(prog, t, name, path) if called else unreachable
        sig = ifaces.method_signature(prog, m)
        prog.descriptor(sig)
        out.append((name, path, sig, code))
    return sorted(out, key=lambda row: (row[0].encode(), row[1].encode()))


def _whole_table(prog: Prog, t: T.Type) -> list[tuple[str, str, T.Type, str]]:
    """As _method_table for a package compiled apart: all methods with their code. The linker leaves out what is not reached."""
    out = []
    for name, path in method_names(prog, t):
        m = find(prog, t, name, path)
        if m is not None and in_method_set(t, m):
            sig = ifaces.method_signature(prog, m)
            prog.descriptor(sig)
            out.append((name, path, sig, ifaces.itab_method(prog, t, name, path)))
    return sorted(out, key=lambda row: (row[0].encode(), row[1].encode()))


def _uncommon(prog: Prog, t: T.Type, table: list[tuple[str, str, T.Type, str]]) -> str:
    """The uncommontype of t."""
    name, path = "", ""
    if type(t) is T.Named:
        name = t.obj.name
        path = t.obj.pkg.path if t.obj.pkg is not None else ""
    rows = []
    ll = ""
    for method, pkg_path, sig, code in table:
        ll, init = _struct_init([
            _string(prog, method), _string(prog, pkg_path), ("ptr", prog.descriptor(sig)), ("ptr", code),
            ("ptr", code),
        ])  # fmt: skip
        rows.append(f"{ll} {init}")
    methods = _table(prog, t, "methods", f"[{len(rows)} x {ll}]", f"[{', '.join(rows)}]") if rows else "null"
    if type(t) is T.Named and type(prog.tab.under(t)) is T.Interface:
        methods = prog.descriptor(prog.tab.under(t))  # to which t's itabs belong; it has no methods of its own
    ll, init = _struct_init([_string(prog, name), _string(prog, path), ("ptr", methods), ("i64", str(len(rows)))])
    return _table(prog, t, "uncommon", ll, init)

