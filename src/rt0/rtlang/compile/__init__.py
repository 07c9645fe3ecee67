"""The compiler of rtlang: runtime modules to one module of LLVM IR text.

The way: `program` collects functions from imported modules; `statements`, `expressions`, `calls`, `intrinsics` and
`body` make typed trees of their bodies (`tree`); `callgraph` checks the decorators over what calls what; `emit_*` write
LLVM IR through rt0.abi.ir; `index` tells what came out.

    compiled = compile_modules([heap, sched], {"trace": True}, CompileOptions(debug=True))
    compiled.text, compiled.index

Everything that is refused is raised together as `RtlangError`.
"""

from __future__ import annotations

import re
import types as python_types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rt0.abi.ir import Module
from rt0.base.records import dataclass
from rt0.rtlang.compile.callgraph import check_callgraph
from rt0.rtlang.compile.calls import call
from rt0.rtlang.compile.emit_data import check_data, emit_data
from rt0.rtlang.compile.emit_expr import Emitter, declaration
from rt0.rtlang.compile.emit_stmt import emit_function
from rt0.rtlang.compile.emit_types import Types
from rt0.rtlang.compile.expressions import handle_calls
from rt0.rtlang.compile.index import Index, make_index
from rt0.rtlang.compile.problems import CODES, Problem, Refused, RtlangError
from rt0.rtlang.compile.program import Program, func_of, instance_of, is_runtime_function, load_module
from rt0.rtlang.compile.statements import check_instance
from rt0.rtlang.compile.tree import Instance
from rt0.rtlang.vocab_marks import assembly, marks_of
from rt0.rtlang.vocab_types import Struct

_SYMBOL_IN_ASM = re.compile(r'"?((?:runtime|main|reflect|sync)\.[\w.*()\[\]]+|[A-Za-z_]\w*)"?')

handle_calls(call)


@dataclass(frozen=True, slots=True)
class CompileOptions:
    """How to compile. `debug` keeps asserts and checks slice bounds. `optimized` is only told to debuggers.
    Without `inline` no function is inlined but those marked @inline that are no rows, so that a debugger stops in any of them by name.

    `nosplit_limit` is how many bytes a chain of @nosplit calls may need below the guard: the runtime's _StackLimit,
    what _StackGuard leaves after a frame that is not checked for being small. `sections` gives each
    function a section of its own, so that the linker drops what is not reached.
    """

    debug: bool = False
    optimized: bool = True
    inline: bool = True
    nosplit_limit: int = 672
    sections: bool = True
    name: str = "runtime"


@dataclass(slots=True)
class Compiled:
    """The result: LLVM IR text, the index, and the checked program (for the interpreter and the tests)."""

    text: str
    index: Index
    program: Program
    instances: list[Instance]


def compile_modules(
    modules: Sequence[python_types.ModuleType],
    flags: Mapping[str, Any] | None = None,
    options: CompileOptions | None = None,
    roots: Iterable[Callable[..., Any]] | None = None,
) -> Compiled:
    """Compile runtime modules. Raises RtlangError with all problems.

    `flags` are values of build flags; `trace` also turns on the calls of traceenter and traceleave. `roots` are Python
    functions; with them, only what they, exported functions and assembly reach is compiled; without, everything is.
    """
    options = options or CompileOptions()
    program = check_modules(modules, flags, options, roots)
    emitter = _emitter(program, options)
    instances = [i for i in program.instances.values() if i.checked]
    for symbol, var in program.statics.items():
        emit_data(emitter, symbol, var)
    for instance in instances:
        if "asm_func" in instance.func.marks.flags:
            declaration(emitter, instance)
        else:
            emit_function(emitter, instance)
    for name in program.modules:
        for text in assembly.get(name, ()):
            emitter.module.asm(text)
    return Compiled(emitter.module.render(), make_index(program, instances), program, instances)


def _emitter(program: Program, options: CompileOptions) -> Emitter:
    module = Module(options.name)
    return Emitter(program, module, Types(module), options.optimized, sections=options.sections, inline=options.inline)


def check_modules(
    modules: Sequence[python_types.ModuleType],
    flags: Mapping[str, Any] | None = None,
    options: CompileOptions | None = None,
    roots: Iterable[Callable[..., Any]] | None = None,
) -> Program:
    """The typed trees of everything to compile, all checks done. Raises RtlangError."""
    options = options or CompileOptions()
    values = dict(flags or {})
    program = Program(values, debug=options.debug, trace=bool(values.get("trace", False)))
    for module in modules:
        try:
            load_module(program, module)
        except SyntaxError as error:
            program.problem(module.__file__ or "?", error.lineno or 1, "RT001", f"found {error.msg}")
    for py in _roots(modules, roots):
        _queue(program, py)
    checked_data = 0
    while program.queue or checked_data < len(program.statics):
        while program.queue:
            check_instance(program, program.queue.pop())
        pending = list(program.statics.values())[checked_data:]
        checked_data += len(pending)
        for var in pending:
            check_data(program, var)
    check_callgraph(program, options.nosplit_limit)
    if program.problems:
        raise RtlangError(program.problems)
    return program


def _queue(program: Program, py: Any) -> None:
    try:
        func = func_of(program, py)
        if not func.template:
            instance_of(program, func, {}, None, func.file)
    except Refused:
        return  # recorded


def functions_of(module: python_types.ModuleType) -> list[Any]:
    """The functions of a module that rtlang compiles, methods included, in the order of the file."""
    found: dict[Any, None] = {}
    for v in vars(module).values():
        if is_runtime_function(v) and v.__module__ == module.__name__:
            found[v] = None
        elif isinstance(v, Struct) and v.module == module.__name__:
            found.update(dict.fromkeys(f for f in v.methods.values() if is_runtime_function(f)))
    return sorted(found, key=lambda f: f.__code__.co_firstlineno)


def _roots(modules: Sequence[python_types.ModuleType], roots: Iterable[Callable[..., Any]] | None) -> list[Any]:
    everything = [f for module in modules for f in functions_of(module)]
    if roots is None:
        return everything
    named: set[str] = set()
    for module in modules:
        for text in assembly.get(module.__name__, ()):
            named.update(_SYMBOL_IN_ASM.findall(text))
    chosen = list(roots)
    for f in everything:
        marks = marks_of(f)
        symbol = marks.export or f"runtime.{f.__name__}"
        if marks.export or symbol in named:
            chosen.append(f)
    return chosen


__all__ = [
    "CODES",
    "CompileOptions",
    "Compiled",
    "Index",
    "Problem",
    "RtlangError",
    "check_modules",
    "compile_modules",
    "functions_of",
]
