package runtime

import "unsafe"

// What package internal/synctest of Go's source tree expects of the runtime:
// bubbles, groups of goroutines with a clock of their own (runtime/sched/bubble.py
// and synctest.py have the parts).

//go:linkname synctestbegin runtime.synctestbegin
func synctestbegin() bool

//go:linkname synctestloop runtime.synctestloop
func synctestloop(deadlock unsafe.Pointer) int

//go:linkname synctestend runtime.synctestend
func synctestend()

//go:linkname synctestwait runtime.synctestwait
func synctestwait() int

//go:linkname synctestid runtime.synctestid
func synctestid() uint32

//go:linkname synctestacquire runtime.synctestacquire
func synctestacquire() unsafe.Pointer

//go:linkname synctestrelease runtime.synctestrelease
func synctestrelease(b unsafe.Pointer)

//go:linkname synctestenter runtime.synctestenter
func synctestenter(b unsafe.Pointer) bool

// A synctestDeadlockError is what synctest.Run panics with when goroutines are
// left that nobody can wake. The runtime knows its layout: the traceback shows
// the bubble's goroutines.
type synctestDeadlockError struct {
	reason string
	bubble uint32
}

func (e synctestDeadlockError) Error() string { return e.reason }

// How synctestloop and synctestwait end.
const (
	allWait   = 1
	mainEnded = 2

	noBubble  = 1
	waitedFor = 2
)

//go:linkname synctestRun internal/synctest.Run
func synctestRun(f func()) {
	if !synctestbegin() {
		panic("synctest.Run called from within a synctest bubble")
	}
	defer synctestend()
	go f()
	var e any = synctestDeadlockError{}
	switch synctestloop(*(*unsafe.Pointer)(unsafe.Pointer(&e))) {
	case allWait:
		panic(synctestDeadlockError{"deadlock: all goroutines in bubble are blocked", synctestid()})
	case mainEnded:
		panic(synctestDeadlockError{"deadlock: main bubble goroutine has exited but blocked goroutines remain", synctestid()})
	}
}

//go:linkname synctestWait internal/synctest.Wait
func synctestWait() {
	switch synctestwait() {
	case noBubble:
		panic("goroutine is not in a bubble")
	case waitedFor:
		panic("wait already in progress")
	}
}

//go:linkname synctestIsInBubble internal/synctest.IsInBubble
func synctestIsInBubble() bool { return synctestid() != 0 }

// Objects are not associated with bubbles by their address: sync.WaitGroup, the
// only one that would need it, keeps its bubble's number.

//go:linkname synctestAssociate internal/synctest.associate
func synctestAssociate(p unsafe.Pointer) int {
	panic("internal/synctest: rt0 does not associate objects with bubbles")
}

//go:linkname synctestDisassociate internal/synctest.disassociate
func synctestDisassociate(b unsafe.Pointer) {}

//go:linkname synctestIsAssociated internal/synctest.isAssociated
func synctestIsAssociated(p unsafe.Pointer) bool { return false }

// A heldBubble is what Acquire returns: it keeps a bubble from being idle.
type heldBubble struct{ b unsafe.Pointer }

//go:linkname synctestAcquire internal/synctest.acquire
func synctestAcquire() any {
	if b := synctestacquire(); b != nil {
		return &heldBubble{b}
	}
	return nil
}

//go:linkname synctestRelease internal/synctest.release
func synctestRelease(held any) { synctestrelease(held.(*heldBubble).b) }

//go:linkname synctestInBubble internal/synctest.inBubble
func synctestInBubble(held any, f func()) {
	if !synctestenter(held.(*heldBubble).b) {
		panic("goroutine is already bubbled")
	}
	defer synctestenter(nil)
	f()
}
