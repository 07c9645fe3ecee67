// The functions of sync/atomic as values, in go and in defer statements: they have no body, calls of them are instructions.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"
)

type counter struct {
	add   func(*int64, int64) int64
	load  func(*int64) int64
	store func(*int64, int64)
}

func left(n *int32) {
	defer atomic.AddInt32(n, -1)
	atomic.AddInt32(n, 10)
}

func main() {
	var x uint64
	cas := atomic.CompareAndSwapUint64
	fmt.Println(cas(&x, 0, 7), cas(&x, 0, 8), x)

	ops := map[string]func(*uint32, uint32) uint32{
		"add": atomic.AddUint32, "swap": atomic.SwapUint32, "or": atomic.OrUint32, "and": atomic.AndUint32,
	}
	for _, name := range []string{"add", "swap", "or", "and"} {
		u := uint32(6)
		old := ops[name](&u, 3)
		fmt.Println(name, old, u)
	}

	c := counter{atomic.AddInt64, atomic.LoadInt64, atomic.StoreInt64}
	var n int64
	c.store(&n, 40)
	c.add(&n, 2)
	fmt.Println(c.load(&n))

	var count int32
	left(&count)
	fmt.Println(count)

	var wg sync.WaitGroup
	var done atomic.Int32
	for range 8 {
		go atomic.AddInt64(&n, 1)
		wg.Go(func() { done.Add(1) })
	}
	wg.Wait()
	for atomic.LoadInt64(&n) != 50 {
	}
	fmt.Println(done.Load())

	a, b := 1, 2
	p := unsafe.Pointer(&a)
	swap := atomic.SwapPointer
	fmt.Println(*(*int)(swap(&p, unsafe.Pointer(&b))), *(*int)(p))

	func() {
		defer func() { fmt.Println(recover()) }()
		var nothing *int32
		load := atomic.LoadInt32
		load(nothing)
	}()
}
