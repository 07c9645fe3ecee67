"""What compiler and runtime agree on: layouts, entry points, and the IR text both compilers write (`ir`)."""
