"""Small programs in IR and assembly that the tests of native/ compile, link and run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from rt0.abi.ir import Module
from rt0.native.objects import Codegen, compile_ir

ATTRIBUTES = 'nounwind "frame-pointer"="non-leaf"'
CHECKED = Codegen(level=1, verify=True)

START = """
.text
.globl rt0_go
.type rt0_go,@function
rt0_go:
    xorl %ebp, %ebp
    call main.main
    movl %eax, %edi
    movl $231, %eax
    syscall
.size rt0_go, .-rt0_go
"""

WRITE = (
    'call i64 asm sideeffect "syscall", "={rax},{rax},{rdi},{rsi},{rdx},~{rcx},~{r11},~{memory}"'
    "(i64 1, i64 1, ptr %s, i64 %d)"
)


def start() -> bytes:
    """An object with the entry point, which exits with what main.main returns."""
    module = Module("start")
    module.asm(START)
    return compile_ir(module.render(), CHECKED)


def returning(value: int, name: str = "main.main", section: bool = True) -> bytes:
    """An object with one function that returns a constant."""
    module = Module(name)
    f = module.function(name, "i64", [], attributes=ATTRIBUTES, section=f".text.{name}" if section else "")
    f.ret("i64", str(value))
    f.finish()
    return compile_ir(module.render(), CHECKED)


def compiled(text: str, level: int = 1) -> bytes:
    """An object of IR text."""
    return compile_ir(text, Codegen(level=level, verify=True))


def hello(level: int = 1, path: str = "/src/hello.go") -> bytes:
    """main.main calls main.say, which is inlined (lines 21 and 4), adds to a variable and returns 42."""
    module = Module("hello")
    module.asm(START)
    file = module.debug_file(path)
    unit = module.debug_unit(file, optimized=level > 0)
    scope = module.debug_function("main.say", file, 20, unit, optimized=level > 0)
    inline = ATTRIBUTES + " alwaysinline"
    f = module.function("main.say", "i64", [], attributes=inline, scope=scope, section=".text.main.say")
    f.at(21, 2)
    f.ret("i64", f.value(WRITE % (module.constant_bytes(b"hello\n"), 6)))
    f.finish()
    scope = module.debug_function("main.main", file, 3, unit, optimized=level > 0)
    f = module.function("main.main", "i64", [], attributes=ATTRIBUTES, scope=scope, section=".text.main.main")
    f.at(4, 2)
    f.emit(f"store volatile i64 {f.value('call i64 @main.say()')}, ptr @main.written")
    f.at(5, 2)
    f.ret("i64", f.value(f"add i64 {f.value('load volatile i64, ptr @main.written')}, 36"))
    f.finish()
    module.define_global("main.written", "i64", section=".bss.main.written")
    return compile_ir(module.render(), Codegen(level=level, verify=True))


def save(path: Path, data: bytes) -> Path:
    """Write an executable file."""
    path.write_bytes(data)
    path.chmod(0o755)
    return path


def run(path: Path | str) -> tuple[int, bytes]:
    """Exit status and output of a program started with an empty environment."""
    done = subprocess.run([os.fspath(path)], env={}, capture_output=True, timeout=20)
    assert done.stderr == b""
    return done.returncode, done.stdout
