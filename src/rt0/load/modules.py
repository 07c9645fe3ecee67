"""The modules of a build: from a folder's go.mod, or a go.work above it, to the folders that its packages' imports may lie in.

A build has main modules (one, or those of a go.work) and selected versions of others: of each the highest that any module
asks for (minimal version selection). A selected version lies where a `replace` says, or in the module cache ($GOMODCACHE,
$GOPATH/pkg/mod, ~/go/pkg/mod). With a vendor folder that alone counts. Nothing is ever downloaded, and go.sum is not looked at: what is in
the cache was checked when it came there. A module that is needed and not there is an error that says which command gets it.

Not as the go command does it: go.mod files of modules below are read as far as they are in the cache, also where Go prunes them.

Source: go.dev/ref/mod. Read next: resolve.py (who asks).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from rt0.base.records import dataclass, field
from rt0.load.gomod import NO_VERSION, ModFile, Module, Replace, find_module, find_upwards, read_mod, version_key
from rt0.load.packages import LoadError

_GO_FIRST_AUTOMATIC_VENDOR = 14


@dataclass(slots=True, eq=False)
class Modules:
    """The modules of a build.

    main       the module of the program's own package; None outside of any
    mains      all main modules
    vendor     the vendor folder that all other packages come from, "" if there is none
    selected   the other modules by path, once it was asked for one (`others`)
    files      the go.mod and go.work files that were read
    """

    main: Module | None
    mains: list[Module] = field(default_factory=list)
    vendor: str = ""
    workspace: ModFile | None = None
    workspace_root: str = ""
    vendored: dict[str, str] = field(default_factory=dict)
    selected: dict[str, Module | str] | None = None
    replaces: list[tuple[str, Replace]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def modules_of(folder: str) -> Modules:
    """The modules for a program whose own package is in a folder. Raises LoadError for a malformed go.mod or go.work."""
    main = find_module(folder)
    out = Modules(main)
    if main is None:
        return out
    out.files.append(os.path.join(main.root, "go.mod"))
    out.mains = [main]
    work = _workspace(main.root)
    if work is not None:
        _use(out, main, work)
        return out
    if int(main.go_version.split(".")[1]) >= _GO_FIRST_AUTOMATIC_VENDOR and os.path.isdir(os.path.join(main.root, "vendor")):
        out.vendor = os.path.join(main.root, "vendor")
        out.vendored = _check_vendor(out, main)
    return out


def _workspace(root: str) -> str | None:
    """The go.work file that counts for a folder."""
    named = os.environ.get("GOWORK", "")
    if named:
        return None if named == "off" else named
    found = find_upwards(root, "go.work")
    return None if found is None else os.path.join(found, "go.work")


def _use(out: Modules, main: Module, work: str) -> None:
    """Makes the modules of a go.work main modules. Raises LoadError."""
    out.workspace = read_mod(work)
    out.workspace_root = os.path.dirname(os.path.abspath(work))
    out.files.append(os.path.abspath(work))
    for name in out.workspace.use:
        folder = os.path.normpath(os.path.join(out.workspace_root, name))
        if not os.path.isfile(os.path.join(folder, "go.mod")):
            raise LoadError(f"cannot load module {name} listed in go.work file: open {os.path.join(folder, 'go.mod')}: "
                            "no such file or directory")  # fmt: skip
        module = find_module(folder)
        if module is not None and module.root != main.root:
            out.mains.append(module)
            out.files.append(os.path.join(folder, "go.mod"))
    if not any(os.path.normpath(os.path.join(out.workspace_root, name)) == main.root for name in out.workspace.use):
        raise LoadError("current directory is contained in a module that is not one of the workspace modules listed in go.work. "
                        "You can add the module to the workspace using:\n\tgo work use .")  # fmt: skip


# ---- the vendor folder ----------------------------------------------------------------------------------------------


def vendored_versions(root: str) -> dict[str, str]:
    """The language version of each package in a module's vendor folder, by its import path, as vendor/modules.txt says: "1.16" for those
    of modules whose go.mod does not. Empty when there is no such file."""
    return {package: version for package, version, _, _ in _vendor_lines(root) if package}


def _vendor_lines(root: str) -> Iterator[tuple[str, str, str, bool]]:
    """(package, language version, module's path@version, whether it is explicit) for each package and, with package "", each module."""
    try:
        with open(os.path.join(root, "vendor", "modules.txt"), encoding="utf-8", errors="replace") as f:
            lines = f.read().splitlines()
    except OSError:
        return
    module, version = "", NO_VERSION
    for line in lines:
        if line.startswith("## "):
            words = [word.strip() for word in line[3:].split(";")]
            for word in words:
                if word.startswith("go "):
                    version = ".".join(word.split()[-1].split(".")[:2])
            yield "", version, module, "explicit" in words
        elif line.startswith("# "):
            module, version = "@".join(line[2:].split(" => ")[0].split()), NO_VERSION
        elif line:
            yield line.strip(), version, module, False


def vendored_modules(m: Modules) -> dict[str, tuple[str, str, str]]:
    """Of each package in the vendor folder, by its import path: its module, that one's version, and what a replace line has in its
    place ("" for nothing), as in Module.instead."""
    if m.main is None:
        return {}
    replaces = {(r.old, r.version): "@".join(filter(None, (r.new, r.new_version)))
                for r in read_mod(os.path.join(m.main.root, "go.mod")).replaces}  # fmt: skip
    out = {}
    for package, _, module, _ in _vendor_lines(m.main.root):
        if package:
            path, _, version = module.partition("@")
            out[package] = path, version, replaces.get((path, version), replaces.get((path, ""), ""))
    return out


def _check_vendor(out: Modules, main: Module) -> dict[str, str]:
    """The vendored packages, as in vendored_versions. Raises LoadError when the folder does not fit go.mod."""
    out.files.append(os.path.join(out.vendor, "modules.txt"))
    wanted = [f"{path}@{version}" for path, version in read_mod(os.path.join(main.root, "go.mod")).requires]
    explicit = [module for package, _, module, is_explicit in _vendor_lines(main.root) if not package and is_explicit]
    wrong = [f"\t{name}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
             for name in wanted if name not in explicit]  # fmt: skip
    wrong += [f"\t{name}: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod"
              for name in explicit if name not in wanted]  # fmt: skip
    if wrong:
        raise LoadError("\n".join([f"inconsistent vendoring in {main.root}:", *wrong, "", "\tTo sync the vendor directory, run:",
                                   "\t\tgo mod vendor"]))  # fmt: skip
    return vendored_versions(main.root)


# ---- selection ------------------------------------------------------------------------------------------------------


def cache_folder() -> str:
    """The module cache, which need not be there."""
    named = os.environ.get("GOMODCACHE", "")
    path = os.environ.get("GOPATH", "").split(os.pathsep)[0] or os.path.join(os.path.expanduser("~"), "go")
    return named or os.path.join(path, "pkg", "mod")


def escaped(path: str) -> str:
    """A module's path or version as the module cache writes it: a capital letter is `!` and the small one."""
    return "".join("!" + c.lower() if c.isupper() else c for c in path)


def others(m: Modules) -> dict[str, Module | str]:
    """The selected modules besides the main ones, by path; a text that says what to do for one that is not here."""
    if m.selected is not None:
        return m.selected
    m.selected = {}
    mains = {one.path for one in m.mains}
    todo: list[tuple[str, str]] = []
    for one in m.mains:
        mod = read_mod(os.path.join(one.root, "go.mod"))
        todo += mod.requires
        m.replaces += [(one.root, r) for r in mod.replaces]
    if m.workspace is not None:
        m.replaces = [(m.workspace_root, r) for r in m.workspace.replaces] + m.replaces
    best: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    while todo:
        path, version = todo.pop()
        if path in mains or (path, version) in seen:
            continue
        seen.add((path, version))
        if path not in best or version_key(version) > version_key(best[path]):
            best[path] = version
        todo += _requires(m, path, version)
    for path, version in sorted(best.items()):
        m.selected[path] = _locate(m, path, version)
    return m.selected


def _replacement(m: Modules, path: str, version: str) -> tuple[str, Replace] | None:
    """The replace line for a version of a module, and the folder that it is relative to; one that names the version wins."""
    for named in (version, ""):
        for root, r in m.replaces:
            if r.old == path and r.version == named:
                return root, r
    return None


def _place(m: Modules, path: str, version: str) -> tuple[str, str, str]:
    """(folder, path and version in the module cache, "" and "" if a folder replaces it) of a version of a module."""
    replaced = _replacement(m, path, version)
    if replaced is not None:
        root, r = replaced
        if not r.new_version:
            return os.path.normpath(os.path.join(root, r.new)), "", ""
        path, version = r.new, r.new_version
    return os.path.join(cache_folder(), *f"{escaped(path)}@{escaped(version)}".split("/")), path, version


def _requires(m: Modules, path: str, version: str) -> list[tuple[str, str]]:
    """What a version of a module requires; nothing if its go.mod is not here."""
    folder, cached, cached_version = _place(m, path, version)
    names = [os.path.join(folder, "go.mod")]
    if cached:
        names.append(os.path.join(cache_folder(), "cache", "download", escaped(cached), "@v", escaped(cached_version) + ".mod"))
    for name in names:
        if os.path.isfile(name):
            if not cached:
                m.files.append(name)
            return read_mod(name).requires
    return []


def _locate(m: Modules, path: str, version: str) -> Module | str:
    """A selected module where it lies, or what to say when it is needed."""
    folder, cached, cached_version = _place(m, path, version)
    if not os.path.isdir(folder):
        if not cached:
            replaced = _replacement(m, path, version)
            shown = replaced[1].new if replaced is not None else folder
            return f"{path}@{version}: replacement directory {shown} does not exist"
        return (f"module {cached}@{cached_version} is not in the module cache, and rt0 downloads nothing; to get it:\n"
                f"\tgo mod download {cached}@{cached_version}")  # fmt: skip
    name = os.path.join(folder, "go.mod")
    go_version = read_mod(name).go_version if os.path.isfile(name) else NO_VERSION
    replaced = _replacement(m, path, version)
    instead = "" if replaced is None else "@".join(filter(None, (replaced[1].new, replaced[1].new_version)))
    return Module(folder, path, go_version, (), version if cached else "", version, instead)


# ---- packages -------------------------------------------------------------------------------------------------------


def has_package(module: Module, path: str) -> str | None:
    """The folder of a package if the module has it: one with Go files, and not in a module inside of it."""
    if path != module.path and not path.startswith(module.path + "/"):
        return None
    below = path[len(module.path) :].strip("/")
    folder = os.path.join(module.root, *below.split("/")) if below else module.root
    try:
        if not any(name.endswith(".go") for name in os.listdir(folder)):
            return None
    except OSError:
        return None
    at = folder
    while at != module.root:
        if os.path.isfile(os.path.join(at, "go.mod")):
            return None
        at = os.path.dirname(at)
    return folder


def find_package(m: Modules, path: str) -> tuple[Module, str] | None:
    """The module that provides a package, and the package's folder; None if none does. Raises LoadError if several do, or if
    the one that may is not here."""
    found = [(one, folder) for one in m.mains if (folder := has_package(one, path)) is not None]
    if found:
        return found[0]
    missing = ""
    for prefix in _prefixes(path):
        one = others(m).get(prefix)
        if type(one) is str:
            missing = missing or one
        elif type(one) is Module and (folder := has_package(one, path)) is not None:
            found.append((one, folder))
    if len(found) > 1:
        lines = [f"\t{one.path} {one.version} ({folder})" for one, folder in reversed(found)]
        raise LoadError("\n".join([f"ambiguous import: found package {path} in multiple modules:", *lines]))
    if not found and missing:
        raise LoadError(missing)
    return found[0] if found else None


def _prefixes(path: str) -> list[str]:
    """A path and those above it, the longest first."""
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts), 0, -1)]


def why_not(m: Modules, path: str) -> str:
    """What the go command says of an import path that no module of the build provides."""
    if m.main is None:
        return (f"no required module provides package {path}: go.mod file not found in current directory or any parent directory; "
                "see 'go help modules'")  # fmt: skip
    if m.vendor:
        return (f"cannot find module providing package {path}: import lookup disabled by -mod=vendor\n"
                "\t(Go version in go.mod is at least 1.14 and vendor directory exists.)")  # fmt: skip
    for prefix in _prefixes(path):
        if prefix not in others(m) and any(r.old == prefix for _, r in m.replaces):
            return f"module {prefix} provides package {path} and is replaced but not required; to add it:\n\tgo get {prefix}"
    return f"no required module provides package {path}; to add it:\n\tgo get {path}"
