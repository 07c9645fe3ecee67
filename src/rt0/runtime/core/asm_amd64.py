"""What only assembly can do on x86-64: the entry, switches between stacks, stack growth, signals, bulk memory.

Registers, as compiled code has them (docs/abi.md): g in r13; arguments in rdi rsi rdx rcx r8 r9 (rax for a result's
address), xmm0-7; results in rax rdx rcx r8, xmm0-3; a callee keeps rbx rbp r12 r13 r14 r15. So a switch saves those
five besides r13, on the stack it leaves, in one layout for every way of leaving (`mcall`, `systemstack_switch`, a new
goroutine as newproc1 lays it out):

    g.sched.sp ->  r15  r14  r12  rbx  rbp  return address

The collector scans a stopped stack from g.sched.sp, so it sees the callee-saved registers too.

The frame pointer chain is whole: rbp in systemstack_switch is a frame on the goroutine's stack, so a walk from g0's
side goes on into the goroutine; __morestack makes, on the old segment, the frame that the growing function would have
made.

`%fs:112` (the guard) is stored on each switch: the g's own guard, 0 (never grows) on g0 and gsignal. `%fs:104` is the
m.

Where to read next: stack/newstack.py (what __morestack asks for), sched/park.py and sched/proc.py (who switches).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import TLS_GUARD, TLS_M, G0StackSize, _StackGuard, _StackSmall, stackPreempt
from rt0.runtime.core.runtime2 import g, getg, gobuf, m, panicbuf, stkseg


@comptime
def _offsets() -> dict[str, int]:
    """Names used in the assembly below -> numbers."""
    stack_off = offsetof(g, "stack")
    sched_off = offsetof(g, "sched")
    names = {
        "g_lo": stack_off,
        "g_hi": stack_off + 8,
        "g_guard": offsetof(g, "stackguard0"),
        "g_m": offsetof(g, "m"),
        "g_sp": sched_off + offsetof(gobuf, "sp"),
        "g_pc": sched_off + offsetof(gobuf, "pc"),
        "g_bp": sched_off + offsetof(gobuf, "bp"),
        "g_sched": sched_off,
        "g_seg": offsetof(g, "seg"),
        "g_segnext": offsetof(g, "segnext"),
        "g_sysregs": offsetof(g, "syscallregs"),
        "g_abuf": offsetof(g, "asyncbuf"),
        "m_curg": offsetof(m, "curg"),
        "m_g0": offsetof(m, "g0"),
        "m_gsignal": offsetof(m, "gsignal"),
        "m_tlsbase": offsetof(m, "tlsbase"),
        "m_tls": offsetof(m, "tls"),
        "m_need": offsetof(m, "moreneed"),
        "seg_prev": offsetof(stkseg, "prev"),
        "seg_next": offsetof(stkseg, "next"),
        "seg_lo": offsetof(stkseg, "stk"),
        "seg_hi": offsetof(stkseg, "stk") + 8,
        "seg_oldlo": offsetof(stkseg, "oldstk"),
        "seg_oldhi": offsetof(stkseg, "oldstk") + 8,
        "seg_oldsp": offsetof(stkseg, "oldsp"),
        "seg_raise": offsetof(stkseg, "raised"),
        "g_splits": offsetof(g, "splits"),
        "TLS_M": TLS_M,
        "GUARD": TLS_GUARD,
        "STACKGUARD": _StackGuard,
        "NEED": _StackGuard + _StackSmall,
        "PREEMPT": stackPreempt - (1 << 64),
        "G0SIZE": G0StackSize,
    }
    for field in ("sp", "pc", "bp", "rbx", "r12", "r14", "r15", "seg"):
        names["pb_" + field] = offsetof(panicbuf, field)
    return names


OFFSETS = _offsets()


@comptime
def asm_text(body: str) -> str:
    """Replace NAME@ in `body` by its number: `g_m@(%r13)`."""
    for name, value in sorted(OFFSETS.items(), key=lambda item: -len(item[0])):
        body = body.replace(name + "@", str(value))
    return body


@comptime
def TEXT(symbol: str, body: str) -> str:
    """Assembly of one function with its symbol's type and size."""
    name = f'"{symbol}"'
    return (
        f".text\n.p2align 4\n.globl {name}\n.type {name},@function\n{name}:\n{asm_text(body)}\n"
        f".size {name}, .-{name}\n"
    )


