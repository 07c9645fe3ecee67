package sync

import "sync/atomic"

// A Locker can be locked and unlocked.
type Locker interface {
	Lock()
	Unlock()
}

// A Mutex lets one goroutine in at a time; the zero value is unlocked.
//
// Normally a mutex goes to whoever is quickest: one that was just woken has to
// compete with those that run already, and mostly loses, which is good for
// throughput. A waiter that has lost for starveAfter turns the mutex into
// starving mode: then Unlock hands it to the first in the queue and nobody
// else tries. It ends when the queue's last has it, or one that did not wait
// that long.
type Mutex struct {
	state int32 // the bits below, and above them the number of waiters
	sema  uint32
}

const (
	mutexLocked   = 1 << 0
	mutexWoken    = 1 << 1 // somebody is awake and trying, so Unlock need not wake anyone
	mutexStarving = 1 << 2
	mutexWaiter   = 1 << 3 // one waiter

	starveAfter = 1000000 // nanoseconds
)

// Lock waits until the mutex is free and takes it.
func (m *Mutex) Lock() {
	if !atomic.CompareAndSwapInt32(&m.state, 0, mutexLocked) {
		m.lockSlow()
	}
}

// TryLock takes the mutex if it is free, and reports whether it did.
func (m *Mutex) TryLock() bool {
	old := m.state
	return old&(mutexLocked|mutexStarving) == 0 &&
		atomic.CompareAndSwapInt32(&m.state, old, old|mutexLocked)
}

// Unlock frees the mutex. Unlocking a free one is a fatal error. Any goroutine
// may unlock.
func (m *Mutex) Unlock() {
	if new := atomic.AddInt32(&m.state, -mutexLocked); new != 0 {
		m.unlockSlow(new)
	}
}

func (m *Mutex) lockSlow() {
	var since int64   // when this goroutine first went to sleep, 0 before
	starving := false // it has waited too long
	awake := false    // it owns the woken bit
	spins := 0
	old := atomic.LoadInt32(&m.state)
	for {
		// Whoever has it may be done soon; in starving mode there is no point,
		// since it will be handed to somebody else.
		if old&(mutexLocked|mutexStarving) == mutexLocked && canSpin(spins) {
			if !awake && old&mutexWoken == 0 && old >= mutexWaiter &&
				atomic.CompareAndSwapInt32(&m.state, old, old|mutexWoken) {
				awake = true
			}
			doSpin()
			spins++
			old = atomic.LoadInt32(&m.state)
			continue
		}
		new := old
		if old&mutexStarving == 0 {
			new |= mutexLocked
		}
		if old&(mutexLocked|mutexStarving) != 0 {
			new += mutexWaiter
		}
		if starving && old&mutexLocked != 0 {
			new |= mutexStarving
		}
		if awake {
			if old&mutexWoken == 0 {
				fatal("sync: inconsistent mutex state")
			}
			new &^= mutexWoken // either it gets the lock or it sleeps
		}
		if !atomic.CompareAndSwapInt32(&m.state, old, new) {
			old = atomic.LoadInt32(&m.state)
			continue
		}
		if old&(mutexLocked|mutexStarving) == 0 {
			return
		}
		// One that was in the queue before goes back to its front.
		queued := since != 0
		if !queued {
			since = nanotime()
		}
		semacquire(&m.sema, queued, waitMutex)
		starving = starving || nanotime()-since > starveAfter
		old = atomic.LoadInt32(&m.state)
		if old&mutexStarving != 0 {
			// Unlock handed the mutex over, but left the state to its heir.
			if old&(mutexLocked|mutexWoken) != 0 || old < mutexWaiter {
				fatal("sync: inconsistent mutex state")
			}
			delta := int32(mutexLocked - mutexWaiter)
			if !starving || old>>3 == 1 {
				delta -= mutexStarving
			}
			atomic.AddInt32(&m.state, delta)
			return
		}
		awake = true
		spins = 0
	}
}

// unlockSlow wakes a waiter, after the locked bit was dropped from the state.
func (m *Mutex) unlockSlow(state int32) {
	if (state+mutexLocked)&mutexLocked == 0 {
		fatal("sync: unlock of unlocked mutex")
	}
	if state&mutexStarving != 0 {
		semrelease(&m.sema, true)
		return
	}
	for {
		// Nobody to wake, or somebody is about to take the lock anyway.
		if state < mutexWaiter || state&(mutexLocked|mutexWoken|mutexStarving) != 0 {
			return
		}
		if atomic.CompareAndSwapInt32(&m.state, state, (state-mutexWaiter)|mutexWoken) {
			semrelease(&m.sema, false)
			return
		}
		state = atomic.LoadInt32(&m.state)
	}
}
