// Package iter holds the types of functions that range statements can go over,
// and Pull, which turns them inside out.
package iter

import (
	"runtime"
	_ "unsafe"
)

// A Seq calls yield with one value after the other, until it returns false.
type Seq[V any] func(yield func(V) bool)

// A Seq2 is a Seq of pairs.
type Seq2[K, V any] func(yield func(K, V) bool)

// A coro is the runtime's pair of goroutines, of which one runs and the other
// waits (runtime/sched/coro.py).
type coro struct {
	waiting uintptr // the runtime's
	run     func()  // what the second one does; it ends with coroexit
}

// newcoro gives c its second goroutine, which waits.
//
//go:linkname newcoro runtime.newcoro
func newcoro(c *coro)

// coroswitch runs the other goroutine until that calls it, or coroexit.
//
//go:linkname coroswitch runtime.coroswitch
func coroswitch(c *coro)

// coroexit ends the goroutine that calls it and runs the other.
//
//go:linkname coroexit runtime.coroexit
func coroexit(c *coro)

// pulled is the state that the two goroutines of a Pull share. Only one of them
// runs at a time.
type pulled[K, V any] struct {
	coro
	seq     Seq2[K, V]
	k       K // what yield hands over to next
	v       V
	ok      bool
	inside  bool // seq runs: next and stop must not be called, and yield only then
	done    bool // nothing comes any more
	failure any  // the panic that ended seq
	goexit  bool // or that it has called runtime.Goexit
}

// body is what the second goroutine does.
func (p *pulled[K, V]) body() {
	finished := false
	defer func() {
		if !finished {
			p.failure = recover()
			p.goexit = p.failure == nil
		}
		p.done = true
		coroexit(&p.coro)
	}()
	if !p.done {
		p.seq(p.yield)
	}
	finished = true
}

func (p *pulled[K, V]) yield(k K, v V) bool {
	if p.done {
		return false
	}
	if !p.inside {
		panic("iter.Pull: yield called again before next")
	}
	p.k, p.v, p.ok = k, v, true
	coroswitch(&p.coro)
	return !p.done
}

// step runs seq until it yields or ends, and passes on how it ends.
func (p *pulled[K, V]) step() {
	p.inside = true
	coroswitch(&p.coro)
	p.inside = false
	if failure := p.failure; failure != nil {
		p.failure = nil
		panic(failure)
	}
	if p.goexit {
		p.goexit = false
		runtime.Goexit()
	}
}

func (p *pulled[K, V]) next() (k K, v V, ok bool) {
	if p.inside {
		panic("iter.Pull: next called again before yield")
	}
	if p.done {
		return k, v, false
	}
	p.step()
	k, p.k = p.k, k
	v, p.v = p.v, v
	ok, p.ok = p.ok, false
	return k, v, ok
}

func (p *pulled[K, V]) stop() {
	if p.inside {
		panic("iter.Pull: stop called again before yield")
	}
	if !p.done {
		p.done = true
		p.step()
	}
}

// Pull returns a function that gives one value of seq after the other, false
// when there are no more, and one that ends it, which must be called unless
// next has returned false. seq runs in a goroutine of its own, but only while
// next or stop waits for it. A panic of seq comes out of them.
func Pull[V any](seq Seq[V]) (next func() (V, bool), stop func()) {
	next2, stop := Pull2(func(yield func(V, struct{}) bool) {
		seq(func(v V) bool { return yield(v, struct{}{}) })
	})
	next = func() (V, bool) {
		v, _, ok := next2()
		return v, ok
	}
	return next, stop
}

// Pull2 is Pull for pairs.
func Pull2[K, V any](seq Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	p := &pulled[K, V]{seq: seq}
	p.run = p.body
	newcoro(&p.coro)
	return p.next, p.stop
}
