"""The interpreted mode: runtime functions line by line in CPython, with their typed meaning, over real memory.

`Interpreter` has the calls and views of `live.Runtime` and takes the same checked program. Each function is generated
at its first call (generate.py), compiled under the name and the line numbers of its source, so that pdb steps
through the runtime's own files and coverage counts their lines.

Two ways to have memory: with a loaded `Runtime` the module variables are the loaded ones, assembly functions are called
natively, atomics are native; without one, variables live in Python's memory, functions have addresses that only
the interpreter understands, and assembly functions are refused.

`open_runtime` chooses: interpreted when the environment has RT0_INTERPRET=1.
"""

from __future__ import annotations

import ast
import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any

from rt0.abi.ir import Module
from rt0.base.records import dataclass, field
from rt0.rtlang.compile import Compiled
from rt0.rtlang.compile.program import func_of, instance_of, is_runtime_function
from rt0.rtlang.compile.tree import Instance
from rt0.rtlang.interp import operations as ops
from rt0.rtlang.interp.generate import aggregate, function_source
from rt0.rtlang.live import Runtime, View, _address_of, new, read, write
from rt0.rtlang.vocab_marks import MISSING, ConstArray, Slot, Static
from rt0.rtlang.vocab_types import Array, Fn, Ptr, Struct, StructValue, Tuple, Type, Void

_FIRST_CODE = 1 << 46
"""Where the addresses of functions begin that have no machine code: inside no mapping of a process."""


