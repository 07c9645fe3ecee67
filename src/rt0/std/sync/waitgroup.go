package sync

import "sync/atomic"

// A WaitGroup waits for a number of goroutines. The zero value waits for none.
type WaitGroup struct {
	noCopy noCopy
	state  uint64 // how many are awaited (upper half, signed), how many wait (lower half)
	sema   uint32
}

// Add adds delta, which may be negative, to the number awaited; all waiters go
// on when it becomes 0. It panics if it becomes negative. Where the number is
// 0, Add must happen before Wait.
func (wg *WaitGroup) Add(delta int) {
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
	for ; waiters > 0; waiters-- {
		semrelease(&wg.sema, false)
	}
}

// Done is Add(-1).
func (wg *WaitGroup) Done() { wg.Add(-1) }

// Wait waits until the number awaited is 0.
func (wg *WaitGroup) Wait() {
	for {
		state := atomic.LoadUint64(&wg.state)
		if int32(state>>32) == 0 {
			return
		}
		if atomic.CompareAndSwapUint64(&wg.state, state, state+1) {
			semacquire(&wg.sema, false, waitWaitGroup)
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
