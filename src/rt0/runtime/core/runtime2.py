"""The structures of the scheduler: g, m, p, schedt and what hangs on them, and the runtime's global state.

Who owns what:
- A **g** is a goroutine. `atomicstatus` says who owns its stack: whoever moved it to _Grunning (the M in `g.m`), or
  whoever set the _Gscan bit. Its other fields belong to the running goroutine itself, or, when it waits, to whoever
  will make it ready.
- An **m** is a thread. Its fields are written by the thread itself except where a comment says otherwise.
- A **p** is the right to run Go code and the caches that go with it. While it is _Prunning its fields belong to the M
  in `p.m`; while it is idle, to the holder of `sched.lock`.
- gs, ms, ps, sudogs and timers' arrays are NotInHeap: made by persistentalloc or fixalloc, never freed to the system,
  kept on free lists. Plain pointers to them need no write barrier, so Go's guintptr, muintptr and puintptr are
  `ptr[g]`, `ptr[m]`, `ptr[p]` here.

The TLS contract (docs/abi.md): `%fs:104` holds the current m, `%fs:112` the guard that stack checks compare with;
`m.tlsbase` is that thread's %fs base, so that another thread can poison the guard (preemption) by storing
stackPreempt at tlsbase+112.

Stacks grow by segments (see asm_amd64.py's __morestack and stack/newstack.py): `g.stack` and `g.stackguard0` describe
the *current* segment; `g.seg` is its descriptor, nil in the first segment; `g.segnext` is the chain of kept segments
beyond the current one. Each segment beyond the first begins (at its high end) with its `stkseg`, which remembers the
older segment's bounds and its stack pointer. To scan a stopped g: [g.sched.sp, g.stack.hi), then for s = g.seg; s; s
= s.prev: [s.oldsp, s.oldstk.hi).

Read next: asm_amd64.py for the switches, sched/proc.py for the life of a g.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import MaxGomaxprocs
from rt0.runtime.core.type import eface

# Statuses of a g. The scan bit is set over one of the first group by whoever scans the stack.
_Gidle = 0
"""Just allocated, not initialised."""
_Grunnable = 1
"""On a run queue; runs no user code; the queue owns the stack."""
_Grunning = 2
"""Runs user code on the M in g.m, which has a P; owns its stack."""
_Gsyscall = 3
"""In a system call on the M in g.m; owns its stack; runs no user code."""
_Gwaiting = 4
"""Blocked in the runtime; something (a channel's queue, a timer) will make it ready."""
_Gdead = 6
"""Unused: just gone, on a free list, or being set up."""
_Gcopystack = 8
_Gpreempted = 9
_Gscan = 0x1000
_Gscanrunnable = _Gscan + _Grunnable
_Gscanrunning = _Gscan + _Grunning
_Gscansyscall = _Gscan + _Gsyscall
_Gscanwaiting = _Gscan + _Gwaiting

# Statuses of a p.
_Pidle = 0
"""On the idle list (or between owners); owned by sched.lock."""
_Prunning = 1
"""Owned by the M in p.m."""
_Psyscall = 2
"""Its M is in a system call; whoever moves it off this status by compare-and-swap owns it."""
_Pgcstop = 3
"""Stopped for the world; owned by whoever stopped it."""
_Pdead = 4
"""Beyond GOMAXPROCS; keeps what it holds for when it comes back."""

# Why a goroutine waits; the texts stand in tracebacks. Index = waitReason.
WAIT_REASONS = (
    "", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)", "dumping heap",
    "garbage collection", "garbage collection scan", "panicwait", "select", "select (no cases)", "GC assist wait",
    "GC sweep wait", "GC scavenge wait", "chan receive", "chan send", "finalizer wait", "force gc (idle)",
    "semacquire", "sleep", "sync.Cond.Wait", "timer goroutine (idle)", "trace reader (blocked)", "wait for GC cycle",
    "GC worker (idle)", "preempted", "debug call", "sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.RWMutex.Lock",
    "sync.WaitGroup.Wait", "GOMAXPROCS", "library call", "coroutine", "synctest.Run", "synctest.Wait",
    "chan receive (durable)", "chan send (durable)", "select (durable)", "sync.WaitGroup.Wait (durable)",
)
waitReasonZero = 0
waitReasonGCAssistMarking = 1
waitReasonIOWait = 2
waitReasonChanReceiveNilChan = 3
waitReasonChanSendNilChan = 4
waitReasonDumpingHeap = 5
waitReasonGarbageCollection = 6
waitReasonGarbageCollectionScan = 7
waitReasonPanicWait = 8
waitReasonSelect = 9
waitReasonSelectNoCases = 10
waitReasonGCAssistWait = 11
waitReasonGCSweepWait = 12
waitReasonGCScavengeWait = 13
waitReasonChanReceive = 14
waitReasonChanSend = 15
waitReasonFinalizerWait = 16
waitReasonForceGCIdle = 17
waitReasonSemacquire = 18
waitReasonSleep = 19
waitReasonSyncCondWait = 20
waitReasonTimerGoroutineIdle = 21
waitReasonTraceReaderBlocked = 22
waitReasonWaitForGCCycle = 23
waitReasonGCWorkerIdle = 24
waitReasonPreempted = 25
waitReasonDebugCall = 26
waitReasonSyncMutexLock = 27
waitReasonSyncRWMutexRLock = 28
waitReasonSyncRWMutexLock = 29
waitReasonSyncWaitGroupWait = 30
waitReasonStoppingTheWorld = 31
waitReasonLibraryCall = 32
waitReasonCoroutine = 33
waitReasonSynctestRun = 34
waitReasonSynctestWait = 35
waitReasonSynctestChanReceive = 36
waitReasonSynctestChanSend = 37
waitReasonSynctestSelect = 38
waitReasonSynctestWaitGroupWait = 39
DURABLE_REASONS = (
    waitReasonChanReceiveNilChan, waitReasonChanSendNilChan, waitReasonSelectNoCases, waitReasonSleep, waitReasonSyncCondWait,
    waitReasonCoroutine, waitReasonSynctestRun, waitReasonSynctestWait, waitReasonSynctestChanReceive, waitReasonSynctestChanSend,
    waitReasonSynctestSelect, waitReasonSynctestWaitGroupWait,
)  # fmt: skip
"""What a goroutine waits for that only its bubble can bring (sched/bubble.py)."""


