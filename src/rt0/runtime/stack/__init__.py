"""Goroutine stacks: where their memory comes from (stackalloc.py) and how they grow (newstack.py).

Stacks grow by segments and never move (docs/design.md): a function that does not fit gets a new segment, twice as
large as the last one, and gives it up when it returns; the segment is kept for the next time.
"""
