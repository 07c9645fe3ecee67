"""Running a test program, showing its output as the go command does, and keeping the results of those that pass.

A result is kept under the program, its arguments, and what it looked at: variables and files, which the program tells
(-test.testlogfile; std/internal/testlog). Files outside of the module do not count, and a result that rests on a file changed within
the last two seconds is not kept. Both as in the go command.

Read next: test.py (the command), testjson.py.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from hashlib import sha256

from rt0.base.records import dataclass
from rt0.build.tests import TestBinary
from rt0.cli.testflags import Wanted
from rt0.cli.testjson import Converter
from rt0.load.tests import Place
from rt0.native import cache as caches

KEPT = frozenset(["benchtime", "cpu", "list", "parallel", "run", "short", "skip", "timeout", "failfast", "v", "fullpath"])
"""Flags of the test program with which results are kept; they are part of the key."""
UNSEEN = frozenset(["coverprofile", "outputdir"])
"""Flags that are no part of it."""
TOO_NEW = 2.0  # seconds

LOG_HEAD = b"# test log\n"


@dataclass(slots=True)
class Output:
    """Where a package's output goes: at once to stdout, or into `held`, or both; through a converter with -json."""

    shown: bool
    held: bytearray | None
    converter: Converter | None = None

    def write(self, data: bytes) -> None:
        """Take a piece of output."""
        if self.shown:
            if self.converter is not None:
                self.converter.write(data)
            else:
                to_stdout(data)
        if self.held is not None:
            self.held += data


def to_stdout(data: bytes) -> None:
    """Write bytes to stdout, now."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def output_for(w: Wanted, place: Place, packages: int) -> Output:
    """The output of a package: of the working folder's, and of benchmarks, as it comes; of a single one with -v as it comes, and held
    too, to be kept; else held until it has ended."""
    converter = Converter(to_stdout, place.path) if w.json else None
    if not w.named or w.bench:
        return Output(True, None, converter)
    if w.shows_passes and packages == 1 or w.json:
        return Output(True, bytearray(), converter)
    return Output(False, bytearray(), converter)


def run(w: Wanted, place: Place, binary: TestBinary, out: Output) -> bool:
    """Run a test program, or show what it printed last time; whether it passed."""
    key = _result_key(w, binary) if w.named and place.module is not None and not w.profile else None
    if key is not None:
        kept = _kept(key, place)
        if kept is not None:
            out.write(kept)
            return True
    with tempfile.TemporaryDirectory(prefix="rt0-test") as folder:
        log = os.path.join(folder, "log") if key is not None else ""
        arguments = [f"-test.testlogfile={log}"] if log else []
        profile = os.path.join(folder, "profile")
        to_test = [f"-test.coverprofile={profile}" if a.startswith("-test.coverprofile=") else a for a in w.to_test]
        begin = time.monotonic()
        status, why = _start(w, place, binary, [*arguments, "-test.paniconexit0", *to_test], out.write)
        took = f"{time.monotonic() - begin:.3f}s"
        if w.profile and os.path.exists(profile):
            _add_profile(w, profile)
        if status == 0:
            _passed(w, place, out, took)
            if key is not None and out.held is not None:
                _keep(key, place, log, bytes(out.held))
        else:
            _failed(w, place, out, took, status, why)
    return status == 0


def _add_profile(w: Wanted, profile: str) -> None:
    """Add a package's profile to the one of -coverprofile."""
    with open(profile, encoding="utf-8") as f, open(w.profile, "a", encoding="utf-8") as out:
        out.writelines(line for line in f if not line.startswith("mode: "))


def _passed(w: Wanted, place: Place, out: Output, took: str) -> None:
    text = bytes(out.held or b"")
    if out.held is not None and not w.shows_passes and not w.json:
        out.held.clear()
    warning = b"testing: warning: no tests to run\n"
    note = " [no tests to run]" if text.startswith(warning) or b"\n" + warning in text else ""
    covered = ""
    if w.cover:
        m = re.search(rb"coverage: (.*)\n", text)
        covered = f"\tcoverage: {m[1].decode()}" if m is not None else ""
    if text and not text.endswith(b"\n"):
        out.write(b"\n")
    out.write(f"ok  \t{place.path}\t{took}{covered}{note}\n".encode())


def _failed(w: Wanted, place: Place, out: Output, took: str, status: int, why: str) -> None:
    if why:
        out.write(why.encode())
    if status < 0 or not out.held:
        out.write(f"{status_text(status)}\n".encode())
    elif not out.held.endswith(b"\n"):
        out.write(b"\n")
    mark = "\x16" if w.json or w.values.get("v") == "test2json" else ""
    out.write(f"{mark}FAIL\t{place.path}\t{took}\n".encode())


_SIGNALS = {"SIGABRT": "aborted", "SIGALRM": "alarm clock", "SIGBUS": "bus error", "SIGFPE": "floating point exception",
            "SIGHUP": "hangup", "SIGILL": "illegal instruction", "SIGINT": "interrupt", "SIGKILL": "killed",
            "SIGPIPE": "broken pipe", "SIGQUIT": "quit", "SIGSEGV": "segmentation fault", "SIGTERM": "terminated",
            "SIGTRAP": "trace/breakpoint trap"}  # fmt: skip


def status_text(status: int) -> str:
    """How a process ended, in Go's words; a negative status is a signal's number."""
    if status >= 0:
        return f"exit status {status}"
    name = signal.Signals(-status).name
    return f"signal: {_SIGNALS.get(name, name)}"


