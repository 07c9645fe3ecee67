"""What a run shows: the events of a trace build read, checked and turned into the walk.

    reader.py   bytes of an event stream -> Event values, in order
    rows.py     the table of rows that the runtime was built with: name, group, values, docstring
    tree.py     events -> calls nested as they ran, across goroutine stacks and g0s
    symbols.py  code addresses in recorded values -> the functions' names
    walk.py     calls -> the numbered, indented text, or JSON lines

Reader and writer share `rt0.abi.events` and nothing else.
"""
