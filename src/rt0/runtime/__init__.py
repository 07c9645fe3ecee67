"""Go's runtime, written in rtlang (docs/rtlang.md) and compiled to machine code by rt0.

Layers, lowest first: `core` (g, m, p, locks, the system, assembly), `events` (what a trace build records),
`mem` (the heap), `gc` and `stack`, `sched`, `lang` (what Go's statements call). A module imports only from its own layer
and from layers below it; a call that must go up goes through a slot declared in `core/slots.py`.

Importing a module of this package runs ordinary Python (tables, struct layouts) and never machine code. Nothing
outside the package imports it as code: `rt0.rtlang.compile` reads the modules and compiles the bodies.
Names are those of Go 1.13's runtime, letter by letter.
"""
