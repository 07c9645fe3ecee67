"""Channels: make, send, receive, close, len and cap.

Invariants (of an unbuffered channel or a buffered one):
- At least one of c.sendq and c.recvq is empty, but for a goroutine in a select that both sends and receives on the channel.
- c.qcount > 0 implies that c.recvq is empty; c.qcount < c.dataqsiz implies that c.sendq is empty.

c.lock protects all fields of the hchan and the fields of the sudogs queued on it (elem, next, prev, success). Nothing else is locked
under it but, by goready, what the scheduler takes for its run queue; no goroutine's status is changed under it otherwise, because a
stack that is being scanned could wait for it. Among locks: below sched.lock's users, above nothing of the heap (memory is allocated
before the lock is taken).

A value goes straight from the sender's frame to the receiver's frame when the other side waits: one copy, no buffer. The sudog of a
parked goroutine names the place in that goroutine's frame; its stack is not moved in rt0, so the address stays good.

Source: Go specification, "Channel types", "Send statements", "Receive operator", "Close"; Go's runtime design (hchan, sudog, direct
send). See also select.py.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import (
    g,
    getg,
    mutex,
    sudog,
    waitReasonChanReceive,
    waitReasonChanReceiveNilChan,
    waitReasonChanSend,
    waitReasonChanSendNilChan,
    waitReasonSynctestChanReceive,
    waitReasonSynctestChanSend,
)
from rt0.runtime.core.throw import fatal, throw
from rt0.runtime.core.type import _type, chantype
from rt0.runtime.gc.barrier import typedmemclr, typedmemmove
from rt0.runtime.lang.errors import plainError
from rt0.runtime.mem.malloc import mallocgc
from rt0.runtime.sched.bubble import bubbleid, outside
from rt0.runtime.sched.contention import blockevent, blockstart
from rt0.runtime.sched.park import gopark, goready
from rt0.runtime.sched.sudog import acquireSudog, releaseSudog

maxAlign = 8
maxAlloc = 1 << 47


@struct
class waitq:
    """A queue of waiting sudogs, first come first served; protected by its channel's lock."""

    first: ptr[sudog]
    last: ptr[sudog]

    def enqueue(self, sgp: ptr[sudog]) -> void:
        """Append sgp. The channel is locked."""
        sgp.next = None
        x = self.last
        if x is None:
            sgp.prev = None
            self.first = sgp
            self.last = sgp
            return
        sgp.prev = x
        x.next = sgp
        self.last = sgp

    def dequeue(self) -> ptr[sudog]:
        """Take the first sudog that may be woken, or None. The channel is locked.

        A goroutine in a select waits on several channels: only whoever wins the race for its selectDone may wake it, the others
        pass over its sudog (the select's own second pass takes it off their queues).
        """
        while True:
            sgp = self.first
            if sgp is None:
                return None
            y = sgp.next
            if y is None:
                self.first = None
                self.last = None
            else:
                y.prev = None
                self.first = y
                sgp.next = None
            if sgp.isSelect and not atomic.Cas(addr(sgp.g.selectDone), 0, 1):
                continue
            return sgp

    def dequeueSudoG(self, sgp: ptr[sudog]) -> void:
        """Take sgp off the queue wherever it stands; nothing happens when it is not queued. The channel is locked."""
        x = sgp.prev
        y = sgp.next
        if x is not None:
            if y is not None:
                x.next = y
                y.prev = x
                sgp.next = None
                sgp.prev = None
                return
            x.next = None
            self.last = x
            sgp.prev = None
            return
        if y is not None:
            y.prev = None
            self.first = y
            sgp.next = None
            return
        if self.first == sgp:
            self.first = None
            self.last = None


@struct
class hchan:
    """A channel. It lives in the collected heap; len and cap read the first two words without the lock. `timed`: package time's, whose one
    slot the program does not see."""

    qcount: uintptr  # values in the buffer
    dataqsiz: uintptr  # slots of the circular buffer
    buf: ptr[u8]  # dataqsiz slots; in the same allocation when elements hold no pointers
    elemsize: u16
    timed: bool
    closed: u32
    elemtype: ptr[_type]
    sendx: uintptr
    recvx: uintptr
    recvq: waitq
    sendq: waitq
    lock: mutex
    bubble: u32
    """Number of the bubble in which it was made, and whose goroutines alone may use it; 0 for none."""


