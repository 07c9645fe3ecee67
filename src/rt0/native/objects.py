"""IR text to ELF object bytes, with its line table for tracebacks added.

An object is what LLVM emits for x86-64 Linux plus one section of ours, `.rt0.pcln` (see link/pcln.py), worked out once
here from the DWARF so that linking needs no DWARF reader. Objects hold no addresses: both link/ and jit.py take them.

A fault in the IR is our own bug: parse and verify errors are an InternalError that prints the offending function.
Read next: passes.py for what runs between, link/ for what happens to an object.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rt0.base.errors import InternalError
from rt0.base.records import dataclass
from rt0.native import children, passes
from rt0.native.passes import Target

if TYPE_CHECKING:
    from llvmlite import binding

    from rt0.native.cache import Cache

_ERROR_LINE = re.compile(r"<string>:(\d+):(\d+): error")
_SHOWN_LINES = 60


@dataclass(slots=True, frozen=True)
class Codegen:
    """How IR becomes an object. Part of the object's cache key (`key`).

    `level` is 0, 1 or 2; `verify` runs LLVM's verifier before and after the passes (tests and -debug).
    """

    level: int = 1
    target: Target = Target()
    verify: bool = False

    def key(self) -> str:
        """Text that is equal for equal code generation on this machine; looks the host processor up."""
        cpu, features = passes.resolve(self.target)
        return f"{passes.compiler_version()} O{self.level} {cpu} {features}"


def compile_ir(text: str, codegen: Codegen) -> bytes:
    """Compile one module of IR text to ELF object bytes.

    Raises InternalError for text that LLVM does not parse or verify.
    """
    from rt0.native.link import pcln

    with parsed(text, codegen) as module:
        raw = bytes(passes.machine(codegen.target, codegen.level).emit_object(module))
    if codegen.verify and "!DISubprogram(" in text and b".debug_info\0" not in raw:
        # LLVM's parser drops all debug information when a part of it is wrong, with no more than a line on stderr.
        raise InternalError("LLVM found our debug information invalid and dropped it; its reasons are on stderr")
    return pcln.annotate(raw)


@contextlib.contextmanager
def parsed(text: str, codegen: Codegen) -> Iterator[binding.ModuleRef]:
    """A module, parsed and optimised, in an LLVM context of its own that ends with the block.

    Both are closed by hand, the module first: left to the collector, which knows no order, a context that goes before
    its module is a crash (an exception's traceback is enough to make them garbage together).
    """
    import llvmlite.binding as b

    passes.llvm()
    context = b.create_context()
    try:
        try:
            module = b.parse_assembly(text, context)
        except RuntimeError as error:
            message = str(error).strip()
            raise InternalError(f"LLVM does not parse our IR: {message}\n{_around(text, message)}") from None
        try:
            module.triple = passes.TRIPLE
            module.data_layout = passes.data_layout()
            if codegen.verify:
                _verify(module, text, "before the passes")
            passes.optimise(module, codegen.target, codegen.level)
            if codegen.verify:
                _verify(module, text, "after the passes")
            yield module
        finally:
            module.close()
    finally:
        context.close()


def assembly(text: str, codegen: Codegen) -> str:
    """The assembly text of a module, for people and tests."""
    with parsed(text, codegen) as module:
        return str(passes.machine(codegen.target, codegen.level).emit_assembly(module))


def optimised(text: str, codegen: Codegen) -> str:
    """The IR text of a module after the passes, for people and tests."""
    with parsed(text, codegen) as module:
        return str(module)


def _verify(module: binding.ModuleRef, text: str, when: str) -> None:
    try:
        module.verify()
    except RuntimeError as error:
        message = str(error).strip()
        raise InternalError(f"LLVM rejects our IR {when}: {message}\n{_mentioned(text, message)}") from None


def _around(text: str, message: str) -> str:
    """The function (or line) that a parse error points into, with the line marked."""
    match = _ERROR_LINE.search(message)
    if match is None:
        return ""
    lines = text.split("\n")
    bad = int(match[1]) - 1
    start = bad
    while start > 0 and not lines[start].startswith(("define", "@", "declare", "!", "}")):
        start -= 1
    start = max(start, bad - _SHOWN_LINES)
    shown = [("> " if i == bad else "  ") + lines[i] for i in range(start, min(bad + 3, len(lines)))]
    if start != bad and start < len(lines) and not lines[start].startswith("define"):
        return shown[-3] if len(shown) >= 3 else "\n".join(shown)
    return "\n".join(shown)


def _mentioned(text: str, message: str) -> str:
    """The first function that holds an instruction which the verifier printed."""
    for wanted in (line.strip() for line in message.splitlines()[1:]):
        plain = wanted.split(", !dbg")[0].strip()
        at = text.find(plain) if len(plain) > 8 else -1
        if at >= 0:
            begin = text.rfind("\ndefine", 0, at) + 1
            end = text.find("\n}", at)
            return "\n".join(text[begin : end + 2].split("\n")[:_SHOWN_LINES])
    return ""


def compile_many(texts: Sequence[str], codegen: Codegen, jobs: int = 0) -> list[bytes]:
    """Compile several modules, in `jobs` processes (0: as many as there are processors; see children.py).

    The children inherit this process's initialised LLVM. With one job or one text nothing is forked.
    """
    most = children.processors()
    count = min(len(texts), jobs or most)
    if most == 1 or count <= 1:
        return [compile_ir(text, codegen) for text in texts]
    passes.machine(codegen.target, codegen.level)
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    shares = [order[k::count] for k in range(count)]
    at_work = [children.start(partial(_compile_share, texts, share, codegen)) for share in shares[1:]]
    with children.kept(at_work):
        done = {i: compile_ir(texts[i], codegen) for i in shares[0]}
    for share, child in zip(shares[1:], at_work):
        done.update(zip(share, children.results(child)))
    return [done[i] if i in done else compile_ir(texts[i], codegen) for i in range(len(texts))]


def _compile_share(texts: Sequence[str], share: Sequence[int], codegen: Codegen) -> Iterator[bytes]:
    return (compile_ir(texts[i], codegen) for i in share)


def compile_parts(texts: Sequence[str], codegen: Codegen, cache: Cache | None = None, jobs: int = 0) -> bytes:
    """Compile the parts of one module (abi/irsplit.py) to a bundle, which the linker takes like an object.

    With a cache, parts whose text was compiled before are found there and the others are stored. The rest as
    `compile_many`.
    """
    from rt0.native.link import bundle

    ready = compile_many(texts, codegen, jobs) if cache is None else [o for _, o in compile_cached(texts, codegen, cache, jobs)]
    return ready[0] if len(ready) == 1 else bundle(ready)


def compile_cached(texts: Sequence[str], codegen: Codegen, cache: Cache, jobs: int = 0) -> list[tuple[str, bytes]]:
    """Compile modules that are not in the cache yet, and store them: (key, object) of each."""
    from rt0.native.cache import compiler_stamp, get, key, put

    keys = [key(["part", compiler_stamp(), codegen.key(), text]) for text in texts]
    found = [get(cache, "o", k) for k in keys]
    missing = [i for i, data in enumerate(found) if data is None]
    made = dict(zip(missing, compile_many([texts[i] for i in missing], codegen, jobs)))
    for i, data in made.items():
        put(cache, "o", keys[i], data)
    return [(keys[i], made[i] if data is None else data) for i, data in enumerate(found)]
