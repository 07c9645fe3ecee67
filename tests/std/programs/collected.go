// What the collector takes away: pools' values, weak pointers' objects, unique's handles, timers that nobody can see, files.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
	"unique"
	"weak"
)

type thing struct {
	n    int
	next *thing
	data [100]byte
}

//go:noinline
func make1(n int) (weak.Pointer[thing], *thing) {
	t := &thing{n: n}
	w := weak.Make(t)
	fmt.Println(w.Value() == t, w == weak.Make(t), w != weak.Make(&thing{}))
	return w, t
}

//go:noinline
func dropped(n int) weak.Pointer[thing] {
	w, _ := make1(n)
	return w
}

//go:noinline
func scrub(n int) int { // overwrites what calls have left on the stack
	var a [512]int
	for i := range a {
		a[i] = n + i
	}
	if n > 0 {
		return scrub(n-1) + a[n]
	}
	return a[0]
}

// eventually collects until f holds: stacks may keep an object for a while.
func eventually(f func() bool) bool {
	for range 50 {
		scrub(8)
		runtime.GC()
		if f() {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

var global thing

func weakPointers() {
	kept, t := make1(1)
	gone := make([]weak.Pointer[thing], 10)
	for i := range gone {
		gone[i] = dropped(i)
	}
	count := func() (n int) {
		for _, w := range gone {
			if w.Value() == nil {
				n++
			}
		}
		return n
	}
	fmt.Println(eventually(func() bool { return count() >= 9 }), kept.Value().n == t.n, gone[0] == gone[0], gone[0] != gone[1])
	g := weak.Make(&global)
	fmt.Println(g.Value() == &global, g == weak.Make(&global))
	var zero weak.Pointer[thing]
	fmt.Println(zero.Value(), weak.Make[thing](nil) == zero)
	// A finalizer that keeps the object: the weak pointer is nil all the same.
	back := make(chan *thing, 1)
	w := func() weak.Pointer[thing] {
		t := &thing{n: 7}
		runtime.SetFinalizer(t, func(t *thing) { back <- t })
		return weak.Make(t)
	}()
	fmt.Println(eventually(func() bool { return w.Value() == nil && len(back) == 1 }))
	u := <-back
	fmt.Println(u.n, w.Value() == nil, weak.Make(u) != w)
	runtime.KeepAlive(t)
}

func handles() {
	a, b := unique.Make("some text"), unique.Make(strings.Clone("some text"))
	fmt.Println(a == b, a.Value(), unique.Make("other") == a)
	fmt.Println(unique.Make(any(1)) == unique.Make(any(1)), unique.Make(any(1)) == unique.Make(any(int8(1))))
	for i := range 10000 {
		unique.Make(fmt.Sprint("many ", i))
	}
	runtime.GC()
	fmt.Println(a == unique.Make("some text"))
}

func pools() {
	procs := runtime.GOMAXPROCS(1) // on one P, which values come back is certain
	var made int
	p := sync.Pool{New: func() any { made++; return new(thing) }}
	p.Put(p.Get())
	p.Get()
	fmt.Println(made)
	for range 100 {
		p.Put(new(thing))
	}
	runtime.GC() // now they are the victim
	got := p.Get()
	fmt.Println(made, got != nil)
	runtime.GC()
	runtime.GC()
	p.Get()
	fmt.Println(made)
	runtime.GOMAXPROCS(procs)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 2000 {
				x := p.Get().(*thing)
				x.n++
				if i%500 == 0 {
					runtime.GC()
				}
				p.Put(x)
			}
		})
	}
	wg.Wait()
}

func timers() {
	before := new(runtime.MemStats)
	runtime.GC()
	runtime.ReadMemStats(before)
	for range 200000 {
		select {
		case <-time.After(time.Hour):
			panic("an hour")
		default:
		}
	}
	after := new(runtime.MemStats)
	fmt.Println(eventually(func() bool {
		runtime.ReadMemStats(after)
		return int64(after.HeapAlloc)-int64(before.HeapAlloc) < 4<<20
	}))
	c := time.After(30 * time.Millisecond)
	t := time.NewTicker(10 * time.Millisecond)
	runtime.GC()
	<-c
	<-t.C
	func() { time.AfterFunc(5*time.Millisecond, func() { fmt.Println("AfterFunc is kept") }) }()
	runtime.GC()
	time.Sleep(50 * time.Millisecond)
}

func files() {
	var r *os.File
	func() {
		a, w, _ := os.Pipe()
		r = a
		_ = w // nobody closes it
	}()
	done := make(chan error, 1)
	go func() {
		_, err := r.Read(make([]byte, 1))
		done <- err
	}()
	fmt.Println(eventually(func() bool { return len(done) == 1 }), <-done)
}

func main() {
	weakPointers()
	handles()
	pools()
	timers()
	files()
}
