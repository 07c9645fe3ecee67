"""The builder of one function, and what a value is.

What it is: `Fn` is the state while one Go function (or closure, or wrapper) is written: the IR function, the checker's
Info of its package, the substitution of type parameters, where each variable lives. The functions here are the words that
all constructs use: loading and storing by leaves, checks with cold blocks, calls of the runtime.

What a value is: a tuple of LLVM operands, one for each leaf of its type (typetab.Layout); of a type with too many leaves
(`Layout.mem`) a tuple of one, the address of memory that holds it and that nobody changes before it is consumed.
A consumer that evaluates other expressions in between copies such memory first.

What a place is: `Place`, where a value stands: SSA operands (a variable that is never assigned), one alloca a
leaf (an ordinary local), or memory (anything whose address matters).

Invariants:
- Cold blocks (panics) are written at the end of the function, each with the position of its check.
- `checked` holds operands known to be non-nil in the current block; placing another block forgets them.
- Every store of a pointer into memory that may be the heap goes through `store` (the place for the write barrier).

Read next: exprs.py, stmts.py (the dispatchers), program.py.
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.abi import symbols
from rt0.abi.ir import Function
from rt0.base.errors import InternalError
from rt0.base.records import dataclass, field
from rt0.base.source import SourceFile
from rt0.lower.escape import Escapes, Made
from rt0.lower.program import Prog
from rt0.lower.typetab import Layout, Subst, TypeTab
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import Info
from rt0.types.objects import Var

V = tuple[str, ...]
G = "ptr swiftself %g"

SSA, LEAVES, MEM = range(3)

ATTRIBUTES = 'nounwind "frame-pointer"="non-leaf" "split-stack"'
NO_TAIL_CALLS = '"disable-tail-calls"="true"'
"""Go's frames all stand: tracebacks show them, endless recursion overflows, and recover looks at its caller's frame.
Only wrappers that pass their parameters on end in a tail call."""
NOTAIL = "notail "
"""On every other call: what is inlined into a wrapper loses its own function's attribute."""


@dataclass(slots=True, frozen=True)
class Place:
    """Where a value stands: kind SSA (`ops` are the operands), LEAVES (an alloca each) or MEM (one address)."""

    kind: int
    ops: V


@dataclass(slots=True, eq=False)
class Fn:
    """The state of the function being written."""

    prog: Prog
    f: Function
    name: str
    info: Info
    subst: Subst | None
    source: SourceFile | None
    results: list[T.Type] = field(default_factory=list)
    env: dict[Var, Place] = field(default_factory=dict)
    big_results: list[str] = field(default_factory=list)  # addresses the caller gave, one a mem result
    result_places: list[Place] | None = None  # of named results, or of all results in a function with defer
    escapes: Escapes | None = None
    lent: dict[Var | Made, str] = field(default_factory=dict)  # addresses that the caller gave, or null: see lending.py
    shown: dict[Var, str] = field(default_factory=dict)  # words of the frame that tell debuggers where variables are: debugvars.py
    panicbuf: str = ""
    return_label: str = ""
    ctx: str = ""
    targets: dict[ast.Node, tuple[str, str]] = field(default_factory=dict)  # statement -> break, continue labels
    labels: dict[str, str] = field(default_factory=dict)  # Go label -> block, for goto
    fallthrough: str = ""
    line: int = 0
    cold: list[tuple[str, int, Callable[[], None]]] = field(default_factory=list)
    nil_blocks: dict[tuple[int, int], str] = field(default_factory=dict)  # line and offset -> label
    checked: set[str] = field(default_factory=set)
    volatile: set[str] = field(default_factory=set)  # addresses whose every store counts: see funcs.py
    early: dict[ast.Expr, V] = field(default_factory=dict)  # values of the statement under way, see order.py
    given: set[ast.Expr] = field(default_factory=set)  # conversions string(b) that may take b's bytes, see given.py
    alone: dict[Var, bool] = field(default_factory=dict)  # what given.py has found out
    body: ast.BlockStmt | None = None  # of a function or function literal
    in_range: set[ast.Node] | None = None  # index and slice expressions without a check, once prove.py was asked
    literal: bool = False  # a function literal, or in one (bodies of loops over functions are not)
    calls: int = 0
    closures: int = 0
    ranges: int = 0
    wraps: int = 0
    defer_loop: int = 0
    recovers: bool = False
    range_body: object = None  # rangefunc.RangeBody of the body of a loop over a function

    @property
    def tab(self) -> TypeTab:
        """The program's table of types."""
        return self.prog.tab

    def typ(self, e: ast.Expr) -> T.Type:
        """The canonical type of a checked expression."""
        return self.prog.tab.canon(self.info.type_of(e), self.subst)

    def canon(self, t: T.Type) -> T.Type:
        """The canonical form of a type of the checker, as seen in this function."""
        return self.prog.tab.canon(t, self.subst)

    def lay(self, t: T.Type) -> Layout:
        """The layout of a canonical type."""
        return self.prog.tab.layout(t)

    def at(self, pos: int) -> None:
        """Set the line of what follows."""
        if self.source is not None:
            self.line = self.source.shown_line(pos)
            self.f.at(self.line)

    # The emitter's words, with `checked` kept right.

    def emit(self, text: str) -> None:
        """Append an instruction."""
        self.f.emit(text)

    def val(self, text: str) -> str:
        """Append an instruction with a result; its operand."""
        return self.f.value(text)

    def block(self, hint: str = "b") -> str:
        """A fresh label."""
        return self.f.block(hint)

    def place(self, label: str) -> None:
        """Begin a block."""
        self.f.place(label)
        self.checked.clear()

    def br(self, label: str) -> None:
        """Jump, unless the block has ended already."""
        if self.f.open:
            self.f.br(label)

    def revive(self) -> None:
        """After a return or break: open a block for the dead code that follows, which LLVM deletes."""
        if not self.f.open:
            self.place(self.block("dead"))


