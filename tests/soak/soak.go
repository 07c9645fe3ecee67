// Soak: tens of thousands of goroutines that come, talk, sleep, grow their stacks, allocate and go, for n seconds, with collections
// forced all the while. At the end nothing may be lost and nothing may be leaked.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type cell struct {
	next *cell
	data [6]int
	name string
}

var sent, received, finished, started atomic.Int64

// grow uses stack and heap, and checks that both still hold what was put there.
func grow(depth int, list *cell) int {
	var pad [64]int
	for i := range pad {
		pad[i] = depth + i
	}
	if depth == 0 {
		n := 0
		for c := list; c != nil; c = c.next {
			if c.data[3] != len(c.name) {
				panic("a cell was changed")
			}
			n++
		}
		return n
	}
	c := &cell{next: list, name: strconv.Itoa(depth * 7919)}
	c.data[3] = len(c.name)
	n := grow(depth-1, c)
	for i := range pad {
		if pad[i] != depth+i {
			panic("a frame was changed")
		}
	}
	return n
}

func worker(seed int, in <-chan int, out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	started.Add(1)
	depth := seed % 40
	if grow(depth, nil) != depth {
		panic("lost cells")
	}
	if seed%16 == 0 {
		time.Sleep(time.Duration(seed%5) * time.Millisecond)
	}
	late := time.NewTimer(time.Minute)
	defer late.Stop()
	select {
	case v := <-in:
		received.Add(1)
		select {
		case out <- v + 1:
			sent.Add(1)
		case <-late.C:
			panic("nobody took the answer")
		}
	case <-late.C:
		panic("nothing came")
	}
	m := map[int]string{}
	for i := 0; i < seed%30; i++ {
		m[i*seed] = strconv.Itoa(i)
	}
	for k, v := range m {
		if strconv.Itoa(k/max(seed, 1)) != v {
			panic("a map entry was changed")
		}
	}
	finished.Add(1)
}

func round(n, seed int) {
	in, out := make(chan int, 8), make(chan int)
	var wg sync.WaitGroup
	wg.Add(n)
	for i := 0; i < n; i++ {
		go worker(seed+i, in, out, &wg)
	}
	go func() {
		for i := 0; i < n; i++ {
			in <- i
		}
	}()
	sum := 0
	for i := 0; i < n; i++ {
		sum += <-out
	}
	wg.Wait()
	if want := n * (n + 1) / 2; sum != want {
		panic(fmt.Sprint("sum ", sum, ", want ", want))
	}
}

func main() {
	seconds, n := 60, 20000
	if len(os.Args) > 1 {
		seconds, _ = strconv.Atoi(os.Args[1])
	}
	if len(os.Args) > 2 {
		n, _ = strconv.Atoi(os.Args[2])
	}
	var stop atomic.Bool
	collected := make(chan int)
	go func() {
		k := 0
		for ; !stop.Load(); k++ {
			runtime.GC()
			time.Sleep(5 * time.Millisecond)
		}
		collected <- k
	}()
	var before, after runtime.MemStats
	round(n, 1)
	round(n, 2)
	runtime.GC()
	runtime.ReadMemStats(&before)
	deadline := time.Now().Add(time.Duration(seconds) * time.Second)
	rounds := 0
	for time.Now().Before(deadline) {
		round(n, rounds*n)
		rounds++
	}
	stop.Store(true)
	k := <-collected
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	runtime.ReadMemStats(&after)
	fmt.Println("ok:", started.Load() == finished.Load(), sent.Load() == received.Load(), runtime.NumGoroutine(),
		after.HeapInuse <= 2*before.HeapInuse+1<<20)
	fmt.Fprintf(os.Stderr, "soak: %d rounds of %d goroutines, %d collections; in use %d KB at first, %d KB at the end\n",
		rounds, n, k, before.HeapInuse>>10, after.HeapInuse>>10)
	if rounds == 0 || started.Load() != finished.Load() || runtime.NumGoroutine() != 1 {
		os.Exit(1)
	}
}
