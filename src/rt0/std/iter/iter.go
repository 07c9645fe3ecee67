// Package iter holds the types of functions that range statements can go over,
// and Pull, which turns them inside out.
package iter

// A Seq calls yield with one value after the other, until it returns false.
type Seq[V any] func(yield func(V) bool)

// A Seq2 is a Seq of pairs.
type Seq2[K, V any] func(yield func(K, V) bool)

// A message is what the two goroutines of a Pull hand over.
type message[K, V any] struct {
	k       K
	v       V
	ok      bool
	failed  bool
	failure any
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
		resume  = make(chan bool) // true for the next pair, false to end
		values  = make(chan message[K, V])
		started bool
		done    bool
	)
	run := func() {
		var last message[K, V]
		finished := false
		defer func() {
			if !finished {
				last.failed = true
				last.failure = recover()
			}
			values <- last
		}()
		if <-resume {
			seq(func(k K, v V) bool {
				values <- message[K, V]{k: k, v: v, ok: true}
				return <-resume
			})
		}
		finished = true
	}
	step := func(more bool) message[K, V] {
		if !started {
			started = true
			go run()
		}
		resume <- more
		m := <-values
		if !m.ok {
			done = true
			if m.failed {
				panic(m.failure)
			}
		}
		return m
	}
	next = func() (k K, v V, ok bool) {
		if done {
			return k, v, false
		}
		m := step(true)
		return m.k, m.v, m.ok
	}
	stop = func() {
		if done {
			return
		}
		done = true
		if started {
			step(false)
		}
	}
	return next, stop
}