@notinheap
@struct
class mutex:
    """A futex lock: 0 free, 1 held, 2 held with sleepers. Written only by lock/unlock (lock_futex.py)."""
    key: u32


@notinheap
@struct
class note:
    """A one-time event: 0 cleared, 1 signalled. One sleeper, one waker between two noteclears."""
    key: u32


@struct
class stack:
    """Bounds of a stack segment: [lo, hi)."""
    lo: uintptr
    hi: uintptr


@notinheap
@struct
class stkseg:
    """Descriptor of a stack segment beyond a goroutine's first; the 64 bytes at its high end: at `stk.hi`, below
    which frames start.

    Written by newstack (stk, prev, next) and by __morestack on each entry (prev, oldstk, oldsp). Owned by the g.
    """
    prev: ptr["stkseg"]
    """Descriptor of the older segment; nil when that is the goroutine's first."""
    next: ptr["stkseg"]
    """Kept segment beyond this one, or nil."""
    stk: stack
    """The usable bounds of this segment; stk.hi is this descriptor's address (16-byte aligned)."""
    oldstk: stack
    """Bounds of the older segment."""
    oldsp: uintptr
    """The older segment's stack pointer when this one was entered: its live part is [oldsp, oldstk.hi)."""
    size: u32
    """Bytes of the whole allocation [stk.lo, stk.hi + 64), as stackfree wants them."""
    raised: u32
    """By how much the older segment's guard is raised, against hot splits (__morestack). 0 in a new segment."""


@struct
class gobuf:
    """Where a g goes on. At `sp` lie the callee-saved registers r15 r14 r12 rbx rbp and the address to return to, as
    mcall pushes them; `pc` and `bp` repeat that address and the frame pointer for tracebacks."""
    sp: uintptr
    pc: uintptr
    bp: uintptr


@struct
class funcval:
    """What a Go func value points to: the code, then the captured values."""
    fn: uintptr


@struct
class _defer:
    """A deferred call; lies in the frame of the function that defers, or on the heap in a loop (flag 1).

    Layout: docs/abi.md.
    """
    link: ptr["_defer"]
    fn: ptr[funcval]
    frame: ptr["panicbuf"]
    flags: u64
    pc: uintptr
    sp: uintptr


@notinheap
@struct
class panicbuf:
    """A point that a recovered panic returns to: filled by savepanic (asm_amd64.py) in the deferring function's frame.

    128 bytes.
    """
    sp: uintptr
    pc: uintptr
    bp: uintptr
    rbx: uintptr
    r12: uintptr
    r14: uintptr
    r15: uintptr
    seg: ptr[stkseg]
    """g.seg at the time: the segments beyond it are left when a panic lands here."""
    reserved: array[u64, 8]


