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

// onceState is what OnceFunc and its kin keep besides the function and its
// results: whether the one call returned, or the value that it panicked with.
// Each of them takes two allocations.
type onceState struct {
	once    Once
	ok      bool
	failure any
}

// begin reports whether the caller is the one to make the call; else the call
// is over.
func (s *onceState) begin() bool {
	if atomic.LoadUint32(&s.once.done) != 0 {
		return false
	}
	s.once.m.Lock()
	if s.once.done != 0 {
		s.once.m.Unlock()
		return false
	}
	return true
}

// end is deferred by whoever makes the call. The first caller sees a panic where
// it happens.
func (s *onceState) end() {
	if s.ok {
		s.once.finish()
		return
	}
	s.failure = recover()
	s.once.finish()
	panic(s.failure)
}

// check panics again as the call has.
func (s *onceState) check() {
	if !s.ok {
		panic(s.failure)
	}
}

type onceFunc struct {
	onceState
	f func()
}

// call makes the one call. What f holds is not needed after it.
func (s *onceFunc) call() {
	defer s.end()
	f := s.f
	s.f = nil
	f()
	s.ok = true
}

// OnceFunc returns a function that calls f once. If f panics, so does every
// call, with the same value.
func OnceFunc(f func()) func() {
	s := &onceFunc{f: f}
	return func() {
		if s.begin() {
			s.call()
		}
		s.check()
	}
}

type onceValue[T any] struct {
	onceState
	f      func() T
	result T
}

func (s *onceValue[T]) call() {
	defer s.end()
	f := s.f
	s.f = nil
	s.result = f()
	s.ok = true
}

// OnceValue returns a function that calls f once and always returns its
// result. If f panics, so does every call, with the same value.
func OnceValue[T any](f func() T) func() T {
	s := &onceValue[T]{f: f}
	return func() T {
		if s.begin() {
			s.call()
		}
		s.check()
		return s.result
	}
}

type onceValues[T1, T2 any] struct {
	onceState
	f  func() (T1, T2)
	r1 T1
	r2 T2
}

func (s *onceValues[T1, T2]) call() {
	defer s.end()
	f := s.f
	s.f = nil
	s.r1, s.r2 = f()
	s.ok = true
}

// OnceValues is OnceValue for two results.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	s := &onceValues[T1, T2]{f: f}
	return func() (T1, T2) {
		if s.begin() {
			s.call()
		}
		s.check()
		return s.r1, s.r2
	}
}
