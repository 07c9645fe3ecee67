// Package signal hands signals that the system sends to channels.
//
// A signal that nobody has asked for does what it did when the program was
// started, or what Go says for it: SIGQUIT prints the goroutines and ends the
// program, a write to a broken pipe ends it only where the pipe is the standard
// output or error. In a Python process (rt0.load) signals are Python's: none
// ever comes out of here.
package signal

import (
	"context"
	"os"
	"slices"
	"sync"
	"syscall"
	_ "unsafe"
)

//go:linkname signalEnable runtime.signal_enable
func signalEnable(sig uint32)

//go:linkname signalDisable runtime.signal_disable
func signalDisable(sig uint32)

//go:linkname signalIgnore runtime.signal_ignore
func signalIgnore(sig uint32)

//go:linkname signalIgnored runtime.signal_ignored
func signalIgnored(sig uint32) bool

//go:linkname signalRecv runtime.signal_recv
func signalRecv() uint32

//go:linkname signalWaitUntilIdle runtime.signalWaitUntilIdle
func signalWaitUntilIdle()

// numSig is one more than the largest signal.
const numSig = 65

// A set is a set of signals, by their numbers.
type set [2]uint64

func (s *set) has(n int) bool { return s[n>>6]>>(n&63)&1 != 0 }
func (s *set) add(n int)      { s[n>>6] |= 1 << (n & 63) }
func (s *set) remove(n int)   { s[n>>6] &^= 1 << (n & 63) }

// handlers is who wants what. mu protects it, and is held while the runtime is
// told. wanted counts the channels for each signal, so that the runtime hears
// of the first and the last.
var handlers struct {
	mu      sync.Mutex
	by      map[chan<- os.Signal]*set
	wanted  [numSig]int
	leaving []leaver
}

// A leaver is a channel whose Stop waits for what is under way to it.
type leaver struct {
	c chan<- os.Signal
	s *set
}

// start runs the goroutine that takes signals from the runtime, once.
var start sync.Once

func loop() {
	for {
		deliver(syscall.Signal(signalRecv()))
	}
}

// number returns a signal's number, or -1 for what the system does not have.
func number(sig os.Signal) int {
	if s, ok := sig.(syscall.Signal); ok && 0 <= s && s < numSig {
		return int(s)
	}
	return -1
}

// each calls f for the given signals, or for all if there are none.
func each(sigs []os.Signal, f func(n int)) {
	if len(sigs) == 0 {
		for n := 0; n < numSig; n++ {
			f(n)
		}
		return
	}
	for _, s := range sigs {
		if n := number(s); n >= 0 {
			f(n)
		}
	}
}

// Notify has signals sent to c: the given ones, or all. What c has no room for
// is dropped.
func Notify(c chan<- os.Signal, sig ...os.Signal) {
	if c == nil {
		panic("os/signal: Notify using nil channel")
	}
	handlers.mu.Lock()
	defer handlers.mu.Unlock()
	s := handlers.by[c]
	if s == nil {
		if handlers.by == nil {
			handlers.by = map[chan<- os.Signal]*set{}
		}
		s = new(set)
		handlers.by[c] = s
	}
	each(sig, func(n int) {
		if s.has(n) {
			return
		}
		s.add(n)
		if handlers.wanted[n]++; handlers.wanted[n] == 1 {
			signalEnable(uint32(n))
			start.Do(func() { go loop() })
		}
	})
}

// deliver sends a signal to those who want it.
func deliver(sig syscall.Signal) {
	n := number(sig)
	if n < 0 {
		return
	}
	handlers.mu.Lock()
	defer handlers.mu.Unlock()
	send := func(c chan<- os.Signal, s *set) {
		if s.has(n) {
			select {
			case c <- sig:
			default:
			}
		}
	}
	for c, s := range handlers.by {
		send(c, s)
	}
	for _, l := range handlers.leaving {
		send(l.c, l.s)
	}
}

// Stop has no more signals sent to c; when it returns, none will be.
func Stop(c chan<- os.Signal) {
	handlers.mu.Lock()
	s := handlers.by[c]
	if s == nil {
		handlers.mu.Unlock()
		return
	}
	delete(handlers.by, c)
	for n := range handlers.wanted {
		if s.has(n) {
			if handlers.wanted[n]--; handlers.wanted[n] == 0 {
				signalDisable(uint32(n))
			}
		}
	}
	// Signals that came before are still sent to c.
	handlers.leaving = append(handlers.leaving, leaver{c, s})
	handlers.mu.Unlock()
	if *s != (set{}) { // else nothing was ever asked of the runtime
		signalWaitUntilIdle()
	}
	handlers.mu.Lock()
	defer handlers.mu.Unlock()
	i := slices.IndexFunc(handlers.leaving, func(l leaver) bool { return l.s == s })
	handlers.leaving = slices.Delete(handlers.leaving, i, i+1)
}

// forget takes signals from all channels, and calls f for each.
func forget(sigs []os.Signal, f func(sig uint32)) {
	handlers.mu.Lock()
	defer handlers.mu.Unlock()
	each(sigs, func(n int) {
		f(uint32(n))
		handlers.wanted[n] = 0
		for c, s := range handlers.by {
			s.remove(n)
			if *s == (set{}) {
				delete(handlers.by, c)
			}
		}
	})
}

// Ignore has the given signals, or all, do nothing.
func Ignore(sig ...os.Signal) { forget(sig, signalIgnore) }

// Ignored reports whether a signal does nothing.
func Ignored(sig os.Signal) bool {
	n := number(sig)
	return n >= 0 && signalIgnored(uint32(n))
}

// Reset undoes Notify for the given signals, or for all.
func Reset(sig ...os.Signal) { forget(sig, signalDisable) }

// NotifyContext returns a copy of parent that is cancelled when one of the
// signals comes, by stop, or when parent is. The cause tells which signal it
// was.
func NotifyContext(parent context.Context, signals ...os.Signal) (ctx context.Context, stop context.CancelFunc) {
	inner, cancel := context.WithCancelCause(parent)
	c := make(chan os.Signal, 1)
	Notify(c, signals...)
	if inner.Err() == nil {
		go func() {
			select {
			case s := <-c:
				cancel(signalError(s.String() + " signal received"))
			case <-inner.Done():
			}
		}()
	}
	return &signalCtx{inner, parent, signals}, func() {
		cancel(nil)
		Stop(c)
	}
}

// signalCtx is the context of NotifyContext.
type signalCtx struct {
	context.Context
	parent  context.Context
	signals []os.Signal
}

func (c *signalCtx) String() string {
	parent := "context"
	if s, ok := c.parent.(interface{ String() string }); ok {
		parent = s.String()
	}
	text := "signal.NotifyContext(" + parent
	for i, s := range c.signals {
		if i == 0 {
			text += ", ["
		} else {
			text += " "
		}
		text += s.String()
	}
	if len(c.signals) > 0 {
		text += "]"
	}
	return text + ")"
}

// signalError is the cause of a context that a signal cancelled.
type signalError string

func (e signalError) Error() string { return string(e) }

// Is makes it a context.Canceled.
func (e signalError) Is(target error) bool { return target == context.Canceled }
