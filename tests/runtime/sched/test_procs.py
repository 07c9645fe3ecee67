"""Ps: procresize up and down, wirep and releasep, idle lists; dead gs."""

from __future__ import annotations

from sched_support import booted, p_of, struct

PIDLE, PRUNNING, PGCSTOP, PDEAD = 0, 1, 3, 4


def test_procresize_up_and_down() -> None:
    rt = booted()
    sched = rt.var("sched")

    def idle() -> list[int]:
        out = []
        pp = sched.pidle
        while pp:
            view = rt.view("p", pp)
            out.append(view.id)
            pp = view.link
        return out

    def resize(n: int) -> list[int]:
        # As startTheWorld finds them: every P stopped and on no list.
        while rt.call("pidleget"):
            pass
        for i in range(rt.var("gomaxprocs")):
            p_of(rt, i).status = PGCSTOP
        runnable = []
        pp = rt.call("procresize", n)
        while pp:
            view = rt.view("p", pp)
            runnable.append(view.id)
            pp = view.link
        return runnable

    gp = struct(rt, "core.runtime2", "g")
    timer = struct(rt, "core.runtime2", "timer")
    timer.when = 77
    rt.call("runqput", rt.var("allp")[2], gp, False)
    rt.call("doaddtimer", p_of(rt, 2).timers, timer)
    assert resize(2) == []
    assert rt.var("gomaxprocs") == 2 and p_of(rt, 2).status == PDEAD and not p_of(rt, 2).mcache
    assert sched.runqsize == 1 and idle() == [1] and sched.npidle == 1
    ts = p_of(rt, 0).timers
    assert timer.ts == ts.address and ts.minWhen == 77 and p_of(rt, 2).timers.n == 0
    rt.call("dodeltimer", ts, 0)
    assert rt.call("globrunqget", rt.var("allp")[0], 1) == gp.address
    assert resize(5) == []
    assert [p_of(rt, i).status for i in range(5)] == [PRUNNING, PIDLE, PIDLE, PIDLE, PIDLE]
    assert idle() == [1, 2, 3, 4] and all(p_of(rt, i).mcache for i in range(5))
    rt.call("runqput", rt.var("allp")[4], gp, False)
    assert resize(5) == [4] and idle() == [1, 2, 3]
    rt.call("runqget", rt.var("allp")[4])
    resize(3)


def test_release_and_acquire() -> None:
    rt = booted()
    m0 = rt.var("m0")
    pp = rt.call("releasep")
    assert pp == rt.var("allp")[0] and not m0.p and not m0.mcache and p_of(rt, 0).status == PIDLE
    rt.call("acquirep", pp)
    assert m0.p == pp and m0.mcache == p_of(rt, 0).mcache and p_of(rt, 0).m == rt.variable_address("m0")


def test_dead_gs_move_in_batches() -> None:
    rt = booted()
    sched = rt.var("sched")
    p0 = rt.var("allp")[0]
    made = []
    for _ in range(64):
        gp = rt.view("g", rt.call("malg", 2048))
        gp.atomicstatus = 6
        made.append(gp.address)
        rt.call("gfput", p0, gp)
    # At 64 the P sends all but 31 to the global lists.
    assert p_of(rt, 0).gFree.n == 31 and sched.gFree.n == 33
    seen = [rt.call("gfget", p0) for _ in range(64)]
    assert sorted(seen) == sorted(made) and sched.gFree.n == 0
    assert not rt.call("gfget", p0)
    # A stack of another size is not kept.
    big = rt.view("g", rt.call("malg", 8192))
    big.atomicstatus = 6
    rt.call("gfput", p0, big)
    assert big.stack.lo == 0
    assert rt.call("gfget", p0) == big.address and big.stack.hi - big.stack.lo == 2048


def test_sudogs_are_reused() -> None:
    rt = booted()
    got = {rt.call("acquireSudog") for _ in range(300)}
    assert len(got) == 300
    for s in got:
        rt.call("releaseSudog", s)
    assert p_of(rt, 0).sudogn <= 128
    again = {rt.call("acquireSudog") for _ in range(300)}
    assert again == got
    for s in got:
        rt.call("releaseSudog", s)
