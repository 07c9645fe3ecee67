"""Build flags and the constants that several layers share.

A flag is a compile-time constant that whoever compiles the runtime chooses; a branch on it that is not taken is not
compiled at all, so a feature that is off costs nothing. Read `runtime2.py` next.
"""
from __future__ import annotations

from rt0.rtlang import build_flag

TRACE = build_flag("trace", False)
"""The build that `rt0 walk` uses: functions marked `@row` record events (events/ring.py)."""

DEBUG = build_flag("debug", False)
"""Extra checks: `assert`, poisoned memory, lock owners."""

LIBRARY = build_flag("library", False)
"""The Python-process host: no rt0_go, threads by pthread_create, signal handlers left alone."""

PtrSize = 8
CacheLineSize = 64

# Stacks (bytes). A goroutine's first segment is _FixedStack; a function whose frame LLVM finds to be under 256 bytes is
# checked by comparing the stack pointer itself with the guard, so _StackGuard must hold such a frame, what
# __morestack saves before it leaves the segment and the longest chain of nosplit calls.
_StackMin = 2048
_FixedStack = 2048
_MainStack = 64 * 1024
"""First segment of the main goroutine. There is one of it, and what it calls recursively should not cross from segment to
segment: a doubly recursive function whose calls mostly lie at such a border takes more than twice the time."""
_StackGuard = 928
_StackSmall = 256
_StackLimit = _StackGuard - _StackSmall
MaxStackSize = 1000000000
"""Limit of all segments of one goroutine together; beyond it Go's fatal error "stack overflow"."""
stackPreempt = 0xFFFFFFFFFFFFFADE
"""Guard value above every stack pointer: the goroutine's next checked call enters __morestack, which yields."""
G0StackSize = 64 * 1024
"""Stack of the scheduler's g0 on threads that the runtime makes itself."""
GsignalStackSize = 32 * 1024

LIB_TEXT = 64 * 1024
"""Library host: bytes kept of a panic's text and traceback."""

# Pages of the heap.
_PageShift = 13
PageShift = _PageShift
_PageSize = 1 << _PageShift
PageSize = _PageSize
_PageMask = _PageSize - 1

MaxGomaxprocs = 1024
"""Length of allp: GOMAXPROCS beyond it is cut to it."""

# Offsets from the %fs base (see docs/abi.md and asm_amd64.py). Both slots are unused by glibc, so the same offsets
# serve threads that pthread_create made and threads of our own.
TLS_M = 104
TLS_GUARD = 112
TLS_SIZE = 128
