"""rt0: Go's runtime, in Python. It compiles Go programs to machine code and runs them on a runtime of its own.

Nothing heavy is imported here: `rt0 run` of an unchanged program must start in milliseconds.
"""

__version__ = "0.1.0"
