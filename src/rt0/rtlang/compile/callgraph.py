"""Checks of the decorators over the call graph: what Go's toolchain does for //go:nosplit and friends.

- @systemstack may be called by @systemstack, @cabi and assembly functions only (others go through systemstack/mcall).
- @nowritebarrier: no direct call of a @writebarrier function; @nowritebarrierrec: none reached, up to functions
  marked @yeswritebarrierrec.
- @nosplit: along any chain of @nosplit functions the estimated frames fit the guard.

Frames are estimated from the typed tree: what the function keeps in memory for sure, and a fixed part for saved
registers. Measured on the runtime's own object at -O1 and -O2 the longest chain is about two thirds of its estimate; at
-O0, where every temporary has a slot, frames are several times larger and the runtime does not fit: it is compiled
optimised always. Calls through pointers are not followed (as in Go).
"""

from __future__ import annotations

from rt0.rtlang.compile.program import Program
from rt0.rtlang.compile.tree import Instance
from rt0.rtlang.vocab_types import Array, Struct

SAVED = 64
"""Bytes of a frame beside its locals: return address, frame pointer, callee-saved registers, alignment."""


REGISTERS = 8
"""Scalar locals that are taken to live in registers; each further one counts as a spilled word."""


def check_callgraph(program: Program, nosplit_limit: int) -> None:
    """Record a problem for each violation."""
    instances = [i for i in program.instances.values() if i.checked]
    for instance in instances:
        _check_systemstack(program, instance)
        flags = instance.func.marks.flags
        if "nowritebarrier" in flags:
            _check_direct_barrier(program, instance)
        if "nowritebarrierrec" in flags:
            _check_reached_barrier(program, instance)
    _check_nosplit(program, instances, nosplit_limit)


def _check_systemstack(program: Program, instance: Instance) -> None:
    if instance.func.marks.flags & {"systemstack", "cabi", "asm_func"}:
        return
    for site in instance.calls:
        if site.kind == "call" and "systemstack" in site.callee.func.marks.flags:
            name = site.callee.func.name
            program.problem(
                instance.func.file,
                site.line,
                "RT030",
                f"{instance.func.name}: found call of @systemstack function {name}, expected systemstack({name}, ...) "
                "or @systemstack on the caller",
            )


def _check_direct_barrier(program: Program, instance: Instance) -> None:
    for site in instance.calls:
        if "writebarrier" in site.callee.func.marks.flags:
            program.problem(
                instance.func.file,
                site.line,
                "RT031",
                f"@nowritebarrier {instance.func.name}: found call of write barrier {site.callee.func.name}, "
                "expected none",
            )


def _check_reached_barrier(program: Program, start: Instance) -> None:
    came: dict[Instance, tuple[Instance, int] | None] = {start: None}
    queue = [start]
    for instance in queue:
        for site in instance.calls:
            callee = site.callee
            if callee in came or "yeswritebarrierrec" in callee.func.marks.flags:
                continue
            came[callee] = (instance, site.line)
            if "writebarrier" in callee.func.marks.flags:
                chain = _chain(came, callee)
                first = next(s.line for s in start.calls if s.callee is chain[1])
                names = " -> ".join(i.func.name for i in chain)
                program.problem(
                    start.func.file,
                    first,
                    "RT032",
                    f"@nowritebarrierrec {start.func.name}: found write barrier reached by {names}, expected none",
                )
            else:
                queue.append(callee)


def _chain(came: dict[Instance, tuple[Instance, int] | None], end: Instance) -> list[Instance]:
    chain = [end]
    step = came[end]
    while step is not None:
        chain.append(step[0])
        step = came[step[0]]
    return chain[::-1]


def frame_estimate(instance: Instance) -> int:
    """Bytes that a frame of the function takes, about."""
    if "asm_func" in instance.func.marks.flags:
        return 16
    total = SAVED
    scalars = 0
    for v in (*instance.params, *instance.locals):
        if isinstance(v.type, (Array, Struct)):
            total += -(-v.type.size // 8) * 8
        else:
            scalars += 1
    return total + 8 * max(0, scalars - REGISTERS)


def _check_nosplit(program: Program, instances: list[Instance], limit: int) -> None:
    """Longest chains by depth-first search; a cycle of @nosplit functions has no bound and is refused."""
    need: dict[Instance, int] = {}
    via: dict[Instance, Instance | None] = {}
    open_: set[Instance] = set()
    reported: set[Instance] = set()

    def nosplit(i: Instance) -> bool:
        return "nosplit" in i.func.marks.flags

    def visit(instance: Instance) -> int:
        known = need.get(instance)
        if known is not None:
            return known
        if instance in open_:
            if instance not in reported:
                reported.add(instance)
                program.problem(
                    instance.func.file,
                    instance.func.node.lineno,
                    "RT033",
                    f"@nosplit {instance.func.name}: found recursion of @nosplit functions, expected a chain that ends",
                )
            return 0
        open_.add(instance)
        deepest, next_ = 0, None
        for site in instance.calls:
            if site.kind != "call" or not nosplit(site.callee):
                continue
            below = visit(site.callee)
            if below > deepest:
                deepest, next_ = below, site.callee
        open_.discard(instance)
        via[instance] = next_
        need[instance] = frame_estimate(instance) + deepest
        return need[instance]

    called = {s.callee for i in instances if nosplit(i) for s in i.calls}
    for instance in instances:
        if nosplit(instance) and "systemstack" not in instance.func.marks.flags and visit(instance) > limit:
            if instance in called:
                continue  # the caller's chain is longer and reported
            names = []
            step: Instance | None = instance
            while step is not None:
                names.append(f"{step.func.name} ({frame_estimate(step)})")
                step = via.get(step)
            program.problem(
                instance.func.file,
                instance.func.node.lineno,
                "RT033",
                f"@nosplit {instance.func.name}: found a chain of {need[instance]} bytes ({' -> '.join(names)}), "
                f"expected at most {limit}",
            )
