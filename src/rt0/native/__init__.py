"""LLVM IR text to machine code: passes, objects, the cache, the linker and the loader. Knows nothing of Go.

Only `passes`, `objects` and what they call import llvmlite, and they do so when first used: `cache`, `link` and `jit`
work without it, so that an unchanged program starts, and an unchanged package loads, without the 150 ms of that import.

    IR text ─ objects.compile_ir ─▶ ELF object ─┬─ link.link ──▶ executable file
                                                └─ jit.load ───▶ image in this process
"""
