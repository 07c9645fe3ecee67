"""`//go:` comments of the program's own packages: which may stand there at all, and what they must refer to.

gc judges them in three places, and so do we: the parser says which are misplaced (syntax/parse/state.py), `misused` which
belong to the runtime or to cgo, before types are checked, and `judge` what go:linkname and go:embed refer to, when nothing
else is wrong. What is right after all that is done (embed.py, lower/linknames.py). The standard library's own may have all of them.

Source: gc's words (cmd/compile/internal/noder). Read next: loader.py.
"""
from __future__ import annotations

from rt0.base.diagnostics import Sink
from rt0.load.embed import embed
from rt0.load.program import LoadedPackage
from rt0.syntax import ast
from rt0.types.objects import Func, Var

LINKNAMES = ("go:linkname", "go:linknamestd")
_RUNTIME_ONLY = frozenset(
    ["go:systemstack", "go:nowritebarrier", "go:nowritebarrierrec", "go:yeswritebarrierrec"])
_STD_ONLY = frozenset(["go:uintptrkeepalive"])


def misused(files: list[ast.File], sink: Sink) -> None:
    """Reports the directives that no program may use."""
    for f in files:
        for d in f.directives:
            verb = d.text.split(" ", 1)[0]
            if not d.blank:
                continue  # the parser has reported it
            if verb in _RUNTIME_ONLY:
                sink.error("Directive", d.pos, f"//{verb} only allowed in runtime")
            elif verb in _STD_ONLY:
                sink.error("Directive", d.pos, f"//{verb} is only allowed in the standard library")
            elif verb.startswith("go:cgo_") and verb != "go:cgo_import_dynamic":
                sink.error("Directive", d.pos, f"//{d.text} only allowed in cgo-generated code")
            elif verb in LINKNAMES and not 2 <= len(d.words) <= 3:
                sink.error("Directive", d.pos, f"usage: //{verb} localname [linkname]")
            elif verb == "go:embed" and len(d.words) < 2:
                sink.error("Directive", d.pos, "usage: //go:embed pattern...")


def judge(p: LoadedPackage, sink: Sink) -> None:
    """Notes a package's go:linkname directives, and what go:embed embeds; reports what is wrong with those of other
    packages than the standard library's and with go:embed."""
    seen: set[str] = set()
    for f in p.files:
        if p.std:
            for d in f.directives:
                if d.words[0] == "go:linkname" and len(d.words) == 3:
                    p.linknames[d.words[1]] = d.words[2]
            if any(d.words[0] == "go:embed" for d in f.directives):
                _embeds(p, f, True, sink)
            continue
        imports = {d.path.value.strip('"`') for d in f.decls if type(d) is ast.ImportDecl and d.path is not None}
        for d in f.directives:
            if d.words[0] in LINKNAMES and len(d.words) >= 2:
                _linkname(p, d, "unsafe" in imports, seen, sink)
        if any(d.words[0] == "go:embed" for d in f.directives):
            _embeds(p, f, "embed" in imports, sink)


def _linkname(p: LoadedPackage, d: ast.Directive, may: bool, seen: set[str], sink: Sink) -> None:
    verb, local = d.words[0], d.words[1]
    remote = d.words[2] if len(d.words) > 2 else ""
    if not may:
        sink.error("Directive", d.pos, f'//{verb} only allowed in Go files that import "unsafe"')
    elif "[" in remote and "]" in remote:
        sink.error("Directive", d.pos, f"//{verb} reference of an instantiation is not allowed")
    elif not isinstance(p.pkg.scope.names.get(local), (Func, Var)):
        if _minor(p) >= 18:  # passed over before
            sink.error("Directive", d.pos, f"//{verb} must refer to declared function or variable")
    elif local in seen:
        sink.error("Directive", d.pos, f"duplicate //{verb} for {local}")
    else:
        seen.add(local)
        if remote:
            p.linknames[local] = remote


def _embeds(p: LoadedPackage, f: ast.File, imported: bool, sink: Sink) -> None:
    """Has go:embed done for each variable that has it, or reports why it cannot be."""
    outer = {id(d) for d in f.decls}
    for node in ast.walk(f):
        if type(node) is not ast.VarDecl:
            continue
        found = [d for d in node.directives if d.words[0] == "go:embed"]
        faults = [(d, why) for d in found if (why := _embed_fault(p, node, imported, id(node) not in outer))]
        for d, why in faults:
            sink.error("Directive", d.pos, why)
        if found and not faults:
            embed(node, found, p.pkg, p.info, p.watched, sink)


def _embed_fault(p: LoadedPackage, v: ast.VarDecl, imported: bool, inside: bool) -> str:
    """What keeps go:embed from standing on a variable, "" if nothing does."""
    if not imported:
        return 'go:embed requires import "embed" (or import _ "embed", if package is not used)'
    if len(v.names) > 1:
        return "go:embed cannot apply to multiple vars"
    if v.values:
        return "go:embed cannot apply to var with initializer"
    if inside:
        return "go:embed cannot apply to var inside func"
    if _minor(p) < 16:
        return f"go:embed requires go1.16 or later (-lang was set to go{p.checker.lang}; check go.mod)"
    return ""


def _minor(p: LoadedPackage) -> int:
    """The N of the package's language version, go1.N."""
    return int(p.checker.lang.split(".")[1])
