"""Go's type system: type objects, objects and scopes, exact constants, and the checker.

Concepts and error texts are those of Go's own checker (cmd/compile's types2, Go 1.27); the code is not.
Layout: types.py, objects.py, info.py (what others read), constant.py, universe.py, predicates.py, lookup.py,
sizes.py, format.py (the rules), generic/ (type sets, unification, inference, instantiation),
check/ (syntax tree -> Info, a file a construct). Knows nothing of LLVM, nor of files (load/ does).
"""
