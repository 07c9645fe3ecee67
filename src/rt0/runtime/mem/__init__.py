"""The runtime's memory: from mmap up to mallocgc.

From below: sysmem_linux (the system), fixalloc and persistent (memory for the runtime's own records), mtreap and mheap
(pages), gcbits (mark and allocation bits), mspan, mcentral and mcache (slots of one size), mbitmap (which words hold
pointers), malloc (the allocator that compiled code calls). Everything here is outside the collected heap except what
mallocgc hands out.

Lock order, outermost first: worldsema < sched.lock < mcentral.lock < mheap_.lock < the small ones (fixalloc of
specials, gcBitsArenas.lock, persistentalloc). A goroutine may grow its stack at any call, and stackalloc needs
mheap_.lock, so that lock is taken on the system stack only.
"""
