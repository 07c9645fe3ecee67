"""Whether the processor is one that the program was made for, before anything else runs.

A program built for GOAMD64=v2, v3 or v4 has the level in `go:main.goamd64` (lower/inits.py). rt0_go asks here, in instructions that every
x86-64 has; on a lesser processor the program ends with Go's message and status 1.

Source: the x86-64 psABI's microarchitecture levels; Intel's manual, CPUID and XGETBV. Read next: asm_amd64.py (rt0_go).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import TEXT

# CPUID 1, ECX: SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT; then FMA, MOVBE, OSXSAVE, AVX, F16C.
_V2_FEATURES = sum([1 << n for n in (0, 9, 13, 19, 20, 23)])
_V3_FEATURES = _V2_FEATURES | sum([1 << n for n in (12, 22, 27, 28, 29)])
# CPUID 7, EBX: BMI1, AVX2, BMI2; then AVX512F, DQ, CD, BW, VL.
_V3_EXTENDED = sum([1 << n for n in (3, 5, 8)])
_V4_EXTENDED = _V3_EXTENDED | sum([1 << n for n in (16, 17, 28, 30, 31)])
# XCR0, what the system saves: XMM and YMM; then opmasks and both halves of ZMM.
_V3_SAVED = sum([1 << n for n in (1, 2)])
_V4_SAVED = _V3_SAVED | sum([1 << n for n in (5, 6, 7)])
# CPUID 0x80000001, ECX: LAHF in 64-bit mode; then LZCNT.
_V2_AMD = sum([1 << n for n in (0,)])
_V3_AMD = _V2_AMD | sum([1 << n for n in (5,)])

LEVELS = (
    (_V2_FEATURES, 0, _V2_AMD, 0),
    (_V3_FEATURES, _V3_EXTENDED, _V3_AMD, _V3_SAVED),
    (_V3_FEATURES, _V4_EXTENDED, _V3_AMD, _V4_SAVED),
)
"""For v2, v3, v4: what CPUID 1 says in ECX, CPUID 7 in EBX, CPUID 0x80000001 in ECX, and XCR0."""

MESSAGE = "This program can only be run on AMD64 processors with v%d microarchitecture support.\\n"
_LENGTH = len(MESSAGE) - len("%d") + 1 - len("\\n") + 1

asm_module(
    '.section .rodata.runtime.cpulevels,"a",@progbits\n.p2align 3\n.globl "runtime.cpulevels"\n"runtime.cpulevels":\n'
    + "".join([f".long {', '.join(map(str, row))}\n" for row in LEVELS])
    + '"runtime.cpumessages":\n'
    + "".join([f'.ascii "{MESSAGE % level}"\n' for level in (2, 3, 4)])
    # rdi: the level. Returns if the processor has it. Changes rax, rbx, rcx, rdx, r8, r9.
    + TEXT(
        "runtime.checkcpulevel",
        f"""
    leaq -2(%rdi), %r8
    movq %r8, %r9
    shlq $4, %r9
    leaq "runtime.cpulevels"(%rip), %rax
    addq %rax, %r9
    xorl %eax, %eax
    cpuid
    cmpl $7, %eax
    jae 1f
    cmpl $0, 4(%r9)
    jne 9f
1:
    movl $1, %eax
    cpuid
    andl (%r9), %ecx
    cmpl (%r9), %ecx
    jne 9f
    movl $7, %eax
    xorl %ecx, %ecx
    cpuid
    andl 4(%r9), %ebx
    cmpl 4(%r9), %ebx
    jne 9f
    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb 9f
    movl $0x80000001, %eax
    cpuid
    andl 8(%r9), %ecx
    cmpl 8(%r9), %ecx
    jne 9f
    cmpl $0, 12(%r9)
    je 2f
    xorl %ecx, %ecx
    xgetbv
    andl 12(%r9), %eax
    cmpl 12(%r9), %eax
    jne 9f
2:
    ret
9:
    imulq ${_LENGTH}, %r8, %r8
    leaq "runtime.cpumessages"(%rip), %rsi
    addq %r8, %rsi
    movl ${_LENGTH}, %edx
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