# ---- switches -------------------------------------------------------------------------------------------------------


@row("g", enter=("g: getg().m.curg.goid",), section=16)
@asm_func
@nosplit
@noreturn
def gogo(buf: ptr[gobuf]) -> void:
    """Go on with the g whose `sched` buf is: its registers, its guard, its stack. Runs on g0; never returns to it."""
    ...


asm_module(
    TEXT(
        "runtime.gogo",
        """
    leaq -g_sched@(%rdi), %r13
    movq g_guard@(%r13), %rax
    movq %rax, %fs:GUARD@
    movq g_sp@(%r13), %rsp
    popq %r15
    popq %r14
    popq %r12
    popq %rbx
    popq %rbp
    popq %rcx
    jmp *%rcx
""",
    )
)


@row("g", enter=("g: getg().m.curg.goid",), section=11)
@asm_func
@nosplit
def mcall(f: fn[[ptr[g]], void]) -> void:
    """Save this g, switch to its m's g0 and call f(g) there. f never returns: it ends in schedule() or gogo.

    Returns when somebody runs the g again, perhaps on another m.
    """
    ...


asm_module(
    TEXT(
        "runtime.mcall",
        """
    movq (%rsp), %rax
    movq %rax, g_pc@(%r13)
    movq %rbp, g_bp@(%r13)
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r14
    pushq %r15
    movq %rsp, g_sp@(%r13)
    movq %rdi, %rax
    movq %r13, %rdi
    movq g_m@(%r13), %rcx
    movq m_g0@(%rcx), %r13
    movq $0, %fs:GUARD@
    movq g_sp@(%r13), %rsp
    xorl %ebp, %ebp
    call *%rax
    ud2
""",
    )
)


@row("g", enter=("g: getg().m.curg.goid",), name="systemstack", section=12)
@asm_func
@nosplit
def systemstack_switch(thunk: ptr[void], args: ptr[void]) -> void:
    """Call thunk(args) on g0's stack and come back. What `systemstack(f, ...)` compiles to when not on g0 already.

    The goroutine keeps its m and its status; its state is saved as mcall does, so that the collector and tracebacks
    may look at it meanwhile.
    """
    ...


asm_module(
    TEXT(
        "runtime.systemstack_switch",
        """
    movq (%rsp), %rax
    movq %rax, g_pc@(%r13)
    movq %rbp, g_bp@(%r13)
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    pushq %r12
    pushq %r14
    pushq %r15
    movq %rsp, g_sp@(%r13)
    movq %r13, %rbx
    movq %rdi, %rax
    movq %rsi, %rdi
    movq g_m@(%r13), %rcx
    movq m_g0@(%rcx), %r13
    movq $0, %fs:GUARD@
    movq g_sp@(%r13), %rsp
    call *%rax
    movq %rbx, %r13
    movq g_guard@(%r13), %rax
    movq %rax, %fs:GUARD@
    movq g_sp@(%r13), %rsp
    popq %r15
    popq %r14
    popq %r12
    popq %rbx
    popq %rbp
    ret
""",
    )
)


@row("g")
@asm_func
@nosplit
def gosave(buf: ptr[gobuf]) -> void:
    """Note in buf where the caller stands, so that mcall and systemstack start g0's stack below it. g0 only.

    The caller must not return while g0 may be entered by mcall: mstart1 and the library's entry.
    """
    ...


asm_module(
    TEXT(
        "runtime.gosave",
        """
    movq (%rsp), %rax
    movq %rax, g_pc@-g_sched@(%rdi)
    movq %rbp, g_bp@-g_sched@(%rdi)
    leaq -256(%rsp), %rax
    andq $-16, %rax
    movq %rax, g_sp@-g_sched@(%rdi)
    ret
""",
    )
)


@asm_func
@nosplit
def gostart() -> void:
    """Where a new goroutine begins: rbx is its argument block, r12 its funcval.

    Never called; newproc1 takes its address.
    """
    ...


@row("g", enter=("g: getg().goid",))
@asm_func
@nosplit
@noreturn
def goexit() -> void:
    """Where a goroutine's first function returns to: ends the goroutine."""
    ...


