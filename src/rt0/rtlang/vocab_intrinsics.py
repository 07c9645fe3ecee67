"""The operations that exist in compiled bodies only: importable names, meant by the compiler.

Each is an `Intrinsic`, a name without behaviour; the table that gives it types and instructions is
compile/intrinsics.py, the Python meaning is interp/. Calling one in ordinary Python is an error that says so.

Where to read next: docs/rtlang.md sections 3, 7 and 8.
"""

from __future__ import annotations

from typing import Any

from rt0.base.records import dataclass
from rt0.rtlang.vocab_types import RtlangTypeError


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """An operation known to the compiler by `name`."""

    name: str

    def __call__(self, *args: Any, **named: Any) -> Any:
        raise RtlangTypeError(f"{self.name} runs in compiled bodies only")


class Atomics:
    """The namespace `atomic`: see docs/rtlang.md section 8 for the meaning and the memory order of each."""

    Load = Intrinsic("atomic.Load")
    LoadAcq = Intrinsic("atomic.LoadAcq")
    Store = Intrinsic("atomic.Store")
    StoreRel = Intrinsic("atomic.StoreRel")
    Xadd = Intrinsic("atomic.Xadd")
    Xchg = Intrinsic("atomic.Xchg")
    Cas = Intrinsic("atomic.Cas")
    CasRel = Intrinsic("atomic.CasRel")
    Or = Intrinsic("atomic.Or")
    And = Intrinsic("atomic.And")
    fence = Intrinsic("atomic.fence")


atomic = Atomics()

addr = Intrinsic("addr")
add = Intrinsic("add")
cast = Intrinsic("cast")
bitcast = Intrinsic("bitcast")
zero = Intrinsic("zero")
cstr = Intrinsic("cstr")
filled = Intrinsic("filled")
syscall = Intrinsic("syscall")
setg = Intrinsic("setg")
procyield = Intrinsic("procyield")
publicationBarrier = Intrinsic("publicationBarrier")
ctz = Intrinsic("ctz")
clz = Intrinsic("clz")
popcount = Intrinsic("popcount")
bswap = Intrinsic("bswap")
mulhi = Intrinsic("mulhi")
memmove = Intrinsic("memmove")
memclr = Intrinsic("memclr")
memequal = Intrinsic("memequal")
cputicks = Intrinsic("cputicks")
getcallerpc = Intrinsic("getcallerpc")
getcallersp = Intrinsic("getcallersp")
getfp = Intrinsic("getfp")
sqrt = Intrinsic("sqrt")
likely = Intrinsic("likely")
unlikely = Intrinsic("unlikely")
unreachable = Intrinsic("unreachable")
breakpoint = Intrinsic("breakpoint")
prefetch = Intrinsic("prefetch")
stackalloc_local = Intrinsic("stackalloc_local")
