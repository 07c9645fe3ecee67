"""The cache of objects and executables: content-keyed, checksummed, safe to damage, safe to share between processes.

An entry is one file in one folder, `KEY.KIND`: the payload, then a trailer with its length and a digest over payload,
key and kind. The payload comes first so that a cached executable can be run in place. Kinds: "o" an object, "x" an
executable, "m" a manifest (which inputs an executable was made of), anything else the callers invent.

Invariants:
- An entry is used only when it is a regular file of this user that nobody else may write, and its trailer agrees with
  every byte. Anything else is removed where possible and counts as absent: it is rebuilt, never run or loaded.
- Writers fill a temporary name in the same folder and rename it. Two writers of one key write equal contents, so it
  does not matter who is last. A killed writer leaves a temporary file that a later trim removes.
- The cache is never the reason of a failure: a folder that cannot be made, read or written is one note on stderr and
  then absent. Callers run an executable they could not store from memory (`anonymous`).
- A key is the SHA-256 of everything the entry depends on (`key`). The caller names all of it: contents, not dates.

This module is on the path of a warm `rt0 run`, which has some 30 ms in all. It therefore imports next to nothing: no
typing, no dataclasses, no hashlib (OpenSSL costs 4 ms to load), nothing of rt0. The digest of the trailer is BLAKE2,
three times as fast as the interpreter's own SHA-256.
"""

from __future__ import annotations

import os
import stat
import struct
import sys
from _blake2 import blake2b

if sys.version_info >= (3, 12):
    from _sha2 import sha256
else:
    from _sha256 import sha256  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LIMIT = 1 << 30
"""Bytes the folder may hold; the entries used longest ago go first."""

_TRAILER = struct.Struct("<8sQ32s")
_MAGIC = b"rt0cach1"
_TEMPORARY = "tmp-"
_STALE = 3600.0  # seconds after which a temporary file is a killed writer's, and a use is worth noting again


class Cache:
    """An opened cache folder. `folder` is None when there is none to use. Not for two threads at once."""

    __slots__ = ("_noted", "folder", "limit", "note", "written")

    def __init__(self, folder: str | None, note: Callable[[str], None], limit: int = LIMIT) -> None:
        self.folder = folder
        self.note = note
        self.limit = limit
        self._noted = False
        self.written = limit  # bytes stored since the folder was last trimmed; at first, who knows

    def complain(self, what: str, error: OSError) -> None:
        """Tell the user once that the work goes on without the cache."""
        if not self._noted:
            self._noted = True
            self.note(f"{what}: {error.strerror or error}; going on without the cache")


def print_note(text: str) -> None:
    """The default for `Cache.note`: one line on stderr. A closed stderr is no reason to fail either."""
    if sys.stderr is not None:
        print(f"rt0: note: {text}", file=sys.stderr)


def default_folder(environ: Mapping[str, str]) -> str | None:
    """Where the cache is: RT0_CACHE ("off": nowhere), else XDG_CACHE_HOME/rt0, else ~/.cache/rt0."""
    chosen = environ.get("RT0_CACHE")
    if chosen:
        return None if chosen == "off" else os.path.abspath(chosen)
    base = environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = environ.get("HOME") or os.path.expanduser("~")
        if not os.path.isabs(home):
            return None
        base = os.path.join(home, ".cache")
    return os.path.join(base, "rt0")


def open_cache(
    environ: Mapping[str, str] | None = None, note: Callable[[str], None] = print_note, limit: int = LIMIT
) -> Cache:
    """Open the user's cache, making its folder with mode 0700. Never raises: without a folder, nothing is stored."""
    folder = default_folder(os.environ if environ is None else environ)
    cache = Cache(folder, note, limit)
    if folder is None:
        return cache
    try:
        try:
            found = os.stat(folder)
        except FileNotFoundError:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            found = os.stat(folder)
        if not stat.S_ISDIR(found.st_mode):
            raise NotADirectoryError(20, "not a folder")
        if found.st_uid != os.geteuid():
            raise PermissionError(13, "it belongs to another user")
        if found.st_mode & 0o077:
            # Entries are checked one by one for owner and mode, so what others may have put here meanwhile is not used.
            os.chmod(folder, 0o700)
    except OSError as error:
        cache.folder = None
        cache.complain(f"cannot use the cache folder {folder}", error)
    return cache


