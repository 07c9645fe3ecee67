"""What @row compiles to around assembly: calls of it, switches by systemstack, and what it leads to."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

from rt0.rtlang.compile import CompileOptions, compile_modules

SOURCE = '''
from rt0.rtlang import *

@struct
class m:
    g0: ptr["g"]
    gsignal: ptr["g"]

@struct
class g:
    m: ptr[m]
    goid: i64

getg = g_register(g)

@nosplit
def traceenter(id: u64, n: u64, v0: u64, v1: u64, v2: u64, v3: u64) -> None:
    """nosplit: for the test."""

@nosplit
def traceleave(id: u64, n: u64, v0: u64, v1: u64, v2: u64, v3: u64) -> None:
    """nosplit: for the test."""

@row("g", enter=("g: getg().goid",), section=11)
@asm_func
@nosplit
def park() -> None:
    """Switches away."""
    ...

@row("g")
@noreturn
@asm_func
@nosplit
def jump() -> None: ...

@row("g", name="systemstack")
@asm_func
@nosplit
def systemstack_switch(thunk: ptr[void], args: ptr[void]) -> None: ...

@row("stack")
@export("__entry")
@asm_func
@nosplit
def entry() -> None: ...

@row("stack", enter=("x",), came=(entry, park), came_if="x > 1")
def led(x: i64) -> None:
    pass

def work(x: i64) -> i64:
    return x

def caller() -> i64:
    park()
    n = systemstack(work, 3)
    if n > 5:
        jump()
    return n
'''


def compiled(tmp_path: Path, trace: bool) -> object:
    path = tmp_path / f"rows_compiled_{trace}.py"
    path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return compile_modules([module], {"trace": trace}, CompileOptions())


def calls(text: str, function: str) -> list[str]:
    """The functions that one calls, in order of the text; events with their row's number."""
    body = re.search(rf'(?ms)^define [^\n]*@"?{re.escape(function)}"?\(.*?^}}', text)
    assert body is not None
    found = re.findall(r'call [^\n]*?@"?([\w.$\[\]()*]+?)"?\((?:i64 (\d+))?', body[0])
    return [name.removeprefix("runtime.") + (number if name.startswith("runtime.trace") else "") for name, number in found]


def test_assembly_is_recorded_where_it_is_called(tmp_path: Path) -> None:
    made = compiled(tmp_path, True)
    rows = {row.name: row for row in made.index.rows}
    park, switch, jump = (rows[name].id for name in ("park", "systemstack", "jump"))
    got = calls(made.text, "runtime.caller")
    assert [f"traceenter{park}", "park", f"traceleave{park}"] == got[:3]
    at = got.index("systemstack_switch")
    assert got[at - 1 : at + 2] == [f"traceenter{switch}", "systemstack_switch", f"traceleave{switch}"]
    assert got[got.index("jump") - 1] == f"traceenter{jump}" and f"traceleave{jump}" not in got
    assert rows["park"].enter == (("g: getg().goid", "i64"),)
    assert rows["park"].section == (11,)


def test_what_led_here_is_recorded_first(tmp_path: Path) -> None:
    made = compiled(tmp_path, True)
    ids = {row.name: row.id for row in made.index.rows}
    assert "__entry" in ids
    assert calls(made.text, "runtime.led")[:3] == [f"traceenter{ids[name]}" for name in ("__entry", "park", "led")]


def test_the_ordinary_build_records_nothing(tmp_path: Path) -> None:
    made = compiled(tmp_path, False)
    assert calls(made.text, "runtime.caller")[0] == "park"
    assert "traceenter" not in " ".join(calls(made.text, "runtime.led"))
