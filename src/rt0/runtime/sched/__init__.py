"""The scheduler: boot, goroutines, threads, processors, timers, semaphores, system calls, sysmon."""
