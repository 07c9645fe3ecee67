"""What compiled Go code calls for the language's own operations: channels, maps, strings, slices, interfaces, panics.

docs/abi.md lists the entry points with their signatures. The topmost layer of the runtime: it may use all the others.
"""