# Keys.


def key(parts: Iterable[bytes | str]) -> str:
    """The SHA-256, in hex, of a list of texts; where one part ends and the next begins counts."""
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return str(digest.hexdigest())


def tree_stamp(folder: str) -> str:
    """A key for the state of a folder of sources, from names, sizes and times of change, without reading them.

    For rt0's own files, which are many and which only an installation or rt0's authors change. Byte code is left out.
    """
    lines: list[str] = []
    todo = [folder]
    while todo:
        here = todo.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.name == "__pycache__":
                    continue
                if entry.is_dir():
                    todo.append(entry.path)
                else:
                    info = entry.stat()
                    lines.append(f"{entry.path}\0{info.st_size}\0{info.st_mtime_ns}")
    lines.sort()
    return key(lines)


def toolchain_stamp(folder: str) -> str:
    """What compiles, as part of every key: rt0's sources in `folder`, llvmlite, Python and this machine's processor."""
    return key([tree_stamp(folder), _package_stamp("llvmlite"), sys.version, processor()])


_compiler: list[str] = []


def installation_stamp(folder: str) -> str:
    """toolchain_stamp, looked at once for a process: what a process compiles with is what it began with."""
    found = _stamps.get(folder)
    if found is None:
        found = _stamps[folder] = toolchain_stamp(folder)
    return found


_stamps: dict[str, str] = {}


def compiler_stamp() -> str:
    """toolchain_stamp of what makes code out of IR, this folder; one look for a process, which compiles with what it imported."""
    if not _compiler:
        _compiler.append(toolchain_stamp(os.path.dirname(os.path.abspath(__file__))))
    return _compiler[0]


def _package_stamp(name: str) -> str:
    """Which installation of a package an import would find, without importing anything."""
    for folder in sys.path:
        path = os.path.join(folder, name, "__init__.py")
        try:
            found = os.stat(path)
            version = os.stat(os.path.join(folder, name, "_version.py")).st_mtime_ns
        except FileNotFoundError:
            continue
        except OSError:
            return "unreadable"
        return f"{path} {found.st_size} {found.st_mtime_ns} {version}"
    return "absent"


def processor() -> str:
    """What /proc/cpuinfo says of the first processor's kind and features, its changing numbers left out.

    Code is made for the processor it runs on, and a cache in a home folder may be shared by several machines.
    """
    try:
        with open("/proc/cpuinfo", "rb", buffering=0) as file:
            text = file.read(16384).decode(errors="replace").split("\n\n")[0]
    except OSError:
        return "unknown"
    wanted = ("vendor_id", "cpu family", "model", "model name", "stepping", "flags")
    return "\n".join(line for line in text.split("\n") if line.partition("\t")[0].strip() in wanted)


def _digest(payload: bytes | memoryview, name: str) -> bytes:
    # The name is part of it so that an entry copied to another key is no entry.
    digest = blake2b(payload, digest_size=32)
    digest.update(name.encode())
    return digest.digest()


# Reading.


def get(cache: Cache, kind: str, key: str) -> bytes | None:
    """The payload of an entry, or None when there is none that may be used."""
    data = _checked(cache, f"{key}.{kind}")
    return None if data is None else data[: len(data) - _TRAILER.size]


def has(cache: Cache, kind: str, key: str) -> bool:
    """Whether there seems to be an entry; `get` may still refuse it."""
    return cache.folder is not None and os.path.lexists(os.path.join(cache.folder, f"{key}.{kind}"))


def executable(cache: Cache, key: str) -> str | None:
    """The path of a cached executable whose every byte was checked, or None."""
    name = f"{key}.x"
    if cache.folder is None or _checked(cache, name) is None:
        return None
    return os.path.join(cache.folder, name)


