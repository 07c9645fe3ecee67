"""Its folder is what pytest puts on the import path: runtime_support, heap_support and sched_support lie here for the tests below."""
