package sync

import "sync/atomic"

// An RWMutex lets in either any number of readers or one writer; the zero
// value is unlocked. A writer that waits keeps new readers out, so that it
// gets its turn; hence a reader must not lock it twice.
type RWMutex struct {
	w          Mutex  // held by the writer that waits or writes
	writerSem  uint32 // the writer waits for the last reader
	readerSem  uint32 // readers wait for the writer
	readers    int32  // readers inside or waiting, less writerIn if there is a writer
	departures int32  // readers that the waiting writer has to see leave
}

// writerIn is more than there can be readers.
const writerIn = 1 << 30

// RLock waits until no writer is in or waits, and enters as a reader.
func (rw *RWMutex) RLock() {
	if atomic.AddInt32(&rw.readers, 1) < 0 {
		semacquire(&rw.readerSem, false, waitRWRead)
	}
}

// TryRLock enters as a reader if it need not wait, and reports whether it did.
func (rw *RWMutex) TryRLock() bool {
	for {
		n := atomic.LoadInt32(&rw.readers)
		if n < 0 {
			return false
		}
		if atomic.CompareAndSwapInt32(&rw.readers, n, n+1) {
			return true
		}
	}
}

// RUnlock leaves as a reader. It is a fatal error if there is none.
func (rw *RWMutex) RUnlock() {
	if n := atomic.AddInt32(&rw.readers, -1); n < 0 {
		if n+1 == 0 || n+1 == -writerIn {
			fatal("sync: RUnlock of unlocked RWMutex")
		}
		if atomic.AddInt32(&rw.departures, -1) == 0 {
			semrelease(&rw.writerSem, false)
		}
	}
}

// Lock waits until nobody is in, and enters as the writer.
func (rw *RWMutex) Lock() {
	rw.w.Lock()
	inside := atomic.AddInt32(&rw.readers, -writerIn) + writerIn
	if inside != 0 && atomic.AddInt32(&rw.departures, inside) != 0 {
		semacquire(&rw.writerSem, false, waitRWWrite)
	}
}

// TryLock enters as the writer if it need not wait, and reports whether it did.
func (rw *RWMutex) TryLock() bool {
	if !rw.w.TryLock() {
		return false
	}
	if !atomic.CompareAndSwapInt32(&rw.readers, 0, -writerIn) {
		rw.w.Unlock()
		return false
	}
	return true
}

// Unlock leaves as the writer and lets all waiting readers in. It is a fatal
// error if there is none.
func (rw *RWMutex) Unlock() {
	waiting := atomic.AddInt32(&rw.readers, writerIn)
	if waiting >= writerIn {
		fatal("sync: Unlock of unlocked RWMutex")
	}
	for ; waiting > 0; waiting-- {
		semrelease(&rw.readerSem, false)
	}
	rw.w.Unlock()
}

// RLocker returns a Locker of RLock and RUnlock.
func (rw *RWMutex) RLocker() Locker { return (*readLocker)(rw) }

type readLocker RWMutex

func (r *readLocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *readLocker) Unlock() { (*RWMutex)(r).RUnlock() }
