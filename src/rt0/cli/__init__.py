"""The command line: one module a command; nothing but argument handling and printing.

`rt0 run` of an unchanged program is a cache look-up and an exec, some 10 ms after Python has started, so this package
imports nothing at its top that such a run does not need (tests/cli holds that).
"""
