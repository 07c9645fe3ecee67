"""Group stack of the rows on a goroutine that grows: __morestack, newstack, the segments left, lessstack.

In a child process; crossing_support has the way. The allocator of stacks is test_stackalloc's.
"""

from __future__ import annotations

from crossing_support import GRUNNABLE, World, child, in_child
from sched_support import ready

from rt0.rtlang.live import View

GUARD = 928
PREEMPT = 0xFFFFFFFFFFFFFADE


def small(w: World) -> View:
    """An agent with a first segment of 2 KB (the very first goroutine has more)."""
    w.make("crossonce")
    gp = w.agent()
    assert gp.stack.hi - gp.stack.lo == 2048
    return gp


def segments(w: World, gp: View) -> list[View]:
    """The segments that gp's frames lie in, but for the first, newest first."""
    out = []
    at = gp.seg
    while at:
        out.append(w.rt.view("stkseg", at))
        at = out[-1].prev
    return out


@in_child
def test_morestack_enters_a_segment_and_leaves_it() -> None:
    """crossdeep's prologue calls __morestack, which asks newstack when no kept segment will do."""
    w = World()
    gp = small(w)
    lo, hi = gp.stack.lo, gp.stack.hi
    order = w.go("crossdeep", 100, True)
    assert not order.done and order.came == gp.address
    # 101 frames of over 128 bytes: segments of 4, 8 and 16 KB or more, each twice the one before.
    chain = segments(w, gp)
    assert [s.size for s in reversed(chain)] == [4096 << i for i in range(len(chain))] and len(chain) >= 3
    assert sum(s.size for s in chain) >= 101 * 128
    top = chain[0]
    assert (gp.stack.lo, gp.stack.hi) == (top.stk.lo, top.stk.hi) and gp.stackguard0 == gp.stack.lo + GUARD
    assert gp.stack.lo < gp.sched.sp < gp.stack.hi
    # Each remembers the one before, and where in it the frame stands that grew.
    assert (chain[-1].oldstk.lo, chain[-1].oldstk.hi) == (lo, hi)
    for s, below in zip(chain, chain[1:], strict=False):
        assert (s.oldstk.lo, s.oldstk.hi) == (below.stk.lo, below.stk.hi)
    for s in chain:
        assert s.oldstk.lo < s.oldsp < s.oldstk.hi and s.stk.hi == s.address and s.stk.hi + 64 - s.stk.lo == s.size
    # All the way back: the first segment again, the others kept in their order.
    assert w.resume() == gp.address and order.result == 101
    assert not gp.seg and (gp.stack.lo, gp.stack.hi) == (lo, hi) and gp.stackguard0 == lo + GUARD
    kept = w.rt.view("stkseg", gp.segnext)
    assert kept.address == chain[-1].address and kept.next == chain[-2].address
    # A second descent takes the same ones.
    order = w.go("crossdeep", 100, True)
    assert [s.address for s in segments(w, gp)] == [s.address for s in chain]


@in_child
def test_newstack_makes_room_and_goes_on() -> None:
    """As __morestack calls it by mcall: on g0, the need in m.moreneed; it ends in gogo."""
    w = World()
    gp = small(w)
    w.m0.moreneed = 10000
    w.g0("newstack", gp)
    assert w.rt.var("crossback") == gp.address and not gp.seg
    kept = w.rt.view("stkseg", gp.segnext)
    assert kept.size == 16384 and kept.stk.hi - kept.stk.lo >= 10000
    # Enough already: the same one stays.
    w.m0.moreneed = 5000
    w.g0("newstack", gp)
    assert gp.segnext == kept.address


@in_child
def test_newstack_yields_when_the_guard_was_poisoned() -> None:
    w = World()
    gp, other = small(w), w.put(0, "crossagent")
    gp.preempt, gp.stackguard0 = True, PREEMPT
    order = w.go("crossdeep", 3, False)
    assert order.came == other.address and gp.atomicstatus == GRUNNABLE and not order.done
    assert w.linked(w.sched.runq.head) == [gp.address] and gp.stackguard0 == gp.stack.lo + GUARD
    # Not while a lock is held: it goes on, and yields later.
    other.preempt, other.stackguard0 = True, PREEMPT
    w.m0.locks += 1
    assert w.go("crossdeep", 3, False).done
    w.m0.locks -= 1
    assert other.preempt


def test_a_stack_has_a_limit() -> None:
    def body() -> None:
        w = World()
        small(w)
        w.rt.set_var("maxstacksize", 64 << 10)
        w.go("crossdeep", 10000, False)

    ready()
    done = child(body)
    assert done.status == 2
    assert "goroutine stack exceeds 65536-byte limit" in done.err and "fatal error: stack overflow" in done.err


@in_child
def test_lessstack_gives_kept_segments_back() -> None:
    w = World()
    gp = small(w)
    w.go("crossdeep", 40, False)
    kept = w.rt.view("stkseg", gp.segnext)
    lo, size = kept.stk.lo, kept.size
    w.rt.call("lessstack", gp)
    assert not gp.segnext and not gp.seg
    # The next one of that size is this one.
    assert w.rt.call("stackalloc", size).lo == lo
    # In the middle: the segments in use stay.
    order = w.go("crossdeep", 40, True)
    used = [s.address for s in segments(w, gp)]
    assert used
    w.rt.call("lessstack", gp)
    assert [s.address for s in segments(w, gp)] == used and not gp.segnext
    w.resume()
    assert order.result == 41


@in_child
def test_the_end_of_a_goroutine_gives_its_segments_back() -> None:
    """Goexit in a deep call leaves segments that no frame returns from: goexit0 has them freed."""
    w = World()
    gp, other = small(w), w.put(0, "crossagent")
    lo, hi = gp.stack.lo, gp.stack.hi
    w.go("crossdeep", 40, True)
    assert gp.seg
    w.g0("goexit0", gp)
    assert w.m0.curg == other.address and not gp.seg and not gp.segnext
    assert (gp.stack.lo, gp.stack.hi, gp.stackguard0) == (lo, hi, lo + GUARD)
