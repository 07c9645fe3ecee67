"""What the walk of examples/hello.go must show, as go-program-execution.txt tells it: data for test_hello_walk.py.

EXPECTED holds the rows of groups boot, m, p, g, heap and stack that Go's own runtime reaches for this program. ORDER holds pairs:
the first call of the one comes before the first call of the other. INSIDE holds pairs: some call of the second stands
under a call of the first. The numbers in comments are the document's sections.
"""

from __future__ import annotations

BOOT = [
    "rt0_go", "check", "args", "osinit", "schedinit", "tracebackinit", "moduledataverify", "stackinit", "mallocinit",
    "mcommoninit", "cpuinit", "alginit", "modulesinit", "typelinksinit", "itabsinit", "msigsave", "goargs", "goenvs",
    "parsedebugvars", "gcinit", "procresize", "newproc", "mstart", "runtime.main", "gcenable", "exit",
]  # fmt: skip
"""In this order (1, 5, 9): each one's first call comes after the first call of the one before it."""

EXPECTED = {
    "boot": """rt0_go check args osinit schedinit tracebackinit moduledataverify stackinit cpuinit alginit modulesinit typelinksinit
        itabsinit msigsave goargs goenvs parsedebugvars runtime.main doInit gcenable exit""",
    "m": """mcommoninit checkmcount mpreinit malg mstart mstart1 lockOSThread unlockOSThread startm newm allocm newosproc
        stoplockedm startlockedm stopm""",
    "p": "procresize (*p).init acquirep wirep releasep handoffp runqempty runqput runqget",
    "g": """newproc newproc1 gfget casgstatus gosave schedule execute gogo systemstack gopark mcall park_m dropg
        goready ready""",
    "heap": """mallocinit (*mheap).init allocmcache sysAlloc (*mheap).allocManual (*mheap).allocSpanLocked (*mTreap).find
        (*mheap).grow (*mheap).sysAlloc (*linearAlloc).alloc sysReserve sysMap (*mheap).growAddSpan (*mheap).coalesce
        (*mspan).hugePages spanOf arenaIndex (*mTreap).insert sysUsed (*mcache).prepareForSweep (*mcache).refill (*mcentral).cacheSpan
        (*mheap).alloc pageIndexOf""",
    "stack": "stackalloc stackcacherefill stackpoolalloc",
}
"""Group -> rows. Of the groups gc and sched bgsweep, bgscavenge and entersyscall are expected too (test_hello_walk.py)."""

CHANCE = ["findrunnable", "goexit", "goexit1", "goexit0", "gfput"]
"""Rows of group g that a run reaches unless main, woken on another thread, ends the process first."""

ENDS = [("goexit", "goexit1"), ("goexit1", "mcall"), ("mcall", "goexit0"), ("goexit0", "gfput")]
"""Pairs for INSIDE, in runs that have them."""

ORDER = [
    *zip(BOOT, BOOT[1:]),
    ("mallocinit", "(*mheap).init"),  # 6
    ("(*mheap).init", "allocmcache"),
    ("allocmcache", "mcommoninit"),
    ("mcommoninit", "mpreinit"),  # 7, 44
    ("mpreinit", "malg"),  # 44, 45
    ("malg", "stackalloc"),  # 45, 46
    ("stackalloc", "(*mheap).allocManual"),
    ("newproc1", "stackpoolalloc"),  # 45, 46, 48
    ("(*mheap).allocManual", "(*mheap).allocSpanLocked"),  # 49, 50
    ("(*mheap).allocSpanLocked", "(*mTreap).find"),
    ("(*mTreap).find", "(*mheap).grow"),  # 50, 51
    ("(*mheap).grow", "(*mheap).sysAlloc"),  # 51, 52
    ("(*mheap).sysAlloc", "(*linearAlloc).alloc"),  # 52, 53
    ("(*linearAlloc).alloc", "sysReserve"),  # 53, 54
    ("sysReserve", "sysMap"),
    ("sysMap", "(*mheap).growAddSpan"),
    ("(*mheap).growAddSpan", "(*mheap).coalesce"),  # 38
    ("(*mheap).coalesce", "(*mspan).hugePages"),  # 39
    ("(*mspan).hugePages", "spanOf"),  # 38, 36
    ("spanOf", "(*mTreap).insert"),
    ("(*mTreap).insert", "sysUsed"),
    ("procresize", "(*p).init"),  # 8
    ("(*p).init", "acquirep"),
    ("acquirep", "wirep"),  # 25
    ("wirep", "(*mcache).prepareForSweep"),  # 26
    ("newproc", "newproc1"),  # 12, 43
    ("newproc1", "gfget"),  # 44
    ("gfget", "runqput"),
    ("mstart", "mstart1"),
    ("mstart1", "gosave"),
    ("gosave", "schedule"),
    ("schedule", "runqget"),
    ("runqget", "execute"),  # 17, 16
    ("execute", "gogo"),  # 16
    ("gogo", "runtime.main"),  # 9
    ("runtime.main", "lockOSThread"),
    ("lockOSThread", "doInit"),
    ("doInit", "gcenable"),  # 10
    ("gcenable", "gopark"),
    ("gcenable", "unlockOSThread"),
]

INSIDE = [
    ("rt0_go", "schedinit"),
    *(("schedinit", name) for name in BOOT[BOOT.index("tracebackinit") : BOOT.index("procresize") + 1]),
    ("mcommoninit", "mpreinit"),
    ("mpreinit", "malg"),
    ("malg", "stackalloc"),
    ("stackalloc", "stackcacherefill"),
    ("stackcacherefill", "stackpoolalloc"),
    ("stackpoolalloc", "(*mheap).allocManual"),
    ("(*mheap).allocManual", "(*mheap).allocSpanLocked"),
    ("(*mheap).allocSpanLocked", "(*mheap).grow"),
    ("(*mheap).grow", "(*mheap).sysAlloc"),
    ("(*mheap).sysAlloc", "sysReserve"),
    ("procresize", "(*p).init"),
    ("acquirep", "wirep"),
    ("newproc", "newproc1"),
    ("newproc1", "gfget"),
    ("newproc1", "malg"),
    ("newproc1", "casgstatus"),
    ("mstart", "schedule"),
    ("schedule", "execute"),
    ("execute", "casgstatus"),
    ("execute", "gogo"),
    ("runtime.main", "gcenable"),
    ("gopark", "mcall"),  # 11
    ("mcall", "park_m"),  # 13
    ("park_m", "casgstatus"),
    ("park_m", "dropg"),  # 15
    ("park_m", "schedule"),
    ("schedule", "stoplockedm"),  # 17, 18
    ("stoplockedm", "releasep"),  # 19
    ("stoplockedm", "handoffp"),  # 20
    ("startm", "newm"),
    ("newm", "allocm"),
    ("allocm", "mcommoninit"),
    ("allocm", "malg"),
    ("goready", "ready"),
    ("ready", "casgstatus"),
    ("ready", "runqput"),
    ("(*mcache).refill", "(*mcentral).cacheSpan"),
    ("(*mcentral).cacheSpan", "(*mheap).alloc"),
    ("(*mheap).alloc", "(*mheap).allocSpanLocked"),
]
