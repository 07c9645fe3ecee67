"""docs/walk.md's table of rows is true: each exists under its name, is recorded, and tells what it is.

To write the table anew: `python tests/watch/test_walk_doc.py`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "src")]
from document import ROWS, SECTIONS, TYPES  # noqa: E402

from rt0.build.runtime import load_modules  # noqa: E402
from rt0.rtlang.compile import functions_of  # noqa: E402
from rt0.rtlang.vocab_marks import marks_of  # noqa: E402
from rt0.rtlang.vocab_types import Struct  # noqa: E402

DOC = ROOT / "docs" / "walk.md"
BEGIN, END = "<!-- rows: made by tests/watch/test_walk_doc.py -->\n", "<!-- end of rows -->\n"


@dataclass(frozen=True)
class Found:
    """A row in the source."""

    file: str
    group: str
    sections: tuple[int, ...]
    doc: str


def module_file(name: str) -> str:
    """The file of one of rt0's modules, from src/rt0 on."""
    return "/".join(name.split(".")[1:]) + ".py"


def source() -> dict[str, Found]:
    """Every function with @row by the name it has in ROWS, and every struct as struct_NAME."""
    found = {}
    for module in load_modules():
        file = module_file(module.__name__)
        for py in functions_of(module):
            marks = marks_of(py)
            if marks.row is None:
                continue
            owner = getattr(py, "__rt_struct__", None)
            name = marks.row.name or (marks.export if marks.export.startswith("__") else py.__name__)
            name = f"{owner.name}.{name}" if owner is not None else "runtime.main" if name == "main" else name
            found[name] = Found(module_file(py.__module__), marks.row.group, marks.row.section, py.__doc__ or "")
        for value in vars(module).values():
            if isinstance(value, Struct) and value.module == module.__name__ and value.name in TYPES:
                found[f"struct_{value.name}"] = Found(file, "heap", TYPES[value.name], value.cls.__doc__ or "" if value.cls else "")
    return found


def table() -> str:
    """The table, as Markdown."""
    rows = source()
    lines = ["| group | section | row | file |", "| --- | --- | --- | --- |"]
    for group, names in ROWS.items():
        for name in names.split():
            row = rows[name]
            shown = f"type `{name.removeprefix('struct_')}`" if name.startswith("struct_") else f"`{name}`"
            lines.append(f"| {group} | {', '.join(map(str, row.sections))} | {shown} | {row.file} |")
    return "\n".join(lines) + "\n"


def test_every_row_is_recorded_and_told() -> None:
    rows = source()
    for group, names in ROWS.items():
        for name in names.split():
            assert name in rows, f"{name} is no function with @row"
            assert rows[name].doc.strip(), f"{name} has no docstring"
            assert rows[name].group in (group, "boot", "gc"), f"{name} is in group {rows[name].group}"


def test_every_section_of_the_document_has_its_row() -> None:
    rows = source()
    named = {section for names in ROWS.values() for name in names.split() for section in rows[name].sections}
    assert named == set(range(1, SECTIONS + 1))


def test_the_table_in_the_documentation_is_the_sources() -> None:
    text = DOC.read_text(encoding="utf-8")
    written = text[text.index(BEGIN) + len(BEGIN) : text.index(END)]
    assert written == table(), "run: python tests/watch/test_walk_doc.py"


if __name__ == "__main__":
    text = DOC.read_text(encoding="utf-8")
    DOC.write_text(re.sub(f"(?s){re.escape(BEGIN)}.*{re.escape(END)}", lambda _: BEGIN + table() + END, text), encoding="utf-8")
