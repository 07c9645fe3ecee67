"""Shared by the tests of rtlang: small modules from text, compiled and loaded into this process."""

from __future__ import annotations

import importlib.util
import itertools
import re
import sys
import textwrap
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rt0.native import jit, objects
from rt0.rtlang.compile import Compiled, CompileOptions, RtlangError, compile_modules
from rt0.rtlang.live import Runtime

_numbers = itertools.count()

C_HELPERS = ("memcpy", "memmove", "memset", "memcmp", "bcmp")
"""What LLVM calls by name; a test's module that does not define one gets libc's."""

HEADER = "from rt0.rtlang import *\nfrom rt0.rtlang import ptr, array, slice, struct\n"
"""What a test's module starts with, on as many lines."""

SWITCH = '''
asm_module("""
    .globl runtime.systemstack_switch
runtime.systemstack_switch:
    pushq %rbp
    movq %rsp, %rbp
    pushq %r13
    pushq %rbx
    movq %rdi, %rax
    movq %rsi, %rdi
    callq *%rax
    popq %rbx
    popq %r13
    popq %rbp
    retq
""")
'''
"""A systemstack_switch that stays on the stack: enough to see thunks work."""


def module(source: str, folder: Path, name: str = "") -> types.ModuleType:
    """Import `source` (dedented, the vocabulary's import added) as a module of its own."""
    name = name or f"rtlang_case_{next(_numbers)}"
    path = folder / f"{name}.py"
    path.write_text(HEADER + textwrap.dedent(source))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


def load_ir(text: str, level: int = 1) -> Any:
    """Load IR text; a function symbol -> address."""
    missing = [n for n in C_HELPERS if not re.search(rf"^define [^\n]*@{n}\(", text, re.M)]
    host = {n: jit.host_symbol(n) for n in missing}
    image = jit.load([objects.compile_ir(text, objects.Codegen(level, verify=True))], [], host=host, keep_all=True)
    return image.address


def load(compiled: Compiled, level: int = 1) -> Runtime:
    """Load a compilation."""
    text = compiled.text
    if "__morestack" not in text:
        text += 'module asm ".globl __morestack\\0A__morestack: ud2"\n'
    return Runtime(compiled.index, load_ir(text, level), load_ir)


def run(
    source: str,
    folder: Path,
    flags: Mapping[str, Any] | None = None,
    options: CompileOptions | None = None,
    level: int = 1,
) -> Runtime:
    """Import, compile and load a module."""
    return load(compile_modules([module(source, folder)], flags, options), level)


def problems(source: str, folder: Path, **more: Any) -> list[str]:
    """`CODE line message` of what is refused; lines count in `source` after dedent, leading newline included."""
    try:
        compile_modules([module(source, folder)], **more)
    except RtlangError as error:
        skipped = HEADER.count("\n")
        return [f"{p.code} {p.line - skipped} {p.message}" for p in error.problems]
    return []
