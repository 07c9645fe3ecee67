// Package sync holds what goroutines wait for each other with: Mutex, RWMutex,
// WaitGroup, Once, Cond, Pool, Map.
//
// Everything is built over the runtime's semaphores: a *uint32 that holds how
// many may pass, and a queue of goroutines by that address. A value of these
// types must not be copied once it was used.
//
// Files: mutex.go, rwmutex.go, waitgroup.go, once.go, cond.go, pool.go, map.go.
// This file is the door to the runtime.
package sync

import "unsafe"

// Why a goroutine sleeps on a semaphore, for traces.
const (
	waitSync      = 0
	waitMutex     = 1
	waitRWRead    = 2
	waitRWWrite   = 3
	waitWaitGroup = 4
	waitBubble    = 6 // on a WaitGroup of the goroutine's bubble
)

// semacquire waits until *addr > 0 and takes one off. lifo puts the goroutine
// in front of the queue.
//
//go:linkname semacquire runtime.semacquire
func semacquire(addr *uint32, lifo bool, reason uint8)

// semrelease adds one to *addr and wakes a waiter if there is any. handoff
// gives the count and the processor straight to it.
//
//go:linkname semrelease runtime.semrelease
func semrelease(addr *uint32, handoff bool)

// canSpin reports whether it makes sense to look at a lock for the i-th time
// before sleeping; doSpin passes some hundred cycles.
//
//go:linkname canSpin runtime.sync_canSpin
func canSpin(i int) bool

//go:linkname doSpin runtime.sync_doSpin
func doSpin()

//go:linkname nanotime runtime.nanotime
func nanotime() int64

// fatal ends the program: for mistakes that cannot be recovered from.
//
//go:linkname fatal runtime.fatal
func fatal(msg string)

// bubble is the number of this goroutine's bubble (package testing/synctest), 0
// outside.
//
//go:linkname bubble runtime.synctestid
func bubble() uint32

// isGlobal reports whether p points to a variable of a package.
//
//go:noescape
//go:linkname isGlobal runtime.synctestglobal
func isGlobal(p unsafe.Pointer) bool

// procPin keeps the goroutine on its P and returns the P's id; in between no
// other goroutine runs on that P. procUnpin undoes it.
//
//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

//go:linkname maxprocs runtime.GOMAXPROCS
func maxprocs(n int) int

// A notifyList is a queue of goroutines with tickets; the runtime owns its
// fields.
type notifyList struct {
	wait   uint32
	notify uint32
	lock   uintptr
	head   uintptr
	tail   uintptr
}

//go:linkname notifyListAdd runtime.notifyListAdd
func notifyListAdd(l *notifyList) uint32

//go:linkname notifyListWait runtime.notifyListWait
func notifyListWait(l *notifyList, ticket uint32)

//go:linkname notifyListNotifyAll runtime.notifyListNotifyAll
func notifyListNotifyAll(l *notifyList)

//go:linkname notifyListNotifyOne runtime.notifyListNotifyOne
func notifyListNotifyOne(l *notifyList)

// noCopy marks types that must stay where they are; vet looks for its methods.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}
