"""Deferred calls of the body of a loop over a function: they belong to the function in which the loop stands.

When such a body defers, the newest records of g._defer are those of the functions that the loop called and that have not
returned. The new record goes below them, above what the loop's own function had deferred before the loop: that place is
remembered by the compiled code (its address is `head`), read by deferhead before the loop and moved by each deferprocat.

Source: Go specification, "Defer statements", "For statements with range clause".
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.runtime2 import _defer, funcval, getg, panicbuf
from rt0.runtime.lang.panic import deferHeap


def deferhead() -> ptr[_defer]:
    """The newest deferred call of the goroutine, None when there is none."""
    return getg()._defer


def deferprocat(d: ptr[_defer], f: ptr[funcval], frame: ptr[panicbuf], head: ptr[ptr[_defer]]) -> void:
    """Link the record d (from newdefer) above *head, which it becomes: f is to run when the function of frame returns."""
    gp = getg()
    d.fn = f
    d.frame = frame
    d.pc = 0
    d.sp = 0
    d.flags &= deferHeap
    below = head[0]
    d.link = below
    above: ptr[_defer] = None
    at = gp._defer
    while at != below:
        above = at
        at = at.link
    if above is None:
        gp._defer = d
    else:
        above.link = d
    head[0] = d