# ---- memory ---------------------------------------------------------------------------------------------------------


def gep(fn: Fn, base: str, offset: int) -> str:
    """The address `offset` bytes after base, inside the same object."""
    if offset == 0:
        return base
    return fn.val(f"getelementptr inbounds i8, ptr {base}, i64 {offset}")


def load_leaf(fn: Fn, ll: str, address: str) -> str:
    """Load one leaf; Go's bool is a byte in memory."""
    if ll == "i1":
        byte = fn.val(f"load i8, ptr {address}, !range {fn.prog.module.metadata('!{i8 0, i8 2}')}")
        return fn.val(f"trunc i8 {byte} to i1")
    return fn.val(f"load {ll}, ptr {address}")


def store_leaf(fn: Fn, ll: str, value: str, address: str) -> None:
    """Store one leaf. All pointer stores end here: the place for the write barrier."""
    if ll == "i1":
        value = {"true": "1", "false": "0"}.get(value) or fn.val(f"zext i1 {value} to i8")
        ll = "i8"
    fn.emit(f"store {'volatile ' if address in fn.volatile else ''}{ll} {value}, ptr {address}")


def load(fn: Fn, t: T.Type, address: str) -> V:
    """The value of type t at an address. A mem value is the address itself."""
    lay = fn.lay(t)
    if lay.mem:
        return (address,)
    return tuple([load_leaf(fn, ll, gep(fn, address, off)) for ll, off in lay.leaves])


def store(fn: Fn, t: T.Type, value: V, address: str) -> None:
    """Store a value of type t."""
    lay = fn.lay(t)
    if lay.mem:
        copy(fn, t, value[0], address)
        return
    for (ll, off), v in zip(lay.leaves, value):
        store_leaf(fn, ll, v, gep(fn, address, off))


def copy(fn: Fn, t: T.Type, source: str, target: str) -> None:
    """Copy a value of type t between two addresses. Arrays may overlap: slices converted to array pointers do."""
    lay = fn.lay(t)
    if source == target or lay.size == 0:
        return
    if source == "null":
        clear(fn, lay.size, lay.align, target)
        return
    name = "llvm.memmove.p0.p0.i64" if type(fn.tab.under(t)) is T.Array else "llvm.memcpy.p0.p0.i64"
    fn.prog.module.declare(name, "void", "ptr, ptr, i64, i1")
    fn.emit(f"call void @{name}(ptr align {lay.align} {target}, ptr align {lay.align} {source}, "
            f"i64 {lay.size}, i1 false)")  # fmt: skip


def clear(fn: Fn, size: int | str, align: int, target: str) -> None:
    """Zero bytes of memory."""
    fn.prog.module.declare("llvm.memset.p0.i64", "void", "ptr, i8, i64, i1")
    fn.emit(f"call void @llvm.memset.p0.i64(ptr align {align} {target}, i8 0, i64 {size}, i1 false)")


