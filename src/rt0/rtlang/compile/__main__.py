"""Check or compile runtime modules from the command line: for whoever writes the runtime.

    python -m rt0.rtlang.compile                      # check everything below rt0.runtime
    python -m rt0.rtlang.compile rt0.runtime.mem.mtreap --ir > treap.ll
    python -m rt0.rtlang.compile --flag trace=1 --debug

Prints problems as FILE:LINE:COL: CODE: message and exits with 1 when there are any. With modules named, only problems
in their files are shown.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time

from rt0.rtlang.compile import CompileOptions, RtlangError, compile_modules


def runtime_modules(package: str = "rt0.runtime") -> list[str]:
    """The names of all modules below a package, in order."""
    root = importlib.import_module(package)
    return [m.name for m in pkgutil.walk_packages(root.__path__, package + ".") if not m.ispkg]


def main(arguments: list[str]) -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(prog="rt0.rtlang.compile", description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", help="modules to check (default: all of rt0.runtime)")
    parser.add_argument("--ir", action="store_true", help="print the LLVM IR")
    parser.add_argument("--debug", action="store_true", help="keep asserts and bounds checks")
    parser.add_argument("--flag", action="append", default=[], metavar="NAME=VALUE", help="a build flag")
    chosen = parser.parse_args(arguments)
    flags = {}
    for text in chosen.flag:
        name, _, value = text.partition("=")
        flags[name] = int(value) if value.isdigit() else value
    names = runtime_modules()
    names += [n for n in chosen.modules if n not in names]
    start = time.perf_counter()
    modules = [importlib.import_module(n) for n in names]
    files = {m.__file__ for n, m in zip(names, modules, strict=True) if n in chosen.modules}
    imported = time.perf_counter()
    try:
        compiled = compile_modules(modules, flags, CompileOptions(debug=chosen.debug))
    except RtlangError as error:
        shown = [p for p in error.problems if not files or p.file in files]
        print("\n".join(map(str, shown)))
        print(f"{len(shown)} problems shown, {len(error.problems)} in all", file=sys.stderr)
        return 1
    if chosen.ir:
        sys.stdout.write(compiled.text)
    print(
        f"{len(compiled.instances)} functions, {len(compiled.text)} bytes of IR, "
        f"imports {imported - start:.2f} s, compiled in {time.perf_counter() - imported:.2f} s",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
