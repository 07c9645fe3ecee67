"""mTreap: the free spans, ordered by size and then address.

A treap is a binary search tree over keys (npages, base) and at the same time a heap over random priorities, which
keeps it balanced whatever the order of keys. `find` returns the smallest span that is large enough and, among those,
the lowest in memory (best fit). mheap_ has two: `free` for spans whose pages are behind them and `scav` for those
given back to the system.

mheap_.lock protects every tree. Nodes come from mheap_.treapalloc. Invariants, checked by `validate` in tests: left <
node < right by key, node.priority <= those of its children, parent links agree, every node's key is its span's.

Sources: document sections 37, 38, 50. Rejected: Go 1.13's one tree for both kinds in address order (first fit): best
fit over resident pages first keeps the number of first touches down, and those are what memory costs here.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.chance import fastrand
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.fixalloc import fixalloc
from rt0.runtime.mem.mspan import mspan


@notinheap
@struct
class treapNode:
    """One free span. The key is copied from the span, whose size does not change while it is in a tree."""

    right: ptr["treapNode"]
    left: ptr["treapNode"]
    parent: ptr["treapNode"]
    npagesKey: uintptr
    base: uintptr
    spanKey: ptr[mspan]
    priority: u32

    def pred(self) -> ptr["treapNode"]:
        """Return the node before this one in order, or None."""
        t: ptr[treapNode] = self
        if t.left is not None:
            t = t.left
            while t.right is not None:
                t = t.right
            return t
        while t.parent is not None and t.parent.left == t:
            t = t.parent
        return t.parent

    def succ(self) -> ptr["treapNode"]:
        """Return the node after this one in order, or None."""
        t: ptr[treapNode] = self
        if t.right is not None:
            t = t.right
            while t.left is not None:
                t = t.left
            return t
        while t.parent is not None and t.parent.right == t:
            t = t.parent
        return t.parent


@notinheap
@struct
class treapIter:
    """A place in a tree; stays good until that node is removed. A plain value."""

    t: ptr[treapNode]

    def valid(self) -> bool:
        """Report whether there is a span here."""
        return self.t is not None

    def span(self) -> ptr[mspan]:
        """Return the span here; the iterator is valid."""
        return self.t.spanKey

    def next(self) -> treapIter:
        """Return the place of the next larger span."""
        return treapIter(self.t.succ())

    def prev(self) -> treapIter:
        """Return the place of the next smaller span."""
        return treapIter(self.t.pred())


@notinheap
@struct
class mTreap:
    """A tree of free spans; mheap_.lock protects it."""

    treap: ptr[treapNode]
    nodes: ptr[fixalloc]  # where nodes come from: addr(mheap_.treapalloc)
    npages: uintptr  # pages of all spans in the tree
    unscavHugePages: uintptr  # whole huge pages of all spans in the tree

    def start(self) -> treapIter:
        """Return the place of the smallest span."""
        t = self.treap
        if t is not None:
            while t.left is not None:
                t = t.left
        return treapIter(t)

    def end(self) -> treapIter:
        """Return the place of the largest span."""
        t = self.treap
        if t is not None:
            while t.right is not None:
                t = t.right
        return treapIter(t)

    @row("heap", enter=("base: s.startAddr", "npages: s.npages"))
    def insert(self, s: ptr[mspan]) -> void:
        """Add a free span. mheap_.lock is held."""
        link = addr(self.treap)
        last: ptr[treapNode] = None
        while link[0] is not None:
            last = link[0]
            if _before(s.npages, s.startAddr, last.npagesKey, last.base):
                link = addr(last.left)
            elif last.spanKey == s:
                throw("inserting span already in treap")
            else:
                link = addr(last.right)
        t = cast(ptr[treapNode], self.nodes.alloc())
        t.left = None
        t.right = None
        t.parent = last
        t.npagesKey = s.npages
        t.base = s.startAddr
        t.spanKey = s
        t.priority = fastrand()
        link[0] = t
        s.treapnode = t
        self.npages += s.npages
        self.unscavHugePages += s.hugePages()
        # Up, until the parent's priority is no larger.
        while t.parent is not None and t.parent.priority > t.priority:
            if t.parent.left == t:
                self.rotateRight(t.parent)
            else:
                self.rotateLeft(t.parent)

    @row("heap", enter=("npages",), section=50)
    def find(self, npages: uintptr) -> treapIter:
        """Return the place of the smallest, then lowest, span of at least npages pages; not valid if there is none."""
        t = self.treap
        best: ptr[treapNode] = None
        while t is not None:
            if t.npagesKey >= npages:
                best = t
                t = t.left
            else:
                t = t.right
        return treapIter(best)

    def removeNode(self, t: ptr[treapNode]) -> void:
        """Take a node out and free it; its span lives on. mheap_.lock is held."""
        s = t.spanKey
        if s.npages != t.npagesKey:
            throw("span and treap node npages do not match")
        self.npages -= s.npages
        self.unscavHugePages -= s.hugePages()
        # Down, below the child of lower priority, until it is a leaf.
        while t.right is not None or t.left is not None:
            if t.right is None or (t.left is not None and t.left.priority < t.right.priority):
                self.rotateRight(t)
            else:
                self.rotateLeft(t)
        if t.parent is None:
            self.treap = None
        elif t.parent.left == t:
            t.parent.left = None
        else:
            t.parent.right = None
        s.treapnode = None
        self.nodes.free(cast(ptr[void], t))

    @row("heap", enter=("base: s.startAddr", "npages: s.npages"), section=38)
    def removeSpan(self, s: ptr[mspan]) -> void:
        """Take out the node of s, which is in this tree."""
        if s.treapnode is None:
            throw("removing span that is not in treap")
        self.removeNode(s.treapnode)

    def erase(self, i: treapIter) -> void:
        """Take out the node at a valid place."""
        self.removeNode(i.t)

    def rotateLeft(self, x: ptr[treapNode]) -> void:
        """Turn (x a (y b c)) into (y (x a b) c)."""
        p = x.parent
        y = x.right
        b = y.left
        y.left = x
        x.parent = y
        x.right = b
        if b is not None:
            b.parent = x
        self._hang(p, x, y)

    def rotateRight(self, y: ptr[treapNode]) -> void:
        """Turn (y (x a b) c) into (x a (y b c))."""
        p = y.parent
        x = y.left
        b = x.right
        x.right = y
        y.parent = x
        y.left = b
        if b is not None:
            b.parent = y
        self._hang(p, y, x)

    def _hang(self, p: ptr[treapNode], old: ptr[treapNode], new: ptr[treapNode]) -> void:
        """Put `new` under p in the place of `old`."""
        new.parent = p
        if p is None:
            self.treap = new
        elif p.left == old:
            p.left = new
        else:
            if p.right != old:
                throw("large span treap rotate")
            p.right = new

    def validate(self) -> uintptr:
        """Check every invariant of the tree, throw at the first that does not hold, and return the number of nodes."""
        n: uintptr = 0
        i = self.start()
        while i.valid():
            t = i.t
            if t.spanKey.treapnode != t or t.npagesKey != t.spanKey.npages or t.base != t.spanKey.startAddr:
                throw("treap node does not match its span")
            if t.left is not None and (t.left.parent != t or t.left.priority < t.priority):
                throw("treap: left child out of heap order")
            if t.right is not None and (t.right.parent != t or t.right.priority < t.priority):
                throw("treap: right child out of heap order")
            after = t.succ()
            if after is not None and not _before(t.npagesKey, t.base, after.npagesKey, after.base):
                throw("treap: keys out of order")
            n += 1
            i = treapIter(after)
        return n


@inline
def _before(npages: uintptr, base: uintptr, npages2: uintptr, base2: uintptr) -> bool:
    """Order of keys: size, then address."""
    return npages < npages2 or (npages == npages2 and base < base2)
