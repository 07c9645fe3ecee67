"""gdb shows the variables of a program that was built with -gcflags "-N -l": where they are, of which type, and which one of equal
names is meant."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_gdb import gdb

pytestmark = pytest.mark.skipif(shutil.which("gdb") is None, reason="gdb is not installed")

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("variables.go")
LINES = {found[1]: n for n, line in enumerate(SOURCE.read_text().splitlines(), 1) if (found := re.search(r"// at (\w+)$", line))}


@pytest.fixture(scope="module")
def stops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What gdb printed at each stop, by the stop's word; of those met several times, all one after the other."""
    folder = tmp_path_factory.mktemp("variables")
    exe = folder / "variables"
    subprocess.run(
        [sys.executable, "-m", "rt0", "build", "-gcflags", "-N -l", "-o", str(exe), str(SOURCE)],
        check=True, timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    shown = {
        "method": ["p *p", "info args"],
        "entry": ["p *p", "p scale", "p tags", "p tags.array[1]", "info args"],
        "loop": ["p i", "p n", "p tag.len"],
        "shadow": ["p n.len", "p sum", "up", "p p.Y"],
        "end": ["p sum", "info locals"],
        "generic": ["p a.len", "p both[0].len", "ptype both"],
        "number": ["p x"],
        "text": ["p x.len", "ptype x"],
        "literal": ["p k", "p count", "p got", "set var count = 70"],
        "iteration": ["p i"],
        "body": ["p v", "p count"],
        "all": [
            "p p", "p *ages", "p big", "p t", "p ok", "p r", "p z", "p u", "p c->qcount", "p c->dataqsiz", "p none", "p a.len",
            "p 'main.kept'.len", "ptype p", "whatis t", "whatis ages", "whatis shape",
        ],
    }  # fmt: skip
    functions = {"entry": "break main.area", "method": "break main.(*Point).Area"}  # these stop where the parameters can be read
    commands = []
    for word, asked in shown.items():
        place = functions[word].replace("break ", "break '", 1) + "'" if word in functions else f"break {SOURCE.name}:{LINES[word]}"
        commands += [place, "commands", f"echo stop {word}\\n", *asked, "continue", "end"]
    out: dict[str, list[str]] = {}
    word = ""
    for line in gdb(exe, folder, *commands, "run").splitlines():
        if line.startswith("stop "):
            word = line[5:]
        elif word:
            out.setdefault(word, []).append(line)
    assert set(out) == set(LINES)
    return out


def values(lines: list[str]) -> list[str]:
    """What `p` printed."""
    return [line.split(" = ", 1)[1] for line in lines if re.match(r"\$\d+ = ", line)]


def test_parameters(stops: dict[str, list[str]]) -> None:
    point, scale, tags, tag = values(stops["entry"])
    assert re.match(r'\{X = 3, Y = 4, Name = \{str = 0x[0-9a-f]+ "corner.*, len = 6\}, next = 0x', point)
    assert scale == "2.5"
    assert re.match(r"\{array = 0x[0-9a-f]+, len = 2, cap = 2\}", tags)
    assert re.match(r'\{str = 0x[0-9a-f]+ "bc.*, len = 2\}', tag)
    args = [line for line in stops["entry"] if re.match(r"\w+ = ", line)]
    assert [line.split(" = ")[0] for line in args] == ["p", "scale", "tags"]
    assert any(re.match(r"p = (\(main.Point \*\) )?0x", line) for line in stops["method"])


def test_blocks(stops: dict[str, list[str]]) -> None:
    assert values(stops["loop"]) == ["0", "1", "1", "1", "3", "2"]
    assert values(stops["shadow"]) == ["7", "16", "4"]
    assert values(stops["end"]) == ["16"]
    assert not [line for line in stops["end"] if re.match(r"(n|s|i|tag) = ", line)]


def test_types(stops: dict[str, list[str]]) -> None:
    p, ages, big, t, ok, r, z, u, qcount, size, none, a, kept = values(stops["all"])
    assert p.startswith("{X = 3, Y = 4, Name = {") and ages == "{count = 2}" and big == "{0, 0, -9, 0, 0, 0}"
    assert (t, ok, r, z, u, qcount, size, a, kept) == ("21.5", "true", "120", "1 + 2i", r"200 '\310'", "1", "4", "3", "2")
    assert none == "{tab = 0x0, data = 0x0}"
    text = "\n".join(stops["all"])
    assert "type = struct main.Point {\n    int X;\n    int Y;\n    struct string Name;\n    struct main.Point *next;\n}" in text
    assert "type = main.Celsius" in text and "type = map[string]int" in text and "type = struct main.Shape" in text


def test_type_arguments_and_type_switches(stops: dict[str, list[str]]) -> None:
    assert values(stops["generic"]) == ["3", "3"]
    assert "type = struct string {" in "\n".join(stops["generic"])
    assert values(stops["number"]) == ["3"] and values(stops["text"]) == ["4"]


def test_variables_of_the_function_around(stops: dict[str, list[str]]) -> None:
    assert values(stops["literal"]) == ["5", "5", "16"]
    assert "70 16 <nil>" in stops["literal"], "what gdb sets is what the program reads"
    assert values(stops["iteration"]) == ["0", "1"]
    assert values(stops["body"]) == ["7", "70", "8", "77"]
