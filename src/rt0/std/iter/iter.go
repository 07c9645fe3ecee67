// Package iter holds the types of functions that range statements can go over,
// and Pull, which turns them inside out.
package iter

import "runtime"

// A Seq calls yield with one value after the other, until it returns false.
type Seq[V any] func(yield func(V) bool)

// A Seq2 is a Seq of pairs.
type Seq2[K, V any] func(yield func(K, V) bool)

// A message is what the goroutine of a Pull hands over: a pair, or that seq has
// ended, and how.
type message[K, V any] struct {
	k       K
	v       V
	ok      bool
	failed  bool // by a panic
	failure any
	goexit  bool
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
	var (
		resume = make(chan bool) // true for the next pair, false to end
		values = make(chan message[K, V])
		inside bool // seq runs: next and stop must not be called, and yield only then
		done   bool
	)
	go func() {
		var last message[K, V]
		finished := false
		defer func() {
			if !finished {
				last.failure = recover()
				last.failed = last.failure != nil
				last.goexit = !last.failed
			}
			values <- last
		}()
		if <-resume {
			seq(func(k K, v V) bool {
				if done {
					return false
				}
				if !inside {
					panic("iter.Pull: yield called again before next")
				}
				values <- message[K, V]{k: k, v: v, ok: true}
				return <-resume
			})
		}
		finished = true
	}()
	step := func(more bool) message[K, V] {
		inside = true
		resume <- more
		m := <-values
		inside = false
		if !m.ok {
			done = true
			if m.failed {
				panic(m.failure)
			}
			if m.goexit {
				runtime.Goexit()
			}
		}
		return m
	}
	next = func() (k K, v V, ok bool) {
		if inside {
			panic("iter.Pull: next called again before yield")
		}
		if done {
			return k, v, false
		}
		m := step(true)
		return m.k, m.v, m.ok
	}
	stop = func() {
		if inside {
			panic("iter.Pull: stop called again before yield")
		}
		if !done {
			done = true
			step(false)
		}
	}
	return next, stop
}
