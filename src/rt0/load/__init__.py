"""From file names to a checked program: which files, which packages, in which order, and then the checker.

`load(paths, options, sink)` is the entry; `Program` is what the next stage gets. Faults go to the sink in Go's words
(those of the go command for files and imports, of the compiler for the rest). Knows nothing of LLVM.

Layout: select.py (build constraints, file names), gomod.py (go.mod), packages.py (finding and parsing), program.py
(the result, bodies on demand), loader.py (the driver), light.py (a program over packages that were compiled before).
"""

from rt0.load.loader import load, load_dir, load_files
from rt0.load.program import LoadedPackage, Program

__all__ = ["load", "load_dir", "load_files", "LoadedPackage", "Program"]
