"""Go from Python: a package loaded into the Python process, its exported functions as Python callables.

    load.py        rt0.load: from a path to a module object
    describe.py    which functions can be called, and how, from the checked package (runs only when something is compiled)
    process.py     this process's one runtime: objects mapped, threads started, modules added
    convert.py     arguments that the fast way does not take, and what was wrong with them
    errors.py      BuildError, GoError, GoPanic

The fast way itself is the runtime's (runtime/lang/pycall.py): a Go function is a builtin function of Python whose C
code converts arguments, releases the GIL, calls and converts results. docs/embedding.md is the user's page.
"""
