"""Calls whose signature is known at run time only: what package reflect needs of assembly.

`reflectcall` calls any code with registers and stack laid out by reflect (std/reflect/abi.go knows which leaf of a value travels
where). The other way round, a func value that reflect makes has one of the `reflectstubs` as its code: there its func value
is the last ordinary parameter, so the stub that fits the signature is the one that knows in which register or stack slot that
comes. It spills all argument registers into a frame and calls the Go function in the second word of the func value.

A type that is made at run time (reflect.ArrayOf, StructOf) needs code for its equality and its hash, which take no context:
EQ_SLOTS further stubs each load their own number and go on to the Go function that reflect registered.

Each stub takes 16 bytes, so that `reflectstub` computes addresses. In assembly as elsewhere, g is taken from the m where r13 may
be anything (docs/abi.md, "Threads, stacks and switches").

Where to read next: std/reflect/abi.go, std/reflect/makefunc.go.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import TEXT

REG_STUBS = 6
STACK_STUBS = 128
EQ_SLOTS = 512

INT_REGS = ("rdi", "rsi", "rdx", "rcx", "r8", "r9")
OUT_REGS = ("rax", "rdx", "rcx", "r8")


@comptime
def _moves(op: str, pairs: list[tuple[str, str]]) -> str:
    """One instruction a line: `op a, b` for each pair."""
    return "".join(f"    {op} {a}, {b}\n" for a, b in pairs)


# The frame of reflectcall, std/reflect's callFrame: code 0, ints 8, floats 56, sret 120, stack 128, nstack 136 (words), results
# 144 (integers) and 176 (floats).
@asm_func
def reflectcall(frame: ptr[void]) -> void:
    """Call frame's code with frame's registers and stack words; leave the result registers in it.

    Makes its own stack check, as large as the stack words ask for.
    """
    ...


asm_module(
    TEXT(
        "runtime.reflectcall",
        """
    movq 136(%rdi), %rax
    incq %rax
    andq $-2, %rax
    shlq $3, %rax
    leaq 128(%rax), %r10
    movq %rsp, %rcx
    subq %r10, %rcx
    cmpq %fs:GUARD@, %rcx
    ja 1f
    xorl %r11d, %r11d
    call __morestack
    ret
1:
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    pushq %r12
    movq %rdi, %rbx
    subq %rax, %rsp
    movq 128(%rbx), %rsi
    movq %rsp, %rdi
    movq 136(%rbx), %rcx
    rep movsq
"""
        + _moves("movsd", [(f"{56 + 8 * i}(%rbx)", f"%xmm{i}") for i in range(8)])
        + _moves("movq", [(f"{8 + 8 * i}(%rbx)", f"%{r}") for i, r in enumerate(INT_REGS)])
        + """
    movq 120(%rbx), %rax
    call *(%rbx)
"""
        + _moves("movq", [(f"%{r}", f"{144 + 8 * i}(%rbx)") for i, r in enumerate(OUT_REGS)])
        + _moves("movsd", [(f"%xmm{i}", f"{176 + 8 * i}(%rbx)") for i in range(4)])
        + """
    leaq -16(%rbp), %rsp
    popq %r12
    popq %rbx
    popq %rbp
    ret
""",
    )
)


# What every stub for a func value comes to, with the func value in r11. Its frame is std/reflect's stubFrame: ints 0, floats 48,
# sret 112, address of the stack arguments 120, results 128 (integers) and 160 (floats); r13 is kept at 192.
asm_module(
    TEXT(
        "runtime.reflectentry",
        """
    pushq %rbp
    movq %rsp, %rbp
    subq $208, %rsp
"""
        + _moves("movq", [(f"%{r}", f"{8 * i}(%rsp)") for i, r in enumerate(INT_REGS)])
        + _moves("movsd", [(f"%xmm{i}", f"{48 + 8 * i}(%rsp)") for i in range(8)])
        + """
    movq %rax, 112(%rsp)
    leaq 16(%rbp), %rax
    movq %rax, 120(%rsp)
    movq %r13, 192(%rsp)
    movq %fs:TLS_M@, %rcx
    movq m_curg@(%rcx), %r13
    movq %r11, %rdi
    movq %rsp, %rsi
    movq 8(%r11), %rdx
    call *(%rdx)
"""
        + _moves("movq", [(f"{128 + 8 * i}(%rsp)", f"%{r}") for i, r in enumerate(OUT_REGS)])
        + _moves("movsd", [(f"{160 + 8 * i}(%rsp)", f"%xmm{i}") for i in range(4)])
        + """
    movq 192(%rsp), %r13
    movq %rbp, %rsp
    popq %rbp
    ret
""",
    )
)


@comptime
def _stubs() -> str:
    """The code of all stubs, each on 16 bytes."""
    out = []
    for reg in INT_REGS:
        out.append(f'    movq %{reg}, %r11\n    jmp "runtime.reflectentry"\n')
    for i in range(STACK_STUBS):
        out.append(f'    movq {8 + 8 * i}(%rsp), %r11\n    jmp "runtime.reflectentry"\n')
    for hook in (0, 8):
        for i in range(EQ_SLOTS):
            out.append(f'    movl ${i}, %edx\n    movq "runtime.reflecthooks"+{hook}(%rip), %rcx\n    jmp *(%rcx)\n')
    return "    .p2align 4\n".join(out)


asm_module(
    '.section .bss.noptr.runtime.reflecthooks,"aw",@nobits\n.p2align 3\n"runtime.reflecthooks":\n.zero 16\n'
    + TEXT("runtime.reflectstubs", _stubs())
    + TEXT(
        "runtime.reflectstub",
        """
    shlq $4, %rdi
    leaq "runtime.reflectstubs"(%rip), %rax
    addq %rdi, %rax
    ret
""",
    )
    + TEXT(
        "runtime.setreflecthooks",
        """
    movq %rdi, "runtime.reflecthooks"(%rip)
    movq %rsi, "runtime.reflecthooks"+8(%rip)
    ret
""",
    )
)


@asm_func
@nosplit
def reflectstub(i: i64) -> ptr[void]:
    """The address of a stub: REG_STUBS for a func value in a register, STACK_STUBS for one on the stack, then EQ_SLOTS equalities and
    as many hashes."""
    ...


@asm_func
@nosplit
def setreflecthooks(equal: ptr[void], hash: ptr[void]) -> void:
    """Register the func values, constants of the program, that the stubs of equalities and hashes go on to. Called once."""
    ...