# gostart stands inside goexit's symbol, so that the outermost return address of each goroutine lies in runtime.goexit,
# which is where tracebacks stop.
asm_module(
    TEXT(
        "runtime.goexit",
        """
    nop
    call "runtime.goexit1"
    ud2
.globl "runtime.gostart"
"runtime.gostart":
    xorl %ebp, %ebp
    movq %rbx, %rdi
    movq %r12, %rsi
    call *(%r12)
    call "runtime.goexit1"
    ud2
""",
    )
)


@row("sched", enter=("g: getg().goid",))
@asm_func
@nosplit
def entersyscall() -> void:
    """The g is about to block in the system: leave its P to sysmon. Notes callee-saved registers for the collector."""
    ...


@row("sched", enter=("g: getg().goid",))
@asm_func
@nosplit
def entersyscallblock() -> void:
    """As entersyscall, when it is known that the call will block: the P is handed off at once."""
    ...


_SAVE_REGS = """
    movq %rbx, g_sysregs@(%r13)
    movq %rbp, g_sysregs@+8(%r13)
    movq %r12, g_sysregs@+16(%r13)
    movq %r14, g_sysregs@+24(%r13)
    movq %r15, g_sysregs@+32(%r13)
    movq (%rsp), %rdi
    leaq 8(%rsp), %rsi
    movq %rbp, %rdx
"""
asm_module(TEXT("runtime.entersyscall", _SAVE_REGS + '    jmp "runtime.reentersyscall"'))
asm_module(TEXT("runtime.entersyscallblock", _SAVE_REGS + '    jmp "runtime.reentersyscallblock"'))


# ---- growing the stack -----------------------------------------------------------------------------------------------

