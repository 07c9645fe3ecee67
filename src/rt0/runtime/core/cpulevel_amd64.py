"""Whether the processor is one that the program was made for, before anything else runs.

What is asked is `runtime.processor` (abi/processors.py). rt0_go asks it here, in instructions that every x86-64 has; on a processor
that lacks something the program ends with the message that stands there and status 1. A word of which nothing is wanted is not
looked at, so a program made for GOAMD64=v1 asks nothing.

Read next: asm_amd64.py (rt0_go).
"""
from __future__ import annotations

from rt0.abi.processors import WORDS
from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import TEXT

_LENGTH = 4 * WORDS
_MESSAGE = _LENGTH + 4

asm_module(
    # rdi: the question. Returns if the processor has all of it. Changes rax, rbx, rcx, rdx.
    TEXT(
        "runtime.checkprocessor",
        f"""
    cmpl $0, (%rdi)
    je 1f
    movl $1, %eax
    cpuid
    andl (%rdi), %ecx
    cmpl (%rdi), %ecx
    jne 9f
1:
    movl 4(%rdi), %eax
    orl 8(%rdi), %eax
    je 2f
    xorl %eax, %eax
    cpuid
    cmpl $7, %eax
    jb 9f
    movl $7, %eax
    xorl %ecx, %ecx
    cpuid
    andl 4(%rdi), %ebx
    cmpl 4(%rdi), %ebx
    jne 9f
    andl 8(%rdi), %ecx
    cmpl 8(%rdi), %ecx
    jne 9f
2:
    cmpl $0, 12(%rdi)
    je 3f
    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb 9f
    movl $0x80000001, %eax
    cpuid
    andl 12(%rdi), %ecx
    cmpl 12(%rdi), %ecx
    jne 9f
3:
    cmpl $0, 16(%rdi)
    je 4f
    xorl %ecx, %ecx
    xgetbv
    andl 16(%rdi), %eax
    cmpl 16(%rdi), %eax
    jne 9f
4:
    ret
9:
    leaq {_MESSAGE}(%rdi), %rsi
    movl {_LENGTH}(%rdi), %edx
    movl $2, %edi
    movl $1, %eax
    syscall
    movl $1, %edi
    movl $231, %eax
    syscall
    ud2
""",
    )
)
