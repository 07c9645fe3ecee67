package main

import (
	"fmt"
	"runtime"
	"time"
)

// What a go statement hands over lives as long as somebody uses it: not as long
// as the function with the go statement, or the goroutine. And KeepAlive keeps
// alive without moving anything to the heap.

type object struct{ data [100]int }

var freed = make(chan string, 8)

//go:noinline
func made(name string) *object {
	o := &object{}
	runtime.SetFinalizer(o, func(*object) { freed <- name })
	return o
}

//go:noinline
func touch(o *object) { o.data[1]++ }

//go:noinline
func ends(o *object, done chan bool) {
	touch(o)
	done <- true
}

//go:noinline
func stays(o *object, done chan bool) {
	touch(o)
	done <- true
	select {}
}

func wait() string {
	for range 100 {
		runtime.GC()
		select {
		case name := <-freed:
			return name
		case <-time.After(time.Millisecond):
		}
	}
	return "nothing"
}

type pair struct{ a, b *int }

func main() {
	done := make(chan bool)
	go ends(made("ended"), done)
	<-done
	fmt.Println(wait())
	go stays(made("stays"), done)
	<-done
	fmt.Println(wait())

	n := testing(func() {
		var p pair
		q := &p
		q.a = q.b
		runtime.KeepAlive(q)
		runtime.KeepAlive(p)
		runtime.KeepAlive(p.a)
		runtime.KeepAlive(len(freed))
		runtime.KeepAlive([3]string{"a"})
		runtime.KeepAlive(nil)
	})
	fmt.Println(n)
	defer runtime.KeepAlive(done)
	f := runtime.KeepAlive
	f(f)
}

// testing returns how many objects a call of f allocates.
func testing(f func()) uint64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 1000 {
		f()
	}
	runtime.ReadMemStats(&after)
	return (after.Mallocs - before.Mallocs) / 1000
}