# The prologue that LLVM emits for "split-stack" functions ends in
#     movl $frame, %r10; movl $stack_argument_bytes, %r11; call __morestack; ret
# and the function's body follows that 1-byte ret. At entry (S = rsp): [S] is the address of that ret, [S+8] the
# caller's return address, [S+16...] stack arguments. All argument registers are live; r10 and r11 are ours.
#
# r13 need not be g here: a function that does not use its g gets anything in r13 from LLVM, and its caller may count on
# r13 being kept. So g is the m's curg, and r13 is saved and restored. On g0 and gsignal the guard is 0, so we come here
# from them only when somebody poisoned the guard while this thread was on its way there.
#
# Fast way: the kept segment g.segnext is large enough. [S] becomes a saved rbp: with the caller's return address
# above it that is the very frame the function would have made, and rbp = S links the body's frame (on the new
# segment) to it. The body returns to morestack_ret, which goes back to the old segment and returns to the caller in
# the body's place.
#
# A hot split: calls that mostly lie at the border of two segments pay for crossing it each time. At every 1,024th crossing of a goroutine
# the border is moved: the older segment's guard is raised to 512 bytes above the frame that crossed (seg.raised, for as long
# as the newer segment is kept), so that the crossing is made by a caller further up, of which a recursion has fewer. Not where the guard
# would rise by more than 2 KB: then a large frame crossed, and small ones still have room.
#
# Slow way: all argument registers are pushed on the old segment (the guard leaves room) and newstack runs on g0. It
# yields when the guard was poisoned, or makes g.segnext large enough; in the end it resumes us and the check is made
# again.
asm_module(
    TEXT(
        "__morestack",
        """
    cmpq $PREEMPT@, %fs:GUARD@
    je .Lmore_slow
    pushq %rax
    pushq %rcx
    pushq %rdx
    movq %fs:TLS_M@, %rdx
    movq m_curg@(%rdx), %rdx
    movq g_segnext@(%rdx), %rax
    testq %rax, %rax
    je .Lmore_slow3
    leaq NEED@(%r10,%r11), %rcx
    addq seg_lo@(%rax), %rcx
    cmpq seg_hi@(%rax), %rcx
    ja .Lmore_slow3
    movq 24(%rsp), %r10
    movq %rbp, 24(%rsp)
    leaq 24(%rsp), %rbp
    movq g_seg@(%rdx), %rcx
    movq %rcx, seg_prev@(%rax)
    movq g_lo@(%rdx), %rcx
    movq %rcx, seg_oldlo@(%rax)
    movq g_hi@(%rdx), %rcx
    movq %rcx, seg_oldhi@(%rax)
    movq %rbp, seg_oldsp@(%rax)
    movq %rax, g_seg@(%rdx)
    movq seg_next@(%rax), %rcx
    movq %rcx, g_segnext@(%rdx)
    movq seg_lo@(%rax), %rcx
    movq %rcx, g_lo@(%rdx)
    addq $STACKGUARD@, %rcx
    movq %rcx, g_guard@(%rdx)
    movq %rcx, %fs:GUARD@
    movq seg_hi@(%rax), %rcx
    movq %rcx, g_hi@(%rdx)
    testq %r11, %r11
    jne .Lmore_args
.Lmore_enter:
    movq %rcx, %rsp
    movq -8(%rbp), %rax
    movq -16(%rbp), %rcx
    movq -24(%rbp), %rdx
    incq %r10
    call *%r10
.globl "runtime.morestack_ret"
"runtime.morestack_ret":
    movq %fs:TLS_M@, %r9
    movq m_curg@(%r9), %r9
    movq g_seg@(%r9), %r10
    movq %r10, g_segnext@(%r9)
    movq seg_prev@(%r10), %r11
    movq %r11, g_seg@(%r9)
    movq seg_oldhi@(%r10), %r11
    movq %r11, g_hi@(%r9)
    movq seg_oldlo@(%r10), %r11
    movq %r11, g_lo@(%r9)
    addq $STACKGUARD@, %r11
    incl g_splits@(%r9)
    testl $1023, g_splits@(%r9)
    je .Lmore_hot
.Lmore_cool:
    movl seg_raise@(%r10), %r10d
    addq %r10, %r11
    cmpq $PREEMPT@, g_guard@(%r9)
    je 1f
    movq %r11, g_guard@(%r9)
    movq %r11, %fs:GUARD@
1:
    movq %rbp, %rsp
    popq %rbp
    ret
.Lmore_hot:
    pushq %rax
    leaq 512(%rbp), %r9
    subq %r11, %r9
    movl seg_raise@(%r10), %eax
    subq %rax, %r9
    cmpq $2048, %r9
    ja 1f
    addl %r9d, %eax
    movl %eax, seg_raise@(%r10)
1:
    popq %rax
    movq %fs:TLS_M@, %r9
    movq m_curg@(%r9), %r9
    jmp .Lmore_cool

.Lmore_args:
    addq $15, %r11
    andq $-16, %r11
    subq %r11, %rcx
    pushq %rsi
    pushq %rdi
    pushq %rcx
    leaq 16(%rbp), %rsi
    movq %rcx, %rdi
    movq %r11, %rcx
    rep movsb
    popq %rcx
    popq %rdi
    popq %rsi
    jmp .Lmore_enter

.Lmore_slow3:
    popq %rdx
    popq %rcx
    popq %rax
.Lmore_slow:
    pushq %rax
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r13
    subq $128, %rsp
    movups %xmm0, (%rsp)
    movups %xmm1, 16(%rsp)
    movups %xmm2, 32(%rsp)
    movups %xmm3, 48(%rsp)
    movups %xmm4, 64(%rsp)
    movups %xmm5, 80(%rsp)
    movups %xmm6, 96(%rsp)
    movups %xmm7, 112(%rsp)
    movq %fs:TLS_M@, %rcx
    movq m_curg@(%rcx), %rdx
    testq %rdx, %rdx
    je .Lmore_system
    cmpq g_lo@(%rdx), %rsp
    jb .Lmore_system
    cmpq g_hi@(%rdx), %rsp
    ja .Lmore_system
    movq %rdx, %r13
    leaq NEED@(%r10,%r11), %rax
    movq %rax, m_need@(%rcx)
    leaq "runtime.newstack"(%rip), %rdi
    call "runtime.mcall"
    jmp .Lmore_resume
.Lmore_system:
    movq $0, %fs:GUARD@
.Lmore_resume:
    movups (%rsp), %xmm0
    movups 16(%rsp), %xmm1
    movups 32(%rsp), %xmm2
    movups 48(%rsp), %xmm3
    movups 64(%rsp), %xmm4
    movups 80(%rsp), %xmm5
    movups 96(%rsp), %xmm6
    movups 112(%rsp), %xmm7
    addq $128, %rsp
    popq %r13
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rax
    subq %r10, %rsp
    cmpq %fs:GUARD@, %rsp
    leaq (%rsp,%r10), %rsp
    jbe "__morestack"
    popq %r10
    incq %r10
    jmp *%r10
""",
    )
)


