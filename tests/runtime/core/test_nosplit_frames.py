"""Chains of @nosplit functions in the runtime's object fit below the guard, by the frames that LLVM made.

rtlang's compiler checks chains by estimated frames, before there is code (rtlang/compile/callgraph.py). Here the code itself is read:
what each function pushes and takes off the stack pointer, and whom it calls. Both are bounds from above: pushes of all paths are added
up. Calls through slots and function pointers are not seen, here as there. Without objdump the test is skipped.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from runtime_support import modules

from rt0.build import runtime as build
from rt0.native import cache as caches
from rt0.rtlang.compile import CompileOptions, compile_modules
from rt0.runtime.core.config import _StackLimit

pytestmark = pytest.mark.skipif(shutil.which("objdump") is None, reason="needs objdump")

HEAD = re.compile(r"^[0-9a-f]+ <(.+)>:$")
INSTRUCTION = re.compile(r"^\s+[0-9a-f]+:\s+(\w+)\s*(.*)$")
TARGET = re.compile(r"R_X86_64_(?:PLT32|PC32)\s+(.+?)[-+]0x[0-9a-f]+$")


class Code:
    """What is known of a function: bytes of its frame, the functions it calls, those that it jumps to at its end."""

    def __init__(self) -> None:
        self.frame = 0
        self.calls: set[str] = set()
        self.jumps: set[str] = set()


def read(text: str) -> dict[str, Code]:
    """The functions of `objdump -dr`, by symbol."""
    found: dict[str, Code] = {}
    here, last = Code(), ""
    for line in text.splitlines():
        if head := HEAD.match(line):
            here = found.setdefault(head[1], Code())
        elif target := TARGET.search(line):
            if last.startswith("call"):
                here.calls.add(target[1])
            elif last.startswith("j"):
                here.jumps.add(target[1])
        elif instruction := INSTRUCTION.match(line):
            last, rest = instruction.groups()
            if last.startswith("push"):
                here.frame += 8
            elif last.startswith("sub") and (taken := re.match(r"\$0x([0-9a-f]+),%rsp", rest)):
                here.frame += int(taken[1], 16)
            elif last.startswith("add") and (taken := re.match(r"\$0x(f[0-9a-f]{15}),%rsp", rest)):
                here.frame += (1 << 64) - int(taken[1], 16)  # -128 fits a byte where 128 does not
            elif last.startswith("lea") and (taken := re.match(r"-0x([0-9a-f]+)\(%rsp\),%rsp", rest)):
                here.frame += int(taken[1], 16)
            elif last.startswith("and") and rest.endswith(",%rsp"):
                here.frame += 64
    return found


def test_pushes_and_calls_are_read() -> None:
    text = """
0000000000000000 <runtime.f>:
   0:\tpush   %rbp
   1:\tpush   %r15
   3:\tsub    $0x28,%rsp
   5:\tadd    $0xffffffffffffff80,%rsp
   6:\tlea    -0x10(%rsp),%rsp
   7:\tcall   c <runtime.f+0xc>
\t\t\t8: R_X86_64_PLT32\truntime.(*mheap).g-0x4
   c:\tjmp    11 <runtime.f+0x11>
\t\t\td: R_X86_64_PLT32\truntime.h-0x4
"""
    f = read(text)["runtime.f"]
    assert (f.frame, f.calls, f.jumps) == (16 + 0x28 + 128 + 16, {"runtime.(*mheap).g"}, {"runtime.h"})


def test_chains_fit_below_the_guard(tmp_path: Path) -> None:
    cache = caches.open_cache()
    support = build.object_of(build.wanted(cache), cache, lambda *_, **__: None)
    file = tmp_path / "runtime.o"
    file.write_bytes(support.object)
    listing = subprocess.run(
        ["objdump", "-dr", "--no-show-raw-insn", str(file)], capture_output=True, text=True, check=True, timeout=120
    )
    code = read(listing.stdout)
    events = [m for m in modules() if not m.__name__.startswith(build.EVENTS)]
    index = compile_modules(events, {"trace": False, "library": False}, CompileOptions()).index
    flags = {f.symbol: f.flags for f in index.functions.values()}
    nosplit = {s for s, marks in flags.items() if "nosplit" in marks and "systemstack" not in marks and s in code}
    assert len(nosplit) > 50
    need: dict[str, int] = {}
    chain: dict[str, str] = {}

    def visit(name: str) -> int:
        if name not in nosplit:
            return 0
        if name not in need:
            need[name] = 0  # A loop of jumps inside of assembly.
            mine = code[name]
            ways = [(8 + mine.frame, "")]
            ways += [(8 + mine.frame + visit(c), c) for c in mine.calls if c in nosplit]
            ways += [(visit(c), c) for c in mine.jumps if c in nosplit]
            need[name], chain[name] = max(ways)
        return need[name]

    worst = max(nosplit, key=visit)
    names, step = [], worst
    while step:
        names.append(f"{step} ({code[step].frame})")
        step = chain[step]
    print(f"deepest: {need[worst]} of {_StackLimit}: {' -> '.join(names)}")
    assert need[worst] <= _StackLimit, " -> ".join(names)
