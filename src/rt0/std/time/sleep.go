package time

import _ "unsafe"

// Sleep waits for at least d; it returns at once if d <= 0.
func Sleep(d Duration) { timeSleep(int64(d)) }

//go:linkname timeSleep runtime.timeSleep
func timeSleep(ns int64)

// runtimeTimer is the runtime's part of a timer. The first five fields and kind are set
// before startTimer, the others are the runtime's.
type runtimeTimer struct {
	when   int64 // by runtimeNano
	period int64 // nanoseconds, 0 for once
	f      func(arg any, seq uintptr)
	arg    any
	seq    uintptr
	status uint32
	kind   uint32 // onChannel, or the runtime's
	bubble uint32
	lock   uint32
	ts     uintptr
}

// onChannel is the kind of timers that only send on a channel: when nobody has
// that or the timer any more, the collector stops them.
const onChannel = 2

//go:linkname startTimer runtime.startTimer
func startTimer(t *runtimeTimer)

//go:linkname stopTimer runtime.stopTimer
func stopTimer(t *runtimeTimer, resets bool) bool

//go:linkname resetTimer runtime.resetTimer
func resetTimer(t *runtimeTimer, when, period int64) bool

//go:linkname timerchan runtime.timerchan
func timerchan(c chan Time)

// newChan makes a timer's channel. It has room for one tick, but none that the
// program could tell: Stop and Reset take back what nobody has received, and
// len and cap are 0.
func newChan() chan Time {
	c := make(chan Time, 1)
	timerchan(c)
	return c
}

// deadline returns when d from now is, or never if that overflows.
func deadline(d Duration) int64 {
	if d <= 0 {
		return runtimeNano()
	}
	t := runtimeNano() + int64(d)
	if t < 0 {
		t = 1<<63 - 1
	}
	return t
}

// sendTime is what timers with a channel call. It must not block: a tick that
// nobody has taken yet is enough.
func sendTime(arg any, seq uintptr) {
	select {
	case arg.(chan Time) <- Now():
	default:
	}
}

// startFunc is what AfterFunc's timers call.
func startFunc(arg any, seq uintptr) { go arg.(func())() }

// A Timer does one thing at one time: it sends on C, or calls AfterFunc's
// function.
type Timer struct {
	C <-chan Time
	c chan Time // C, to be emptied; nil for AfterFunc
	r runtimeTimer
}

// NewTimer returns a timer that sends the time on its channel after d.
func NewTimer(d Duration) *Timer {
	c := newChan()
	t := &Timer{C: c, c: c, r: runtimeTimer{when: deadline(d), f: sendTime, arg: c, kind: onChannel}}
	startTimer(&t.r)
	return t
}

// AfterFunc returns a timer that calls f in a goroutine of its own after d.
func AfterFunc(d Duration, f func()) *Timer {
	t := &Timer{r: runtimeTimer{when: deadline(d), f: startFunc, arg: f}}
	startTimer(&t.r)
	return t
}

// After is NewTimer(d).C.
func After(d Duration) <-chan Time { return NewTimer(d).C }

// drain takes a tick back that nobody has received, and reports whether there
// was one: to the program the timer has not fired then.
func drain(c chan Time) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// Stop keeps the timer from firing, and reports whether it did: false means
// that it has fired or was stopped. After it, nothing is received from C.
func (t *Timer) Stop() bool {
	if t.r.f == nil {
		panic("time: Stop called on uninitialized Timer")
	}
	active := stopTimer(&t.r, false)
	return drain(t.c) || active
}

// Reset sets the timer to fire after d, and reports whether it was still to
// fire. A tick from before is not received any more.
func (t *Timer) Reset(d Duration) bool {
	if t.r.f == nil {
		panic("time: Reset called on uninitialized Timer")
	}
	active := stopTimer(&t.r, true)
	active = drain(t.c) || active
	resetTimer(&t.r, deadline(d), 0)
	return active
}

// A Ticker sends the time on C at intervals; ticks that nobody takes in time
// are dropped.
type Ticker struct {
	C <-chan Time
	c chan Time
	r runtimeTimer
}

// NewTicker returns a ticker. It panics unless d > 0.
func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	c := newChan()
	t := &Ticker{C: c, c: c, r: runtimeTimer{when: deadline(d), period: int64(d), f: sendTime, arg: c, kind: onChannel}}
	startTimer(&t.r)
	return t
}

// Stop ends the ticks. It does not close C.
func (t *Ticker) Stop() {
	if t.r.f == nil {
		return // as for the zero Ticker
	}
	stopTimer(&t.r, false)
	drain(t.c)
}

// Reset sets another interval; the next tick comes after it. It panics unless
// d > 0.
func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if t.r.f == nil {
		panic("time: Reset called on uninitialized Ticker")
	}
	stopTimer(&t.r, true)
	drain(t.c)
	resetTimer(&t.r, deadline(d), int64(d))
}

// Tick is NewTicker(d).C, or nil if d <= 0.
func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}