def zero_leaf(ll: str) -> str:
    """The zero of a leaf."""
    return {"ptr": "null", "i1": "false", "float": "0.0", "double": "0.0"}.get(ll, "0")


def zero(fn: Fn, t: T.Type) -> V:
    """The zero value of type t. Of a mem type it is the address "null", which `copy` and `store` take as zeroes."""
    lay = fn.lay(t)
    if lay.mem:
        return ("null",)
    return tuple([zero_leaf(ll) for ll, _ in lay.leaves])


def temp(fn: Fn, t: T.Type, name: str = "") -> str:
    """The address of fresh memory in the frame, not zeroed."""
    lay = fn.lay(t)
    return fn.f.alloca(lay.slot, lay.align, name)


def spill(fn: Fn, t: T.Type, value: V) -> str:
    """The address of memory that holds the value: its own for mem values (zero included), a fresh copy for others."""
    if fn.lay(t).mem and value[0] != "null":
        return value[0]
    address = temp(fn, t)
    store(fn, t, value, address)
    return address


def private(fn: Fn, t: T.Type, value: V) -> V:
    """The value, of a mem type in memory of its own, so that later stores to variables do not change it."""
    if not fn.lay(t).mem:
        return value
    address = temp(fn, t)
    copy(fn, t, value[0], address)
    return (address,)


def load_place(fn: Fn, t: T.Type, place: Place) -> V:
    """The value that stands in a place."""
    if place.kind == SSA:
        return place.ops
    if place.kind == MEM:
        return load(fn, t, place.ops[0])
    return tuple([load_leaf(fn, ll, p) for (ll, _), p in zip(fn.lay(t).leaves, place.ops)])


def store_place(fn: Fn, t: T.Type, value: V, place: Place) -> None:
    """Assign a value to a place."""
    if place.kind == MEM:
        store(fn, t, value, place.ops[0])
    elif place.kind == LEAVES:
        for (ll, _), v, p in zip(fn.lay(t).leaves, value, place.ops):
            store_leaf(fn, ll, v, p)
    else:
        raise InternalError(f"{fn.name}: assignment to a variable that was thought constant")


def place_address(fn: Fn, t: T.Type, place: Place) -> str:
    """The address of a place; a place that is not in memory is copied into the frame."""
    if place.kind == MEM:
        return place.ops[0]
    return spill(fn, t, load_place(fn, t, place))


# ---- checks and control ---------------------------------------------------------------------------------------------


def cold_block(fn: Fn, hint: str, write: Callable[[], None]) -> str:
    """The label of a block written at the end of the function, at the current line, that must not return."""
    label = fn.block(hint)
    fn.cold.append((label, fn.line, write))
    return label


def finish(fn: Fn) -> None:
    """Write the cold blocks and close the definition."""
    while fn.cold:
        label, line, write = fn.cold.pop(0)
        fn.place(label)
        fn.line = line
        if line:
            fn.f.at(line)
        write()
        if fn.f.open:
            fn.f.unreachable()
    fn.f.finish()


def check(fn: Fn, bad: str, hint: str, write: Callable[[], None]) -> None:
    """Go to a cold block when the i1 `bad` holds."""
    if bad == "false":
        return
    label = cold_block(fn, hint, write)
    go_on = fn.block("ok")
    fn.f.cond_br(bad, label, go_on, (1, 2000))
    fn.f.place(go_on)


_PAGE = 4096


def nil_check(fn: Fn, pointer: str, offset: int = 0) -> None:
    """Panic with a nil dereference when pointer is nil. Known non-nil operands are not tested again in a block.

    `offset` is where from the pointer on the access would be, which the panic's text tells; gc has a processor fault within the first
    page, and beyond it tests the pointer itself.
    """
    if pointer in fn.checked or pointer.startswith("@"):
        return
    offset = offset if offset < _PAGE else 0
    label = fn.nil_blocks.get((fn.line, offset))
    if label is None:
        label = cold_block(fn, "nil", lambda: panic(fn, "panicnil", str(offset)))
        fn.nil_blocks[fn.line, offset] = label
    bad = fn.val(f"icmp eq ptr {pointer}, null")
    go_on = fn.block("ok")
    fn.f.cond_br(bad, label, go_on, (1, 2000))
    fn.f.place(go_on)
    fn.checked.add(pointer)


def panic(fn: Fn, name: str, *operands: str) -> None:
    """Call a panic entry of the runtime and end the block."""
    runtime_call(fn, name, *operands)
    fn.f.unreachable()


