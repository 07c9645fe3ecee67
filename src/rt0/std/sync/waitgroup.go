package sync

import (
	"sync/atomic"
	"unsafe"
)

// A WaitGroup waits for a number of goroutines. The zero value waits for none.
type WaitGroup struct {
	noCopy noCopy
	state  uint64 // how many are awaited (upper half, signed), how many wait (lower half)
	sema   uint32
	bubble uint32 // the bubble of whoever called Add, 0 for none; atomic
}

// Add adds delta, which may be negative, to the number awaited; all waiters go
// on when it becomes 0. It panics if it becomes negative. Where the number is
// 0, Add must happen before Wait.
func (wg *WaitGroup) Add(delta int) {
	if b := bubble(); b != atomic.LoadUint32(&wg.bubble) {
		wg.enter(b)
	}
	state := atomic.AddUint64(&wg.state, uint64(delta)<<32)
	awaited, waiters := int32(state>>32), uint32(state)
	if awaited < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if waiters != 0 && delta > 0 && awaited == int32(delta) {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	if awaited > 0 || waiters == 0 {
		return
	}
	// The number is 0 and there are waiters: nobody may change the state now.
	if atomic.LoadUint64(&wg.state) != state {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	atomic.StoreUint64(&wg.state, 0)
	atomic.StoreUint32(&wg.bubble, 0)
	for ; waiters > 0; waiters-- {
		semrelease(&wg.sema, false)
	}
}

// enter is for Add from another bubble than those before (0: from outside of
// bubbles): b becomes the group's bubble if nobody has called Add yet, unless
// the group is a variable of a package. Others of b may do the same at once:
// whoever is first enters before it adds, so a state that is not 0 without a
// bubble comes from outside.
func (wg *WaitGroup) enter(b uint32) {
	if b != 0 && isGlobal(unsafe.Pointer(wg)) {
		return
	}
	used := atomic.LoadUint64(&wg.state) != 0
	old := atomic.LoadUint32(&wg.bubble)
	if b == 0 || used && old == 0 {
		fatal("sync: WaitGroup.Add called from inside and outside synctest bubble")
	}
	if !atomic.CompareAndSwapUint32(&wg.bubble, 0, b) && atomic.LoadUint32(&wg.bubble) != b {
		fatal("sync: WaitGroup.Add called from multiple synctest bubbles")
	}
}

// Done is Add(-1).
func (wg *WaitGroup) Done() { wg.Add(-1) }

// Wait waits until the number awaited is 0.
func (wg *WaitGroup) Wait() {
	for {
		state := atomic.LoadUint64(&wg.state)
		if int32(state>>32) == 0 {
			if b := atomic.LoadUint32(&wg.bubble); b != 0 && b == bubble() {
				atomic.StoreUint32(&wg.bubble, 0)
			}
			return
		}
		if atomic.CompareAndSwapUint64(&wg.state, state, state+1) {
			reason := uint8(waitWaitGroup)
			if b := atomic.LoadUint32(&wg.bubble); b != 0 && b == bubble() {
				reason = waitBubble // only the bubble can end it
			}
			semacquire(&wg.sema, false, reason)
			if atomic.LoadUint64(&wg.state) != 0 {
				panic("sync: WaitGroup is reused before previous Wait has returned")
			}
			return
		}
	}
}

// Go calls f in a goroutine that the group waits for. f must not panic.
func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
}