@dataclass(slots=True, eq=False)
class Interpreter:
    """Interprets a compiled program. `native` lends memory, assembly functions and atomics."""

    compiled: Compiled
    native: Runtime | None = None
    g: int = 0
    names: dict[str, Any] = field(default_factory=dict)
    """The globals of all generated functions."""
    _constants: dict[Any, str] = field(default_factory=dict)
    _functions: dict[Instance, str] = field(default_factory=dict)
    _addresses: dict[Instance, int] = field(default_factory=dict)
    _by_address: dict[int, Instance] = field(default_factory=dict)
    _code: dict[Any, Instance] = field(default_factory=dict)
    _statics: dict[Any, int] = field(default_factory=dict)
    _texts: dict[bytes, int] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)
    _by_symbol: dict[str, Instance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (
            "load_bytes",
            "store_bytes",
            "make",
            "shl",
            "shr",
            "f32",
            "fdiv",
            "int_to_f32",
            "truncate",
            "bitcast",
            "sqrt",
            "bits",
            "memmove",
            "memclr",
            "memequal",
            "syscall",
            "cputicks",
            "yield_now",
            "boundscheck",
            "unreachable",
        ):
            self.names["_rt_" + name] = getattr(ops, name)
        for plain in (bytes, int, float, min, max, range, breakpoint):  # a local may have the builtin's name
            self.names["_rt_" + plain.__name__] = plain
        self.names["_rt_alloc"] = _alloc
        self.names["_rt_callptr"] = self._call_pointer
        self.names["_rt_systemstack"] = self._systemstack
        self.names["_rt_getcallerpc"] = self._callerpc
        self.names["_rt_getcallersp"] = _no_stack
        self.names["_rt_getfp"] = _no_stack
        self.names.update(_native_atomics(self.native) if self.native is not None else _python_atomics())
        self._by_symbol = {i.symbol: i for i in self.compiled.instances}
        if self.native is not None:
            self.g = self.g or self.native.g

    # What the generator asks for.

    def constant(self, value: Any) -> str:
        """A global name that holds `value`."""
        key = value if isinstance(value, (Type, bytes)) else (type(value), repr(value))
        name = self._constants.get(key)
        if name is None:
            name = self._constants[key] = f"_rt_k{len(self._constants)}"
            self.names[name] = value
        return name

    def operation(self, kind: str, t: Type) -> str:
        """The global name of load, store, extract or pack of a scalar type."""
        word = str(t) if not isinstance(t, (Ptr, Fn)) else "ptr"
        name = f"_rt_{kind}_{word}"
        if name not in self.names:
            makers: dict[str, Callable[[Type], Any]] = {
                "load": ops.loader,
                "store": ops.storer,
                "extract": ops.extractor,
                "pack": lambda t: ops.packer(t).pack,
            }
            self.names[name] = makers[kind](t)
        return name

    def function(self, instance: Instance) -> str:
        """A global name that calls an instance; the function is generated at its first call."""
        name = self._functions.get(instance)
        if name is None:
            name = self._functions[instance] = f"_rt_fn{len(self._functions)}_{instance.func.name}"
            if "asm_func" in instance.func.marks.flags:
                self.names[name] = self._assembly(instance)
            else:
                self.names[name] = self._lazy(instance, name)
        return name

    def _lazy(self, instance: Instance, name: str) -> Callable[..., Any]:
        def first_call(*args: Any) -> Any:
            made = self.names[name] = self._generate(instance)
            return made(*args)

        return first_call

    def _generate(self, instance: Instance) -> Any:
        generated = function_source(self, instance)
        tree = ast.parse("\n".join(generated.lines))
        for node in ast.walk(tree):
            if hasattr(node, "lineno"):
                node.lineno = node.end_lineno = generated.origin[node.lineno - 1]  # type: ignore[attr-defined]
                node.col_offset = node.end_col_offset = 0  # type: ignore[attr-defined]
        scope = self.names
        exec(compile(tree, instance.func.file, "exec"), scope)
        made = scope.pop(instance.func.name)
        self._code[made.__code__] = instance
        return made

    def _assembly(self, instance: Instance) -> Callable[..., Any]:
        info = self.compiled.index.functions.get(instance.symbol)
        c = "cabi" in instance.func.marks.flags

        def call(*args: Any) -> Any:
            if self.native is None or info is None:
                raise ops.Interpreted(f"{instance.symbol} is assembly and no machine code is loaded")
            given, g = (args, 0) if c else (args[:-1], args[-1])
            return _bare(self.native.call(instance.symbol, *map(_lift, given, (p.type for p in instance.params)), g=g))

        return call

    def function_address(self, instance: Instance) -> int:
        """The address that stands for a function: the machine code's when it is loaded."""
        found = self._addresses.get(instance)
        if found is None:
            if self.native is not None:
                found = self.native.address(instance.symbol)
            else:
                found = _FIRST_CODE + 16 * len(self._addresses)
            self._addresses[instance] = found
            self._by_address[found] = instance
        return found

    def static_address(self, var: Static | ConstArray) -> int:
        """The address of a module variable, which is made and given its initial value at first asking."""
        found = self._statics.get(var)
        if found is None:
            program = self.compiled.program
            if self.native is not None:
                found = self.native.address(program.static_symbols[var])
                self._statics[var] = found
            else:
                t = program.static_types[var]
                keep, found = ops.aligned(t.size, max(t.align, getattr(var, "align", 0)))
                self._kept.append(keep)
                self._statics[var] = found
                initial = var.values if isinstance(var, ConstArray) else var.initial
                if initial is not MISSING:
                    write(t, found, self._initial(initial), self._kept)
        return found

    def _initial(self, v: Any) -> Any:
        """An initial value with functions and variables replaced by addresses."""
        if isinstance(v, Static):
            return self.static_address(v)
        if isinstance(v, Slot):
            v = v.filler
        if is_runtime_function(v):
            program = self.compiled.program
            return self.function_address(instance_of(program, func_of(program, v), {}, None, ""))
        if isinstance(v, (list, tuple)):
            return [self._initial(x) for x in v]
        if isinstance(v, StructValue):
            fields = {k: self._initial(x) for k, x in v.fields.items()}
            return StructValue(v.type, tuple(map(self._initial, v.args)), fields)
        return v

    def text(self, data: bytes) -> int:
        """The address of constant bytes."""
        found = self._texts.get(data)
        if found is None:
            buffer = ctypes.create_string_buffer(data, len(data) + 1)
            self._kept.append(buffer)
            found = self._texts[data] = ctypes.addressof(buffer)
        return found

    # What generated functions call.

    def _call_pointer(self, t: Fn, target: int, g: int, *args: Any) -> Any:
        instance = self._by_address.get(target) or self._find_native(target)
        if instance is not None:
            given = args if "cabi" in instance.func.marks.flags else (*args, g)
            return self.names[self.function(instance)](*given)
        if self.native is None or target < ops.LOWEST:
            raise ops.Interpreted(f"call through {t} of {target:#x}, which is no function of this program")
        return _bare(self.native.call_address(t, target, *map(_lift, args, t.params), g=g))

    def _find_native(self, target: int) -> Instance | None:
        """The instance whose machine code begins at an address (found in memory that compiled code wrote)."""
        if self.native is None or len(self._by_address) >= len(self.compiled.instances):
            return None
        for instance in self.compiled.instances:
            self.function_address(instance)
        return self._by_address.get(target)

    def _systemstack(self, f: Callable[..., Any], g: int, *args: Any) -> Any:
        """systemstack(f, a...): the same Python stack, with g0 as the hidden g."""
        t = self.compiled.program.g
        assert t is not None
        m = t.field("m")
        assert m is not None and isinstance(m.type, Ptr) and isinstance(m.type.elem, Struct)
        at = read(m.type, g + m.offset)
        g0, gsignal = (read(m.type, at + m.type.elem.field(n).offset) for n in ("g0", "gsignal"))  # type: ignore[union-attr]
        return f(*args, g if g in (g0, gsignal) else g0)

    def _callerpc(self) -> int:
        """The entry of the interpreted function that called the asking one; 0 when Python itself called."""
        caller = sys._getframe(2)
        instance = self._code.get(caller.f_code)
        return self.function_address(instance) if instance is not None else 0

    # The same calls as live.Runtime.

    def call(self, name: str, *args: Any, g: Any = None) -> Any:
        """Call a function by name with Python values, interpreted. As `Runtime.call`."""
        instance = self._by_symbol.get(name) or self._by_symbol.get(f"runtime.{name}")
        if instance is None:
            raise KeyError(f"no compiled function {name}")
        if len(args) != len(instance.params):
            raise TypeError(f"{name}: found {len(args)} arguments, expected {len(instance.params)}")
        keep: list[Any] = []
        given = [_argument(p.type, v, keep) for p, v in zip(instance.params, args, strict=True)]
        if "cabi" not in instance.func.marks.flags:
            given.append(self.g if g is None else _address_of(g, None))
        return _result(instance.result, self.names[self.function(instance)](*given))

    def call_address(self, t: Fn, target: int, *args: Any, g: Any = None) -> Any:
        """Call through a function pointer of type `t`. As `Runtime.call_address`."""
        keep: list[Any] = []
        given = [_argument(p, v, keep) for p, v in zip(t.params, args, strict=True)]
        return _result(t.result, self._call_pointer(t, target, self.g if g is None else _address_of(g, None), *given))

    def variable_address(self, name: str) -> int:
        """The address of a module variable."""
        return self.static_address(self._variable(name))

    def _variable(self, name: str) -> Static | ConstArray:
        statics = self.compiled.program.statics
        found = statics.get(name) or statics.get(f"runtime.{name}")
        if found is None:
            raise KeyError(f"no module variable {name}")
        return found

    def var(self, name: str) -> Any:
        """A module variable: a view of a struct or array, the value of a number or pointer."""
        v = self._variable(name)
        return read(self.compiled.program.static_types[v], self.static_address(v))

    def set_var(self, name: str, value: Any) -> None:
        """Assign a module variable."""
        v = self._variable(name)
        write(self.compiled.program.static_types[v], self.static_address(v), value)

    def struct(self, name: str) -> Struct:
        """The struct type of a name."""
        return self.compiled.index.structs[name]

    def view(self, t: Type | str, address: Any) -> View:
        """A struct (by type, pointer type or name) at an address."""
        if isinstance(t, str):
            t = self.struct(t)
        return View(t.elem if isinstance(t, Ptr) else t, _address_of(address, None))

    def new(self, t: Type | str) -> View:
        """A zeroed struct in Python's memory, alive as long as the view."""
        return new(self.struct(t) if isinstance(t, str) else t)


def _alloc(keep: list[Any], size: int, align: int) -> int:
    """Memory that lives as long as the calling frame."""
    buffer, at = ops.aligned(size, align)
    keep.append(buffer)
    return at


def _no_stack() -> int:
    raise ops.Interpreted("stack addresses exist in compiled code only")


def _argument(t: Type, v: Any, keep: list[Any]) -> Any:
    """A Python value as an interpreted one of type `t`."""
    at = new(t)
    write(t, at.address, v, keep)
    if aggregate(t):
        return ctypes.string_at(at.address, t.size)
    return read(t, at.address)


def _lift(v: Any, t: Type) -> Any:
    """An interpreted value as an argument of a native call."""
    if isinstance(v, bytes) and isinstance(t, (Struct, Array)):
        made = new(t)
        ctypes.memmove(made.address, v, len(v))
        return made
    return v


def _bare(v: Any) -> Any:
    """The result of a native call as an interpreted value."""
    if isinstance(v, View):
        return ctypes.string_at(v.address, v.type.size)
    return tuple(map(_bare, v)) if isinstance(v, tuple) else v


def _result(t: Type, v: Any) -> Any:
    """An interpreted value as `Runtime.call` gives it."""
    if isinstance(t, Void):
        return None
    if isinstance(t, Tuple):
        return tuple(_result(e, x) for e, x in zip(t.elems, v, strict=True))
    return _lift(v, t)


# Atomics.


def _python_atomics() -> dict[str, Any]:
    """Read-modify-write by ctypes: indivisible among Python threads, which hold the interpreter's lock."""

    def place(t: Type, a: int) -> Any:
        if a < ops.LOWEST:
            raise ops.NilPointer(f"atomic operation on {t} at {a:#x}")
        return ops.scalar_ctype(t).from_address(a)

    def xadd(t: Any, a: int, v: int) -> Any:
        p = place(t, a)
        p.value += v
        return p.value

    def exchange(t: Any, a: int, v: Any) -> Any:
        p = place(t, a)
        old = p.value
        p.value = v
        return old

    def cas(t: Any, a: int, old: Any, fresh: Any) -> bool:
        p = place(t, a)
        if p.value != old:
            return False
        p.value = fresh
        return True

    def either(t: Any, a: int, v: int) -> Any:
        return exchange(t, a, place(t, a).value | v)

    def both(t: Any, a: int, v: int) -> Any:
        return exchange(t, a, place(t, a).value & v)

    return {
        "_rt_atomic_Xadd": xadd,
        "_rt_atomic_Xchg": exchange,
        "_rt_atomic_Cas": cas,
        "_rt_atomic_CasRel": cas,
        "_rt_atomic_Or": either,
        "_rt_atomic_And": both,
    }


def _native_atomics(native: Runtime) -> dict[str, Any]:
    """The same by machine code, indivisible for native threads too."""
    module = Module("atomics")
    for bits in (8, 16, 32, 64):
        ty = f"i{bits}"
        for op in ("add", "xchg", "or", "and"):
            f = module.function(f"rt0.atomic.{op}.{bits}", ty, ["ptr %p", f"{ty} %v"])
            f.ret(ty, f.value(f"atomicrmw {op} ptr %p, {ty} %v seq_cst, align {bits // 8}"))
            f.finish()
        f = module.function(f"rt0.atomic.cas.{bits}", "i8", ["ptr %p", f"{ty} %old", f"{ty} %new"])
        pair = f.value(f"cmpxchg ptr %p, {ty} %old, {ty} %new seq_cst seq_cst, align {bits // 8}")
        f.ret("i8", f.value(f"zext i1 {f.value(f'extractvalue {{ {ty}, i1 }} {pair}, 1')} to i8"))
        f.finish()
    lookup = native.load_ir(module.render())
    made: dict[tuple[str, Any], Any] = {}

    def function(op: str, t: Type, count: int) -> Any:
        c = ops.scalar_ctype(t)
        f = made.get((op, c))
        if f is None:
            result = ctypes.c_uint8 if op == "cas" else c
            address = lookup(f"rt0.atomic.{op}.{t.size * 8}")
            f = made[op, c] = ctypes.CFUNCTYPE(result, ctypes.c_void_p, *[c] * count)(address)
        return f

    def checked(t: Type, a: int) -> int:
        if a < ops.LOWEST:
            raise ops.NilPointer(f"atomic operation on {t} at {a:#x}")
        return a

    def rmw(op: str) -> Any:
        def run(t: Any, a: int, v: Any) -> Any:
            old = function(op, t, 1)(checked(t, a), v)
            return t.wrap(old + v) if op == "add" else (bool(old) if t.name == "bool" else old)

        return run

    def cas(t: Any, a: int, old: Any, fresh: Any) -> bool:
        return bool(function("cas", t, 2)(checked(t, a), old, fresh))

    return {
        "_rt_atomic_Xadd": rmw("add"),
        "_rt_atomic_Xchg": rmw("xchg"),
        "_rt_atomic_Cas": cas,
        "_rt_atomic_CasRel": cas,
        "_rt_atomic_Or": rmw("or"),
        "_rt_atomic_And": rmw("and"),
    }


def open_runtime(
    compiled: Compiled, address: Callable[[str], int], load_ir: Callable[[str], Callable[[str], int]]
) -> Runtime | Interpreter:
    """A loaded runtime, interpreted when the environment says RT0_INTERPRET=1."""
    native = Runtime(compiled.index, address, load_ir)
    if os.environ.get("RT0_INTERPRET", "") not in ("", "0"):
        return Interpreter(compiled, native)
    return native


__all__ = ["Interpreter", "open_runtime"]