@struct
class _panic:
    """A panic under way; lies in gopanic's frame. Linked from g._panic, newest first."""
    arg: eface
    link: ptr["_panic"]
    frame: ptr[panicbuf]
    """The deferring frame whose deferred call runs now."""
    text: ptr[string]
    """What an error's or stringer's method said when the panic was about to be printed (lang/panic.py), or nil."""
    callfp: uintptr
    """Frame address of the call of the deferred function: recover() counts only when its caller's frame matches."""
    pc: uintptr
    recovered: bool
    aborted: bool
    goexit: bool
    repanicked: bool
    """Recovered, and its value panicked with again."""
    printing: bool
    """Nobody recovered it: preprintpanics calls the values' Error and String methods."""


@notinheap
@struct
class sudog:
    """A g in a wait list (one g may be in several, in a select; one object may have many waiters). From acquireSudog
    only.

    While on a channel's queue, all fields are protected by that channel's lock.
    """
    g: ptr["g"]
    next: ptr["sudog"]
    prev: ptr["sudog"]
    elem: ptr[void]
    """Data element; may point to a stack. The collector reads it (a waiting sudog is a root)."""
    acquiretime: i64
    """On a semaphore, for the profile of mutexes (sched/sema.py): when the wait began, 0 if it does not count; once woken, what the
    release is charged with."""
    waiters: i64
    """In semaRoot's treap: how many waiters of this address count for the profile."""
    waitsum: i64
    """Likewise: the sum, modulo 2**64, of the times up to which their waits have been charged."""
    ticket: u32
    isSelect: bool
    """g takes part in a select: g.selectDone must be won by compare-and-swap first."""
    success: bool
    """Communication succeeded (true) or the channel was closed (false)."""
    parent: ptr["sudog"]
    """semaRoot's treap."""
    waitlink: ptr["sudog"]
    waittail: ptr["sudog"]
    c: ptr[void]
    """The channel."""


@notinheap
@struct
class g:
    """A goroutine. The first five fields are known to asm_amd64.py by offsetof."""
    stack: stack
    stackguard0: uintptr
    """What %fs:112 holds while this g runs: stack.lo + _StackGuard, stackPreempt when it should yield, 0 for g0 and
    gsignal.
    """
    m: ptr["m"]
    """The current m; nil when not running. Written by execute and dropg."""
    sched: gobuf
    seg: ptr[stkseg]
    segnext: ptr[stkseg]
    stacksize: uintptr
    """Bytes of all segments in use together (not the kept ones); checked against MaxStackSize by newstack."""
    _panic: ptr[_panic]
    _defer: ptr[_defer]
    atomicstatus: u32
    """Changed by casgstatus, castogscanstatus and casfrom_Gscanstatus only."""
    selectDone: u32
    """Taking part in a select: whoever swaps 0 to 1 wins the race to complete it."""
    goid: i64
    schedlink: ptr["g"]
    """Link of the queue or free list that this g is on; owned by that list's lock."""
    bubble: ptr["bubble"]
    """The bubble it is in, nil for most. On g0 while it runs a bubble's timers: that bubble. Written by the goroutine, or before it first
    runs. Whoever makes this g runnable looks here: it is in atomicstatus's cache line."""
    alllink: ptr["g"]
    """Link of allgs, newest first; written once before publication."""
    syscallsp: uintptr
    """In a system call: the stack pointer to scan from (0 otherwise)."""
    syscallpc: uintptr
    syscallbp: uintptr
    syscallregs: array[uintptr, 5]
    """Callee-saved registers at entersyscall (rbx rbp r12 r14 r15): the collector scans them like the stack."""
    param: ptr[void]
    """Passed by whoever makes this g ready (a sudog in channel operations)."""
    waiting: ptr[sudog]
    """sudogs this g is waiting on, in lock order."""
    waitsince: i64
    """About when it blocked (nanotime), set by the collector or traceback; 0 unknown."""
    lockedm: ptr["m"]
    startpc: uintptr
    """Code of the go statement's function."""
    gopc: uintptr
    """pc of the go statement that made this g."""
    parentGoid: i64
    timer: ptr["timer"]
    """Cached timer of timeSleep."""
    labels: ptr[void]
    waitreason: u8
    preempt: bool
    """Yield wanted; stackguard0 is stackPreempt as well."""
    preemptStop: bool
    paniconfault: bool
    gcscandone: bool
    throwsplit: bool
    """Stack must not grow now."""
    activeStackChans: bool
    isSystem: bool
    """Runs a runtime goroutine (bgsweep…): left out of deadlock detection's count and of dumps."""
    sigpc: uintptr
    sigcode0: uintptr
    sigcode1: uintptr
    sig: u32
    durable: bool
    """It waits durably: it is not in its bubble's count of those that run. Written with bubble.lock held."""
    asyncbuf: ptr[u8]
    """Buffer for the vector registers while preempted by a signal (xsave); kept once given. May hold pointers."""
    splits: u32
    """Returns from one stack segment to an older one; __morestack counts them to find hot splits."""
    libm: ptr["m"]
    """Library host: the foreign thread whose calls this goroutine runs; nil for ordinary goroutines."""
    libbuf: ptr[panicbuf]
    """Library host: where a call that panics lands."""


