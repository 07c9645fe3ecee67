"""Typed AST to LLVM IR text: one file a construct, free functions over a small builder (`fn.Fn`).

Read first: typetab.py (canonical types and their layout), fn.py (the builder and what a value is), program.py (the
work list: only what is reachable from main and the initialisers is lowered). docs/abi.md is the contract with the runtime.
"""
