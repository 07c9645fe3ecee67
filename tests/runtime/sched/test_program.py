"""Group boot of the rows, each as it comes in a program: from the first instruction to main.main, and to the process's end.

The program is crossing.py's: three packages' initialisers and a main.main, which write down what they see.
"""

from __future__ import annotations

import ctypes
import os
import struct

from crossing_support import Finished, World, child, in_child
from sched_support import fresh, ready

PROGRAM = ["init internal locked m0", "init runtime locked m0", "init main collecting locked m0", "main.main collecting m0"]
"""gcenable comes after package runtime's own initialiser, unlockOSThread before main.main."""


def child_of(body: object) -> Finished:
    """The child's end."""
    ready()
    return child(body)  # type: ignore[arg-type]


def test_exit_ends_the_process_with_its_status() -> None:
    def body() -> None:
        World().rt.call("exit", 7)

    assert child_of(body) == Finished(7, "", "")


def test_rt0_go_runs_a_program_from_its_first_instruction() -> None:
    """The entry as the kernel enters it, on a runtime in which nothing has run: it binds g0 and m0 and never returns."""

    def body() -> None:
        rt = fresh()
        texts = [ctypes.create_string_buffer(s) for s in (b"prog", b"arg", b"GOMAXPROCS=2", b"HOME=/")]
        at = [ctypes.addressof(t) for t in texts]
        words = [2, *at[:2], 0, *at[2:], 0, 0, 0]
        size = 1 << 20
        stack = ctypes.create_string_buffer(size)
        top = ctypes.addressof(stack) + size - 4096 & -16
        ctypes.memmove(top, struct.pack(f"<{len(words)}Q", *words), 8 * len(words))
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(rt.address("runtime.crossentry"))(top)

    done = child_of(body)
    assert done.status == 0, done.err
    assert done.out.splitlines() == PROGRAM


def test_rt0_go_in_rtlang_binds_g0_and_m0_and_boots() -> None:
    """What the assembly calls, from Python: check, args, osinit, schedinit, newproc(main), mstart."""

    def body() -> None:
        rt = fresh()
        w = World(rt=rt)
        rt.var("g0").m = 0
        w.m0.g0 = rt.g
        texts = [ctypes.create_string_buffer(s) for s in (b"prog", b"GOMAXPROCS=1")]
        argv = w.memory(ctypes.addressof(texts[0]), 0, ctypes.addressof(texts[1]), 0, 0, 0)
        w.g0("rt0_go", 1, argv)

    done = child_of(body)
    assert done.status == 0, done.err
    assert done.out.splitlines() == PROGRAM


def test_runtime_main_initialises_runs_and_exits() -> None:
    """On a goroutine of a runtime that is booted already; it starts sysmon, and its exit ends the process."""

    def body() -> None:
        w = World()
        w.agent()
        w.go("main", None, None)
        os._exit(98)

    done = child_of(body)
    assert done.status == 0, done.err
    assert done.out.splitlines() == PROGRAM


@in_child
def test_doInit_runs_a_range_of_the_packages() -> None:
    w = World()
    assert w.rt.call("ninit") == 3
    w.rt.call("doInit", 1, 3)
    assert w.marks[8] == 23
    w.rt.call("doInit", 0, 1)
    assert w.marks[8] == 231


@in_child
def test_gcenable_starts_and_meets_its_goroutines() -> None:
    """bgsweep and bgscavenge are there, asleep, when it returns; collections are allowed from then on."""
    w = World()
    caller = w.agent()
    before = w.rt.var("allglen")
    order = w.go("gcenable")
    assert order.done and order.came == caller.address and w.rt.var("memstats").enablegc
    sweeper, scavenger = w.rt.var("sweep"), w.rt.var("scavenge")
    assert w.rt.var("allglen") == before + 3 and w.sched.ngsys == 3
    for state, reason, body in ((sweeper, 12, "bgsweep"), (scavenger, 13, "bgscavenge")):
        gp = w.g(state.g)
        assert state.parked and gp.isSystem and (gp.atomicstatus, gp.waitreason) == (4, reason)
        assert gp.startpc == w.code(body) and state.lock.key == 0
    # The third has not run yet: nobody has met it.
    assert w.g(w.p(0).runnext).startpc == w.code("forcegchelper")


@in_child
def test_moduledataverify_finds_the_function_table() -> None:
    w = World()
    assert w.rt.var("modulecount") == 1
    table = w.rt.var("moduledata")[0]
    w.rt.call("moduledataverify")
    assert w.rt.var("modulecount") == 2 and w.rt.var("moduledata")[1] == table
    header = w.rt.view("pclnheader", table)
    assert header.magic == 0x326E6C70 and header.nfunc > 500
    found = w.rt.view("_func", w.rt.call("findfunc", w.code("schedinit") + 1))
    assert w.rt.call("funcname", found).text() == "runtime.schedinit"
    # A table whose entries are not sorted, or that is none, is not taken.
    size = header.strings
    copy = ctypes.create_string_buffer(ctypes.string_at(table, size), size)
    broken = w.rt.view("pclnheader", ctypes.addressof(copy))
    first = w.rt.view("_func", broken.address + header.funcs)
    second = w.rt.view("_func", broken.address + header.funcs + first.type.size)
    first.entry, second.entry = second.entry, first.entry
    w.rt.call("addmodule", broken)
    broken.magic = 1
    w.rt.call("addmodule", broken)
    assert w.rt.var("modulecount") == 2
