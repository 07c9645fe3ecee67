// eventloop: timers, tasks and promises on one goroutine, in an order that a priority and a clock of its own decide; and one with real time.
package main

import (
	"container/heap"
	"errors"
	"fmt"
	"strings"
	"time"
)

type task struct {
	at, priority, seq int
	run               func()
	index             int // in the heap; -1 once gone
}

type agenda []*task

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	x, y := a[i], a[j]
	if x.at != y.at {
		return x.at < y.at
	}
	if x.priority != y.priority {
		return x.priority > y.priority
	}
	return x.seq < y.seq
}
func (a agenda) Swap(i, j int) {
	a[i], a[j] = a[j], a[i]
	a[i].index, a[j].index = i, j
}
func (a *agenda) Push(x any) {
	t := x.(*task)
	t.index = len(*a)
	*a = append(*a, t)
}
func (a *agenda) Pop() any {
	old := *a
	t := old[len(old)-1]
	*a = old[:len(old)-1]
	t.index = -1
	return t
}

// A loop runs tasks; now is its clock.
type loop struct {
	agenda agenda
	now    int
	seq    int
	ran    int
}

func (l *loop) after(delay, priority int, f func()) *task {
	l.seq++
	t := &task{at: l.now + delay, priority: priority, seq: l.seq, run: f}
	heap.Push(&l.agenda, t)
	return t
}

func (l *loop) cancel(t *task) bool {
	if t.index < 0 {
		return false
	}
	heap.Remove(&l.agenda, t.index)
	return true
}

func (l *loop) every(period, times int, f func(n int)) {
	n := 0
	var again func()
	again = func() {
		f(n)
		if n++; n < times {
			l.after(period, 0, again)
		}
	}
	l.after(period, 0, again)
}

func (l *loop) run() {
	for l.agenda.Len() > 0 {
		t := heap.Pop(&l.agenda).(*task)
		l.now = t.at
		l.ran++
		t.run()
	}
}

// A promise is a value that will come, or an error.
type promise[T any] struct {
	loop    *loop
	done    bool
	value   T
	err     error
	waiting []func()
}

func newPromise[T any](l *loop) *promise[T] { return &promise[T]{loop: l} }

func (p *promise[T]) settle(v T, err error) {
	if p.done {
		return
	}
	p.done, p.value, p.err = true, v, err
	for _, f := range p.waiting {
		p.loop.after(0, 1, f)
	}
}

func (p *promise[T]) whenDone(f func()) {
	if p.done {
		p.loop.after(0, 1, f)
		return
	}
	p.waiting = append(p.waiting, f)
}

func then[T, U any](p *promise[T], f func(T) (U, error)) *promise[U] {
	q := newPromise[U](p.loop)
	p.whenDone(func() {
		if p.err != nil {
			var zero U
			q.settle(zero, p.err)
			return
		}
		q.settle(f(p.value))
	})
	return q
}

func all[T any](l *loop, list ...*promise[T]) *promise[[]T] {
	q := newPromise[[]T](l)
	left := len(list)
	for _, p := range list {
		p.whenDone(func() {
			if p.err != nil {
				q.settle(nil, p.err)
			}
			if left--; left == 0 {
				var values []T
				for _, p := range list {
					values = append(values, p.value)
				}
				q.settle(values, nil)
			}
		})
	}
	return q
}

func delayed[T any](l *loop, delay int, v T, err error) *promise[T] {
	p := newPromise[T](l)
	l.after(delay, 0, func() { p.settle(v, err) })
	return p
}

var errLate = errors.New("too late")

func timeout[T any](p *promise[T], limit int) *promise[T] {
	q := then(p, func(v T) (T, error) { return v, nil })
	p.loop.after(limit, 0, func() {
		var zero T
		q.settle(zero, errLate)
	})
	return q
}

func main() {
	l := &loop{}
	log := func(format string, args ...any) { fmt.Printf("%3d "+format+"\n", append([]any{l.now}, args...)...) }
	l.after(5, 0, func() { log("low") })
	l.after(5, 9, func() { log("high") })
	gone := l.after(6, 0, func() { log("never") })
	l.after(1, 0, func() { log("cancelled: %t", l.cancel(gone)) })
	l.after(7, 0, func() { log("cancelled again: %t", l.cancel(gone)) })
	l.every(10, 3, func(n int) { log("tick %d", n) })
	a, b := delayed(l, 12, 20, nil), delayed(l, 3, 22, nil)
	sum := then(all(l, a, b), func(v []int) (string, error) { return fmt.Sprint(v, v[0]+v[1]), nil })
	upper := then(sum, func(s string) (string, error) { return strings.ToUpper("sum is " + s), nil })
	upper.whenDone(func() { log("%s %v", upper.value, upper.err) })
	bad := then(all(l, a, delayed(l, 4, 0, errors.New("broken"))), func(v []int) (int, error) { panic("not reached") })
	bad.whenDone(func() { log("%v", bad.err) })
	slow := timeout(delayed(l, 50, "slow", nil), 25)
	slow.whenDone(func() { log("%q %v", slow.value, slow.err) })
	quick := timeout(delayed(l, 8, "quick", nil), 25)
	quick.whenDone(func() { log("%q %v", quick.value, quick.err) })
	l.run()
	fmt.Println("tasks run:", l.ran)

	// With the real clock: what comes first wins a select.
	var order []string
	c := make(chan string)
	for i, name := range []string{"third", "first", "second"} {
		time.AfterFunc([]time.Duration{60, 5, 30}[i]*time.Millisecond, func() { c <- name })
	}
	deadline := time.After(5 * time.Second)
	for len(order) < 3 {
		select {
		case s := <-c:
			order = append(order, s)
		case <-deadline:
			order = append(order, "timeout")
		}
	}
	fmt.Println(order)
}
