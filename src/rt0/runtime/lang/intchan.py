"""Channels of int for the runtime's own use: gcenable meets its two goroutines on one (document section 10).

The collector lies below this layer, so it reaches these through slots. The descriptors are the runtime's own, since a
program need not have the type `chan int`.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.type import _type, chantype, kindChan, kindInt
from rt0.runtime.lang.chan import chanrecv1, chansend1, hchan, makechan

intType: _type = static(_type(size=8, align=8, fieldAlign=8, kind=kindInt))
intChanType: chantype = static()


@fills(slots.makechan_int_slot)
def makechan_int(n: i64) -> ptr[void]:
    """make(chan int, n)."""
    intChanType.typ.size = 8
    intChanType.typ.ptrdata = 8
    intChanType.typ.kind = kindChan
    intChanType.elem = addr(intType)
    intChanType.dir = 3
    return cast(ptr[void], makechan(addr(intChanType), n))


@fills(slots.chansend_int_slot)
def chansend_int(c: ptr[void], v: i64) -> void:
    """c <- v."""
    chansend1(cast(ptr[hchan], c), cast(ptr[u8], addr(v)))


@fills(slots.chanrecv_int_slot)
def chanrecv_int(c: ptr[void]) -> i64:
    """<-c."""
    v: i64 = 0
    chanrecv1(cast(ptr[hchan], c), cast(ptr[u8], addr(v)))
    return v
