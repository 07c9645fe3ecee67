package sync

import "sync/atomic"

// A Once does something once.
type Once struct {
	done uint32 // set when f has returned, by the holder of m
	m    Mutex
}

// Do calls f if it is the first call on o; every call returns only after f
// has. If f panics it counts as having returned.
func (o *Once) Do(f func()) {
	// Setting done before f would let a second caller pass too early.
	if atomic.LoadUint32(&o.done) == 0 {
		o.doSlow(f)
	}
}

func (o *Once) doSlow(f func()) {
	o.m.Lock()
	if o.done != 0 {
		o.m.Unlock()
		return
	}
	defer o.finish()
	f()
}

// finish ends the one call, also when f panicked.
func (o *Once) finish() {
	atomic.StoreUint32(&o.done, 1)
	o.m.Unlock()
}

// OnceFunc returns a function that calls f once. If f panics, so does every
// call, with the same value.
func OnceFunc(f func()) func() {
	call := OnceValue(func() struct{} {
		f()
		return struct{}{}
	})
	return func() { call() }
}

// OnceValue returns a function that calls f once and always returns its
// result. If f panics, so does every call, with the same value.
func OnceValue[T any](f func() T) func() T {
	var once Once
	var result T
	var failure any
	ok := false
	first := func() {
		defer func() {
			f = nil // what it holds is not needed any more
			if !ok {
				failure = recover()
				panic(failure) // the first caller sees the panic where it happens
			}
		}()
		result = f()
		ok = true
	}
	return func() T {
		once.Do(first)
		if !ok {
			panic(failure)
		}
		return result
	}
}

// OnceValues is OnceValue for two results.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	type both struct {
		a T1
		b T2
	}
	call := OnceValue(func() both {
		a, b := f()
		return both{a, b}
	})
	return func() (T1, T2) {
		r := call()
		return r.a, r.b
	}
}