@struct
class gList:
    """Singly linked stack of gs through schedlink."""
    head: ptr[g]


@struct
class gQueue:
    """Singly linked queue of gs through schedlink."""
    head: ptr[g]
    tail: ptr[g]


@notinheap
@struct
class m:
    """A thread. `g0` comes first, then what assembly knows by offsetof."""
    g0: ptr[g]
    """The goroutine whose stack is the thread's own: the scheduler runs there."""
    curg: ptr[g]
    """The user goroutine that runs, or nil."""
    gsignal: ptr[g]
    tlsbase: uintptr
    """The thread's %fs base. Others may store stackPreempt at tlsbase+112 while this m runs a g."""
    p: ptr["p"]
    """The attached p, nil while not running Go code. Own thread only, or under the stopped world."""
    nextp: ptr["p"]
    """The p to take when woken; set by whoever calls notewakeup(park)."""
    nextg: ptr[g]
    """A goroutine that findrunnable's idle part found, on its way to the caller."""
    oldp: ptr["p"]
    """The p attached before a system call; exitsyscall tries it first."""
    id: i64
    mallocing: i32
    throwing: i32
    preemptoff: ptr[u8]
    """Non-nil: keep curg running on this m."""
    locks: i32
    """Runtime locks held and acquirem()s: not preempted while non-zero."""
    dying: i32
    proftimer: u32
    """The kernel's number of the timer that samples this thread, and one; 0 for none (cpuprof.py). Atomic."""
    spinning: bool
    """Out of work and looking for it; counted in sched.nmspinning."""
    blocked: bool
    """Sleeps on a note."""
    newSigstack: bool
    incgo: bool
    isextra: bool
    """A foreign thread (library host) that called in."""
    freewait: u32
    """0: g0's stack and this m may be freed; cleared by the kernel at thread exit (CLONE_CHILD_CLEARTID) when we made
    it.
    """
    printlock: i8
    fastrand: array[u32, 2]
    needextram: bool
    mstartfn: fn[[], void]
    procid: u64
    """The kernel's thread id."""
    park: note
    alllink: ptr["m"]
    """Link of allm; written once."""
    schedlink: ptr["m"]
    """Link of the idle list; sched.lock."""
    mcache: ptr["mem.mcache.mcache"]
    lockedg: ptr[g]
    lockedExt: u32
    """LockOSThread calls from user code."""
    lockedInt: u32
    """lockOSThread calls inside the runtime."""
    waitunlockf: fn[[ptr[g], ptr[void]], bool]
    waitlock: ptr[void]
    waittraceev: u8
    waittraceskip: i64
    syscalltick: u32
    freelink: ptr["m"]
    """On sched.freem."""
    ncgocall: u64
    gcing: i32
    sigmask: array[u64, 2]
    preemptGen: u32
    signalPending: u32
    tls: array[u64, 20]
    """In executables: the %fs block. %fs:0 points to itself, as the ABI has it."""
    gsignalstack: stack
    procstack: stack
    """mmap'd area of g0's stack when the runtime made the thread."""
    pthread: u64
    ring: ptr["events.ring.eventring"]
    """Trace builds: this thread's events."""
    moreneed: uintptr
    """What __morestack asks newstack for: bytes that the next segment must have (frame, stack arguments, guard)."""
    asyncbuf: ptr[u8]
    """A spare buffer for the next goroutine that a signal preempts here (g.asyncbuf)."""
    libdone: note
    """Library host: the call this foreign thread waits for has finished."""
    libg: ptr[g]
    """Library host: the goroutine that runs this thread's calls; in _Gsyscall between them."""
    libsp: uintptr
    """Library host: C's stack pointer to go back to (sched/library.py)."""
    libstatus: i64
    """Library host: how the call ended: 0 returned, else see sched/library.py."""
    libstate: u32
    """Library host: 0 the call runs, 1 it has ended on another m, 2 its thread has given it up.

    Atomic; from 0 once a call.
    """
    libturn: u32
    """Library host: how often the thread has looked around while it waits for the call."""
    libcheck: bool
    """Library host: the thread is back in C to look around; the call has not ended."""
    libdead: bool
    """Library host: when it last looked, no goroutine could go on."""
    libincall: bool
    """Library host: a call is under way."""
    libtext: ptr[u8]
    """Library host: what a call that panicked would have printed; LIB_TEXT bytes, made when first needed."""
    libtextlen: i64
    libtracelen: i64
    """Of libtextlen, how many bytes at the end are the traceback."""
    capture: ptr["m"]
    """Printing on this m goes to that m's libtext."""