def _start(
    w: Wanted, place: Place, binary: TestBinary, arguments: list[str], write: Callable[[bytes], None]
) -> tuple[int, str]:  # fmt: skip
    """Run the program in its package's folder; its status, and what to say if it had to be killed."""
    folder = os.path.abspath(place.folder)
    image = None if binary.path is not None else caches.anonymous(binary.image, place.program)
    path = binary.path if image is None else f"/proc/self/fd/{image}"
    child = subprocess.Popen(
        [binary.path or place.program, *arguments],
        executable=path, cwd=folder, env={**os.environ, "PWD": folder}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, bufsize=0, pass_fds=() if image is None else (image,),
    )  # fmt: skip
    if image is not None:
        os.close(image)
    assert child.stdout is not None
    limit = 0.0
    if w.timeout > 0 and not w.bench:
        wait = max(w.timeout / 10, 5.0)
        limit = w.timeout + (60.0 if wait < 60.0 else wait)
    killed = threading.Event()

    def kill() -> None:
        killed.set()
        child.send_signal(signal.SIGQUIT)
        try:
            child.wait(5.0)
        except subprocess.TimeoutExpired:
            child.kill()

    alarm = threading.Timer(limit, kill) if limit else None
    if alarm is not None:
        alarm.daemon = True
        alarm.start()
    try:
        while True:
            data = child.stdout.read(65536)
            if not data:
                break
            write(data)
        status = child.wait()
    except KeyboardInterrupt:
        child.send_signal(signal.SIGINT)
        child.wait()
        raise
    finally:
        if alarm is not None:
            alarm.cancel()
    why = f"*** Test killed with quit: ran too long ({go_seconds(limit)}).\n" if killed.is_set() else ""
    return status, why


def go_seconds(s: float) -> str:
    """A duration of some seconds as Go prints it: 11m0s."""
    whole = int(s)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, s - whole // 60 * 60
    text = f"{rest:.9f}".rstrip("0").rstrip(".") + "s"
    return f"{hours}h{minutes}m{text}" if hours else f"{minutes}m{text}" if minutes else text


# ---- kept results ----------------------------------------------------------------------------------------------------


def _result_key(w: Wanted, binary: TestBinary) -> str | None:
    """The key of a result, None if it is not to be kept."""
    parts = []
    for argument in w.to_test:
        name, equals, _ = argument.removeprefix("-test.").partition("=")
        if not argument.startswith("-test.") or not equals or name not in KEPT | UNSEEN:
            return None
        if name in KEPT:
            parts.append(argument)
    return caches.key(["test result", binary.key, *parts])


def _kept(key: str, place: Place) -> bytes | None:
    """What a test printed, if it would print the same, with (cached) for its time."""
    cache = caches.open_cache()
    log = caches.get(cache, "l", key)
    if log is None:
        return None
    inputs = _inputs(log, place)
    text = caches.get(cache, "t", caches.key([key, inputs])) if inputs is not None else None
    if text is None:
        return None
    at = text.rfind(b"\n", 0, len(text) - 1) + 1
    return text[:at] + re.sub(rb"^(ok  \t[^\t]*\t)[0-9.]+s", rb"\1(cached)", text[at:])


def _keep(key: str, place: Place, log: str, text: bytes) -> None:
    try:
        with open(log, "rb") as f:
            data = f.read()
    except OSError:
        return  # the program ended before it could write it
    inputs = _inputs(data, place) if data.startswith(LOG_HEAD) and data.endswith(b"\n") else None
    if inputs is not None:
        cache = caches.open_cache()
        caches.put(cache, "l", key, data)
        caches.put(cache, "t", caches.key([key, inputs]), text)


def _inputs(log: bytes, place: Place) -> str | None:
    """A digest of what a test looked at, as it is now; None if it cannot be relied on."""
    h = sha256()
    folder = os.path.abspath(place.folder)
    root = place.module.root if place.module is not None else folder
    for line in log.removeprefix(LOG_HEAD).split(b"\n"):
        if not line:
            continue
        what, _, raw = line.partition(b" ")
        name = os.fsdecode(raw)
        if what == b"getenv":
            h.update(f"{name}={os.environ.get(name)!r}\n".encode("utf-8", "surrogateescape"))
            continue
        path = os.path.normpath(os.path.join(folder, name))
        if what == b"chdir":
            folder = path
        elif path != root and not path.startswith(root + os.sep):
            continue
        state = _state(path, what == b"open")
        if state is None:
            return None
        h.update(f"{path} {state}\n".encode("utf-8", "surrogateescape"))
    return h.hexdigest()


def _state(path: str, opened: bool) -> str | None:
    """What there is to see of a file; None if it has been changed just now."""
    try:
        st = os.stat(path)
    except OSError as problem:
        return str(problem.errno)
    out = f"{st.st_size} {st.st_mode} {st.st_mtime_ns}"
    if opened and os.path.isdir(path):
        with os.scandir(path) as entries:
            for e in sorted(entries, key=lambda e: e.name):
                one = e.stat(follow_symlinks=False)
                out += f" {e.name} {one.st_size} {one.st_mode} {one.st_mtime_ns}"
    elif opened and os.path.isfile(path) and time.time() - st.st_mtime < TOO_NEW:
        return None
    return out
