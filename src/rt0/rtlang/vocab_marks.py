"""What a runtime module says about its functions and variables: decorators, static, tables, slots, flags, assembly.

Nothing here compiles. Decorators only record (on the function, under `__rt_marks__`); the compiler reads and checks.
Module-level declarations make small objects that keep their place in the source, so that problems can point there.

Invariants: importing a runtime module has no effect outside of the module, but for `asm_module` (recorded by module
name, replaced when the module is imported anew) and `fills` (recorded on the slot).

Where to read next: docs/rtlang.md sections 2, 6 and 7; compile/collect.py, which reads what is recorded.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from rt0.base.records import dataclass, field
from rt0.rtlang.vocab_types import Array, Fn, RtlangTypeError, Struct, Type, array_of, declare_struct, resolve

F = TypeVar("F", bound=Callable[..., Any])

GROUPS = ("boot", "m", "p", "g", "heap", "stack", "gc", "sched", "lang")
"""The groups of rows of the walk."""


@dataclass(slots=True)
class Row:
    """What `@row` recorded: the group and the expressions shown at entry and return."""

    group: str
    enter: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    name: str = ""
    came: tuple[Callable[..., Any], ...] = ()
    came_if: str = ""
    section: tuple[int, ...] = ()


@dataclass(slots=True)
class Marks:
    """The decorators of one function."""

    flags: set[str] = field(default_factory=set)
    """Names of plain decorators: nosplit, systemstack, noinline, ..."""
    export: str = ""
    row: Row | None = None
    fills: list[Slot] = field(default_factory=list)


def marks_of(f: Any) -> Marks:
    """The marks of `f`, made empty at first asking."""
    marks = getattr(f, "__rt_marks__", None)
    if marks is None:
        marks = Marks()
        f.__rt_marks__ = marks
    return marks


def _flag(name: str, doc: str) -> Callable[[F], F]:
    def mark(f: F) -> F:
        marks_of(f).flags.add(name)
        return f

    mark.__name__ = name
    mark.__doc__ = doc
    return mark


nosplit = _flag("nosplit", "No stack check is emitted; the chain of such calls must fit the guard.")
systemstack_only = _flag("systemstack", "Runs on g0 or gsignal only; checked over the call graph.")
nowritebarrier = _flag("nowritebarrier", "The function itself calls nothing marked @writebarrier.")
nowritebarrierrec = _flag("nowritebarrierrec", "Nothing that the function reaches is marked @writebarrier.")
yeswritebarrierrec = _flag("yeswritebarrierrec", "Stops the recursion of @nowritebarrierrec.")
writebarrier = _flag("writebarrier", "The function is a write barrier.")
noinline = _flag("noinline", "Never inlined.")
inline = _flag("inline", "Always inlined.")
cold = _flag("cold", "Seldom called: callers keep it off the hot path.")
noreturn = _flag("noreturn", "Never returns.")
returns_twice = _flag("returns_twice", "An assembly function that returns twice, as setjmp does.")
asm_func = _flag("asm_func", "Declared here, its body is in module assembly.")
cabi = _flag("cabi", "C's convention and no g: for entry points that C or the kernel calls.")
comptime = _flag("comptime", "Ordinary Python: called at import, or at compile time with constants.")


def export(name: str) -> Callable[[F], F]:
    """Give the function the symbol `name` instead of `runtime.NAME`."""

    def mark(f: F) -> F:
        marks_of(f).export = name
        return f

    return mark


def row(
    group: str,
    enter: Sequence[str] = (),
    leave: Sequence[str] = (),
    *,
    name: str = "",
    came: Sequence[Callable[..., Any]] = (),
    came_if: str = "",
    section: int | tuple[int, ...] = (),
) -> Callable[[F], F]:
    """The function is a row of the walk; `enter` and `leave` are up to four expressions each, as text.

    An expression may have a label of its own before it: "p: pp.id".
    `name` is shown in place of the function's own. `came` are assembly functions with a row that lead into this one
    and run in no other way (when `came_if` holds, if it is given): their entries are recorded before this one's.
    `section` are the sections of go-program-execution.txt that tell of the function.
    """
    if group not in GROUPS:
        raise RtlangTypeError(f"row: found group {group!r}, expected one of {', '.join(GROUPS)}")
    if isinstance(enter, str) or isinstance(leave, str):
        raise RtlangTypeError('row: enter and leave are tuples of texts: enter=("gp.goid",)')
    if len(enter) > 4 or len(leave) > 4:
        raise RtlangTypeError("row: at most four values at entry and four at return")

    sections = (section,) if isinstance(section, int) else section

    def mark(f: F) -> F:
        marks_of(f).row = Row(group, tuple(enter), tuple(leave), name, tuple(came), came_if, sections)
        return f

    return mark


class SystemStack:
    """`systemstack`: as a decorator the mark, in a body `systemstack(f, a, b)` the switch to g0."""

    def __call__(self, f: F, *args: Any) -> F:
        if args:
            raise RtlangTypeError("systemstack(f, a...) runs in compiled bodies only")
        return systemstack_only(f)


systemstack = SystemStack()


def struct(cls: type | None = None, *, align: int = 0) -> Any:
    """Declare a struct: `@struct` or `@struct(align=64)` over a class with annotated fields and methods."""
    if cls is not None:
        return declare_struct(cls)

    def mark(c: type) -> Struct:
        return declare_struct(c, align)

    return mark


def method_of(target: Any) -> Callable[[F], F]:
    """Make a module-level function a method of the struct `target`, which an earlier module declares.

    For a struct whose methods are many or belong to several layers: `@method_of(mspan)` over `def sweep(self, ...)` in
    gc/sweep.py is called `s.sweep(...)` and has the symbol `runtime.(*mspan).sweep`, as if it stood in the class.
    """
    if not isinstance(target, Struct):
        raise RtlangTypeError(f"method_of: found {target!r}, expected a struct")

    def mark(f: F) -> F:
        name = f.__name__
        old = target.methods.get(name)
        if old is not None and old.__module__ != f.__module__:
            raise RtlangTypeError(f"method_of: {target.name}.{name} is already declared in {old.__module__}")
        f.__rt_struct__ = target  # type: ignore[attr-defined]
        f.__qualname__ = f"{target.name}.{name}"
        target.methods[name] = f
        return f

    return mark


def notinheap(thing: Any) -> Any:
    """Mark a struct whose values never live in the collected heap. Above or below `@struct`."""
    if isinstance(thing, Struct):
        thing.notinheap = True
    else:
        thing.__rt_notinheap__ = True
    return thing


class _Missing:
    pass


MISSING = _Missing()


@dataclass(slots=True, eq=False)
class Static:
    """A module variable. The compiler gives it its name, type (from the module's annotation) and module."""

    initial: Any
    align: int
    line: int
    name: str = ""
    module: str = ""


def static(initial: Any = MISSING, *, align: int = 0) -> Any:
    """A module variable: `mheap_: mheap = static()` is zero, `x: u32 = static(5)` is not."""
    frame = sys._getframe(1)
    return Static(initial, align, frame.f_lineno, module=frame.f_globals.get("__name__", "?"))


@dataclass(slots=True, eq=False)
class ConstArray:
    """A read-only table. At import it is indexed and iterated as a tuple."""

    type: Array
    values: tuple[Any, ...]
    line: int
    module: str
    name: str = ""

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: Any) -> Any:
        return self.values[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)


