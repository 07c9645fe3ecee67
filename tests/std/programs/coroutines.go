// iter.Pull under load: on all Ps, nested, with seqs that block, grow their stacks, collect, panic and end early.
package main

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
	"time"
)

func deep(n int) int {
	var pad [64]int
	pad[n%64] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + pad[n%64] - n + 1
}

func numbers(n int, between func(i int)) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			between(i)
			if !yield(i) {
				return
			}
		}
	}
}

// pairs pulls from two seqs at a time, itself a seq: pulls nest.
func pairs(a, b iter.Seq[int]) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		nextA, stopA := iter.Pull(a)
		defer stopA()
		nextB, stopB := iter.Pull(b)
		defer stopB()
		for {
			x, ok := nextA()
			y, more := nextB()
			if !ok || !more || !yield(x, y) {
				return
			}
		}
	}
}

func sum(n int, a, b func(int)) int {
	next, stop := iter.Pull2(pairs(numbers(n, a), numbers(n+7, b)))
	defer stop()
	total := 0
	for {
		x, y, ok := next()
		if !ok {
			return total
		}
		total += x*3 + y
	}
}

func main() {
	before := runtime.NumGoroutine()
	nothing := func(int) {}
	c := make(chan int, 1)
	kinds := []func(int){
		nothing,
		func(i int) { runtime.Gosched() },
		func(i int) {
			if i%40 == 0 {
				time.Sleep(50 * time.Microsecond)
			}
		},
		func(i int) { deep(i % 300) },
		func(i int) {
			if i%64 == 0 {
				runtime.GC()
			}
		},
		func(i int) { c <- i; <-c },
		func(i int) { _ = make([]byte, i*100) },
	}
	const n = 200
	want := sum(n, nothing, nothing)
	var wg sync.WaitGroup
	for i, a := range kinds {
		for j, b := range kinds {
			wg.Go(func() {
				if (i+j)%5 == 0 {
					runtime.LockOSThread()
					defer runtime.UnlockOSThread()
				}
				if got := sum(n, a, b); got != want {
					fmt.Println(i, j, got, want)
				}
			})
		}
	}
	wg.Wait()

	// Handed from one goroutine to another between two values.
	next, stop := iter.Pull(numbers(1000, nothing))
	turns := make(chan int)
	total := 0
	for range 4 {
		wg.Go(func() {
			for range turns {
				v, _ := next()
				total += v
				turnDone <- true
			}
		})
	}
	for i := range 1000 {
		turns <- i
		<-turnDone
	}
	close(turns)
	stop()
	wg.Wait()
	fmt.Println(total)

	// A long loop of switches lets others run.
	runtime.GOMAXPROCS(1)
	over := false
	go func() { over = true }()
	next, stop = iter.Pull(numbers(1<<62, nothing))
	for !over {
		next()
	}
	stop()
	runtime.GOMAXPROCS(4)

	// Ended half-way, by all means.
	for i := range 300 {
		next, stop := iter.Pull(numbers(10, nothing))
		for range i % 12 {
			next()
		}
		stop()
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		next, _ := iter.Pull(numbers(3, func(i int) { _ = make([]int, 1)[i] }))
		next()
		next()
	}()
	for range 100 {
		if runtime.NumGoroutine() == before {
			break
		}
		time.Sleep(time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine() - before)
}

var turnDone = make(chan bool)
