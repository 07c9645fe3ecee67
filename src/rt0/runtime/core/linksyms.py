"""Addresses of what the linker or the program defines: section bounds, the function table, main.main.

All are weak: in a library (or a test that loads the runtime alone) some do not exist and read as nil.

Where to read next: docs/abi.md (what each symbol is), symtab.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import TEXT

SYMBOLS = (
    "runtime.pclntab", "runtime.text", "runtime.etext", "runtime.rodata", "runtime.erodata", "runtime.data",
    "runtime.edata", "runtime.bss", "runtime.ebss", "runtime.noptrdata", "runtime.enoptrdata", "runtime.noptrbss",
    "runtime.enoptrbss", "runtime.end", "main.main", "go:main.inittasks", "runtime.inittasks",
    "go:main.itabs", "go:main.godebug", "runtime.processor", "go:main.goroot",
    "go:main.buildinfo",
)  # fmt: skip
SYM_pclntab = SYMBOLS.index("runtime.pclntab")
SYM_text = SYMBOLS.index("runtime.text")
SYM_etext = SYMBOLS.index("runtime.etext")
SYM_rodata = SYMBOLS.index("runtime.rodata")
SYM_erodata = SYMBOLS.index("runtime.erodata")
SYM_data = SYMBOLS.index("runtime.data")
SYM_edata = SYMBOLS.index("runtime.edata")
SYM_bss = SYMBOLS.index("runtime.bss")
SYM_ebss = SYMBOLS.index("runtime.ebss")
SYM_end = SYMBOLS.index("runtime.end")
SYM_main_main = SYMBOLS.index("main.main")
SYM_main_itabs = SYMBOLS.index("go:main.itabs")
SYM_main_godebug = SYMBOLS.index("go:main.godebug")
SYM_main_goroot = SYMBOLS.index("go:main.goroot")
SYM_main_buildinfo = SYMBOLS.index("go:main.buildinfo")
SYM_main_inittasks = SYMBOLS.index("go:main.inittasks")

asm_module(
    '.section .rodata.runtime.linktab,"a",@progbits\n.p2align 3\n"runtime.linktab":\n'
    + "".join(f'.weak "{name}"\n.quad "{name}"\n' for name in SYMBOLS)
    + f'"runtime.linktab.processor" = "runtime.linktab" + {8 * SYMBOLS.index("runtime.processor")}\n'
    + TEXT("runtime.linksym", '    leaq "runtime.linktab"(%rip), %rax\n    movq (%rax,%rdi,8), %rax\n    ret')
)


@asm_func
@nosplit
def linksym(i: i64) -> uintptr:
    """The address of SYMBOLS[i], 0 when nothing defines it."""
    ...