def const_array(elem: Any, values: Sequence[Any]) -> Any:
    """A table of `elem` in read-only data; values are numbers, texts, struct values or functions."""
    frame = sys._getframe(1)
    module = frame.f_globals.get("__name__", "?")
    t = resolve(elem, module, "const_array")
    return ConstArray(array_of(t, len(values)), tuple(values), frame.f_lineno, module)


@dataclass(slots=True, eq=False)
class BuildFlag:
    """A constant that whoever compiles the runtime chooses. It has no truth value at import, on purpose."""

    name: str
    default: Any

    def __bool__(self) -> bool:
        raise RtlangTypeError(f"build flag {self.name} is known when the runtime is compiled, not at import")


def build_flag(name: str, default: Any = False) -> Any:
    """A compile-time constant chosen at compilation, `default` unless said."""
    return BuildFlag(name, default)


@dataclass(slots=True, eq=False)
class Slot:
    """A call that goes up: declared in a lower layer, filled by at most one function above."""

    type: Fn
    line: int
    module: str
    filler: Callable[..., Any] | None = None


def slot(type: Any) -> Any:
    """Declare a slot of type `fn[...]`."""
    frame = sys._getframe(1)
    module = frame.f_globals.get("__name__", "?")
    t = resolve(type, module, "slot")
    if not isinstance(t, Fn):
        raise RtlangTypeError(f"slot: found {t}, expected fn[[...], R]")
    return Slot(t, frame.f_lineno, module)


def fills(target: Any) -> Callable[[F], F]:
    """The function answers calls through the slot."""
    if not isinstance(target, Slot):
        raise RtlangTypeError(f"fills: found {target!r}, expected a slot(...)")

    def mark(f: F) -> F:
        old = target.filler
        if old is not None and (old.__module__, old.__qualname__) != (f.__module__, f.__qualname__):
            raise RtlangTypeError(f"slot already filled by {old.__qualname__} of {old.__module__}")
        target.filler = f
        marks_of(f).fills.append(target)
        return f

    return mark


@dataclass(frozen=True, slots=True)
class GRegister:
    """What `getg = g_register(g)` makes; `getg()` in a body is the hidden g."""

    type: Struct

    def __call__(self) -> Any:
        raise RtlangTypeError("getg() runs in compiled bodies only")


def g_register(g: Any) -> Any:
    """Register the struct that the hidden parameter points to. Once, in core/runtime2.py."""
    if not isinstance(g, Struct):
        raise RtlangTypeError(f"g_register: found {g!r}, expected the struct g")
    return GRegister(g)


assembly: dict[str, list[str]] = {}
"""Module name -> the texts of its asm_module calls, in order."""

_assembly_runs: dict[str, int] = {}


def asm_module(text: str) -> None:
    """Module-level assembly, AT&T syntax. The text is whole: format offsets into it with offsetof."""
    scope = sys._getframe(1).f_globals
    module = scope.get("__name__", "?")
    run = id(scope.get("__spec__", scope))
    if _assembly_runs.get(module) != run:
        _assembly_runs[module] = run
        assembly[module] = []
    assembly[module].append(text)


def is_type(value: Any) -> bool:
    """Whether `value` may stand where a body names a type."""
    return isinstance(value, Type) or value is bool
