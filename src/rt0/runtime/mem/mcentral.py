"""mcentral: the spans of one span class that no mcache holds.

`nonempty` has spans with a free slot, `empty` those without one and those that an mcache holds. `lock` protects both
lists; a span's fields belong to whoever took it off, as mem/mspan.py tells. The operations are in mem/cachespan.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.runtime2 import mutex
from rt0.runtime.mem.mspan import mSpanList


@notinheap
@struct
class mcentral:
    """Central free lists of one span class."""

    lock: mutex
    spanclass: u8
    nonempty: mSpanList
    empty: mSpanList
    nmalloc: u64  # objects handed to mcaches, counting cached spans as full; atomic

    def init(self, spc: u8) -> void:
        """Make an empty central of class spc."""
        self.spanclass = spc
        self.nonempty.init()
        self.empty.init()