hchanSize = (sizeof(hchan) + maxAlign - 1) // maxAlign * maxAlign

# The collector's view of an hchan whose buffer stands apart: its one heap pointer is buf, the third word.
hchanBits = const_array(u8, [1 << (offsetof(hchan, "buf") // 8)])
hchanType: _type = static()


def _hchantype() -> ptr[_type]:
    """The descriptor of hchan. Filled at first use; racing fills write the same values, size last."""
    t = addr(hchanType)
    if atomic.LoadAcq(addr(t.size)) == 0:
        t.ptrdata = offsetof(hchan, "buf") + 8
        t.gcdata = addr(hchanBits[0])
        t.align = 8
        t.fieldAlign = 8
        atomic.StoreRel(addr(t.size), uintptr(hchanSize))
    return t


def makechan(t: ptr[chantype], size: i64) -> ptr[hchan]:
    """make(chan T, size): a new channel; panics with "makechan: size out of range" for a negative or too large size.

    Source: Go specification, "Making slices, maps and channels"."""
    elem = t.elem
    if elem.size >= 1 << 16:
        throw("makechan: invalid channel element type")
    if size < 0 or (elem.size != 0 and uintptr(size) > (maxAlloc - hchanSize) // elem.size):
        plainError("makechan: size out of range")
    mem = elem.size * uintptr(size)
    c: ptr[hchan] = None
    if elem.ptrdata == 0 or mem == 0:
        # No pointer that the collector cares about: one noscan object, the buffer behind the header.
        c = cast(ptr[hchan], mallocgc(hchanSize + mem, None, True))
        c.buf = cast(ptr[u8], add(c, hchanSize))
    else:
        c = cast(ptr[hchan], mallocgc(hchanSize, _hchantype(), True))
        c.buf = cast(ptr[u8], mallocgc(mem, elem, True))
    c.elemsize = u16(elem.size)
    c.elemtype = elem
    c.dataqsiz = uintptr(size)
    c.bubble = bubbleid()
    return c


@inline
def chanbuf(c: ptr[hchan], i: uintptr) -> ptr[u8]:
    """The address of the i-th slot of the buffer."""
    return add(c.buf, i * uintptr(c.elemsize))


@inline
def _copyelem(t: ptr[_type], dst: ptr[u8], src: ptr[u8]) -> void:
    """Copy one element between frames and buffer; a word, the commonest size, without a call."""
    if t.size == 8 and t.ptrdata == 0:
        cast(ptr[u64], dst)[0] = cast(ptr[u64], src)[0]
    else:
        typedmemmove(t, dst, src)


def chansend1(c: ptr[hchan], elem: ptr[u8]) -> void:
    """The statement c <- *elem."""
    chansend(c, elem, True)


def chanparkcommit(gp: ptr[g], chanLock: ptr[void]) -> bool:
    """gopark's unlock function for channel operations: runs on g0 once gp is _Gwaiting."""
    unlock(cast(ptr[mutex], chanLock))
    return True


def chansend(c: ptr[hchan], ep: ptr[u8], block: bool) -> bool:
    """Send *ep on c. With block False, give False at once where the send would wait.

    Panics with "send on closed channel". A nil channel blocks for ever. Called on a user goroutine holding no runtime lock.
    """
    if c is None:
        if not block:
            return False
        gopark(None, None, waitReasonChanSendNilChan, 0, 2)
        throw("unreachable")
    if outside(c.bubble):
        fatal("send on synctest channel from outside bubble")
    # Without the lock: a channel that is neither closed nor ready for sending stays one operation's failure; the two loads need
    # no order between them, since "was not closed, then was full" also describes a moment at which both held.
    if not block and c.closed == 0:
        if (c.dataqsiz == 0 and c.recvq.first is None) or (c.dataqsiz > 0 and c.qcount == c.dataqsiz):
            return False
    lock(addr(c.lock))
    if c.closed != 0:
        unlock(addr(c.lock))
        plainError("send on closed channel")
    sg = c.recvq.dequeue()
    if sg is not None:
        send(c, sg, ep)
        return True
    if c.qcount < c.dataqsiz:
        _copyelem(c.elemtype, chanbuf(c, c.sendx), ep)
        c.sendx += 1
        if c.sendx == c.dataqsiz:
            c.sendx = 0
        c.qcount += 1
        unlock(addr(c.lock))
        return True
    if not block:
        unlock(addr(c.lock))
        return False
    _enqueueAndPark(c, addr(c.sendq), ep, waitReasonChanSend if likely(c.bubble == 0) else waitReasonSynctestChanSend)
    # Woken by a receiver (success) or by close.
    gp = getg()
    mysg = gp.waiting
    gp.waiting = None
    gp.param = None
    success = mysg.success
    mysg.c = None
    releaseSudog(mysg)
    if not success:
        if c.closed == 0:
            throw("chansend: spurious wakeup")
        plainError("send on closed channel")
    return True


@inline
def _enqueueAndPark(c: ptr[hchan], q: ptr[waitq], ep: ptr[u8], reason: u8) -> void:
    """Queue this goroutine on q with its place ep, and park; c is locked on entry and free on return."""
    gp = getg()
    mysg = acquireSudog()
    mysg.elem = cast(ptr[void], ep)
    mysg.waitlink = None
    mysg.g = gp
    mysg.isSelect = False
    mysg.c = cast(ptr[void], c)
    mysg.success = False
    gp.waiting = mysg
    gp.param = None
    q.enqueue(mysg)
    began = blockstart()
    gopark(chanparkcommit, cast(ptr[void], addr(c.lock)), reason, 0, 2)
    if unlikely(began != 0):
        blockevent(began)


def send(c: ptr[hchan], sg: ptr[sudog], ep: ptr[u8]) -> void:
    """Hand *ep to the waiting receiver sg and make it runnable. c is empty and locked; it is unlocked here."""
    if sg.elem is not None:
        _copyelem(c.elemtype, cast(ptr[u8], sg.elem), ep)
        sg.elem = None
    gp = sg.g
    unlock(addr(c.lock))
    gp.param = cast(ptr[void], sg)
    sg.success = True
    goready(gp, 4)


def closechan(c: ptr[hchan]) -> void:
    """close(c): wake all who wait. Panics for a nil and for a closed channel.

    Source: Go specification, "Close"."""
    if c is None:
        plainError("close of nil channel")
    if outside(c.bubble):
        fatal("close of synctest channel from outside bubble")
    lock(addr(c.lock))
    if c.closed != 0:
        unlock(addr(c.lock))
        plainError("close of closed channel")
    c.closed = 1
    # All waiters are collected under the lock, linked through schedlink, and readied after it.
    glist: ptr[g] = None
    tail: ptr[g] = None
    for sending in range(2):
        while True:
            sg: ptr[sudog] = None
            if sending == 0:
                sg = c.recvq.dequeue()
            else:
                sg = c.sendq.dequeue()
            if sg is None:
                break
            if sending == 0 and sg.elem is not None:
                typedmemclr(c.elemtype, cast(ptr[u8], sg.elem))
            sg.elem = None
            gp = sg.g
            gp.param = cast(ptr[void], sg)
            sg.success = False
            gp.schedlink = None
            if tail is None:
                glist = gp
            else:
                tail.schedlink = gp
            tail = gp
    unlock(addr(c.lock))
    while glist is not None:
        gp = glist
        glist = gp.schedlink
        gp.schedlink = None
        goready(gp, 3)


def chanrecv1(c: ptr[hchan], elem: ptr[u8]) -> void:
    """The expression <-c; elem may be None when the value is dropped."""
    chanrecv(c, elem, True)


def chanrecv2(c: ptr[hchan], elem: ptr[u8]) -> bool:
    """v, ok = <-c: False when the channel is closed and empty."""
    selected, received = chanrecv(c, elem, True)
    return received


def chanrecv(c: ptr[hchan], ep: ptr[u8], block: bool) -> tuple[bool, bool]:
    """Receive into *ep (None drops the value): (selected, received).

    With block False and nothing there: (False, False). On a closed, empty channel *ep is zeroed: (True, False). A nil channel
    blocks for ever. Called on a user goroutine holding no runtime lock.
    """
    if c is None:
        if not block:
            return False, False
        gopark(None, None, waitReasonChanReceiveNilChan, 0, 2)
        throw("unreachable")
    if outside(c.bubble):
        fatal("receive on synctest channel from outside bubble")
    if not block and _empty(c):
        # Order matters here: a channel that was empty and, looked at afterwards, still open, had nothing for us at the first look.
        if atomic.Load(addr(c.closed)) == 0:
            return False, False
        if _empty(c):
            if ep is not None:
                typedmemclr(c.elemtype, ep)
            return True, False
    lock(addr(c.lock))
    if c.closed != 0 and c.qcount == 0:
        unlock(addr(c.lock))
        if ep is not None:
            typedmemclr(c.elemtype, ep)
        return True, False
    sg = c.sendq.dequeue()
    if sg is not None:
        recv(c, sg, ep)
        return True, True
    if c.qcount > 0:
        _takebuf(c, ep)
        unlock(addr(c.lock))
        return True, True
    if not block:
        unlock(addr(c.lock))
        return False, False
    _enqueueAndPark(c, addr(c.recvq), ep, waitReasonChanReceive if likely(c.bubble == 0) else waitReasonSynctestChanReceive)
    gp = getg()
    mysg = gp.waiting
    gp.waiting = None
    gp.param = None
    success = mysg.success
    mysg.c = None
    releaseSudog(mysg)
    return True, success


def _empty(c: ptr[hchan]) -> bool:
    """Whether a receive would wait (or find the channel closed), looked at without the lock."""
    if c.dataqsiz == 0:
        return atomic.Load(addr(c.sendq.first)) is None
    return atomic.Load(addr(c.qcount)) == 0


@inline
def _takebuf(c: ptr[hchan], ep: ptr[u8]) -> void:
    """Take the first value out of the buffer, into *ep unless that is None. c is locked and not empty."""
    qp = chanbuf(c, c.recvx)
    if ep is not None:
        _copyelem(c.elemtype, ep, qp)
    if c.elemtype.ptrdata != 0:
        # What is left in the slot would keep its referent alive.
        typedmemclr(c.elemtype, qp)
    c.recvx += 1
    if c.recvx == c.dataqsiz:
        c.recvx = 0
    c.qcount -= 1


def recv(c: ptr[hchan], sg: ptr[sudog], ep: ptr[u8]) -> void:
    """Receive while sender sg waits. c is locked, and full when it has a buffer; it is unlocked here.

    Unbuffered: the value comes straight from the sender's frame. Buffered: the receiver takes the head of the queue and the
    sender's value goes into the slot that this frees, which is the tail, since the buffer is full.
    """
    if c.dataqsiz == 0:
        if ep is not None:
            _copyelem(c.elemtype, ep, cast(ptr[u8], sg.elem))
    else:
        qp = chanbuf(c, c.recvx)
        if ep is not None:
            _copyelem(c.elemtype, ep, qp)
        _copyelem(c.elemtype, qp, cast(ptr[u8], sg.elem))
        c.recvx += 1
        if c.recvx == c.dataqsiz:
            c.recvx = 0
        c.sendx = c.recvx
    sg.elem = None
    gp = sg.g
    unlock(addr(c.lock))
    gp.param = cast(ptr[void], sg)
    sg.success = True
    goready(gp, 4)


def chanlen(c: ptr[hchan]) -> i64:
    """len(c): the values buffered at some moment during the call; 0 for a nil channel, and for a timer's."""
    if c is None or c.timed:
        return 0
    return i64(c.qcount)


def chancap(c: ptr[hchan]) -> i64:
    """cap(c); 0 for a nil channel, and for a timer's."""
    if c is None or c.timed:
        return 0
    return i64(c.dataqsiz)


def timerchan(c: ptr[hchan]) -> void:
    """c is a timer's or ticker's: the program sees an unbuffered channel. Called by package time, before anybody else has c."""
    c.timed = True


def selectnbsend(c: ptr[hchan], elem: ptr[u8]) -> bool:
    """select { case c <- *elem: … default: … }: whether the send took place."""
    return chansend(c, elem, False)


def selectnbrecv(elem: ptr[u8], c: ptr[hchan]) -> tuple[bool, bool]:
    """select { case *elem, ok = <-c: … default: … }: (selected, ok)."""
    selected, ok = chanrecv(c, elem, False)
    return selected, ok
