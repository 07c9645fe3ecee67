"""The one runtime of this process: mapped and started at the first load, shared by every module.

    start()          the base image (runtime and package runtime of std) is mapped, its first thread boots it
    add_module()     an object is linked against the base, its data becomes a root, its packages' initialisers run
    function()       a builtin function of Python around a wrapper `go:export.NAME.gowrap1`

Nothing is ever unloaded: goroutines may run anywhere in it. All images lie in one reserved gigabyte, because code
reaches two around itself. The lock is held while modules are added; calls need no lock.

After fork() the child has no threads but one: a flag in the runtime's memory makes every call raise.

Read next: runtime/sched/library.py (the other side), docs/abi.md ("Library host").
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from rt0.base.errors import InternalError
from rt0.base.records import dataclass, field
from rt0.build.library import Library
from rt0.embed.convert import FORK_TEXT, converter, failer, float_array
from rt0.embed.kinds import ERROR, FLOATS, STRING
from rt0.native import jit
from rt0.native.jit import Image

SPACE = 1 << 30
"""Bytes of address space for all images."""
WRAPPER = "go:export.{}.gowrap1"
"""lower/library.py's, which only a compilation imports."""
INITTASKS = "go:main.inittasks"
METH_FASTCALL = 0x80

_FUNCTIONS = (
    "PyEval_SaveThread", "PyEval_RestoreThread", "PyLong_AsLongLongAndOverflow", "PyLong_AsUnsignedLongLong",
    "PyErr_Occurred", "PyErr_Clear", "PyFloat_AsDouble", "PyUnicode_AsUTF8AndSize", "PyObject_GetBuffer",
    "PyBuffer_Release", "PyLong_FromLongLong", "PyLong_FromUnsignedLongLong", "PyFloat_FromDouble",
    "PyUnicode_DecodeUTF8", "PyByteArray_FromStringAndSize", "PyTuple_New", "PyTuple_SetItem", "PyTuple_GetItem",
    "PyObject_CallObject", "Py_IncRef", "Py_DecRef", "PyCapsule_GetPointer",
)  # fmt: skip
"""The C functions of `pyapi` (runtime/lang/pycall.py), in its order."""
_OBJECTS = (int, float, str, True, False, None)

LIBSIG = struct.Struct("<QqqqqqqQQQQQ")
"""runtime/sched/library.py's libsig."""
LIBMODULE = struct.Struct("<QQQQQ")
METHODDEF = struct.Struct("@PPiP")


@dataclass(slots=True)
class Process:
    """The running runtime. `next` is where the next image goes, `keep` what C holds pointers to."""

    image: Image
    next: int
    end: int
    shared: dict[str, int]
    initialised: set[str]
    keep: list[Any] = field(default_factory=list)
    forked: bool = False


_lock = threading.Lock()
_process: Process | None = None


def start(base: Callable[[], bytes]) -> Process:
    """This process's runtime, started now if it is not yet."""
    global _process
    with _lock:
        if _process is None:
            _process = _start(base())
        if _process.forked:
            raise RuntimeError(FORK_TEXT)
        return _process


def _start(base: bytes) -> Process:
    space = jit.reserve(SPACE)
    image = jit.load([base], (), place=lambda size: space, labels=("runtime",), keep_all=True)
    bounds = image.plan.bounds
    shared = {
        name: address
        for name, address in image.symbols().items()
        if name not in bounds and not name.startswith(("go:main.", "go:buildinfo", "main."))
    }
    tasks = {name for _, name in init_tasks(image)}
    process = Process(image, space + _pages(image.size), space + SPACE, shared, tasks)
    _fill_api(process)
    block = _host_block(process)
    start_runtime = image.function("rt0_lib_init", ctypes.c_int64, ctypes.c_void_p)
    code = start_runtime(block)
    if code:
        raise OSError(code, f"cannot start a thread for Go: {os.strerror(code)}")
    os.register_at_fork(after_in_child=lambda: _after_fork(process))
    return process


def _pages(size: int) -> int:
    return (size + 0xFFFF) & ~0xFFFF


def _after_fork(process: Process) -> None:
    """In the child: every call raises from now on."""
    global _lock
    _lock = threading.Lock()
    process.forked = True
    ctypes.c_uint32.from_address(process.image.address("runtime.libforked")).value = 1


def buffer(process: Process, data: bytes) -> int:
    """The address of a copy of data that lives as long as the process."""
    made = ctypes.create_string_buffer(data, max(len(data), 1))
    process.keep.append(made)
    return ctypes.addressof(made)


def _fill_api(process: Process) -> None:
    """Write runtime.py's table: addresses of Python's C functions and objects, and where objects hold their type."""
    words = [_address(name) for name in _FUNCTIONS]
    words += [id(o) for o in _OBJECTS]
    process.keep.append(alone)
    words += [id(alone), _address("PyErr_CheckSignals"), id(bytes), _address("PyBytes_AsStringAndSize"), _type_offset()]
    ctypes.memmove(process.image.address("runtime.py"), struct.pack(f"<{len(words)}Q", *words), 8 * len(words))


def alone(waiting: int) -> bool:
    """Whether no thread of Python is left that could call Go, when `waiting` threads wait for calls that cannot end."""
    return len(sys._current_frames()) <= waiting


def _address(name: str) -> int:
    return ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p).value or 0


def _type_offset() -> int:
    """Where objects of this build of Python hold their type's address: found out, for builds without GIL differ."""
    probe = 1.5
    words = (ctypes.c_uint64 * 8).from_address(id(probe))
    for i, word in enumerate(words):
        if word == id(float):
            return 8 * i
    raise InternalError("this Python keeps types where rt0 does not find them")


