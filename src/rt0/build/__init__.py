"""The way of a program, from files to something that runs: load -> types -> lower -> native -> link, with the caches between.

    fast.py       an unchanged request -> its executable, on the path of a warm `rt0 run`: imports next to nothing
    pipeline.py   a request -> checked packages, an executable, or objects for the Python process
    packages.py   packages compiled once: their objects and interfaces in the cache
    runtime.py    the runtime's own object, compiled by rtlang once for each set of flags
    failures.py   how a wrong program leaves the pipeline
"""
