// Package main is loaded like any other; main.main is not run.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
)

var total = map[string]int{}
var mu sync.Mutex
var started = time.Now()

type node struct {
	l, r *node
	s    string
}

func tree(d int) *node {
	if d == 0 {
		return &node{s: fmt.Sprint(d)}
	}
	return &node{tree(d - 1), tree(d - 1), ""}
}

func (n *node) count() int {
	if n.l == nil {
		return 1
	}
	return 1 + n.l.count() + n.r.count()
}

func Tree(d int) int { return tree(d).count() }

func Keep(s string) int {
	mu.Lock()
	defer mu.Unlock()
	total[s]++
	return len(total)
}

func Has(s string) int { mu.Lock(); defer mu.Unlock(); return total[s] }

func Upper(s string) string { return strings.ToUpper(s) }

func Repeat(s string, n int) string { return strings.Repeat(s, n) }

func Workers(n, k int) int {
	var wg sync.WaitGroup
	out := make(chan int, 4)
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < k; j++ {
				out <- j
			}
		}()
	}
	go func() { wg.Wait(); close(out) }()
	t := 0
	for v := range out {
		t += v
	}
	return t
}

func Panic(s string) { panic(s) }

type E struct{ code int }

func (e *E) Error() string { return fmt.Sprintf("code %d", e.code) }

func PanicErr(n int) (int, error) {
	if n < 0 {
		panic(&E{n})
	}
	if n > 0 {
		return n, &E{n}
	}
	return 0, nil
}

func Nil() int {
	var p *node
	return len(p.l.s)
}

func Deep(n int) int {
	if n == 0 {
		return 0
	}
	var a [64]int
	a[n%64] = n
	return Deep(n-1) + a[n%64] - n + 1
}

func DeepPanic(n int) int {
	if n == 0 {
		panic("deep")
	}
	return DeepPanic(n-1) + 1
}

func Sleep(ms int) { time.Sleep(time.Duration(ms) * time.Millisecond) }

func GC() { runtime.GC() }

var ticks int
var quit = make(chan bool)

func Start() {
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Millisecond):
				mu.Lock()
				ticks++
				mu.Unlock()
			}
		}
	}()
}
func Stop()      { quit <- true }
func Ticks() int { mu.Lock(); defer mu.Unlock(); return ticks }

func Spin(n int) int {
	x := 1
	for i := 0; i < n; i++ {
		x = x*3 + i
	}
	return x
}

func Goroutines() int { return runtime.NumGoroutine() }

func Exit() { runtime.Goexit() }

func Print(s string) { fmt.Println(s) }

func Recovered() (s string) {
	defer func() { s = fmt.Sprint("got ", recover()) }()
	panic(42)
}

func main() { panic("main runs") }

// EndThread ends a thread of the runtime: a goroutine that is locked to it returns.
func EndThread() {
	done := make(chan bool)
	go func() {
		runtime.LockOSThread()
		done <- true
	}()
	<-done
}
