"""Go snippets through the front end and lower, without a runtime: their IR, their escapes, and pure functions to call."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rt0.abi.ir import symbol
from rt0.abi.symbols import ENTRY, NORETURN
from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.options import Options
from rt0.base.source import FileSet
from rt0.load.loader import load
from rt0.lower import descriptors, inits
from rt0.lower.funcs import func_ref
from rt0.lower.lower import make_unit, start
from rt0.lower.program import Prog
from rt0.native.jit import Image
from rt0.native.jit import load as load_image
from rt0.native.objects import Codegen, compile_ir
from rt0.types.objects import Func


@dataclass
class Lowered:
    """A snippet that was lowered whole: every declared function without type parameters, reached or not."""

    prog: Prog
    sink: Sink
    source: str

    @property
    def text(self) -> str:
        return self.prog.module.render()

    def function(self, name: str) -> str:
        """The IR of one function."""
        text = self.text
        at = text.index(f"{symbol(name)}(", text.index("define "))
        while not text[text.rindex("\n", 0, at) :].startswith("\ndefine"):
            at = text.index(f"{symbol(name)}(", at + 1)
        return text[text.rindex("\n", 0, at) + 1 : text.index("\n}", at) + 2]


def lower(path: Any, source: str) -> Lowered:
    """Lower a snippet of package main; `path` is pytest's tmp_path."""
    file = path / "snippet.go"
    file.write_text(source)
    sink = Sink(FileSet())
    program = load([str(file)], Options(debug=False), sink)
    assert program is not None and not sink, sink.format()
    units = [make_unit(p.pkg, p.info, p.files) for p in program.packages]
    prog = start(units, Options(debug=False), sink, program.check_body)

    def work() -> None:
        for f in program.main.info.funcs:
            sig: Any = f.type
            if type(f) is Func and sig.recv is None and not sig.tparams and f.name not in ("_", "init"):
                func_ref(prog, f, None, ())
        inits.define_inits(prog, units)
        descriptors.finish(prog)

    run_deep(work)
    return Lowered(prog, sink, source)


def panics() -> dict[str, int]:
    """Addresses for what a test must not get to: panics, and more stack (the guard of an ordinary thread is 0)."""
    return {"__morestack": 8} | {f"runtime.{name}": 8 for name in ENTRY if name in NORETURN}


def image(lowered: Lowered, names: list[str], level: int = 2) -> Image:
    """Compile a snippet and load these functions, which may reach nothing of the runtime but panics."""
    text = lowered.text
    for name in names:  # what nothing refers to would be dropped
        text = re.sub(rf"define linkonce_odr (.*){re.escape(symbol(name))}\(", rf"define \1{symbol(name)}(", text)
    compiled = compile_ir(text, Codegen(level=level, verify=True))
    return load_image([compiled], names, host=panics())


def callable_of(loaded: Image, name: str, result: Any, *params: Any) -> Callable[..., Any]:
    """A Go function as a ctypes function: its first parameters travel as C's do, and a pure one does not look at g."""
    kind = ctypes.CFUNCTYPE(result, *params)
    return kind(loaded.address(name))
