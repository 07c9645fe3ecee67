// mixed: channels, maps, a mutex, deep calls, collections and sleeps at once; prints sums.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type node struct {
	l, r *node
	v    int
}

func build(d int) *node {
	if d == 0 {
		return &node{v: 1}
	}
	return &node{build(d - 1), build(d - 1), d}
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.v + n.l.sum() + n.r.sum()
}

func worker(id int, in <-chan int, out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for v := range in {
		t := build(v % 8)
		s := t.sum()
		m := map[int]string{}
		for i := 0; i < 10; i++ {
			m[i] = fmt.Sprint(i, v)
		}
		out <- s + len(m[v%10])
	}
}

func recurse(n int, f func()) int {
	var a [64]int
	if n == 0 {
		f()
		return 0
	}
	a[n%64] = n
	return recurse(n-1, f) + a[n%64] - n + 1
}

func main() {
	var total int64
	for round := 0; round < 5; round++ {
		in := make(chan int)
		out := make(chan int, 10)
		var wg sync.WaitGroup
		for i := 0; i < 50; i++ {
			wg.Add(1)
			go worker(i, in, out, &wg)
		}
		go func() {
			for i := 0; i < 5000; i++ {
				in <- i
			}
			close(in)
			wg.Wait()
			close(out)
		}()
		for v := range out {
			atomic.AddInt64(&total, int64(v))
		}
	}
	var wg sync.WaitGroup
	var mu sync.RWMutex
	cnt := map[int]int{}
	for i := 0; i < 2000; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			d := recurse(i%300, func() {
				if i%50 == 0 {
					runtime.GC()
				}
				runtime.Gosched()
			})
			mu.Lock()
			cnt[d]++
			mu.Unlock()
			time.Sleep(time.Duration(i%3) * time.Microsecond)
			mu.RLock()
			_ = cnt[d]
			mu.RUnlock()
		}()
	}
	wg.Wait()
	s := 0
	for k, v := range cnt {
		s += k * v
	}
	fmt.Println(total, s, len(cnt))
}
