"""Bulk memory in assembly, under the names that LLVM calls: memcpy, memmove, memset, memcmp, bcmp, strlen.

C's convention. Short sizes are done by overlapping loads and stores (both ends, no loop), medium ones by 32 bytes a
turn, large ones by `rep movsb`/`rep stosb`, which this decade's processors do by cache lines. bcmp, which is what equality
of strings comes to, has no loop below 32 bytes (memcmp is LLVM's only where it orders bytes, which is seldom). memmove loads before it
stores or copies backwards, so it is also memcpy. None touches the stack, so all are nosplit by nature.

Where to read next: asm_amd64.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.asm_amd64 import TEXT

asm_module(
    """
.text
.p2align 5
.globl memcpy
.type memcpy,@function
memcpy:
.globl memmove
.type memmove,@function
memmove:
    movq %rdi, %rax
    cmpq $16, %rdx
    jb .Lmm_small
    cmpq $32, %rdx
    ja .Lmm_more32
    movups (%rsi), %xmm0
    movups -16(%rsi,%rdx), %xmm1
    movups %xmm0, (%rdi)
    movups %xmm1, -16(%rdi,%rdx)
    ret
.Lmm_small:
    cmpl $8, %edx
    jae .Lmm_8
    cmpl $4, %edx
    jae .Lmm_4
    cmpl $1, %edx
    jb .Lmm_0
    movzbl (%rsi), %ecx
    je .Lmm_1
    movzwl -2(%rsi,%rdx), %esi
    movw %si, -2(%rdi,%rdx)
.Lmm_1:
    movb %cl, (%rdi)
.Lmm_0:
    ret
.Lmm_8:
    movq (%rsi), %rcx
    movq -8(%rsi,%rdx), %r8
    movq %rcx, (%rdi)
    movq %r8, -8(%rdi,%rdx)
    ret
.Lmm_4:
    movl (%rsi), %ecx
    movl -4(%rsi,%rdx), %r8d
    movl %ecx, (%rdi)
    movl %r8d, -4(%rdi,%rdx)
    ret
.Lmm_more32:
    cmpq $64, %rdx
    ja .Lmm_more64
    movups (%rsi), %xmm0
    movups 16(%rsi), %xmm1
    movups -32(%rsi,%rdx), %xmm2
    movups -16(%rsi,%rdx), %xmm3
    movups %xmm0, (%rdi)
    movups %xmm1, 16(%rdi)
    movups %xmm2, -32(%rdi,%rdx)
    movups %xmm3, -16(%rdi,%rdx)
    ret
.Lmm_more64:
    movq %rdi, %rcx
    subq %rsi, %rcx
    cmpq %rdx, %rcx
    jb .Lmm_backward
    cmpq $2048, %rdx
    jae .Lmm_rep
    movups -32(%rsi,%rdx), %xmm4
    movups -16(%rsi,%rdx), %xmm5
    leaq -32(%rdi,%rdx), %r8
1:
    movups (%rsi), %xmm0
    movups 16(%rsi), %xmm1
    movups %xmm0, (%rdi)
    movups %xmm1, 16(%rdi)
    addq $32, %rsi
    addq $32, %rdi
    cmpq %r8, %rdi
    jb 1b
    movups %xmm4, (%r8)
    movups %xmm5, 16(%r8)
    ret
.Lmm_rep:
    movq %rdx, %rcx
    rep movsb
    ret
.Lmm_backward:
    testq %rcx, %rcx
    je .Lmm_0
    movups (%rsi), %xmm4
    movups 16(%rsi), %xmm5
    leaq 32(%rdi), %r8
    leaq (%rdi,%rdx), %rcx
    addq %rdx, %rsi
1:
    movups -16(%rsi), %xmm0
    movups -32(%rsi), %xmm1
    movups %xmm0, -16(%rcx)
    movups %xmm1, -32(%rcx)
    subq $32, %rsi
    subq $32, %rcx
    cmpq %r8, %rcx
    ja 1b
    movups %xmm4, (%rdi)
    movups %xmm5, 16(%rdi)
    ret
.size memcpy, .-memcpy
.size memmove, .-memmove
"""
    + TEXT(
        "memset",
        """
    movq %rdi, %rax
    movzbl %sil, %ecx
    movabsq $0x0101010101010101, %r8
    imulq %r8, %rcx
    cmpq $16, %rdx
    jb .Lms_small
    movq %rcx, %xmm0
    punpcklqdq %xmm0, %xmm0
    cmpq $1024, %rdx
    jae .Lms_rep
    leaq -16(%rdi,%rdx), %r8
1:
    movups %xmm0, (%rdi)
    addq $16, %rdi
    cmpq %r8, %rdi
    jb 1b
    movups %xmm0, (%r8)
    ret
.Lms_rep:
    movl %esi, %r8d
    movq %rax, %r9
    movl %r8d, %eax
    movq %rdx, %rcx
    rep stosb
    movq %r9, %rax
    ret
.Lms_small:
    cmpl $8, %edx
    jb 2f
    movq %rcx, (%rdi)
    movq %rcx, -8(%rdi,%rdx)
    ret
2:
    cmpl $4, %edx
    jb 3f
    movl %ecx, (%rdi)
    movl %ecx, -4(%rdi,%rdx)
    ret
