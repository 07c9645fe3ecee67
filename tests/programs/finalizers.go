// exit: 2
// stderr: fatal error: runtime.SetFinalizer: first argument is int, not pointer
package main

// Finalizers and cleanups: when they run, in which order, what they keep alive.

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

type node struct {
	name string
	next *node
	pad  [4]int
}

type named interface{ Name() string }

func (n *node) Name() string { return n.name }

var log []string
var count atomic.Int32
var saved *node

func note(s string) {
	log = append(log, s)
	count.Add(1)
}

// wait collects until `n` notes were made, a second at most.
func wait(n int32) {
	for i := 0; i < 200 && count.Load() < n; i++ {
		clobber(50)
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	count.Store(0)
}

// clobber overwrites what old frames left on the stack, which is scanned conservatively.
//
//go:noinline
func clobber(n int) int {
	var a [64]int
	for i := range a {
		a[i] = n
	}
	if n > 0 {
		return clobber(n-1) + a[n%64]
	}
	return a[0]
}

// inOther runs f on a stack of its own, of which nothing stays.
func inOther(f func()) {
	done := make(chan bool)
	go func() {
		f()
		done <- true
	}()
	<-done
}

func main() {
	inOther(func() { // the one that refers to the other goes first
		b := &node{name: "b"}
		a := &node{name: "a", next: b}
		runtime.SetFinalizer(a, func(n *node) { note("final " + n.name + n.next.name) })
		runtime.SetFinalizer(b, func(n *node) { note("final " + n.name) })
	})
	wait(2)
	fmt.Println(log)

	log = nil
	inOther(func() { // an interface as parameter, a result, an object that comes back
		runtime.SetFinalizer(&node{name: "i"}, func(x named) int { note("iface " + x.Name()); return 1 })
		runtime.SetFinalizer(&node{name: "e"}, func(x any) { saved = x.(*node); note("any " + saved.name) })
	})
	wait(2)
	inOther(func() { fmt.Println(len(log), saved.name) })
	log = nil
	inOther(func() {
		runtime.SetFinalizer(saved, func(n *node) { note("again " + n.name) })
		saved = nil
	})
	wait(1)
	fmt.Println(log)

	log = nil
	inOther(func() { // taken back; closures
		x := &node{name: "x"}
		runtime.SetFinalizer(x, func(n *node) { note("never") })
		runtime.SetFinalizer(x, nil)
		word := "captured"
		runtime.SetFinalizer(&node{name: "y"}, func(n *node) { note(word + " " + n.name) })
	})
	wait(1)
	fmt.Println(log)

	log = nil
	inOther(func() { // cleanups: several, with a finalizer too, one stopped
		x := &node{name: "c"}
		runtime.AddCleanup(x, func(s string) { note("cleanup " + s) }, "1")
		c := runtime.AddCleanup(x, func(s string) { note("cleanup " + s) }, "stopped")
		runtime.AddCleanup(&x.pad[1], func(s int) { note(fmt.Sprint("cleanup ", s)) }, 2)
		runtime.SetFinalizer(x, func(n *node) { note("final " + n.name) })
		c.Stop()
		runtime.KeepAlive(x)
	})
	wait(3)
	fmt.Println(log[0], len(log))

	log = nil
	inOther(func() { // many, of several sizes
		for i := 0; i < 1000; i++ {
			p := new([2]*int)
			runtime.SetFinalizer(p, func(*[2]*int) { count.Add(1) })
			q := make([]byte, 1+i*97)
			runtime.SetFinalizer(&q[0], func(*byte) { count.Add(1) })
		}
	})
	for i := 0; i < 200 && count.Load() < 1900; i++ {
		clobber(50)
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	fmt.Println(count.Load() >= 1900)

	func() {
		defer func() { fmt.Println(recover()) }()
		runtime.AddCleanup((*node)(nil), func(int) {}, 1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		x := new(node)
		runtime.AddCleanup(x, func(*node) {}, x)
	}()
	runtime.SetFinalizer(&saved, func(**node) {}) // a variable of a package: never
	runtime.SetFinalizer(&struct{}{}, func(*struct{}) {})
	runtime.SetFinalizer(3, nil)
}