def _checked(cache: Cache, name: str) -> bytes | None:
    """The bytes of an entry that passes every check; one that fails is removed."""
    if cache.folder is None:
        return None
    path = os.path.join(cache.folder, name)
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError:  # a symbolic link, or a file we may not read: not ours, whatever it is
        _remove(path)
        return None
    try:
        info = os.fstat(fd)
        safe = stat.S_ISREG(info.st_mode) and info.st_uid == os.geteuid() and not info.st_mode & 0o022
        data = _read_all(fd, info.st_size) if safe and info.st_size >= _TRAILER.size else b""
    except OSError:
        data = b""
    finally:
        os.close(fd)
    if len(data) < _TRAILER.size:
        _remove(path)
        return None
    magic, size, digest = _TRAILER.unpack_from(data, len(data) - _TRAILER.size)
    payload = memoryview(data)[: len(data) - _TRAILER.size]
    if magic != _MAGIC or size != len(payload) or digest != _digest(payload, name):
        _remove(path)
        return None
    _touch(path, info.st_mtime)
    return data


def _read_all(fd: int, size: int) -> bytes:
    data = os.read(fd, size + 1)
    while 0 < len(data) < size:
        more = os.read(fd, size + 1 - len(data))
        if not more:
            break
        data += more
    return data


def _touch(path: str, seen: float) -> None:
    """Note the use of an entry, at most once an hour."""
    import time

    if time.time() - seen > _STALE:
        try:
            os.utime(path)
        except OSError:
            return  # a read-only cache still serves


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return  # it stays unused: the checks see to that


# Writing.


def put(cache: Cache, kind: str, key: str, payload: bytes) -> str | None:
    """Store an entry and return its path; None, after at most one note, when that was not possible."""
    if cache.folder is None:
        return None
    name = f"{key}.{kind}"
    path = os.path.join(cache.folder, name)
    temporary = os.path.join(cache.folder, f"{_TEMPORARY}{os.getpid()}-{os.urandom(8).hex()}")
    trailer = _TRAILER.pack(_MAGIC, len(payload), _digest(payload, name))
    try:
        mode = 0o700 if kind == "x" else 0o600
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        try:
            _write_all(fd, payload)
            _write_all(fd, trailer)
        finally:
            os.close(fd)
        os.replace(temporary, path)
    except OSError as error:
        _remove(temporary)
        cache.complain(f"cannot write to the cache folder {cache.folder}", error)
        return None
    cache.written += len(payload)
    if cache.written > cache.limit >> 6:  # looking at all entries takes some milliseconds
        cache.written = 0
        trim(cache)
    return path


def _write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def anonymous(payload: bytes, name: str) -> int:
    """A file descriptor of an executable that has no name in the file system, for `os.execve(fd, ...)`.

    For a program that could not be cached. `name` is what /proc shows. Falls back to an unlinked temporary file where
    memory files cannot be made; raises OSError when neither works.
    """
    try:
        fd = os.memfd_create(name, os.MFD_CLOEXEC)
    except OSError:
        import tempfile

        made, path = tempfile.mkstemp(prefix="rt0-")
        try:
            _write_all(made, payload)
            os.fchmod(made, 0o700)
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)  # a file open for writing cannot be executed
        finally:
            os.close(made)
            os.unlink(path)
        return fd
    _write_all(fd, payload)
    return fd


# Manifests: from a request to an executable, when no input has changed.
#
# Which files a program is made of is known only after parsing it. So the executable is stored under a key of its
# inputs' contents, and a manifest under the key of the request (command line, version, flags) tells which inputs
# those were, each with its digest. Looking up is reading the manifest and checking its lines.


def file_line(path: str) -> str:
    """A manifest line for a file's contents. Raises OSError when it cannot be read."""
    with open(path, "rb", buffering=0) as file:
        return f"F {sha256(file.read()).hexdigest()} {os.path.abspath(path)}"


def content_line(path: str, content: bytes) -> str:
    """As `file_line` for contents that were read already: what was compiled, even if the file changed since."""
    return f"F {sha256(content).hexdigest()} {os.path.abspath(path)}"