def _host_block(process: Process) -> int:
    """The address of what rt0_lib_init takes: argc, the C array of arguments, and pthread functions."""
    arguments = [os.fsencode(a) for a in sys.argv] or [b"python"]
    environment = [k + b"=" + v for k, v in os.environb.items()]
    words = [buffer(process, a + b"\0") for a in arguments] + [0]
    words += [buffer(process, e + b"\0") for e in environment] + [0]
    with open("/proc/self/auxv", "rb", buffering=0) as file:
        auxv = file.read()
    argv = buffer(process, struct.pack(f"<{len(words)}Q", *words) + auxv + bytes(16))
    names = ("pthread_create", "pthread_detach", "pthread_key_create", "pthread_setspecific")
    found = [jit.host_symbol(name) for name in names]
    return buffer(process, struct.pack("<6Q", len(arguments), argv, *found))


def init_tasks(image: Image) -> list[tuple[int, str]]:
    """(address of the initialiser, package) of an image's packages, in order."""
    at = image.address(INITTASKS)
    count = ctypes.c_uint64.from_address(at).value
    out = []
    for i in range(count):
        code, name, length = struct.unpack("<QQQ", ctypes.string_at(at + 8 + 24 * i, 24))
        out.append((code, ctypes.string_at(name, length).decode()))
    return out


def add_module(process: Process, library: Library, label: str) -> Image:
    """Map a module, tell the runtime, initialise its packages. Raises GoPanic when an initialiser panics."""
    with _lock:
        return _add(process, library, label)


def _add(process: Process, library: Library, label: str) -> Image:
    def place(size: int) -> int:
        at = process.next
        if at + size > process.end:
            raise MemoryError("no room for another Go module in this process")
        process.next = at + _pages(size)
        return at

    roots = [INITTASKS, *(WRAPPER.format(e["name"]) for e in library.exports if not e["refused"])]
    image = jit.load([library.code], roots, shared=process.shared, place=place, labels=(label,))
    bounds = image.plan.bounds
    names = ("pclntab", "data", "edata", "bss", "ebss")
    described = buffer(process, LIBMODULE.pack(*(bounds["runtime." + name] for name in names)))
    call = process.image.function("rt0_lib_call", ctypes.c_int64, ctypes.c_uint64, ctypes.c_void_p)
    if call(process.image.address("runtime.libaddmodule"), described) != 0:
        raise InternalError("the runtime refused a module")
    process.keep.append(image)
    for code, name in init_tasks(image):
        if name not in process.initialised and code:
            _initialise(process, code, name)
    return image


def _initialise(process: Process, code: int, name: str) -> None:
    """Run a package's initialiser."""
    run = builtin(process, code, {"name": "init", "doc": "", "params": [], "results": [], "refused": ""})
    run()
    del name


def function(process: Process, image: Image, description: dict[str, Any]) -> Any:
    """The builtin function of an exported function."""
    return builtin(process, image.address(WRAPPER.format(description["name"])), description)


def builtin(process: Process, code: int, description: dict[str, Any]) -> Any:
    """A builtin function of Python that calls Go code of the library host's form."""
    name = description["name"]
    params: Sequence[Any] = description["params"]
    results: Sequence[Any] = description["results"]
    entries = [*params, *results]
    kinds = bytes(e[2] for e in entries)
    words = bytes(e[3] for e in entries)
    result_word = sum(p[3] for p in params)
    error_word = -1
    if results and results[-1][2] == ERROR:
        error_word = result_word + sum(r[3] for r in results[:-1])
    hooks: list[object] = [converter(name, params), failer(name), float_array]
    process.keep.append(hooks)
    sig = LIBSIG.pack(
        code, len(params), len(results), result_word, error_word,
        sum(p[2] == STRING for p in params), sum(p[2] == FLOATS for p in params),
        buffer(process, kinds), buffer(process, words), *map(id, hooks),
    )  # fmt: skip
    capsule = _new_capsule(buffer(process, sig), None, None)
    doc = documentation(description).encode("utf-8", "replace")
    method = METHODDEF.pack(
        buffer(process, name.encode() + b"\0"), process.image.address("rt0_pycall"), METH_FASTCALL,
        buffer(process, doc + b"\0"),
    )  # fmt: skip
    return _new_function(buffer(process, method), capsule, None)


def documentation(description: dict[str, Any]) -> str:
    """The docstring: Python's signature (which inspect reads), Go's, and the comment in the source."""
    params = description["params"]
    names = [p[0] if p[0].isidentifier() and p[0] != "_" else f"p{i}" for i, p in enumerate(params)]
    python = f"{description['name']}({', '.join([*names, '/'] if names else [])})\n--\n\n"
    comment = description["doc"]
    return python + go_signature(description) + (f"\n\n{comment}" if comment else "")


def go_signature(description: dict[str, Any]) -> str:
    """The function's declaration in Go."""
    params = ", ".join(f"{p[0]} {p[1]}" for p in description["params"])
    types = [f"{r[0]} {r[1]}".strip() for r in description["results"]]
    after = ""
    if len(types) == 1 and not description["results"][0][0]:
        after = f" {types[0]}"
    elif types:
        after = f" ({', '.join(types)})"
    return f"func {description['name']}({params}){after}"


def _c(name: str, *params: Any) -> Any:
    return ctypes.PYFUNCTYPE(ctypes.py_object, *params)((name, ctypes.pythonapi))


_new_capsule = _c("PyCapsule_New", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
_new_function = _c("PyCFunction_NewEx", ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p)