@row("stack", enter=("g: getg().m.curg.goid",))
@export("__morestack")
@asm_func
@nosplit
def morestack() -> void:
    """What a function's prologue calls when its frame does not fit the stack: the slow way asks newstack.

    Never called from here.
    """
    ...


@asm_func
@nosplit
def morestack_ret() -> void:
    """The address that a function on a new segment returns to; tracebacks pass over it. Never called."""
    ...


# ---- panics ----------------------------------------------------------------------------------------------------------


@asm_func
@nosplit
def savepanic(buf: ptr[panicbuf]) -> i32:
    """Fill buf with this point of the caller; 0. Returns a second time with 1 when a recovered panic lands here."""
    ...


@asm_func
@nosplit
@noreturn
def jumppanic(buf: ptr[panicbuf]) -> void:
    """Land at the savepanic that filled buf, with result 1; segments entered since then are left (kept by g.segnext).
    """
    ...


asm_module(
    TEXT(
        "runtime.savepanic",
        """
    movq (%rsp), %rax
    movq %rax, pb_pc@(%rdi)
    leaq 8(%rsp), %rax
    movq %rax, pb_sp@(%rdi)
    movq %rbp, pb_bp@(%rdi)
    movq %rbx, pb_rbx@(%rdi)
    movq %r12, pb_r12@(%rdi)
    movq %r14, pb_r14@(%rdi)
    movq %r15, pb_r15@(%rdi)
    movq g_seg@(%r13), %rax
    movq %rax, pb_seg@(%rdi)
    xorl %eax, %eax
    ret
""",
    )
    + TEXT(
        "runtime.jumppanic",
        """
1:
    movq g_seg@(%r13), %rax
    cmpq pb_seg@(%rdi), %rax
    je 2f
    movq %rax, g_segnext@(%r13)
    movq seg_prev@(%rax), %rcx
    movq %rcx, g_seg@(%r13)
    movq seg_oldlo@(%rax), %rcx
    movq %rcx, g_lo@(%r13)
    movq seg_oldhi@(%rax), %rcx
    movq %rcx, g_hi@(%r13)
    jmp 1b
2:
    cmpq $PREEMPT@, g_guard@(%r13)
    je 3f
    movq g_lo@(%r13), %rcx
    addq $STACKGUARD@, %rcx
    movq %rcx, g_guard@(%r13)
    movq %rcx, %fs:GUARD@
3:
    movq pb_rbx@(%rdi), %rbx
    movq pb_r12@(%rdi), %r12
    movq pb_r14@(%rdi), %r14
    movq pb_r15@(%rdi), %r15
    movq pb_bp@(%rdi), %rbp
    movq pb_sp@(%rdi), %rsp
    movl $1, %eax
    jmp *pb_pc@(%rdi)
""",
    )
)


# ---- the entry and threads -------------------------------------------------------------------------------------------

# The ELF entry point. rsp points to argc; there is no return address. The first thread's stack is the system's (8 MB).
# What is asked of the processor is runtime.processor, if there is one (cpulevel_amd64.py).
asm_module(
    TEXT(
        "rt0_go",
        """
    movq (%rsp), %rdi
    leaq 8(%rsp), %rsi
    andq $-16, %rsp
    movq "runtime.linktab.processor"(%rip), %rax
    testq %rax, %rax
    je 1f
    pushq %rdi
    pushq %rsi
    movq %rax, %rdi
    call "runtime.checkprocessor"
    popq %rsi
    popq %rdi
1:
    leaq "runtime.g0"(%rip), %r13
    leaq "runtime.m0"(%rip), %rbx
    leaq -G0SIZE@(%rsp), %rax
    movq %rax, g_lo@(%r13)
    movq %rsp, g_hi@(%r13)
    leaq m_tls@(%rbx), %rax
    movq %rax, (%rax)
    movq %rax, m_tlsbase@(%rbx)
    pushq %rdi
    pushq %rsi
    movq %rax, %rsi
    movl $0x1002, %edi
    movl $158, %eax
    syscall
    popq %rsi
    popq %rdi
    movq %rbx, %fs:TLS_M@
    movq $0, %fs:GUARD@
    xorl %ebp, %ebp
    call "runtime.rt0_go"
    ud2
""",
    )
)