def folder_line(path: str) -> str:
    """A manifest line for the names in a folder (a package gains or loses files)."""
    return f"D {key(sorted(os.listdir(path)))} {os.path.abspath(path)}"


def stamp_line(path: str) -> str:
    """A manifest line for the files of a folder by name, size and date: for the many that only an installation changes."""
    lines = []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_file():
                found = entry.stat()
                lines.append(f"{entry.name} {found.st_size} {found.st_mtime_ns}")
    return f"S {key(sorted(lines))} {os.path.abspath(path)}"


def absent_line(path: str) -> str:
    """A manifest line for a file whose absence mattered (a go.mod further up)."""
    return f"A - {os.path.abspath(path)}"


def put_manifest(cache: Cache, request: str, lines: Iterable[str], executable_key: str) -> None:
    """Store that `request` (a key) leads to the executable `executable_key` as long as these lines hold.

    Paths with a newline are not cached: no manifest is written.
    """
    listed = list(dict.fromkeys(lines))
    if not any("\n" in line for line in listed):
        put(cache, "m", request, "\n".join([executable_key, *listed]).encode())


def look_up(cache: Cache, request: str) -> str | None:
    """The path of the executable for a request none of whose inputs changed, fully checked; None otherwise."""
    name = look_up_key(cache, request)
    return None if name is None else executable(cache, name)


def look_up_key(cache: Cache, request: str) -> str | None:
    """The key that put_manifest was given for a request, if none of its inputs changed."""
    raw = get(cache, "m", request)
    if raw is None:
        return None
    name, *lines = raw.decode().split("\n")
    return name if all(_holds(line) for line in lines) else None


def _holds(line: str) -> bool:
    kind, _, path = line.split(" ", 2)
    try:
        if kind == "F":
            return file_line(path) == line
        if kind == "D":
            return folder_line(path) == line
        if kind == "S":
            return stamp_line(path) == line
        return not os.path.lexists(path)
    except OSError:
        return False


# Housekeeping.


def _entries(cache: Cache) -> list[tuple[float, int, str, str]]:
    """(time of use, size, name, path) of the cache's own files; anything else in the folder is not ours to touch."""
    found: list[tuple[float, int, str, str]] = []
    if cache.folder is None:
        return found
    try:
        with os.scandir(cache.folder) as entries:
            for entry in entries:
                stem, _, kind = entry.name.rpartition(".")
                if entry.name.startswith(_TEMPORARY) or (len(stem) == 64 and len(kind) == 1):
                    try:
                        info = entry.stat(follow_symlinks=False)
                    except OSError:  # another process removed it just now
                        continue
                    found.append((info.st_mtime, info.st_size, entry.name, entry.path))
    except OSError as error:
        cache.complain(f"cannot read the cache folder {cache.folder}", error)
    return found


def trim(cache: Cache) -> None:
    """Remove what killed writers left, and the entries used longest ago while the folder is over its limit."""
    import time

    entries = sorted(_entries(cache))
    total = sum(entry[1] for entry in entries)
    now = time.time()
    for used, size, name, path in entries:
        if name.startswith(_TEMPORARY):
            if now - used > _STALE:
                _remove(path)
                total -= size
        elif total > cache.limit:
            _remove(path)
            total -= size


def info(cache: Cache) -> dict[str, int]:
    """What the cache holds: entries and bytes by kind ("objects", "executables", "manifests", "others"), "bytes"."""
    names = {"o": "objects", "x": "executables", "m": "manifests"}
    out = dict.fromkeys([*names.values(), "others", "bytes"], 0)
    for _, size, name, _ in _entries(cache):
        out[names.get(name.rpartition(".")[2], "others")] += 1
        out["bytes"] += size
    return out


def clean(cache: Cache) -> int:
    """Remove every entry; returns how many. Files that are not the cache's stay."""
    entries = _entries(cache)
    for _, _, _, path in entries:
        _remove(path)
    return len(entries)