# ---- calls of the runtime -------------------------------------------------------------------------------------------


def flatten(ll: str) -> list[str]:
    """The leaves of an LLVM type as symbols.py writes it."""
    return [part.strip() for part in ll.strip("{} ").split(",")] if ll.startswith("{") else [ll]


def declare_entry(prog: Prog, name: str) -> tuple[str, str, list[str]]:
    """Declare a runtime entry point: its reference, result type and flattened parameter types."""
    found = prog.entries.get(name)
    if found is None:
        result, params = symbols.ENTRY[name]
        flat = [leaf for p in params for leaf in flatten(p)]
        cold = name in symbols.NORETURN
        # nomerge: two panics of one function stay two, each at its line.
        attributes = "nounwind noreturn cold nomerge" if cold else "nounwind"
        if name == "savepanic":
            attributes = "nounwind returns_twice"
        text = ", ".join([*flat, "ptr swiftself"])
        ref = prog.module.declare("runtime." + name, result, text, "swiftcc", attributes)
        found = prog.entries[name] = (ref, result, flat)
    return found


def runtime_call(fn: Fn, name: str, *operands: str) -> V:
    """Call an entry point with flattened operands; the leaves of its result (none for void)."""
    ref, result, flat = declare_entry(fn.prog, name)
    if len(flat) != len(operands):
        raise InternalError(f"{fn.name}: runtime.{name} wants {len(flat)} operands, got {len(operands)}")
    args = ", ".join([*(f"{ll} {op}" for ll, op in zip(flat, operands)), G])
    twice = " returns_twice" if name == "savepanic" else ""
    if result == "void":
        fn.emit(f"{NOTAIL}call swiftcc void {ref}({args})")
        return ()
    got = fn.val(f"{NOTAIL}call swiftcc {result} {ref}({args})" + (f" {fn.prog.module.attributes('returns_twice')}" if twice else ""))
    return split(fn, result, got)


def split(fn: Fn, ll: str, operand: str) -> V:
    """The leaves of an operand of a (flat) LLVM struct type; of another type the operand itself."""
    if not ll.startswith("{"):
        return (operand,)
    return tuple([fn.val(f"extractvalue {ll} {operand}, {i}") for i in range(len(flatten(ll)))])


def join(fn: Fn, ll: str, leaves: V) -> str:
    """The operand of a flat LLVM struct type made of leaves."""
    if not ll.startswith("{"):
        return leaves[0]
    out = "poison"
    for i, (leaf_ll, v) in enumerate(zip(flatten(ll), leaves)):
        out = fn.val(f"insertvalue {ll} {out}, {leaf_ll} {v}, {i}")
    return out


def phi(fn: Fn, t: T.Type, arms: list[tuple[V, str]]) -> V:
    """Phis of a value of type t over (value, label) arms; to be called first in a block."""
    lay = fn.lay(t)
    lls = ["ptr"] if lay.mem else [ll for ll, _ in lay.leaves]
    return tuple([fn.f.phi(ll, [(v[i], label) for v, label in arms]) for i, ll in enumerate(lls)])


def const_string(fn: Fn, data: bytes) -> V:
    """A string constant."""
    if not data:
        return ("null", "0")
    return (fn.prog.module.constant_bytes(data), str(len(data)))


def variable(prog: Prog, name: str) -> str:
    """The reference of a runtime variable (symbols.VARIABLES)."""
    return prog.module.declare_global("runtime." + name, symbols.VARIABLES[name])


def new_object(fn: Fn, t: T.Type) -> str:
    """A zeroed object of type t on the heap."""
    if fn.lay(t).size == 0:
        return fn.prog.zero_base()
    p = _allocate(fn, t)
    fn.checked.add(p)
    return p


def _allocate(fn: Fn, t: T.Type) -> str:
    """Call the entry that allocates a t: one for its size class where there is one (runtime/mem/mallocsmall.py)."""
    size, words, desc = fn.lay(t).size, fn.tab.pointers(t), fn.prog.descriptor(t)
    slots = symbols.SMALL_SCAN if words else symbols.SMALL_PLAIN
    slot = next((n for n in slots if size <= n), 0)
    if not slot or not words and size < slots[0]:
        return runtime_call(fn, "newobject", desc)[0]
    if words:
        return runtime_call(fn, f"newscan{slot}", desc, str(sum(1 << w for w in words)))[0]
    return runtime_call(fn, f"newplain{slot}", desc)[0]

