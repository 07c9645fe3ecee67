"""Memory that callers lend: an object that a function makes for its caller may stand in the caller's frame.

    func NewReader(s string) *Reader { return &Reader{s, 0} }

    r := NewReader("x")         // nobody keeps r: the Reader is in the frame here

gc gets there by inlining NewReader before it looks at what escapes. rt0 leaves inlining to LLVM, which comes too late for that. So a
function whose results alone have the address of something that it makes is compiled a second time, as `f·l`, with a parameter for
each such object: memory of the caller's, or nil, and then it is made on the heap as ever. A call asks for `f·l` when the caller's own
analysis, in which the call stands for these objects, says that one of them does not outlive the frame. A function that hands such an
object on to its caller hands on its own caller's memory.

Why that is right. The address of such an object leaves the function by its results and by nothing else (escape._find_lendable), at most
one such object is made a call, and each has memory of its own. So what the caller's analysis says of the results' flow holds for the
object. It says so for each call: in a loop, what outlives the iteration is on the heap. What the object holds was taken for kept on
the heap when the function was analysed, and stays so. Stacks do not move, and the collector scans frames conservatively, so an object
with pointers needs nothing there but to be zeroed, each time. The function itself cannot be on another stack than its caller: go and
defer statements, func values and interfaces call the plain f.

Only functions that gc would inline (inlining.py) are compiled so: the notes of -m tell the same, a second copy of small functions
costs little, and what is marked go:noinline makes its objects on the heap, on which tests rely.

Read next: flowcalls.callee_holes, calls.call_target.
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.lower.escape import Escapes, Graph, Lent, Made
from rt0.lower.fn import Fn, clear, new_object
from rt0.lower.inlining import inline_cost
from rt0.lower.program import Prog
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.objects import Func, Var

SUFFIX = "·l"
"""What the second copy's symbol ends in."""


def may_be_lent(prog: Prog, f: Func) -> bool:
    """Whether calls of f may lend it memory."""
    options = prog.options
    return not (options.no_inline or options.no_optimize) and inline_cost(prog, f) is not None


def number(g: Graph, found: Escapes) -> None:
    """Note in a function's escapes what callers may lend memory for, in the order of the graph. Bodies of loops over functions have
    names that there can be only one of: such a function is not compiled twice."""
    if found.over_functions:
        return
    for loc in g.locs:
        what = loc.var or loc.node
        if loc in g.lendable and loc.room is not None and what is not None:
            found.lendable[what] = len(found.lent)
            found.lent.append(Lent(tuple(g.lendable[loc]), *loc.room))


def operands(fn: Fn, e: ast.Call) -> list[str]:
    """What a call hands to `f·l`: an address in the frame or what fn was lent itself, "null" where the object has to be on the heap.
    Empty when the plain f will do."""
    found = fn.escapes
    if found is None or e not in found.calls:
        return []
    out = []
    for i, lent in enumerate(found.calls[e]):
        if (e, i) in found.stack_nodes:
            out.append(fn.f.alloca(f"[{lent.size} x i8]", lent.align, "lent"))
        else:
            out.append(fn.lent.get((e, i), "null"))
    return [] if all(p == "null" for p in out) else out


def memory(fn: Fn, what: Var | Made, t: T.Type) -> str:
    """A zeroed object of type t that outlives fn's frame: where the caller wants it, or on the heap."""
    lay = fn.lay(t)
    return or_else(fn, what, lay.size, lay.align, lambda: new_object(fn, t))


def or_else(fn: Fn, what: Var | Made, size: int, align: int, make: Callable[[], str], fits: str = "true") -> str:
    """Memory that was lent for `what`, zeroed, if there is some and the i1 `fits` holds; else what `make` gives in one block."""
    lent = fn.lent.get(what)
    if lent is None:
        return make()
    given, heap, done = fn.block("given"), fn.block("heap"), fn.block("made")
    some = fn.val(f"icmp ne ptr {lent}, null")
    fn.f.cond_br(some if fits == "true" else fn.val(f"and i1 {some}, {fits}"), given, heap)
    fn.place(given)
    clear(fn, size, align, lent)
    fn.f.br(done)
    fn.place(heap)
    made = make()
    fn.f.br(done)
    fn.place(done)
    p = fn.f.phi("ptr", [(lent, given), (made, heap)])
    fn.checked.add(p)
    return p
