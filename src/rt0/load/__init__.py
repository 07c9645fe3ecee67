"""From file names to a checked program: which files, which packages, in which order, and then the checker.

`load(paths, options, sink)` is the entry; `Program` is what the next stage gets. Faults go to the sink in Go's words
(those of the go command for files and imports, of the compiler for the rest). Knows nothing of LLVM.

Layout: select.py (build constraints, file names), packages.py (reading and parsing), gomod.py (go.mod, go.work), modules.py (which
modules a build has, and where), goroot.py (Go's source tree), resolve.py (what an import path means), loader.py (the driver),
program.py (the result, bodies on demand), light.py (a program over packages that were compiled before).
"""

from rt0.load.loader import load, load_dir, load_files, load_packages
from rt0.load.program import LoadedPackage, Program

__all__ = ["load", "load_dir", "load_files", "load_packages", "LoadedPackage", "Program"]
