"""The state of one compilation, and how modules become functions to compile.

What it is: `Program` holds everything the checker shares (functions by Python object, instances, problems, flags).
`func_of` turns a Python function into a `Func` (its syntax tree found by file and line, its symbol, its signature), on
demand: whatever a body names is collected, also from modules that were not listed.

Invariants: a Func is made once for each Python function object, an Instance once for each list of template arguments.
Nothing of a body is looked at here.

Where to read next: check_stmt.py (bodies), emit_module.py (output).
"""

from __future__ import annotations

import ast
import sys
import types as python_types
from typing import Any, NoReturn

from rt0.base.records import dataclass, field
from rt0.rtlang.compile.problems import Problem, Refused
from rt0.rtlang.compile.tree import Func, Instance, Local
from rt0.rtlang.vocab_marks import ConstArray, GRegister, Slot, Static, marks_of
from rt0.rtlang.vocab_types import (
    ConstParameter,
    Fn,
    RtlangTypeError,
    Struct,
    Type,
    function_type,
    is_sized,
    pointer_to,
    resolve,
)

HOST_PACKAGES = ("rt0.abi", "rt0.rtlang", "rt0.base")
"""Modules whose functions are ordinary Python: evaluated at compile time, never compiled."""


@dataclass(slots=True)
class Program:
    """All that one compilation shares. `flags` are the build flags by name."""

    flags: dict[str, Any]
    debug: bool = False
    trace: bool = False
    problems: list[Problem] = field(default_factory=list)
    funcs: dict[Any, Func] = field(default_factory=dict)
    instances: dict[tuple[Any, ...], Instance] = field(default_factory=dict)
    queue: list[Instance] = field(default_factory=list)
    symbols: dict[str, Func] = field(default_factory=dict)
    statics: dict[str, Static | ConstArray] = field(default_factory=dict)
    """Symbol -> variable, of the modules met."""
    static_types: dict[Any, Type] = field(default_factory=dict)
    static_symbols: dict[Any, str] = field(default_factory=dict)
    static_broken: set[Any] = field(default_factory=set)
    g: Struct | None = None
    throw: Any = None
    """The Python function `throw` of the runtime, when a listed module has it."""
    traceenter: Any = None
    traceleave: Any = None
    systemstack_switch: Any = None
    rows: list[Instance] = field(default_factory=list)
    """The instances with @row, by their id; trace build only."""
    modules: dict[str, dict[int, ast.FunctionDef]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def problem(self, file: str, node: Any, code: str, message: str) -> None:
        """Record a problem at a syntax tree node (or a line number)."""
        line, column = (node, 0) if isinstance(node, int) else (node.lineno, node.col_offset + 1)
        self.problems.append(Problem(file, line, column, code, message))

    def refuse(self, file: str, node: Any, code: str, message: str) -> NoReturn:
        """Record a problem and leave the statement."""
        self.problem(file, node, code, message)
        raise Refused


def load_module(program: Program, module: python_types.ModuleType) -> None:
    """Meet a module: read its syntax trees, name and type its variables. Does nothing the second time."""
    name = module.__name__
    if name in program.modules:
        return
    file = module.__file__ or "?"
    program.files[name] = file
    functions: dict[int, ast.FunctionDef] = {}
    program.modules[name] = functions
    with open(file, "rb") as f:
        tree = ast.parse(f.read(), file)
    _find_functions(tree.body, functions)
    for variable, value in list(vars(module).items()):
        if isinstance(value, (Static, ConstArray)):
            if value.module == name:
                _name_variable(program, module, variable, value, file)
        elif isinstance(value, GRegister):
            program.g = value.type
        elif isinstance(value, python_types.FunctionType) and value.__module__ == name:
            if variable in ("throw", "traceenter", "traceleave", "systemstack_switch"):
                setattr(program, variable, value)


def _find_functions(body: list[ast.stmt], found: dict[int, ast.FunctionDef]) -> None:
    """All function definitions by the line where Python says the code begins (the first decorator's)."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            found[node.decorator_list[0].lineno if node.decorator_list else node.lineno] = node
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.If, ast.For, ast.With)):
            _find_functions(node.body, found)
            if isinstance(node, (ast.If, ast.For)):
                _find_functions(node.orelse, found)


def short_module(module: str) -> str:
    """`mheap` of `rt0.runtime.mem.mheap`."""
    return module.rpartition(".")[2]


def plain_symbol(module: str, name: str) -> str:
    """`runtime.NAME`, with the module's name in it for file-private names."""
    if name.startswith("_"):
        return f"runtime.{short_module(module)}.{name}"
    return f"runtime.{name}"


def _name_variable(
    program: Program, module: python_types.ModuleType, name: str, value: Static | ConstArray, file: str
) -> None:
    if value.name and value.name != name and vars(module).get(value.name) is value:
        return  # a second name of the same variable
    value.name = name
    t: Type
    if isinstance(value, ConstArray):
        t = value.type
    else:
        annotation = vars(module).get("__annotations__", {}).get(name)
        if annotation is None:
            program.problem(file, value.line, "RT004", f"{name} = static(...): found no annotation, expected a type")
            program.static_broken.add(value)
            return
        try:
            t = resolve(annotation, module.__name__, f"variable {name}")
        except (RtlangTypeError, NameError) as error:
            program.problem(file, value.line, "RT004", str(error))
            program.static_broken.add(value)
            return
    symbol = plain_symbol(module.__name__, name)
    if program.statics.setdefault(symbol, value) is not value:
        program.problem(file, value.line, "RT017", f"variable {name}: found symbol {symbol} used twice, expected once")
    program.static_types[value] = t
    program.static_symbols[value] = symbol


def is_runtime_function(value: Any) -> bool:
    """Whether a Python object is a function that rtlang compiles (not one that it evaluates)."""
    if not isinstance(value, python_types.FunctionType):
        return False
    module = value.__module__ or ""
    if "comptime" in marks_of(value).flags:
        return False
    if module.partition(".")[0] in sys.stdlib_module_names or module.startswith(HOST_PACKAGES):
        return module.startswith("rt0.rtlang.tests")
    return True


def func_of(program: Program, py: Any) -> Func:
    """The Func of a Python function, collected at first asking. Raises Refused when it cannot be compiled at all."""
    func = program.funcs.get(py)
    if func is None:
        func = _collect(program, py)
        program.funcs[py] = func
    if func.failed:
        raise Refused
    return func


def _collect(program: Program, py: Any) -> Func:
    module = py.__module__
    if module not in program.modules:
        load_module(program, sys.modules[module])
    file = program.files[module]
    line = py.__code__.co_firstlineno
    node = program.modules[module].get(line)
    marks = marks_of(py)
    owner = getattr(py, "__rt_struct__", None)
    if node is None:
        stand_in = ast.parse(f"def {py.__name__}(): pass").body[0]
        assert isinstance(stand_in, ast.FunctionDef)
        node = stand_in
        node.lineno, node.col_offset = line, 0
        func = Func(py, py.__name__, "", module, file, node, marks, owner, {}, ())
        func.failed = True
        program.problem(file, line, "RT001", f"function {py.__name__}: found no definition at this line of the file")
        return func
    scope: dict[str, Any] = py.__globals__
    if py.__closure__:
        cells = {n: c.cell_contents for n, c in zip(py.__code__.co_freevars, py.__closure__, strict=True)}
        scope = {**scope, **cells}
    symbol = marks.export or (
        f"runtime.(*{owner.name}).{node.name}" if owner is not None else plain_symbol(module, node.name)
    )
    func = Func(py, node.name, symbol, module, file, node, marks, owner, scope, ())
    _check_parameters(program, func)
    if not func.failed:
        func.template = tuple(_template_positions(py, node))
    if not func.failed and not func.template:
        try:
            func.params, func.result = signature(program, func, {})
        except Refused:
            func.failed = True
    if not func.failed:
        old = program.symbols.setdefault(symbol, func)
        if old is not func:
            program.problem(
                file,
                node,
                "RT017",
                f"function {node.name}: found symbol {symbol} also at {old.file}:{old.node.lineno}, "
                "expected a name that is unique over the runtime",
            )
    return func


def _check_parameters(program: Program, func: Func) -> None:
    a = func.node.args
    if a.vararg or a.kwarg or a.kwonlyargs or a.posonlyargs or a.defaults:
        program.problem(
            func.file, func.node, "RT001", f"function {func.name}: found star, default or keyword-only parameters, "
            "expected plain ones"
        )
        func.failed = True


def _template_positions(py: Any, node: ast.FunctionDef) -> list[int]:
    found = []
    for i, a in enumerate(node.args.args):
        annotation = py.__annotations__.get(a.arg)
        postponed = isinstance(annotation, str) and (annotation == "type" or annotation.startswith("const["))
        if postponed or annotation is type or isinstance(annotation, ConstParameter):
            found.append(i)
    return found


def signature(program: Program, func: Func, bindings: dict[str, Any]) -> tuple[tuple[tuple[str, Type], ...], Type]:
    """Run-time parameters and result of a function (of one instance, with a template's arguments bound)."""
    params: list[tuple[str, Type]] = []
    for i, a in enumerate(func.node.args.args):
        if i in func.template:
            continue
        if i == 0 and func.owner is not None and a.annotation is None:
            params.append((a.arg, pointer_to(func.owner)))
            continue
        t = _annotated(program, func, a.arg, a.annotation, a, bindings)
        if not is_sized(t):
            program.refuse(func.file, a, "RT004", f"parameter {a.arg}: found {t}, expected a type of values")
        params.append((a.arg, t))
    result = _annotated(program, func, "return", func.node.returns, func.node, bindings)
    return tuple(params), result


def _annotated(
    program: Program, func: Func, name: str, written: ast.expr | None, node: ast.AST, bindings: dict[str, Any]
) -> Type:
    what = "result" if name == "return" else f"parameter {name}"
    if written is None:
        program.refuse(func.file, node, "RT004", f"{what} of {func.name}: found no annotation, expected a type")
    annotation = func.py.__annotations__.get(name)
    try:
        if isinstance(annotation, str) and (bindings or func.py.__closure__):
            return resolve(eval(annotation, {**func.scope, **bindings}), func.module, what)
        return resolve(annotation, func.module, what)
    except (RtlangTypeError, NameError, TypeError, AttributeError) as error:
        program.refuse(func.file, node, "RT004", f"{what} of {func.name}: {error}")


def fn_type(func: Func) -> Fn:
    """The type of a function's address."""
    assert func.result is not None
    return function_type([t for _, t in func.params], func.result, "cabi" in func.marks.flags)


def instance_of(program: Program, func: Func, bindings: dict[str, Any], node: Any, file: str) -> Instance:
    """The instance of a function with template arguments bound by name (none: the function itself)."""
    key = (func, *bindings.values())
    instance = program.instances.get(key)
    if instance is None:
        if bindings:
            params, result = signature(program, func, bindings)
            symbol = f"{func.symbol}[{','.join(map(str, bindings.values()))}]"
        else:
            assert func.result is not None
            params, result, symbol = func.params, func.result, func.symbol
        locals_ = [Local(n, t, param=True, line=func.node.lineno) for n, t in params]
        instance = Instance(func, symbol, bindings, locals_, result)
        program.instances[key] = instance
        program.queue.append(instance)
    return instance


def slot_filler(program: Program, target: Slot) -> Func | None:
    """The function that fills a slot, or None."""
    return func_of(program, target.filler) if target.filler is not None else None