3:
    testl %edx, %edx
    je 4f
    movb %cl, (%rdi)
    movb %cl, -1(%rdi,%rdx)
    cmpl $3, %edx
    jb 4f
    movb %cl, 1(%rdi)
4:
    ret
""",
    )
    + """
.text
.p2align 5
.globl bcmp
.type bcmp,@function
bcmp:
    cmpq $16, %rdx
    jae .Lbc_16
    cmpl $8, %edx
    jae .Lbc_8
    cmpl $4, %edx
    jae .Lbc_4
    xorl %eax, %eax
    testl %edx, %edx
    je 1f
    movzbl (%rdi), %eax
    xorb (%rsi), %al
    movzbl -1(%rdi,%rdx), %ecx
    xorb -1(%rsi,%rdx), %cl
    orl %ecx, %eax
    shrl $1, %edx
    movzbl (%rdi,%rdx), %ecx
    xorb (%rsi,%rdx), %cl
    orl %ecx, %eax
1:
    ret
.Lbc_4:
    movl (%rdi), %eax
    xorl (%rsi), %eax
    movl -4(%rdi,%rdx), %ecx
    xorl -4(%rsi,%rdx), %ecx
    orl %ecx, %eax
    ret
.Lbc_8:
    movq (%rdi), %r8
    xorq (%rsi), %r8
    movq -8(%rdi,%rdx), %rcx
    xorq -8(%rsi,%rdx), %rcx
    xorl %eax, %eax
    orq %rcx, %r8
    setne %al
    ret
.Lbc_16:
    leaq -16(%rdi,%rdx), %r8
    leaq -16(%rsi,%rdx), %r9
    subq %rdi, %rsi
    cmpq $64, %rdx
    jb 2f
    leaq -48(%r8), %r10
1:
    movups (%rdi), %xmm0
    movups 16(%rdi), %xmm1
    movups 32(%rdi), %xmm2
    movups 48(%rdi), %xmm3
    movups (%rdi,%rsi), %xmm4
    movups 16(%rdi,%rsi), %xmm5
    movups 32(%rdi,%rsi), %xmm6
    movups 48(%rdi,%rsi), %xmm7
    pcmpeqb %xmm4, %xmm0
    pcmpeqb %xmm5, %xmm1
    pcmpeqb %xmm6, %xmm2
    pcmpeqb %xmm7, %xmm3
    pand %xmm1, %xmm0
    pand %xmm3, %xmm2
    pand %xmm2, %xmm0
    pmovmskb %xmm0, %eax
    xorl $0xffff, %eax
    jne 4f
    addq $64, %rdi
    cmpq %r10, %rdi
    jbe 1b
2:
    cmpq %r8, %rdi
    jae 3f
    movups (%rdi), %xmm0
    movups (%rdi,%rsi), %xmm1
    pcmpeqb %xmm1, %xmm0
    pmovmskb %xmm0, %eax
    xorl $0xffff, %eax
    jne 4f
    addq $16, %rdi
    jmp 2b
3:
    movups (%r8), %xmm0
    movups (%r9), %xmm1
    pcmpeqb %xmm1, %xmm0
    pmovmskb %xmm0, %eax
    xorl $0xffff, %eax
4:
    ret
.size bcmp, .-bcmp

.p2align 4
.globl memcmp
.type memcmp,@function
memcmp:
    cmpq $16, %rdx
    jb .Lmc_small
    leaq -16(%rdx), %r8
    xorl %ecx, %ecx
1:
    cmpq %r8, %rcx
    jae 2f
    movups (%rdi,%rcx), %xmm0
    movups (%rsi,%rcx), %xmm1
    pcmpeqb %xmm1, %xmm0
    pmovmskb %xmm0, %eax
    xorl $0xffff, %eax
    jne .Lmc_differ
    addq $16, %rcx
    jmp 1b
2:
    movq %r8, %rcx
    movups (%rdi,%rcx), %xmm0
    movups (%rsi,%rcx), %xmm1
    pcmpeqb %xmm1, %xmm0
    pmovmskb %xmm0, %eax
    xorl $0xffff, %eax
    jne .Lmc_differ
    ret
.Lmc_differ:
    bsfl %eax, %eax
    addq %rax, %rcx
    movzbl (%rdi,%rcx), %eax
    movzbl (%rsi,%rcx), %edx
    subl %edx, %eax
    ret
.Lmc_small:
    xorl %ecx, %ecx
    xorl %eax, %eax
    cmpl $8, %edx
    jb 3f
    movq (%rdi), %r8
    movq (%rsi), %r9
    cmpq %r8, %r9
    jne 3f
    movl $8, %ecx
3:
    cmpq %rdx, %rcx
    jae 4f
    movzbl (%rdi,%rcx), %eax
    movzbl (%rsi,%rcx), %r8d
    subl %r8d, %eax
    jne 4f
    incq %rcx
    jmp 3b
4:
    ret
.size memcmp, .-memcmp
"""
    + TEXT(
        "strlen",
        """
    xorl %eax, %eax
1:
    cmpb $0, (%rdi,%rax)
    je 2f
    incq %rax
    jmp 1b
2:
    ret
""",
    )
)
