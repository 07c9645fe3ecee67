"""Boot: schedinit's order as data and in the code, and what it leaves behind."""

from __future__ import annotations

import ast
import inspect

from sched_support import booted, p_of, text

from rt0.runtime.sched import boot


def test_schedinit_calls_its_steps_in_the_order_of_the_table() -> None:
    tree = ast.parse(inspect.getsource(boot))
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "schedinit")
    called = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            called.append((node.lineno, name.removesuffix("_slot")))
    steps = [name for _, name in sorted(called) if name in boot.SCHEDINIT]
    assert tuple(steps) == boot.SCHEDINIT


def test_every_reason_of_order_holds() -> None:
    at = {name: i for i, name in enumerate(boot.SCHEDINIT)}
    for before, after, reason in boot.ORDER:
        assert at[before] < at[after], reason


def test_schedinit_makes_ps_and_binds_the_first() -> None:
    rt = booted()
    assert rt.var("gomaxprocs") == 3
    m0 = rt.var("m0")
    assert m0.id == 0 and rt.var("sched").maxmcount == 10000
    p0 = p_of(rt, 0)
    assert int(m0.p) == rt.var("allp")[0] and p0.status == 1 and p0.m == rt.variable_address("m0")
    assert [p_of(rt, i).status for i in (1, 2)] == [0, 0]
    assert m0.gsignal and rt.view("g", m0.gsignal).stack.hi - rt.view("g", m0.gsignal).stack.lo == 32768


def test_arguments_environment_and_settings() -> None:
    rt = booted()
    assert rt.var("argslice").len == 2
    assert text(rt.call("gogetenv", "GOMAXPROCS")) == "3"
    assert text(rt.call("gogetenv", "GOMAX")) == ""
    assert rt.var("debug").schedtrace == 7
    assert tuple(rt.call("atoi", "-42")) == (-42, True)
    assert tuple(rt.call("atoi", "4x"))[1] is False
    assert tuple(rt.call("atoi", ""))[1] is False


def test_osinit_looks_at_the_machine() -> None:
    import os

    rt = booted()
    assert rt.var("ncpu") == len(os.sched_getaffinity(0))
    assert rt.var("physPageSize") == os.sysconf("SC_PAGESIZE")
