// soak: tens of thousands of goroutines pass tokens down a line, allocate and recurse while collections are forced. At
// the end every token is there, every goroutine is gone, and heap and stacks are as small as in the beginning.
// Argument: seconds.
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

const ring = 1000

type token struct {
	id    int
	trail *trail
}

type trail struct {
	next *trail
	at   int
}

var bad atomic.Int64

func depth(n int, t *trail) int {
	var frame [16]int
	frame[n&15] = n
	if n == 0 {
		return t.at
	}
	r := depth(n-1, &trail{next: t, at: t.at})
	if frame[n&15] != n {
		bad.Add(1)
	}
	return r
}

func pass(in <-chan *token, out chan<- *token, wait *sync.WaitGroup) {
	defer wait.Done()
	n := 0
	for t := range in {
		n++
		if t.trail != nil && t.trail.at != t.id {
			bad.Add(1)
		}
		// A short list, remade on each hop: garbage that was reachable from many stacks.
		t.trail = &trail{next: &trail{at: n}, at: t.id}
		if n%64 == 0 && depth(100, t.trail) != t.id {
			bad.Add(1)
		}
		out <- t
	}
	close(out)
}

func main() {
	seconds := 3
	if len(os.Args) > 1 {
		seconds, _ = strconv.Atoi(os.Args[1])
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	base := runtime.NumGoroutine()
	deadline := time.Now().Add(time.Duration(seconds) * time.Second)
	var hops, spawned int64
	rounds := 0
	for time.Now().Before(deadline) || rounds == 0 {
		rounds++
		var wait sync.WaitGroup
		first := make(chan *token, 4)
		in := first
		for i := 0; i < ring*20; i++ {
			out := make(chan *token, i%3)
			wait.Add(1)
			go pass(in, out, &wait)
			in = out
			spawned++
		}
		go func(c chan *token) {
			for i := 0; i < 64; i++ {
				c <- &token{id: i}
			}
			close(c)
		}(first)
		// The end of the line: passes come out in order; each was touched by every goroutine.
		for i := 0; i < 64; i++ {
			t := <-in
			if t.id != i || t.trail == nil || t.trail.at != i {
				bad.Add(1)
			}
			hops += ring * 20
			if i%16 == 0 {
				runtime.GC()
			}
		}
		// The closing runs down the line behind the last token.
		if _, more := <-in; more {
			bad.Add(1)
		}
		wait.Wait()
	}
	for i := 0; i < 200 && runtime.NumGoroutine() > base; i++ {
		time.Sleep(10 * time.Millisecond)
	}
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Println("soak", bad.Load(), runtime.NumGoroutine()-base, hops == spawned*64,
		after.HeapInuse < before.HeapInuse+(4<<20), after.StackInuse < before.StackInuse+(4<<20))
}
