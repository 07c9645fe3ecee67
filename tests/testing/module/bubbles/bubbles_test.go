package bubbles

import (
	"context"
	"errors"
	"iter"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		t.Log(start.UTC(), start)
		time.Sleep(24 * time.Hour)
		if d := time.Since(start); d != 24*time.Hour {
			t.Errorf("slept for %v", d)
		}
		timer := time.AfterFunc(time.Minute, func() { t.Log("fired", time.Since(start)) })
		time.Sleep(59 * time.Second)
		t.Log("stopped", timer.Stop(), timer.Reset(time.Second))
		synctest.Sleep(time.Second)
		tick := time.NewTicker(time.Hour)
		for range 3 {
			t.Log((<-tick.C).Sub(start))
		}
		tick.Stop()
		t.Log(time.NewTimer(0).Stop(), <-time.After(0) == time.Now())
	})
}

func TestContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		time.Sleep(5*time.Second - 1)
		synctest.Wait()
		t.Log(ctx.Err())
		time.Sleep(1)
		synctest.Wait()
		t.Log(ctx.Err(), errors.Is(ctx.Err(), context.DeadlineExceeded))
		t.Cleanup(func() { t.Log("cleaned up in", time.Now().UTC().Year(), t.Context().Err()) })
	})
}

func TestWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		cond := sync.NewCond(&mu)
		c, quit := make(chan int), make(chan bool)
		state := make([]string, 5)
		var group, all sync.WaitGroup
		group.Add(1)
		for i, f := range []func(){
			func() { c <- 1 },
			func() { mu.Lock(); cond.Wait(); mu.Unlock() },
			func() { group.Wait() },
			func() {
				select {
				case <-quit:
				case c <- 2:
				}
			},
			func() {
				next, stop := iter.Pull(func(yield func(int) bool) { time.Sleep(time.Hour); yield(1) })
				next()
				stop()
			},
		} {
			all.Go(func() { state[i] = "waits"; f(); state[i] = "done" })
		}
		synctest.Wait()
		t.Log(state)
		<-c
		<-c
		synctest.Wait()
		t.Log(state)
		cond.Broadcast()
		group.Done()
		synctest.Wait()
		t.Log(state)
		all.Wait()
		t.Log(state, time.Now().UTC())
	})
}

func TestManyAtOnce(t *testing.T) {
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				c := make(chan time.Duration, 100)
				for i := range 100 {
					go func() {
						for range 20 {
							time.Sleep(time.Duration(i+1) * time.Millisecond)
						}
						c <- time.Since(start)
					}()
				}
				for i := range 100 {
					if d := <-c; d != 20*time.Duration(i+1)*time.Millisecond {
						t.Errorf("%d: %v", i, d)
					}
				}
			})
		})
	}
}

func TestFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		t.Log("in the bubble")
		t.Fatal("no")
	})
	t.Log("not reached")
}

func TestSkips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { t.Skip("why") })
}

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { t.Run("sub", func(*testing.T) {}) })
}

func TestTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { synctest.Test(t, func(*testing.T) {}) })
}

func TestWaitOutside(t *testing.T) { synctest.Wait() }

func TestDeadlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		go func() { select {} }()
		<-make(chan int)
	})
}

func TestLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { go func() { make(chan int) <- 1 }() })
}

func TestSendFromOutside(t *testing.T) {
	var c chan int
	synctest.Test(t, func(t *testing.T) { c = make(chan int, 1) })
	c <- 1
}

func TestTimerOutside(t *testing.T) {
	var timer *time.Timer
	synctest.Test(t, func(t *testing.T) { timer = time.NewTimer(time.Second) })
	timer.Reset(time.Second)
}

func TestGroups(t *testing.T) {
	var group sync.WaitGroup
	group.Add(1)
	synctest.Test(t, func(t *testing.T) { group.Add(1) })
}

// TestManyAtOnceEnter has the first Adds of a group come at once.
func TestManyAtOnceEnter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 2000 {
			var group, all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					group.Add(1)
					group.Done()
				})
			}
			all.Wait()
			group.Wait()
		}
	})
}
