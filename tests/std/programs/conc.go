// What sync, sync/atomic, time and context-free waiting do on the real runtime.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func mutexes() {
	var mu sync.Mutex
	var rw sync.RWMutex
	var wg sync.WaitGroup
	n, writes, reads := 0, 0, int64(0) // n is mu's, writes is rw's
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; k < 2000; k++ {
				mu.Lock()
				n++
				mu.Unlock()
				if k%10 == 0 {
					rw.Lock()
					writes++
					rw.Unlock()
				} else {
					rw.RLock()
					atomic.AddInt64(&reads, 1)
					rw.RUnlock()
				}
				if k%100 == 0 {
					runtime.Gosched()
				}
			}
		}()
	}
	wg.Wait()
	fmt.Println("mutexes", n, writes, reads, mu.TryLock(), mu.TryLock(), rw.TryRLock(), rw.TryLock())
}

func onces() {
	var once sync.Once
	calls := 0
	for i := 0; i < 3; i++ {
		once.Do(func() { calls++ })
	}
	value := sync.OnceValue(func() int { calls++; return 42 })
	first, second := value(), value()
	fmt.Println("once", calls, first, second)
	bad := sync.OnceFunc(func() { panic("no") })
	for i := 0; i < 2; i++ {
		func() {
			defer func() { fmt.Println("recovered", recover()) }()
			bad()
		}()
	}
}

func conds() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready, done := 0, make(chan bool, 5)
	for i := 0; i < 5; i++ {
		go func() {
			mu.Lock()
			for ready == 0 {
				c.Wait()
			}
			ready--
			mu.Unlock()
			done <- true
		}()
	}
	time.Sleep(2 * time.Millisecond)
	mu.Lock()
	ready = 2
	mu.Unlock()
	c.Signal()
	c.Signal()
	<-done
	<-done
	mu.Lock()
	ready = 3
	mu.Unlock()
	c.Broadcast()
	for i := 0; i < 3; i++ {
		<-done
	}
	fmt.Println("cond", ready)
}

func others() {
	p := sync.Pool{New: func() any { return new(int) }}
	x := p.Get().(*int)
	*x = 7
	p.Put(x)
	fmt.Println("pool", *p.Get().(*int) == 7 || true)
	var m sync.Map
	m.Store("a", 1)
	v, loaded := m.LoadOrStore("a", 2)
	w, loaded2 := m.LoadOrStore("b", 3)
	m.CompareAndSwap("b", 3, 4)
	sum := 0
	m.Range(func(k, v any) bool { sum += v.(int); return true })
	_, gone := m.LoadAndDelete("a")
	_, there := m.Load("a")
	fmt.Println("map", v, loaded, w, loaded2, sum, gone, there)
	var a atomic.Value
	a.Store("x")
	fmt.Println("value", a.Load(), a.Swap("y"), a.CompareAndSwap("y", "z"), a.Load())
	var ptr atomic.Pointer[string]
	s := "pointed"
	ptr.Store(&s)
	var b atomic.Bool
	b.Store(true)
	var u atomic.Uint32
	u.Or(6)
	u.And(3)
	fmt.Println("atomic", *ptr.Load(), b.Swap(false), b.Load(), u.Load(), u.Add(^uint32(0)))
	var wg sync.WaitGroup
	var total atomic.Int64
	for i := range 10 {
		wg.Go(func() { total.Add(int64(i)) })
	}
	wg.Wait()
	fmt.Println("go", total.Load())
}

func times() {
	start := time.Now()
	time.Sleep(3 * time.Millisecond)
	d := time.Since(start)
	fmt.Println("sleep", d >= 3*time.Millisecond, d < 2*time.Second)
	select {
	case <-time.After(time.Millisecond):
		fmt.Println("after")
	case <-time.After(10 * time.Second):
		fmt.Println("too late")
	}
	t := time.NewTimer(time.Hour)
	fmt.Println("stop", t.Stop(), t.Stop(), t.Reset(time.Millisecond))
	<-t.C
	called := make(chan string)
	time.AfterFunc(time.Millisecond, func() { called <- "func" })
	fmt.Println(<-called)
	tick := time.NewTicker(time.Millisecond)
	for i := 0; i < 3; i++ {
		<-tick.C
	}
	tick.Stop()
	fmt.Println("ticked", time.Duration(1500)*time.Microsecond)
	fmt.Println(time.Unix(1700000000, 5).UTC(), time.Date(2024, 2, 30, 1, 2, 3, 0, time.UTC).Format(time.RFC1123))
}

func failures() {
	for _, f := range []func(){
		func() { var wg sync.WaitGroup; wg.Done() },
		func() { var a atomic.Value; a.Store(1); a.Store("x") },
		func() { time.NewTicker(0) },
		func() { var s []int; _ = s[5] },
		func() { var m map[string]int; m["a"] = 1 },
		func() { var i any = "x"; _ = i.(int) },
		func() { panic(fmt.Errorf("wrapped: %w", os.ErrNotExist)) },
	} {
		func() {
			defer func() {
				r := recover()
				err, isErr := r.(error)
				_, isRuntime := r.(runtime.Error)
				fmt.Println("panic:", r, isErr, isRuntime, isErr && errors.Is(err, os.ErrNotExist))
			}()
			f()
		}()
	}
}

func main() {
	mutexes()
	onces()
	conds()
	others()
	times()
	failures()
	fmt.Println("procs", runtime.GOMAXPROCS(0) > 0, runtime.NumCPU() > 0, runtime.NumGoroutine() >= 1, runtime.GOOS, runtime.GOARCH)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Println("gc", after.NumGC > before.NumGC, after.Sys > 0, after.HeapAlloc > 0)
	_, file, line, ok := runtime.Caller(0)
	fmt.Println("caller", len(file) > 0, line, ok)
}
