"""Variables for a debugger: what a build with `-gcflags -N` tells gdb of where each variable stands, and of its type.

    (gdb) info locals
    ages = 0x7ffff7d2e000
    name = {str = 0x462d7a "gopher", len = 6}

Every variable is in memory then (funcs.in_memory): in the frame, or where a word of the frame points to, for those on the heap and
those of the function around. Each block of the program is a lexical block, so that what is shadowed is told apart.

Types are described as the program's memory has them, in C's terms, which is the language that gdb is told (abi/ir.py says why):
a string is a struct of str and len, a slice of array, len and cap, an interface of tab (_type) and data, a map and a channel are
pointers to a header of which the counts are told. Their names are Go's, in which C's expressions cannot write types.

Source: DWARF 4 sections 3.3 to 3.5 and 5, LLVM's source-level debugging. Called by: funcs.py, closures.py, rangefunc.py, stmts.py,
eval.py, places.py.
"""

from __future__ import annotations

from rt0.abi.ir import metadata_string
from rt0.lower import names
from rt0.lower.fn import Fn
from rt0.lower.program import Prog
from rt0.types import types as T
from rt0.types.objects import Var

_ENCODINGS = {
    T.BOOL: "boolean", T.INT: "signed", T.INT8: "signed", T.INT16: "signed", T.INT32: "signed", T.INT64: "signed",
    T.UINT: "unsigned", T.UINT8: "unsigned", T.UINT16: "unsigned", T.UINT32: "unsigned", T.UINT64: "unsigned", T.UINTPTR: "unsigned",
    T.FLOAT32: "float", T.FLOAT64: "float", T.COMPLEX64: "complex_float", T.COMPLEX128: "complex_float",
}  # fmt: skip

_WORD = 64


def wanted(fn: Fn) -> bool:
    """Whether fn's variables are to be told."""
    return fn.prog.options.no_optimize and bool(fn.f.scope)


def in_frame(fn: Fn, v: Var, t: T.Type, slot: str, number: int = 0) -> None:
    """v, a t, stands in an alloca of fn. `number`: which parameter it is, from 1."""
    if wanted(fn) and v.name not in ("", "_"):
        fn.f.debug_declare(slot, _variable(fn, v, t, number), fn.prog.module.metadata("!DIExpression()"))


def elsewhere(fn: Fn, v: Var, t: T.Type, address: str, number: int = 0) -> None:
    """v, a t, stands at an address that fn knows; from now on, if it has been told of another one before (a variable that is new in each
    iteration)."""
    if not wanted(fn) or v.name in ("", "_"):
        return
    slot = fn.shown.get(v)
    if slot is None:
        slot = fn.shown[v] = fn.f.alloca("ptr", 8, v.name)
        fn.f.debug_declare(slot, _variable(fn, v, t, number), fn.prog.module.metadata("!DIExpression(DW_OP_deref)"))
    fn.emit(f"store ptr {address}, ptr {slot}")


def moved(fn: Fn, v: Var, address: str) -> None:
    """v stands at another address than before."""
    if v in fn.shown:
        fn.emit(f"store ptr {address}, ptr {fn.shown[v]}")


def open_block(fn: Fn, pos: int) -> str:
    """Begin a lexical block; the one around, for `close_block`."""
    outer = fn.f.scope
    if wanted(fn) and fn.source is not None:
        file = fn.prog.debug_file(fn.source)[0]
        line = fn.source.shown_line(pos)
        fn.f.scope = fn.prog.module.distinct(f"!DILexicalBlock(scope: {outer}, file: {file}, line: {line})")
        fn.at(pos)
    return outer


def close_block(fn: Fn, outer: str) -> None:
    """End a lexical block."""
    if fn.f.scope != outer:
        fn.f.scope = outer
        fn.f.at(fn.line)


def settling(fn: Fn) -> None:
    """fn begins. Until it has `settled` its code belongs to no line, so that no breakpoint stops before its parameters can be seen."""
    if wanted(fn):
        fn.f.at(0)


def settled(fn: Fn) -> None:
    """The parameters are in their places: here a breakpoint at the function stops."""
    if wanted(fn):
        fn.f.at(fn.line)
        fn.emit('call void asm sideeffect "nop", ""()')


def of_package(prog: Prog, v: Var, t: T.Type, name: str) -> str:
    """What describes a variable of a package (a DIGlobalVariableExpression), for its definition; "" when that is not wanted. gdb knows it
    by its symbol, like functions: `p 'main.x'`."""
    source = prog.files.file(v.pos)
    if not prog.options.no_optimize or not prog.options.debug or source is None:
        return ""
    file, unit = prog.debug_file(source)
    told = f"scope: {unit}, file: {file}, line: {source.shown_line(v.pos)}, type: {type_node(prog, t)}, isLocal: false, isDefinition: true"
    variable = prog.module.distinct(f"!DIGlobalVariable(name: {metadata_string(name)}, {told})")
    where = prog.module.metadata("!DIExpression()")
    prog.debug_globals.append(prog.module.metadata(f"!DIGlobalVariableExpression(var: {variable}, expr: {where})"))
    return prog.debug_globals[-1]


