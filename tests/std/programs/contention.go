// The profiles of blocking and of mutexes: who waited where, how often and how long; who made others wait.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

const nap = 20 * time.Millisecond

func receives(c chan int) { <-c }

func sends(c chan int) { c <- 1 }

func selects(c, d chan int) {
	select {
	case <-c:
	case d <- 1:
	}
}

func locks(mu *sync.Mutex) {
	mu.Lock()
	mu.Unlock()
}

func reads(mu *sync.RWMutex) {
	mu.RLock()
	mu.RUnlock()
}

func writes(mu *sync.RWMutex) {
	mu.Lock()
	mu.Unlock()
}

func waits(wg *sync.WaitGroup) { wg.Wait() }

func sleepsUntil(c *sync.Cond) {
	c.L.Lock()
	c.Wait()
	c.L.Unlock()
}

func holds(mu *sync.Mutex) {
	time.Sleep(nap)
	mu.Unlock()
}

// path names the frames of a stack that a program has in Go as well: those of the runtime and of sync's insides are left out.
func path(pcs []uintptr) string {
	var names []string
	frames := runtime.CallersFrames(pcs)
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if strings.HasPrefix(f.Function, "runtime.") || strings.HasPrefix(f.Function, "internal/") {
			continue
		}
		names = append(names, f.Function)
	}
	return strings.Join(names, " < ")
}

func records(read func([]runtime.BlockProfileRecord) (int, bool)) []runtime.BlockProfileRecord {
	n, _ := read(nil)
	for {
		p := make([]runtime.BlockProfileRecord, n+20)
		var ok bool
		if n, ok = read(p); ok {
			return p[:n]
		}
	}
}

// show prints what a profile has below functions of these names.
func show(title string, read func([]runtime.BlockProfileRecord) (int, bool), names ...string) {
	fmt.Println(title)
	var lines []string
	for _, r := range records(read) {
		where := path(r.Stack())
		for _, name := range names {
			if strings.Contains(where, "main."+name) && r.Cycles > int64(nap)/4 {
				lines = append(lines, fmt.Sprintf("  %3d  %s", r.Count, where))
			}
		}
	}
	sort.Strings(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
}

// twice runs f on two goroutines and lets them wait for a while before free.
func twice(f, free func()) {
	var done sync.WaitGroup
	for range 2 {
		done.Go(f)
	}
	time.Sleep(nap)
	free()
	done.Wait()
}

func main() {
	c, d := make(chan int), make(chan int)
	var mu sync.Mutex
	// Nothing is counted before the profiles are switched on.
	twice(func() { receives(c) }, func() { close(c) })
	fmt.Println(len(records(runtime.BlockProfile)), len(records(runtime.MutexProfile)))

	runtime.SetBlockProfileRate(1)
	c = make(chan int)
	twice(func() { receives(c) }, func() { c <- 1; close(c) })
	twice(func() { sends(d) }, func() { <-d; <-d })
	c = make(chan int)
	twice(func() { selects(c, d) }, func() { <-d; close(c) })
	var wg, group sync.WaitGroup
	group.Add(1)
	twice(func() { waits(&group) }, group.Done)
	var rw sync.RWMutex
	rw.Lock()
	twice(func() { reads(&rw) }, rw.Unlock)
	rw.RLock()
	wg.Go(func() { writes(&rw) })
	time.Sleep(nap)
	rw.RUnlock()
	cond := sync.NewCond(new(sync.Mutex))
	wg.Go(func() { sleepsUntil(cond) })
	time.Sleep(nap)
	cond.Signal()
	wg.Wait()
	mu.Lock()
	wg.Go(func() { locks(&mu) })
	time.Sleep(nap)
	mu.Unlock()
	wg.Wait()
	runtime.SetBlockProfileRate(0)
	twice(func() { receives(d) }, func() { d <- 1; d <- 1 })
	show("blocked", runtime.BlockProfile, "receives", "sends", "selects", "waits", "reads", "writes", "locks", "sleepsUntil")

	fmt.Println(runtime.SetMutexProfileFraction(1), runtime.SetMutexProfileFraction(-1))
	const waiters = 5
	mu.Lock()
	for range waiters {
		wg.Go(func() { locks(&mu) })
	}
	time.Sleep(nap)
	holds(&mu)
	wg.Wait()
	rw.Lock()
	wg.Go(func() { reads(&rw) })
	time.Sleep(nap)
	rw.Unlock()
	wg.Wait()
	show("held", runtime.MutexProfile, "holds")
	var held int64
	for _, r := range records(runtime.MutexProfile) {
		if strings.Contains(path(r.Stack()), "main.holds") {
			held += r.Cycles // more than nanoseconds, in Go
		}
	}
	fmt.Println("charged with all waiters:", held > waiters*int64(nap))
	fmt.Println(runtime.SetMutexProfileFraction(0), runtime.SetMutexProfileFraction(0))
}
