"""The garbage collector: mark (precise over the heap, conservative over stacks), sweep, pacing, scavenging.

gc.py: a cycle from trigger to end. mark.py: what is reachable. sweep.py: span by span, lazily, in the background and
in proportion to allocation. reclaim.py: pages for large allocations first. pacer.py: when the next cycle starts.
scavenge.py: pages back to the system. barrier.py: stores of pointers into the heap.
"""