@notinheap
@struct
class gFreeList:
    """Dead gs kept by a p (stacks first)."""
    head: ptr[g]
    n: i32


@struct
class sysmontick:
    """What sysmon saw of a p the last time; sysmon's alone."""
    schedtick: u32
    schedwhen: i64
    syscalltick: u32
    syscallwhen: i64


@notinheap
@struct
class timers:
    """A heap of timers (sched/timerheap.py). `lock` protects the heap; minWhen may be read without it."""

    lock: mutex
    heap: ptr[ptr["timer"]]
    """4-ary min-heap by `when`."""
    n: i64
    cap: i64
    minWhen: i64
    """When of the first timer, 0 for none. Atomic."""


@notinheap
@struct(align=64)
class p:
    """The right to run Go code; see the module's docstring for who owns it."""
    id: i32
    status: u32
    link: ptr["p"]
    """sched.pidle; sched.lock."""
    schedtick: u32
    """Incremented on every execute."""
    syscalltick: u32
    """Incremented on every system call."""
    sysmontick: sysmontick
    m: ptr[m]
    """Back link to the attached m; nil if idle."""
    mcache: ptr["mem.mcache.mcache"]
    goidcache: i64
    goidcacheend: i64

    # The local run queue: a ring of 256. The owner adds at the tail and takes at the head; thieves take at the head by
    # compare-and-swap. Entries in [runqhead, runqtail) are runnable gs.
    runqhead: u32
    runqtail: u32
    runq: array[ptr[g], 256]
    runnext: ptr[g]
    """A g made ready by the running one, to run next in what remains of its time slice. Read by thieves."""

    gFree: gFreeList
    """Dead gs; owner only."""
    sudogcache: ptr[sudog]
    """Free sudogs linked by next; owner only."""
    sudogn: i32
    preempt: bool
    """This p should enter the scheduler as soon as it can."""
    runSafePointFn: u32
    gcw: ptr[void]
    """The collector's work buffer of this p (gc layer)."""
    gcAssistTime: i64
    gcBgMarkWorker: ptr[g]
    gcMarkWorkerMode: i64
    gcMarkWorkerStartTime: i64
    palloc_base: uintptr
    palloc_off: uintptr
    """persistentalloc's chunk of this p."""
    statsSeq: u32

    timers: timers
    """The timers that were started on this p (sched/timer.py)."""

    wakeskip: u32
    """Times in a row that a readied runnext was run by this p itself soon after (see sched/proc.py's ready)."""


@notinheap
@struct
class timer:
    """A timer. The layout is shared with std's runtimeTimer (docs/abi.md, linknames); such a one lies in the
    program's heap, and the collector follows every p's heap of timers."""

    when: i64
    """When it is due (nanotime). While in a heap, written under that heap's lock."""
    period: i64
    """> 0: again each period nanoseconds."""
    f: ptr[funcval]
    """Called as f(arg, seq) when due."""
    arg: eface
    seq: uintptr
    status: u32
    """Index in the heap + 1 while in one (protected by the heap's lock), else 0."""
    kind: u32
    """0: call f; 1: ready the g in arg.data; 2: call f, which sends on the channel in arg.data: stopped by the collector
    when nobody has that channel or the timer any more."""
    bubble: u32
    """Number of the bubble whose clock it goes by, 0 for the monotonic clock. Written when it is started."""
    changing: mutex
    """Held by modtimer, so that of several at once only one puts it into a heap. Before any heap's lock."""
    ts: ptr[timers]
    """The heap that holds it, nil when in none. Written under that heap's lock."""


