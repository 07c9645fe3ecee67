"""The lowest layer: data structures of g, m and p, locks, the operating system, the processor, the way to die."""
