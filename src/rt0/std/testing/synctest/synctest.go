// Package synctest tests code that waits: in a bubble, whose goroutines have a
// clock of their own.
//
// The clock stands still while any goroutine of the bubble can go on. When all
// of them wait durably, Wait returns, or, if nobody is in Wait, the clock goes
// to the next timer. So a test does not wait for time to pass, and sees what
// there is at a moment when nothing happens any more. The clock starts at
// midnight UTC of 2000-01-01.
//
// A goroutine waits durably if only its bubble can wake it: in Sleep, for
// channels made in the bubble (or for nil channels), in select over such
// channels, in sync.Cond's Wait, and in Wait of a sync.WaitGroup whose Add was
// called in the bubble. It does not while it waits for a mutex, for input or
// output, or in a system call.
//
// Channels, timers and wait groups of a bubble may be used in it only; anything
// else ends the program.
package synctest

import (
	"testing"
	"time"
	_ "unsafe" // for go:linkname
)

//go:linkname run internal/synctest.Run
func run(f func())

//go:linkname wait internal/synctest.Wait
func wait()

//go:linkname inBubble testing/synctest.testingSynctestTest
func inBubble(t *testing.T, f func(*testing.T)) bool

// Test runs f in a new bubble, and waits until all its goroutines have ended.
// If some are left that can never go on, the test panics. It must not be called
// in a bubble.
//
// f's T runs its cleanups in the bubble, just before Test returns; its Context
// belongs to the bubble. Run, Parallel and Deadline must not be called on it.
func Test(t *testing.T, f func(*testing.T)) {
	passed := false
	run(func() { passed = inBubble(t, f) })
	if !passed {
		t.FailNow()
	}
}

// Wait waits until all other goroutines of the bubble wait durably. It panics
// outside of a bubble, and while another goroutine of the bubble is in Wait.
func Wait() { wait() }

// Sleep is time.Sleep and Wait: when it returns, whoever slept until the same
// time has done what it could.
func Sleep(d time.Duration) {
	time.Sleep(d)
	wait()
}
