package sync

import (
	"sync/atomic"
	"unsafe"
)

// A Cond is a place where goroutines wait for something to change that L
// protects.
type Cond struct {
	noCopy noCopy
	L      Locker // held when the condition is looked at or changed
	notify notifyList
	self   uintptr // the Cond's own address, once it was used: tells copies
}

// NewCond returns a Cond over l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// Wait unlocks L, sleeps until it is woken, and locks L again. Others may have
// run in between, so call it in a loop that looks at the condition.
func (c *Cond) Wait() {
	c.checkCopy()
	ticket := notifyListAdd(&c.notify)
	c.L.Unlock()
	notifyListWait(&c.notify, ticket)
	c.L.Lock()
}

// Signal wakes one waiter if there is any. The caller may hold L.
func (c *Cond) Signal() {
	c.checkCopy()
	notifyListNotifyOne(&c.notify)
}

// Broadcast wakes all waiters. The caller may hold L.
func (c *Cond) Broadcast() {
	c.checkCopy()
	notifyListNotifyAll(&c.notify)
}

// checkCopy panics if c is a copy of a Cond that was used. Two goroutines may
// be the first to use it at the same time; both write the same address.
func (c *Cond) checkCopy() {
	me := uintptr(unsafe.Pointer(c))
	if have := atomic.LoadUintptr(&c.self); have != me {
		if have != 0 {
			panic("sync.Cond is copied")
		}
		atomic.StoreUintptr(&c.self, me)
	}
}
