// Goroutines: channels of every kind, select, sync, atomic, timers, worker pools, many goroutines.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func worker(jobs <-chan int, results chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		results <- j * j
	}
}

func pipeline(n int) int {
	src := make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			src <- i
		}
		close(src)
	}()
	sq := make(chan int, 4)
	go func() {
		for v := range src {
			sq <- v * v
		}
		close(sq)
	}()
	sum := 0
	for v := range sq {
		sum += v
	}
	return sum
}

func main() {
	jobs, results := make(chan int, 10), make(chan int, 10)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go worker(jobs, results, &wg)
	}
	go func() {
		for i := 1; i <= 100; i++ {
			jobs <- i
		}
		close(jobs)
	}()
	go func() { wg.Wait(); close(results) }()
	sum := 0
	for r := range results {
		sum += r
	}
	fmt.Println(sum, pipeline(1000))

	var mu sync.Mutex
	var rw sync.RWMutex
	var n int64
	total := 0
	var all sync.WaitGroup
	for i := 0; i < 1000; i++ {
		all.Add(1)
		go func(k int) {
			defer all.Done()
			mu.Lock()
			total += k
			mu.Unlock()
			atomic.AddInt64(&n, 1)
			rw.RLock()
			_ = atomic.LoadInt64(&n)
			rw.RUnlock()
			if k%100 == 0 {
				runtime.Gosched()
			}
		}(i)
	}
	all.Wait()
	fmt.Println(total, atomic.LoadInt64(&n))

	timeout := time.After(20 * time.Millisecond)
	never := make(chan int)
	select {
	case <-never:
		fmt.Println("never")
	case <-timeout:
		fmt.Println("timeout")
	}
	start := time.Now()
	time.Sleep(15 * time.Millisecond)
	fmt.Println(time.Since(start) >= 15*time.Millisecond)

	var once sync.Once
	for i := 0; i < 3; i++ {
		once.Do(func() { fmt.Println("once") })
	}
	cond := sync.NewCond(&mu)
	ready := false
	go func() { mu.Lock(); ready = true; cond.Broadcast(); mu.Unlock() }()
	mu.Lock()
	for !ready {
		cond.Wait()
	}
	mu.Unlock()

	deep := make(chan int)
	go func() { deep <- recurse(100000) }()
	fmt.Println(<-deep)

	tick := time.NewTicker(2 * time.Millisecond)
	count := 0
	for range tick.C {
		count++
		if count == 3 {
			tick.Stop()
			break
		}
	}
	fmt.Println(count)
	done := make(chan struct{})
	time.AfterFunc(time.Millisecond, func() { close(done) })
	<-done
	var v atomic.Int32
	fmt.Println(v.Add(5), v.CompareAndSwap(5, 9), v.Load())
	chain := make(chan int)
	first := chain
	for i := 0; i < 5000; i++ {
		next := make(chan int)
		go func(in, out chan int) { out <- 1 + <-in }(chain, next)
		chain = next
	}
	first <- 0
	fmt.Println(<-chain)
}

func recurse(n int) int {
	if n == 0 {
		return 0
	}
	return 1 + recurse(n-1)
}
