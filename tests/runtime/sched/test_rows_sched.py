"""Rows of the walk, one by one, called through Python on real structures: the steps of schedinit, a new M, a new g, making it ready.

What only makes sense on a goroutine's own stack (gopark, mcall, schedule, goexit …) is driven by the Go programs beside this file.
"""

from __future__ import annotations

import ctypes

from sched_support import KEEP, booted, p_of, struct

PRUNNING, PIDLE = 1, 0
GDEAD, GRUNNABLE, GRUNNING, GWAITING = 6, 1, 2, 4


def test_steps_of_schedinit() -> None:
    """Steps without a state of their own may be made again; each leaves what it is for."""
    rt = booted()
    for name in ("tracebackinit", "typelinksinit", "cpuinit"):
        rt.call(name)
    before = rt.var("hashkey")[0]
    rt.call("alginit")
    assert rt.var("hashkey")[0] & 1 and rt.var("hashkey")[0] != before
    rt.call("itabsinit")
    assert rt.var("itabTable")
    rt.call("modulesinit")
    rt.call("msigsave", rt.var("m0"))
    rt.call("parsedebugvars")
    assert rt.var("debug").schedtrace == 7 and rt.var("debug").gctrace == 0


def test_arguments_and_environment() -> None:
    rt = booted()
    rt.call("goargs")
    args = rt.var("argslice")
    assert args.len == 2
    assert ctypes.string_at(ctypes.c_uint64.from_address(args.ptr).value, 4) == b"prog"
    rt.call("goenvs")
    assert rt.var("envslice").len == 2


def test_allocm_makes_an_m_known_to_all() -> None:
    """allocm, mcommoninit, checkmcount, mpreinit, malg."""
    rt = booted()
    sched = rt.var("sched")
    number, head = sched.mnext, rt.var("allm")
    mp = rt.view("m", rt.call("allocm", rt.var("allp")[0], None))
    assert mp.id == number and sched.mnext == number + 1
    assert rt.var("allm") == mp.address and mp.alllink == head
    assert mp.fastrand[0] | mp.fastrand[1]
    signal = mp.deref("gsignal")
    assert signal.stack.hi - signal.stack.lo == 32 * 1024 and signal.m == mp.address
    assert mp.deref("g0").m == mp.address
    rt.call("checkmcount")


def test_mpreinit_and_mcommoninit_on_an_m_of_ours() -> None:
    rt = booted()
    mp = struct(rt, "core.runtime2", "m")
    KEEP.append(mp)
    rt.call("mpreinit", mp)
    signal = mp.deref("gsignal")
    assert signal.stack.hi - signal.stack.lo == 32 * 1024 and signal.stackguard0 == 0
    rt.call("mcommoninit", mp)
    assert rt.var("allm") == mp.address and mp.id == rt.var("sched").mnext - 1


def test_wirep_ties_and_releasep_cuts() -> None:
    rt = booted()
    m0 = rt.var("m0")
    pp = rt.call("releasep")
    view = rt.view("p", pp)
    assert not m0.p and not m0.mcache and view.status == PIDLE and not view.m
    rt.call("wirep", pp)
    assert m0.p == pp and view.m == m0.address and view.status == PRUNNING
    rt.call("releasep")
    rt.call("acquirep", pp)
    assert m0.mcache == view.mcache


def test_runqgrab_takes_half() -> None:
    rt = booted()
    pp = rt.var("allp")[1]
    gs = [struct(rt, "core.runtime2", "g") for _ in range(7)]
    KEEP.extend(gs)
    for gp in gs:
        rt.call("runqput", pp, gp, False)
    batch = (ctypes.c_uint64 * 256)()
    assert rt.call("runqgrab", pp, ctypes.addressof(batch), 0, False) == 4
    assert list(batch[:4]) == [gp.address for gp in gs[:4]]
    while rt.call("runqget", pp)[0]:
        pass


def newg() -> object:
    """A g made by newproc1 over a block of 24 bytes."""
    rt = booted()
    block = (ctypes.c_uint64 * 3)(11, 22, 33)
    code = ctypes.c_uint64(0x1234)
    KEEP.extend([block, code])
    at = rt.call("newproc1", ctypes.addressof(code), ctypes.addressof(block), 24, rt.var("g0"), 0x77)
    return rt.view("g", at)


def test_newproc1_lays_out_a_goroutine() -> None:
    rt = booted()
    a, b = newg(), newg()
    assert a.atomicstatus == GRUNNABLE and b.goid > a.goid > 0  # type: ignore[attr-defined]
    assert a.startpc == 0x1234 and a.gopc == 0x77  # type: ignore[attr-defined]
    top = a.sched.sp + 48  # type: ignore[attr-defined]
    assert [ctypes.c_uint64.from_address(top + 8 * i).value for i in range(3)] == [11, 22, 33]
    # Six words below: r15 r14, funcval, block, rbp, and where to begin.
    assert ctypes.c_uint64.from_address(top - 24).value == top
    assert a.stack.lo < a.sched.sp < a.stack.hi  # type: ignore[attr-defined]
    assert rt.var("allglen") >= 2


def test_ready_puts_a_waiting_g_in_front() -> None:
    """casgstatus, ready, goready's half without a wake-up, runqget."""
    rt = booted()
    gp = newg()
    sched = rt.var("sched")
    rt.call("casgstatus", gp, GRUNNABLE, GWAITING)
    sched.nmspinning += 1  # somebody looks for work already: no m is started for the idle Ps
    rt.call("ready", gp, 0, True)
    sched.nmspinning -= 1
    assert gp.atomicstatus == GRUNNABLE  # type: ignore[attr-defined]
    got, inherit = rt.call("runqget", rt.var("allp")[0])
    assert got == gp.address and inherit  # type: ignore[attr-defined]


def test_dropg_cuts_the_tie() -> None:
    rt = booted()
    gp = newg()
    m0 = rt.var("m0")
    m0.curg = gp
    gp.m = m0.address  # type: ignore[attr-defined]
    rt.call("dropg")
    assert not m0.curg and not gp.m  # type: ignore[attr-defined]


def test_ps_of_the_boot() -> None:
    rt = booted()
    assert p_of(rt, 0).status == PRUNNING