def finish(prog: Prog) -> None:
    """All packages' variables have been described."""
    if prog.globals_debug:
        prog.module.fill(prog.globals_debug, f"!{{{', '.join(prog.debug_globals)}}}")


def _variable(fn: Fn, v: Var, t: T.Type, number: int) -> str:
    source = fn.source
    assert source is not None
    line = source.shown_line(v.pos) if v.pos else fn.line
    arg = f"arg: {number}, " if number else ""
    file = fn.prog.debug_file(source)[0]
    told = f"scope: {fn.f.scope}, file: {file}, line: {line}, type: {type_node(fn.prog, t)}"
    text = f"!DILocalVariable(name: {metadata_string(v.name)}, {arg}{told})"
    return fn.prog.module.metadata(text)


# ---- types ----------------------------------------------------------------------------------------------------------


def type_node(prog: Prog, t: T.Type) -> str:
    """The reference of what describes a canonical type."""
    found = prog.debug_types.get(t)
    if found is None:
        found = prog.debug_types[t] = prog.module.reserve()
        prog.module.fill(found, _describe(prog, t))
    return found


def _describe(prog: Prog, t: T.Type) -> str:
    tab = prog.tab
    u = tab.under(t)
    name = names.text(t)
    if type(u) is T.Basic and u.kind in _ENCODINGS:
        if t is not u:
            return _typedef(name, type_node(prog, u))
        return f"!DIBasicType(name: {metadata_string(name)}, size: {8 * tab.size(u)}, encoding: DW_ATE_{_ENCODINGS[u.kind]})"
    if tab.is_string(u):
        return _struct(prog, name, 16, [("str", _pointer(prog, _letter(prog)), 0), ("len", _int(prog), 8)])
    if type(u) is T.Slice:
        array = _pointer(prog, type_node(prog, u.elem))
        return _struct(prog, name, 24, [("array", array, 0), ("len", _int(prog), 8), ("cap", _int(prog), 16)])
    if type(u) is T.Interface:
        tab_name = "_type" if tab.is_empty_interface(u) else "tab"
        return _struct(prog, name, 16, [(tab_name, _pointer(prog, "null"), 0), ("data", _pointer(prog, "null"), 8)])
    if type(u) is T.Struct:
        fields = [(f.name, type_node(prog, f.type), offset) for f, offset in zip(u.fields, tab.layout(u).offsets)]
        return _struct(prog, name, tab.size(u), fields)
    if t is not u:
        return _typedef(name, type_node(prog, u))
    if type(u) is T.Array:
        count = prog.module.metadata(f"!{{{prog.module.metadata(f'!DISubrange(count: {u.length})')}}}")
        elem = type_node(prog, u.elem)
        return f"!DICompositeType(tag: DW_TAG_array_type, baseType: {elem}, size: {8 * tab.size(u)}, elements: {count})"
    if type(u) is T.Pointer:
        return _pointer_text(type_node(prog, u.base))
    return _typedef(name, _pointer(prog, _behind(prog, u, name)))


def _behind(prog: Prog, u: T.Type, name: str) -> str:
    """What a map, a channel, a func value or an unsafe.Pointer points to, as far as it is told."""
    if type(u) is T.Map:
        return prog.module.metadata(_struct(prog, f"hash<{name}>", 8, [("count", _int(prog), 0)]))
    if type(u) is T.Chan:
        return prog.module.metadata(_struct(prog, f"hchan<{name}>", 16, [("qcount", _int(prog), 0), ("dataqsiz", _int(prog), 8)]))
    return "null"


def _int(prog: Prog) -> str:
    return type_node(prog, prog.tab.basic(T.INT))


def _letter(prog: Prog) -> str:
    """A byte of text, which gdb shows as such."""
    return prog.module.metadata('!DIBasicType(name: "byte", size: 8, encoding: DW_ATE_unsigned_char)')


def _pointer(prog: Prog, base: str) -> str:
    return prog.module.metadata(_pointer_text(base))


def _pointer_text(base: str) -> str:
    return f"!DIDerivedType(tag: DW_TAG_pointer_type, baseType: {base}, size: {_WORD})"


def _typedef(name: str, base: str) -> str:
    return f"!DIDerivedType(tag: DW_TAG_typedef, name: {metadata_string(name)}, baseType: {base})"


def _struct(prog: Prog, name: str, size: int, fields: list[tuple[str, str, int]]) -> str:
    """A struct of (name, type, byte offset) fields. A field's size is its type's, so it need not be told."""
    members = []
    for field, node, offset in fields:
        text = f"!DIDerivedType(tag: DW_TAG_member, name: {metadata_string(field)}, baseType: {node}, offset: {8 * offset})"
        members.append(prog.module.metadata(text))
    elements = prog.module.metadata(f"!{{{', '.join(members)}}}")
    return f"!DICompositeType(tag: DW_TAG_structure_type, name: {metadata_string(name)}, size: {8 * size}, elements: {elements})"