@asm_func
@nosplit
def clone(flags: i64, stk: uintptr, mp: ptr[m], tls: uintptr, ctid: ptr[u32]) -> i64:
    """Make a thread that runs mstart on mp's g0 with stk as its stack and tls as its %fs base; its id, or -errno."""
    ...


asm_module(
    TEXT(
        "runtime.clone",
        """
    pushq %rbx
    movq %rdx, %rbx
    movq %r8, %r10
    movq %rcx, %r8
    xorl %edx, %edx
    movl $56, %eax
    syscall
    testq %rax, %rax
    je 1f
    popq %rbx
    ret
1:
    movq %rbx, %fs:TLS_M@
    movq $0, %fs:GUARD@
    movq m_g0@(%rbx), %r13
    xorl %ebp, %ebp
    call "runtime.mstart"
    ud2
""",
    )
)


@asm_func
@nosplit
def clonechild(flags: i64, stk: uintptr, fn: uintptr, arg: ptr[void]) -> i64:
    """Make a process that calls fn(arg) with stk as its stack and our g, and must not return; its id, or -errno."""
    ...


asm_module(
    TEXT(
        "runtime.clonechild",
        """
    pushq %rbx
    pushq %r12
    movq %rdx, %rbx
    movq %rcx, %r12
    xorl %edx, %edx
    xorl %r10d, %r10d
    xorl %r8d, %r8d
    movl $56, %eax
    syscall
    testq %rax, %rax
    je 1f
    popq %r12
    popq %rbx
    ret
1:
    xorl %ebp, %ebp
    movq %r12, %rdi
    call *%rbx
    ud2
""",
    )
)


@asm_func
@nosplit
def exitThread(wait: ptr[u32]) -> void:
    """End this thread; the kernel clears *wait (CLONE_CHILD_CLEARTID) when it no longer needs the stack.

    Never returns.
    """
    ...


asm_module(
    TEXT(
        "runtime.exitThread",
        """
1:
    xorl %edi, %edi
    movl $60, %eax
    syscall
    jmp 1b
""",
    )
)


@asm_func
@nosplit
def settls_m(mp: ptr[m]) -> void:
    """Make mp this thread's m in %fs:104, with the guard off (library host: threads whose %fs is C's)."""
    ...


@asm_func
@nosplit
def gettls_base() -> uintptr:
    """This thread's %fs base, by the self pointer at %fs:0 that both hosts have."""
    ...


@asm_func
@nosplit
def setguard(value: uintptr) -> void:
    """Store the guard of this thread."""
    ...


@asm_func
@nosplit
def gettls_m() -> ptr[m]:
    """The m of this thread, nil on a thread that is not ours."""
    ...


asm_module(
    TEXT("runtime.settls_m", "    movq %rdi, %fs:TLS_M@\n    movq $0, %fs:GUARD@\n    ret")
    + TEXT("runtime.gettls_base", "    movq %fs:0, %rax\n    ret")
    + TEXT("runtime.setguard", "    movq %rdi, %fs:GUARD@\n    ret")
    + TEXT("runtime.gettls_m", "    movq %fs:TLS_M@, %rax\n    ret")
)


# ---- signals ---------------------------------------------------------------------------------------------------------


@asm_func
@nosplit
def sigtramp() -> void:
    """The handler that the kernel enters, on the alternate stack. Its address goes into sigaction."""
    ...


@asm_func
@nosplit
def sigreturn() -> void:
    """The restorer: returns to what the signal interrupted."""
    ...


@asm_func
@nosplit
def Breakpoint() -> void:
    """runtime.Breakpoint: stop in a debugger; without one SIGTRAP ends the program. nosplit: assembly."""
    ...


@asm_func
@nosplit
def sigpanic0() -> void:
    """Where a handler sends a goroutine that faulted: aligns the stack, calls sigpanic.

    The faulting pc is its return address.
    """
    ...


@asm_func
@nosplit
def asyncPreempt() -> void:
    """Where the preemption signal sends a goroutine in a loop: saves every register, yields, goes on where it was."""
    ...


