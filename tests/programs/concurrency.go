package main

import (
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

func producer(n int) <-chan int {
	c := make(chan int, 2)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return c
}

type counter struct {
	sync.Mutex
	m map[string]int
}

func (c *counter) add(k string) {
	c.Lock()
	defer c.Unlock()
	c.m[k]++
}

func main() {
	sum := 0
	for v := range producer(100) {
		sum += v
	}
	fmt.Println(sum)
	c := counter{m: map[string]int{}}
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.add([]string{"a", "b", "c"}[i%3])
		}()
	}
	wg.Wait()
	fmt.Println(c.m)
	var n atomic.Int64
	var old int32
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func(k int64) {
			n.Add(k)
			atomic.AddInt32(&old, 2)
			wg.Done()
		}(int64(i))
	}
	wg.Wait()
	fmt.Println(n.Load(), old)
	done := make(chan struct{})
	res := make(chan string)
	go func() {
		for {
			select {
			case s := <-res:
				fmt.Println("got", s)
			case <-done:
				close(res)
				return
			}
		}
	}()
	res <- "x"
	res <- "y"
	close(done)
	_, ok := <-res
	fmt.Println(ok)
	select {
	case <-time.After(10 * time.Millisecond):
		fmt.Println("timeout")
	case v := <-make(chan int):
		fmt.Println(v)
	}
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	type result struct {
		id, sq int
		name   string
	}
	rc := make(chan result)
	for i := range 5 {
		go func() { rc <- result{i, i * i, fmt.Sprint("n", i)} }()
	}
	var rs []result
	for range 5 {
		rs = append(rs, <-rc)
	}
	sort.Slice(rs, func(i, j int) bool { return rs[i].id < rs[j].id })
	fmt.Println(rs)
	big := make(chan [20]int, 1)
	var arr [20]int
	arr[7] = 7
	big <- arr
	arr[7] = 8
	fmt.Println((<-big)[7], len(big), cap(big))
	pc := make(chan func() int, 1)
	pc <- func() int { return 42 }
	fmt.Println((<-pc)())
	go fmt.Sprint("ignored")
	errc := make(chan error, 1)
	go func() {
		defer func() { errc <- fmt.Errorf("r: %v", recover()) }()
		var m map[int]int
		m[1] = 2
	}()
	fmt.Println(<-errc)
	ch := make(chan int)
	go func() { time.Sleep(time.Millisecond); close(ch) }()
	<-ch
	var mu sync.RWMutex
	mu.RLock()
	mu.RUnlock()
	cond := sync.NewCond(&sync.Mutex{})
	ready := false
	go func() { cond.L.Lock(); ready = true; cond.L.Unlock(); cond.Broadcast() }()
	cond.L.Lock()
	for !ready {
		cond.Wait()
	}
	cond.L.Unlock()
	fmt.Println("end")
}
