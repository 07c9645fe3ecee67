"""Changes of a goroutine's status."""

from __future__ import annotations

from sched_support import booted, struct

IDLE, RUNNABLE, RUNNING, WAITING, DEAD, SCAN = 0, 1, 2, 4, 6, 0x1000


def test_a_life() -> None:
    rt = booted()
    gp = struct(rt, "core.runtime2", "g")
    for old, new in ((IDLE, DEAD), (DEAD, RUNNABLE), (RUNNABLE, RUNNING), (RUNNING, WAITING), (WAITING, RUNNABLE)):
        rt.call("casgstatus", gp, old, new)
        assert gp.atomicstatus == new and rt.call("readgstatus", gp) == new


def test_the_scan_bit() -> None:
    rt = booted()
    gp = struct(rt, "core.runtime2", "g")
    gp.atomicstatus = WAITING
    assert rt.call("castogscanstatus", gp, WAITING, WAITING | SCAN)
    assert not rt.call("castogscanstatus", gp, WAITING, WAITING | SCAN)
    assert gp.atomicstatus == WAITING | SCAN
    rt.call("casfrom_Gscanstatus", gp, WAITING | SCAN, WAITING)
    assert gp.atomicstatus == WAITING
    assert not rt.call("castogscanstatus", gp, RUNNABLE, RUNNABLE | SCAN)