# The kernel calls sigtramp with (sig, info, ctx) in rdi, rsi, rdx. r13 may hold anything: the m comes from %fs:104 and
# the handler runs as that m's gsignal. A thread without an m (nothing of ours) just returns.
asm_module(
    TEXT(
        "runtime.sigtramp",
        """
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    pushq %r15
    movq %fs:TLS_M@, %rbx
    testq %rbx, %rbx
    je 1f
    movq %fs:GUARD@, %r12
    movq $0, %fs:GUARD@
    movq m_gsignal@(%rbx), %r13
    andq $-16, %rsp
    call "runtime.sigtrampgo"
    movq %r12, %fs:GUARD@
1:
    leaq -40(%rbp), %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
""",
    )
    + TEXT("runtime.sigreturn", "    movl $15, %eax\n    syscall\n    ud2")
    + TEXT("runtime.Breakpoint", "    pushq %rbp\n    movq %rsp, %rbp\n    int3\n    popq %rbp\n    ret")
    + TEXT(
        "runtime.sigpanic0",
        """
    pushq %rbp
    movq %rsp, %rbp
    andq $-16, %rsp
    cld
    call "runtime.sigpanic"
    ud2
""",
    )
    # The interrupted code may be anywhere, with live flags, a red zone below its rsp, and wide vector registers. The
    # handler (signals.py) has put the address to go on at below the red zone, and aligned below that: the same again, as a
    # caller's, the interrupted r13, and where the first is. g is in r13, with a buffer for the vector registers (g.asyncbuf).
    + TEXT(
        "runtime.asyncPreempt",
        """
    pushq %rbp
    movq %rsp, %rbp
    pushfq
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r14
    pushq %r15
    cld
    movq %rsp, %rbx
    andq $-16, %rsp
    movq g_abuf@(%r13), %r12
    movl "runtime.xsavemask"(%rip), %eax
    xorl %edx, %edx
    xsave (%r12)
    call "runtime.asyncPreempt2"
    movl "runtime.xsavemask"(%rip), %eax
    xorl %edx, %edx
    xrstor (%r12)
    movq %rbx, %rsp
    popq %r15
    popq %r14
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    popfq
    popq %rbp
    movq 8(%rsp), %r13
    movq 16(%rsp), %rsp
    ret $128
""",
    )
)


@asm_func
@nosplit
def cpuid_xsave() -> tuple[u64, u64]:
    """Bytes of an xsave area for what the system has enabled, and the low half of its mask (XCR0); 0 without xsave."""
    ...


asm_module(
    TEXT(
        "runtime.cpuid_xsave",
        """
    pushq %rbx
    movl $1, %eax
    xorl %ecx, %ecx
    cpuid
    xorl %eax, %eax
    xorl %edx, %edx
    btl $27, %ecx
    jnc 1f
    movl $0xd, %eax
    xorl %ecx, %ecx
    cpuid
    movl %ebx, %esi
    xorl %ecx, %ecx
    xgetbv
    movl %eax, %edx
    movl %esi, %eax
1:
    popq %rbx
    ret
""",
    )
)


@asm_func
@nosplit
def vdsocall2(f: ptr[void], a: i64, b: ptr[void]) -> i64:
    """Call the C function f(a, b) of the vDSO on g0's stack (it has no stack checks)."""
    ...


asm_module(
    TEXT(
        "runtime.vdsocall2",
        """
    pushq %rbp
    movq %rsp, %rbp
    movq %rdi, %rax
    movq %rsi, %rdi
    movq %rdx, %rsi
    movq g_m@(%r13), %rcx
    movq m_gsignal@(%rcx), %rdx
    cmpq %rdx, %r13
    je 1f
    movq m_g0@(%rcx), %rdx
    cmpq %rdx, %r13
    je 1f
    movq g_sp@(%rdx), %rsp
1:
    andq $-16, %rsp
    call *%rax
    movq %rbp, %rsp
    popq %rbp
    ret
""",
    )
)


# ---- calls between conventions ---------------------------------------------------------------------------------------


@asm_func
@nosplit
def callcode(code: uintptr, argp: ptr[void], ctx: ptr[void]) -> void:
    """Call Go code of type void(ptr argp, ptr ctx, g), as the go statement's wrappers are."""
    ...


@asm_func
@nosplit
def callfn0(code: uintptr) -> void:
    """Call Go code without parameters (a package's init, main.main)."""
    ...


asm_module(
    TEXT("runtime.callcode", "    movq %rdi, %rax\n    movq %rsi, %rdi\n    movq %rdx, %rsi\n    jmp *%rax")
    + TEXT("runtime.callfn0", "    jmp *%rdi")
)