@notinheap
@struct
class bubble:
    """Goroutines with a clock of their own (sched/bubble.py). `lock` protects what follows it, up to the clock."""

    lock: mutex
    waiting: bool
    """A goroutine is in synctest.Wait."""
    done: bool
    """main has ended."""
    total: i64
    """Goroutines in it, root among them."""
    running: i64
    """Those of them that do not wait durably."""
    active: i64
    """What else keeps it from being idle."""
    root: ptr[g]
    """The goroutine in synctest.Run."""
    main: ptr[g]
    """The first one it started."""
    waiter: ptr[g]
    """The goroutine asleep in synctest.Wait."""
    now: i64
    """Its clock, nanoseconds since 1970. Written by root while all others wait."""
    timers: timers
    """Its timers, by its clock."""
    id: u32
    """> 0, no other bubble's."""
    alllink: ptr["bubble"]
    """Link of bubbles.all or bubbles.free; bubbles.lock."""


@notinheap
@struct
class bubblelist:
    """All bubbles. `lock` protects them; nothing but memory is taken under it. The collector reads `all` in the stopped world."""

    lock: mutex
    last: u32
    """The number last given."""
    all: ptr[bubble]
    free: ptr[bubble]
    deadlock: ptr[void]
    """The descriptor of the errors that synctest.Run panics with: {string, the bubble's number}."""
    died: u32
    """The number of the bubble whose deadlock ends the process, for the traceback."""


bubbles: bubblelist = static()


@notinheap
@struct
class gFreeGlobal:
    """Dead gs of no p. `lock` protects the rest."""
    lock: mutex
    stack: gList
    noStack: gList
    n: i32


@notinheap
@struct(align=64)
class schedt:
    """The scheduler's global state. `lock` protects everything but the atomics (marked)."""
    goidgen: u64
    """Atomic."""
    lastpoll: u64
    """Atomic: when the network was last polled; 0 while a thread polls."""
    lock: mutex
    midle: ptr[m]
    nmidle: i32
    nmidlelocked: i32
    """Locked ms waiting for work."""
    mnext: i64
    """ms made so far and next m's id."""
    maxmcount: i32
    nmsys: i32
    """System ms not counted for deadlock."""
    nmfreed: i64
    ngsys: u32
    """System goroutines. Atomic."""
    pidle: ptr[p]
    npidle: u32
    """Atomic; written under lock."""
    nmspinning: u32
    """Ms that look for work. Atomic."""
    runq: gQueue
    """Global queue of runnable gs."""
    runqsize: i32
    """Written under lock, read without."""
    gFree: gFreeGlobal
    sudoglock: mutex
    sudogcache: ptr[sudog]
    freem: ptr[m]
    """Exited ms whose stacks wait to be freed."""
    gcwaiting: u32
    """The world is being stopped. Atomic."""
    stopwait: i32
    stopnote: note
    sysmonwait: u32
    sysmonnote: note
    safePointFn: fn[[ptr[p]], void]
    safePointWait: i32
    safePointNote: note
    profilehz: i32
    procresizetime: i64
    totaltime: i64
    stopTheWorldOwner: ptr[g]


m0: m = static()
"""The first thread's m."""
g0: g = static()
"""The first thread's g0."""
sched: schedt = static(align=64)
allp: array[ptr[p], MaxGomaxprocs] = static()
"""All ps; entries [0, gomaxprocs) are in use, those beyond once were (_Pdead). Written under the stopped world."""
allplen: i32 = static()
"""Entries of allp ever made."""
gomaxprocs: i32 = static()
ncpu: i32 = static()
allm: ptr[m] = static()
"""All ms by alllink, newest first; insertion under sched.lock with release, readers without lock."""
allgs: ptr[g] = static()
"""All gs ever made by alllink, newest first. Insertion by compare-and-swap."""
allglen: u64 = static()
panicking: u32 = static()
"""Number of ms that are dying of a panic or throw. Atomic."""
runningPanicDefers: u32 = static()
physPageSize: uintptr = static()
physHugePageSize: uintptr = static()
physHugePageShift: u32 = static()
mainStarted: bool = static()
"""runtime.main runs: newproc may start threads."""
runtimeInitTime: i64 = static()
newprocs: i32 = static()

worldsema: u32 = static(1)
"""Semaphore that whoever stops the world holds (a collection, GOMAXPROCS, a dump).

Taken on a user goroutine by semacquire.
"""

getg = g_register(g)
"""The current g, from its register: free."""
